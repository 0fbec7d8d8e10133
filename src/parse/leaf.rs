//! The leaves of the tree of parts: texts, files, and files within texts.

use std::borrow::Cow;

use super::AnomalyKind::{Encoding, Limit, Mime, Opaque};
use super::content_type::Typed;
use super::headers::Fields;
use super::html::{self, Page};
use super::mime::{Place, Source, Tree};
use super::{calendar, charset, embedded, names};

/// A part that holds no other parts, or an enclosed message, decoded.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// The media type, lower case.
    pub(super) media: String,
    /// The file name; empty if there is none.
    pub(super) name: String,
    /// Other names that other programs show.
    pub(super) other_names: Vec<String>,
    /// Whether it stands as a file beside the text rather than as the text.
    pub(super) is_file: bool,
    /// The decoded text, where it is text and no file.
    pub(super) text: Option<String>,
    /// The same, where it is HTML.
    pub(super) page: Option<Page>,
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
    /// The innermost `multipart/alternative` around it, by number; 0 outside of one.
    pub(super) alternative: usize,
}

impl Tree<'_> {
    /// A part that is a text or a file.
    pub(super) fn leaf(&mut self, typed: &Typed, transfer: &str, fields: &Fields<'_>, body: &[u8], place: Place) {
        let (names, is_attached) = self.file_name(typed, fields);
        if let Some(what) = opaque(typed) {
            self.anomalies.note(Opaque, what);
        }
        let octets = self.octets(transfer, body);
        let media = typed.value.as_str();
        let is_named = is_attached || !names.name.is_empty();
        let is_body = match media {
            "text/plain" | "text/html" | "text/enriched" | "text/x-amp-html" => !is_named,
            // An invitation beside the text it stands for is shown in its place, whatever it is called.
            "text/calendar" => !is_attached && (!is_named || place.alternative > 0),
            _ => false,
        };
        let new = || Leaf {
            media: media.to_owned(),
            name: names.name.clone(),
            other_names: names.others.clone(),
            charset: typed.param("charset").map(str::to_owned),
            inside: place.inside,
            alternative: place.alternative,
            ..Leaf::default()
        };
        if is_body {
            self.body(new(), typed, &octets);
            // Of two transfer encodings, programs take the one or the other.
            let second = fields.all("content-transfer-encoding").nth(1).map(|f| f.text().to_lowercase());
            if let Some(second) = second.filter(|second| second != transfer) {
                let octets = self.octets(&second, body);
                self.body(new(), typed, &octets);
            }
            return;
        }
        // A part that is uuencoded as a whole is the file within.
        let octets = match transfer {
            "x-uuencode" | "x-uue" | "uuencode" | "x-yencode" => Cow::Owned(self.unpacked(&octets)),
            _ => octets,
        };
        let mut leaf = new();
        (leaf.is_file, leaf.size, leaf.octets) = (true, octets.len(), octets.into_owned());
        self.leaves.push(leaf);
    }

    /// A text of the message, and the files within it.
    fn body(&mut self, mut leaf: Leaf, typed: &Typed, octets: &[u8]) {
        let taken = if leaf.media == "text/html" { embedded::Taken::nothing(octets) } else { embedded::take(octets) };
        if taken.broken {
            self.anomalies.note(Encoding, "a file within a text is damaged or has no end");
        }
        let decoded = charset::text(&taken.text, leaf.charset.as_deref());
        if decoded.odd {
            self.anomalies.note(Encoding, "a text is not in the charset it names, or in one nobody here reads");
        }
        self.look_for_sealed(&decoded.value);
        let mut files: Vec<(String, String, Vec<u8>)> =
            taken.files.into_iter().map(|f| (f.name, "application/octet-stream".to_owned(), f.octets)).collect();
        let is_flowed = typed.param("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
        let delsp = typed.param("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        leaf.flowed = is_flowed.then_some(delsp);
        leaf.size = octets.len();
        match leaf.media.as_str() {
            "text/plain" => leaf.text = Some(decoded.value),
            "text/calendar" => leaf.text = Some(calendar::text(&decoded.value)),
            _ => {
                let mut page = html::read(&decoded.value);
                if page.too_deep {
                    self.anomalies.note(Limit, "elements of the HTML stand too deep in each other");
                }
                files.extend(std::mem::take(&mut page.files).into_iter().map(|f| (String::new(), f.media, f.octets)));
                leaf.page = Some(page);
                if self.source == Source::Wanted && leaf.media == "text/html" && leaf.inside.is_none() {
                    self.source = Source::Kept(decoded.value);
                }
            }
        }
        let inside = leaf.inside;
        self.leaves.push(leaf);
        for (name, media, octets) in files {
            let size = octets.len();
            self.leaves.push(Leaf { media, name, is_file: true, octets, size, inside, ..Leaf::default() });
        }
    }

    /// The file in a part that is uuencoded as a whole.
    fn unpacked(&mut self, octets: &[u8]) -> Vec<u8> {
        let taken = embedded::take(octets);
        if taken.broken || taken.files.is_empty() {
            self.anomalies.note(Encoding, "a part is not encoded as it says");
        }
        taken.files.into_iter().next().map_or_else(|| octets.to_vec(), |file| file.octets)
    }

    /// The file names from either field, and whether the part is marked as an attachment.
    pub(super) fn file_name(&mut self, typed: &Typed, fields: &Fields<'_>) -> (names::Names, bool) {
        let disposition = Typed::read(&fields.first("content-disposition").unwrap_or_default());
        disposition.odd.iter().for_each(|odd| self.anomalies.note(Mime, odd));
        let names = names::read(typed, &disposition);
        if names.contradict {
            self.anomalies.note(Mime, "an attachment has two names with different endings");
        }
        (names, disposition.value == "attachment")
    }

    /// What nobody here reads within a text.
    fn look_for_sealed(&mut self, text: &str) {
        let holds = |mark: &[u8]| memchr::memmem::find(text.as_bytes(), mark).is_some();
        if holds(b"-----BEGIN PGP MESSAGE-----") {
            self.anomalies.note(Opaque, "a text holds an encrypted block");
        }
        if holds(b"(This file must be converted with BinHex") {
            self.anomalies.note(Opaque, "a text holds a BinHex file");
        }
    }
}

/// Why a part cannot be looked into, by its type.
fn opaque(typed: &Typed) -> Option<&'static str> {
    let smime = typed.param("smime-type").unwrap_or_default().to_lowercase();
    match typed.value.as_str() {
        "message/partial" => Some("the message is one piece of a split one"),
        "message/external-body" => Some("a part's content lies elsewhere"),
        "application/pgp-encrypted" => Some("the message is encrypted"),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" if smime != "certs-only" => {
            Some("the message is encrypted or signed so that it cannot be read")
        }
        _ => None,
    }
}
