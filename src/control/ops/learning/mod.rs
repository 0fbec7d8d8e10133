//! Learning from mail of before: files of mail are read as a stream, by a thread of its own; what they teach is kept in
//! batches, each together with how far its files were read, so that a reading that was interrupted goes on where it was.

pub(in crate::control) mod heard;
pub(in crate::control) mod labelled;
mod lesson;
mod looking;
mod reading;
pub(in crate::control) mod when;
pub(in crate::control) mod whose;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::archive::{self, Unopened, Walk};
use crate::base::{Address, Damaged};
use crate::store::{Batch, FileMark, StoreError, Untold};
use reading::{Lot, Read, Reader};
pub use whose::{Also, Owner, Why};
use whose::{Known, Whose};

/// What is to be learnt from.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The addresses of whoever's mail it is, where somebody says; the first is the one history is kept under.
    pub me: Vec<Address>,
}

/// How far it is, for who looks on; every figure grows.
#[derive(Debug, Default)]
pub struct Progress {
    /// Octets there are.
    pub octets: AtomicU64,
    /// Octets that are read.
    pub done: AtomicU64,
    /// Messages that are read.
    pub messages: AtomicU64,
    /// Whether everything is read, and the past is weighed.
    pub weighing: AtomicBool,
    /// Somebody wants it to end.
    pub stop: AtomicBool,
}

impl Progress {
    fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// An address that sent mail is from and that is nobody's whose mail is learnt.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Unnamed {
    /// The address.
    #[schemars(with = "String")]
    pub address: Address,
    /// Mails in folders of sent mail that are from it.
    pub mails: usize,
}

/// What came of it. Members may be added, never renamed.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Report {
    /// Whose mail it was.
    pub senders: Vec<Owner>,
    /// Addresses with the same name as one of these that were not joined: they are written to, or have a history of their own.
    #[schemars(with = "Vec<String>")]
    pub apart: Vec<Address>,
    /// Addresses that mail in folders of sent mail is from and that are none of these, whoever wrote most first.
    pub unnamed: Vec<Unnamed>,
    /// Messages that were sent and not known.
    pub learnt: usize,
    /// Messages that were known.
    pub known: usize,
    /// Messages of others: who wrote, has left, or cannot be reached.
    pub heard: usize,
    /// Messages that teach nothing: drafts, bulk mail, mail of others to others.
    pub left_out: usize,
    /// Messages that were handed over here and have reached nobody: held, cancelled, refused.
    pub not_sent: usize,
    /// Messages that a program has sent for its owner.
    pub automatic: usize,
    /// Messages older than history is kept.
    pub too_old: usize,
    /// Messages and files that cannot be read.
    pub damaged: usize,
    /// The first of these.
    pub damages: Vec<Damaged>,
    /// Files and folders among these that the system did not let anybody open: permission, or the disk.
    pub unopened: usize,
    /// Files with mail in them.
    pub files: usize,
    /// Files that have not changed since they were read.
    pub unchanged: usize,
    /// How many people the messages that were not known went to.
    pub people: usize,
    /// At how many organisations.
    pub organisations: usize,
    /// Whether it was stopped; the next call goes on there.
    pub stopped: bool,
    /// Seconds it took.
    pub seconds: f64,
}

/// What the daemon does not know of yet.
#[derive(Debug, Default)]
struct News {
    mails: usize,
    /// Whether there is any: mail that was sent, or something heard of others.
    is_there: bool,
    /// When it was told last.
    told: Option<Instant>,
}

impl Report {
    /// What could be read, now or before.
    pub fn read(&self) -> usize {
        let sent = self.learnt + self.known + self.not_sent + self.automatic + self.too_old;
        sent + self.heard + self.left_out + self.unchanged
    }
}

/// Damages that are told one by one.
const MOST_TOLD: usize = 100;

/// Between two lines of the journal by which the daemon learns of it: whoever stops the learning by force leaves it with no
/// older past than that.
const TELLING: Duration = Duration::from_secs(5);

/// Batches on their way to the store.
const ON_THE_WAY: usize = 2;

impl Ops {
    /// Learns from mail of before.
    ///
    /// # Errors
    /// When there is no such file, nothing in it is mail, or nobody can tell whose mail it is; or the store cannot be written:
    /// what was learnt until then stays.
    pub async fn learn(&self, request: Request, progress: Arc<Progress>) -> Result<Report, Failure> {
        let begun = Instant::now();
        let key = self.store.history_key_anew().await?;
        let paths = absolute(&request.paths)?;
        let known = Known {
            domains: self.config.directory.domains.clone(),
            persons: self.config.directory.persons.clone(),
            own: self.actor.person.clone(),
        };
        let (looked, me, stopping) = (paths.clone(), request.me.clone(), Arc::clone(&progress));
        let (whose, octets) = blocking(move || {
            let octets = looked.iter().filter_map(|path| archive::size(path).ok()).map(|size| size.octets).sum();
            (Whose::of(&looked, &me, &known, &|| stopping.stops()), octets)
        })
        .await?;
        if progress.stops() {
            return Ok(Report { stopped: true, seconds: begun.elapsed().as_secs_f64(), ..Report::default() });
        }
        let mut whose = whose?;
        self.tell_apart(&mut whose).await?;
        progress.octets.store(octets, Ordering::Relaxed);
        // Who is named first has a history of their own from now on, whomever they were joined to.
        for owner in whose.owners().iter().filter(|owner| owner.why == Why::Named || !owner.also.is_empty()) {
            let all = std::iter::once(&owner.address).chain(owner.also.iter().map(|other| &other.address));
            let all = all.map(|address| address.key().to_owned()).collect();
            self.store.join(all, owner.why == Why::Named).await?;
        }
        let apart = whose.apart().to_vec();
        let mut report = Report { senders: whose.owners().to_vec(), apart, ..Report::default() };
        let reader = Reader {
            ops: self.clone(),
            key,
            whose: Arc::new(whose),
            oldest: self.oldest(),
            now: self.clock.now(),
            progress: Arc::clone(&progress),
        };
        self.take_in(reader, paths, &mut report).await?;
        report.stopped = progress.stops();
        if !report.stopped {
            progress.weighing.store(true, Ordering::Relaxed);
            report.stopped = !self.weigh(&report.senders, &progress).await?;
        }
        report.seconds = begun.elapsed().as_secs_f64();
        Ok(report)
    }

    /// Names alone join nobody who is known by themselves.
    async fn tell_apart(&self, whose: &mut Whose) -> Result<(), Failure> {
        for Owner { address, also, .. } in whose.owners().to_vec() {
            for other in also.into_iter().filter(|other| other.why == Why::SameName) {
                if !self.store.may_join(address.key(), other.address.key()).await? {
                    whose.keep_apart(&other.address);
                }
            }
        }
        Ok(())
    }

    /// Reads everything, and keeps what it teaches.
    async fn take_in(&self, reader: Reader, paths: Vec<PathBuf>, report: &mut Report) -> Result<(), Failure> {
        let (lots, mut inbox) = tokio::sync::mpsc::channel(ON_THE_WAY);
        let runtime = Handle::current();
        let progress = Arc::clone(&reader.progress);
        let reading = tokio::task::spawn_blocking(move || reader.all(&paths, &lots, &runtime));
        let (mut people, mut organisations) = (HashSet::new(), HashSet::new());
        let mut failed = None;
        let mut news = News::default();
        while let Some(Lot { batch, met }) = inbox.recv().await {
            let is_due = news.told.is_none_or(|told| told.elapsed() >= TELLING);
            let told = is_due.then(|| self.untold(&news));
            match self.store.learn(Batch { told, ..batch }).await {
                Ok(learnt) => {
                    for new in learnt.mails.iter().filter_map(|at| met.get(*at)) {
                        people.extend(new.people.iter().copied());
                        organisations.extend(new.organisations.iter().copied());
                    }
                    report.not_sent += learnt.stopped;
                    report.learnt += learnt.mails.len();
                    report.known += learnt.known;
                    report.heard += learnt.heard;
                    news.mails += learnt.mails.len();
                    news.is_there |= learnt.mails.len() + learnt.heard > 0;
                    if is_due && news.is_there {
                        news = News { told: Some(Instant::now()), ..News::default() };
                    }
                }
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        drop(inbox);
        let read: Read = reading.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        if let Some(error) = failed {
            return Err(error.into());
        }
        self.store.learn(Batch { told: Some(self.untold(&news)), ..Batch::default() }).await?;
        report.unnamed = read.unnamed.into_iter().map(|(address, mails)| Unnamed { address, mails }).collect();
        report.unnamed.sort_by(|a, b| b.mails.cmp(&a.mails).then_with(|| a.address.key().cmp(b.address.key())));
        report.left_out = read.left_out;
        report.automatic = read.automatic;
        report.too_old = read.too_old;
        report.damaged = read.damaged;
        report.damages = read.damages;
        report.unopened = read.unopened;
        report.files = read.files;
        report.unchanged = read.unchanged;
        (report.people, report.organisations) = (people.len(), organisations.len());
        if report.files == 0 && !progress.stops() {
            return Err(no_mail(report.damages.first().map(|damaged| format!("{}: {}", damaged.file, damaged.why))));
        }
        Ok(())
    }

    /// Weighs what has just been learnt, so that the first message afterwards need not wait for it; false when it was stopped.
    async fn weigh(&self, senders: &[Owner], progress: &Arc<Progress>) -> Result<bool, Failure> {
        for owner in senders {
            let stopping = Arc::clone(progress);
            match self.store.past_unless(owner.address.key(), move || stopping.stops()).await {
                Ok(_) => {}
                Err(StoreError::Stopped) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// How far the file of this number was read; what is not known is read once more.
    fn read_before(&self, file: [u8; 16], runtime: &Handle) -> Option<FileMark> {
        runtime.block_on(self.store.file_mark(file)).ok().flatten()
    }

    /// The daemon looks again behind this line of the journal.
    fn untold(&self, news: &News) -> Untold {
        let (by, whence) = (self.actor.who.to_string(), self.actor.whence.clone());
        Untold { mails: news.mails, is_news: news.is_there, by, whence }
    }

    /// What is older is not learnt.
    fn oldest(&self) -> Timestamp {
        let keep = jiff::SignedDuration::try_from(self.config.history.keep).ok();
        keep.and_then(|keep| self.clock.now().checked_sub(keep).ok()).unwrap_or(Timestamp::MIN)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| std::panic::resume_unwind(error.into_panic()))
}

/// The paths as they are wherever this is called, so that a file is known again.
fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let absolute = |path: &PathBuf| {
        std::fs::canonicalize(path).and_then(|path| Walk::of(&path).map(|_| path)).map_err(|error| {
            Failure::new("no_input", exit::NOINPUT, format!("{}: it cannot be read: {error}", path.display()))
        })
    };
    paths.iter().map(absolute).collect()
}

/// Nothing is mail; what cannot be read is `unread`, in words.
fn no_mail(unread: Option<impl ToString>) -> Failure {
    let words = match unread {
        Some(unread) => format!("there is no mail that can be read; {}", unread.to_string()),
        None => "there is no mail in it".to_owned(),
    };
    Failure::new("no_input", exit::NOINPUT, words)
        .hint("outguard learn takes mbox files, Maildirs, folders of .eml files, profiles of Thunderbird, and .zip and .tar.gz of these")
}

/// There may be mail, and none of it can be read.
fn unreadable(damaged: &Unopened) -> Failure {
    Failure::new("damaged", exit::DATAERR, format!("there is no mail that can be read; {damaged}"))
}
