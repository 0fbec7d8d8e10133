//! The parts of a message: reading never fails, the same octets read the same, and words that stand in front of everything
//! in a plain text are found, whatever follows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outguard::parse::{Content, Structure, parse};

fuzz_target!(|body: &[u8]| {
    // The first octet chooses the shape, so that the fuzzer need not find the headers.
    let (shape, body) = body.split_first().unwrap_or((&0, body));
    let header: &[u8] = match shape % 6 {
        0 => b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
        1 => b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n",
        2 => b"Content-Type: text/calendar\r\n\r\n",
        3 => b"Content-Type: multipart/alternative; boundary=a\r\n\r\n",
        4 => b"Content-Type: message/rfc822\r\n\r\n",
        _ => b"",
    };
    let message = [header, body].concat();
    let structure = parse(&message);
    assert_eq!(format!("{structure:?}"), format!("{:?}", parse(&message)));
    assert!(size(&structure) <= 20 * message.len() + 4096, "what is read is in proportion to what was sent");

    let led = [b"Content-Type: text/plain; charset=utf-8\r\n\r\nTangerine\r\n".as_slice(), body].concat();
    let read = parse(&led);
    let found = [&read.own_text, &read.quoted_text, &read.footer_text].iter().any(|text| text.contains("Tangerine"));
    assert!(found || read.anomalies.iter().any(|a| a.what.contains("charset")), "words in front are read");
});

fn size(structure: &Structure) -> usize {
    let files = structure.attachments.iter().map(|a| match &a.content {
        Content::Read(text) => text.len(),
        Content::Octets { octets, .. } => octets.len(),
    });
    structure.own_text.len()
        + structure.quoted_text.len()
        + structure.footer_text.len()
        + structure.hidden_text.len()
        + files.sum::<usize>()
}
