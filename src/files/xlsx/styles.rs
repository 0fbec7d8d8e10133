//! How cells look, as far as it decides whether people see them, and which numbers are days.

use super::super::colour::is_white;
use super::super::draft::Draft;
use super::super::xml::{self, Element, Step};

/// How the cells of one format look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// White letters on white ground, or a number format that shows nothing.
    pub(super) hidden: bool,
    /// The number is a day.
    pub(super) day: bool,
}

/// The formats that cells name by their place (`cellXfs`).
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    white_fonts: Vec<bool>,
    coloured_fills: Vec<bool>,
    /// Number formats of the file's own, by their number.
    numbers: Vec<(usize, Format)>,
}

impl Styles {
    /// Reads `styles.xml`; without one, everything shows.
    pub(super) fn read(octets: Option<Vec<u8>>, draft: &mut Draft<'_>) -> Styles {
        let mut styles = Styles::default();
        let Some(octets) = octets else { return styles };
        let mut list = String::new();
        let walked = xml::walk(&octets, |step| {
            if let Step::Open(name, element) = step {
                match name {
                    "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "numFmts" | "dxfs" | "borders" => {
                        name.clone_into(&mut list);
                    }
                    _ => styles.take(&list, name, &element),
                }
            }
        });
        draft.check(walked);
        styles
    }

    fn take(&mut self, list: &str, name: &str, element: &Element<'_>) {
        match (list, name) {
            ("fonts", "font") => self.white_fonts.push(false),
            ("fonts", "color") => set(&mut self.white_fonts, is_white_cell(element)),
            ("fills", "fill") => self.coloured_fills.push(false),
            ("fills", "patternFill") => {
                let pattern = element.get("patternType");
                set(&mut self.coloured_fills, pattern.is_some_and(|pattern| pattern != "none"));
            }
            ("fills", "gradientFill") => set(&mut self.coloured_fills, true),
            ("fills", "fgColor") if is_white_cell(element) => set(&mut self.coloured_fills, false),
            ("numFmts", "numFmt") => {
                let code = element.get("formatCode").unwrap_or_default();
                let format = Format { hidden: shows_nothing(&code), day: is_day(&code) };
                self.numbers.push((element.number("numFmtId").unwrap_or_default(), format));
            }
            ("cellXfs", "xf") => self.formats.push(self.format(element)),
            _ => {}
        }
    }

    fn format(&self, element: &Element<'_>) -> Format {
        let at = |list: &[bool], name: &str| element.number(name).and_then(|at| list.get(at)).is_some_and(|set| *set);
        let number = element.number("numFmtId").unwrap_or_default();
        let own = self.numbers.iter().find(|(known, _)| *known == number).map(|(_, format)| *format);
        // The numbers every workbook knows for days (ECMA-376 part 1, 18.8.30), also those of East Asian languages.
        let known = Format { hidden: false, day: matches!(number, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58) };
        let format = own.unwrap_or(known);
        let white = at(&self.white_fonts, "fontId") && !at(&self.coloured_fills, "fillId");
        Format { hidden: format.hidden || white, ..format }
    }

    /// The format at a place.
    pub(super) fn get(&self, at: usize) -> Format {
        self.formats.get(at).copied().unwrap_or_default()
    }
}

fn set(list: &mut [bool], value: bool) {
    list.iter_mut().last().into_iter().for_each(|last| *last = value);
}

/// White by its value, as the background of the theme, or in the old table of colours. A tint makes white darker.
fn is_white_cell(element: &Element<'_>) -> bool {
    let is_untinted = element.get("tint").is_none_or(|tint| !tint.starts_with('-'));
    let is_named = element.is("theme", &["0"]) || element.is("indexed", &["1", "9"]);
    (is_named || element.get("rgb").is_some_and(|rgb| is_white(&rgb))) && is_untinted
}

/// Whether a number format shows neither numbers nor text: `;;;`, or nothing in quotes, as LibreOffice writes it.
fn shows_nothing(code: &str) -> bool {
    code.matches(';').count() >= 2 && code.chars().all(|c| matches!(c, ';' | ' ' | '"'))
}

/// Whether a number format shows a day: a letter for day or year outside quotes and brackets.
fn is_day(code: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    let mut is_letter = |c: char| {
        match c {
            _ if std::mem::take(&mut escaped) => return false,
            '"' => quoted = !quoted,
            '\\' | '_' | '*' => escaped = true,
            '[' => bracket = true,
            ']' => bracket = false,
            // Programs of other languages write `JJJJ`, `aaaa` or `TT` for years and days.
            'y' | 'Y' | 'd' | 'D' | 'j' | 'J' => return !quoted && !bracket,
            _ => {}
        }
        false
    };
    !code.eq_ignore_ascii_case("standard") && code.chars().any(&mut is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_nothing_or_days() {
        assert!(
            shows_nothing(";;;") && shows_nothing("\"\";\"\";\"\";\"\"") && !shows_nothing("0;;") && !shows_nothing("")
        );
        assert!(is_day("dd\\.mm\\.yyyy") && is_day("[$-407]d. mmmm yyyy;@"));
        assert!(!is_day("#,##0.00 \"day\"") && !is_day("[Red]0") && !is_day("h:mm") && !is_day("General"));
    }
}
