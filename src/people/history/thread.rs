//! Who took part in a thread, as far as the sender wrote to them in it. Threads are known by their subject.

use rustc_hash::FxHashMap;

use super::book::Id;

/// People of one thread that are kept, the latest.
const MOST_PEOPLE: usize = 200;

/// One thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Thread {
    /// Messages learnt of it.
    pub(super) messages: u32,
    /// The number of the last one.
    pub(super) last: u32,
    /// Who got one, and the number of the last they got.
    people: Vec<(Id, u32)>,
}

impl Thread {
    /// The number of the last message somebody got of it.
    pub(super) fn last_to(&self, id: Id) -> Option<u32> {
        self.people.iter().find(|(other, _)| *other == id).map(|(_, last)| *last)
    }

    /// Who got a message of it.
    pub(super) fn people(&self) -> impl Iterator<Item = Id> {
        self.people.iter().map(|(id, _)| *id)
    }
}

/// All threads, by [`super::key::Key::topic`].
#[derive(Clone, Debug, Default)]
pub(super) struct Threads(FxHashMap<u32, Thread>);

impl Threads {
    pub(super) fn find(&self, topic: u32) -> Option<&Thread> {
        self.0.get(&topic)
    }

    pub(super) fn learn(&mut self, topic: u32, ids: &[Id], index: u32) {
        if topic == 0 {
            return;
        }
        let thread = self.0.entry(topic).or_default();
        thread.messages += 1;
        thread.last = index;
        let known = thread.people.len();
        for &id in ids {
            // Each of them is there once: those just taken in need not be looked through.
            match thread.people.iter_mut().take(known).find(|(other, _)| *other == id) {
                Some((_, last)) => *last = index,
                None => thread.people.push((id, index)),
            }
        }
        if thread.people.len() > MOST_PEOPLE {
            thread.people.sort_unstable_by_key(|(_, last)| std::cmp::Reverse(*last));
            thread.people.truncate(MOST_PEOPLE);
        }
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        self.0.values().map(|thread| 56 + thread.people.capacity() * 8).sum()
    }
}
