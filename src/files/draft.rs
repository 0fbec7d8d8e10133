//! The contents of one document while they are written down, as far as the budget goes.

use super::budget::Budget;
use super::{Contents, Feature, Inner, Job, Kind, Property, Unread, UnreadKind, read_within};

/// Statements about itself kept of one document.
const PROPERTIES: usize = 1_000;

/// What is known of a document so far.
pub(super) struct Draft<'b> {
    /// What is written down.
    pub(super) contents: Contents,
    /// What it may still cost.
    pub(super) budget: &'b mut Budget,
    full: bool,
}

impl<'b> Draft<'b> {
    pub(super) fn new(kind: Kind, budget: &'b mut Budget) -> Draft<'b> {
        Draft { contents: Contents { kind, ..Contents::default() }, budget, full: false }
    }

    /// Text people see.
    pub(super) fn show(&mut self, text: &str) {
        if self.full {
            return;
        }
        let kept = self.budget.keep(&mut self.contents.text, text);
        self.full |= self.check(kept).is_none();
    }

    /// Text that does not show at first.
    pub(super) fn hide(&mut self, text: &str) {
        if self.full {
            return;
        }
        let kept = self.budget.keep(&mut self.contents.hidden, text);
        self.full |= self.check(kept).is_none();
    }

    /// Whether no more text is kept.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Shows or hides a line; one without words is left out.
    pub(super) fn line(&mut self, hidden: bool, text: &str) {
        let text = text.trim_end();
        if text.trim_start().is_empty() {
            return;
        }
        let put = if hidden { Draft::hide } else { Draft::show };
        put(self, text);
        put(self, "\n");
    }

    /// Whether a limit was hit: more work would be for nothing.
    pub(super) fn is_limited(&self) -> bool {
        self.contents.unread.iter().any(|unread| unread.kind == UnreadKind::Limit)
    }

    /// Something special, said once.
    pub(super) fn mark(&mut self, feature: Feature) {
        if !self.contents.features.contains(&feature) {
            self.contents.features.push(feature);
        }
    }

    /// A reason why not all was read, said once.
    pub(super) fn unread(&mut self, unread: Unread) {
        if !self.contents.unread.contains(&unread) {
            self.contents.unread.push(unread);
        }
    }

    /// The value, or the reason written down.
    pub(super) fn check<T>(&mut self, result: Result<T, Unread>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(unread) => {
                self.unread(unread);
                None
            }
        }
    }

    /// A statement of the document about itself, said once.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let is_said = |known: &Property| known.name == name && known.value == value.trim();
        let known = &self.contents.properties;
        if name.is_empty() || value.trim().is_empty() || known.len() >= PROPERTIES || known.iter().any(is_said) {
            return;
        }
        let (mut kept_name, mut kept_value) = (String::new(), String::new());
        let kept = self.budget.keep(&mut kept_name, name);
        let kept = kept.and(self.budget.keep(&mut kept_value, value.trim()));
        self.contents.properties.push(Property { name: kept_name, value: kept_value });
        self.check(kept);
    }

    /// Reads a file within the document, one level down.
    pub(super) fn within(&mut self, name: &str, media_type: &str, octets: &[u8]) {
        let counted = self.budget.entry();
        if self.check(counted).is_none() {
            return;
        }
        let contents = match self.budget.depth.checked_sub(1) {
            Some(below) => {
                let depth = std::mem::replace(&mut self.budget.depth, below);
                let contents = read_within(&Job { name, media_type, charset: None, octets }, self.budget);
                self.budget.depth = depth;
                contents
            }
            None => Contents::unread(Kind::Other, UnreadKind::Limit, "it lies too many files deep"),
        };
        let size = u64::try_from(octets.len()).unwrap_or(u64::MAX);
        self.contents.inner.push(Inner { names: vec![name.to_owned()], size, contents });
    }

    /// What was written down.
    pub(super) fn finish(mut self) -> Contents {
        for text in [&mut self.contents.text, &mut self.contents.hidden] {
            text.truncate(text.trim_end().len());
            text.drain(..text.len() - text.trim_start_matches('\n').len());
        }
        self.contents
    }
}

/// The document is not what its format prescribes.
pub(super) fn damaged(what: &str) -> Unread {
    Unread::new(UnreadKind::Damaged, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Limits;

    #[test]
    fn text_ends_at_the_limit_and_says_so_once() {
        let mut budget = Budget::new(&Limits { text: 5, ..Limits::default() });
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        draft.show("abcd");
        draft.hide("über");
        draft.show("more");
        let contents = draft.finish();
        assert_eq!((contents.text.as_str(), contents.hidden.as_str()), ("abcd", ""));
        assert_eq!(contents.unread.len(), 1);
        assert_eq!(contents.unread[0].kind, UnreadKind::Limit);
    }

    #[test]
    fn what_is_said_twice_is_written_once() {
        let mut budget = Budget::new(&Limits::default());
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        draft.property("author", "Anna Berg ");
        draft.property("author", "Anna Berg");
        draft.mark(Feature::Comments);
        draft.mark(Feature::Comments);
        let contents = draft.finish();
        assert_eq!(contents.properties, [Property { name: "author".to_owned(), value: "Anna Berg".to_owned() }]);
        assert_eq!(contents.features, [Feature::Comments]);
    }

    #[test]
    fn files_too_deep_are_told_and_the_level_comes_back() {
        let mut budget = Budget::new(&Limits { depth: 1, ..Limits::default() });
        let mut draft = Draft::new(Kind::Docx, &mut budget);
        draft.within("note.txt", "text/plain", b"Project Falcon");
        assert_eq!(draft.contents.inner[0].contents.text, "Project Falcon");
        draft.budget.depth = 0;
        draft.within("note.txt", "text/plain", b"Project Falcon");
        assert_eq!(draft.contents.inner[1].contents.unread[0].kind, UnreadKind::Limit);
        assert_eq!(draft.budget.depth, 0);
    }
}
