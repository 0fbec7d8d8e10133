//! **What**: a recipient outside has nearly the same name or address as somebody who is written to more, or who works here.
//! **Why**: autocomplete offers Martin Kellner, the client, for Martin Keller, the boss; both begin alike.
//! **Fires on**: an outsider the sender hardly writes to (fewer than [`HARDLY`] messages) with a twin inside, or one who
//! got at least [`BETTER_KNOWN`] messages more, at `tick`. The step is `ask` when the twin gets this mail as well, since
//! then both may be meant.
//! **Stays silent on**: outsiders the sender writes to, twins known less than they are, and a twin who wrote to have left for
//! the recipient's address (`gone-address` says so).
//! **Options**: none.

use crate::base::Step;
use crate::facts::{Fact, RecipientFacts, Twin};
use crate::people::similar::Alike;
use crate::rules::Repair;

use super::{Arg, Case, Outcome, Reason, about, sent_before, words};

/// Below this the sender hardly writes there.
const HARDLY: u32 = 3;

/// So many messages more make the twin the likelier one.
const BETTER_KNOWN: u32 = 3;

pub(super) fn judge(case: &Case) -> Outcome {
    let mut known = None;
    let mut findings = Vec::new();
    for (i, recipient) in case.outsiders() {
        let Some(twin) = recipient.twins.iter().find(|twin| likelier(twin, recipient)) else { continue };
        let sent = sent_before(recipient);
        if sent >= HARDLY {
            known = Some(format!("{} has a twin, but you wrote there {}", words::name(recipient), words::times(sent)));
            continue;
        }
        let both = case.gets_it(&twin.address);
        let step = if both { Step::Ask } else { Step::Tick };
        let alike = alike(twin.how);
        let mut finding = about("name-twin", step, i, reason(recipient, twin, alike, both));
        if !both {
            finding.repairs.insert(0, Repair::Replace { recipient: i, address: twin.address.clone() });
        }
        finding.evidence = vec![Reason::new(alike).sentence(case.rulebook.language())];
        findings.push(finding);
    }
    match known {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "nobody outside has a likelier twin"),
    }
}

fn likelier(twin: &Twin, recipient: &RecipientFacts) -> bool {
    let has_moved = recipient.announced.iter().any(|said| said.by == twin.address);
    !has_moved && (twin.internal || twin.sent_before >= sent_before(recipient) + BETTER_KNOWN)
}

/// What is alike, by its sentence.
fn alike(how: Alike) -> &'static str {
    match how {
        Alike::Same => "alike-same",
        Alike::Swapped => "alike-swapped",
        Alike::OneLetter => "alike-one-letter",
        Alike::TwoLetters => "alike-two-letters",
        Alike::Initial => "alike-initial",
    }
}

fn reason(recipient: &RecipientFacts, twin: &Twin, alike: &'static str, both: bool) -> Reason {
    let sent = match &recipient.sent_before {
        Fact::Known(count) => Arg::from(*count),
        Fact::Unavailable(_) => Arg::from("unknown"),
    };
    let (name, other) = words::apart(recipient, twin);
    Reason::new("name-twin")
        .with("name", name)
        .with("twin", other)
        .with("sent", sent)
        .with("twinsent", twin.sent_before)
        .with("address", words::address(&twin.address))
        .with("alike", Arg::word(alike))
        .with("both", if both { "yes" } else { "no" })
}
