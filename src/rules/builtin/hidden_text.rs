//! **What**: text of the mail that does not show when it is opened.
//! **Why**: white letters, a collapsed passage, what a template left behind: nobody sees it while writing, everybody can read
//! it who marks the text.
//! **Fires on**: hidden text in mail to an outsider, at `ask` when strong words of packs stand in it, when a passage of it is
//! longer than [`PASSAGE`] letters, or when it is longer than [`ALL`] altogether; any other is a `note`.
//! **Stays silent on**: mail without hidden text. The line that a newsletter shows beside its subject, and the words in
//! place of its pictures, are short: a `note`.
//! **Options**: none.

use crate::base::Step;

use super::{Arg, Case, Outcome, Reason, whole};

/// Letters and digits of one hidden passage; lines beside the subject have fewer.
const PASSAGE: usize = 200;

/// Letters and digits of all hidden text; the words of many pictures add up to fewer.
const ALL: usize = 1500;

pub(super) fn judge(case: &Case) -> Outcome {
    let hidden = &case.facts.hidden_text;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let count = letters(hidden);
    if count == 0 {
        return Outcome::silent("all text shows");
    }
    let said = case.strong_words_in(hidden);
    let long = count > ALL || hidden.lines().any(|line| letters(line) > PASSAGE);
    let outside = !case.outsiders().is_empty();
    let step = if outside && (long || !said.is_empty()) { Step::Ask } else { Step::Note };
    let reason = match said.is_empty() {
        true => Reason::new("hidden-text").with("count", count),
        false => Reason::new("hidden-text-words").with("words", Arg::quoted(said.iter().take(1).cloned())),
    };
    let mut finding = whole("hidden-text", step, reason);
    finding.evidence = said;
    Outcome::Fired(vec![finding])
}
