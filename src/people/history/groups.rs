//! Who gets mail together (implicit groups: Roth et al. 2010, "Suggesting friends using the implicit social graph").

use rustc_hash::FxHashMap;

use super::book::{HALF_LIFE, Id};

/// Groups of one contact that are looked at, the latest first.
const MOST_GROUPS: usize = 80;
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
    /// Members, weight, and how many of the message's recipients are among them; the oldest group first.
    groups: Vec<(&'g [Id], f32, usize)>,
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
        let near = seen.iter().filter_map(|&at| self.groups.get(at as usize)).map(|group| {
            let shared = group.members.iter().filter(|member| ids.binary_search(member).is_ok()).count();
            (group.members.as_ref(), aged(group, now), shared)
        });
        Near { groups: near.collect() }
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
    pub(super) fn scores(&self, ids: &[Id], without: Option<Id>) -> FxHashMap<Id, f32> {
        let mut scores = FxHashMap::default();
        for (members, weight, shared) in &self.groups {
            let left = shared - usize::from(without.is_some_and(|id| members.contains(&id)));
            if left == 0 {
                continue;
            }
            for member in members.iter().filter(|m| Some(**m) == without || ids.binary_search(m).is_err()) {
                *scores.entry(*member).or_default() += weight * left as f32;
            }
        }
        scores
    }

    /// The latest groups that have more members than the message has recipients of theirs.
    pub(super) fn latest(&self, most: usize, ids: &[Id]) -> Vec<Vec<Id>> {
        let others = |members: &[Id]| -> Vec<Id> {
            members.iter().copied().filter(|member| ids.binary_search(member).is_err()).collect()
        };
        let latest = self.groups.iter().rev().map(|(members, ..)| others(members));
        latest.filter(|others| !others.is_empty()).take(most).collect()
    }
}
