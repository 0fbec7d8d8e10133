//! The append-only record of everything that happened.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::chain::Linked;
use super::{Store, StoreError, chain, entry};
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

pub(super) fn append(connection: &Connection, at: Timestamp, id: &Id, event: &Event) -> Result<(), StoreError> {
    let data = entry::json(id, event)?;
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
}
