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

/// At most `most` octets of the message that `reader` holds into `bytes`; whether these are all.
pub(super) fn read(mut reader: impl Read, most: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
    reader.by_ref().take(most as u64).read_to_end(bytes)?;
    let is_whole = bytes.len() < most || reader.read(&mut [0])? == 0;
    let Some((begins, octets)) = counted(bytes) else { return Ok(is_whole) };
    bytes.drain(..begins);
    let is_there = octets <= bytes.len();
    bytes.truncate(octets);
    Ok(is_whole || is_there)
}

/// Where the message begins in a file as Apple Mail keeps it (`.emlx`), and how many octets it has: a line before it says them,
/// and behind it stands what the program remembers of it.
fn counted(octets: &[u8]) -> Option<(usize, usize)> {
    /// The line is padded with blanks.
    const LONGEST: usize = 40;
    let end = octets.iter().take(LONGEST).position(|octet| *octet == b'\n')?;
    let length = std::str::from_utf8(&octets[..end]).ok()?.trim().parse().ok()?;
    Some((end + 1, length))
}

/// Tells these octets as a message, if they begin like one; a draft is passed over. Empty lines before its header are no part of
/// it.
pub(super) fn tell(bytes: &[u8], whole: bool, sent: bool, at: At<'_>, each: &mut Each<'_>) -> ControlFlow<()> {
    let bytes = separator::without_blank(bytes);
    if !is_field(bytes) {
        return each(Item::Damaged(Damage::NoHeader), at);
    }
    if is_draft(bytes) {
        return ControlFlow::Continue(());
    }
    each(Item::Mail(Mail { bytes, whole, sent, kept: None }), at)
}

/// Whether a file with these first octets is a message.
pub(super) fn is_message(head: &[u8]) -> bool {
    let begins = counted(head).map_or(0, |(begins, _)| begins);
    is_field(separator::without_blank(&head[begins..]))
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
pub(super) fn is_field(octets: &[u8]) -> bool {
    let name = octets.iter().take_while(|octet| matches!(octet, b'!'..=b'9' | b';'..=b'~')).count();
    name > 0 && matches!(octets.get(name..), Some([b':', ..] | [b' ', b':', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &str, most: usize) -> (String, bool) {
        let mut bytes = Vec::new();
        let whole = read(file.as_bytes(), most, &mut bytes).unwrap();
        (String::from_utf8(bytes).unwrap(), whole)
    }

    #[test]
    fn what_apple_mail_keeps_is_as_long_as_its_first_line_says() {
        let mail = "To: ken@kita.example\n\nHi\n";
        let file = format!("{}        \n{mail}<?xml version=\"1.0\"?>\n<plist/>\n", mail.len());
        assert_eq!(texts(&file, 1000), (mail.to_owned(), true));
        assert_eq!(texts(&file, 36), (mail.to_owned(), true), "what stands behind it need not be read");
        assert_eq!(texts(&file, 20), ("To: ken@k".to_owned(), false));
        assert_eq!(texts(&file[..30], 1000), (mail[..19].to_owned(), true), "a file cut in the middle");
        assert_eq!(texts(mail, 1000), (mail.to_owned(), true));
        assert!(is_message(file.as_bytes()) && !is_message(b"12\nno mail"));
    }

    #[test]
    fn empty_lines_before_a_header_are_passed_over() {
        for head in ["To: a", "\n\r\nTo: a", "\u{feff}\nTo: a", "Reply-To : a"] {
            assert!(is_message(head.as_bytes()), "{head:?}");
        }
        for head in ["", "\n\n", "Dear Ken: a", "\0\0\0", ": a"] {
            assert!(!is_message(head.as_bytes()), "{head:?}");
        }
    }

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
