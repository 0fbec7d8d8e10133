//! What is kept of a message: dates, recipients, and numbers of words that nobody can turn back into text without the key and
//! a guess. Judging needs no more than this, so what was kept judges exactly as the message did.

use jiff::Timestamp;

use super::habits;
use super::key::Key;
use super::named::{self, Greeting};
use super::words::{self, Subject, Word};
use super::{Addressee, Outgoing};

/// Files of one message that are kept.
const MOST_FILES: usize = 32;

/// What is kept of one message.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    pub(super) at: i64,
    /// Where it was written, in quarters of an hour from UTC; `None` = unknown.
    pub(super) offset: Option<i8>,
    pub(super) recipients: Vec<Addressee>,
    pub(super) is_reply: bool,
    pub(super) is_forward: bool,
    pub(super) has_quote: bool,
    /// Words the sender wrote; at most 65,535.
    pub(super) length: u16,
    /// [`Key::topic`]; 0 = the subject says nothing.
    pub(super) topic: u32,
    pub(super) words: Vec<Word>,
    pub(super) greeting: Greeting,
    /// Names and addresses in the quote; sorted.
    pub(super) named: Vec<u32>,
    /// Those at its top; sorted.
    pub(super) authors: Vec<u32>,
    /// Runs of words; sorted.
    pub(super) shingles: Vec<u32>,
    pub(super) files: Vec<u64>,
}

impl Trace {
    /// What is kept of `message`. Takes time linear in its length, up to bounds.
    pub fn of(message: &Outgoing<'_>, key: &Key) -> Trace {
        let subject = Subject::of(message.subject);
        let mut files: Vec<u64> = message.files.iter().map(|digest| key.file(digest.as_bytes())).collect();
        files.truncate(MOST_FILES);
        Trace {
            at: message.at.as_second(),
            offset: None,
            recipients: message.recipients.to_vec(),
            is_reply: subject.is_reply || message.answers,
            is_forward: subject.is_forward,
            has_quote: !message.quoted.trim().is_empty(),
            length: u16::try_from(message.own.split_whitespace().count()).unwrap_or(u16::MAX),
            topic: if subject.topic.chars().count() > 2 { key.topic(&subject.topic) } else { 0 },
            words: words::of(message.subject, message.own, message.quoted, key),
            greeting: Greeting::of(message.own, key),
            named: named::people(message.quoted, key),
            authors: named::authors(message.quoted, key),
            shingles: words::shingles(message.own, message.quoted, key),
            files,
        }
    }

    /// The same message, written where the clock is so many seconds from UTC.
    pub fn written_at(self, offset: Option<i32>) -> Trace {
        Trace { offset: offset.and_then(habits::quarters), ..self }
    }

    /// When it was sent.
    pub fn at(&self) -> Timestamp {
        Timestamp::from_second(self.at).unwrap_or_default()
    }

    /// Who got it.
    pub fn recipients(&self) -> &[Addressee] {
        &self.recipients
    }

    /// The same message to others, as a slip or a repair makes it.
    pub fn with(&self, recipients: Vec<Addressee>) -> Trace {
        Trace { recipients, ..self.clone() }
    }

    /// A word of the message, by its number.
    pub(super) fn word(&self, number: u32) -> Option<&Word> {
        let at = self.words.binary_search_by_key(&number, |word| word.number).ok()?;
        self.words.get(at)
    }
}
