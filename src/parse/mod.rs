//! Bytes to structure. Pure, without I/O, and cannot fail: what cannot be read is an [`Anomaly`].

mod addressed;
mod addresses;
mod alternatives;
mod anomaly;
mod attachments;
mod attribution;
mod bidi;
mod boundary;
mod calendar;
mod charset;
mod content_type;
mod disclaimer;
mod embedded;
mod flowed;
mod footer;
mod headers;
mod html;
mod labels;
mod leaf;
mod mime;
mod names;
mod own_words;
mod quoted_people;
mod signature;
#[cfg(test)]
mod tests;
mod text;
mod transfer;
mod words;

use jiff::Timestamp;
use serde::Serialize;

pub use addressed::Addressed;
pub use transfer::from_quoted_printable;

use crate::base::{Address, OUR_MARK};
use anomaly::Anomalies;
use headers::Fields;

/// Everything that could be read from a message.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// The mailboxes of every `From` field, in order.
    pub from: Vec<Mailbox>,
    /// The mailboxes of every `Sender` field (and `Resent-From`, `Resent-Sender`).
    pub sender: Vec<Mailbox>,
    /// The mailboxes of every `Reply-To` field.
    pub reply_to: Vec<Mailbox>,
    /// The mailboxes of every `To` field (and `Resent-To`), groups expanded.
    pub to: Vec<Mailbox>,
    /// The mailboxes of every `Cc` field (and `Resent-Cc`).
    pub cc: Vec<Mailbox>,
    /// The mailboxes of every `Bcc` field (and `Resent-Bcc`).
    pub bcc: Vec<Mailbox>,
    /// The decoded subject; with several `Subject` fields, all of them joined by a space.
    pub subject: String,
    /// `Message-ID` without brackets.
    pub message_id: Option<String>,
    /// Whether it says of itself that a program has sent it (RFC 3834 §5), whoever it is from.
    pub auto_submitted: bool,
    /// The ids of `In-Reply-To` and `References`, oldest first.
    pub references: Vec<String>,
    /// The ids of `X-Forwarded-Message-Id`: what it was forwarded from.
    pub forwarded: Vec<String>,
    /// The `Message-ID`s of enclosed messages, in order; not of those within them.
    pub enclosed: Vec<String>,
    /// What the sender wrote now: plain text and text of HTML (both, where they differ), without quotes, signature and
    /// disclaimer.
    pub own_text: String,
    /// What is quoted or forwarded below.
    pub quoted_text: String,
    /// Signature and disclaimer.
    pub footer_text: String,
    /// Text of the body that does not show: hidden by HTML or style, or read out in place of a picture.
    pub hidden_text: String,
    /// Whether the alternatives of a `multipart/alternative` say different things; all of them are read.
    pub alternatives_differ: bool,
    /// Whether a text of the body is HTML.
    pub has_html: bool,
    /// Who wrote what is quoted, and to whom, as attributions and header blocks within the quotes say.
    pub quoted_people: Vec<Mailbox>,
    /// What the header says about how secret the message is.
    pub labels: Vec<Label>,
    /// The offset from UTC in seconds where the sender wrote, from the `Date` field.
    pub utc_offset: Option<i32>,
    /// The attachments and inline files.
    pub attachments: Vec<Attachment>,
    /// How many `Received` fields there are, and how many of them [`OUR_MARK`] carries.
    pub hops: Hops,
    /// What could not be read, or reads two ways.
    pub anomalies: Vec<Anomaly>,
}

/// The trace of earlier relays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hops {
    /// All `Received` fields.
    pub all: usize,
    /// Those with [`OUR_MARK`].
    pub ours: usize,
}

/// One mailbox of an address field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The decoded display name; empty if there is none.
    pub name: String,
    /// The address, when it is one.
    pub address: Option<Address>,
    /// The address as it stands in the header.
    pub written: String,
}

/// A file that travels with the message.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// The decoded file name; empty if there is none.
    pub name: String,
    /// Other names that other programs would show for it.
    pub other_names: Vec<String>,
    /// The declared media type, such as `application/pdf`, lower case.
    pub media_type: String,
    /// Decoded size in octets.
    pub size: usize,
    /// What it holds.
    pub content: Content,
}

/// What an attachment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An enclosed message, read with the rest: its subject and texts.
    Read(String),
    /// A file to be read by its format.
    Octets {
        /// The decoded octets.
        octets: Vec<u8>,
        /// The declared charset.
        charset: Option<String>,
    },
}

impl Default for Content {
    fn default() -> Content {
        Content::Read(String::new())
    }
}

/// A statement of the header about how secret the message is (RFC 4021 `Sensitivity`, protective markings, labels).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The field's name in lower case, such as `sensitivity`.
    pub field: String,
    /// Its value, decoded.
    pub value: String,
}

/// Something that could not be read, or that two honest programs would read differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Anomaly {
    /// What kind.
    pub kind: AnomalyKind,
    /// Where and what, in words a person understands; no content.
    pub what: String,
}

/// The kinds of [`Anomaly`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnomalyKind {
    /// A field that may stand once stands several times, or not as RFC 5322 writes it.
    Header,
    /// An address that programs could read differently.
    Address,
    /// Parts that programs could see differently: boundaries, nesting, repeated or contradictory fields.
    Mime,
    /// A text that could not be decoded: charset or transfer encoding.
    Encoding,
    /// Content that cannot be looked into: encrypted, partial, or a format nobody here reads.
    Opaque,
    /// A limit on size, depth or number of parts was hit; the rest was not read.
    Limit,
}

/// The longest message whose parts are read, in octets; of a longer one only the header is.
const LONGEST_MESSAGE: usize = 64 << 20;

/// Reads the structure of a message. Takes time linear in its length, whatever it holds.
pub fn parse(message: &[u8]) -> Structure {
    let mut anomalies = Anomalies::default();
    let (fields, body) = Fields::read(message, &mut anomalies);
    let mut structure = header(&fields, &mut anomalies);
    if message.len() > LONGEST_MESSAGE {
        anomalies.note(AnomalyKind::Limit, "the message is too long; only its header was read");
    } else {
        let tree = mime::Tree::walk(&fields, body, mime::Source::Dropped, &mut anomalies);
        let (loose, enclosed) = (tree.loose, tree.people);
        structure.enclosed = tree.enclosed;
        let (bodies, attachments) = attachments::sorted(tree.leaves);
        structure.has_html = bodies.iter().any(|body| body.media == "text/html");
        let texts = text::joined(&bodies, &loose);
        let mut people = quoted_people::People::default();
        people.read(&texts.split.quoted);
        enclosed.into_iter().for_each(|person| people.add(person));
        structure.quoted_people = people.into_vec();
        structure.own_text = texts.split.own;
        structure.quoted_text = texts.split.quoted;
        structure.footer_text = texts.split.footer;
        structure.hidden_text = texts.hidden;
        structure.alternatives_differ = texts.differ;
        structure.attachments = attachments;
    }
    structure.anomalies = anomalies.into_vec();
    structure
}

/// The first HTML text of a message as it was written, to be shown where it can do nothing; `None` when there is none.
pub fn html_source(message: &[u8]) -> Option<String> {
    let mut anomalies = Anomalies::default();
    let (fields, body) = Fields::read(message, &mut anomalies);
    if message.len() > LONGEST_MESSAGE {
        return None;
    }
    match mime::Tree::walk(&fields, body, mime::Source::Wanted, &mut anomalies).source {
        mime::Source::Kept(html) => Some(html),
        mime::Source::Dropped | mime::Source::Wanted => None,
    }
}

/// Octets as text: by the declared charset, else by what they look like.
pub fn decoded(octets: &[u8], charset: Option<&str>) -> String {
    charset::text(octets, charset).value
}

/// What the sender of a plain text wrote now, without signature and disclaimer, and what is quoted below.
pub fn own_and_quoted(text: &str) -> (String, String) {
    let split = own_words::split(text, false);
    (split.own, split.quoted)
}

/// The text of an HTML file that people see, and apart from it what does not show.
pub fn html_texts(source: &str) -> (String, String) {
    let mut page = html::read(source);
    let hidden = std::mem::take(&mut page.hidden);
    (whole(&page), hidden)
}

fn whole(page: &html::Page) -> String {
    let mut out = String::with_capacity(page.own.len() + page.quoted.len() + page.hidden.len() + 2);
    for text in [&page.own, &page.signature, &page.quoted, &page.hidden] {
        text::push(&mut out, text);
    }
    out
}

fn header(fields: &Fields<'_>, anomalies: &mut Anomalies) -> Structure {
    let mut mailboxes = |names: &[&str]| {
        let mut out = Vec::new();
        for field in names.iter().flat_map(|name| fields.all(name)) {
            addresses::read(field, &mut out, anomalies);
        }
        out
    };
    let subjects: Vec<String> = fields.all("subject").map(|f| words::decoded(&f.text()).into_owned()).collect();
    let received = || fields.all("received");
    Structure {
        from: mailboxes(&["from"]),
        sender: mailboxes(&["sender", "resent-from", "resent-sender"]),
        reply_to: mailboxes(&["reply-to"]),
        to: mailboxes(&["to", "resent-to"]),
        cc: mailboxes(&["cc", "resent-cc"]),
        bcc: mailboxes(&["bcc", "resent-bcc"]),
        subject: subjects.join(" "),
        message_id: own_id(fields),
        auto_submitted: auto_submitted(fields),
        references: {
            let mut all = ids(fields, "references");
            for id in ids(fields, "in-reply-to") {
                if !all.contains(&id) {
                    all.push(id);
                }
            }
            all
        },
        forwarded: ids(fields, "x-forwarded-message-id"),
        labels: labels::labels(fields),
        utc_offset: labels::utc_offset(fields),
        hops: Hops { all: received().count(), ours: received().filter(|f| f.text().contains(OUR_MARK)).count() },
        ..Structure::default()
    }
}

/// The `Message-ID` of a message, without brackets; `None` where it has none, or one that is longer than a line may be.
pub fn message_id(message: &[u8]) -> Option<String> {
    own_id(&Fields::read(message, &mut Anomalies::default()).0)
}

/// The values of all fields called `name` (lower case) in the header of a message, in order, each on one line and with its
/// encoded words decoded.
pub fn values(message: &[u8], name: &str) -> Vec<String> {
    let (fields, _) = Fields::read(message, &mut Anomalies::default());
    fields.all(name).map(|field| words::decoded(&field.text()).into_owned()).collect()
}

/// Whether a message says of itself that a program has sent it ([`Structure::auto_submitted`]).
pub fn is_auto_submitted(message: &[u8]) -> bool {
    auto_submitted(&Fields::read(message, &mut Anomalies::default()).0)
}

/// When a message was written, as its `Date` field says.
pub fn written_at(message: &[u8]) -> Option<Timestamp> {
    labels::written(&Fields::read(message, &mut Anomalies::default()).0).map(|zoned| zoned.timestamp())
}

fn auto_submitted(fields: &Fields<'_>) -> bool {
    // `no` alone says that a person wrote it.
    fields.all("auto-submitted").any(|field| !keyword(&field.text()).eq_ignore_ascii_case("no"))
}

/// The keyword that the value of `Auto-Submitted` begins with: it ends where parameters or a comment begin (RFC 3834 §5).
pub fn keyword(value: &str) -> &str {
    value.trim().split([';', ' ', '\t', '(']).next().unwrap_or_default()
}

fn own_id(fields: &Fields<'_>) -> Option<String> {
    /// RFC 5322 §2.1.1.
    const LONGEST: usize = 998;
    ids(fields, "message-id").into_iter().next().filter(|id| id.len() <= LONGEST)
}

/// The ids in brackets of every field called `name`; at most as many as a long thread has.
fn ids(fields: &Fields<'_>, name: &str) -> Vec<String> {
    const MOST: usize = 200;
    let mut out = Vec::new();
    for field in fields.all(name) {
        let text = field.text();
        let inner = text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(id, _)| id.trim().to_owned());
        out.extend(inner.filter(|id| !id.is_empty()).take(MOST));
    }
    out
}
