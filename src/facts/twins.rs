//! Whom the sender may have meant: insiders, directory people and contacts with nearly the same name.
//!
//! Names are only compared after a look at their letters: with a thousand people and a thousand contacts nearly all
//! drop out there, at some ten nanoseconds each.

use super::{Scene, Twin};
use crate::base::Address;
use crate::people::PartyKind;
use crate::people::similar::{Alike, Names};

/// More are no help to a person who has to choose.
const MOST: usize = 5;

/// Somebody who may have been meant.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    address: &'a Address,
    name: &'a str,
    count: u32,
}

/// Finds twins; the candidates are gathered when first asked for.
pub(super) struct Twins<'s, 'a> {
    scene: &'s Scene<'a>,
    candidates: Option<Vec<(Candidate<'a>, Words)>>,
}

impl<'s, 'a> Twins<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>) -> Twins<'s, 'a> {
        Twins { scene, candidates: None }
    }

    /// The twins of a recipient, insiders first, then those written to most.
    pub(super) fn of(&mut self, address: &Address, name: &str) -> Vec<Twin> {
        let scene = self.scene;
        let candidates = self.candidates.get_or_insert_with(|| gather(scene));
        let mine = letters(address, name);
        let names = Names::of(address, name);
        let near = candidates.iter().filter(|(c, theirs)| c.address != address && may_be_alike(&mine, theirs));
        let alike = near.filter_map(|(c, _)| names.twin(&Names::of(c.address, c.name)).map(|how| twin(scene, c, how)));
        let mut twins = Vec::new();
        alike.for_each(|twin| merge(&mut twins, twin));
        twins.sort_by(|a, b| {
            let rank = |t: &Twin| (!t.internal, u32::MAX - t.sent_before);
            rank(a).cmp(&rank(b)).then_with(|| a.address.key().cmp(b.address.key()))
        });
        twins.truncate(MOST);
        twins
    }
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

/// Contacts, directory people and the insiders of this very message, some of them more than once; nobody means to write
/// to himself.
fn gather<'a>(scene: &Scene<'a>) -> Vec<(Candidate<'a>, Words)> {
    let structure = scene.structure;
    let persons = scene.directory.persons.iter().map(|p| Candidate { address: &p.address, name: &p.name, count: 0 });
    let contacts = scene.history.iter().flat_map(|h| &h.contacts);
    let contacts = contacts.map(|c| Candidate { address: &c.address, name: &c.name, count: c.count });
    let shown = structure.from.iter().chain(&structure.reply_to).chain(&structure.to).chain(&structure.cc);
    let insiders = shown.filter_map(|m| Some(Candidate { address: m.address.as_ref()?, name: &m.name, count: 0 }));
    let insiders = insiders.filter(|c| scene.kind(c.address) == PartyKind::Internal);
    let sender = scene.submission.envelope.sender.as_ref();
    let all = persons.chain(contacts).chain(insiders).filter(|c| Some(c.address) != sender);
    all.map(|c| (c, letters(c.address, c.name))).collect()
}

/// Adds `twin`, or what it knows more of somebody who is there already.
fn merge(twins: &mut Vec<Twin>, twin: Twin) {
    match twins.iter_mut().find(|t| t.address == twin.address) {
        None => twins.push(twin),
        Some(known) => {
            known.sent_before = known.sent_before.max(twin.sent_before);
            if known.name.is_empty() {
                known.name = twin.name;
            }
        }
    }
}

/// The letters of one word: which there are, and how many octets.
#[derive(Clone, Copy, Default)]
struct Letters {
    mask: u32,
    length: u32,
}

/// The words of one person; more than six are not names.
#[derive(Clone, Copy, Default)]
struct Words {
    words: [Letters; 6],
    count: usize,
}

impl Words {
    fn push(&mut self, word: Letters) {
        if let Some(place) = self.words.get_mut(self.count) {
            *place = word;
            self.count += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Letters> {
        self.words.iter().take(self.count)
    }
}

/// The words of local part and display name that are long enough to tell people apart.
fn letters(address: &Address, name: &str) -> Words {
    let mut out = Words::default();
    for text in [address.local(), name] {
        let mut word = Letters::default();
        for byte in text.bytes().chain([b' ']) {
            match byte {
                b'a'..=b'z' => word.mask |= 1 << (byte - b'a'),
                b'A'..=b'Z' => word.mask |= 1 << (byte - b'A'),
                0x80.. => {}
                _ => {
                    if word.length >= 3 {
                        out.push(word);
                    }
                    word = Letters::default();
                    continue;
                }
            }
            word.length += 1;
        }
    }
    out
}

/// Whether two people share a word, give or take two letters (and an umlaut's spelling), or one word holds the other
/// (`mkeller`). Lets through what [`Names::twin`] calls alike, but for names of one and two letters throughout.
fn may_be_alike(mine: &Words, theirs: &Words) -> bool {
    let near = |a: &Letters, b: &Letters| {
        let differ = (a.mask ^ b.mask).count_ones();
        let holds = a.mask & !b.mask == 0 || b.mask & !a.mask == 0;
        // Three letters are alike only when they are the same ones.
        let long = a.length.min(b.length) > 3;
        (long && a.length.abs_diff(b.length) <= 4 && differ <= 4) || holds
    };
    mine.iter().any(|a| theirs.iter().any(|b| near(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_at_letters_lets_every_likely_pair_through() {
        for (a, b) in [
            (("martin.keller@a.test", ""), ("martin.kellner@b.test", "")),
            (("mk@a.test", "Martin Keller"), ("x@b.test", "Kellner, Martin")),
            (("mkeller@a.test", ""), ("x@b.test", "Martin Keller")),
            (("martinkeller@a.test", ""), ("keller.martin@b.test", "")),
            (("eva.müller@a.test", ""), ("eva.mueller@b.test", "")),
            (("hans.zimmermann@a.test", ""), ("hans.simmerman@b.test", "")),
            (("x1@a.test", "Jörg Öztürk"), ("joerg.oeztuerk@b.test", "")),
            (("tanaka@a.test", ""), ("Tanaka@b.test", "")),
        ] {
            let words = |(address, name): (&str, &str)| letters(&address.parse().unwrap(), name);
            let names = |(address, name): (&str, &str)| Names::of(&address.parse().unwrap(), name);
            assert!(names(a).twin(&names(b)).is_some(), "{a:?} {b:?}");
            assert!(may_be_alike(&words(a), &words(b)), "{a:?} {b:?}");
        }
        let words = |address: &str| letters(&address.parse().unwrap(), "");
        assert!(!may_be_alike(&words("sandra.vogel@a.test"), &words("tom.fuchs@b.test")), "and most others not");
    }
}
