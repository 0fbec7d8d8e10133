//! Who each sender has written to: learned from what was sent, read by the facts of the next message.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Store, StoreError, entry, fingerprint, footers, journal, quiet};
use crate::base::Address;
use crate::base::event::Event;
use crate::people::{Contact, History};

/// Senders whose history is kept in memory.
const SENDERS: usize = 1024;

/// Above this count a further message changes no check's answer, so the copy in memory may lag behind.
const WELL_KNOWN: u32 = 10;

/// Histories in memory, so that judging a message needs no read; one is dropped when it has learned something new.
#[derive(Default)]
pub(super) struct Cache(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    histories: HashMap<String, Arc<History>>,
    /// How often something was forgotten: what was read before that is not remembered after it.
    forgotten: u64,
}

impl Cache {
    /// Nothing that panics happens under this lock, so a poisoned one is still whole.
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered, or the number to [`put`](Cache::put) with what is read now.
    fn get(&self, owner: &str) -> Result<Arc<History>, u64> {
        let remembered = self.remembered();
        remembered.histories.get(owner).cloned().ok_or(remembered.forgotten)
    }

    fn put(&self, owner: &str, history: &Arc<History>, forgotten: u64) {
        let mut remembered = self.remembered();
        if remembered.forgotten != forgotten {
            return;
        }
        if remembered.histories.len() >= SENDERS {
            remembered.histories.clear();
        }
        remembered.histories.insert(owner.to_owned(), Arc::clone(history));
    }

    /// Drops what is no longer true; only after the commit, or a reader would fetch the old state again.
    pub(super) fn forget(&self, owner: &str) {
        let mut remembered = self.remembered();
        remembered.histories.remove(owner);
        remembered.forgotten += 1;
    }

    /// Drops everything.
    pub(super) fn forget_all(&self) {
        let mut remembered = self.remembered();
        remembered.histories.clear();
        remembered.forgotten += 1;
    }
}

impl Store {
    /// Everybody `owner` (the compared form of an address) has written to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history(&self, owner: &str) -> Result<Arc<History>, StoreError> {
        let forgotten = match self.contacts.get(owner) {
            Ok(history) => return Ok(history),
            Err(forgotten) => forgotten,
        };
        let asked = owner.to_owned();
        let read = move |connection: &Connection| {
            let (contacts, footers) = (contacts_of(connection, &asked)?, footers::of_owner(connection, &asked)?);
            let (quieted, eased) = (quiet::of_owner(connection, &asked)?, quiet::eased(connection)?);
            let leaked = fingerprint::of_owner(connection, &asked)?;
            Ok(History { footers, quieted, eased, leaked, ..History::new(contacts) })
        };
        let history = Arc::new(self.readers.read(read).await?);
        self.contacts.put(owner, &history, forgotten);
        Ok(history)
    }
}

impl Store {
    /// Learns whom `owner` (the compared form of an address) has written to before. A count is raised to the one given and
    /// not added to: the same mail may be read twice, and some of it may have passed here.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn learn_past(&self, owner: &str, past: Vec<Contact>) -> Result<(), StoreError> {
        if owner.is_empty() {
            return Ok(());
        }
        let of = owner.to_owned();
        let write = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO contact (owner, key, address, name, count, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (owner, key) DO UPDATE SET count = max(count, excluded.count),
                 last = max(last, excluded.last), name = iif(name = '', excluded.name, name)",
            )?;
            for Contact { address, name, count, last } in &past {
                statement.execute(params![of, address.key(), address.as_str(), name, count, last.as_millisecond()])?;
            }
            Ok(())
        };
        self.writer.write(write).await?;
        self.contacts.forget(owner);
        Ok(())
    }
}

/// Learns that `owner` has sent to `address`; the answer is whether a check may answer differently now.
pub(super) fn learn(
    connection: &Connection,
    now: Timestamp,
    owner: &str,
    address: &Address,
    name: &str,
) -> Result<bool, StoreError> {
    if owner.is_empty() {
        return Ok(false);
    }
    let count: u32 = connection
        .prepare_cached(
            "INSERT INTO contact (owner, key, address, name, count, last) VALUES (?1, ?2, ?3, ?4, 1, ?5)
             ON CONFLICT (owner, key) DO UPDATE SET count = count + 1, last = ?5, name = iif(?4 = '', name, ?4)
             RETURNING count",
        )?
        .query_row(params![owner, address.key(), address.as_str(), name, now.as_millisecond()], |row| row.get(0))?;
    Ok(count <= WELL_KNOWN)
}

impl Store {
    /// Forgets that `owner` has written to the address `key`: a mistake must not make somebody known.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_contact(&self, owner: String, key: String, event: Event) -> Result<(), StoreError> {
        let (of, now) = (owner.clone(), self.clock.now());
        let write = move |connection: &Connection| {
            connection.prepare_cached("DELETE FROM contact WHERE owner = ?1 AND key = ?2")?.execute([&of, &key])?;
            journal::append_aside(connection, now, &event)
        };
        self.writer.write(write).await?;
        self.contacts.forget(&owner);
        Ok(())
    }
}

fn contacts_of(connection: &Connection, owner: &str) -> Result<Vec<Contact>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT address, name, count, last FROM contact WHERE owner = ?1 ORDER BY count DESC")?;
    let rows = statement.query_map([owner], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?, row.get::<_, i64>(3)?))
    })?;
    let mut contacts = Vec::new();
    for row in rows {
        let (address, name, count, last) = row?;
        // An address that an older Outguard took for one is no contact; it must not make history unreadable.
        if let Ok(address) = address.parse() {
            contacts.push(Contact { address, name, count, last: entry::time(last) });
        }
    }
    Ok(contacts)
}
