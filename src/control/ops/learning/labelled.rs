//! Mail of before with what its labels say of it. They stand in encoded words, so they are no matter of the archive's.

use std::io;
use std::ops::ControlFlow;

use crate::archive::{self, Each, Item, Labels, Mail, Position, Source};
use crate::parse;

/// Reads `source` as [`archive::read`] does, but for what is labelled as a draft, as trash or as junk.
///
/// # Errors
/// When the file cannot be opened.
pub(in crate::control) fn read(
    source: &Source,
    from: Position,
    most: usize,
    each: &mut Each<'_>,
) -> io::Result<ControlFlow<()>> {
    archive::read(source, from, most, &mut |item, at| {
        let Item::Mail(mail) = item else { return each(item, at) };
        let labels = Labels::of(&parse::values(mail.bytes, Labels::FIELD));
        if labels.left_out {
            return ControlFlow::Continue(());
        }
        each(Item::Mail(Mail { sent: mail.sent || labels.sent, ..mail }), at)
    })
}
