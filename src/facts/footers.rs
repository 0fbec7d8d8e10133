//! Footers known by having been in this sender's earlier mail: a firm's disclaimer has no shape everybody's has, but it is the
//! same under every message.

use sha2::{Digest, Sha256};

use crate::base::fold;
use crate::people::History;

/// Paragraphs at the end of a text that may be a footer.
const LAST: usize = 6;
/// Octets of a paragraph that is long enough to be told from a phrase people repeat, and short enough to be a footer.
const LENGTHS: std::ops::RangeInclusive<usize> = 60..=4_000;

/// What a message teaches about footers, by number: the last paragraphs of the own words. The first paragraph is never
/// one: a marking stands on top.
pub(super) fn fingerprints(own_text: &str) -> Vec<i64> {
    let mut seen: Vec<i64> = last(below_first(own_text).1).map(fingerprint).collect();
    seen.sort_unstable();
    seen.dedup();
    seen
}

/// `own_text` without the paragraphs that stood in enough of the sender's earlier mail, and how many those are.
pub(super) fn cut(own_text: &str, history: &History) -> (String, usize) {
    let (first, below) = below_first(own_text);
    let is_footer = |paragraph: &&str| history.footers.contains(&fingerprint(paragraph));
    let footers: Vec<&str> =
        if history.footers.is_empty() { Vec::new() } else { last(below).filter(is_footer).collect() };
    if footers.is_empty() {
        return (own_text.to_owned(), 0);
    }
    let kept = below.split("\n\n").filter(|paragraph| !footers.contains(paragraph));
    (std::iter::once(first).chain(kept).collect::<Vec<_>>().join("\n\n"), footers.len())
}

fn below_first(text: &str) -> (&str, &str) {
    text.split_once("\n\n").unwrap_or((text, ""))
}

/// The paragraphs that may be a footer.
fn last(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit("\n\n").take(LAST).filter(|paragraph| LENGTHS.contains(&paragraph.len()))
}

/// A number for the letters of a paragraph: how lines wrap, and a page number or date in it, change nothing.
fn fingerprint(paragraph: &str) -> i64 {
    let letters: String = fold::folded(paragraph).chars().filter(|c| c.is_alphabetic()).collect();
    let hash = Sha256::digest(letters.as_bytes());
    hash.iter().take(8).fold(0, |number, octet| number << 8 | i64::from(*octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str =
        "This mail and its files are meant for the one it names, and are strictly confidential to Firm Ltd.";

    #[test]
    fn what_stood_below_earlier_mail_is_cut_and_a_marking_on_top_is_not() {
        let learned = fingerprints(&format!("Dear Eva,\n\nthe plan.\n\n{NOTE}"));
        assert_eq!(learned.len(), 1);
        let history = History { footers: learned.into_iter().collect(), ..History::default() };
        let wrapped = NOTE.replacen(" and its", "\nand its", 1);
        assert_eq!(
            cut(&format!("Hello,\n\nsee below.\n\n{wrapped}"), &history),
            ("Hello,\n\nsee below.".to_owned(), 1)
        );
        assert_eq!(cut(&format!("{NOTE}\n\nHello"), &history).1, 0);
        assert_eq!(cut("Hello\n\nEva", &history), ("Hello\n\nEva".to_owned(), 0));
    }

    #[test]
    fn short_phrases_teach_nothing() {
        assert_eq!(fingerprints("Hello\n\nBest regards\n\nAnna"), Vec::<i64>::new());
    }
}
