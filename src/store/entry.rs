//! Stored submissions as the rest of the program sees them.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use super::state::{RecipientState, State};
use super::{Store, StoreError};
use crate::base::{Address, Id, Step};
use crate::facts::Role;
use crate::message::{Digest, Door, Envelope, Message, Origin, Recipient};
use crate::people::PartyKind;
use crate::verdict::Verdict;

/// One recipient of a stored submission. `n` counts from 1: `K7Q2/1`.
#[derive(Clone, Debug)]
pub struct RecipientRow {
    /// Its number, which never changes.
    pub n: usize,
    /// The address with its DSN parameters.
    pub recipient: Recipient,
    /// The display name in the headers; may be empty.
    pub name: String,
    /// Where the headers show it.
    pub role: Role,
    /// The kind of party it belongs to.
    pub kind: PartyKind,
    /// Whether a finding above `note` points at it.
    pub odd: bool,
    /// Its delivery state.
    pub state: RecipientState,
    /// The last reply, ours or upstream's.
    pub reply: String,
    /// The upstream that answered.
    pub host: String,
    /// When the state was reached.
    pub at: Option<Timestamp>,
}

/// What lists show of a submission.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Its id.
    pub id: Id,
    /// Its state.
    pub state: State,
    /// The step of its verdict.
    pub step: Step,
    /// Where it came in.
    pub door: Door,
    /// The compared form of the sender's address; empty for our own messages.
    pub owner: String,
    /// The decoded subject.
    pub subject: String,
    /// Why it waits.
    pub headline: String,
    /// Size in octets.
    pub size: usize,
    /// When it was stored.
    pub created: Timestamp,
    /// When a hold goes back as a draft.
    pub deadline: Option<Timestamp>,
    /// When a timer or the queue looks at it next.
    pub due: Option<Timestamp>,
    /// How it ended, in words.
    pub outcome: String,
    /// Counts changes; a decision is bound to one.
    pub version: i64,
    /// All recipients, removed ones too.
    pub recipients: Vec<RecipientRow>,
    /// Second persons it waits for, by the compared form of their address.
    pub assignees: Vec<String>,
}

/// A stored submission without its bytes.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What lists show.
    pub summary: Summary,
    /// Who handed it over.
    pub origin: Origin,
    /// The envelope as submitted; who gets it now is in the recipients.
    pub envelope: Envelope,
    /// Why it waits, in full.
    pub verdict: Verdict,
    /// SHA-256 of the stored bytes.
    pub digest: Digest,
    /// When it arrived.
    pub received: Timestamp,
    /// Why it may leave; `None` while it may not.
    pub cleared: Option<String>,
    /// How many delivery attempts there were.
    pub attempts: u32,
    /// When it first was in the queue.
    pub queued: Option<Timestamp>,
    /// How many reminders were sent.
    pub reminded: u32,
    /// Whether its sender is told by mail how it ends.
    pub tell: bool,
    /// For our own messages: the submission they tell of.
    pub about: Option<Id>,
    /// Whether what an attempt under way leaves undone is not tried again.
    pub recalled: bool,
}

impl Entry {
    /// The recipients that have not been removed.
    pub fn remaining(&self) -> impl Iterator<Item = &RecipientRow> {
        self.summary.recipients.iter().filter(|r| r.state != RecipientState::Removed)
    }

    /// Whether every recipient is below `.invalid`, which does not exist and never will (RFC 6761 §6.4).
    pub fn reaches_nobody(&self) -> bool {
        self.remaining()
            .all(|row| row.recipient.address.domain().is_some_and(|domain| domain.as_str().ends_with(".invalid")))
    }

    /// The envelope as it would leave now: the recipients that have not been removed.
    pub fn current_envelope(&self) -> Envelope {
        Envelope { recipients: self.remaining().map(|r| r.recipient.clone()).collect(), ..self.envelope.clone() }
    }
}

/// Which submissions a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Also what is over, and our own messages.
    pub all: bool,
    /// At most so many, newest first; 0 = no limit.
    pub limit: usize,
}

const COLUMNS: &str = "id, state, step, door, owner, subject, headline, size, created, deadline, due, outcome, version";

impl Store {
    /// Submissions, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn list(&self, filter: Filter) -> Result<Vec<Summary>, StoreError> {
        self.readers
            .read(move |connection| {
                let open = "WHERE state IN ('held','delayed','queued','unsure','damaged') AND door <> 'own'";
                let limit = if filter.limit == 0 { i64::MAX } else { i64::try_from(filter.limit).unwrap_or(i64::MAX) };
                let sql = format!(
                    "SELECT {COLUMNS} FROM submission {} ORDER BY created DESC, id LIMIT ?1",
                    if filter.all { "" } else { open }
                );
                let mut statement = connection.prepare_cached(&sql)?;
                let rows = statement.query_map([limit], |row| Ok(summary(connection, row)))?;
                rows.map(|row| row?).collect()
            })
            .await
    }

    /// The submission whose id is `asked`, or the only one whose id begins with it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] or [`StoreError::Ambiguous`].
    pub async fn find(&self, asked: &Id) -> Result<Id, StoreError> {
        let prefix = asked.as_str().to_owned();
        let ids: Vec<String> = self
            .readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id FROM submission WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 6",
                )?;
                let ids = statement.query_map([&prefix], |row| row.get(0))?;
                Ok(ids.collect::<Result<_, _>>()?)
            })
            .await?;
        match ids.as_slice() {
            [] => Err(StoreError::Unknown { id: asked.to_string() }),
            [first, ..] if first == asked.as_str() || ids.len() == 1 => read_id(first),
            _ => Err(StoreError::Ambiguous { prefix: asked.to_string(), ids }),
        }
    }

    /// One submission.
    ///
    /// # Errors
    /// [`StoreError::Unknown`], [`StoreError::Damaged`], or when the store cannot be read.
    pub async fn entry(&self, id: &Id) -> Result<Entry, StoreError> {
        let id = id.clone();
        self.readers.read(move |connection| entry(connection, &id)).await
    }

    /// The stored bytes, checked against their digest.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they are not the bytes that were accepted, [`StoreError::Unknown`] when they are no
    /// longer kept.
    pub async fn content(&self, id: &Id) -> Result<Message, StoreError> {
        let id = id.clone();
        self.readers.read(move |connection| content(connection, &id)).await
    }
}

pub(super) fn content(connection: &Connection, id: &Id) -> Result<Message, StoreError> {
    let row: Option<(Vec<u8>, Vec<u8>)> = connection
        .prepare_cached("SELECT c.bytes, s.digest FROM content c JOIN submission s USING (id) WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (bytes, digest) = row.ok_or_else(|| StoreError::Unknown { id: format!("message {id} any more") })?;
    let message = Message::new(bytes);
    if message.digest().as_bytes().as_slice() != digest {
        return Err(damaged(id, "the stored bytes are not the ones that were accepted"));
    }
    Ok(message)
}

pub(super) fn entry(connection: &Connection, id: &Id) -> Result<Entry, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, origin, envelope, verdict, digest, received, cleared, attempts, queued, reminded, tell, about,
                recalled
         FROM submission WHERE id = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_row([id.as_str()], |row| Ok(full(connection, id, row))).optional()?;
    found.unwrap_or_else(|| Err(StoreError::Unknown { id: id.to_string() }))
}

fn full(connection: &Connection, id: &Id, row: &Row<'_>) -> Result<Entry, StoreError> {
    let digest: Vec<u8> = row.get("digest")?;
    Ok(Entry {
        summary: summary(connection, row)?,
        origin: document(id, row, "origin")?,
        envelope: document(id, row, "envelope")?,
        verdict: document(id, row, "verdict")?,
        digest: Digest::from_bytes(&digest).ok_or_else(|| damaged(id, "digest"))?,
        received: time(row.get("received")?),
        cleared: row.get("cleared")?,
        attempts: row.get("attempts")?,
        queued: row.get::<_, Option<i64>>("queued")?.map(time),
        reminded: row.get("reminded")?,
        tell: row.get("tell")?,
        about: row.get::<_, Option<String>>("about")?.as_deref().map(read_id).transpose()?,
        recalled: row.get("recalled")?,
    })
}

fn summary(connection: &Connection, row: &Row<'_>) -> Result<Summary, StoreError> {
    let id = read_id(&row.get::<_, String>("id")?)?;
    let word = |column: &str| row.get::<_, String>(column);
    let size: i64 = row.get("size")?;
    Ok(Summary {
        state: State::parse(&word("state")?).ok_or_else(|| damaged(&id, "state"))?,
        step: Step::parse(&word("step")?).ok_or_else(|| damaged(&id, "step"))?,
        door: stored_word(&id, "door", &word("door")?)?,
        owner: word("owner")?,
        subject: word("subject")?,
        headline: word("headline")?,
        size: usize::try_from(size).unwrap_or(0),
        created: time(row.get("created")?),
        deadline: row.get::<_, Option<i64>>("deadline")?.map(time),
        due: row.get::<_, Option<i64>>("due")?.map(time),
        outcome: word("outcome")?,
        version: row.get("version")?,
        recipients: recipients(connection, &id)?,
        assignees: assignees(connection, &id)?,
        id,
    })
}

pub(super) fn recipients(connection: &Connection, id: &Id) -> Result<Vec<RecipientRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, address, name, role, kind, odd, notify, orcpt, state, reply, host, at
         FROM recipient WHERE id = ?1 ORDER BY n",
    )?;
    let rows = statement.query_map([id.as_str()], |row| Ok(recipient(id, row)))?;
    rows.map(|row| row?).collect()
}

fn assignees(connection: &Connection, id: &Id) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT person FROM assignee WHERE id = ?1 ORDER BY person")?;
    let people = statement.query_map([id.as_str()], |row| row.get(0))?;
    Ok(people.collect::<Result<_, _>>()?)
}

fn recipient(id: &Id, row: &Row<'_>) -> Result<RecipientRow, StoreError> {
    let word = |column: &str| row.get::<_, String>(column);
    let n: i64 = row.get("n")?;
    Ok(RecipientRow {
        n: usize::try_from(n).unwrap_or(0),
        recipient: Recipient {
            address: Address::from_str(&word("address")?).map_err(|_| damaged(id, "recipient address"))?,
            notify: row.get("notify")?,
            orcpt: row.get("orcpt")?,
        },
        name: word("name")?,
        role: stored_word(id, "role", &word("role")?)?,
        kind: stored_word(id, "kind", &word("kind")?)?,
        odd: row.get("odd")?,
        state: RecipientState::parse(&word("state")?).ok_or_else(|| damaged(id, "recipient state"))?,
        reply: word("reply")?,
        host: word("host")?,
        at: row.get::<_, Option<i64>>("at")?.map(time),
    })
}

/// Appends recipient rows numbered from `first`.
pub(super) fn insert_recipient(connection: &Connection, id: &Id, row: &RecipientRow) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO recipient (id, n, address, name, role, kind, odd, notify, orcpt, state, reply, host, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            id.as_str(),
            i64::try_from(row.n).unwrap_or(i64::MAX),
            row.recipient.address.as_str(),
            row.name,
            word_of(&row.role),
            word_of(&row.kind),
            row.odd,
            row.recipient.notify,
            row.recipient.orcpt,
            row.state.word(),
            row.reply,
            row.host,
            row.at.map(Timestamp::as_millisecond),
        ])?;
    Ok(())
}

/// The word a unit-only enum is stored as: its serde name.
pub(super) fn word_of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(super) fn stored_word<T: DeserializeOwned>(id: &Id, what: &str, word: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| damaged(id, what))
}

fn document<T: DeserializeOwned>(id: &Id, row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|_| damaged(id, column))
}

pub(super) fn json<T: Serialize>(id: &Id, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| damaged(id, &e.to_string()))
}

pub(super) fn read_id(text: &str) -> Result<Id, StoreError> {
    Id::from_str(text).map_err(|_| StoreError::Damaged { id: text.to_owned(), what: "id".into() })
}

pub(super) fn damaged(id: &Id, what: &str) -> StoreError {
    StoreError::Damaged { id: id.to_string(), what: what.to_owned() }
}

/// A stored time; one outside jiff's years is shown as 1970 rather than refused.
pub(super) fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
