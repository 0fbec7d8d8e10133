//! Who may have been meant instead of a recipient: those a mail program could have offered in their place, and those the
//! message is missing.

use super::book::{Book, Contact, Id};
use super::person::{Called, full_form};
use super::scene::{Person, Scene};
use super::spelling::Spelling;

/// Rivals of one recipient by name; with many recipients, fewer.
const MOST_ALIKE: usize = 12;
const MOST_MISSING: usize = 10;
const FEW: usize = 4;
/// So many recipients are many.
const MANY: usize = 12;

/// How easily one is taken for the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kinship {
    /// The same first letters of a name or the local part, and of a letter typed, the other is offered.
    pub(super) prefix: u8,
    pub(super) same_given: bool,
    pub(super) same_family: bool,
}

impl Kinship {
    pub(super) fn of(a: &Called, b: &Called) -> Kinship {
        let alike = |x: &str, y: &str| if x.is_empty() || y.is_empty() { 0 } else { common(x, y) };
        let pairs = [(&a.given, &b.given), (&a.family, &b.family), (&a.local, &b.local), (&a.given, &b.local)];
        let prefix = pairs.iter().map(|(x, y)| alike(x, y)).max().unwrap_or(0);
        let is_same = |x: &str, y: &str| !x.is_empty() && x == y;
        Kinship {
            prefix: u8::try_from(prefix.min(12)).unwrap_or(12),
            same_given: is_same(full_form(&a.given), full_form(&b.given)) || is_same(&a.given, &b.family),
            same_family: is_same(&a.family, &b.family) || is_same(&a.family, &b.given),
        }
    }

    /// The odds of taking one for the other, against two that share nothing.
    pub(super) fn weight(self) -> f32 {
        let prefix = f32::from(self.prefix.min(4));
        1.0 + prefix * prefix + 8.0 * f32::from(u8::from(self.same_given)) + 8.0 * f32::from(u8::from(self.same_family))
    }
}

/// How many first letters two names share.
fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// Somebody who may have been meant.
pub(super) struct Rival<'p> {
    pub(super) person: Person<'p>,
    pub(super) kinship: Kinship,
    /// Whether they are here for their name, not for being missing.
    pub(super) is_alike: bool,
}

impl<'p> Scene<'p> {
    /// Contacts missing from the message: of its thread, its groups, its quote, its greeting, and of the nearest messages.
    pub(super) fn missing(&self) -> Vec<Id> {
        let book = &self.past.book;
        let mut out: Vec<Id> = Vec::new();
        let now = self.past.learnt();
        let mut take = |ids: &mut dyn Iterator<Item = Id>, most: usize| {
            let absent = |id: &Id| self.ids.binary_search(id).is_err();
            for id in ids.filter(|id| book.contact(*id).is_some_and(|c| c.count > 0)).filter(absent).take(most) {
                if !out.contains(&id) {
                    out.push(id);
                }
            }
        };
        let lively = |ids: &[Id]| {
            let mut ids: Vec<(f32, Id)> =
                ids.iter().filter_map(|&id| Some((book.contact(id)?.live(now), id))).collect();
            ids.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            ids.into_iter().map(|(_, id)| id)
        };
        for &number in &self.trace.authors {
            take(&mut book.of_number(number).iter().copied(), 2);
        }
        for &name in &self.greeted {
            take(&mut lively(book.of_full(name)), 2);
        }
        if let Some(thread) = self.thread {
            take(&mut lively(&thread.people().collect::<Vec<_>>()), 3);
        }
        let groups = self.near.scores(&self.ids, None);
        let mut groups: Vec<(f32, Id)> = groups.into_iter().map(|(id, score)| (score, id)).collect();
        groups.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        take(&mut groups.into_iter().map(|(_, id)| id), 3);
        let mut nearest: Vec<(u32, Id)> = self.likeness.rank.iter().map(|(id, rank)| (*rank, *id)).collect();
        nearest.sort_unstable();
        take(&mut nearest.into_iter().map(|(_, id)| id), 3);
        out.truncate(MOST_MISSING);
        out
    }

    /// Who may have been meant instead of recipient number `at`, the likeliest to be taken for them first.
    pub(super) fn rivals(&self, at: usize, spelling: Option<&Spelling>, missing: &[Id]) -> Vec<Rival<'p>> {
        let Some(person) = self.people.get(at) else { return Vec::new() };
        let book = &self.past.book;
        let now = self.past.learnt();
        let (most_alike, most_missing) = if self.people.len() > MANY { (FEW, FEW) } else { (MOST_ALIKE, MOST_MISSING) };
        let mut alike: Vec<(f32, Id)> = alike(person, spelling, book)
            .into_iter()
            .filter(|id| Some(*id) != person.id && self.ids.binary_search(id).is_err())
            .filter_map(|id| Some((id, book.contact(id).filter(|contact| contact.count > 0)?)))
            .filter(|(_, contact)| !contact.called.is_same_person(&person.called))
            .map(|(id, contact)| (rank(person, contact, now), id))
            .collect();
        alike.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        alike.truncate(most_alike);
        let missing = missing.iter().take(most_missing).filter(|id| !alike.iter().any(|(_, other)| other == *id));
        let ids = alike.iter().map(|(_, id)| (*id, true)).chain(missing.map(|id| (*id, false)));
        ids.filter_map(|(id, is_alike)| {
            let rival = Person::known(id, book, person.field)?;
            let kinship = Kinship::of(&person.called, &rival.called);
            let is_same = rival.called.is_same_person(&person.called);
            (!is_same).then_some(Rival { person: rival, kinship, is_alike })
        })
        .collect()
    }
}

/// Which of those alike are worth a closer look: lively ones, and very like ones.
fn rank(person: &Person<'_>, contact: &Contact, now: u32) -> f32 {
    (contact.live(now) + 0.05) * Kinship::of(&person.called, &contact.called).weight()
}

fn alike(person: &Person<'_>, spelling: Option<&Spelling>, book: &Book) -> Vec<Id> {
    let mut out: Vec<Id> = Vec::new();
    let numbers = person.numbers;
    for name in [numbers.full, numbers.family].into_iter().filter(|name| *name != 0) {
        out.extend_from_slice(book.of_full(name));
        out.extend_from_slice(book.of_family(name));
    }
    for key in person.called.keys() {
        out.extend_from_slice(book.of_start(key));
    }
    out.extend_from_slice(book.of_local(&person.called.local));
    out.extend(spelling.and_then(|spelling| spelling.near_id));
    out.sort_unstable();
    out.dedup();
    out
}
