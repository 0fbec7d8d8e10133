//! How often what asks, and what came of it: a row for each hold, check and recipient, written when the hold is kept and
//! closed when it is decided, in the same transactions.
//!
//! **Changed** means that asking was worth it: the recipient asked about was removed, replaced or hidden, or the whole was
//! cancelled, rejected or given back. A question about the message as a whole counts as changed by any repair.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::counted::{self, ASKED, CHANGED, DECIDED_WITHIN, DECISION_SECONDS, DECISIONS, QUICK_DECISIONS};
use super::keep::NewSubmission;
use super::state::State;
use super::{StoreError, entry};
use crate::base::event::{Event, Question};
use crate::base::{Address, Id};

/// Seconds between page and decision under which nobody has read it.
pub const QUICK: f64 = 2.0;

/// Upper bounds of the time between hold and decision, in seconds; the last holds all.
pub const DECISION_BOUNDS: [&str; 9] = ["10", "60", "300", "1800", "3600", "14400", "86400", "259200", "+Inf"];

/// What a new hold asks about: its findings above `note`, each check and recipient once.
pub(super) fn questions(new: &NewSubmission) -> Vec<Question> {
    if new.state != State::Held {
        return Vec::new();
    }
    let mut asked = BTreeSet::new();
    for finding in new.verdict.findings.iter().filter(|finding| finding.step.holds()) {
        let row = finding.recipient.and_then(|i| new.recipients.get(i));
        let about = row.map_or("", |row| row.recipient.address.key());
        asked.insert((finding.check.clone(), about.to_owned()));
    }
    asked.into_iter().map(|(check, about)| Question { check, about }).collect()
}

/// Writes down what a new hold of `owner` asks about.
pub(super) fn ask(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    owner: &str,
    questions: &[Question],
) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO asked (id, check_id, about, owner, at) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for question in questions {
        insert.execute(params![id.as_str(), question.check, question.about, owner, now.as_millisecond()])?;
    }
    if !questions.is_empty() {
        counted::held(connection, now, owner)?;
    }
    let checks: BTreeSet<&str> = questions.iter().map(|question| question.check.as_str()).collect();
    checks.into_iter().try_for_each(|check| counted::add(connection, ASKED, check, "", 1))
}

/// A recipient was removed, replaced or hidden.
pub(super) fn repaired(connection: &Connection, id: &Id, from: &str) -> Result<(), StoreError> {
    let address: Option<Address> = from.parse().ok();
    let about = address.as_ref().map_or(from, Address::key);
    connection
        .prepare_cached("UPDATE asked SET changed = 1 WHERE id = ?1 AND decided IS NULL AND about IN (?2, '')")?
        .execute(params![id.as_str(), about])?;
    Ok(())
}

/// How a hold ended.
struct Ending<'a> {
    /// `sender`, `approver`, `stand-in`, `timer`.
    by: &'static str,
    who: &'a str,
    outcome: &'static str,
    seconds: Option<f64>,
}

impl<'a> Ending<'a> {
    /// `decision` is the last one; without one a timer did it.
    fn of(next: State, repaired: bool, decision: Option<&'a Event>) -> Ending<'a> {
        let outcome = match next {
            State::Cancelled => "cancelled",
            State::Rejected => "rejected",
            State::Returned => "returned",
            _ if repaired => "sent_changed",
            _ => "sent",
        };
        let Some(Event::Decided { verb, by: who, on_behalf_of, seconds, .. }) = decision else {
            return Ending { by: "timer", who: "", outcome, seconds: None };
        };
        let by = match (on_behalf_of, verb.as_str()) {
            (Some(_), _) => "stand-in",
            (None, "approve" | "reject") => "approver",
            (None, _) => "sender",
        };
        Ending { by, who, outcome, seconds: *seconds }
    }
}

/// A submission has gone from the first state to the second. A hold is closed when it waits no more: released on the page it
/// still waits for some seconds, in which it can be stopped and decided anew.
pub(super) fn moved(
    connection: &Connection,
    now: Timestamp,
    id: &Id,
    (present, next): (State, State),
    events: &[Event],
) -> Result<(), StoreError> {
    let waits = |state| matches!(state, State::Held | State::Delayed);
    if !waits(present) || waits(next) || (present == State::Delayed && !was_asked(connection, id)?) {
        return Ok(());
    }
    if next == State::Damaged {
        // Nobody has decided anything.
        connection.prepare_cached("DELETE FROM asked WHERE id = ?1")?.execute([id.as_str()])?;
        return Ok(());
    }
    let just_now = events.iter().rev().find(|event| matches!(event, Event::Decided { .. }));
    let before = match (just_now, present) {
        (None, State::Delayed) => last_decision(connection, id)?,
        _ => None,
    };
    let repaired: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM journal WHERE id = ?1 AND kind = 'repaired')")?
        .query_row([id.as_str()], |row| row.get(0))?;
    let ending = Ending::of(next, repaired, just_now.or(before.as_ref()));
    connection
        .prepare_cached(
            "UPDATE asked SET decided = ?2, seconds = ?3, decider = ?4, changed = max(changed, ?5)
             WHERE id = ?1 AND decided IS NULL",
        )?
        .execute(params![id.as_str(), now.as_millisecond(), ending.seconds, ending.who, next != State::Queued])?;
    count(connection, now, id, &ending)
}

/// Whether it was a hold, and not only mail inside its undo window.
fn was_asked(connection: &Connection, id: &Id) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM asked WHERE id = ?1 AND decided IS NULL)";
    Ok(connection.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0))?)
}

/// The last decision about a submission, as the journal has it.
fn last_decision(connection: &Connection, id: &Id) -> Result<Option<Event>, StoreError> {
    let sql = "SELECT data FROM journal WHERE id = ?1 AND kind = 'decided' ORDER BY seq DESC LIMIT 1";
    let data: Option<String> = connection.prepare_cached(sql)?.query_row([id.as_str()], |row| row.get(0)).optional()?;
    Ok(data.and_then(|data| serde_json::from_str(&data).ok()))
}

fn count(connection: &Connection, now: Timestamp, id: &Id, ending: &Ending<'_>) -> Result<(), StoreError> {
    let (created, owner): (i64, String) = connection
        .prepare_cached("SELECT created, owner FROM submission WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let created = entry::time(created);
    counted::add(connection, DECISIONS, ending.by, ending.outcome, 1)?;
    if ending.seconds.is_some_and(|seconds| seconds < QUICK) {
        counted::add(connection, QUICK_DECISIONS, "", "", 1)?;
        counted::quick(connection, created, &owner)?;
    }
    let checks = changed_checks(connection, id)?;
    if !checks.is_empty() {
        counted::changed(connection, created, &owner)?;
    }
    checks.iter().try_for_each(|check| counted::add(connection, CHANGED, check, "", 1))?;
    let waited = u64::try_from(now.duration_since(created).as_secs()).unwrap_or(0);
    let within = |bound: &&&str| bound.parse::<f64>().is_ok_and(|bound| waited as f64 <= bound);
    let bound = DECISION_BOUNDS.iter().find(within).copied().unwrap_or("+Inf");
    counted::add(connection, DECIDED_WITHIN, bound, "", 1)?;
    counted::add(connection, DECISION_SECONDS, "", "", waited)
}

/// The checks whose question about a hold has changed something.
fn changed_checks(connection: &Connection, id: &Id) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT check_id FROM asked WHERE id = ?1 AND changed = 1")?;
    let checks = statement.query_map([id.as_str()], |row| row.get(0))?;
    Ok(checks.collect::<Result<_, _>>()?)
}
