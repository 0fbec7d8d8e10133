//! Who may have been meant instead of a recipient: those a mail program could have offered in their place, and those the
//! message is missing.

use super::book::{FAINT, Id, Numbers};
use super::crowd;
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

/// How somebody is called. Names that differ mostly have other numbers, so that texts are seldom compared.
#[derive(Clone, Copy)]
pub(super) struct Names<'n> {
    called: &'n Called,
    numbers: Numbers,
}

impl Names<'_> {
    fn is_same_given(self, other: Names<'_>) -> bool {
        let (mine, others) = (self.called.given.as_str(), other.called.given.as_str());
        let may_be = !mine.is_empty() && self.numbers.full == other.numbers.full;
        may_be && (mine == others || full_form(mine) == full_form(others))
    }

    /// As [`Called::is_same_person`] says.
    fn is_same_person(self, other: Names<'_>) -> bool {
        let is_full = self.called.is_full();
        is_full && self.called.family == other.called.family && self.is_same_given(other)
    }
}

impl Kinship {
    /// The most that [`Kinship::weight`] can be.
    const MOST: f32 = 33.0;

    pub(super) fn of(one: Names<'_>, other: Names<'_>) -> Kinship {
        let (a, b) = (one.called, other.called);
        let pairs = [(&a.given, &b.given), (&a.family, &b.family), (&a.local, &b.local), (&a.given, &b.local)];
        let prefix = pairs.iter().map(|(x, y)| common(x, y)).max().unwrap_or(0);
        let is_same = |x: &str, y: &str| !x.is_empty() && x == y;
        Kinship {
            prefix: u8::try_from(prefix.min(12)).unwrap_or(12),
            same_given: one.is_same_given(other) || is_same(&a.given, &b.family),
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
    let octets = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.get(..a.floor_char_boundary(octets)).map_or(0, |common| common.chars().count())
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
        take(&mut self.near.absent().into_iter(), 3);
        let mut nearest: Vec<(u32, Id)> = self.likeness.nearest().map(|(id, share)| (share.rank, id)).collect();
        nearest.sort_unstable();
        take(&mut nearest.into_iter().map(|(_, id)| id), 3);
        out.truncate(MOST_MISSING);
        out
    }

    /// Who may have been meant instead of recipient number `at`, the likeliest to be taken for them first.
    pub(super) fn rivals(&self, at: usize, spelling: Option<&Spelling>, missing: &[Id]) -> Vec<Rival<'p>> {
        let Some(person) = self.people.get(at) else { return Vec::new() };
        let book = &self.past.book;
        let (most_alike, most_missing) = if self.people.len() > MANY { (FEW, FEW) } else { (MOST_ALIKE, MOST_MISSING) };
        let alike = self.alike(person, spelling, most_alike);
        let missing = missing.iter().take(most_missing).filter(|id| !alike.contains(id));
        let ids = alike.iter().map(|id| (*id, true)).chain(missing.map(|id| (*id, false)));
        ids.filter_map(|(id, is_alike)| {
            let rival = Person::known(id, book, person.field)?;
            let kinship = Kinship::of(person.names(), rival.names());
            let is_same = !is_slip_of(spelling, id) && rival.names().is_same_person(person.names());
            (!is_same).then_some(Rival { person: rival, kinship, is_alike })
        })
        .collect()
    }

    /// Contacts who are called alike, or whose address looks alike, the best first: lively ones, and very like ones.
    fn alike(&self, person: &Person<'_>, spelling: Option<&Spelling>, most: usize) -> Vec<Id> {
        let book = &self.past.book;
        let now = self.past.learnt();
        let mut best = Best { most, ranked: Vec::with_capacity(most + 1) };
        let mut seen = vec![false; self.lives.len()];
        let mut left = crowd::compared(self.people.len());
        let mut offer = |id: Id| {
            if left == 0 {
                return;
            }
            left -= 1;
            let live = self.lives.get(id as usize).copied().unwrap_or_default();
            // Most are too faint to be among the best whatever they are called.
            if !best.takes(rank(live.max(FAINT), Kinship::MOST)) {
                return;
            }
            if seen.get_mut(id as usize).is_none_or(|seen| std::mem::replace(seen, true)) {
                return;
            }
            let Some(contact) = book.contact(id).filter(|contact| contact.count > 0) else { return };
            let names = Names { called: &contact.called, numbers: contact.numbers };
            let is_same = !is_slip_of(spelling, id) && names.is_same_person(person.names());
            if is_same || Some(id) == person.id || self.ids.binary_search(&id).is_ok() {
                return;
            }
            let live = if live > 0.0 { live } else { contact.live(now) };
            best.offer(rank(live, Kinship::of(person.names(), names).weight()), id);
        };
        spelling.and_then(|spelling| spelling.near_id).into_iter().for_each(&mut offer);
        let numbers = person.numbers;
        for name in [numbers.full, numbers.family].into_iter().filter(|name| *name != 0) {
            book.of_full(name).iter().chain(book.of_family(name)).for_each(|id| offer(*id));
        }
        book.of_local(&person.called.local).iter().for_each(|id| offer(*id));
        for key in person.called.keys() {
            book.of_start(key).iter().rev().for_each(|id| offer(*id));
        }
        best.ranked.into_iter().map(|(_, id)| id).collect()
    }
}

/// Whether an address is a slip of a contact's: then it matters not that both are the same person's.
fn is_slip_of(spelling: Option<&Spelling>, id: Id) -> bool {
    spelling.is_some_and(|spelling| spelling.is_slip && spelling.near_id == Some(id))
}

/// Which of those alike are worth a closer look.
fn rank(live: f32, kinship: f32) -> f32 {
    (live + 0.05) * kinship
}

/// Those of the highest ranks so far, the highest first; of one rank, the lower number.
struct Best {
    most: usize,
    ranked: Vec<(f32, Id)>,
}

impl Best {
    /// Whether somebody of this rank may be among them.
    fn takes(&self, rank: f32) -> bool {
        self.ranked.len() < self.most || self.ranked.last().is_some_and(|(last, _)| *last <= rank)
    }

    /// Takes somebody, if they are.
    fn offer(&mut self, rank: f32, id: Id) {
        let at = self.ranked.partition_point(|other| other.0 > rank || (other.0 == rank && other.1 < id));
        self.ranked.insert(at, (rank, id));
        self.ranked.truncate(self.most);
    }
}

impl<'p> Person<'p> {
    pub(super) fn names(&self) -> Names<'_> {
        Names { called: &self.called, numbers: self.numbers }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_are_those_a_sort_puts_first(ranks in prop::collection::vec(0..9u8, 0..60), most in 1..14usize) {
            let mut best = Best { most, ranked: Vec::new() };
            let mut sorted: Vec<(f32, Id)> = ranks.iter().map(|rank| f32::from(*rank)).zip(0..).collect();
            for &(rank, id) in sorted.iter().rev() {
                if best.takes(rank) {
                    best.offer(rank, id);
                }
            }
            sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            sorted.truncate(most);
            prop_assert_eq!(best.ranked, sorted);
        }

        #[test]
        fn first_letters_are_compared_as_letters(a in "[aäbé漢]{0,6}", b in "[aäbé漢]{0,6}") {
            let plain = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            prop_assert_eq!(common(&a, &b), plain);
        }
    }

    #[test]
    fn no_kinship_weighs_more_than_the_most() {
        assert_eq!(Kinship { prefix: 12, same_given: true, same_family: true }.weight(), Kinship::MOST);
    }
}
