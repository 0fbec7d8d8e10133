//! Structure and people joined to plain statements that rules may ask about. Rules never see bytes, they see facts: so
//! every verdict can be explained from printed facts.

mod attachments;
mod called;
mod elsewhere;
mod footers;
mod greeting;
mod habits;
mod past;
mod print;
mod promise;
mod quoted;
mod recipients;
mod repeats;
mod trace;
mod twins;

pub use elsewhere::{Carried, Elsewhere};
pub use habits::{Haste, Hour};
pub use trace::{addressees, addressees_of_header, trace};

use footers::Cut;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Serialize;

use crate::base::{Address, Domain};
use crate::files::{Contents, Feature, Kind, Property, Unread};
use crate::message::Submission;
use crate::parse::{Anomaly, Label, Structure};
use crate::people::history::{Evidence, Meant, Trace};
use crate::people::lookalike::Differs;
use crate::people::similar::Alike;
use crate::people::{Directory, History, Paragraph, PartyKind};

/// A statement, or why it could not be made. What is unavailable is itself a finding, never a silent "no".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fact<T> {
    /// The statement.
    Known(T),
    /// Why it is missing.
    Unavailable(String),
}

/// Everything rules may ask about one submission. Serialised without texts: they stand as numbers of words.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// The envelope sender; `None` is the null sender.
    pub sender: Option<Address>,
    /// The display name in `From`.
    pub sender_name: String,
    /// The recipients, in the order of the envelope.
    pub recipients: Vec<RecipientFacts>,
    /// The decoded subject.
    #[serde(serialize_with = "print::words_only")]
    pub subject: String,
    /// What the sender wrote now, without the known footers below it.
    #[serde(serialize_with = "print::words_only")]
    pub own_text: String,
    /// Those footers: what may be refused or needs a second person is looked for in them, too.
    #[serde(skip)]
    pub footer_text: String,
    /// What is quoted or forwarded.
    #[serde(serialize_with = "print::words_only")]
    pub quoted_text: String,
    /// Text of the body that does not show.
    #[serde(serialize_with = "print::words_only")]
    pub hidden_text: String,
    /// Whether the alternatives of the body say different things.
    pub alternatives_differ: bool,
    /// Who wrote what is quoted, and to whom.
    pub quoted_people: Vec<QuotedPerson>,
    /// What the header says about how secret the message is.
    pub labels: Vec<Label>,
    /// The attachments, each followed by the files within it.
    pub attachments: Vec<AttachmentFacts>,
    /// When it was sent, by the clock where the sender wrote.
    pub sent_at: DateTime,
    /// How many paragraphs at the end were left out of the own words, since this sender's mail ends with them.
    pub footers: usize,
    /// What this message teaches about footers.
    #[serde(skip)]
    pub paragraphs: Vec<Paragraph>,
    /// Who is greeted by name at the top of the own words (`Dear Mr Kato` → `Kato`).
    pub greeted: Vec<Greeting>,
    /// The words that promise an attachment, if there are any in the own words.
    pub promised_attachment: Option<String>,
    /// How many of the visible (To, Cc) recipients in the headers are outsiders, whether in the envelope or not.
    pub visible_outsiders: usize,
    /// The addresses outside that answers are asked to go to (`Reply-To`).
    pub answers_outside: Vec<Address>,
    /// Addresses in To or Cc that are not in the envelope.
    pub unaddressed: Vec<Address>,
    /// Whether the message answers or forwards another (`In-Reply-To`, `References`).
    pub in_thread: bool,
    /// What it repeats of mail that slipped through, by open incident.
    pub repeats: Vec<Repeat>,
    /// What could not be read, or reads two ways.
    pub anomalies: Vec<Anomaly>,
    /// Size of the message in octets.
    pub size: usize,
    /// Whether history could be read; a failed read must not look like "no contacts".
    pub history: Fact<usize>,
    /// What recipients are held against, as learnt from the sender's past mail; `None` = nothing was learnt.
    pub ranking: Fact<Option<Ranking>>,
    /// How usual the hour is for this sender; `None` while too little was learnt.
    pub hour: Fact<Option<Hour>>,
    /// How soon it follows another message; `None` = nothing was learnt.
    pub haste: Fact<Option<Haste>>,
    /// What history keeps of this message, where there is one.
    #[serde(skip)]
    pub trace: Option<Arc<Trace>>,
}

/// What the recipients of a message are held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ranking {
    /// How many of the sender's messages were learnt.
    pub learnt: usize,
    /// The highest score of a recipient.
    pub top: Option<f32>,
    /// The same before it was made to mean the same for every sender; learning the message takes it.
    #[serde(skip)]
    pub raw: Option<f32>,
    /// The score above which a recipient is unlikely; `None` while too little was learnt to suspect anybody.
    pub cut: Option<f32>,
    /// How many of 100 mails may be asked about for it (`policy.asks_per_100`); nought = none, it only takes notes.
    pub asks_per_100: f64,
}

/// How well a recipient fits the sender's past mail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// How unlikely the recipient is: the higher the more. Means the same for every sender.
    pub score: f32,
    /// Messages that went there.
    pub written: u32,
    /// When the last of them did.
    pub last: Option<Timestamp>,
    /// Messages that came from there.
    pub heard: u32,
    /// What speaks against the recipient, the strongest first.
    pub evidence: Vec<Evidence>,
    /// Who was probably meant.
    pub meant: Option<Meant>,
}

/// What is known of one recipient.
#[derive(Clone, Debug, Serialize)]
pub struct RecipientFacts {
    /// The address in the envelope.
    pub address: Address,
    /// The display name beside it in To, Cc or Bcc; empty if there is none.
    pub name: String,
    /// Where the headers show it.
    pub role: Role,
    /// The kind of party it belongs to.
    pub kind: PartyKind,
    /// The named party it belongs to, if any.
    pub party: Option<String>,
    /// How many messages this sender has sent there before.
    pub sent_before: Fact<u32>,
    /// The name this sender's mail to it had last; empty where there was none.
    pub known_as: String,
    /// Whether anybody of the organisation is known to have sent there before, this sender or another; never who.
    pub known_here: Fact<bool>,
    /// Insiders, directory people and contacts with nearly the same name or address, likeliest first.
    pub twins: Vec<Twin>,
    /// The known domain that this recipient's domain looks like without being it.
    pub lookalike: Option<Lookalike>,
    /// What in the message this sender has sent to another party before, and to theirs never.
    pub elsewhere: Fact<Vec<Elsewhere>>,
    /// What says that mail there is of no use any more; `None` where nothing does.
    pub gone: Option<Gone>,
    /// Who wrote to have left, and to write here instead.
    pub announced: Vec<Announced>,
    /// How well they fit the sender's past mail; `None` where nothing was learnt, and for the sender's own addresses.
    pub fit: Option<Fit>,
}

impl RecipientFacts {
    /// Whether mail there leaves the organisation.
    pub fn is_outside(&self) -> bool {
        self.kind != PartyKind::Internal
    }

    /// Name and address as shown to people: `Martin Kellner <martin.kellner@kita.example>`.
    pub fn shown(&self) -> String {
        match self.name.as_str() {
            "" => self.address.to_string(),
            name => format!("{} <{}>", crate::base::text::one_line(name, 60), self.address),
        }
    }
}

/// An address that was left, or that mail comes back from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// When that became known.
    pub at: Timestamp,
    /// Whether they wrote that they have left; else mail there came back.
    pub has_left: bool,
    /// Where to write instead, if they said it.
    pub now: Option<Address>,
}

/// Somebody who wrote to have left for another address. Whether it was them nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announced {
    /// The address it came from.
    pub by: Address,
    /// When.
    pub at: Timestamp,
}

/// Where the headers show a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// In a `To` field.
    To,
    /// In a `Cc` field.
    Cc,
    /// In the envelope and in no visible field: a hidden copy.
    Bcc,
}

/// Somebody whose name or address is nearly that of a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Twin {
    /// Who may have been meant.
    pub address: Address,
    /// Their name; may be empty.
    pub name: String,
    /// Whether they are inside the organisation.
    pub internal: bool,
    /// How many messages the sender has sent them; 0 for somebody only the directory knows.
    pub sent_before: u32,
    /// What is alike.
    pub how: Alike,
}

/// A domain that looks like a known one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lookalike {
    /// The known domain.
    pub of: Domain,
    /// What differs.
    pub how: LookalikeKind,
    /// What differs, in detail.
    #[serde(rename = "words")]
    pub differs: Differs,
}

/// How a domain resembles a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LookalikeKind {
    /// One or two letters added, left out, swapped or changed.
    Typo,
    /// Letters that look the same (UTS 39), in another script or like `rn` for `m`.
    Homoglyph,
    /// The same name under another top-level domain.
    Tld,
    /// The known name with a word or a hyphen added (`firm-mail.example`).
    Affix,
}

/// Somebody named in what is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotedPerson {
    /// The display name; empty if there is none.
    pub name: String,
    /// The address, where the quote has one or somebody of that name is known.
    pub address: Option<Address>,
    /// The kind of party; `None` where neither address nor name tells it.
    pub kind: Option<PartyKind>,
}

/// What a message repeats of one that slipped through, in an incident that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Repeat {
    /// The incident: `I-0007`.
    pub incident: String,
    /// How many phrases of it stand in this message and its files.
    pub phrases: usize,
    /// The names of files that are files of it again.
    pub files: Vec<String>,
    /// Whether this message answers or forwards it, or bears its subject.
    pub in_its_thread: bool,
    /// What the own words and the subject say again of what it was about.
    #[serde(serialize_with = "print::counted")]
    pub told: Vec<String>,
    /// Recipients of this message who should not have had it.
    pub wrong: Vec<Address>,
    /// Recipients of this message who should not have it now: those, and outsiders who were not meant to have it.
    pub not_for: Vec<Address>,
    /// How many who should not have had it see each other in To and Cc of this message.
    pub visible_wrong: usize,
    /// Whether everybody who saw each other then does so again.
    pub same_list: bool,
}

/// A file as rules see it: an attachment, or a file within one.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentFacts {
    /// The file name; empty if there is none.
    pub name: String,
    /// Other names that other programs would show for it.
    pub other_names: Vec<String>,
    /// The names of the files it lies in, outermost first; empty for an attachment.
    pub within: Vec<String>,
    /// The declared media type; empty within a file.
    pub media_type: String,
    /// What it is, by its content.
    pub kind: Kind,
    /// Decoded size in octets.
    pub size: usize,
    /// The text people see; unavailable where nothing of it could be read.
    #[serde(serialize_with = "print::fact_words_only")]
    pub text: Fact<String>,
    /// Text that does not show at first.
    #[serde(serialize_with = "print::words_only")]
    pub hidden: String,
    /// What the file says about itself.
    pub properties: Vec<Property>,
    /// The named parties, other than the own organisation, that its properties give as author or company.
    pub parties: Vec<String>,
    /// What is special about it.
    pub features: Vec<Feature>,
    /// Why not all of it could be read.
    pub unread: Vec<Unread>,
}

/// A greeting by name at the top of the own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Greeting {
    /// The line as written.
    #[serde(serialize_with = "print::words_only")]
    pub line: String,
    /// The names in it, titles removed (`Kato`, `Martin`).
    pub names: Vec<String>,
    /// Who goes by them and gets nothing of it, where no recipient does; those written to most first.
    pub who: Vec<Namesake>,
}

/// Somebody a greeting may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Namesake {
    /// Their address.
    pub address: Address,
    /// Their name; may be empty.
    pub name: String,
    /// How many messages the sender has sent them; 0 for somebody only the directory knows.
    pub sent_before: u32,
}

/// Joins what a submission says with what is known about people. `files` is what was read in the structure's attachments,
/// one for each of those that hold octets, in their order.
///
/// `history` is `Err` with the reason when it could not be read; `asks_per_100` is `policy.asks_per_100`.
pub fn derive(
    submission: &Submission,
    structure: &Structure,
    files: Vec<Contents>,
    directory: &Directory,
    history: Result<&History, &str>,
    asks_per_100: f64,
) -> Facts {
    let scene = Scene { submission, structure, directory, history };
    let shown = || structure.to.iter().chain(&structure.cc);
    let Cut { own: own_text, footers: footer_text, count: footers } = match history {
        Ok(known) => footers::cut(&structure.own_text, known),
        Err(_) => Cut { own: structure.own_text.clone(), ..Cut::default() },
    };
    let attachments = attachments::all(&scene, files);
    let mut recipients = recipients::all(&scene);
    let past::Learnt { ranking, hour, haste, trace } = past::weigh(&scene, &mut recipients, asks_per_100);
    let greeted = greeting::all(&scene, &own_text, &recipients);
    let to = footers::only_organisation(&recipients);
    let paragraphs = footers::taught(&structure.own_text, &structure.subject, to);
    Facts {
        sender: submission.envelope.sender.clone(),
        sender_name: structure.from.first().map(|m| m.name.clone()).unwrap_or_default(),
        recipients,
        subject: structure.subject.clone(),
        quoted_text: structure.quoted_text.clone(),
        hidden_text: structure.hidden_text.clone(),
        alternatives_differ: structure.alternatives_differ,
        quoted_people: quoted::people(&scene),
        labels: structure.labels.clone(),
        repeats: repeats::all(&scene, &own_text, &attachments),
        attachments,
        sent_at: local_time(submission.received, structure.utc_offset),
        footers,
        paragraphs,
        greeted,
        promised_attachment: promise::find(&own_text),
        own_text,
        footer_text,
        visible_outsiders: recipients::visible_outsiders(&scene, shown()),
        answers_outside: recipients::answers_outside(&scene),
        unaddressed: recipients::unaddressed(&scene, shown()),
        in_thread: !structure.references.is_empty(),
        anomalies: structure.anomalies.clone(),
        size: submission.message.len(),
        history: history.map_or_else(|why| Fact::Unavailable(why.to_owned()), |h| Fact::Known(h.contacts.len())),
        ranking,
        hour,
        haste,
        trace,
    }
}

/// What facts are derived from.
struct Scene<'a> {
    submission: &'a Submission,
    structure: &'a Structure,
    directory: &'a Directory,
    history: Result<&'a History, &'a str>,
}

impl<'a> Scene<'a> {
    /// The domain the sender writes from: the envelope's, which alone is sure.
    fn sender_domain(&self) -> Option<&'a Domain> {
        self.submission.envelope.sender.as_ref().and_then(Address::domain)
    }

    fn kind(&self, address: &Address) -> PartyKind {
        self.directory.classify(address, self.sender_domain()).0
    }
}

fn local_time(at: Timestamp, offset: Option<i32>) -> DateTime {
    let offset = offset.and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC);
    offset.to_datetime(at)
}
