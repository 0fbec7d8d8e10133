//! Our own messages: reminders of open holds, drafts given back, and what may have been sent. Plain and short; null sender, so that nothing answers
//! them; queued in the same transaction as the change they tell of.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::text::Text;

use crate::base::event::Event;
use crate::base::text::{one_line, shown_time};
use crate::base::{Address, Id, Step};
use crate::facts::Role;
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::people::PartyKind;
use crate::store::{Change, Entry, NewSubmission, RecipientRow, RecipientState, State, Store, StoreError};
use crate::verdict::Verdict;

/// Who our own messages come from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The machine's name, as in the greeting.
    pub hostname: String,
    /// The zone times are told in.
    pub zone: TimeZone,
}

impl Sender {
    fn message<'x>(&'x self, id: &'x Id, to: &'x Address, subject: String, now: Timestamp) -> MessageBuilder<'x> {
        MessageBuilder::new()
            .from(("Outguard".to_owned(), format!("postmaster@{}", self.hostname)))
            .to(to.as_str())
            .subject(subject)
            .date(now.as_second())
            // RFC 3834 §5: nobody's autoresponder answers.
            .header("Auto-Submitted", Text::new("auto-generated"))
            .header("X-Outguard-Id", Text::new(id.as_str()))
    }

    /// The `nth` reminder that a hold waits.
    pub(super) fn reminder(&self, entry: &Entry, now: Timestamp) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let subject = one_line(&format!("Not sent yet, waits for you ({id}): {}", entry.summary.subject), 200);
        let deadline = entry.summary.deadline.map_or_else(String::new, |at| {
            let at = shown_time(at, &self.zone);
            format!("\nIf nobody decides, it comes back to you as a draft on {at}. It is never sent by itself.\n")
        });
        let text = format!(
            "Outguard holds a message of yours:\n\n  {}\n  to {}\n\nWhy: {}\n\nLook at it:   outguard show {id}\n\
             Send it:      outguard release {id}\nWithdraw it:  outguard cancel {id}\n{deadline}",
            one_line(&entry.summary.subject, 200),
            people(entry),
            entry.summary.headline,
        );
        let bytes = self.message(id, to, subject, now).text_body(text).write_to_vec().ok()?;
        Some(own_submission(to, bytes, now, Some(id.clone())))
    }

    /// That a message may have been sent, and that somebody has to say what to do.
    fn unsure(&self, entry: &Entry, now: Timestamp) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let subject = one_line(&format!("May have been sent ({id}): {}", entry.summary.subject), 200);
        let unsure = entry.remaining().filter(|row| row.state == RecipientState::Unsure);
        let lines: String = unsure.map(|row| format!("  {}: {}\n", row.recipient.address, row.reply)).collect();
        let text = format!(
            "Outguard handed this message to the next mail server, and the connection broke before the answer:\n\n  {}\n\n\
             Nobody knows whether these people have it:\n{lines}\nAsk them, then decide:\n\n\
             They do not have it:  outguard release {id}   (sends it once more)\n\
             They have it:         outguard cancel {id}    (sends nothing more)\n",
            one_line(&entry.summary.subject, 200),
        );
        let bytes = self.message(id, to, subject, now).text_body(text).write_to_vec().ok()?;
        Some(own_submission(to, bytes, now, Some(id.clone())))
    }

    /// The draft given back when nobody decided.
    pub(super) fn returned(&self, entry: &Entry, draft: &[u8], now: Timestamp) -> Option<NewSubmission> {
        let (id, to) = (&entry.summary.id, entry.envelope.sender.as_ref()?);
        let subject = one_line(&format!("Not sent, given back as a draft ({id}): {}", entry.summary.subject), 200);
        let text = format!(
            "Nobody decided about this message in time, so it was not sent to anybody:\n\n  {}\n  to {}\n\nWhy it was held: \
             {}\n\nThe message is attached as a draft: open it, change what is odd, and send it again.\n",
            one_line(&entry.summary.subject, 200),
            people(entry),
            entry.summary.headline,
        );
        let mut unsent = b"X-Unsent: 1\r\n".to_vec();
        unsent.extend_from_slice(draft);
        let bytes = self
            .message(id, to, subject, now)
            .text_body(text)
            .attachment("application/octet-stream", format!("{id}.eml"), unsent)
            .write_to_vec()
            .ok()?;
        Some(own_submission(to, bytes, now, Some(id.clone())))
    }
}

/// Tells the owner of `id` that nobody knows whether it was sent; nothing else changes.
///
/// # Errors
/// When the store cannot be read or written, or `id` has changed in the meantime.
pub async fn tell_unsure(store: &Store, sender: &Sender, id: &Id, now: Timestamp) -> Result<(), StoreError> {
    let entry = store.entry(id).await?;
    let Some(notice) = sender.unsure(&entry, now) else { return Ok(()) };
    let events = vec![Event::Told { about: "unsure".into() }];
    let change = Change { events, notices: vec![notice], ..Change::default() };
    store.change(id, entry.summary.version, change).await
}

/// Who it would have gone to, for the owner's eyes: hidden copies are named too, they are lost otherwise.
fn people(entry: &Entry) -> String {
    let shown = entry.remaining().map(|row| match row.role {
        Role::Bcc => format!("{} (hidden copy)", row.recipient.address),
        Role::To | Role::Cc => row.recipient.address.to_string(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// A message of our own to `to`, ready for the queue: null sender, never judged.
pub fn own_submission(to: &Address, bytes: Vec<u8>, now: Timestamp, about: Option<Id>) -> NewSubmission {
    let recipient = Recipient { address: to.clone(), notify: Some("NEVER".into()), orcpt: None };
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
    let envelope = Envelope { recipients: vec![recipient], smtputf8: to.needs_utf8(), ..Envelope::default() };
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
    }
}
