//! Everything learnt of one sender, in memory.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Addressee;
use super::book::{Book, Id, Met};
use super::evidence::{Evidence, Weighed, Weighing};
use super::key::Key;
use super::trace::Trace;
use crate::base::{Address, Domain};

/// With fewer messages learnt nobody is suspected: the past is too short to know who belongs.
pub const QUIET_BELOW: usize = 200;

/// The version of the ranking: a score of an earlier one says nothing, and is computed anew.
pub const RANKING: u16 = 1;

/// Scores of past messages that the cut is made of.
const MOST_SCORES: usize = 2_000;

/// A message to more people tells nothing about who goes with whom.
const MOST_TOGETHER: usize = 60;

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

/// Everything learnt of one sender. Made by learning their traces in order of time.
#[derive(Clone, Debug)]
pub struct Past {
    key: Key,
    own: Vec<Address>,
    inside: Vec<Domain>,
    book: Book,
    learnt: u32,
    /// Top scores of the last messages, before they were learnt.
    scores: VecDeque<f32>,
}

impl Past {
    /// The past of somebody who has sent nothing yet: their own addresses, and the domains of their organisation.
    pub fn new(key: Key, own: &[Address], inside: &[Domain]) -> Past {
        let (own, inside) = (own.to_vec(), inside.to_vec());
        Past { key, own, inside, book: Book::default(), learnt: 0, scores: VecDeque::new() }
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
        std::mem::size_of::<Past>() + self.book.bytes() + self.scores.len() * 4
    }

    /// What is known of one contact.
    pub fn of(&self, address: &Address) -> Option<Met> {
        let contact = self.book.contact(self.book.find(address)?)?;
        Some(Met::of(contact, &self.book))
    }

    /// How unlikely each recipient of a message is. Changes nothing.
    pub fn weigh(&self, trace: &Trace) -> Weighing {
        let others = self.others(trace);
        let recipients = others.iter().map(|one| self.weighed(one, &others)).collect();
        Weighing { recipients, learnt: self.len() }
    }

    fn weighed(&self, one: &Addressee, others: &[&Addressee]) -> Weighed {
        let known = self.book.find(&one.address).and_then(|id| self.book.contact(id)).filter(|c| c.count > 0);
        let (mut score, mut evidence) = (0.0, Vec::new());
        match known {
            None => {
                score += 3.0;
                evidence.push(Evidence::NeverWritten);
                if one.address.domain().is_some_and(|d| self.book.place(d).is_none_or(|p| p.count == 0)) {
                    score += 2.0;
                }
            }
            Some(contact) => {
                score -= (1.0 + contact.live(self.learnt)).ln();
                let ids: Vec<Id> = others.iter().filter_map(|o| self.book.find(&o.address)).collect();
                let is_alone = others.len() > 1 && !ids.iter().any(|id| contact.with.contains_key(id));
                if is_alone {
                    score += 2.0;
                    let others = others.iter().filter(|o| o.address != one.address).take(3);
                    evidence.push(Evidence::NeverWith { others: others.map(|o| o.address.clone()).collect() });
                }
            }
        }
        Weighed { address: one.address.clone(), score, evidence, meant: None }
    }

    /// Learns a message that was sent. Returns the top score it had before it was learnt; `score` is that of an earlier
    /// time, where it was kept, and saves computing it.
    pub fn learn(&mut self, trace: &Trace, score: Option<f32>) -> f32 {
        let score = score.or_else(|| self.weigh(trace).top()).unwrap_or_default();
        if self.len() >= QUIET_BELOW {
            self.scores.push_back(score);
            if self.scores.len() > MOST_SCORES {
                self.scores.pop_front();
            }
        }
        let index = self.learnt;
        let recipients = self.others(trace);
        let mut ids = Vec::with_capacity(recipients.len());
        let is_alone = recipients.len() == 1;
        for one in recipients {
            let is_inside = self.is_inside(&one.address);
            let Some(id) = self.book.enter(&one.address, &one.name, is_inside, &self.key) else { continue };
            if let Some(contact) = self.book.contact_mut(id) {
                contact.count(index, trace.at, one.field, is_alone);
                let place = contact.domain;
                if let Some(place) = self.book.places.get_mut(place as usize) {
                    place.count += 1;
                }
            }
            ids.push(id);
        }
        if ids.len() <= MOST_TOGETHER {
            for &id in &ids {
                let Some(contact) = self.book.contact_mut(id) else { continue };
                for &other in ids.iter().filter(|&&other| other != id) {
                    *contact.with.entry(other).or_default() += 1;
                }
            }
        }
        self.learnt += 1;
        score
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
        if self.len() < QUIET_BELOW || self.scores.is_empty() {
            return None;
        }
        let mut scores: Vec<f32> = self.scores.iter().copied().collect();
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        let rank = (scores.len() as f64 * asks_per_100 / 100.0) as usize;
        scores.get(rank.min(scores.len() - 1)).copied()
    }

    /// The recipients who are not the sender.
    fn others<'t>(&self, trace: &'t Trace) -> Vec<&'t Addressee> {
        trace.recipients.iter().filter(|one| !self.own.contains(&one.address)).collect()
    }

    fn is_inside(&self, address: &Address) -> bool {
        address.domain().is_some_and(|domain| self.inside.iter().any(|inside| domain.is_within(inside)))
    }
}
