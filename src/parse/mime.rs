//! The tree of parts (RFC 2045, RFC 2046), walked by our own reader: linear in the message, bounded in depth and number
//! of parts whatever comes, and telling what two programs would see differently. mail-parser 0.11 can be killed by deep
//! nesting, so only its decoders are used.

use std::borrow::Cow;
use std::collections::HashSet;

use super::AnomalyKind::{Encoding, Limit, Mime, Opaque};
use super::anomaly::Anomalies;
use super::boundary::Split;
use super::content_type::Typed;
use super::headers::Fields;
use super::leaf::Leaf;
use super::transfer::{self, is_coded};
use super::{Mailbox, addresses, charset, words};

/// Parts within parts within parts; real mail has fewer than ten levels.
const DEEPEST: usize = 32;
/// All parts of one message.
const MOST_PARTS: usize = 1_000;

/// Where the walk is.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    depth: usize,
    pub(super) inside: Option<usize>,
    in_digest: bool,
    /// Whether this is the second reading of something.
    again: bool,
    /// The innermost `multipart/alternative`, by number.
    pub(super) alternative: usize,
}

/// The leaves, in order, and text that stands outside of all parts.
#[derive(Debug)]
pub(super) struct Tree<'n> {
    pub(super) leaves: Vec<Leaf>,
    /// Before the first and behind the last boundary: some programs show it.
    pub(super) loose: String,
    /// Who wrote enclosed messages, and to whom.
    pub(super) people: Vec<Mailbox>,
    /// The `Message-ID`s of enclosed messages; not of those within them.
    pub(super) enclosed: Vec<String>,
    pub(super) anomalies: &'n mut Anomalies,
    /// The first HTML text as it was written, where it is to be kept.
    pub(super) source: Source,
    parts: usize,
    alternatives: usize,
    boundaries: HashSet<String>,
    near_boundaries: Vec<String>,
}

/// The HTML of a message as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Source {
    /// Nobody wants it: judging reads its text only, and is not to carry megabytes along.
    #[default]
    Dropped,
    /// It is wanted, and has not been met.
    Wanted,
    /// Here it is.
    Kept(String),
}

impl<'n> Tree<'n> {
    /// Walks a message whose header has been read; `source` says whether its HTML is kept.
    pub(super) fn walk(fields: &Fields<'_>, body: &[u8], source: Source, anomalies: &'n mut Anomalies) -> Tree<'n> {
        let mut tree = Tree {
            leaves: Vec::new(),
            loose: String::new(),
            people: Vec::new(),
            enclosed: Vec::new(),
            anomalies,
            source,
            parts: 0,
            alternatives: 0,
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
        let first = fields.first("content-type");
        self.entity_as(first.as_deref(), fields, body, place);
        // Of two types, programs take the one or the other: both are tried, once on the way down.
        let second = fields.all("content-type").nth(1).map(|f| f.text());
        if !place.again && second.is_some() && second != first {
            self.entity_as(second.as_deref(), fields, body, Place { again: true, ..place });
        }
    }

    fn entity_as(&mut self, written: Option<&str>, fields: &Fields<'_>, body: &[u8], place: Place) {
        let typed = self.media_type(written, place);
        let transfer = self.transfer_encoding(fields);
        match typed.value.split_once('/') {
            Some(("multipart", _)) => self.multipart(&typed, &transfer, fields, body, place),
            Some(("message", "rfc822" | "global" | "news")) => self.message(&typed, &transfer, fields, body, place),
            _ => self.leaf(&typed, &transfer, fields, body, place),
        }
    }

    fn media_type(&mut self, written: Option<&str>, place: Place) -> Typed {
        let default = if place.in_digest { "message/rfc822" } else { "text/plain" };
        let mut typed = Typed::read(written.unwrap_or(default));
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
            "x-uuencode" | "x-uue" | "uuencode" | "x-yencode" => {}
            _ => {
                self.anomalies.note(Encoding, "a part has an unknown transfer encoding");
                // Some programs decode what looks like a misspelt name.
                let meant = ["base64", "quoted-printable"].into_iter().find(|name| looks_like(&value, name));
                return meant.map_or(value, str::to_owned);
            }
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
        let split = Split::at(body, boundary, MOST_PARTS);
        if split.parts.is_empty() {
            self.anomalies.note(Mime, "a multipart's boundary is nowhere to be found");
            return self.as_text(fields, body, place);
        }
        if !split.closed || split.reopened {
            self.anomalies.note(Mime, "a multipart has no end, or goes on behind its end");
        }
        self.near_boundaries.extend(split.near);
        for text in split.loose {
            self.loose.push_str(charset::text(text, None).value.trim());
            self.loose.push('\n');
        }
        let in_digest = typed.value == "multipart/digest";
        let mut inner = Place { depth: place.depth + 1, in_digest, ..place };
        if typed.value == "multipart/alternative" {
            self.alternatives += 1;
            inner.alternative = self.alternatives;
        }
        for part in split.parts {
            let (fields, body) = Fields::read(part, self.anomalies);
            self.entity(&fields, body, inner);
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
        let subject = words::decoded(&inner_fields.first("subject").unwrap_or_default()).into_owned();
        let (names, _) = self.file_name(typed, fields);
        let name = if names.name.is_empty() { subject.clone() } else { names.name };
        self.note_people(&inner_fields);
        if place.inside.is_none() {
            self.enclosed.extend(super::own_id(&inner_fields));
        }
        let inside = Some(self.leaves.len());
        self.leaves.push(Leaf {
            media: typed.value.clone(),
            name,
            other_names: names.others,
            is_file: true,
            text: Some(subject),
            size: bytes.len(),
            inside: place.inside,
            ..Leaf::default()
        });
        self.entity(
            &inner_fields,
            inner_body,
            Place { depth: place.depth + 1, inside, again: place.again, ..Place::default() },
        );
    }

    /// What is odd about addresses of an enclosed message misleads nobody: it goes to none of them.
    fn note_people(&mut self, fields: &Fields<'_>) {
        let mut nothing = Anomalies::default();
        for field in ["from", "to", "cc"].iter().flat_map(|name| fields.all(name)) {
            if self.people.len() < MOST_PARTS {
                addresses::read(field, &mut self.people, &mut nothing);
            }
        }
    }

    /// What is broken is read as the plain text some programs would show.
    fn as_text(&mut self, fields: &Fields<'_>, body: &[u8], place: Place) {
        self.leaf(&Typed::read("text/plain"), "", fields, body, place);
    }

    /// The octets behind a transfer encoding.
    pub(super) fn octets<'b>(&mut self, transfer: &str, body: &'b [u8]) -> Cow<'b, [u8]> {
        let decoded = match transfer {
            "base64" => transfer::base64(body),
            "quoted-printable" => transfer::quoted_printable(body),
            _ => return Cow::Borrowed(body),
        };
        if decoded.odd {
            self.anomalies.note(Encoding, "a part is not encoded as it says");
        }
        Cow::Owned(decoded.value)
    }
}

/// Whether an unknown transfer encoding is a known one misspelt, such as `base-64` or `quoted printable`.
fn looks_like(value: &str, name: &str) -> bool {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let (value, name) = (bare(value), bare(name));
    value.contains(&name) || strsim::levenshtein(value.get(..40).unwrap_or(&value), &name) <= 2
}
