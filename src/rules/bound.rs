//! The terms that belong to parties, compiled once: all code names, matter numbers and file names in one automaton.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use jiff::civil::Date;

use super::lexicon::{ends_word, starts_word};
use super::pattern;
use super::reading::{Passage, Reading, Zone};
use crate::base::fold;
use crate::people::{Party, TermKind, holds};

/// All parties' terms.
#[derive(Debug)]
pub(super) struct Bound {
    terms: Vec<BoundTerm>,
    automaton: AhoCorasick,
    /// The term of each pattern of the automaton.
    owners: Vec<usize>,
}

/// A term, and the parties it belongs to.
#[derive(Debug)]
pub(super) struct BoundTerm {
    kind: TermKind,
    /// As configured.
    pub(super) text: String,
    /// The parties' names, each with the last day it holds.
    parties: Vec<(String, Option<Date>)>,
}

impl BoundTerm {
    /// The parties it belongs to on `day`.
    pub(super) fn parties(&self, day: Date) -> Vec<&str> {
        self.parties.iter().filter(|(_, until)| holds(*until, day)).map(|(name, _)| name.as_str()).collect()
    }
}

/// A term that stands in a message.
pub(super) struct Found<'a> {
    pub(super) term: &'a BoundTerm,
    pub(super) zone: Zone,
    pub(super) quote: String,
}

impl Bound {
    /// The terms of all `parties`; `None` when they are too many for an automaton.
    pub(super) fn new(parties: &[Party]) -> Option<Bound> {
        let (mut terms, mut places): (Vec<BoundTerm>, HashMap<(TermKind, String), usize>) = Default::default();
        for (party, term) in parties.iter().flat_map(|party| party.terms.iter().map(move |term| (party, term))) {
            let at = *places.entry((term.kind, fold::folded(term.text.trim()))).or_insert_with(|| {
                terms.push(BoundTerm { kind: term.kind, text: term.text.trim().to_owned(), parties: Vec::new() });
                terms.len() - 1
            });
            if let Some(bound) = terms.get_mut(at) {
                bound.parties.push((party.name.clone(), term.until));
            }
        }
        let (mut literals, mut owners) = (Vec::new(), Vec::new());
        for (i, term) in terms.iter().enumerate() {
            for literal in spellings(term.kind, &term.text).into_iter().filter(|literal| !literal.is_empty()) {
                literals.push(literal);
                owners.push(i);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&literals)
            .ok()?;
        Some(Bound { terms, automaton, owners })
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// Every term that ends, with its party and its last day.
    pub(super) fn ends(&self) -> impl Iterator<Item = (&str, &str, Date)> {
        let terms = self.terms.iter().flat_map(|term| term.parties.iter().map(move |party| (term, party)));
        terms.filter_map(|(term, (party, until))| Some((party.as_str(), term.text.as_str(), (*until)?)))
    }

    /// The first place of each term that stands in `reading`, in the order of the configuration. One pass over each text.
    pub(super) fn find(&self, reading: &Reading<'_>) -> Vec<Found<'_>> {
        let mut found: BTreeMap<usize, Found> = BTreeMap::new();
        // A paragraph may have become a footer because the name in it was let pass once.
        for passage in reading.within(&Zone::ALL).chain(reading.within(&[Zone::Footer])) {
            let text = passage.lower();
            for hit in self.automaton.find_overlapping_iter(text) {
                let Some(&owner) = self.owners.get(hit.pattern().as_usize()) else { continue };
                let Some(term) = self.terms.get(owner).filter(|_| !found.contains_key(&owner)) else { continue };
                if stands(term, passage, hit.start(), hit.end()) {
                    let quote = passage.quote(hit.start(), hit.end());
                    found.insert(owner, Found { term, zone: passage.zone, quote });
                }
            }
        }
        found.into_values().collect()
    }
}

/// Whether what the automaton found at `start..end` is the term.
fn stands(term: &BoundTerm, passage: &Passage<'_>, start: usize, end: usize) -> bool {
    let text = passage.lower();
    match term.kind {
        TermKind::Words | TermKind::Matter => starts_word(text, start) && ends_word(text, end),
        TermKind::File => {
            let glob = lower(&term.text);
            // A name within an archive may have its folders before it.
            let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
            passage.zone == Zone::AttachmentName && (matches(&glob, text) || matches(&glob, name))
        }
    }
}

/// Why a term cannot be meant, in words; `None` when it can.
pub fn term_problem(kind: TermKind, text: &str) -> Option<&'static str> {
    let longest = spellings(kind, text).iter().map(|s| s.chars().filter(|c| c.is_alphanumeric()).count()).max();
    let ideograph = |c: char| c.is_alphanumeric() && !c.is_ascii();
    match longest.unwrap_or_default() {
        0 if kind == TermKind::File => Some("this file name matches every file"),
        0 => Some("this term can never match: it has no letter or digit"),
        1 if !lower(text).chars().any(ideograph) => Some("one letter is in every mail"),
        _ => None,
    }
}

/// What the automaton looks for: every spelling of a term, and of a file name its longest piece without `*` and `?`.
fn spellings(kind: TermKind, text: &str) -> Vec<String> {
    match kind {
        TermKind::Words => pattern::spellings(text),
        TermKind::Matter => {
            let folded = lower(text);
            let groups: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|g| !g.is_empty()).collect();
            let mut spellings: Vec<String> = ["-", "/", ".", " ", ""].map(|between| groups.join(between)).into();
            spellings.sort_unstable();
            spellings.dedup();
            spellings
        }
        TermKind::File => {
            let folded = lower(text);
            folded.split(['*', '?']).max_by_key(|piece| piece.len()).map(str::to_owned).into_iter().collect()
        }
    }
}

/// As passages are: folded, in lower case, spaces for `_`.
fn lower(text: &str) -> String {
    fold::folded(text.trim()).replace('_', " ")
}

/// Whether `name` is what `glob` says; one place to go back to, so the work is at most the product of the lengths.
fn matches(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while n < name.len() {
        match (glob.get(g), back) {
            (Some('*'), _) => {
                back = Some((g, n));
                g += 1;
            }
            (Some(c), _) if *c == '?' || *c == name[n] => {
                g += 1;
                n += 1;
            }
            (_, Some((star, taken))) => {
                back = Some((star, taken + 1));
                g = star + 1;
                n = taken + 1;
            }
            (_, None) => return false,
        }
    }
    glob[g..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_as_a_whole() {
        for (glob, name, expected) in [
            ("kita-*.pdf", "kita-plan v2.pdf", true),
            ("kita-*.pdf", "kita-.pdf", true),
            ("kita-*.pdf", "nikita-plan.pdf", false),
            ("kita-*.pdf", "kita-plan.pdf.exe", false),
            ("*falcon*", "a falcon.doc", true),
            ("plan?.doc", "plan7.doc", true),
            ("plan?.doc", "plan.doc", false),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(matches(glob, name), expected, "{glob} {name}");
        }
    }

    #[test]
    fn tens_of_thousands_of_terms_are_one_pass() {
        let code = |i: usize| format!("project {}{}", ["falcon", "heron", "kite"][i % 3], i * 7919);
        let party = |p: usize| Party {
            name: format!("Party {p}"),
            kind: crate::people::PartyKind::Client,
            domains: Vec::new(),
            people: Vec::new(),
            terms: (0..100).map(|i| crate::people::Term::from(code(p * 100 + i).as_str())).collect(),
        };
        let bound = Bound::new(&(0..300).map(party).collect::<Vec<_>>()).unwrap();
        let mut facts = crate::rules::examples::empty();
        facts.own_text = format!("{} we met about {} and left. ", "word ".repeat(2_000), code(12_345).to_uppercase());
        let lexicon = crate::rules::terms::Builder::default().build().unwrap();
        let reading = Reading::new(&facts, &lexicon);
        let found = bound.find(&reading);
        let day = facts.sent_at.date();
        assert_eq!(found.iter().map(|found| found.term.parties(day)).collect::<Vec<_>>(), [["Party 123"]]);
    }

    #[test]
    fn a_matter_is_found_whatever_stands_between_its_groups() {
        let all = spellings(TermKind::Matter, "2026-0117");
        assert_eq!(all, ["2026 0117", "2026-0117", "2026.0117", "2026/0117", "20260117"]);
        assert_eq!(spellings(TermKind::File, "Kita_*.pdf"), ["kita "]);
    }
}
