//! All words and patterns of all packs, found in one pass over a folded text.
//!
//! Each pattern must begin with one of a few literals. Where a word starts with three octets that any of them starts with,
//! one Aho-Corasick automaton looks for all of them at once; a pattern runs only where one of its literals stands,
//! anchored there and in a window of [`WINDOW`] octets. So the work is linear in the text whatever it contains. A pattern
//! that can begin with anything runs over the whole text on its own, which the regex engine does in linear time too.

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use super::pattern;

/// The longest match of a pattern in octets of folded text; words further apart do not belong together.
const WINDOW: usize = 240;

/// The largest compiled pattern in octets, so that no pack can make the guard slow or big.
const PATTERN_SIZE: usize = 256 * 1024;

/// Octets of literals up to which the automaton is the faster, larger one.
const DFA_SIZE: usize = 64 * 1024;

/// The longest literal in octets; what a pattern has behind it is looked at by the pattern.
const LITERAL: usize = 24;

/// The number of a pattern in its [`Lexicon`].
pub(super) type PatternId = usize;

/// Where a pattern stands, in octets of the folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) pattern: PatternId,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Why a term cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TermError {
    #[error("this term is empty")]
    Empty,
    #[error("this term can never match: it has no letter or digit")]
    Never,
    #[error("this pattern matches the empty text, so it would match every mail")]
    MatchesEmpty,
    #[error("this pattern is too big; write fewer or shorter repetitions")]
    TooBig,
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
}

/// Collects patterns; [`Builder::build`] makes the automaton.
#[derive(Default)]
pub(super) struct Builder {
    patterns: Vec<Regex>,
    literals: Vec<Vec<u8>>,
    owners: Vec<PatternId>,
    unprefixed: Vec<PatternId>,
}

impl Builder {
    /// Adds words; a trailing `*` stands for any ending of the last word.
    pub(super) fn words(&mut self, words: &str) -> Result<PatternId, TermError> {
        let folded = pattern::of_words(words)?;
        self.add(&folded, &parse(&folded)?)
    }

    /// Adds a regular expression, matched on word borders of the folded text, without regard to case.
    pub(super) fn regex(&mut self, regex: &str) -> Result<PatternId, TermError> {
        if regex.trim().is_empty() {
            return Err(TermError::Empty);
        }
        let folded = pattern::folded(regex);
        // Alone first: what the author wrote must be complete before anything is wrapped around it.
        let hir = parse(&folded)?;
        match hir.properties().minimum_len() {
            None => Err(TermError::Never),
            Some(0) => Err(TermError::MatchesEmpty),
            Some(_) => self.add(&folded, &hir),
        }
    }

    fn add(&mut self, folded: &str, hir: &Hir) -> Result<PatternId, TermError> {
        let id = self.patterns.len();
        let literals = prefixes(hir);
        let start = if literals.is_empty() { r"(?-u:\b{start-half})" } else { r"\A" };
        let pattern = compile(&format!(r"{start}(?:{folded})(?-u:\b{{end-half}})"))?;
        if literals.is_empty() {
            self.unprefixed.push(id);
        }
        self.patterns.push(pattern);
        self.owners.extend(literals.iter().map(|_| id));
        self.literals.extend(literals);
        Ok(id)
    }

    /// The lexicon of everything added so far; `None` when the automaton would be too big.
    pub(super) fn build(self) -> Option<Lexicon> {
        let octets: usize = self.literals.iter().map(Vec::len).sum();
        let kind = if octets <= DFA_SIZE { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Anchored)
            .kind(Some(kind))
            .build(&self.literals)
            .ok()?;
        let heads = Heads::of(&self.literals);
        Some(Lexicon { patterns: self.patterns, heads, automaton, owners: self.owners, unprefixed: self.unprefixed })
    }
}

/// Compiles `pattern`. A pattern in ASCII is about folded text in a language of Latin letters: `\w` and `[^x]` then mean
/// ASCII too, which makes it several times smaller; where that cannot be (`.`), they mean Unicode.
fn compile(pattern: &str) -> Result<Regex, TermError> {
    let build =
        |unicode| RegexBuilder::new(pattern).case_insensitive(true).unicode(unicode).size_limit(PATTERN_SIZE).build();
    let small = if pattern.is_ascii() { build(false).ok() } else { None };
    small.map_or_else(|| build(true), Ok).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => TermError::TooBig,
        other => TermError::Syntax(last_line(&other.to_string())),
    })
}

fn parse(folded: &str) -> Result<Hir, TermError> {
    regex_syntax::parse(folded).map_err(|error| TermError::Syntax(last_line(&error.to_string())))
}

/// The literals one of which stands at the start of every match, in the case they were written in (the automaton does not
/// regard it); none when there is no such set, or when they say too little to look for.
fn prefixes(hir: &Hir) -> Vec<Vec<u8>> {
    let mut extractor = Extractor::new();
    extractor.limit_total(64).limit_literal_len(LITERAL);
    let literals: Option<Vec<Vec<u8>>> =
        extractor.extract(hir).literals().map(|all| all.iter().map(|literal| literal.as_bytes().to_vec()).collect());
    literals.filter(|all| all.iter().all(|literal| literal.len() >= 2)).unwrap_or_default()
}

/// The sentence at the end of the regex parser's message, without its drawing of the pattern.
fn last_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// The first three octets of all literals, five bits of each, as a bit for each triple: a quick no for nearly every word.
/// Upper and lower case share their five bits; what else shares them is let through to the automaton.
#[derive(Debug)]
struct Heads(Box<[u64]>);

impl Heads {
    fn of(literals: &[Vec<u8>]) -> Heads {
        let mut bits = vec![0; 1 << 9].into_boxed_slice();
        let mut set = |triple: usize| bits[triple / 64] |= 1 << (triple % 64);
        for literal in literals {
            match literal[..] {
                [first, second, third, ..] => set(Heads::triple(first, second, third)),
                // Two octets may be followed by anything.
                [first, second] => (0..32).for_each(|third| set(Heads::triple(first, second, third))),
                _ => {}
            }
        }
        Heads(bits)
    }

    fn triple(first: u8, second: u8, third: u8) -> usize {
        let five = |octet: u8| usize::from(octet & 31);
        five(first) << 10 | five(second) << 5 | five(third)
    }

    /// Whether a literal may start with what `text` starts with.
    fn have(&self, text: &[u8]) -> bool {
        let triple = match *text {
            [first, second, third, ..] => Heads::triple(first, second, third),
            [first, second] => Heads::triple(first, second, 0),
            _ => return false,
        };
        self.0[triple / 64] >> (triple % 64) & 1 == 1
    }
}

/// All patterns, compiled.
#[derive(Debug)]
pub(super) struct Lexicon {
    patterns: Vec<Regex>,
    heads: Heads,
    automaton: AhoCorasick,
    owners: Vec<PatternId>,
    unprefixed: Vec<PatternId>,
}

impl Lexicon {
    /// The first place of every pattern that stands in `text`, which is folded keeping case; ordered by pattern.
    pub(super) fn scan(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Option<Hit>> = vec![None; self.patterns.len()];
        let mut in_word = false;
        let octets = text.as_bytes();
        for (start, octet) in octets.iter().enumerate() {
            if !in_word && self.heads.have(&octets[start..]) {
                self.scan_word(text, start, &mut hits);
            }
            in_word = is_word(*octet);
        }
        for &id in &self.unprefixed {
            hits[id] = self.patterns[id].find(text).map(|m| Hit { pattern: id, start: m.start(), end: m.end() });
        }
        hits.into_iter().flatten().collect()
    }

    /// Runs the patterns whose literals stand at `start`.
    fn scan_word(&self, text: &str, start: usize, hits: &mut [Option<Hit>]) {
        let input = Input::new(text).range(start..text.len().min(start + LITERAL)).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            self.automaton.find_overlapping(input.clone(), &mut state);
            let Some(found) = state.get_match() else { return };
            let id = self.owners[found.pattern().as_usize()];
            if hits[id].is_some() || found.start() != start {
                continue;
            }
            let window = &text[start..text.floor_char_boundary(start.saturating_add(WINDOW))];
            if let Some(m) = self.patterns[id].find(window)
                && ends_word(text, start + m.end())
            {
                hits[id] = Some(Hit { pattern: id, start, end: start + m.end() });
            }
        }
    }
}

/// Whether a word may start at `at`: nothing of a word stands before it.
pub(super) fn starts_word(text: &str, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !is_word(text.as_bytes()[before]))
}

/// Whether a word may end at `at`: nothing of a word stands there.
pub(super) fn ends_word(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_none_or(|&next| !is_word(next))
}

/// ASCII letters, digits and the underscore: folded text of the languages the packs are written in is ASCII.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
