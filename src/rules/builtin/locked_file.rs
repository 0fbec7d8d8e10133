//! **What**: an attachment that needs a password or a key, so that nobody here can look into it.
//! **Why**: a locked file is how secrets ought to travel, and how the wrong ones leave unseen.
//! **Fires on**: any encrypted file, as a `note`; at `ask` when an outsider gets it and a strong word of a pack's topic stands
//! in the subject, in the own words or in a file name: then somebody must know that it is the right one.
//! **Stays silent on**: files that can be read.
//! **Options**: none.

use crate::base::Step;
use crate::files::UnreadKind;
use crate::rules::rule::Weight;

use super::{Arg, Case, FILES, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let is_locked = |kind: UnreadKind| kind == UnreadKind::Encrypted;
    let locked = case.facts.attachments.iter().filter(|file| file.unread.iter().any(|unread| is_locked(unread.kind)));
    let outside = !case.outsiders().is_empty();
    let mut findings = Vec::new();
    for file in locked.take(FILES) {
        let said = case.topic_words().into_iter().find(|word| outside && word.weight == Weight::Strong);
        let (step, reason) = match &said {
            None => (Step::Note, Reason::new("locked-file")),
            Some(word) => {
                let reason = Reason::new("locked-file-topic").with("words", Arg::quoted([word.place.word()]));
                (Step::Ask, reason.with("recipient", case.outsiders_shown()))
            }
        };
        let mut finding = whole("locked-file", step, reason.with("file", words::file(file)));
        finding.evidence = said.iter().map(|word| word.place.quote()).collect();
        findings.push(finding);
    }
    Outcome::of(findings, "no file is locked")
}
