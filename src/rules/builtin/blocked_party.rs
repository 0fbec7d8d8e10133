//! **What**: a recipient belongs to a party that gets no mail.
//! **Why**: a former partner, a competitor or a party to a lawsuit stays in everybody's address book.
//! **Fires on**: any recipient of kind `blocked`, at `refuse`.
//! **Stays silent on**: everybody else.
//! **Options**: the party itself, in the configuration.

use crate::base::Step;
use crate::people::PartyKind;
use crate::rules::words;

use super::{Case, Outcome, about};

pub(super) fn judge(case: &Case) -> Outcome {
    let blocked = case.recipients(|recipient| recipient.kind == PartyKind::Blocked);
    let findings = blocked.into_iter().map(|(i, recipient)| {
        let headline = format!("{} gets no mail from here", words::name(recipient));
        let detail = match &recipient.party {
            Some(party) => format!("{party} is blocked. Take the address out and send again."),
            None => "The address is blocked. Take it out and send again.".to_owned(),
        };
        about("blocked-party", Step::Refuse, i, headline, detail)
    });
    Outcome::of(findings.collect(), "nobody blocked gets it")
}
