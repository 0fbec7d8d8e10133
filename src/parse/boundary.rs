//! A multipart cut at its boundary (RFC 2046 §5.1.1).

use super::headers::{content, line_end};

/// A multipart's body cut at its boundary.
#[derive(Debug, Default)]
pub(super) struct Split<'b> {
    /// Pieces outside of all parts: before the first, behind the last, and between an end and what follows it.
    pub(super) loose: Vec<&'b [u8]>,
    pub(super) parts: Vec<&'b [u8]>,
    pub(super) closed: bool,
    pub(super) reopened: bool,
    /// Lines that begin like the boundary and go on.
    pub(super) near: Vec<String>,
}

impl<'b> Split<'b> {
    /// Cuts `body`; no more than `most` parts and one.
    pub(super) fn at(body: &'b [u8], boundary: &str, most: usize) -> Split<'b> {
        let mut split = Split::default();
        let (mut at, mut start, mut in_part) = (0, 0, false);
        while at < body.len() && split.parts.len() <= most {
            let end = line_end(body, at);
            let line = content(body.get(at..end).unwrap_or_default());
            if let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary.as_bytes())) {
                let is_close = rest.starts_with(b"--");
                if is_close || rest.trim_ascii().is_empty() {
                    split.cut(content(body.get(start..at).unwrap_or_default()), in_part);
                    split.reopened |= split.closed;
                    split.closed |= is_close;
                    (start, in_part) = (end, !is_close);
                } else if split.near.len() < most {
                    split.near.push(String::from_utf8_lossy(line.get(2..).unwrap_or_default()).trim_end().to_owned());
                }
            }
            at = end;
        }
        split.cut(body.get(start..).unwrap_or_default(), in_part);
        split
    }

    fn cut(&mut self, piece: &'b [u8], in_part: bool) {
        if in_part {
            self.parts.push(piece);
        } else if !piece.trim_ascii().is_empty() {
            self.loose.push(piece);
        }
    }
}
