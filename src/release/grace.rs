//! Time to think better of it: the seconds after a release on the page, the undo window that is stopped, the deadline that
//! is moved.

use std::time::Duration;

use super::deadline::deadline;
use super::{Actor, Confirmation, Desk, ReleaseError, first_times, not_now, zone};
use crate::base::event::Event;
use crate::base::{Id, killpoint};
use crate::store::{Change, State};

/// How long after a release on the page it can be stopped.
pub const GRACE: Duration = Duration::from_secs(10);

impl Desk {
    /// Releases a hold, which then leaves after [`GRACE`] unless it is stopped; what is unsure is sent at once.
    ///
    /// # Errors
    /// [`ReleaseError::Friction`] with what the step still asks for; [`ReleaseError::NotNow`] when it is released already: a
    /// second press of the button must not take the seconds away.
    pub async fn release_soon(&self, id: &Id, actor: &Actor, given: &Confirmation) -> Result<(), ReleaseError> {
        let entry = self.store.entry(id).await?;
        let state = entry.summary.state;
        if state == State::Delayed {
            return Err(not_now(id, state, "it leaves by itself"));
        }
        let mut change = self.cleared(&entry, actor, given).await?;
        if state == State::Held {
            change.to = Some(State::Delayed);
            change.due = Some(Some(self.clock.now() + GRACE));
        }
        self.store.change(id, entry.summary.version, change).await?;
        killpoint::reached("R2");
        Ok(())
    }

    /// Stops what would leave by itself: it waits for a decision from now on. What waits already, goes on waiting.
    ///
    /// # Errors
    /// [`ReleaseError::NotNow`] when its window is over or it never had one.
    pub async fn stop(&self, id: &Id, actor: &Actor) -> Result<(), ReleaseError> {
        let entry = self.store.entry(id).await?;
        let state = entry.summary.state;
        match state {
            State::Held => return Ok(()),
            State::Delayed => {}
            _ => return Err(not_now(id, state, "it can no longer be kept")),
        }
        let (deadline, reminder) = first_times(&self.policy, self.clock.now());
        let change = Change {
            to: Some(State::Held),
            due: Some(reminder),
            deadline: Some(Some(deadline)),
            events: vec![Event::Stopped { by: actor.who.to_string(), whence: actor.whence.clone() }],
            ..Change::default()
        };
        Ok(self.store.change(id, entry.summary.version, change).await?)
    }

    /// Moves the deadline of a hold by `by`, weekends not counted. The answer is the new deadline.
    ///
    /// # Errors
    /// [`ReleaseError::NotNow`] when it has no deadline.
    pub async fn extend(&self, id: &Id, by: Duration, actor: &Actor) -> Result<jiff::Timestamp, ReleaseError> {
        let entry = self.store.entry(id).await?;
        let state = entry.summary.state;
        let Some(present) = entry.summary.deadline.filter(|_| state == State::Held) else {
            return Err(not_now(id, state, "only what is held has a deadline"));
        };
        let until = deadline(present.max(self.clock.now()), by, &zone(&self.policy));
        let change = Change {
            deadline: Some(Some(until)),
            events: vec![Event::Extended { by: actor.who.to_string(), until, whence: actor.whence.clone() }],
            ..Change::default()
        };
        self.store.change(id, entry.summary.version, change).await?;
        Ok(until)
    }
}
