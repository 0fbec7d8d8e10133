//! Histories in memory, so that judging a message needs no read: those of the senders of late, as many as fit. What a sender
//! learns is added to what is in memory; only what others change is read anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::known::Known;
use super::{HistoryKey, Learning, Lesson};
use crate::base::Address;
use crate::people::history::Heard;
use crate::people::{Contact, DomainCounts, History, Past, Sketches};

/// Octets that all of them may take.
const ROOM: usize = 256 << 20;

/// Senders that are kept at most.
const SENDERS: usize = 4096;

/// What is learnt while judges look at a history waits; more than this is learnt by a copy of it.
const MOST_WAITING: usize = 32;

/// Octets of a contact in a [`History`], about.
const CONTACT: usize = 256;

/// What a message that was sent has taught.
#[derive(Clone, Debug)]
pub(in crate::store) struct News {
    /// The number of its trace; `None` where it left none.
    pub(in crate::store) n: Option<i64>,
    /// Its trace, with its score.
    pub(in crate::store) lesson: Option<Lesson>,
    /// Whom it went to, by address and name.
    pub(in crate::store) recipients: Vec<(Address, String)>,
    /// When.
    pub(in crate::store) at: Timestamp,
    /// What stood below it and has become a footer by it.
    pub(in crate::store) footers: Vec<i64>,
    /// Who was taken out of it.
    pub(in crate::store) heard: Vec<Heard>,
}

/// All that is in memory.
#[derive(Default)]
pub(in crate::store) struct Cache {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
    clock: AtomicU64,
    key: Mutex<Option<HistoryKey>>,
    learning: Mutex<Arc<Learning>>,
    pub(super) known: Known,
}

/// One sender's.
#[derive(Default)]
pub(super) struct Slot {
    kept: Mutex<Kept>,
    /// Held while the past is made of its traces, so that it is made once.
    pub(super) making: tokio::sync::Mutex<()>,
    used: AtomicU64,
    /// Octets that are taken, about.
    octets: AtomicUsize,
}

#[derive(Default)]
struct Kept {
    history: Option<Arc<History>>,
    past: Option<Arc<Past>>,
    /// The last trace that `history` was read behind.
    history_upto: i64,
    /// The last trace in `past` when it was made.
    past_upto: i64,
    /// What was learnt and is not in `history` and `past` yet.
    waiting: Vec<News>,
    /// All addresses of the sender, in the compared form, where there are several.
    group: Vec<String>,
    /// How often what was read for `history` has become untrue: what was read before that is not kept after it.
    changed: u64,
    /// The same of what was read for `past`.
    past_changed: u64,
    /// How many are reading.
    reading: usize,
}

/// Somebody reads what is not in memory.
pub(super) struct Reading<'s> {
    slot: &'s Slot,
    changed: u64,
    past_changed: u64,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.slot.kept().reading -= 1;
    }
}

/// Nothing that panics happens under these locks, so a poisoned one is still whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slot {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        locked(&self.kept)
    }

    /// What is in memory, with everything that was learnt, as far as nobody is looking at it just now.
    pub(super) fn history(&self) -> Option<Arc<History>> {
        let mut kept = self.kept();
        kept.settle();
        kept.history.clone()
    }

    pub(super) fn past(&self) -> Option<Arc<Past>> {
        self.kept().past.clone()
    }

    /// Begins to read; what is learnt from now on waits for what is read.
    pub(super) fn read(&self) -> Reading<'_> {
        let mut kept = self.kept();
        kept.reading += 1;
        Reading { slot: self, changed: kept.changed, past_changed: kept.past_changed }
    }
}

impl Reading<'_> {
    /// Keeps a past that holds all traces up to `upto`; of a sender with these addresses.
    pub(super) fn put_past(&self, past: Arc<Past>, upto: i64, group: Vec<String>) {
        let mut kept = self.slot.kept();
        if kept.past_changed == self.past_changed {
            (kept.past, kept.past_upto, kept.group) = (Some(past), upto, group);
            self.slot.octets.store(kept.octets(), Ordering::Relaxed);
        }
    }

    /// Keeps a history that was read behind trace `upto`.
    pub(super) fn put(&self, history: Arc<History>, upto: i64) {
        let mut kept = self.slot.kept();
        if kept.changed == self.changed {
            (kept.history, kept.history_upto) = (Some(history), upto);
            self.slot.octets.store(kept.octets(), Ordering::Relaxed);
        }
    }
}

impl Kept {
    /// Octets that are taken, about.
    fn octets(&self) -> usize {
        let contacts = self.history.as_ref().map_or(0, |history| history.contacts.len());
        self.past.as_ref().map_or(0, |past| past.bytes()) + contacts * CONTACT
    }

    fn hear_of(&mut self, news: News) {
        if self.reading > 0 && news.n.is_none() {
            // Nobody knows whether it is in what is being read. A past holds traces, and it left none.
            self.changed += 1;
            self.past_changed += u64::from(!news.heard.is_empty());
        }
        if self.history.is_some() || self.past.is_some() || self.reading > 0 {
            self.waiting.push(news);
            self.settle();
        }
    }

    /// Nothing that is being read is to be kept.
    fn became_untrue(&mut self) {
        self.changed += 1;
        self.past_changed += 1;
    }

    /// Adds what waits, where nobody looks at what it is added to.
    fn settle(&mut self) {
        if self.waiting.is_empty() || self.reading > 0 {
            return;
        }
        if self.waiting.len() > MOST_WAITING {
            self.copy();
        }
        let mut history = match self.history.as_mut().map(Arc::get_mut) {
            None => None,
            Some(Some(alone)) => Some(alone),
            Some(None) => return,
        };
        // It holds the past, too.
        if let Some(history) = &mut history {
            history.past = None;
        }
        let has_past = self.past.is_some();
        let mut past = self.past.as_mut().and_then(Arc::get_mut);
        if past.is_some() || !has_past {
            for news in self.waiting.drain(..) {
                let is_newer = |upto: i64| news.n.is_none_or(|n| n > upto);
                if let Some(past) = &mut past
                    && is_newer(self.past_upto)
                {
                    if let Some(lesson) = &news.lesson {
                        past.learn(&lesson.trace, lesson.score);
                    }
                    news.heard.iter().for_each(|heard| past.hear(heard));
                }
                if let Some(history) = &mut history
                    && is_newer(self.history_upto)
                {
                    add(history, &news);
                }
            }
        }
        if let Some(history) = history {
            history.past.clone_from(&self.past);
        }
    }

    /// Judges have looked at this for too long: they keep their copy.
    fn copy(&mut self) {
        if let Some(history) = &mut self.history {
            *history = Arc::new(History { past: None, ..History::clone(history) });
        }
        if let Some(past) = &mut self.past
            && Arc::get_mut(past).is_none()
        {
            *past = Arc::new(Past::clone(past));
        }
    }
}

/// What a message has taught besides its trace.
fn add(history: &mut History, news: &News) {
    history.footers.extend(&news.footers);
    let mut told_apart = true;
    for (address, name) in &news.recipients {
        match history.contacts.iter_mut().find(|contact| contact.address == *address) {
            Some(contact) => {
                contact.count = contact.count.saturating_add(1);
                contact.last = contact.last.max(news.at);
                if !name.is_empty() && contact.name != *name {
                    contact.name.clone_from(name);
                    told_apart = false;
                }
            }
            None => {
                let (address, name) = (address.clone(), name.clone());
                history.contacts.push(Contact { address, name, count: 1, last: news.at });
                told_apart = false;
            }
        }
    }
    if !told_apart {
        history.sketches = Sketches::default();
    }
    history.domain_counts = DomainCounts::default();
}

impl Cache {
    /// The place of a sender's history.
    pub(super) fn slot(&self, owner: &str) -> Arc<Slot> {
        let mut slots = locked(&self.slots);
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        if let Some(slot) = slots.get(owner) {
            slot.used.store(now, Ordering::Relaxed);
            return Arc::clone(slot);
        }
        make_room(&mut slots);
        let slot = Arc::new(Slot { used: AtomicU64::new(now), ..Slot::default() });
        slots.insert(owner.to_owned(), Arc::clone(&slot));
        slot
    }

    /// The place of a sender's history, where there is one.
    pub(super) fn has(&self, owner: &str) -> Option<Arc<Slot>> {
        locked(&self.slots).get(owner).cloned()
    }

    /// Octets that are taken, about.
    #[cfg(test)]
    fn octets(&self) -> usize {
        locked(&self.slots).values().map(|slot| slot.octets.load(Ordering::Relaxed)).sum()
    }

    /// Adds what a message has taught; after the commit, or a reader would fetch the old state again.
    pub(in crate::store) fn learnt(&self, owner: &str, news: News) {
        self.known.met(news.recipients.iter().map(|(address, _)| address.key()));
        let Some(own) = self.has(owner) else { return };
        let group = own.kept().group.clone();
        for other in group.iter().filter(|other| *other != owner).filter_map(|other| self.has(other)) {
            other.kept().hear_of(news.clone());
        }
        own.kept().hear_of(news);
    }

    /// Drops what is no longer true, but for the past; only after the commit.
    pub(in crate::store) fn forget(&self, owner: &str) {
        if let Some(slot) = self.has(owner) {
            let mut kept = slot.kept();
            kept.changed += 1;
            kept.history = None;
        }
    }

    /// Drops everything of one sender; only after the commit.
    pub(in crate::store) fn forget_whole(&self, owner: &str) {
        if let Some(slot) = locked(&self.slots).remove(owner) {
            slot.kept().became_untrue();
        }
    }

    /// Drops everything but the pasts.
    pub(in crate::store) fn forget_all(&self) {
        for slot in locked(&self.slots).values() {
            let mut kept = slot.kept();
            kept.changed += 1;
            kept.history = None;
        }
    }

    /// Drops everything, the key too.
    pub(in crate::store) fn forget_all_whole(&self) {
        for (_, slot) in locked(&self.slots).drain() {
            slot.kept().became_untrue();
        }
        *locked(&self.key) = None;
        self.known.forget();
    }

    pub(super) fn key(&self) -> Option<HistoryKey> {
        locked(&self.key).clone()
    }

    pub(super) fn set_key(&self, key: HistoryKey) {
        *locked(&self.key) = Some(key);
    }

    pub(in crate::store) fn learning(&self) -> Arc<Learning> {
        Arc::clone(&locked(&self.learning))
    }

    pub(super) fn set_learning(&self, learning: Learning) {
        *locked(&self.learning) = Arc::new(learning);
    }
}

/// Takes out what was not used for longest, until there is room for another.
fn make_room(slots: &mut HashMap<String, Arc<Slot>>) {
    let mut taken: usize = slots.values().map(|slot| slot.octets.load(Ordering::Relaxed)).sum();
    while taken > ROOM || slots.len() >= SENDERS {
        let oldest = slots.iter().min_by_key(|(_, slot)| slot.used.load(Ordering::Relaxed));
        let Some(owner) = oldest.map(|(owner, _)| owner.clone()) else { return };
        if let Some(slot) = slots.remove(&owner) {
            taken -= slot.octets.load(Ordering::Relaxed).min(taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::history::Key;

    fn kept(cache: &Cache, owner: &str, octets: usize) {
        let slot = cache.slot(owner);
        let past = Arc::new(Past::new(Key::new([1; 16]), &[], &[]));
        slot.read().put_past(past, 0, Vec::new());
        slot.octets.store(octets, Ordering::Relaxed);
    }

    #[test]
    fn what_was_not_used_for_longest_makes_room() {
        let cache = Cache::default();
        for n in 0..100 {
            kept(&cache, &format!("sender.{n}@firm.example"), ROOM / 10);
            // Somebody writes all the time.
            cache.slot("sender.0@firm.example");
            assert!(cache.octets() <= ROOM + ROOM / 10, "{} senders", n + 1);
        }
        let is_kept = |owner: &str| locked(&cache.slots).contains_key(owner);
        assert!(is_kept("sender.0@firm.example") && is_kept("sender.99@firm.example"));
        assert!(!is_kept("sender.1@firm.example"));
    }

    #[test]
    fn what_is_learnt_while_somebody_looks_is_not_lost() {
        let cache = Cache::default();
        let owner = "anna@firm.example";
        let ken: Address = "ken@kita.example".parse().unwrap();
        let news = |n: i64| News {
            n: Some(n),
            lesson: None,
            recipients: vec![(ken.clone(), "Ken Ito".into())],
            at: Timestamp::UNIX_EPOCH,
            footers: vec![n],
            heard: vec![Heard::Bounced { to: ken.clone(), at: Timestamp::UNIX_EPOCH }],
        };
        let slot = cache.slot(owner);
        let reading = slot.read();
        // One that is in what is read, and one that is not.
        cache.learnt(owner, news(7));
        cache.learnt(owner, news(8));
        let past = Arc::new(Past::new(Key::new([1; 16]), &[], &[]));
        reading.put_past(Arc::clone(&past), 7, Vec::new());
        reading.put(Arc::new(History { past: Some(past), ..History::default() }), 7);
        drop(reading);
        let looking = slot.history().unwrap();
        assert_eq!(looking.contacts.len(), 1);
        for n in 9..60 {
            cache.learnt(owner, news(n));
        }
        assert_eq!(looking.contacts[0].count, 1, "whoever looks sees no change");
        drop(looking);
        let now = slot.history().unwrap();
        assert_eq!((now.contacts[0].count, now.footers.len()), (52, 52));
        assert!(now.past.as_ref().unwrap().of(&ken).unwrap().bounced.is_some());
        cache.forget_whole(owner);
        assert!(cache.slot(owner).history().is_none());
    }

    #[test]
    fn mail_that_is_sent_while_a_past_is_read_does_not_throw_it_away() {
        let cache = Cache::default();
        let owner = "anna@firm.example";
        let slot = cache.slot(owner);
        let reading = slot.read();
        let (recipients, footers, heard) = (Vec::new(), Vec::new(), Vec::new());
        let judged_without = News { n: None, lesson: None, recipients, at: Timestamp::UNIX_EPOCH, footers, heard };
        cache.learnt(owner, judged_without.clone());
        cache.forget(owner);
        reading.put_past(Arc::new(Past::new(Key::new([1; 16]), &[], &[])), 7, Vec::new());
        drop(reading);
        assert!(slot.past().is_some(), "it left no trace, so that the past is whole");
        let reading = slot.read();
        cache.learnt(owner, judged_without);
        reading.put(Arc::default(), 7);
        drop(reading);
        assert!(slot.history().is_none(), "nobody knows whether it was counted");
    }

    #[test]
    fn a_history_that_is_read_again_takes_no_more_room() {
        let cache = Cache::default();
        let slot = cache.slot("anna@firm.example");
        let ken: Address = "ken@kita.example".parse().unwrap();
        let contact = Contact { address: ken, name: String::new(), count: 1, last: Timestamp::UNIX_EPOCH };
        let history = Arc::new(History::new(vec![contact]));
        let mut taken = Vec::new();
        for _ in 0..3 {
            slot.read().put(Arc::clone(&history), 0);
            taken.push(cache.octets());
            cache.forget("anna@firm.example");
        }
        assert_eq!(taken, [CONTACT; 3]);
    }
}
