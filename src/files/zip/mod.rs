//! Zip archives: the union of what programs could see in them (`survey.rs`), unpacked within the budget. Read by our own
//! code rather than by the `zip` crate, which chooses one reading, as every library does; tests hold the two together.

mod names;
mod records;
mod survey;

use flate2::bufread::DeflateDecoder;

use super::Kind;
use super::budget::{Budget, damaged, too_many};
use super::contents::{Contents, Feature, Inner, Unread, UnreadKind};
use super::within;
use records::Said;
use survey::{Place, Survey};

pub(super) use names::is_odd as is_odd_name;

/// Names looked at to tell an office file from an archive; they stand first in honest files.
const ENOUGH: usize = 500;
/// Files that may begin within others and still be unpacked; bombs have hundreds (Fifield 2019).
const MOST_OVERLAPS: usize = 16;

/// Whether `octets` begin like an archive: with a file, empty, or as one of several pieces.
pub(super) fn is_start(octets: &[u8]) -> bool {
    [records::LOCAL, records::END, b"PK\x07\x08PK", b"PK00PK"].iter().any(|magic| octets.starts_with(magic))
}

/// Whether `octets` end like the last piece of a split archive, which begins in the middle of a file.
pub(super) fn is_last_piece(octets: &[u8]) -> bool {
    let end = records::last_end(octets).filter(|end| end.is_split && end.range.end == octets.len());
    let start = end.and_then(|end| end.directory_end.checked_sub(usize::try_from(end.size).ok()?));
    start.is_some_and(|start| records::central(octets, start).is_some())
}

/// Whether an archive stands behind something else: its end record, its directory and its first file are where programs
/// look for them. `exactly` asks that nothing follows the end record, for files that may well hold archives.
pub(super) fn is_appended(octets: &[u8], exactly: bool) -> bool {
    let Some(end) = records::last_end(octets).filter(|end| !exactly || end.range.end == octets.len()) else {
        return false;
    };
    let start = usize::try_from(end.size).ok().and_then(|size| end.directory_end.checked_sub(size));
    let first = start.and_then(|start| {
        let shift = start.checked_sub(usize::try_from(end.offset).ok()?)?;
        let (said, _) = records::central(octets, start)?;
        shift.checked_add(usize::try_from(said.offset).ok()?)
    });
    first.is_some_and(|at| records::local(octets, at).is_some())
}

/// Which of the formats that are zip archives it is, by the names within.
pub(super) fn kind(octets: &[u8]) -> Kind {
    let survey = survey::survey(octets, ENOUGH);
    let said = || survey.places.values().flat_map(|place| place.central.iter().chain(&place.local));
    let has = |prefix: &[u8]| {
        said().any(|said| said.name.get(..prefix.len()).is_some_and(|n| n.eq_ignore_ascii_case(prefix)))
    };
    if has(b"[Content_Types].xml") {
        let parts: [(&[u8], Kind); 3] = [(b"word/", Kind::Docx), (b"xl/", Kind::Xlsx), (b"ppt/", Kind::Pptx)];
        if let Some((_, kind)) = parts.into_iter().find(|(part, _)| has(part)) {
            return kind;
        }
    }
    survey.places.values().find_map(|place| open_document(octets, place)).unwrap_or(Kind::Zip)
}

/// OpenDocument files hold their type, stored, in a file called `mimetype` (ODF 1.3 part 2, 3.3).
fn open_document(octets: &[u8], place: &Place) -> Option<Kind> {
    let local = place.local.as_ref().filter(|local| local.name == b"mimetype" && local.method == 0)?;
    let stored = octets.get(place.data?..)?;
    let stored = stored.get(..usize::try_from(local.packed).ok()?.min(100))?;
    let kind = stored.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    let kinds: [(&[u8], Kind); 3] = [(b"text", Kind::Odt), (b"spreadsheet", Kind::Ods), (b"presentation", Kind::Odp)];
    kinds.into_iter().find(|(word, _)| kind.starts_with(word)).map(|(_, kind)| kind)
}

/// Whether programs would see different files in the archive, be it an office file; for those who read only some of it.
pub(super) fn contradicts(octets: &[u8], budget: &Budget) -> bool {
    let survey = survey::survey(octets, budget.entries_left());
    let named = |place: &Place| names::all(place.central.iter().chain(&place.local)).1;
    survey.contradicts || survey.places.values().any(named)
}

/// Reads the archive and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let survey = survey::survey(octets, budget.entries_left());
    let mut contents = Contents { kind: Kind::Zip, ..Contents::default() };
    if survey.split {
        contents.unread.push(Unread::new(UnreadKind::Damaged, "it is one piece of a split archive"));
    } else if survey.damaged {
        contents.unread.push(damaged());
    }
    let mut contradicts = survey.contradicts;
    let opened = budget.open(octets, |budget| {
        let is_bomb = survey.overlaps > MOST_OVERLAPS;
        let mut reading = Reading { octets, is_bomb, contradicts: false };
        let rest = reading.files(&survey, budget, &mut contents.inner);
        contradicts |= reading.contradicts;
        rest
    });
    match opened {
        Ok(Some(Err(unread))) | Err(unread) => contents.unread.push(unread),
        Ok(_) if survey.more => contents.unread.push(too_many()),
        Ok(_) => {}
    }
    if contradicts {
        contents.features.push(Feature::Contradictory);
    }
    contents
}

struct Reading<'a> {
    octets: &'a [u8],
    is_bomb: bool,
    contradicts: bool,
}

impl Reading<'_> {
    fn files(&mut self, survey: &Survey, budget: &mut Budget, out: &mut Vec<Inner>) -> Result<(), Unread> {
        for place in survey.places.values() {
            let said = || place.central.iter().chain(&place.local);
            let (names, differ) = names::all(said());
            self.contradicts |= differ;
            let is_folder = names.iter().all(|name| name.ends_with('/'));
            if is_folder && said().all(|said| said.packed == 0) {
                continue;
            }
            budget.entry()?;
            self.file(place, names, budget, out)?;
        }
        Ok(())
    }

    /// Reads one file in each way it could be read: as the directory has it, and as its own header has it.
    fn file(
        &mut self,
        place: &Place,
        names: Vec<String>,
        budget: &mut Budget,
        out: &mut Vec<Inner>,
    ) -> Result<(), Unread> {
        let unread = |kind, what: &str| Contents::unread(Kind::Other, kind, what);
        let closed = |contents| Inner { names: names.clone(), size: 0, contents };
        if place.central.iter().chain(&place.local).any(Said::is_encrypted) {
            out.push(closed(unread(UnreadKind::Encrypted, "it needs a password")));
            return Ok(());
        }
        if self.is_bomb {
            out.push(closed(unread(UnreadKind::Limit, "the files lie over each other, so they are not unpacked")));
            return Ok(());
        }
        let (Some(local), Some(data)) = (&place.local, place.data) else {
            out.push(closed(unread(UnreadKind::Damaged, "it is named in the archive and not to be found there")));
            return Ok(());
        };
        let mut readings: Vec<(u16, usize, Option<&Said>)> = Vec::new();
        for said in place.central.iter().chain((!local.is_streamed()).then_some(local)) {
            let end =
                usize::try_from(said.packed).ok().and_then(|packed| data.checked_add(packed)).unwrap_or(usize::MAX);
            if !readings.iter().any(|(method, known, _)| (*method, *known) == (said.method, end)) {
                readings.push((said.method, end, Some(said)));
            }
        }
        if readings.is_empty() {
            readings.push((local.method, place.end_seen.unwrap_or(self.octets.len()), None));
        }
        for (index, (method, end, said)) in readings.into_iter().enumerate() {
            if index > 0 {
                budget.entry()?;
            }
            let data = self.octets.get(data..end.min(self.octets.len())).unwrap_or_default();
            out.push(self.unpacked(method, data, said, names.clone(), budget));
        }
        Ok(())
    }

    fn unpacked(
        &mut self,
        method: u16,
        data: &[u8],
        said: Option<&Said>,
        names: Vec<String>,
        budget: &mut Budget,
    ) -> Inner {
        let packed = data.len() as u64;
        let (octets, unread) = match method {
            0 => budget.expand_partly(data, packed),
            8 => {
                let mut decoder = DeflateDecoder::new(data);
                let result = budget.expand_partly(&mut decoder, packed);
                // What stands behind the end of the stream is in no file.
                self.contradicts |= result.1.is_none() && said.is_some() && decoder.total_in() < packed;
                result
            }
            _ => {
                let contents =
                    Contents::unread(Kind::Other, UnreadKind::Unsupported, "it is packed in a way nobody here reads");
                return Inner { names, size: 0, contents };
            }
        };
        let is_whole = said.is_none_or(|said| said.size == octets.len() as u64 && said.crc == crc32fast::hash(&octets));
        let unread = unread.or_else(|| (!is_whole).then(damaged));
        within::partly(names, &octets, unread, budget)
    }
}
