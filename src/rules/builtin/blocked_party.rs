//! **What**: a recipient belongs to a party that gets no mail.
//! **Why**: a former partner, a competitor or a party to a lawsuit stays in everybody's address book.
//! **Fires on**: any recipient of kind `blocked`, at `refuse`.
//! **Stays silent on**: everybody else.
//! **Options**: the party itself, in the configuration.

use crate::base::Step;
use crate::people::PartyKind;

use super::{Case, Outcome, Reason, about, words};

pub(super) fn judge(case: &Case) -> Outcome {
    let blocked = case.recipients(|recipient| recipient.kind == PartyKind::Blocked);
    let findings = blocked.into_iter().map(|(i, recipient)| {
        let reason = match &recipient.party {
            Some(party) => Reason::new("blocked-party").with("party", party.as_str()),
            None => Reason::new("blocked-address"),
        };
        about("blocked-party", Step::Refuse, i, reason.with("name", words::name(recipient)))
    });
    Outcome::of(findings.collect(), "nobody blocked gets it")
}
