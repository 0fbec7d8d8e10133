//! The work on the folder's files, without waiting for anybody but the disk: finding what is complete, claiming it, reading
//! it.

use std::collections::{HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::FileType;
use tokio::sync::Notify;

use super::claim::{Claim, Names, is_batch};
use super::dir::{Dir, Status};
use super::error::OutboxError;
use super::events::{Events, Told};
use super::folder::Folder;
use super::letter::letter;
use super::queue_lock::QueueLock;
use super::read::{Unread, octets};
use super::ready::{Ready, Whether};
use super::spool::{Arguments, arguments};
use super::{mbox, names, note, read, writers};
use crate::base::{Clock, killpoint};
use crate::config::{Limits, Outbox as Config, OutboxKind};
use crate::message::{Digest, Door, Envelope, Message, Origin, Source, Submission};

/// Files taken from one look through the folder; the rest is found by the next.
const LOOK: usize = 1024;

/// Files claimed together: one folder, one fsync.
const BATCH: usize = 64;

/// Octets of messages in memory at the same time, one message apart.
const MEMORY: usize = 16 << 20;

/// The longest file of arguments.
const ARGUMENTS: usize = 64 * 1024;

/// Names reported once; past it the oldest reports come again.
const REPORTED: usize = 4096;

/// A claimed file on its way to the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    /// The file.
    pub claim: Claim,
    /// Whether a submission may have been made of it already, by a daemon that has crashed or an answer that got lost.
    pub perhaps_known: bool,
}

/// What was read of a claimed file.
#[derive(Debug)]
pub(super) enum Read {
    /// A message.
    Letter(Box<Submission>),
    /// Nothing that will ever be sent, for this reason.
    Never(String),
    /// Nothing now.
    NotYet(String),
    /// It is not there any more: somebody took it out of the claim folder.
    Gone,
}

/// The work on one folder.
pub(super) struct Outbox {
    pub folder: Folder,
    ready: Ready,
    events: Events,
    wake: Arc<Notify>,
    numbers: Names,
    /// Batches in the claim folder, and whether an earlier daemon has made them.
    batches: VecDeque<(OsString, bool)>,
    /// Claimed files of the batch that is being worked on.
    claimed: VecDeque<Pending>,
    /// Complete files, in the order they are taken.
    complete: VecDeque<(OsString, Status)>,
    /// Whether something in the claim folder may not be among those above: an error came when it was claimed.
    unsettled: bool,
    reported: HashSet<OsString>,
    limits: Limits,
    clock: Clock,
    looked: Duration,
}

impl Outbox {
    /// Opens the folder; what an earlier daemon has claimed comes first.
    pub(super) fn open(
        config: &Config,
        limits: &Limits,
        wake: Arc<Notify>,
        clock: Clock,
    ) -> Result<Outbox, OutboxError> {
        let folder = Folder::open(config)?;
        let (events, unheard) = Events::listen(&folder, Arc::clone(&wake));
        if let Some(why) = unheard {
            tracing::warn!(outbox = %config.path.display(), %why, "the system tells nothing of this folder; it is scanned");
        }
        let mut outbox = Outbox {
            folder,
            ready: Ready::new(config.settle),
            events,
            wake,
            numbers: Names::default(),
            batches: VecDeque::new(),
            claimed: VecDeque::new(),
            complete: VecDeque::new(),
            unsettled: true,
            reported: HashSet::new(),
            limits: limits.clone(),
            looked: clock.elapsed(),
            clock,
        };
        outbox.settle();
        Ok(outbox)
    }

    /// Finds again what an earlier daemon, or an error of this one, has left in the claim folder.
    pub(super) fn settle(&mut self) {
        if self.unsettled && self.claimed.is_empty() {
            let recovered = self.recover();
            self.unsettled = recovered.is_err();
            self.tell(recovered.err());
        }
    }

    /// What was claimed and is still there, oldest first.
    fn recover(&mut self) -> io::Result<()> {
        if self.folder.outbox.kind == OutboxKind::Spool {
            QueueLock::recover(&self.folder.source, &self.folder.claims)?;
        }
        let mut batches = Vec::new();
        for cut in mbox::left_over(&self.folder)? {
            batches.extend(mbox::split(&self.folder, &cut)?);
        }
        let claims = &self.folder.claims;
        batches.extend(claims.names()?.collect::<io::Result<Vec<_>>>()?);
        batches.retain(|name| is_batch(name) && claims.below(name).is_ok());
        batches.sort();
        batches.dedup();
        self.batches = batches.into_iter().map(|batch| (batch, true)).collect();
        Ok(())
    }

    /// Opens the folder anew when its path leads to another one now, or to none.
    pub(super) fn still_there(&mut self) -> Result<(), OutboxError> {
        if self.folder.is_there() {
            return Ok(());
        }
        let config = self.folder.outbox.clone();
        let (limits, wake, clock) = (self.limits.clone(), Arc::clone(&self.wake), self.clock.clone());
        *self = Outbox::open(&config, &limits, wake, clock)?;
        tracing::info!(outbox = %config.path.display(), "the folder is another one now, and is watched");
        Ok(())
    }

    /// Claimed files to work on next, in their order; none when nothing is complete.
    pub(super) fn next(&mut self) -> Vec<Pending> {
        let next = self.try_next();
        match next {
            Ok(next) => next,
            Err(error) => {
                self.unsettled = true;
                self.tell(Some(error));
                Vec::new()
            }
        }
    }

    fn try_next(&mut self) -> io::Result<Vec<Pending>> {
        if self.claimed.is_empty() {
            if self.batches.is_empty() {
                self.claim()?;
            }
            if let Some((batch, known)) = self.batches.pop_front() {
                self.load(&batch, known)?;
            }
        }
        Ok(self.claimed.drain(..self.claimed.len().min(BATCH)).collect())
    }

    /// Puts files back in front: those there was no room for.
    pub(super) fn put_back(&mut self, files: Vec<Pending>) {
        files.into_iter().rev().for_each(|file| self.claimed.push_front(file));
    }

    /// How long until a look is worth it, though nothing is told.
    pub(super) fn next_look(&self) -> Option<Duration> {
        self.ready.next(self.looked)
    }

    fn tell(&mut self, error: Option<io::Error>) {
        let Some(error) = error else { return };
        // Once for each kind of trouble, not once for each look.
        if self.report_once(OsStr::new(&format!("/{}", error.kind()))) {
            tracing::error!(outbox = %self.folder.outbox.path.display(), %error, "files cannot be taken now; they stay where they are");
        }
    }

    fn report_once(&mut self, what: &OsStr) -> bool {
        if self.reported.len() >= REPORTED {
            self.reported.clear();
        }
        self.reported.insert(what.to_owned())
    }

    /// The files of a batch, in the order they are handed over.
    fn load(&mut self, batch: &OsStr, perhaps_known: bool) -> io::Result<()> {
        let kind = self.folder.outbox.kind;
        let dir = match self.folder.claims.below(batch) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            dir => dir?,
        };
        let mut files = Vec::new();
        for name in dir.names()? {
            let name = name?;
            // The arguments of a message belong to it.
            if kind == OutboxKind::Spool && !name.to_string_lossy().ends_with(".mail") {
                continue;
            }
            let status = dir.status(&name)?;
            if let Some(beside) = names::companion(kind, &name).filter(|beside| !dir.has(beside)) {
                // Claimed when the crash came between the two.
                let _ = self.folder.source.rename(&beside, &dir, &beside);
            }
            // Messages of one mbox are numbered; all others go by their age.
            let age = if kind == OutboxKind::Mbox { (0, 0) } else { status.modified };
            files.push((age, name));
        }
        if files.is_empty() {
            let _ = self.folder.claims.remove_folder(batch);
        }
        files.sort();
        let pending = |name| Pending { claim: Claim { batch: batch.to_owned(), name }, perhaps_known };
        self.claimed.extend(files.into_iter().map(|(_, name)| pending(name)));
        Ok(())
    }

    /// Claims the next complete files as a batch.
    fn claim(&mut self) -> io::Result<()> {
        if self.complete.is_empty() {
            self.look()?;
        }
        if self.complete.is_empty() {
            return Ok(());
        }
        let number = self.numbers.next(self.clock.now());
        if self.folder.outbox.kind == OutboxKind::Mbox {
            self.complete.clear();
            return self.claim_mbox(&number);
        }
        self.folder.claims.make(&number, 0o700)?;
        let dir = self.folder.claims.below(&number)?;
        let claimed = self.claim_batch(&dir)?;
        if claimed == 0 {
            return self.folder.claims.remove_folder(&number);
        }
        // Before anything is handed over: a file that came back after a power cut would be another one.
        dir.sync()?;
        self.folder.claims.sync()?;
        killpoint::reached("O1");
        self.batches.push_back((number, false));
        Ok(())
    }

    /// Takes complete files out of the folder; the answer is how many.
    fn claim_batch(&mut self, dir: &Dir) -> io::Result<usize> {
        let files: Vec<(OsString, Status)> = self.complete.drain(..self.complete.len().min(BATCH)).collect();
        if self.folder.outbox.kind == OutboxKind::Spool {
            let (queue, claims) =
                (self.folder.source.below(OsStr::new("."))?, self.folder.claims.below(OsStr::new("."))?);
            let Some(_lock) = QueueLock::take(&queue, &claims)? else {
                if self.report_once(OsStr::new("/locked")) {
                    let outbox = self.folder.outbox.path.display();
                    tracing::info!(%outbox, "msmtp's queue is locked (.lock in it); its files are taken when it is not");
                }
                self.complete.clear();
                return Ok(0);
            };
            killpoint::reached("O6");
            return Ok(files.iter().filter(|(name, status)| self.claim_one(dir, name, status)).count());
        }
        Ok(files.iter().filter(|(name, status)| self.claim_one(dir, name, status)).count())
    }

    /// Takes one file out of the folder. Whoever renames it first has it.
    fn claim_one(&mut self, dir: &Dir, name: &OsStr, status: &Status) -> bool {
        let folder = &self.folder;
        let locked = folder.source.read(name).is_ok_and(|file| read::is_locked(&file));
        // Somebody has begun to write again since the look.
        let changed = folder.source.status(name).map_or(true, |now| now != *status);
        if locked || changed {
            self.ready.wait(name, self.looked);
            return false;
        }
        match folder.source.rename(name, dir, name) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return false,
            Err(error) => {
                if self.report_once(name) {
                    tracing::warn!(outbox = %self.folder.outbox.path.display(), %error, "a file cannot be taken out of the folder");
                }
                return false;
            }
        }
        if let Some(beside) = names::companion(folder.outbox.kind, name)
            && let Err(error) = folder.source.rename(&beside, dir, &beside)
        {
            tracing::warn!(outbox = %folder.outbox.path.display(), %error, "the arguments of a message cannot be taken");
        }
        true
    }

    fn claim_mbox(&mut self, number: &OsStr) -> io::Result<()> {
        let name = self.folder.mbox_name();
        match mbox::take(&self.folder, number, self.clock.now())? {
            mbox::Taken::Busy => self.ready.wait(&name, self.looked),
            mbox::Taken::Never(why) => {
                if self.report_once(&name) {
                    tracing::error!(outbox = %self.folder.outbox.path.display(), why, "the mbox is not taken");
                }
            }
            mbox::Taken::Cut(cut) => {
                let batches = mbox::split(&self.folder, &cut)?;
                killpoint::reached("O1");
                self.batches.extend(batches.into_iter().map(|batch| (batch, false)));
            }
        }
        Ok(())
    }

    /// Looks through the folder for what is complete: oldest first, then by name.
    fn look(&mut self) -> io::Result<()> {
        let now = self.clock.elapsed();
        self.looked = now;
        let told: Told = self.events.take();
        self.ready.begin(told, now);
        let mut found: Vec<(OsString, Status, Whether)> = Vec::new();
        let kind = self.folder.outbox.kind;
        let mbox = self.folder.mbox_name();
        if kind == OutboxKind::Mbox && mbox::is_half_taken(&self.folder) {
            let status = self.folder.claims.own_status()?;
            self.complete.push_back((mbox, status));
            return Ok(());
        }
        for name in self.folder.source.names()? {
            let name = name?;
            // The one an mbox is, whatever it is called.
            let other = if kind == OutboxKind::Mbox { name != mbox } else { names::is_left_alone(kind, &name) };
            if other {
                continue;
            }
            let Ok(status) = self.folder.source.status(&name) else { continue };
            if let Some(whether) = self.is_complete(&name, &status, now) {
                found.push((name, status, whether));
                if found.len() > 4 * LOOK {
                    oldest(&mut found);
                }
            }
        }
        self.ready.end();
        oldest(&mut found);
        let unwritten = found.iter().filter(|(.., whether)| *whether == Whether::Unwritten);
        let written = writers::written_now(&unwritten.map(|(_, status, _)| status.identity).collect());
        for (name, status, _) in found {
            if written.contains(&status.identity) {
                self.ready.wait(&name, now);
            } else {
                self.complete.push_back((name, status));
            }
        }
        Ok(())
    }

    /// `None`: not now, or not at all.
    fn is_complete(&mut self, name: &OsStr, status: &Status, now: Duration) -> Option<Whether> {
        let kind = self.folder.outbox.kind;
        if status.kind != FileType::RegularFile {
            self.stray(name, status);
            return None;
        }
        let mut whether = match kind {
            // It was finished before it was put there.
            OutboxKind::Maildir if status.size > 0 && status.links == 1 => Whether::Now,
            _ => self.ready.whether(name, status, now),
        };
        if kind == OutboxKind::Spool {
            // Each of the pair counts; a file of arguments alone is no message.
            let beside = names::companion(kind, name)?;
            let status = self.folder.source.status(&beside).ok()?;
            whether = match (whether, self.ready.whether(&beside, &status, now)) {
                (Whether::Now, Whether::Now) => Whether::Now,
                (Whether::NotYet, _) | (_, Whether::NotYet) => Whether::NotYet,
                _ => Whether::Unwritten,
            };
        }
        (whether != Whether::NotYet).then_some(whether)
    }

    /// A link, a pipe, a device, or a folder that looks like a message.
    fn stray(&mut self, name: &OsStr, status: &Status) {
        let looks_like_mail = name.to_string_lossy().to_ascii_lowercase().ends_with(".eml");
        let Some(what) = read::unsuitable(status.kind) else { return };
        if self.folder.outbox.kind == OutboxKind::Mbox || (status.kind == FileType::Directory && !looks_like_mail) {
            return;
        }
        match self.folder.set_aside(name, &note::of_refusal(what)) {
            Ok(()) => tracing::warn!(outbox = %self.folder.outbox.path.display(), what, "refused"),
            Err(error) if self.report_once(name) => {
                tracing::warn!(outbox = %self.folder.outbox.path.display(), what, %error, "left where it is");
            }
            Err(_) => {}
        }
    }

    /// Reads claimed files, as many as there is room for; the others go back.
    pub(super) fn read(&mut self, files: Vec<Pending>) -> Vec<(Claim, Read)> {
        let (mut all, mut room) = (Vec::with_capacity(files.len()), MEMORY);
        let mut files = files.into_iter();
        for file in files.by_ref() {
            // A message that no parser of ours survives is nobody's message; the next one may be read.
            let read = catch_unwind(AssertUnwindSafe(|| self.read_one(&file.claim)))
                .unwrap_or_else(|_| Read::NotYet("it could not be read".to_owned()));
            let size = if let Read::Letter(submission) = &read { submission.message.len() } else { 0 };
            all.push((file.claim, read));
            room = room.saturating_sub(size);
            if room == 0 {
                break;
            }
        }
        self.put_back(files.collect());
        all
    }

    fn read_one(&self, claim: &Claim) -> Read {
        match self.submission(claim) {
            Ok(submission) => Read::Letter(Box::new(submission)),
            Err(Unread::Never(why)) => Read::Never(why),
            Err(Unread::NotYet(_)) if self.is_gone(claim) => Read::Gone,
            Err(Unread::NotYet(why)) => Read::NotYet(why),
        }
    }

    fn is_gone(&self, claim: &Claim) -> bool {
        let missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
        let there = self.folder.claims.below(&claim.batch).and_then(|batch| batch.status(&claim.name));
        there.is_err_and(missing)
    }

    fn submission(&self, claim: &Claim) -> Result<Submission, Unread> {
        let folder = &self.folder;
        let dir = folder.claims.below(&claim.batch).map_err(|error| Unread::NotYet(error.to_string()))?;
        let file = octets(folder, &dir, &claim.name, self.limits.message_size)?;
        let beside = self.beside(&dir, &claim.name)?;
        let arguments = beside.as_deref().map(|text| self.arguments(text));
        let (envelope, message): (Envelope, Vec<u8>) = letter(&file, arguments.as_ref(), self.limits.recipients)
            .map_err(|error| Unread::Never(format!("{error}.")))?;
        let outbox = std::os::unix::ffi::OsStrExt::as_bytes(folder.outbox.path.as_os_str()).to_owned();
        Ok(Submission {
            door: Door::Outbox,
            origin: Origin { protocol: "local".into(), ..Origin::default() },
            envelope,
            message: Message::new(message),
            received: self.clock.now(),
            source: Some(Source { outbox, claim: claim.key(), identity: identity(file, beside) }),
        })
    }

    /// The octets of the file of arguments, where messages have one.
    fn beside(&self, dir: &Dir, name: &OsStr) -> Result<Option<Vec<u8>>, Unread> {
        let Some(beside) = names::companion(self.folder.outbox.kind, name) else { return Ok(None) };
        match dir.status(&beside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let words =
                    "The file of arguments (.msmtp) that belongs to it is gone, so nobody knows whom it is for.";
                Err(Unread::Never(words.to_owned()))
            }
            _ => octets(&self.folder, dir, &beside, ARGUMENTS).map(Some),
        }
    }

    fn arguments(&self, text: &[u8]) -> Arguments {
        let read = arguments(&String::from_utf8_lossy(text));
        if !read.unknown.is_empty() {
            let options = crate::base::text::one_line(&read.unknown.join(" "), 200);
            tracing::info!(outbox = %self.folder.outbox.path.display(), options, "options of msmtp that mean nothing here");
        }
        read
    }
}

/// What makes a file a copy of another: its octets, and those of its arguments, for the same text to others is no copy.
fn identity(mut file: Vec<u8>, beside: Option<Vec<u8>>) -> Digest {
    if let Some(beside) = beside {
        // No message has a NUL, so that this tells where the one ends.
        file.push(0);
        file.extend_from_slice(&beside);
    }
    Digest::of(&file)
}

/// Keeps as many as are taken from one look, in their order: by the time of their last change, then by name.
fn oldest(found: &mut Vec<(OsString, Status, Whether)>) {
    found.sort_unstable_by(|(a, a_is, _), (b, b_is, _)| (a_is.modified, a).cmp(&(b_is.modified, b)));
    found.truncate(LOOK);
}
