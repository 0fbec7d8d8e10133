//! What command and daemon say to each other over the socket.
//!
//! ```text
//! command:  4 octets  length of the head, least significant first
//!           head      JSON: version, envelope, how it was spoken, size of the message
//!           message   as many octets as the head says
//! daemon:   4 octets  length of the answer
//!           answer    JSON: the reply, and what became of the message
//! ```
//!
//! One submission a connection. The daemon believes nothing: lengths are bounded before anything is kept for them, addresses
//! are read anew, and who hands over is asked of the kernel.

use std::io::{self, ErrorKind, Read};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::intake::smtp::parameters;
use crate::message::Envelope;

/// The version of this conversation; a daemon takes its own only.
pub const VERSION: u32 = 1;

/// Octets of an answer: an SMTP reply has a few lines.
pub const MOST_ANSWER: usize = 64 * 1024;

/// What a client may call itself, in octets.
const MOST_HELO: usize = 255;

/// What stands before the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`VERSION`]
    pub version: u32,
    /// Who gets it.
    pub envelope: Envelope,
    /// How it was handed to the command.
    pub spoken: Spoken,
    /// Octets of the message.
    pub size: u64,
}

/// What a client of `sendmail -bs` said of itself; for the trace header only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The name in `EHLO` or `HELO`; empty without a session.
    pub helo: String,
    /// `ESMTP` and the like; empty without a session.
    pub protocol: String,
}

/// Why an envelope that came over the socket is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is no recipient, or more than are allowed.
    #[error("the envelope has no recipient, or too many")]
    Recipients,
    /// A parameter would not have been taken from an SMTP client either.
    #[error("the envelope has a parameter that makes no sense")]
    Parameter,
    /// What is said of the session does not fit into a header.
    #[error("the name of the client makes no sense")]
    Spoken,
}

impl Head {
    /// The envelope, when an SMTP session could have led to it as well.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn checked(self, most_recipients: usize) -> Result<(Envelope, Spoken), Unfit> {
        let Head { mut envelope, spoken, .. } = self;
        let mut seen = std::collections::HashSet::new();
        envelope.recipients.retain(|recipient| seen.insert(recipient.address.key().to_owned()));
        if envelope.recipients.is_empty() || envelope.recipients.len() > most_recipients {
            return Err(Unfit::Recipients);
        }
        let printable = |text: &Option<String>, most: usize| {
            text.as_ref().is_none_or(|text| text.len() <= most && text.bytes().all(|b| (b' '..=b'~').contains(&b)))
        };
        let notify = |text: &Option<String>| {
            let read = text.as_deref().map(|text| parameters::notify(text).as_deref() == Ok(text));
            read.unwrap_or(true)
        };
        let fit = envelope.recipients.iter().all(|to| notify(&to.notify) && printable(&to.orcpt, 500));
        if !fit || !printable(&envelope.envid, 100) {
            return Err(Unfit::Parameter);
        }
        let word = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
        if spoken.helo.len() > MOST_HELO || !word(&spoken.helo) {
            return Err(Unfit::Spoken);
        }
        if !["", "SMTP", "ESMTP", "UTF8SMTP"].contains(&spoken.protocol.as_str()) {
            return Err(Unfit::Spoken);
        }
        let beyond_ascii = envelope.recipients.iter().map(|to| &to.address).chain(&envelope.sender);
        envelope.smtputf8 |= beyond_ascii.into_iter().any(crate::base::Address::needs_utf8);
        Ok((envelope, spoken))
    }
}

/// Octets a head may have: room for every recipient with its parameters.
pub fn most_head(recipients: usize) -> usize {
    recipients.saturating_mul(2048).saturating_add(64 * 1024)
}

/// `value` with its length before it.
///
/// # Errors
/// `InvalidInput` when it is too long.
pub fn framed(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    let length = u32::try_from(json.len()).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
    let mut frame = Vec::with_capacity(json.len() + 4);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&json);
    Ok(frame)
}

/// The length that stands before a frame.
///
/// # Errors
/// `InvalidData` when it is more than `most`.
pub async fn length(from: &mut (impl AsyncRead + Unpin), most: usize) -> io::Result<usize> {
    let mut length = [0; 4];
    from.read_exact(&mut length).await?;
    bounded(length, most)
}

/// Reads a value of `length` octets.
///
/// # Errors
/// Those of `from`, and `InvalidData` when it makes no sense.
pub async fn value<T: DeserializeOwned>(from: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<T> {
    let mut json = vec![0; length];
    from.read_exact(&mut json).await?;
    Ok(serde_json::from_slice(&json)?)
}

/// Reads a value with its length before it; for the command, which has nothing else to do.
///
/// # Errors
/// Those of `from`, and `InvalidData` when it is longer than `most` or makes no sense.
pub fn read<T: DeserializeOwned>(from: &mut impl Read, most: usize) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut json = vec![0; bounded(length, most)?];
    from.read_exact(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}

fn bounded(length: [u8; 4], most: usize) -> io::Result<usize> {
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    let long = || io::Error::new(ErrorKind::InvalidData, "a frame that is too long");
    if length <= most { Ok(length) } else { Err(long()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Recipient;
    use proptest::prelude::*;

    fn head(to: &[&str]) -> Head {
        let recipients = to.iter().map(|to| Recipient::from(to.parse::<crate::base::Address>().unwrap())).collect();
        let envelope = Envelope { recipients, ..Envelope::default() };
        Head { version: VERSION, envelope, spoken: Spoken::default(), size: 3 }
    }

    #[test]
    fn an_envelope_is_what_a_session_could_have_led_to() {
        let (envelope, _) = head(&["a@b.test", "A@b.test", "ü@b.test"]).checked(2).unwrap();
        assert_eq!((envelope.recipients.len(), envelope.smtputf8), (2, true));
        assert_eq!(head(&[]).checked(9), Err(Unfit::Recipients));
        assert_eq!(head(&["a@b.test", "c@d.test"]).checked(1), Err(Unfit::Recipients));
        for bad in ["never", "NEVER,DELAY", "DELAY ORCPT=rfc822;x", "DELAY\r\nRCPT TO:<x@y.test>"] {
            let mut head = head(&["a@b.test"]);
            head.envelope.recipients[0].notify = Some(bad.into());
            assert_eq!(head.checked(9), Err(Unfit::Parameter), "{bad:?}");
        }
        for bad in ["a\r\nb", "ü"] {
            let mut orcpt = head(&["a@b.test"]);
            orcpt.envelope.recipients[0].orcpt = Some(bad.into());
            let mut envid = head(&["a@b.test"]);
            envid.envelope.envid = Some(bad.into());
            assert_eq!((orcpt.checked(9), envid.checked(9)), (Err(Unfit::Parameter), Err(Unfit::Parameter)));
            let spoken = Spoken { helo: bad.into(), protocol: "ESMTP".into() };
            assert_eq!(Head { spoken, ..head(&["a@b.test"]) }.checked(9), Err(Unfit::Spoken));
        }
        let spoken = Spoken { helo: "x".into(), protocol: "ESMTPSA".into() };
        assert_eq!(Head { spoken, ..head(&["a@b.test"]) }.checked(9), Err(Unfit::Spoken), "nobody has signed in");
    }

    #[test]
    fn what_is_framed_is_read_again() {
        let frame = framed(&head(&["a@b.test"])).unwrap();
        assert_eq!(read::<Head>(&mut &frame[..], 4096).unwrap(), head(&["a@b.test"]));
        assert_eq!(read::<Head>(&mut &frame[..], 8).unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(read::<Head>(&mut &frame[..9], 4096).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    proptest! {
        #[test]
        fn no_octets_are_too_much_for_the_reader(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(head) = read::<Head>(&mut &octets[..], 4096) {
                let _ = head.checked(9);
            }
        }

        #[test]
        fn a_head_that_was_changed_is_none_or_harmless(at in 0usize..120, octet: u8) {
            let mut frame = framed(&head(&["a@b.test"])).unwrap();
            let at = at % frame.len();
            frame[at] = octet;
            if let Ok(Ok((envelope, _))) = read::<Head>(&mut &frame[..], 4096).map(|head| head.checked(9)) {
                let whole = format!("{envelope:?}");
                prop_assert!(!whole.contains(['\r', '\n']));
            }
        }
    }
}
