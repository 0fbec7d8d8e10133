//! Having a message back: what has not left is stopped for everybody at once, and the ledger says who has it.

mod mail;

use std::time::Duration;

use jiff::Timestamp;

pub(super) use mail::{Asked, Told};

use super::{Actor, Confirmation, Desk, Ending, ReleaseError, decided, outcome_of};
use crate::base::Id;
use crate::base::event::Event;
use crate::incident::ledger::{Ledger, Recorded, Stands};
use crate::store::{Change, Entry, JournalLine, RecipientRow, RecipientState, State, Store, StoreError, Telling};

/// How long a delivery under way is waited for: its end is the truth, and most take a moment.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is looked at meanwhile.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Lost races before somebody is told to try again; each was won by another change of the same submission.
const RACES: usize = 20;

impl Desk {
    /// Stops whatever of a submission has not left: held, delayed, queued, or to be tried again. A delivery under way ends
    /// by itself and nothing is tried after it. What is over stays as it is; that somebody asked is recorded all the same.
    ///
    /// # Errors
    /// When the store cannot be read or written, or others change it all the time; then ask again.
    pub async fn recall(&self, id: &Id, actor: &Actor) -> Result<(), ReleaseError> {
        let begun = tokio::time::Instant::now();
        let (mut said, mut races) = (false, 0);
        loop {
            let entry = self.store.entry(id).await?;
            let is_leaving = entry.remaining().any(|row| row.state == RecipientState::Attempting);
            if is_leaving && entry.recalled && said {
                if begun.elapsed() >= PATIENCE {
                    return Ok(());
                }
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            }
            if !entry.summary.state.may_become(State::Cancelled) {
                if !said {
                    record_recall(&self.store, id, actor, &ledger_of(&entry, &self.store.journal(id).await?)).await?;
                }
                return Ok(());
            }
            let change = self.stopped(&entry, actor, is_leaving, said).await?;
            match self.store.change(id, entry.summary.version, change).await {
                Ok(()) if is_leaving => said = true,
                Ok(()) => return Ok(()),
                // It has just been handed over, or somebody else has decided.
                Err(StoreError::Changed { .. }) if races < RACES => races += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The change that stops `entry`; while it `is_leaving`, only what would come afterwards.
    async fn stopped(
        &self,
        entry: &Entry,
        actor: &Actor,
        is_leaving: bool,
        said: bool,
    ) -> Result<Change, ReleaseError> {
        let mut events = Vec::new();
        if !is_leaving {
            events.push(decided("cancel", actor, &Confirmation::default(), entry));
        }
        let mut told = Telling::default();
        if !said {
            events.push(recalled(actor, stopped_now(entry), may_have(entry)));
            told = self.told_of_recall(entry, actor).await?;
        }
        events.extend(told.events);
        let change = Change { recalled: Some(true), events, notices: told.notices, ..Change::default() };
        if is_leaving {
            return Ok(change);
        }
        Ok(Change {
            to: Some(State::Cancelled),
            due: Some(None),
            deadline: Some(None),
            outcome: Some(outcome_of(entry)),
            ..change
        })
    }

    /// Who asks by mail is answered by mail, with all that is known; nobody gets two.
    async fn told_of_recall(&self, entry: &Entry, actor: &Actor) -> Result<Telling, StoreError> {
        let (by, outcome) = (actor.who.to_string(), outcome_of(entry));
        let ending = Ending::Cancelled { by: &by, outcome: &outcome };
        if actor.whence.way == "mail" {
            return Ok(Telling { events: vec![Event::told(ending.word(), "mail")], ..Telling::default() });
        }
        self.told(entry, actor, ending).await
    }
}

/// Records that somebody asked to have back what has left.
///
/// # Errors
/// When it cannot be written.
pub async fn record_recall(store: &Store, id: &Id, actor: &Actor, ledger: &Ledger) -> Result<(), StoreError> {
    store.record_now(id.clone(), recalled(actor, 0, ledger.reached() + ledger.unsure())).await
}

fn recalled(actor: &Actor, stopped: usize, reached: usize) -> Event {
    Event::Recalled { by: actor.who.to_string(), whence: actor.whence.clone(), stopped, reached }
}

fn stopped_now(entry: &Entry) -> usize {
    entry.remaining().filter(|row| row.state.is_due()).count()
}

fn may_have(entry: &Entry) -> usize {
    use RecipientState::{Attempting, Sent, Unsure};
    entry.remaining().filter(|row| matches!(row.state, Sent | Unsure | Attempting)).count()
}

/// Who has a stored message, as its record and its journal say.
pub fn ledger_of(entry: &Entry, journal: &[JournalLine]) -> Ledger {
    let state = entry.summary.state;
    let ends_here = entry.recalled && state == State::Queued;
    let open = (state.is_open() && !ends_here).then(|| state.word());
    let course: Vec<(Timestamp, &Event)> = journal.iter().map(|line| (line.at, &line.event)).collect();
    Ledger::of(entry.summary.recipients.iter().map(recorded).collect(), open, &course)
}

fn recorded(row: &RecipientRow) -> Recorded {
    Recorded {
        address: row.recipient.address.clone(),
        name: row.name.clone(),
        role: Some(row.role),
        kind: Some(row.kind),
        odd: row.odd,
        stands: match row.state {
            RecipientState::Waiting => Stands::Waiting,
            RecipientState::Removed => Stands::Removed,
            RecipientState::Attempting => Stands::Leaving,
            RecipientState::Sent => Stands::Taken,
            RecipientState::Deferred => Stands::Deferred,
            RecipientState::Failed => Stands::Failed,
            RecipientState::Unsure => Stands::Unsure,
        },
        reply: row.reply.clone(),
        host: row.host.clone(),
        at: row.at,
    }
}
