//! What slipped through in an incident that is still open, by numbers: enough to know it again, nothing to read it by.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::base::fold;

/// Words of one phrase.
const PHRASE: usize = 5;

/// More phrases of one message are not kept; of a longer one those with the smallest numbers are, so that each side picks the
/// same ones.
const PHRASES: usize = 16_384;

/// So many phrases in common are no chance: eight words in a row.
const QUOTED: usize = 4;

/// The most words one telling expression is looked for in.
const EXPRESSION: usize = 4;

/// What an incident is known again by. Kept while it is open, and handed to the facts of the sender's next mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fingerprints {
    /// The incident, as people write it: `I-0007`.
    pub incident: String,
    /// `Message-ID` of what slipped through, without brackets.
    pub message_id: Option<String>,
    /// Its subject, where that is long enough to be told from others.
    pub subject: Option<i64>,
    /// Its phrases, sorted.
    pub phrases: Vec<i64>,
    /// Its telling expressions and figures, sorted.
    pub telling: Vec<i64>,
    /// SHA-256 of its files, in hex.
    pub files: Vec<String>,
    /// The names of its files, folded.
    pub names: Vec<String>,
    /// Who was in To and Cc, in the compared form.
    pub visible: Vec<String>,
    /// Who should not have it, in the compared form.
    pub wrong: Vec<String>,
    /// Who was meant to have it, in the compared form.
    pub meant: Vec<String>,
}

impl Fingerprints {
    /// Takes down the phrases of `texts`.
    pub fn read<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.phrases.extend(texts.into_iter().flat_map(phrases));
        self.phrases.sort_unstable();
        self.phrases.dedup();
        self.phrases.truncate(PHRASES);
    }

    /// Takes down expressions that tell what it was about, such as a figure or a word nobody outside should hear.
    pub fn tell<'t>(&mut self, expressions: impl IntoIterator<Item = &'t str>) {
        let known = expressions.into_iter().map(words).filter(|words| (1..=EXPRESSION).contains(&words.len()));
        self.telling.extend(known.map(|words| number(&words)));
        self.telling.sort_unstable();
        self.telling.dedup();
    }

    /// How many phrases of it stand in `text`; 0 where that may be chance.
    pub fn quoted_in(&self, text: &str) -> usize {
        if self.phrases.is_empty() {
            return 0;
        }
        let mut shared: Vec<i64> =
            phrases(text).into_iter().filter(|phrase| self.phrases.binary_search(phrase).is_ok()).collect();
        shared.sort_unstable();
        shared.dedup();
        if shared.len() >= QUOTED.min(self.phrases.len()) { shared.len() } else { 0 }
    }

    /// The telling expressions and the file names of it that stand in `text`, as they stand there.
    pub fn told_in(&self, text: &str) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        if !self.telling.is_empty() {
            let words = words(text);
            let mut at = 0;
            while at < words.len() {
                let longest = (1..=EXPRESSION.min(words.len() - at)).rev();
                let found =
                    longest.map(|n| &words[at..at + n]).find(|n| self.telling.binary_search(&number(n)).is_ok());
                at += found.map_or(1, <[_]>::len);
                told.extend(found.map(|words| words.join(" ")));
            }
        }
        let folded = fold::folded(text);
        told.extend(self.names.iter().filter(|name| folded.contains(name.as_str())).cloned());
        told.dedup();
        told
    }

    /// Whether `subject` is its subject again, whatever stands before it.
    pub fn is_subject(&self, subject: &str) -> bool {
        let words = words(subject);
        self.subject.is_some_and(|known| (0..words.len()).any(|from| number(&words[from..]) == known))
    }

    /// Its subject by number; a subject of one short word is everybody's.
    pub fn subject_of(subject: &str) -> Option<i64> {
        let words = words(subject);
        (words.len() >= 2).then(|| number(&words))
    }
}

/// The figures in `text` that are neither dates nor times nor years.
pub fn figures(text: &str) -> Vec<String> {
    let figure = |token: &&str| {
        let digits = token.chars().filter(char::is_ascii_digit).count();
        let plain = token.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\''));
        let grouped = token.split(['.', ',', '\'']).skip(1).all(|group| group.len() == 3 || group.len() == 2);
        let date = token.split('.').count() == 3 && token.split('.').all(|part| part.len() <= 2 || part.len() == 4);
        let year = token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
        plain && grouped && digits >= 3 && !date && !year
    };
    let tokens = text.split(|c: char| c.is_whitespace() || matches!(c, '€' | '$' | '£' | '(' | ')' | ';' | ':' | '/'));
    let tokens = tokens.map(|token| token.trim_matches(|c: char| !c.is_ascii_digit()));
    tokens.filter(figure).map(str::to_owned).collect()
}

/// The words of a text, folded.
fn words(text: &str) -> Vec<String> {
    let folded = fold::folded(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn phrases(text: &str) -> Vec<i64> {
    words(text).windows(PHRASE).map(number).collect()
}

/// A number for words in a row.
fn number(words: &[String]) -> i64 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update(b" ");
    }
    hash.finalize().iter().take(8).fold(0, |number, octet| number << 8 | i64::from(*octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "We must cut costs by 48,500 this quarter and move two people out of the Falcon team before Friday.";

    fn leaked() -> Fingerprints {
        let mut leaked = Fingerprints { names: vec![fold::folded("Payroll May.xlsx")], ..Fingerprints::default() };
        leaked.read([TEXT]);
        leaked.tell(["cut costs", "48,500"]);
        leaked
    }

    #[test]
    fn a_quoted_sentence_is_known_again_and_a_phrase_of_everybody_s_is_not() {
        let leaked = leaked();
        assert!(leaked.quoted_in("> we must cut  COSTS by 48,500 this quarter and move two people") >= QUOTED);
        assert_eq!(leaked.quoted_in("Let us move two people out of the way."), 0);
        assert_eq!(Fingerprints::default().quoted_in(TEXT), 0);
    }

    #[test]
    fn telling_words_and_file_names_are_known_again() {
        let leaked = leaked();
        assert_eq!(leaked.told_in("Forget the plan to Cut Costs, and the 48,500."), ["cut costs", "48 500"]);
        assert_eq!(leaked.told_in("Please delete payroll_may.xlsx at once."), ["payroll may.xlsx"]);
        assert_eq!(leaked.told_in("Please delete my mail of Friday."), [""; 0]);
    }

    #[test]
    fn a_subject_is_known_behind_re() {
        let leaked = Fingerprints { subject: Fingerprints::subject_of("Saving costs"), ..Fingerprints::default() };
        assert!(leaked.is_subject("AW: Saving costs") && !leaked.is_subject("Saving time"));
        assert_eq!(Fingerprints::subject_of("Hello"), None);
    }

    #[test]
    fn dates_times_and_years_are_no_figures() {
        assert_eq!(
            figures("On 20.11.2026 at 16:10 in 2026 we lost 48.500 € (or 1,200,000), 12 people."),
            ["48.500", "1,200,000"]
        );
    }

    #[test]
    fn nothing_of_it_can_be_read() {
        let kept = serde_json::to_string(&leaked()).unwrap();
        assert!(!kept.contains("costs") && !kept.contains("48,500"), "{kept}");
    }
}
