//! Files that are text: read in this process, like the message's own words.

use super::budget::Budget;
use super::contents::{Contents, Unread, UnreadKind};
use super::sniff::shape;
use super::{Job, Kind};
use crate::parse;

/// Reads text and HTML. Where the declared charset and the octets themselves give two readings, both are kept: a file
/// that is saved and opened has lost what was declared.
pub(super) fn read(job: &Job<'_>, kind: Kind, budget: &mut Budget) -> Contents {
    let mut contents = Contents { kind, ..Contents::default() };
    if !shape::is_text(job.octets) && !is_declared_wide(job) {
        contents.unread.push(Unread::new(UnreadKind::Damaged, "it is called text and is none"));
    }
    let decoded = parse::decoded(job.octets, shape::wide(job.octets).or(job.charset));
    let decoded = decoded.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(decoded);
    let shown = if kind == Kind::Html { parse::html_text(&decoded) } else { decoded.clone() };
    contents.unread.extend(budget.keep(&mut contents.text, &shown).err());
    let plain = (job.charset.is_some() && !job.octets.is_ascii() || is_declared_wide(job))
        .then(|| std::str::from_utf8(job.octets).ok())
        .flatten()
        .filter(|plain| !plain.contains('\0') && *plain != decoded);
    // A program for text shows the source of what merely looks like a page.
    let is_page = kind == Kind::Html
        && (job.media_type.contains("html") || job.media_type.contains("svg") || is_named_page(job.name));
    let source = (kind == Kind::Html && !is_page).then_some(decoded.as_str());
    for other in plain.into_iter().chain(source) {
        contents.unread.extend(budget.keep(&mut contents.hidden, other).err());
    }
    contents
}

fn is_named_page(name: &str) -> bool {
    let name = name.trim_end().to_ascii_lowercase();
    [".html", ".htm", ".xhtml", ".svg"].iter().any(|ending| name.ends_with(ending))
}

/// Charsets of two or four octets a letter hold NULs; UTF-7 and its like hold ASCII that means something else.
fn is_declared_wide(job: &Job<'_>) -> bool {
    let charset = job.charset.unwrap_or_default().trim().to_ascii_lowercase();
    charset.starts_with("utf-16")
        || charset.starts_with("utf-32")
        || charset.starts_with("ucs-")
        || charset.contains("utf-7")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Limits;

    fn contents(kind: Kind, name: &str, charset: Option<&str>, octets: &[u8]) -> Contents {
        let job = Job { name, media_type: "", charset, octets };
        read(&job, kind, &mut Budget::new(&Limits { text: 100, ..Limits::default() }))
    }

    #[test]
    fn texts_are_read_by_their_charset_or_by_what_they_are() {
        assert_eq!(contents(Kind::Text, "", Some("iso-8859-15"), b"Geh\xe4lter 5 \xa4").text, "Gehälter 5 €");
        let wide: Vec<u8> = "Gehälter der Belegschaft".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(contents(Kind::Text, "", None, &wide).text, "Gehälter der Belegschaft");
        assert_eq!(contents(Kind::Text, "", None, b"Geh\xe4lter").text, "Gehälter");
    }

    #[test]
    fn a_declared_charset_that_hides_the_text_is_read_both_ways() {
        assert!(contents(Kind::Text, "", Some("utf-16le"), b"the salaries of all").hidden.contains("salaries"));
        assert!(contents(Kind::Text, "", Some("utf-7"), b"+AHMAZQ- salaries").hidden.contains("salaries"));
    }

    #[test]
    fn the_source_of_what_only_looks_like_a_page_is_kept() {
        let page = b"<html><!-- the salaries --><p>Hello";
        assert!(contents(Kind::Html, "notes.txt", None, page).hidden.contains("salaries"));
        assert_eq!(contents(Kind::Html, "notes.html", None, b"<p>He<b>ll</b>o").text, "Hello");
    }

    #[test]
    fn what_is_no_text_and_what_is_too_long_is_told() {
        let contents_of = |octets: &[u8]| contents(Kind::Text, "", None, octets).unread.remove(0).kind;
        assert_eq!(contents_of(b"\0\x01\x02\x03\x04\x05 called text"), UnreadKind::Damaged);
        assert_eq!(contents_of(&b"long ".repeat(100)), UnreadKind::Limit);
    }
}
