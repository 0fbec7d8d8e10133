//! Who each sender has written to: learned from what was sent, read by the facts of the next message.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Store, StoreError, entry, footers};
use crate::base::Address;
use crate::people::{Contact, History};

/// Senders whose history is kept in memory.
const SENDERS: usize = 1024;

/// Above this count a further message changes no check's answer, so the copy in memory may lag behind.
const WELL_KNOWN: u32 = 10;

/// Histories in memory, so that judging a message needs no read; one is dropped when it has learned something new.
#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<String, Arc<History>>>);

impl Cache {
    fn get(&self, owner: &str) -> Option<Arc<History>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(owner).cloned()
    }

    fn put(&self, owner: &str, history: &Arc<History>) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= SENDERS {
            map.clear();
        }
        map.insert(owner.to_owned(), Arc::clone(history));
    }

    /// Drops what is no longer true; only after the commit, or a reader would fetch the old state again.
    pub(super) fn forget(&self, owner: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(owner);
    }
}

impl Store {
    /// Everybody `owner` (the compared form of an address) has written to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history(&self, owner: &str) -> Result<Arc<History>, StoreError> {
        if let Some(history) = self.contacts.get(owner) {
            return Ok(history);
        }
        let asked = owner.to_owned();
        let read = move |connection: &Connection| {
            Ok((contacts_of(connection, &asked)?, footers::of_owner(connection, &asked)?))
        };
        let (contacts, footers) = self.readers.read(read).await?;
        let history = Arc::new(History { footers, ..History::new(contacts) });
        self.contacts.put(owner, &history);
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
