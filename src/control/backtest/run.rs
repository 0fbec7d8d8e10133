//! All messages in order of time, with every core: reading and judging go on beside each other on as many threads as there are
//! cores, and what hangs on the order is stated by this one.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::super::ops::learning::heard;
use super::archive::{Archive, Entry};
use super::{Done, Progress};
use crate::app::failure::{Failure, exit};
use crate::backtest::{Plan, Replay, Ruled, Sent, Stated, Tally, rule};
use crate::base::Address;
use crate::intake::envelope;
use crate::judge::Judge;
use crate::message::lines::with_crlf;
use crate::message::{Door, Message, Origin, Submission};
use crate::parse::{self, Addressed};
use crate::people::Here;
use crate::people::history::{Heard, QUIET_BELOW};

/// Messages in whose copies slips are planted, about; they lie evenly in time.
const PLANTED: usize = 300;

/// Runs read ahead for each core.
const AHEAD: usize = 2;

/// Work that hangs on no order.
enum Job {
    /// Read this run, which has this number.
    Read(usize, Range<usize>),
    /// Judge what was stated.
    Rule(Box<Stated>),
}

/// A message, read.
enum Mail {
    Sent(Box<Sent>),
    /// What it tells of somebody.
    Received(Vec<Heard>),
}

/// What came of it.
enum Work {
    Read(usize, Vec<Option<Mail>>),
    Ruled(Box<Ruled>),
    /// A check has failed; where, as far as it is known.
    Broken,
}

/// Judges everything in `archive` into `tally`.
///
/// # Errors
/// When a check fails: then nothing it says can be believed.
pub(super) fn run(
    archive: &Archive,
    judge: &Judge,
    other: Option<&Judge>,
    tally: &mut Tally,
    tell: &mut dyn FnMut(Progress),
) -> Result<Done, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (give, jobs) = mpsc::channel();
    let (hand_in, done) = mpsc::channel();
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        for _ in 0..cores {
            let hand_in = hand_in.clone();
            let jobs = &jobs;
            scope.spawn(move || work(archive, judge, other, jobs, &hand_in));
        }
        // Ended by dropping `give`: then the workers find nothing more to do.
        let line = Line { archive, judge, give, runs: archive.runs(), most: AHEAD * cores };
        line.run(&done, tally, tell)
    })
}

/// One worker, until there is nothing more to do.
fn work(archive: &Archive, judge: &Judge, other: Option<&Judge>, jobs: &Mutex<Receiver<Job>>, hand_in: &Sender<Work>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let done = catch_unwind(AssertUnwindSafe(|| match job {
            Job::Read(number, run) => Work::Read(number, read(archive, judge, run)),
            Job::Rule(stated) => Work::Ruled(Box::new(rule(judge, other, *stated))),
        }));
        // Nobody listens any more when something was broken already.
        if hand_in.send(done.unwrap_or(Work::Broken)).is_err() {
            return;
        }
    }
}

/// The messages of a run with their files; `None` for those that cannot be read.
fn read(archive: &Archive, judge: &Judge, run: Range<usize>) -> Vec<Option<Mail>> {
    let loaded = archive.load(run.clone()).into_iter().zip(run);
    let one = |(bytes, at): (Option<Vec<u8>>, usize)| {
        let (bytes, entry) = (with_crlf(&bytes?), archive.entry(at)?);
        if entry.received {
            return Some(Mail::Received(heard(&bytes, entry, archive.addresses(entry.person))));
        }
        Sent::read(submission(bytes, entry)?, &*judge.reader).map(|sent| Mail::Sent(Box::new(sent)))
    };
    loaded.map(one).collect()
}

/// A message as it was handed over then, as far as it tells: from and to whom its header says.
fn submission(bytes: Vec<u8>, entry: &Entry) -> Option<Submission> {
    let addressed = Addressed::of(&bytes);
    let sender = envelope::sender(&addressed).ok()?;
    let to = envelope::recipients(&addressed).ok()?;
    let envelope = envelope::envelope(Some(sender), to, usize::MAX).ok()?;
    let message = Message::new(bytes);
    Some(Submission {
        door: Door::Smtp,
        origin: Origin::default(),
        envelope,
        message,
        received: entry.at,
        source: None,
    })
}

/// What a message from somebody else tells.
fn heard(bytes: &[u8], entry: &Entry, own: &[Address]) -> Vec<Heard> {
    let structure = parse::parse(bytes);
    let Some(from) = structure.from.iter().find_map(|mailbox| mailbox.address.clone()) else { return Vec::new() };
    heard::of(bytes, &structure, &from, entry.at, |address| own.contains(address))
}

/// What is done in order.
struct Line<'a> {
    archive: &'a Archive,
    judge: &'a Judge,
    give: Sender<Job>,
    runs: Vec<Range<usize>>,
    /// Runs that are read ahead.
    most: usize,
}

impl Line<'_> {
    fn run(self, done: &Receiver<Work>, tally: &mut Tally, tell: &mut dyn FnMut(Progress)) -> Result<Done, Failure> {
        let mut people = People::new(self.archive, self.judge);
        let mut waiting: BTreeMap<usize, Vec<Option<Mail>>> = BTreeMap::new();
        let (mut asked, mut stated, mut judging, mut judged) = (0, 0, 0_usize, 0_usize);
        // What nothing is said of: it was received, or cannot be read.
        let (mut passed, mut damaged) = (0, Vec::new());
        let all = self.archive.len();
        while stated < self.runs.len() || judging > 0 {
            while asked < self.runs.len().min(stated + self.most) && judging < self.most * 64 {
                let run = self.runs.get(asked).cloned().unwrap_or_default();
                let _ = self.give.send(Job::Read(asked, run));
                asked += 1;
            }
            match done.recv() {
                Ok(Work::Read(number, mails)) => {
                    waiting.insert(number, mails);
                }
                Ok(Work::Ruled(ruled)) => {
                    tally.add(&ruled);
                    judging -= 1;
                    judged += 1;
                    tell(Progress::Judging(judged + passed, all));
                }
                Ok(Work::Broken) | Err(_) => {
                    let words = "a check has failed on one of these messages; `outguard scan FILE` on each finds it";
                    return Err(Failure::new("broken", exit::SOFTWARE, words));
                }
            }
            while let Some(mails) = waiting.remove(&stated) {
                let run = self.runs.get(stated).cloned().unwrap_or_default();
                for (at, mail) in run.zip(mails) {
                    match (mail, self.archive.entry(at)) {
                        (Some(Mail::Sent(mail)), Some(entry)) => {
                            judging += 1;
                            let _ = self.give.send(Job::Rule(Box::new(people.state(entry, *mail))));
                            continue;
                        }
                        (Some(Mail::Received(heard)), Some(entry)) => {
                            heard.iter().for_each(|heard| people.hear(entry, heard))
                        }
                        (_, entry) if entry.is_some_and(|entry| !entry.received) => {
                            damaged.extend(self.archive.damaged(at))
                        }
                        _ => {}
                    }
                    passed += 1;
                }
                stated += 1;
            }
        }
        Ok(Done { damaged, cuts: people.cuts() })
    }
}

/// Everybody whose mail is judged, each with what they have taught so far.
struct People<'a> {
    archive: &'a Archive,
    judge: &'a Judge,
    replays: HashMap<usize, (Replay<'a>, usize)>,
    /// Whom any of them has written to so far.
    here: Arc<Here>,
    /// Every so many messages of those who have taught enough, slips are planted.
    every: usize,
    /// Such messages so far.
    taught: usize,
}

impl<'a> People<'a> {
    fn new(archive: &'a Archive, judge: &'a Judge) -> People<'a> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for entry in (0..archive.len()).filter_map(|at| archive.entry(at)).filter(|entry| !entry.received) {
            *counts.entry(entry.person).or_default() += 1;
        }
        let taught: usize = counts.values().map(|count| count.saturating_sub(QUIET_BELOW)).sum();
        let every = (taught / PLANTED).max(1);
        People { archive, judge, replays: HashMap::new(), here: Arc::default(), every, taught: 0 }
    }

    fn replay(&mut self, entry: &Entry) -> &mut (Replay<'a>, usize) {
        let (archive, judge, here) = (self.archive, self.judge, &self.here);
        let own = archive.addresses(entry.person);
        let fresh = || (Replay::new(judge, own, &archive.strangers, Arc::clone(here)), 0);
        self.replays.entry(entry.person).or_insert_with(fresh)
    }

    fn hear(&mut self, entry: &Entry, heard: &Heard) {
        self.replay(entry).0.hear(heard);
    }

    fn state(&mut self, entry: &Entry, mail: Sent) -> Stated {
        let (taught, every) = (self.taught, self.every);
        let (replay, learnt) = self.replay(entry);
        let mut plan = Plan::default();
        let is_warm = *learnt >= QUIET_BELOW;
        if is_warm {
            plan = Plan { plants: taught.is_multiple_of(every), seed: taught as u64 };
        }
        *learnt += 1;
        let stated = replay.state(mail, plan);
        self.taught += usize::from(is_warm);
        stated
    }

    /// From which score on each sender is asked in the end.
    fn cuts(&self) -> BTreeMap<String, f32> {
        let of = |(person, (replay, _)): (&usize, &(Replay<'_>, usize))| {
            let cut = replay.cut()?;
            Some(self.archive.addresses(*person).iter().map(move |address| (address.key().to_owned(), cut)))
        };
        self.replays.iter().filter_map(of).flatten().collect()
    }
}
