//! How well each recipient fits what was learnt from this sender's past mail.

use super::{Fact, Fit, Ranking, RecipientFacts, Role, Scene};
use crate::base::Address;
use crate::message::Digest;
use crate::parse::{Content, Structure};
use crate::people::history::{Addressee, Field, Key, Outgoing, Trace};
use jiff::Timestamp;

/// What history keeps of a message to `recipients`, sent at `at`. The texts are taken as they were written: what is a footer is
/// learnt later, and the same message must always teach the same.
pub fn trace(structure: &Structure, recipients: &[Addressee], at: Timestamp, key: &Key) -> Trace {
    let digest = |content: &Content| match content {
        Content::Octets { octets, .. } => Some(Digest::of(octets)),
        Content::Read(_) => None,
    };
    let files: Vec<Digest> = structure.attachments.iter().filter_map(|file| digest(&file.content)).collect();
    let outgoing = Outgoing {
        at,
        recipients,
        subject: &structure.subject,
        own: &structure.own_text,
        quoted: &structure.quoted_text,
        answers: !structure.references.is_empty(),
        files: &files,
    };
    Trace::of(&outgoing, key)
}

/// Weighs every recipient: what is found stands in their `fit`; the answer is what it is held against. `asks_per_100` is
/// `policy.asks_per_100`.
pub(super) fn weigh(
    scene: &Scene<'_>,
    recipients: &mut [RecipientFacts],
    asks_per_100: f64,
) -> (Fact<Option<Ranking>>, Option<Trace>) {
    let past = match scene.history {
        Ok(history) => history.past.as_deref(),
        Err(why) => return (Fact::Unavailable(why.to_owned()), None),
    };
    let Some(past) = past else { return (Fact::Known(None), None) };
    let addressees: Vec<Addressee> = recipients.iter().map(addressee).collect();
    let trace = trace(scene.structure, &addressees, scene.submission.received, past.key());
    let weighing = past.weigh(&trace);
    let (learnt, top, raw) = (weighing.learnt, weighing.top(), weighing.raw);
    for weighed in weighing.recipients {
        let known = past.of(&weighed.address);
        let of = |address: &Address| *address == weighed.address;
        let Some(recipient) = recipients.iter_mut().find(|recipient| of(&recipient.address)) else { continue };
        recipient.fit = Some(Fit {
            score: weighed.score,
            written: known.as_ref().map_or(0, |met| met.count),
            last: known.as_ref().and_then(|met| met.last),
            heard: known.as_ref().map_or(0, |met| met.heard),
            evidence: weighed.evidence,
            meant: weighed.meant,
        });
    }
    // A budget of nought takes notes where the usual one would ask.
    let budget = if asks_per_100 > 0.0 { asks_per_100 } else { 1.0 };
    (Fact::Known(Some(Ranking { learnt, top, raw, cut: past.cut(budget), asks_per_100 })), Some(trace))
}

fn addressee(recipient: &RecipientFacts) -> Addressee {
    let field = match recipient.role {
        Role::To => Field::To,
        Role::Cc => Field::Cc,
        Role::Bcc => Field::Bcc,
    };
    Addressee { address: recipient.address.clone(), name: recipient.name.clone(), field }
}
