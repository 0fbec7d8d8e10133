//! What is told of how a hold ended: sent, sent changed, cancelled, rejected, given back.

use jiff::Timestamp;

use super::{Letter, Sender, reasons};
use crate::base::Say;
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::store::{AttemptResult, Entry, JournalLine, NewSubmission, RecipientState, Store, StoreError, Telling};

/// The longest reason of somebody that is repeated, in characters.
const LONGEST_REASON: usize = 500;

/// How a hold ended, as its sender is told.
#[derive(Clone, Copy, Debug)]
pub enum Ending<'a> {
    /// It was sent.
    Sent {
        /// Who decided; empty when that is not known.
        by: &'a str,
        /// What was changed of its recipients before.
        repairs: &'a Repairs,
    },
    /// It was withdrawn.
    Cancelled {
        /// Who decided.
        by: &'a str,
        /// What was said of it: stopped before leaving, or too late for some.
        outcome: &'a str,
    },
    /// A second person said no.
    Rejected {
        /// Who decided.
        by: &'a str,
        /// Why, in their words.
        reason: &'a str,
    },
    /// Nobody decided in time.
    Returned,
}

impl Ending<'_> {
    /// The word the journal has for it.
    pub fn word(&self) -> &'static str {
        match self {
            Ending::Sent { repairs, .. } if repairs.is_empty() => "sent",
            Ending::Sent { .. } => "sent changed",
            Ending::Cancelled { .. } => "cancelled",
            Ending::Rejected { .. } => "rejected",
            Ending::Returned => "returned",
        }
    }
}

/// What was changed of the recipients of a hold, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs(Vec<Repair>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Repair {
    verb: String,
    from: String,
    to: String,
}

impl Repairs {
    /// As the journal has them.
    pub fn of(journal: &[JournalLine]) -> Repairs {
        let repairs = journal.iter().filter_map(|line| match &line.event {
            Event::Repaired { verb, from, to, .. } => {
                let to = to.clone().unwrap_or_default();
                Some(Repair { verb: verb.clone(), from: from.clone(), to })
            }
            _ => None,
        });
        Repairs(repairs.collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line for each.
    fn lines(&self, say: Say) -> String {
        let line = |repair: &Repair| {
            let named = [("from", repair.from.clone()), ("to", repair.to.clone())];
            match repair.verb.as_str() {
                "replace" => say.all("notice-replaced", &named),
                "bcc" => say.all("notice-hidden-now", &named),
                _ => say.all("notice-removed", &named),
            }
        };
        self.0.iter().map(|repair| format!("  - {}", line(repair))).collect::<Vec<_>>().join("\n")
    }
}

impl Sender {
    /// That `entry` has ended so; `draft` is the message, given back where it did not leave.
    pub fn ended(
        &self,
        entry: &Entry,
        ending: Ending<'_>,
        draft: Option<&[u8]>,
        now: Timestamp,
    ) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let say = self.say_to(to);
        let letter = self.letter(id, to, now).subject(&self.ended_subject(say, entry, ending));
        let letter = match ending {
            Ending::Sent { by, repairs } => self.sent(letter, say, entry, by, repairs),
            Ending::Cancelled { by, outcome } => letter
                .says(say.a("notice-cancelled", "by", by))
                .says(self.message(say, entry))
                .says_if(too_late(say, entry).or_else(|| Some(outcome_words(say, outcome)))),
            Ending::Rejected { by, reason } => letter
                .says(say.a("notice-rejected", "by", by))
                .says(self.message(say, entry))
                .says_if((!reason.is_empty()).then(|| format!("  {}", one_line(reason, LONGEST_REASON)))),
            Ending::Returned => letter.says(say.t("notice-returned")).says(self.message(say, entry)).says(format!(
                "{}\n{}",
                say.t("notice-why-held"),
                reasons(say, entry)
            )),
        };
        match draft {
            Some(draft) => letter.says(say.t("notice-draft")).draft(draft).finish(),
            None => letter.says(self.places(say, id)).finish(),
        }
    }

    fn ended_subject(&self, say: Say, entry: &Entry, ending: Ending<'_>) -> String {
        let named = [("subject", self.subject(say, entry)), ("id", entry.summary.id.to_string())];
        let text = match ending {
            Ending::Sent { repairs, .. } if repairs.is_empty() => "notice-sent-subject",
            Ending::Sent { .. } => "notice-changed-subject",
            Ending::Cancelled { .. } => "notice-cancelled-subject",
            Ending::Rejected { .. } => "notice-rejected-subject",
            Ending::Returned => "notice-returned-subject",
        };
        say.all(text, &named)
    }

    fn sent(&self, letter: Letter, say: Say, entry: &Entry, by: &str, repairs: &Repairs) -> Letter {
        let decided = (!by.is_empty()).then(|| say.a("notice-released-by", "by", by));
        let letter = letter.says(say.t("notice-sent")).says(self.message(say, entry)).says_if(decided);
        let failed: Vec<String> = entry
            .remaining()
            .filter(|row| row.state == RecipientState::Failed)
            .map(|row| format!("  - {}", row.recipient.address))
            .collect();
        let letter =
            letter.says_if((!failed.is_empty()).then(|| format!("{}\n{}", say.t("notice-not-to"), failed.join("\n"))));
        let wrong = self.went_wrong(say, &entry.summary.id);
        if repairs.is_empty() {
            return letter.says(wrong);
        }
        // The copy in their Sent folder was made before anything was changed, and nothing we do reaches it.
        letter
            .says(format!("{}\n{}", say.t("notice-changed"), repairs.lines(say)))
            .says(say.t("notice-old-list"))
            .says(wrong)
    }

    /// That a hold was given back because nobody decided.
    pub(in crate::release) fn returned(&self, entry: &Entry, draft: &[u8], now: Timestamp) -> Option<NewSubmission> {
        self.ended(entry, Ending::Returned, Some(draft), now)
    }
}

/// What the sender of a hold that was released is told after an attempt to deliver it with these results: nothing before
/// it is over, then a mail where somebody else has had a hand in it.
///
/// # Errors
/// When the store cannot be read.
pub async fn told_of_sending(
    store: &Store,
    sender: &Sender,
    entry: &Entry,
    results: &[AttemptResult],
    now: Timestamp,
) -> Result<Telling, StoreError> {
    let entry = after(entry, results);
    let over = entry.remaining().all(|row| matches!(row.state, RecipientState::Sent | RecipientState::Failed));
    if !over || entry.remaining().all(|row| row.state == RecipientState::Failed) {
        return Ok(Telling::default());
    }
    let journal = store.journal(&entry.summary.id).await?;
    if !was_held(&journal) {
        return Ok(Telling::default());
    }
    let ((by, way), repairs) = (decided(&journal), Repairs::of(&journal));
    let ending = Ending::Sent { by: &by, repairs: &repairs };
    let notice = if entry.tell { sender.ended(&entry, ending, None, now) } else { None };
    let way = if notice.is_some() { "mail" } else { way.as_str() };
    Ok(Telling { events: vec![Event::told(ending.word(), way)], notices: notice.into_iter().collect() })
}

/// Whether it ever waited for somebody; what only had its undo window did not.
fn was_held(journal: &[JournalLine]) -> bool {
    journal.iter().any(|line| match &line.event {
        Event::Stored { step, .. } => step.holds(),
        Event::Stopped { .. } => true,
        _ => false,
    })
}

/// `entry` as it is when these results are recorded.
fn after(entry: &Entry, results: &[AttemptResult]) -> Entry {
    let mut entry = entry.clone();
    for row in &mut entry.summary.recipients {
        if let Some(result) = results.iter().find(|result| result.n == row.n) {
            row.state = result.state;
        }
    }
    entry
}

/// Who has it already, where it was withdrawn too late for some.
fn too_late(say: Say, entry: &Entry) -> Option<String> {
    let gone: Vec<String> = entry
        .remaining()
        .filter(|row| row.state == RecipientState::Sent)
        .map(|row| format!("  - {}", row.recipient.address))
        .collect();
    (!gone.is_empty()).then(|| format!("{}\n{}", say.t("notice-too-late"), gone.join("\n")))
}

fn outcome_words(say: Say, outcome: &str) -> String {
    if outcome.contains("may have left") { say.t("notice-may-have-left") } else { say.t("notice-nobody-has-it") }
}

/// Who has decided last, and where; empty when nobody has.
fn decided(journal: &[JournalLine]) -> (String, String) {
    let last = journal.iter().rev().find_map(|line| match &line.event {
        Event::Decided { by, whence, .. } => Some((by.clone(), whence.way.clone())),
        _ => None,
    });
    last.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;

    #[test]
    fn what_was_changed_stands_in_the_journal() {
        let id: Id = "K7Q2".parse().unwrap();
        let line = |seq, event| JournalLine { seq, at: Timestamp::UNIX_EPOCH, id: id.clone(), event };
        let repaired = |verb: &str, to: Option<&str>| Event::Repaired {
            verb: verb.into(),
            by: "anna".into(),
            from: "bob@examp1e.test".into(),
            to: to.map(str::to_owned),
            digest: String::new(),
            whence: crate::base::Whence::terminal(),
        };
        let journal = [
            line(1, Event::Joined),
            line(2, repaired("replace", Some("bob@example.test"))),
            line(3, repaired("remove", None)),
        ];
        let repairs = Repairs::of(&journal);
        assert_eq!(Ending::Sent { by: "", repairs: &repairs }.word(), "sent changed");
        assert_eq!(Ending::Sent { by: "", repairs: &Repairs::of(&journal[..1]) }.word(), "sent");
        let said = repairs.lines(crate::release::texts::say(crate::base::Language::De));
        assert!(said.contains("bob@example.test") && said.lines().count() == 2, "{said}");
    }
}
