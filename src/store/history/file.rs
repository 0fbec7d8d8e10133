//! Files of past mail, and how far each has been read: kept together with what was learnt from it, so that a reading that was
//! interrupted goes on where it was.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{Store, StoreError};
use super::learn::known;
use super::millis;

/// How far a file has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMark {
    /// Its number ([`super::HistoryKey::number`]): names of files tell who writes to whom.
    pub file: [u8; 16],
    /// Its octets.
    pub size: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub modified: i64,
    /// Files in it that are done, where it is an archive.
    pub entry: u64,
    /// Octets that are done.
    pub offset: u64,
    /// Whether it was read to its end.
    pub done: bool,
    /// When the newest message in it was sent that was passed over as too old, in milliseconds since 1970.
    pub passed_over: Option<i64>,
    /// Whether a message in it waited here when it was read. The store finds that out; a mark at the very beginning of a file
    /// takes it back.
    pub waits: bool,
}

impl FileMark {
    /// Whether it is to be read from its beginning though it was read to its end: what was too old is not any more, where
    /// nothing before `oldest` is learnt, or what waited may have been sent.
    pub fn is_read_again(&self, oldest: Timestamp) -> bool {
        self.done && (self.waits || self.passed_over.is_some_and(|at| at >= millis(oldest)))
    }
}

pub(super) fn keep(connection: &Connection, mark: &FileMark) -> Result<(), StoreError> {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO learnt_file (file, size, modified, entry, offset, done, passed_over)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (file) DO UPDATE SET size = ?2, modified = ?3, entry = ?4, offset = ?5, done = ?6,
                 passed_over = ?7, waits = iif(?4 + ?5 + ?6 = 0, 0, waits)",
        )?
        .execute(params![
            mark.file.as_slice(),
            whole(mark.size),
            mark.modified,
            whole(mark.entry),
            whole(mark.offset),
            mark.done,
            mark.passed_over
        ])?;
    Ok(())
}

/// A message in the file of this number waits here.
pub(super) fn waits(connection: &Connection, file: &[u8; 16]) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached("UPDATE learnt_file SET waits = 1 WHERE file = ?1")?;
    update.execute([file.as_slice()])?;
    Ok(())
}

/// What was sent before this time, in milliseconds since 1970, is forgotten: whoever keeps history for longer reads the files
/// again.
pub(super) fn older_was_forgotten(connection: &Connection, before: i64) -> Result<(), StoreError> {
    let mut update =
        connection.prepare_cached("UPDATE learnt_file SET passed_over = max(coalesce(passed_over, ?1), ?1)")?;
    update.execute([before - 1])?;
    Ok(())
}

/// The mail of these senders (compared forms) was in the files that were read with it.
pub(super) fn are_of(connection: &Connection, marks: &[FileMark], owners: &BTreeSet<&str>) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO learnt_from (owner, file) VALUES (?1, ?2)")?;
    for owner in owners {
        let Some((owner, _)) = known(connection, owner)? else { continue };
        marks.iter().try_for_each(|mark| insert.execute(params![owner, mark.file.as_slice()]).map(drop))?;
    }
    Ok(())
}

impl Store {
    /// How far the file of this number has been read; `None` = it never was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn file_mark(&self, file: [u8; 16]) -> Result<Option<FileMark>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT size, modified, entry, offset, done, passed_over, waits FROM learnt_file WHERE file = ?1",
                )?;
                let whole = |number: i64| u64::try_from(number).unwrap_or(0);
                let read = statement.query_row([file.as_slice()], |row| {
                    Ok(FileMark {
                        file,
                        size: whole(row.get(0)?),
                        modified: row.get(1)?,
                        entry: whole(row.get(2)?),
                        offset: whole(row.get(3)?),
                        done: row.get(4)?,
                        passed_over: row.get(5)?,
                        waits: row.get(6)?,
                    })
                });
                Ok(read.optional()?)
            })
            .await
    }
}
