//! Looking into history: by index, whatever is in memory.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{Store, StoreError, entry};
use super::learn::{known, number_of};
use crate::base::Address;
use crate::people::Contact;
use crate::people::history::{Addressee, MOST_SCORES, RANKING, Trace};

/// The last mail to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWritten {
    /// When.
    pub at: Timestamp,
    /// How many there were.
    pub count: usize,
    /// Whom the last one went to.
    pub recipients: Vec<Addressee>,
}

/// A sender from whose mail something was learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Their address, in the compared form.
    pub owner: String,
    /// Their other addresses.
    pub also: Vec<String>,
    /// Messages that were learnt.
    pub mails: u64,
    /// When the first of them was sent.
    pub first: Timestamp,
    /// When the last was.
    pub last: Timestamp,
    /// Octets of what is kept of them.
    pub octets: u64,
}

impl Store {
    /// When `owner` (the compared form of an address) last wrote to `contact`, how often in all, and with whom: three looks into
    /// indexes. `None` when they never did.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_written(&self, owner: &str, contact: &Address) -> Result<Option<LastWritten>, StoreError> {
        let (owner, contact) = (owner.to_owned(), contact.key().to_owned());
        self.readers.read(move |connection| last_written(connection, &owner, &contact)).await
    }

    /// The senders (compared forms) who have written to `contact` or heard of them; only `owner` where one is given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn who_knows(&self, contact: &Address, owner: Option<String>) -> Result<Vec<String>, StoreError> {
        let contact = contact.key().to_owned();
        self.readers.read(move |connection| who_knows(connection, &contact, owner.as_deref())).await
    }

    /// Which senders have counted mail to `contact`, also from before there were traces; only `owner` where one is given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn counted(
        &self,
        contact: &Address,
        owner: Option<String>,
    ) -> Result<Vec<(String, Contact)>, StoreError> {
        let contact = contact.clone();
        let count = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(
                "SELECT owner, name, count, last FROM contact WHERE key = ?1 AND (?2 IS NULL OR owner = ?2) ORDER BY owner",
            )?;
            let rows = statement.query_map(params![contact.key(), owner], |row| {
                let (address, last) = (contact.clone(), entry::time(row.get(3)?));
                Ok((row.get(0)?, Contact { address, name: row.get(1)?, count: row.get(2)?, last }))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        self.readers.read(count).await
    }

    /// The scores that the last messages of `owner` (the compared form of an address) had before they were learnt, oldest first,
    /// at most `most`; `None` while not all that count are kept, as after a change of the ranking: making the
    /// [`past`](Store::past) works them out and keeps them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_scores(&self, owner: &str, most: usize) -> Result<Option<Vec<f32>>, StoreError> {
        let owner = owner.to_owned();
        self.readers.read(move |connection| last_scores(connection, &owner, most)).await
    }

    /// From whose mail something was learnt, most first; only `owner`'s (the compared form of an address) where one is given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn learners(&self, owner: Option<String>) -> Result<Vec<Learner>, StoreError> {
        self.readers.read(move |connection| learners(connection, owner.as_deref())).await
    }
}

fn last_written(connection: &Connection, owner: &str, contact: &str) -> Result<Option<LastWritten>, StoreError> {
    let (Some((_, owner)), Some((contact, _))) = (known(connection, owner)?, known(connection, contact)?) else {
        return Ok(None);
    };
    let last: Option<(i64, i64)> = connection
        .prepare_cached("SELECT at, trace FROM edge WHERE contact = ?1 AND owner = ?2 ORDER BY at DESC LIMIT 1")?
        .query_row([contact, owner], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((at, trace)) = last else { return Ok(None) };
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM edge WHERE contact = ?1 AND owner = ?2")?
        .query_row([contact, owner], |row| row.get(0))?;
    let data: Option<Vec<u8>> = connection
        .prepare_cached("SELECT data FROM trace WHERE n = ?1")?
        .query_row([trace], |row| row.get(0))
        .optional()?;
    let trace = data.and_then(|data| Trace::decode(&data).ok());
    let recipients = trace.map(|trace| trace.recipients().to_vec()).unwrap_or_default();
    Ok(Some(LastWritten { at: entry::time(at), count: usize::try_from(count).unwrap_or(0), recipients }))
}

fn who_knows(connection: &Connection, contact: &str, owner: Option<&str>) -> Result<Vec<String>, StoreError> {
    let Some((contact, _)) = known(connection, contact)? else { return Ok(Vec::new()) };
    let Some(only) = number_of(connection, owner)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT c.key FROM correspondent c WHERE (?2 IS NULL OR c.n = ?2) AND c.n IN (
             SELECT owner FROM edge WHERE contact = ?1 UNION SELECT owner FROM heard WHERE contact = ?1)
         ORDER BY c.key",
    )?;
    let keys = statement.query_map(params![contact, only], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn last_scores(connection: &Connection, owner: &str, most: usize) -> Result<Option<Vec<f32>>, StoreError> {
    let Some((_, owner)) = known(connection, owner)? else { return Ok(Some(Vec::new())) };
    let mut statement = connection
        .prepare_cached("SELECT score, ranking FROM trace WHERE owner = ?1 ORDER BY at DESC, n DESC LIMIT ?2")?;
    let mut rows = statement.query(params![owner, i64::try_from(most).unwrap_or(i64::MAX)])?;
    let mut scores = Vec::with_capacity(most);
    while let Some(row) = rows.next()? {
        let (score, ranking): (Option<f32>, u16) = (row.get(0)?, row.get(1)?);
        match score.filter(|_| ranking == RANKING) {
            Some(score) => scores.push(score),
            // Nobody works out older ones.
            None if scores.len() >= MOST_SCORES => scores.push(0.0),
            None => return Ok(None),
        }
    }
    scores.reverse();
    Ok(Some(scores))
}

fn learners(connection: &Connection, owner: Option<&str>) -> Result<Vec<Learner>, StoreError> {
    let Some(only) = number_of(connection, owner)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT c.key, count(*), min(t.at), max(t.at), sum(length(t.data)),
                (SELECT group_concat(s.key, ' ') FROM correspondent s WHERE s.same = c.n)
         FROM trace t JOIN correspondent c ON c.n = t.owner WHERE ?1 IS NULL OR t.owner = ?1
         GROUP BY t.owner ORDER BY count(*) DESC, c.key",
    )?;
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    let rows = statement.query_map([only], |row| {
        let also: Option<String> = row.get(5)?;
        Ok(Learner {
            owner: row.get(0)?,
            also: also.iter().flat_map(|also| also.split(' ')).map(str::to_owned).collect(),
            mails: whole(row.get(1)?),
            first: entry::time(row.get(2)?),
            last: entry::time(row.get(3)?),
            octets: whole(row.get(4)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
