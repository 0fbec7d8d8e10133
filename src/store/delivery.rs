//! What the queue needs: what is due, attempts recorded before the final dot, and their outcome afterwards.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::entry::{self, Entry, Summary};
use super::history::{self, Learns, News};
use super::keep::NewSubmission;
use super::state::{RecipientState, State};
use super::transitions::{self, Change};
use super::{Store, StoreError, footers, written};
use crate::base::event::Event;
use crate::base::{Address, Id, killpoint};
use crate::message::Door;

/// The outcome of one attempt for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptResult {
    /// The recipient's number.
    pub n: usize,
    /// Sent, deferred, failed or unsure.
    pub state: RecipientState,
    /// Upstream's reply, or ours.
    pub reply: String,
    /// Whether it failed because upstream knows no such mailbox.
    pub no_mailbox: bool,
}

/// What an attempt left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The submission's state now.
    pub state: State,
}

/// What is told of an outcome: our own messages, and what the journal says of them.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// The messages, queued in the same transaction.
    pub notices: Vec<NewSubmission>,
    /// That they were told, and how.
    pub events: Vec<Event>,
}

impl Store {
    /// Queued submissions that are due at `now`, longest waiting first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Id>, StoreError> {
        self.ids("SELECT id FROM submission WHERE state = 'queued' AND due <= ?1 ORDER BY due LIMIT ?2", now, limit)
            .await
    }

    pub(super) async fn ids(&self, sql: &'static str, now: Timestamp, limit: usize) -> Result<Vec<Id>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(sql)?;
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                let rows = statement.query_map(params![now.as_millisecond(), limit], |row| row.get::<_, String>(0))?;
                rows.map(|row| entry::read_id(&row?)).collect()
            })
            .await
    }

    /// Records, before the final dot of a queued delivery, that the recipients `numbers` may have the message from now
    /// on.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is no longer queued at this version (cancelled in the meantime): then nothing may
    /// be sent. Or when it cannot be written: then nothing may be sent either.
    pub async fn begin_attempt(
        &self,
        id: &Id,
        version: i64,
        host: &str,
        numbers: Vec<usize>,
    ) -> Result<(), StoreError> {
        let (id, host, now) = (id.clone(), host.to_owned(), self.clock.now());
        let begun = self
            .writer
            .write(move |connection| {
                let rows = entry::recipients(connection, &id)?;
                let named = rows.iter().filter(|row| numbers.contains(&row.n));
                let recipients = named.map(|row| row.recipient.address.to_string()).collect();
                let change = Change { events: vec![Event::Attempt { host, recipients }], ..Change::default() };
                transitions::apply(connection, now, &id, version, &change)?;
                for n in &numbers {
                    set_recipient(connection, now, &id, *n, RecipientState::Attempting, "", "")?;
                }
                Ok(())
            })
            .await;
        killpoint::reached("R9");
        begun
    }

    /// Records what an attempt led to. `retry` is when what is deferred is tried again; `None` gives up on
    /// it. `telling` is what the sender is told of it.
    ///
    /// # Errors
    /// When it cannot be written; the caller keeps the result and tries again, for nobody else knows it.
    pub async fn finish_attempt(
        &self,
        id: &Id,
        host: &str,
        results: Vec<AttemptResult>,
        retry: Option<Timestamp>,
        telling: Telling,
    ) -> Result<Settled, StoreError> {
        let (id, host, now) = (id.clone(), host.to_owned(), self.clock.now());
        killpoint::reached("R11");
        let outcome = Attempted { host, results, retry, telling };
        let learns = self.learns_now().await;
        let finish = move |connection: &Connection| finish(connection, now, &id, &outcome, learns.as_ref());
        let (learned, settled) = self.writer.write(finish).await?;
        if let Some((owner, news)) = learned {
            self.remembered.learnt(&owner, news);
        }
        killpoint::reached("R12");
        Ok(settled)
    }

    /// At the start of the daemon: an attempt without an outcome means that the last daemon died between the final dot
    /// and upstream's recorded reply. With `resend` its recipients wait again, else they are unsure and somebody is
    /// asked. The answer is the submissions concerned.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn recover(&self, resend: bool) -> Result<Vec<Id>, StoreError> {
        let now = self.clock.now();
        self.writer
            .write(move |connection| {
                let mut statement =
                    connection.prepare_cached("SELECT DISTINCT id FROM recipient WHERE state = 'attempting'")?;
                let found = statement.query_map([], |row| row.get::<_, String>(0))?;
                let ids: Vec<Id> = found.map(|id| entry::read_id(&id?)).collect::<Result<_, StoreError>>()?;
                for id in &ids {
                    recover_one(connection, now, id, resend)?;
                }
                Ok(ids)
            })
            .await
    }
}

/// One attempt with its outcome.
struct Attempted {
    host: String,
    results: Vec<AttemptResult>,
    retry: Option<Timestamp>,
    telling: Telling,
}

/// Records an attempt; the answer is what its owner has learned, and what it left behind.
fn finish(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    attempted: &Attempted,
    learns: Option<&Learns>,
) -> Result<(Option<(String, News)>, Settled), StoreError> {
    let present = entry::entry(connection, id)?;
    let owner = present.summary.owner.clone();
    let (mut events, mut reached, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for result in &attempted.results {
        set_recipient(connection, now, id, result.n, result.state, &result.reply, &attempted.host)?;
        if let Some(row) = present.summary.recipients.iter().find(|row| row.n == result.n) {
            events.extend(event_of(result, row.recipient.address.to_string(), &attempted.host));
            if result.state == RecipientState::Sent {
                reached.push((row.recipient.address.clone(), row.name.clone()));
            }
            if result.no_mailbox {
                unknown.push(row.recipient.address.clone());
            }
        }
    }
    let failed: Vec<usize> = attempted
        .results
        .iter()
        .filter(|result| result.state == RecipientState::Failed)
        .map(|result| result.n)
        .collect();
    let mut news =
        if reached.is_empty() { None } else { Some(learn(connection, now, &present, reached, &failed, learns)?) };
    let teaches = learns.is_some() && present.summary.door != Door::Own && !owner.is_empty();
    if teaches && !unknown.is_empty() {
        let none =
            News { n: None, lesson: None, recipients: Vec::new(), at: now, footers: Vec::new(), heard: Vec::new() };
        news.get_or_insert(none).heard.extend(history::keep_bounces(connection, now, &owner, &unknown)?);
    }
    events.extend(attempted.telling.events.iter().cloned());
    let rows = entry::recipients(connection, id)?;
    let state = settled_state(rows.iter().map(|row| row.state), present.recalled);
    let change = Change {
        to: Some(state),
        due: Some(if state == State::Queued { attempted.retry } else { None }),
        outcome: Some(outcome_words(rows.iter().map(|row| row.state), present.recalled)),
        events,
        notices: attempted.telling.notices.clone(),
        ..Change::default()
    };
    transitions::apply(connection, now, id, present.summary.version, &change)?;
    connection.prepare_cached("UPDATE submission SET attempts = attempts + 1 WHERE id = ?1")?.execute([id.as_str()])?;
    if state == State::Sent && present.summary.door == Door::Own {
        // Nobody needs it any more, and it may hold the address that takes an answer, or somebody's draft.
        connection.prepare_cached("DELETE FROM content WHERE id = ?1")?.execute([id.as_str()])?;
    }
    Ok((news.map(|news| (owner, news)), Settled { state }))
}

/// What a message teaches that has `reached` somebody. Its trace and what stands below it are learnt once, however many
/// attempts it takes; whoever has not got it yet and may still get it is in the trace, too, and who has just `failed` is not.
fn learn(
    connection: &Connection,
    now: Timestamp,
    present: &Entry,
    reached: Vec<(Address, String)>,
    failed: &[usize],
    learns: Option<&Learns>,
) -> Result<News, StoreError> {
    let Summary { id, owner, recipients, .. } = &present.summary;
    let news = News { n: None, lesson: None, recipients: Vec::new(), at: now, footers: Vec::new(), heard: Vec::new() };
    let Some(learns) = learns else { return Ok(news) };
    let (key, by_a_program) = written::identity(connection, id)?;
    if by_a_program {
        return Ok(news);
    }
    let is_first = !recipients.iter().any(|row| row.state == RecipientState::Sent);
    let paragraphs = if is_first { footers::of_submission(connection, id.as_str())? } else { Vec::new() };
    let footers = footers::learn(connection, now, owner, &paragraphs)?;
    let goes_there = |address: &Address| {
        // Who was taken out and put in again stands there twice.
        let mut of = recipients.iter().filter(|row| row.recipient.address == *address);
        of.any(|row| !matches!(row.state, RecipientState::Removed | RecipientState::Failed) && !failed.contains(&row.n))
    };
    let lesson = if is_first { history::trace_of_submission(connection, id, goes_there)? } else { None };
    let heard = if is_first { history::keep_corrections(connection, now, id, owner, goes_there)? } else { Vec::new() };
    let news = News { footers, heard, ..news };
    learns.learn(connection, owner, Some(key), reached, lesson, news)
}

fn event_of(result: &AttemptResult, recipient: String, host: &str) -> Option<Event> {
    let reply = result.reply.clone();
    match result.state {
        RecipientState::Sent => Some(Event::Sent { recipient, host: host.to_owned(), reply }),
        RecipientState::Deferred => Some(Event::Deferred { recipient, reply }),
        RecipientState::Failed => Some(Event::Failed { recipient, reply }),
        RecipientState::Unsure => Some(Event::Unsure { recipient, why: reply }),
        RecipientState::Waiting | RecipientState::Removed | RecipientState::Attempting => None,
    }
}

/// Where a submission stands by the states of its recipients: what is due keeps it queued, unless it was recalled
/// meanwhile; what is unsure asks.
fn settled_state(states: impl Iterator<Item = RecipientState> + Clone, recalled: bool) -> State {
    if states.clone().any(RecipientState::is_due) {
        if recalled { State::Cancelled } else { State::Queued }
    } else if states.clone().any(|s| matches!(s, RecipientState::Unsure | RecipientState::Attempting)) {
        State::Unsure
    } else if states.clone().any(|s| s == RecipientState::Sent) {
        State::Sent
    } else {
        State::Failed
    }
}

/// `sent to 2`, `sent to 2, failed for 1`; of what was recalled also `stopped for 1`.
fn outcome_words(states: impl Iterator<Item = RecipientState> + Clone, recalled: bool) -> String {
    let count = |wanted: RecipientState| states.clone().filter(|s| *s == wanted).count();
    let due = states.clone().filter(|state| state.is_due()).count();
    let parts = [
        ("stopped for", if recalled { due } else { 0 }),
        ("sent to", count(RecipientState::Sent)),
        ("failed for", count(RecipientState::Failed)),
        ("unsure for", count(RecipientState::Unsure)),
        ("removed", count(RecipientState::Removed)),
    ];
    let shown = parts.into_iter().filter(|(_, n)| *n > 0).map(|(words, n)| format!("{words} {n}"));
    shown.collect::<Vec<_>>().join(", ")
}

fn set_recipient(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    n: usize,
    state: RecipientState,
    reply: &str,
    host: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE recipient SET state = ?3, reply = ?4, host = ?5, at = ?6 WHERE id = ?1 AND n = ?2")?
        .execute(params![
            id.as_str(),
            i64::try_from(n).unwrap_or(i64::MAX),
            state.word(),
            reply,
            host,
            now.as_millisecond()
        ])?;
    Ok(())
}

fn recover_one(connection: &Connection, now: Timestamp, id: &Id, resend: bool) -> Result<(), StoreError> {
    let present = entry::entry(connection, id)?;
    let why = "Outguard stopped between handing it over and upstream's answer";
    let next = if resend { RecipientState::Waiting } else { RecipientState::Unsure };
    let mut events = Vec::new();
    for row in present.summary.recipients.iter().filter(|row| row.state == RecipientState::Attempting) {
        set_recipient(connection, now, id, row.n, next, why, &row.host)?;
        events.push(Event::Unsure { recipient: row.recipient.address.to_string(), why: why.into() });
    }
    let rows = entry::recipients(connection, id)?;
    let state = settled_state(rows.iter().map(|row| row.state), present.recalled);
    let due = (state == State::Queued).then_some(now);
    let change = Change { to: Some(state), due: Some(due), events, ..Change::default() };
    transitions::apply(connection, now, id, present.summary.version, &change)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_keeps_it_queued_and_what_is_unsure_asks() {
        use RecipientState::*;
        for (states, expected) in [
            (vec![Sent, Deferred], State::Queued),
            (vec![Sent, Unsure], State::Unsure),
            (vec![Deferred, Unsure], State::Queued),
            (vec![Sent, Failed, Removed], State::Sent),
            (vec![Failed, Removed], State::Failed),
        ] {
            assert_eq!(settled_state(states.iter().copied(), false), expected, "{states:?}");
        }
        assert_eq!(settled_state([Sent, Deferred].into_iter(), true), State::Cancelled);
        assert_eq!(settled_state([Sent, Failed].into_iter(), true), State::Sent);
        assert_eq!(outcome_words([Sent, Sent, Failed].into_iter(), false), "sent to 2, failed for 1");
        assert_eq!(outcome_words([Sent, Deferred].into_iter(), true), "stopped for 1, sent to 1");
    }
}
