//! Incidents: the record whole, with what lists show beside it. Every change names the version it is based on and brings its
//! journal line.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{NewSubmission, Store, StoreError, entry, journal, keep as kept};
use crate::base::Address;
use crate::base::event::Event;
use crate::incident::{Incident, IncidentId};

/// What lists show of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its number.
    pub id: IncidentId,
    /// `open`, `contained`, `closed`.
    pub status: String,
    /// The compared form of the sender's address.
    pub owner: String,
    /// Who opened it.
    pub opened_by: String,
    /// The id the message had here.
    pub submission: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When somebody noticed.
    pub noticed: Timestamp,
    /// How much is to be done.
    pub band: String,
    /// The subject of the message.
    pub subject: String,
    /// How many have it who should not.
    pub has_it: u32,
    /// How many steps are open.
    pub open_steps: u32,
    /// When the next of them is due.
    pub due: Option<Timestamp>,
    /// What it is; empty when none is open.
    pub next: String,
}

/// What lists show that only an assessment knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How much is to be done.
    pub band: String,
    /// How many have it who should not.
    pub has_it: usize,
    /// How many steps are open.
    pub open_steps: usize,
    /// The next of them: when it is due, and its key.
    pub next: Option<(Timestamp, String)>,
    /// When somebody is reminded next.
    pub remind: Option<Timestamp>,
}

/// A file to be kept with an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name; one of the same name takes its place.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

const COLUMNS: &str =
    "id, status, owner, opened_by, submission, opened, noticed, band, subject, has_it, open_steps, due, next";

impl Store {
    /// Opens an incident: `make` gets its number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn open_incident(
        &self,
        make: impl FnOnce(IncidentId) -> (Incident, Standing, Event) + Send + 'static,
        files: Vec<Kept>,
    ) -> Result<Incident, StoreError> {
        let now = self.clock.now();
        self.writer
            .write(move |connection| {
                let last: Option<i64> = connection
                    .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'incident'")?
                    .query_row([], |row| row.get(0))
                    .optional()?;
                let id = IncidentId(u32::try_from(last.unwrap_or(0) + 1).unwrap_or(u32::MAX));
                let (incident, standing, event) = make(id);
                connection
                    .prepare_cached(
                        "INSERT INTO incident (id, version, status, owner, opened_by, submission, opened, noticed, band,
                           subject, has_it, open_steps, due, next, remind, record)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '', 0, 0, NULL, '', NULL, '')",
                    )?
                    .execute(params![
                        id.0,
                        incident.version,
                        incident.status.word(),
                        owner(&incident),
                        incident.opened_by,
                        incident.known.submission,
                        incident.opened_at.as_millisecond(),
                        incident.noticed_at.as_millisecond(),
                    ])?;
                write(connection, &incident, &standing)?;
                keep(connection, id, &files)?;
                journal::append_aside(connection, now, &event)?;
                Ok(incident)
            })
            .await
    }

    /// Writes a record that was changed, as long as nobody else has changed it since `incident.version` was read; the version
    /// written is the next.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody has, and when it cannot be written.
    pub async fn change_incident(
        &self,
        incident: Incident,
        standing: Standing,
        event: Event,
        files: Vec<Kept>,
    ) -> Result<Incident, StoreError> {
        self.change_and_tell(incident, standing, event, files, None).await
    }

    /// The same when somebody is told of it: the record and the mail to them are one transaction, so that nobody is told twice.
    ///
    /// # Errors
    /// As with [`Store::change_incident`].
    pub async fn change_and_tell(
        &self,
        mut incident: Incident,
        standing: Standing,
        event: Event,
        files: Vec<Kept>,
        notice: Option<NewSubmission>,
    ) -> Result<Incident, StoreError> {
        let now = self.clock.now();
        self.writer
            .write(move |connection| {
                let found: Option<u32> = connection
                    .prepare_cached("SELECT version FROM incident WHERE id = ?1")?
                    .query_row([incident.id.0], |row| row.get(0))
                    .optional()?;
                if found != Some(incident.version) {
                    return Err(StoreError::Changed { id: incident.id.to_string() });
                }
                incident.version += 1;
                write(connection, &incident, &standing)?;
                keep(connection, incident.id, &files)?;
                journal::append_aside(connection, now, &event)?;
                if let Some(notice) = &notice {
                    kept::keep(connection, now, notice)?;
                }
                Ok(incident)
            })
            .await
    }

    /// One record.
    ///
    /// # Errors
    /// When there is none of that number, or it is damaged.
    pub async fn incident(&self, id: IncidentId) -> Result<Incident, StoreError> {
        self.readers
            .read(move |connection| {
                let record: Option<String> = connection
                    .prepare_cached("SELECT record FROM incident WHERE id = ?1")?
                    .query_row([id.0], |row| row.get(0))
                    .optional()?;
                let record = record.ok_or_else(|| StoreError::Unknown { id: id.to_string() })?;
                read_record(id, &record)
            })
            .await
    }

    /// What lists show, newest first; with `all` those that are closed too. `owner`: only this sender's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incidents(&self, all: bool, owner: Option<String>) -> Result<Vec<IncidentRow>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM incident WHERE (?1 OR status <> 'closed') AND (?2 IS NULL OR owner = ?2)
                     ORDER BY id DESC"
                ))?;
                let rows = statement.query_map(params![all, owner], read_row)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The incidents that are about the submission `id`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incidents_about(&self, id: &crate::base::Id) -> Result<Vec<IncidentId>, StoreError> {
        let id = id.to_string();
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached("SELECT id FROM incident WHERE submission = ?1")?;
                let rows = statement.query_map([id], |row| row.get(0).map(IncidentId))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Those of which somebody is to be reminded by `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incidents_to_remind(&self, now: Timestamp) -> Result<Vec<IncidentId>, StoreError> {
        self.readers
            .read(move |connection| {
                let sql = "SELECT id FROM incident WHERE remind IS NOT NULL AND remind <= ?1 ORDER BY remind LIMIT 100";
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([now.as_millisecond()], |row| row.get(0).map(IncidentId))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// When somebody is reminded next.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_reminder(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers
            .read(|connection| {
                let sql = "SELECT min(remind) FROM incident WHERE remind IS NOT NULL";
                let millis: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
                Ok(millis.map(entry::time))
            })
            .await
    }

    /// A file kept with an incident; `None` when there is none of that name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incident_file(&self, id: IncidentId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let name = name.to_owned();
        self.readers
            .read(move |connection| {
                let sql = "SELECT bytes FROM incident_file WHERE incident = ?1 AND name = ?2";
                Ok(connection.prepare_cached(sql)?.query_row(params![id.0, name], |row| row.get(0)).optional()?)
            })
            .await
    }
}

fn owner(incident: &Incident) -> String {
    incident.known.sender.parse::<Address>().map_or_else(|_| String::new(), |address| address.key().to_owned())
}

fn write(connection: &Connection, incident: &Incident, standing: &Standing) -> Result<(), StoreError> {
    let record = serde_json::to_string(incident).map_err(|e| StoreError::Database { message: e.to_string() })?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (due, next) =
        standing.next.as_ref().map_or((None, ""), |(due, key)| (Some(due.as_millisecond()), key.as_str()));
    connection
        .prepare_cached(
            "UPDATE incident SET version = ?2, status = ?3, owner = ?4, noticed = ?5, band = ?6, subject = ?7, has_it = ?8,
               open_steps = ?9, due = ?10, next = ?11, remind = ?12, record = ?13 WHERE id = ?1",
        )?
        .execute(params![
            incident.id.0,
            incident.version,
            incident.status.word(),
            owner(incident),
            incident.noticed_at.as_millisecond(),
            standing.band,
            incident.known.subject,
            count(standing.has_it),
            count(standing.open_steps),
            due,
            next,
            standing.remind.map(|at| at.as_millisecond()),
            record,
        ])?;
    Ok(())
}

fn keep(connection: &Connection, id: IncidentId, files: &[Kept]) -> Result<(), StoreError> {
    let sql = "INSERT INTO incident_file (incident, name, bytes) VALUES (?1, ?2, ?3)
               ON CONFLICT (incident, name) DO UPDATE SET bytes = ?3";
    for Kept { name, bytes } in files {
        connection.prepare_cached(sql)?.execute(params![id.0, name, bytes])?;
    }
    Ok(())
}

fn read_record(id: IncidentId, record: &str) -> Result<Incident, StoreError> {
    serde_json::from_str(record)
        .map_err(|error| StoreError::Damaged { id: id.to_string(), what: format!("its record: {error}") })
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    let at = entry::time;
    Ok(IncidentRow {
        id: IncidentId(row.get(0)?),
        status: row.get(1)?,
        owner: row.get(2)?,
        opened_by: row.get(3)?,
        submission: row.get(4)?,
        opened: at(row.get(5)?),
        noticed: at(row.get(6)?),
        band: row.get(7)?,
        subject: row.get(8)?,
        has_it: row.get(9)?,
        open_steps: row.get(10)?,
        due: row.get::<_, Option<i64>>(11)?.map(at),
        next: row.get(12)?,
    })
}
