//! What one message teaches.

use jiff::{SignedDuration, Timestamp};

use super::heard;
use super::whose::Whose;
use crate::base::Address;
use crate::facts;
use crate::message::lines::with_crlf;
use crate::parse::{self, Structure};
use crate::people::history::{Heard, Trace};
use crate::store::{HistoryKey, LearntMail};

/// Before that nobody has sent a mail with a date in this form.
const FIRST_MAIL: i64 = 315_532_800;

/// How far a clock may be ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What a message is good for.
pub(super) enum Lesson {
    /// It was sent.
    Sent(Box<LearntMail>),
    /// It was received, by whoever has this address.
    Heard(String, Box<Heard>),
    /// It is older than history is kept.
    TooOld,
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
    /// When its file was changed last, where it has one of its own.
    pub(super) kept: Option<Timestamp>,
}

/// What the message in these octets teaches.
pub(super) fn of(bytes: &[u8], whose: &Whose, key: &HistoryKey, when: When) -> Lesson {
    let bytes = with_crlf(bytes);
    let structure = parse::parse(&bytes);
    let Some(from) = structure.from.iter().find_map(|mailbox| mailbox.address.clone()) else {
        return Lesson::Damaged("no sender");
    };
    let Some(at) = written_at(&bytes, when.now).or(when.kept) else { return Lesson::Damaged("no date") };
    if at < when.oldest {
        return Lesson::TooOld;
    }
    let Some(owner) = whose.owner(&from) else {
        let to = structure.to.iter().chain(&structure.cc).chain(&structure.bcc);
        let Some(owner) = whose.heard_by(to.filter_map(|mailbox| mailbox.address.as_ref())) else {
            return Lesson::Nothing;
        };
        let heard = heard::of(&bytes, &structure, &from, at, |address| whose.owner(address).is_some());
        return heard.map_or(Lesson::Nothing, |heard| Lesson::Heard(owner.key().to_owned(), Box::new(heard)));
    };
    let recipients = facts::addressees_of_header(&structure);
    // A draft, or a note to oneself.
    if recipients.iter().all(|one| whose.owner(&one.address) == Some(owner)) {
        return Lesson::Nothing;
    }
    let trace = facts::trace(&structure, &recipients, at, &key.key);
    let mail = key.number(name(&structure, &trace).as_bytes());
    Lesson::Sent(Box::new(LearntMail { owner: owner.key().to_owned(), mail, trace }))
}

/// When it was written; `None` when it does not say so, or says what cannot be.
fn written_at(bytes: &[u8], now: Timestamp) -> Option<Timestamp> {
    let at = parse::written_at(bytes)?;
    let is_possible = at.as_second() >= FIRST_MAIL && now.checked_add(AHEAD).is_ok_and(|latest| at <= latest);
    is_possible.then(|| at.min(now))
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
