//! What a style says of whether text shows: the declarations of a `style` attribute or of a rule in a `<style>` element
//! (CSS 2.2 and what Outlook adds), and what follows for an element within others.

use super::colour::{self, BLACK, Colour, Paint, WHITE};
use super::small::Small;

/// Farther out than this, in CSS pixels, nobody sees it.
const OFF_SCREEN: f32 = -500.0;

/// What one set of declarations says; `None` is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Declared {
    /// `display:none` and everything else that no element within can undo; `false` is `display` with another value.
    gone: Option<bool>,
    invisible: Option<bool>,
    tiny: Option<bool>,
    pub(super) colour: Option<Paint>,
    pub(super) background: Option<Paint>,
    /// Placed freely, and far out.
    free: bool,
    far: bool,
    /// Cut off at its border, and no room within.
    cut: bool,
    roomless: bool,
}

impl Declared {
    /// Reads `name: value; …`.
    pub(super) fn read(css: &str) -> Declared {
        let mut declared = Declared::default();
        for declaration in css.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                declared.add(Small::lower(name.trim()).as_str(), value.trim());
            }
        }
        declared
    }

    fn add(&mut self, name: &str, value: &str) {
        let is = |word: &str| value.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word));
        match name {
            "display" => self.gone = Some(is("none")),
            "mso-hide" if is("all") => self.gone = Some(true),
            "visibility" => self.invisible = Some(is("hidden") || is("collapse")),
            "opacity" if number(value).is_some_and(|n| n < 0.05) => self.gone = Some(true),
            "font-size" => self.tiny = tiny(value).or(self.tiny),
            "font" => self.tiny = value.split_ascii_whitespace().find_map(shorthand_size).or(self.tiny),
            "color" => self.colour = Some(colour::read(value)),
            "background-color" => self.background = Some(colour::read(value)),
            "background" => {
                let whole = colour::read(value);
                let first = colour::read(value.split_ascii_whitespace().next().unwrap_or_default());
                self.background = Some(if whole == Paint::Unknown { first } else { whole });
            }
            "background-image" if !is("none") => self.background = Some(Paint::Unknown),
            "text-indent" if far(value) => self.gone = Some(true),
            "position" => self.free = is("absolute") || is("fixed"),
            "left" | "top" | "right" | "bottom" => self.far |= far(value),
            "margin-left" | "margin-top" if far(value) => self.gone = Some(true),
            "clip" if is("rect(0") || is("rect(1px") => self.gone = Some(true),
            "overflow" => self.cut = is("hidden"),
            "width" | "height" | "max-width" | "max-height" => {
                self.roomless |= length(value).is_some_and(|n| n <= 1.0);
            }
            _ => {}
        }
    }

    /// Whether it says anything about showing or colours.
    pub(super) fn says_something(&self) -> bool {
        *self != Declared::default()
    }

    /// `self` with `over` on top, as a later rule or the element's own style has it.
    pub(super) fn under(self, over: Declared) -> Declared {
        Declared {
            gone: over.gone.or(self.gone),
            invisible: over.invisible.or(self.invisible),
            tiny: over.tiny.or(self.tiny),
            colour: over.colour.or(self.colour),
            background: over.background.or(self.background),
            free: over.free || self.free,
            far: over.far || self.far,
            cut: over.cut || self.cut,
            roomless: over.roomless || self.roomless,
        }
    }
}

/// How text looks at some place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Whether the element takes no room at all, so that the text around it joins.
    pub(super) gone: bool,
    invisible: bool,
    tiny: bool,
    colour: Option<Colour>,
    background: Option<Colour>,
}

impl Default for Look {
    /// Black on white.
    fn default() -> Look {
        Look { gone: false, invisible: false, tiny: false, colour: Some(BLACK), background: Some(WHITE) }
    }
}

impl Look {
    /// How text looks in an element with these declarations.
    pub(super) fn within(self, declared: &Declared) -> Look {
        let clear = declared.colour == Some(Paint::Clear);
        let off = (declared.free && declared.far) || (declared.cut && declared.roomless);
        Look {
            gone: self.gone || off || declared.gone == Some(true),
            invisible: clear || declared.invisible.unwrap_or(self.invisible),
            tiny: declared.tiny.unwrap_or(self.tiny),
            colour: match declared.colour {
                Some(Paint::Solid(colour)) => Some(colour),
                Some(_) => None,
                None => self.colour,
            },
            background: match declared.background {
                Some(Paint::Solid(colour)) => Some(colour),
                Some(Paint::Unknown) => None,
                Some(Paint::Clear) | None => self.background,
            },
        }
    }

    /// Whether people do not see text here.
    pub(super) fn is_hidden(&self) -> bool {
        let alike = || matches!((self.colour, self.background), (Some(text), Some(ground)) if text.is_near(ground));
        self.gone || self.invisible || self.tiny || alike()
    }
}

/// The number at the start of `text`, and what follows it.
fn split_number(text: &str) -> Option<(f32, &str)> {
    let end = text.bytes().position(|b| !(b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+')));
    let (digits, unit) = text.split_at_checked(end.unwrap_or(text.len()))?;
    Some((digits.parse().ok()?, unit))
}

fn number(text: &str) -> Option<f32> {
    split_number(text).map(|(n, unit)| if unit.starts_with('%') { n / 100.0 } else { n })
}

/// A length in CSS pixels, more or less; relative ones by a font of 16.
fn length(text: &str) -> Option<f32> {
    let (n, unit) = split_number(text)?;
    let unit = Small::lower(unit.split([' ', '!', '/', ';']).next().unwrap_or_default());
    Some(match unit.as_str() {
        "em" | "rem" | "ex" | "ch" => n * 16.0,
        "in" => n * 96.0,
        "cm" => n * 37.8,
        "mm" => n * 3.78,
        "%" | "vw" | "vh" => n * 10.0,
        _ => n,
    })
}

fn far(value: &str) -> bool {
    length(value).is_some_and(|n| n <= OFF_SCREEN)
}

/// Whether a font size is too small to see; `None` for sizes that depend on those around.
fn tiny(value: &str) -> Option<bool> {
    let (n, unit) = split_number(value)?;
    let is_relative = ["em", "%", "ex"].iter().any(|u| unit.get(..u.len()).is_some_and(|v| v.eq_ignore_ascii_case(u)));
    match is_relative {
        true => (n <= if unit.starts_with('%') { 7.0 } else { 0.07 }).then_some(true),
        false => Some(length(value)? <= 1.0),
    }
}

/// The size in `font: bold 0/0 Arial`.
fn shorthand_size(word: &str) -> Option<bool> {
    // `400` is a weight.
    let (n, unit) = split_number(word)?;
    (n == 0.0 || unit.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%')).then(|| tiny(word))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(css: &str) -> bool {
        Look::default().within(&Declared::read(css)).is_hidden()
    }

    #[test]
    fn what_nobody_sees_is_hidden() {
        for css in [
            "display:none",
            "DISPLAY : None !important",
            "visibility:hidden",
            "font-size:0",
            "font-size: 1px",
            "font-size:0.05em;color:red",
            "font:0/0 a",
            "opacity:0",
            "opacity:.01",
            "mso-hide:all",
            "color:#fff",
            "color:#fefefe",
            "color:transparent",
            "color:#333;background:#333333 none",
            "text-indent:-9999px",
            "position:absolute;left:-10000px",
            "position:absolute;top:-99em",
            "width:0;height:0;overflow:hidden",
            "max-height:0px;overflow:hidden",
        ] {
            assert!(hidden(css), "{css}");
        }
    }

    #[test]
    fn what_people_see_is_not() {
        for css in [
            "",
            "display:block",
            "color:#1F497D",
            "font-size:11.0pt",
            "font-size:90%",
            "font:400 12px Arial",
            "color:white;background-color:#1a73e8",
            "color:white;background:url(x.png)",
            "background:#fff",
            "text-indent:-18.0pt;mso-list:l0 level1 lfo1",
            "margin-left:-5.4pt",
            "position:relative;left:-3px",
            "width:0;border:none",
            "overflow:hidden;width:600px",
            "opacity:0.8",
            "height:auto",
        ] {
            assert!(!hidden(css), "{css}");
        }
    }

    #[test]
    fn elements_within_undo_what_css_lets_them_undo() {
        let shows = |outer: &str, inner: &str| {
            !Look::default().within(&Declared::read(outer)).within(&Declared::read(inner)).is_hidden()
        };
        assert!(shows("font-size:0", "font-size:14px"));
        assert!(shows("visibility:hidden", "visibility:visible"));
        assert!(shows("color:white", "background:black"));
        assert!(!shows("display:none", "display:block"));
        assert!(!shows("font-size:0", "font-size:1.2em"));
        assert!(!shows("background:black", "color:#000"));
    }
}
