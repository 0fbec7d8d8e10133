//! Changes of a submission: each one transaction with its journal events, each bound to the version it is based on.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::approval::{self, Asking};
use super::entry::{self, RecipientRow};
use super::history::Lesson;
use super::keep::{self, NewSubmission};
use super::mail_secret::{self, MailSecret};
use super::state::State;
use super::{Store, StoreError, asked, journal, words};
use crate::base::event::Event;
use crate::base::{Id, killpoint};
use crate::message::Message;
use crate::verdict::Verdict;

/// One change. What is `None` stays as it is.
#[derive(Debug, Default)]
pub struct Change {
    /// The new state; must be a legal one ([`State::may_become`]).
    pub to: Option<State>,
    /// Why it may leave from now on; what becomes held may not any more.
    pub cleared: Option<&'static str>,
    /// When a timer or the queue looks at it next; `Some(None)` = never.
    pub due: Option<Option<Timestamp>>,
    /// When a hold goes back as a draft.
    pub deadline: Option<Option<Timestamp>>,
    /// How it ended, in words.
    pub outcome: Option<String>,
    /// How many reminders have been sent.
    pub reminded: Option<u32>,
    /// Whether its sender is told by mail how it ends: somebody else has had a hand in it.
    pub tell: Option<bool>,
    /// Whether what an attempt under way leaves undone is not tried again; once said, it stays so until it is sent anew.
    pub recalled: Option<bool>,
    /// All recipients anew, removed ones included.
    pub recipients: Option<Vec<RecipientRow>>,
    /// Repaired bytes, judged again, and what is kept of them when they are sent.
    pub content: Option<(Message, Verdict, Option<Lesson>)>,
    /// What becomes of the request to second persons.
    pub asking: Option<Asking>,
    /// What the journal says about it; at least one.
    pub events: Vec<Event>,
    /// Our own messages that tell of it, queued in the same transaction.
    pub notices: Vec<NewSubmission>,
    /// The secrets in the addresses of these messages.
    pub secrets: Vec<MailSecret>,
}

impl Change {
    /// What is done with a submission whose bytes are not the accepted ones any more: it is never sent, and shown.
    pub fn set_aside(error: &StoreError) -> Change {
        let outcome = Some(error.to_string());
        Change { to: Some(State::Damaged), due: Some(None), deadline: Some(None), outcome, ..Change::default() }
    }
}

impl Store {
    /// Applies `change` to `id` if it still has `version`.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody else was first or the change is not legal from the present state; or when
    /// it cannot be written. Then nothing has changed.
    pub async fn change(&self, id: &Id, version: i64, change: Change) -> Result<(), StoreError> {
        let (id, now) = (id.clone(), self.clock.now());
        self.writer.write(move |connection| apply(connection, now, &id, version, &change)).await
    }
}

pub(super) fn apply(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    version: i64,
    change: &Change,
) -> Result<(), StoreError> {
    let changed = || StoreError::Changed { id: id.to_string() };
    let present = present_state(connection, id, version)?.ok_or_else(changed)?;
    let next = change.to.unwrap_or(present);
    if next != present && !present.may_become(next) {
        return Err(changed());
    }
    update_row(connection, now, id, next, change)?;
    let mut says_other_words = change.content.is_some();
    if let Some((message, verdict, lesson)) = &change.content {
        replace_content(connection, id, message, verdict, lesson.as_ref())?;
    }
    if let Some(rows) = &change.recipients {
        says_other_words |= words::differ(connection, id, rows)?;
        replace_recipients(connection, id, rows)?;
    }
    if says_other_words {
        words::index(connection, id)?;
    }
    match &change.asking {
        Some(asking) => approval::write(connection, id, asking)?,
        None if next != State::Held => approval::close(connection, id)?,
        None => {}
    }
    for event in &change.events {
        if let Event::Repaired { from, .. } = event {
            asked::repaired(connection, id, from)?;
        }
        journal::append(connection, now, id, event)?;
    }
    asked::moved(connection, now, id, (present, next), &change.events)?;
    for notice in &change.notices {
        keep::keep(connection, now, notice)?;
        killpoint::reached("J4");
    }
    if present == State::Held && next != State::Held {
        mail_secret::use_up(connection, id)?;
    }
    change.secrets.iter().try_for_each(|secret| mail_secret::insert(connection, secret))
}

/// The state of `id`, if it still has `version`.
fn present_state(connection: &Connection, id: &Id, version: i64) -> Result<Option<State>, StoreError> {
    let word: Option<String> = connection
        .prepare_cached("SELECT state FROM submission WHERE id = ?1 AND version = ?2")?
        .query_row(params![id.as_str(), version], |row| row.get(0))
        .optional()?;
    word.map(|word| State::parse(&word).ok_or_else(|| entry::damaged(id, "state"))).transpose()
}

fn update_row(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    next: State,
    change: &Change,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE submission SET
                 state    = ?2,
                 cleared  = iif(?2 = 'held', NULL, coalesce(?3, cleared)),
                 due      = iif(?4, ?5, due),
                 deadline = iif(?6, ?7, deadline),
                 outcome  = coalesce(?8, outcome),
                 reminded = coalesce(?9, reminded),
                 tell     = coalesce(?11, tell),
                 announce = iif(?2 = 'held', announce, NULL),
                 queued   = iif(?2 = 'queued', coalesce(queued, ?10), queued),
                 recalled = coalesce(?12, recalled),
                 trace    = iif(?2 IN ('sent', 'failed', 'cancelled', 'rejected', 'returned'), NULL, trace),
                 version  = version + 1
             WHERE id = ?1",
        )?
        .execute(params![
            id.as_str(),
            next.word(),
            change.cleared,
            change.due.is_some(),
            change.due.flatten().map(Timestamp::as_millisecond),
            change.deadline.is_some(),
            change.deadline.flatten().map(Timestamp::as_millisecond),
            change.outcome,
            change.reminded,
            now.as_millisecond(),
            change.tell,
            change.recalled,
        ])?;
    Ok(())
}

fn replace_content(
    connection: &Connection,
    id: &Id,
    message: &Message,
    verdict: &Verdict,
    lesson: Option<&Lesson>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE submission SET digest = ?2, size = ?3, verdict = ?4, step = ?5, headline = ?6, trace = ?7, score = ?8
             WHERE id = ?1",
        )?
        .execute(params![
            id.as_str(),
            message.digest().as_bytes().as_slice(),
            i64::try_from(message.len()).unwrap_or(i64::MAX),
            entry::json(id, verdict)?,
            verdict.step.word(),
            verdict.headline(),
            lesson.map(|lesson| lesson.trace.encode()),
            lesson.and_then(|lesson| lesson.score),
        ])?;
    connection
        .prepare_cached("UPDATE content SET bytes = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), &message[..]])?;
    Ok(())
}

fn replace_recipients(connection: &Connection, id: &Id, rows: &[RecipientRow]) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM recipient WHERE id = ?1")?.execute([id.as_str()])?;
    rows.iter().try_for_each(|row| entry::insert_recipient(connection, id, row))
}
