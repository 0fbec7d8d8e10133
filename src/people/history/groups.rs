//! Who gets mail together (implicit groups: Roth et al. 2010, "Suggesting friends using the implicit social graph").

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::book::{HALF_LIFE, Id};

/// Groups of one contact that are looked at, the latest first.
const MOST_GROUPS: usize = 80;
/// Members of all the groups near one message that are looked at, those of the latest groups. Only mailings have so many.
const MOST_MEMBERS: usize = 200_000;
/// Groups live longer than contacts.
const GROUP_HALF_LIFE: f32 = 4.0 * HALF_LIFE;

#[derive(Clone, Debug)]
struct Group {
    members: Box<[Id]>,
    weight: f32,
    at: u32,
}

/// Every set of recipients that got a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    groups: Vec<Group>,
    by_members: FxHashMap<Box<[Id]>, u32>,
    of: FxHashMap<Id, Vec<u32>>,
}

/// Those groups that have somebody of a message in them.
#[derive(Debug, Default)]
pub(super) struct Near<'g> {
    /// The oldest first.
    groups: Vec<NearGroup<'g>>,
    /// Everybody in them: their place, in the order of `people`.
    places: FxHashMap<Id, u32>,
    people: Vec<Member>,
    /// The members' places, one group after the other.
    members: Vec<u32>,
}

#[derive(Debug)]
struct NearGroup<'g> {
    members: &'g [Id],
    weight: f32,
    /// How many of the message's recipients are among them.
    shared: usize,
}

#[derive(Debug)]
struct Member {
    id: Id,
    is_recipient: bool,
}

/// How strongly groups hold everybody to the recipients of a message.
#[derive(Debug)]
pub(super) struct Holds {
    /// By place.
    scores: Rc<[f32]>,
    top: f32,
    /// Where the scores are those of many seats: the same from the highest on, and whose seat it is with their own score.
    ranked: Option<Rc<[f32]>>,
    own: Option<(u32, f32)>,
}

impl Groups {
    /// Learns message number `index`; `ids` are sorted.
    pub(super) fn learn(&mut self, ids: &[Id], index: u32) {
        if ids.len() < 2 {
            return;
        }
        if let Some(group) = self.by_members.get(ids).and_then(|&at| self.groups.get_mut(at as usize)) {
            group.weight = aged(group, index) + 1.0;
            group.at = index;
            return;
        }
        let Ok(at) = u32::try_from(self.groups.len()) else { return };
        self.by_members.insert(ids.into(), at);
        self.groups.push(Group { members: ids.into(), weight: 1.0, at: index });
        for &id in ids {
            let of = self.of.entry(id).or_default();
            if of.len() >= 2 * MOST_GROUPS {
                of.drain(..MOST_GROUPS);
            }
            of.push(at);
        }
    }

    /// The groups near a message to `ids` (sorted) as number `now`.
    pub(super) fn near(&self, ids: &[Id], now: u32) -> Near<'_> {
        let mut seen: Vec<u32> = Vec::new();
        for id in ids {
            seen.extend(self.of.get(id).into_iter().flatten().rev().take(MOST_GROUPS));
        }
        seen.sort_unstable();
        seen.dedup();
        let mut near = Near::default();
        for group in self.latest(&seen) {
            let mut shared = 0;
            for &id in &group.members {
                let place = *near.places.entry(id).or_insert_with(|| {
                    near.people.push(Member { id, is_recipient: ids.binary_search(&id).is_ok() });
                    near.people.len() as u32 - 1
                });
                near.members.push(place);
                shared += usize::from(near.people.get(place as usize).is_some_and(|member| member.is_recipient));
            }
            near.groups.push(NearGroup { members: &group.members, weight: aged(group, now), shared });
        }
        near
    }

    /// Of these groups, the oldest first, the latest that have [`MOST_MEMBERS`] together.
    fn latest<'g>(&'g self, seen: &[u32]) -> impl Iterator<Item = &'g Group> {
        let mut members = 0;
        let few = |at: &&u32| {
            members += self.groups.get(**at as usize).map_or(0, |group| group.members.len());
            members <= MOST_MEMBERS
        };
        let latest = seen.len() - seen.iter().rev().take_while(few).count();
        let latest: Vec<u32> = seen.get(latest..).unwrap_or_default().to_vec();
        latest.into_iter().filter_map(|at| self.groups.get(at as usize))
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        let members = self.groups.iter().map(|group| 80 + group.members.len() * 12).sum::<usize>();
        members + self.of.values().map(|of| 40 + of.capacity() * 4).sum::<usize>()
    }
}

fn aged(group: &Group, now: u32) -> f32 {
    group.weight * (-(now.saturating_sub(group.at) as f32) / GROUP_HALF_LIFE).exp2()
}

impl Near<'_> {
    /// What the groups say about everybody when `without` is left out of the message: how much each belongs to the others.
    pub(super) fn holds(&self, without: Option<Id>) -> Holds {
        let without = without.and_then(|id| self.places.get(&id)).copied();
        let mut scores = vec![0.0f32; self.people.len()];
        let mut rest = self.members.as_slice();
        for group in &self.groups {
            let Some((places, later)) = rest.split_at_checked(group.members.len()) else { break };
            rest = later;
            let left = group.shared - usize::from(without.is_some_and(|place| places.contains(&place)));
            if left == 0 {
                continue;
            }
            let score = group.weight * left as f32;
            for &place in places {
                if let Some(sum) = scores.get_mut(place as usize) {
                    *sum += score;
                }
            }
        }
        // Recipients are not held to themselves.
        for ((score, member), place) in scores.iter_mut().zip(&self.people).zip(0..) {
            if member.is_recipient && Some(place) != without {
                *score = 0.0;
            }
        }
        let top = scores.iter().copied().fold(0.0, f32::max);
        Holds { scores: scores.into(), top, ranked: None, own: None }
    }

    /// The same for many seats at once, each with one of the recipients left out, in time that grows with their number alone:
    /// how much others belong to all recipients stands for how much they belong to all but one.
    pub(super) fn holds_of_many(&self, without: impl Iterator<Item = Option<Id>>) -> Vec<Holds> {
        let all = self.holds(None);
        let mut ranked = all.scores.to_vec();
        ranked.sort_unstable_by(|a, b| b.total_cmp(a));
        let ranked: Rc<[f32]> = ranked.into();
        let mut own = vec![0.0f32; self.people.len()];
        let mut rest = self.members.as_slice();
        for group in &self.groups {
            let Some((places, later)) = rest.split_at_checked(group.members.len()) else { break };
            rest = later;
            let score = group.weight * group.shared.saturating_sub(1) as f32;
            for &place in places {
                if let Some(sum) = own.get_mut(place as usize) {
                    *sum += score;
                }
            }
        }
        let seat = |without: Option<Id>| {
            let place = without.and_then(|id| self.places.get(&id)).copied();
            let own = place.and_then(|place| Some((place, *own.get(place as usize)?)));
            let top = own.map_or(all.top, |(_, own)| all.top.max(own));
            Holds { scores: Rc::clone(&all.scores), top, ranked: Some(Rc::clone(&ranked)), own }
        };
        without.map(seat).collect()
    }

    /// How strongly somebody is held: as a share of the strongest, and how many are held stronger; 0 and nothing where nobody
    /// is.
    pub(super) fn held(&self, holds: &Holds, id: Option<Id>) -> (f32, Option<usize>) {
        if holds.top == 0.0 {
            return (0.0, None);
        }
        let place = id.and_then(|id| self.places.get(&id)).copied();
        let own = |place: u32| holds.own.filter(|(own, _)| *own == place).map(|(_, score)| score);
        let mine = place.and_then(|place| own(place).or_else(|| holds.scores.get(place as usize).copied()));
        let mine = mine.unwrap_or_default();
        let stronger = match &holds.ranked {
            Some(ranked) => ranked.partition_point(|other| *other > mine),
            None => holds.scores.iter().filter(|other| **other > mine).count(),
        };
        let is_own_stronger = holds.own.is_some_and(|(own, score)| Some(own) != place && score > mine);
        (mine / holds.top, Some(stronger + usize::from(is_own_stronger)))
    }

    /// Those who are held to the message though they do not get it, the strongest first.
    pub(super) fn absent(&self) -> Vec<Id> {
        let scores = self.holds(None).scores;
        let absent = scores.iter().zip(&self.people).filter(|(_, member)| !member.is_recipient);
        let mut absent: Vec<(f32, Id)> = absent.map(|(score, member)| (*score, member.id)).collect();
        absent.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        absent.into_iter().map(|(_, id)| id).collect()
    }

    /// The latest groups that have more members than the message has recipients of theirs.
    pub(super) fn latest(&self, most: usize, ids: &[Id]) -> Vec<Vec<Id>> {
        let others = |members: &[Id]| -> Vec<Id> {
            members.iter().copied().filter(|member| ids.binary_search(member).is_err()).collect()
        };
        let latest = self.groups.iter().rev().map(|group| others(group.members));
        latest.filter(|others| !others.is_empty()).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, group by group in a map.
    fn plain(groups: &Groups, ids: &[Id], now: u32, without: Option<Id>) -> FxHashMap<Id, f32> {
        let mut scores = FxHashMap::default();
        for group in &groups.groups {
            let shared = group.members.iter().filter(|id| ids.contains(id) && Some(**id) != without).count();
            let is_held = |id: &&Id| shared > 0 && (Some(**id) == without || !ids.contains(id));
            for id in group.members.iter().filter(is_held) {
                *scores.entry(*id).or_default() += aged(group, now) * shared as f32;
            }
        }
        scores
    }

    proptest! {
        #[test]
        fn who_is_held_how_strongly_is_as_counted_plainly(
            sent in prop::collection::vec(prop::collection::btree_set(0..12 as Id, 1..5), 0..40),
            to in prop::collection::btree_set(0..14 as Id, 0..5),
        ) {
            let mut groups = Groups::default();
            for (ids, index) in sent.iter().zip(0..) {
                groups.learn(&ids.iter().copied().collect::<Vec<_>>(), index);
            }
            let ids: Vec<Id> = to.into_iter().collect();
            let near = groups.near(&ids, 40);
            for without in ids.iter().copied().map(Some).chain([None]) {
                let plain = plain(&groups, &ids, 40, without);
                let top = plain.values().copied().fold(0.0, f32::max);
                let holds = near.holds(without);
                for id in 0..14 {
                    let mine = plain.get(&id).copied().unwrap_or_default();
                    let more = plain.values().filter(|other| **other > mine).count();
                    let expected = if top > 0.0 { (mine / top, Some(more)) } else { (0.0, None) };
                    prop_assert_eq!(near.held(&holds, Some(id)), expected);
                }
            }
            let seats = near.holds_of_many(ids.iter().copied().map(Some));
            for (own, holds) in ids.iter().zip(&seats) {
                let theirs = plain(&groups, &ids, 40, Some(*own));
                let mut scores = plain(&groups, &ids, 40, None);
                scores.extend(theirs.get(own).map(|score| (*own, *score)));
                let top = scores.values().copied().fold(0.0, f32::max);
                for id in 0..14 {
                    let mine = scores.get(&id).copied().unwrap_or_default();
                    let more = scores.values().filter(|other| **other > mine).count();
                    let expected = if top > 0.0 { (mine / top, Some(more)) } else { (0.0, None) };
                    prop_assert_eq!(near.held(holds, Some(id)), expected);
                }
            }
            let mut absent: Vec<(f32, Id)> = plain(&groups, &ids, 40, None).into_iter().map(|(id, s)| (s, id)).collect();
            absent.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            prop_assert_eq!(near.absent(), absent.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        }
    }
}
