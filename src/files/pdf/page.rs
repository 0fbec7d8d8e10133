//! The words of one page, in the order they are drawn (ISO 32000-1, 9.4).

use lopdf::content::Content;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId};

use super::super::draft::{Draft, damaged};
use super::super::{Feature, Unread, UnreadKind};
use super::fonts::{Fonts, Known};
use super::geometry::{Area, Matrix};
use super::said::{Fate, Said};
use super::state::State;
use super::{DEPTH, STREAM, dictionary, direct, expanded, pay, stream};

/// Drawings within drawings.
const NESTED: usize = 8;

/// Drawings used in one document, each time counted.
const DRAWINGS: usize = 20_000;

/// States kept by `q` and not yet brought back.
const KEPT: usize = 1_000;

/// An operator put behind each content, to see whether all of it was read.
const END: &[u8] = b"\n/OutguardEnd MP\n";

/// Goes through the pages of a document.
pub(super) struct Pages<'a> {
    document: &'a Document,
    fonts: &'a Fonts<'a>,
    known: Known<'a>,
    drawings: usize,
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
        let mut said = Said::new(self.visible(page));
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
        let mut text = Text { line: Matrix::UNIT, now: Matrix::UNIT };
        for operation in Content::decode_iter(&content) {
            let Ok(operation) = operation else { break };
            let (operator, operands) = (operation.operator.as_str(), operation.operands.as_slice());
            text.take(operator, operands, &mut state);
            match operator {
                "q" if kept.len() < KEPT => kept.push(state.clone()),
                "Q" => state = kept.pop().unwrap_or(state),
                "Tf" => {
                    state.size = operands.get(1).and_then(|size| size.as_float().ok()).unwrap_or(1.0);
                    state.font = operands.first().and_then(|name| self.font(resources?, name));
                }
                "Tj" | "TJ" => self.show(&state, &mut text.now, operands, said, draft),
                "'" | "\"" => {
                    let string = operands.last().map(std::slice::from_ref).unwrap_or_default();
                    self.show(&state, &mut text.now, string, said, draft);
                }
                "W" | "W*" => state.clip = Some(said.path),
                "Do" => self.object(operands.first(), resources, &state, depth, said, draft),
                "MP" => whole |= is_end(operands),
                operator => {
                    said.draw(operator, operands, &state);
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
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Object::String(octets, _) => {
                    let words = state.font.as_ref().and_then(|font| font.text(octets));
                    if words.is_none() && !octets.is_empty() {
                        let what = "its letters cannot be told from its fonts";
                        draft.unread(Unread::new(UnreadKind::Unsupported, what));
                    }
                    let (advance, is_known) = state.advance(octets);
                    // However wide this is, an adjustment behind it says exactly how far the next is.
                    let is_known = is_known || at + 1 < pieces.len();
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

/// Whether the operands of a mark are those of the one put behind the content.
fn is_end(operands: &[Object]) -> bool {
    operands.first().is_some_and(|name| name.as_name().is_ok_and(|name| name == b"OutguardEnd"))
}

/// Where text stands (9.4.2): the beginning of its line, and the next letter.
struct Text {
    line: Matrix,
    now: Matrix,
}

impl Text {
    /// Takes an operator that moves text.
    fn take(&mut self, operator: &str, operands: &[Object], state: &mut State<'_>) {
        let number = |at: usize| operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or_default();
        self.line = match operator {
            "BT" => Matrix::UNIT,
            "Td" | "TD" => {
                if operator == "TD" {
                    state.leading = -number(1);
                }
                Matrix::moved(number(0), number(1)).then(self.line)
            }
            "Tm" => Matrix::from(operands).unwrap_or(self.line),
            "T*" | "'" | "\"" => Matrix::moved(0.0, -state.leading).then(self.line),
            _ => return,
        };
        self.now = self.line;
    }
}
