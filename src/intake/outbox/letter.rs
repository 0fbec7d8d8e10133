//! A file's octets to an envelope and the message that leaves: line ends as on the wire, hidden copies honoured and taken
//! out, everything else untouched.

use std::str::FromStr as _;

use super::spool::{Arguments, Recipients};
use crate::base::Address;
use crate::base::text::one_line;
use crate::intake::envelope::{self, NoEnvelope};
use crate::message::lines::{has_stray_line_end, with_crlf};
use crate::message::{Body, Envelope, fields};
use crate::parse::Addressed;

/// The fields of a pickup folder's replay header. It stands above all other fields, and is the envelope.
const REPLAY: [&str; 4] = ["x-sender", "x-receiver", "x-createdby", "x-endofinjectedxheaders"];

/// Why a file is no message that can be sent; the words are for whoever dropped it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoLetter {
    /// The header makes no envelope.
    #[error(transparent)]
    Envelope(#[from] NoEnvelope),
    /// An address of the replay header or of the arguments cannot be read.
    #[error("`{0}` in {1} cannot be read as an address")]
    Address(String, &'static str),
    /// It has a CR that ends no line, or a NUL.
    #[error("line {0} has a {1}, which no mail may have: save the message again")]
    Octet(usize, &'static str),
    /// The arguments name nobody.
    #[error("the arguments in the .msmtp file name no recipient and not -t")]
    NoArguments,
}

/// The envelope and the message of a file; `arguments` where a file beside it has them.
pub(super) fn letter(file: &[u8], arguments: Option<&Arguments>, most: usize) -> Result<(Envelope, Vec<u8>), NoLetter> {
    let mut message = with_crlf(file);
    if !message.ends_with(b"\r\n") {
        message.extend_from_slice(b"\r\n");
    }
    wrong_octet(&message)?;
    let mut made = match arguments {
        Some(arguments) => by_arguments(&message, arguments, most)?,
        None => {
            let (sender, receivers, rest) = replay(&message)?;
            message.drain(..rest);
            by_header(&message, sender, receivers, most)?
        }
    };
    let message = envelope::without_hidden(&message)?;
    made.body = (!message.is_ascii()).then_some(Body::EightBitMime);
    Ok((made, message))
}

/// What the replay header says stands above what the others say.
fn by_header(
    message: &[u8],
    sender: Option<Option<Address>>,
    receivers: Vec<Address>,
    most: usize,
) -> Result<Envelope, NoLetter> {
    let addressed = Addressed::of(message);
    let sender = match sender {
        Some(sender) => sender,
        None => Some(envelope::sender(&addressed)?),
    };
    let recipients = if receivers.is_empty() { envelope::recipients(&addressed)? } else { receivers };
    Ok(envelope::envelope(sender, recipients, most)?)
}

fn by_arguments(message: &[u8], arguments: &Arguments, most: usize) -> Result<Envelope, NoLetter> {
    let addressed = Addressed::of(message);
    let address =
        |text: &String| Address::from_str(text).map_err(|_| NoLetter::Address(one_line(text, 80), "the .msmtp file"));
    let sender = match &arguments.sender {
        Some(text) if text.is_empty() || text == "<>" => None,
        Some(text) => Some(address(text)?),
        None => Some(envelope::sender(&addressed)?),
    };
    let mut recipients: Vec<Address> = arguments.recipients.iter().map(address).collect::<Result<_, _>>()?;
    match arguments.from {
        Recipients::Header => recipients.extend(envelope::recipients(&addressed)?),
        Recipients::Arguments if recipients.is_empty() => return Err(NoLetter::NoArguments),
        Recipients::Arguments => {}
    }
    Ok(envelope::envelope(sender, recipients, most)?)
}

/// Sender and receivers of the replay header, and where the message begins behind it. `X-Sender` alone is no envelope:
/// programs write it for other reasons. `Some(None)` is the null sender.
type Replayed = (Option<Option<Address>>, Vec<Address>, usize);

fn replay(message: &[u8]) -> Result<Replayed, NoLetter> {
    let (mut sender, mut receivers, mut end) = (None, Vec::new(), 0);
    for field in fields::fields(message) {
        let octets = &message[field.clone()];
        let Some(name) = fields::name(octets).filter(|name| REPLAY.contains(&name.as_str())) else { break };
        let value = octets.splitn(2, |b| *b == b':').nth(1).unwrap_or_default();
        let value = String::from_utf8_lossy(value);
        match name.as_str() {
            "x-sender" => sender = Some(path(&value, "X-Sender")?),
            "x-receiver" => receivers.extend(path(&value, "X-Receiver")?),
            _ => {}
        }
        end = field.end;
    }
    Ok(if receivers.is_empty() { (None, Vec::new(), 0) } else { (sender, receivers, end) })
}

/// `<anna@firm.example>` or `anna@firm.example`, and perhaps parameters behind it, which are not taken over.
fn path(value: &str, field: &'static str) -> Result<Option<Address>, NoLetter> {
    let value = value.trim();
    let text = match value.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((inside, _)) => inside,
        None => value.split_whitespace().next().unwrap_or_default(),
    };
    if text.is_empty() && value.starts_with('<') {
        return Ok(None);
    }
    Address::from_str(text).map(Some).map_err(|_| NoLetter::Address(one_line(value, 80), field))
}

/// The doors that read the wire refuse the same.
fn wrong_octet(message: &[u8]) -> Result<(), NoLetter> {
    if !has_stray_line_end(message) && memchr::memchr(0, message).is_none() {
        return Ok(());
    }
    let stray = |at: usize| message[at] == b'\r' && message.get(at + 1) != Some(&b'\n');
    let at = (0..message.len()).find(|at| message[*at] == 0 || stray(*at)).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', &message[..at]).count() + 1;
    Err(NoLetter::Octet(line, if message[at] == 0 { "NUL" } else { "CR without LF" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(file: &str) -> Result<(String, Vec<String>, String), String> {
        let (envelope, message) = letter(file.as_bytes(), None, 10).map_err(|error| error.to_string())?;
        let sender = envelope.sender.map(|sender| sender.to_string()).unwrap_or_default();
        let to = envelope.recipients.iter().map(|r| r.address.to_string()).collect();
        Ok((sender, to, String::from_utf8(message).unwrap()))
    }

    #[test]
    fn lines_get_their_ends_and_hidden_copies_leave_the_header() {
        let (sender, to, message) =
            made("From: a@firm.example\nTo: b@c.test\nBcc: d@e.test,\n f@g.test\n\nHi\n.\nlast").unwrap();
        assert_eq!((sender.as_str(), to.len()), ("a@firm.example", 3));
        assert_eq!(message, "From: a@firm.example\r\nTo: b@c.test\r\n\r\nHi\r\n.\r\nlast\r\n");
    }

    #[test]
    fn the_replay_header_is_the_envelope_and_does_not_leave() {
        let file = "X-Sender: <a@firm.example> BODY=8bitmime\nx-receiver: b@c.test\nX-Receiver: <d@e.test> NOTIFY=NEVER\n\
                    From: boss@firm.example\nTo: all@c.test\nBcc: x@y.test\n\nHi\n";
        let (sender, to, message) = made(file).unwrap();
        assert_eq!((sender.as_str(), to), ("a@firm.example", vec!["b@c.test".into(), "d@e.test".into()]));
        assert_eq!(message, "From: boss@firm.example\r\nTo: all@c.test\r\n\r\nHi\r\n");
        let null = made("X-Sender: <>\nX-Receiver: b@c.test\nFrom: a@firm.example\n\n").unwrap();
        assert_eq!(null.0, "");
    }

    #[test]
    fn a_field_of_that_name_further_down_is_only_a_field() {
        let file = "From: a@firm.example\r\nX-Sender: webmail\r\nX-Receiver: x@y.test\r\nTo: b@c.test\r\n\r\n";
        assert_eq!(made(file).unwrap(), ("a@firm.example".into(), vec!["b@c.test".into()], file.into()));
        let file = "X-Sender: anna\r\nFrom: a@firm.example\r\nTo: b@c.test\r\n\r\n";
        assert!(made(file).is_err(), "an address that cannot be read is not guessed at");
    }

    #[test]
    fn what_cannot_travel_says_where() {
        let error = made("From: a@firm.example\nTo: b@c.test\n\nHi\rthere\n").unwrap_err();
        assert_eq!(error, "line 4 has a CR without LF, which no mail may have: save the message again");
        assert!(made("From: a@firm.example\nTo: b@c.test\n\n\0\n").unwrap_err().contains("line 4 has a NUL"));
        assert!(made("just a text\n").unwrap_err().contains("names no sender"));
    }
}
