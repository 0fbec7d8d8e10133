//! **What**: a recipient has left, mail there came back, or the address is one that somebody who left gave.
//! **Why**: what goes to an address that nobody of that name reads any more is read by others, or by nobody; and whoever can
//! write in somebody's name can give an address of their own as the new one.
//! **Fires on**: an address its owner wrote to have left, or whose last mail came back, with the new one as the repair; and
//! an address given as the new one that belongs to another organisation, until the sender has written there [`OFTEN`]
//! times. Always a `note`: it is told, and nobody is kept from writing on.
//! **Stays silent on**: addresses mail came from since, and new addresses within the same organisation.
//! **Options**: none.

use crate::base::{Address, Step};
use crate::facts::{Gone, RecipientFacts};
use crate::rules::{Finding, Repair};

use super::{Case, Outcome, Reason, about, sent_before, words};

/// So often written to, an address is no news.
const OFTEN: u32 = 3;

pub(super) fn judge(case: &Case) -> Outcome {
    let mut findings = Vec::new();
    for (i, recipient) in case.recipients(|_| true) {
        match &recipient.gone {
            Some(known) => findings.push(gone(case, i, recipient, known)),
            None => findings.extend(announced(i, recipient)),
        }
    }
    Outcome::of(findings, "no recipient is known to have left, and mail to none of them came back")
}

fn gone(case: &Case, i: usize, recipient: &RecipientFacts, gone: &Gone) -> Finding {
    let reason = if gone.has_left {
        let now = gone.now.as_ref().map_or_else(|| "none".to_owned(), words::address);
        Reason::new("gone-left").with("meant", now)
    } else {
        Reason::new("gone-bounced")
    };
    let reason = reason.with("name", words::name(recipient)).with("date", words::day(&gone.at));
    let mut finding = about("gone-address", Step::Note, i, reason);
    if let Some(now) = gone.now.as_ref().filter(|now| !case.gets_it(now)) {
        finding.repairs.insert(0, Repair::Replace { recipient: i, address: now.clone() });
    }
    finding
}

fn announced(i: usize, recipient: &RecipientFacts) -> Option<Finding> {
    let organisation = |address: &Address| address.domain().map(|domain| domain.registrable().to_owned());
    let own = organisation(&recipient.address);
    let said = recipient.announced.iter().find(|said| organisation(&said.by) != own)?;
    if sent_before(recipient) >= OFTEN {
        return None;
    }
    let reason = Reason::new("gone-announced")
        .with("name", words::name(recipient))
        .with("address", words::address(&said.by))
        .with("date", words::day(&said.at));
    Some(about("gone-address", Step::Note, i, reason))
}
