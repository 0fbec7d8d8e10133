//! Texts as numbers of words.

use std::collections::HashMap;

use super::key::Key;
use crate::base::fold::folded;

/// Words of one message that are kept; more say nothing new about what it is about.
const MOST_WORDS: usize = 300;
/// Octets of a text that are read.
const LONGEST: usize = 60_000;
/// Octets of what is quoted that are read: the rest is older mail that stands in its own trace.
const LONGEST_QUOTE: usize = 3_000;
/// Letters of a word that are compared.
const LONGEST_WORD: usize = 25;
/// Words of one shingle.
const SHINGLE: usize = 6;
/// Shingles of one message that are kept: those with the smallest numbers, so that each side picks the same ones.
const MOST_SHINGLES: usize = 16;

/// Words so common that they tell nobody apart; sorted.
const COMMON: &[&str] = &[
    "aber", "about", "all", "als", "and", "any", "are", "auch", "auf", "aus", "bei", "but", "can", "como", "con",
    "could", "das", "dass", "dem", "den", "der", "des", "die", "does", "ein", "eine", "einen", "einer", "for", "from",
    "fur", "get", "had", "has", "hat", "have", "her", "him", "his", "how", "ich", "ihr", "ihre", "into", "ist", "its",
    "just", "know", "las", "let", "los", "may", "mit", "more", "nach", "nicht", "not", "now", "oder", "one", "only",
    "other", "our", "out", "over", "para", "per", "please", "por", "que", "regards", "see", "she", "should", "sich",
    "sie", "sind", "some", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "una", "und", "uns", "use", "von", "was", "were", "what", "when", "which", "who", "will", "wir",
    "wird", "with", "would", "you", "your", "zum", "zur",
];

/// One word of a message: its number, how often it stands there and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// [`Key::word`].
    pub(super) number: u32,
    /// How often, at most 15.
    pub(super) count: u8,
    /// Whether the sender wrote it now, in the text.
    pub(super) is_own: bool,
    /// Whether it stands in the subject.
    pub(super) in_subject: bool,
}

/// The words of a message, sorted by number.
pub(super) fn of(subject: &str, own: &str, quoted: &str, key: &Key) -> Vec<Word> {
    let mut out: HashMap<u32, Word> = HashMap::new();
    let texts = [(subject, LONGEST), (own, LONGEST), (quoted, LONGEST_QUOTE)];
    for (place, (text, longest)) in texts.into_iter().enumerate() {
        each_word(&folded(start(text, longest)), |word| {
            if COMMON.binary_search(&word).is_ok() {
                return;
            }
            let number = key.word(word);
            if !out.contains_key(&number) && out.len() >= MOST_WORDS {
                return;
            }
            let entry = out.entry(number).or_insert(Word { number, count: 0, is_own: false, in_subject: false });
            entry.count = (entry.count + 1).min(15);
            entry.in_subject |= place == 0;
            entry.is_own |= place == 1;
        });
    }
    let mut words: Vec<Word> = out.into_values().collect();
    words.sort_unstable_by_key(|word| word.number);
    words
}

/// What text a message holds word for word: runs of words of both parts, as numbers, sorted.
pub(super) fn shingles(own: &str, quoted: &str, key: &Key) -> Vec<u32> {
    let mut out = Vec::new();
    for text in [own, quoted] {
        let mut numbers = Vec::new();
        each_word(&folded(start(text, LONGEST)), |word| numbers.push(key.word(word)));
        out.extend(numbers.windows(SHINGLE).map(|run| key.shingle(run)));
    }
    out.sort_unstable();
    out.dedup();
    out.truncate(MOST_SHINGLES);
    out
}

/// The start of a text, at most `longest` octets.
pub(super) fn start(text: &str, longest: usize) -> &str {
    text.get(..text.floor_char_boundary(longest)).unwrap_or(text)
}

/// Hands over the words of a folded text: from a letter on, three to twenty-five letters and digits. Scripts that write no
/// spaces are taken in pairs of letters.
fn each_word(text: &str, mut take: impl FnMut(&str)) {
    for run in text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-')) {
        if !run.is_ascii() && run.chars().any(writes_no_spaces) {
            let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
            starts.windows(3).filter_map(|w| run.get(w[0]..w[2])).for_each(&mut take);
            continue;
        }
        let word = run.trim_start_matches(|c: char| !c.is_alphabetic());
        let length = word.chars().take(LONGEST_WORD + 1).count();
        if (3..=LONGEST_WORD).contains(&length) {
            take(word);
        }
    }
}

/// Kana, CJK ideographs, Hangul syllables, Thai.
fn writes_no_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// A subject without its prefixes (`Re: AW: Fwd:`) and signs, folded; and what the prefixes say.
pub(super) struct Subject {
    /// What is left of it; a thread is known by it.
    pub(super) topic: String,
    /// Whether the first prefix is that of an answer.
    pub(super) is_reply: bool,
    /// Whether the first prefix is that of something passed on.
    pub(super) is_forward: bool,
}

/// Prefixes of answers and of what is passed on (RFC 5322 §3.6.5 and what programs write), folded.
const REPLY: &[&str] = &["re", "aw", "antw", "antwort", "rv", "res", "sv", "r"];
const FORWARD: &[&str] = &["fw", "fwd", "wg", "rv", "tr", "i", "enc", "reenv"];

impl Subject {
    /// Reads one.
    pub(super) fn of(subject: &str) -> Subject {
        let plain = folded(start(subject, 1_000));
        let mut rest = plain.trim();
        let mut first = None;
        while let Some((head, tail)) = rest.split_once(':') {
            let name = head.trim().trim_start_matches('[').split(['[', '(']).next().unwrap_or_default().trim();
            if !REPLY.contains(&name) && !FORWARD.contains(&name) {
                break;
            }
            first.get_or_insert(name);
            rest = tail.trim();
        }
        let words: Vec<&str> = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Subject {
            topic: words.join(" "),
            is_reply: first.is_some_and(|name| REPLY.contains(&name)),
            is_forward: first.is_some_and(|name| !REPLY.contains(&name)),
        }
    }
}

/// A subject without its prefixes and signs, folded: threads are told apart by it.
pub fn topic(subject: &str) -> String {
    Subject::of(subject).topic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn a_subject_is_known_without_its_prefixes() {
        for (written, topic, is_reply, is_forward) in [
            ("Re: Cutting costs", "cutting costs", true, false),
            ("AW: WG: Kosten, Q3!", "kosten q3", true, false),
            ("Fwd: Re[2]: x", "x", false, true),
            ("[Fwd: plan]", "plan", false, true),
            ("Note: plan", "note plan", false, false),
            ("", "", false, false),
        ] {
            let subject = Subject::of(written);
            assert_eq!((subject.topic.as_str(), subject.is_reply, subject.is_forward), (topic, is_reply, is_forward));
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let key = Key::new([1; 16]);
        let words = of("Re: Plan", "the new plan for Kita", "old plan", &key);
        let of = |word: &str| words.iter().find(|w| w.number == key.word(word)).copied();
        let plan = of("plan").unwrap();
        assert_eq!((plan.count, plan.is_own, plan.in_subject), (3, true, true));
        assert!(of("the").is_none(), "common");
        assert!(!of("old").unwrap().is_own);
        assert!(of("kita").unwrap().is_own);
    }

    #[test]
    fn the_same_text_has_the_same_shingles_however_it_is_quoted() {
        let key = Key::new([1; 16]);
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(shingles(text, "", &key), shingles("", &text.to_uppercase(), &key));
        assert!(shingles("one two", "", &key).is_empty());
    }
}
