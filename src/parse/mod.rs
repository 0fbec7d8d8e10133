//! Bytes to structure. Pure, without I/O, and cannot fail: what cannot be read is an [`Anomaly`].

use crate::base::Address;

/// Everything that could be read from a message.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// The mailboxes of every `From` field, in order.
    pub from: Vec<Mailbox>,
    /// The mailboxes of every `Sender` field.
    pub sender: Vec<Mailbox>,
    /// The mailboxes of every `Reply-To` field.
    pub reply_to: Vec<Mailbox>,
    /// The mailboxes of every `To` field (and `Resent-To`), groups expanded.
    pub to: Vec<Mailbox>,
    /// The mailboxes of every `Cc` field (and `Resent-Cc`).
    pub cc: Vec<Mailbox>,
    /// The mailboxes of every `Bcc` field (and `Resent-Bcc`).
    pub bcc: Vec<Mailbox>,
    /// The decoded subject; with several `Subject` fields, all of them joined by a space.
    pub subject: String,
    /// `Message-ID` without brackets.
    pub message_id: Option<String>,
    /// The ids of `In-Reply-To` and `References`, oldest first.
    pub references: Vec<String>,
    /// What the sender wrote now: plain text and text of HTML (both, where they differ), without quotes, signature and
    /// disclaimer.
    pub own_text: String,
    /// What is quoted or forwarded below.
    pub quoted_text: String,
    /// Signature and disclaimer.
    pub footer_text: String,
    /// The attachments and inline files.
    pub attachments: Vec<Attachment>,
    /// How many `Received` fields there are, and how many of them [`OUR_MARK`] carries.
    pub hops: Hops,
    /// What could not be read, or reads two ways.
    pub anomalies: Vec<Anomaly>,
}

/// The mark of our own `Received` fields, by which loops are seen.
pub const OUR_MARK: &str = "(Outguard)";

/// The trace of earlier relays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hops {
    /// All `Received` fields.
    pub all: usize,
    /// Those with [`OUR_MARK`].
    pub ours: usize,
}

/// One mailbox of an address field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The decoded display name; empty if there is none.
    pub name: String,
    /// The address, when it is one.
    pub address: Option<Address>,
    /// The address as it stands in the header.
    pub written: String,
}

/// A file that travels with the message.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// The decoded file name; empty if there is none.
    pub name: String,
    /// The declared media type, such as `application/pdf`, lower case.
    pub media_type: String,
    /// Decoded size in octets.
    pub size: usize,
    /// The text, where the attachment is text.
    pub text: Option<String>,
}

/// Something that could not be read, or that two honest programs would read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// What kind.
    pub kind: AnomalyKind,
    /// Where and what, in words a person understands; no content.
    pub what: String,
}

/// The kinds of [`Anomaly`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnomalyKind {
    /// A field that may stand once stands several times, or not as RFC 5322 writes it.
    Header,
    /// An address that programs could read differently.
    Address,
    /// Parts that programs could see differently: boundaries, nesting, repeated or contradictory fields.
    Mime,
    /// A text that could not be decoded: charset or transfer encoding.
    Encoding,
    /// Content that cannot be looked into: encrypted, partial, or a format nobody here reads.
    Opaque,
    /// A limit on size, depth or number of parts was hit; the rest was not read.
    Limit,
}

/// Reads the structure of a message.
pub fn parse(_message: &[u8]) -> Structure {
    Structure::default()
}
