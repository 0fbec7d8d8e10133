//! One message in a file of its own: of a Maildir, or saved by somebody.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::{At, Damage, Each, Item, Mail, Position, Source, separator};

/// Reads the message `file` holds.
pub(super) fn file(file: File, most: usize, source: &Source, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
    let mut bytes = Vec::new();
    let read = read(file, most, &mut bytes);
    let next = Position { entry: 0, offset: source.size };
    let at = At { entry: "", offset: 0, next, done: source.size };
    Ok(match read {
        Ok(whole) => tell(&bytes, whole, source.sent, at, each),
        Err(_) => each(Item::Damaged(Damage::Unreadable), at),
    })
}

/// At most `most` octets of `reader` into `bytes`; whether these are all.
pub(super) fn read(mut reader: impl Read, most: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
    reader.by_ref().take(most as u64).read_to_end(bytes)?;
    Ok(bytes.len() < most || reader.read(&mut [0])? == 0)
}

/// Tells these octets as a message, if they begin like one; a draft is passed over.
pub(super) fn tell(bytes: &[u8], whole: bool, sent: bool, at: At<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let bytes = separator::without_mark(bytes);
    if !is_header(bytes) {
        return each(Item::Damaged(Damage::NoHeader), at);
    }
    if is_draft(bytes) {
        return ControlFlow::Continue(());
    }
    each(Item::Mail(Mail { bytes, whole, sent, kept: None }), at)
}

/// Whether a message says in its header that it was not sent: as Thunderbird marks drafts and templates, and Outlook what is to
/// be opened for writing.
pub(super) fn is_draft(message: &[u8]) -> bool {
    let header = message.split(|octet| *octet == b'\n').map(<[u8]>::trim_ascii_end).take_while(|line| !line.is_empty());
    header.into_iter().any(|line| {
        let value = |name: &[u8]| {
            let (start, value) = line.split_at_checked(name.len())?;
            start.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
        };
        value(b"X-Mozilla-Draft-Info:").is_some() || value(b"X-Unsent:") == Some(b"1")
    })
}

/// Whether these octets begin with the name of a header field and its colon (RFC 5322 §2.2).
pub(super) fn is_header(octets: &[u8]) -> bool {
    let octets = separator::without_mark(octets);
    let name = octets.iter().take_while(|octet| matches!(octet, b'!'..=b'9' | b';'..=b'~')).count();
    name > 0 && matches!(octets.get(name..), Some([b':', ..] | [b' ', b':', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_say_so_in_their_header() {
        for header in ["X-Mozilla-Draft-Info: internal/draft; vcard=0\r\n", "x-unsent: 1\n"] {
            assert!(is_draft(format!("To: ken@kita.example\n{header}\nHi\n").as_bytes()), "{header}");
        }
        for message in ["To: a@x.example\n\nX-Unsent: 1\n", "X-Unsent: 0\n\nHi\n", "", "X-Mozilla-Status: 0001\n"] {
            assert!(!is_draft(message.as_bytes()), "{message}");
        }
    }
}
