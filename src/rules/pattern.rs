//! Terms as pack authors write them, turned into patterns over folded text.
//!
//! Text is folded to bare letters (`ä` → `a`, `ñ` → `n`), and people who have no umlaut key write `ae`. So a term with
//! `ä` is looked for as `a` and as `ae`; every other accent just goes.

use crate::base::fold;

use super::lexicon::TermError;

/// The pattern of plain words: literal, one space between words, a trailing `*` for any ending.
pub(super) fn of_words(words: &str) -> Result<String, TermError> {
    let words = words.trim();
    let (stem, ending) = match words.strip_suffix('*') {
        Some(stem) => (stem, r"\w*"),
        None => (words, ""),
    };
    if words.is_empty() {
        return Err(TermError::Empty);
    }
    if !stem.chars().any(char::is_alphanumeric) {
        return Err(TermError::Never);
    }
    let pattern = regex::escape(marked(stem).trim()).replace(UMLAUT, "e?");
    Ok(format!("{pattern}{ending}"))
}

/// Stands behind a letter that was an umlaut; a private-use character, which no language writes.
const UMLAUT: char = '\u{e000}';

/// `words` folded as texts are, keeping case, with [`UMLAUT`] behind letters that were umlauts.
fn marked(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars().filter(|c| *c != UMLAUT) {
        fold::fold_char(c, &mut out);
        if is_umlaut(c) {
            out.push(UMLAUT);
        }
    }
    // As in the text, where file names write spaces as `_`.
    out.replace('_', " ")
}

fn is_umlaut(c: char) -> bool {
    matches!(c, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü')
}

/// A regular expression with its accented letters folded as the text will be. Inside a character class a letter stays
/// one letter; outside, an umlaut matches both spellings.
pub(super) fn folded(regex: &str) -> String {
    let mut out = String::with_capacity(regex.len());
    let (mut escaped, mut in_class) = (false, false);
    for c in regex.chars() {
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
            (c, true) => push_in_class(c, &mut out),
            (c, false) if is_umlaut(c) => {
                out.push_str("(?:");
                fold::fold_char(c, &mut out);
                out.push_str("e?)");
            }
            (c, false) => push_literal(c, &mut out),
        }
    }
    out
}

fn push_in_class(c: char, out: &mut String) {
    let mut letters = String::new();
    fold::fold_char(c, &mut letters);
    out.push_str(&regex::escape(&letters.replace('_', " ")));
}

/// A character outside a class, as one unit, so that a repetition behind it repeats all of it (`ß?`).
fn push_literal(c: char, out: &mut String) {
    let mut letters = String::new();
    fold::fold_char(c, &mut letters);
    match letters.chars().count() {
        0 => {}
        1 => out.push_str(&regex::escape(&letters.replace('_', " "))),
        _ => out.push_str(&format!("(?:{})", regex::escape(&letters))),
    }
}

/// The spellings of a plain term in lower-case folded text: without umlauts, and with them written out (`ae`), where
/// that differs.
pub(super) fn spellings(term: &str) -> Vec<String> {
    let marked = marked(term.trim()).to_ascii_lowercase();
    let (plain, written_out) = (marked.replace(UMLAUT, ""), marked.replace(UMLAUT, "e"));
    if written_out == plain { vec![plain] } else { vec![plain, written_out] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umlauts_are_looked_for_in_both_spellings() {
        assert_eq!(folded("gehälter[n]?"), "geh(?:ae?)lter[n]?");
        assert_eq!(folded("[a-zäöüß]+"), "[a-zaouss]+");
        assert_eq!(folded("maßnahmen"), "ma(?:ss)nahmen");
        assert_eq!(folded(r"contrase[ñn]as?\b"), r"contrase[nn]as?\b");
        assert_eq!(spellings("Projekt Möwe"), ["projekt mowe", "projekt moewe"]);
        assert_eq!(spellings("Project Falcon"), ["project falcon"]);
    }

    #[test]
    fn words_are_taken_literally() {
        assert_eq!(of_words("a.b (c)").unwrap(), r"a\.b \(c\)");
        assert_eq!(of_words("  streng   vertraulich* ").unwrap(), r"streng vertraulich\w*");
        assert_eq!(of_words("*"), Err(TermError::Never));
        assert_eq!(of_words(" "), Err(TermError::Empty));
    }
}
