//! What the files of a message say: their real type, the text people see in them, what is hidden from a first look, and
//! what could not be read. Pure, without I/O, and cannot fail: an encrypted, damaged or endless file is [`Unread`], never
//! clean. The formats strangers write are read in the reader process; it calls [`read`] as [`InProcess`] does.

mod budget;
mod contents;
mod kind;
mod plain;

pub use contents::{Contents, Feature, Inner, Property, Unread, UnreadKind};
pub use kind::{Kind, sniff};

use std::fmt::Debug;

use budget::Budget;
use serde::{Deserialize, Serialize};

use crate::parse::{Attachment, Content};

/// A file to read.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Its name; empty if there is none. Never believed, only compared with what it is.
    pub name: &'a str,
    /// The declared media type, lower case.
    pub media_type: &'a str,
    /// The declared charset, where it is text.
    pub charset: Option<&'a str>,
    /// The decoded octets.
    pub octets: &'a [u8],
}

/// Where reading stops; what lies behind is [`UnreadKind::Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Files in files in files.
    pub depth: usize,
    /// Files in one attachment, all levels together.
    pub entries: usize,
    /// Octets all packed files of one attachment may expand to, together.
    pub expanded: u64,
    /// Octets a packed file may expand to for each octet it takes.
    pub ratio: u64,
    /// Octets of text kept of one attachment.
    pub text: usize,
}

impl Default for Limits {
    /// Three levels, 10,000 files, 100 MiB, a hundredfold, 8 MiB of text.
    fn default() -> Limits {
        Limits { depth: 3, entries: 10_000, expanded: 100 << 20, ratio: 100, text: 8 << 20 }
    }
}

/// Whoever reads the files of a message: this process, or one that may die of them.
pub trait Reader: Debug + Send + Sync {
    /// What each file says, in the order of `jobs`.
    fn read(&self, jobs: &[Job<'_>]) -> Vec<Contents>;
}

/// Reads in the calling process: for the reader process itself, tests and benchmarks.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl Reader for InProcess {
    fn read(&self, jobs: &[Job<'_>]) -> Vec<Contents> {
        jobs.iter().map(|job| read(job, &Limits::default())).collect()
    }
}

/// Reads one file and the files within it.
pub fn read(job: &Job<'_>, limits: &Limits) -> Contents {
    read_within(job, &mut Budget::new(limits))
}

/// Reads one file with what is left of a budget; a container calls this again for each file within, one level down.
fn read_within(job: &Job<'_>, budget: &mut Budget) -> Contents {
    let kind = sniff(job);
    match kind {
        kind if kind.is_plain() => plain::read(job, kind, budget),
        _ => Contents::unread(kind, UnreadKind::Unsupported, &format!("`{}` is not read", job.media_type)),
    }
}

/// What the attachments that hold octets say, in their order: plain ones are read here, the others by `reader`.
pub fn read_all(attachments: &[Attachment], reader: &dyn Reader) -> Vec<Contents> {
    let jobs: Vec<Job> = attachments.iter().filter_map(job).collect();
    let (plain, foreign): (Vec<Job>, Vec<Job>) = jobs.iter().partition(|job| sniff(job).is_plain());
    let foreign = if foreign.is_empty() { Vec::new() } else { reader.read(&foreign) };
    let (mut plain, mut foreign) = (InProcess.read(&plain).into_iter(), foreign.into_iter());
    let answer = |job| if sniff(job).is_plain() { plain.next() } else { foreign.next() };
    jobs.iter().map(answer).map(|contents| contents.unwrap_or_else(Contents::unanswered)).collect()
}

/// Whether [`read_all`] may have to wait for the reader.
pub fn needs_reader(attachments: &[Attachment]) -> bool {
    attachments.iter().filter_map(job).any(|job| !sniff(&job).is_plain())
}

fn job(attachment: &Attachment) -> Option<Job<'_>> {
    let Content::Octets { octets, charset } = &attachment.content else { return None };
    Some(Job { name: &attachment.name, media_type: &attachment.media_type, charset: charset.as_deref(), octets })
}
