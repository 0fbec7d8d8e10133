//! How much work an attachment may still cost, all the files within it together.

use std::io::Read;

use sha2::{Digest, Sha256};

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
    /// The containers that are open, outermost first, by their digest.
    open: Vec<[u8; 32]>,
    /// The containers read to their end, and how many levels were allowed below them.
    done: Vec<([u8; 32], usize)>,
}

/// A packed file may always expand to this, whatever its ratio: a short text of one letter packs a thousandfold.
const FREE: u64 = 1 << 20;

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        let Limits { depth, entries, expanded, ratio, text } = *limits;
        Budget { ratio, depth, entries, expanded, text, open: Vec::new(), done: Vec::new() }
    }

    /// Where the reading is, to come back to when a reader gives up in the middle.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.depth, self.open.len())
    }

    /// Comes back to a [`Budget::place`].
    pub(super) fn come_back(&mut self, (depth, open): (usize, usize)) {
        self.depth = depth;
        self.open.truncate(open);
    }

    /// Takes one file within; `Err` when there are too many.
    pub(super) fn entry(&mut self) -> Result<(), Unread> {
        match self.entries.checked_sub(1) {
            Some(left) => self.entries = left,
            None => return Err(too_many()),
        }
        Ok(())
    }

    /// How many files within may still be listed.
    pub(super) fn entries_left(&self) -> usize {
        self.entries
    }

    /// Opens the container `octets` and lets `read` read the files within, one level down. `Err` when they lie too deep, or
    /// when the container holds itself; `Ok(None)` when the same octets were read before, so that nothing new is in them.
    pub(super) fn open<T>(&mut self, octets: &[u8], read: impl FnOnce(&mut Budget) -> T) -> Result<Option<T>, Unread> {
        let Some(below) = self.depth.checked_sub(1) else { return Err(too_deep()) };
        let digest: [u8; 32] = Sha256::digest(octets).into();
        if self.open.contains(&digest) {
            return Err(Unread::new(UnreadKind::Limit, "it holds itself"));
        }
        if self.done.iter().any(|(known, depth)| *known == digest && *depth >= below) {
            return Ok(None);
        }
        self.open.push(digest);
        let result = self.below(read);
        self.open.pop();
        self.done.push((digest, below));
        result.map(Some)
    }

    /// Lets `read` read files within, one level down; `Err` when they lie too deep.
    pub(super) fn below<T>(&mut self, read: impl FnOnce(&mut Budget) -> T) -> Result<T, Unread> {
        let Some(below) = self.depth.checked_sub(1) else { return Err(too_deep()) };
        self.depth = below;
        let result = read(self);
        self.depth = below + 1;
        Ok(result)
    }

    /// Unpacks `source`, which takes `packed` octets, as far as the budget goes. What was unpacked is paid for even when it
    /// ends in an error.
    pub(super) fn expand(&mut self, source: impl Read, packed: u64) -> Result<Vec<u8>, Unread> {
        match self.expand_partly(source, packed) {
            (octets, None) => Ok(octets),
            (_, Some(unread)) => Err(unread),
        }
    }

    /// [`Budget::expand`] that keeps what came before the error.
    pub(super) fn expand_partly(&mut self, source: impl Read, packed: u64) -> (Vec<u8>, Option<Unread>) {
        let most = self.expanded.min(packed.saturating_mul(self.ratio).max(FREE));
        let mut octets = Vec::new();
        let read = source.take(most.saturating_add(1)).read_to_end(&mut octets);
        let size = octets.len() as u64;
        self.expanded = self.expanded.saturating_sub(size);
        let unread = match read {
            _ if size > most => Some(Unread::new(UnreadKind::Limit, "it expands too far to be looked through")),
            Err(_) => Some(damaged()),
            Ok(_) => None,
        };
        (octets, unread)
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

/// The reason when a container has more files than are looked at.
pub(super) fn too_many() -> Unread {
    Unread::new(UnreadKind::Limit, "there are too many files in it")
}

/// The reason when octets are not what their format prescribes.
pub(super) fn damaged() -> Unread {
    Unread::new(UnreadKind::Damaged, "it is damaged")
}

fn too_deep() -> Unread {
    Unread::new(UnreadKind::Limit, "files lie too deep in each other")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Budget {
        Budget::new(&Limits { depth: 1, entries: 2, expanded: 3 << 20, ratio: 10, text: 5 })
    }

    #[test]
    fn files_are_counted() {
        let mut budget = small();
        assert!(budget.entry().is_ok() && budget.entry().is_ok());
        assert_eq!(budget.entry().unwrap_err().kind, UnreadKind::Limit);
    }

    #[test]
    fn a_ratio_and_a_sum_bound_what_is_unpacked() {
        let mut budget = small();
        assert_eq!(budget.expand(std::io::repeat(0), 10).unwrap_err().kind, UnreadKind::Limit);
        assert_eq!(budget.expand(std::io::repeat(0).take(1 << 20), 10).unwrap().len(), 1 << 20);
        let (some, unread) = budget.expand_partly(std::io::repeat(0), u64::MAX);
        assert_eq!((some.len() > 900_000, unread.unwrap().kind), (true, UnreadKind::Limit));
        assert!(budget.expand(std::io::repeat(0).take(1), 1).is_err(), "nothing is left");
    }

    #[test]
    fn levels_end_and_come_back() {
        let mut budget = small();
        assert_eq!(budget.below(|inner| inner.below(|_| ()).unwrap_err().kind).unwrap(), UnreadKind::Limit);
        assert!(budget.below(|_| ()).is_ok());
    }

    #[test]
    fn a_container_is_opened_once_and_never_within_itself() {
        let mut budget = Budget::new(&Limits::default());
        let within = budget.open(b"a", |inner| inner.open(b"a", |_| ()).unwrap_err().what).unwrap().unwrap();
        assert_eq!(within, "it holds itself");
        assert_eq!(budget.open(b"a", |_| ()), Ok(None));
        assert_eq!(budget.open(b"b", |inner| inner.open(b"c", |_| ())), Ok(Some(Ok(Some(())))));
        assert_eq!(
            budget.open(b"c", |_| ()),
            Ok(Some(())),
            "more levels are allowed here than where it was seen first"
        );
    }

    #[test]
    fn text_is_cut_between_letters() {
        let mut text = String::new();
        assert!(small().keep(&mut text, "abcdü").is_err());
        assert_eq!(text, "abcd");
    }
}
