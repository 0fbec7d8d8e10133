//! A message looked at against the past: everything about it that is the same whichever recipient is judged.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::book::{Book, Contact, Id, Numbers, Place};
use super::crowd;
use super::fit::ln1p;
use super::groups::{Holds, Near};
use super::likeness::Likeness;
use super::past::Past;
use super::person::Called;
use super::thread::Thread;
use super::trace::Trace;
use super::{Addressee, Field};
use crate::base::Address;
use crate::people::freemail::is_freemail;

/// Recipients whom a candidate is held against; of more, the first.
pub(super) const MOST_OTHERS: usize = 20;

/// Somebody who gets the message, or might have been meant to.
#[derive(Clone, Debug)]
pub(super) struct Person<'p> {
    pub(super) address: &'p Address,
    pub(super) name: &'p str,
    pub(super) field: Field,
    pub(super) called: Cow<'p, Called>,
    pub(super) numbers: Numbers,
    pub(super) id: Option<Id>,
    /// The contact, where anything was ever sent there.
    pub(super) contact: Option<&'p Contact>,
    /// The contact, even where they only wrote.
    pub(super) heard: Option<&'p Contact>,
    pub(super) place_id: Option<Id>,
    pub(super) place: Option<&'p Place>,
    pub(super) is_inside: bool,
    pub(super) is_freemail: bool,
}

impl<'p> Person<'p> {
    /// A recipient.
    fn of(one: &'p Addressee, past: &'p Past) -> Person<'p> {
        let id = past.book.find(&one.address);
        if let Some(person) = id.and_then(|id| Person::known(id, &past.book, one.field)) {
            return person;
        }
        let called = Called::of(&one.address, &one.name);
        let domain = one.address.domain();
        Person {
            address: &one.address,
            name: &one.name,
            field: one.field,
            numbers: Numbers::of(&one.address, &called, past.key()),
            called: Cow::Owned(called),
            id: None,
            contact: None,
            heard: None,
            place_id: domain.and_then(|domain| past.book.place_id(domain)),
            place: domain.and_then(|domain| past.book.place(domain)),
            is_inside: past.is_inside(&one.address),
            is_freemail: domain.is_some_and(|domain| is_freemail(domain.as_str())),
        }
    }

    /// A contact.
    pub(super) fn known(id: Id, book: &'p Book, field: Field) -> Option<Person<'p>> {
        let contact = book.contact(id)?;
        let place = book.places.get(contact.domain as usize)?;
        Some(Person {
            address: &contact.address,
            name: &contact.name,
            field,
            called: Cow::Borrowed(&contact.called),
            numbers: contact.numbers,
            id: Some(id),
            contact: Some(contact).filter(|contact| contact.count > 0),
            heard: Some(contact),
            place_id: Some(contact.domain),
            place: Some(place),
            is_inside: place.is_inside,
            is_freemail: place.is_freemail,
        })
    }

    /// How many messages went there.
    pub(super) fn count(&self) -> f32 {
        self.contact.map_or(0.0, |contact| contact.count as f32)
    }

    /// The same with half-life.
    pub(super) fn live(&self, now: u32) -> f32 {
        self.contact.map_or(0.0, |contact| contact.live(now))
    }

    /// Whether both are at the same domain.
    pub(super) fn is_beside(&self, other: &Person<'_>) -> bool {
        self.address.domain() == other.address.domain()
    }
}

/// The place of one recipient, as the others see it.
pub(super) struct Seat {
    /// Which recipient; beyond the last: nobody's, beside all of them.
    pub(super) at: usize,
    /// How strongly groups hold everybody to the others.
    pub(super) holds: Holds,
}

/// The message.
pub(super) struct Scene<'p> {
    pub(super) past: &'p Past,
    pub(super) trace: &'p Trace,
    /// The recipients who are not the sender, each once; of more than [`crowd::MOST`], those who got the least before.
    pub(super) people: Vec<Person<'p>>,
    /// Their numbers, sorted; without those unknown.
    pub(super) ids: Vec<Id>,
    pub(super) likeness: Likeness<'p>,
    /// Share of the nearest messages that went to each domain.
    pub(super) place_nearest: FxHashMap<Id, f32>,
    pub(super) near: Near<'p>,
    pub(super) thread: Option<&'p Thread>,
    /// Names the message speaks to, as far as they are names; and whether any recipient goes by one.
    pub(super) greeted: Vec<u32>,
    pub(super) is_greeted: Vec<bool>,
    /// Who of the recipients is named in the quote.
    pub(super) is_named: Vec<bool>,
    /// Among the last fifty and the last five messages, how many went to each.
    pub(super) recent: FxHashMap<Id, (u32, u32)>,
    /// Everybody's messages with half-life, by contact; 0 where they are [`FAINT`](super::book::FAINT).
    pub(super) lives: Vec<f32>,
    /// Those that are not; of a message to many, from the greatest on.
    lively: Vec<f32>,
    /// How lively the contact is whom the greeting may mean, when it fits no recipient.
    pub(super) greeted_elsewhere: f32,
    /// How lively the organisation is that the text names though none of its people gets the message.
    pub(super) other_label: f32,
}

impl<'p> Scene<'p> {
    pub(super) fn new(past: &'p Past, trace: &'p Trace) -> Scene<'p> {
        let mut people: Vec<Person<'p>> = Vec::with_capacity(trace.recipients.len());
        for one in past.others(trace) {
            // Large lists are compared by their number alone.
            let is_repeated = people.iter().rev().take(64).any(|known| *known.address == one.address);
            if !is_repeated {
                people.push(Person::of(one, past));
            }
        }
        let mut ids: Vec<Id> = people.iter().filter(|p| p.contact.is_some()).filter_map(|p| p.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = crowd::least_known(people);
        let book = &past.book;
        let likeness = Likeness::of(trace, &past.texts);
        let mut place_nearest: FxHashMap<Id, f32> = FxHashMap::default();
        for (id, share) in likeness.nearest() {
            if let Some(contact) = book.contact(id) {
                let entry = place_nearest.entry(contact.domain).or_default();
                *entry = entry.max(share.share);
            }
        }
        let mut recent: FxHashMap<Id, (u32, u32)> = FxHashMap::default();
        for (age, ids) in past.texts.last().take(50).enumerate() {
            for &id in ids {
                let entry = recent.entry(id).or_default();
                entry.0 += 1;
                entry.1 += u32::from(age < 5);
            }
        }
        let now = past.learnt();
        let lives: Vec<f32> = book.lives.iter().map(|life| life.at_if_lively(now)).collect();
        let mut lively: Vec<f32> = lives.iter().copied().filter(|live| *live > 0.0).collect();
        if crowd::is_one(people.len()) {
            lively.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        let greeted = greeted(trace, &people, book);
        let mut scene = Scene {
            near: past.groups.near(&ids, now),
            thread: past.threads.find(trace.topic),
            past,
            trace,
            ids,
            likeness,
            place_nearest,
            greeted,
            is_greeted: Vec::new(),
            is_named: Vec::new(),
            recent,
            lives,
            lively,
            people,
            greeted_elsewhere: 0.0,
            other_label: 0.0,
        };
        scene.is_greeted = scene.people.iter().map(|person| scene.greets(person)).collect();
        scene.is_named = scene.people.iter().map(|person| scene.names(person)).collect();
        scene.greeted_elsewhere = scene.greeted_elsewhere();
        scene.other_label = scene.other_label();
        scene
    }

    /// Whether the message speaks to somebody by name.
    pub(super) fn greets(&self, person: &Person<'_>) -> bool {
        let Numbers { full, family, .. } = person.numbers;
        self.greeted.iter().any(|&name| name == full || name == family)
    }

    /// Whether the quote names somebody.
    pub(super) fn names(&self, person: &Person<'_>) -> bool {
        has(&self.trace.named, person.numbers)
    }

    /// Whether somebody wrote what is quoted.
    pub(super) fn has_author(&self, person: &Person<'_>) -> bool {
        has(&self.trace.authors, person.numbers)
    }

    /// Whether the sender's own text has a person's given or family name.
    pub(super) fn mentions(&self, person: &Person<'_>) -> bool {
        let Numbers { given, family, .. } = person.numbers;
        [given, family].into_iter().any(|number| number != 0 && self.word(number).is_some_and(|word| word.is_own))
    }

    /// The word of this number.
    pub(super) fn word(&self, number: u32) -> Option<&super::words::Word> {
        self.trace.word(number)
    }

    /// How many contacts are livelier.
    pub(super) fn livelier(&self, live: f32) -> f32 {
        let is_livelier = |other: &f32| *other > live + 1e-6;
        if crowd::is_one(self.people.len()) {
            return self.lively.partition_point(is_livelier) as f32;
        }
        self.lively.iter().map(|other| u32::from(is_livelier(other))).sum::<u32>() as f32
    }

    /// The seats of all recipients.
    pub(super) fn seats(&self) -> Vec<Seat> {
        let ids = self.people.iter().map(|person| person.id);
        let holds = if crowd::is_one(self.people.len()) {
            self.near.holds_of_many(ids)
        } else {
            ids.map(|without| self.near.holds(without)).collect()
        };
        holds.into_iter().enumerate().map(|(at, holds)| Seat { at, holds }).collect()
    }

    fn greeted_elsewhere(&self) -> f32 {
        if self.is_greeted.contains(&true) {
            return 0.0;
        }
        let now = self.past.learnt();
        let contacts = self.greeted.iter().flat_map(|name| self.past.book.of_full(*name));
        let lives = contacts.filter_map(|id| self.past.book.contact(*id)).map(|contact| contact.live(now) + 0.01);
        ln1p(lives.fold(0.0, f32::max))
    }

    fn other_label(&self) -> f32 {
        let book = &self.past.book;
        let now = self.past.learnt();
        let places = self.trace.words.iter().flat_map(|word| book.of_label(word.number));
        let absent = places.filter(|id| !self.people.iter().any(|person| person.place_id == Some(**id)));
        let lives = absent.filter_map(|id| book.places.get(*id as usize)).map(|place| place.live(now) + 0.01);
        ln1p(lives.fold(0.0, f32::max))
    }

    /// Compares the message with what these contacts got, and the recipients: before anybody's fit is asked for.
    pub(super) fn compare(&mut self, others: impl Iterator<Item = Id>) {
        let book = &self.past.book;
        let count = |id: Id| book.contact(id).map_or(0, |contact| contact.count);
        self.likeness.ask(self.trace, self.ids.iter().copied().chain(others), count);
    }

    /// The recipients but one, at most [`MOST_OTHERS`].
    pub(super) fn others(&self, but: usize) -> impl Iterator<Item = (usize, &Person<'p>)> + Clone {
        self.people.iter().enumerate().filter(move |(at, _)| *at != but).take(MOST_OTHERS)
    }
}

fn has(sorted: &[u32], numbers: Numbers) -> bool {
    [numbers.name, numbers.address].into_iter().any(|number| number != 0 && sorted.binary_search(&number).is_ok())
}

/// The words of the greeting that are names of recipients or contacts; none where it reads as no greeting.
fn greeted(trace: &Trace, people: &[Person<'_>], book: &Book) -> Vec<u32> {
    let is_name = |name: u32| {
        let of_recipient = people.iter().any(|person| person.numbers.full == name || person.numbers.family == name);
        of_recipient || !book.of_full(name).is_empty()
    };
    let names: Vec<u32> = trace.greeting.names.iter().copied().filter(|&name| is_name(name)).collect();
    if trace.greeting.is_sure || names.len() == trace.greeting.names.len() { names } else { Vec::new() }
}
