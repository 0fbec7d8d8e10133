//! Forgetting: one person, on request; and what is older than history is kept. What is deleted is overwritten with zeros
//! (`secure_delete`), and after somebody was forgotten the database is written anew: pages keep pieces of what was on them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{BUSY, Store, StoreError, journal};
use super::learn::{known, number_of};
use super::namings::Namings;
use super::{HistoryKey, file, forgotten, millis};
use crate::base::Address;
use crate::base::event::Event;
use crate::people::history::Trace;

/// Rows changed in one transaction; mail is taken in between.
pub(super) const BATCH: usize = 500;

/// How often the log is tried to be emptied while others read.
const TRIES: usize = 100;

/// What was forgotten of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Messages that went to them alone: nothing is kept of these.
    pub mails: usize,
    /// Messages that went to them and to others: these are kept without them.
    pub changed: usize,
    /// Messages to others alone that only named them: these are kept without their names.
    pub named: usize,
    /// What they wrote, and what was heard of them.
    pub heard: usize,
    /// Senders who knew them.
    pub senders: usize,
}

impl Forgotten {
    /// Whether there was anything.
    pub fn is_nothing(&self) -> bool {
        *self == Forgotten::default()
    }
}

impl Store {
    /// Forgets `contact`: everything `owner` (the compared form of an address) has learnt of them, or everybody has. The journal
    /// stays as it is; `event` must not name them.
    ///
    /// # Errors
    /// When the store cannot be read or written. What was forgotten until then stays forgotten.
    pub async fn forget_person(
        &self,
        contact: &Address,
        owner: Option<String>,
        event: impl FnOnce(Forgotten) -> Event + Send + 'static,
    ) -> Result<Forgotten, StoreError> {
        let told = |forgotten: Forgotten| (!forgotten.is_nothing()).then(|| event(forgotten));
        let forgotten = self.forget_rows(contact, owner, How::Wholly, told).await?;
        if forgotten.is_nothing() {
            // Who was forgotten before may stand in the log yet: a forgetting that was killed ends here.
            self.empty_log().await?;
        } else {
            self.write_anew().await?;
        }
        Ok(forgotten)
    }

    /// Forgets `contact`, as far as `how` says; pieces of them may be left on pages of the database.
    pub(in crate::store) async fn forget_rows(
        &self,
        contact: &Address,
        owner: Option<String>,
        how: How,
        event: impl FnOnce(Forgotten) -> Option<Event> + Send + 'static,
    ) -> Result<Forgotten, StoreError> {
        let key = self.history_key().await?;
        let mut forgotten = Forgotten::default();
        let (asked, of, with) = (contact.clone(), owner.clone(), key.clone());
        let find = move |connection: &Connection| {
            let namings = match how {
                How::Wholly => Some(Arc::new(Namings::of(connection, &asked, of.as_deref(), &with)?)),
                How::AsRecipient => None,
            };
            let taken = Taken { namings, contact: asked, key: with };
            Ok((traces_of(connection, &taken, of.as_deref())?, taken))
        };
        let (traces, taken) = self.readers.read(find).await?;
        for some in traces.chunks(BATCH) {
            let (some, taken) = (some.to_vec(), taken.clone());
            let some = self.writer.write(move |connection| forget_in(connection, &some, &taken)).await?;
            forgotten.mails += some.mails;
            forgotten.changed += some.changed;
            forgotten.named += some.named;
        }
        let (asked, now) = (contact.clone(), self.clock.now());
        let rest = move |connection: &Connection| {
            let (heard, senders) = forget_rest(connection, &asked, owner.as_deref())?;
            let forgotten = Forgotten { heard, senders, ..forgotten };
            if let Some(event) = event(forgotten) {
                journal::append_aside(connection, now, &event)?;
            }
            Ok(forgotten)
        };
        let forgotten = self.writer.write(rest).await?;
        self.remembered.forget_all_whole();
        Ok(forgotten)
    }

    /// Writes the whole database anew, so that nothing that was deleted is left on any page, and empties its log. Whoever
    /// writes meanwhile waits.
    ///
    /// # Errors
    /// When there is no room for a second copy, or it cannot be written.
    pub(super) async fn write_anew(&self) -> Result<(), StoreError> {
        self.writer.alone(|connection| Ok(connection.execute_batch("VACUUM")?)).await?;
        self.empty_log().await
    }

    /// Empties the log of the database, which holds pages as they were before something was deleted. Waits for those who read,
    /// but not so that mail waits, and gives up when they read for long.
    async fn empty_log(&self) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let empty = |connection: &Connection| {
                connection.busy_timeout(Duration::ZERO)?;
                let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
                connection.busy_timeout(BUSY)?;
                Ok(busy? == 0)
            };
            if self.writer.alone(empty).await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tracing::warn!("somebody reads the store: its log is emptied later");
        Ok(())
    }

    /// Forgets what was learnt from mail older than `before`, and addresses nothing refers to any more. The answer is how many
    /// messages that were.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn forget_history(&self, before: Timestamp) -> Result<usize, StoreError> {
        let before = millis(before);
        let mut forgotten = 0;
        let mut owners = BTreeSet::new();
        loop {
            let batch = self.writer.write(move |connection| forget_older(connection, before)).await?;
            forgotten += batch.mails;
            owners.extend(batch.owners);
            if batch.mails == 0 {
                break;
            }
        }
        let heard = self.readers.read(move |connection| heard_before(connection, before)).await?;
        for some in heard.chunks(BATCH) {
            let some = some.to_vec();
            let delete = move |connection: &Connection| {
                let mut delete = connection
                    .prepare_cached("DELETE FROM heard WHERE contact = ?1 AND owner = ?2 AND at = ?3 AND kind = ?4")?;
                for (contact, owner, at, kind) in &some {
                    delete.execute(params![contact, owner, at, kind])?;
                    forget_number(connection, *contact)?;
                }
                Ok(())
            };
            self.writer.write(delete).await?;
        }
        let contacts =
            "DELETE FROM contact WHERE (owner, key) IN (SELECT owner, key FROM contact WHERE last < ?1 LIMIT ?2)";
        let contacts = self.forget_in_batches(contacts, before).await?;
        let now_shorter = forgotten > 0;
        self.writer
            .write(move |connection| {
                forgotten::older(connection, before)?;
                if now_shorter { file::older_was_forgotten(connection, before) } else { Ok(()) }
            })
            .await?;
        owners.iter().for_each(|owner| self.remembered.forget_whole(owner));
        if contacts > 0 {
            self.remembered.known.forget();
            self.remembered.forget_all();
        }
        let unused = self.forget_unused_addresses().await?;
        if forgotten + heard.len() + contacts + unused > 0 {
            // What was deleted is overwritten in the database, but not in its log.
            self.empty_log().await?;
        }
        Ok(forgotten)
    }

    /// Forgets the addresses that nothing refers to: of whom nothing was sent, received or told, whatever their reason once was.
    async fn forget_unused_addresses(&self) -> Result<usize, StoreError> {
        let unused = self.readers.read(unused_addresses).await?;
        let mut forgotten = 0;
        for some in unused.chunks(BATCH) {
            let some = some.to_vec();
            let delete = move |connection: &Connection| {
                some.iter().try_fold(0, |gone, n| Ok(gone + forget_unused(connection, *n)?))
            };
            forgotten += self.writer.write(delete).await?;
        }
        Ok(forgotten)
    }
}

/// How much of somebody is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum How {
    /// That they were written to: it was a mistake.
    AsRecipient,
    /// Everything, their name in mail to others too.
    Wholly,
}

/// Who is taken out of traces.
#[derive(Clone)]
struct Taken {
    contact: Address,
    /// `None` where they may go on being named.
    namings: Option<Arc<Namings>>,
    key: HistoryKey,
}

impl Taken {
    /// Takes them out of a trace of the sender with this number; true when no recipient is left.
    fn out_of(&self, trace: &mut Trace, owner: i64) -> bool {
        match &self.namings {
            Some(namings) => trace.forget_all(namings.by(owner), &self.key.key),
            None => trace.forget(&self.contact, &self.key.key),
        }
    }
}

/// The numbers of all traces with something of whom is taken out in them.
fn traces_of(connection: &Connection, taken: &Taken, owner: Option<&str>) -> Result<Vec<i64>, StoreError> {
    let Some(owner) = number_of(connection, owner)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached("SELECT n, owner, data FROM trace WHERE ?1 IS NULL OR owner = ?1")?;
    let mut rows = statement.query([owner])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Ok(trace) = Trace::decode(row.get_ref(2)?.as_blob().unwrap_or_default()) {
            let mut without = trace.clone();
            taken.out_of(&mut without, row.get(1)?);
            if without != trace {
                found.push(row.get(0)?);
            }
        }
    }
    Ok(found)
}

/// Takes somebody out of these traces; what became of how many.
fn forget_in(connection: &Connection, traces: &[i64], taken: &Taken) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    for n in traces {
        let found: Option<(i64, Vec<u8>)> = connection
            .prepare_cached("SELECT owner, data FROM trace WHERE n = ?1")?
            .query_row([n], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((owner, data)) = found else { continue };
        let Ok(mut trace) = Trace::decode(&data) else { continue };
        forgotten::keep_mail(connection, *n)?;
        let went_there = trace.recipients().iter().any(|one| one.address == taken.contact);
        if taken.out_of(&mut trace, owner) {
            connection.prepare_cached("DELETE FROM trace WHERE n = ?1")?.execute([n])?;
            forgotten.mails += 1;
        } else {
            connection
                .prepare_cached("UPDATE trace SET data = ?2 WHERE n = ?1")?
                .execute(params![n, trace.encode()])?;
            forgotten.changed += usize::from(went_there);
            forgotten.named += usize::from(!went_there);
        }
    }
    Ok(forgotten)
}

/// Everything besides the traces; what was heard, and how many senders knew them.
fn forget_rest(connection: &Connection, contact: &Address, owner: Option<&str>) -> Result<(usize, usize), StoreError> {
    let owner = owner.map(|owner| super::load::kept_under(connection, owner)).transpose()?;
    let mut senders: BTreeSet<String> = BTreeSet::new();
    let mut gone = connection
        .prepare_cached("DELETE FROM contact WHERE key = ?1 AND (?2 IS NULL OR owner = ?2) RETURNING owner")?;
    let rows = gone.query_map(params![contact.key(), owner], |row| row.get(0))?;
    senders.extend(rows.collect::<Result<Vec<String>, _>>()?);
    let Some((n, _)) = known(connection, contact.key())? else { return Ok((0, senders.len())) };
    let Some(of) = number_of(connection, owner.as_deref())? else { return Ok((0, senders.len())) };
    let mut who = connection.prepare_cached(
        "SELECT c.key FROM correspondent c WHERE c.n IN (
             SELECT owner FROM edge WHERE contact = ?1 UNION SELECT owner FROM heard WHERE contact = ?1)
             AND (?2 IS NULL OR c.n = ?2)",
    )?;
    let rows = who.query_map(params![n, of], |row| row.get(0))?;
    senders.extend(rows.collect::<Result<Vec<String>, _>>()?);
    connection
        .prepare_cached("DELETE FROM edge WHERE contact = ?1 AND (?2 IS NULL OR owner = ?2)")?
        .execute(params![n, of])?;
    forgotten::keep_heard(connection, n, of)?;
    let heard = connection
        .prepare_cached("DELETE FROM heard WHERE contact = ?1 AND (?2 IS NULL OR owner = ?2)")?
        .execute(params![n, of])?;
    connection
        .prepare_cached("UPDATE heard SET other = NULL WHERE other = ?1 AND (?2 IS NULL OR owner = ?2)")?
        .execute(params![n, of])?;
    forget_number(connection, n)?;
    Ok((heard, senders.len()))
}

/// An address nothing refers to any more is forgotten, too.
pub(super) fn forget_number(connection: &Connection, n: i64) -> Result<(), StoreError> {
    let gone = connection
        .prepare_cached(
            "DELETE FROM correspondent WHERE n = ?1 AND same IS NULL
                 AND NOT EXISTS (SELECT 1 FROM edge WHERE contact = ?1)
                 AND NOT EXISTS (SELECT 1 FROM heard WHERE contact = ?1 OR owner = ?1 OR other = ?1)
                 AND NOT EXISTS (SELECT 1 FROM trace WHERE owner = ?1)
                 AND NOT EXISTS (SELECT 1 FROM correspondent WHERE same = ?1)
                 AND NOT EXISTS (SELECT 1 FROM forgotten_mail WHERE owner = ?1)
                 AND NOT EXISTS (SELECT 1 FROM forgotten_heard WHERE owner = ?1)",
        )?
        .execute([n])?;
    if gone > 0 {
        // Another address may get the number.
        connection.prepare_cached("DELETE FROM learnt_from WHERE owner = ?1")?.execute([n])?;
    }
    Ok(())
}

/// Addresses under which nothing is kept, nor under any other of the same person's, and that nothing refers to.
fn unused_addresses(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM correspondent c WHERE NOT EXISTS (SELECT 1 FROM edge WHERE contact = c.n)
             AND NOT EXISTS (SELECT 1 FROM heard WHERE contact = c.n)
             AND NOT EXISTS (SELECT 1 FROM heard WHERE other = c.n)
             AND NOT EXISTS (SELECT 1 FROM heard WHERE owner = coalesce(c.same, c.n))
             AND NOT EXISTS (SELECT 1 FROM trace WHERE owner = coalesce(c.same, c.n))
             AND NOT EXISTS (SELECT 1 FROM forgotten_mail WHERE owner = coalesce(c.same, c.n))
             AND NOT EXISTS (SELECT 1 FROM forgotten_heard WHERE owner = coalesce(c.same, c.n))
         ORDER BY same IS NULL",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets such an address, if it still is one; how many those were. Other addresses of a person come before the one that
/// their history is kept under.
fn forget_unused(connection: &Connection, n: i64) -> Result<usize, StoreError> {
    let mut before = connection.prepare_cached(
        "UPDATE correspondent SET same = NULL WHERE n = ?1 AND same IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM heard WHERE owner = same) AND NOT EXISTS (SELECT 1 FROM trace WHERE owner = same)",
    )?;
    before.execute([n])?;
    forget_number(connection, n)?;
    let mut is_left = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM correspondent WHERE n = ?1)")?;
    Ok(usize::from(!is_left.query_row([n], |row| row.get::<_, bool>(0))?))
}

/// A trace that is to be deleted.
pub(super) struct Traced {
    pub(super) n: i64,
    /// Under which number it is kept.
    pub(super) owner: i64,
    /// When it was sent, in milliseconds since 1970.
    pub(super) at: i64,
    pub(super) data: Vec<u8>,
}

/// Deletes traces, and whom nothing refers to then.
pub(super) fn forget_traces(connection: &Connection, traces: &[Traced]) -> Result<(), StoreError> {
    let mut contacts = BTreeSet::new();
    for Traced { n, owner, at, data } in traces {
        if let Ok(trace) = Trace::decode(data) {
            for one in trace.recipients() {
                let Some((contact, _)) = known(connection, one.address.key())? else { continue };
                connection
                    .prepare_cached("DELETE FROM edge WHERE contact = ?1 AND owner = ?2 AND at = ?3 AND trace = ?4")?
                    .execute([contact, *owner, *at, *n])?;
                contacts.insert(contact);
            }
        }
        connection.prepare_cached("DELETE FROM trace WHERE n = ?1")?.execute([n])?;
    }
    contacts.into_iter().try_for_each(|contact| forget_number(connection, contact))
}

/// What one batch of old mail was.
struct Older {
    mails: usize,
    owners: BTreeSet<String>,
}

fn forget_older(connection: &Connection, before: i64) -> Result<Older, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT t.n, t.owner, t.at, t.data, c.key FROM trace t JOIN correspondent c ON c.n = t.owner
         WHERE t.at < ?1 ORDER BY t.at LIMIT ?2",
    )?;
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let rows = statement.query_map([before, limit], |row| {
        Ok((Traced { n: row.get(0)?, owner: row.get(1)?, at: row.get(2)?, data: row.get(3)? }, row.get(4)?))
    })?;
    let (traces, owners): (Vec<Traced>, BTreeSet<String>) =
        rows.collect::<Result<Vec<(Traced, String)>, _>>()?.into_iter().unzip();
    traces.iter().try_for_each(|traced| count_less(connection, traced))?;
    forget_traces(connection, &traces)?;
    Ok(Older { mails: traces.len(), owners })
}

/// Whoever got this message has got one less.
fn count_less(connection: &Connection, Traced { owner, data, .. }: &Traced) -> Result<(), StoreError> {
    let Ok(trace) = Trace::decode(data) else { return Ok(()) };
    let mut count = connection.prepare_cached(
        "UPDATE contact SET count = max(count - 1, 0)
         WHERE owner = (SELECT key FROM correspondent WHERE n = ?1) AND key = ?2",
    )?;
    for one in trace.recipients() {
        count.execute(params![owner, one.address.key()])?;
    }
    Ok(())
}

type HeardRow = (i64, i64, i64, String);

fn heard_before(connection: &Connection, before: i64) -> Result<Vec<HeardRow>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT contact, owner, at, kind FROM heard WHERE at < ?1")?;
    let rows = statement.query_map([before], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
