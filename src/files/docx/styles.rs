//! How runs of text look, as far as it decides whether people see them: directly, or by a named style.

use std::collections::HashMap;

use super::super::colour::is_white;
use super::super::draft::Draft;
use super::super::xml::{self, Element, Step};

/// Styles that rest on other styles; Word stops at eleven.
const DEPTH: usize = 20;

/// What decides whether text is seen; `None` leaves it to what lies below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) vanished: Option<bool>,
    pub(super) white: Option<bool>,
    pub(super) tiny: Option<bool>,
    pub(super) shaded: Option<bool>,
}

impl Look {
    /// Takes one property of a run or paragraph.
    pub(super) fn take(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "vanish" => self.vanished = Some(element.is_on()),
            "color" => self.white = Some(element.get("val").is_some_and(|colour| is_white(&colour))),
            // Half points: a letter of one point is a dot.
            "sz" => self.tiny = Some(element.number("val").is_some_and(|size| size <= 2)),
            "shd" => self.shaded = Some(is_shade(element)),
            "highlight" => self.shaded = Some(!element.is("val", &["none", "white"])),
            _ => {}
        }
    }

    /// What shows when this lies above `below`.
    pub(super) fn over(self, below: Look) -> Look {
        Look {
            vanished: self.vanished.or(below.vanished),
            white: self.white.or(below.white),
            tiny: self.tiny.or(below.tiny),
            shaded: self.shaded.or(below.shaded),
        }
    }
}

/// Whether a shading (`w:shd`) is anything but white.
pub(super) fn is_shade(element: &Element<'_>) -> bool {
    let is_colour = |name: &str| element.get(name).is_some_and(|c| !matches!(c.as_str(), "auto" | "") && !is_white(&c));
    is_colour("fill") || (!element.is("val", &["clear", "nil"]) && is_colour("color"))
}

#[derive(Debug, Default)]
struct Style {
    look: Look,
    below: Option<String>,
    shades: bool,
}

/// The named styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    standard: Look,
    usual: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`; without one, nothing is styled.
    pub(super) fn read(octets: Option<Vec<u8>>, draft: &mut Draft<'_>) -> Styles {
        let mut styles = Styles::default();
        let Some(octets) = octets else { return styles };
        let mut current: Option<(String, Style)> = None;
        let walked = xml::walk(&octets, |step| match step {
            Step::Open("style", element) => {
                let id = element.get("styleId").unwrap_or_default();
                if element.is("type", &["paragraph"]) && element.is("default", &["1", "true", "on"]) {
                    styles.usual = Some(id.clone());
                }
                current = Some((id, Style::default()));
            }
            Step::Open(name, element) => match &mut current {
                Some((_, style)) if name == "basedOn" => style.below = element.get("val"),
                Some((_, style)) => {
                    style.shades |= name == "shd" && is_shade(&element);
                    style.look.take(name, &element);
                }
                None => styles.standard.take(name, &element),
            },
            Step::Close("style") => styles.all.extend(current.take()),
            Step::Close(_) | Step::Text(_) => {}
        });
        draft.check(walked);
        styles
    }

    /// How text in the named style looks.
    pub(super) fn look(&self, name: &str) -> Look {
        let (mut look, mut name) = (Look::default(), Some(name));
        for _ in 0..DEPTH {
            let Some(style) = name.and_then(|name| self.all.get(name)) else { break };
            look = look.over(style.look);
            name = style.below.as_deref();
        }
        look
    }

    /// How text in no style looks.
    pub(super) fn usual(&self) -> Look {
        self.usual.as_deref().map(|name| self.look(name)).unwrap_or_default().over(self.standard)
    }

    /// Whether the named style of a table shades any of its cells.
    pub(super) fn shades(&self, name: &str) -> bool {
        let mut name = Some(name);
        for _ in 0..DEPTH {
            let Some(style) = name.and_then(|name| self.all.get(name)) else { break };
            if style.shades {
                return true;
            }
            name = style.below.as_deref();
        }
        false
    }
}
