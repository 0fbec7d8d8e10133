//! How like a message is to what contacts got before: first to all messages at once, word by word; then, contact by contact,
//! for those who are asked about.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::book::Id;
use super::tally::Tally;
use super::texts::{Listed, Texts, WINDOW};
use super::trace::Trace;

/// Messages most like a new one whose recipients are taken for its likely ones (Carvalho and Cohen 2007).
const NEAREST: usize = 30;
/// Messages that count as recent.
const RECENT: u32 = 100;
/// Messages after which likeness counts half, for what is said now and of late.
const NOW: f32 = 25.0;
const OF_LATE: f32 = 250.0;
/// Messages a contact is taken to have got beside those they got, with everybody's words.
const PRIOR: f32 = 6.0;
/// Messages of one shingle that are looked at, the latest.
const MOST_SAME: usize = 20;

/// How like a message is to what one contact got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Liked {
    /// Cosine with the sum of all messages to them: all words, and those the sender wrote.
    pub(super) cosine: f32,
    pub(super) cosine_own: f32,
    /// Share of the nearest messages that went to them, weighted by nearness; and how many others have a greater one.
    pub(super) nearest: f32,
    pub(super) rank: Option<u32>,
    /// Likeness to the last messages.
    pub(super) recent: f32,
    /// Share of all likeness that is theirs, old messages weighing less: now, and of late.
    pub(super) now: f32,
    pub(super) of_late: f32,
    /// How much likelier the words are in mail to them than in all mail, as a logarithm.
    pub(super) odds: f32,
    /// Share of the subject's words, by rarity, that stood in subjects to them.
    pub(super) subject: f32,
    /// Share of the text that they got before, word for word.
    pub(super) same: f32,
}

/// How like a message is to the past.
#[derive(Debug)]
pub(super) struct Likeness<'p> {
    texts: &'p Texts,
    words: Vec<&'p Listed>,
    /// Which of these words stood in each message, by its number: a bit each.
    words_of: Vec<u64>,
    /// The first message that has any.
    first: u32,
    /// Nearness of the messages of the window: of all words, and of those the sender wrote.
    window: u32,
    near: Vec<(f32, f32)>,
    all_now: f32,
    all_of_late: f32,
    /// Nearness of the nearest message.
    top: f32,
    nearest: FxHashMap<Id, Share>,
    asked: FxHashMap<Id, Liked>,
}

/// Somebody's part in the nearest messages.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub(super) share: f32,
    /// How many others have a greater one.
    pub(super) rank: u32,
}

/// What likeness counts by a message's age: now, and of late.
static DECAY: LazyLock<Vec<(f32, f32)>> = LazyLock::new(|| {
    let decay = |age: usize| ((-(age as f32) / NOW).exp2(), (-(age as f32) / OF_LATE).exp2());
    (0..=WINDOW).map(decay).collect()
});

/// What nearness counts, at this age: many faintly like messages do not make up for a very like one.
fn counted(near: f32, age: usize) -> (f32, f32) {
    let (now, of_late) = DECAY.get(age).copied().unwrap_or_default();
    (near * near * now, near * near * of_late)
}

impl<'p> Likeness<'p> {
    /// Looks a message up. Nobody is asked about yet.
    pub(super) fn of(trace: &Trace, texts: &'p Texts) -> Likeness<'p> {
        let vector = texts.vector(&trace.words, |_| true);
        let own = texts.vector(&trace.words, |word| word.is_own || word.in_subject);
        let own: FxHashMap<u32, f32> = own.into_iter().collect();
        let window = texts.first_of_window();
        let mut out = Likeness {
            texts,
            words: Vec::new(),
            words_of: vec![0; texts.len()],
            first: texts.len() as u32,
            window,
            near: vec![(0.0, 0.0); texts.len() - window as usize],
            all_now: 1e-6,
            all_of_late: 1e-6,
            top: 0.0,
            nearest: FxHashMap::default(),
            asked: FxHashMap::default(),
        };
        for (word, weight, listed) in texts.looked_up(&vector) {
            out.look_up(listed, weight, own.get(&word).copied().unwrap_or_default());
        }
        out.sum_up();
        out
    }

    fn look_up(&mut self, listed: &'p Listed, weight: f32, own: f32) {
        let bit = 1 << self.words.len();
        self.words.push(listed);
        let latest = listed.latest();
        self.first = self.first.min(latest.first().map_or(u32::MAX, |(message, _)| *message));
        for &(message, other) in latest {
            if let Some(words) = self.words_of.get_mut(message as usize) {
                *words |= bit;
            }
            let at = message.wrapping_sub(self.window) as usize;
            if let Some(sum) = self.near.get_mut(at) {
                sum.0 += weight * other;
                sum.1 += own * other;
            }
        }
    }

    /// All likeness, and the nearest messages.
    fn sum_up(&mut self) {
        let mut nearest = Nearest::default();
        for ((near, _), at) in self.near.iter().zip(0..) {
            if *near > 0.0 {
                let (now, of_late) = counted(*near, self.near.len() - at);
                self.all_now += now;
                self.all_of_late += of_late;
                nearest.offer(*near, self.window + at as u32);
            }
        }
        let nearest = nearest.0;
        self.top = nearest.first().map_or(0.0, |(near, _)| *near);
        let total: f32 = nearest.iter().map(|(near, _)| near).sum();
        for (near, message) in nearest {
            for id in self.texts.recipients_of(message) {
                self.nearest.entry(*id).or_default().share += near / total;
            }
        }
        let mut order: Vec<(f32, Id)> = self.nearest.iter().map(|(id, share)| (share.share, *id)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for ((_, id), rank) in order.into_iter().zip(0..) {
            self.nearest.entry(id).or_default().rank = rank;
        }
    }

    /// Nearness of the nearest message.
    pub(super) fn top(&self) -> f32 {
        self.top
    }

    /// Everybody who got one of the nearest messages.
    pub(super) fn nearest(&self) -> impl Iterator<Item = (Id, Share)> {
        self.nearest.iter().map(|(id, share)| (*id, *share))
    }

    /// What was found out about a contact who was asked about; nothing about nobody.
    pub(super) fn to(&self, id: Option<Id>) -> Liked {
        let liked = id.and_then(|id| self.asked.get(&id));
        debug_assert!(liked.is_some() || id.is_none(), "asked about first");
        liked.copied().unwrap_or_default()
    }

    /// Asks about contacts; `count` says how many messages each got.
    pub(super) fn ask(&mut self, trace: &Trace, ids: impl Iterator<Item = Id>, count: impl Fn(Id) -> u32) {
        let mut asked: FxHashMap<Id, Liked> = ids.map(|id| (id, Liked::default())).collect();
        for (id, liked) in &mut asked {
            self.compare(*id, count(*id), liked);
        }
        self.subject(trace, &mut asked);
        self.same(trace, &mut asked);
        self.asked = asked;
    }

    /// Everything but the subject and what is the same word for word.
    fn compare(&self, id: Id, count: u32, liked: &mut Liked) {
        let recent = (self.texts.len() as u32).saturating_sub(RECENT);
        let mut tally = Tally::default();
        for got in self.texts.got_from(id, self.first) {
            let message = got.message();
            let words = self.words_of.get(message as usize).copied().unwrap_or_default();
            if words == 0 {
                continue;
            }
            tally.add(words);
            let at = message.checked_sub(self.window).map(|at| at as usize).filter(|_| !got.is_to_many());
            let Some((at, (near, own))) = at.and_then(|at| Some((at, *self.near.get(at)?))) else { continue };
            if near > 0.0 {
                let (now, of_late) = counted(near, self.near.len() - at);
                liked.cosine += near;
                liked.cosine_own += own;
                liked.now += now;
                liked.of_late += of_late;
                if message >= recent {
                    liked.recent += near;
                }
            }
        }
        liked.now /= self.all_now;
        liked.of_late /= self.all_of_late;
        if let Some(length) = self.texts.length(id) {
            liked.cosine /= length;
            liked.cosine_own /= length;
        }
        if let Some(share) = self.nearest.get(&id) {
            (liked.nearest, liked.rank) = (share.share, Some(share.rank));
        }
        liked.odds = self.odds(&tally.counts(), count);
    }

    /// Naive Bayes over the words, with everybody's mail as the prior (Dirichlet smoothing).
    fn odds(&self, times: &[u32], count: u32) -> f32 {
        let all = self.texts.len() as f32 + 1.0;
        let mut odds = 0.0;
        for (listed, times) in self.words.iter().zip(times) {
            if *times > 0 {
                let share = (listed.messages as f32 + 0.5) / all;
                odds += (1.0 + *times as f32 / (PRIOR * share)).ln();
            }
        }
        odds + self.words.len() as f32 * (PRIOR / (PRIOR + count as f32)).ln()
    }

    fn subject(&self, trace: &Trace, asked: &mut FxHashMap<Id, Liked>) {
        let all = self.texts.len() as f32 + 2.0;
        let mut total = 0.0;
        // By contact, the last of these words that they got, counted from 1: a message to many is looked at in passing.
        let mut got: Vec<u32> = vec![0; self.texts.contacts()];
        for (word, n) in trace.words.iter().filter(|word| word.in_subject).zip(1..) {
            let (kept, latest) = self.texts.of_subject(word.number);
            let weight = (all / (kept as f32 + 1.0)).ln();
            total += weight;
            for id in latest.iter().flat_map(|message| self.texts.recipients_of(*message)) {
                if let Some(last) = got.get_mut(*id as usize) {
                    *last = n;
                }
            }
            for (id, liked) in asked.iter_mut() {
                if got.get(*id as usize) == Some(&n) {
                    liked.subject += weight;
                }
            }
        }
        if total > 0.0 {
            asked.values_mut().for_each(|liked| liked.subject /= total);
        }
    }

    fn same(&self, trace: &Trace, asked: &mut FxHashMap<Id, Liked>) {
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for list in trace.shingles.iter().filter_map(|shingle| self.texts.shingles.get(shingle)) {
            list.iter().rev().take(MOST_SAME).for_each(|&message| *shared.entry(message).or_default() += 1);
        }
        for (message, count) in shared {
            let share = count as f32 / trace.shingles.len() as f32;
            for id in self.texts.recipients_of(message) {
                if let Some(liked) = asked.get_mut(id) {
                    liked.same = liked.same.max(share);
                }
            }
        }
    }
}

/// The nearest messages so far, the nearest first; of those as near, the latest.
#[derive(Default)]
struct Nearest(Vec<(f32, u32)>);

impl Nearest {
    /// Takes a message that is later than all before.
    fn offer(&mut self, near: f32, message: u32) {
        let is_full = self.0.len() >= NEAREST;
        if is_full && self.0.last().is_some_and(|(last, _)| *last > near) {
            return;
        }
        if is_full {
            self.0.pop();
        }
        let at = self.0.partition_point(|(other, _)| *other > near);
        self.0.insert(at, (near, message));
    }
}
