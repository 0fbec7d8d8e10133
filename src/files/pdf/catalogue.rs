//! What a PDF holds besides its pages: comments, forms, files, scripts, bookmarks (ISO 32000-1, 12 and 7.11.4).

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::Feature;
use super::super::draft::Draft;
use super::super::xml;
use super::{DEPTH, dictionary, direct, expanded, stream, string};

/// Objects looked at within one object.
const NESTED: usize = 50;

/// The comments and links of a page.
pub(super) fn annotations(document: &Document, page: ObjectId, draft: &mut Draft<'_>) {
    for annotation in document.get_page_annotations(page).unwrap_or_default() {
        let said = |name: &[u8]| annotation.get(name).ok().and_then(|value| string(document, value));
        let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        let hidden = annotation.get(b"F").and_then(Object::as_i64).is_ok_and(|flags| flags & 0b10 != 0);
        match kind {
            b"Link" => {
                let action = annotation.get(b"A").ok().and_then(|action| dictionary(document, action));
                let place = action.and_then(|action| string(document, action.get(b"URI").ok()?));
                draft.line(false, &place.unwrap_or_default());
            }
            // Fields of forms are read with the form; the window of a comment has its text from the comment.
            b"Widget" | b"Popup" => {}
            _ => {
                let Some(text) = said(b"Contents").filter(|text| !text.trim().is_empty()) else { continue };
                if kind != b"FreeText" {
                    draft.mark(Feature::Comments);
                }
                draft.line(hidden || kind != b"FreeText", &text);
                draft.property("author", &said(b"T").unwrap_or_default());
            }
        }
    }
}

/// The values of the fields of a form (12.7), and the data of an XFA form.
pub(super) fn forms(document: &Document, draft: &mut Draft<'_>) {
    let form = document.catalog().ok().and_then(|root| dictionary(document, root.get(b"AcroForm").ok()?));
    let Some(form) = form else { return };
    let mut seen = HashSet::new();
    let fields = form.get(b"Fields").ok().and_then(|fields| direct(document, fields)?.as_array().ok());
    for field in fields.into_iter().flatten() {
        value(document, field, 0, &mut seen, draft);
    }
    let xfa = form.get(b"XFA").ok().and_then(|xfa| direct(document, xfa));
    let parts = xfa.and_then(|xfa| xfa.as_array().ok()).map(Vec::as_slice).unwrap_or_default();
    for part in parts.windows(2) {
        let [name, data] = part else { continue };
        if string(document, name).is_none_or(|name| name != "datasets") {
            continue;
        }
        let Some(octets) = stream(document, data).and_then(|data| expanded(data, draft)) else { continue };
        let (text, walked) = xml::text(&octets);
        text.lines().for_each(|line| draft.line(true, line));
        draft.check(walked);
    }
}

fn value(document: &Document, field: &Object, depth: usize, seen: &mut HashSet<ObjectId>, draft: &mut Draft<'_>) {
    if depth > DEPTH || field.as_reference().is_ok_and(|id| !seen.insert(id)) {
        return;
    }
    let Some(field) = dictionary(document, field) else { return };
    let hidden = field.get(b"F").and_then(Object::as_i64).is_ok_and(|flags| flags & 0b10 != 0);
    let said = field.get(b"V").ok().and_then(|value| string(document, value)).unwrap_or_default();
    // The state of a box that can be ticked is no word.
    if !matches!(said.as_str(), "Off" | "Yes" | "On") {
        draft.line(hidden, &said);
    }
    let kids = field.get(b"Kids").ok().and_then(|kids| direct(document, kids)?.as_array().ok());
    for kid in kids.into_iter().flatten() {
        value(document, kid, depth + 1, seen, draft);
    }
}

/// Goes through all objects, whatever leads to them, for files, scripts and bookmarks.
pub(super) fn objects(document: &Document, draft: &mut Draft<'_>) {
    // Two file specifications may hold one file.
    let mut files = HashSet::new();
    for object in document.objects.values() {
        visit(document, object, 0, &mut files, draft);
    }
    visit(document, &Object::Dictionary(document.trailer.clone()), 0, &mut files, draft);
}

fn visit(document: &Document, object: &Object, depth: usize, files: &mut HashSet<ObjectId>, draft: &mut Draft<'_>) {
    if depth > NESTED {
        return;
    }
    match object {
        Object::Array(all) => all.iter().for_each(|one| visit(document, one, depth + 1, files, draft)),
        Object::Dictionary(dictionary) => {
            special(document, dictionary, files, draft);
            dictionary.iter().for_each(|(_, one)| visit(document, one, depth + 1, files, draft));
        }
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, one)| visit(document, one, depth + 1, files, draft)),
        _ => {}
    }
}

fn special(document: &Document, found: &Dictionary, files: &mut HashSet<ObjectId>, draft: &mut Draft<'_>) {
    match found.get(b"S").and_then(Object::as_name) {
        Ok(b"JavaScript" | b"Launch") => draft.mark(Feature::Macros),
        Ok(b"SubmitForm" | b"ImportData" | b"GoToR") => draft.mark(Feature::ExternalLinks),
        _ => {}
    }
    if found.has(b"EF") {
        file(document, found, files, draft);
    }
    // A bookmark (12.3.3).
    if found.has(b"Title") && found.has(b"Parent") && !found.has(b"Type") {
        let title = found.get(b"Title").ok().and_then(|title| string(document, title));
        draft.line(false, &title.unwrap_or_default());
    }
}

/// An attached file (7.11.4).
fn file(document: &Document, found: &Dictionary, files: &mut HashSet<ObjectId>, draft: &mut Draft<'_>) {
    draft.mark(Feature::EmbeddedFiles);
    let name = [b"UF".as_slice(), b"F"].into_iter().find_map(|key| string(document, found.get(key).ok()?));
    let embedded = found.get(b"EF").ok().and_then(|embedded| dictionary(document, embedded));
    let place = embedded.and_then(|embedded| embedded.get(b"UF").or_else(|_| embedded.get(b"F")).ok());
    let Some(place) = place else { return };
    if place.as_reference().is_ok_and(|id| !files.insert(id)) {
        return;
    }
    let Some(octets) = stream(document, place).and_then(|data| expanded(data, draft)) else { return };
    draft.within(&name.unwrap_or_default(), "application/octet-stream", &octets);
}
