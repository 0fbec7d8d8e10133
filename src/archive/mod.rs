//! Mail that was kept in files: mbox, Maildir, folders of messages, Thunderbird's profiles, and zip and tar archives of these.
//! Read as a stream, message by message, from wherever the last reading ended; a message has at most so many octets in
//! memory, however long it is.

mod gzip;
mod labels;
mod mbox;
mod message;
mod names;
mod packed;
mod sent;
mod separator;
mod utf7;
mod walk;

use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use labels::Labels;
use packed::Packed;
pub use sent::{Folder, folders};
pub use walk::{Size, Unopened, Walk, size};

/// Octets read from a file at a time.
const BUFFER: usize = 1 << 18;

/// A file with mail in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Its octets.
    pub size: u64,
    /// When it was changed last, in milliseconds since 1970; 0 where the file system does not say.
    pub modified: i64,
    /// Whether it is named like sent mail, or lies in a folder named so.
    pub sent: bool,
}

impl Source {
    /// When the message in it was kept, where it is one of its own.
    pub fn kept(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.modified).ok().filter(|_| self.kind == Kind::Message)
    }
}

/// What a file with mail in it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Messages one after the other (RFC 4155).
    Mbox,
    /// One message.
    Message,
    /// One of these in gzip.
    Gzip,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A tar archive in gzip.
    TarGz,
}

/// How far a file has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Files of an archive that are done.
    pub entry: u64,
    /// Octets of the file, or of the file in the archive, that are done.
    pub offset: u64,
}

/// A message as it lies in its file, line ends too.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// Its octets, as far as they were asked for.
    pub bytes: &'a [u8],
    /// Whether these are all.
    pub whole: bool,
    /// Whether it lies in a folder named like sent mail.
    pub sent: bool,
    /// When it was put into its mbox, where that says it.
    pub kept: Option<Timestamp>,
}

/// What stands in a file.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A message.
    Mail(Mail<'a>),
    /// Something that cannot be read.
    Damaged(Damage),
}

/// Why something is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Damage {
    /// It does not begin with the fields of a header.
    #[error("no header")]
    NoHeader,
    /// The file cannot be read.
    #[error("cannot be read")]
    Unreadable,
    /// The archive ends in the middle, or is not as it should be.
    #[error("the archive is damaged")]
    Archive,
    /// A file in an archive that is encrypted or packed in a way nobody reads here.
    #[error("encrypted, or packed in an unknown way")]
    Sealed,
    /// An archive in an archive.
    #[error("an archive in an archive is not read: unpack it first")]
    Nested,
    /// A message as Outlook saves it (MS-OXMSG).
    #[error("a message in Outlook's own format is not read: export it as .eml or mbox")]
    Outlook,
    /// A file that is packed in a way nobody reads here.
    #[error("packed in a way that is not read here: unpack it, or export it as mbox")]
    Foreign,
}

/// Where something stood, and where to go on behind it.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The file in the archive; empty where it is none.
    pub entry: &'a str,
    /// The octet it begins at, in its file.
    pub offset: u64,
    /// Where the next one begins.
    pub next: Position,
    /// Octets of the source that are done, for who shows how far it is.
    pub done: u64,
}

/// What is told of every message: the item, and where it stood. `Break` ends the reading.
pub type Each<'a> = dyn FnMut(Item<'_>, At<'_>) -> ControlFlow<()> + 'a;

/// Reads `source` from `from` on: `each` gets at most `most` octets of every message.
///
/// # Errors
/// When the file cannot be opened. What cannot be read in it is told as [`Item::Damaged`].
pub fn read(source: &Source, from: Position, most: usize, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
    let file = File::open(&source.path)?;
    let packed = Packed { source, from, most, sent: source.sent };
    match source.kind {
        Kind::Mbox => mbox::file(file, from.offset, most, source.sent, each),
        Kind::Message => message::file(file, most, source, each),
        Kind::Gzip => gzip::file(file, from, most, source, each),
        Kind::Zip => Ok(packed.zip(file, each)),
        Kind::Tar | Kind::TarGz => Ok(packed.tar(file, source.kind == Kind::TarGz, each)),
    }
}

/// Where the first message begins at or behind octet `offset` of an mbox file, for who looks into its middle; `None` where none
/// does.
///
/// # Errors
/// When the file cannot be read.
pub fn next_in_mbox(source: &Source, offset: u64) -> io::Result<Option<Position>> {
    let next = mbox::next(File::open(&source.path)?, offset)?;
    Ok(next.map(|offset| Position { entry: 0, offset }))
}

/// Reads everything at `path`, a file or a folder, from the beginning.
///
/// # Errors
/// When it cannot be opened. What cannot be read below it is left out.
pub fn each_message(path: &Path, most: usize, each: &mut Each<'_>) -> io::Result<()> {
    for source in Walk::of(path)?.flatten() {
        if let Ok(ControlFlow::Break(())) = read(&source, Position::default(), most, each) {
            break;
        }
    }
    Ok(())
}

fn buffered(file: File) -> BufReader<File> {
    BufReader::with_capacity(BUFFER, file)
}
