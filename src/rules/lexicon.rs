//! All words and patterns of all packs, found in one pass over a folded text.
//!
//! Each pattern begins with one of a few literals. Where a word starts whose head any of them has ([`Heads`]), one
//! Aho-Corasick automaton looks for all of them at once. Plain words are then found, and a regular expression runs anchored
//! there and in a window of [`WINDOW`] octets. So the work is linear in the text whatever it contains. An
//! expression that can begin with anything runs over the whole text on its own, which the regex engine does in linear time
//! too.

use std::collections::HashMap;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
use regex::Regex;

use super::heads::Heads;
use super::starts;
use crate::base::script::{Class, class};
pub(super) use crate::base::script::{ends_word, starts_word};

/// The longest match of a pattern in octets of folded text; words further apart do not belong together.
pub(super) const WINDOW: usize = 240;

/// Octets of literals up to which the automaton is the faster, larger one.
const DFA_SIZE: usize = 64 * 1024;

/// The number of a pattern in its [`Lexicon`].
pub(super) type PatternId = usize;

/// Where a pattern stands, in octets of the folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) pattern: PatternId,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a literal begins.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub(super) pattern: PatternId,
    pub(super) check: Check,
}

/// What must stand where a literal does.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// The end of a word; or any ending, if it is open.
    Words { is_open: bool },
    /// The regular expression of this number.
    Regex(usize),
}

/// What was found in a text.
pub(super) struct Scan {
    /// The first place of every pattern that stands there, ordered by pattern.
    pub(super) hits: Vec<Hit>,
    /// Whether there may be disguised words.
    pub(super) may_hide: bool,
}

/// All patterns, compiled.
#[derive(Debug)]
pub(super) struct Lexicon {
    heads: Heads,
    automaton: AhoCorasick,
    literals: Vec<Literal>,
    regexes: Vec<Regex>,
    whole: Vec<(PatternId, Regex)>,
}

impl Lexicon {
    /// The lexicon of `literals`, each begun by the octets of the same number, of the expressions they name, and of those
    /// that run over the `whole` text; `None` when the automaton would be too big.
    pub(super) fn new(
        octets: &[Vec<u8>],
        literals: Vec<Literal>,
        regexes: Vec<Regex>,
        whole: Vec<(PatternId, Regex)>,
    ) -> Option<Lexicon> {
        let size: usize = octets.iter().map(Vec::len).sum();
        let kind = if size <= DFA_SIZE { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Anchored)
            .kind(Some(kind))
            .build(octets)
            .ok()?;
        Some(Lexicon { heads: Heads::of(octets), automaton, literals, regexes, whole })
    }

    /// The first place of every pattern in `text`, which is folded keeping case.
    pub(super) fn scan(&self, text: &str) -> Scan {
        self.scan_for(text, |_, _| true)
    }

    /// The first place of every pattern among those that `counts`, given start and end.
    pub(super) fn scan_for(&self, text: &str, counts: impl Fn(usize, usize) -> bool) -> Scan {
        // Most texts have no hit at all: nothing is allocated before there is one.
        let mut found = HashMap::new();
        let octets = text.as_bytes();
        let may_hide = starts::each(text, self.heads.odd(), |start| {
            if self.heads.have(octets.get(start..).unwrap_or_default()) {
                self.look(text, start, &counts, &mut found);
            }
        });
        for (pattern, regex) in &self.whole {
            let places = regex.find_iter(text).map(|m| (m.start(), m.end()));
            let stands = |(start, end): &(usize, usize)| {
                starts_word(text, *start) && ends_word(text, *end) && counts(*start, *end)
            };
            found.extend(places.into_iter().find(stands).map(|place| (*pattern, place)));
        }
        let mut hits: Vec<Hit> = found.into_iter().map(|(pattern, (start, end))| Hit { pattern, start, end }).collect();
        hits.sort_unstable_by_key(|hit| hit.pattern);
        Scan { hits, may_hide }
    }

    /// Looks for the patterns whose literals stand at `start`.
    fn look(
        &self,
        text: &str,
        start: usize,
        counts: &impl Fn(usize, usize) -> bool,
        found: &mut HashMap<PatternId, (usize, usize)>,
    ) {
        let input = Input::new(text).range(start..text.len().min(start + WINDOW)).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            self.automaton.find_overlapping(input.clone(), &mut state);
            let Some(place) = state.get_match() else { return };
            let Some(literal) = self.literals.get(place.pattern().as_usize()) else { continue };
            if place.start() != start || found.contains_key(&literal.pattern) {
                continue;
            }
            let end = match &literal.check {
                Check::Words { is_open } => words_end(text, place.end(), *is_open),
                Check::Regex(regex) => self.regexes.get(*regex).and_then(|regex| regex_end(text, start, regex)),
            };
            if let Some(end) = end.filter(|end| counts(start, *end)) {
                found.insert(literal.pattern, (start, end));
            }
        }
    }
}

/// Where words end of which all that is written ends at `end`, if they do.
fn words_end(text: &str, end: usize, is_open: bool) -> Option<usize> {
    if is_open {
        let ending = text.get(end..)?.char_indices();
        let mut ending = ending.skip_while(|(_, c)| matches!(class(*c), Class::Word | Class::Mark));
        return Some(ending.next().map_or(text.len(), |(length, _)| end + length));
    }
    ends_word(text, end).then_some(end)
}

/// Where the match of an anchored `regex` at `start` ends, if there is one on a word's border.
fn regex_end(text: &str, start: usize, regex: &Regex) -> Option<usize> {
    let window = text.get(start..text.floor_char_boundary(start.saturating_add(WINDOW)))?;
    let end = start + regex.find(window)?.end();
    ends_word(text, end).then_some(end)
}
