//! **What**: a file whose properties name a party as author or company goes to somebody else.
//! **Why**: what client A sent lies in the same folder as what is meant for client B, and looks alike.
//! **Fires on**: a file of a named party, and a recipient outside who does not belong to it, at `ask`.
//! **Stays silent on**: files of the own organisation and of nobody known, and mail to the party itself and to insiders.
//! **Options**: the parties, in the configuration.

use crate::base::{Step, text};
use crate::facts::AttachmentFacts;

use super::{Case, FILES, Finding, Outcome, Reason, whole, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let findings = case.facts.attachments.iter().filter_map(|file| finding(case, file)).take(FILES);
    Outcome::of(findings.collect(), "no file comes from a party that does not get it")
}

fn finding(case: &Case, file: &AttachmentFacts) -> Option<Finding> {
    let mut found = file.parties.iter().flat_map(|party| {
        let strangers = case.recipients(|r| r.is_outside() && r.party.as_ref() != Some(party));
        strangers.into_iter().map(move |stranger| (party, stranger))
    });
    let (party, (i, stranger)) = found.next()?;
    let reason = Reason::new("foreign-file")
        .with("file", words::file(file))
        .with("party", text::one_line(party, 40))
        .with("recipient", words::name(stranger));
    let mut finding = whole("foreign-file", Step::Ask, reason);
    finding.recipient = Some(i);
    Some(finding)
}
