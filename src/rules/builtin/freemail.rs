//! **What**: work goes to a private mailbox at a free provider.
//! **Why**: a colleague's private address is offered first, or files are sent home; what lies there nobody controls.
//! **Fires on**: an attachment, or a strong word of a pack's topic, to an address the sender has written to fewer than
//! [`KNOWN`] times, at `ask`; any other mail there is a `note`.
//! **Stays silent on**: domains that are no free provider, and people a party names.
//! **Options**: a party that names the person ends the question.

use crate::base::{Step, text};
use crate::people::PartyKind;
use crate::rules::rule::Weight;
use crate::rules::words;

use super::{Case, Outcome, about, sent_before};

/// So many messages make a private address a known correspondent: small customers have no other.
const KNOWN: u32 = 3;

pub(super) fn judge(case: &Case) -> Outcome {
    let private = case.recipients(|recipient| recipient.kind == PartyKind::Freemail && recipient.party.is_none());
    if private.is_empty() {
        return Outcome::silent("nobody at a free mail provider gets it");
    }
    let strong = case.topic_words().into_iter().find(|word| word.weight == Weight::Strong);
    let file = case.facts.attachments.first().map(|attachment| match attachment.name.as_str() {
        "" => "An attachment".to_owned(),
        // Two words at most, so that a headline stays one.
        name => text::one_line(&name.split_whitespace().take(2).collect::<Vec<_>>().join(" "), 40),
    });
    let findings = private.into_iter().map(|(i, recipient)| {
        let carried = strong.as_ref().map(|word| format!("“{}”", word.place.word())).or_else(|| file.clone());
        let sent = sent_before(recipient);
        let wrote = if sent == 0 {
            "You never wrote there".to_owned()
        } else {
            format!("You wrote there {}", words::times(sent))
        };
        let (step, headline) = match carried {
            Some(carried) if sent < KNOWN => {
                (Step::Ask, format!("{carried} goes to a private address: {}", recipient.address))
            }
            _ => (Step::Note, format!("This goes to a private address: {}", recipient.address)),
        };
        let detail = format!("{wrote}. It is a mailbox at a free provider; nobody here can get back what lies there.");
        let mut finding = about("freemail", step, i, headline, detail);
        finding.evidence = strong.iter().map(|word| word.place.quote()).chain(file.clone()).collect();
        finding
    });
    Outcome::Fired(findings.collect())
}
