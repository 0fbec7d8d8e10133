//! 7z archives, by the `sevenz-rust2` crate: stored, deflate, LZMA and LZMA2 with their filters. What needs a password
//! or is packed otherwise shows its names, where they are not sealed as well.

use std::io::Cursor;

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::budget::{Budget, damaged, too_many};
use super::contents::{Contents, Feature, Inner, Unread, UnreadKind};
use super::{Kind, within, zip};

/// The largest dictionary that is set up, in octets: what 7-Zip takes for its strongest setting is 64 MiB.
const LARGEST_DICTIONARY: u32 = 64 << 20;
/// The longest list of files, in octets, packed or not.
const LONGEST_HEADER: u64 = 16 << 20;

/// LZMA and LZMA2 (7zFormat.txt, method ids).
const LZMA: &[u8] = &[3, 1, 1];
const LZMA2: &[u8] = &[0x21];
/// AES-256 with a key from SHA-256.
const AES: &[u8] = &[6, 0xf1, 7, 1];

/// Reads the archive and the files within.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind: Kind::SevenZip, ..Contents::default() };
    let mut odd = false;
    let opened = budget.open(octets, |budget| {
        let archive = listed(octets)?;
        files(&archive, octets, budget, &mut contents.inner, &mut odd)
    });
    match opened {
        Ok(Some(Err(unread))) | Err(unread) => contents.unread.push(unread),
        Ok(_) => {}
    }
    if odd {
        contents.features.push(Feature::Contradictory);
    }
    contents
}

/// The list of files.
fn listed(octets: &[u8]) -> Result<Archive, Unread> {
    // Its size stands at 20 of the start header.
    let size = octets.get(20..).and_then(|rest| rest.first_chunk()).map_or(0, |size| u64::from_le_bytes(*size));
    if size > LONGEST_HEADER {
        return Err(too_many());
    }
    Archive::read(&mut Cursor::new(octets), &Password::empty()).map_err(|error| reason(&error))
}

fn reason(error: &Error) -> Unread {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => sealed(),
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => sealed(),
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => unsupported(),
        _ => damaged(),
    }
}

fn sealed() -> Unread {
    Unread::new(UnreadKind::Encrypted, "it needs a password")
}

fn unsupported() -> Unread {
    Unread::new(UnreadKind::Unsupported, "it is packed in a way nobody here reads")
}

fn files(
    archive: &Archive,
    octets: &[u8],
    budget: &mut Budget,
    out: &mut Vec<Inner>,
    odd: &mut bool,
) -> Result<(), Unread> {
    let mut names = std::collections::HashSet::new();
    *odd |= archive.files.iter().any(|file| zip::is_odd_name(&file.name) || !names.insert(&file.name));
    for index in 0..archive.blocks.len() {
        block(archive, index, octets, budget, out)?;
    }
    let is_in_block = |at: usize| archive.stream_map.file_block_index.get(at).is_some_and(Option::is_some);
    for (at, file) in archive.files.iter().enumerate() {
        if !is_in_block(at) && !file.is_directory {
            budget.entry()?;
            out.push(within::file(vec![file.name.clone()], &[], budget));
        }
    }
    Ok(())
}

/// Files packed together are unpacked one behind the other; what goes wrong in one is wrong for all behind it.
fn block(
    archive: &Archive,
    index: usize,
    octets: &[u8],
    budget: &mut Budget,
    out: &mut Vec<Inner>,
) -> Result<(), Unread> {
    let (mut source, password) = (Cursor::new(octets), Password::empty());
    let decoder = BlockDecoder::new(1, index, archive, &password, &mut source);
    let all: Vec<ArchiveEntry> = decoder.entries().to_vec();
    let mut done = 0;
    let packed = octets.len() as u64;
    let mut stopped: Option<Unread> = refused(archive, index);
    if stopped.is_none() {
        let result = decoder.for_each_entries(&mut |file, source| {
            if let Err(unread) = budget.entry() {
                stopped = Some(unread);
                return Ok(false);
            }
            let (read, unread) = budget.expand_partly(source, packed);
            let unread = unread.or_else(|| ((read.len() as u64) < file.size).then(damaged));
            let is_cut = unread.is_some();
            out.push(within::partly(vec![file.name.clone()], &read, unread, budget));
            done += 1;
            if is_cut {
                stopped = Some(damaged());
            }
            Ok(!is_cut)
        });
        if let (Err(error), None) = (result, &stopped) {
            stopped = Some(reason(&error));
        }
    }
    let Some(why) = stopped else { return Ok(()) };
    for file in all.into_iter().skip(done).filter(|file| !file.is_directory) {
        budget.entry()?;
        let contents = Contents { unread: vec![why.clone()], ..Contents::default() };
        out.push(Inner { names: vec![file.name], size: file.size, contents });
    }
    if why.kind == UnreadKind::Limit { Err(why) } else { Ok(()) }
}

/// Why a block is not unpacked at all: it needs a password, or more memory than it is worth.
fn refused(archive: &Archive, index: usize) -> Option<Unread> {
    let coders = &archive.blocks.get(index)?.coders;
    if coders.iter().any(|coder| coder.encoder_method_id() == AES) {
        return Some(sealed());
    }
    let dictionary = |coder: &sevenz_rust2::Coder| match coder.encoder_method_id() {
        LZMA => coder.properties().get(1..)?.first_chunk().map(|size| u32::from_le_bytes(*size)),
        // Two bits of size, and an exponent (7zFormat.txt): 2^(n/2 + 12), or half as much again.
        LZMA2 => coder.properties().first().map(|n| {
            let n = u32::from(*n);
            (2 | (n & 1)).checked_shl(n / 2 + 11).filter(|_| n < 40).unwrap_or(u32::MAX)
        }),
        _ => None,
    };
    let is_large = coders.iter().filter_map(dictionary).any(|size| size > LARGEST_DICTIONARY);
    is_large.then(|| Unread::new(UnreadKind::Limit, "it takes too much memory to unpack"))
}
