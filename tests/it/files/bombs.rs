//! Z2: archives that grow without end when they are unpacked. Each stops at a limit, soon, and is told.

use std::time::Duration;

use super::build::{Entry, archive, deflated, end, gzipped, honest};
use super::*;
use crate::support::cpu;

/// Reads a bomb with the limits of real life; far slower in a debug build than in a release.
fn bomb(name: &str, octets: &[u8], most: Duration) -> Contents {
    let (time, contents) = cpu::of(|| contents(name, octets));
    assert!(unread(&contents).contains(&UnreadKind::Limit), "{:?}", unread(&contents));
    assert!(time < most, "{time:?}");
    contents
}

const SOON: Duration = Duration::from_millis(400);

fn packed(name: &str, size: usize) -> Entry {
    let zeros = vec![0u8; size];
    let data = deflated(&zeros);
    let packed = data.len() as u32;
    Entry {
        method: 8,
        crc: crc32fast::hash(&zeros),
        size: size as u32,
        packed,
        local_packed: packed,
        data,
        ..Entry::stored(name, b"")
    }
}

#[test]
fn z2_a_file_that_packs_a_thousandfold() {
    let octets = archive(&[packed("zeros.bin", 50 << 20), Entry::stored("plan.txt", b"Project Falcon")]);
    assert!(octets.len() < 60_000);
    let contents = bomb("bomb.zip", &octets, SOON);
    assert!(texts(&contents).contains("Project Falcon"), "the others are read all the same");
}

/// 42.zip: sixteen archives with sixteen archives each, six levels deep.
#[test]
fn z2_archives_in_archives_in_archives() {
    let mut inner = archive(&[packed("0.dll", 8 << 20)]);
    for level in ["page", "doc", "chapter", "book", "lib"] {
        let names: Vec<String> = (0..16).map(|n| format!("{level} {n}.zip")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), inner.as_slice())).collect();
        inner = honest(&files);
    }
    bomb("42.zip", &inner, SOON);
}

/// Fifield 2019: every file begins within the one before, so that all share one kernel of packed octets.
#[test]
fn z2_files_that_share_their_octets() {
    let kernel = packed("", 20 << 20);
    let (mut files, mut places, count) = (Vec::new(), Vec::new(), 250);
    for index in 0..count {
        let left = 39 * (count - 1 - index) as u32;
        // A stored block of deflate would quote the header of the next file; for the limits, sizes alone do.
        let entry = Entry {
            packed: kernel.packed + left,
            local_packed: kernel.packed + left,
            data: Vec::new(),
            ..kernel.clone()
        };
        let entry = Entry {
            local_name: format!("{index:09}").into_bytes(),
            central_name: format!("{index:09}").into_bytes(),
            ..entry
        };
        places.push((files.len() as u32, entry.clone()));
        files.extend(entry.local());
    }
    files.extend(&kernel.data);
    let directory: Vec<u8> = places.iter().flat_map(|(at, entry)| entry.central(*at)).collect();
    let octets = [files.clone(), directory.clone(), end(count as u16, directory.len(), files.len())].concat();
    assert!(octets.len() < 60_000);
    let contents = bomb("zbsm.zip", &octets, SOON);
    assert!(contradicts(&contents));
}

/// An archive that unpacks to itself, made as Cox 2010 describes: stored blocks quote, short matches repeat, and the
/// checksum is the solution of a linear system.
#[test]
fn z2_an_archive_that_holds_itself() {
    let quine = fixture("zip-quine.zip");
    let contents = bomb("r.zip", &quine, SOON);
    assert_eq!(names(&contents), ["r/r.zip"]);
    let mut nested = honest(&[("a.txt", b"x")]);
    for _ in 0..40 {
        nested = honest(&[("a.zip", &nested)]);
    }
    bomb("a.zip", &nested, SOON);
}

#[test]
fn z2_a_gzip_file_without_end() {
    let once = gzipped(&vec![0u8; 30 << 20]);
    bomb("zeros.gz", &once, SOON);
    bomb("zeros.gz", &gzipped(&gzipped(&once)), SOON);
    let joined = gzipped(b"").repeat(50_000);
    let (time, contents) = cpu::of(|| contents("many.gz", &joined));
    assert!(!unread(&contents).is_empty() && time < cpu::BOUNDED, "{time:?}");
}

#[test]
fn z2_a_million_files() {
    let entry = Entry::stored("a", b"");
    let (local, central) = (entry.local(), entry.central(0));
    let count = 1_000_000;
    let octets =
        [local.repeat(count), central.repeat(count), end(0xffff, central.len() * count, local.len() * count)].concat();
    let contents = bomb("many.zip", &octets, Duration::from_secs(3));
    assert!(all(&contents).len() <= Limits::default().entries);
    // Only the directory is long: a million names for one file.
    let octets = [local.clone(), central.repeat(count), end(0xffff, central.len() * count, local.len())].concat();
    bomb("many.zip", &octets, Duration::from_secs(3));
}

#[test]
fn z2_a_7z_archive_that_asks_for_memory_or_lists_without_end() {
    let honest = fixture("7z-lzma2-by-7zip.7z");
    let mut long = honest.clone();
    // The size of the list of files, at 20 of the start header; its checksum at 8 made right again.
    long[20..28].copy_from_slice(&(1u64 << 40).to_le_bytes());
    let crc = crc32fast::hash(&long[12..32]);
    long[8..12].copy_from_slice(&crc.to_le_bytes());
    assert_eq!(unread(&contents("long.7z", &long)), [UnreadKind::Limit]);
}

#[test]
fn z2_small_limits_hold_in_every_format() {
    let limits = Limits { depth: 1, entries: 1, expanded: 60, ratio: 100, text: 10 };
    for name in ["zip-by-info-zip.zip", "7z-lzma2-by-7zip.7z", "tar-by-gnu-tar.tar", "tar-pax-long-name.tgz"] {
        let contents = within(name, &fixture(name), &limits);
        assert!(unread(&contents).contains(&UnreadKind::Limit), "{name}: {contents:#?}");
        assert!(all(&contents).len() <= 3 && texts(&contents).trim().len() <= 60, "{name}");
    }
}
