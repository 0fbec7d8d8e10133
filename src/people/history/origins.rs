//! Which organisations outside had a file or a text before: what went to one client only, and now goes to another, is seen.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::book::{Book, Id};
use super::past::Past;
use super::trace::Trace;
use super::words;
use crate::base::Address;
use crate::message::Digest;

/// What so many organisations had is of common use, and says nothing.
const COMMON: usize = 3;

/// Files and runs of words that are kept: the latest, at least so many and at most twice as many.
const FILES: usize = 20_000;
const RUNS: usize = 100_000;

/// The number of an organisation: of a domain as it is registered, or of one address at a provider of mailboxes; 0 = none.
type Organisation = u32;

/// The organisation of people inside.
const INSIDE: Organisation = Organisation::MAX;

/// Who had one thing; the first few of them.
type Bearers = [Organisation; COMMON];

/// Things with who had them. When there are too many, those that were not sent for longest go.
#[derive(Clone, Debug)]
struct Things<K> {
    most: usize,
    late: FxHashMap<K, Bearers>,
    early: FxHashMap<K, Bearers>,
}

impl<K: Copy + Eq + Hash> Things<K> {
    fn new(most: usize) -> Things<K> {
        Things { most, late: FxHashMap::default(), early: FxHashMap::default() }
    }

    fn sent(&mut self, thing: K, to: &[Organisation]) {
        if self.late.len() >= self.most && !self.late.contains_key(&thing) {
            self.early = std::mem::take(&mut self.late);
        }
        let before = self.of(thing);
        let bearers = self.late.entry(thing).or_insert(before);
        for organisation in to {
            if !bearers.contains(organisation)
                && let Some(free) = bearers.iter_mut().find(|place| **place == 0)
            {
                *free = *organisation;
            }
        }
    }

    fn of(&self, thing: K) -> Bearers {
        self.late.get(&thing).or_else(|| self.early.get(&thing)).copied().unwrap_or_default()
    }

    fn bytes(&self) -> usize {
        let one = std::mem::size_of::<(K, Bearers)>() + 1;
        (self.late.capacity() + self.early.capacity()) * one
    }
}

/// Everything learnt of what went where.
#[derive(Clone, Debug)]
pub(super) struct Origins {
    files: Things<u64>,
    runs: Things<u32>,
    /// The organisation of each contact, by the contact's number; 0 = not asked for yet.
    of: Vec<Organisation>,
    numbers: FxHashMap<String, Organisation>,
    /// Somebody of each organisation.
    people: Vec<Id>,
}

impl Default for Origins {
    fn default() -> Origins {
        let (files, runs) = (Things::new(FILES), Things::new(RUNS));
        Origins { files, runs, of: Vec::new(), numbers: FxHashMap::default(), people: Vec::new() }
    }
}

impl Origins {
    /// Learns a message to these contacts.
    pub(super) fn learn(&mut self, trace: &Trace, ids: &[Id], book: &Book) {
        if trace.files.is_empty() && trace.shingles.is_empty() {
            return;
        }
        let mut to: Vec<Organisation> = Vec::with_capacity(COMMON);
        for &id in ids {
            let organisation = self.organisation(id, book);
            // One more than is kept makes a thing common.
            if organisation != 0 && organisation != INSIDE && !to.contains(&organisation) && to.len() < COMMON {
                to.push(organisation);
            }
        }
        if !to.is_empty() {
            trace.files.iter().for_each(|&file| self.files.sent(file, &to));
            trace.shingles.iter().for_each(|&run| self.runs.sent(run, &to));
        }
    }

    fn organisation(&mut self, id: Id, book: &Book) -> Organisation {
        let at = id as usize;
        if let Some(&known) = self.of.get(at).filter(|known| **known != 0) {
            return known;
        }
        let Some(contact) = book.contact(id) else { return 0 };
        let Some(place) = book.places.get(contact.domain as usize) else { return 0 };
        let organisation = if place.is_inside {
            INSIDE
        } else {
            let name = if place.is_freemail { contact.address.key() } else { place.domain.registrable() };
            match self.numbers.get(name) {
                Some(known) => *known,
                None => {
                    self.people.push(id);
                    let new = Organisation::try_from(self.people.len()).unwrap_or(0);
                    self.numbers.insert(name.to_owned(), new);
                    new
                }
            }
        };
        if self.of.len() <= at {
            self.of.resize(at + 1, 0);
        }
        if let Some(known) = self.of.get_mut(at) {
            *known = organisation;
        }
        organisation
    }

    /// Somebody of each of these; nobody where it is of common use.
    fn people<'b>(&self, bearers: Bearers, book: &'b Book) -> Vec<&'b Address> {
        if !bearers.contains(&0) {
            return Vec::new();
        }
        let person = |organisation: Organisation| {
            let at = (organisation as usize).checked_sub(1)?;
            Some(&book.contact(*self.people.get(at)?)?.address)
        };
        bearers.into_iter().filter_map(person).collect()
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        self.files.bytes() + self.runs.bytes() + self.of.capacity() * 4 + self.numbers.len() * 60
    }
}

/// What part of a text went where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartOfText<'p> {
    /// Somebody of each organisation outside that had it.
    pub people: Vec<&'p Address>,
    /// How many of the runs of words that are compared.
    pub runs: usize,
}

impl Past {
    /// Somebody of each organisation outside that this sender has sent the file to; nobody when none was, and when so many
    /// were that it is of common use.
    pub fn who_got_file(&self, digest: &Digest) -> Vec<&Address> {
        self.origins.people(self.origins.files.of(self.key().file(digest.as_bytes())), &self.book)
    }

    /// The parts of a text that went, in whatever message, to few organisations outside; and how many runs of words of it are
    /// compared. Takes time linear in its length, up to a bound.
    pub fn who_got_text(&self, text: &str) -> (Vec<PartOfText<'_>>, usize) {
        let runs = words::shingles("", text, self.key());
        let mut parts: Vec<(Bearers, usize)> = Vec::new();
        for run in &runs {
            let mut bearers = self.origins.runs.of(*run);
            bearers.sort_unstable();
            match parts.iter_mut().find(|(known, _)| *known == bearers) {
                Some((_, count)) => *count += 1,
                None => parts.push((bearers, 1)),
            }
        }
        let part = |(bearers, runs)| PartOfText { people: self.origins.people(bearers, &self.book), runs };
        let parts = parts.into_iter().map(part).filter(|part| !part.people.is_empty()).collect();
        (parts, runs.len())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Addressee, Field, Key, Outgoing};
    use super::*;

    const TEXT: &str =
        "The offer is three hundred thousand for the first part and two for the second one, to be paid in May";

    fn sent(past: &mut Past, to: &[&str], text: &str, file: &str) {
        let of = |to: &&str| Addressee { address: to.parse().unwrap(), name: String::new(), field: Field::To };
        let recipients: Vec<Addressee> = to.iter().map(of).collect();
        let message = Outgoing {
            at: Timestamp::UNIX_EPOCH,
            recipients: &recipients,
            subject: "",
            own: text,
            quoted: "",
            answers: false,
            files: &[Digest::of(file.as_bytes())],
        };
        let trace = Trace::of(&message, past.key());
        past.learn(&trace, None);
    }

    fn past() -> Past {
        let own = "anna@firm.example".parse().unwrap();
        Past::new(Key::new([5; 16]), &[own], &["firm.example".parse().unwrap()])
    }

    fn got<'p>(past: &'p Past, file: &str) -> Vec<&'p str> {
        past.who_got_file(&Digest::of(file.as_bytes())).into_iter().map(Address::as_str).collect()
    }

    #[test]
    fn who_had_a_file_is_known_by_organisation() {
        let mut past = past();
        sent(&mut past, &["ken@kita.example", "mia@mail.kita.example", "tom@firm.example"], TEXT, "plan");
        assert_eq!(got(&past, "plan"), ["ken@kita.example"], "one of each, and nobody inside");
        assert!(got(&past, "another").is_empty());
        sent(&mut past, &["lea@gmail.com"], TEXT, "plan");
        assert_eq!(got(&past, "plan"), ["ken@kita.example", "lea@gmail.com"]);
        sent(&mut past, &["eva@minami.example"], TEXT, "plan");
        assert!(got(&past, "plan").is_empty(), "of common use");
    }

    #[test]
    fn two_mailboxes_at_a_provider_are_two_parties() {
        let mut past = past();
        sent(&mut past, &["lea@gmail.com", "leo@gmail.com"], TEXT, "plan");
        assert_eq!(got(&past, "plan").len(), 2);
    }

    #[test]
    fn who_had_a_text_is_known_whatever_stands_around_it() {
        let mut past = past();
        sent(&mut past, &["ken@kita.example"], TEXT, "a");
        sent(&mut past, &["tom@firm.example"], &TEXT.replace("offer", "cost"), "b");
        let (parts, runs) = past.who_got_text(&format!("On Monday Ken wrote:\n{}\n", TEXT.to_uppercase()));
        let [part] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!(part.people[0].as_str(), "ken@kita.example");
        assert!(part.runs * 2 > runs && runs <= 16, "{part:?} of {runs}");
        assert!(past.who_got_text("Nobody has ever had any of these words from anybody in this order").0.is_empty());
    }

    #[test]
    fn memory_is_bounded_and_what_was_sent_last_is_kept() {
        let mut things = Things::new(100);
        for n in 0..1_000u64 {
            things.sent(n, &[1]);
            assert!(things.late.len() + things.early.len() <= 200);
        }
        assert_eq!((things.of(999), things.of(901), things.of(10)), ([1, 0, 0], [1, 0, 0], [0; 3]));
        things.sent(901, &[2]);
        assert_eq!(things.of(901), [1, 2, 0], "what is early is taken along");
    }
}
