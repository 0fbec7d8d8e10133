//! What opens a door: private keys, tokens of known forms, passwords beside their word.
//!
//! The forms are those the issuers publish and secret scanners agree on (GitHub's "Behind GitHub's new authentication
//! token formats", 2021; the rules of gitleaks; RFC 7468 for PEM, RFC 7519 for JWT). One automaton finds every prefix and
//! word in one pass; what stands there decides.

mod blocks;
mod cloud;
mod passwords;
mod tokens;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::kind::Kind;
use super::source::Source;
use super::{Identifier, contact, mrz};

/// What may stand where a trigger does.
#[derive(Clone, Copy)]
enum Trigger {
    Token(&'static tokens::Form),
    Block(fn(&Source, usize) -> Option<Identifier>),
    Password(Kind),
    Email,
    Zone,
    Bank,
}

struct Triggers {
    automaton: Option<AhoCorasick>,
    meanings: Vec<Trigger>,
}

static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let tokens = tokens::FORMS.iter().map(|form| (form.prefix, Trigger::Token(form)));
    let blocks = blocks::BLOCKS.iter().chain(cloud::BLOCKS).map(|(prefix, find)| (*prefix, Trigger::Block(*find)));
    let words =
        passwords::WORDS.iter().flat_map(|(kind, words)| words.iter().map(|word| (*word, Trigger::Password(*kind))));
    let others = [
        ("@", Trigger::Email),
        ("<<", Trigger::Zone),
        ("< <", Trigger::Zone),
        ("bic", Trigger::Bank),
        ("swift", Trigger::Bank),
    ];
    let (patterns, meanings): (Vec<&str>, Vec<Trigger>) = tokens.chain(blocks).chain(words).chain(others).unzip();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(patterns)
        .ok();
    Triggers { automaton, meanings }
});

/// Adds every secret, mail address and machine readable zone; returns where words for banks stand.
pub(super) fn find(source: &Source, found: &mut Vec<Identifier>) -> Vec<(usize, usize)> {
    let (mut banks, mut looked) = (Vec::new(), 0);
    let Some(automaton) = &TRIGGERS.automaton else { return banks };
    for hit in automaton.find_iter(source.text()) {
        let (start, end) = (hit.start(), hit.end());
        let one = match TRIGGERS.meanings[hit.pattern().as_usize()] {
            Trigger::Token(form) => tokens::at(source, start, form),
            Trigger::Block(find) => find(source, start),
            Trigger::Password(kind) => passwords::at(source, kind, start, end),
            Trigger::Email => contact::email_at(source, start),
            Trigger::Zone => mrz::passport_at(source, start, &mut looked),
            Trigger::Bank => {
                if source.starts_word(start) && source.ends_word(end) {
                    banks.push((start, end));
                }
                None
            }
        };
        found.extend(one);
    }
    banks
}

/// The octets from `at` on that `belongs` takes, at most `most`.
fn run<'a>(source: &Source<'a>, at: usize, most: usize, belongs: impl Fn(u8) -> bool) -> &'a str {
    let octets = source.octets().get(at..).unwrap_or_default();
    let length = octets.iter().take(most).take_while(|octet| octet.is_ascii() && belongs(**octet)).count();
    &source.text()[at..at + length]
}

/// Whether a text is too plain for what a machine has drawn: placeholders such as `xxxxxxxx` or `EXAMPLE`.
fn is_placeholder(secret: &str) -> bool {
    let mut seen = [false; 128];
    secret.bytes().filter(u8::is_ascii).for_each(|octet| seen[usize::from(octet)] = true);
    let different = seen.iter().filter(|seen| **seen).count();
    let lower = secret.to_ascii_lowercase();
    different < 6 && secret.len() > 8
        || ["example", "placeholder", "your", "xxxx", "...", "redacted"].iter().any(|word| lower.contains(word))
}
