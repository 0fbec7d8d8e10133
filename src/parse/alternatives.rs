//! Whether the alternatives of a `multipart/alternative` say different things (RFC 2046 §5.1.4): not whether they are
//! written differently, but whether somebody who sees the one knows what somebody who sees the other does not.

use std::collections::{BTreeMap, HashSet};

use super::charset::{same_words, words};
use super::own_words::Split;
use crate::base::fold::folded;

/// A plain side shorter than this that speaks of HTML only says that there is nothing to see.
const LONGEST_STUB: usize = 400;
/// Octets that looking for words within words may go through.
const MOST_WORK: usize = 50_000_000;
/// Words that one side says and the other does not: so many are no accident of conversion.
const ENOUGH: usize = 3;
/// Words that turn a sentence round, folded.
const NEGATIONS: &[&str] = &["not", "never", "nicht", "kein", "keine", "keinen", "nie", "nunca", "jamas"];

/// Which side a text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Plain,
    Html,
}

/// What one side says.
#[derive(Debug, Default)]
struct Said {
    present: bool,
    /// What the sender or a quote says.
    text: String,
    /// Footers and what does not show: nobody misses it, and what the other side says may be in it.
    aside: String,
}

/// The sides of every `multipart/alternative` of a message.
#[derive(Debug, Default)]
pub(super) struct Sides(BTreeMap<usize, (Said, Said)>);

impl Sides {
    /// Adds a text to a side of alternative number `of`; 0 is none.
    pub(super) fn add(&mut self, of: usize, side: Side, split: &Split, hidden: &str) {
        if of == 0 {
            return;
        }
        let (plain, html) = self.0.entry(of).or_default();
        let said = if side == Side::Plain { plain } else { html };
        said.present = true;
        for text in [&split.own, &split.quoted] {
            said.text.push_str(text);
            said.text.push('\n');
        }
        for text in [&split.footer, hidden] {
            said.aside.push_str(text);
            said.aside.push('\n');
        }
    }

    /// Whether any two sides say different things.
    pub(super) fn differ(&self) -> bool {
        self.0.values().any(|(plain, html)| plain.present && html.present && differ(plain, html))
    }
}

fn differ(plain: &Said, html: &Said) -> bool {
    if same_words(&plain.text, &html.text) {
        return false;
    }
    let is_stub = plain.text.len() < LONGEST_STUB && plain.text.to_ascii_lowercase().contains("html");
    let (plain_text, html_text) = (spoken(&plain.text), spoken(&html.text));
    // Many programs leave the plain side empty.
    if is_stub || words(&plain_text).next().is_none() {
        return false;
    }
    let of_html = unsaid(&html_text, &plain_text, &spoken(&plain.aside));
    let of_plain = unsaid(&plain_text, &html_text, &spoken(&html.aside));
    let is_enough = |list: &[&str]| list.len() >= ENOUGH || list.iter().any(|w| weighs_alone(w));
    is_enough(&of_html) || is_enough(&of_plain) || (!of_html.is_empty() && !of_plain.is_empty())
}

/// Numbers and negations.
fn weighs_alone(word: &str) -> bool {
    (word.len() >= 3 && word.bytes().all(|b| b.is_ascii_digit())) || NEGATIONS.contains(&word)
}

/// A text without links, pictures and the numbers of footnotes, which conversion to plain text adds or drops, folded.
fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // `[image: a cat]`, `[cid:image001.png@01DB]`
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let near = from.get(..from.floor_char_boundary(300)).unwrap_or(from);
        let inner = near.get(1..).and_then(|inner| inner.split_once(']')).map(|(inner, _)| inner);
        let is_noise = |inner: &str| {
            let inner = inner.trim();
            inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit())
                || ["image:", "cid:", "inline", "http", "mailto:", "bild:"].iter().any(|p| starts_with(inner, p))
        };
        match inner.filter(|inner| is_noise(inner)) {
            Some(inner) => {
                out.push(' ');
                rest = from.get(inner.len() + 2..).unwrap_or_default();
            }
            None => {
                out.push(' ');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    let tokens = out.split_whitespace().map(|token| {
        let link = ["http://", "https://", "<http", "mailto:", "<mailto", "www.", "<tel:", "<cid:"];
        let cut = link.iter().filter_map(|link| token.find(link)).min();
        token.get(..cut.unwrap_or(token.len())).unwrap_or_default()
    });
    folded(&tokens.collect::<Vec<_>>().join(" "))
}

fn starts_with(text: &str, head: &str) -> bool {
    text.get(..head.len()).is_some_and(|t| t.eq_ignore_ascii_case(head))
}

/// The words of `text` that the other side does not have, neither whole nor as a piece of others: programs part words
/// at hyphens and line ends. At most as many as decide.
fn unsaid<'t>(text: &'t str, other: &str, aside: &str) -> Vec<&'t str> {
    let known: HashSet<&str> = words(other).chain(words(aside)).collect();
    let run: String = words(other).chain(words(aside)).collect();
    let mut searches = MOST_WORK / run.len().max(10_000);
    let mut out: Vec<&str> = Vec::new();
    for word in words(text).filter(|w| w.len() >= 3 && !known.contains(w)) {
        searches = searches.saturating_sub(1);
        let is_within = searches > 0 && memchr::memmem::find(run.as_bytes(), word.as_bytes()).is_some();
        if !is_within && !out.contains(&word) {
            out.push(word);
        }
        if out.len() >= ENOUGH * 4 {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::super::own_words::split;
    use super::*;

    fn differ(plain: &str, html: &str) -> bool {
        let mut sides = Sides::default();
        sides.add(1, Side::Plain, &split(plain, false), "");
        let page = html::read(html);
        let mut part = split(&page.own, page.has_quotes);
        part.quoted.push_str(&page.quoted);
        part.footer.push_str(&page.signature);
        sides.add(1, Side::Html, &part, &page.hidden);
        sides.differ()
    }

    #[test]
    fn what_a_colleague_would_call_the_same_does_not_differ() {
        for (plain, html) in [
            ("Hello Eva,\nsee you at ten.", "<p>Hello <b>Eva</b>,</p><p>see you at ten.</p>"),
            ("the *plan* is here: https://firm.example/plan?id=4711 [1]", "<p>The <b>plan</b> is <a href=x>here</a>:"),
            ("[image: a cat on a mat]\nhello [cid:image001.png@01DB1234]", "<img alt='a cat on a mat'>hello"),
            ("hello\n-- \nAnna Berg\nFirm Ltd Berlin", "hello"),
            (
                "Your client does not show HTML; please use the link below to read this message",
                "<p>the layoffs begin in March",
            ),
            ("", "<p>the layoffs begin"),
            ("> theirs\n\nmine", "<blockquote>theirs</blockquote><p>mine"),
            ("an e-mail con-\nversation", "<p>an email conversation"),
            ("GRÖSSE und Maße", "<h1>Größe und Masse</h1>"),
        ] {
            assert!(!differ(plain, html), "{plain}");
        }
    }

    #[test]
    fn what_only_one_of_two_readers_knows_differs() {
        for (plain, html) in [
            ("See you on Monday.", "<p>The layoffs begin in March."),
            ("We will pay 5000 euros.", "<p>We will pay 9000 euros."),
            ("We will pay.", "<p>We will not pay."),
            ("the layoffs begin in March", "<p><br></p>"),
            ("See you on Monday.", "<p>See you on Monday.<p>And bring the secret numbers along."),
        ] {
            assert!(differ(plain, html), "{plain}");
        }
    }
}
