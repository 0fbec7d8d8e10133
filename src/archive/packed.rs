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

/// Reads a zip archive. Its files are in the order of its directory.
pub(super) fn zip(
    file: File,
    from: Position,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let Ok(mut archive) = zip::ZipArchive::new(buffered(file)) else {
        return Ok(each(Item::Damaged(Damage::Archive), end(source, Position::default())));
    };
    let files = archive.len();
    let first = usize::try_from(from.entry).unwrap_or(usize::MAX);
    for i in first.min(files)..files {
        let number = i as u64;
        let done = source.size * number / files as u64;
        let behind = Position { entry: number + 1, offset: 0 };
        let next = match archive.by_index(i) {
            Ok(entry) if entry.is_dir() => ControlFlow::Continue(()),
            Ok(entry) => {
                let name = entry.name().map(Cow::into_owned).unwrap_or_default();
                let offset = if number == from.entry { from.offset } else { 0 };
                let share = source.size / files as u64;
                let size = entry.size().max(1);
                let mut each = |item: Item<'_>, at: At<'_>| {
                    let within = share.saturating_mul(at.done.min(size)) / size;
                    each(item, At { done: done + within, ..at })
                };
                entry_of(entry, &name, number, offset, most, source, &mut each)
            }
            Err(_) => each(Item::Damaged(Damage::Sealed), At { entry: "", offset: 0, next: behind, done }),
        };
        if next.is_break() {
            return Ok(next);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads a tar archive.
pub(super) fn tar(
    file: File,
    from: Position,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let (counted, done) = Counted::new(file);
    Ok(entries(BufReader::with_capacity(BUFFER, counted), &done, from, most, source, each))
}

/// Reads a tar archive in gzip. It cannot be sought in: what was read before is unpacked once more, and passed over.
pub(super) fn tar_gz(
    file: File,
    from: Position,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let (counted, done) = Counted::new(file);
    let unpacked = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, counted));
    Ok(entries(unpacked, &done, from, most, source, each))
}

fn entries(
    reader: impl Read,
    done: &Rc<Cell<u64>>,
    from: Position,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    let mut archive = tar::Archive::new(reader);
    let damaged = |number| At { done: done.get(), ..end(source, Position { entry: number, offset: 0 }) };
    let Ok(entries) = archive.entries() else { return each(Item::Damaged(Damage::Archive), damaged(0)) };
    for (number, entry) in (0_u64..).zip(entries) {
        let Ok(entry) = entry else { return each(Item::Damaged(Damage::Archive), damaged(number)) };
        if number >= from.entry && entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let offset = if number == from.entry { from.offset } else { 0 };
            let mut each = |item: Item<'_>, at: At<'_>| each(item, At { done: done.get(), ..at });
            entry_of(entry, &name, number, offset, most, source, &mut each)?;
        }
    }
    ControlFlow::Continue(())
}

/// Reads one file of an archive, if it is mail.
fn entry_of(
    reader: impl Read,
    name: &str,
    number: u64,
    offset: u64,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> ControlFlow<()> {
    if !walk::may_be_mail(Path::new(name)) {
        return ControlFlow::Continue(());
    }
    let sent = source.sent || names::is_sent(Path::new(name));
    let behind = Position { entry: number + 1, offset: 0 };
    let mut reader = BufReader::with_capacity(BUFFER, reader);
    let Ok(head) = reader.fill_buf() else {
        return each(Item::Damaged(Damage::Sealed), At { entry: name, offset: 0, next: behind, done: 0 });
    };
    if separator::is_mbox(head) {
        return mbox::packed(&mut reader, offset, &Stream { entry: name, number, sent, most }, each);
    }
    if !message::is_header(head) {
        // Programs keep more in their folders than mail.
        let place = At { entry: name, offset: 0, next: behind, done: 0 };
        return if walk::is_archive(head) && walk::is_named_so(Path::new(name)) {
            each(Item::Damaged(Damage::Nested), place)
        } else {
            ControlFlow::Continue(())
        };
    }
    let mut bytes = Vec::new();
    let read = message::read(reader, most, &mut bytes);
    let at = At { entry: name, offset: 0, next: behind, done: bytes.len() as u64 };
    match read {
        Ok(whole) => message::tell(&bytes, whole, sent, at, each),
        Err(_) => each(Item::Damaged(Damage::Unreadable), at),
    }
}

fn end(source: &Source, next: Position) -> At<'static> {
    At { entry: "", offset: 0, next, done: source.size }
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
