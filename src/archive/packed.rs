//! Zip and tar archives of mail. Nothing is unpacked onto the disk; a file in an archive is a stream like any other.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::mbox::{self, Stream};
use super::{At, BUFFER, Damage, Each, Item, Position, Source, buffered, message, names, separator, walk};

/// What is to be read of one archive.
pub(super) struct Packed<'a> {
    pub(super) source: &'a Source,
    /// Where to begin.
    pub(super) from: Position,
    /// Octets of every message that are wanted.
    pub(super) most: usize,
    /// Whether files in it are sent mail whose names do not say it.
    pub(super) sent: bool,
}

impl Packed<'_> {
    /// Reads a zip archive. Its files are in the order of its directory.
    pub(super) fn zip(mut self, file: File, each: &mut Each<'_>) -> ControlFlow<()> {
        let Ok(mut archive) = zip::ZipArchive::new(buffered(file)) else {
            return each(Item::Damaged(Damage::Archive), self.end(0));
        };
        self.sent = self.sent && !archive.file_names().flatten().any(|name| says_sent(&name));
        let (files, size) = (archive.len(), self.source.size);
        let first = usize::try_from(self.from.entry).unwrap_or(usize::MAX);
        for i in first.min(files)..files {
            let number = i as u64;
            let done = size * number / files as u64;
            match archive.by_index(i) {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) => {
                    let name = entry.name().map(Cow::into_owned).unwrap_or_default();
                    let (share, whole) = (size / files as u64, entry.size().max(1));
                    let mut each = |item: Item<'_>, at: At<'_>| {
                        let within = share.saturating_mul(at.done.min(whole)) / whole;
                        each(item, At { done: done + within, ..at })
                    };
                    self.entry(entry, &name, number, &mut each)?;
                }
                Err(_) => each(Item::Damaged(Damage::Sealed), At { done, ..self.end(number + 1) })?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads a tar archive, in gzip or not. One in gzip cannot be sought in: what was read before is unpacked once more, and
    /// passed over.
    pub(super) fn tar(mut self, file: File, is_gzip: bool, each: &mut Each<'_>) -> ControlFlow<()> {
        self.sent = self.sent && !self.is_divided(is_gzip);
        let (counted, done) = Counted::new(file);
        let read = BufReader::with_capacity(BUFFER, counted);
        let mut each = |item: Item<'_>, at: At<'_>| each(item, At { done: done.get(), ..at });
        if is_gzip { self.entries(MultiGzDecoder::new(read), &mut each) } else { self.entries(read, &mut each) }
    }

    /// Whether the names of files in a tar archive say whether they are sent mail. They stand all over it, so it is read once more
    /// where its own name says that it is.
    fn is_divided(&self, is_gzip: bool) -> bool {
        let says = |reader: &mut dyn Read| {
            let mut archive = tar::Archive::new(reader);
            let Ok(entries) = archive.entries() else { return false };
            let mut files = entries.map_while(Result::ok).filter(|entry| entry.header().entry_type().is_file());
            files.any(|entry| says_sent(&String::from_utf8_lossy(&entry.path_bytes())))
        };
        let Ok(file) = File::open(&self.source.path).map(buffered) else { return false };
        if is_gzip { says(&mut MultiGzDecoder::new(file)) } else { says(&mut { file }) }
    }

    fn entries(&self, reader: impl Read, each: &mut Each<'_>) -> ControlFlow<()> {
        let mut archive = tar::Archive::new(reader);
        let Ok(entries) = archive.entries() else { return each(Item::Damaged(Damage::Archive), self.end(0)) };
        for (number, entry) in (0_u64..).zip(entries) {
            let Ok(entry) = entry else { return each(Item::Damaged(Damage::Archive), self.end(number)) };
            if number >= self.from.entry && entry.header().entry_type().is_file() {
                let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                self.entry(entry, &name, number, each)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads file `number` of an archive, if it is mail.
    fn entry(&self, reader: impl Read, name: &str, number: u64, each: &mut Each<'_>) -> ControlFlow<()> {
        if !walk::may_be_mail(Path::new(name)) {
            return ControlFlow::Continue(());
        }
        let sent = names::is_sent(Path::new(name)).unwrap_or(self.sent);
        let behind = Position { entry: number + 1, offset: 0 };
        let mut reader = BufReader::with_capacity(BUFFER, reader);
        let Ok(head) = reader.fill_buf() else {
            return each(Item::Damaged(Damage::Sealed), At { entry: name, offset: 0, next: behind, done: 0 });
        };
        if separator::is_mbox(head) {
            let offset = if number == self.from.entry { self.from.offset } else { 0 };
            return mbox::packed(&mut reader, offset, &Stream { entry: name, number, sent, most: self.most }, each);
        }
        if !message::is_message(head) {
            let is_nested = walk::is_archive(head) && walk::is_named_so(Path::new(name));
            let damage = if is_nested { Some(Damage::Nested) } else { walk::damage(Path::new(name), head) };
            let place = At { entry: name, offset: 0, next: behind, done: 0 };
            return damage.map_or(ControlFlow::Continue(()), |damage| each(Item::Damaged(damage), place));
        }
        let mut bytes = Vec::new();
        let read = message::read(reader, self.most, &mut bytes);
        let at = At { entry: name, offset: 0, next: behind, done: bytes.len() as u64 };
        match read {
            Ok(whole) => message::tell(&bytes, whole, sent, at, each),
            Err(_) => each(Item::Damaged(Damage::Unreadable), at),
        }
    }

    /// Where the reading ends, or goes on with file `entry`.
    fn end(&self, entry: u64) -> At<'static> {
        At { entry: "", offset: 0, next: Position { entry, offset: 0 }, done: self.source.size }
    }
}

/// Whether the name of a file in an archive, or of a folder around it there, says whether it is sent mail.
fn says_sent(name: &str) -> bool {
    let path = Path::new(name);
    !name.ends_with('/') && walk::may_be_mail(path) && names::is_sent(path).is_some()
}

/// Says how much of a file was read, whoever reads it.
pub(super) struct Counted<R> {
    reader: R,
    octets: Rc<Cell<u64>>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(reader: R) -> (Counted<R>, Rc<Cell<u64>>) {
        let octets = Rc::default();
        (Counted { reader, octets: Rc::clone(&octets) }, octets)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.octets.set(self.octets.get() + read as u64);
        Ok(read)
    }
}
