//! What the service manager is told (sd_notify(3)): ready, what waits, alive, reloading, stopping. Without one (no
//! `NOTIFY_SOCKET`) nothing is told to anybody.
//!
//! **Alive** means that the rounds of queue and timers go round and that the store's writing thread answers. Then the
//! watchdog is fed, every half of its time; otherwise systemd ends us and starts another. A full disk is no reason to: it
//! is an answer, mail waits where it is, and a new daemon would find the disk as full. A disk that failed to keep what was
//! written is one: only a new daemon may trust it again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::task::JoinSet;

use crate::base::Clock;
use crate::store::{MOST_COUNTED, Store, StoreError, Waiting};

/// How often the status line is looked at; it is told when it has changed.
const LOOK: Duration = Duration::from_secs(1);

/// The longest a round may take: one over many holds on a slow disk is long without being stuck.
const LONGEST_ROUND: Duration = Duration::from_secs(120);

/// How often the store's thread is asked.
const ASK: Duration = Duration::from_secs(5);

/// The longest its last answer may be ago: twice what it waits for another process (a backup) that writes.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// When something that must happen again and again happened last.
#[derive(Debug)]
pub(super) struct Pulse {
    clock: Clock,
    /// In milliseconds of [`Clock::elapsed`].
    beaten: AtomicU64,
}

impl Pulse {
    pub(super) fn new(clock: Clock) -> Pulse {
        let pulse = Pulse { clock, beaten: AtomicU64::new(0) };
        pulse.beat();
        pulse
    }

    /// It happens now.
    pub(super) fn beat(&self) {
        self.beaten.store(self.elapsed(), Ordering::Relaxed);
    }

    fn is_felt_within(&self, longest: Duration) -> bool {
        let since = self.elapsed().saturating_sub(self.beaten.load(Ordering::Relaxed));
        Duration::from_millis(since) <= longest
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The daemon's side of the service manager; what it has started ends with it.
pub(super) struct Manager {
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

struct Shared {
    /// The beginnings of the rounds.
    rounds: Arc<Pulse>,
    /// The answers of the store's thread.
    answers: Pulse,
    store: Store,
    listening: String,
    /// The configuration as it stands was refused, the one before holds.
    refused: AtomicBool,
    stopping: AtomicBool,
}

impl Manager {
    /// Tells that the doors listen, and from now on what waits and that we are alive.
    pub(super) fn ready(rounds: Arc<Pulse>, store: Store, listening: &[SocketAddr]) -> Manager {
        let listening: Vec<String> = listening.iter().map(ToString::to_string).collect();
        let (refused, stopping) = (AtomicBool::new(false), AtomicBool::new(false));
        let listening = if listening.is_empty() { "no port".to_owned() } else { listening.join(", ") };
        let answers = Pulse::new(rounds.clock.clone());
        let shared = Arc::new(Shared { rounds, answers, store, listening, refused, stopping });
        let mut tasks = JoinSet::new();
        if std::env::var_os("NOTIFY_SOCKET").is_some() {
            tell(&[NotifyState::Ready, NotifyState::Status(&format!("listening on {}", shared.listening))]);
            tasks.spawn(Arc::clone(&shared).keep_status());
            if let Some(limit) = sd_notify::watchdog_enabled() {
                tasks.spawn(Arc::clone(&shared).keep_asking());
                tasks.spawn(Arc::clone(&shared).keep_alive(limit / 2));
            }
        }
        Manager { shared, _tasks: tasks }
    }

    /// The configuration is read again.
    pub(super) fn reloading(&self) {
        match NotifyState::monotonic_usec_now() {
            Ok(now) => tell(&[NotifyState::Reloading, now]),
            // Without the time systemd would take the reload for failed and stop us.
            Err(error) => tracing::debug!(%error, "the reload is not told"),
        }
    }

    /// It has been, and was taken over or refused.
    pub(super) fn reloaded(&self, taken_over: bool) {
        self.shared.refused.store(!taken_over, Ordering::Relaxed);
        tell(&[NotifyState::Ready]);
    }

    /// No connection is taken any more. How long the rest may take is systemd's `TimeoutStopSec=`, not its watchdog's.
    pub(super) fn stopping(&self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        tell(&[NotifyState::Stopping, NotifyState::Status("stopping: what is under way comes to its end")]);
    }
}

impl Shared {
    async fn keep_status(self: Arc<Shared>) {
        let mut told = String::new();
        loop {
            let words = match self.store.waiting().await {
                Ok(waiting) => self.words(waiting),
                Err(error) => error.to_string(),
            };
            if self.stopping.load(Ordering::Relaxed) {
                return;
            }
            if words != told {
                tell(&[NotifyState::Status(&words)]);
                told = words;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn words(&self, waiting: Waiting) -> String {
        let trouble = [
            (!self.store.is_usable(), "; the store cannot be written, mail waits where it is"),
            (self.refused.load(Ordering::Relaxed), "; the configuration is wrong, the old one holds: outguard check"),
        ];
        let trouble: String = trouble.iter().filter(|(there, _)| *there).map(|(_, words)| *words).collect();
        format!("{}; listening on {}{trouble}", counted(waiting), self.listening)
    }

    async fn keep_asking(self: Arc<Shared>) {
        loop {
            match self.store.answers().await {
                Ok(()) | Err(StoreError::Database { .. }) => self.answers.beat(),
                Err(error) => tracing::error!(%error, "the watchdog will not be fed"),
            }
            tokio::time::sleep(ASK).await;
        }
    }

    async fn keep_alive(self: Arc<Shared>, interval: Duration) {
        loop {
            if self.stopping.load(Ordering::Relaxed) || self.is_alive() {
                tell(&[NotifyState::Watchdog]);
            }
            tokio::time::sleep(interval).await;
        }
    }

    fn is_alive(&self) -> bool {
        let (rounds, answers) =
            (self.rounds.is_felt_within(LONGEST_ROUND), self.answers.is_felt_within(LONGEST_ANSWER));
        if !rounds {
            tracing::error!("queue and timers stand still: the watchdog is not fed");
        }
        if !answers {
            tracing::error!("the store does not answer: the watchdog is not fed");
        }
        rounds && answers
    }
}

/// `12 held, 2 leave soon`.
fn counted(waiting: Waiting) -> String {
    let Waiting { held, delayed, queued, unsure } = waiting;
    let parts = [(held, "held"), (delayed, "leave soon"), (queued, "queued"), (unsure, "unsure")];
    let told: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", most(*n))).collect();
    if told.is_empty() { "nothing waits".to_owned() } else { told.join(", ") }
}

fn most(counted: usize) -> String {
    if counted >= MOST_COUNTED as usize { format!("{MOST_COUNTED} or more") } else { counted.to_string() }
}

/// A manager that cannot be told is no reason to stop guarding.
fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "the service manager cannot be told");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_line_counts_only_what_there_is() {
        assert_eq!(counted(Waiting::default()), "nothing waits");
        let some = Waiting { held: 12, delayed: 2, ..Waiting::default() };
        assert_eq!(counted(some), "12 held, 2 leave soon");
        let many = Waiting { held: 10_000, queued: 1, unsure: 3, ..Waiting::default() };
        assert_eq!(counted(many), "10000 or more held, 1 queued, 3 unsure");
    }

    #[test]
    fn rounds_that_stand_still_are_noticed() {
        let clock = Clock::manual(jiff::Timestamp::UNIX_EPOCH);
        let pulse = Pulse::new(clock.clone());
        clock.advance(jiff::SignedDuration::from_secs(100));
        assert!(pulse.is_felt_within(LONGEST_ROUND));
        clock.advance(jiff::SignedDuration::from_secs(100));
        assert!(!pulse.is_felt_within(LONGEST_ROUND));
        pulse.beat();
        assert!(pulse.is_felt_within(LONGEST_ROUND));
    }
}
