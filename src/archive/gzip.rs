//! One file of mail in gzip: an mbox, or a message as some servers keep it.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;

use super::mbox::{self, Stream};
use super::packed::Counted;
use super::{At, BUFFER, Damage, Each, Item, Position, Source, message, separator};

/// Reads it. It cannot be sought in: what was read before is unpacked once more, and passed over.
pub(super) fn file(
    file: File,
    from: Position,
    most: usize,
    source: &Source,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let (counted, done) = Counted::new(file);
    let unpacked = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, counted));
    let mut reader = BufReader::with_capacity(BUFFER, unpacked);
    let end = At { entry: "", offset: 0, next: Position { entry: 0, offset: source.size }, done: source.size };
    let Ok(head) = reader.fill_buf() else { return Ok(each(Item::Damaged(Damage::Unreadable), end)) };
    if separator::is_mbox(head) {
        let stream = Stream { entry: "", number: 0, sent: source.sent, most };
        let mut each = |item: Item<'_>, at: At<'_>| each(item, At { done: done.get(), ..at });
        return Ok(mbox::packed(&mut reader, from.offset, &stream, &mut each));
    }
    let mut bytes = Vec::new();
    Ok(match message::read(reader, most, &mut bytes) {
        Ok(whole) => message::tell(&bytes, whole, source.sent, end, each),
        Err(_) => each(Item::Damaged(Damage::Unreadable), end),
    })
}
