//! Footers known by having been in this sender's earlier mail: a firm's disclaimer has no shape everybody's has, but it is the
//! same under every message. What somebody says twice is the same, too; so only what stood below other words each time is one.

use sha2::{Digest, Sha256};

use super::{RecipientFacts, elsewhere, greeting};
use crate::base::fold;
use crate::people::history::topic;
use crate::people::{Around, History, Paragraph};

/// Paragraphs at the end of a text that may be a footer.
const LAST: usize = 6;
/// Octets of a paragraph that is long enough to be told from a phrase people repeat, and short enough to be a footer.
const LENGTHS: std::ops::RangeInclusive<usize> = 60..=4_000;
/// Octets of a text that are looked at to tell it from others.
const TOP: usize = 1_000;
/// Letters above a paragraph that tell one mail from another; `Yes, thanks` stands in many.
const TELLING: usize = 20;

/// The own words of a message, and the footers that were below them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// What is left.
    pub(super) own: String,
    /// What was taken out.
    pub(super) footers: String,
    /// How many paragraphs that is.
    pub(super) count: usize,
}

/// What a message teaches about footers that went to `to`: its last paragraphs.
pub(super) fn taught(own_text: &str, subject: &str, to: Option<&str>) -> Vec<Paragraph> {
    let Some(to) = to else { return Vec::new() };
    let (subject, to) = (octet(&letters(&topic(subject))), octet(to));
    let mut taught: Vec<Paragraph> = last(own_text)
        .filter_map(|(above, paragraph)| {
            let said = said(above);
            let is_telling = said.chars().nth(TELLING - 1).is_some();
            let around = Around { subject, above: octet(&said), to };
            is_telling.then(|| Paragraph { number: number_of(paragraph), around })
        })
        .collect();
    taught.sort_unstable_by_key(|paragraph| paragraph.number);
    taught.dedup_by_key(|paragraph| paragraph.number);
    taught
}

/// `own_text` without the paragraphs that are footers of this sender's. What stands below nothing but a greeting is what the
/// message says, and stays.
pub(super) fn cut(own_text: &str, history: &History) -> Cut {
    let is_footer =
        |(above, paragraph): &(&str, &str)| history.footers.contains(&number_of(paragraph)) && !said(above).is_empty();
    let footers: Vec<(&str, &str)> =
        if history.footers.is_empty() { Vec::new() } else { last(own_text).filter(is_footer).collect() };
    let mut own = own_text.to_owned();
    // The last comes first, so that the others stay where they are.
    for (above, paragraph) in &footers {
        own.replace_range(above.len()..above.len() + BETWEEN.len() + paragraph.len(), "");
    }
    let texts: Vec<&str> = footers.iter().rev().map(|(_, paragraph)| *paragraph).collect();
    Cut { own, footers: texts.join(BETWEEN), count: texts.len() }
}

/// What stands between paragraphs.
const BETWEEN: &str = "\n\n";

/// The paragraphs that may be a footer, the last one first, each behind what stands above it. The first paragraph is never
/// one.
fn last(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    let paragraphs = std::iter::from_fn(move || {
        let (above, paragraph) = rest.rsplit_once(BETWEEN)?;
        rest = above;
        Some((above, paragraph))
    });
    paragraphs.take(LAST).filter(|(_, paragraph)| LENGTHS.contains(&paragraph.len()))
}

/// The organisation a message goes to outside, if it is one. What stays inside teaches nothing: it must not become a footer
/// there, and be overlooked when it leaves.
pub(super) fn only_organisation(recipients: &[RecipientFacts]) -> Option<&str> {
    let outside = recipients.iter().filter(|recipient| recipient.is_outside());
    let mut organisations = outside.map(|one| one.party.as_deref().unwrap_or(elsewhere::place(&one.address)));
    let first = organisations.next()?;
    organisations.all(|other| other == first).then_some(first)
}

/// The letters that stand above a paragraph and below the greeting, as far as they are looked at.
fn said(above: &str) -> String {
    let top = above.get(..above.floor_char_boundary(TOP)).unwrap_or(above);
    letters(greeting::below(top))
}

/// The letters of a text: numbers and dates make no other mail of it.
fn letters(text: &str) -> String {
    fold::folded(text).chars().filter(|c| c.is_alphabetic()).collect()
}

/// A number for the letters and digits of a paragraph: how its lines wrap changes nothing, another account or price does.
fn number_of(paragraph: &str) -> i64 {
    number(&fold::folded(paragraph).chars().filter(|c| c.is_alphanumeric()).collect::<String>())
}

fn octet(text: &str) -> u8 {
    number(text) as u8
}

fn number(text: &str) -> i64 {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(8).fold(0, |number, octet| number << 8 | i64::from(*octet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Growing;

    const NOTE: &str =
        "This mail and its files are meant for the one it names, and are strictly confidential to Firm Ltd.";
    const LINES: &str =
        "Firm Ltd, 1 Example Square, where the river bends, is open from eight to six on every working day.";
    const FALCON: &str =
        "the next delivery of Project Falcon leaves the yard on Monday, and all papers travel with the driver.";

    /// The history of somebody who has sent these: subject, text, and to whom.
    fn sent(mails: &[(&str, &str, &str)]) -> History {
        let mut growing = Growing::default();
        for (subject, text, to) in mails {
            growing.ended_with(&taught(text, subject, Some(to)));
        }
        growing.history().clone()
    }

    /// The same, of mails that have nothing in common but `below`.
    fn sent_with(below: &str) -> History {
        let mail = |text: &str| format!("Dear Eva,\n\n{text}\n\n{below}");
        sent(&[
            ("The plan", &mail("here is the plan of the yard, as you asked."), "kita.example"),
            ("Lunch", &mail("shall we have lunch on Tuesday or on Friday?"), "kita.example"),
            ("Invoice", &mail("thanks, it was paid this morning."), "minami.example"),
        ])
    }

    #[test]
    fn what_stood_below_other_words_each_time_is_cut_and_a_marking_on_top_is_not() {
        let history = sent_with(&format!("{LINES}\n\n{NOTE}"));
        assert_eq!(history.footers.len(), 2);
        let wrapped = NOTE.replacen(" and its", "\nand its", 1);
        let known = cut(&format!("Hello,\n\nsee below.\n\n{LINES}\n\nPS: at ten.\n\n{wrapped}"), &history);
        assert_eq!(known.own, "Hello,\n\nsee below.\n\nPS: at ten.");
        assert_eq!((known.footers, known.count), (format!("{LINES}\n\n{wrapped}"), 2));
        for text in ["Hello\n\nEva", &format!("{NOTE}\n\nHello"), &format!("Dear Eva,\n\n{NOTE}\n\nAnna")] {
            assert_eq!(cut(text, &history), Cut { own: text.to_owned(), ..Cut::default() });
        }
    }

    #[test]
    fn what_is_sent_again_is_no_footer() {
        let mail = |name: &str, above: &str| format!("Hi {name},\n\n{above}{FALCON}\n\nBest\nThomas");
        let (plain, said) = (mail("Ken", ""), mail("Ken", "as we said on the phone this morning:\n\n"));
        let asked = mail("Tom", "you asked me when it will be at your gate:\n\n");
        let told = mail("Mia", "nobody has told you yet, as far as I know:\n\n");
        let (kita, minami, lea) = ("kita.example", "minami.example", "lea.example");
        for (why, mails) in [
            ("below a greeting", [("Delivery", &plain, kita), ("Monday", &plain, minami), ("Falcon", &plain, lea)]),
            ("below the same words", [("Delivery", &said, kita), ("Monday", &said, minami), ("Falcon", &said, lea)]),
            (
                "in one thread",
                [("Delivery 1", &said, kita), ("Re: Delivery 2", &asked, minami), ("Delivery", &told, lea)],
            ),
            ("to one client", [("Delivery", &said, kita), ("Monday", &asked, kita), ("Falcon", &told, kita)]),
        ] {
            let history = sent(&mails.map(|(subject, text, to)| (subject, text.as_str(), to)));
            assert!(history.footers.is_empty(), "{why}");
        }
        assert!(taught(&said, "Delivery", None).is_empty(), "inside");
    }

    #[test]
    fn another_number_makes_another_paragraph() {
        let price = |euros: u32| {
            format!("The price of the panels is {euros} EUR each, and freight is free from ten of them on.")
        };
        let history = sent_with(&price(112));
        let count = |euros| cut(&format!("Hello,\n\nsee below.\n\n{}", price(euros)), &history).count;
        assert_eq!((count(112), count(115)), (1, 0));
    }

    #[test]
    fn short_phrases_teach_nothing() {
        let text = "Hello\n\nhere is the plan, as you asked.\n\nBest regards\n\nAnna";
        assert_eq!(taught(text, "The plan", Some("kita.example")), Vec::new());
    }
}
