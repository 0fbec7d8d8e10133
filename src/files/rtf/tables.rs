//! The fonts and colours of a rich text file.

use std::collections::HashMap;

/// The charset of each font, and which colours are white.
#[derive(Debug, Default)]
pub(super) struct Tables {
    fonts: HashMap<i32, &'static str>,
    /// The font now being described.
    font: i32,
    white: Vec<bool>,
    /// Red, green and blue of the colour now being described; `None` is the reader's own colour.
    colour: Option<[i32; 3]>,
}

impl Tables {
    /// Takes a control word of the table of fonts.
    pub(super) fn font(&mut self, word: &str, number: i32) {
        match word {
            "f" => self.font = number,
            "fcharset" => self.fonts.extend(charset(number).map(|charset| (self.font, charset))),
            _ => {}
        }
    }

    /// Takes a control word of the table of colours.
    pub(super) fn level(&mut self, word: &str, number: i32) {
        let Some(at) = ["red", "green", "blue"].iter().position(|name| *name == word) else { return };
        if let Some(level) = self.colour.get_or_insert_default().get_mut(at) {
            *level = number;
        }
    }

    /// A colour ends for each semicolon.
    pub(super) fn colours(&mut self, text: &[u8]) {
        for _ in text.iter().filter(|b| **b == b';') {
            let colour = self.colour.take();
            self.white.push(colour.is_some_and(|levels| levels.iter().all(|level| *level >= 0xf0)));
        }
    }

    /// Whether the colour with this number is white; the first is the reader's own, mostly black on white.
    pub(super) fn is_white(&self, colour: i32) -> bool {
        usize::try_from(colour).ok().and_then(|at| self.white.get(at)).is_some_and(|white| *white)
    }

    /// The charset of a font, where it has one of its own.
    pub(super) fn charset(&self, font: i32) -> Option<&'static str> {
        self.fonts.get(&font).copied()
    }
}

/// `\fcharset`; 0 and 1 leave it to the file.
fn charset(number: i32) -> Option<&'static str> {
    Some(match number {
        77 => "macintosh",
        128 => "shift_jis",
        129 | 130 => "euc-kr",
        134 => "gbk",
        136 => "big5",
        161 => "windows-1253",
        162 => "windows-1254",
        163 => "windows-1258",
        177 => "windows-1255",
        178 => "windows-1256",
        186 => "windows-1257",
        204 => "windows-1251",
        222 => "windows-874",
        238 => "windows-1250",
        _ => return None,
    })
}

/// The charset of a code page (`\ansicpg`).
pub(super) fn code_page(number: i32) -> &'static str {
    match number {
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10_000 => "macintosh",
        65_001 => "utf-8",
        _ => "windows-1252",
    }
}
