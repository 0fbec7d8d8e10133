//! What is told of what waits: that it is held, at once or several together, that it still waits, and that nobody knows
//! whether it was sent.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Answerable, Sender, reasons};
use crate::base::event::Event;
use crate::base::{Address, Id, Say, Step};
use crate::release::Required;
use crate::store::{Change, Entry, NewSubmission, RecipientState, Store, StoreError};

impl Sender {
    /// That `entry` is held; `answer` is where it can be decided by mail.
    pub(in crate::release) fn held(
        &self,
        entry: &Entry,
        answer: Option<&Answerable>,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let say = self.say_to(to);
        let subject = [("subject", self.subject(say, entry)), ("id", id.to_string())];
        let letter = self
            .letter(id, to, now)
            .subject(&say.counted("notice-held-subject", odd_addresses(entry), &subject))
            .says(say.t("notice-held"))
            .says(self.message(say, entry))
            .says(format!("{}\n{}", say.t("notice-why"), reasons(say, entry)))
            .says_if((entry.summary.step == Step::Approve).then(|| say.t("notice-second-person")))
            .says(self.places(say, id))
            .says_if(answer.map(|_| how_to_answer(say, entry)))
            .says_if(self.deadline(say, entry));
        match answer {
            Some(answer) => letter.answered_at(answer.address.clone()).finish(),
            None => letter.finish(),
        }
    }

    /// That several messages of `to` are held.
    pub(in crate::release) fn digest(&self, to: &Address, entries: &[Entry], now: Timestamp) -> Option<NewSubmission> {
        let first = &entries.first()?.summary.id;
        let say = self.say_to(to);
        let letter = self
            .letter(first, to, now)
            .subject(&say.n("notice-digest-subject", entries.len()))
            .says(say.n("notice-digest", entries.len()));
        let letter = entries.iter().fold(letter, |letter, entry| letter.says(self.one_of_several(say, entry)));
        letter.says_if(self.deadline(say, entries.first()?)).finish()
    }

    fn one_of_several(&self, say: Say, entry: &Entry) -> String {
        let id = &entry.summary.id;
        format!("{}\n{}\n{}", self.message(say, entry), reasons(say, entry), self.places(say, id))
    }

    /// The `nth` reminder that a hold waits.
    pub(in crate::release) fn reminder(
        &self,
        entry: &Entry,
        answer: Option<&Answerable>,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let say = self.say_to(to);
        let named = [("subject", self.subject(say, entry)), ("id", id.to_string())];
        let letter = self
            .letter(id, to, now)
            .subject(&say.all("notice-reminder-subject", &named))
            .says(say.t("notice-held"))
            .says(self.message(say, entry))
            .says(format!("{}\n{}", say.t("notice-why"), reasons(say, entry)))
            .says(self.places(say, id))
            .says_if(answer.map(|_| how_to_answer(say, entry)))
            .says_if(self.deadline(say, entry));
        match answer {
            Some(answer) => letter.answered_at(answer.address.clone()).finish(),
            None => letter.finish(),
        }
    }

    /// That a message may have been sent, and that somebody has to say what to do.
    fn unsure(&self, entry: &Entry, now: Timestamp) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let say = self.say_to(to);
        let named = [("subject", self.subject(say, entry)), ("id", id.to_string())];
        let unsure = entry.remaining().filter(|row| row.state == RecipientState::Unsure);
        let lines: Vec<String> = unsure.map(|row| format!("  {}: {}", row.recipient.address, row.reply)).collect();
        self.letter(id, to, now)
            .subject(&say.all("notice-unsure-subject", &named))
            .says(say.t("notice-unsure"))
            .says(self.message(say, entry))
            .says(format!("{}\n{}", say.t("notice-unsure-who"), lines.join("\n")))
            .says(say.a("notice-unsure-decide", "id", id))
            .says_if(self.link(id))
            .finish()
    }

    fn deadline(&self, say: Say, entry: &Entry) -> Option<String> {
        entry.summary.deadline.map(|at| say.a("notice-deadline", "at", self.time(say, at)))
    }
}

/// Tells the owner of `id` that nobody knows whether it was sent; nothing else changes.
///
/// # Errors
/// When the store cannot be read or written, or `id` has changed in the meantime.
pub async fn tell_unsure(store: &Store, sender: &Sender, id: &Id, now: Timestamp) -> Result<(), StoreError> {
    let entry = store.entry(id).await?;
    let Some(notice) = sender.unsure(&entry, now) else { return Ok(()) };
    let events = vec![Event::told("unsure", "mail")];
    let change = Change { events, notices: vec![notice], ..Change::default() };
    store.change(id, entry.summary.version, change).await
}

/// How many addresses a look is asked at.
fn odd_addresses(entry: &Entry) -> usize {
    let odd: HashSet<&str> = entry.remaining().filter(|row| row.odd).map(|row| row.recipient.address.key()).collect();
    odd.len()
}

/// What to write on the first line of an answer.
fn how_to_answer(say: Say, entry: &Entry) -> String {
    match Required::by(entry) {
        Required::Nothing => say.t("notice-answer"),
        Required::Tick(_) | Required::Type(_) => say.t("notice-answer-domain"),
        Required::SecondPerson => say.t("notice-answer-cancel"),
    }
}
