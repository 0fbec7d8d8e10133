//! **What**: a recipient outside has nearly the same name or address as somebody who is written to more, or who works here.
//! **Why**: autocomplete offers Martin Kellner, the client, for Martin Keller, the boss; both begin alike.
//! **Fires on**: an outsider the sender hardly writes to (fewer than [`HARDLY`] messages) with a twin inside, or one who
//! got at least [`BETTER_KNOWN`] messages more, at `tick`. The step is `ask` when the twin gets this mail as well, since
//! then both may be meant.
//! **Stays silent on**: outsiders the sender writes to, and twins known less than they are.
//! **Options**: none.

use crate::base::{Step, text};
use crate::facts::{Fact, RecipientFacts, Twin};
use crate::rules::{Repair, words};

use super::{Case, Outcome, about, sent_before};

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
        let both = case.facts.recipients.iter().any(|other| other.address == twin.address);
        let headline = format!("{} is not {}", words::name(recipient), words::twin(twin));
        let mut finding =
            about("name-twin", if both { Step::Ask } else { Step::Tick }, i, headline, detail(recipient, twin, both));
        if !both {
            finding.repairs.insert(0, Repair::Replace { recipient: i, address: twin.address.clone() });
        }
        finding.evidence = vec![text::one_line(&twin.how, 60)];
        findings.push(finding);
    }
    match known {
        Some(why) if findings.is_empty() => Outcome::Nearly(why),
        _ => Outcome::of(findings, "nobody outside has a likelier twin"),
    }
}

fn likelier(twin: &Twin, recipient: &RecipientFacts) -> bool {
    twin.internal || twin.sent_before >= sent_before(recipient) + BETTER_KNOWN
}

fn detail(recipient: &RecipientFacts, twin: &Twin, both: bool) -> String {
    let here = match &recipient.sent_before {
        Fact::Known(0) => "You never wrote to this address".to_owned(),
        Fact::Known(count) => format!("You wrote to this address {}", words::times(*count)),
        Fact::Unavailable(_) => "Nobody knows whether you ever wrote to this address".to_owned(),
    };
    let there = match twin.sent_before {
        0 => format!("; {} works with you", twin.address),
        count => format!(", but {} to {}", words::times(count), twin.address),
    };
    let alike = text::one_line(&twin.how, 60);
    let consequence = if both { "Both get this mail." } else { "This mail goes to the one outside." };
    format!("{here}{there}; {alike}. {consequence}")
}
