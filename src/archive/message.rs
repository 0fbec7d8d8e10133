//! One message in a file of its own: of a Maildir, or saved by somebody.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::{At, Damage, Each, Item, Mail, Position, Source};

/// Reads the message `file` holds.
pub(super) fn file(file: File, most: usize, source: &Source, each: &mut Each<'_>) -> io::Result<ControlFlow<()>> {
    let mut bytes = Vec::new();
    let read = read(file, most, &mut bytes);
    let next = Position { entry: 0, offset: source.size };
    let at = At { entry: "", offset: 0, next, done: source.size };
    Ok(match read {
        Ok(whole) => each(item(&bytes, whole, source.sent), at),
        Err(_) => each(Item::Damaged(Damage::Unreadable), at),
    })
}

/// At most `most` octets of `reader` into `bytes`; whether these are all.
pub(super) fn read(mut reader: impl Read, most: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
    reader.by_ref().take(most as u64).read_to_end(bytes)?;
    Ok(bytes.len() < most || reader.read(&mut [0])? == 0)
}

/// These octets as a message, if they begin like one.
pub(super) fn item(bytes: &[u8], whole: bool, sent: bool) -> Item<'_> {
    if is_header(bytes) { Item::Mail(Mail { bytes, whole, sent }) } else { Item::Damaged(Damage::NoHeader) }
}

/// Whether these octets begin with the name of a header field and its colon (RFC 5322 §2.2).
pub(super) fn is_header(octets: &[u8]) -> bool {
    let name = octets.iter().take_while(|octet| matches!(octet, b'!'..=b'9' | b';'..=b'~')).count();
    name > 0 && matches!(octets.get(name..), Some([b':', ..] | [b' ', b':', ..]))
}
