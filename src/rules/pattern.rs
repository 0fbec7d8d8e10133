//! Terms as pack authors write them, turned into what is looked for in folded text.
//!
//! Text is folded to bare letters (`ä` → `a`, `ñ` → `n`), and people who have no umlaut key write `ae`. So a term with
//! `ä` is looked for as `a` and as `ae`; every other accent just goes.

use unicode_normalization::char::compose;

use crate::base::letters::fold_char;

use super::terms::TermError;

/// Umlauts of a term that are each looked for in both spellings; with more, all are spelled one way or all the other.
const UMLAUTS: usize = 4;

/// Plain words to look for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Words {
    /// Every spelling, folded, one space between words.
    pub(super) spellings: Vec<String>,
    /// Whether any ending may follow.
    pub(super) is_open: bool,
}

impl Words {
    /// The words of a term; a trailing `*` stands for any ending.
    pub(super) fn of(term: &str) -> Result<Words, TermError> {
        let term = term.trim();
        let (stem, is_open) = term.strip_suffix('*').map_or((term, false), |stem| (stem, true));
        if term.is_empty() {
            return Err(TermError::Empty);
        }
        let mut words = Spelled::of(stem);
        // Where a term has capitals does not matter, so two that differ in nothing else are one.
        words.text.make_ascii_lowercase();
        if !words.text.chars().any(char::is_alphanumeric) {
            return Err(TermError::Never);
        }
        Ok(Words { spellings: words.all(), is_open })
    }
}

/// A folded term and where its umlauts were.
struct Spelled {
    text: String,
    /// The places behind letters that were umlauts.
    umlauts: Vec<usize>,
}

impl Spelled {
    fn of(term: &str) -> Spelled {
        let mut spelled = Spelled { text: String::new(), umlauts: Vec::new() };
        for c in with_umlauts_joined(term) {
            fold_char(c, &mut spelled.text);
            if is_umlaut(c) {
                spelled.umlauts.push(spelled.text.len());
            }
        }
        let blank = spelled.text.len() - spelled.text.trim_start().len();
        spelled.text = spelled.text.trim().to_owned();
        spelled.umlauts.iter_mut().for_each(|place| *place -= blank);
        spelled
    }

    /// The text with `e` behind those umlauts whose bit is set.
    fn with(&self, written_out: u32) -> String {
        let mut text = self.text.clone();
        for (i, place) in self.umlauts.iter().enumerate().rev() {
            if written_out.checked_shr(i as u32).unwrap_or(written_out) & 1 == 1 {
                text.insert(*place, 'e');
            }
        }
        text
    }

    fn all(&self) -> Vec<String> {
        match self.umlauts.len() {
            count @ 0..=UMLAUTS => (0..1 << count).map(|choice| self.with(choice)).collect(),
            _ => vec![self.with(0), self.with(u32::MAX)],
        }
    }
}

/// The characters of `text`, where an umlaut in two characters (`a` and U+0308) is one. Nothing else is composed or
/// reordered, since texts are not either.
fn with_umlauts_joined(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = rest.next()?;
        let joined = rest.peek().filter(|next| **next == '\u{308}').and_then(|mark| compose(c, *mark));
        Some(match joined.filter(|joined| is_umlaut(*joined)) {
            Some(joined) => {
                rest.next();
                joined
            }
            None => c,
        })
    })
}

fn is_umlaut(c: char) -> bool {
    matches!(c, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü')
}

/// A regular expression with its accented letters folded as the text will be. Inside a character class a letter stays
/// one letter; outside, an umlaut matches both spellings.
pub(super) fn folded(regex: &str) -> String {
    let mut out = String::with_capacity(regex.len());
    let (mut escaped, mut in_class) = (false, false);
    for c in with_umlauts_joined(regex) {
        match c {
            _ if escaped => {
                escaped = false;
                out.push(c);
                continue;
            }
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        match (c, in_class) {
            ('_', _) => out.push(' '),
            (c, _) if c.is_ascii() => out.push(c),
            (c, true) => out.push_str(&regex::escape(&letters(c))),
            (c, false) if is_umlaut(c) => out.push_str(&format!("(?:{}e?)", letters(c))),
            (c, false) => push_literal(&letters(c), &mut out),
        }
    }
    out
}

fn letters(c: char) -> String {
    let mut letters = String::new();
    fold_char(c, &mut letters);
    letters
}

/// What a character outside a class folds to, as one unit, so that a repetition behind it repeats all of it (`ß?`).
fn push_literal(letters: &str, out: &mut String) {
    match letters.chars().count() {
        0 => {}
        1 => out.push_str(&regex::escape(letters)),
        _ => out.push_str(&format!("(?:{})", regex::escape(letters))),
    }
}

/// The spellings of a plain term in lower-case folded text: without umlauts, and with them written out (`ae`), where
/// that differs.
pub(super) fn spellings(term: &str) -> Vec<String> {
    let spelled = Spelled::of(term);
    let mut spellings: Vec<String> = [0, u32::MAX].map(|choice| spelled.with(choice).to_ascii_lowercase()).into();
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(term: &str) -> (Vec<String>, bool) {
        let words = Words::of(term).unwrap();
        (words.spellings, words.is_open)
    }

    #[test]
    fn umlauts_are_looked_for_in_both_spellings() {
        assert_eq!(folded("gehälter[n]?"), "geh(?:ae?)lter[n]?");
        assert_eq!(folded("geha\u{308}lter"), "geh(?:ae?)lter");
        assert_eq!(folded("[a-zäöüß]+"), "[a-zaouss]+");
        assert_eq!(folded("maßnahmen"), "ma(?:ss)nahmen");
        assert_eq!(folded(r"contrase[ñn]as?\b"), r"contrase[nn]as?\b");
        assert_eq!(spellings("Projekt Möwe"), ["projekt mowe", "projekt moewe"]);
        assert_eq!(spellings("Projekt Mo\u{308}we"), ["projekt mowe", "projekt moewe"]);
        assert_eq!(spellings("Project Falcon"), ["project falcon"]);
        let both = ["uber", "ueber"].map(|u| ["argernis", "aergernis"].map(|a| format!("{u} {a}")));
        let (spelled, _) = words("über Ärgernis");
        assert!(spelled.len() == 4 && both.iter().flatten().all(|spelling| spelled.contains(spelling)), "{spelled:?}");
        assert_eq!(words("äöüäöü").0, ["aouaou", "aeoeueaeoeue"]);
    }

    #[test]
    fn words_are_taken_literally() {
        assert_eq!(words("a.b (c)"), (vec!["a.b (c)".to_owned()], false));
        assert_eq!(words("  streng   vertraulich* "), (vec!["streng vertraulich".to_owned()], true));
        assert_eq!(Words::of("*"), Err(TermError::Never));
        assert_eq!(Words::of(" "), Err(TermError::Empty));
    }
}
