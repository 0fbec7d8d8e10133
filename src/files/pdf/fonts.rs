//! Which letters the octets of a string stand for, and how wide they are (ISO 32000-1, 9.6 to 9.10).

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

use super::{dictionary, direct};

/// Octets the table of letters of a font may expand to.
const TABLE: usize = 4 << 20;

/// The fonts of a document, each worked out once.
pub(super) struct Fonts<'a> {
    document: &'a Document,
    /// The fonts that say which letters they have (`ToUnicode`), without their encoding, which says less.
    told: BTreeMap<ObjectId, Dictionary>,
}

/// A font that was used.
pub(super) struct Font<'a> {
    told: Option<Encoding<'a>>,
    plain: Option<Encoding<'a>>,
    /// Two octets a letter.
    pub(super) wide: bool,
    widths: Option<HashMap<u32, f32>>,
    usual: f32,
}

/// Fonts worked out so far.
pub(super) type Known<'a> = RefCell<HashMap<ObjectId, Rc<Font<'a>>>>;

impl<'a> Fonts<'a> {
    pub(super) fn new(document: &'a Document) -> Fonts<'a> {
        let told = document.objects.iter().filter_map(|(id, object)| {
            let font = object.as_dict().ok().filter(|font| font.has_type(b"Font"))?;
            let mut told = Dictionary::new();
            told.set("Type", Object::Name(b"Font".to_vec()));
            told.set("ToUnicode", font.get(b"ToUnicode").ok()?.clone());
            Some((*id, told))
        });
        Fonts { document, told: told.collect() }
    }

    /// The font that a resource names.
    pub(super) fn get(&'a self, object: &'a Object, known: &Known<'a>) -> Option<Rc<Font<'a>>> {
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| known.borrow().get(&id).cloned()) {
            return Some(font);
        }
        let font = Rc::new(self.font(id, dictionary(self.document, object)?));
        if let Some(id) = id {
            known.borrow_mut().insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    fn font(&'a self, id: Option<ObjectId>, font: &'a Dictionary) -> Font<'a> {
        let encoding = |font: &'a Dictionary| font.get_font_encoding_with_limit(self.document, TABLE).ok();
        let told = id.and_then(|id| self.told.get(&id)).and_then(encoding);
        let wide = font.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Type0"));
        // The letters of a composite font are numbers of drawings; without a table nobody knows what they mean.
        let by_number = wide && font.get(b"ToUnicode").is_err() && self.is_by_number(font);
        let plain = if by_number { None } else { encoding(font) };
        let (widths, usual) = if wide { self.wide(font) } else { (self.narrow(font), 500.0) };
        Font { told, plain, wide, widths, usual }
    }

    fn is_by_number(&self, font: &Dictionary) -> bool {
        let encoding = font.get(b"Encoding").ok().and_then(|encoding| direct(self.document, encoding));
        encoding.is_none_or(|encoding| encoding.as_name().map_or(true, |name| name.starts_with(b"Identity")))
    }

    /// The widths of a simple font.
    fn narrow(&self, font: &Dictionary) -> Option<HashMap<u32, f32>> {
        let first = font.get(b"FirstChar").ok()?.as_i64().ok()?;
        let widths = direct(self.document, font.get(b"Widths").ok()?)?.as_array().ok()?;
        let numbered = widths.iter().zip(first..);
        Some(numbered.filter_map(|(width, code)| Some((u32::try_from(code).ok()?, self.number(width)?))).collect())
    }

    /// The widths of a composite font (9.7.4.3), and that of all other letters.
    fn wide(&self, font: &Dictionary) -> (Option<HashMap<u32, f32>>, f32) {
        let below = font.get(b"DescendantFonts").ok().and_then(|below| direct(self.document, below));
        let below = below.and_then(|below| below.as_array().ok()?.first());
        let Some(below) = below.and_then(|below| dictionary(self.document, below)) else { return (None, 1_000.0) };
        let usual = below.get(b"DW").ok().and_then(|width| self.number(width)).unwrap_or(1_000.0);
        let mut widths = HashMap::new();
        let list = below.get(b"W").ok().and_then(|list| direct(self.document, list)?.as_array().ok());
        let mut list = list.into_iter().flatten();
        while let (Some(first), Some(next)) = (list.next(), list.next()) {
            let Some(first) = self.number(first).map(|first| first as u32) else { break };
            match direct(self.document, next) {
                Some(Object::Array(each)) => {
                    widths.extend((first..).zip(each.iter().filter_map(|width| self.number(width))));
                }
                Some(last) => {
                    let last = last.as_float().unwrap_or(0.0) as u32;
                    let width = list.next().and_then(|width| self.number(width)).unwrap_or(usual);
                    // A code has two octets.
                    widths.extend((first..=last.min(0xffff)).map(|code| (code, width)));
                }
                None => break,
            }
            if widths.len() > 0xffff {
                break;
            }
        }
        (Some(widths), usual)
    }

    fn number(&self, object: &Object) -> Option<f32> {
        direct(self.document, object)?.as_float().ok()
    }
}

impl Font<'_> {
    /// The text of a string; `None` when its letters cannot be told.
    pub(super) fn text(&self, octets: &[u8]) -> Option<String> {
        let read = |encoding: &Option<Encoding<'_>>| encoding.as_ref()?.bytes_to_string(octets).ok();
        let told = read(&self.told);
        match told {
            Some(told) if !told.contains('\u{fffd}') => Some(told),
            // A table with gaps: what the encoding says fills them, where it says anything.
            told if !self.wide => read(&self.plain).or(told),
            told => told.or_else(|| read(&self.plain)),
        }
    }

    /// The width of a string in thousandths of its size, and how many letters and blanks it has; `None` where the font does
    /// not say.
    pub(super) fn width(&self, octets: &[u8]) -> (Option<f32>, usize, usize) {
        let codes: Vec<u32> = if self.wide {
            octets.as_chunks::<2>().0.iter().map(|pair| u32::from(u16::from_be_bytes(*pair))).collect()
        } else {
            octets.iter().map(|octet| u32::from(*octet)).collect()
        };
        let blanks = if self.wide { 0 } else { octets.iter().filter(|octet| **octet == b' ').count() };
        let widths = self.widths.as_ref();
        let sum = widths.map(|widths| codes.iter().map(|code| widths.get(code).copied().unwrap_or(self.usual)).sum());
        (sum, codes.len(), blanks)
    }
}
