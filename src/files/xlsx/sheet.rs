//! The cells of one sheet: a line for each row, a tab between columns.

use super::super::Feature;
use super::super::draft::Draft;
use super::super::xml::{self, Element, Step};
use super::Shared;

/// Empty cells kept between two cells, so that columns stay below each other.
const GAP: usize = 64;

/// Columns a sheet may have.
const COLUMNS: usize = 16_384;

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
        let from_1904 = self.shared.from_1904;
        let written: Option<String>;
        let value = match cell.kind.as_str() {
            "s" => match cell.value.trim().parse().ok().and_then(|at: usize| self.shared.texts.get_mut(at)) {
                Some((text, used)) => {
                    *used = true;
                    text.as_str()
                }
                None => "",
            },
            "b" if cell.value == "1" => "TRUE",
            "b" => "FALSE",
            "" | "n" => {
                written = if format.day { day(&cell.value, from_1904) } else { whole(&cell.value) };
                written.as_deref().unwrap_or(&cell.value)
            }
            _ => &cell.value,
        };
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
        line.push(cell.column, value);
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

/// Ranges in their order, none within another.
fn apart(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (first, last) in ranges {
        match apart.last_mut() {
            Some((_, before)) if first <= *before => *before = last.max(*before),
            _ => apart.push((first, last)),
        }
    }
    apart
}

/// The column of a reference such as `AB12`, counted from 1.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=COLUMNS).contains(&number).then_some(number)
}

/// The day a number stands for, as in 2026-03-31.
fn day(value: &str, from_1904: bool) -> Option<String> {
    let days = value.trim().parse::<f64>().ok().filter(|days| (1.0..2_958_466.0).contains(days))?;
    let first = if from_1904 { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
    // Rounded down: the fraction is the time of day.
    let span = jiff::Span::new().try_days(days.floor() as i64).ok()?;
    Some(first.checked_add(span).ok()?.to_string())
}

/// A whole number that is written with an exponent, as people see it.
fn whole(value: &str) -> Option<String> {
    if !value.contains(['E', 'e']) {
        return None;
    }
    let number = value.trim().parse::<f64>().ok()?;
    (number.fract() == 0.0 && number.abs() < 1e18).then(|| format!("{number:.0}"))
}

/// Whether a formula holds words of its own.
fn has_words(formula: &str) -> bool {
    formula.split('"').skip(1).step_by(2).any(|literal| literal.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

/// A header or footer without its codes (ECMA-376 part 1, 18.3.1.46), such as `&L` for its left part.
fn margin(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text.chars());
    while let Some(c) = rest.next() {
        match c {
            '&' => match rest.next() {
                Some('&') => out.push('&'),
                Some('"') => drop(rest.by_ref().find(|c| *c == '"')),
                _ => out.push(' '),
            },
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_days_are_counted_as_excel_does() {
        assert_eq!((column("A1"), column("z9"), column("AB12"), column("12")), (Some(1), Some(26), Some(28), None));
        assert_eq!(day("45747", false).as_deref(), Some("2025-03-31"));
        assert_eq!(day("31446.75", false).as_deref(), Some("1986-02-03"));
        assert_eq!(day("44285", true).as_deref(), Some("2025-03-31"));
        assert_eq!((day("-1", false), day("x", false), day("1e300", false)), (None, None, None));
    }

    #[test]
    fn long_numbers_are_written_out() {
        assert_eq!(whole("4.1111111111111E+15").as_deref(), Some("4111111111111100"));
        assert_eq!((whole("1.5"), whole("1E-7"), whole("1E+300")), (None, None, None));
    }

    #[test]
    fn margins_lose_their_codes() {
        assert_eq!(margin("&L&\"Arial,Bold\"Nur intern && geheim&RSeite"), "Nur intern & geheim Seite");
    }

    #[test]
    fn formulas_with_words_are_told_from_others() {
        assert!(has_words("IF(A1>3,\"Kündigung\",\"\")") && !has_words("SUM(A1:A3)&\" \""));
    }
}
