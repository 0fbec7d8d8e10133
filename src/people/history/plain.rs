//! What is said of texts, worked out message by message: what the fast ways are held against.

use proptest::prelude::*;

use super::book::Id;
use super::likeness::{Liked, Likeness};
use super::named::Greeting;
use super::texts::{MOST_LISTED, Texts, WINDOW};
use super::trace::Trace;
use super::words::Word;

/// One message as it was learnt.
struct Message {
    vector: Vec<(u32, f32)>,
    trace: Trace,
    ids: Vec<Id>,
}

/// A past, and the same in the fast form.
#[derive(Default)]
struct Plain {
    messages: Vec<Message>,
    squares: Vec<f32>,
    texts: Texts,
}

/// A message of these words; what goes with each says where it stands. Some of their numbers are the shingles, too.
fn trace(words: &[(u32, u8)]) -> Trace {
    let mut words: Vec<(u32, u8)> = words.to_vec();
    words.sort_unstable();
    words.dedup_by_key(|word| word.0);
    let word = |&(number, place): &(u32, u8)| Word {
        number,
        count: 1 + place % 3,
        is_own: place % 4 > 0,
        in_subject: place % 5 == 0,
    };
    Trace {
        at: 0,
        offset: None,
        recipients: Vec::new(),
        is_reply: false,
        is_forward: false,
        has_quote: false,
        length: 0,
        topic: 0,
        shingles: words.iter().filter(|word| word.1 % 2 == 0).map(|word| word.0).collect(),
        words: words.iter().map(word).collect(),
        greeting: Greeting::default(),
        named: Vec::new(),
        authors: Vec::new(),
        files: Vec::new(),
    }
}

impl Plain {
    fn learn(&mut self, trace: Trace, mut ids: Vec<Id>, contacts: usize) {
        ids.sort_unstable();
        ids.dedup();
        let vector = self.texts.vector(&trace.words, |_| true);
        self.texts.learn(&trace, &ids, contacts);
        self.messages.push(Message { vector, trace, ids });
    }

    /// The same, with the lengths of everybody's sums: takes time with the square of the past.
    fn learn_all(&mut self, trace: Trace, ids: Vec<Id>, contacts: usize) {
        let near = self.near(&self.texts.vector(&trace.words, |_| true), |weight, _| weight);
        self.squares.resize(contacts, 0.0);
        self.learn(trace, ids, contacts);
        let Some(last) = self.messages.last().filter(|last| last.ids.len() <= 60) else { return };
        for &id in &last.ids {
            let theirs = self.messages.iter().zip(&near).filter(|(message, _)| message.ids.contains(&id));
            self.squares[id as usize] += 2.0 * theirs.map(|(_, near)| near).sum::<f32>() + 1.0;
        }
    }

    /// The latest messages that have a word.
    fn listed(&self, word: u32) -> impl Iterator<Item = (usize, f32)> {
        let has = move |(at, message): (usize, &Message)| {
            message.vector.iter().find(|(other, _)| *other == word).map(|(_, weight)| (at, *weight))
        };
        self.messages.iter().enumerate().rev().filter_map(has).take(MOST_LISTED)
    }

    /// How near each message is; 0 before the window.
    fn near(&self, vector: &[(u32, f32)], weigh: impl Fn(f32, u32) -> f32) -> Vec<f32> {
        let mut near = vec![0.0; self.messages.len()];
        for (word, weight, _) in self.texts.looked_up(vector) {
            for (at, other) in self.listed(word).filter(|(at, _)| at + WINDOW >= self.messages.len()) {
                near[at] += weigh(weight, word) * other;
            }
        }
        near
    }

    fn liked(&self, trace: &Trace, id: Id) -> Liked {
        let all = self.messages.len();
        let vector = self.texts.vector(&trace.words, |_| true);
        let own = self.texts.vector(&trace.words, |word| word.is_own || word.in_subject);
        let near = self.near(&vector, |weight, _| weight);
        let near_own = self.near(&vector, |_, word| own.iter().find(|(w, _)| *w == word).map_or(0.0, |(_, x)| *x));
        let gets = |at: &usize| self.messages[*at].ids.contains(&id);
        let few = |at: &usize| self.messages[*at].ids.len() <= 60;
        let theirs = || (0..all).filter(gets).filter(few);
        let aged = |at: usize, half: f32| near[at].powi(2) * (-((all - at) as f32) / half).exp2();
        let share = |half: f32| {
            theirs().map(|at| aged(at, half)).sum::<f32>() / (1e-6 + (0..all).map(|at| aged(at, half)).sum::<f32>())
        };
        let length = self.squares.get(id as usize).filter(|square| **square > 0.0).map_or(1.0, |square| square.sqrt());
        let looked_up = self.texts.looked_up(&vector);
        let odds = looked_up.iter().map(|(word, _, listed)| {
            let times = self.listed(*word).filter(|(at, _)| gets(at)).count() as f32;
            (1.0 + times / (6.0 * (listed.messages as f32 + 0.5) / (all as f32 + 1.0))).ln()
        });
        let count = (0..all).filter(gets).count() as f32;
        let (mut subject, mut whole) = (0.0, 0.0);
        for word in trace.words.iter().filter(|word| word.in_subject) {
            let has = |m: &Message| m.trace.words.iter().any(|w| w.number == word.number && w.in_subject);
            let with: Vec<&Message> = self.messages.iter().filter(|m| has(m)).collect();
            let weight = ((all as f32 + 2.0) / (with.len() as f32 + 1.0)).ln();
            whole += weight;
            subject += if with.iter().any(|message| message.ids.contains(&id)) { weight } else { 0.0 };
        }
        Liked {
            cosine: theirs().map(|at| near[at]).sum::<f32>() / length,
            cosine_own: theirs().map(|at| near_own[at]).sum::<f32>() / length,
            recent: theirs().filter(|at| at + 100 >= all).map(|at| near[at]).sum(),
            now: share(25.0),
            of_late: share(250.0),
            odds: odds.sum::<f32>() + looked_up.len() as f32 * (6.0 / (6.0 + count)).ln(),
            subject: if whole > 0.0 { subject / whole } else { 0.0 },
            same: self.same(trace, id),
            nearest: self.nearest(&near, id),
            rank: None,
        }
    }

    fn same(&self, trace: &Trace, id: Id) -> f32 {
        let mut shared = vec![0.0f32; self.messages.len()];
        for shingle in &trace.shingles {
            let has = |at: &usize| self.messages[*at].trace.shingles.contains(shingle);
            (0..shared.len()).rev().filter(has).take(20).for_each(|at| shared[at] += 1.0);
        }
        let theirs = self.messages.iter().zip(shared).filter(|(message, _)| message.ids.contains(&id));
        theirs.map(|(_, shared)| shared / trace.shingles.len().max(1) as f32).fold(0.0, f32::max)
    }

    fn nearest(&self, near: &[f32], id: Id) -> f32 {
        let mut order: Vec<usize> = (0..near.len()).filter(|at| near[*at] > 0.0).collect();
        order.sort_by(|a, b| near[*b].total_cmp(&near[*a]).then(b.cmp(a)));
        order.truncate(30);
        let total: f32 = order.iter().map(|at| near[*at]).sum();
        order.iter().filter(|at| self.messages[**at].ids.contains(&id)).map(|at| near[*at] / total).sum()
    }

    /// Both ways agree on each contact.
    fn check(&self, trace: &Trace, contacts: u32) {
        let count = |id: Id| self.messages.iter().filter(|message| message.ids.contains(&id)).count() as u32;
        let mut likeness = Likeness::of(trace, &self.texts);
        likeness.ask(trace, 0..contacts, count);
        let mut shares = Vec::new();
        for id in 0..contacts {
            let (fast, plain) = (likeness.to(Some(id)), self.liked(trace, id));
            let length = if self.squares.is_empty() { self.texts.length(id).unwrap_or(1.0) } else { 1.0 };
            for (what, fast, plain) in [
                ("cosine", fast.cosine * length, plain.cosine),
                ("cosine_own", fast.cosine_own * length, plain.cosine_own),
                ("recent", fast.recent, plain.recent),
                ("now", fast.now, plain.now),
                ("of_late", fast.of_late, plain.of_late),
                ("odds", fast.odds, plain.odds),
                ("subject", fast.subject, plain.subject),
                ("same", fast.same, plain.same),
                ("nearest", fast.nearest, plain.nearest),
            ] {
                let allowed = 1e-3 * (1.0 + plain.abs());
                assert!((fast - plain).abs() < allowed, "{what} of {id}: {fast} is not {plain}");
            }
            shares.extend(fast.rank.map(|rank| (rank, fast.nearest)));
        }
        shares.sort_by_key(|(rank, _)| *rank);
        assert!(shares.is_sorted_by(|a, b| a.0 < b.0 && a.1 >= b.1), "the greatest share first, each rank once");
    }
}

/// Words with where they stand, and who got them.
type Mail = (Vec<(u32, u8)>, Vec<Id>);

fn mails() -> impl Strategy<Value = Vec<Mail>> {
    let words = prop::collection::vec((1..40u32, any::<u8>()), 0..12);
    prop::collection::vec((words, prop::collection::vec(0..9 as Id, 1..4)), 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn likeness_is_as_worked_out_plainly(
        mails in mails(),
        new in prop::collection::vec((1..40u32, any::<u8>()), 0..70),
        list in any::<prop::sample::Index>(),
    ) {
        let mut plain = Plain::default();
        let list = list.index(mails.len() + 1);
        for (at, (words, ids)) in mails.into_iter().enumerate() {
            // One goes to a list.
            let ids = if at == list { (0..80).collect() } else { ids };
            plain.learn_all(trace(&words), ids, 80);
        }
        plain.check(&trace(&new), 9);
    }
}

#[test]
fn a_long_past_is_looked_at_as_far_as_it_counts() {
    let mut plain = Plain::default();
    // A word of everybody's, too common to be looked up; one that fills its list; one of before the window; and some others.
    for n in 0..WINDOW as u32 + 3_000 {
        let often = if n % 9 == 0 { 2 } else { 3 + n % 50 };
        let seldom = if n < 40 { 60 } else { 61 + n % 700 };
        plain.learn(trace(&[(1, 0), (often, 1), (seldom, 3)]), vec![n % 7, 7 + n % 3], 10);
    }
    plain.check(&trace(&[(2, 1), (60, 2), (5, 9), (90, 1), (999_999, 1)]), 10);
}
