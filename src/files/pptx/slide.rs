//! The words of one slide, its notes, or a master, shape by shape.

use super::super::Feature;
use super::super::draft::Draft;
use super::super::xml::{self, Element, Step};

/// What the shapes belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A slide of the presentation.
    Slide,
    /// A slide nothing refers to.
    Left,
    /// Speaker's notes.
    Notes,
    /// A master or layout: what stands in placeholders there never shows.
    Master,
}

/// One shape while it is read.
#[derive(Default)]
struct Shape {
    text: String,
    description: String,
    placeholder: bool,
    hidden: bool,
    at: Option<(i64, i64)>,
    size: Option<(i64, i64)>,
}

/// Goes through the shapes of one part.
pub(super) struct Shapes<'d, 'b> {
    draft: &'d mut Draft<'b>,
    part: Part,
    /// The edges of the slide.
    size: Option<(i64, i64)>,
    hidden_slide: bool,
    /// Groups around us, which have coordinates of their own.
    groups: usize,
    shape: Shape,
    is_text: bool,
}

impl<'d, 'b> Shapes<'d, 'b> {
    pub(super) fn new(draft: &'d mut Draft<'b>, part: Part, size: Option<(i64, i64)>) -> Shapes<'d, 'b> {
        Shapes { draft, part, size, hidden_slide: false, groups: 0, shape: Shape::default(), is_text: false }
    }

    pub(super) fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(name, element) => self.open(name, &element),
            Step::Text(text) if self.is_text => self.shape.text.push_str(text),
            Step::Text(_) => {}
            Step::Close(name) => self.close(name),
        }
    }

    /// The part has ended, perhaps in the middle of a shape.
    pub(super) fn finish(mut self) {
        self.shape_ends();
    }

    fn open(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "sld" if element.get("show").is_some_and(|show| !xml::is_true(&show)) => {
                self.hidden_slide = true;
                self.draft.mark(Feature::HiddenSlide);
            }
            "grpSp" => {
                self.shape_ends();
                self.groups += 1;
            }
            "sp" | "graphicFrame" | "pic" | "cxnSp" => self.shape_ends(),
            "cNvPr" => {
                self.shape.hidden |= element.get("hidden").is_some_and(|v| xml::is_true(&v));
                self.shape.description = element.get("descr").unwrap_or_default();
            }
            "ph" => self.shape.placeholder = true,
            "off" => self.shape.at = pair(element, "x", "y"),
            "ext" if element.get("cx").is_some() => self.shape.size = pair(element, "cx", "cy"),
            "t" => self.is_text = true,
            "br" => self.shape.text.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" => self.shape.text.push('\n'),
            "tc" => self.separate('\t'),
            "tr" => self.separate('\n'),
            "sp" | "graphicFrame" | "pic" | "cxnSp" => self.shape_ends(),
            "grpSp" => {
                self.shape_ends();
                self.groups = self.groups.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Ends a cell or row of a table: `end` in place of the paragraph's end.
    fn separate(&mut self, end: char) {
        let text = &mut self.shape.text;
        text.truncate(text.trim_end_matches(if end == '\t' { '\n' } else { '\t' }).len());
        text.push(end);
    }

    fn shape_ends(&mut self) {
        self.is_text = false;
        let shape = std::mem::take(&mut self.shape);
        let off_slide = self.groups == 0 && self.is_off(&shape);
        let has_words = !shape.text.trim().is_empty();
        if (shape.hidden || off_slide) && has_words && self.part == Part::Slide {
            self.draft.mark(Feature::HiddenText);
        }
        let hidden = match self.part {
            Part::Slide => shape.hidden || off_slide || self.hidden_slide,
            Part::Left => true,
            // Of the notes, placeholders hold the number and the picture of the slide, and the notes themselves.
            Part::Notes if has_words && !(shape.placeholder && shape.text.trim().parse::<usize>().is_ok()) => {
                self.draft.mark(Feature::Notes);
                true
            }
            Part::Notes => return,
            Part::Master if shape.placeholder => return,
            Part::Master => false,
        };
        self.draft.line(hidden, &shape.text);
        self.draft.line(true, &shape.description);
    }

    /// Whether a shape lies wholly beside the slide.
    fn is_off(&self, shape: &Shape) -> bool {
        let (Some((width, height)), Some((x, y)), Some((cx, cy))) = (self.size, shape.at, shape.size) else {
            return false;
        };
        x >= width || y >= height || x.saturating_add(cx) <= 0 || y.saturating_add(cy) <= 0
    }
}

fn pair(element: &Element<'_>, first: &str, second: &str) -> Option<(i64, i64)> {
    let number = |name: &str| element.get(name)?.trim().parse().ok();
    number(first).zip(number(second))
}
