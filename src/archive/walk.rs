//! Which files below a folder have mail in them, by name order: folders of messages and Maildirs, mbox files with and without
//! folders beside them (`.sbd`), archives. One folder's names are in memory at a time.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use flate2::read::MultiGzDecoder;

use super::{Damage, Kind, Source, message, names, separator};

/// What programs keep beside mail.
const NO_MAIL: [&str; 14] = [
    "msf",
    "dat",
    "lock",
    "ini",
    "json",
    "js",
    "sqlite",
    "sqlite-wal",
    "sqlite-shm",
    "db",
    "mab",
    "html",
    "xml",
    "log",
];

/// Octets that tell what a file is; the mark of tar is the last of them.
const HEAD: usize = 512;

/// How files begin that are packed in ways nobody reads here: bzip2, xz, Zstandard, 7z, rar, and the one file Outlook keeps all
/// its mail in.
const FOREIGN: [&[u8]; 6] =
    [b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"!BDN"];

/// How files of Microsoft's programs begin, messages that Outlook saves among them (MS-CFB §2.2).
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How zip and gzip files begin.
const ZIP: &[u8] = b"PK\x03\x04";
const GZIP: &[u8] = b"\x1f\x8b";

/// How names of archives end.
const ARCHIVES: [&str; 12] = ["zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "pst", "ost", "tbz"];

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Files that may be mail.
    pub files: u64,
    /// Their octets.
    pub octets: u64,
}

/// How much there is to read at `path`, without opening a file.
///
/// # Errors
/// When it cannot be opened.
pub fn size(path: &Path) -> io::Result<Size> {
    let mut size = Size::default();
    for (_, meta) in Files::of(path)?.flatten() {
        size.files += 1;
        size.octets += meta.len();
    }
    Ok(size)
}

/// A file or folder that cannot be opened, or a file that nobody can read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct Unopened {
    /// Which.
    pub path: PathBuf,
    /// Why, in words.
    pub why: String,
    /// Whether the system refuses it; else it is of a kind that nobody reads here.
    pub refused: bool,
}

impl Unopened {
    fn refused(path: PathBuf, error: &io::Error) -> Unopened {
        Unopened { path, why: error.to_string(), refused: true }
    }

    /// One that nobody can read here, and why.
    pub fn unread(path: PathBuf, why: Damage) -> Unopened {
        Unopened { path, why: why.to_string(), refused: false }
    }
}

/// The files with mail in them, in name order, and what cannot be opened among them.
pub struct Walk {
    files: Files,
    /// Folders called like sent mail, and whether all in them is.
    sent: HashMap<PathBuf, bool>,
}

impl Walk {
    /// Those at `path`, a file or a folder.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn of(path: &Path) -> io::Result<Walk> {
        Ok(Walk { files: Files::of(path)?, sent: HashMap::new() })
    }

    /// Whether a file is sent mail, by the nearest name that says it, its own or of a folder around it. A folder is named for what
    /// is in it, so one in which names say it, too (`Sent and more` with `INBOX` and `Sent`), says nothing of the rest.
    fn is_sent(&mut self, path: &Path) -> bool {
        let Some((named, sent)) = names::nearest(path) else { return false };
        if !sent || named == path {
            return sent;
        }
        *self.sent.entry(named.to_owned()).or_insert_with(|| !is_divided(named))
    }
}

impl Iterator for Walk {
    type Item = Result<Source, Unopened>;

    fn next(&mut self) -> Option<Result<Source, Unopened>> {
        let found = self.files.find_map(|found| match found {
            Ok((path, meta)) => source(path, &meta).transpose(),
            Err(unopened) => Some(Err(unopened)),
        })?;
        Some(found.map(|source| Source { sent: self.is_sent(&source.path), ..source }))
    }
}

/// Whether the name of some mail in this folder, or of a folder in it, says whether it was sent.
fn is_divided(folder: &Path) -> bool {
    let says = |path: &Path| path.strip_prefix(folder).is_ok_and(|below| names::is_sent(below).is_some());
    let is_mail = |path: &Path| matches!(kind(path), Ok(Found::Mail(_)));
    Files::of(folder).is_ok_and(|files| files.flatten().any(|(path, _)| says(&path) && is_mail(&path)))
}

/// What this file is, when it is mail; whether it was sent is said elsewhere.
fn source(path: PathBuf, meta: &Metadata) -> Result<Option<Source>, Unopened> {
    let kind = match kind(&path) {
        Ok(Found::Mail(kind)) => kind,
        Ok(Found::Damaged(damage)) => return Err(Unopened::unread(path, damage)),
        Ok(Found::Other) => return Ok(None),
        // It went away meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Unopened::refused(path, &error)),
    };
    let since = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
    Ok(Some(Source { path, kind, size: meta.len(), modified, sent: false }))
}

/// What a file is.
enum Found {
    Mail(Kind),
    /// Mail, as it seems, that nobody reads here.
    Damaged(Damage),
    /// No mail.
    Other,
}

/// By the first octets; a name is only a name.
fn kind(path: &Path) -> io::Result<Found> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    let is_gzip = head.starts_with(GZIP);
    if is_gzip {
        head.clear();
        let unpacked = MultiGzDecoder::new(File::open(path)?).take(HEAD as u64).read_to_end(&mut head);
        // A file cut in the middle has a beginning all the same.
        if unpacked.is_err() && head.is_empty() {
            return Ok(Found::Damaged(Damage::Archive));
        }
    }
    let is_mail = separator::is_mbox(&head) || message::is_message(&head);
    Ok(match (is_tar(&head), is_gzip) {
        (true, true) => Found::Mail(Kind::TarGz),
        (true, false) => Found::Mail(Kind::Tar),
        (false, true) if is_mail => Found::Mail(Kind::Gzip),
        (false, true) if is_archive(&head) => Found::Damaged(Damage::Foreign),
        (false, true) => match other(&path.with_extension(""), &head) {
            Found::Mail(_) => Found::Mail(Kind::Gzip),
            found => found,
        },
        (false, false) if head.starts_with(ZIP) => Found::Mail(Kind::Zip),
        (false, false) if is_archive(&head) => Found::Damaged(Damage::Foreign),
        (false, false) if separator::is_mbox(&head) => Found::Mail(Kind::Mbox),
        (false, false) if is_mail => Found::Mail(Kind::Message),
        (false, false) => other(path, &head),
    })
}

/// What a file is that does not begin as mail does. What is told of one by reading it is told once, however often it is met.
fn other(path: &Path, head: &[u8]) -> Found {
    match damage(path, head) {
        Some(Damage::NoHeader) => Found::Mail(Kind::Message),
        Some(damage) => Found::Damaged(damage),
        None => Found::Other,
    }
}

/// Why a file that begins so is no mail, when its name says that it is. Programs keep more in their folders than mail.
pub(super) fn damage(path: &Path, head: &[u8]) -> Option<Damage> {
    let damage = if head.starts_with(OLE) { Damage::Outlook } else { Damage::NoHeader };
    names::is_mail_by_name(path).then_some(damage)
}

/// Whether a file that begins so is an archive, or packed.
pub(super) fn is_archive(head: &[u8]) -> bool {
    head.starts_with(ZIP) || head.starts_with(GZIP) || is_tar(head) || FOREIGN.iter().any(|mark| head.starts_with(mark))
}

/// Whether a file is named like an archive; other programs pack their files, too.
pub(super) fn is_named_so(path: &Path) -> bool {
    path.extension().is_some_and(|end| ARCHIVES.iter().any(|archive| end.eq_ignore_ascii_case(archive)))
}

fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Whether what lies at this path may be mail that somebody sent or got.
pub(super) fn may_be_mail(path: &Path) -> bool {
    !names::is_left_out(path)
        && path.extension().is_none_or(|end| !NO_MAIL.contains(&end.to_string_lossy().to_lowercase().as_str()))
}

/// All files below a path that may be mail by their names, in name order; links to folders are not followed.
struct Files {
    /// What is still to be looked at, the next one last.
    left: Vec<PathBuf>,
}

impl Files {
    fn of(path: &Path) -> io::Result<Files> {
        let meta = fs::metadata(path)?;
        if meta.is_dir() {
            fs::read_dir(path)?;
        } else if meta.is_file() {
            File::open(path)?;
        } else {
            // A pipe is not opened: that waits until somebody writes into it.
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is neither a file nor a folder"));
        }
        Ok(Files { left: vec![path.to_owned()] })
    }
}

impl Iterator for Files {
    type Item = Result<(PathBuf, Metadata), Unopened>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.left.pop() {
            let meta = match fs::metadata(&path) {
                Ok(meta) => meta,
                // It went away, or is a link to what did.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Some(Err(Unopened::refused(path, &error))),
            };
            if meta.is_file() {
                return Some(Ok((path, meta)));
            }
            if !meta.is_dir() {
                continue;
            }
            // Of Thunderbird's profile the folders of mail; and in a Maildir, what is being written is not there yet.
            let is_profile = path.join("prefs.js").is_file();
            let is_maildir = path.join("cur").is_dir() && path.join("new").is_dir();
            let is_maildirs = path.file_name().is_some_and(|name| name == "cur" || name == "new");
            let wanted = |below: &PathBuf| {
                let name = below.file_name().unwrap_or_default();
                // The folders around it were looked at before; that of a Maildir says what its name means.
                let shown = if is_maildirs { Path::new("cur").join(name) } else { PathBuf::from(name) };
                (may_be_mail(&shown) || holds_mailboxes(below))
                    && (!is_profile || name == "Mail" || name == "ImapMail")
                    && (!is_maildir || name != "tmp")
                    && (!below.is_symlink() || !below.is_dir())
            };
            match entries(&path) {
                Ok(entries) => self.left.extend(entries.into_iter().filter(wanted).rev()),
                Err(error) => return Some(Err(Unopened::refused(path, &error))),
            }
        }
        None
    }
}

/// Whether a mailbox is in a folder, or in one of the folders in it: then these are people, and its name (`deleted`, for those who
/// left) says nothing of their mail.
fn holds_mailboxes(folder: &Path) -> bool {
    let is_around = |folder: &Path| folder.join(names::MAILBOX).is_dir();
    is_around(folder) || entries(folder).is_ok_and(|below| below.iter().any(|below| is_around(below)))
}

/// What is in a folder, by name.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}
