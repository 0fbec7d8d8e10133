//! An mbox: one file to which programs append. It is taken as a whole while it is locked, and taken apart afterwards.
//!
//! A crash at any moment loses nothing and doubles nothing, for a copy goes through three names in the claim folder:
//! `N.part` is being written and worth nothing; `N.mbox` is complete, and the mbox may still begin with it; `N.cut` has
//! been cut off the mbox. Only then it is split, and only when all its messages are files is it removed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use jiff::Timestamp;
use rustix::fs::{FileType, FlockOperation};

use super::claim::is_batch;
use super::dir::{Dir, status_of};
use super::folder::Folder;

/// A lock file older than this, whose process is gone, was left behind.
const STALE: i64 = 300;

/// What stands behind our number in our own lock files.
const MARK: &str = "outguard";

/// Messages in one batch.
const BATCH: usize = 256;

/// The longest piece of a line that is looked at.
const PIECE: u64 = 64 * 1024;

/// What came of an attempt to take the mbox.
#[derive(Debug)]
pub(super) enum Taken {
    /// Another program has it locked, or has just written to it.
    Busy,
    /// It is not to be touched, for this reason.
    Never(String),
    /// It was cut; the copy of this name is to be split.
    Cut(OsString),
}

/// Whether a copy waits to be cut off the mbox.
pub(super) fn is_half_taken(folder: &Folder) -> bool {
    named(&folder.claims, ".mbox").is_ok_and(|copies| !copies.is_empty())
}

/// Takes everything out of the mbox.
pub(super) fn take(folder: &Folder, number: &OsStr, now: Timestamp) -> io::Result<Taken> {
    let name = folder.mbox_name();
    let Some(_dotlock) = DotLock::take(&folder.source, &name, now)? else { return Ok(Taken::Busy) };
    let claims = &folder.claims;
    let mut half = named(claims, ".mbox")?;
    half.sort();
    let mut mbox = match (folder.source.edit(&name), half.last()) {
        (Ok(mbox), _) => mbox,
        (Err(error), Some(copy)) if error.kind() == io::ErrorKind::NotFound => return cut(claims, copy),
        (Err(error), _) => return Err(error),
    };
    let status = status_of(&mbox)?;
    if status.kind != FileType::RegularFile || status.links != 1 || !folder.takes_from(status.owner) {
        return Ok(Taken::Never("it is no plain file of an account whose mail is taken".to_owned()));
    }
    let exclusive = FlockOperation::NonBlockingLockExclusive;
    if rustix::fs::flock(&mbox, exclusive).is_err() || rustix::fs::fcntl_lock(&mbox, exclusive).is_err() {
        return Ok(Taken::Busy);
    }
    let copy = match half.pop() {
        Some(copy) if begins_with(&mut mbox, &mut claims.read(&copy)?)? => copy,
        // It was cut off, and the crash came before that was written down.
        Some(copy) => return cut(claims, &copy),
        None => suffixed(number, ".mbox"),
    };
    let part = suffixed(number, ".part");
    let size = status_of(&mbox)?.size;
    mbox.seek(SeekFrom::Start(0))?;
    match copied(&mbox, size, claims, &part)
        .and_then(|whole| if whole { claims.replace(&part, claims, &copy).map(|()| true) } else { Ok(false) })
    {
        Ok(true) => {}
        not_copied => {
            // On a full disk it would hold the room that is missing.
            let _ = claims.remove(&part);
            return not_copied.map(|_| Taken::Busy);
        }
    }
    claims.sync()?;
    crate::base::killpoint::reached("O4");
    mbox.set_len(0)?;
    mbox.sync_all()?;
    crate::base::killpoint::reached("O5");
    cut(claims, &copy)
}

/// Copies `size` octets of the mbox; whether that is all that is in it.
fn copied(mbox: &File, size: u64, claims: &Dir, part: &OsStr) -> io::Result<bool> {
    let mut to = claims.create(part, 0o600)?;
    let copied = io::copy(&mut mbox.take(size), &mut to)?;
    to.sync_all()?;
    Ok(copied == size && status_of(mbox)?.size == size)
}

fn cut(claims: &Dir, copy: &OsStr) -> io::Result<Taken> {
    let number = copy.as_bytes().strip_suffix(b".mbox").unwrap_or(copy.as_bytes());
    let whole = suffixed(OsStr::from_bytes(number), ".cut");
    claims.replace(copy, claims, &whole)?;
    claims.sync()?;
    Ok(Taken::Cut(whole))
}

/// The copies that are still to be split, after a crash; what is worth nothing is removed.
pub(super) fn left_over(folder: &Folder) -> io::Result<Vec<OsString>> {
    for part in named(&folder.claims, ".part")? {
        folder.claims.remove(&part)?;
    }
    let mut cut = named(&folder.claims, ".cut")?;
    cut.sort();
    Ok(cut)
}

/// Splits a copy into batches of messages, in their order, and removes it. Begun again, it begins anew.
pub(super) fn split(folder: &Folder, cut: &OsStr) -> io::Result<Vec<OsString>> {
    let claims = &folder.claims;
    let number = OsStr::from_bytes(cut.as_bytes().strip_suffix(b".cut").unwrap_or(cut.as_bytes()));
    let before = claims.names()?.collect::<io::Result<Vec<_>>>()?;
    let begun = |name: &&OsString| is_batch(name) && name.as_bytes().starts_with(number.as_bytes());
    for batch in before.iter().filter(begun).filter(|name| claims.below(name).is_ok()) {
        let dir = claims.below(batch)?;
        for name in dir.names()?.collect::<io::Result<Vec<_>>>()? {
            dir.remove(&name)?;
        }
        claims.remove_folder(batch)?;
    }
    let mut batches = Batches { claims, number, mbox: folder.mbox_name(), count: 0, made: Vec::new(), dir: None };
    messages(BufReader::new(claims.read(cut)?), &mut batches)?;
    // Thousands of files at once: one call for all of them.
    claims.sync_all()?;
    claims.remove(cut)?;
    claims.sync()?;
    Ok(batches.made)
}

/// Where messages of a copy are written to.
struct Batches<'a> {
    claims: &'a Dir,
    number: &'a OsStr,
    mbox: OsString,
    count: usize,
    made: Vec<OsString>,
    dir: Option<Dir>,
}

impl Batches<'_> {
    fn next(&mut self) -> io::Result<BufWriter<File>> {
        if self.count.is_multiple_of(BATCH) {
            let batch = suffixed(self.number, &format!(".{:06}", self.count / BATCH));
            self.claims.make(&batch, 0o700)?;
            self.dir = Some(self.claims.below(&batch)?);
            self.made.push(batch);
        }
        self.count += 1;
        let stem = &self.mbox.as_bytes()[..self.mbox.len().min(200)];
        let name = [stem, b"-", self.number.as_bytes(), format!("-{:06}.eml", self.count).as_bytes()].concat();
        let dir = self.dir.as_ref().ok_or(io::ErrorKind::NotFound)?;
        Ok(BufWriter::new(dir.create(&OsString::from_vec(name), 0o600)?))
    }
}

/// Cuts at lines that begin with `From ` behind an empty line, takes that line and the empty line before it away, and one
/// `>` from lines that were quoted for looking like one.
fn messages(mut from: impl BufRead, batches: &mut Batches<'_>) -> io::Result<()> {
    let mut to: Option<BufWriter<File>> = None;
    let mut line = Vec::new();
    // The empty line that may be the separator's.
    let mut empty: Vec<u8> = Vec::new();
    let (mut behind_empty, mut begins) = (true, true);
    loop {
        line.clear();
        if from.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if begins && behind_empty && line.starts_with(b"From ") {
            empty.clear();
            finished(to)?;
            (to, behind_empty) = (Some(batches.next()?), false);
            // The rest of a very long line goes with it.
            while !line.ends_with(b"\n") {
                line.clear();
                if from.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
                    break;
                }
            }
            continue;
        }
        let is_empty = begins && (line == b"\n" || line == b"\r\n");
        if to.is_none() && !is_empty {
            to = Some(batches.next()?);
        }
        if let Some(to) = &mut to {
            to.write_all(&empty)?;
            empty.clear();
            let quoted =
                line.iter().position(|b| *b != b'>').is_some_and(|at| at > 0 && line[at..].starts_with(b"From "));
            if is_empty {
                empty.extend_from_slice(&line);
            } else {
                to.write_all(if begins && quoted { &line[1..] } else { &line })?;
            }
            behind_empty = is_empty;
        }
        begins = line.ends_with(b"\n");
    }
    finished(to)
}

fn finished(file: Option<BufWriter<File>>) -> io::Result<()> {
    file.map_or(Ok(()), |mut file| file.flush())
}

/// Whether `mbox` begins with all that is in `copy`.
fn begins_with(mbox: &mut File, copy: &mut File) -> io::Result<bool> {
    let (size, needed) = (status_of(mbox)?.size, status_of(copy)?.size);
    if size < needed {
        return Ok(false);
    }
    mbox.seek(SeekFrom::Start(0))?;
    let (mut one, mut other) = (BufReader::new(mbox.take(needed)), BufReader::new(copy));
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let both = a.len().min(b.len());
        if both == 0 {
            return Ok(a.len() == b.len());
        }
        if a[..both] != b[..both] {
            return Ok(false);
        }
        one.consume(both);
        other.consume(both);
    }
}

fn named(claims: &Dir, ending: &str) -> io::Result<Vec<OsString>> {
    let names = claims.names()?.collect::<io::Result<Vec<_>>>()?;
    Ok(names.into_iter().filter(|name| name.as_bytes().ends_with(ending.as_bytes())).collect())
}

fn suffixed(name: &OsStr, suffix: &str) -> OsString {
    OsString::from_vec([name.as_bytes(), suffix.as_bytes()].concat())
}

/// `MBOX.lock`, as mail programs make it; removed when it is dropped.
struct DotLock<'a> {
    folder: &'a Dir,
    name: OsString,
}

impl DotLock<'_> {
    fn take<'a>(folder: &'a Dir, mbox: &OsStr, now: Timestamp) -> io::Result<Option<DotLock<'a>>> {
        let name = suffixed(mbox, ".lock");
        for _ in 0..2 {
            match folder.create(&name, 0o644) {
                Ok(mut file) => {
                    let lock = DotLock { folder, name };
                    write!(file, "{} {MARK}", std::process::id())?;
                    return Ok(Some(lock));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            if !is_stale(folder, &name, now) {
                return Ok(None);
            }
            match folder.remove(&name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(None)
    }
}

impl Drop for DotLock<'_> {
    fn drop(&mut self) {
        let _ = self.folder.remove(&self.name);
    }
}

/// Old, and no process of the number in it is there; or our own. Only one Outguard watches an mbox and takes it once at a
/// time, so that one was left by a crash.
fn is_stale(folder: &Dir, name: &OsStr, now: Timestamp) -> bool {
    let Ok(status) = folder.status(name) else { return false };
    let mut text = String::new();
    let read = folder.read(name).and_then(|file| file.take(64).read_to_string(&mut text));
    let text = if read.is_ok() { text.trim() } else { "" };
    let process = text.split_whitespace().next().and_then(|number| number.parse::<u32>().ok()).filter(|n| *n > 0);
    let lives = process.is_some_and(|number| Path::new("/proc").join(number.to_string()).exists());
    text.ends_with(MARK) || (!lives && now.as_second().saturating_sub(status.modified.0) > STALE)
}
