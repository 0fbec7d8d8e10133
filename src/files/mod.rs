//! What the files of a message say: their real type, the text people see in them, what is hidden from a first look, and
//! what could not be read. Pure, without I/O, and cannot fail: an encrypted, damaged or endless file is [`Unread`], never
//! clean. The formats strangers write are read in the reader process; it calls [`read`] as [`InProcess`] does.

mod budget;
mod colour;
mod contents;
mod docx;
mod draft;
mod kind;
mod sniff;
mod within;

mod gzip;
mod lzfu;
mod mapi;
mod message;
mod msg;
mod ole;
mod seven_zip;
mod tar;
mod tnef;
mod zip;
mod odf;
mod ooxml;
mod package;
mod pdf;
mod plain;
mod pptx;
mod properties;
mod rtf;
mod xlsx;
mod xml;

pub use contents::{Contents, Feature, Inner, Property, Unread, UnreadKind};
pub use kind::Kind;
pub use sniff::sniff;

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
    let mut contents = guarded(job, kind, budget);
    if sniff::differs(job.name, kind) && !job.octets.is_empty() {
        feature(&mut contents, Feature::NameDiffers);
    }
    if kind.is_zipped() && kind != Kind::Zip && zip::contradicts(job.octets, budget) {
        // An office program shows one of the readings; the others are read as files of an archive.
        feature(&mut contents, Feature::Contradictory);
        contents.inner.extend(guarded(job, Kind::Zip, budget).inner);
    }
    if let Some(second) = sniff::second(job.octets, kind) {
        feature(&mut contents, Feature::Contradictory);
        let contents_of_second = guarded(job, second, budget);
        contents.inner.push(Inner { names: vec![job.name.to_owned()], size: 0, contents: contents_of_second });
    }
    contents
}

fn feature(contents: &mut Contents, feature: Feature) {
    if !contents.features.contains(&feature) {
        contents.features.push(feature);
    }
}

/// [`read_kind`], where a panic in somebody's crate costs this one file.
fn guarded(job: &Job<'_>, kind: Kind, budget: &mut Budget) -> Contents {
    let place = budget.place();
    catch_unwind(AssertUnwindSafe(|| read_kind(job, kind, budget))).unwrap_or_else(|_| {
        budget.come_back(place);
        Contents::unread(kind, UnreadKind::Damaged, "it is damaged")
    })
}

/// Each format in its own file.
fn read_kind(job: &Job<'_>, kind: Kind, budget: &mut Budget) -> Contents {
    match kind {
        kind if kind.is_plain() => plain::read(job, kind, budget),
        Kind::Zip => zip::read(job.octets, budget),
        Kind::Tar => tar::read(job.octets, budget),
        Kind::Gzip => gzip::read(job.octets, job.name, budget),
        Kind::SevenZip => seven_zip::read(job.octets, budget),
        Kind::Message => message::read(job.octets, budget),
        Kind::Msg => msg::read(job.octets, budget),
        Kind::Tnef => tnef::read(job.octets, budget),
        Kind::Ole => ole::read(job.octets, budget),
        // A script is text, whatever else it is: what it says may be a secret.
        Kind::Program if sniff::shape::is_text(job.octets) => plain::read(job, kind, budget),
        Kind::Program | Kind::Image | Kind::Media => Contents { kind, ..Contents::default() },
        Kind::Sealed => sealed(job, budget),
        Kind::Archive => Contents::unread(kind, UnreadKind::Unsupported, "an archive of a format that is not read"),
        Kind::Docx => docx::read(job.octets, budget),
        Kind::Xlsx => xlsx::read(job.octets, budget),
        Kind::Pptx => pptx::read(job.octets, budget),
        Kind::Odt | Kind::Ods | Kind::Odp => odf::read(job.octets, kind, budget),
        Kind::Rtf => rtf::read(job.octets, budget),
        Kind::Pdf => pdf::read(job.octets, budget),
        _ => Contents::unread(kind, UnreadKind::Unsupported, "a file of a format that is not read"),
    }
}

/// What is signed is read; what is encrypted nobody here reads.
fn sealed(job: &Job<'_>, budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Sealed, ..Contents::default() };
    match sniff::signed(job.octets) {
        Some(sniff::Signed::Apart) => {}
        // A MIME entity, if it is one of S/MIME (RFC 8551 §3.1).
        Some(sniff::Signed::Within(octets)) => {
            let inner =
                |budget: &mut Budget| within::declared(vec![job.name.to_owned()], "message/rfc822", &octets, budget);
            match budget.entry().and_then(|()| budget.below(inner)) {
                Ok(inner) => contents.inner.push(inner),
                Err(unread) => contents.unread.push(unread),
            }
        }
        None => {
            let what = "it is encrypted or signed so that it cannot be read";
            contents.unread.push(Unread::new(UnreadKind::Encrypted, what));
        }
    }
    contents
}

/// What the attachments that hold octets say, in their order: plain ones are read here, the others by `reader`.
pub fn read_all(attachments: &[Attachment], reader: &dyn Reader) -> Vec<Contents> {
    let jobs: Vec<(Job, bool)> = attachments.iter().filter_map(job).map(|job| (job, is_plain(&job))).collect();
    let those =
        |plain: bool| jobs.iter().filter(move |(_, is)| *is == plain).map(|(job, _)| *job).collect::<Vec<Job>>();
    let foreign = those(false);
    let foreign = if foreign.is_empty() { Vec::new() } else { reader.read(&foreign) };
    let (mut plain, mut foreign) = (InProcess.read(&those(true)).into_iter(), foreign.into_iter());
    let answers = jobs.iter().map(|(_, is_plain)| if *is_plain { plain.next() } else { foreign.next() });
    answers.map(|contents| contents.unwrap_or_else(Contents::unanswered)).collect()
}

/// Whether [`read_all`] may have to wait for the reader.
pub fn needs_reader(attachments: &[Attachment]) -> bool {
    attachments.iter().filter_map(job).any(|job| !is_plain(&job))
}

/// Whether this process reads it itself: nothing but text, by our own code, or nothing to be read at all.
fn is_plain(job: &Job<'_>) -> bool {
    let kind = sniff(job);
    (kind.is_plain() || kind.is_media()) && sniff::second(job.octets, kind).is_none()
}

fn job(attachment: &Attachment) -> Option<Job<'_>> {
    let Content::Octets { octets, charset } = &attachment.content else { return None };
    Some(Job { name: &attachment.name, media_type: &attachment.media_type, charset: charset.as_deref(), octets })
}
