//! Terms that cannot be meant: written twice, in nearly every mail, or ruled out by the rule's own `not`.

use regex::RegexBuilder;
use regex_syntax::hir::literal::Extractor;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::error::Complaints;
use crate::base::fold;

/// Words no language has: a pattern that matches all of one row says nothing.
const NONSENSE: [[&str; 3]; 2] = [["qzvkx", "wjxpq", "zzykg"], ["q", "z", "k"]];

/// Tells terms that stand twice in one list.
pub(super) fn twice(complaints: &mut Complaints<'_>, list: &DeArray<'_>) {
    let mut seen = std::collections::HashSet::new();
    for term in list.iter() {
        let DeValue::String(words) = term.get_ref() else { continue };
        if !seen.insert(fold::folded(words.trim())) {
            complaints.add(term.span(), format!("`{}` stands twice in this list", words.trim()), None);
        }
    }
}

/// Tells terms of `any`, `all` and the weighted lists that can never count, since `not` rules out every text they stand
/// in. Only plain words, which have the same places.
pub(super) fn shadowed(complaints: &mut Complaints<'_>, rule: &DeTable<'_>) {
    let ruled_out: Vec<String> = plain(rule, "not").map(|(words, _)| words).collect();
    if ruled_out.is_empty() {
        return;
    }
    for key in ["any", "all", "strong", "medium", "weak"] {
        for (words, term) in plain(rule, key) {
            if let Some(not) = ruled_out.iter().find(|not| rules_out(not, &words)) {
                let message = format!("`{words}` can never count: wherever it stands, `{not}` of `not` stands too");
                complaints.add(
                    term.span(),
                    message,
                    Some("write a longer term there, or leave this one out".to_owned()),
                );
            }
        }
    }
}

fn plain<'t, 'i>(rule: &'t DeTable<'i>, key: &str) -> impl Iterator<Item = (String, &'t Spanned<DeValue<'i>>)> {
    let list = rule.get(key).and_then(|list| list.get_ref().as_array());
    list.into_iter().flat_map(|list| list.iter()).filter_map(|term| match term.get_ref() {
        DeValue::String(words) => Some((fold::folded(words.trim()), term)),
        _ => None,
    })
}

/// Whether `not` stands, as words, in every text `words` stands in; both folded.
fn rules_out(not: &str, words: &str) -> bool {
    let (not, open) = not.strip_suffix('*').map_or((not, false), |stem| (stem, true));
    let (words, any_ending) = words.strip_suffix('*').map_or((words, false), |stem| (stem, true));
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !not.is_empty()
        && words.match_indices(not).any(|(at, _)| {
            let behind = &words[at + not.len()..];
            let goes_on = is_word(behind.chars().next()) || (behind.is_empty() && any_ending);
            !is_word(words[..at].chars().next_back()) && (open || !goes_on)
        })
}

/// Why plain words stand in nearly every mail, if they do: one Latin letter or digit, or any word that begins with one.
pub(super) fn too_common_words(words: &str) -> Option<String> {
    let folded = fold::folded(words.trim());
    let stem = folded.strip_suffix('*').unwrap_or(&folded);
    let mut letters = stem.chars().filter(|c| c.is_alphanumeric());
    let one = letters.next().filter(char::is_ascii_alphanumeric).is_some() && letters.next().is_none();
    one.then(|| format!("`{}` stands in nearly every mail: write a longer word", words.trim()))
}

/// Why a regular expression matches nearly every mail, if it does: it takes words that are none.
pub(super) fn too_common_regex(regex: &str) -> Option<String> {
    // Most begin with a word: that need not be compiled, which is what takes the time when packs are loaded.
    if begins_with_a_word(regex) {
        return None;
    }
    let whole =
        RegexBuilder::new(&format!(r"^(?:{regex})$")).case_insensitive(true).size_limit(1 << 20).build().ok()?;
    let common = NONSENSE.iter().any(|row| row.iter().all(|word| whole.is_match(word)));
    common.then(|| format!("`{regex}` matches any word, so it would match nearly every mail"))
}

/// Whether all that `regex` matches begins in one of a few ways, and no nonsense does.
fn begins_with_a_word(regex: &str) -> bool {
    let Ok(parsed) = regex_syntax::parse(regex) else { return false };
    let beginnings = Extractor::new().extract(&parsed);
    let Some(beginnings) = beginnings.literals() else { return false };
    let begins = |word: &&str| {
        beginnings.iter().any(|literal| {
            let head = word.as_bytes().get(..literal.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(literal.as_bytes()))
        })
    };
    !NONSENSE.iter().flatten().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_take_any_word_are_told_from_those_that_do_not() {
        for regex in [
            r"\w+",
            ".+",
            "[a-z]",
            "[a-z]{3,9}",
            r"\S+",
            "(?:a|.+)",
            "[qwz][^ ]*",
            "(?:q|Z|k|w)?.*",
            "(?i:q|w|Z)[a-z]*",
        ] {
            assert!(too_common_regex(regex).is_some(), "{regex}");
        }
        for regex in [r"\d{3}-\d{3}", "gehalt[sn]?", "ERE|ERTE", r"projekt \w+"] {
            assert!(too_common_regex(regex).is_none(), "{regex}");
        }
    }

    #[test]
    fn a_letter_is_no_term_and_a_character_may_be_one() {
        for words in ["a", "A*", " 7 ", "é", "(x)"] {
            assert!(too_common_words(words).is_some(), "{words}");
        }
        for words in ["ab", "秘", "m1", "?!", "*"] {
            assert!(too_common_words(words).is_none(), "{words}");
        }
    }

    #[test]
    fn a_term_within_a_longer_one_rules_it_out() {
        for (not, words, expected) in [
            ("tender", "public tender", true),
            ("tend*", "public tender", true),
            ("tender", "tender", true),
            ("public tender", "tender", false),
            ("tender", "tender*", false),
            ("tender*", "tender*", true),
            ("end", "tender", false),
        ] {
            assert_eq!(rules_out(not, words), expected, "{not} {words}");
        }
    }
}
