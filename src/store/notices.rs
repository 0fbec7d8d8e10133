//! Which holds their senders have not been told of, and how far the journal has been told to programs.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::keep::{self, NewSubmission};
use super::mail_secret::{self, MailSecret};
use super::{Store, StoreError, entry, journal};
use crate::base::Id;
use crate::base::event::Event;

/// A hold its sender has not been told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unannounced {
    /// The submission.
    pub id: Id,
    /// The compared form of its sender's address.
    pub owner: String,
    /// Whether nobody has tried to tell of it so far.
    pub first: bool,
}

/// That several holds were announced together.
#[derive(Clone, Debug, Default)]
pub struct Announcement {
    /// The holds.
    pub ids: Vec<Id>,
    /// How: `mail`, `desktop`.
    pub way: &'static str,
    /// The mail that tells of them, queued in the same transaction.
    pub notice: Option<NewSubmission>,
    /// The secret in its address.
    pub secret: Option<MailSecret>,
}

impl Store {
    /// Holds that are to be announced at `now`, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unannounced(&self, now: Timestamp, limit: usize) -> Result<Vec<Unannounced>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, owner, announce = created FROM submission
                     WHERE announce <= ?1 AND state = 'held' ORDER BY announce, created LIMIT ?2",
                )?;
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let rows = statement.query_map(params![now.as_millisecond(), limit], |row| {
                    Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
                })?;
                rows.map(|row| {
                    let (id, owner, first) = row?;
                    Ok(Unannounced { id: entry::read_id(&id)?, owner, first })
                })
                .collect()
            })
            .await
    }

    /// When the next hold is to be announced; `None` when every sender knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_announcement(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers
            .read(|connection| {
                let sql = "SELECT min(announce) FROM submission WHERE announce IS NOT NULL AND state = 'held'";
                let millis: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
                Ok(millis.map(entry::time))
            })
            .await
    }

    /// When a hold of `owner` was announced last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_announced(&self, owner: &str) -> Result<Option<Timestamp>, StoreError> {
        let owner = owner.to_owned();
        self.readers
            .read(move |connection| {
                let sql = "SELECT max(announced) FROM submission WHERE owner = ?1 AND announced IS NOT NULL";
                let millis: Option<i64> = connection.prepare_cached(sql)?.query_row([&owner], |row| row.get(0))?;
                Ok(millis.map(entry::time))
            })
            .await
    }

    /// Has these holds announced at `until`, together with what comes before then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn announce_later(&self, ids: Vec<Id>, until: Timestamp) -> Result<(), StoreError> {
        self.writer.write(move |connection| set_announce(connection, &ids, Some(until))).await
    }

    /// Has these holds never announced: nobody is to be told of them.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn announce_never(&self, ids: Vec<Id>) -> Result<(), StoreError> {
        self.writer.write(move |connection| set_announce(connection, &ids, None)).await
    }

    /// Records that these holds were announced, with the mail that does it. It is no change of the holds: whoever decides at
    /// this moment decides about the same thing. The answer is `false` when one of them waits no more or was announced by
    /// somebody else; then nothing was done.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn announced(&self, announcement: Announcement) -> Result<bool, StoreError> {
        let now = self.clock.now();
        self.writer.write(move |connection| announced(connection, now, &announcement)).await
    }

    /// How far the journal has been told to `place`; `None` when nothing was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told_until(&self, place: &'static str) -> Result<Option<i64>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached("SELECT seq FROM told_until WHERE place = ?1")?;
                Ok(statement.query_row([place], |row| row.get(0)).optional()?)
            })
            .await
    }

    /// Records how far the journal has been told to `place`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn set_told_until(&self, place: &'static str, seq: i64) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                connection
                    .prepare_cached("INSERT OR REPLACE INTO told_until (place, seq) VALUES (?1, ?2)")?
                    .execute(params![place, seq])?;
                Ok(())
            })
            .await
    }

    /// Which submissions lines of these kinds tell of behind `seq`, oldest first; at most `limit` lines.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn news_of(&self, kinds: &'static [&str], seq: i64, limit: usize) -> Result<Vec<(i64, Id)>, StoreError> {
        self.readers
            .read(move |connection| {
                let list = kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(",");
                let sql = format!(
                    "SELECT seq, id FROM journal WHERE seq > ?1 AND id <> '' AND kind IN ({list}) ORDER BY seq LIMIT ?2"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let rows =
                    statement.query_map(params![seq, limit], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
                rows.map(|row| {
                    let (seq, id) = row?;
                    Ok((seq, entry::read_id(&id)?))
                })
                .collect()
            })
            .await
    }
}

fn set_announce(connection: &Connection, ids: &[Id], at: Option<Timestamp>) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("UPDATE submission SET announce = ?2 WHERE id = ?1")?;
    for id in ids {
        statement.execute(params![id.as_str(), at.map(Timestamp::as_millisecond)])?;
    }
    Ok(())
}

fn announced(connection: &Connection, now: Timestamp, announcement: &Announcement) -> Result<bool, StoreError> {
    let mut waits = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM submission WHERE id = ?1 AND state = 'held' AND announce IS NOT NULL)",
    )?;
    for id in &announcement.ids {
        if !waits.query_row([id.as_str()], |row| row.get::<_, bool>(0))? {
            return Ok(false);
        }
    }
    let mut told = connection.prepare_cached("UPDATE submission SET announce = NULL, announced = ?2 WHERE id = ?1")?;
    for id in &announcement.ids {
        told.execute(params![id.as_str(), now.as_millisecond()])?;
        journal::append(connection, now, id, &Event::told("held", announcement.way))?;
    }
    if let Some(notice) = &announcement.notice {
        keep::keep(connection, now, notice)?;
    }
    announcement.secret.iter().try_for_each(|secret| mail_secret::insert(connection, secret))?;
    Ok(true)
}
