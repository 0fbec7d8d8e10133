//! What the machine knows by itself: the message as it left, who has it, what it held, what the guard said, and what could not
//! be found out. Taken down when the incident is opened, so that it stays as it was; no text of the message is in it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ledger::Reached;

/// What the machine knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Known {
    /// The id it has here; `None` for a message that never went through Outguard.
    pub submission: Option<String>,
    /// `Message-ID` without brackets.
    pub message_id: Option<String>,
    /// The sender's address.
    pub sender: String,
    /// The sender's name.
    pub sender_name: String,
    /// The decoded subject. Shown on one's own screen, left out of everything that leaves the house.
    pub subject: String,
    /// When it was written, by its `Date` field.
    pub written_at: Option<Timestamp>,
    /// When it first left: the earliest reply that took it.
    pub sent_at: Option<Timestamp>,
    /// Size in octets.
    pub size: usize,
    /// SHA-256 of the message as it left, in hex; empty when its bytes are not at hand.
    pub sha256: String,
    /// Whether it answers or forwards another message.
    pub in_thread: bool,
    /// Whether earlier messages are quoted in it.
    pub quotes: bool,
    /// Whether it is encrypted (S/MIME, OpenPGP): nobody reads it without the key.
    pub encrypted: bool,
    /// Its files, those within others too.
    pub files: Vec<File>,
    /// What it held, in kinds and numbers.
    pub content: Content,
    /// What the guard said about it.
    pub guard: Guarded,
    /// Everybody it was for, and what became of each.
    pub reached: Vec<Reached>,
    /// What happened, oldest first, as the journal says.
    pub moments: Vec<Moment>,
    /// What could not be found out.
    pub gaps: Vec<Gap>,
}

/// A file that travelled with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    /// Its name.
    pub name: String,
    /// The declared media type.
    pub media_type: String,
    /// Decoded size in octets.
    pub size: usize,
    /// SHA-256 of its decoded octets, in hex; empty when it was read as text.
    pub sha256: String,
    /// Whether it is locked with a password.
    pub locked: bool,
    /// Whether nothing of it could be read.
    pub unread: bool,
}

/// What the message held, in kinds and numbers, never in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Content {
    /// What it speaks about.
    pub topics: Vec<Topic>,
    /// Numbers and secrets of known form.
    pub identifiers: Vec<Identifiers>,
    /// Markings found, such as `confidential-en/marking` or `classified/marking`.
    pub markings: Vec<String>,
    /// At least so many people can be told apart in it.
    pub people_at_least: u32,
}

/// Something it speaks about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Topic {
    /// The topic of a pack: `staff`, `money`, `health`.
    pub topic: String,
    /// Half points, as rules count: 6 are enough to say so.
    pub points: usize,
    /// Whether it stands in what is quoted only.
    pub quoted: bool,
}

/// Identifiers of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identifiers {
    /// The kind: `iban`, `us-ssn`, `email`.
    pub kind: String,
    /// How many different ones.
    pub count: usize,
}

/// What the guard said, and what was clicked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Guarded {
    /// The step of its verdict; empty when it was never judged.
    pub step: String,
    /// The headlines of what it noticed, masked, in the guard's language, with the check.
    pub said: Vec<(String, String)>,
    /// What was decided about it.
    pub clicks: Vec<Click>,
    /// How many holds asked the sender in that month: many warnings tire.
    pub asked_that_month: u32,
}

impl Guarded {
    /// Whether somebody was asked and sent it all the same.
    pub fn was_overridden(&self) -> bool {
        self.clicks.iter().any(|click| matches!(click.verb.as_str(), "release" | "approve"))
    }
}

/// A decision about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Click {
    /// `release`, `approve`.
    pub verb: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// What: the kind of the journal's event, such as `stored` or `sent`.
    pub kind: String,
    /// About whom or by whom; may be empty.
    pub who: String,
    /// The line of the journal; `None` where it is the message's own statement.
    pub line: Option<i64>,
}

/// Something that could not be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// It never went through Outguard: who has it is only what its header says.
    NeverHere,
    /// The journal has nothing about it any more.
    NoJournal,
    /// A line of the journal is damaged, or its chain is broken.
    JournalDamaged,
    /// Its bytes are not kept; what it held is not known.
    NoBytes,
    /// It could not be read as a message.
    Unreadable,
    /// A file could not be read.
    FileUnread,
    /// It could not be judged, since packs are wrong.
    NotJudged,
}

impl Gap {
    /// All of them.
    pub const ALL: [Gap; 7] = [
        Gap::NeverHere,
        Gap::NoJournal,
        Gap::JournalDamaged,
        Gap::NoBytes,
        Gap::Unreadable,
        Gap::FileUnread,
        Gap::NotJudged,
    ];

    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Gap::NeverHere => "never-here",
            Gap::NoJournal => "no-journal",
            Gap::JournalDamaged => "journal-damaged",
            Gap::NoBytes => "no-bytes",
            Gap::Unreadable => "unreadable",
            Gap::FileUnread => "file-unread",
            Gap::NotJudged => "not-judged",
        }
    }
}
