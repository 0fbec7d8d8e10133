//! OLE compound files (MS-CFB): the container of Outlook's messages, of office files of before 2007, and of office files
//! that need a password.

use std::io::Cursor;

use cfb::{CompoundFile, OpenOptions};

use super::Kind;
use super::budget::{Budget, damaged};
use super::contents::{Contents, Feature, Unread, UnreadKind};
use crate::parse;

/// First octets (MS-CFB 2.2).
pub(super) const MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// The class of Outlook's messages, {00020D0B-0000-0000-C000-000000000046} (MS-OXMSG 2.1).
const MESSAGE: &[u8] = &[0x0b, 0x0d, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
/// Streams and storages looked at; a message with a hundred attachments has 3,000.
const MOST: usize = 20_000;

/// [`Kind::Msg`] or [`Kind::Ole`], without following the file's chains: by the class in its root entry, which stands
/// first in the first sector of the directory, or by a stream that only messages have.
pub(super) fn kind(octets: &[u8]) -> Kind {
    let field = |at: usize| octets.get(at..).and_then(|rest| rest.first_chunk()).map(|four| u32::from_le_bytes(*four));
    let shift = octets.get(30).copied().filter(|shift| matches!(shift, 9 | 12)).unwrap_or(9);
    let root = field(48).and_then(|sector| (u64::from(sector) + 1).checked_shl(shift.into()));
    let class = root.and_then(|at| octets.get(usize::try_from(at).ok()?.checked_add(80)?..)?.get(..16));
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let has = |name| memchr::memmem::find(octets, &wide(name)).is_some();
    let is_office = || ["WordDocument", "Workbook", "Book", "PowerPoint Document"].into_iter().any(has);
    let is_message = class == Some(MESSAGE) || has("__properties_version1.0") && !is_office();
    if is_message { Kind::Msg } else { Kind::Ole }
}

/// The streams and storages of a compound file.
pub(super) struct Ole<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    /// The paths of all streams, sorted.
    streams: Vec<String>,
    /// The paths of all storages, sorted.
    storages: Vec<String>,
    /// Whether there are more than were looked at.
    pub(super) has_more: bool,
}

impl<'a> Ole<'a> {
    /// Opens a compound file; `Err` if it is damaged.
    pub(super) fn open(octets: &'a [u8]) -> Result<Ole<'a>, Unread> {
        let file = OpenOptions::new().open_with(Cursor::new(octets)).map_err(|_| damaged())?;
        let mut ole = Ole { file, streams: Vec::new(), storages: Vec::new(), has_more: false };
        for entry in ole.file.walk().take(MOST) {
            let path = entry.path().to_string_lossy().into_owned();
            if entry.is_stream() { &mut ole.streams } else { &mut ole.storages }.push(path);
        }
        ole.has_more = ole.streams.len() + ole.storages.len() >= MOST;
        ole.streams.sort();
        ole.storages.sort();
        Ok(ole)
    }

    /// The streams whose paths begin with `prefix`.
    pub(super) fn streams(&self, prefix: &str) -> &[String] {
        beginning(&self.streams, prefix)
    }

    /// The storages whose paths begin with `prefix`.
    pub(super) fn storages(&self, prefix: &str) -> &[String] {
        beginning(&self.storages, prefix)
    }

    /// What a stream holds, as far as the budget goes.
    pub(super) fn stream(&mut self, path: &str, budget: &mut Budget) -> Result<Vec<u8>, Unread> {
        let stream = self.file.open_stream(path).map_err(|_| damaged())?;
        let size = stream.len();
        budget.expand(stream, size)
    }
}

/// The part of a sorted list that begins with `prefix`.
fn beginning<'p>(sorted: &'p [String], prefix: &str) -> &'p [String] {
    let from = sorted.partition_point(|path| path.as_str() < prefix);
    let rest = sorted.get(from..).unwrap_or_default();
    rest.get(..rest.partition_point(|path| path.starts_with(prefix))).unwrap_or_default()
}

/// Tells what an office file of before 2007 is. Its formats are not read, only searched for runs of letters, so it is
/// never clean.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Ole, ..Contents::default() };
    match Ole::open(octets) {
        Ok(ole) => look_into(ole, &mut contents, budget),
        Err(unread) => contents.unread.push(unread),
    }
    contents
}

fn look_into(mut ole: Ole<'_>, contents: &mut Contents, budget: &mut Budget) {
    let has = |paths: &[String], name: &str| paths.iter().any(|path| path.rsplit('/').next() == Some(name));
    if has(&ole.streams, "EncryptedPackage") {
        contents.unread.push(Unread::new(UnreadKind::Encrypted, "it needs a password"));
        return;
    }
    if has(&ole.storages, "Macros") || has(&ole.storages, "_VBA_PROJECT_CUR") || has(&ole.streams, "_VBA_PROJECT") {
        contents.features.push(Feature::Macros);
    }
    let main = ["/WordDocument", "/Workbook", "/Book", "/PowerPoint Document"];
    let main = main.into_iter().find(|name| ole.streams.iter().any(|path| path == name));
    let what = match main {
        Some("/WordDocument") => "a Word file of before 2007 is not read",
        Some("/PowerPoint Document") => "a PowerPoint file of before 2007 is not read",
        Some(_) => "an Excel file of before 2007 is not read",
        None => "an OLE file of this sort is not read",
    };
    let stream = main.map(|name| (name, ole.stream(name, budget)));
    let is_encrypted = matches!(&stream, Some((name, Ok(octets))) if is_encrypted(name, octets));
    contents.unread.push(match is_encrypted {
        true => Unread::new(UnreadKind::Encrypted, "it needs a password"),
        false => Unread::new(UnreadKind::Unsupported, what),
    });
    match stream {
        Some((_, Ok(octets))) => contents.unread.extend(budget.keep(&mut contents.text, &letters(&octets)).err()),
        Some((_, Err(unread))) => contents.unread.push(unread),
        None => {}
    }
}

/// Word says so in its first header (MS-DOC 2.5.1, `fEncrypted`), Excel by a record near the beginning (MS-XLS 2.4.117,
/// `FilePass`), which stands behind the first one.
fn is_encrypted(name: &str, octets: &[u8]) -> bool {
    if name == "/WordDocument" {
        return octets.get(11).is_some_and(|flags| flags & 1 != 0);
    }
    let second =
        octets.get(2..4).and_then(|size| size.first_chunk()).map(|size| 4 + usize::from(u16::from_le_bytes(*size)));
    second.and_then(|at| octets.get(at..)).is_some_and(|record| record.starts_with(&[0x2f, 0]))
}

/// Runs of at least five letters and signs, of one octet or two each.
fn letters(octets: &[u8]) -> String {
    const SHORTEST: usize = 5;
    let mut out = String::new();
    let is_letter = |octet: u8| matches!(octet, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0xa0..=0xff);
    let mut at = 0;
    while at < octets.len() {
        let rest = octets.get(at..).unwrap_or_default();
        let wide = rest.chunks_exact(2).take_while(|pair| matches!(pair, [low, 0] if is_letter(*low))).count();
        let (run, charset) = if wide >= SHORTEST {
            (wide * 2, "utf-16le")
        } else {
            (rest.iter().take_while(|octet| is_letter(**octet)).count(), "windows-1252")
        };
        if run >= SHORTEST {
            out.push_str(&parse::decoded(rest.get(..run).unwrap_or_default(), Some(charset)).replace('\r', "\n"));
            out.push('\n');
        }
        at += run.max(1);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::files::Limits;

    fn file(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, octets) in streams {
            file.create_stream(name).unwrap().write_all(octets).unwrap();
        }
        file.into_inner().into_inner()
    }

    fn contents(octets: &[u8]) -> Contents {
        read(octets, &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn an_office_file_with_a_password_is_encrypted() {
        let octets = file(&[("EncryptionInfo", b"x"), ("EncryptedPackage", &[7; 5000])]);
        assert_eq!(kind(&octets), Kind::Ole);
        assert_eq!(contents(&octets).unread[0].kind, UnreadKind::Encrypted);
    }

    #[test]
    fn an_old_word_file_is_not_clean_and_its_letters_are_searched() {
        let wide: Vec<u8> = "Gehälter".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let stream =
            [&[0xec, 0xa5, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], b"The salaries of all\0\0\x01", &wide].concat();
        let contents = contents(&file(&[("WordDocument", &stream)]));
        assert_eq!(contents.unread[0].what, "a Word file of before 2007 is not read");
        assert!(
            contents.text.contains("The salaries of all") && contents.text.contains("Gehälter"),
            "{}",
            contents.text
        );
    }

    #[test]
    fn a_word_file_with_the_encrypted_bit_and_a_damaged_one_are_told() {
        let octets = file(&[("WordDocument", &[0xec, 0xa5, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])]);
        assert_eq!(contents(&octets).unread[0].kind, UnreadKind::Encrypted);
        assert_eq!(contents(&octets[..700]).unread[0].kind, UnreadKind::Damaged);
    }
}
