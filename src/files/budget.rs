//! How much work an attachment may still cost, all the files within it together.

use std::io::Read;

use super::{Limits, Unread, UnreadKind};

/// What is left of the [`Limits`].
#[derive(Debug)]
pub(super) struct Budget {
    ratio: u64,
    /// Levels still allowed below the file being read.
    pub(super) depth: usize,
    entries: usize,
    expanded: u64,
    text: usize,
}

/// A packed file may always expand to this, whatever its ratio: a short text of one letter packs a thousandfold.
const FREE: u64 = 1 << 20;

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        let Limits { depth, entries, expanded, ratio, text } = *limits;
        Budget { ratio, depth, entries, expanded, text }
    }

    /// Takes one file within; `Err` when there are too many.
    pub(super) fn entry(&mut self) -> Result<(), Unread> {
        match self.entries.checked_sub(1) {
            Some(left) => self.entries = left,
            None => return Err(Unread::new(UnreadKind::Limit, "there are too many files in it")),
        }
        Ok(())
    }

    /// Unpacks `source`, which takes `packed` octets, as far as the budget goes. What was unpacked is paid for even when it
    /// ends in an error.
    pub(super) fn expand(&mut self, source: impl Read, packed: u64) -> Result<Vec<u8>, Unread> {
        let most = self.expanded.min(packed.saturating_mul(self.ratio).max(FREE));
        let mut octets = Vec::new();
        let read = source.take(most.saturating_add(1)).read_to_end(&mut octets);
        let size = u64::try_from(octets.len()).unwrap_or(u64::MAX);
        self.expanded = self.expanded.saturating_sub(size);
        match read {
            _ if size > most => Err(Unread::new(UnreadKind::Limit, "it expands too far to be looked through")),
            Err(_) => Err(Unread::new(UnreadKind::Damaged, "it is damaged")),
            Ok(_) => Ok(octets),
        }
    }

    /// Appends `more` to `text`, as far as text is still kept; `Err` when some was left out.
    pub(super) fn keep(&mut self, text: &mut String, more: &str) -> Result<(), Unread> {
        let end = more.floor_char_boundary(self.text);
        self.text -= end;
        text.push_str(more.get(..end).unwrap_or_default());
        if end < more.len() {
            Err(Unread::new(UnreadKind::Limit, "it has more text than is looked through"))
        } else {
            Ok(())
        }
    }
}
