//! What arrived, untouched: the envelope, the bytes with their digest, and who handed them over at which door.

mod envelope;
pub mod fields;
pub mod lines;
mod raw;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use envelope::{Body, Envelope, Recipient, Ret};
pub use raw::{Digest, Message};

/// Where submissions come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// The SMTP relay.
    Smtp,
    /// The milter.
    Milter,
    /// A watched folder.
    Outbox,
    /// The `sendmail` command.
    Sendmail,
    /// Outguard itself: notices, returned drafts and delivery status notifications. Never judged, null sender.
    Own,
}

impl Door {
    /// The word used in JSON and logs.
    pub fn word(self) -> &'static str {
        match self {
            Door::Smtp => "smtp",
            Door::Milter => "milter",
            Door::Outbox => "outbox",
            Door::Sendmail => "sendmail",
            Door::Own => "own",
        }
    }
}

/// Who handed a submission over, for the trace header and the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The peer's address as text, such as `127.0.0.1`; empty where there is no network peer.
    pub peer: String,
    /// What the client called itself in `EHLO` or `HELO`; made safe for a header.
    pub helo: String,
    /// The authenticated user, if the session signed in.
    pub user: Option<String>,
    /// The protocol for the trace header's `with` clause (RFC 3848, RFC 6531): `ESMTP`, `ESMTPSA`, `UTF8SMTPS` …
    pub protocol: String,
}

/// The file a submission was read from, for the door that watches folders. It is kept with the submission, in the same
/// transaction, so that no file is handed over twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The watched folder's path, as octets: names of files need not be text.
    pub outbox: Vec<u8>,
    /// What it is called since it was claimed; no other file of this folder ever was or will be.
    pub claim: Vec<u8>,
    /// SHA-256 of the file as it was found.
    pub identity: Digest,
}

/// An envelope and a message handed over at one door.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Where it came in.
    pub door: Door,
    /// Who handed it over.
    pub origin: Origin,
    /// Who gets it; the truth, whatever the headers say.
    pub envelope: Envelope,
    /// The RFC 5322 bytes.
    pub message: Message,
    /// When the last octet had been read.
    pub received: Timestamp,
    /// The file it was read from; `None` at the doors that read no files.
    pub source: Option<Source>,
}
