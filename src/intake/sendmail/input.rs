//! The message from standard input: to its end or, where a dot may end it, to a line with a dot alone.

use std::io::{self, BufRead, Read};

use crate::message::lines::{has_stray_line_end, with_crlf};

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// Standard input cannot be read.
    #[error("the message cannot be read: {0}")]
    Input(#[from] io::Error),
    /// It is longer than mail may be.
    #[error("the message is larger than {0} octets (smtp.limits.message_size)")]
    TooBig(usize),
    /// A CR that ends no line: a next server that takes it for a line end would see another message behind it.
    #[error("line {0} of the message has a CR that ends no line")]
    StrayCr(usize),
    /// A NUL octet.
    #[error("line {0} of the message has a NUL octet")]
    Nul(usize),
}

/// Reads a message of at most `most` octets; `dot_ends` is what `-i` switches off. Its lines end with CRLF, the last one too.
///
/// # Errors
/// [`Unread`].
pub fn read(input: impl Read, dot_ends: bool, most: usize) -> Result<Vec<u8>, Unread> {
    let mut input = io::BufReader::with_capacity(64 * 1024, input);
    let mut text = Vec::new();
    loop {
        let start = text.len();
        // A line without end takes no more memory than a message.
        let room = u64::try_from(most.saturating_sub(start)).unwrap_or(u64::MAX).saturating_add(2);
        if (&mut input).take(room).read_until(b'\n', &mut text)? == 0 {
            break;
        }
        if dot_ends && matches!(&text[start..], b".\n" | b".\r\n" | b".") {
            text.truncate(start);
            break;
        }
        if text.len() > most {
            return Err(Unread::TooBig(most));
        }
    }
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    let line_of = |at: usize| memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
    if let Some(at) = memchr::memchr(0, &text) {
        return Err(Unread::Nul(line_of(at)));
    }
    let message = with_crlf(&text);
    if has_stray_line_end(&message) {
        let stray = memchr::memchr_iter(b'\r', &text).find(|at| text.get(at + 1) != Some(&b'\n'));
        return Err(Unread::StrayCr(stray.map_or(0, line_of)));
    }
    if message.len() > most { Err(Unread::TooBig(most)) } else { Ok(message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: &str, dot_ends: bool) -> String {
        String::from_utf8(read(input.as_bytes(), dot_ends, 100).unwrap()).unwrap()
    }

    #[test]
    fn a_dot_alone_ends_the_message_unless_it_was_switched_off() {
        for input in ["a\n..\n.\nb\n", "a\r\n..\r\n.\r\nb\n"] {
            assert_eq!(text(input, true), "a\r\n..\r\n");
            assert_eq!(text(input, false), "a\r\n..\r\n.\r\nb\r\n");
        }
        assert_eq!(text("a\n.", true), "a\r\n");
        assert_eq!(text(".\n", true), "");
    }

    #[test]
    fn lines_end_as_they_travel_the_last_one_too() {
        assert_eq!(text("a\r\nb\nc", false), "a\r\nb\r\nc\r\n");
        assert_eq!(text("", false), "");
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let wrong = |input: &str| read(input.as_bytes(), false, 20).unwrap_err().to_string();
        assert_eq!(wrong("a\nb\rc\n"), "line 2 of the message has a CR that ends no line");
        assert_eq!(wrong("a\r\r\n"), "line 1 of the message has a CR that ends no line");
        assert_eq!(wrong("a\nb\nc\0"), "line 3 of the message has a NUL octet");
        for long in ["a\n".repeat(10), "x".repeat(30), "x\n".repeat(11)] {
            assert_eq!(wrong(&long), "the message is larger than 20 octets (smtp.limits.message_size)", "{long}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_is_whole_lines_or_a_reason(input: Vec<u8>, dot_ends: bool) {
            if let Ok(message) = read(&input[..], dot_ends, 50) {
                proptest::prop_assert!(message.len() <= 50 && !has_stray_line_end(&message));
                proptest::prop_assert!(message.is_empty() || message.ends_with(b"\r\n"));
            }
        }
    }
}
