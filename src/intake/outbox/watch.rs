//! One watched folder's life: take, hand over, move, and wait for news.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};

use super::claim::Claim;
use super::error::OutboxError;
use super::note;
use super::outbox::{Outbox, Pending, Read};
use super::place::Move;
use crate::base::{Clock, Id, killpoint};
use crate::config::{Limits, Outbox as Config};
use crate::intake::{Answer, Became, Gate};
use crate::message::Submission;
use crate::store::{Carried, Moved, Place, State, Store, StoreError};

/// The first pause after something could not be taken; doubled up to the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long a file whose message is just being sent may stay in the claim folder, where nobody looks.
const GRACE: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// How long news of the journal is gathered before files are moved: many moves share one commit.
const GATHER: Duration = Duration::from_millis(100);

/// Files whose submissions are looked up together.
const TOGETHER: usize = 256;

/// What all watched folders of a daemon share.
pub struct Shared<G> {
    /// Where submissions go.
    pub gate: Arc<G>,
    /// Where it is written down which file became which.
    pub store: Store,
    /// The number of the journal's last line, whenever it has grown.
    pub news: watch::Receiver<i64>,
    /// The limits of a message.
    pub limits: Limits,
    /// The time zone of notes.
    pub zone: TimeZone,
    /// What time it is.
    pub clock: Clock,
}

impl<G> Clone for Shared<G> {
    fn clone(&self) -> Shared<G> {
        Shared {
            gate: Arc::clone(&self.gate),
            store: self.store.clone(),
            news: self.news.clone(),
            limits: self.limits.clone(),
            zone: self.zone.clone(),
            clock: self.clock.clone(),
        }
    }
}

/// A watched folder.
pub struct Watch<G> {
    shared: Shared<G>,
    outbox: Arc<Mutex<Outbox>>,
    config: Config,
    /// The folder's path as the store has it.
    path: Vec<u8>,
    wake: Arc<Notify>,
    /// The journal line up to which files have been moved.
    seen: i64,
    /// When that was looked at last.
    placed: Duration,
    /// Files that were not taken, to be tried again.
    later: Vec<Pending>,
    again: Duration,
    pause: Duration,
    /// Whether nothing at all was taken last time: then nothing more is claimed.
    stuck: bool,
    /// Whether the folder is where it was.
    there: bool,
    /// Submissions whose records cannot be read, which the log has told.
    unreadable: HashSet<Id>,
}

impl<G: Gate> Watch<G> {
    /// Opens a folder and claims it for this process. Blocks for as long as the disk does.
    ///
    /// # Errors
    /// Why it cannot be watched.
    pub fn open(config: &Config, shared: Shared<G>) -> Result<Watch<G>, OutboxError> {
        let wake = Arc::new(Notify::new());
        let outbox = Outbox::open(config, &shared.limits, Arc::clone(&wake), shared.clock.clone())?;
        let path = std::os::unix::ffi::OsStrExt::as_bytes(config.path.as_os_str()).to_owned();
        Ok(Watch {
            shared,
            outbox: Arc::new(Mutex::new(outbox)),
            config: config.clone(),
            path,
            wake,
            seen: 0,
            placed: Duration::ZERO,
            later: Vec::new(),
            again: Duration::ZERO,
            pause: PAUSE,
            stuck: false,
            there: true,
            unreadable: HashSet::new(),
        })
    }

    /// Watches until told to stop; what is being handed over then comes to its end.
    pub async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        let outbox = self.config.path.display().to_string();
        tracing::info!(outbox, "watching");
        let mut caught_up = false;
        let mut scan = self.shared.clock.elapsed();
        while !*stopping.borrow() {
            if !caught_up {
                match self.catch_up().await {
                    Ok(()) => caught_up = true,
                    Err(error) => tracing::error!(outbox, %error, "the store cannot be read"),
                }
            }
            let now = self.shared.clock.elapsed();
            if now >= scan {
                scan = now + self.config.scan;
                self.scan().await;
            }
            let more = caught_up && self.round().await;
            let now = self.shared.clock.elapsed();
            if caught_up
                && now >= self.placed + GATHER
                && let Err(error) = self.news().await
            {
                tracing::error!(outbox, %error, "files wait where they are");
            }
            if more {
                continue;
            }
            let look = self.work(|outbox| outbox.next_look()).await.flatten();
            let now = self.shared.clock.elapsed();
            let again = (!self.later.is_empty()).then(|| self.again.saturating_sub(now));
            let unplaced = self.shared.news.has_changed().unwrap_or(false);
            let place = unplaced.then(|| (self.placed + GATHER).saturating_sub(now));
            let look = look.map(|look| look + Duration::from_millis(5));
            // While nothing is taken or moved, nothing but the next scan changes that.
            let idle = !caught_up || self.stuck || !self.there;
            let (look, place) = (look.filter(|_| !idle), place.filter(|_| caught_up));
            let waits = [Some(scan.saturating_sub(now)), look, again, place];
            let wait = waits.into_iter().flatten().min().unwrap_or(self.config.scan);
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                () = self.wake.notified() => {}
                () = told(&mut self.shared.news), if caught_up && !unplaced => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Does work on files where it may take its time; `None` when it panicked, which the log tells.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce(&mut Outbox) -> T + Send + 'static) -> Option<T> {
        let outbox = Arc::clone(&self.outbox);
        let work = move || work(&mut outbox.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(work).await.ok()
    }

    /// What has changed while nobody watched: every file that is not at its last place is looked up.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let last = self.shared.store.last_event().await?;
        let mut after = Vec::new();
        loop {
            let open = self.shared.store.carried_open(&self.path, &after, TOGETHER).await?;
            let Some(last) = open.last() else { break };
            after = last.claim.clone();
            self.place(open).await?;
        }
        self.seen = last;
        Ok(())
    }

    /// What no event tells: another folder under the same path, and mail that is taking long.
    async fn scan(&mut self) {
        let outbox = self.config.path.display().to_string();
        let there = self.work(Outbox::still_there).await;
        if let Some(Err(error)) = &there
            && self.there
        {
            tracing::error!(outbox, %error, "the folder is gone; it is looked for at each scan");
        }
        self.there = !matches!(there, Some(Err(_)));
        self.work(Outbox::settle).await;
        let slow = match self.shared.store.carried_unmoved(&self.path, TOGETHER).await {
            Ok(claimed) => self.place(claimed).await,
            Err(error) => Err(error),
        };
        if let Err(error) = slow {
            tracing::error!(outbox, %error, "files wait where they are");
        }
    }

    /// Takes the next files and hands them over; whether there may be more.
    async fn round(&mut self) -> bool {
        let now = self.shared.clock.elapsed();
        let due = !self.later.is_empty() && self.again <= now;
        let files = if due {
            std::mem::take(&mut self.later)
        } else if self.stuck || !self.there {
            return false;
        } else {
            let mut next = self.work(Outbox::next).await.unwrap_or_default();
            // Found again in the claim folder; their turn comes.
            next.retain(|file| !self.later.iter().any(|later| later.claim == file.claim));
            next
        };
        if files.is_empty() {
            return false;
        }
        let unknown = match self.unknown(files.clone()).await {
            Ok(unknown) => unknown,
            Err(error) => {
                tracing::error!(outbox = %self.config.path.display(), %error, "claimed files wait");
                self.postpone(files, true);
                return false;
            }
        };
        let read = self.work(move |outbox| outbox.read(unknown)).await.unwrap_or_default();
        self.hand_over(read).await;
        true
    }

    /// Those of `files` no submission was made of yet; the others are moved to where they belong.
    async fn unknown(&mut self, files: Vec<Pending>) -> Result<Vec<Pending>, StoreError> {
        let (mut unknown, mut known, mut back) = (Vec::with_capacity(files.len()), Vec::new(), Vec::new());
        for file in files {
            let carried = if file.perhaps_known {
                self.shared.store.carried_as(&self.path, &file.claim.key()).await?
            } else {
                None
            };
            match carried {
                Some(carried) => {
                    let name = name_of(&file.claim);
                    if carried.place != Place::Claimed {
                        back.push(Moved { claim: carried.claim.clone(), place: Place::Claimed, name: name.clone() });
                    }
                    known.push(Carried { place: Place::Claimed, name, ..carried });
                }
                None => unknown.push(file),
            }
        }
        // A power cut has undone the move and not the record of it: it is here.
        if !back.is_empty() {
            self.shared.store.carried_moved(&self.path, back).await?;
        }
        self.place(known).await?;
        Ok(unknown)
    }

    async fn hand_over(&mut self, read: Vec<(Claim, Read)>) {
        let (mut claims, mut submissions, mut later) = (Vec::new(), Vec::new(), Vec::new());
        for (claim, read) in read {
            match read {
                Read::Letter(submission) => {
                    claims.push(claim);
                    submissions.push(*submission);
                }
                Read::Never(why) => later.extend(self.refuse(claim, why).await),
                Read::Gone => {
                    tracing::warn!(outbox = %self.config.path.display(), "a claimed file is gone; it is not sent");
                }
                Read::NotYet(why) => {
                    tracing::warn!(outbox = %self.config.path.display(), why, "a claimed file waits");
                    later.push(Pending { claim, perhaps_known: true });
                }
            }
        }
        let handed = claims.len();
        let mut kept = 0;
        let answers = self.answers(submissions).await;
        killpoint::reached("O2");
        for (claim, answer) in claims.into_iter().zip(answers) {
            self.log(&answer);
            match answer.became {
                Became::Passed | Became::Leaving(_) | Became::Held(_) => kept += 1,
                Became::Refused => {
                    kept += 1;
                    later.extend(self.refuse(claim, answer.reply.text()).await);
                }
                Became::Later => later.push(Pending { claim, perhaps_known: true }),
            }
        }
        // One message that cannot be judged keeps nobody waiting; a store that cannot be written keeps all.
        let stuck = handed > 0 && kept == 0 && self.shared.store.probe().await.is_err();
        if kept > 0 {
            self.pause = PAUSE;
            self.stuck = false;
        }
        self.postpone(later, stuck);
    }

    /// The gate's answers. A check that panics costs its own message only, which waits.
    async fn answers(&self, submissions: Vec<Submission>) -> Vec<Answer> {
        if submissions.is_empty() {
            return Vec::new();
        }
        let (gate, all) = (Arc::clone(&self.shared.gate), submissions.clone());
        if let Ok(answers) = tokio::spawn(async move { gate.submit_all(all).await }).await {
            return answers;
        }
        let mut answers = Vec::with_capacity(submissions.len());
        for submission in submissions {
            let gate = Arc::clone(&self.shared.gate);
            let answer = tokio::spawn(async move { gate.submit(submission).await }).await;
            answers.push(answer.unwrap_or_else(|_| {
                let words = "this message could not be judged; it waits";
                Answer::unkept(crate::base::Reply::new(451, crate::base::reply::Enhanced(3, 0), words))
            }));
        }
        answers
    }

    fn log(&self, answer: &Answer) {
        let outbox = self.config.path.display();
        match &answer.became {
            Became::Passed => tracing::info!(%outbox, became = "passed", "taken"),
            Became::Leaving(id) => tracing::info!(%outbox, %id, became = "leaving", "taken"),
            Became::Held(id) => tracing::info!(%outbox, %id, became = "held", "taken"),
            Became::Refused => tracing::info!(%outbox, became = "refused", code = answer.reply.code(), "not taken"),
            Became::Later => {
                let cause = answer.reply.cause().unwrap_or_default();
                tracing::warn!(%outbox, became = "later", cause, "not taken; tried again");
            }
        }
    }

    /// Moves a file to the refused ones; where that fails, it is tried again.
    async fn refuse(&self, claim: Claim, why: String) -> Option<Pending> {
        let (file, text) = (claim.clone(), note::of_refusal(&why));
        let moved = self.work(move |outbox| outbox.folder.refuse(&file, &text)).await;
        let outbox = self.config.path.display();
        match moved {
            Some(Ok(())) => None,
            Some(Err(error)) => {
                tracing::warn!(%outbox, %error, "a refused file could not be moved");
                Some(Pending { claim, perhaps_known: true })
            }
            None => Some(Pending { claim, perhaps_known: true }),
        }
    }

    fn postpone(&mut self, files: Vec<Pending>, stuck: bool) {
        self.stuck = stuck || (self.stuck && !self.later.is_empty());
        if files.is_empty() {
            return;
        }
        self.later.extend(files);
        self.again = self.shared.clock.elapsed() + self.pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    /// Moves the files whose submissions have changed.
    async fn news(&mut self) -> Result<(), StoreError> {
        self.placed = self.shared.clock.elapsed();
        self.shared.news.borrow_and_update();
        loop {
            let (carried, upto) = self.shared.store.carried_news(&self.path, self.seen).await?;
            self.place(carried).await?;
            if upto <= self.seen {
                return Ok(());
            }
            self.seen = upto;
        }
    }

    /// Brings files to where their submissions' states say, and writes that down.
    async fn place(&mut self, files: Vec<Carried>) -> Result<(), StoreError> {
        let now = self.shared.clock.now();
        let mut moves = Vec::new();
        for carried in files {
            let young = carried.attempts == 0 && now.duration_since(carried.created) < GRACE;
            let to = match carried.state {
                State::Queued if carried.place == Place::Claimed && young => continue,
                State::Held | State::Delayed | State::Queued | State::Unsure | State::Damaged => Place::Held,
                State::Sent => Place::Sent,
                State::Failed | State::Cancelled | State::Rejected | State::Returned => Place::Refused,
            };
            let note = if to == Place::Sent { String::new() } else { self.note(&carried.id).await? };
            moves.push(Move { carried, to, note });
        }
        if moves.is_empty() {
            return Ok(());
        }
        let moved = self.work(move |outbox| outbox.folder.carry(moves)).await.unwrap_or_default();
        if moved.is_empty() { Ok(()) } else { self.shared.store.carried_moved(&self.path, moved).await }
    }

    /// What is said beside a file. A record that cannot be read is told, and keeps no other file from its place.
    async fn note(&mut self, id: &Id) -> Result<String, StoreError> {
        match self.shared.store.entry(id).await {
            Ok(entry) => Ok(note::of_entry(&entry, &self.config, &self.shared.zone)),
            Err(error @ StoreError::Damaged { .. }) => {
                if self.unreadable.insert(id.clone()) {
                    tracing::error!(outbox = %self.config.path.display(), %id, %error, "the record of a file cannot be read");
                }
                Ok(note::of_unreadable(id))
            }
            Err(error) => Err(error),
        }
    }
}

/// Waits until there is news, without counting it as looked at; for ever when nobody is left to tell any.
async fn told(news: &mut watch::Receiver<i64>) {
    match news.changed().await {
        Ok(()) => news.mark_changed(),
        Err(_) => std::future::pending().await,
    }
}

fn name_of(claim: &Claim) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(claim.name.as_os_str()).to_owned()
}
