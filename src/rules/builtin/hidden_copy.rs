//! **What**: somebody gets a hidden copy.
//! **Why**: a Bcc that a program or a rule adds is forgotten, and a hidden recipient who answers all shows himself.
//! **Fires on**: recipients in no visible field, as a `note`.
//! **Stays silent on**: mail without hidden copies, and mail that has hidden recipients only (a list, done rightly).
//! **Options**: none.

use crate::base::Step;
use crate::facts::Role;

use super::{Case, Outcome, Reason, about, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let hidden = case.recipients(|recipient| recipient.role == Role::Bcc);
    if hidden.len() == case.facts.recipients.len() {
        return Outcome::silent("there are no hidden copies, or nothing else");
    }
    let findings = hidden.into_iter().map(|(i, recipient)| {
        about("hidden-copy", Step::Note, i, Reason::new("hidden-copy").with("name", words::name(recipient)))
    });
    Outcome::of(findings.collect(), "there are no hidden copies")
}
