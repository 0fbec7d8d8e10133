//! The text identifiers are looked for in, and what stands around a place in it.

use std::cell::OnceCell;

use super::columns::{self, Cell};
use super::kind::Kind;
use super::near::{self, Mention};

/// A legible text.
pub(super) struct Source<'a> {
    text: &'a str,
    mentions: OnceCell<Vec<Mention>>,
    cells: OnceCell<Vec<Cell>>,
}

/// The separators within one number: all alike, and at most one line end among them, since a column of short numbers is
/// no long one.
#[derive(Default)]
pub(super) struct Separators {
    pub(super) sign: Option<u8>,
    broken: bool,
}

/// How far before a number its word may stand, in octets.
const BEFORE: usize = 60;

/// How far behind a number its word may stand, in octets.
const BEHIND: usize = 30;

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Source<'a> {
        Source { text, mentions: OnceCell::new(), cells: OnceCell::new() }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn octets(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The octet at `at`, or 0 past the end.
    pub(super) fn octet(&self, at: usize) -> u8 {
        self.octets().get(at).copied().unwrap_or(0)
    }

    /// The octet `back` octets before `at`, or 0 before the start.
    pub(super) fn octet_before(&self, at: usize, back: usize) -> u8 {
        at.checked_sub(back).map_or(0, |i| self.octet(i))
    }

    /// Whether a word starts at `at`. An underline is no part of a word: file names have them for blanks.
    pub(super) fn starts_word(&self, at: usize) -> bool {
        !self.octet_before(at, 1).is_ascii_alphanumeric()
    }

    /// Whether a word may end at `at`.
    pub(super) fn ends_word(&self, at: usize) -> bool {
        !self.octet(at).is_ascii_alphanumeric()
    }

    /// Whether `start..end` is no part of something longer: a word, an amount, a date, a path, a blob of base64.
    pub(super) fn stands_alone(&self, start: usize, end: usize) -> bool {
        let glued = |sign: u8, beyond: u8| match sign {
            b'-' | b'.' | b':' | b'=' | b'*' | b'#' => beyond.is_ascii_digit(),
            b'/' | b'+' | b'\\' | b'%' | b'@' => beyond.is_ascii_alphanumeric(),
            _ => false,
        };
        let money = matches!(self.octet_before(start, 1), b'$' | b'%' | b'@');
        self.starts_word(start)
            && self.ends_word(end)
            && !money
            && !glued(self.octet_before(start, 1), self.octet_before(start, 2))
            && !glued(self.octet(end), self.octet(end + 1))
    }

    /// The octets of the separator at `at`: a blank, hyphen or dot, or a line end with the blanks around it.
    pub(super) fn separator(&self, at: usize, so_far: &mut Separators) -> Option<usize> {
        let (sign, octets) = match self.octet(at) {
            sign @ (b'-' | b'.') => (sign, 1),
            b' ' | b'\n' | b'\r' => match self.line_end(at) {
                Some(_) if so_far.broken => return None,
                Some(octets) => {
                    so_far.broken = true;
                    (b' ', octets)
                }
                None if self.octet(at) == b' ' => (b' ', 1),
                None => return None,
            },
            _ => return None,
        };
        (*so_far.sign.get_or_insert(sign) == sign).then_some(octets)
    }

    /// The octets of one line end at `at` with at most four blanks on each side.
    fn line_end(&self, at: usize) -> Option<usize> {
        let blanks = |from: usize| (0..4).take_while(|i| self.octet(from + i) == b' ').count();
        let mut end = at + blanks(at);
        end += usize::from(self.octet(end) == b'\r');
        if self.octet(end) != b'\n' {
            return None;
        }
        end += 1;
        Some(end + blanks(end) - at)
    }

    /// Whether a word for `kind` stands near `start..end`, or above its column.
    pub(super) fn is_named(&self, kind: Kind, start: usize, end: usize) -> bool {
        let mentions = self.mentions();
        let from = mentions.partition_point(|mention| mention.end + BEFORE < start);
        let near = mentions[from..].iter().take_while(|mention| mention.start <= end + BEHIND);
        let mut named = near.filter(|mention| mention.end <= start || mention.start >= end);
        named.any(|mention| mention.kinds & kind.bit() != 0) || self.stands_in_column(kind, start)
    }

    fn stands_in_column(&self, kind: Kind, at: usize) -> bool {
        let cells = self.cells.get_or_init(|| columns::cells(self.text, self.mentions()));
        let before = cells.partition_point(|cell| cell.start <= at);
        let cell = before.checked_sub(1).and_then(|i| cells.get(i));
        cell.is_some_and(|cell| at < cell.end && cell.kinds & kind.bit() != 0)
    }

    /// The words for kinds that stand in the text, looked for once and only when something asks.
    fn mentions(&self) -> &[Mention] {
        self.mentions.get_or_init(|| near::mentions(self.text))
    }
}
