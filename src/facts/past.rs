//! How well each recipient fits what was learnt from this sender's past mail.

use std::collections::HashMap;
use std::sync::Arc;

use super::trace::{digests, trace, trace_of};
use super::{Announced, Fact, Fit, Gone, Haste, Hour, Ranking, RecipientFacts, Scene, addressees, elsewhere, habits};
use crate::message::Digest;
use crate::people::PastUnread;
use crate::people::history::{Met, Trace, budget};

/// What past mail says of a message as a whole.
pub(super) struct Learnt {
    pub(super) ranking: Fact<Option<Ranking>>,
    pub(super) hour: Fact<Option<Hour>>,
    pub(super) haste: Fact<Option<Haste>>,
    pub(super) trace: Option<Arc<Trace>>,
}

impl Learnt {
    fn nothing() -> Learnt {
        Learnt { ranking: Fact::Known(None), hour: Fact::Known(None), haste: Fact::Known(None), trace: None }
    }

    /// It could not be read; what is sent is learnt all the same.
    fn unavailable(why: &str, trace: Option<Arc<Trace>>) -> Learnt {
        let why = || why.to_owned();
        Learnt {
            ranking: Fact::Unavailable(why()),
            hour: Fact::Unavailable(why()),
            haste: Fact::Unavailable(why()),
            trace,
        }
    }
}

fn gone(met: &Met) -> Option<Gone> {
    let now = met.left.as_ref().and_then(|(_, now)| now.clone());
    met.gone().map(|at| Gone { at, has_left: met.left.is_some(), now })
}

/// Weighs every recipient: what is found stands in their `fit`; the answer is what it is held against. `asks_per_100` is
/// `policy.asks_per_100`.
pub(super) fn weigh(scene: &Scene<'_>, recipients: &mut [RecipientFacts], asks_per_100: f64) -> Learnt {
    let history = match scene.history {
        Ok(history) => history,
        Err(why) => return Learnt::unavailable(why, None),
    };
    // Nobody has sent a notification.
    if scene.submission.envelope.sender.is_none() {
        return Learnt::nothing();
    }
    let Some(past) = history.past.as_deref() else {
        let Some(PastUnread { why, key }) = &history.unread else { return Learnt::nothing() };
        let trace = |key| trace(scene.structure, &addressees(recipients), scene.submission.received, key);
        return Learnt::unavailable(why, key.as_ref().map(trace).map(Arc::new));
    };
    let files = digests(&scene.structure.attachments);
    elsewhere::state(scene, recipients, past, &files);
    let files: Vec<Digest> = files.into_iter().map(|(_, digest)| digest).collect();
    let trace = trace_of(scene.structure, &addressees(recipients), scene.submission.received, past.key(), &files);
    let weighing = past.weigh(&trace);
    let (learnt, top, raw) = (weighing.learnt, weighing.top(), weighing.raw);
    let mut places: HashMap<String, usize> = HashMap::with_capacity(recipients.len());
    for (place, recipient) in recipients.iter().enumerate() {
        places.entry(recipient.address.key().to_owned()).or_insert(place);
    }
    for weighed in weighing.recipients {
        let known = past.of(&weighed.address);
        let place = places.get(weighed.address.key());
        let Some(recipient) = place.and_then(|place| recipients.get_mut(*place)) else { continue };
        let announced = past.announced(&weighed.address).into_iter();
        recipient.announced = announced.map(|(by, at)| Announced { by: by.clone(), at }).collect();
        recipient.gone = known.as_ref().and_then(gone);
        recipient.fit = Some(Fit {
            score: weighed.score,
            written: known.as_ref().map_or(0, |met| met.count),
            last: known.as_ref().and_then(|met| met.last),
            heard: known.as_ref().map_or(0, |met| met.heard),
            evidence: weighed.evidence,
            meant: weighed.meant,
        });
    }
    let cut = past.cut(budget(asks_per_100));
    Learnt {
        ranking: Fact::Known(Some(Ranking { learnt, top, raw, cut, asks_per_100 })),
        hour: Fact::Known(habits::hour(scene, past)),
        haste: Fact::Known(Some(habits::haste(scene, past, recipients))),
        trace: Some(Arc::new(trace)),
    }
}
