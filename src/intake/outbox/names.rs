//! Names of files: octets, which need not be text. Which are left alone, and what a file is called where its own name is
//! taken.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use crate::config::OutboxKind;
use crate::message::Digest;

/// The longest name file systems allow.
const LONGEST: usize = 255;

/// How names end that programs give to what is not finished, and what we put beside files.
const UNFINISHED: [&[u8]; 8] = [b"tmp", b"part", b"partial", b"crdownload", b"swp", b"lock", b"bad", b"txt"];

/// Whether a file of this name is never taken.
pub(super) fn is_left_alone(kind: OutboxKind, name: &OsStr) -> bool {
    let octets = name.as_bytes();
    if octets.starts_with(b".") {
        return true;
    }
    // What is in `new` was finished elsewhere, whatever it is called.
    if kind == OutboxKind::Maildir {
        return false;
    }
    let (_, extension) = split(octets);
    octets.ends_with(b"~") || UNFINISHED.iter().any(|ending| extension.eq_ignore_ascii_case(ending))
}

/// The name of the file that belongs to `name`: in msmtp's queue the arguments to a message.
pub(super) fn companion(kind: OutboxKind, name: &OsStr) -> Option<OsString> {
    let stem = (kind == OutboxKind::Spool).then(|| name.as_bytes().strip_suffix(b".mail"))??;
    Some(OsString::from_vec([stem, b".msmtp"].concat()))
}

/// The name of a sent file.
pub(super) fn sent(kind: OutboxKind, name: &OsStr) -> OsString {
    if kind != OutboxKind::Maildir {
        return name.to_owned();
    }
    // maildir(5): what stands behind the colon are flags, and S is for seen.
    let octets = name.as_bytes();
    let plain = octets.windows(3).position(|w| w == b":2,").map_or(octets, |at| &octets[..at]);
    fitting(plain, b":2,S")
}

/// `name` with `tag` in it: where the name itself is taken.
pub(super) fn tagged(name: &OsStr, tag: &str) -> OsString {
    let octets = name.as_bytes();
    let (stem, extension) = split(octets);
    let ending = &octets[octets.len() - extension.len() - usize::from(!extension.is_empty())..];
    fitting(stem, &[b"-", tag.as_bytes(), ending].concat())
}

/// The name of the note beside `name`. No two names of one folder have the same.
pub(super) fn note(name: &OsStr) -> OsString {
    fitting(name.as_bytes(), b".txt")
}

/// `start` and `end`; where that is too long, a digest stands for what is cut off.
fn fitting(start: &[u8], end: &[u8]) -> OsString {
    if start.len() + end.len() <= LONGEST {
        return OsString::from_vec([start, end].concat());
    }
    let digest = Digest::of(start).to_string();
    let digest = &digest.as_bytes()[..12];
    let room = LONGEST.saturating_sub(end.len() + digest.len() + 1);
    OsString::from_vec([&start[..room.min(start.len())], b"-", digest, end].concat())
}

/// Stem and extension; a long extension is none.
fn split(name: &[u8]) -> (&[u8], &[u8]) {
    match name.iter().rposition(|b| *b == b'.') {
        Some(at) if at > 0 && name.len() - at <= 12 => (&name[..at], &name[at + 1..]),
        _ => (name, b""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_files_are_left_alone() {
        for name in [".a.eml", "a.eml~", "a.tmp", "a.PART", "a.eml.crdownload", "a.swp", "a.lock", "a.bad", "a.eml.txt"]
        {
            assert!(is_left_alone(OutboxKind::Pickup, OsStr::new(name)), "{name}");
        }
        for name in ["a.eml", "a", "-rf", "a.txt.eml", "tmp", "\u{fc}.eml"] {
            assert!(!is_left_alone(OutboxKind::Pickup, OsStr::new(name)), "{name}");
        }
        assert!(!is_left_alone(OutboxKind::Maildir, OsStr::new("1.2.host.tmp")));
    }

    #[test]
    fn other_names_are_different_and_short_enough() {
        let long = OsString::from_vec(vec![0xff; 255]);
        let (noted, tagged_long, seen) = (note(&long), tagged(&long, "K7Q2"), sent(OutboxKind::Maildir, &long));
        for name in [&noted, &tagged_long, &seen] {
            assert!(name.len() == 255 && name != &long, "{name:?}");
        }
        assert_eq!(tagged(OsStr::new("a.b.eml"), "K7Q2"), "a.b-K7Q2.eml");
        assert_eq!(tagged(OsStr::new("letter"), "K7Q2"), "letter-K7Q2");
        assert_eq!(sent(OutboxKind::Maildir, OsStr::new("1.host:2,")), "1.host:2,S");
        assert_eq!(companion(OutboxKind::Spool, OsStr::new("x.mail")), Some("x.msmtp".into()));
    }
}
