//! The cells of one sheet: a line for each row, a tab between columns.

use std::borrow::Cow;

use super::super::Feature;
use super::super::draft::{Draft, damaged};
use super::super::xml::{self, Element, Step};
use super::Shared;
use super::styles::Format;
use super::values::{apart, column, day, has_words, margin, whole};

/// Empty cells kept between two cells, so that columns stay below each other.
const GAP: usize = 64;

/// Octets of a row kept before they are written down.
const LINE: usize = 1 << 20;

/// Which text an element holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    Value,
    Inline,
    Formula,
    Margin,
}

#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    format: usize,
    value: String,
}

/// A line of cells while it grows.
#[derive(Default)]
struct Line {
    text: String,
    /// The column behind its last cell.
    next: usize,
}

impl Line {
    fn push(&mut self, column: usize, value: &str) {
        if !self.text.is_empty() {
            let gap = column.saturating_sub(self.next).min(GAP);
            (0..=gap).for_each(|_| self.text.push('\t'));
        }
        // A line end within a cell would look like a row.
        self.text.extend(value.chars().map(|c| if c == '\n' { ' ' } else { c }).filter(|c| *c != '\r'));
        self.next = column + 1;
    }
}

/// Goes through one sheet.
pub(super) struct Sheet<'d, 'b> {
    draft: &'d mut Draft<'b>,
    shared: &'d mut Shared,
    hidden: bool,
    hidden_columns: Vec<(usize, usize)>,
    hidden_row: bool,
    cell: Cell,
    leaf: Leaf,
    text: String,
    shown: Line,
    unseen: Line,
}

impl<'d, 'b> Sheet<'d, 'b> {
    pub(super) fn new(draft: &'d mut Draft<'b>, shared: &'d mut Shared, hidden: bool) -> Sheet<'d, 'b> {
        Sheet {
            draft,
            shared,
            hidden,
            hidden_columns: Vec::new(),
            hidden_row: false,
            cell: Cell::default(),
            leaf: Leaf::None,
            text: String::new(),
            shown: Line::default(),
            unseen: Line::default(),
        }
    }

    pub(super) fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(name, element) => self.open(name, &element),
            Step::Text(text) if self.leaf != Leaf::None => self.text.push_str(text),
            Step::Text(_) => {}
            Step::Close(name) => self.close(name),
        }
    }

    /// The sheet has ended, perhaps in the middle of a row.
    pub(super) fn finish(mut self) {
        self.row_ends();
    }

    fn open(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "col" => self.column(element),
            "row" => {
                self.row_ends();
                let no_height = element.get("ht").and_then(|ht| ht.parse::<f64>().ok()).is_some_and(|ht| ht <= 0.0);
                self.hidden_row = element.get("hidden").is_some_and(|v| xml::is_true(&v)) || no_height;
            }
            "c" => {
                self.cell = Cell {
                    column: element.get("r").and_then(|r| column(&r)).unwrap_or(self.cell.column + 1),
                    kind: element.get("t").unwrap_or_default(),
                    format: element.number("s").unwrap_or_default(),
                    value: String::new(),
                }
            }
            "v" => self.leaf = Leaf::Value,
            "t" => self.leaf = Leaf::Inline,
            "f" => self.leaf = Leaf::Formula,
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.leaf = Leaf::Margin;
            }
            _ => {}
        }
    }

    fn column(&mut self, element: &Element<'_>) {
        let no_width =
            element.get("width").and_then(|width| width.parse::<f64>().ok()).is_some_and(|width| width <= 0.0);
        if element.get("hidden").is_some_and(|v| xml::is_true(&v)) || no_width {
            let first = element.number("min").unwrap_or(1);
            self.hidden_columns.push((first, element.number("max").unwrap_or(first)));
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "c" => self.cell_ends(),
            "row" => self.row_ends(),
            "cols" => self.hidden_columns = apart(std::mem::take(&mut self.hidden_columns)),
            _ => {}
        }
        let text = std::mem::take(&mut self.text);
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::None => {}
            Leaf::Value | Leaf::Inline => self.cell.value.push_str(&text),
            Leaf::Formula if has_words(&text) => self.draft.line(true, &text),
            Leaf::Formula => {}
            Leaf::Margin => self.draft.line(self.hidden, &margin(&text)),
        }
    }

    fn cell_ends(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.cell.column = cell.column;
        let format = self.shared.styles.get(cell.format);
        // Many cells may refer to one long text; nothing of it is kept any more.
        if self.draft.is_full() {
            return;
        }
        let value = value(&cell, format, self.shared, self.draft);
        if value.trim().is_empty() {
            return;
        }
        let before = self.hidden_columns.partition_point(|(first, _)| *first <= cell.column);
        let range = before.checked_sub(1).and_then(|at| self.hidden_columns.get(at));
        let hidden_column = range.is_some_and(|(_, last)| cell.column <= *last);
        for (is, feature) in [
            (self.hidden_row && !self.hidden, Feature::HiddenRows),
            (hidden_column && !self.hidden, Feature::HiddenColumns),
            (format.hidden, Feature::HiddenText),
        ] {
            if is {
                self.draft.mark(feature);
            }
        }
        let hidden = self.hidden || self.hidden_row || hidden_column || format.hidden;
        let line = if hidden { &mut self.unseen } else { &mut self.shown };
        line.push(cell.column, &value);
        if line.text.len() > LINE {
            let line = std::mem::take(line);
            self.draft.line(hidden, &line.text);
        }
    }

    fn row_ends(&mut self) {
        let (shown, unseen) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.unseen));
        self.draft.line(false, &shown.text);
        self.draft.line(true, &unseen.text);
        self.cell = Cell::default();
        self.hidden_row = false;
    }
}

/// What a cell says, as far as people can read it.
fn value<'v>(cell: &'v Cell, format: Format, shared: &'v mut Shared, draft: &mut Draft<'_>) -> Cow<'v, str> {
    match cell.kind.as_str() {
        "s" => match cell.value.trim().parse().ok().and_then(|at: usize| shared.texts.get_mut(at)) {
            Some((text, used)) => {
                *used = true;
                Cow::Borrowed(text)
            }
            None => {
                draft.unread(damaged("a text is missing"));
                Cow::Borrowed("")
            }
        },
        "b" => Cow::Borrowed(if cell.value == "1" { "TRUE" } else { "FALSE" }),
        "" | "n" => {
            let written = if format.day { day(&cell.value, shared.from_1904) } else { whole(&cell.value) };
            written.map_or(Cow::Borrowed(&cell.value), Cow::Owned)
        }
        _ => Cow::Borrowed(&cell.value),
    }
}
