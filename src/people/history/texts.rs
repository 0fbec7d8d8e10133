//! Which words went to whom: a list of messages for every word, so that one pass over the words of a message gives its
//! likeness to every contact's mail at once.

use rustc_hash::FxHashMap;

use super::book::Id;
use super::trace::Trace;
use super::words::Word;

/// Words of a message that are looked up, the rarest first.
const MOST_LOOKED_UP: usize = 60;
/// Messages of one word that are looked at, the latest first.
const MOST_LISTED: usize = 1_500;
/// Messages back to which likeness is looked for: what a message costs does not grow with the past.
const WINDOW: usize = 20_000;
/// Messages most like a new one whose recipients are taken for its likely ones (Carvalho and Cohen 2007).
const NEAREST: usize = 30;
/// Messages that count as recent.
const RECENT: u32 = 100;
/// Messages after which likeness counts half, for what is said now and of late.
const NOW: f32 = 25.0;
const OF_LATE: f32 = 250.0;
/// Messages a contact is taken to have got beside those they got, with everybody's words.
const PRIOR: f32 = 6.0;
/// A message to more people tells nothing about whose words these are.
const MOST_RECIPIENTS: usize = 60;

/// The messages of one word: number and the word's weight in it.
#[derive(Clone, Debug, Default)]
struct Listed {
    /// In how many messages it stood; the list holds the latest of them.
    messages: u32,
    list: Vec<(u32, f32)>,
}

/// Everything learnt of texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    words: FxHashMap<u32, Listed>,
    /// The messages whose subjects held a word.
    subjects: FxHashMap<u32, Vec<u32>>,
    /// The messages that held a run of words.
    shingles: FxHashMap<u32, Vec<u32>>,
    /// Who got each message.
    recipients: Vec<Box<[Id]>>,
    /// The square of the length of the sum of all messages to a contact.
    squares: Vec<f32>,
}

/// How like a message is to what each contact got; by contact.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    /// Cosine with the sum of all messages to them: all words, and those the sender wrote.
    pub(super) cosine: Vec<f32>,
    pub(super) cosine_own: Vec<f32>,
    /// Share of the nearest messages that went to them, weighted by nearness.
    pub(super) nearest: Vec<f32>,
    /// How many others have a greater share.
    pub(super) rank: FxHashMap<Id, u32>,
    /// Likeness to the last messages.
    pub(super) recent: Vec<f32>,
    /// Share of all likeness that is theirs, old messages weighing less: now, and of late.
    pub(super) now: Vec<f32>,
    pub(super) of_late: Vec<f32>,
    /// How much likelier the words are in mail to them than in all mail, as a logarithm.
    pub(super) odds: Vec<f32>,
    /// Share of the subject's words, by rarity, that stood in subjects to them.
    pub(super) subject: Vec<f32>,
    /// Share of the text that they got before, word for word.
    pub(super) same: FxHashMap<Id, f32>,
    /// Nearness of the nearest message.
    pub(super) top: f32,
}

impl Likeness {
    /// The value of a contact in one of the lists; 0 for whom nothing went to.
    pub(super) fn of(list: &[f32], id: Option<Id>) -> f32 {
        id.and_then(|id| list.get(id as usize)).copied().unwrap_or_default()
    }
}

impl Texts {
    /// Messages learnt.
    fn len(&self) -> f32 {
        self.recipients.len() as f32
    }

    /// Who got each of the last messages, latest first.
    pub(super) fn last(&self) -> impl Iterator<Item = &[Id]> {
        self.recipients.iter().rev().map(AsRef::as_ref)
    }

    /// The words with their weights: rare ones and repeated ones weigh more; of length 1 as a whole.
    fn vector(&self, words: &[Word], wanted: impl Fn(&Word) -> bool) -> Vec<(u32, f32)> {
        let all = self.len() + 2.0;
        let weight = |word: &Word| {
            let messages = self.words.get(&word.number).map_or(0, |listed| listed.messages);
            (1.0 + f32::from(word.count.max(1)).ln()) * (all / (messages as f32 + 0.5)).ln().max(0.0)
        };
        let mut vector: Vec<(u32, f32)> = words.iter().filter(|w| wanted(w)).map(|w| (w.number, weight(w))).collect();
        let length = vector.iter().map(|(_, x)| x * x).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, x)| *x /= length);
        }
        vector
    }

    /// Learns a message to these contacts, of whom there are `contacts` in all.
    pub(super) fn learn(&mut self, trace: &Trace, ids: &[Id], contacts: usize) {
        let Ok(index) = u32::try_from(self.recipients.len()) else { return };
        let vector = self.vector(&trace.words, |_| true);
        self.squares.resize(contacts, 0.0);
        if ids.len() <= MOST_RECIPIENTS {
            let (likeness, _) = self.nearness(&vector, &[]);
            let mut sums: FxHashMap<Id, f32> = ids.iter().map(|&id| (id, 0.0)).collect();
            for (message, near, _) in likeness {
                for id in self.recipients_of(message) {
                    if let Some(sum) = sums.get_mut(id) {
                        *sum += near;
                    }
                }
            }
            for (id, sum) in sums {
                if let Some(square) = self.squares.get_mut(id as usize) {
                    *square += 2.0 * sum + 1.0;
                }
            }
        }
        for (word, weight) in vector {
            let listed = self.words.entry(word).or_default();
            listed.messages += 1;
            push(&mut listed.list, (index, weight));
        }
        for word in trace.words.iter().filter(|word| word.in_subject) {
            push(self.subjects.entry(word.number).or_default(), index);
        }
        for &shingle in &trace.shingles {
            push(self.shingles.entry(shingle).or_default(), index);
        }
        self.recipients.push(ids.into());
    }

    fn recipients_of(&self, message: u32) -> &[Id] {
        self.recipients.get(message as usize).map_or(&[], AsRef::as_ref)
    }

    /// The messages that share words with a vector: number, nearness, and nearness to a second vector.
    fn nearness(&self, vector: &[(u32, f32)], own: &[(u32, f32)]) -> (Vec<(u32, f32, f32)>, Vec<u32>) {
        let mut rare: Vec<(u32, f32)> = vector.to_vec();
        rare.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rare.truncate(MOST_LOOKED_UP);
        let most = 0.3 * self.len() + 20.0;
        let own: FxHashMap<u32, f32> = own.iter().copied().collect();
        let first = self.recipients.len().saturating_sub(WINDOW);
        let mut near = vec![(0.0f32, 0.0f32); self.recipients.len() - first];
        let mut looked_up = Vec::new();
        for (word, weight) in rare {
            let Some(listed) = self.words.get(&word).filter(|listed| listed.messages as f32 <= most) else { continue };
            let own = own.get(&word).copied().unwrap_or_default();
            for &(message, other) in listed.list.iter().rev().take(MOST_LISTED) {
                let Some(at) = (message as usize).checked_sub(first) else { break };
                if let Some(sum) = near.get_mut(at) {
                    sum.0 += weight * other;
                    sum.1 += own * other;
                }
            }
            looked_up.push(word);
        }
        let some = near.into_iter().zip(first as u32..).filter(|((near, _), _)| *near > 0.0);
        (some.map(|((near, own), message)| (message, near, own)).collect(), looked_up)
    }

    /// How like a message is to what each of so many contacts got; `counts` says how much they got.
    pub(super) fn likeness(&self, trace: &Trace, contacts: usize, count: impl Fn(Id) -> u32) -> Likeness {
        let vector = self.vector(&trace.words, |_| true);
        let own = self.vector(&trace.words, |word| word.is_own || word.in_subject);
        let (mut near, looked_up) = self.nearness(&vector, &own);
        let mut out = Likeness {
            cosine: vec![0.0; contacts],
            cosine_own: vec![0.0; contacts],
            nearest: vec![0.0; contacts],
            recent: vec![0.0; contacts],
            now: vec![0.0; contacts],
            of_late: vec![0.0; contacts],
            odds: self.odds(&looked_up, contacts, count),
            subject: self.subject(trace, contacts),
            same: self.same(trace),
            ..Likeness::default()
        };
        let recent = (self.recipients.len() as u32).saturating_sub(RECENT);
        let (mut all_now, mut all_of_late) = (1e-6, 1e-6);
        for &(message, near, own) in &near {
            // Many faintly like messages do not make up for a very like one.
            let age = self.recipients.len() as f32 - message as f32;
            let (now, of_late) = (near * near * (-age / NOW).exp2(), near * near * (-age / OF_LATE).exp2());
            all_now += now;
            all_of_late += of_late;
            let ids = self.recipients_of(message);
            if ids.len() > MOST_RECIPIENTS {
                continue;
            }
            for &id in ids {
                add(&mut out.cosine, id, near);
                add(&mut out.cosine_own, id, own);
                add(&mut out.now, id, now);
                add(&mut out.of_late, id, of_late);
                if message >= recent {
                    add(&mut out.recent, id, near);
                }
            }
        }
        out.now.iter_mut().for_each(|share| *share /= all_now);
        out.of_late.iter_mut().for_each(|share| *share /= all_of_late);
        for (at, square) in self.squares.iter().enumerate().filter(|(_, square)| **square > 0.0) {
            for list in [&mut out.cosine, &mut out.cosine_own] {
                if let Some(value) = list.get_mut(at) {
                    *value /= square.sqrt();
                }
            }
        }
        self.nearest(&mut near, &mut out);
        out
    }

    fn nearest(&self, near: &mut Vec<(u32, f32, f32)>, out: &mut Likeness) {
        let by_nearness = |a: &(u32, f32, f32), b: &(u32, f32, f32)| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0));
        if near.len() > NEAREST {
            near.select_nth_unstable_by(NEAREST - 1, by_nearness);
            near.truncate(NEAREST);
        }
        near.sort_unstable_by(by_nearness);
        out.top = near.first().map_or(0.0, |(_, near, _)| *near);
        let total: f32 = near.iter().map(|(_, near, _)| near).sum();
        let mut who: Vec<Id> = Vec::new();
        for &(message, near, _) in near.iter() {
            for &id in self.recipients_of(message) {
                if Likeness::of(&out.nearest, Some(id)) == 0.0 {
                    who.push(id);
                }
                add(&mut out.nearest, id, near / total);
            }
        }
        who.sort_unstable_by(|&a, &b| {
            let of = |id| Likeness::of(&out.nearest, Some(id));
            of(b).total_cmp(&of(a)).then(a.cmp(&b))
        });
        out.rank = who.into_iter().zip(0..).collect();
    }

    /// Naive Bayes over the words, with everybody's mail as the prior (Dirichlet smoothing).
    fn odds(&self, words: &[u32], contacts: usize, count: impl Fn(Id) -> u32) -> Vec<f32> {
        let all = self.len() + 1.0;
        let mut odds = vec![0.0f32; contacts];
        let mut got: FxHashMap<Id, u32> = FxHashMap::default();
        for word in words {
            let Some(listed) = self.words.get(word) else { continue };
            let share = (listed.messages as f32 + 0.5) / all;
            got.clear();
            for &(message, _) in listed.list.iter().rev().take(MOST_LISTED) {
                self.recipients_of(message).iter().for_each(|&id| *got.entry(id).or_default() += 1);
            }
            for (&id, &times) in &got {
                add(&mut odds, id, (1.0 + times as f32 / (PRIOR * share)).ln());
            }
        }
        let expected = |id: Id| words.len() as f32 * (PRIOR / (PRIOR + count(id) as f32)).ln();
        odds.iter_mut().zip(0..).for_each(|(odds, id)| *odds += expected(id));
        odds
    }

    fn subject(&self, trace: &Trace, contacts: usize) -> Vec<f32> {
        let mut fit = vec![0.0f32; contacts];
        let all = self.len() + 2.0;
        let mut total = 0.0;
        let mut got: Vec<Id> = Vec::new();
        for word in trace.words.iter().filter(|word| word.in_subject) {
            let list = self.subjects.get(&word.number).map_or(&[][..], Vec::as_slice);
            let weight = (all / (list.len() as f32 + 1.0)).ln();
            total += weight;
            got.clear();
            for &message in list.iter().rev().take(MOST_LISTED) {
                got.extend_from_slice(self.recipients_of(message));
            }
            got.sort_unstable();
            got.dedup();
            got.iter().for_each(|&id| add(&mut fit, id, weight));
        }
        if total > 0.0 {
            fit.iter_mut().for_each(|fit| *fit /= total);
        }
        fit
    }

    fn same(&self, trace: &Trace) -> FxHashMap<Id, f32> {
        let mut shared: FxHashMap<u32, u32> = FxHashMap::default();
        for list in trace.shingles.iter().filter_map(|shingle| self.shingles.get(shingle)) {
            list.iter().rev().take(20).for_each(|&message| *shared.entry(message).or_default() += 1);
        }
        let mut same: FxHashMap<Id, f32> = FxHashMap::default();
        for (message, count) in shared {
            for &id in self.recipients_of(message) {
                let share = count as f32 / trace.shingles.len() as f32;
                let entry = same.entry(id).or_default();
                *entry = entry.max(share);
            }
        }
        same
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        let lists = self.words.values().map(|listed| 48 + listed.list.capacity() * 8).sum::<usize>();
        let numbers = |map: &FxHashMap<u32, Vec<u32>>| map.values().map(|list| 40 + list.capacity() * 4).sum::<usize>();
        let recipients = self.recipients.iter().map(|ids| 16 + ids.len() * 4).sum::<usize>();
        lists + numbers(&self.subjects) + numbers(&self.shingles) + recipients + self.squares.capacity() * 4
    }
}

/// Appends to a list of which only the latest are looked at.
fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() >= 2 * MOST_LISTED {
        list.drain(..MOST_LISTED);
    }
    list.push(item);
}

fn add(list: &mut [f32], id: Id, value: f32) {
    if let Some(sum) = list.get_mut(id as usize) {
        *sum += value;
    }
}
