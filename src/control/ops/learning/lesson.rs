//! What one message teaches.

use jiff::Timestamp;

use super::heard;
use super::when::sent_at;
use super::whose::Whose;
use crate::archive::Mail;
use crate::base::Address;
use crate::facts;
use crate::message::Digest;
use crate::message::lines::with_crlf;
use crate::parse::{self, Structure};
use crate::people::history::{Heard, Trace};
use crate::store::{HistoryKey, LearntMail, MailKey};

/// What a message is good for.
pub(super) enum Lesson {
    /// It was sent.
    Sent(Box<LearntMail>),
    /// It is from somebody else, and tells this.
    Received {
        /// Whom it is from.
        from: Address,
        /// The addresses of those who received it, in their compared forms.
        by: Vec<String>,
        /// What it tells; nothing where nobody received it.
        heard: Vec<Heard>,
    },
    /// It was sent then, and history is not kept so long.
    TooOld(Timestamp),
    /// A program has sent it for its owner.
    Automatic,
    /// It teaches nothing.
    Nothing,
    /// It cannot be read, and why.
    Damaged(&'static str),
}

/// Between when a message may have been sent, and when it was at the latest where it does not say.
#[derive(Clone, Copy)]
pub(super) struct When {
    /// What is older is not learnt.
    pub(super) oldest: Timestamp,
    pub(super) now: Timestamp,
    /// When it was put where it lies, as far as that is known.
    pub(super) kept: Option<Timestamp>,
}

/// What a message teaches that lies in the file of this number.
pub(super) fn of(mail: &Mail<'_>, file: [u8; 16], whose: &Whose, key: &HistoryKey, when: When) -> Lesson {
    let bytes = with_crlf(mail.bytes);
    let structure = parse::parse(&bytes);
    let Some(from) = structure.from.iter().find_map(|mailbox| mailbox.address.clone()) else {
        return Lesson::Damaged("no sender");
    };
    let Some(at) = sent_at(&bytes, when.kept, when.now) else { return Lesson::Damaged("no date") };
    if at < when.oldest {
        return Lesson::TooOld(at);
    }
    let Some(owner) = whose.owner(&from) else {
        let to = structure.to.iter().chain(&structure.cc).chain(&structure.bcc);
        let to = to.filter_map(|mailbox| mailbox.address.as_ref());
        // Nobody has received what lies in a folder of sent mail.
        let by = if mail.sent { Vec::new() } else { whose.heard_by(to) };
        let by: Vec<String> = by.into_iter().map(|by| by.key().to_owned()).collect();
        let heard = match by.as_slice() {
            [] => Vec::new(),
            _ => heard::of(&bytes, &structure, &from, at, |address| whose.owner(address).is_some()),
        };
        return Lesson::Received { from, by, heard };
    };
    let recipients = facts::addressees_of_header(&structure);
    // A draft, or a note to oneself.
    if recipients.iter().all(|one| whose.owner(&one.address) == Some(owner)) {
        return Lesson::Nothing;
    }
    if structure.auto_submitted {
        return Lesson::Automatic;
    }
    let trace = facts::trace(&structure, &recipients, at, &key.key);
    let number = key.number(name(&structure, &trace).as_bytes());
    let written = match &structure.message_id {
        Some(id) => Some(MailKey::message_id(id)),
        None => mail.whole.then(|| MailKey::either(None, &Digest::of(&bytes))),
    };
    Lesson::Sent(Box::new(LearntMail { owner: owner.key().to_owned(), mail: number, trace, written, file }))
}

/// What a message is known again by: its `Message-ID`, or when it was sent to whom about what.
fn name(structure: &Structure, trace: &Trace) -> String {
    if let Some(id) = &structure.message_id {
        return id.trim().to_owned();
    }
    let mut to: Vec<&str> = trace.recipients().iter().map(|one| one.address.key()).collect();
    to.sort_unstable();
    format!("{}\n{}\n{}", trace.at(), to.join(" "), structure.subject)
}

/// Whom it went to, but for the sender.
pub(super) fn others<'a>(mail: &'a LearntMail, whose: &'a Whose) -> impl Iterator<Item = &'a Address> {
    let recipients = mail.trace.recipients().iter().map(|one| &one.address);
    recipients.filter(|address| whose.owner(address).is_none_or(|owner| owner.key() != mail.owner))
}
