//! The queue runner: delivers what the store has queued, records every attempt before the final dot and every outcome
//! after it, tries again with growing intervals, and tells the sender of every final failure.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::courier::Courier;
use super::dsn::{FailedMessage, Failure, failure_notice};
use super::outcome::{Outcome, Proceed, RcptAnswer, RecipientOutcome};
use super::retry::next_attempt;
use crate::base::event::Event;
use crate::base::reply::Enhanced;
use crate::base::{Clock, Id, Reply, killpoint};
use crate::config::{Policy, Unsure};
use crate::release::{self, NoticeSender, Permit, ReleaseError};
use crate::store::{AttemptResult, Change, Entry, NewSubmission, RecipientState, State, Store, StoreError, Telling};

/// Deliveries at the same time; each upstream's own limit of connections stands below it.
const AT_ONCE: usize = 32;

/// How long an outcome that cannot be written waits before it is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// Runs the queue of one store; cheap to clone.
#[derive(Clone)]
pub struct Queue {
    store: Store,
    courier: Arc<Courier>,
    policy: Policy,
    sender: NoticeSender,
    clock: Clock,
    /// What is being delivered now, so that no round starts it twice.
    busy: Arc<Mutex<HashSet<Id>>>,
    slots: Arc<Semaphore>,
}

/// A delivery under way; however it ends, by a panic too, the next round may begin it again.
struct Place {
    queue: Queue,
    id: Id,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.lock_busy().remove(&self.id);
    }
}

impl Queue {
    /// A queue over `store` that hands its deliveries to `courier` and tells of failures as `sender`.
    pub fn new(store: Store, courier: Arc<Courier>, policy: Policy, sender: NoticeSender, clock: Clock) -> Queue {
        Queue { store, courier, policy, sender, clock, busy: Arc::default(), slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Starts a delivery for everything that is due, as far as there are free places; the answer is how many were
    /// started. `after` runs when one has ended.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn start_due<F>(&self, after: F) -> Result<usize, StoreError>
    where
        F: Fn() + Clone + Send + 'static,
    {
        let mut started = 0;
        // Ask for more than there are places: the first ones may be those that are under way.
        for id in self.store.due(self.clock.now(), AT_ONCE * 2).await? {
            let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() else { break };
            if !self.lock_busy().insert(id.clone()) {
                continue;
            }
            started += 1;
            let (place, after) = (Place { queue: self.clone(), id }, after.clone());
            tokio::spawn(async move {
                let (queue, id) = (&place.queue, &place.id);
                match queue.deliver(id).await {
                    Ok(()) | Err(ReleaseError::Store(StoreError::Changed { .. })) => {}
                    // Delivered by somebody who was still at it when the due ones were listed.
                    Err(ReleaseError::NotNow { state, .. }) if state != State::Queued.word() => {}
                    Err(error) => {
                        tracing::warn!(%id, %error, "not delivered");
                        // It is still due: without a pause it would be begun again at once, for ever.
                        tokio::time::sleep(WRITE_AGAIN).await;
                    }
                }
                drop((place, slot));
                after();
            });
        }
        Ok(started)
    }

    /// What time it is for this queue.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How many deliveries are under way.
    pub fn under_way(&self) -> usize {
        self.lock_busy().len()
    }

    fn lock_busy(&self) -> std::sync::MutexGuard<'_, HashSet<Id>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn deliver(&self, id: &Id) -> Result<(), ReleaseError> {
        let permit = match release::permit(&self.store, id).await {
            Ok(permit) => permit,
            Err(ReleaseError::Store(error @ StoreError::Damaged { .. })) => return self.set_aside(id, &error).await,
            Err(error) => return Err(error),
        };
        killpoint::reached("R4");
        let Permit { clearance, entry, message } = permit;
        let numbers: Vec<usize> =
            entry.summary.recipients.iter().filter(|row| row.state.is_due()).map(|row| row.n).collect();
        let envelope = entry.current_envelope();
        let version = entry.summary.version;
        let upstream = self.courier.upstream_for(envelope.sender.as_ref());
        let host = upstream.map_or_else(String::new, |upstream| format!("{}:{}", upstream.host, upstream.port));
        let before_data = |answers: Vec<RcptAnswer>| {
            let accepted = numbers.iter().zip(&answers).filter(|(_, a)| a.is_accepted()).map(|(n, _)| *n).collect();
            async {
                let accepted: Vec<usize> = accepted;
                match self.store.begin_attempt(id, version, &host, accepted).await {
                    Ok(()) => Proceed::Go,
                    Err(error) => {
                        tracing::info!(%id, %error, "stopped before the message was sent");
                        Proceed::Stop
                    }
                }
            }
        };
        let sent = self.courier.send(clearance, &entry.origin, &envelope, &message, entry.received, before_data).await;
        self.settle(&entry, &message, &numbers, &sent).await
    }

    /// Records what became of an attempt, again and again until it is written: nobody else knows it.
    async fn settle(
        &self,
        entry: &Entry,
        message: &[u8],
        numbers: &[usize],
        sent: &Outcome,
    ) -> Result<(), ReleaseError> {
        let host = sent.host.as_str();
        let now = self.clock.now();
        let id = &entry.summary.id;
        let first_queued = entry.queued.unwrap_or(now);
        let retry = next_attempt(entry.attempts + 1, first_queued, now, self.policy.retry_for);
        let pairs = || numbers.iter().copied().zip(&sent.recipients);
        let results: Vec<AttemptResult> = (0..)
            .zip(pairs())
            .map(|(at, (n, outcome))| AttemptResult {
                no_mailbox: sent.has_no_mailbox(at),
                ..self.result_of(n, outcome, retry)
            })
            .collect();
        let failed: Vec<(usize, Reply)> =
            pairs().filter_map(|(n, outcome)| Some((n, final_failure(outcome, retry)?))).collect();
        let telling = self.telling(entry, message, host, &results, &failed, now).await?;
        loop {
            match self.store.finish_attempt(id, host, results.clone(), retry, telling.clone()).await {
                Ok(settled) => {
                    tracing::info!(%id, state = settled.state.word(), host, "delivery attempt recorded");
                    if settled.state == State::Unsure && self.policy.notices {
                        release::tell_unsure(&self.store, &self.sender, id, now).await?;
                    }
                    return Ok(());
                }
                // Cancelled while nothing had been sent yet.
                Err(error @ StoreError::Changed { .. }) => return Err(error.into()),
                Err(error @ StoreError::Closed) => return Err(error.into()),
                Err(error) => {
                    tracing::error!(%id, %error, "the outcome of a delivery cannot be recorded yet");
                    tokio::time::sleep(WRITE_AGAIN).await;
                }
            }
        }
    }

    /// The recorded result of an outcome; what would be tried again but has no time left has failed, unless it may have
    /// arrived.
    fn result_of(&self, n: usize, outcome: &RecipientOutcome, retry: Option<Timestamp>) -> AttemptResult {
        let again = retry.is_some() && self.policy.unsure == Unsure::Resend;
        let (state, reply) = match (outcome, final_failure(outcome, retry)) {
            (_, Some(reply)) => (RecipientState::Failed, reply.to_string()),
            (RecipientOutcome::Sent(reply), None) => (RecipientState::Sent, reply.to_string()),
            (RecipientOutcome::Unsure(why), None) if again => (RecipientState::Deferred, why.clone()),
            (RecipientOutcome::Unsure(why), None) => (RecipientState::Unsure, why.clone()),
            (RecipientOutcome::Deferred(reply) | RecipientOutcome::Failed(reply), None) => {
                (RecipientState::Deferred, reply.to_string())
            }
        };
        AttemptResult { n, state, reply, no_mailbox: false }
    }

    /// What the sender is told of an attempt: who will not get the message, and, where it was held, that it is sent.
    async fn telling(
        &self,
        entry: &Entry,
        message: &[u8],
        host: &str,
        results: &[AttemptResult],
        failed: &[(usize, Reply)],
        now: Timestamp,
    ) -> Result<Telling, StoreError> {
        let mut telling =
            Telling { notices: self.failure_notice(entry, message, host, failed, now), ..Telling::default() };
        telling.events.extend(telling.notices.iter().map(|_| Event::told("failed", "mail")));
        // What passed was never held.
        if matches!(entry.cleared.as_deref(), Some("decision" | "window")) {
            let sent = release::told_of_sending(&self.store, &self.sender, entry, results, now).await?;
            telling.events.extend(sent.events);
            telling.notices.extend(sent.notices);
        }
        Ok(telling)
    }

    /// The delivery status notification for the recipients that failed for good, if anybody is to be told.
    fn failure_notice(
        &self,
        entry: &Entry,
        message: &[u8],
        host: &str,
        failed: &[(usize, Reply)],
        now: Timestamp,
    ) -> Vec<NewSubmission> {
        let failures: Vec<Failure<'_>> = failed
            .iter()
            .filter_map(|(n, reply)| {
                let row = entry.summary.recipients.iter().find(|row| row.n == *n)?;
                Some(Failure { recipient: &row.recipient, reply, host })
            })
            .collect();
        let id = &entry.summary.id;
        let (envelope, received) = (&entry.envelope, entry.received);
        let failed =
            FailedMessage { hostname: &self.sender.hostname, id, envelope, message, received, failures: &failures };
        let Some((envelope, bytes)) = failure_notice(&failed, now) else { return Vec::new() };
        let to = envelope.recipients.into_iter().next().map(|recipient| recipient.address);
        to.map(|to| release::own_submission(&to, bytes, now, Some(id.clone()))).into_iter().collect()
    }

    async fn set_aside(&self, id: &Id, error: &StoreError) -> Result<(), ReleaseError> {
        tracing::error!(%id, %error, "set aside: the stored bytes are damaged");
        let entry = self.store.entry(id).await?;
        Ok(self.store.change(id, entry.summary.version, Change::set_aside(error)).await?)
    }
}

/// The reply with which a recipient has failed for good: upstream's refusal, or that there is no time left to try again.
fn final_failure(outcome: &RecipientOutcome, retry: Option<Timestamp>) -> Option<Reply> {
    match outcome {
        RecipientOutcome::Failed(reply) => Some(reply.clone()),
        // RFC 3463 §3.5, X.4.7: delivery time expired.
        RecipientOutcome::Deferred(reply) if retry.is_none() => {
            Some(Reply::new(554, Enhanced(4, 7), &format!("Given up; the last answer was: {reply}")))
        }
        _ => None,
    }
}
