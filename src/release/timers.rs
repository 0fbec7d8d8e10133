//! What the clock does to what waits: undo windows end, owners are reminded, and at the deadline a hold goes back as a
//! draft. Silence never sends.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::deadline::deadline;
use super::notices::Sender;
use super::windows::Windows;
use crate::base::event::Event;
use crate::base::{Clock, Id, killpoint};
use crate::config::Policy;
use crate::store::{Change, Entry, State, Store, StoreError};

/// How many entries one round looks at, of each kind.
const ROUND: usize = 100;

/// The zone deadlines are counted in, and times told in.
pub fn zone(policy: &Policy) -> TimeZone {
    let named = policy.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    named.unwrap_or_else(TimeZone::system)
}

/// The deadline and the first reminder of a hold made at `now`.
pub fn first_times(policy: &Policy, now: Timestamp) -> (Timestamp, Option<Timestamp>) {
    (deadline(now, policy.deadline, &zone(policy)), reminder_at(policy, now, 0))
}

/// When the reminder after `sent` reminders is due for a hold made at `created`.
fn reminder_at(policy: &Policy, created: Timestamp, sent: u32) -> Option<Timestamp> {
    let after = policy.reminders.get(usize::try_from(sent).ok()?)?;
    plus(created, *after)
}

fn plus(at: Timestamp, by: Duration) -> Option<Timestamp> {
    at.checked_add(jiff::SignedDuration::try_from(by).ok()?).ok()
}

/// Runs what the clock asks for.
#[derive(Clone)]
pub struct Timers {
    store: Store,
    policy: Policy,
    sender: Sender,
    clock: Clock,
    windows: Arc<Mutex<Windows>>,
}

impl Timers {
    /// Timers over `store`, with notices from `sender`.
    pub fn new(store: Store, policy: Policy, sender: Sender, clock: Clock) -> Timers {
        Timers { store, policy, sender, clock, windows: Arc::default() }
    }

    /// Does everything that is ripe now; the answer is how many submissions changed.
    ///
    /// # Errors
    /// When the store cannot be read or written; what is ripe stays ripe.
    pub async fn tick(&self) -> Result<usize, StoreError> {
        let stored = self.store.windows().await?;
        let over: HashSet<Id> =
            self.lock_windows().observe(stored, self.clock.now(), self.clock.elapsed()).into_iter().collect();
        let ripe = self.store.ripe(self.clock.now(), ROUND).await?;
        // At the same time, so that they share their commits, and never more than so many: in a storm of decisions windows
        // end faster than one commit each takes, and what may leave waits for this round to end.
        let ids = over.iter().take(ROUND).chain(ripe.iter().filter(|id| !over.contains(id)));
        let ran = join_all(ids.map(async |id| (id, self.run(id, over.contains(id)).await))).await;
        let mut done = 0;
        for (id, ran) in ran {
            match ran {
                Ok(changed) => done += usize::from(changed),
                // Somebody decided in between: their decision stands.
                Err(StoreError::Changed { .. }) => {}
                // One record that cannot be read must not stop the others.
                Err(error @ StoreError::Damaged { .. }) => tracing::error!(%id, %error, "left as it is"),
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// Whether an undo window is over that was still running at the last [`Timers::tick`].
    pub fn window_over(&self) -> bool {
        self.lock_windows().any_over(self.clock.elapsed())
    }

    fn lock_windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(&self, id: &Id, window_over: bool) -> Result<bool, StoreError> {
        let entry = self.store.entry(id).await?;
        let Some(change) = self.change_for(&entry, window_over).await? else { return Ok(false) };
        killpoint::reached("X1");
        self.store.change(id, entry.summary.version, change).await?;
        killpoint::reached("X2");
        Ok(true)
    }

    async fn change_for(&self, entry: &Entry, window_over: bool) -> Result<Option<Change>, StoreError> {
        let now = self.clock.now();
        let summary = &entry.summary;
        Ok(match summary.state {
            State::Delayed if window_over => Some(Change {
                to: Some(State::Queued),
                // What somebody has released leaves by their decision; only the time to stop it is over.
                cleared: entry.cleared.is_none().then_some("window"),
                due: Some(Some(now)),
                events: vec![Event::WindowEnded],
                ..Change::default()
            }),
            State::Held if summary.deadline.is_some_and(|at| at <= now) => Some(self.give_back(entry, now).await?),
            State::Held => Some(self.remind(entry, now)),
            _ => None,
        })
    }

    /// Without its bytes nothing is given back: a hold that cannot be read now waits, one that is damaged says so.
    async fn give_back(&self, entry: &Entry, now: Timestamp) -> Result<Change, StoreError> {
        let draft = match self.store.content(&entry.summary.id).await {
            Ok(draft) => draft,
            Err(error @ StoreError::Damaged { .. }) => return Ok(Change::set_aside(&error)),
            Err(error) => return Err(error),
        };
        let notice = self.sender.returned(entry, &draft, now);
        let told = notice.iter().map(|_| Event::told("returned", "mail"));
        let asked = self.store.request(&entry.summary.id).await?.map(|request| request.asked).unwrap_or_default();
        let over = asked.iter().filter_map(|asked| self.sender.request_over(entry, &asked.person, now));
        Ok(Change {
            to: Some(State::Returned),
            due: Some(None),
            deadline: Some(None),
            outcome: Some("nobody decided; given back as a draft".into()),
            events: [Event::Returned].into_iter().chain(told).collect(),
            notices: notice.iter().cloned().chain(over).collect(),
            ..Change::default()
        })
    }

    fn remind(&self, entry: &Entry, now: Timestamp) -> Change {
        let nth = entry.reminded + 1;
        // After an outage several reminders are overdue at once: one is enough.
        let next = (nth..)
            .map_while(|sent| reminder_at(&self.policy, entry.summary.created, sent).map(|at| (sent, at)))
            .find(|(_, at)| *at > now);
        let sent = next.map_or_else(|| u32::try_from(self.policy.reminders.len()).unwrap_or(nth), |(sent, _)| sent);
        let answer = self.sender.decidable(entry);
        let notice = if self.policy.notices { self.sender.reminder(entry, answer.as_ref(), now) } else { None };
        let told = notice.iter().map(|_| Event::told("reminder", "mail"));
        let secrets = answer.filter(|_| notice.is_some()).map(|answer| answer.secret);
        Change {
            due: Some(next.map(|(_, at)| at)),
            reminded: Some(sent),
            events: [Event::Reminded { nth }].into_iter().chain(told).collect(),
            notices: notice.into_iter().collect(),
            secrets: secrets.into_iter().collect(),
            ..Change::default()
        }
    }
}
