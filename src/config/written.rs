//! The configuration as written: everything optional, unknown keys refused. The comments here are the descriptions in
//! `outguard config schema`.

mod approval;
mod history;
mod incident;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::units::{DurationText, SizeText};
use super::{Announce, AuthMechanism, OutboxKind, TellOf, Unsure, UpstreamTls};
use crate::people::{PartyKind, Role};
use crate::rules::Language;
pub use approval::{Approval, Office, People};
pub use history::History;
pub use incident::Incident;

/// The configuration of Outguard. Every key is optional.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Written {
    /// What counts as inside.
    pub organisation: Organisation,
    /// The SMTP door.
    pub smtp: Smtp,
    /// The `sendmail` command.
    pub sendmail: Sendmail,
    /// The page where decisions are made.
    pub page: Page,
    /// Where state is kept.
    pub store: Store,
    /// Smarthosts and relays that take what may leave; the first whose `senders` match is used.
    #[schemars(with = "Vec<Upstream>")]
    pub upstream: Vec<Spanned<Upstream>>,
    /// Watched folders, from which mail is taken.
    #[schemars(with = "Vec<Outbox>")]
    pub outbox: Vec<Spanned<Outbox>>,
    /// What follows from a verdict, and when.
    pub policy: Policy,
    /// What is learnt from sent mail.
    pub history: History,
    /// When people are in the office.
    pub office: Office,
    /// Who acts when something slipped through.
    pub incident: Incident,
    /// Who decides about mail that needs a second person; of several that fit, the first.
    #[schemars(with = "Vec<Approval>")]
    pub approval: Vec<Spanned<Approval>>,
    /// What people and programs are told, and how.
    pub notices: Notices,
    /// Packs and checks.
    pub rules: Rules,
    /// How attachments are read.
    pub reading: Reading,
    /// Organisations mail goes to.
    #[schemars(with = "Vec<Party>")]
    pub party: Vec<Spanned<Party>>,
    /// People of the own organisation and of others, by name.
    #[schemars(with = "Vec<Person>")]
    pub person: Vec<Spanned<Person>>,
    /// People by address or domain under one name, for rules.
    #[schemars(with = "Vec<Group>")]
    pub group: Vec<Spanned<Group>>,
    /// Parties of which no two may be on one message.
    #[schemars(with = "Vec<Wall>")]
    pub wall: Vec<Spanned<Wall>>,
    /// Parties from a table.
    pub parties: Parties,
    /// People from a table.
    pub people: People,
    /// The log, on standard error.
    pub log: Log,
}

/// What counts as inside.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Organisation {
    /// Own domains with their subdomains. The sender's own domain is inside without being listed.
    #[schemars(with = "Vec<String>")]
    pub domains: Vec<Spanned<String>>,
    /// The language findings and replies are told in: `en`, `de` or `es`.
    pub language: Option<Language>,
}

/// The SMTP door.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// Addresses and ports to listen on; empty = no SMTP door. Any address but loopback needs `tls` and a `user`.
    #[schemars(with = "Option<Vec<String>>")]
    pub listen: Option<Vec<Spanned<String>>>,
    /// The name in the greeting, in `Received` and in EHLO; "" = the machine's host name.
    #[schemars(with = "Option<String>")]
    pub hostname: Option<Spanned<String>>,
    /// STARTTLS at the door.
    #[schemars(with = "Option<TlsFiles>")]
    pub tls: Option<Spanned<TlsFiles>>,
    /// Who may sign in at the door.
    #[schemars(with = "Vec<User>")]
    pub user: Vec<Spanned<User>>,
    /// Limits of the door.
    pub limits: Limits,
}

/// A certificate chain and its key, PEM files; relative paths start at the folder of this file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TlsFiles {
    /// The chain, own certificate first.
    pub certificate: Option<PathBuf>,
    /// The private key.
    pub key: Option<PathBuf>,
}

/// Somebody who may sign in at the SMTP door.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The user name.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// The Argon2 hash of the password in PHC form; `outguard config password` makes one.
    #[schemars(with = "Option<String>")]
    pub password_hash: Option<Spanned<String>>,
}

/// Limits of the SMTP door.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest message.
    #[schemars(with = "Option<SizeText>")]
    pub message_size: Option<Spanned<SizeText>>,
    /// Messages in memory in all sessions together.
    #[schemars(with = "Option<SizeText>")]
    pub memory: Option<Spanned<SizeText>>,
    /// Recipients per message.
    #[schemars(with = "Option<u32>")]
    pub recipients: Option<Spanned<u32>>,
    /// Open sessions.
    #[schemars(with = "Option<u32>")]
    pub connections: Option<Spanned<u32>>,
    /// Refused commands before a session is closed.
    #[schemars(with = "Option<u32>")]
    pub errors: Option<Spanned<u32>>,
    /// Messages before a session is closed; 0 = no limit.
    #[schemars(with = "Option<u32>")]
    pub messages: Option<Spanned<u32>>,
    /// Longest silence before a command.
    #[schemars(with = "Option<DurationText>")]
    pub command_timeout: Option<Spanned<DurationText>>,
    /// Longest silence between two pieces of message data.
    #[schemars(with = "Option<DurationText>")]
    pub data_timeout: Option<Spanned<DurationText>>,
    /// Longest time for one message from DATA to its end.
    #[schemars(with = "Option<DurationText>")]
    pub message_timeout: Option<Spanned<DurationText>>,
    /// Own `Received` lines before a message counts as looping.
    #[schemars(with = "Option<u32>")]
    pub hops: Option<Spanned<u32>>,
}

/// The `sendmail` command.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sendmail {
    /// The socket the daemon takes its mail at; "" = `sendmail.sock` in systemd's runtime directory, else in the state
    /// directory; "off" = none.
    pub socket: Option<PathBuf>,
}

/// The page where decisions are made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Page {
    /// Address and port; "off" = no page. Any address but loopback needs `tls` or `proxies`.
    #[schemars(with = "Option<String>")]
    pub listen: Option<Spanned<String>>,
    /// The address people reach it at, such as `https://outguard.firm.example`; people then sign in by a link that is mailed
    /// to them. "" = only from this machine, by `outguard open`.
    #[schemars(with = "Option<String>")]
    pub public_url: Option<Spanned<String>>,
    /// TLS at the page.
    #[schemars(with = "Option<TlsFiles>")]
    pub tls: Option<Spanned<TlsFiles>>,
    /// Reverse proxies that bring TLS; then nobody else is answered.
    #[schemars(with = "Vec<String>")]
    pub proxies: Vec<Spanned<String>>,
    /// How long somebody stays signed in.
    #[schemars(with = "Option<DurationText>")]
    pub session: Option<Spanned<DurationText>>,
    /// What `/metrics`, `/readyz` and `/livez` are asked for with. Without one they answer only where the page is for this
    /// machine alone: on loopback, without `public_url` and `proxies`.
    #[schemars(with = "Option<Secret>")]
    pub metrics_token: Option<Spanned<Secret>>,
}

/// Where state is kept.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// The database file; "" = `outguard.db` in the state directory.
    pub path: Option<PathBuf>,
}

/// A smarthost or relay.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Upstream {
    /// Host name or address; required.
    #[schemars(with = "Option<String>")]
    pub host: Option<Spanned<String>>,
    /// Port.
    #[schemars(with = "Option<u16>")]
    pub port: Option<Spanned<u16>>,
    /// `starttls` (required to succeed), `implicit` (TLS from the first octet) or `none`.
    #[schemars(with = "Option<UpstreamTls>")]
    pub tls: Option<Spanned<UpstreamTls>>,
    /// A PEM file of trusted roots besides the system's.
    pub ca_file: Option<PathBuf>,
    /// User name; without one nobody signs in.
    #[schemars(with = "Option<String>")]
    pub username: Option<Spanned<String>>,
    /// Where the password or token comes from.
    #[schemars(with = "Option<Secret>")]
    pub password: Option<Spanned<Secret>>,
    /// How to sign in.
    pub auth: Option<AuthMechanism>,
    /// Sender domains that leave here; empty = all.
    #[schemars(with = "Vec<String>")]
    pub senders: Vec<Spanned<String>>,
    /// Connections at the same time.
    #[schemars(with = "Option<u32>")]
    pub connections: Option<Spanned<u32>>,
    /// Longest time for connecting, for TLS and for signing in, each.
    #[schemars(with = "Option<DurationText>")]
    pub connect_timeout: Option<Spanned<DurationText>>,
    /// Longest time for the reply to a command.
    #[schemars(with = "Option<DurationText>")]
    pub command_timeout: Option<Spanned<DurationText>>,
    /// Longest time for the reply to the final dot.
    #[schemars(with = "Option<DurationText>")]
    pub dot_timeout: Option<Spanned<DurationText>>,
}

/// Where a secret comes from: exactly one of the three.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Secret {
    /// The first line of this file.
    pub file: Option<PathBuf>,
    /// The first line this command prints. Run without a shell: a text is split at blanks, a list is taken as it is.
    pub command: Option<Command>,
    /// The name of a systemd credential.
    pub credential: Option<String>,
}

/// A command and its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Command {
    /// Split at blanks; quotes mean nothing.
    Line(String),
    /// Program and arguments.
    Words(Vec<String>),
}

/// A watched folder, from which mail is taken.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Outbox {
    /// The folder, or the mbox file; required.
    #[schemars(with = "Option<PathBuf>")]
    pub path: Option<Spanned<PathBuf>>,
    /// `pickup` (a file for each message), `maildir`, `mbox` (one file) or `spool` (pairs of msmtp's queue).
    pub kind: Option<OutboxKind>,
    /// How often the folder is looked through, whatever the system has told of it.
    #[schemars(with = "Option<DurationText>")]
    pub scan: Option<Spanned<DurationText>>,
    /// How long a file that was not renamed into the folder must stay as it is before it is taken.
    #[schemars(with = "Option<DurationText>")]
    pub settle: Option<Spanned<DurationText>>,
    /// The folder below for what was sent; "" = removed. `cur` for a Maildir, "" for an mbox.
    #[schemars(with = "Option<String>")]
    pub sent: Option<Spanned<String>>,
    /// The folder below for what waits.
    #[schemars(with = "Option<String>")]
    pub held: Option<Spanned<String>>,
    /// The folder below for what was not sent and will not be.
    #[schemars(with = "Option<String>")]
    pub refused: Option<Spanned<String>>,
    /// Accounts whose files are taken, besides Outguard's own, the folder's owner and root.
    #[schemars(with = "Vec<String>")]
    pub owners: Vec<Spanned<String>>,
}

/// What follows from a verdict, and when.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Undo window for clean mail to outsiders; "0s" = none.
    #[schemars(with = "Option<DurationText>")]
    pub delay: Option<Spanned<DurationText>>,
    /// How long a hold waits before it goes back as a draft; Saturdays and Sundays do not count.
    #[schemars(with = "Option<DurationText>")]
    pub deadline: Option<Spanned<DurationText>>,
    /// When the owner of a hold is reminded, counted from its creation.
    #[schemars(with = "Option<Vec<DurationText>>")]
    pub reminders: Option<Vec<Spanned<DurationText>>>,
    /// How long delivery is retried before it fails.
    #[schemars(with = "Option<DurationText>")]
    pub retry_for: Option<Spanned<DurationText>>,
    /// A recipient of whom nobody knows whether it was sent: `ask` (at most once) or `resend` (at least once).
    pub unsure: Option<Unsure>,
    /// Time zone of deadlines and notices, such as `Europe/Berlin`; "" = the system's.
    #[schemars(with = "Option<String>")]
    pub time_zone: Option<Spanned<String>>,
    /// How long the bytes of a finished submission are kept.
    #[schemars(with = "Option<DurationText>")]
    pub keep_content: Option<Spanned<DurationText>>,
    /// Whether holds are announced and deadlines told by mail to the sender.
    pub notices: Option<bool>,
    /// How many of a sender's 100 mails `unlikely-recipient` may ask about; 0 = it only takes notes.
    #[schemars(with = "Option<f64>", range(min = 0.0, max = 100.0))]
    pub asks_per_100: Option<Spanned<f64>>,
}

/// What people and programs are told, and how; `policy.notices = false` stands above it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// When a hold is announced by mail: `auto` (unless the desktop has shown it), `always` or `off`.
    pub mail: Option<Announce>,
    /// Which outcomes are told by mail: of `others`' decisions, `all`, or `none` but what nobody could know otherwise.
    pub told: Option<TellOf>,
    /// Who our mails come from; "" = postmaster at the host name.
    #[schemars(with = "Option<String>")]
    pub address: Option<Spanned<String>>,
    /// Further holds of one sender within this time are announced together.
    #[schemars(with = "Option<DurationText>")]
    pub digest: Option<Spanned<DurationText>>,
    /// Whether holds are shown on the desktop, where there is one.
    pub desktop: Option<bool>,
    /// Where holds and outcomes are posted to, as JSON without content.
    #[schemars(with = "Option<Webhook>")]
    pub webhook: Option<Spanned<Webhook>>,
    /// Whether a hold can be decided by an answer to its notice.
    #[schemars(with = "Option<bool>")]
    pub decide_by_mail: Option<Spanned<bool>>,
    /// Where a sent message is forwarded to, to have it back; "" = nowhere.
    #[schemars(with = "Option<String>")]
    pub recall: Option<Spanned<String>>,
}

/// Where holds and outcomes are posted to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Webhook {
    /// The address; `https://`, or `http://` on this machine.
    #[schemars(with = "Option<String>")]
    pub url: Option<Spanned<String>>,
    /// What the posts are signed with.
    #[schemars(with = "Option<Secret>")]
    pub secret: Option<Spanned<Secret>>,
    /// Whether addresses are in it; else only domains are.
    pub addresses: Option<bool>,
}

/// Packs and checks.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Folders with further packs (`*.toml`); packs of duties to disclose are in their sub-folder `duties`.
    pub paths: Vec<PathBuf>,
    /// Checks, packs (`confidential-en`) and rules (`confidential-en/marking`) switched off.
    #[schemars(with = "Vec<String>")]
    pub off: Vec<Spanned<String>>,
    /// Outside people who may see each other's addresses before `many-visible` asks.
    #[schemars(with = "Option<u32>")]
    pub visible_recipients: Option<Spanned<u32>>,
}

/// How attachments are read: in processes of their own, which may use so much and no more.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Processes at the same time; 0 = one for each processor core, at least two.
    #[schemars(with = "Option<u32>")]
    pub processes: Option<Spanned<u32>>,
    /// Memory of one process.
    #[schemars(with = "Option<SizeText>")]
    pub memory: Option<Spanned<SizeText>>,
    /// Longest time for one file; all files of a message may take twelve times as long together.
    #[schemars(with = "Option<DurationText>")]
    pub time: Option<Spanned<DurationText>>,
    /// Levels of files in files.
    #[schemars(with = "Option<u32>")]
    pub depth: Option<Spanned<u32>>,
    /// Files in one attachment, all levels together.
    #[schemars(with = "Option<u32>")]
    pub entries: Option<Spanned<u32>>,
    /// What the packed files of one attachment may expand to, together.
    #[schemars(with = "Option<SizeText>")]
    pub expanded: Option<Spanned<SizeText>>,
}

/// An organisation mail goes to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Party {
    /// Its name; required.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// Its kind; `external` by default.
    pub kind: Option<PartyKind>,
    /// Its domains with their subdomains.
    #[schemars(with = "Vec<String>")]
    pub domains: Vec<Spanned<String>>,
    /// Its people by address, where the domain does not tell.
    #[schemars(with = "Vec<String>")]
    pub people: Vec<Spanned<String>>,
    /// Code names, matter numbers and file names that may go to this party and to the inside only.
    #[schemars(with = "Vec<TermEntry>")]
    pub terms: Vec<Spanned<toml::Value>>,
}

/// A term of a party; for the schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used: terms are read by hand, so that errors name them")]
enum TermEntry {
    /// A code name.
    Text(String),
    /// One of `term`, `matter` and `file`, with an end.
    Table(TermTable),
}

/// A term with an end, a matter number or a file name.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as for `TermEntry`")]
struct TermTable {
    /// A code name.
    term: Option<String>,
    /// A matter number, whatever stands between its groups.
    matter: Option<String>,
    /// A file name, with `*` for anything and `?` for one character.
    file: Option<String>,
    /// The last day it holds.
    until: Option<String>,
}

/// People by address or domain under one name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// Its name; rules say `group:NAME`; required.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// Addresses, and domains with their subdomains.
    #[schemars(with = "Vec<String>")]
    pub members: Vec<Spanned<String>>,
}

/// Parties of which no two may be on one message.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wall {
    /// The parties' names; at least two.
    #[schemars(with = "Vec<String>")]
    pub between: Vec<Spanned<String>>,
    /// The last day it stands.
    #[schemars(with = "Option<String>")]
    pub until: Option<Spanned<toml::Value>>,
    /// Why it stands.
    pub reason: String,
}

/// Parties from a table.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parties {
    /// A CSV file with the columns name, kind, domain, person, term, matter, file, until and wall; "" = none.
    pub file: Option<PathBuf>,
}

/// Somebody the directory knows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Person {
    /// The address; required.
    #[schemars(with = "Option<String>")]
    pub address: Option<Spanned<String>>,
    /// The name; required.
    #[schemars(with = "Option<String>")]
    pub name: Option<Spanned<String>>,
    /// The language of pages and notices for them; `organisation.language` by default.
    pub language: Option<Language>,
    /// `auditor` (sees what happened to all mail, never a body) or `admin` (the same, and changes how often what asks).
    pub role: Option<Role>,
    /// The address of who leads them; decides as a second person where an approval says so.
    #[schemars(with = "Option<String>")]
    pub lead: Option<Spanned<String>>,
    /// The address of who decides for them while they are away.
    #[schemars(with = "Option<String>")]
    pub stand_in: Option<Spanned<String>>,
    /// Their account of this machine, by which decisions at a terminal are theirs.
    pub account: String,
}

/// The log, on standard error.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Lowest level shown.
    pub level: Option<Level>,
    /// `text` or `json` (one object a line).
    pub format: Option<Format>,
    /// Whether addresses and subjects may appear. Bodies never do.
    pub content: Option<bool>,
}

/// Lowest level of the log.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Only what failed.
    Error,
    /// What needs a look.
    Warn,
    /// What happened to mail.
    Info,
    /// Each step.
    Debug,
    /// Everything.
    Trace,
}

impl Level {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Trace => "trace",
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The JSON Schema of the configuration file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Written).to_value()
}
