//! Everything learnt of one sender, in memory.

use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Addressee;
use super::book::{Book, Id};
use super::calibration::Scores;
use super::forest::Ranking;
use super::groups::Groups;
use super::habits::Habits;
use super::key::Key;
use super::met::Met;
use super::origins::Origins;
use super::texts::Texts;
use super::thread::Threads;
use super::trace::Trace;
use crate::base::{Address, Domain};
use crate::people::freemail::is_freemail;

/// With fewer messages learnt nobody is suspected: the past is too short to know who belongs.
pub const QUIET_BELOW: usize = 200;

/// The version of the ranking: a score of an earlier one says nothing, and is computed anew.
pub const RANKING: u16 = 4;

/// How much less a recipient is suspected while the past is that short, as a logarithm of odds, ...
const DOUBT: f32 = 1.75;

/// ... and the messages over which that goes away.
const DOUBTED: f32 = 50.0;

/// Messages that must be learnt before scores count for the cut.
const SCORED_FROM: usize = 100;

/// Names of quotes that are kept; a sender with more has met everybody.
const MOST_NAMED: usize = 400_000;

/// A message to more people tells nothing about who goes with whom.
const MOST_TOGETHER: usize = 60;

/// The budget a threshold is for under `policy.asks_per_100`: one of nought takes notes where the usual one would ask.
pub fn budget(asks_per_100: f64) -> f64 {
    if asks_per_100 > 0.0 { asks_per_100 } else { 1.0 }
}

/// What is taken off every score after so many messages: with a short past much looks odd that is not.
fn doubt(learnt: usize) -> f32 {
    let beyond = learnt.saturating_sub(QUIET_BELOW) as f32;
    DOUBT * (1.0 - beyond / DOUBTED).max(0.0)
}

/// What was received from or about somebody, or corrected.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// They wrote.
    Wrote {
        /// Who.
        from: Address,
        /// Their display name; may be empty.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// They have left.
    Left {
        /// Who.
        from: Address,
        /// When they wrote so.
        at: Timestamp,
        /// Where to, if they said it.
        now: Option<Address>,
    },
    /// Mail to them came back.
    Bounced {
        /// To whom it was.
        to: Address,
        /// When.
        at: Timestamp,
    },
    /// The sender took them out of a message, and put `meant` in their place.
    Corrected {
        /// Who was wrong.
        wrong: Address,
        /// Who was meant, if anybody was put in.
        meant: Option<Address>,
        /// When.
        at: Timestamp,
    },
}

/// From which score on a sender is asked, and how that would have been of late.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The score, as [`Past::cut`] says it.
    pub score: f32,
    /// How many of the last 100 messages were above it, each with what was known before it.
    pub above: usize,
}

impl Threshold {
    /// After so many messages were learnt.
    fn of(scores: &Scores, learnt: usize, asks_per_100: f64, common: &[f32]) -> Threshold {
        let raw = scores.cut(asks_per_100, common);
        Threshold { score: scores.calibrated(raw) - doubt(learnt), above: scores.above(raw) }
    }
}

/// Everything learnt of one sender. Made by learning their traces in order of time.
#[derive(Clone, Debug)]
pub struct Past {
    key: Key,
    own: Vec<Address>,
    inside: Vec<Domain>,
    ranking: Arc<Ranking>,
    pub(super) book: Book,
    pub(super) texts: Texts,
    pub(super) groups: Groups,
    pub(super) threads: Threads,
    /// Who had which file and text; no figure of the ranking.
    pub(super) origins: Origins,
    /// When they write; no figure of the ranking either.
    pub(super) habits: Habits,
    /// Names and addresses in the quotes of past messages: in how many.
    named: FxHashMap<u32, u32>,
    learnt: u32,
    /// When the last message was sent, in seconds.
    pub(super) last_at: Option<i64>,
    /// The share of messages that went to somebody new, of late.
    pub(super) new_rate: f32,
    /// Raw top scores of past messages, before they were learnt.
    scores: Scores,
}

/// The domains that are inside for somebody whose addresses are `own`: the organisation's, and those of their addresses, but
/// for providers of mailboxes, where everybody is.
pub fn inside(organisation: &[Domain], own: &[Address]) -> Vec<Domain> {
    let theirs = own.iter().filter_map(Address::domain).filter(|domain| !is_freemail(domain.as_str()));
    organisation.iter().chain(theirs).cloned().collect()
}

impl Past {
    /// The past of somebody who has sent nothing yet: their own addresses, and the domains of their organisation.
    pub fn new(key: Key, own: &[Address], inside: &[Domain]) -> Past {
        Past::ranked(key, own, inside, Ranking::shipped())
    }

    /// The same, weighed by another ranking than the shipped one.
    pub fn ranked(key: Key, own: &[Address], inside: &[Domain], ranking: Arc<Ranking>) -> Past {
        Past {
            key,
            own: own.to_vec(),
            inside: inside.to_vec(),
            ranking,
            book: Book::default(),
            texts: Texts::default(),
            groups: Groups::default(),
            threads: Threads::default(),
            origins: Origins::default(),
            habits: Habits::default(),
            named: FxHashMap::default(),
            learnt: 0,
            last_at: None,
            new_rate: 0.3,
            scores: Scores::default(),
        }
    }

    /// The key that traces for this past are made with.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// How many messages are learnt.
    pub fn len(&self) -> usize {
        self.learnt as usize
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.learnt == 0
    }

    /// Approximate octets in memory.
    pub fn bytes(&self) -> usize {
        let parts =
            self.book.bytes() + self.texts.bytes() + self.groups.bytes() + self.threads.bytes() + self.origins.bytes();
        std::mem::size_of::<Past>() + parts + self.named.len() * 9 + self.scores.len() * 4
    }

    /// What is known of one contact.
    pub fn of(&self, address: &Address) -> Option<Met> {
        let contact = self.book.contact(self.book.find(address)?)?;
        Some(Met::of(contact, &self.book))
    }

    /// Who wrote to have left and to be at `address` now, or that somebody is there in their place, and when.
    pub fn announced(&self, address: &Address) -> Vec<(&Address, Timestamp)> {
        let contacts = self.book.left.iter().filter_map(|id| self.book.contact(*id));
        let said = contacts.filter_map(|contact| {
            let (at, now) = contact.left.as_ref()?;
            let at = Timestamp::from_second(*at).ok()?;
            (now.as_ref() == Some(address)).then_some((&contact.address, at))
        });
        said.collect()
    }

    /// Learns a message that was sent. Returns the top score it had before it was learnt, not yet calibrated; `score` is that
    /// of an earlier time, where it was kept for this [`RANKING`], and saves computing it.
    pub fn learn(&mut self, trace: &Trace, score: Option<f32>) -> f32 {
        let is_scored = self.len() >= SCORED_FROM;
        let score = score.or_else(|| if is_scored { self.raw_top(trace) } else { None }).unwrap_or_default();
        if is_scored {
            self.scores.push(score, &self.ranking.calibration);
        }
        let ids = self.learn_recipients(trace);
        self.texts.learn(trace, &ids, self.book.contacts.len());
        self.groups.learn(&ids, self.learnt);
        self.threads.learn(trace.topic, &ids, self.learnt);
        self.origins.learn(trace, &ids, &self.book);
        self.habits.learn(trace);
        for number in &trace.named {
            if self.named.len() < MOST_NAMED {
                *self.named.entry(*number).or_default() += 1;
            }
        }
        self.last_at = Some(self.last_at.map_or(trace.at, |last| last.max(trace.at)));
        self.learnt += 1;
        score
    }

    /// Counts the recipients; their numbers, sorted.
    fn learn_recipients(&mut self, trace: &Trace) -> Vec<Id> {
        let recipients = self.others(trace);
        let is_alone = recipients.len() == 1;
        let mut ids = Vec::with_capacity(recipients.len());
        let mut seen = FxHashSet::default();
        let mut is_new = false;
        for one in recipients {
            let is_inside = self.is_inside(&one.address);
            let Some(id) = self.book.enter(&one.address, &one.name, is_inside, &self.key) else { continue };
            if !seen.insert(id) {
                continue;
            }
            is_new |= self.book.count(id, self.learnt, trace, one.field, is_alone);
            ids.push(id);
        }
        ids.sort_unstable();
        if ids.len() <= MOST_TOGETHER {
            for &id in &ids {
                let Some(contact) = self.book.contact_mut(id) else { continue };
                for &other in ids.iter().filter(|&&other| other != id) {
                    *contact.with.entry(other).or_default() += 1;
                }
            }
        }
        let weight = (1.0 / (self.learnt as f32 + 3.0)).max(0.02);
        self.new_rate += weight * (f32::from(is_new) - self.new_rate);
        ids
    }

    /// Takes in what was received.
    pub fn hear(&mut self, heard: &Heard) {
        let (address, name) = match heard {
            Heard::Wrote { from, name, .. } => (from, name.as_str()),
            Heard::Left { from, .. } => (from, ""),
            Heard::Bounced { to, .. } => (to, ""),
            Heard::Corrected { wrong, .. } => (wrong, ""),
        };
        if self.own.contains(address) {
            return;
        }
        let is_inside = self.is_inside(address);
        let Some(id) = self.book.enter(address, name, is_inside, &self.key) else { return };
        if matches!(heard, Heard::Left { .. }) && !self.book.left.contains(&id) {
            self.book.left.push(id);
        }
        let Some(contact) = self.book.contact_mut(id) else { return };
        match heard {
            Heard::Wrote { at, .. } => {
                let at = at.as_second();
                contact.heard_first = if contact.heard == 0 { at } else { contact.heard_first.min(at) };
                contact.heard_last = if contact.heard == 0 { at } else { contact.heard_last.max(at) };
                contact.heard += 1;
            }
            Heard::Left { at, now, .. } => contact.left = Some((at.as_second(), now.clone())),
            Heard::Bounced { at, .. } => contact.bounced = Some(at.as_second()),
            Heard::Corrected { .. } => contact.wrong += 1,
        }
    }

    /// The score above which this sender is asked about `asks_per_100` of a hundred clean messages, from their own past;
    /// `None` while it is too short to suspect anybody.
    pub fn cut(&self, asks_per_100: f64) -> Option<f32> {
        let is_quiet = self.len() < QUIET_BELOW;
        (!is_quiet).then(|| self.calibrated(self.scores.cut(asks_per_100, &self.ranking.calibration)))
    }

    /// The same, with what it says of the last messages.
    pub fn threshold(&self, asks_per_100: f64) -> Option<Threshold> {
        let is_quiet = self.len() < QUIET_BELOW;
        (!is_quiet).then(|| Threshold::of(&self.scores, self.len(), asks_per_100, &self.ranking.calibration))
    }

    /// What [`Past::threshold`] answers with the shipped ranking after so many messages, by what [`Past::learn`] returned for
    /// the last of them, oldest first: [`TELLING_SCORES`](super::TELLING_SCORES), or all.
    pub fn threshold_after(learnt: usize, last: &[f32], asks_per_100: f64) -> Option<Threshold> {
        if learnt < QUIET_BELOW {
            return None;
        }
        let common = &Ranking::shipped().calibration;
        let taken = learnt - SCORED_FROM;
        let last = last.get(last.len().saturating_sub(taken)..).unwrap_or_default();
        Some(Threshold::of(&Scores::after(taken, last, common), learnt, asks_per_100, common))
    }

    /// A raw score, made to mean the same for every sender.
    pub(super) fn calibrated(&self, raw: f32) -> f32 {
        self.scores.calibrated(raw) - doubt(self.len())
    }

    /// In how many past quotes a name or address stood, by its number.
    pub(super) fn named_before(&self, number: u32) -> f32 {
        self.named.get(&number).copied().unwrap_or_default() as f32
    }

    /// How many messages are learnt.
    pub(super) fn learnt(&self) -> u32 {
        self.learnt
    }

    pub(super) fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// The recipients who are not the sender.
    pub(super) fn others<'t>(&self, trace: &'t Trace) -> Vec<&'t Addressee> {
        trace.recipients.iter().filter(|one| !self.own.contains(&one.address)).collect()
    }

    /// Whether an address is one of the sender's own.
    pub(super) fn is_own(&self, address: &Address) -> bool {
        self.own.contains(address)
    }

    pub(super) fn is_inside(&self, address: &Address) -> bool {
        address.domain().is_some_and(|domain| self.inside.iter().any(|inside| domain.is_within(inside)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_odd_counts_for_less_while_little_is_known() {
        let taken_off = [0, 200, 225, 250, 10_000].map(doubt);
        assert_eq!(taken_off, [1.75, 1.75, 0.875, 0.0, 0.0]);
    }
}
