//! The thread that reads: files in their order, each from where its last reading ended, and what they teach in batches.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;

use super::labelled;
use super::lesson::{self, Lesson, When};
use super::whose::Whose;
use super::{MOST_TOLD, Ops, Progress};
use crate::archive::{At, Item, Kind, Position, Source, Walk};
use crate::base::{Address, Damaged};
use crate::store::{Batch, FileMark, HistoryKey};

/// Octets of a message that are read; what stands behind them is an attachment.
const MOST: usize = 32 << 20;

/// Messages in a batch.
const BATCH: usize = 500;

/// How long a batch is filled: what a kill may lose of the work.
const FILL: Duration = Duration::from_secs(2);

/// Reads, and says what it has read.
pub(super) struct Reader {
    pub(super) ops: Ops,
    pub(super) key: HistoryKey,
    pub(super) whose: Arc<Whose>,
    /// What is older is not learnt.
    pub(super) oldest: Timestamp,
    pub(super) now: Timestamp,
    pub(super) progress: Arc<Progress>,
}

/// What was read besides what is learnt.
#[derive(Default)]
pub(super) struct Read {
    pub(super) left_out: usize,
    pub(super) too_old: usize,
    pub(super) damaged: usize,
    pub(super) damages: Vec<Damaged>,
    pub(super) unopened: usize,
    pub(super) automatic: usize,
    pub(super) files: usize,
    pub(super) unchanged: usize,
    /// Whom mail in folders of sent mail is from that is not learnt as theirs, and how many.
    pub(super) unnamed: HashMap<Address, usize>,
}

/// What is learnt at once, and whom it went to.
#[derive(Default)]
pub(super) struct Lot {
    pub(super) batch: Batch,
    /// Of each message of the batch.
    pub(super) met: Vec<Met>,
}

/// Whom a message went to.
#[derive(Default)]
pub(super) struct Met {
    /// Numbers of the people.
    pub(super) people: Vec<[u8; 16]>,
    /// Numbers of their organisations.
    pub(super) organisations: Vec<[u8; 16]>,
}

/// What is being read.
struct Filling<'a> {
    reader: &'a Reader,
    lots: &'a Sender<Lot>,
    read: Read,
    lot: Lot,
    items: usize,
    since: Instant,
    /// Of the file that is being read: when the newest message in it was sent that is too old, in milliseconds since 1970.
    passed_over: Option<i64>,
}

impl Reader {
    /// Reads all mail at `paths`, folders of sent mail first: of several copies the first teaches, and only the one that is filed
    /// there says who got a blind copy.
    pub(super) fn all(&self, paths: &[PathBuf], lots: &Sender<Lot>, runtime: &Handle) -> Read {
        let (read, lot, since) = (Read::default(), Lot::default(), Instant::now());
        let mut filling = Filling { reader: self, lots, read, lot, items: 0, since, passed_over: None };
        let (mut before, mut later) = (0, Vec::new());
        let mut take = |filling: &mut Filling<'_>, source: Source| {
            let size = source.size;
            if self.stops() || filling.source(source, before, runtime).is_break() {
                return ControlFlow::Break(());
            }
            before += size;
            self.progress.done.store(before, Ordering::Relaxed);
            ControlFlow::Continue(())
        };
        let mut found = paths.iter().filter_map(|path| Walk::of(path).ok()).flatten();
        let read = found.try_for_each(|found| match found {
            Ok(source) if source.sent => take(&mut filling, source),
            Ok(source) => {
                later.push(source);
                ControlFlow::Continue(())
            }
            Err(unopened) => {
                filling.read.unopened += usize::from(unopened.refused);
                filling.damaged(&unopened.path, "", 0, &unopened.why);
                ControlFlow::Continue(())
            }
        });
        if read.is_continue() {
            let _ = later.into_iter().try_for_each(|source| take(&mut filling, source));
        }
        // What was read so far is kept also when somebody has stopped it.
        let _ = filling.send();
        filling.read
    }

    fn stops(&self) -> bool {
        self.progress.stops()
    }

    /// What a file is known again by. A message of a Maildir is renamed whenever its marks change.
    fn number(&self, path: &Path) -> [u8; 16] {
        let name = path.to_string_lossy();
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        let name = match name.rsplit_once(":2,") {
            Some((stable, _)) if folder == "cur" || folder == "new" => stable.replacen("/new/", "/cur/", 1),
            _ if folder == "new" => name.replacen("/new/", "/cur/", 1),
            _ => name.into_owned(),
        };
        self.key.number(format!("{name}\n{}", self.whose.fingerprint()).as_bytes())
    }
}

impl Filling<'_> {
    fn source(&mut self, source: Source, before: u64, runtime: &Handle) -> ControlFlow<()> {
        let (reader, file) = (self.reader, self.reader.number(&source.path));
        self.read.files += 1;
        let kept = reader.ops.read_before(file, runtime);
        let is_same = |mark: &FileMark| mark.size == source.size && mark.modified == source.modified;
        // A message does not change, whatever else is done with its file.
        let is_done = |mark: &FileMark| {
            mark.done && (is_same(mark) || (source.kind == Kind::Message && mark.size == source.size))
        };
        let is_again = kept.as_ref().is_some_and(|mark| mark.is_read_again(reader.oldest));
        if !is_again && kept.as_ref().is_some_and(is_done) {
            self.read.unchanged += 1;
            return ControlFlow::Continue(());
        }
        // An mbox grows at its end; anything else that has changed is another one.
        let goes_on =
            |mark: &FileMark| !is_again && (is_same(mark) || (source.kind == Kind::Mbox && mark.offset <= source.size));
        let read = kept.filter(goes_on);
        let from = read.as_ref().map_or(Position::default(), |m| Position { entry: m.entry, offset: m.offset });
        self.passed_over = read.and_then(|mark| mark.passed_over);
        let mark = FileMark {
            file,
            size: source.size,
            modified: source.modified,
            entry: from.entry,
            offset: from.offset,
            done: false,
            passed_over: None,
            waits: false,
        };
        if is_again {
            self.lot.batch.files.push(mark);
        }
        let mut last = from;
        let told = labelled::read(&source, from, MOST, &mut |item, at| {
            self.item(&source, file, item, &at);
            last = at.next;
            reader.progress.done.store(before + at.done.min(source.size), Ordering::Relaxed);
            reader.progress.messages.fetch_add(1, Ordering::Relaxed);
            if reader.stops() {
                return ControlFlow::Break(());
            }
            if self.items >= BATCH || self.since.elapsed() >= FILL {
                let passed_over = self.passed_over;
                let mark = FileMark { entry: at.next.entry, offset: at.next.offset, passed_over, ..mark };
                self.lot.batch.files.push(mark);
                return self.send();
            }
            ControlFlow::Continue(())
        });
        let done = match told {
            Ok(ControlFlow::Continue(())) => true,
            Ok(ControlFlow::Break(())) => false,
            Err(error) => {
                // What went away meanwhile was moved, or is no longer mail.
                self.read.unopened += usize::from(error.kind() != ErrorKind::NotFound);
                self.damaged(&source.path, "", 0, &error.to_string());
                return ControlFlow::Continue(());
            }
        };
        let passed_over = self.passed_over;
        self.lot.batch.files.push(FileMark { entry: last.entry, offset: last.offset, done, passed_over, ..mark });
        if done { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn item(&mut self, source: &Source, file: [u8; 16], item: Item<'_>, at: &At<'_>) {
        let reader = self.reader;
        let mail = match item {
            Item::Mail(mail) => mail,
            Item::Damaged(damage) => return self.damaged(&source.path, at.entry, at.offset, &damage.to_string()),
        };
        self.items += 1;
        let when = When { oldest: reader.oldest, now: reader.now, kept: mail.kept.or_else(|| source.kept()) };
        match lesson::of(&mail, file, &reader.whose, &reader.key, when) {
            Lesson::Sent(sent) => {
                let mut met = Met::default();
                for address in lesson::others(&sent, &reader.whose) {
                    met.people.push(reader.key.number(address.key().as_bytes()));
                    let organisation = address.domain().map(|domain| domain.registrable().to_owned());
                    met.organisations.extend(organisation.map(|domain| reader.key.number(domain.as_bytes())));
                }
                self.lot.met.push(met);
                self.lot.batch.mails.push(*sent);
            }
            Lesson::Received { from, by, heard } => {
                if mail.sent {
                    *self.read.unnamed.entry(from).or_default() += 1;
                }
                self.read.left_out += usize::from(heard.is_empty());
                self.lot.batch.heard.extend(heard.into_iter().map(|heard| (by.clone(), heard)));
            }
            Lesson::TooOld(at) => {
                self.read.too_old += 1;
                self.passed_over = self.passed_over.max(Some(at.as_millisecond()));
            }
            Lesson::Automatic => self.read.automatic += 1,
            Lesson::Nothing => self.read.left_out += 1,
            Lesson::Damaged(why) => self.damaged(&source.path, at.entry, at.offset, why),
        }
    }

    fn damaged(&mut self, file: &Path, entry: &str, offset: u64, why: &str) {
        self.read.damaged += 1;
        if self.read.damages.len() < MOST_TOLD {
            self.read.damages.push(Damaged::new(file, entry, offset, why));
        }
    }

    /// Sends what is gathered; `Break` when nobody takes it any more.
    fn send(&mut self) -> ControlFlow<()> {
        let lot = std::mem::take(&mut self.lot);
        (self.items, self.since) = (0, Instant::now());
        match self.lots.blocking_send(lot) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}
