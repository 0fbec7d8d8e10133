//! Message data. Stuffing and reading are inverse, whatever the pieces; and hostile data mean the same in any pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::intake::smtp::data::{DataFault, DataReader};

const LIMIT: usize = 1 << 20;

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (piece, octets) = input;
    let whole = read(&octets, octets.len().max(1));
    let pieces = read(&octets, usize::from(piece).max(1));
    assert_eq!(whole, pieces, "the pieces of the network must not matter");
    if whole.ended && whole.fault.is_none() {
        let end = b"\r\n.\r\n";
        let first = [b"\r\n".as_slice(), &octets].concat().windows(5).position(|w| w == end).map(|at| at + 3);
        assert_eq!(Some(whole.consumed), first, "only CRLF.CRLF ends the data");
        assert_eq!(stuffed(&whole.message), octets[..whole.consumed], "reading loses and adds nothing");
    }

    let message = lines(&octets);
    let read = read(&stuffed(&message), usize::from(piece).max(1));
    assert!(read.ended && read.fault.is_none());
    assert_eq!(read.message, message, "stuffed and read it is the same message");
});

#[derive(Debug, PartialEq)]
struct Read {
    message: Vec<u8>,
    consumed: usize,
    ended: bool,
    fault: Option<DataFault>,
}

fn read(octets: &[u8], piece: usize) -> Read {
    let mut reader = DataReader::new(LIMIT);
    let mut message = Vec::new();
    let mut consumed = 0;
    let mut ended = false;
    for part in octets.chunks(piece) {
        let fed = reader.feed(part, &mut message);
        consumed += fed.consumed;
        ended = fed.ended;
        if ended {
            break;
        }
    }
    let fault = reader.fault();
    // After a fault nobody uses what was kept before it.
    if fault.is_some() {
        message.clear();
    }
    Read { message, consumed, ended, fault }
}

/// Any octets as lines that end with CRLF, without NUL.
fn lines(octets: &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    for line in octets.split(|octet| matches!(octet, b'\r' | b'\n' | 0)) {
        message.extend_from_slice(line);
        message.extend_from_slice(b"\r\n");
    }
    message
}

/// RFC 5321 §4.5.2, the client's side, with the end of data.
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in message.split_inclusive(|octet| *octet == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b".\r\n");
    out
}
