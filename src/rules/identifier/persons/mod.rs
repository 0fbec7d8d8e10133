//! Numbers that states and their insurers give to people, and tax offices to firms, with the rules each must keep.
//!
//! Sources: the issuers' own descriptions as collected in Wikipedia's "National identification number" and the OECD's
//! "Tax Identification Numbers" pages per country. A number that keeps its rules by chance too often (a single check
//! digit over digits of a common length) counts only near its word: those pictures have a `~`.

mod americas;
mod asia;
mod central;
mod islands;
mod north;
mod south;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Identifier;
use super::kind::Kind;
use super::layout::{self, Head};
use super::source::Source;

/// A kind of number: how it is written, what must hold, which words name it.
pub(super) struct Number {
    pub(super) kind: Kind,
    /// Pictures of `layout`.
    pub(super) pictures: &'static [&'static str],
    /// Whether the number, without separators and in capitals, keeps its rules.
    pub(super) valid: fn(&[u8]) -> bool,
    /// In small letters, as a legible text has them.
    pub(super) near: &'static [&'static str],
}

/// Every kind.
pub(super) fn numbers() -> impl Iterator<Item = &'static Number> {
    [central::NUMBERS, islands::NUMBERS, south::NUMBERS, north::NUMBERS, americas::NUMBERS, asia::NUMBERS]
        .into_iter()
        .flatten()
}

type Pictures = HashMap<Head, Vec<(&'static str, &'static Number)>>;

/// The pictures by what they begin with, so that a word is held against few.
static PICTURES: LazyLock<Pictures> = LazyLock::new(|| {
    let mut pictures = Pictures::new();
    for number in numbers() {
        for picture in number.pictures {
            pictures.entry(Head::of_picture(picture)).or_default().push((picture, number));
        }
    }
    pictures
});

/// The letters a number may begin with.
pub(super) const LETTERS: usize = 6;

/// Adds the numbers of persons that start at the word at `start`; returns where the longest ends.
pub(super) fn at(source: &Source, start: usize, found: &mut Vec<Identifier>) -> Option<usize> {
    let word = source.octets().get(start..)?;
    // No picture begins with more than eighteen digits.
    let pictures = PICTURES.get(&Head::of_word(&word[..word.len().min(20)]))?;
    let mut longest = None;
    for (picture, number) in pictures {
        let Some(fit) = layout::fit(source, start, picture) else { continue };
        if (number.valid)(&fit.number) && (!fit.needs_word || source.is_named(number.kind, start, fit.end)) {
            found.push(Identifier::masked(number.kind, String::from_utf8_lossy(&fit.number).into_owned(), start));
            longest = longest.max(Some(fit.end));
        }
    }
    longest
}
