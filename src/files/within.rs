//! A file within a file.

use super::budget::Budget;
use super::contents::{Inner, Unread};
use super::{Contents, Job, Kind, read_within, sniff};

/// Reads a file that was unpacked whole. Its place in the budget is taken by the caller.
pub(super) fn file(names: Vec<String>, octets: &[u8], budget: &mut Budget) -> Inner {
    declared(names, "", octets, budget)
}

/// [`file`] of a declared media type.
pub(super) fn declared(names: Vec<String>, media_type: &str, octets: &[u8], budget: &mut Budget) -> Inner {
    let name = names.first().map(String::as_str).unwrap_or_default();
    let contents = read_within(&Job { name, media_type, charset: None, octets }, budget);
    Inner { names, size: octets.len() as u64, contents }
}

/// Reads what could be unpacked of a file, where `unread` says what went wrong: what is there is text or a container is
/// searched, what lacks its end is told.
pub(super) fn partly(names: Vec<String>, octets: &[u8], unread: Option<Unread>, budget: &mut Budget) -> Inner {
    let Some(unread) = unread else { return file(names, octets, budget) };
    let name = names.first().map(String::as_str).unwrap_or_default();
    let job = Job { name, media_type: "", charset: None, octets };
    let kind = sniff(&job);
    let mut contents = match kind {
        Kind::Other => Contents { kind, ..Contents::default() },
        _ => read_within(&job, budget),
    };
    contents.unread.insert(0, unread);
    Inner { names, size: octets.len() as u64, contents }
}
