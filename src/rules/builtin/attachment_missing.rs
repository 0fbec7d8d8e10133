//! **What**: the text promises an attachment and there is none.
//! **Why**: it is forgotten, sent again in a hurry, and the second mail is the one with the wrong file.
//! **Fires on**: words of promise in the own text and no attachment: `ask` when an outsider gets it, else a `note`.
//! **Stays silent on**: the word in quotes, and mail with any attachment.
//! **Options**: none.

use crate::base::{Step, text};

use super::{Case, Outcome, Reason, whole};

pub(super) fn judge(case: &Case) -> Outcome {
    let Some(promise) = &case.facts.promised_attachment else {
        return Outcome::silent("no attachment is promised");
    };
    if !case.facts.attachments.is_empty() {
        return Outcome::silent("an attachment is there");
    }
    let step = if case.outsiders().is_empty() { Step::Note } else { Step::Ask };
    let promise = text::one_line(promise.trim(), 60);
    let reason = Reason::new("attachment-missing").with("promise", promise.as_str());
    let mut finding = whole("attachment-missing", step, reason);
    finding.evidence = vec![promise];
    Outcome::Fired(vec![finding])
}
