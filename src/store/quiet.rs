//! What need not be asked again: by somebody, about an address; and checks that only take notes. Each is one row, written with
//! its journal line, read with the history of the sender.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Store, StoreError, entry, journal};
use crate::base::event::Event;
use crate::base::{Id, Whence};
use crate::people::Quieted;

/// Confirmations without a change after which nobody need be asked again.
const CONFIRMATIONS: u32 = 2;

/// Something somebody need not be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The check or rule.
    pub check: String,
    /// The address it asked about, in its compared form.
    pub address: String,
}

/// Something somebody does not want to be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Its number, by which it is taken back.
    pub n: i64,
    /// Who is not asked, in the compared form of the address.
    pub owner: String,
    /// The check or rule.
    pub check: String,
    /// The address it asked about, in its compared form.
    pub address: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// A check or rule that only takes notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eased {
    /// The check or rule.
    pub check: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why: its figures then.
    pub figures: String,
}

impl Store {
    /// What the questions of `id` were answered about without a change, again and again, and is asked about still.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn quiet_offers(&self, id: &Id) -> Result<Vec<Offer>, StoreError> {
        let (id, now) = (id.clone(), self.clock.now().as_millisecond());
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT check_id, about FROM asked a WHERE id = ?1 AND about <> '' AND changed = 0 AND owner <> ''
                       AND (SELECT count(*) FROM asked b WHERE b.owner = a.owner AND b.check_id = a.check_id
                              AND b.about = a.about AND b.changed = 0 AND b.decided IS NOT NULL) >= ?2
                       AND NOT EXISTS (SELECT 1 FROM quiet q WHERE q.owner = a.owner AND q.check_id = a.check_id
                              AND q.address = a.about AND q.until > ?3)",
                )?;
                let rows = statement.query_map(params![id.as_str(), CONFIRMATIONS, now], |row| {
                    Ok(Offer { check: row.get(0)?, address: row.get(1)? })
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// `owner` is not asked again by the check of `offer` about its address, until `until`; said while looking at `id`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn be_quiet(
        &self,
        id: &Id,
        owner: String,
        offer: Offer,
        until: Timestamp,
        (by, whence): (String, Whence),
    ) -> Result<(), StoreError> {
        let (id, now) = (id.clone(), self.clock.now());
        let of = owner.clone();
        let write = move |connection: &Connection| {
            let Offer { check, address } = offer;
            connection
                .prepare_cached(
                    "INSERT INTO quiet (owner, check_id, address, by, at, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (owner, check_id, address) DO UPDATE SET by = ?4, at = ?5, until = ?6",
                )?
                .execute(params![of, check, address, by, now.as_millisecond(), until.as_millisecond()])?;
            let event = Event::Quieted { check, address, owner: of, by, until: Some(until), whence };
            journal::append(connection, now, &id, &event)
        };
        self.writer.write(write).await?;
        self.remembered.forget(&owner);
        Ok(())
    }

    /// What `owner`, or anybody, does not want to be asked again now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn quiets(&self, owner: Option<String>) -> Result<Vec<Quiet>, StoreError> {
        let now = self.clock.now().as_millisecond();
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM quiet WHERE until > ?1 AND (?2 IS NULL OR owner = ?2) ORDER BY n"
                ))?;
                let rows = statement.query_map(params![now, owner], quiet)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// It asks again. The answer is what was taken back; `None` when there is none of that number, or not of `owner`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn ask_again(
        &self,
        n: i64,
        owner: Option<String>,
        (by, whence): (String, Whence),
    ) -> Result<Option<Quiet>, StoreError> {
        let now = self.clock.now();
        let write = move |connection: &Connection| {
            let sql = format!("DELETE FROM quiet WHERE n = ?1 AND (?2 IS NULL OR owner = ?2) RETURNING {COLUMNS}");
            let gone = connection.prepare_cached(&sql)?.query_row(params![n, owner], quiet).optional()?;
            let Some(gone) = gone else { return Ok(None) };
            let Quiet { check, address, owner, .. } = gone.clone();
            journal::append_aside(connection, now, &Event::Quieted { check, address, owner, by, until: None, whence })?;
            Ok(Some(gone))
        };
        let gone = self.writer.write(write).await?;
        if let Some(gone) = &gone {
            self.remembered.forget(&gone.owner);
        }
        Ok(gone)
    }

    /// A check or rule only takes notes from now on (`on`), or asks again. The answer is whether that was news.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn ease(
        &self,
        check: String,
        on: bool,
        figures: String,
        (by, whence): (String, Whence),
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let write = move |connection: &Connection| {
            let news = if on {
                connection
                    .prepare_cached("INSERT OR IGNORE INTO eased (check_id, by, at, figures) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![check, by, now.as_millisecond(), figures])?
            } else {
                connection.prepare_cached("DELETE FROM eased WHERE check_id = ?1")?.execute([&check])?
            };
            if news > 0 {
                journal::append_aside(connection, now, &Event::Eased { check, on, figures, by, whence })?;
            }
            Ok(news > 0)
        };
        let news = self.writer.write(write).await?;
        self.remembered.forget_all();
        Ok(news)
    }

    /// Checks and rules that only take notes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn eased(&self) -> Result<Vec<Eased>, StoreError> {
        self.readers
            .read(|connection| {
                let mut statement =
                    connection.prepare_cached("SELECT check_id, by, at, figures FROM eased ORDER BY check_id")?;
                let rows = statement.query_map([], |row| {
                    Ok(Eased {
                        check: row.get(0)?,
                        by: row.get(1)?,
                        at: entry::time(row.get(2)?),
                        figures: row.get(3)?,
                    })
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Heeds what other processes have said of quiet, ease and incidents, or have learnt or forgotten, behind journal line
    /// `seen`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn heed(&self, seen: i64) -> Result<(), StoreError> {
        let said = "SELECT max(kind IN ('learnt', 'forgotten')) FROM journal
                    WHERE seq > ?1 AND kind IN ('quieted', 'eased', 'incident', 'learnt', 'forgotten')";
        let read = move |connection: &Connection| {
            Ok(connection.prepare_cached(said)?.query_row([seen], |row| row.get::<_, Option<bool>>(0))?)
        };
        match self.readers.read(read).await? {
            Some(true) => self.remembered.forget_all_whole(),
            Some(false) => self.remembered.forget_all(),
            None => {}
        }
        Ok(())
    }

    /// Forgets what was over before `before`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_quiets(&self, before: Timestamp) -> Result<usize, StoreError> {
        let sql = "DELETE FROM quiet WHERE n IN (SELECT n FROM quiet WHERE until < ?1 LIMIT ?2)";
        self.forget_in_batches(sql, before.as_millisecond()).await
    }
}

const COLUMNS: &str = "n, owner, check_id, address, by, at, until";

fn quiet(row: &Row<'_>) -> rusqlite::Result<Quiet> {
    Ok(Quiet {
        n: row.get(0)?,
        owner: row.get(1)?,
        check: row.get(2)?,
        address: row.get(3)?,
        by: row.get(4)?,
        at: entry::time(row.get(5)?),
        until: entry::time(row.get(6)?),
    })
}

/// What `owner` does not want to be asked again; also what is over, for who judges knows what time it is.
pub(super) fn of_owner(connection: &Connection, owner: &str) -> Result<Vec<Quieted>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT check_id, address, at, until FROM quiet WHERE owner = ?1 AND owner <> ''")?;
    let rows = statement.query_map([owner], |row| {
        let (since, until) = (entry::time(row.get(2)?), entry::time(row.get(3)?));
        Ok(Quieted { check: row.get(0)?, address: row.get(1)?, since, until })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Checks and rules that only take notes.
pub(super) fn eased(connection: &Connection) -> Result<HashSet<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT check_id FROM eased")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
