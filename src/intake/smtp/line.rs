//! Command lines out of a buffer, pure. A line ends with CRLF and with nothing else (RFC 5321 §2.3.8): a bare CR, a bare
//! LF or a NUL makes the line a fault, told at once; what follows up to the next CRLF is skipped, so that no part of a
//! faulty line is ever taken for a command.

use memchr::{memchr, memchr3};

/// Longest command line with its CRLF. RFC 5321 §4.5.3.1.4 says 512; SIZE, DSN, SMTPUTF8 and AUTH= lengthen it
/// (RFC 1870 §3, RFC 3461 §5, RFC 6531 §3.4, RFC 4954 §3).
pub const COMMAND_LIMIT: usize = 2048;

/// Longest `AUTH` line or answer to a challenge (RFC 4954 §4).
pub const AUTH_LIMIT: usize = 12_288;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// A CR without LF.
    #[error("a bare CR in a command line")]
    BareCr,
    /// An LF without CR.
    #[error("a bare LF in a command line")]
    BareLf,
    /// A NUL octet.
    #[error("a NUL in a command line")]
    Nul,
    /// No CRLF within the limit.
    #[error("a command line over the limit")]
    TooLong,
}

/// What a buffer holds at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// No line yet: drop `consumed` octets, read more, ask again.
    More {
        /// Octets of a faulty line that are of no further use.
        consumed: usize,
    },
    /// `skipped` octets of a faulty line, then a line of `length` octets, then its CRLF.
    Line {
        /// Octets to drop before the line.
        skipped: usize,
        /// Octets of the line without its CRLF.
        length: usize,
    },
    /// A faulty line, reported once; drop `consumed` octets, the rest of it is skipped by the calls that follow.
    Fault {
        /// What is wrong.
        fault: LineFault,
        /// Octets to drop.
        consumed: usize,
    },
}

/// Reads lines; remembers only whether it is inside a faulty one.
#[derive(Clone, Debug, Default)]
pub struct LineReader {
    skipping: bool,
}

impl LineReader {
    /// Looks for the next line in `buffer`; a line with its CRLF has at most `limit` octets.
    pub fn next(&mut self, buffer: &[u8], limit: usize) -> Next {
        let skipped = match self.skip(buffer) {
            Ok(skipped) => skipped,
            Err(consumed) => return Next::More { consumed },
        };
        let rest = &buffer[skipped..];
        let window = &rest[..rest.len().min(limit)];
        match memchr3(b'\r', b'\n', 0, window) {
            None if rest.len() >= limit => self.fault(LineFault::TooLong, skipped + window.len()),
            None => Next::More { consumed: skipped },
            Some(at) if rest[at] == b'\n' => self.fault(LineFault::BareLf, skipped + at + 1),
            Some(at) if rest[at] == 0 => self.fault(LineFault::Nul, skipped + at + 1),
            Some(length) => match rest.get(length + 1) {
                Some(b'\n') if length + 2 <= limit => Next::Line { skipped, length },
                Some(b'\n') => self.fault(LineFault::TooLong, skipped + length),
                Some(_) => self.fault(LineFault::BareCr, skipped + length + 1),
                None => Next::More { consumed: skipped },
            },
        }
    }

    /// Whether the reader is in the rest of a faulty line.
    pub fn is_skipping(&self) -> bool {
        self.skipping
    }

    fn fault(&mut self, fault: LineFault, consumed: usize) -> Next {
        self.skipping = true;
        Next::Fault { fault, consumed }
    }

    /// Where the faulty line ends; `Err` with the octets to drop when its CRLF has not come yet.
    fn skip(&mut self, buffer: &[u8]) -> Result<usize, usize> {
        if !self.skipping {
            return Ok(0);
        }
        let mut from = 0;
        while let Some(lf) = memchr(b'\n', &buffer[from..]).map(|at| from + at) {
            if lf > 0 && buffer[lf - 1] == b'\r' {
                self.skipping = false;
                return Ok(lf + 1);
            }
            from = lf + 1;
        }
        // A CR at the very end may be the first half of the CRLF.
        Err(buffer.len() - usize::from(buffer.ends_with(b"\r")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every line and fault of `input`, handed over in pieces of the given sizes.
    fn read(input: &[u8], sizes: &[usize], limit: usize) -> Vec<Result<Vec<u8>, LineFault>> {
        let (mut reader, mut buffer, mut out) = (LineReader::default(), Vec::new(), Vec::new());
        let mut rest = input;
        let mut sizes = sizes.iter().copied().cycle();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(sizes.next().unwrap_or(1).clamp(1, rest.len()));
            buffer.extend_from_slice(now);
            rest = later;
            loop {
                match reader.next(&buffer, limit) {
                    Next::More { consumed } => {
                        buffer.drain(..consumed);
                        break;
                    }
                    Next::Line { skipped, length } => {
                        out.push(Ok(buffer[skipped..skipped + length].to_vec()));
                        buffer.drain(..skipped + length + 2);
                    }
                    Next::Fault { fault, consumed } => {
                        out.push(Err(fault));
                        buffer.drain(..consumed);
                    }
                }
            }
        }
        out
    }

    #[test]
    fn only_crlf_ends_a_line() {
        let lines = |input: &[u8]| read(input, &[input.len().max(1)], 100);
        assert_eq!(lines(b"NOOP\r\n\r\nQUIT\r\n"), [Ok(b"NOOP".to_vec()), Ok(vec![]), Ok(b"QUIT".to_vec())]);
        assert_eq!(lines(b"a\nMAIL\r\nb\r\n"), [Err(LineFault::BareLf), Ok(b"b".to_vec())]);
        assert_eq!(lines(b"a\rMAIL\r\nb\r\n"), [Err(LineFault::BareCr), Ok(b"b".to_vec())]);
        assert_eq!(lines(b"a\r\r\nb\r\n"), [Err(LineFault::BareCr), Ok(b"b".to_vec())]);
        assert_eq!(lines(b"a\0\nMAIL\n\r\r\nb\r\n"), [Err(LineFault::Nul), Ok(b"b".to_vec())]);
        assert_eq!(lines(b"a\n"), [Err(LineFault::BareLf)], "told at once, not at the next CRLF");
        assert_eq!(lines(b"a\r"), [], "may still become a CRLF");
    }

    #[test]
    fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
        let line = |length: usize| [vec![b'x'; length], b"\r\nQUIT\r\n".to_vec()].concat();
        for size in [1, 7, 200] {
            assert_eq!(read(&line(98), &[size], 100), [Ok(vec![b'x'; 98]), Ok(b"QUIT".to_vec())]);
            for length in [99, 100, 101, 5000] {
                assert_eq!(read(&line(length), &[size], 100), [Err(LineFault::TooLong), Ok(b"QUIT".to_vec())]);
            }
        }
    }

    /// The slow and obvious reading: split at CRLF, a piece is a line or has its first fault.
    fn reference(input: &[u8], limit: usize) -> Vec<Result<Vec<u8>, LineFault>> {
        let (mut out, mut rest) = (Vec::new(), input);
        while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
            out.push(judge(&rest[..end], limit));
            rest = &rest[end + 2..];
        }
        out
    }

    fn judge(line: &[u8], limit: usize) -> Result<Vec<u8>, LineFault> {
        let bad = line.iter().position(|b| matches!(b, b'\r' | b'\n' | 0)).filter(|at| *at < limit);
        match bad.map(|at| line[at]) {
            Some(b'\r') => Err(LineFault::BareCr),
            Some(b'\n') => Err(LineFault::BareLf),
            Some(_) => Err(LineFault::Nul),
            None if line.len() + 2 > limit => Err(LineFault::TooLong),
            None => Ok(line.to_vec()),
        }
    }

    proptest! {
        #[test]
        fn the_reading_is_the_same_however_the_octets_arrive(
            input in prop::collection::vec(prop::sample::select(b"\r\r\n\n\0a.".to_vec()), 0..60),
            sizes in prop::collection::vec(1usize..9, 1..6),
        ) {
            let mut whole = input.clone();
            whole.extend_from_slice(b"\r\n\r\n");
            let expected = reference(&whole, 1000);
            prop_assert_eq!(&read(&whole, &sizes, 1000), &expected);
            let short: Vec<bool> = read(&whole, &sizes, 6).iter().map(Result::is_ok).collect();
            let wanted: Vec<bool> = reference(&whole, 6).iter().map(Result::is_ok).collect();
            prop_assert_eq!(short, wanted);
        }
    }
}
