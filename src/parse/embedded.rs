//! Files within a text: uuencode (POSIX) and yEnc (yenc.org) are decoded, as many mail programs do.

use std::borrow::Cow;

use super::headers::{content, line_end};
use super::transfer;

/// Files taken out of one text.
const MOST: usize = 100;
/// The longest name that is kept, in octets.
const LONGEST_NAME: usize = 255;

/// A file within a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) octets: Vec<u8>,
}

/// A text and the files that were in it.
#[derive(Debug)]
pub(super) struct Taken<'b> {
    pub(super) text: Cow<'b, [u8]>,
    pub(super) files: Vec<Found>,
    /// Whether one of them has no end or is damaged.
    pub(super) broken: bool,
}

impl<'b> Taken<'b> {
    /// A text in which no files are looked for.
    pub(super) fn nothing(body: &'b [u8]) -> Taken<'b> {
        Taken { text: Cow::Borrowed(body), files: Vec::new(), broken: false }
    }
}

/// Takes the files out of a text.
pub(super) fn take(body: &[u8]) -> Taken<'_> {
    let mut taken = Taken::nothing(body);
    if memchr::memmem::find(body, b"begin").is_none() {
        return taken;
    }
    let (mut text, mut at) = (Vec::with_capacity(body.len()), 0);
    while at < body.len() {
        let end = line_end(body, at);
        let line = content(body.get(at..end).unwrap_or_default());
        let found = if taken.files.len() < MOST { file(line, body, end) } else { None };
        match found {
            Some((found, whole, behind)) => {
                taken.files.push(found);
                taken.broken |= !whole;
                at = behind;
            }
            None => {
                text.extend_from_slice(body.get(at..end).unwrap_or_default());
                at = end;
            }
        }
    }
    if !taken.files.is_empty() {
        taken.text = Cow::Owned(text);
    }
    taken
}

/// The file that `line` begins, whether it is whole, and where it ends.
fn file(line: &[u8], body: &[u8], start: usize) -> Option<(Found, bool, usize)> {
    if let Some(head) = line.strip_prefix(b"=ybegin ") {
        return Some(yenc(head, body, start));
    }
    let (head, is_base64) = match line.strip_prefix(b"begin-base64 ") {
        Some(head) => (head, true),
        None => (line.strip_prefix(b"begin ")?, false),
    };
    let space = head.iter().position(|b| *b == b' ')?;
    let (mode, name) = head.split_at(space);
    if !(3..=4).contains(&mode.len()) || !mode.iter().all(|b| (b'0'..=b'7').contains(b)) || name.len() < 2 {
        return None;
    }
    let name = named(name);
    if is_base64 { uu_base64(name, body, start) } else { uu(name, body, start) }
}

fn named(octets: &[u8]) -> String {
    let octets = octets.get(..LONGEST_NAME.min(octets.len())).unwrap_or_default();
    super::charset::text(octets, None).value.trim().to_owned()
}

/// Lines of a length and that many octets in four signs for three each, up to `end`. A first line that is none makes it
/// an ordinary text.
fn uu(name: String, body: &[u8], start: usize) -> Option<(Found, bool, usize)> {
    let (mut octets, mut at) = (Vec::new(), start);
    while at < body.len() {
        let end = line_end(body, at);
        let line = content(body.get(at..end).unwrap_or_default());
        if line == b"end" {
            return Some((Found { name, octets }, true, end));
        }
        // The empty last line, from which some relays take the blank.
        let is_last = line.is_empty() || line == b"`" || line == b" ";
        if !is_last && !uu_line(line, &mut octets) {
            return (!octets.is_empty()).then_some((Found { name, octets }, false, at));
        }
        at = end;
    }
    (!octets.is_empty()).then_some((Found { name, octets }, false, at))
}

fn uu_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let Some((length, signs)) = line.split_first() else { return false };
    let length = usize::from(length.wrapping_sub(32) & 63);
    let needed = length.div_ceil(3) * 4;
    // Blanks at the end may be lost; one sign more is a checksum.
    let is_uu = line.iter().all(|b| (32..=96).contains(b)) && signs.len() <= needed + 2 && signs.len() + 8 >= needed;
    if !is_uu || length == 0 {
        return false;
    }
    let sextet = |at: usize| u32::from(signs.get(at).copied().unwrap_or(b' ').wrapping_sub(32) & 63);
    let end = out.len() + length;
    for at in (0..needed).step_by(4) {
        let group = sextet(at) << 18 | sextet(at + 1) << 12 | sextet(at + 2) << 6 | sextet(at + 3);
        let [_, a, b, c] = group.to_be_bytes();
        out.extend([a, b, c]);
    }
    out.truncate(end);
    true
}

fn uu_base64(name: String, body: &[u8], start: usize) -> Option<(Found, bool, usize)> {
    let rest = body.get(start..)?;
    let (length, whole) = match memchr::memmem::find(rest, b"\n====") {
        Some(at) => (at, true),
        None => (rest.len(), false),
    };
    let decoded = transfer::base64(rest.get(..length)?);
    let behind = if whole { line_end(body, start + length + 1) } else { body.len() };
    Some((Found { name, octets: decoded.value }, whole && !decoded.odd, behind))
}

/// Octets moved up by 42, with `=` before those that mail cannot carry, up to `=yend`.
fn yenc(head: &[u8], body: &[u8], start: usize) -> (Found, bool, usize) {
    let name = memchr::memmem::find(head, b"name=").and_then(|at| head.get(at + "name=".len()..)).unwrap_or_default();
    let mut found = Found { name: named(name), octets: Vec::new() };
    let mut at = start;
    while at < body.len() {
        let end = line_end(body, at);
        let line = content(body.get(at..end).unwrap_or_default());
        at = end;
        if line.starts_with(b"=yend") {
            return (found, true, at);
        }
        if line.starts_with(b"=ypart ") {
            continue;
        }
        let mut octets = line.iter();
        while let Some(octet) = octets.next() {
            let octet = match octet {
                b'=' => octets.next().copied().unwrap_or_default().wrapping_sub(64),
                octet => *octet,
            };
            found.octets.push(octet.wrapping_sub(42));
        }
    }
    (found, false, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M14 of the requirements.
    #[test]
    fn files_in_texts_are_decoded() {
        for (body, name, octets, rest) in [
            (
                &b"see\r\nbegin 644 plan.txt\r\n,=&AE('!L86X@:7,*\r\n`\r\nend\r\nbye"[..],
                "plan.txt",
                &b"the plan is\n"[..],
                &b"see\r\nbye"[..],
            ),
            (b"begin-base64 644 a b.txt\naGFsbG8=\n====\nbye", "a b.txt", b"hallo", b"bye"),
            (b"=ybegin line=128 size=3 name=x.bin\r\n\x8b\x8c=}\r\n=yend size=3\r\nbye", "x.bin", b"ab\x13", b"bye"),
        ] {
            let taken = take(body);
            assert_eq!(taken.files, [Found { name: name.into(), octets: octets.into() }]);
            assert_eq!((taken.text.as_ref(), taken.broken), (rest, false));
        }
    }

    #[test]
    fn what_has_no_end_is_read_and_told() {
        let taken = take(b"begin 644 plan.txt\n,=&AE('!L86X@:7,*\n");
        assert!(taken.broken && taken.files.first().is_some_and(|f| f.octets == b"the plan is\n"));
        assert!(take(b"=ybegin name=x\nabc").broken);
    }

    #[test]
    fn texts_that_begin_so_stay_texts() {
        for body in ["begin 644 words about\nthis and that", "begin with this\nend", "let us begin", "begin 644 x"] {
            let taken = take(body.as_bytes());
            assert!(taken.files.is_empty() && taken.text.as_ref() == body.as_bytes(), "{body}");
        }
    }
}
