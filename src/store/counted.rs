//! How often what happened: counters that only grow, for metrics, and how many mails somebody handed over on which day. Each
//! is counted in the transaction of what it counts, so that a restart, a crash or another process loses nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Store, StoreError};
use crate::base::Step;
use crate::base::event::Event;
use crate::message::Door;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How long the days of mails are kept.
const REMEMBERED: i64 = 400 * DAY;

/// A submission that was handed over, for counting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handed {
    /// By whom, in the compared form of the address; empty = the null sender.
    pub owner: String,
    /// Where it came in.
    pub door: Door,
    /// The step that followed.
    pub step: Step,
}

/// What is counted, by name and up to two labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// What.
    pub name: String,
    /// The first label's value; may be empty.
    pub label: String,
    /// The second label's value; may be empty.
    pub other: String,
    /// How often.
    pub count: u64,
}

/// Submissions handed over: door and step.
pub const MESSAGES: &str = "messages";
/// Decisions: who and how it ended.
pub const DECISIONS: &str = "decisions";
/// Decisions by their time since the hold, in seconds: the bucket's upper bound.
pub const DECIDED_WITHIN: &str = "decided_within";
/// All seconds between holds and their decisions.
pub const DECISION_SECONDS: &str = "decision_seconds";
/// Decisions less than [`super::QUICK`] seconds after the page was made.
pub const QUICK_DECISIONS: &str = "quick_decisions";
/// Holds a check or rule asked about: its id.
pub const ASKED: &str = "asked";
/// Those of them that were changed or withdrawn: its id.
pub const CHANGED: &str = "changed";
/// Rungs of the approval ladder that were reached: which.
pub const ESCALATIONS: &str = "escalations";
/// Failures of upstreams: the code of the reply, or `none`.
pub const UPSTREAM_FAILURES: &str = "upstream_failures";

/// Adds `by` to a counter.
pub(super) fn add(connection: &Connection, name: &str, label: &str, other: &str, by: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO counter (name, label, other, count) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name, label, other) DO UPDATE SET count = count + excluded.count",
        )?
        .execute(params![name, label, other, i64::try_from(by).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Counts what a journal line tells of.
pub(super) fn event(connection: &Connection, event: &Event) -> Result<(), StoreError> {
    match event {
        Event::Deferred { reply, .. } | Event::Failed { reply, .. } => {
            add(connection, UPSTREAM_FAILURES, code_of(reply), "", 1)
        }
        Event::Unsure { .. } => add(connection, UPSTREAM_FAILURES, "none", "", 1),
        Event::Reminded { .. } => add(connection, ESCALATIONS, "reminder", "", 1),
        Event::Returned => add(connection, ESCALATIONS, "returned", "", 1),
        _ => Ok(()),
    }
}

/// The code a reply begins with.
pub(super) fn code_of(reply: &str) -> &str {
    let code = reply.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    code.unwrap_or("none")
}

/// Submissions that are counted together.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<(i64, Handed), u64>);

impl Tally {
    pub(super) fn count(&mut self, at: Timestamp, handed: Handed) {
        *self.0.entry((at.as_millisecond().div_euclid(DAY), handed)).or_default() += 1;
    }

    pub(super) fn write(self, connection: &Connection) -> Result<(), StoreError> {
        let mut mails = connection.prepare_cached(
            "INSERT INTO mails (owner, day, count) VALUES (?1, ?2, ?3)
             ON CONFLICT (owner, day) DO UPDATE SET count = count + excluded.count",
        )?;
        for ((day, handed), count) in self.0 {
            add(connection, MESSAGES, handed.door.word(), handed.step.word(), count)?;
            if !handed.owner.is_empty() {
                mails.execute(params![handed.owner, day, i64::try_from(count).unwrap_or(i64::MAX)])?;
            }
        }
        Ok(())
    }
}

/// Counts one submission.
pub(super) fn handed(connection: &Connection, at: Timestamp, handed: Handed) -> Result<(), StoreError> {
    let mut tally = Tally::default();
    tally.count(at, handed);
    tally.write(connection)
}

impl Store {
    /// Every counter.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn counters(&self) -> Result<Vec<Counter>, StoreError> {
        self.readers
            .read(|connection| {
                let mut statement = connection.prepare_cached("SELECT name, label, other, count FROM counter")?;
                let rows = statement.query_map([], |row| {
                    let count: i64 = row.get(3)?;
                    let count = u64::try_from(count).unwrap_or(0);
                    Ok(Counter { name: row.get(0)?, label: row.get(1)?, other: row.get(2)?, count })
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Forgets on which days mails were handed over more than a year ago.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_mails(&self, now: Timestamp) -> Result<usize, StoreError> {
        let before = now.as_millisecond().saturating_sub(REMEMBERED).div_euclid(DAY);
        let sql = "DELETE FROM mails WHERE (owner, day) IN (SELECT owner, day FROM mails WHERE day < ?1 LIMIT ?2)";
        self.forget_in_batches(sql, before).await
    }
}

/// A mail of `owner` that came at `at` is held.
pub(super) fn held(connection: &Connection, at: Timestamp, owner: &str) -> Result<(), StoreError> {
    came_of(connection, at, owner, "asks = asks + 1")
}

/// Of the holds of that day one was changed or withdrawn.
pub(super) fn changed(connection: &Connection, at: Timestamp, owner: &str) -> Result<(), StoreError> {
    came_of(connection, at, owner, "changed = changed + 1")
}

/// Of the holds of that day one was decided before anybody can have read it.
pub(super) fn quick(connection: &Connection, at: Timestamp, owner: &str) -> Result<(), StoreError> {
    came_of(connection, at, owner, "quick = quick + 1")
}

/// A mail is counted before anything comes of it, so its day has a row.
fn came_of(connection: &Connection, at: Timestamp, owner: &str, what: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(&format!("UPDATE mails SET {what} WHERE owner = ?1 AND day = ?2"))?
        .execute(params![owner, at.as_millisecond().div_euclid(DAY)])?;
    Ok(())
}

/// The day that begins nearest to `at`: that of a local midnight.
pub(super) fn day_of(at: Timestamp) -> i64 {
    at.as_millisecond().saturating_add(DAY / 2).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_without_a_code_has_none() {
        for (reply, code) in
            [("451 4.3.0 later", "451"), ("no upstream", "none"), ("", "none"), ("45", "none"), ("é50 x", "none")]
        {
            assert_eq!(code_of(reply), code);
        }
    }
}
