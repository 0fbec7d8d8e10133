//! What second persons, senders and admins read about a request. Never a word of the message: who sent it, how many people it
//! would go to and at which domains, why it waits, and where to look.

use jiff::Timestamp;

use crate::base::text::one_line;
use crate::base::{Address, Say, Step};
use crate::release::notices::{Answerable, Letter, Sender};
use crate::store::{Asked, Entry, NewSubmission};

/// Domains a mail names before it counts the others.
const MOST_DOMAINS: usize = 5;

/// The longest reason of somebody that is repeated, in characters.
const LONGEST_REASON: usize = 500;

impl Sender {
    /// To `asked`: that they are asked about `entry`, until `until`.
    pub(super) fn request(
        &self,
        entry: &Entry,
        asked: &Asked,
        until: Option<Timestamp>,
        answer: Option<&Answerable>,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let say = self.say_to(&asked.person);
        let for_whom = asked.on_behalf_of.as_ref().map(|other| say.a("request-for", "person", other));
        let letter = self
            .begun("request", entry, &asked.person, now)
            .says_if(for_whom)
            .says(self.about(say, entry))
            .says(self.places(say, &entry.summary.id))
            .says_if(until.map(|until| say.a("request-until", "at", self.time(say, until))));
        match answer {
            Some(answer) => letter.returned_to(answer.address.clone()).finish(),
            None => letter.finish(),
        }
    }

    /// To `person`: that they are still asked about `entry`.
    pub(super) fn request_again(
        &self,
        entry: &Entry,
        person: &Address,
        answer: Option<&Answerable>,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let say = self.say_to(person);
        let letter = self
            .begun("request-again", entry, person, now)
            .says(self.about(say, entry))
            .says(self.places(say, &entry.summary.id));
        match answer {
            Some(answer) => letter.returned_to(answer.address.clone()).finish(),
            None => letter.finish(),
        }
    }

    /// To the sender of `entry`: that `asked` have not answered yet.
    pub(super) fn still_asked(&self, entry: &Entry, asked: &[Asked], now: Timestamp) -> Option<NewSubmission> {
        let to = entry.envelope.sender.as_ref()?;
        let say = self.say_to(to);
        let people: Vec<String> = asked.iter().map(|asked| asked.person.to_string()).collect();
        self.begun("still-asked", entry, to, now)
            .says(say.a("still-asked-people", "people", people.join(", ")))
            .says(self.places(say, &entry.summary.id))
            .finish()
    }

    /// To the sender of `entry`: that nobody can be asked; `alone`, whether they may send it themselves.
    pub(super) fn nobody_to_ask(&self, entry: &Entry, alone: bool, now: Timestamp) -> Option<NewSubmission> {
        let to = entry.envelope.sender.as_ref()?;
        let say = self.say_to(to);
        self.begun("nobody-to-ask", entry, to, now)
            .says_if(alone.then(|| say.a("may-send", "id", &entry.summary.id)))
            .says(self.places(say, &entry.summary.id))
            .finish()
    }

    /// To the sender of `entry`: that nobody has answered, and that they may send it with a reason.
    pub(super) fn glass(&self, entry: &Entry, now: Timestamp) -> Option<NewSubmission> {
        let to = entry.envelope.sender.as_ref()?;
        let say = self.say_to(to);
        self.begun("glass", entry, to, now)
            .says(say.a("may-send", "id", &entry.summary.id))
            .says(self.places(say, &entry.summary.id))
            .finish()
    }

    /// To an admin: that nobody has answered.
    pub(super) fn unanswered(&self, entry: &Entry, admin: &Address, now: Timestamp) -> Option<NewSubmission> {
        let say = self.say_to(admin);
        self.begun("unanswered", entry, admin, now)
            .says(self.about(say, entry))
            .says(self.places(say, &entry.summary.id))
            .finish()
    }

    /// To `person`: that the sender of `entry` has sent it alone, and why.
    pub(in crate::release) fn sent_alone(
        &self,
        entry: &Entry,
        person: &Address,
        reason: &str,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let say = self.say_to(person);
        self.begun("sent-alone", entry, person, now)
            .says(self.about(say, entry))
            .says(say.a("sent-alone-reason", "reason", one_line(reason, LONGEST_REASON)))
            .says(self.places(say, &entry.summary.id))
            .finish()
    }

    /// To `person`, who was asked: that `entry` was given back, as nobody decided.
    pub(in crate::release) fn request_over(
        &self,
        entry: &Entry,
        person: &Address,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let say = self.say_to(person);
        self.begun("request-over", entry, person, now).says(self.about(say, entry)).finish()
    }

    /// A letter whose subject and first sentence are those of `kind`.
    fn begun(&self, kind: &str, entry: &Entry, to: &Address, now: Timestamp) -> Letter {
        let (say, id) = (self.say_to(to), &entry.summary.id);
        let sender = entry.envelope.sender.as_ref().map_or_else(String::new, ToString::to_string);
        let named = [("sender", sender), ("id", id.to_string())];
        let subject = say.all(&format!("{kind}-subject"), &named);
        self.letter(id, to, now).subject(&subject).says(say.all(kind, &named))
    }

    /// Who sent it, to how many and where, and which checks have noticed something.
    fn about(&self, say: Say, entry: &Entry) -> String {
        let mut domains: Vec<String> =
            entry.remaining().filter_map(|row| row.recipient.address.domain()).map(ToString::to_string).collect();
        domains.sort_unstable();
        domains.dedup();
        let more = domains.len().saturating_sub(MOST_DOMAINS);
        domains.truncate(MOST_DOMAINS);
        if more > 0 {
            domains.push(say.n("notice-more", more));
        }
        let sender = entry.envelope.sender.as_ref().map_or_else(String::new, ToString::to_string);
        let named = [("sender", sender), ("domains", domains.join(", "))];
        let people = say.counted("request-people", entry.remaining().count(), &named);
        // Not their sentences, which name people and words of the message.
        let mut checks: Vec<String> = entry
            .verdict
            .findings
            .iter()
            .filter(|finding| finding.step > Step::Pass)
            .map(|finding| format!("  - {}", finding.check))
            .collect();
        checks.dedup();
        format!("{people}\n{}", checks.join("\n"))
    }
}
