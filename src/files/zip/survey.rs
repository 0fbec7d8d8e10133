//! Everything any program could see in a zip archive: the files of the central directory, and those met by walking from
//! header to header. Two programs that see different files are what smugglers need (ZipDiff, USENIX Security 2025), so the
//! union is taken, and each difference is told. Linear in the archive, and bounded in the number of records.

use std::collections::{BTreeMap, HashSet};

use memchr::memmem;

use super::records::{self, CENTRAL, DESCRIPTOR, END, END64, End, LOCAL, LOCATOR64, Said};

/// A file at one place of the archive, with everything that is said of it.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Its local header.
    pub(super) local: Option<Said>,
    /// Where its data begin; unknown without a local header.
    pub(super) data: Option<usize>,
    /// Its central records; more than one if several point to it.
    pub(super) central: Vec<Said>,
    /// Where its data end, going by the next record, if nothing says so.
    pub(super) end_seen: Option<usize>,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The files, by where they stand.
    pub(super) places: BTreeMap<usize, Place>,
    /// Whether honest programs would see different files or names.
    pub(super) contradicts: bool,
    /// Whether something is missing: no directory, or one that points nowhere.
    pub(super) damaged: bool,
    /// Whether it is one piece of several.
    pub(super) split: bool,
    /// Whether there are more files than were looked at.
    pub(super) more: bool,
    /// How many files begin within another.
    pub(super) overlaps: usize,
    /// The names of the local headers met so far.
    met: HashSet<Vec<u8>>,
}

/// Looks through `octets`, for at most `most` files.
pub(super) fn survey(octets: &[u8], most: usize) -> Survey {
    let mut survey = Survey::default();
    let main = records::last_end(octets);
    match &main {
        Some(end) => {
            survey.split = end.is_split;
            survey.contradicts |= end.lies || !is_padding(octets.get(end.range.end..).unwrap_or_default());
            survey.directory(octets, end, most);
        }
        None => survey.damaged = true,
    }
    survey.walk(octets, main.as_ref(), most);
    survey.jump(octets);
    survey.compare(octets.len(), main.is_some());
    survey
}

/// What some programs put behind the end or between files means nothing.
fn is_padding(octets: &[u8]) -> bool {
    octets.iter().all(|octet| matches!(octet, 0 | b'\r' | b'\n'))
}

impl Survey {
    /// Reads the central directory that `end` belongs to.
    fn directory(&mut self, octets: &[u8], end: &End, most: usize) {
        let (Ok(size), Ok(offset)) = (usize::try_from(end.size), usize::try_from(end.offset)) else {
            self.damaged = true;
            return;
        };
        let Some(start) = end.directory_end.checked_sub(size) else {
            self.damaged = true;
            return;
        };
        // Data before the archive shift all offsets; programs that do not allow for it look elsewhere.
        let Some(shift) = start.checked_sub(offset) else {
            self.damaged = true;
            self.contradicts = true;
            return;
        };
        let (mut at, mut count) = (start, 0u64);
        while let Some((said, next)) = records::central(octets, at).filter(|_| at < end.directory_end) {
            count += 1;
            self.split |= said.disk != 0 && said.disk != 0xffff;
            let place = usize::try_from(said.offset).ok().and_then(|offset| offset.checked_add(shift));
            self.places.entry(place.unwrap_or(usize::MAX)).or_default().central.push(said);
            at = next;
            if count >= most as u64 {
                self.more |= count < end.entries;
                return;
            }
        }
        self.contradicts |= count != end.entries || at != end.directory_end;
    }

    /// Goes from record to record like a program that reads a stream.
    fn walk(&mut self, octets: &[u8], main: Option<&End>, most: usize) {
        let (mut at, mut seen) = (0, 0usize);
        while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
            if self.places.len() > most || seen > most.saturating_mul(3) {
                self.more = true;
                return;
            }
            seen += 1;
            at = match rest {
                r if r.starts_with(LOCAL) => self.file(octets, at),
                r if r.starts_with(CENTRAL) => self.record(octets, at, main, most),
                r if r.starts_with(END) => self.end(octets, at, main),
                r if r.starts_with(END64) => records::u64_at(rest, 4)
                    .and_then(|size| usize::try_from(size).ok())
                    .map(|s| s.saturating_add(at + 12)),
                r if r.starts_with(LOCATOR64) => Some(at + 20),
                _ => None,
            }
            .filter(|next| *next <= octets.len())
            .unwrap_or_else(|| self.junk(octets, at));
        }
    }

    /// Looks where the directory points and the walk did not come: files within the data of others.
    fn jump(&mut self, octets: &[u8]) {
        for (at, place) in self.places.iter_mut().filter(|(_, place)| place.local.is_none()) {
            if let Some((said, data)) = records::local(octets, *at) {
                (place.local, place.data) = (Some(said), Some(data));
            }
        }
    }

    /// A local header; its data end where the directory and it say, or at the next record.
    fn file(&mut self, octets: &[u8], at: usize) -> Option<usize> {
        let (said, data) = records::local(octets, at)?;
        let place = self.places.entry(at).or_default();
        let end_of = |said: &Said| usize::try_from(said.packed).ok().and_then(|packed| data.checked_add(packed));
        let sizes = place.central.iter().chain((!said.is_streamed()).then_some(&said));
        // The nearest end, so that nothing which any program would see is jumped over.
        let end = sizes.filter_map(end_of).filter(|end| *end <= octets.len()).min();
        let end = end.unwrap_or_else(|| next_record(octets, data));
        let streamed = said.is_streamed();
        self.met.insert(said.name.clone());
        place.local = Some(said);
        place.data = Some(data);
        place.end_seen = Some(end);
        Some(if streamed { behind_descriptor(octets, end) } else { end })
    }

    /// A central record. Those of the main directory are known; others belong to another archive in the same file.
    fn record(&mut self, octets: &[u8], at: usize, main: Option<&End>, most: usize) -> Option<usize> {
        let (said, next) = records::central(octets, at)?;
        let is_main = main.is_some_and(|end| {
            usize::try_from(end.size)
                .is_ok_and(|size| (end.directory_end.saturating_sub(size)..end.directory_end).contains(&at))
        });
        if !is_main {
            self.contradicts |= main.is_some();
            // Its offset counts from a start nobody knows; the walk met the file itself, the name is what matters.
            if !self.met.contains(&said.name) && self.places.len() < most {
                self.places.entry(at).or_default().central.push(said);
            }
        }
        Some(next)
    }

    fn end(&mut self, octets: &[u8], at: usize, main: Option<&End>) -> Option<usize> {
        self.contradicts |= main.is_some_and(|end| end.at != at);
        let end = records::end(octets, at)?;
        // What stands in a comment is met as well.
        let has_files = memmem::find(octets.get(at + 22..end.range.end).unwrap_or_default(), LOCAL).is_some();
        self.contradicts |= has_files;
        Some(if has_files { at + 22 } else { end.range.end })
    }

    /// Something that is no record: told, unless it is padding, and passed over up to the next record.
    fn junk(&mut self, octets: &[u8], at: usize) -> usize {
        let next = next_record(octets, at + 1);
        let junk = octets.get(at..next).unwrap_or_default();
        let is_marker = at == 0 && junk == DESCRIPTOR || junk == b"PK00";
        self.contradicts |= !is_marker && !is_padding(junk);
        next
    }

    /// Holds the two views against each other.
    fn compare(&mut self, len: usize, has_directory: bool) {
        let mut names = HashSet::new();
        let mut reached = 0;
        for (at, place) in &self.places {
            self.overlaps += usize::from(place.data.is_some() && *at < reached);
            let ends = place.central.iter().chain(place.local.as_ref().filter(|l| !l.is_streamed()));
            let end = place
                .data
                .and_then(|data| ends.filter_map(|said| data.checked_add(usize::try_from(said.packed).ok()?)).max());
            reached = reached.max(end.unwrap_or_default());
            self.damaged |= end.is_some_and(|end| end > len) || place.local.is_none();
            self.contradicts |= place.differs(has_directory);
            let said = place.central.first().or(place.local.as_ref());
            self.contradicts |= said.is_some_and(|said| !names.insert(&said.name));
        }
        self.contradicts |= self.overlaps > 0;
    }
}

impl Place {
    /// Whether what is said of the file in the two places differs. A damaged archive has no directory to differ from.
    fn differs(&self, has_directory: bool) -> bool {
        let Some(local) = &self.local else { return false };
        let central = match self.central.as_slice() {
            [] => return has_directory,
            [one] => one,
            _ => return true,
        };
        let sizes = (local.packed, local.size, local.crc) != (central.packed, central.size, central.crc);
        let is_open = local.is_streamed() && (local.packed, local.crc) == (0, 0) || local.is_encrypted();
        local.name != central.name
            || local.unicode.is_some() && central.unicode.is_some() && local.unicode != central.unicode
            || (local.method, local.is_encrypted()) != (central.method, central.is_encrypted())
            || sizes && !is_open
    }
}

/// Where the next record begins that could belong to a file list.
fn next_record(octets: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memmem::find(octets.get(at..).unwrap_or_default(), b"PK") {
        at += found;
        let is_record = |magic: &&[u8]| octets.get(at..).is_some_and(|rest| rest.starts_with(magic));
        if [LOCAL, CENTRAL, END, DESCRIPTOR, END64].iter().any(is_record) && at >= from {
            return at;
        }
        at += 2;
    }
    octets.len()
}

/// Behind the data descriptor at `at`, if one is there: with or without signature, with sizes of four or eight octets
/// (4.3.9).
fn behind_descriptor(octets: &[u8], at: usize) -> usize {
    let is_record = |at: &usize| {
        octets.get(*at..).is_some_and(|r| [LOCAL, CENTRAL, END, END64].iter().any(|magic| r.starts_with(magic)))
    };
    let signed = octets.get(at..).is_some_and(|rest| rest.starts_with(DESCRIPTOR));
    let sizes: [usize; 2] = if signed { [16, 24] } else { [12, 20] };
    if is_record(&at) { at } else { sizes.map(|size| at + size).into_iter().find(is_record).unwrap_or(at) }
}
