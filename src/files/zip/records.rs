//! The records of a zip archive (APPNOTE.TXT 6.3.10, section 4.3), each read by itself and believed in nothing.

use std::ops::Range;

/// Signatures (little-endian), APPNOTE 4.3.7 to 4.3.16.
pub(super) const LOCAL: &[u8] = b"PK\x03\x04";
pub(super) const CENTRAL: &[u8] = b"PK\x01\x02";
pub(super) const END: &[u8] = b"PK\x05\x06";
pub(super) const END64: &[u8] = b"PK\x06\x06";
pub(super) const LOCATOR64: &[u8] = b"PK\x06\x07";
pub(super) const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// Stands in a field whose value is in the zip64 extra field.
const IN_ZIP64: u64 = 0xffff_ffff;

/// What a local header or a central record says of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    /// Octets it takes.
    pub(super) packed: u64,
    /// Octets it unpacks to.
    pub(super) size: u64,
    /// The name as it stands.
    pub(super) name: Vec<u8>,
    /// The name of the Info-ZIP Unicode path extra field (0x7075).
    pub(super) unicode: Option<String>,
    /// Where the local header is, from the archive's start; of central records only.
    pub(super) offset: u64,
    /// The disk it begins on.
    pub(super) disk: u16,
}

impl Said {
    /// Whether a password is needed: traditional or strong encryption (bits 0 and 6), a masked header (13), or AES (99).
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 0b10_0000_0100_0001 != 0 || self.method == 99
    }

    /// Whether sizes and checksum follow the data (bit 3).
    pub(super) fn is_streamed(&self) -> bool {
        self.flags & 8 != 0
    }

    pub(super) fn is_utf8(&self) -> bool {
        self.flags & (1 << 11) != 0
    }
}

pub(super) fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    octets.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

pub(super) fn u32_at(octets: &[u8], at: usize) -> Option<u32> {
    octets.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

pub(super) fn u64_at(octets: &[u8], at: usize) -> Option<u64> {
    octets.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// The local header at `at`, and where its data begin (4.3.7).
pub(super) fn local(octets: &[u8], at: usize) -> Option<(Said, usize)> {
    let head = octets.get(at..).filter(|head| head.starts_with(LOCAL))?;
    let name_end = 30 + usize::from(u16_at(head, 26)?);
    let data = name_end + usize::from(u16_at(head, 28)?);
    let mut said = Said {
        flags: u16_at(head, 6)?,
        method: u16_at(head, 8)?,
        crc: u32_at(head, 14)?,
        packed: u32_at(head, 18)?.into(),
        size: u32_at(head, 22)?.into(),
        name: head.get(30..name_end)?.to_vec(),
        ..Said::default()
    };
    extra(&mut said, head.get(name_end..data)?);
    Some((said, at + data))
}

/// The central record at `at`, and where the next one begins (4.3.12).
pub(super) fn central(octets: &[u8], at: usize) -> Option<(Said, usize)> {
    let head = octets.get(at..).filter(|head| head.starts_with(CENTRAL))?;
    let name_end = 46 + usize::from(u16_at(head, 28)?);
    let extra_end = name_end + usize::from(u16_at(head, 30)?);
    let end = extra_end + usize::from(u16_at(head, 32)?);
    let mut said = Said {
        flags: u16_at(head, 8)?,
        method: u16_at(head, 10)?,
        crc: u32_at(head, 16)?,
        packed: u32_at(head, 20)?.into(),
        size: u32_at(head, 24)?.into(),
        name: head.get(46..name_end)?.to_vec(),
        disk: u16_at(head, 34)?,
        offset: u32_at(head, 42)?.into(),
        ..Said::default()
    };
    extra(&mut said, head.get(name_end..extra_end)?);
    Some((said, at + end))
}

/// Reads the extra fields (4.5): sizes that need 64 bits, and a name in UTF-8.
fn extra(said: &mut Said, mut fields: &[u8]) {
    while let (Some(id), Some(size)) = (u16_at(fields, 0), u16_at(fields, 2)) {
        let end = 4 + usize::from(size);
        let Some(field) = fields.get(4..end) else { return };
        match id {
            0x0001 => zip64(said, field),
            // One octet of version and the checksum of the other name stand before it.
            0x7075 => said.unicode = field.get(5..).map(|name| String::from_utf8_lossy(name).into_owned()),
            _ => {}
        }
        fields = fields.get(end..).unwrap_or_default();
    }
}

/// Fields stand in this order, and only those that did not fit (4.5.3).
fn zip64(said: &mut Said, field: &[u8]) {
    let mut at = 0;
    for value in [&mut said.size, &mut said.packed, &mut said.offset] {
        if *value == IN_ZIP64
            && let Some(long) = u64_at(field, at)
        {
            *value = long;
            at += 8;
        }
    }
}

/// The end of central directory record (4.3.16), with the zip64 one (4.3.14) where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct End {
    /// Where the record stands.
    pub(super) at: usize,
    /// What it takes, its comment too.
    pub(super) range: Range<usize>,
    pub(super) entries: u64,
    pub(super) size: u64,
    pub(super) offset: u64,
    /// Where the directory ends: where the first of the end records begins.
    pub(super) directory_end: usize,
    /// Whether it speaks of several disks.
    pub(super) is_split: bool,
    /// Whether the two end records contradict each other.
    pub(super) lies: bool,
}

/// The end record at `at`.
pub(super) fn end(octets: &[u8], at: usize) -> Option<End> {
    let record = octets.get(at..).filter(|record| record.starts_with(END))?;
    let (here, entries) = (u16_at(record, 8)?, u16_at(record, 10)?);
    let (size, offset) = (u32_at(record, 12)?, u32_at(record, 16)?);
    let stop = (at + 22 + usize::from(u16_at(record, 20)?)).min(octets.len());
    let mut end = End {
        at,
        range: at..stop,
        entries: entries.into(),
        size: size.into(),
        offset: offset.into(),
        directory_end: at,
        is_split: u16_at(record, 4)? != 0 && u16_at(record, 4)? != 0xffff || here != entries,
        lies: false,
    };
    if let Some(locator) =
        at.checked_sub(20).filter(|locator| octets.get(*locator..).is_some_and(|l| l.starts_with(LOCATOR64)))
    {
        end64(octets, locator, &mut end);
    }
    Some(end)
}

/// The zip64 record stands right before its locator; where the locator says is another place, it lies.
fn end64(octets: &[u8], locator: usize, end: &mut End) {
    let said = u64_at(octets, locator + 8).and_then(|at| usize::try_from(at).ok());
    let before = locator.checked_sub(56);
    let is_there = |at: &usize| octets.get(*at..).is_some_and(|record| record.starts_with(END64));
    let Some(at) = before.filter(is_there).or_else(|| said.filter(is_there)) else {
        end.lies = true;
        return;
    };
    end.directory_end = at.min(end.at);
    for (place, value, unknown) in
        [(32, &mut end.entries, 0xffff), (40, &mut end.size, IN_ZIP64), (48, &mut end.offset, IN_ZIP64)]
    {
        let Some(long) = u64_at(octets, at + place) else { continue };
        end.lies |= *value != unknown && *value != long;
        *value = long;
    }
}

/// The last end record of the file: the one whose comment ends with the file, else the one nearest to the end, as most
/// programs look for it.
pub(super) fn last_end(octets: &[u8]) -> Option<End> {
    /// The record and the longest comment.
    const FAR: usize = 22 + 0xffff;
    let from = octets.len().saturating_sub(FAR);
    let tail = octets.get(from..)?;
    let found = |at: usize| end(octets, from + at);
    memchr::memmem::rfind_iter(tail, END)
        .take(64)
        .filter_map(found)
        .find(|end| end.range.end == octets.len())
        .or_else(|| memchr::memmem::rfind_iter(tail, END).find_map(found))
}
