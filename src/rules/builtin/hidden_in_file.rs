//! **What**: an attachment holds something that does not show at first: a hidden sheet, a deleted passage, a note.
//! **Why**: the sheet with the margins is hidden, not removed; the recipient shows it with two clicks.
//! **Fires on**: with an outsider among the recipients, hidden sheets, hidden slides and tracked changes at `ask`, and
//! anything hidden at `ask` where strong words of packs stand in it. The others are a `note`: most comments and speaker's
//! notes are meant to be read, rows are hidden by every filter, and scanned pages carry their text unseen.
//! **Stays silent on**: files that show all they hold, and mail to insiders.
//! **Options**: none.

use crate::base::Step;
use crate::facts::AttachmentFacts;
use crate::files::Feature;

use super::{Arg, Case, FILES, Finding, Outcome, Reason, whole, words};

/// What is hidden, and whether it alone is worth a question; the gravest first.
const HIDDEN: [(Feature, &str, bool); 9] = [
    (Feature::HiddenSheet, "feature-hidden-sheet", true),
    (Feature::HiddenSlide, "feature-hidden-slide", true),
    (Feature::TrackedChanges, "feature-tracked-changes", true),
    (Feature::HiddenText, "feature-hidden-text", false),
    (Feature::HiddenRows, "feature-hidden-rows", false),
    (Feature::HiddenColumns, "feature-hidden-columns", false),
    (Feature::Comments, "feature-comments", false),
    (Feature::Notes, "feature-notes", false),
    (Feature::HiddenNames, "feature-hidden-names", false),
];

pub(super) fn judge(case: &Case) -> Outcome {
    if case.outsiders().is_empty() {
        return Outcome::silent("nobody outside gets it");
    }
    let findings = case.facts.attachments.iter().filter_map(|file| finding(case, file)).take(FILES);
    Outcome::of(findings.collect(), "no file hides anything")
}

fn finding(case: &Case, file: &AttachmentFacts) -> Option<Finding> {
    let there: Vec<_> = HIDDEN.iter().filter(|(feature, ..)| file.features.contains(feature)).collect();
    let things = Arg::List(there.iter().take(3).map(|(_, word, _)| Arg::word(*word)).collect());
    let asks = there.first().map(|(.., asks)| *asks)?;
    let said = case.strong_words_in(&file.hidden);
    let reason = match said.as_slice() {
        [] => Reason::new("hidden-in-file"),
        said => Reason::new("hidden-in-file-words").with("words", Arg::quoted(said.iter().take(1).cloned())),
    };
    let reason =
        reason.with("file", words::file(file)).with("things", things).with("recipient", case.outsiders_shown());
    let step = if asks || !said.is_empty() { Step::Ask } else { Step::Note };
    let mut finding = whole("hidden-in-file", step, reason);
    finding.evidence = said;
    Some(finding)
}
