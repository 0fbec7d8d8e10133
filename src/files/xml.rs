//! The XML of office files, one step at a time (XML 1.0). Names are local ones, without their prefix: which prefix stands
//! for a namespace is the writer's choice. Entities of a file's own are never expanded.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, events::BytesRef};

use super::draft::damaged;
use super::{Unread, UnreadKind};
use crate::parse;

/// Elements within elements; what real programs write stays below a hundred.
const DEPTH: usize = 500;

/// One step through a document.
pub(super) enum Step<'a> {
    /// An element begins. An empty one ends in the next step.
    Open(&'a str, Element<'a>),
    /// The element of this name ends.
    Close(&'a str),
    /// Text; what stands between two elements may come in several pieces.
    Text(&'a str),
}

/// The attributes of an element.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// The attribute of this name without its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.find(|full| full.rsplit(':').next() == Some(name))
    }

    /// The attribute of this name with a prefix, as in `r:id`, where another has the same name without one.
    pub(super) fn prefixed(&self, name: &str) -> Option<String> {
        self.find(|full| full.split_once(':').is_some_and(|(_, local)| local == name))
    }

    /// Whether the attribute has one of `values`.
    pub(super) fn is(&self, name: &str, values: &[&str]) -> bool {
        self.get(name).is_some_and(|value| values.contains(&value.as_str()))
    }

    /// Whether a setting is on: there without a value, or with one that does not say no.
    pub(super) fn is_on(&self) -> bool {
        self.get("val").is_none_or(|value| is_true(&value))
    }

    /// The attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    fn find(&self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute = attributes.with_checks(false).flatten().find(|attribute| is_it(attribute.key.as_ref()))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned()))
    }
}

/// Whether a truth value of OOXML (ST_OnOff) says yes.
pub(super) fn is_true(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// Goes through a document; `visit` sees every step up to the first fault.
///
/// # Errors
///
/// It is no XML, ends too early, has entities of its own, or elements too deep within each other.
pub(super) fn walk(octets: &[u8], mut visit: impl FnMut(Step<'_>)) -> Result<(), Unread> {
    let source = parse::decoded(octets, declared(octets).as_deref());
    let mut reader = Reader::from_str(&source);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut own_entities) = (0_usize, false);
    loop {
        match reader.read_event().map_err(|_| damaged("its XML is broken"))? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Unread::new(UnreadKind::Limit, "its parts lie too deep within each other"));
                }
                visit(Step::Open(start.local_name().as_ref(), Element(&start)));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(end.local_name().as_ref()));
            }
            Event::Text(text) => visit(Step::Text(&text.into_inner())),
            Event::CData(text) => visit(Step::Text(&text.into_inner())),
            Event::GeneralRef(name) => match character(&name) {
                Some(c) => visit(Step::Text(c.encode_utf8(&mut [0; 4]))),
                None => own_entities = true,
            },
            Event::Eof if depth > 0 => return Err(damaged("its XML ends too early")),
            Event::Eof if own_entities => return Err(damaged("it has entities of its own")),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The character that a reference stands for; `None` for an entity of the document's own.
fn character(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    match name.xml10_content().as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

/// The encoding that the document declares for itself, UTF-8 where it does not.
fn declared(octets: &[u8]) -> Option<String> {
    let head = match octets {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some("utf-16".to_owned()),
        [b'<', 0, ..] => return Some("utf-16le".to_owned()),
        [0, b'<', ..] => return Some("utf-16be".to_owned()),
        _ => octets.get(..octets.len().min(200)).unwrap_or_default(),
    };
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    value.split(['"', '\'']).nth(1).map(str::to_owned)
}

/// The name of the outermost element.
pub(super) fn root(octets: &[u8]) -> Option<String> {
    // It mostly stands at the very beginning; before it there may be comments of any length.
    let head = octets.get(..octets.len().min(4_096)).unwrap_or_default();
    first(head).or_else(|| first(octets))
}

fn first(octets: &[u8]) -> Option<String> {
    let mut first = None;
    // Faults are told by whoever reads the part.
    let _ = walk(octets, |step| match step {
        Step::Open(name, _) if first.is_none() => first = Some(name.to_owned()),
        _ => {}
    });
    first
}

/// The text of an XML document, a line for each element that has some.
pub(super) fn text(octets: &[u8]) -> (String, Result<(), Unread>) {
    let mut out = String::new();
    let walked = walk(octets, |step| match step {
        Step::Text(text) => out.push_str(text.trim_matches(['\r', '\n', '\t'])),
        Step::Close(_) if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
        Step::Open(..) | Step::Close(_) => {}
    });
    (out, walked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(source: &[u8]) -> (String, Option<UnreadKind>) {
        let (text, walked) = text(source);
        (text, walked.err().map(|unread| unread.kind))
    }

    #[test]
    fn entities_and_character_references_are_text() {
        assert_eq!(said(b"<a>Keller &amp; S&#246;hne &lt;Bonn&gt;</a>"), ("Keller & Söhne <Bonn>\n".to_owned(), None));
        assert_eq!(said(b"<a><![CDATA[a < b]]></a>").0, "a < b\n");
    }

    #[test]
    fn entities_of_its_own_are_not_expanded_and_told() {
        let bomb = b"<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>before &y; behind</a>";
        assert_eq!(said(bomb), ("before  behind\n".to_owned(), Some(UnreadKind::Damaged)));
    }

    #[test]
    fn what_was_read_before_a_fault_is_kept() {
        assert_eq!(said(b"<a><b>kept</b><b>lost"), ("kept\nlost".to_owned(), Some(UnreadKind::Damaged)));
        assert_eq!(said(b"<a><b>kept</c></a>").1, Some(UnreadKind::Damaged));
        assert_eq!(said(&b"<a>".repeat(600)).1, Some(UnreadKind::Limit));
    }

    #[test]
    fn other_encodings_are_read() {
        let utf16: Vec<u8> = "\u{feff}<a>Straße</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(said(&utf16).0, "Straße\n");
        assert_eq!(said(b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>Stra\xdfe</a>").0, "Straße\n");
    }

    #[test]
    fn the_outermost_element_is_found_behind_a_long_comment() {
        let source = format!("<?xml version='1.0'?><!--{}--><w:document><w:p/></w:document>", "x".repeat(9_000));
        assert_eq!(root(source.as_bytes()).as_deref(), Some("document"));
        assert_eq!(root(b"no XML"), None);
    }

    #[test]
    fn attributes_go_by_their_local_name() {
        let mut seen = Vec::new();
        walk(b"<p:sldId id=\"256\" r:id=\"rId2\" show='0' t=\"a&amp;b\"/>", |step| {
            if let Step::Open(name, element) = step {
                seen = vec![Some(name.to_owned()), element.get("id"), element.prefixed("id"), element.get("t")];
                assert!(element.is("show", &["0", "false"]));
                assert_eq!(element.number("id"), Some(256));
            }
        })
        .unwrap();
        assert_eq!(seen, ["sldId", "256", "rId2", "a&b"].map(|s| Some(s.to_owned())));
    }
}
