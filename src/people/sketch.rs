//! People prepared for being compared by name: with a thousand of them nearly all drop out by a look at their letters, at
//! some ten nanoseconds each, and nobody's name is taken apart twice.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::similar::Names;
use super::{Contact, Directory, History};
use crate::base::{Address, Domain};

/// The letters of one word: which there are, and how many octets.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    mask: u32,
    length: u32,
}

/// The letters of one person's words; more than six are not names.
#[derive(Clone, Copy, Debug, Default)]
struct Words {
    words: [Letters; 6],
    count: usize,
}

impl Words {
    /// The words of local part and display name that are long enough to tell people apart.
    fn of(address: &Address, name: &str) -> Words {
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

/// Whether at most `most` bits of `bits` are set; quicker than to count them on processors of old.
fn has_at_most(bits: u32, most: u32) -> bool {
    (0..most).fold(bits, |rest, _| rest & rest.wrapping_sub(1)) == 0
}

/// Somebody's name, ready to be compared.
#[derive(Clone, Debug)]
pub struct Sketch {
    words: Words,
    names: OnceLock<Names>,
}

impl Sketch {
    /// Somebody with this address and display name (may be empty).
    pub fn of(address: &Address, name: &str) -> Sketch {
        Sketch { words: Words::of(address, name), names: OnceLock::new() }
    }

    /// Whether two people share a word, give or take two letters (and an umlaut's spelling), or one word holds the other
    /// (`mkeller`). Lets through what [`Names::twin`] calls alike, but for names of one and two letters throughout.
    pub fn may_be_alike(&self, other: &Sketch) -> bool {
        let near = |a: &Letters, b: &Letters| {
            let (shorter, further) = (a.length.min(b.length), a.length.abs_diff(b.length));
            let holds = a.mask & !b.mask == 0 || b.mask & !a.mask == 0;
            // As far as names of that length may differ: a letter in another's place differs in two.
            let most = if shorter < 8 { 2 } else { 4 };
            let near = || shorter > 3 && further <= most && has_at_most(a.mask ^ b.mask, most);
            // Three letters are alike only when they are the same ones.
            (holds && (shorter > 3 || further == 0)) || near()
        };
        self.words.iter().any(|a| other.words.iter().any(|b| near(a, b)))
    }

    /// The names this was made of, taken apart when first asked for.
    pub fn names(&self, address: &Address, name: &str) -> &Names {
        self.names.get_or_init(|| Names::of(address, name))
    }
}

/// The sketches of a list of people, made when first asked for and kept with the list; a copy makes its own.
#[derive(Debug, Default)]
pub struct Sketches(OnceLock<Vec<Sketch>>);

impl Clone for Sketches {
    fn clone(&self) -> Sketches {
        Sketches::default()
    }
}

impl Sketches {
    /// The sketches of `count` people; made anew for a list that has become another since they were made.
    fn get<'s>(&'s self, count: usize, make: impl Fn() -> Vec<Sketch>) -> Cow<'s, [Sketch]> {
        let kept = self.0.get_or_init(&make);
        if kept.len() == count { Cow::Borrowed(kept) } else { Cow::Owned(make()) }
    }

    /// Follows a list whose place `at`, or the one behind its last, is now `contact`.
    pub(super) fn put(&mut self, at: usize, contact: &Contact) {
        let Some(kept) = self.0.get_mut() else { return };
        let sketch = Sketch::of(&contact.address, &contact.name);
        match kept.get_mut(at) {
            Some(place) => *place = sketch,
            None => kept.push(sketch),
        }
    }
}

/// The domains of a list of contacts, each once in their order, and how many messages went there; counted when first asked
/// for and kept with the list; a copy makes its own.
#[derive(Debug, Default)]
pub struct DomainCounts(OnceLock<(usize, Vec<(Domain, u64)>)>);

impl Clone for DomainCounts {
    fn clone(&self) -> DomainCounts {
        DomainCounts::default()
    }
}

impl DomainCounts {
    /// Follows a list of `contacts` contacts by one more message to `domain`.
    pub(super) fn count(&mut self, domain: &Domain, contacts: usize) {
        let Some((counted, counts)) = self.0.get_mut() else { return };
        *counted = contacts;
        match counts.binary_search_by(|(known, _)| known.cmp(domain)) {
            Ok(at) => counts[at].1 += 1,
            Err(at) => counts.insert(at, (domain.clone(), 1)),
        }
    }
}

impl History {
    /// The domains of all contacts, each once, with the number of messages sent there.
    pub fn domains(&self) -> Cow<'_, [(Domain, u64)]> {
        let count = || {
            let mut counts: BTreeMap<&Domain, u64> = BTreeMap::new();
            for contact in &self.contacts {
                if let Some(domain) = contact.address.domain() {
                    *counts.entry(domain).or_default() += u64::from(contact.count);
                }
            }
            counts.into_iter().map(|(domain, sent)| (domain.clone(), sent)).collect::<Vec<_>>()
        };
        let (contacts, counts) = self.domain_counts.0.get_or_init(|| (self.contacts.len(), count()));
        if *contacts == self.contacts.len() { Cow::Borrowed(counts) } else { Cow::Owned(count()) }
    }
}

impl Directory {
    /// A sketch of each person, in their order.
    pub fn sketches(&self) -> Cow<'_, [Sketch]> {
        let make = || self.persons.iter().map(|person| Sketch::of(&person.address, &person.name)).collect();
        self.sketches.get(self.persons.len(), make)
    }
}

impl History {
    /// A sketch of each contact, in their order.
    pub fn sketches(&self) -> Cow<'_, [Sketch]> {
        let make = || self.contacts.iter().map(|Contact { address, name, .. }| Sketch::of(address, name)).collect();
        self.sketches.get(self.contacts.len(), make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Person;

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
            let sketch = |(address, name): (&str, &str)| Sketch::of(&address.parse().unwrap(), name);
            let names = |(address, name): (&str, &str)| Names::of(&address.parse().unwrap(), name);
            assert!(names(a).twin(&names(b)).is_some(), "{a:?} {b:?}");
            assert!(sketch(a).may_be_alike(&sketch(b)), "{a:?} {b:?}");
        }
        let sketch = |address: &str| Sketch::of(&address.parse().unwrap(), "");
        assert!(!sketch("sandra.vogel@a.test").may_be_alike(&sketch("tom.fuchs@b.test")), "and most others not");
    }

    #[test]
    fn a_list_that_has_changed_is_sketched_anew() {
        let person = |address: &str| Person::new(address.parse().unwrap(), "");
        let mut directory = Directory { persons: vec![person("a@a.test")], ..Directory::default() };
        assert_eq!(directory.sketches().len(), 1);
        directory.persons.push(person("b@a.test"));
        assert_eq!((directory.sketches().len(), directory.clone().sketches().len()), (2, 2));
    }
}
