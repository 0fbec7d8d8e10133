//! Text, and which sort of text, by its shape.

use std::borrow::Cow;

use super::promise::ending;
use crate::files::{Job, Kind};
use crate::parse;

/// Whether `octets` are text in some charset: no NULs and hardly any control characters, or UTF-16 that decodes.
pub(in crate::files) fn is_text(octets: &[u8]) -> bool {
    if let Some(charset) = wide(octets) {
        let text = parse::decoded(octets, Some(charset));
        let controls = text.bytes().filter(|octet| is_control(*octet) || *octet == 0).count();
        return !text.contains('\u{fffd}') && controls <= text.len() / 32;
    }
    if memchr::memchr(0, octets).is_some() {
        return false;
    }
    let controls = octets.iter().filter(|octet| is_control(**octet)).count();
    // A form feed here, an end-of-file mark there; packed data has one in ten.
    let tolerated = if std::str::from_utf8(octets).is_ok() { octets.len() / 32 } else { octets.len() / 256 };
    controls <= tolerated
}

/// Control characters that no text needs.
fn is_control(octet: u8) -> bool {
    matches!(octet, 0x01..=0x06 | 0x0e..=0x19 | 0x1c..=0x1f | 0x7f)
}

/// The charset of text that has two octets a letter: by its byte order mark, or by most letters being a NUL and a Latin
/// letter.
pub(in crate::files) fn wide(octets: &[u8]) -> Option<&'static str> {
    match octets {
        [0xff, 0xfe, ..] => return Some("utf-16le"),
        [0xfe, 0xff, ..] => return Some("utf-16be"),
        _ => {}
    }
    let head = octets.get(..4096).unwrap_or(octets);
    let pairs = head.as_chunks::<2>().0;
    if octets.len() < 8 || !octets.len().is_multiple_of(2) || memchr::memchr(0, head).is_none() {
        return None;
    }
    let is_letter = |octet: u8| matches!(octet, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0xa0..);
    let latin = |test: fn(&[u8; 2]) -> (u8, u8)| {
        pairs.iter().map(test).filter(|(high, low)| *high == 0 && is_letter(*low)).count() * 2 > pairs.len()
    };
    if latin(|[low, high]| (*high, *low)) {
        Some("utf-16le")
    } else {
        latin(|[high, low]| (*high, *low)).then_some("utf-16be")
    }
}

/// Which sort of text `job` is.
pub(super) fn kind(job: &Job<'_>) -> Kind {
    let head = head(job.octets);
    let text = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lower = text.get(..text.floor_char_boundary(1024)).unwrap_or_default().to_ascii_lowercase();
    let ending = ending(job.name);
    if lower.starts_with("begin:vcalendar") {
        return Kind::Calendar;
    }
    if lower.starts_with("begin:vcard") {
        return Kind::Vcard;
    }
    if is_script(&ending) {
        return Kind::Program;
    }
    if is_html(&lower) {
        return Kind::Html;
    }
    let fields = header_fields(text);
    let named_so = job.media_type == "message/rfc822" || matches!(ending.as_str(), "eml" | "mht" | "mhtml");
    if fields >= 3 || named_so && fields > 0 {
        return Kind::Message;
    }
    match (job.media_type, ending.as_str()) {
        (_, "html" | "htm" | "xhtml" | "svg") | ("text/html" | "application/xhtml+xml" | "image/svg+xml", _) => {
            Kind::Html
        }
        (_, "csv" | "tsv") | ("text/csv" | "text/tab-separated-values", _) => Kind::Csv,
        _ if is_table(text) => Kind::Csv,
        _ => Kind::Text,
    }
}

/// The first 4 KiB, decoded.
fn head(octets: &[u8]) -> Cow<'_, str> {
    let head = octets.get(..4096).unwrap_or(octets);
    match wide(octets) {
        Some(charset) => Cow::Owned(parse::decoded(head, Some(charset))),
        None => String::from_utf8_lossy(head),
    }
}

/// Text that runs when it is opened; nothing but its name tells.
fn is_script(ending: &str) -> bool {
    matches!(
        ending,
        "bat"
            | "cmd"
            | "hta"
            | "js"
            | "jse"
            | "mjs"
            | "ps1"
            | "psm1"
            | "reg"
            | "scf"
            | "scr"
            | "sct"
            | "sh"
            | "url"
            | "vb"
            | "vbe"
            | "vbs"
            | "wsc"
            | "wsf"
            | "wsh"
    )
}

fn is_html(lower: &str) -> bool {
    let starts = |tags: &[&str]| {
        tags.iter()
            .any(|tag| lower.strip_prefix(tag).is_some_and(|rest| rest.starts_with([' ', '>', '\t', '\r', '\n', '/'])))
    };
    let is_xml = lower.starts_with("<?xml") || lower.starts_with("<!--");
    starts(&[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<svg",
        "<table",
        "<div",
        "<meta",
        "<style",
        "<script",
        "<title",
    ]) || is_xml && (lower.contains("<html") || lower.contains("<svg") || lower.contains("<!doctype html"))
}

/// How many of the fields every message has stand at the beginning, if nothing but fields does.
fn header_fields(text: &str) -> usize {
    const KNOWN: &[&str] = &[
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "received",
        "return-path",
        "delivered-to",
        "x-mailer",
        "reply-to",
        "dkim-signature",
    ];
    let mut known = 0;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            break;
        }
        // The first line of an mbox file, and the further lines of a folded field.
        if line.starts_with([' ', '\t']) && index > 0 || index == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            break;
        }
        known += usize::from(KNOWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    known
}

/// Whether the first lines have the same number of separators, two at least.
fn is_table(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(5).collect();
    let count = |line: &str, separator: char| line.matches(separator).count();
    lines.len() >= 3
        && ['\t', ';', ','].iter().any(|separator| {
            let first = lines.first().map_or(0, |line| count(line, *separator));
            first >= 2 && lines.iter().all(|line| count(line, *separator) == first)
        })
}
