//! The journal's vocabulary: one event for each thing that can happen to a submission. No bodies, no matches.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Step, Whence};

/// What happened. Stored as JSON with its `kind`; members may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Judged and taken by upstream in the same session.
    Passed {
        /// The upstream that took it, `host:port`.
        host: String,
        /// Its reply to the message.
        reply: String,
        /// How many recipients it took it for.
        recipients: usize,
        /// Who they are, the first [`Event::MOST_NAMED`] of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        to: Vec<String>,
        /// The sender of its envelope, in the compared form of the address; empty for the null sender.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        sender: String,
        /// Its `Message-ID` without brackets; empty where it has none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message_id: String,
        /// SHA-256 of its bytes, in hex.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        digest: String,
        /// The door it came in at.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        door: String,
        /// The user who was signed in there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
    },
    /// Refused in the session: by a rule, or by upstream.
    Refused {
        /// The reply the client got.
        reply: String,
    },
    /// Stored because it must wait: `delay`, a hold, or a queue entry.
    Stored {
        /// The step of its verdict.
        step: Step,
        /// The headline of the finding that led to it; empty for the queue.
        headline: String,
        /// What a hold asks about.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        asks: Vec<Question>,
        /// Its `Message-ID` without brackets; empty where it has none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message_id: String,
    },
    /// An identical resend met an open hold.
    Joined,
    /// Somebody decided.
    Decided {
        /// `release`, `cancel`, `approve`, `reject`.
        verb: String,
        /// Who: an account name.
        by: String,
        /// The reason given, if any.
        reason: Option<String>,
        /// SHA-256 of the bytes the decision is bound to, in hex.
        digest: String,
        /// The recipients the decision is bound to.
        recipients: Vec<String>,
        /// For whom, where somebody stands in.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<String>,
        /// The seal of what was shown, where the decision named one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
        /// From where.
        #[serde(default)]
        whence: Whence,
        /// Seconds between the page and the decision, where there was a page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
    /// A recipient was removed, replaced or moved to Bcc.
    Repaired {
        /// `remove`, `replace`, `bcc`.
        verb: String,
        /// Who: an account name.
        by: String,
        /// The recipient before.
        from: String,
        /// The recipient after; `None` when removed.
        to: Option<String>,
        /// SHA-256 of the bytes afterwards, in hex.
        digest: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// The undo window was stopped; it waits for a decision now.
    Stopped {
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// The deadline was moved.
    Extended {
        /// Who.
        by: String,
        /// The new deadline.
        until: Timestamp,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody signed in at the page.
    SignedIn {
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Something was asked for that this person may not do, or that came from where it must not; nothing has changed.
    Denied {
        /// What was asked for, such as `POST release`.
        what: String,
        /// Why not, in a word: `origin`, `host`, `token`, `sign-in`, `not yours`, `rate`.
        why: String,
        /// Who, where that is known.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody asked to have it back: what had not left was stopped.
    Recalled {
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
        /// Recipients it was stopped for.
        stopped: usize,
        /// Recipients who have it, or may have it.
        reached: usize,
    },
    /// The undo window ended without a cancel.
    WindowEnded,
    /// Written before the final dot of a queued delivery.
    Attempt {
        /// The upstream, `host:port`.
        host: String,
        /// The recipients it has accepted so far.
        recipients: Vec<String>,
    },
    /// Upstream took it for this recipient.
    Sent {
        /// The recipient.
        recipient: String,
        /// The upstream, `host:port`.
        host: String,
        /// Its reply.
        reply: String,
    },
    /// Not now; will be tried again.
    Deferred {
        /// The recipient.
        recipient: String,
        /// Why, in upstream's or our words.
        reply: String,
    },
    /// Never; the sender is told.
    Failed {
        /// The recipient.
        recipient: String,
        /// Why, in upstream's or our words.
        reply: String,
    },
    /// The connection ended between our final dot and upstream's reply, or we did: it may have been sent.
    Unsure {
        /// The recipient.
        recipient: String,
        /// What is known.
        why: String,
    },
    /// Somebody asked to try upstream again now.
    Hurried {
        /// Who: an account name.
        by: String,
    },
    /// The owner was reminded of an open hold.
    Reminded {
        /// The first, second … reminder.
        nth: u32,
    },
    /// The deadline passed; the message went back to its sender as a draft.
    Returned,
    /// A notice or delivery status notification about this submission was queued.
    Told {
        /// `held`, `reminder`, `sent`, `sent changed`, `cancelled`, `rejected`, `returned`, `failed`, `unsure`.
        about: String,
        /// How: by `mail` or on the `desktop`; or where the sender decided it themselves: `page`, `terminal`, `api`.
        #[serde(default)]
        way: String,
    },
    /// A second person was asked.
    Asked {
        /// Who.
        person: String,
        /// For whom, where somebody decides while another is away.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<String>,
        /// `first`, `absent` (in place of one who is away), `stand-in`, `second stand-in`.
        why: String,
        /// The seal of what they were asked about.
        seal: String,
    },
    /// A second person who was asked was reminded.
    AskedAgain {
        /// Who.
        person: String,
    },
    /// Nobody can be asked.
    NobodyToAsk {
        /// Why not.
        why: String,
    },
    /// Nobody has answered for so long that the sender may send it with a written reason, or the admins were told.
    Unanswered {
        /// Whether the sender may.
        break_glass: bool,
    },
    /// The request to second persons is withdrawn: what they were asked about has changed.
    Withdrawn,
    /// It leaves by itself at a time, as a rule says of mail its sender decides about alone, unless it is withdrawn.
    Timed {
        /// The rule.
        rule: String,
        /// When.
        until: Timestamp,
    },
    /// The sender has decided alone what a second person should have decided.
    SentAlone {
        /// Why they may.
        why: String,
    },
    /// The sender has written something for second persons.
    Pleaded {
        /// Who.
        by: String,
        /// What.
        reason: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// The sender has called it urgent.
    Urgent {
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// A second person has opened the body.
    Opened {
        /// Who.
        by: String,
        /// The seal of what was opened.
        seal: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody is away.
    Away {
        /// Who.
        person: String,
        /// Until when.
        until: Timestamp,
        /// Who decides meanwhile.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// `said`, `reply` (an automatic one), `bounce`.
        why: String,
        /// Who said so; for the other two, whose mail it was.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody is back.
    Back {
        /// Who.
        person: String,
        /// Who said so.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody ended a session at the page, their own or another of theirs.
    SignedOut {
        /// Who.
        by: String,
        /// The fingerprint of the session that was ended.
        session: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody is not to be asked again about an address, or is again.
    Quieted {
        /// The check or rule.
        check: String,
        /// The address, in its compared form.
        address: String,
        /// Whom it asks no more, in the compared form of the address.
        owner: String,
        /// Who said so.
        by: String,
        /// Until when; `None` = it asks again from now on.
        until: Option<Timestamp>,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// A check or rule only takes notes from now on, or asks again.
    Eased {
        /// The check or rule.
        check: String,
        /// Whether it only takes notes.
        on: bool,
        /// Why: its figures at that time.
        figures: String,
        /// Who said so.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Mail of before was learnt.
    Learnt {
        /// How many messages that were not known.
        mails: usize,
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Somebody was forgotten; who it was is nowhere.
    Forgotten {
        /// How many messages went to them alone, of which nothing is kept.
        mails: usize,
        /// How many went to others too.
        changed: usize,
        /// How many went to others alone, and named them.
        #[serde(default)]
        named: usize,
        /// How many senders knew them.
        senders: usize,
        /// Who said so.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// What a sender's own mail had taught was removed.
    SenderForgotten {
        /// How many messages of theirs.
        mails: usize,
        /// How many people they had written to.
        contacts: usize,
        /// Who said so.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
    /// Something was done about an incident.
    Incident {
        /// Its number: `I-0007`.
        incident: String,
        /// What, in a word: `opened`, `answered`, `step`, `deletion`, `decided`, `logged`, `evidence`, `action`, `replayed`,
        /// `applied`, `exported`, `reminded`, `watched`, `unwatched`, `forgotten`, `closed`, `reopened`.
        did: String,
        /// To what: the ids of answers, the number of a step, an address; never an answer itself.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        what: String,
        /// Who.
        by: String,
        /// From where.
        #[serde(default)]
        whence: Whence,
    },
}

/// What a hold asks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The check or rule.
    pub check: String,
    /// The recipient, in the compared form of the address; empty = the message as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

impl Event {
    /// How many recipients of a message that passes are named; a longer list is counted.
    pub const MOST_NAMED: usize = 200;

    /// That somebody was told `about` something.
    pub fn told(about: &str, way: &str) -> Event {
        Event::Told { about: about.to_owned(), way: way.to_owned() }
    }

    /// The stored `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Passed { .. } => "passed",
            Event::Refused { .. } => "refused",
            Event::Stored { .. } => "stored",
            Event::Joined => "joined",
            Event::Decided { .. } => "decided",
            Event::Repaired { .. } => "repaired",
            Event::Recalled { .. } => "recalled",
            Event::WindowEnded => "window_ended",
            Event::Stopped { .. } => "stopped",
            Event::Extended { .. } => "extended",
            Event::SignedIn { .. } => "signed_in",
            Event::Denied { .. } => "denied",
            Event::Attempt { .. } => "attempt",
            Event::Sent { .. } => "sent",
            Event::Deferred { .. } => "deferred",
            Event::Failed { .. } => "failed",
            Event::Unsure { .. } => "unsure",
            Event::Hurried { .. } => "hurried",
            Event::Reminded { .. } => "reminded",
            Event::Returned => "returned",
            Event::Told { .. } => "told",
            Event::Asked { .. } => "asked",
            Event::AskedAgain { .. } => "asked_again",
            Event::NobodyToAsk { .. } => "nobody_to_ask",
            Event::Unanswered { .. } => "unanswered",
            Event::Withdrawn => "withdrawn",
            Event::Urgent { .. } => "urgent",
            Event::Timed { .. } => "timed",
            Event::SentAlone { .. } => "sent_alone",
            Event::Pleaded { .. } => "pleaded",
            Event::Opened { .. } => "opened",
            Event::Away { .. } => "away",
            Event::Back { .. } => "back",
            Event::SignedOut { .. } => "signed_out",
            Event::Quieted { .. } => "quieted",
            Event::Eased { .. } => "eased",
            Event::Learnt { .. } => "learnt",
            Event::Forgotten { .. } => "forgotten",
            Event::SenderForgotten { .. } => "sender_forgotten",
            Event::Incident { .. } => "incident",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_the_stored_kind() {
        for event in [
            Event::Joined,
            Event::WindowEnded,
            Event::Hurried { by: "anna".into() },
            Event::Returned,
            Event::Reminded { nth: 1 },
        ] {
            let json = serde_json::to_value(&event).unwrap();
            assert_eq!(json["kind"], event.kind());
            assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
        }
    }
}
