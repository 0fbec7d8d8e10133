//! Everybody a sender has written to or heard from, and how to find those who may be mistaken for one another.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::Field;
use super::key::Key;
use super::person::{Called, full_form};
use super::spelling::{Letters, mask};
use super::trace::Trace;
use crate::base::{Address, Domain};
use crate::people::freemail::is_freemail;

/// The number of a contact in the book.
pub(super) type Id = u32;

/// Messages after which an old one counts half.
pub(super) const HALF_LIFE: f32 = 60.0;

/// Messages after which every life is fainter than [`FAINT`]: nobody's sum of halves exceeds 88.
const LONGEST_LIFE: u32 = 1_000;
/// Lives that count for nothing beside others.
pub(super) const FAINT: f32 = 0.001;

/// Messages with half-life.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Life {
    sum: f32,
    as_of: u32,
}

impl Life {
    /// The sum when `now` messages are learnt.
    pub(super) fn at(self, now: u32) -> f32 {
        self.sum * (-(now.saturating_sub(self.as_of) as f32) / HALF_LIFE).exp2()
    }

    /// The same; 0 where it is [`FAINT`].
    pub(super) fn at_if_lively(self, now: u32) -> f32 {
        let is_over = now.saturating_sub(self.as_of) > LONGEST_LIFE;
        if is_over { 0.0 } else { Some(self.at(now)).filter(|live| *live > FAINT).unwrap_or_default() }
    }

    fn count(&mut self, index: u32) {
        *self = Life { sum: self.at(index) + 1.0, as_of: index };
    }
}

/// How somebody is called, as numbers of names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers {
    /// [`Key::word`] of the given name; 0 = unknown.
    pub(super) given: u32,
    /// [`Key::word`] of the name the given name is short for.
    pub(super) full: u32,
    /// Number of its first three letters; 0 = unknown.
    pub(super) start: u32,
    /// [`Key::word`] of the family name; 0 = unknown.
    pub(super) family: u32,
    /// [`Key::name`] of both; 0 = unknown.
    pub(super) name: u32,
    /// [`Key::address`].
    pub(super) address: u32,
}

impl Numbers {
    pub(super) fn of(address: &Address, called: &Called, key: &Key) -> Numbers {
        let word = |word: &str| if word.is_empty() { 0 } else { key.word(word) };
        let full = full_form(&called.given);
        Numbers {
            given: word(&called.given),
            full: word(full),
            start: if called.given.is_empty() { 0 } else { key.start(&called.given) },
            family: word(full_form(&called.family)),
            name: if called.is_full() { key.name(full, &called.family) } else { 0 },
            address: key.address(address.key()),
        }
    }
}

/// One contact.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) address: Address,
    /// The display name last used; may be empty.
    pub(super) name: String,
    pub(super) called: Called,
    pub(super) numbers: Numbers,
    /// Its local part's letters.
    pub(super) mask: u32,
    pub(super) domain: Id,
    /// Messages that went there.
    pub(super) count: u32,
    /// When the first and the last one did, in seconds; 0 = never.
    pub(super) first: i64,
    pub(super) last: i64,
    /// Which message was the last one, counted from 0.
    pub(super) last_index: u32,
    life: Life,
    /// Messages by field (To, Cc, Bcc), and those nobody else got.
    pub(super) by_field: [u32; 3],
    pub(super) alone: u32,
    /// Of all messages: the sum of the logarithms of their lengths, and how many were answers.
    pub(super) lengths: f32,
    pub(super) replies: u32,
    /// With whom, how often.
    pub(super) with: FxHashMap<Id, u32>,
    /// Messages they wrote, and when the first and last came, in seconds.
    pub(super) heard: u32,
    pub(super) heard_first: i64,
    pub(super) heard_last: i64,
    /// When mail to them came back, in seconds.
    pub(super) bounced: Option<i64>,
    /// When they wrote that they have left, and where to.
    pub(super) left: Option<(i64, Option<Address>)>,
    /// How often a sender took them out as the wrong one.
    pub(super) wrong: u32,
}

impl Contact {
    /// Messages with half-life when `now` messages are learnt.
    pub(super) fn live(&self, now: u32) -> f32 {
        self.life.at(now)
    }

    /// Counts message number `index`.
    fn count(&mut self, index: u32, trace: &Trace, field: Field, is_alone: bool) {
        let at = trace.at;
        self.life.count(index);
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
        self.last = self.last.max(at);
        self.last_index = index;
        let place = match field {
            Field::To => 0,
            Field::Cc => 1,
            Field::Bcc => 2,
        };
        self.by_field[place] += 1;
        self.alone += u32::from(is_alone);
        self.lengths += f32::from(trace.length).ln_1p();
        self.replies += u32::from(trace.is_reply);
    }
}

/// One domain.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) domain: Domain,
    pub(super) is_inside: bool,
    pub(super) is_freemail: bool,
    /// [`Key::word`] of the word that names its owner; 0 = none does, or it is inside.
    pub(super) label: u32,
    /// Messages to its people, each counted.
    pub(super) count: u32,
    life: Life,
    /// Its people.
    pub(super) contacts: Vec<Id>,
}

impl Place {
    /// Messages with half-life when `now` messages are learnt.
    pub(super) fn live(&self, now: u32) -> f32 {
        self.life.at(now)
    }

    /// Counts a recipient of message number `index`.
    fn count(&mut self, index: u32) {
        self.life.count(index);
        self.count += 1;
    }
}

/// Everybody known.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) contacts: Vec<Contact>,
    /// The contacts' lives once more, side by side: all are looked through for every message.
    pub(super) lives: Vec<Life>,
    pub(super) places: Vec<Place>,
    pub(super) letters: Letters,
    /// Those who wrote that they have left.
    pub(super) left: Vec<Id>,
    by_key: HashMap<String, Id>,
    by_domain: HashMap<String, Id>,
    by_full: FxHashMap<u32, Vec<Id>>,
    by_family: FxHashMap<u32, Vec<Id>>,
    by_number: FxHashMap<u32, Vec<Id>>,
    by_label: FxHashMap<u32, Vec<Id>>,
    by_start: HashMap<String, Vec<Id>>,
    by_local: HashMap<String, Vec<Id>>,
}

/// Letters that mail programs complete from.
const START: usize = 2;

/// The first letters of a name; none of a shorter one.
fn start(name: &str) -> Option<&str> {
    let (last, c) = name.char_indices().nth(START - 1)?;
    name.get(..last + c.len_utf8())
}

/// Words of host names that name nobody.
const LABELS_OF_HOSTS: &[&str] = &["mail", "corp", "notes", "smtp", "email"];

/// The word of a domain that names its owner (`kita` of `mail.kita.example`); empty for providers of mailboxes.
pub(super) fn label(domain: &str) -> &str {
    if is_freemail(domain) {
        return "";
    }
    let labels = domain.rsplit('.').skip(1).filter(|label| label.len() > 3 && !LABELS_OF_HOSTS.contains(label));
    labels.max_by_key(|label| label.len()).unwrap_or_default()
}

impl Book {
    /// The contact of this address.
    pub(super) fn find(&self, address: &Address) -> Option<Id> {
        self.by_key.get(address.key()).copied()
    }

    pub(super) fn contact(&self, id: Id) -> Option<&Contact> {
        self.contacts.get(id as usize)
    }

    pub(super) fn contact_mut(&mut self, id: Id) -> Option<&mut Contact> {
        self.contacts.get_mut(id as usize)
    }

    /// Counts message number `index` to a contact, and where it went to. Says whether it was the first to them.
    pub(super) fn count(&mut self, id: Id, index: u32, trace: &Trace, field: Field, is_alone: bool) -> bool {
        let Some(contact) = self.contacts.get_mut(id as usize) else { return false };
        contact.count(index, trace, field, is_alone);
        if let Some(life) = self.lives.get_mut(id as usize) {
            *life = contact.life;
        }
        if let Some(place) = self.places.get_mut(contact.domain as usize) {
            place.count(index);
            self.letters.sent(&place.domain);
        }
        contact.count == 1
    }

    /// The place of a domain.
    pub(super) fn place(&self, domain: &Domain) -> Option<&Place> {
        self.place_id(domain).and_then(|id| self.places.get(id as usize))
    }

    /// The number of a domain.
    pub(super) fn place_id(&self, domain: &Domain) -> Option<Id> {
        self.by_domain.get(domain.as_str()).copied()
    }

    /// The contact of this address, entered where there is none. `None` for an address without a domain.
    pub(super) fn enter(&mut self, address: &Address, name: &str, is_inside: bool, key: &Key) -> Option<Id> {
        if let Some(id) = self.find(address) {
            let contact = self.contact_mut(id)?;
            if contact.name.is_empty() && !name.is_empty() {
                name.clone_into(&mut contact.name);
            }
            return Some(id);
        }
        let domain = address.domain()?;
        let id = Id::try_from(self.contacts.len()).ok()?;
        let place = self.enter_place(domain, is_inside, key)?;
        self.places.get_mut(place as usize)?.contacts.push(id);
        let called = Called::of(address, name);
        let numbers = Numbers::of(address, &called, key);
        self.letters.enter(&called);
        if numbers.full != 0 {
            self.by_full.entry(numbers.full).or_default().push(id);
        }
        if numbers.family != 0 {
            self.by_family.entry(numbers.family).or_default().push(id);
        }
        for number in [numbers.name, numbers.address].into_iter().filter(|number| *number != 0) {
            self.by_number.entry(number).or_default().push(id);
        }
        let mut starts: Vec<&str> = called.keys().into_iter().filter_map(start).collect();
        starts.sort_unstable();
        starts.dedup();
        starts.into_iter().for_each(|start| self.by_start.entry(start.to_owned()).or_default().push(id));
        self.by_local.entry(called.local.clone()).or_default().push(id);
        self.by_key.insert(address.key().to_owned(), id);
        self.lives.push(Life::default());
        self.contacts.push(Contact {
            address: address.clone(),
            name: name.to_owned(),
            mask: mask(&called.local),
            called,
            numbers,
            domain: place,
            count: 0,
            first: 0,
            last: 0,
            last_index: 0,
            life: Life::default(),
            by_field: [0; 3],
            alone: 0,
            lengths: 0.0,
            replies: 0,
            with: FxHashMap::default(),
            heard: 0,
            heard_first: 0,
            heard_last: 0,
            bounced: None,
            left: None,
            wrong: 0,
        });
        Some(id)
    }

    fn enter_place(&mut self, domain: &Domain, is_inside: bool, key: &Key) -> Option<Id> {
        if let Some(&id) = self.by_domain.get(domain.as_str()) {
            return Some(id);
        }
        let id = Id::try_from(self.places.len()).ok()?;
        self.by_domain.insert(domain.as_str().to_owned(), id);
        let is_freemail = is_freemail(domain.as_str());
        self.letters.enter_domain(domain);
        let label = if is_inside { "" } else { label(domain.as_str()) };
        let label = if label.is_empty() { 0 } else { key.word(label) };
        if label != 0 {
            self.by_label.entry(label).or_default().push(id);
        }
        self.places.push(Place {
            domain: domain.clone(),
            is_inside,
            is_freemail,
            label,
            count: 0,
            life: Life::default(),
            contacts: Vec::new(),
        });
        Some(id)
    }

    /// Contacts whose given name is (short for) this one.
    pub(super) fn of_full(&self, full: u32) -> &[Id] {
        self.by_full.get(&full).map_or(&[], Vec::as_slice)
    }

    /// Contacts of this family name.
    pub(super) fn of_family(&self, family: u32) -> &[Id] {
        self.by_family.get(&family).map_or(&[], Vec::as_slice)
    }

    /// Contacts with this local part, at any domain.
    pub(super) fn of_local(&self, local: &str) -> &[Id] {
        self.by_local.get(local).map_or(&[], Vec::as_slice)
    }

    /// Contacts of this name or address, by its number.
    pub(super) fn of_number(&self, number: u32) -> &[Id] {
        self.by_number.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Outside domains whose owner this word names, by its number.
    pub(super) fn of_label(&self, label: u32) -> &[Id] {
        self.by_label.get(&label).map_or(&[], Vec::as_slice)
    }

    /// Contacts one of whose names, or whose local part, starts with the same letters.
    pub(super) fn of_start(&self, name: &str) -> &[Id] {
        start(name).and_then(|start| self.by_start.get(start)).map_or(&[], Vec::as_slice)
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        let contact = |c: &Contact| {
            let texts = 3 * c.address.as_str().len() + c.name.len() + 2 * c.called.local.len();
            std::mem::size_of::<Contact>() + texts + c.with.capacity() * 9 + 160
        };
        self.contacts.iter().map(contact).sum::<usize>()
            + self.lives.capacity() * 8
            + self.places.len() * 200
            + self.letters.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_life_ends_in_time() {
        let mut life = Life::default();
        (0..10_000).for_each(|index| life.count(index));
        assert!(life.at(9_999) > 80.0);
        assert_eq!(life.at_if_lively(9_999), life.at(9_999));
        assert_eq!(life.at_if_lively(9_999 + 900), life.at(9_999 + 900));
        assert!(life.at(9_999 + LONGEST_LIFE) <= FAINT);
        assert_eq!(life.at_if_lively(10_000 + LONGEST_LIFE), 0.0);
    }
}
