//! Header fields as they stand: every instance, in order, and what is odd about them (RFC 5322 §2.2, §3.6).

use std::borrow::Cow;

use super::AnomalyKind::{Header, Limit};
use super::anomaly::Anomalies;
use crate::message::fields;

/// More fields than any mail program or chain of relays writes.
const MOST_FIELDS: usize = 1_000;
/// The longest header that is read, in octets.
const MOST_OCTETS: usize = 1 << 20;

/// Fields that may stand once (RFC 5322 §3.6, RFC 2045 §3).
const ONCE: &[&str] = &[
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
];

/// One field.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// The name in lower case.
    pub(super) name: String,
    /// What stands behind the colon, folded lines included.
    raw: &'a [u8],
    /// Where `raw` starts in the message or part.
    start: usize,
}

impl<'a> Field<'a> {
    /// The value on one line (RFC 5322 §2.2.3); octets that are no UTF-8 are read as Windows-1252, as old programs
    /// wrote them.
    pub(super) fn text(&self) -> Cow<'a, str> {
        let text = match std::str::from_utf8(self.raw) {
            Ok(text) => Cow::Borrowed(text.trim()),
            Err(_) => Cow::Owned(super::charset::windows_1252(self.raw).trim().to_owned()),
        };
        if text.contains(['\r', '\n']) { Cow::Owned(text.replace(['\r', '\n'], "")) } else { text }
    }
}

/// The header of a message or a part.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    fields: Vec<Field<'a>>,
    /// Whether the last line was no field, so that a folded line belongs to it and not to the field above.
    broken: bool,
}

impl<'a> Fields<'a> {
    /// All fields called `name` (lower case), in order.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Field<'a>> {
        self.fields.iter().filter(move |f| f.name == name)
    }

    /// The names of all fields in lower case, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|f| f.name.as_str())
    }

    /// The value of the first field called `name`; what most programs take.
    pub(super) fn first(&self, name: &str) -> Option<Cow<'a, str>> {
        self.fields.iter().find(|f| f.name == name).map(Field::text)
    }

    /// Reads the header at the start of `bytes`; gives it and the body behind the empty line.
    pub(super) fn read(bytes: &'a [u8], anomalies: &mut Anomalies) -> (Fields<'a>, &'a [u8]) {
        let mut fields = Fields::default();
        let mut at = 0;
        while at < bytes.len() {
            let end = line_end(bytes, at);
            let line = bytes.get(at..end).unwrap_or_default();
            if content(line).is_empty() {
                let body = bytes.get(end..).unwrap_or_default();
                if at == 0 && looks_like_field(body) {
                    anomalies.note(Header, "an empty line stands above the header");
                }
                fields.judge(anomalies);
                return (fields, body);
            }
            if fields.fields.len() >= MOST_FIELDS || end > MOST_OCTETS {
                anomalies.note(Limit, "the header is too long; not all of it was read");
                fields.judge(anomalies);
                return (fields, body_behind(bytes, end));
            }
            fields.add_line(bytes, at, end, anomalies);
            at = end;
        }
        fields.judge(anomalies);
        (fields, &[])
    }

    fn add_line(&mut self, bytes: &'a [u8], at: usize, end: usize, anomalies: &mut Anomalies) {
        let line = bytes.get(at..end).unwrap_or_default();
        let text = content(line);
        if text.contains(&0) || text.contains(&b'\r') {
            anomalies.note(Header, "a header line has a control character");
        }
        if matches!(text, [b' ' | b'\t', ..]) {
            if text.trim_ascii().is_empty() {
                anomalies.note(Header, "the header has a line of blanks, which some programs take for its end");
            }
            match self.fields.last_mut() {
                _ if self.broken => return,
                Some(field) => {
                    field.raw = bytes.get(field.start..end).unwrap_or_default();
                    return;
                }
                None => anomalies.note(Header, "the first header line begins with a blank"),
            }
        }
        let Some(colon) = text.iter().position(|b| *b == b':') else {
            // The separator line of mbox files, which sendmail-like programs pass through.
            if !(at == 0 && (text.starts_with(b"From ") || text.starts_with(b">From "))) {
                anomalies.note(Header, "the header has a line that is no field");
                self.broken = true;
            }
            return;
        };
        let (name, raw) = (text.get(..colon).unwrap_or_default(), line.get(colon + 1..).unwrap_or_default());
        // A byte order mark is part of no name, though it stands before the first.
        let named = if at == 0 { name.strip_prefix(fields::BOM).unwrap_or(name) } else { name };
        let clean = named.trim_ascii();
        // `From anna@firm.example Sat Nov 21 01:00:00`, again from mbox files.
        if at == 0 && (name.starts_with(b"From ") || name.starts_with(b">From ")) && clean.len() > 5 {
            return;
        }
        if clean.len() != name.len() || clean.iter().any(|b| !(33..=126).contains(b)) || clean.is_empty() {
            anomalies.note(Header, "a field name is not written as RFC 5322 has it, such as with a blank");
        }
        // `Content-Type(meow): …` is none to some programs and one with a comment to others.
        let bare = clean.split(|b| *b == b'(').next().unwrap_or(clean).trim_ascii();
        if bare.len() != clean.len() {
            anomalies.note(Header, "a field name has a comment in it");
        }
        let clean = bare;
        self.broken = false;
        self.fields.push(Field { name: String::from_utf8_lossy(clean).to_lowercase(), raw, start: at + colon + 1 });
    }

    /// What is odd about the fields together.
    fn judge(&self, anomalies: &mut Anomalies) {
        for name in ONCE {
            if self.all(name).nth(1).is_some() {
                anomalies.note(Header, &format!("the field `{name}` stands several times"));
            }
        }
    }
}

/// Whether a text begins with a field that says who gets the message, which lenient programs would obey.
fn looks_like_field(body: &[u8]) -> bool {
    let line = content(body.get(..line_end(body, 0)).unwrap_or_default()).to_ascii_lowercase();
    [&b"to:"[..], b"cc:", b"bcc:", b"from:", b"subject:"].iter().any(|name| line.starts_with(name))
}

/// The offset behind the line that begins at `at`.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i + 1)
}

/// A line without its line end.
pub(super) fn content(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What follows the first empty line at or behind `at`.
fn body_behind(bytes: &[u8], mut at: usize) -> &[u8] {
    while at < bytes.len() {
        let end = line_end(bytes, at);
        if content(bytes.get(at..end).unwrap_or_default()).is_empty() {
            return bytes.get(end..).unwrap_or_default();
        }
        at = end;
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let mut anomalies = Anomalies::default();
        let (fields, _) = Fields::read(text.as_bytes(), &mut anomalies);
        let pairs = fields.fields.iter().map(|f| (f.name.clone(), f.text().into_owned())).collect();
        (pairs, anomalies.into_vec().into_iter().map(|a| a.what).collect())
    }

    #[test]
    fn folded_lines_are_one_value() {
        let (fields, odd) = read("Subject: a\r\n b\r\n\tc\r\nTo: x\r\n\r\nTo: y\r\n");
        assert_eq!(fields, [("subject".into(), "a b\tc".into()), ("to".into(), "x".into())]);
        assert!(odd.is_empty(), "{odd:?}");
    }

    #[test]
    fn fields_programs_read_differently_are_read_and_told() {
        for (text, name) in [
            ("From: a\r\nFrom: b\r\n\r\n", "from"),
            ("From : a\r\n\r\n", "from"),
            (" From: a\r\nTo: b\r\n\r\n", "from"),
            ("To: a\r\n  \r\nCc: b\r\n\r\n", "cc"),
            ("To: a\r\nnothing\r\nCc: b\r\n\r\n", "cc"),
            ("To: a\r\nCc\r\n : b\r\nBcc: c\r\n\r\n", "bcc"),
            ("To: a\rCc: b\r\n\r\n", "to"),
            ("To(x): a\r\n\r\n", "to"),
            ("\u{feff}To: a\r\n\r\n", "to"),
        ] {
            let (fields, odd) = read(text);
            assert!(fields.iter().any(|f| f.0 == name), "{text:?} {fields:?}");
            assert!(!odd.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_line_that_is_no_field_takes_its_folded_lines_with_it() {
        let (fields, odd) = read("To: a\r\nnothing\r\n folded\r\nCc: b\r\n c\r\n\r\n");
        assert_eq!(fields, [("to".into(), "a".into()), ("cc".into(), "b c".into())]);
        assert_eq!(odd, ["the header has a line that is no field"]);
    }

    #[test]
    fn the_separator_of_mbox_files_is_no_anomaly() {
        let (fields, odd) = read("From anna@firm.example Sat Nov 21 01:00:00 2026\nTo: b\n\n");
        assert_eq!(fields.len(), 1);
        assert!(odd.is_empty(), "{odd:?}");
    }
}
