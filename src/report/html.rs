//! A document as one HTML file: readable on a screen, printable, without scripts, pictures or anything asked of a network.

use std::fmt::Write as _;

use askama::Template;

use super::chart::Drawing;
use super::{Block, CalloutKind, CheckState, CountdownState, Document, Span, texts};
use crate::base::Say;

/// What the file looks like.
const STYLE: &str = include_str!("templates/report.css");

/// Octets at the start of a file within which [`is_report`] finds what it looks for.
pub const START: u64 = 1024;

/// What every report has at its start, and hardly anything else.
const SIGN: &str =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">";

/// Whether a file that starts so is one that [`render`] has made.
pub fn is_report(start: &[u8]) -> bool {
    start.starts_with(b"<!DOCTYPE html>") && start.windows(SIGN.len()).any(|octets| octets == SIGN.as_bytes())
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    document: &'a Document,
    say: Say,
    style: &'static str,
    /// What the printed pages have at their feet.
    foot: String,
}

/// A template that cannot be filled.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written as HTML: {0}")]
pub struct HtmlError(#[from] askama::Error);

/// `document` as HTML.
pub fn render(document: &Document) -> Result<String, HtmlError> {
    let document = document.tidy();
    let say = texts::say(document.language);
    let foot = foot(&document, say);
    Ok(Page { document: &document, say, style: STYLE, foot }.render()?)
}

/// The rules for what stands below each printed page.
fn foot(document: &Document, say: Say) -> String {
    let number = say.all("page", &[("number", "\u{1}".to_owned()), ("all", "\u{2}".to_owned())]);
    let counted: String = number
        .split_inclusive(['\u{1}', '\u{2}'])
        .map(|piece| match piece.chars().last() {
            Some('\u{1}') => format!("{} counter(page) ", quoted(piece.trim_end_matches('\u{1}'))),
            Some('\u{2}') => format!("{} counter(pages) ", quoted(piece.trim_end_matches('\u{2}'))),
            _ => format!("{} ", quoted(piece)),
        })
        .collect();
    let left = [&document.reference, &document.classification, &document.footer];
    let left: Vec<&str> = left.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    format!(
        "@page {{ @bottom-left {{ content: {}; }} @bottom-right {{ content: {}; }} }}",
        quoted(&left.join(" · ")),
        counted.trim()
    )
}

/// Text as a string of CSS that ends neither the string nor the element it stands in.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out + "\""
}

impl CheckState {
    fn class(self) -> &'static str {
        match self {
            CheckState::Open => "open",
            CheckState::Done => "done",
            CheckState::Skipped => "skipped",
            CheckState::Overdue => "overdue",
        }
    }

    /// The box on paper.
    pub(super) fn mark(self) -> &'static str {
        match self {
            CheckState::Open | CheckState::Overdue => "☐",
            CheckState::Done => "☑",
            CheckState::Skipped => "⊘",
        }
    }

    /// Whether the box says it without words.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, CheckState::Open | CheckState::Done)
    }
}

impl CalloutKind {
    fn class(self) -> &'static str {
        match self {
            CalloutKind::Notice => "notice",
            CalloutKind::Warning => "warning",
            CalloutKind::Overdue => "overdue",
        }
    }
}

impl CountdownState {
    fn class(self) -> &'static str {
        match self {
            CountdownState::Running => "running",
            CountdownState::Soon => "soon",
            CountdownState::Overdue => "overdue",
            CountdownState::Met => "met",
            CountdownState::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foot_ends_neither_its_string_nor_its_element() {
        assert_eq!(quoted("a\"; } </style>"), r#""a\22 \3b  \7d  \3c \2f style\3e ""#);
        assert_eq!(quoted("Größe 3"), "\"Größe 3\"");
    }
}
