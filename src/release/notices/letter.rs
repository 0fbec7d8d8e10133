//! One mail of ours: plain text, from nobody who could answer, ready for the queue.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

use super::Sender;
use crate::base::text::{mail_date, one_line};
use crate::base::{Address, Id, Step};
use crate::facts::Role;
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::people::PartyKind;
use crate::store::{NewSubmission, RecipientRow, RecipientState, State};
use crate::verdict::Verdict;

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;

/// A mail of ours being written; [`Sender::letter`] begins one.
#[must_use = "a letter is told to nobody before it is finished"]
pub(in crate::release) struct Letter {
    hostname: String,
    from: String,
    about: Id,
    to: Address,
    now: Timestamp,
    subject: String,
    paragraphs: Vec<String>,
    answers: Option<Address>,
    returns: Option<Address>,
    draft: Option<Vec<u8>>,
}

impl Letter {
    pub(super) fn new(sender: &Sender, about: &Id, to: &Address, now: Timestamp) -> Letter {
        Letter {
            hostname: sender.hostname.clone(),
            from: sender.from(),
            about: about.clone(),
            to: to.clone(),
            now,
            subject: String::new(),
            paragraphs: Vec::new(),
            answers: None,
            returns: None,
            draft: None,
        }
    }

    /// The subject, on one line.
    pub(in crate::release) fn subject(self, subject: &str) -> Letter {
        Letter { subject: one_line(subject, LONGEST_SUBJECT), ..self }
    }

    /// One more paragraph.
    pub(in crate::release) fn says(mut self, paragraph: impl Into<String>) -> Letter {
        self.paragraphs.push(paragraph.into());
        self
    }

    /// One more paragraph, where there is one.
    pub(in crate::release) fn says_if(self, paragraph: Option<String>) -> Letter {
        match paragraph {
            Some(paragraph) => self.says(paragraph),
            None => self,
        }
    }

    /// Where an answer goes; without it, to whom the mail comes from.
    pub(in crate::release) fn answered_at(self, address: Address) -> Letter {
        Letter { answers: Some(address), ..self }
    }

    /// Where it goes back to when it cannot be delivered, and where automatic answers go (RFC 3834 §4); without it nowhere.
    #[allow(dead_code, reason = "requests to second persons come back to where their absence is noticed")]
    pub(in crate::release) fn returned_to(self, address: Address) -> Letter {
        Letter { returns: Some(address), ..self }
    }

    /// Gives a message back: attached, to be opened as a draft.
    pub(in crate::release) fn draft(self, message: &[u8]) -> Letter {
        // Mail programs open a file with this field for writing.
        let mut unsent = b"X-Unsent: 1\r\n".to_vec();
        unsent.extend_from_slice(message);
        Letter { draft: Some(unsent), ..self }
    }

    /// The mail, ready for the queue; `None` when it cannot be written down.
    pub(in crate::release) fn finish(self) -> Option<NewSubmission> {
        let Letter { hostname, from, about, to, now, subject, paragraphs, answers, returns, draft } = self;
        // The id tells which hold it is about; it is no secret, for every answer and forward repeats it.
        let message_id = format!("{about}.{}.{}@{hostname}", now.as_millisecond(), Id::random(Id::MAX));
        let mut builder = MessageBuilder::new()
            .header("Date", Raw::new(mail_date(now)))
            .header("Message-ID", MessageId::new(message_id))
            .from(("Outguard".to_owned(), from))
            .to(to.as_str())
            .subject(subject)
            // RFC 3834 §5, and what Exchange has in its place: nobody's autoresponder answers.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .header("X-Auto-Response-Suppress", Raw::new("All"))
            .header("X-Outguard-Id", Text::new(about.as_str()))
            .text_body(paragraphs.join("\n\n") + "\n");
        if let Some(answers) = &answers {
            builder = builder.reply_to(answers.as_str());
        }
        if let Some(draft) = draft {
            builder = builder.attachment("application/octet-stream", format!("{about}.eml"), draft);
        }
        let bytes = builder.write_to_vec().ok()?;
        Some(own_from(returns, &to, bytes, now, Some(about)))
    }
}

/// A message of our own to `to`, ready for the queue: null sender, never judged.
pub fn own_submission(to: &Address, bytes: Vec<u8>, now: Timestamp, about: Option<Id>) -> NewSubmission {
    own_from(None, to, bytes, now, about)
}

fn own_from(sender: Option<Address>, to: &Address, bytes: Vec<u8>, now: Timestamp, about: Option<Id>) -> NewSubmission {
    // With the null sender nobody could be told; with a return address its failure is what we want to hear of.
    let notify = if sender.is_none() { "NEVER" } else { "FAILURE" };
    let recipient = Recipient { address: to.clone(), notify: Some(notify.into()), orcpt: None };
    let row = RecipientRow {
        n: 1,
        recipient: recipient.clone(),
        name: String::new(),
        role: Role::To,
        kind: PartyKind::Internal,
        odd: false,
        state: RecipientState::Waiting,
        reply: String::new(),
        host: String::new(),
        at: None,
    };
    let envelope = Envelope { sender, recipients: vec![recipient], smtputf8: to.needs_utf8(), ..Envelope::default() };
    NewSubmission {
        submission: Submission {
            door: Door::Own,
            origin: Origin { protocol: "local".into(), ..Origin::default() },
            envelope,
            message: Message::new(bytes),
            received: now,
            source: None,
        },
        verdict: Verdict { step: Step::Pass, findings: Vec::new() },
        recipients: vec![row],
        subject: String::new(),
        state: State::Queued,
        deadline: None,
        due: Some(now),
        cleared: Some("own"),
        about,
        paragraphs: Vec::new(),
        lesson: None,
    }
}
