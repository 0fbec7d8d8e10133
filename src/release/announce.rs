//! Tells senders that something of theirs is held: on the desktop at once, by mail at once or, when one has just gone,
//! together with what comes in the next minutes. Off the way a message takes: it is answered at the door before anybody is
//! told anything else. What was told is recorded with the mail in one transaction, so that nobody is told twice.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::NoticeSender;
use super::desktop::{Desktop, Pointer};
use crate::base::{Address, Clock, Id};
use crate::config::Announce;
use crate::store::{Announcement, Entry, State, Store, StoreError, Unannounced};

/// How many holds one round looks at.
const ROUND: usize = 500;

/// How many of them one mail tells of.
const IN_ONE: usize = 50;

/// How often the time is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// How long a store that cannot be used is left alone.
const AGAIN: SignedDuration = SignedDuration::from_secs(5);

/// Tells senders that something of theirs is held.
pub struct Announcer {
    store: Store,
    sender: NoticeSender,
    desktop: Option<Desktop>,
    clock: Clock,
}

impl Announcer {
    /// Tells as `sender`.
    pub fn new(store: Store, sender: NoticeSender, clock: Clock) -> Announcer {
        let desktop = if sender.settings.desktop { Desktop::of_session() } else { None };
        Announcer { store, sender, desktop, clock }
    }

    /// Tells of what is held whenever there is `news`, until told to stop.
    pub async fn run(self, mut news: watch::Receiver<i64>, mut stopping: watch::Receiver<bool>) {
        let mut next = Some(self.clock.now());
        loop {
            if news.has_changed().unwrap_or_default() || next.is_some_and(|at| at <= self.clock.now()) {
                news.mark_unchanged();
                next = match self.round().await {
                    Ok(next) => next,
                    Err(error) => {
                        tracing::error!(%error, "holds are announced later");
                        self.clock.now().checked_add(AGAIN).ok()
                    }
                };
            }
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Tells of everything that is to be told now; the answer is when the next is.
    async fn round(&self) -> Result<Option<Timestamp>, StoreError> {
        let due = self.store.unannounced(self.clock.now(), ROUND).await?;
        if !self.sender.is_on() {
            self.store.announce_never(due.into_iter().map(|hold| hold.id).collect()).await?;
            return self.store.next_announcement().await;
        }
        let mut owners: Vec<(&str, Vec<&Unannounced>)> = Vec::new();
        for hold in &due {
            match owners.iter_mut().find(|(owner, _)| *owner == hold.owner) {
                Some((_, holds)) => holds.push(hold),
                None => owners.push((&hold.owner, vec![hold])),
            }
        }
        for (owner, holds) in owners {
            self.announce(owner, &holds).await?;
        }
        self.store.next_announcement().await
    }

    /// Tells one sender of these holds.
    async fn announce(&self, owner: &str, holds: &[&Unannounced]) -> Result<(), StoreError> {
        let mut entries = Vec::new();
        for hold in holds.iter().take(IN_ONE) {
            match self.store.entry(&hold.id).await {
                // Nothing is in a hurry that can reach nobody, such as a rehearsal.
                Ok(entry) if entry.reaches_nobody() => self.store.announce_never(vec![hold.id.clone()]).await?,
                Ok(entry) if entry.summary.state == State::Held => entries.push(entry),
                Ok(_) => {}
                // One record that cannot be read must not stop the others.
                Err(error @ StoreError::Damaged { .. }) => {
                    tracing::error!(id = %hold.id, %error, "not announced");
                    self.store.announce_never(vec![hold.id.clone()]).await?;
                }
                Err(error) => return Err(error),
            }
        }
        let first: Vec<&Entry> =
            entries.iter().filter(|entry| holds.iter().any(|h| h.first && h.id == entry.summary.id)).collect();
        let shown = !first.is_empty() && self.show(&first).await;
        let ids: Vec<Id> = entries.iter().map(|entry| entry.summary.id.clone()).collect();
        match self.sender.settings.mail {
            Announce::Auto | Announce::Off if shown => {
                self.store.announced(Announcement { ids, way: "desktop", ..Announcement::default() }).await?;
                Ok(())
            }
            Announce::Off => self.store.announce_never(ids).await,
            Announce::Auto | Announce::Always => match self.not_before(owner).await? {
                Some(until) => self.store.announce_later(ids, until).await,
                None => self.mail(ids, &entries).await,
            },
        }
    }

    /// Until when a mail waits because one has just gone.
    async fn not_before(&self, owner: &str) -> Result<Option<Timestamp>, StoreError> {
        let Some(last) = self.store.last_announced(owner).await? else { return Ok(None) };
        let digest = SignedDuration::try_from(self.sender.settings.digest).unwrap_or(SignedDuration::ZERO);
        Ok(last.checked_add(digest).ok().filter(|until| *until > self.clock.now()))
    }

    async fn mail(&self, ids: Vec<Id>, entries: &[Entry]) -> Result<(), StoreError> {
        let now = self.clock.now();
        let (notice, secret) = match entries {
            [] => return Ok(()),
            [entry] => {
                let answer = self.sender.decidable(entry);
                (self.sender.held(entry, answer.as_ref(), now), answer.map(|answer| answer.secret))
            }
            [first, ..] => {
                let to: Option<&Address> = first.envelope.sender.as_ref();
                (to.and_then(|to| self.sender.digest(to, entries, now)), None)
            }
        };
        if notice.is_none() {
            // Nobody could be told, and nobody ever can.
            return self.store.announce_never(ids).await;
        }
        self.store.announced(Announcement { ids, way: "mail", notice, secret }).await?;
        Ok(())
    }

    /// Shows these holds of one sender, several as one; whether the desktop has taken it.
    async fn show(&self, entries: &[&Entry]) -> bool {
        let Some(desktop) = &self.desktop else { return false };
        match self.sender.pointer(entries) {
            Some(pointer) => desktop.show(pointer).await,
            None => false,
        }
    }
}

impl NoticeSender {
    /// What the desktop shows of holds of one sender: why, whom it would reach, and where to look.
    fn pointer(&self, entries: &[&Entry]) -> Option<Pointer> {
        let first = *entries.first()?;
        let say = self.say_to(first.envelope.sender.as_ref()?);
        let id = &first.summary.id;
        let (summary, body) = if entries.len() > 1 {
            let ids: Vec<&str> = entries.iter().map(|entry| entry.summary.id.as_str()).collect();
            (say.n("notice-digest-subject", entries.len()), ids.join(", "))
        } else {
            let odd = first.remaining().find(|row| row.odd).or_else(|| first.remaining().next());
            let reached = odd.map_or_else(String::new, |row| row.recipient.address.to_string());
            let why = first.verdict.findings.first().map(|finding| finding.told(say.language()).0);
            (why.unwrap_or_default(), say.all("notice-pointer", &[("address", reached), ("id", id.to_string())]))
        };
        Some(Pointer { summary, body, link: self.link(id), open: say.t("notice-open") })
    }
}
