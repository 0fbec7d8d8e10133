//! PDF (ISO 32000-1).

mod catalogue;
mod fonts;
mod geometry;
mod page;
mod said;
mod state;
#[cfg(test)]
mod tests;

use lopdf::xref::XrefRecovery;
use lopdf::{DecompressError, Dictionary, Document, Error, LoadOptions, Object, Stream};

use fonts::Fonts;
use page::Pages;

use super::budget::Budget;
use super::draft::{Draft, damaged};
use super::{Contents, Kind, Unread, UnreadKind, properties};

/// Octets one stream of a page or a file within may expand to.
const STREAM: usize = 32 << 20;

/// Octets one stream of objects may expand to; lopdf expands them all at once.
const OBJECTS: usize = 8 << 20;

/// Pages that are read.
const PAGES: usize = 5_000;

/// References that lead to other references.
const DEPTH: usize = 50;

/// Reads a PDF.
pub(super) fn read(octets: &[u8], budget: &mut Budget) -> Contents {
    let mut draft = Draft::new(Kind::Pdf, budget);
    let options = LoadOptions { max_decompressed_size: Some(OBJECTS), ..LoadOptions::default() };
    match Document::load_mem_with_options(octets, options) {
        Ok(document) if document.trailer.has(b"Encrypt") => draft.unread(encrypted()),
        Ok(document) => {
            if document.xref_recovery == Some(XrefRecovery::Reconstructed) || !is_ended(octets) {
                draft.unread(damaged("it is damaged or cut off"));
            }
            whole(&document, &mut draft);
        }
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            draft.unread(Unread::new(UnreadKind::Limit, "it expands too far to be looked through"));
        }
        Err(Error::InvalidPassword | Error::UnsupportedSecurityHandler(_) | Error::Decryption(_)) => {
            draft.unread(encrypted());
        }
        Err(_) => draft.unread(damaged("it is damaged")),
    }
    draft.finish()
}

fn encrypted() -> Unread {
    Unread::new(UnreadKind::Encrypted, "it needs a password")
}

/// Whether the file has its end mark (ISO 32000-1, 7.5.5), which programs look for in the last kilobyte.
fn is_ended(octets: &[u8]) -> bool {
    let tail = octets.get(octets.len().saturating_sub(1_024)..).unwrap_or_default();
    tail.windows(5).any(|window| window == b"%%EOF")
}

fn whole(document: &Document, draft: &mut Draft<'_>) {
    information(document, draft);
    let fonts = Fonts::new(document);
    let mut pages = Pages::new(document, &fonts);
    let (mut count, mut pictures) = (0, 0);
    for id in document.page_iter() {
        if count == PAGES {
            draft.unread(Unread::new(UnreadKind::Limit, "it has more pages than are looked through"));
        }
        if draft.is_limited() {
            break;
        }
        count += 1;
        pictures += usize::from(pages.read(id, draft));
        catalogue::annotations(document, id, draft);
    }
    if count == 0 && !draft.is_limited() {
        draft.unread(damaged("it has no pages"));
    }
    if pictures > 0 {
        draft.unread(Unread::new(UnreadKind::Unsupported, "pages are pictures of text"));
    }
    catalogue::forms(document, draft);
    catalogue::objects(document, draft);
}

/// The information dictionary (14.3.3) and the metadata (14.3.2).
fn information(document: &Document, draft: &mut Draft<'_>) {
    let info = document.trailer.get(b"Info").ok().and_then(|info| dictionary(document, info));
    for (name, value) in info.into_iter().flat_map(Dictionary::iter) {
        let Some(value) = string(document, value) else { continue };
        let name = String::from_utf8_lossy(name);
        match name.as_ref() {
            "Creator" | "Producer" | "CreationDate" | "ModDate" | "Trapped" => {}
            name => properties::named(name, &value, draft),
        }
    }
    let metadata = document.catalog().ok().and_then(|root| stream(document, root.get(b"Metadata").ok()?));
    if let Some(octets) = metadata.and_then(|metadata| expanded(metadata, draft)) {
        properties::read_xmp(&octets, draft);
    }
}

/// What `object` is or leads to.
fn direct<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    match direct(document, object)? {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn stream<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Stream> {
    direct(document, object)?.as_stream().ok()
}

/// A text string (7.9.2.2), or a name, which fields have for values.
fn string(document: &Document, object: &Object) -> Option<String> {
    match direct(document, object)? {
        Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
        string => lopdf::decode_text_string(string).ok(),
    }
}

/// A stream without its filters, paid for.
fn expanded(stream: &Stream, draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    if draft.is_limited() {
        return None;
    }
    if stream.filters().is_err() {
        return pay(&stream.content, draft);
    }
    match stream.decompressed_content_with_limit(STREAM) {
        Ok(octets) => pay(&octets, draft),
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            draft.unread(Unread::new(UnreadKind::Limit, "it expands too far to be looked through"));
            None
        }
        Err(_) => {
            draft.unread(damaged("a part is damaged"));
            None
        }
    }
}

/// Takes octets that were expanded out of the budget.
fn pay(octets: &[u8], draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    let packed = u64::try_from(octets.len()).unwrap_or(u64::MAX);
    let paid = draft.budget.expand(octets, packed);
    draft.check(paid)
}
