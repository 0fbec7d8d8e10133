//! Decisions about what waits: who may decide, with which friction, until when, and who is told. Nothing that was held
//! leaves without a recorded decision made here.

mod announce;
pub mod approval;
mod automatic;
pub mod deadline;
mod desktop;
mod friction;
mod grace;
mod headers;
mod incident_reminders;
mod incoming;
mod notices;
pub mod office;
mod permit;
mod reading;
mod recall;
mod repair;
mod reply;
pub mod rights;
mod sign_in;
pub mod texts;
mod timers;
mod windows;

use std::sync::Arc;

use crate::base::event::Event;
use crate::base::{Clock, Id, Step, killpoint};
use crate::config::Policy;
use crate::judge::Judge;
use crate::message::Digest;
use crate::store::{Change, Entry, RecipientRow, RecipientState, State, Store, StoreError, Telling};

pub use announce::Announcer;
pub use approval::{Asking, Governing, Pleading, Standing};
pub use automatic::{Automatic, automatic_from};
pub use friction::{Confirmation, Offer, Required, offers, ranges, repair_commands};
pub use grace::GRACE;
pub use incident_reminders::StepDue;
pub use incoming::Incoming;
pub use notices::{Ending, Repairs, Sender as NoticeSender, own_submission, tell_unsure, told_of_sending};
pub use permit::{Permit, permit};
pub use reading::{Reading, Scope};
pub use recall::{ledger_of, record_recall};
pub use repair::Repaired;
pub use rights::{Actor, Roles, Sight};
pub use sign_in::sign_in_mail;
pub use timers::{Timers, first_times, zone};

/// Why a decision or repair was not made. Nothing has changed then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The friction of the step was not met.
    #[error("{id} was not released: {what}")]
    Friction {
        /// The submission.
        id: Id,
        /// What is missing, in words.
        what: String,
        /// The commands that go on from here.
        hints: Vec<String>,
    },
    /// The submission is not in a state that allows this.
    #[error("{id} is {state}: {why}")]
    NotNow {
        /// The submission.
        id: Id,
        /// Its state.
        state: &'static str,
        /// Why that forbids it, and what is possible.
        why: String,
    },
    /// The named recipient does not exist or cannot be repaired so.
    #[error("{0}")]
    Recipient(String),
    /// Somebody else decides about it.
    #[error("{id} is not yours to decide: {why}")]
    NotYours {
        /// The submission.
        id: Id,
        /// Why not.
        why: String,
    },
    /// What was shown is not what is stored now.
    #[error("{id} has changed since it was shown to you: look again with `outguard show {id}`")]
    Outdated {
        /// The submission.
        id: Id,
    },
}

/// Makes decisions and repairs, and records them.
#[derive(Clone)]
pub struct Desk {
    store: Store,
    judge: Arc<Judge>,
    policy: Policy,
    sender: NoticeSender,
    clock: Clock,
    shown: Option<String>,
}

impl Desk {
    /// A desk that judges repaired messages by `judge`, and tells of what is decided as `sender`.
    pub fn new(store: Store, judge: Arc<Judge>, policy: Policy, sender: NoticeSender, clock: Clock) -> Desk {
        Desk { store, judge, policy, sender, clock, shown: None }
    }

    /// The same desk, where decisions and repairs are made only while a hold still has the seal that was shown.
    #[must_use]
    pub fn bound_to(self, seal: Option<String>) -> Desk {
        Desk { shown: seal, ..self }
    }

    /// Releases a hold, ends an undo window early, or sends what is unsure once more.
    ///
    /// # Errors
    /// [`ReleaseError::Friction`] with what the step still asks for.
    pub async fn release(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<(), ReleaseError> {
        let entry = self.store.entry(id).await?;
        let change = self.cleared(&entry, actor, given).await?;
        self.store.change(id, entry.summary.version, change).await?;
        killpoint::reached("R2");
        Ok(())
    }

    /// The change that lets `entry` leave now, if what was given is what its step asks for.
    async fn cleared(&self, entry: &Entry, actor: &Actor, given: &Confirmation) -> Result<Change, ReleaseError> {
        let id = &entry.summary.id;
        self.bound_to_what_was_shown(entry, given.seal.as_deref())?;
        killpoint::reached("R1");
        let mut alone = approval::Alone::default();
        match entry.summary.state {
            State::Held if entry.summary.step >= Step::Approve => alone = self.alone(entry, actor, given).await?,
            State::Held => friction::check(entry, given)?,
            State::Delayed | State::Unsure => {}
            state => return Err(not_now(id, state, release_words(state))),
        }
        self.still_whole(entry).await?;
        let mut rows = entry.summary.recipients.clone();
        for row in rows.iter_mut().filter(|row| row.state == RecipientState::Unsure) {
            row.state = RecipientState::Waiting;
        }
        Ok(Change {
            to: Some(State::Queued),
            cleared: Some("decision"),
            due: Some(Some(self.clock.now())),
            deadline: Some(None),
            recipients: Some(rows),
            tell: self.sender.tells_of(actor, entry).then_some(true),
            recalled: Some(false),
            events: [decided("release", actor, given, entry)].into_iter().chain(alone.events).collect(),
            notices: alone.notices,
            ..Change::default()
        })
    }

    /// Withdraws what has not left: nobody gets it. The answer says truthfully who has it already.
    ///
    /// # Errors
    /// [`ReleaseError::NotNow`] when it is on its way or over.
    pub async fn cancel(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<String, ReleaseError> {
        let entry = self.store.entry(id).await?;
        self.bound_to_what_was_shown(&entry, given.seal.as_deref())?;
        killpoint::reached("X1");
        let state = entry.summary.state;
        if !state.may_become(State::Cancelled) {
            return Err(not_now(id, state, "it can no longer be cancelled"));
        }
        if entry.remaining().any(|row| row.state == RecipientState::Attempting) {
            return Err(not_now(id, state, "it is being handed over at this moment; look again in a minute"));
        }
        let outcome = outcome_of(&entry);
        let by = actor.who.to_string();
        let told = self.told(&entry, actor, Ending::Cancelled { by: &by, outcome: &outcome }).await?;
        let change = Change {
            to: Some(State::Cancelled),
            due: Some(None),
            deadline: Some(None),
            outcome: Some(outcome.clone()),
            events: [decided("cancel", actor, given, &entry)].into_iter().chain(told.events).collect(),
            notices: told.notices,
            ..Change::default()
        };
        self.store.change(id, entry.summary.version, change).await?;
        killpoint::reached("X2");
        Ok(outcome)
    }

    /// What the sender of `entry` is told of its end by `actor`'s hand: a mail with the draft, or what they see where they
    /// have decided it themselves.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn told(&self, entry: &Entry, actor: &Actor, ending: Ending<'_>) -> Result<Telling, StoreError> {
        // A rehearsal that is over is no news, whoever looked at it meanwhile.
        let rehearsed = matches!(ending, Ending::Cancelled { .. }) && entry.reaches_nobody();
        let mails = !rehearsed && (entry.tell || self.sender.tells_of(actor, entry));
        if !mails {
            let events = vec![Event::told(ending.word(), &actor.whence.way)];
            return Ok(Telling { events, ..Telling::default() });
        }
        let draft = match self.store.content(&entry.summary.id).await {
            Ok(draft) => Some(draft),
            // That it has ended is told all the same.
            Err(StoreError::Damaged { .. } | StoreError::Unknown { .. }) => None,
            Err(error) => return Err(error),
        };
        let notices: Vec<_> =
            self.sender.ended(entry, ending, draft.as_deref(), self.clock.now()).into_iter().collect();
        let way = if notices.is_empty() { &actor.whence.way } else { "mail" };
        Ok(Telling { events: vec![Event::told(ending.word(), way)], notices })
    }

    /// The bytes must still be the accepted ones before anybody is told that they will leave.
    async fn still_whole(&self, entry: &Entry) -> Result<(), ReleaseError> {
        let id = &entry.summary.id;
        if let Err(error) = self.store.content(id).await {
            if matches!(error, StoreError::Damaged { .. }) {
                self.store.change(id, entry.summary.version, Change::set_aside(&error)).await?;
            }
            return Err(error.into());
        }
        Ok(())
    }

    fn bound_to_what_was_shown(&self, entry: &Entry, seal: Option<&str>) -> Result<(), ReleaseError> {
        match seal.or(self.shown.as_deref()) {
            Some(seal) if seal != seal_of(entry) => Err(ReleaseError::Outdated { id: entry.summary.id.clone() }),
            _ => Ok(()),
        }
    }
}

/// A short text that changes with the bytes and the recipients of a hold; `show` prints it, a decision may name it, and
/// is then bound to what was shown.
pub fn seal_of(entry: &Entry) -> String {
    seal_over(&entry.digest, &entry.summary.recipients)
}

/// The same over what an entry is about to be.
fn seal_over(digest: &Digest, rows: &[RecipientRow]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update(digest.as_bytes());
    for row in rows.iter().filter(|row| row.state != RecipientState::Removed) {
        hash.update(row.recipient.address.key());
        hash.update([0]);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Who has a submission already that is withdrawn now, in words.
fn outcome_of(entry: &Entry) -> String {
    let gone: Vec<String> = entry
        .remaining()
        .filter(|row| row.state == RecipientState::Sent)
        .map(|row| format!("{} (taken by {})", row.recipient.address, row.host))
        .collect();
    match gone.as_slice() {
        [] if entry.remaining().any(|row| row.state == RecipientState::Unsure) => {
            "cancelled; it may have left already".to_owned()
        }
        [] => "stopped before leaving".to_owned(),
        gone => format!("stopped for the rest; too late for {}", gone.join(", ")),
    }
}

fn decided(verb: &str, actor: &Actor, given: &Confirmation, entry: &Entry) -> Event {
    Event::Decided {
        verb: verb.to_owned(),
        by: actor.who.to_string(),
        reason: given.reason.clone(),
        digest: entry.digest.to_string(),
        recipients: entry.remaining().map(|row| row.recipient.address.to_string()).collect(),
        on_behalf_of: None,
        shown: given.seal.clone(),
        whence: actor.whence.clone(),
        seconds: given.seconds,
    }
}

fn not_now(id: &Id, state: State, why: &str) -> ReleaseError {
    ReleaseError::NotNow { id: id.clone(), state: state.word(), why: why.to_owned() }
}

fn release_words(state: State) -> &'static str {
    match state {
        State::Queued => "it has been released already and waits for upstream",
        State::Damaged => "the stored bytes are not the ones that were accepted, so it is never sent",
        _ => "it is over",
    }
}
