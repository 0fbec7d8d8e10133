//! The elements that are open at some place in a page: whose text it is, and whether it shows.

use super::marks::Zone;
use super::small::Small;
use super::style::Look;

/// Elements within elements that are told apart; no mail program nests as deep, and a search stays short.
const DEEPEST: usize = 256;

/// What holds for text at some place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) zone: Zone,
    pub(super) look: Look,
    pub(super) hidden: bool,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) name: Small,
    pub(super) place: Place,
    /// Where the own text stood when a header block may have begun.
    pub(super) headers_from: Option<usize>,
}

/// The open elements, innermost last.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: Vec<Open>,
    /// Those that are deeper, which have no entry.
    deeper: usize,
    pub(super) too_deep: bool,
}

impl Elements {
    /// What holds for text here.
    pub(super) fn place(&self) -> Place {
        self.open.last().map(|open| open.place).unwrap_or_default()
    }

    /// Enters an element.
    pub(super) fn push(&mut self, element: Open) {
        if self.open.len() < DEEPEST {
            self.open.push(element);
        } else {
            self.deeper += 1;
            self.too_deep = true;
        }
    }

    /// Leaves the innermost element called `name` and all within it; an end tag without its start means nothing.
    pub(super) fn close(&mut self, name: Small) -> Option<Open> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return None;
        }
        let at = self.open.iter().rposition(|open| open.name == name)?;
        let element = self.open.get(at).copied();
        self.open.truncate(at);
        element
    }

    /// Leaves those elements that `name` ends by beginning (HTML 13.1.2.4, optional tags).
    pub(super) fn end_implied(&mut self, name: &str) {
        let (ended, border): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "tr" => (&["tr"], &["table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "option" => (&["option"], &["select"]),
            "p" | "div" | "table" | "ul" | "ol" | "dl" | "hr" | "pre" | "blockquote" | "section" | "article"
            | "header" | "footer" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (&["p"], &["td", "th", "table"]),
            _ => return,
        };
        if self.deeper > 0 {
            return;
        }
        for (at, open) in self.open.iter().enumerate().rev().take(32) {
            let open = open.name.as_str();
            if ended.contains(&open) {
                return self.open.truncate(at);
            }
            if border.contains(&open) {
                return;
            }
        }
    }

    /// Whether an element has no content, and so no end (HTML 13.1.2).
    pub(super) fn is_void(name: &str) -> bool {
        matches!(
            name,
            "br" | "img"
                | "hr"
                | "input"
                | "meta"
                | "link"
                | "area"
                | "base"
                | "col"
                | "embed"
                | "source"
                | "track"
                | "wbr"
                | "param"
                | "bgsound"
                | "keygen"
                | "frame"
        )
    }
}
