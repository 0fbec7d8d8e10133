//! Whom the sender may have meant: insiders, directory people and contacts with nearly the same name.
//!
//! Names are only compared after a look at their letters ([`Sketch`]), which nearly all of a thousand people fail.

use std::borrow::Cow;
use std::collections::HashMap;

use strsim::osa_distance;

use super::{Scene, Twin};
use crate::base::Address;
use crate::people::similar::{Alike, Names};
use crate::people::{PartyKind, Sketch};

/// More are no help to a person who has to choose.
const MOST: usize = 5;

/// Somebody who may have been meant.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) address: &'a Address,
    pub(super) name: &'a str,
    pub(super) count: u32,
}

/// Everybody the directory names.
pub(super) fn persons<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Candidate<'a>> {
    scene.directory.persons.iter().map(|p| Candidate { address: &p.address, name: &p.name, count: 0 })
}

/// Everybody the sender has written to.
pub(super) fn contacts<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Candidate<'a>> {
    let contacts = scene.history.into_iter().flat_map(|history| &history.contacts);
    contacts.map(|c| Candidate { address: &c.address, name: &c.name, count: c.count })
}

/// Candidates of one kind, and the sketch of each.
type Group<'a> = (Cow<'a, [Sketch]>, Vec<Candidate<'a>>);

/// Finds twins; the candidates are gathered when first asked for.
pub(super) struct Twins<'s, 'a> {
    scene: &'s Scene<'a>,
    candidates: Option<Vec<Group<'a>>>,
}

impl<'s, 'a> Twins<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>) -> Twins<'s, 'a> {
        Twins { scene, candidates: None }
    }

    /// The twins of a recipient: whoever is written to at the same domain and is one letter away, for that is how fingers
    /// slip; then insiders, then those written to most.
    pub(super) fn of(&mut self, address: &Address, name: &str) -> Vec<Twin> {
        let scene = self.scene;
        let sender = scene.submission.envelope.sender.as_ref();
        let candidates = self.candidates.get_or_insert_with(|| gather(scene));
        let mine = Sketch::of(address, name);
        let names = Names::of(address, name);
        let mut twins = Vec::new();
        // In a firm whose people are all called alike there may be hundreds.
        let mut places = HashMap::new();
        for (theirs, c) in candidates.iter().flat_map(|(sketches, who)| sketches.iter().zip(who)) {
            // Nobody means to write to himself.
            if !mine.may_be_alike(theirs) || c.address == address || Some(c.address) == sender {
                continue;
            }
            if let Some(how) = names.twin(theirs.names(c.address, c.name)) {
                merge(&mut twins, &mut places, scene, c, how);
            }
        }
        twins.sort_by(|a, b| {
            let rank = |t: &Twin| (!is_slip(address, t), !t.internal, u32::MAX - t.sent_before);
            rank(a).cmp(&rank(b)).then_with(|| a.address.key().cmp(b.address.key()))
        });
        twins.truncate(MOST);
        twins
    }
}

/// Whether an address is a contact's but for one letter before the `@`.
fn is_slip(address: &Address, twin: &Twin) -> bool {
    let [one, other] = [address, &twin.address].map(|address| address.local().to_lowercase());
    twin.sent_before > 0 && twin.address.domain() == address.domain() && osa_distance(&one, &other) == 1
}

fn twin(scene: &Scene<'_>, candidate: &Candidate<'_>, how: Alike) -> Twin {
    Twin {
        address: candidate.address.clone(),
        name: candidate.name.to_owned(),
        internal: scene.kind(candidate.address) == PartyKind::Internal,
        sent_before: candidate.count,
        how,
    }
}

/// Directory people, contacts and the insiders of this very message, some of them more than once.
fn gather<'a>(scene: &Scene<'a>) -> Vec<Group<'a>> {
    let structure = scene.structure;
    let mut all = vec![(scene.directory.sketches(), persons(scene).collect())];
    if let Ok(history) = scene.history {
        all.push((history.sketches(), contacts(scene).collect()));
    }
    let shown = structure.from.iter().chain(&structure.reply_to).chain(&structure.to).chain(&structure.cc);
    let insiders = shown.filter_map(|m| Some(Candidate { address: m.address.as_ref()?, name: &m.name, count: 0 }));
    let insiders: Vec<Candidate> = insiders.filter(|c| scene.kind(c.address) == PartyKind::Internal).collect();
    all.push((insiders.iter().map(|c| Sketch::of(c.address, c.name)).collect(), insiders));
    all
}

/// Adds a twin, or what is known besides of one who is there; `places` says where those are by address.
fn merge<'a>(
    twins: &mut Vec<Twin>,
    places: &mut HashMap<&'a str, usize>,
    scene: &Scene<'_>,
    candidate: &Candidate<'a>,
    how: Alike,
) {
    let place = *places.entry(candidate.address.key()).or_insert(twins.len());
    match twins.get_mut(place) {
        None => twins.push(twin(scene, candidate, how)),
        Some(known) => {
            known.sent_before = known.sent_before.max(candidate.count);
            if known.name.is_empty() {
                candidate.name.clone_into(&mut known.name);
            }
        }
    }
}
