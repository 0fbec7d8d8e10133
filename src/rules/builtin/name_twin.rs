//! **What**: a recipient outside has nearly the same name or address as somebody who is written to more, or who works here.
//! **Why**: autocomplete offers Martin Kellner, the client, for Martin Keller, the boss; both begin alike.
//! **Fires on**: an outsider the sender hardly writes to (fewer than [`HARDLY`] messages) with a twin inside, or one who
//! got at least [`BETTER_KNOWN`] messages more, at `tick`. The step is `ask` when the twin gets this mail as well, since
//! then both may be meant. So it is where the name beside a well-known address is an insider's and not the one that the
//! sender's own mail has for it.
//! **Stays silent on**: outsiders the sender writes to by their own name, twins known less than they are, and a twin who
//! wrote to have left for the recipient's address (`gone-address` says so).
//! **Options**: none.

use crate::base::Step;
use crate::facts::{Fact, RecipientFacts, Twin};
use crate::people::similar::{Alike, Names, is_full_name};
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
        let likely = || recipient.twins.iter().filter(|twin| likelier(twin, recipient));
        let Some(first) = likely().next() else { continue };
        let sent = sent_before(recipient);
        let lender = likely().find(|twin| sent >= HARDLY && is_named_like(recipient, twin));
        if sent >= HARDLY && lender.is_none() {
            known = Some(format!("{} has a twin, but you wrote there {}", words::name(recipient), words::times(sent)));
            continue;
        }
        let twin = lender.unwrap_or(first);
        let both = case.gets_it(&twin.address);
        let step = if both { Step::Ask } else { Step::Tick };
        let alike = alike(twin.how);
        let reason = match lender {
            Some(twin) => borrowed(recipient, twin, sent, both),
            None => reason(recipient, twin, alike, both),
        };
        let mut finding = about("name-twin", step, i, reason);
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

/// Whether a recipient bears the name of somebody inside, though the sender's own mail has another one for the address.
fn is_named_like(recipient: &RecipientFacts, twin: &Twin) -> bool {
    let known = Names::of(&recipient.address, &recipient.known_as);
    let known_so = || known.twin(&Names::of(&twin.address, &twin.name));
    let is_borrowed = || !matches!(known_so(), Some(Alike::Same | Alike::Swapped | Alike::Initial));
    twin.internal && twin.how == Alike::Same && is_full_name(&recipient.known_as) && is_borrowed()
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

fn borrowed(recipient: &RecipientFacts, twin: &Twin, sent: u32, both: bool) -> Reason {
    Reason::new("name-borrowed")
        .with("recipient", words::address(&recipient.address))
        .with("known", words::short_name(&recipient.known_as))
        .with("sent", sent)
        .with("twin", words::named(&twin.name, &twin.address))
        .with("address", words::address(&twin.address))
        .with("both", if both { "yes" } else { "no" })
}
