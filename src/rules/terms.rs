//! Terms and regular expressions collected from packs, and what of them cannot be looked for.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use crate::base::script::{Class, class};

use super::lexicon::{Check, Lexicon, Literal, PatternId, WINDOW};
use super::pattern::{self, Words};

/// The largest compiled pattern in octets, so that no pack can make the guard slow or big.
const PATTERN_SIZE: usize = 256 * 1024;

/// The longest literal of an expression in octets; what is behind it is looked at by the expression.
const LITERAL: usize = 24;

/// Why a term cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TermError {
    #[error("this term is empty")]
    Empty,
    #[error("this term can never match: it has no letter or digit")]
    Never,
    #[error("this term can never match: it is longer than {WINDOW} octets, the longest that is looked for")]
    TooLong,
    #[error("this pattern matches the empty text, so it would match every mail")]
    MatchesEmpty,
    #[error("this pattern matches any word or any number, so it would match nearly every mail")]
    MatchesAll,
    #[error("this pattern is too big; write fewer or shorter repetitions")]
    TooBig,
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
}

/// Collects patterns; [`Builder::build`] makes the lexicon.
#[derive(Default)]
pub(super) struct Builder {
    count: usize,
    words: HashMap<Words, PatternId>,
    expressions: HashMap<String, PatternId>,
    literals: Vec<(Vec<u8>, Literal)>,
    regexes: Vec<Regex>,
    whole: Vec<(PatternId, Regex)>,
}

impl Builder {
    /// Adds words; a trailing `*` stands for any ending of the last word.
    pub(super) fn words(&mut self, term: &str) -> Result<PatternId, TermError> {
        let words = Words::of(term)?;
        if words.spellings.iter().any(|spelling| spelling.len() > WINDOW) {
            return Err(TermError::TooLong);
        }
        if let Some(known) = self.words.get(&words) {
            return Ok(*known);
        }
        let pattern = self.next();
        for spelling in &words.spellings {
            let check = Check::Words { is_open: words.is_open };
            self.literals.push((spelling.clone().into_bytes(), Literal { pattern, check }));
        }
        self.words.insert(words, pattern);
        Ok(pattern)
    }

    /// Adds a regular expression, matched on word borders of the folded text, without regard to case.
    pub(super) fn regex(&mut self, regex: &str) -> Result<PatternId, TermError> {
        if regex.trim().is_empty() {
            return Err(TermError::Empty);
        }
        let folded = pattern::folded(regex);
        if let Some(known) = self.expressions.get(&folded) {
            return Ok(*known);
        }
        // Alone first: what the author wrote must be complete before anything is wrapped around it.
        let hir = parse(&folded, true)?;
        match hir.properties().minimum_len() {
            None => return Err(TermError::Never),
            Some(0) => return Err(TermError::MatchesEmpty),
            Some(WINDOW_AND_MORE..) => return Err(TermError::TooLong),
            Some(_) => {}
        }
        let pattern = self.expression(&folded, &hir)?;
        self.expressions.insert(folded, pattern);
        Ok(pattern)
    }

    fn expression(&mut self, folded: &str, hir: &Hir) -> Result<PatternId, TermError> {
        let literals = prefixes(folded, hir);
        if literals.is_empty() {
            let regex = compile(&format!(r"(?-u:\b{{start-half}})(?:{folded})(?-u:\b{{end-half}})"))?;
            if matches_all(&regex) {
                return Err(TermError::MatchesAll);
            }
            let pattern = self.next();
            self.whole.push((pattern, regex));
            return Ok(pattern);
        }
        let border = match folded {
            ascii if ascii.is_ascii() => r"(?-u:\b{end-half})",
            unspaced if unspaced.chars().any(|c| class(c) == Class::Each) => "",
            _ => r"\b{end-half}",
        };
        let regex = compile(&format!(r"\A(?:{folded}){border}"))?;
        let pattern = self.next();
        let check = Check::Regex(self.regexes.len());
        self.regexes.push(regex);
        self.literals.extend(literals.into_iter().map(|l| (l, Literal { pattern, check: check.clone() })));
        Ok(pattern)
    }

    fn next(&mut self) -> PatternId {
        self.count += 1;
        self.count - 1
    }

    /// The lexicon of everything added so far; `None` when the automaton would be too big.
    pub(super) fn build(self) -> Option<Lexicon> {
        let (heads, literals): (Vec<Vec<u8>>, Vec<Literal>) = self.literals.into_iter().unzip();
        Lexicon::new(&heads, literals, self.regexes, self.whole)
    }
}

/// One more than the longest term.
const WINDOW_AND_MORE: usize = WINDOW + 1;

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

fn parse(folded: &str, unicode: bool) -> Result<Hir, TermError> {
    let mut parser = ParserBuilder::new().unicode(unicode).utf8(unicode).build();
    parser.parse(folded).map_err(|error| TermError::Syntax(last_line(&error.to_string())))
}

/// The literals one of which stands at the start of every match, in the case they were written in (the automaton does not
/// regard it); none when there is no such set, or when they say too little to look for.
fn prefixes(folded: &str, hir: &Hir) -> Vec<Vec<u8>> {
    let mut extractor = Extractor::new();
    extractor.limit_total(64).limit_literal_len(LITERAL);
    let literals = telling(&extractor, hir);
    if !literals.is_empty() || !folded.is_ascii() {
        return literals;
    }
    // Two octets of `\d{4}` or `[A-Z]\d`: numbers are rare enough in a text to be looked at one by one, words are not.
    extractor.limit_class(64).limit_literal_len(2).limit_total(260);
    parse(folded, false).map(|hir| telling(&extractor, &hir)).unwrap_or_default()
}

fn telling(extractor: &Extractor, hir: &Hir) -> Vec<Vec<u8>> {
    let literals: Option<Vec<Vec<u8>>> =
        extractor.extract(hir).literals().map(|all| all.iter().map(|literal| literal.as_bytes().to_vec()).collect());
    literals.filter(|all| all.iter().all(|literal| literal.len() >= 2)).unwrap_or_default()
}

/// Whether `regex` is found in texts that have nothing in common but being words, or being numbers.
fn matches_all(regex: &Regex) -> bool {
    const WORDS: [&str; 4] = ["The boxes came", "wir sind um neun da", "estamos aqui", "qx zv kwj"];
    const NUMBERS: [&str; 4] = ["1", "20", "the 345", "2026"];
    [WORDS, NUMBERS].iter().any(|texts| texts.iter().all(|text| regex.is_match(text)))
}

/// The sentence at the end of the regex parser's message, without its drawing of the pattern.
fn last_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
