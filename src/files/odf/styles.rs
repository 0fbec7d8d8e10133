//! How OpenDocument styles make text look, as far as it decides whether people see it (ODF 1.3 part 3, 16).

use std::collections::HashMap;

use super::super::colour::is_white;
use super::super::xml::{self, Element, Step};

/// Styles that rest on other styles.
const DEPTH: usize = 20;

/// What decides whether something is seen; `None` leaves it to what lies below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Marked hidden: letters, a sheet, or a slide, by what the style is for.
    pub(super) hidden: Option<bool>,
    pub(super) white: Option<bool>,
    pub(super) tiny: Option<bool>,
    /// On a ground that is not white.
    pub(super) coloured: Option<bool>,
}

impl Look {
    /// What shows when this lies above `below`.
    pub(super) fn over(self, below: Look) -> Look {
        Look {
            hidden: self.hidden.or(below.hidden),
            white: self.white.or(below.white),
            tiny: self.tiny.or(below.tiny),
            coloured: self.coloured.or(below.coloured),
        }
    }

    fn take(&mut self, name: &str, element: &Element<'_>) {
        if !name.ends_with("-properties") {
            return;
        }
        // `text:display` of letters, `table:display` of a sheet, `presentation:visibility` of a slide.
        if let Some(display) = element.get("display").or_else(|| element.get("visibility")) {
            self.hidden = Some(matches!(display.as_str(), "none" | "false" | "hidden"));
        }
        if let Some(colour) = element.get("color") {
            self.white = Some(is_white(&colour));
        }
        if let Some(colour) = element.get("background-color") {
            self.coloured = Some(colour != "transparent" && !is_white(&colour));
        }
        if let Some(points) = element.get("font-size").and_then(|size| size.strip_suffix("pt")?.parse::<f64>().ok()) {
            self.tiny = Some(points <= 1.0);
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    look: Look,
    parent: Option<String>,
}

/// The styles of a document by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<(String, String), Style>);

impl Styles {
    /// Adds the styles of one part. Its faults are told by whoever reads its words.
    pub(super) fn read(&mut self, octets: &[u8]) {
        let mut current: Option<((String, String), Style)> = None;
        let _ = xml::walk(octets, |step| match step {
            Step::Open("style", element) => {
                let key = (element.get("family").unwrap_or_default(), element.get("name").unwrap_or_default());
                let parent = element.get("parent-style-name");
                current = Some((key, Style { look: Look::default(), parent }));
            }
            Step::Open(name, element) => {
                if let Some((_, style)) = &mut current {
                    style.look.take(name, &element);
                }
            }
            Step::Close("style") => self.0.extend(current.take()),
            Step::Close(_) | Step::Text(_) => {}
        });
    }

    /// How the style of this family that `element` names makes things look.
    pub(super) fn of(&self, family: &str, element: &Element<'_>) -> Look {
        let (mut look, mut name) = (Look::default(), element.get("style-name"));
        for _ in 0..DEPTH {
            let Some(style) = name.and_then(|name| self.0.get(&(family.to_owned(), name))) else { break };
            look = look.over(style.look);
            name = style.parent.clone();
        }
        look
    }
}
