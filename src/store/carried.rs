//! Files of watched folders: which submission each was read from into, and where it is now. So that none is handed over
//! twice, and each is found again after a crash.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::state::State;
use super::{Store, StoreError, entry};
use crate::base::Id;
use crate::message::Source;

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the claim folder.
    Claimed,
    /// Beside what waits.
    Held,
    /// Beside what was sent.
    Sent,
    /// Beside what was not sent and will not be.
    Refused,
    /// Nowhere: removed by us, or taken away by somebody else.
    Gone,
}

impl Place {
    const ALL: [Place; 5] = [Place::Claimed, Place::Held, Place::Sent, Place::Refused, Place::Gone];

    fn word(self) -> &'static str {
        match self {
            Place::Claimed => "claimed",
            Place::Held => "held",
            Place::Sent => "sent",
            Place::Refused => "refused",
            Place::Gone => "gone",
        }
    }
}

/// A file, and the submission it has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What it was claimed as.
    pub claim: Vec<u8>,
    /// Its name at its place.
    pub name: Vec<u8>,
    /// Where it is.
    pub place: Place,
    /// The submission.
    pub id: Id,
    /// The submission's state.
    pub state: State,
    /// How often its delivery was tried.
    pub attempts: u32,
    /// When it was kept.
    pub created: Timestamp,
}

/// That a file has been moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What it was claimed as.
    pub claim: Vec<u8>,
    /// Where it is now.
    pub place: Place,
    /// Its name there.
    pub name: Vec<u8>,
}

const COLUMNS: &str = "c.claim, c.name, c.place, c.id, s.state, s.attempts, s.created";

/// States whose files do not wait.
const OVER: &str = "'sent', 'failed', 'cancelled', 'rejected', 'returned'";

/// Journal lines looked at in one go.
const LINES: i64 = 2048;

impl Store {
    /// The file that was claimed as `claim`; `None` when no submission was made of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn carried_as(&self, outbox: &[u8], claim: &[u8]) -> Result<Option<Carried>, StoreError> {
        let (outbox, claim) = (outbox.to_owned(), claim.to_owned());
        let sql =
            format!("SELECT {COLUMNS} FROM carried c JOIN submission s USING (id) WHERE outbox = ?1 AND claim = ?2");
        let found = self.readers.read(move |connection| rows(connection, &sql, params![outbox, claim])).await?;
        Ok(found.into_iter().next())
    }

    /// Files that are not at their last place, claimed after `after`, in the order they were claimed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn carried_open(&self, outbox: &[u8], after: &[u8], most: usize) -> Result<Vec<Carried>, StoreError> {
        let (outbox, after) = (outbox.to_owned(), after.to_owned());
        let sql = format!(
            "SELECT {COLUMNS} FROM carried c JOIN submission s USING (id)
             WHERE outbox = ?1 AND place IN ('claimed', 'held') AND claim > ?2 ORDER BY claim LIMIT ?3"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.readers.read(move |connection| rows(connection, &sql, params![outbox, after, most])).await
    }

    /// Files that a move has yet to succeed for: still in the claim folder though their submissions are kept, or beside what
    /// waits though they wait no more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn carried_unmoved(&self, outbox: &[u8], most: usize) -> Result<Vec<Carried>, StoreError> {
        let outbox = outbox.to_owned();
        let sql = format!(
            "SELECT {COLUMNS} FROM carried c JOIN submission s USING (id)
             WHERE outbox = ?1 AND (place = 'claimed' OR place = 'held' AND s.state IN ({OVER}))
             ORDER BY claim LIMIT ?2"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.readers.read(move |connection| rows(connection, &sql, params![outbox, most])).await
    }

    /// Files whose submissions have news in the journal after line `seen`, and the line up to which that was looked at; the
    /// journal is at its end when that is [`Store::last_event`].
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn carried_news(&self, outbox: &[u8], seen: i64) -> Result<(Vec<Carried>, i64), StoreError> {
        let outbox = outbox.to_owned();
        let sql = format!(
            "SELECT {COLUMNS} FROM carried c JOIN submission s USING (id)
             WHERE c.id IN (SELECT id FROM journal WHERE seq > ?2 AND seq <= ?3) AND outbox = ?1
                   AND place IN ('claimed', 'held') ORDER BY claim"
        );
        self.readers
            .read(move |connection| {
                let last = "SELECT coalesce(max(seq), 0) FROM journal";
                let last: i64 = connection.prepare_cached(last)?.query_row([], |row| row.get(0))?;
                let upto = last.min(seen.saturating_add(LINES));
                Ok((rows(connection, &sql, params![outbox, seen, upto])?, upto))
            })
            .await
    }

    /// Records that files have been moved.
    ///
    /// # Errors
    /// When it cannot be written; then it is found out at the next look.
    pub async fn carried_moved(&self, outbox: &[u8], moved: Vec<Moved>) -> Result<(), StoreError> {
        let (outbox, now) = (outbox.to_owned(), self.clock.now().as_millisecond());
        self.writer
            .write(move |connection| {
                let mut update = connection.prepare_cached(
                    "UPDATE carried SET place = ?3, name = ?4, at = ?5 WHERE outbox = ?1 AND claim = ?2",
                )?;
                for file in &moved {
                    update.execute(params![outbox, file.claim, file.place.word(), file.name, now])?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets files that have been at their last place since before `before`; a copy of one may then be sent again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_carried(&self, before: Timestamp) -> Result<usize, StoreError> {
        let sql = "DELETE FROM carried WHERE (outbox, claim) IN (
                       SELECT outbox, claim FROM carried WHERE place NOT IN ('claimed', 'held') AND at < ?1 LIMIT ?2)";
        self.forget_in_batches(sql, before.as_millisecond()).await
    }
}

/// What is known of a file that is to be kept.
pub(super) enum Known {
    /// This very file has become this submission already.
    Itself(Id),
    /// A file with the same octets has, and it waits or was sent.
    Twin(Id, State),
}

/// Whether a submission was made of this file, or of another with the same octets that waits or was sent. What was
/// cancelled, rejected, returned or has failed may be handed over again.
pub(super) fn known(connection: &Connection, source: &Source) -> Result<Option<Known>, StoreError> {
    let itself: Option<String> = connection
        .prepare_cached("SELECT id FROM carried WHERE outbox = ?1 AND claim = ?2")?
        .query_row(params![source.outbox, source.claim], |row| row.get(0))
        .optional()?;
    if let Some(id) = itself {
        return Ok(Some(Known::Itself(entry::read_id(&id)?)));
    }
    let twin: Option<(String, String)> = connection
        .prepare_cached(
            "SELECT c.id, s.state FROM carried c JOIN submission s USING (id)
             WHERE outbox = ?1 AND identity = ?2 AND s.state NOT IN ('cancelled', 'rejected', 'returned', 'failed')
             ORDER BY c.at DESC LIMIT 1",
        )?
        .query_row(params![source.outbox, source.identity.as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, state)) = twin else { return Ok(None) };
    let id = entry::read_id(&id)?;
    let state = State::parse(&state).ok_or_else(|| entry::damaged(&id, "state"))?;
    Ok(Some(Known::Twin(id, state)))
}

pub(super) fn insert(connection: &Connection, now: Timestamp, source: &Source, id: &Id) -> Result<(), StoreError> {
    let name = source.claim.rsplit(|b| *b == b'/').next().unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO carried (outbox, claim, name, identity, id, place, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            source.outbox,
            source.claim,
            name,
            source.identity.as_bytes().as_slice(),
            id.as_str(),
            Place::Claimed.word(),
            now.as_millisecond(),
        ])?;
    Ok(())
}

fn rows(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Carried>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| Ok(carried(row)))?;
    let mut read = Vec::new();
    for row in rows {
        match row? {
            // It keeps the others from nothing.
            Err(error @ StoreError::Damaged { .. }) => tracing::warn!(%error, "the record of a file cannot be read"),
            row => read.push(row?),
        }
    }
    Ok(read)
}

fn carried(row: &Row<'_>) -> Result<Carried, StoreError> {
    let id = entry::read_id(&row.get::<_, String>("id")?)?;
    let (place, state): (String, String) = (row.get("place")?, row.get("state")?);
    let place = Place::ALL.into_iter().find(|known| known.word() == place);
    Ok(Carried {
        claim: row.get("claim")?,
        name: row.get("name")?,
        place: place.ok_or_else(|| entry::damaged(&id, "file's place"))?,
        // A file whose submission nobody can make out belongs beside what waits.
        state: State::parse(&state).unwrap_or(State::Damaged),
        attempts: row.get("attempts")?,
        created: entry::time(row.get("created")?),
        id,
    })
}
