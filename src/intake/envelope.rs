//! An envelope made from the header, for the doors that have no other: the watched outbox and `sendmail -t`. Then hidden
//! copies are honoured, and taken out of what leaves.

use crate::base::Address;
use crate::base::text::one_line;
use crate::message::{Envelope, Recipient, fields};
use crate::parse::{Addressed, Mailbox};

/// Fields of the header that show hidden recipients; they never leave.
const HIDDEN: [&str; 2] = ["bcc", "resent-bcc"];

/// Why a header makes no envelope. Nothing is guessed: a recipient that cannot be read might be the one that matters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEnvelope {
    /// Nobody is named as sender.
    #[error("the message names no sender: add a From line such as `From: anna@firm.example`")]
    NoSender,
    /// The sender's address cannot be read.
    #[error("the sender `{0}` cannot be read as an address: correct it in From or Sender")]
    Sender(String),
    /// Nobody is named as recipient.
    #[error("the message names no recipient: add a To, Cc or Bcc line")]
    NoRecipient,
    /// A recipient's address cannot be read.
    #[error("the recipient `{0}` cannot be read as an address: correct it in To, Cc or Bcc")]
    Recipient(String),
    /// Not all of the header was read: somebody would not get the message.
    #[error("the header is too long to be read to its end, so some recipients are not known: shorten it")]
    Cut,
    /// A field of hidden recipients would stay in what leaves.
    #[error(
        "the header has a Bcc line that is not written as one, and it would show: write it as `Bcc: anna@firm.example`"
    )]
    Shown,
    /// There are too many recipients.
    #[error("the message names {count} recipients, {limit} are allowed (smtp.limits.recipients)")]
    TooMany {
        /// How many it names.
        count: usize,
        /// How many are allowed.
        limit: usize,
    },
}

/// The sender the header names.
///
/// # Errors
/// [`NoEnvelope::NoSender`] or [`NoEnvelope::Sender`].
pub fn sender(addressed: &Addressed) -> Result<Address, NoEnvelope> {
    let first = addressed.senders.first().ok_or(NoEnvelope::NoSender)?;
    first.address.clone().ok_or_else(|| NoEnvelope::Sender(shown(first)))
}

/// The recipients the header names, hidden ones too, without repeats.
///
/// # Errors
/// [`NoEnvelope::Recipient`] with the first that cannot be read, [`NoEnvelope::Cut`]. That there are none is for the caller to judge.
pub fn recipients(addressed: &Addressed) -> Result<Vec<Address>, NoEnvelope> {
    if addressed.cut {
        return Err(NoEnvelope::Cut);
    }
    let read = addressed.recipients.iter().map(|m| m.address.clone().ok_or_else(|| NoEnvelope::Recipient(shown(m))));
    read.collect()
}

/// An envelope from `sender` to `recipients`, each once.
///
/// # Errors
/// [`NoEnvelope::NoRecipient`] and [`NoEnvelope::TooMany`].
pub fn envelope(sender: Option<Address>, recipients: Vec<Address>, limit: usize) -> Result<Envelope, NoEnvelope> {
    let mut seen = std::collections::HashSet::new();
    let once: Vec<Recipient> =
        recipients.into_iter().filter(|a| seen.insert(a.key().to_owned())).map(Recipient::from).collect();
    if once.is_empty() {
        return Err(NoEnvelope::NoRecipient);
    }
    if once.len() > limit {
        return Err(NoEnvelope::TooMany { count: once.len(), limit });
    }
    let utf8 = |address: &Address| address.needs_utf8();
    let smtputf8 = sender.as_ref().is_some_and(utf8) || once.iter().any(|r| utf8(&r.address));
    Ok(Envelope { sender, recipients: once, smtputf8, ..Envelope::default() })
}

/// `message` without the fields that name hidden recipients.
///
/// # Errors
/// [`NoEnvelope::Shown`] when one would still be read in what is left.
pub fn without_hidden(message: &[u8]) -> Result<Vec<u8>, NoEnvelope> {
    let left = fields::without(message, &HIDDEN);
    if Addressed::shows_hidden(&left) { Err(NoEnvelope::Shown) } else { Ok(left) }
}

fn shown(mailbox: &Mailbox) -> String {
    let text = if mailbox.written.is_empty() { &mailbox.name } else { &mailbox.written };
    one_line(text, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(header: &str) -> Result<(String, Vec<String>), NoEnvelope> {
        let addressed = Addressed::of(header.as_bytes());
        let made = envelope(Some(sender(&addressed)?), recipients(&addressed)?, 3)?;
        let to = made.recipients.iter().map(|r| r.address.to_string()).collect();
        Ok((made.sender.map(|s| s.to_string()).unwrap_or_default(), to))
    }

    #[test]
    fn hidden_copies_get_it_and_nobody_gets_it_twice() {
        let header = "From: anna@firm.example\r\nTo: a@b.test, A@B.test\r\nBcc: c@d.test\r\n\r\n";
        assert_eq!(made(header), Ok(("anna@firm.example".into(), vec!["a@b.test".into(), "c@d.test".into()])));
        assert_eq!(without_hidden(header.as_bytes()), Ok(header.replace("Bcc: c@d.test\r\n", "").into_bytes()));
    }

    #[test]
    fn a_hidden_copy_that_would_show_is_refused() {
        for header in ["To: a@b.test\r\n\0Bcc: c@d.test\r\n\r\n", "To: a@b.test\r\nB\u{200b}cc: c@d.test\r\n\r\n"] {
            assert_eq!(without_hidden(header.as_bytes()), Err(NoEnvelope::Shown), "{header:?}");
        }
        assert!(without_hidden(b"To: a@b.test\r\nX-Bcc: c@d.test\r\n\r\nBcc: body\r\n").is_ok());
    }

    #[test]
    fn what_makes_no_envelope_says_why() {
        for (header, why) in [
            ("To: a@b.test\r\n\r\n", NoEnvelope::NoSender),
            ("From: Anna\r\nTo: a@b.test\r\n\r\n", NoEnvelope::Sender("Anna".into())),
            ("From: anna@firm.example\r\nTo: undisclosed-recipients:;\r\n\r\n", NoEnvelope::NoRecipient),
            ("From: anna@firm.example\r\nTo: a@b.test, bob\r\n\r\n", NoEnvelope::Recipient("bob".into())),
            (
                "From: anna@firm.example\r\nTo: a@b.test, b@b.test, c@b.test, d@b.test\r\n\r\n",
                NoEnvelope::TooMany { count: 4, limit: 3 },
            ),
        ] {
            assert_eq!(made(header), Err(why), "{header}");
        }
    }
}
