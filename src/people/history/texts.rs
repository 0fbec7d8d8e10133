//! Which words went to whom: for every word the messages that held it, and for every contact the messages they got. What a
//! message costs to look at depends on its words and on who is asked about, not on how many contacts there are.

use rustc_hash::FxHashMap;

use super::book::Id;
use super::trace::Trace;
use super::words::Word;

/// Words of a message that are looked up, the rarest first.
pub(super) const MOST_LOOKED_UP: usize = 60;
/// Messages of one word that are looked at, the latest first.
pub(super) const MOST_LISTED: usize = 1_500;
/// Messages of one word that are kept besides, so that the oldest are not dropped one by one.
const SPARE: usize = 500;
/// Messages back to which likeness is looked for: what a message costs does not grow with the past.
pub(super) const WINDOW: usize = 20_000;
/// A message to more people tells nothing about whose words these are.
const MOST_RECIPIENTS: usize = 60;

/// The messages of one word: number and the word's weight in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    /// In how many messages it stood; the list holds the latest of them.
    pub(super) messages: u32,
    list: Vec<(u32, f32)>,
}

impl Listed {
    /// Those that are looked at, the oldest first.
    pub(super) fn latest(&self) -> &[(u32, f32)] {
        latest(&self.list)
    }
}

/// Everything learnt of texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    words: FxHashMap<u32, Listed>,
    /// The messages whose subjects held a word.
    subjects: FxHashMap<u32, Vec<u32>>,
    /// The messages that held a run of words.
    pub(super) shingles: FxHashMap<u32, Vec<u32>>,
    /// Who got the messages, one message after the other; and where each message's recipients end.
    recipients: Vec<Id>,
    ends: Vec<u32>,
    /// What each contact got, the oldest first.
    got: Vec<Vec<Got>>,
    /// The square of the length of the sum of all messages to a contact.
    squares: Vec<f32>,
}

/// The number of a message somebody got, and whether it went to more than [`MOST_RECIPIENTS`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Got(u32);

impl Got {
    const TO_MANY: u32 = 1 << 31;

    /// `None` for more messages than there are numbers.
    fn new(message: u32, recipients: usize) -> Option<Got> {
        let mark = if recipients > MOST_RECIPIENTS { Got::TO_MANY } else { 0 };
        (message < Got::TO_MANY).then_some(Got(message | mark))
    }

    pub(super) fn message(self) -> u32 {
        self.0 & !Got::TO_MANY
    }

    pub(super) fn is_to_many(self) -> bool {
        self.0 & Got::TO_MANY != 0
    }
}

impl Texts {
    /// Messages learnt.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Contacts there are.
    pub(super) fn contacts(&self) -> usize {
        self.got.len()
    }

    /// Who got each of the last messages, latest first.
    pub(super) fn last(&self) -> impl Iterator<Item = &[Id]> {
        (0..self.ends.len() as u32).rev().map(|message| self.recipients_of(message))
    }

    /// The messages whose subjects held a word: how many are kept, and those that are looked at.
    pub(super) fn of_subject(&self, word: u32) -> (usize, &[u32]) {
        let list = self.subjects.get(&word).map_or(&[][..], Vec::as_slice);
        (list.len(), latest(list))
    }

    /// What a contact got from this message on.
    pub(super) fn got_from(&self, id: Id, first: u32) -> &[Got] {
        let got = self.got.get(id as usize).map_or(&[][..], Vec::as_slice);
        got.get(got.partition_point(|got| got.message() < first)..).unwrap_or_default()
    }

    pub(super) fn recipients_of(&self, message: u32) -> &[Id] {
        let at = message as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.recipients.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The length of the sum of all messages to a contact; `None` where there is nothing.
    pub(super) fn length(&self, id: Id) -> Option<f32> {
        self.squares.get(id as usize).filter(|square| **square > 0.0).map(|square| square.sqrt())
    }

    /// The first message that likeness is looked for in.
    pub(super) fn first_of_window(&self) -> u32 {
        self.ends.len().saturating_sub(WINDOW) as u32
    }

    /// The words with their weights: rare ones and repeated ones weigh more; of length 1 as a whole.
    pub(super) fn vector(&self, words: &[Word], wanted: impl Fn(&Word) -> bool) -> Vec<(u32, f32)> {
        let all = self.len() as f32 + 2.0;
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

    /// The words that are looked up: the rarest of a vector that are known and not too common, with their weights.
    pub(super) fn looked_up(&self, vector: &[(u32, f32)]) -> Vec<(u32, f32, &Listed)> {
        let mut rare: Vec<(u32, f32)> = vector.to_vec();
        rare.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rare.truncate(MOST_LOOKED_UP);
        let most = 0.3 * self.len() as f32 + 20.0;
        let known = rare.into_iter().filter_map(|(word, weight)| Some((word, weight, self.words.get(&word)?)));
        known.filter(|(_, _, listed)| listed.messages as f32 <= most).collect()
    }

    /// Learns a message to these contacts, of whom there are `contacts` in all.
    pub(super) fn learn(&mut self, trace: &Trace, ids: &[Id], contacts: usize) {
        let Some((index, end)) = self.next(ids.len()) else { return };
        let vector = self.vector(&trace.words, |_| true);
        self.squares.resize(contacts, 0.0);
        self.got.resize(contacts, Vec::new());
        if ids.len() <= MOST_RECIPIENTS {
            for (id, sum) in ids.iter().zip(self.sums(&vector, ids)) {
                if let Some(square) = self.squares.get_mut(*id as usize) {
                    *square += 2.0 * sum + 1.0;
                }
            }
        }
        for (word, weight) in vector {
            let listed = self.words.entry(word).or_default();
            listed.messages += 1;
            push(&mut listed.list, (index.message(), weight), SPARE);
        }
        for word in trace.words.iter().filter(|word| word.in_subject) {
            push(self.subjects.entry(word.number).or_default(), index.message(), MOST_LISTED);
        }
        for &shingle in &trace.shingles {
            push(self.shingles.entry(shingle).or_default(), index.message(), MOST_LISTED);
        }
        for id in ids {
            if let Some(got) = self.got.get_mut(*id as usize) {
                got.push(index);
            }
        }
        self.recipients.extend_from_slice(ids);
        self.ends.push(end);
    }

    /// The number of the next message, and where its recipients will end; `None` where numbers run out.
    fn next(&self, recipients: usize) -> Option<(Got, u32)> {
        let index = Got::new(u32::try_from(self.ends.len()).ok()?, recipients)?;
        Some((index, u32::try_from(self.recipients.len() + recipients).ok()?))
    }

    /// The likeness of a message to all of the window that each of these contacts got.
    fn sums(&self, vector: &[(u32, f32)], ids: &[Id]) -> Vec<f32> {
        let first = self.first_of_window();
        let mut near = vec![0.0f32; self.ends.len() - first as usize];
        for (_, weight, listed) in self.looked_up(vector) {
            // From the end: a search for the first of the window would wait for memory at every step.
            for &(message, other) in listed.latest().iter().rev().take_while(|(message, _)| *message >= first) {
                if let Some(sum) = near.get_mut((message - first) as usize) {
                    *sum += weight * other;
                }
            }
        }
        let sum = |id: &Id| {
            let got = self.got_from(*id, first).iter();
            got.filter_map(|got| near.get((got.message() - first) as usize)).fold(0.0, |sum, near| sum + near)
        };
        ids.iter().map(sum).collect()
    }

    /// Approximate octets in memory.
    pub(super) fn bytes(&self) -> usize {
        let lists = self.words.values().map(|listed| 48 + listed.list.capacity() * 8).sum::<usize>();
        let numbers = |map: &FxHashMap<u32, Vec<u32>>| map.values().map(|list| 40 + list.capacity() * 4).sum::<usize>();
        let got = self.got.iter().map(|got| 24 + got.capacity() * 4).sum::<usize>();
        let flat = self.recipients.capacity() + self.ends.capacity() + self.squares.capacity();
        lists + numbers(&self.subjects) + numbers(&self.shingles) + got + flat * 4
    }
}

fn latest<T>(list: &[T]) -> &[T] {
    list.get(list.len().saturating_sub(MOST_LISTED)..).unwrap_or_default()
}

/// Appends to a list of which only the latest are looked at; the oldest are dropped when there are `spare` more.
fn push<T>(list: &mut Vec<T>, item: T, spare: usize) {
    if list.len() >= MOST_LISTED + spare {
        list.drain(..spare);
    }
    if list.len() == list.capacity() && list.len() > MOST_LISTED / 2 {
        list.reserve_exact(MOST_LISTED + spare - list.len());
    }
    list.push(item);
}
