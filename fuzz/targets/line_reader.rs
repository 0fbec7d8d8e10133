//! Command lines out of a buffer: no line holds a line end or a NUL, every line ended with CRLF within its limit, and a
//! faulty line never leaves a rest that is taken for a command.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::intake::smtp::line::{LineReader, Next};

const LIMIT: usize = 64;

fuzz_target!(|octets: &[u8]| {
    let expected = by_the_book(octets);
    let mut reader = LineReader::default();
    let mut lines = Vec::new();
    let mut rest = octets;
    loop {
        match reader.next(rest, LIMIT) {
            Next::Line { skipped, length } => {
                let line = &rest[skipped..skipped + length];
                assert!(length + 2 <= LIMIT && !line.iter().any(|o| matches!(o, b'\r' | b'\n' | 0)));
                assert_eq!(&rest[skipped + length..skipped + length + 2], b"\r\n");
                lines.push(line.to_vec());
                rest = &rest[skipped + length + 2..];
            }
            Next::Fault { consumed, .. } => rest = &rest[consumed..],
            Next::More { consumed } => {
                assert!(consumed <= rest.len());
                break;
            }
        }
    }
    assert_eq!(lines, expected);
});

/// The same, slowly: cut at every CRLF, and leave out what is faulty.
fn by_the_book(mut octets: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    while let Some(at) = octets.windows(2).position(|pair| pair == b"\r\n") {
        let line = &octets[..at];
        if at + 2 <= LIMIT && !line.iter().any(|octet| matches!(octet, b'\r' | b'\n' | 0)) {
            lines.push(line.to_vec());
        }
        octets = &octets[at + 2..];
    }
    lines
}
