//! Taking a submission into the store: the moment after which `250` may be said.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::counted::{self, Handed};
use super::entry::{self, RecipientRow};
use super::history::Lesson;
use super::state::{RecipientState, State};
use super::written::{self, MailKey};
use super::{Store, StoreError, asked, carried, journal, words};
use crate::base::event::Event;
use crate::base::{Id, killpoint};
use crate::message::{Door, Submission};
use crate::parse;
use crate::people::Paragraph;
use crate::verdict::Verdict;

/// A submission that must be kept.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    /// What was handed over.
    pub submission: Submission,
    /// Why it waits.
    pub verdict: Verdict,
    /// Its recipients, numbered from 1 in envelope order.
    pub recipients: Vec<RecipientRow>,
    /// The decoded subject.
    pub subject: String,
    /// Where it begins: held, delayed, queued or unsure.
    pub state: State,
    /// When a hold goes back as a draft.
    pub deadline: Option<Timestamp>,
    /// When a timer or the queue looks at it first.
    pub due: Option<Timestamp>,
    /// Why it may leave; `None` while it may not.
    pub cleared: Option<&'static str>,
    /// For our own messages: the submission they tell of.
    pub about: Option<Id>,
    /// The paragraphs that may be a footer, learned when it is sent ([`crate::facts::Facts::paragraphs`]).
    pub paragraphs: Vec<Paragraph>,
    /// What is kept of it when it is sent; `None` = nothing is.
    pub lesson: Option<Lesson>,
}

/// What became of a submission that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is on disk under this id.
    New(Id),
    /// The same message to the same people waits already, under this id; nothing new was stored.
    Joined(Id),
    /// A file with the same octets was taken from the same watched folder before: it is in this state under this id, and
    /// nothing new was stored.
    Again(Id, State),
}

impl Kept {
    /// The id it is kept under.
    pub fn id(&self) -> &Id {
        match self {
            Kept::New(id) | Kept::Joined(id) | Kept::Again(id, _) => id,
        }
    }
}

impl Store {
    /// Keeps a submission; when this returns, it survives a power cut. An identical resend of something that waits for a
    /// decision joins it instead.
    ///
    /// # Errors
    /// When it could not be written; then nothing of it is kept.
    pub async fn keep(&self, new: NewSubmission) -> Result<Kept, StoreError> {
        let now = self.clock.now();
        let learns = self.remembered.learning().on;
        let lesson = new.lesson.filter(|_| learns);
        let paragraphs = if learns { new.paragraphs } else { Vec::new() };
        let new = NewSubmission { lesson, paragraphs, ..new };
        let kept = self.writer.write(move |connection| keep(connection, now, &new)).await;
        killpoint::reached("J3");
        kept
    }
}

pub(super) fn keep(connection: &Connection, now: Timestamp, new: &NewSubmission) -> Result<Kept, StoreError> {
    let source = new.submission.source.as_ref();
    match source.map(|source| carried::known(connection, source)).transpose()?.flatten() {
        Some(carried::Known::Itself(id)) => return Ok(Kept::Joined(id)),
        Some(carried::Known::Twin(id, state)) => return Ok(Kept::Again(id, state)),
        None => {}
    }
    let fingerprint = fingerprint(&new.submission);
    if let Some(id) = waiting_twin(connection, new, &fingerprint)? {
        journal::append(connection, now, &id, &Event::Joined)?;
        source.map_or(Ok(()), |source| carried::insert(connection, now, source, &id))?;
        return Ok(Kept::Joined(id));
    }
    let id = free_id(connection)?;
    insert(connection, now, &id, new, &fingerprint)?;
    source.map_or(Ok(()), |source| carried::insert(connection, now, source, &id))?;
    for row in &new.recipients {
        entry::insert_recipient(connection, &id, row)?;
    }
    words::index(connection, &id)?;
    let headline = new.verdict.headline().to_owned();
    let (step, asks) = (new.verdict.step, asked::questions(new));
    let owner = owner_of(&new.submission);
    if new.submission.door != Door::Own {
        counted::handed(connection, now, Handed { owner: owner.to_owned(), door: new.submission.door, step })?;
    }
    asked::ask(connection, now, &id, owner, &asks)?;
    let message_id = parse::message_id(&new.submission.message);
    if new.submission.door != Door::Own {
        let key = MailKey::either(message_id.as_deref(), &new.submission.message.digest());
        written::insert(connection, &key, &id)?;
    }
    let message_id = message_id.unwrap_or_default();
    journal::append(connection, now, &id, &Event::Stored { step, headline, asks, message_id })?;
    new.recipients.iter().filter_map(tried).try_for_each(|event| journal::append(connection, now, &id, &event))?;
    Ok(Kept::New(id))
}

/// What the attempt in the session led to for a recipient who has the message, or may have it.
fn tried(row: &RecipientRow) -> Option<Event> {
    let recipient = row.recipient.address.to_string();
    match row.state {
        RecipientState::Sent => Some(Event::Sent { recipient, host: row.host.clone(), reply: row.reply.clone() }),
        RecipientState::Unsure => Some(Event::Unsure { recipient, why: row.reply.clone() }),
        _ => None,
    }
}

fn insert(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    new: &NewSubmission,
    fingerprint: &[u8],
) -> Result<(), StoreError> {
    let submission = &new.submission;
    let queued = (new.state == State::Queued).then(|| now.as_millisecond());
    let announce = (new.state == State::Held).then(|| now.as_millisecond());
    connection
        .prepare_cached(
            "INSERT INTO submission (id, state, step, door, owner, subject, headline, origin, envelope, verdict, digest,
                                     size, fingerprint, received, created, deadline, due, cleared, queued, about,
                                     paragraphs, announce, trace, score, n)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24, (SELECT coalesce(max(n), 0) + 1 FROM submission))",
        )?
        .execute(params![
            id.as_str(),
            new.state.word(),
            new.verdict.step.word(),
            submission.door.word(),
            owner_of(submission),
            new.subject,
            new.verdict.headline(),
            entry::json(id, &submission.origin)?,
            entry::json(id, &submission.envelope)?,
            entry::json(id, &new.verdict)?,
            submission.message.digest().as_bytes().as_slice(),
            i64::try_from(submission.message.len()).unwrap_or(i64::MAX),
            fingerprint,
            submission.received.as_millisecond(),
            now.as_millisecond(),
            new.deadline.map(Timestamp::as_millisecond),
            new.due.map(Timestamp::as_millisecond),
            new.cleared,
            queued,
            new.about.as_ref().map(Id::as_str),
            entry::json(id, &new.paragraphs)?,
            announce,
            new.lesson.as_ref().map(|lesson| lesson.trace.encode()),
            new.lesson.as_ref().and_then(|lesson| lesson.score),
        ])?;
    connection
        .prepare_cached("INSERT INTO content (id, bytes) VALUES (?1, ?2)")?
        .execute(params![id.as_str(), &submission.message[..]])?;
    Ok(())
}

/// The compared form of the sender's address; empty for the null sender.
fn owner_of(submission: &Submission) -> &str {
    submission.envelope.sender.as_ref().map_or("", |sender| sender.key())
}

/// The open hold that an identical resend joins; what is queued has been decided and is no hold.
fn waiting_twin(connection: &Connection, new: &NewSubmission, fingerprint: &[u8]) -> Result<Option<Id>, StoreError> {
    if !matches!(new.state, State::Held | State::Delayed) {
        return Ok(None);
    }
    let found: Option<String> = connection
        .prepare_cached("SELECT id FROM submission WHERE fingerprint = ?1 AND state IN ('held', 'delayed')")?
        .query_row([fingerprint], |row| row.get(0))
        .optional()?;
    found.as_deref().map(entry::read_id).transpose()
}

/// SHA-256 over sender, recipients and bytes: equal for a message that a client sends again because it saw no answer.
fn fingerprint(submission: &Submission) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut keys: Vec<&str> = submission.envelope.recipients.iter().map(|r| r.address.key()).collect();
    keys.sort_unstable();
    for key in submission.envelope.sender.iter().map(|s| s.key()).chain(keys) {
        hash.update(key);
        hash.update([0]);
    }
    hash.update(submission.message.digest().as_bytes());
    hash.finalize().to_vec()
}

/// An id that was never used: rows are never deleted, so what the table does not have was never given out. Longer ids
/// come when the short ones grow crowded.
fn free_id(connection: &Connection) -> Result<Id, StoreError> {
    let mut taken = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM submission WHERE id = ?1)")?;
    for len in Id::MIN..=Id::MAX {
        for _ in 0..4 {
            let id = Id::random(len);
            if !taken.query_row([id.as_str()], |row| row.get::<_, bool>(0))? {
                return Ok(id);
            }
        }
    }
    Err(StoreError::Database { message: "no free id".into() })
}
