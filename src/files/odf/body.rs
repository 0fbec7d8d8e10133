//! The words of one part of an OpenDocument file, in their order.

use super::super::draft::Draft;
use super::super::xml::{Element, Step};
use super::super::{Feature, Kind};
use super::styles::{Look, Styles};
use super::table::Table;

/// Blanks one element may stand for.
const BLANKS: usize = 64;

/// Something around us that has words of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Words of people: the body, or headers and footers.
    Body,
    Changes,
    Comment,
    Notes,
    /// Marked hidden: a section, a passage, a slide.
    Hidden,
    HiddenSlide,
    /// Who wrote a change or comment.
    Author,
    /// When; or what a master shows in no document.
    Ignored,
    /// A master page of a presentation.
    Master,
    /// A shape with a ground of its own.
    Shape,
    /// A description of a picture.
    Description,
    Letters(Look),
    /// Everything else.
    Nothing,
}

/// Goes through one part.
pub(super) struct Body<'d, 'b> {
    pub(super) draft: &'d mut Draft<'b>,
    pub(super) styles: &'d Styles,
    around: Vec<Around>,
    pub(super) tables: Vec<Table>,
    /// Paragraphs around us; a note stands within another.
    paragraphs: usize,
    hidden_line: bool,
    links: Vec<String>,
}

impl<'d, 'b> Body<'d, 'b> {
    pub(super) fn new(draft: &'d mut Draft<'b>, styles: &'d Styles) -> Body<'d, 'b> {
        let (around, tables, links) = (Vec::new(), Vec::new(), Vec::new());
        Body { draft, styles, around, tables, paragraphs: 0, hidden_line: false, links }
    }

    /// The part has ended: where its links lead is text.
    pub(super) fn finish(self) {
        self.links.iter().for_each(|link| self.draft.line(false, link));
    }

    pub(super) fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(name, element) => {
                let around = self.open(name, &element);
                self.around.push(around);
            }
            Step::Text(text) => self.text(text),
            Step::Close(name) => {
                self.close(name);
                self.around.pop();
            }
        }
    }

    fn is_in(&self, around: Around) -> bool {
        self.around.contains(&around)
    }

    fn open(&mut self, name: &str, element: &Element<'_>) -> Around {
        match name {
            "body" | "master-styles" => return Around::Body,
            _ if !self.is_in(Around::Body) => return Around::Nothing,
            "p" | "h" => {
                self.paragraphs += 1;
                return Around::Letters(self.styles.of("paragraph", element));
            }
            "span" => return Around::Letters(self.styles.of("text", element)),
            "tracked-changes" => return Around::Changes,
            "annotation" => return Around::Comment,
            "handout-master" => return Around::Ignored,
            "notes" => return if self.is_in(Around::Master) { Around::Ignored } else { Around::Notes },
            "master-page" | "frame" | "text-box" | "custom-shape" | "rect" | "ellipse" => {
                return self.shape(name, element);
            }
            "creator" | "date" if self.is_in(Around::Comment) || self.is_in(Around::Changes) => {
                return if name == "creator" { Around::Author } else { Around::Ignored };
            }
            "section" | "hidden-text" if name == "hidden-text" || element.is("display", &["none"]) => {
                return Around::Hidden;
            }
            "page" if self.styles.of("drawing-page", element).hidden == Some(true) => {
                self.draft.mark(Feature::HiddenSlide);
                return Around::HiddenSlide;
            }
            "sender-initials" | "creator-initials" if self.is_in(Around::Comment) => return Around::Ignored,
            "page-number" if self.is_in(Around::Notes) => return Around::Ignored,
            "title" | "desc" => return Around::Description,
            _ => {}
        }
        self.letters(name, element);
        self.table(name, element);
        Around::Nothing
    }

    /// What a master page of a presentation holds in placeholders shows in no document.
    fn shape(&mut self, name: &str, element: &Element<'_>) -> Around {
        match name {
            "master-page" if self.draft.contents.kind == Kind::Odp => Around::Master,
            "master-page" => Around::Nothing,
            "frame" if element.get("class").is_some() && self.is_in(Around::Master) => Around::Ignored,
            "frame" => Around::Nothing,
            _ => Around::Shape,
        }
    }

    /// Elements that stand for letters, and links.
    fn letters(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "s" => self.text(&" ".repeat(element.number("c").unwrap_or(1).min(BLANKS))),
            "a" => {
                element.get("href").iter().filter(|to| !to.starts_with('#')).for_each(|to| self.links.push(to.clone()))
            }
            "hidden-paragraph" if element.is("is-hidden", &["true"]) => {
                let hidden = Look { hidden: Some(true), ..Look::default() };
                self.around.iter_mut().rev().find(|a| matches!(a, Around::Letters(_))).into_iter().for_each(|a| {
                    *a = Around::Letters(hidden);
                });
            }
            "section-source" | "table-source" | "cell-range-source" | "dde-source" | "image" | "object" => {
                self.fetched(name, element);
            }
            "event-listener" => self.draft.mark(Feature::Macros),
            _ => {}
        }
    }

    /// Data from another file or place; what lies within the package is named relatively.
    fn fetched(&mut self, name: &str, element: &Element<'_>) {
        let place = element.get("href").unwrap_or_default();
        let is_outside = place.contains("://") || place.starts_with("../") || place.starts_with("file:");
        if is_outside || !matches!(name, "image" | "object") {
            self.draft.mark(Feature::ExternalLinks);
            self.draft.line(true, &place);
        }
    }

    fn close(&mut self, name: &str) {
        if !self.is_in(Around::Body) {
            return;
        }
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.line_ends();
            }
            "table" => drop(self.tables.pop()),
            "table-row-group" | "table-column-group" => {
                self.tables.iter_mut().last().into_iter().for_each(Table::group_ends)
            }
            "table-cell" | "covered-table-cell" => self.cell_ends(),
            "table-row" => self.row_ends(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let blank = text.trim().is_empty();
        match self.around.last() {
            Some(Around::Author) => return self.draft.property("author", text),
            Some(Around::Description) => return self.draft.line(true, text),
            _ if self.paragraphs == 0 || self.is_in(Around::Ignored) => return,
            _ => {}
        }
        if !blank {
            self.tables.iter_mut().last().into_iter().for_each(|table| table.said = true);
        }
        match self.concealed() {
            None => self.draft.show(text),
            Some(feature) => {
                if !blank {
                    feature.into_iter().for_each(|feature| self.draft.mark(feature));
                    self.hidden_line = true;
                }
                self.draft.hide(text);
            }
        }
    }

    /// Whether text here shows at first, and, where it does not, why.
    pub(super) fn concealed(&self) -> Option<Option<Feature>> {
        for (around, feature) in [
            (Around::Changes, Feature::TrackedChanges),
            (Around::Comment, Feature::Comments),
            (Around::Notes, Feature::Notes),
            (Around::Hidden, Feature::HiddenText),
        ] {
            if self.is_in(around) {
                return Some(Some(feature));
            }
        }
        if let Some(table) = self.tables.last() {
            if self.tables.iter().any(|table| table.hidden) {
                return Some(None);
            }
            if self.tables.iter().any(|table| table.hidden_row) {
                return Some(Some(Feature::HiddenRows));
            }
            if table.is_hidden_column() {
                return Some(Some(Feature::HiddenColumns));
            }
        }
        if self.is_in(Around::HiddenSlide) {
            return Some(None);
        }
        self.is_unseen().then_some(Some(Feature::HiddenText))
    }

    /// Whether the letters here are hidden, too small, or white on white.
    fn is_unseen(&self) -> bool {
        let mut look = Look::default();
        for around in self.around.iter().rev() {
            if let Around::Letters(letters) = around {
                look = look.over(*letters);
            }
        }
        for table in self.tables.iter().rev() {
            look = look.over(table.cell_look).over(table.row_look).over(Look { hidden: None, ..table.look });
        }
        let on_paper =
            look.coloured != Some(true) && !self.is_in(Around::Shape) && self.draft.contents.kind != Kind::Odp;
        look.hidden == Some(true) || look.tiny == Some(true) || (look.white == Some(true) && on_paper)
    }

    fn line_ends(&mut self) {
        let end = if self.tables.is_empty() { "\n" } else { " " };
        if std::mem::take(&mut self.hidden_line) {
            self.draft.hide(if self.is_in(Around::Comment) { "\n" } else { end });
        }
        if self.concealed().is_none() {
            self.draft.show(end);
        }
    }
}
