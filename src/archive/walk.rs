//! Which files below a folder have mail in them, by name order: folders of messages and Maildirs, mbox files with and without
//! folders beside them (`.sbd`), archives. One folder's names are in memory at a time.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use flate2::read::MultiGzDecoder;

use super::{Kind, Source, mbox, message};

/// How folders of sent mail begin, in the languages mail programs speak.
const SENT: [&str; 3] = ["sent", "gesendet", "enviad"];

/// How folders begin whose mail nobody meant to send or to read.
const LEFT_OUT: [&str; 16] = [
    "junk",
    "spam",
    "trash",
    "drafts",
    "templates",
    "unsent",
    "deleted",
    "entwürfe",
    "vorlagen",
    "papierkorb",
    "gelöscht",
    "borradores",
    "plantillas",
    "papelera",
    "correo no deseado",
    "eliminados",
];

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
/// When there is no such file.
pub fn size(path: &Path) -> io::Result<Size> {
    let mut size = Size::default();
    for (_, meta) in Files::of(path)? {
        size.files += 1;
        size.octets += meta.len();
    }
    Ok(size)
}

/// The files with mail in them, in name order.
pub struct Walk {
    files: Files,
}

impl Walk {
    /// Those at `path`, a file or a folder.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn of(path: &Path) -> io::Result<Walk> {
        Ok(Walk { files: Files::of(path)? })
    }
}

impl Iterator for Walk {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        let files = &mut self.files;
        files.find_map(|(path, meta)| source(path, &meta))
    }
}

/// What this file is, when it is mail.
fn source(path: PathBuf, meta: &Metadata) -> Option<Source> {
    let kind = kind(&path)?;
    let since = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
    let sent = is_sent(&path);
    Some(Source { path, kind, size: meta.len(), modified, sent })
}

/// By the first octets; a name is only a name.
fn kind(path: &Path) -> Option<Kind> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    if head.starts_with(b"PK\x03\x04") {
        return Some(Kind::Zip);
    }
    if head.starts_with(b"\x1f\x8b") {
        let mut inner = Vec::new();
        // A file cut in the middle has a beginning all the same.
        let _ = MultiGzDecoder::new(File::open(path).ok()?).take(HEAD as u64).read_to_end(&mut inner);
        return is_tar(&inner).then_some(Kind::TarGz);
    }
    if is_tar(&head) {
        return Some(Kind::Tar);
    }
    if mbox::begins(&head) {
        return Some(Kind::Mbox);
    }
    message::is_header(&head).then_some(Kind::Message)
}

fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Whether a folder or file of this path is named like sent mail.
pub(super) fn is_sent(path: &Path) -> bool {
    let behind = |name: &str| SENT.iter().find_map(|start| name.strip_prefix(start)?.chars().next().or(Some(' ')));
    names(path).any(|name| behind(&name).is_some_and(|next| !next.is_alphabetic() || !name.starts_with("sent")))
}

/// Whether what lies at this path, in an archive, may be mail that somebody sent or got.
pub(super) fn may_be_mail(path: &Path) -> bool {
    !names(path).any(|name| LEFT_OUT.iter().any(|start| name.starts_with(start)))
        && path.extension().is_none_or(|end| !NO_MAIL.contains(&end.to_string_lossy().to_lowercase().as_str()))
}

/// The names of the file and of the folders around it, as compared: the dot of a Maildir's folders says nothing, nor does
/// `INBOX.` behind it.
fn names(path: &Path) -> impl Iterator<Item = String> {
    path.components().rev().take(4).filter_map(|component| match component {
        Component::Normal(name) => {
            let name = name.to_string_lossy().to_lowercase();
            let name = name.trim_start_matches('.');
            Some(name.strip_prefix("inbox.").unwrap_or(name).to_owned())
        }
        _ => None,
    })
}

/// All files below a path that may be mail by their names, in name order; links to folders are not followed.
struct Files {
    /// What is still to be looked at, the next one last.
    left: Vec<PathBuf>,
}

impl Files {
    fn of(path: &Path) -> io::Result<Files> {
        fs::metadata(path)?;
        Ok(Files { left: vec![path.to_owned()] })
    }
}

impl Iterator for Files {
    type Item = (PathBuf, Metadata);

    fn next(&mut self) -> Option<(PathBuf, Metadata)> {
        while let Some(path) = self.left.pop() {
            let Ok(meta) = fs::metadata(&path) else { continue };
            if meta.is_file() {
                return Some((path, meta));
            }
            if !meta.is_dir() {
                continue;
            }
            // Of Thunderbird's profile the folders of mail; and in a Maildir, what is being written is not there yet.
            let is_profile = path.join("prefs.js").is_file();
            let is_maildir = path.join("cur").is_dir() && path.join("new").is_dir();
            let wanted = |below: &PathBuf| {
                let name = below.file_name().unwrap_or_default();
                may_be_mail(Path::new(name))
                    && (!is_profile || name == "Mail" || name == "ImapMail")
                    && (!is_maildir || name != "tmp")
                    && (!below.is_symlink() || below.is_file())
            };
            self.left.extend(entries(&path).into_iter().filter(wanted).rev());
        }
        None
    }
}

/// What is in a folder, by name; nothing when it is none.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
