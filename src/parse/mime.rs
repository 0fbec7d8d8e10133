//! The tree of parts (RFC 2045, RFC 2046), walked by our own reader: linear in the message, bounded in depth and number
//! of parts whatever comes, and telling what two programs would see differently. mail-parser 0.11 can be killed by deep
//! nesting, so only its decoders are used.

use std::borrow::Cow;
use std::collections::HashSet;

use super::AnomalyKind::{Encoding, Limit, Mime, Opaque};
use super::anomaly::Anomalies;
use super::charset;
use super::content_type::Typed;
use super::headers::{Fields, content, line_end};

/// Parts within parts within parts; real mail has fewer than ten levels.
const DEEPEST: usize = 32;
/// All parts of one message.
const MOST_PARTS: usize = 1_000;

/// A part that holds no other parts, or an enclosed message, decoded.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// The media type, lower case.
    pub(super) media: String,
    /// The file name; empty if there is none.
    pub(super) name: String,
    /// Whether it stands as a file beside the text rather than as the text.
    pub(super) is_file: bool,
    /// The decoded text, HTML unread, where it is text and no file.
    pub(super) text: Option<String>,
    /// The decoded octets, where it is a file.
    pub(super) octets: Vec<u8>,
    /// The declared charset.
    pub(super) charset: Option<String>,
    /// Whether the text is `format=flowed` (RFC 3676), and whether with `delsp=yes`.
    pub(super) flowed: Option<bool>,
    /// Decoded size in octets.
    pub(super) size: usize,
    /// The enclosed message this part belongs to, as an index into the leaves.
    pub(super) inside: Option<usize>,
}

/// Where the walk is.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    inside: Option<usize>,
    in_digest: bool,
}

/// The leaves, in order, and text that stands outside of all parts.
#[derive(Debug)]
pub(super) struct Tree<'n> {
    pub(super) leaves: Vec<Leaf>,
    /// Before the first and behind the last boundary: some programs show it.
    pub(super) loose: String,
    anomalies: &'n mut Anomalies,
    parts: usize,
    boundaries: HashSet<String>,
    near_boundaries: Vec<String>,
}

impl<'n> Tree<'n> {
    /// Walks a message whose header has been read.
    pub(super) fn walk(fields: &Fields<'_>, body: &[u8], anomalies: &'n mut Anomalies) -> Tree<'n> {
        let mut tree = Tree {
            leaves: Vec::new(),
            loose: String::new(),
            anomalies,
            parts: 0,
            boundaries: HashSet::new(),
            near_boundaries: Vec::new(),
        };
        tree.entity(fields, body, Place::default());
        let is_known = |line: &String| tree.boundaries.contains(line.strip_suffix("--").unwrap_or(line));
        if !tree.near_boundaries.iter().all(is_known) {
            tree.anomalies.note(Mime, "a line begins like a boundary and goes on otherwise");
        }
        tree
    }

    fn entity(&mut self, fields: &Fields<'_>, body: &[u8], place: Place) {
        self.parts += 1;
        if self.parts > MOST_PARTS || place.depth > DEEPEST {
            return self
                .anomalies
                .note(Limit, "there are too many parts, or too many in each other; not all were read");
        }
        let typed = self.media_type(fields, place);
        let transfer = self.transfer_encoding(fields);
        match typed.value.split_once('/') {
            Some(("multipart", _)) => self.multipart(&typed, &transfer, fields, body, place),
            Some(("message", "rfc822" | "global" | "news")) => self.message(&typed, &transfer, fields, body, place),
            _ => self.leaf(&typed, &transfer, fields, body, place),
        }
    }

    fn media_type(&mut self, fields: &Fields<'_>, place: Place) -> Typed {
        let default = if place.in_digest { "message/rfc822" } else { "text/plain" };
        let text = fields.first("content-type").unwrap_or(Cow::Borrowed(default));
        let mut typed = Typed::read(&text);
        typed.odd.iter().for_each(|odd| self.anomalies.note(Mime, odd));
        // `Content-Type: text` is what programs wrote before RFC 2045, an empty value what broken ones write.
        if typed.value == "text" {
            typed.value = default.to_owned();
        } else if typed.value.split('/').filter(|half| !half.is_empty()).count() != 2 {
            self.anomalies.note(Mime, "a part has a type that is none");
            typed.value = "text/plain".to_owned();
        }
        typed
    }

    /// The transfer encoding in lower case; unknown ones are told and the octets taken as they are.
    fn transfer_encoding(&mut self, fields: &Fields<'_>) -> String {
        let value = fields.first("content-transfer-encoding").unwrap_or_default().trim().to_lowercase();
        match value.as_str() {
            "" | "7bit" | "8bit" | "binary" | "base64" | "quoted-printable" => {}
            "x-uuencode" | "x-uue" | "uuencode" => self.anomalies.note(Opaque, "a part is uuencoded"),
            _ => self.anomalies.note(Encoding, "a part has an unknown transfer encoding"),
        }
        value
    }

    fn multipart(&mut self, typed: &Typed, transfer: &str, fields: &Fields<'_>, body: &[u8], place: Place) {
        if is_coded(transfer) {
            self.anomalies.note(Mime, "a multipart is encoded as a whole");
        }
        if typed.value == "multipart/encrypted" {
            self.anomalies.note(Opaque, "the message is encrypted");
        }
        let boundary = typed.param("boundary").unwrap_or_default().trim_end();
        if boundary.is_empty() || boundary.contains("=?") {
            self.anomalies.note(Mime, "a multipart has no boundary, or an odd one");
        }
        if boundary.is_empty() {
            return self.as_text(fields, body, place);
        }
        self.boundaries.insert(boundary.to_owned());
        let split = Split::at(body, boundary);
        if split.parts.is_empty() {
            self.anomalies.note(Mime, "a multipart's boundary is nowhere to be found");
            return self.as_text(fields, body, place);
        }
        if !split.closed || split.reopened {
            self.anomalies.note(Mime, "a multipart has no end, or goes on behind its end");
        }
        self.near_boundaries.extend(split.near);
        for text in [split.before, split.behind] {
            self.loose.push_str(charset::text(text, None).value.trim());
            self.loose.push('\n');
        }
        let in_digest = typed.value == "multipart/digest";
        for part in split.parts {
            let (fields, body) = Fields::read(part, self.anomalies);
            self.entity(&fields, body, Place { depth: place.depth + 1, in_digest, ..place });
            if self.parts > MOST_PARTS {
                break;
            }
        }
    }

    /// An enclosed message: a file whose text is that of its parts.
    fn message(&mut self, typed: &Typed, transfer: &str, fields: &Fields<'_>, body: &[u8], place: Place) {
        if is_coded(transfer) {
            self.anomalies.note(Mime, "an enclosed message is encoded, which RFC 2046 forbids");
        }
        let bytes = self.octets(transfer, body);
        let (inner_fields, inner_body) = Fields::read(&bytes, self.anomalies);
        let subject = charset::words(&inner_fields.first("subject").unwrap_or_default()).into_owned();
        let name = Some(self.file_name(typed, fields).0).filter(|n| !n.is_empty()).unwrap_or_else(|| subject.clone());
        let inside = Some(self.leaves.len());
        self.leaves.push(Leaf {
            media: typed.value.clone(),
            name,
            is_file: true,
            text: Some(subject),
            size: bytes.len(),
            inside: place.inside,
            ..Leaf::default()
        });
        self.entity(&inner_fields, inner_body, Place { depth: place.depth + 1, inside, in_digest: false });
    }

    fn leaf(&mut self, typed: &Typed, transfer: &str, fields: &Fields<'_>, body: &[u8], place: Place) {
        let (name, is_attached) = self.file_name(typed, fields);
        if let Some(what) = opaque(typed, &name) {
            self.anomalies.note(Opaque, what);
        }
        let reads_as_text = typed.value.starts_with("text/") || typed.value.starts_with("message/");
        let octets = self.octets(transfer, body);
        let is_body = matches!(typed.value.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/x-amp-html");
        let is_file = is_attached || !name.is_empty() || !is_body;
        let charset = typed.param("charset").map(str::to_owned);
        if !reads_as_text || is_file {
            let size = octets.len();
            let (media, octets) = (typed.value.clone(), octets.into_owned());
            let inside = place.inside;
            return self.leaves.push(Leaf {
                media,
                name,
                is_file: true,
                octets,
                charset,
                size,
                inside,
                ..Leaf::default()
            });
        }
        let decoded = charset::text(&octets, charset.as_deref());
        self.look_for_embedded(&decoded.value);
        let flowed = typed.param("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
        if decoded.odd {
            self.anomalies.note(Encoding, "a text is not in the charset it names, or in one nobody here reads");
        }
        let delsp = typed.param("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        self.leaves.push(Leaf {
            media: typed.value.clone(),
            is_file,
            name,
            size: octets.len(),
            text: Some(decoded.value),
            flowed: flowed.then_some(delsp),
            inside: place.inside,
            ..Leaf::default()
        });
    }

    /// What is broken is read as the plain text some programs would show.
    fn as_text(&mut self, fields: &Fields<'_>, body: &[u8], place: Place) {
        self.leaf(&Typed::read("text/plain"), "", fields, body, place);
    }

    fn octets<'b>(&mut self, transfer: &str, body: &'b [u8]) -> Cow<'b, [u8]> {
        let decoded = match transfer {
            "base64" => charset::base64(body),
            "quoted-printable" => charset::quoted_printable(body),
            _ => return Cow::Borrowed(body),
        };
        if decoded.odd {
            self.anomalies.note(Encoding, "a part is not encoded as it says");
        }
        Cow::Owned(decoded.value)
    }

    /// The file name from either field, and whether the part is marked as an attachment.
    fn file_name(&mut self, typed: &Typed, fields: &Fields<'_>) -> (String, bool) {
        let disposition = Typed::read(&fields.first("content-disposition").unwrap_or_default());
        disposition.odd.iter().for_each(|odd| self.anomalies.note(Mime, odd));
        let decoded = |name: Option<&str>| charset::words(name.unwrap_or_default().trim()).into_owned();
        let (filename, name) = (decoded(disposition.param("filename")), decoded(typed.param("name")));
        // Old programs spell names differently in the two places; another ending is another kind of file.
        if !filename.is_empty() && !name.is_empty() && ending(&filename) != ending(&name) {
            self.anomalies.note(Mime, "an attachment has two names with different endings");
        }
        (if filename.is_empty() { name } else { filename }, disposition.value == "attachment")
    }

    /// Files and encrypted blocks within a text.
    fn look_for_embedded(&mut self, text: &str) {
        if text.contains("-----BEGIN PGP MESSAGE-----") {
            self.anomalies.note(Opaque, "a text holds an encrypted block");
        }
        let is_begin = |line: &str| {
            line.strip_prefix("begin ").is_some_and(|rest| {
                let mode = rest.split(' ').next().unwrap_or_default();
                matches!(mode.len(), 3 | 4)
                    && mode.bytes().all(|b| (b'0'..=b'7').contains(&b))
                    && rest.len() > mode.len() + 1
            })
        };
        if text.contains("begin ") && text.lines().any(is_begin) {
            self.anomalies.note(Opaque, "a text holds a uuencoded file");
        }
    }
}

fn is_coded(transfer: &str) -> bool {
    matches!(transfer, "base64" | "quoted-printable")
}

fn ending(name: &str) -> Option<String> {
    name.trim().rsplit_once('.').map(|(_, ending)| ending.to_lowercase())
}

/// Why a part cannot be looked into, by its type.
fn opaque(typed: &Typed, name: &str) -> Option<&'static str> {
    let smime = typed.param("smime-type").unwrap_or_default().to_lowercase();
    match typed.value.as_str() {
        "message/partial" => Some("the message is one piece of a split one"),
        "message/external-body" => Some("a part's content lies elsewhere"),
        "application/pgp-encrypted" => Some("the message is encrypted"),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" if smime != "certs-only" => {
            Some("the message is encrypted or signed so that it cannot be read")
        }
        "application/ms-tnef" | "application/vnd.ms-tnef" => Some("the attachments are packed in winmail.dat"),
        _ if name.eq_ignore_ascii_case("winmail.dat") => Some("the attachments are packed in winmail.dat"),
        _ => None,
    }
}

/// A multipart's body cut at its boundary.
#[derive(Debug, Default)]
struct Split<'b> {
    before: &'b [u8],
    parts: Vec<&'b [u8]>,
    behind: &'b [u8],
    closed: bool,
    reopened: bool,
    /// Lines that begin like the boundary and go on.
    near: Vec<String>,
}

impl<'b> Split<'b> {
    fn at(body: &'b [u8], boundary: &str) -> Split<'b> {
        let mut split = Split::default();
        let (mut at, mut start, mut in_part) = (0, 0, false);
        while at < body.len() && split.parts.len() <= MOST_PARTS {
            let end = line_end(body, at);
            let line = content(body.get(at..end).unwrap_or_default());
            if let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary.as_bytes())) {
                let is_close = rest.starts_with(b"--");
                if is_close || rest.trim_ascii().is_empty() {
                    split.cut(content(body.get(start..at).unwrap_or_default()), in_part);
                    split.reopened |= split.closed;
                    split.closed |= is_close;
                    (start, in_part) = (end, !is_close);
                } else if split.near.len() < MOST_PARTS {
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
        } else if self.parts.is_empty() {
            self.before = piece;
        } else {
            self.behind = piece;
        }
    }
}
