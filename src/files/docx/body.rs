//! The words of one part of a Word document, in their order.

use super::super::Feature;
use super::super::draft::Draft;
use super::super::xml::{Element, Step};
use super::styles::{Look, Styles, is_shade};

/// Which text an element holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    Text,
    Deleted,
    Field,
}

/// Where in a paragraph we are; a text box begins anew and comes back to it.
#[derive(Clone, Copy)]
struct Place {
    /// Within a paragraph, not between two.
    open: bool,
    paragraph: Look,
    run: Option<Look>,
    hidden_line: bool,
}

/// Goes through one part.
pub(super) struct Body<'d, 'b> {
    draft: &'d mut Draft<'b>,
    styles: &'d Styles,
    /// Nothing of this part shows at first.
    aside: bool,
    /// The page itself is coloured.
    coloured: bool,
    /// Deleted or moved passages around us.
    gone: usize,
    /// Cells around us.
    cells: usize,
    /// Whether each table and cell around us is shaded.
    shades: Vec<bool>,
    /// The paragraphs in which the text boxes around us stand.
    outer: Vec<Place>,
    place: Place,
    leaf: Leaf,
    field: String,
    links: Vec<String>,
    /// For each alternative around us (`mc:AlternateContent`): where its present reading begins, and those before.
    alternatives: Vec<(usize, Vec<String>)>,
}

impl<'d, 'b> Body<'d, 'b> {
    pub(super) fn new(draft: &'d mut Draft<'b>, styles: &'d Styles, aside: bool) -> Body<'d, 'b> {
        let place = Place { open: false, paragraph: styles.usual(), run: None, hidden_line: false };
        Body {
            draft,
            styles,
            aside,
            coloured: false,
            gone: 0,
            cells: 0,
            shades: Vec::new(),
            outer: Vec::new(),
            place,
            leaf: Leaf::None,
            field: String::new(),
            links: Vec::new(),
            alternatives: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(name, element) => self.open(name, &element),
            Step::Close(name) => self.close(name),
            Step::Text(text) => match self.leaf {
                Leaf::None => {}
                Leaf::Text => self.put(text),
                Leaf::Deleted => self.delete(text),
                Leaf::Field => self.field.push_str(text),
            },
        }
    }

    /// The part has ended.
    pub(super) fn finish(mut self) {
        self.field_ends();
        for link in std::mem::take(&mut self.links) {
            self.draft.line(self.aside, &link);
        }
    }

    fn open(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "t" => self.leaf = Leaf::Text,
            "delText" => self.leaf = Leaf::Deleted,
            "instrText" => self.leaf = Leaf::Field,
            "tab" if self.place.run.is_some() => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "sym" => self.symbol(element),
            "fldChar" if element.is("fldCharType", &["separate", "end"]) => self.field_ends(),
            "fldSimple" => {
                self.field = element.get("instr").unwrap_or_default();
                self.field_ends();
            }
            "background" => self.coloured = element.get("color").is_some_and(|c| !super::super::colour::is_white(&c)),
            "ins" | "del" | "moveFrom" | "moveTo" | "comment" | "rPrChange" | "pPrChange" => {
                self.changed(name, element)
            }
            "txbxContent" => self.outer.push(self.place),
            "AlternateContent" => self.alternatives.push((self.draft.contents.text.len(), Vec::new())),
            "Choice" | "Fallback" => {
                let now = self.draft.contents.text.len();
                self.alternatives.iter_mut().last().into_iter().for_each(|(start, _)| *start = now);
            }
            _ => self.look(name, element),
        }
    }

    /// What decides how text looks.
    fn look(&mut self, name: &str, element: &Element<'_>) {
        let named = || element.get("val").unwrap_or_default();
        match name {
            "p" => self.place = Place { open: true, paragraph: self.styles.usual(), run: None, hidden_line: false },
            "pStyle" => self.place.paragraph = self.styles.look(&named()).over(self.styles.usual()),
            "r" => self.place.run = Some(Look::default()),
            "tbl" => self.shades.push(false),
            "tc" => {
                self.cells += 1;
                self.shades.push(false);
            }
            "tblStyle" => self.shade(self.styles.shades(&named())),
            _ => match (&mut self.place.run, name) {
                (Some(run), "rStyle") => *run = run.over(self.styles.look(&named())),
                (Some(run), _) => run.take(name, element),
                // Of a paragraph's own properties, the letters' are those of its mark alone.
                (None, "shd") if self.place.open => self.place.paragraph.take(name, element),
                (None, "shd") => self.shade(is_shade(element)),
                (None, _) => {}
            },
        }
    }

    fn shade(&mut self, is_shaded: bool) {
        self.shades.iter_mut().last().into_iter().for_each(|shade| *shade |= is_shaded);
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "delText" | "instrText" => self.leaf = Leaf::None,
            "r" => self.place.run = None,
            "p" => self.line_ends(),
            "del" | "moveFrom" => self.gone = self.gone.saturating_sub(1),
            "tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.shades.pop();
                self.separate(&[' '], "\t");
            }
            "tr" => self.separate(&['\t', ' '], if self.cells == 0 { "\n" } else { " " }),
            "tbl" => drop(self.shades.pop()),
            "txbxContent" => self.place = self.outer.pop().unwrap_or(self.place),
            "Choice" | "Fallback" => self.alternative_ends(),
            "AlternateContent" => drop(self.alternatives.pop()),
            _ => {}
        }
    }

    fn put(&mut self, text: &str) {
        let is_words = !text.trim().is_empty();
        if self.gone > 0 {
            self.delete(text);
        } else if self.aside {
            self.draft.hide(text);
        } else if self.is_hidden() {
            if is_words {
                self.draft.mark(Feature::HiddenText);
                self.place.hidden_line = true;
            }
            self.draft.hide(text);
        } else {
            self.draft.show(text);
        }
    }

    fn delete(&mut self, text: &str) {
        self.draft.mark(Feature::TrackedChanges);
        self.place.hidden_line = true;
        self.draft.hide(text);
    }

    fn is_hidden(&self) -> bool {
        let look = self.place.run.unwrap_or_default().over(self.place.paragraph);
        let is = |what: Option<bool>| what == Some(true);
        // What lies behind a text box is the box's own colour, which nobody here works out.
        let on_paper = self.outer.is_empty() && !self.coloured && !self.shades.contains(&true);
        is(look.vanished) || is(look.tiny) || (is(look.white) && !is(look.shaded) && on_paper)
    }

    fn line_ends(&mut self) {
        if std::mem::take(&mut self.place.hidden_line) {
            self.draft.hide("\n");
        }
        self.place.open = false;
        let end = if self.cells > 0 { " " } else { "\n" };
        if self.aside { self.draft.hide(end) } else { self.draft.show(end) }
    }

    /// Ends a cell or row: `end` in place of what ended the things within.
    fn separate(&mut self, within: &[char], end: &str) {
        if self.aside {
            return self.draft.hide(end);
        }
        let text = &mut self.draft.contents.text;
        text.truncate(text.trim_end_matches(within).len());
        self.draft.show(end);
    }

    /// A letter of a font of symbols; those of Wingdings lie in the private area and say nothing.
    fn symbol(&mut self, element: &Element<'_>) {
        let code = element.get("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let letter = code.filter(|code| !(0xe000..0xf900).contains(code)).and_then(char::from_u32);
        letter.into_iter().for_each(|c| self.put(c.encode_utf8(&mut [0; 4])));
    }

    /// A change that was tracked, or a comment, and who made it.
    fn changed(&mut self, name: &str, element: &Element<'_>) {
        if name != "comment" {
            self.draft.mark(Feature::TrackedChanges);
        }
        if matches!(name, "del" | "moveFrom") {
            self.gone += 1;
        }
        element.get("author").iter().for_each(|author| self.draft.property("author", author));
    }

    /// Where a link leads is kept; a field that fetches something is told.
    fn field_ends(&mut self) {
        let field = std::mem::take(&mut self.field);
        let mut words = field.split_whitespace();
        match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "HYPERLINK" => self.links.extend(field.split('"').nth(1).map(str::to_owned)),
            "DDE" | "DDEAUTO" | "INCLUDETEXT" | "INCLUDEPICTURE" | "LINK" | "DATABASE" => {
                self.draft.mark(Feature::ExternalLinks);
                self.draft.line(true, &field);
            }
            _ => {}
        }
    }

    /// The readings of an alternative mostly say the same, and people see one of them.
    fn alternative_ends(&mut self) {
        let Some((start, known)) = self.alternatives.last_mut() else { return };
        let text = &mut self.draft.contents.text;
        let said = text.get(*start..).unwrap_or_default().trim().to_owned();
        if known.contains(&said) {
            text.truncate(*start);
        } else {
            known.push(said);
        }
    }
}
