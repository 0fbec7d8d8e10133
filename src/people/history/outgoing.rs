//! A message that was sent or is about to be, as history needs it.

use jiff::Timestamp;

use crate::base::Address;
use crate::message::Digest;

/// Which field names a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// `To`.
    To,
    /// `Cc`.
    Cc,
    /// `Bcc`, or only the envelope.
    Bcc,
}

/// One recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The address.
    pub address: Address,
    /// The display name; may be empty.
    pub name: String,
    /// Which field names them.
    pub field: Field,
}

/// A message as history needs it, borrowed from what was read of it.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// When it was sent.
    pub at: Timestamp,
    /// Who gets it, in their order.
    pub recipients: &'a [Addressee],
    /// The decoded subject.
    pub subject: &'a str,
    /// What the sender wrote now, without signature and disclaimer.
    pub own: &'a str,
    /// What is quoted or forwarded below.
    pub quoted: &'a str,
    /// Whether the header says that it answers another message (`In-Reply-To`, `References`).
    pub answers: bool,
    /// The digests of its files.
    pub files: &'a [Digest],
}
