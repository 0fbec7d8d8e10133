//! The append-only record of everything that happened.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::chain::{Link, Linked};
use super::written::{self, MailKey};
use super::{Store, StoreError, chain, counted, entry};
use crate::base::Id;
use crate::base::event::Event;

/// One line of the journal.
#[derive(Clone, Debug)]
pub struct JournalLine {
    /// Its place; grows by one or more.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The submission.
    pub id: Id,
    /// What happened.
    pub event: Event,
}

/// One line of the journal as it is written, whichever Outguard wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The submission; empty for a line about none.
    pub id: String,
    /// What happened, in a word.
    pub kind: String,
    /// The event, as JSON.
    pub data: String,
    /// What chains it to all before.
    pub link: Link,
}

/// Which lines of the journal are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// From then on.
    pub since: Option<Timestamp>,
    /// Up to then.
    pub until: Option<Timestamp>,
}

pub(super) fn append(connection: &Connection, at: Timestamp, id: &Id, event: &Event) -> Result<(), StoreError> {
    let data = entry::json(id, event)?;
    counted::event(connection, event)?;
    if let Some(key) = MailKey::in_journal(event) {
        written::insert(connection, &key, id)?;
    }
    write_line(connection, at, id.as_str(), event.kind(), &data)
}

/// A line about no submission.
pub(super) fn append_aside(connection: &Connection, at: Timestamp, event: &Event) -> Result<(), StoreError> {
    let data = serde_json::to_string(event).map_err(|e| StoreError::Database { message: e.to_string() })?;
    write_line(connection, at, "", event.kind(), &data)
}

fn write_line(connection: &Connection, at: Timestamp, id: &str, kind: &str, data: &str) -> Result<(), StoreError> {
    let end = chain::end(connection)?;
    let line = Linked { seq: end.seq + 1, at: at.as_millisecond(), id, kind, data };
    connection
        .prepare_cached("INSERT INTO journal (seq, at, id, kind, data, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![line.seq, line.at, id, kind, data, line.after(&end.link).0.as_slice()])?;
    Ok(())
}

impl Store {
    /// Records an event that is about no submission, such as a sign-in, and waits until it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn record_aside(&self, event: Event) -> Result<(), StoreError> {
        let at = self.clock.now();
        self.writer.write(move |connection| append_aside(connection, at, &event)).await
    }

    /// Records an event and waits until it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn record_now(&self, id: Id, event: Event) -> Result<(), StoreError> {
        let at = self.clock.now();
        self.writer.write(move |connection| append(connection, at, &id, &event)).await
    }

    /// The journal of one submission, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read or a line is damaged.
    pub async fn journal(&self, id: &Id) -> Result<Vec<JournalLine>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |connection| {
                let mut statement =
                    connection.prepare_cached("SELECT seq, at, data FROM journal WHERE id = ?1 ORDER BY seq")?;
                let rows = statement.query_map([id.as_str()], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
                })?;
                rows.map(|row| {
                    let (seq, at, data) = row?;
                    let event = serde_json::from_str(&data).map_err(|_| entry::damaged(&id, "journal line"))?;
                    Ok(JournalLine { seq, at: entry::time(at), id: id.clone(), event })
                })
                .collect()
            })
            .await
    }

    /// The first lines behind line `after` that lie in `span`, at most `most`, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn journal_after(&self, after: i64, span: Span, most: usize) -> Result<Vec<Logged>, StoreError> {
        self.readers
            .read(move |connection| {
                // The clock may have been set back, so times tell nothing of places.
                let mut statement = connection.prepare_cached(
                    "SELECT seq, at, id, kind, data, chain FROM journal
                     WHERE seq > ?1 AND at >= ?2 AND at <= ?3 ORDER BY seq LIMIT ?4",
                )?;
                let since = span.since.map_or(i64::MIN, Timestamp::as_millisecond);
                let until = span.until.map_or(i64::MAX, Timestamp::as_millisecond);
                let rows = statement.query_map(params![after, since, until, as_limit(most)], logged)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The last lines, at most `most`, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn journal_end(&self, most: usize) -> Result<Vec<Logged>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection
                    .prepare_cached("SELECT seq, at, id, kind, data, chain FROM journal ORDER BY seq DESC LIMIT ?1")?;
                let rows = statement.query_map([as_limit(most)], logged)?;
                let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
                lines.reverse();
                Ok(lines)
            })
            .await
    }
}

fn as_limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let link: Vec<u8> = row.get(5)?;
    Ok(Logged {
        seq: row.get(0)?,
        at: entry::time(row.get(1)?),
        id: row.get(2)?,
        kind: row.get(3)?,
        data: row.get(4)?,
        link: Link::read(&link).unwrap_or_default(),
    })
}
