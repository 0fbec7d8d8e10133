//! **What**: work goes to a private mailbox at a free provider.
//! **Why**: a colleague's private address is offered first, or files are sent home; what lies there nobody controls.
//! **Fires on**: an attachment, or a strong word of a pack's topic, to an address the sender has written to fewer than
//! [`KNOWN`] times, at `ask`; any other mail there is a `note`.
//! **Stays silent on**: domains that are no free provider, and people a party names.
//! **Options**: a party that names the person ends the question.

use crate::base::{Step, text};
use crate::facts::AttachmentFacts;
use crate::people::PartyKind;
use crate::rules::rule::Weight;

use super::{Arg, Case, Outcome, Reason, about, sent_before, words};

/// So many messages make a private address a known correspondent: small customers have no other.
const KNOWN: u32 = 3;

pub(super) fn judge(case: &Case) -> Outcome {
    let private = case.recipients(|recipient| recipient.kind == PartyKind::Freemail && recipient.party.is_none());
    if private.is_empty() {
        return Outcome::silent("nobody at a free mail provider gets it");
    }
    let strong = case.topic_words().into_iter().find(|word| word.weight == Weight::Strong);
    let file = case.facts.attachments.first();
    let findings = private.into_iter().map(|(i, recipient)| {
        let carried = strong.as_ref().map(|word| Arg::Quoted(word.place.word())).or_else(|| file.map(carried));
        let sent = sent_before(recipient);
        let (step, reason) = match carried {
            Some(carried) if sent < KNOWN => (Step::Ask, Reason::new("freemail-carries").with("carried", carried)),
            _ => (Step::Note, Reason::new("freemail")),
        };
        let reason = reason.with("address", words::address(&recipient.address)).with("sent", sent);
        let mut finding = about("freemail", step, i, reason);
        let name = file.map(|file| text::one_line(&file.name, 60)).filter(|name| !name.is_empty());
        finding.evidence = strong.iter().map(|word| word.place.quote()).chain(name).collect();
        finding
    });
    Outcome::Fired(findings.collect())
}

fn carried(file: &AttachmentFacts) -> Arg {
    if file.name.is_empty() { Arg::word("an-attachment") } else { words::file(file) }
}
