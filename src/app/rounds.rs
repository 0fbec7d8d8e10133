//! What goes round while the daemon runs: queue and timers whenever there is news, and the forgetting of what is past its time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::manager::Pulse;
use crate::base::Clock;
use crate::config::Current;
use crate::control::ops::Ops;
use crate::deliver::Queue;
use crate::release::{Asking, NoticeSender, Timers};
use crate::store::{Store, StoreError};

/// How often the daemon looks for what the command line has changed.
const LOOK: Duration = Duration::from_millis(250);

/// How long a round waits for others that want one: deliveries then begin and end together, and share their commits.
const GATHER: Duration = Duration::from_millis(5);

/// How often bytes past their time are forgotten.
const TIDY: Duration = Duration::from_secs(3600);

/// The rounds of queue and timers: whenever something is due, something was stored, or the command line changed something.
pub(super) struct Rounds {
    pub(super) queue: Queue,
    pub(super) timers: Timers,
    pub(super) asking: Asking,
    /// Reminds of the steps of incidents.
    pub(super) ops: Arc<Current<Ops>>,
    pub(super) sender: NoticeSender,
    pub(super) store: Store,
    pub(super) wake: Arc<Notify>,
    /// Tells the watched folders that the journal has grown.
    pub(super) news: watch::Sender<i64>,
    pub(super) pulse: Arc<Pulse>,
}

impl Rounds {
    /// Goes round until told to stop.
    pub(super) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut seen = -1;
        let mut next_due = None;
        loop {
            self.pulse.beat();
            let news = match self.news_behind(seen).await {
                Ok(last) => std::mem::replace(&mut seen, last) != last,
                Err(error) => {
                    tracing::error!(%error, "the store cannot be read");
                    false
                }
            };
            if news {
                self.news.send_replace(seen);
            }
            let now = self.queue.now();
            if news || next_due.is_some_and(|due| due <= now) || self.timers.window_over() {
                next_due = self.round().await.unwrap_or_else(|error| {
                    tracing::error!(%error, "queue and timers wait");
                    next_due
                });
            }
            let woken = tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                () = self.wake.notified() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            if woken {
                tokio::time::sleep(GATHER).await;
            }
        }
    }

    /// The number of the newest journal line; what other processes have set since line `seen` is heeded.
    async fn news_behind(&self, seen: i64) -> Result<i64, StoreError> {
        let last = self.store.last_event().await?;
        if last != seen {
            self.store.heed(seen).await?;
        }
        Ok(last)
    }

    async fn round(&self) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.timers.tick().await?;
        self.asking.tick().await?;
        let remind = self.remind().await;
        let wake = Arc::clone(&self.wake);
        self.queue.start_due(move || wake.notify_one()).await?;
        let due = self.store.next_due().await?;
        Ok(due.into_iter().chain(remind).min())
    }

    /// Reminds of steps that are due; when the next are. What goes wrong here holds up no mail.
    async fn remind(&self) -> Option<jiff::Timestamp> {
        self.ops.get().remind(&self.sender).await.unwrap_or_else(|error| {
            tracing::error!(%error, "nobody is reminded of steps");
            None
        })
    }
}

/// Tells the log where the journal ends: who keeps the log elsewhere can prove later that nothing was cut off.
async fn tell_head(store: &Store) {
    match store.head().await {
        Ok(head) => tracing::info!(%head, "the journal's head"),
        Err(error) => tracing::warn!(%error, "the journal's head cannot be read"),
    }
}

/// Forgets what is past its time, once an hour; once a day also old history, and tells the journal's head; until told to stop.
pub(super) async fn tidy(
    store: Store,
    keep: Duration,
    ops: Arc<Current<Ops>>,
    clock: Clock,
    mut stopping: watch::Receiver<bool>,
) {
    let mut done_today = None;
    loop {
        let before = jiff::SignedDuration::try_from(keep).ok().and_then(|keep| clock.now().checked_sub(keep).ok());
        if let Some(before) = before
            && let Err(error) = store.forget_content(before).await
        {
            tracing::warn!(%error, "old messages could not be forgotten");
        }
        if let Some(before) = before
            && let Err(error) = store.forget_carried(before).await
        {
            tracing::warn!(%error, "files of watched folders could not be forgotten");
        }
        if let Err(error) = store.forget_sessions().await {
            tracing::warn!(%error, "sessions that are over could not be forgotten");
        }
        if let Err(error) = store.forget_paragraphs(clock.now()).await {
            tracing::warn!(%error, "old paragraphs could not be forgotten");
        }
        if let Err(error) = store.forget_mails(clock.now()).await {
            tracing::warn!(%error, "old counts of mails could not be forgotten");
        }
        if let Err(error) = store.forget_quiets(clock.now()).await {
            tracing::warn!(%error, "what is to be asked again could not be forgotten");
        }
        let today = clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        if done_today != Some(today) {
            tell_head(&store).await;
            if let Err(error) = ops.get().forget_old_history().await {
                tracing::warn!(%error, "what was learnt long ago could not be forgotten");
            }
            done_today = Some(today);
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(TIDY) => {}
        }
    }
}
