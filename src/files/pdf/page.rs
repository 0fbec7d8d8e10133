//! The words of one page, in the order they are drawn (ISO 32000-1, 9.4).

use lopdf::content::Content;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId};

use super::super::draft::{Draft, damaged};
use super::super::{Feature, Unread, UnreadKind};
use super::fonts::{Fonts, Known};
use super::geometry::{Area, Matrix};
use super::state::State;
use super::{DEPTH, STREAM, dictionary, direct, expanded, pay, stream};

/// Drawings within drawings.
const NESTED: usize = 8;

/// Drawings used in one document, each time counted.
const DRAWINGS: usize = 20_000;

/// States kept by `q` and not yet brought back.
const KEPT: usize = 1_000;

/// Coloured areas remembered of one page; with more, no white text counts as hidden.
const GROUNDS: usize = 256;

/// An operator put behind each content, to see whether all of it was read.
const END: &[u8] = b"\n/OutguardEnd MP\n";

/// Goes through the pages of a document.
pub(super) struct Pages<'a> {
    document: &'a Document,
    fonts: &'a Fonts<'a>,
    known: Known<'a>,
    drawings: usize,
}

/// What one page has said so far.
struct Said {
    /// The area people see.
    visible: Option<Area>,
    grounds: Vec<Area>,
    /// The path now being made.
    path: Area,
    pictures: bool,
    words: bool,
    /// Text that is not drawn: what was recognised in a picture, or hidden.
    undrawn: String,
    /// The last strings that were shown, hidden, and not drawn.
    last: [Option<Last>; 3],
}

/// A string that was written down.
#[derive(Clone, Copy)]
struct Last {
    end: (f32, f32),
    em: f32,
    /// Whether the font said how wide it is.
    is_known: bool,
}

/// What becomes of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Shown,
    Hidden,
    Undrawn,
}

impl<'a> Pages<'a> {
    pub(super) fn new(document: &'a Document, fonts: &'a Fonts<'a>) -> Pages<'a> {
        Pages { document, fonts, known: Known::default(), drawings: 0 }
    }

    /// Reads one page; whether it is a picture without words.
    pub(super) fn read(&mut self, id: ObjectId, draft: &mut Draft<'_>) -> bool {
        let Ok(page) = self.document.get_dictionary(id) else { return false };
        let content = match self.document.get_page_content_with_limit(id, STREAM) {
            Ok(content) => pay(&content, draft),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                draft.unread(Unread::new(UnreadKind::Limit, "it expands too far to be looked through"));
                None
            }
            Err(_) => {
                draft.unread(damaged("a page is damaged"));
                None
            }
        };
        let mut said = Said {
            visible: self.visible(page),
            grounds: Vec::new(),
            path: Area::NONE,
            pictures: false,
            words: false,
            undrawn: String::new(),
            last: [None; 3],
        };
        let resources = self.inherited(page, b"Resources").and_then(|object| dictionary(self.document, object));
        self.draw(&content.unwrap_or_default(), resources, Matrix::UNIT, 0, &mut said, draft);
        draft.show("\n");
        if !said.undrawn.trim().is_empty() {
            if !said.pictures {
                draft.mark(Feature::HiddenText);
            }
            draft.line(!said.pictures, &said.undrawn);
        }
        if said.last[Fate::Hidden as usize].is_some() {
            draft.hide("\n");
        }
        said.pictures && !said.words && said.undrawn.trim().is_empty()
    }

    /// An entry of the page, or of what it hangs from (7.7.3.4).
    fn inherited(&self, page: &'a Dictionary, name: &[u8]) -> Option<&'a Object> {
        let mut node = page;
        for _ in 0..DEPTH {
            if let Ok(object) = node.get(name) {
                return direct(self.document, object);
            }
            node = dictionary(self.document, node.get(b"Parent").ok()?)?;
        }
        None
    }

    fn visible(&self, page: &'a Dictionary) -> Option<Area> {
        let corners =
            self.inherited(page, b"CropBox").or_else(|| self.inherited(page, b"MediaBox"))?.as_array().ok()?;
        let numbers: Vec<f32> =
            corners.iter().filter_map(|corner| direct(self.document, corner)?.as_float().ok()).collect();
        let [left, bottom, right, top] = *numbers.as_slice() else { return None };
        let mut area = Area::NONE;
        area.add((left, bottom));
        area.add((right, top));
        Some(area)
    }

    /// Draws a content stream.
    fn draw(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        place: Matrix,
        depth: usize,
        said: &mut Said,
        draft: &mut Draft<'_>,
    ) {
        let content = [content, END].concat();
        let (mut state, mut kept, mut whole) = (State::new(place), Vec::new(), false);
        let (mut line, mut text) = (Matrix::UNIT, Matrix::UNIT);
        for operation in Content::decode_iter(&content) {
            let Ok(operation) = operation else { break };
            let operands = operation.operands.as_slice();
            let numbers: Vec<f32> = operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
            match (operation.operator.as_str(), numbers.as_slice()) {
                ("q", _) if kept.len() < KEPT => kept.push(state.clone()),
                ("Q", _) => state = kept.pop().unwrap_or(state),
                ("BT", _) => (line, text) = (Matrix::UNIT, Matrix::UNIT),
                ("Td" | "TD", &[x, y]) => {
                    if operation.operator == "TD" {
                        state.leading = -y;
                    }
                    line = Matrix::moved(x, y).then(line);
                    text = line;
                }
                ("Tm", _) => {
                    line = Matrix::from(operands).unwrap_or(line);
                    text = line;
                }
                ("Tf", _) => {
                    state.size = numbers.first().copied().unwrap_or(1.0);
                    state.font = operands.first().and_then(|name| self.font(resources?, name));
                }
                ("Tj" | "TJ", _) => self.show(&state, &mut text, operands, said, draft),
                ("'" | "\"" | "T*", _) => {
                    line = Matrix::moved(0.0, -state.leading).then(line);
                    text = line;
                    let string = operands.last().map(std::slice::from_ref).unwrap_or_default();
                    self.show(&state, &mut text, string, said, draft);
                }
                ("W" | "W*", _) => state.clip = Some(said.path),
                ("Do", _) => self.object(operands.first(), resources, &state, depth, said, draft),
                ("MP", _) => {
                    whole |= operands.first().is_some_and(|name| name.as_name().is_ok_and(|n| END[2..].starts_with(n)))
                }
                (operator, numbers) => {
                    said.draw(operator, numbers, &state);
                    state.take(operator, operands);
                }
            }
        }
        if !whole {
            draft.unread(damaged("a page is damaged"));
        }
    }

    fn font(&self, resources: &'a Dictionary, name: &Object) -> Option<std::rc::Rc<super::fonts::Font<'a>>> {
        let fonts = dictionary(self.document, resources.get(b"Font").ok()?)?;
        self.fonts.get(fonts.get(name.as_name().ok()?).ok()?, &self.known)
    }

    /// A drawing or picture from the resources (8.8).
    fn object(
        &mut self,
        name: Option<&Object>,
        resources: Option<&'a Dictionary>,
        state: &State<'a>,
        depth: usize,
        said: &mut Said,
        draft: &mut Draft<'_>,
    ) {
        let object = name.and_then(|name| {
            let objects = dictionary(self.document, resources?.get(b"XObject").ok()?)?;
            stream(self.document, objects.get(name.as_name().ok()?).ok()?)
        });
        let Some(object) = object else { return };
        if !object.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Form")) {
            said.pictures = true;
            let mut area = Area::NONE;
            area.rectangle(state.place, [0.0, 0.0, 1.0, 1.0]);
            return said.ground(area);
        }
        self.drawings += 1;
        if depth >= NESTED || self.drawings > DRAWINGS {
            return draft.unread(Unread::new(UnreadKind::Limit, "it has more drawings than are looked through"));
        }
        let Some(content) = expanded(object, draft) else { return };
        let matrix = object.dict.get(b"Matrix").ok().and_then(|matrix| direct(self.document, matrix)?.as_array().ok());
        let matrix = matrix.and_then(|matrix| Matrix::from(matrix)).unwrap_or(Matrix::UNIT);
        let own = object.dict.get(b"Resources").ok().and_then(|own| dictionary(self.document, own));
        self.draw(&content, own.or(resources), matrix.then(state.place), depth + 1, said, draft);
    }

    /// Shows strings (`Tj`, or `TJ` with adjustments between them).
    fn show(&self, state: &State<'a>, text: &mut Matrix, operands: &[Object], said: &mut Said, draft: &mut Draft<'_>) {
        let pieces = match operands.first() {
            Some(Object::Array(pieces)) => pieces.as_slice(),
            _ => operands,
        };
        for piece in pieces {
            match piece {
                Object::String(octets, _) => {
                    let words = state.font.as_ref().and_then(|font| font.text(octets));
                    if words.is_none() && !octets.is_empty() {
                        let what = "its letters cannot be told from its fonts";
                        draft.unread(Unread::new(UnreadKind::Unsupported, what));
                    }
                    let (advance, is_known) = state.advance(octets);
                    let behind = Matrix::moved(advance, 0.0).then(*text);
                    said.string(&words.unwrap_or_default(), state, *text, behind, is_known, draft);
                    *text = behind;
                }
                piece => {
                    let back = piece.as_float().map_or(0.0, |thousandths| state.adjustment(thousandths));
                    *text = Matrix::moved(-back, 0.0).then(*text);
                }
            }
        }
    }
}

impl Said {
    /// Remembers what is filled with a colour, as a ground for white letters.
    fn draw(&mut self, operator: &str, numbers: &[f32], state: &State<'_>) {
        match (operator, numbers) {
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

    fn ground(&mut self, area: Area) {
        if self.grounds.len() <= GROUNDS {
            self.grounds.push(area);
        }
    }

    /// Writes a string down, behind what parts it from the one before.
    fn string(
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
