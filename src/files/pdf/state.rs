//! What holds while the content of a page is drawn (ISO 32000-1, 8.4 and 9.3).

use std::rc::Rc;

use lopdf::Object;

use super::fonts::Font;
use super::geometry::{Area, Matrix};

/// The state that `q` keeps and `Q` brings back.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) place: Matrix,
    /// What is drawn shows in this area only.
    pub(super) clip: Option<Area>,
    /// What is filled is white.
    pub(super) white: bool,
    pub(super) font: Option<Rc<Font<'a>>>,
    pub(super) size: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
    /// Space between letters, and at blanks.
    spacing: (f32, f32),
    scale: f32,
    /// How letters are drawn (9.3.6); 3 does not draw them.
    pub(super) mode: i64,
}

impl State<'_> {
    pub(super) fn new(place: Matrix) -> State<'static> {
        State {
            place,
            clip: None,
            white: false,
            font: None,
            size: 1.0,
            leading: 0.0,
            rise: 0.0,
            spacing: (0.0, 0.0),
            scale: 1.0,
            mode: 0,
        }
    }

    /// Takes an operator that changes the state and nothing else.
    pub(super) fn take(&mut self, operator: &str, operands: &[Object]) {
        let number = operands.first().and_then(|operand| operand.as_float().ok());
        match (operator, number) {
            ("cm", _) => self.place = Matrix::from(operands).unwrap_or(Matrix::UNIT).then(self.place),
            ("g" | "rg" | "sc" | "scn", _) => self.white = is_white(operands),
            ("k", _) => self.white = operands.iter().all(|ink| ink.as_float().is_ok_and(|ink| ink <= 0.03)),
            ("cs", _) => self.white = false,
            ("Tc", Some(number)) => self.spacing.0 = number,
            ("Tw", Some(number)) => self.spacing.1 = number,
            ("Tz", Some(number)) => self.scale = number / 100.0,
            ("TL", Some(number)) => self.leading = number,
            ("Ts", Some(number)) => self.rise = number,
            ("Tr", Some(number)) => self.mode = number as i64,
            _ => {}
        }
    }

    /// How far a string moves on, and whether the font said so.
    pub(super) fn advance(&self, octets: &[u8]) -> (f32, bool) {
        let Some(font) = &self.font else { return (0.0, false) };
        let (width, letters, blanks) = font.width(octets);
        let spaces = letters as f32 * self.spacing.0 + blanks as f32 * self.spacing.1;
        let estimate = letters as f32 * 500.0;
        ((width.unwrap_or(estimate) / 1_000.0 * self.size + spaces) * self.scale, width.is_some())
    }

    /// How far an adjustment within a string moves back.
    pub(super) fn adjustment(&self, thousandths: f32) -> f32 {
        thousandths / 1_000.0 * self.size * self.scale
    }
}

/// One level of grey or three of red, green and blue, all high. Four inks, or a pattern, are no white here.
fn is_white(operands: &[Object]) -> bool {
    matches!(operands.len(), 1 | 3) && operands.iter().all(|level| level.as_float().is_ok_and(|level| level >= 0.94))
}
