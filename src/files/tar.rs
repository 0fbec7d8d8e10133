//! Tar archives (POSIX.1-1988 ustar, pax and GNU), by the `tar` crate: blocks of 512 octets, nothing packed.

use std::collections::HashSet;

use ::tar::{Archive, EntryType};

use super::budget::{Budget, damaged};
use super::contents::{Contents, Feature, Inner, Unread};
use super::{Kind, within, zip};

/// Size of a header (POSIX.1-1988 10.1.1).
const BLOCK: usize = 512;

/// Whether `octets` begin with a header whose checksum is right: of octets, with blanks where the checksum stands.
pub(super) fn is_start(octets: &[u8]) -> bool {
    let (Some(header), Some(digits)) = (octets.get(..BLOCK), octets.get(148..156)) else { return false };
    let digits = String::from_utf8_lossy(digits);
    let digits = digits.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let Ok(written) = u32::from_str_radix(digits, 8) else { return false };
    let is_name = header.first().is_some_and(|octet| *octet != 0);
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, octet)| if (148..156).contains(&at) { 32 } else { u32::from(*octet) })
        .sum();
    is_name && sum == written
}

/// Reads the archive and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::Tar, ..Contents::default() };
    let mut odd = false;
    let opened = budget.open(octets, |budget| files(octets, budget, &mut contents.inner, &mut odd));
    match opened {
        Ok(Some(Err(unread))) | Err(unread) => contents.unread.push(unread),
        Ok(_) => {}
    }
    if odd {
        contents.features.push(Feature::Contradictory);
    }
    contents
}

fn files(octets: &[u8], budget: &mut Budget, out: &mut Vec<Inner>, odd: &mut bool) -> Result<(), Unread> {
    let mut archive = Archive::new(octets);
    let (mut end, mut names) = (0u64, HashSet::new());
    let entries = archive.entries().map_err(|_| damaged())?;
    for entry in entries {
        let entry = entry.map_err(|_| damaged())?;
        end = entry.raw_file_position().saturating_add(entry.size());
        let kind = entry.header().entry_type();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        *odd |= zip::is_odd_name(&name) || !names.insert(name.clone());
        if matches!(kind, EntryType::Directory) && entry.size() == 0 {
            continue;
        }
        budget.entry()?;
        let size = entry.size();
        let (read, unread) = budget.expand_partly(entry, size);
        let unread = unread.or_else(|| ((read.len() as u64) < size && kind.is_file()).then(damaged));
        out.push(within::partly(vec![name], &read, unread, budget));
    }
    behind(octets, end, odd)
}

/// Two blocks of NULs end an archive; programs that go on (`--ignore-zeros`) see what stands behind them.
fn behind(octets: &[u8], end: u64, odd: &mut bool) -> Result<(), Unread> {
    let end = usize::try_from(end).unwrap_or(usize::MAX).div_ceil(BLOCK).saturating_mul(BLOCK);
    let rest = octets.get(end..).unwrap_or_default();
    *odd |= rest.iter().any(|octet| *octet != 0);
    // The blocks at the end are what a cut archive lacks first.
    if rest.len() < BLOCK { Err(damaged()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Limits, UnreadKind};

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (name, octets) in files {
            let mut header = ::tar::Header::new_ustar();
            header.set_size(octets.len() as u64);
            header.set_mode(0o644);
            // The crate refuses odd names, which strangers do not.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, *octets).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn contents(octets: &[u8]) -> Contents {
        read(octets, &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn files_are_read_with_their_names() {
        let octets = archive(&[("plan.txt", b"the plan"), ("a/list.txt", b"the list")]);
        assert!(is_start(&octets) && !is_start(b"plan.txt"));
        let contents = contents(&octets);
        let said: Vec<_> = contents.inner.iter().map(|f| (f.names.join(" "), f.contents.text.as_str())).collect();
        assert_eq!(said, [("plan.txt".to_owned(), "the plan"), ("a/list.txt".to_owned(), "the list")]);
        assert!(contents.unread.is_empty() && contents.features.is_empty());
    }

    #[test]
    fn a_cut_archive_is_damaged_and_one_in_two_halves_contradictory() {
        let octets = archive(&[("plan.txt", b"the plan")]);
        for cut in [600, 1024, 1030] {
            let contents = contents(&octets[..cut]);
            let damaged = |unread: &[Unread]| unread.iter().any(|u| u.kind == UnreadKind::Damaged);
            assert!(damaged(&contents.unread) || contents.inner.iter().any(|f| damaged(&f.contents.unread)), "{cut}");
        }
        let both = [octets.clone(), octets].concat();
        assert_eq!(contents(&both).features, [Feature::Contradictory]);
    }

    #[test]
    fn names_that_lead_elsewhere_or_come_twice_contradict() {
        assert_eq!(contents(&archive(&[("../plan.txt", b"x")])).features, [Feature::Contradictory]);
        assert_eq!(contents(&archive(&[("a", b"x"), ("a", b"y")])).features, [Feature::Contradictory]);
    }
}
