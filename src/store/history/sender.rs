//! Removing a sender's history: everything their own mail has taught. What others have learnt of them stays: that is for
//! [`Store::forget_person`].

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::super::{Store, StoreError, journal};
use super::forget::{BATCH, Traced, forget_number, forget_traces};
use super::forgotten;
use super::learn::known;
use super::load::addresses_of;
use crate::base::Address;
use crate::base::event::Event;

/// What was removed of a sender's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Messages they had sent.
    pub mails: usize,
    /// People they knew.
    pub contacts: usize,
    /// What they had heard of others.
    pub heard: usize,
    /// Addresses of theirs that it was kept of.
    pub addresses: usize,
}

impl Removed {
    fn is_nothing(&self) -> bool {
        self.mails + self.contacts + self.heard == 0
    }
}

/// The number a history is kept under, and all addresses (compared forms) of the sender.
#[derive(Clone)]
struct Kept {
    number: Option<i64>,
    keys: Vec<String>,
}

impl Store {
    /// Removes everything that the mail of `owner` has taught, under all their addresses, and how far files of it were read:
    /// whoever learns from them again begins anew. The database is written anew; `None` when there was nothing.
    ///
    /// # Errors
    /// When the store cannot be read or written. What was removed until then stays removed.
    pub async fn forget_sender(
        &self,
        owner: &Address,
        event: impl FnOnce(Removed) -> Event + Send + 'static,
    ) -> Result<Option<Removed>, StoreError> {
        let asked = owner.key().to_owned();
        let kept = self.readers.read(move |connection| kept_of(connection, &asked)).await?;
        let mut mails = 0;
        if let Some(number) = kept.number {
            loop {
                let some = self.writer.write(move |connection| forget_some(connection, number)).await?;
                mails += some;
                if some == 0 {
                    break;
                }
            }
        }
        let now = self.clock.now();
        let rest = move |connection: &Connection| {
            let removed = Removed { mails, ..forget_rest(connection, &kept)? };
            if !removed.is_nothing() {
                journal::append_aside(connection, now, &event(removed))?;
            }
            Ok(removed)
        };
        let removed = self.writer.write(rest).await?;
        self.remembered.forget_all_whole();
        if removed.is_nothing() {
            return Ok(None);
        }
        self.write_anew().await?;
        Ok(Some(removed))
    }
}

fn kept_of(connection: &Connection, owner: &str) -> Result<Kept, StoreError> {
    let Some((_, number)) = known(connection, owner)? else {
        return Ok(Kept { number: None, keys: vec![owner.to_owned()] });
    };
    Ok(Kept { number: Some(number), keys: addresses_of(connection, number)? })
}

/// Deletes a batch of this sender's traces; how many there were.
fn forget_some(connection: &Connection, number: i64) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached("SELECT n, at, data FROM trace WHERE owner = ?1 LIMIT ?2")?;
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let traced =
        |row: &rusqlite::Row<'_>| Ok(Traced { n: row.get(0)?, owner: number, at: row.get(1)?, data: row.get(2)? });
    let traces = statement.query_map(params![number, limit], traced)?.collect::<Result<Vec<_>, _>>()?;
    forget_traces(connection, &traces)?;
    Ok(traces.len())
}

/// Everything besides the traces.
fn forget_rest(connection: &Connection, kept: &Kept) -> Result<Removed, StoreError> {
    let mut removed = Removed { addresses: kept.keys.len(), ..Removed::default() };
    for key in &kept.keys {
        removed.contacts += connection.prepare_cached("DELETE FROM contact WHERE owner = ?1")?.execute([key])?;
        connection.prepare_cached("DELETE FROM footer WHERE owner = ?1")?.execute([key])?;
    }
    let Some(number) = kept.number else { return Ok(removed) };
    let mut about: BTreeSet<i64> = BTreeSet::new();
    let mut heard =
        connection.prepare_cached("DELETE FROM heard WHERE owner = ?1 RETURNING contact, coalesce(other, contact)")?;
    let mut rows = heard.query([number])?;
    while let Some(row) = rows.next()? {
        removed.heard += 1;
        about.extend([row.get::<_, i64>(0)?, row.get(1)?]);
    }
    // Of messages that cannot be read any more nobody knows whom they went to.
    connection.prepare_cached("DELETE FROM edge WHERE owner = ?1")?.execute([number])?;
    let mut numbers = connection.prepare_cached("SELECT n FROM correspondent WHERE n = ?1 OR same = ?1")?;
    let numbers = numbers.query_map([number], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for n in &numbers {
        connection
            .prepare_cached("DELETE FROM learnt_file WHERE file IN (SELECT file FROM learnt_from WHERE owner = ?1)")?
            .execute([n])?;
        connection.prepare_cached("DELETE FROM learnt_from WHERE owner = ?1")?.execute([n])?;
    }
    forgotten::of_sender(connection, number)?;
    connection.prepare_cached("UPDATE correspondent SET same = NULL WHERE same = ?1")?.execute([number])?;
    about.into_iter().chain(numbers).try_for_each(|n| forget_number(connection, n))?;
    Ok(removed)
}
