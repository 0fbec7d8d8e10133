//! What one page says: strings put together by where they stand, and which of them people see.

use lopdf::Object;

use super::super::Feature;
use super::super::draft::Draft;
use super::geometry::{Area, Matrix};
use super::state::State;

/// Coloured areas remembered of one page; with more, no white text counts as hidden.
const GROUNDS: usize = 256;

/// What one page has said so far.
pub(super) struct Said {
    /// The area people see.
    visible: Option<Area>,
    grounds: Vec<Area>,
    /// The path now being made.
    pub(super) path: Area,
    pub(super) pictures: bool,
    pub(super) words: bool,
    /// Text that is not drawn: what was recognised in a picture, or hidden.
    pub(super) undrawn: String,
    /// The last strings that were shown, hidden, and not drawn.
    pub(super) last: [Option<Last>; 3],
}

/// A string that was written down.
#[derive(Clone, Copy)]
pub(super) struct Last {
    end: (f32, f32),
    em: f32,
    /// Whether the font said how wide it is.
    is_known: bool,
}

/// What becomes of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Shown,
    Hidden,
    Undrawn,
}

impl Said {
    pub(super) fn new(visible: Option<Area>) -> Said {
        let (pictures, words, undrawn) = (false, false, String::new());
        Said { visible, grounds: Vec::new(), path: Area::NONE, pictures, words, undrawn, last: [None; 3] }
    }

    /// Remembers what is filled with a colour, as a ground for white letters.
    pub(super) fn draw(&mut self, operator: &str, operands: &[Object], state: &State<'_>) {
        let numbers: Vec<f32> = operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        match (operator, numbers.as_slice()) {
            ("re", &[x, y, width, height]) => self.path.rectangle(state.place, [x, y, width, height]),
            ("m" | "l" | "c" | "v" | "y", _) => {
                for pair in numbers.as_chunks::<2>().0 {
                    self.path.add(state.place.apply(pair[0], pair[1]));
                }
            }
            ("f" | "F" | "f*" | "b" | "b*" | "B" | "B*", _) => {
                let path = std::mem::replace(&mut self.path, Area::NONE);
                if !state.white {
                    self.ground(path);
                }
            }
            ("S" | "s" | "n", _) => self.path = Area::NONE,
            // A shading fills whatever the clipping leaves.
            ("sh", _) => self.visible.into_iter().for_each(|page| self.grounds.push(page)),
            ("BI", _) => self.pictures = true,
            _ => {}
        }
    }

    pub(super) fn ground(&mut self, area: Area) {
        if self.grounds.len() <= GROUNDS {
            self.grounds.push(area);
        }
    }

    /// Writes a string down, behind what parts it from the one before.
    pub(super) fn string(
        &mut self,
        words: &str,
        state: &State<'_>,
        from: Matrix,
        to: Matrix,
        is_known: bool,
        draft: &mut Draft<'_>,
    ) {
        let from = Matrix::moved(0.0, state.rise).then(from).then(state.place);
        let to = Matrix::moved(0.0, state.rise).then(to).then(state.place);
        let em = state.size.abs() * from.direction().1;
        let fate = match state.mode {
            3 | 7 => Fate::Undrawn,
            _ if self.is_unseen(state, from.apply(0.0, 0.0), em) => Fate::Hidden,
            _ => Fate::Shown,
        };
        let next = Last { end: to.apply(0.0, 0.0), em, is_known };
        let Some(last) = self.last.get_mut(fate as usize) else { return };
        let parted = last.replace(next).map_or("", |last| last.parted(from, em, state.clip));
        let has_words = !words.trim().is_empty();
        self.words |= has_words && fate != Fate::Undrawn;
        match fate {
            Fate::Undrawn => self.undrawn.extend([parted, words]),
            Fate::Hidden => {
                if has_words {
                    draft.mark(Feature::HiddenText);
                }
                draft.hide(parted);
                draft.hide(words);
            }
            Fate::Shown => {
                draft.show(parted);
                draft.show(words);
            }
        }
    }

    /// Whether letters are white on white, smaller than a point, or outside the page.
    fn is_unseen(&self, state: &State<'_>, start: (f32, f32), em: f32) -> bool {
        let on_ground = || self.grounds.len() > GROUNDS || self.grounds.iter().any(|ground| ground.holds(start, 1.0));
        let outside = self.visible.is_some_and(|page| !page.holds(start, em));
        (state.white && state.mode != 1 && !on_ground()) || em < 1.0 || outside
    }
}

impl Last {
    /// What stands between this string and the one that begins at `from`.
    fn parted(self, from: Matrix, em: f32, clip: Option<Area>) -> &'static str {
        let (start, ((across, up), _)) = (from.apply(0.0, 0.0), from.direction());
        let (dx, dy) = (start.0 - self.end.0, start.1 - self.end.1);
        let (gap, height) = (dx * across + dy * up, (dx * up - dy * across).abs());
        let em = em.min(self.em).max(f32::EPSILON);
        // Cells of a table may touch, each cut off where the next begins.
        let is_cut = clip.is_some_and(|clip| !clip.holds(self.end, -0.1));
        if height > em * 0.7 || gap < em * -2.0 {
            "\n"
        } else if gap > em * 1.8 || is_cut {
            "\t"
        } else if gap > em * if self.is_known { 0.2 } else { 0.6 } {
            " "
        } else {
            ""
        }
    }
}
