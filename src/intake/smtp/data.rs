//! Message data, pure: an incremental reader over whatever pieces the network delivers.
//!
//! Only CR LF `.` CR LF ends `DATA` (RFC 5321 §4.1.1.4), and the CRLF of the `DATA` line counts as the first one, so that
//! an immediate `.` CRLF is an empty message. A bare CR, a bare LF and a NUL are noted as a fault but never end anything:
//! reading goes on to the real end, so that the dialogue stays in step, and the message is refused there. That closes the
//! gap "SMTP smuggling" goes through (SEC Consult, December 2023; CVE-2023-51764 and its kin).

use memchr::memchr3;

/// Why a message that was read to its end is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataFault {
    /// A CR without LF.
    #[error("a bare CR in the message")]
    BareCr,
    /// An LF without CR.
    #[error("a bare LF in the message")]
    BareLf,
    /// A NUL octet (RFC 5321 §4.5.2 lets a server refuse it).
    #[error("a NUL in the message")]
    Nul,
    /// More octets than the limit.
    #[error("the message is over the size limit")]
    TooBig,
    /// The octets of all sessions together are over the limit.
    #[error("no memory left for messages")]
    NoMemory,
    /// A `BDAT` message whose last line has no CRLF; `DATA` cannot say that to the next server.
    #[error("the message does not end with CRLF")]
    Unterminated,
}

/// What one call of [`DataReader::feed`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fed {
    /// Octets taken from the input; all of it unless the end was met.
    pub consumed: usize,
    /// Whether the end of data was met.
    pub ended: bool,
}

/// Where the reader stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Behind a CRLF, or at the very start.
    LineStart,
    /// Behind a dot at the start of a line, which is not content.
    Dot,
    /// Behind a CR that followed such a dot.
    DotCr,
    /// Inside a line.
    Inside,
    /// Behind a CR inside a line.
    Cr,
}

/// Reads one message. What [`DataReader::feed`] appends is the message with stuffed dots removed, as long as there is no
/// fault; after a fault nothing is appended any more.
#[derive(Clone, Debug)]
pub struct DataReader {
    place: Place,
    dots: bool,
    limit: usize,
    fault: Option<DataFault>,
}

impl DataReader {
    /// For `DATA`: dots are un-stuffed and end the message. `limit` is in octets of the message.
    pub fn new(limit: usize) -> DataReader {
        DataReader { place: Place::LineStart, dots: true, limit, fault: None }
    }

    /// For `BDAT` (RFC 3030): a dot is a dot, and the caller counts the octets.
    pub fn chunked(limit: usize) -> DataReader {
        DataReader { dots: false, ..DataReader::new(limit) }
    }

    /// Reads `input` and appends what belongs to the message to `message`.
    pub fn feed(&mut self, input: &[u8], message: &mut Vec<u8>) -> Fed {
        let mut at = 0;
        // Where the content begins that has been looked at but not yet copied.
        let mut from = 0;
        while at < input.len() {
            let octet = input[at];
            match self.place {
                Place::LineStart if octet == b'.' && self.dots => {
                    self.keep(&input[from..at], message);
                    at += 1;
                    from = at;
                    self.place = Place::Dot;
                }
                Place::Dot if octet == b'\r' => {
                    at += 1;
                    self.place = Place::DotCr;
                }
                Place::DotCr if octet == b'\n' => return Fed { consumed: at + 1, ended: true },
                Place::DotCr => {
                    self.note(DataFault::BareCr);
                    self.place = Place::Inside;
                }
                Place::Cr => {
                    self.after_cr(octet);
                    at += usize::from(octet == b'\n');
                }
                Place::LineStart | Place::Dot | Place::Inside => at = self.along_the_line(input, at),
            }
        }
        // An end-of-data candidate is no content until the next octet tells.
        if self.place != Place::DotCr {
            self.keep(&input[from..], message);
        }
        Fed { consumed: input.len(), ended: false }
    }

    /// The fault, once the message has been read to its end; `None` = the message is as it should be.
    pub fn fault(&self) -> Option<DataFault> {
        match self.place {
            _ if self.fault.is_some() => self.fault,
            Place::Cr if !self.dots => Some(DataFault::BareCr),
            Place::Inside if !self.dots => Some(DataFault::Unterminated),
            _ => None,
        }
    }

    /// Notes a fault; the first one is the one that is told.
    pub fn note(&mut self, fault: DataFault) {
        self.fault.get_or_insert(fault);
    }

    /// Whether a fault was noted, so that nothing more is kept.
    pub fn is_spoilt(&self) -> bool {
        self.fault.is_some()
    }

    /// From `at` to the next octet that means something; gives the index behind it.
    fn along_the_line(&mut self, input: &[u8], mut at: usize) -> usize {
        self.place = Place::Inside;
        while let Some(found) = memchr3(b'\r', b'\n', 0, &input[at..]).map(|i| at + i) {
            match &input[found..] {
                // The usual case, without a detour: the line ends and no dot begins the next one.
                [b'\r', b'\n', next, ..] if *next != b'.' => {
                    at = found + 2;
                    continue;
                }
                [b'\r', ..] => self.place = Place::Cr,
                [b'\n', ..] => self.note(DataFault::BareLf),
                _ => self.note(DataFault::Nul),
            }
            return found + 1;
        }
        input.len()
    }

    /// The octet behind a CR inside a line; anything but LF is looked at again by the caller.
    fn after_cr(&mut self, octet: u8) {
        if octet == b'\n' {
            self.place = Place::LineStart;
        } else {
            self.note(DataFault::BareCr);
            self.place = Place::Inside;
        }
    }

    fn keep(&mut self, content: &[u8], message: &mut Vec<u8>) {
        if content.len() > self.limit.saturating_sub(message.len()) {
            self.note(DataFault::TooBig);
        }
        match self.fault {
            None => message.extend_from_slice(content),
            Some(_) => *message = Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads `input` in pieces; gives the message or its fault, and how many octets were read when the end came.
    fn read(mut reader: DataReader, input: &[u8], sizes: &[usize]) -> Option<(Result<Vec<u8>, DataFault>, usize)> {
        let (mut message, mut at) = (Vec::new(), 0);
        for size in sizes.iter().cycle() {
            let piece = &input[at..input.len().min(at + size)];
            let fed = reader.feed(piece, &mut message);
            at += fed.consumed;
            if fed.ended {
                return Some((reader.fault().map_or(Ok(message), Err), at));
            }
            if at == input.len() {
                return None;
            }
        }
        None
    }

    fn data(input: &[u8]) -> Option<(Result<Vec<u8>, DataFault>, usize)> {
        let whole = read(DataReader::new(1000), input, &[input.len()]);
        assert_eq!(whole, read(DataReader::new(1000), input, &[1]), "octet by octet");
        whole
    }

    #[test]
    fn only_the_five_octets_end_a_message() {
        assert_eq!(data(b".\r\nX"), Some((Ok(vec![]), 3)), "the CRLF of DATA is the first one");
        assert_eq!(data(b"a\r\n.\r\nX"), Some((Ok(b"a\r\n".to_vec()), 6)));
        for open in [&b"a\n.\n"[..], b"a\n.\r\n", b"a\r\n.\n", b"a\r.\r\n", b"a\r\n.\r\r\n", b"a\r\r.\r\n", b"a.\r\n"] {
            assert_eq!(data(open), None, "{:?}", open.escape_ascii().to_string());
        }
    }

    #[test]
    fn a_fault_is_told_at_the_real_end() {
        let fault = |input: &[u8]| data(&[input, b"\r\n.\r\n"].concat()).and_then(|(result, _)| result.err());
        assert_eq!(fault(b"a\n.\r\nMAIL FROM:<x@y.test>"), Some(DataFault::BareLf));
        assert_eq!(fault(b"a\r\n.\rb"), Some(DataFault::BareCr));
        assert_eq!(fault(b"a\r\n.\r"), Some(DataFault::BareCr));
        assert_eq!(fault(b"\r"), Some(DataFault::BareCr));
        assert_eq!(fault(b"a\0b"), Some(DataFault::Nul));
        assert_eq!(fault(&[b'x'; 1001]), Some(DataFault::TooBig));
        assert_eq!(fault(&[b'x'; 998]), None, "with its CRLF exactly the limit");
        assert_eq!(fault(&[b'x'; 999]), Some(DataFault::TooBig));
    }

    #[test]
    fn stuffed_dots_are_removed_wherever_a_line_begins() {
        let message = |input: &[u8]| data(input).and_then(|(result, _)| result.ok());
        assert_eq!(message(b"..\r\n.\r\n"), Some(b".\r\n".to_vec()));
        assert_eq!(message(b"a\r\n..b\r\n.c\r\n...\r\n.\r\n"), Some(b"a\r\n.b\r\nc\r\n..\r\n".to_vec()));
    }

    #[test]
    fn a_chunk_is_taken_as_it_is() {
        let mut reader = DataReader::chunked(1000);
        let mut message = Vec::new();
        reader.feed(b"a\r", &mut message);
        reader.feed(b"\n.\r\n..\r\n", &mut message);
        assert_eq!((message.as_slice(), reader.fault()), (&b"a\r\n.\r\n..\r\n"[..], None));
        reader.feed(b"no end", &mut message);
        assert_eq!(reader.fault(), Some(DataFault::Unterminated));
        reader.feed(b"\r", &mut message);
        assert_eq!(reader.fault(), Some(DataFault::BareCr));
    }

    /// The slow and obvious reading: the first CRLF.CRLF of CRLF + input is the end.
    fn reference(input: &[u8]) -> Option<(Result<Vec<u8>, ()>, usize)> {
        let whole = [b"\r\n", input].concat();
        let end = whole.windows(5).position(|five| five == b"\r\n.\r\n")?;
        let content = &whole[2..end.max(2)];
        let content = if end == 0 { b"".to_vec() } else { [content, b"\r\n"].concat() };
        let text = String::from_utf8_lossy(&content).into_owned();
        let lines: Vec<&str> = text.split("\r\n").collect();
        let clean = !lines.iter().any(|line| line.contains(['\r', '\n', '\0']));
        let unstuffed: Vec<&str> = lines.iter().map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
        Some((if clean { Ok(unstuffed.join("\r\n").into_bytes()) } else { Err(()) }, end + 3))
    }

    /// What an honest client does (RFC 5321 §4.5.2).
    fn stuffed(message: &[u8]) -> Vec<u8> {
        let mut wire = Vec::new();
        for line in message.split_inclusive(|b| *b == b'\n') {
            wire.extend(line.starts_with(b".").then_some(b'.'));
            wire.extend_from_slice(line);
        }
        wire.extend_from_slice(b".\r\n");
        wire
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_end_is_where_the_slow_reading_finds_it(
            input in prop::collection::vec(prop::sample::select(b"\r\r\n\n..\0a".to_vec()), 0..40),
            sizes in prop::collection::vec(1usize..7, 1..5),
        ) {
            let mut input = input;
            input.extend_from_slice(b"\r\n.\r\n");
            let found = read(DataReader::new(1000), &input, &sizes);
            prop_assert_eq!(found.map(|(result, at)| (result.map_err(|_| ()), at)), reference(&input));
        }

        #[test]
        fn stuffing_then_reading_changes_nothing(
            lines in prop::collection::vec("[.a ]{0,6}", 0..20),
            sizes in prop::collection::vec(1usize..50, 1..5),
        ) {
            let message: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\r\n"].concat()).collect();
            let wire = stuffed(&message);
            prop_assert_eq!(read(DataReader::new(1000), &wire, &sizes), Some((Ok(message), wire.len())));
        }
    }
}
