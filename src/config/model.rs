//! The checked configuration: every value legal, every default filled in. What the rest of the program sees.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::approval::{Approval, Office};
use crate::base::{Address, Domain};
use crate::incident::Contacts;
use crate::people::Directory;
use crate::reader;
use crate::rules::Language;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The whole configuration. All defaults are the `Default` implementations in this file and nowhere else; loading
/// replaces three stand-ins by what only the machine knows: the host name, the state directory and the place of the socket.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Own domains, parties, groups and people, without the parties of their table.
    pub directory: Directory,
    /// The table of further parties.
    pub parties_file: Option<PathBuf>,
    /// The table of further people, who are in `directory`.
    pub people_file: Option<PathBuf>,
    /// The language findings and replies are told in.
    pub language: Language,
    /// The SMTP door.
    pub smtp: Smtp,
    /// The socket of the `sendmail` command.
    pub sendmail: Sendmail,
    /// The page where decisions are made.
    pub page: Page,
    /// Where state is kept.
    pub store: StoreConfig,
    /// The upstreams, first match by sender domain.
    pub upstreams: Vec<Upstream>,
    /// The watched folders.
    pub outboxes: Vec<Outbox>,
    /// What follows from a verdict, and when.
    pub policy: Policy,
    /// What is learnt from sent mail.
    pub history: HistoryConfig,
    /// What people and programs are told, and how.
    pub notices: Notices,
    /// Who acts when something slipped through.
    pub incidents: Incidents,
    /// Where packs are read from besides the shipped ones, and what is switched off.
    pub rules: RulesConfig,
    /// How attachments are read; its defaults stand with the reader.
    pub reading: reader::Settings,
    /// What the log says, and how.
    pub log: Log,
}

/// What is learnt from sent mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryConfig {
    /// Whether mail that is sent teaches who is written to.
    pub learn: bool,
    /// How long what was learnt from a mail is kept.
    pub keep: Duration,
}

impl Default for HistoryConfig {
    fn default() -> HistoryConfig {
        HistoryConfig { learn: true, keep: Duration::from_secs(3 * 365 * DAY) }
    }
}

/// Who acts when something slipped through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incidents {
    /// Who acts.
    pub contacts: Contacts,
    /// Where the organisation sits, by country.
    pub establishment: Vec<String>,
    /// What the organisation is besides; `None` = nobody says.
    pub roles: Option<Vec<String>>,
    /// Whether whoever has a step to do is reminded by mail.
    pub reminders: bool,
}

impl Default for Incidents {
    fn default() -> Incidents {
        Incidents { contacts: Contacts::default(), establishment: Vec::new(), roles: None, reminders: true }
    }
}

/// The SMTP door (RFC 5321, RFC 6409).
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Addresses to listen on.
    pub listen: Vec<SocketAddr>,
    /// The name in the greeting, in `Received` and in our `EHLO`; the machine's host name by default.
    pub hostname: String,
    /// STARTTLS at the door; required off loopback.
    pub tls: Option<TlsFiles>,
    /// SMTP AUTH users; required off loopback.
    pub users: Vec<User>,
    /// Limits (RFC 5321 §4.5.3).
    pub limits: Limits,
}

impl Default for Smtp {
    fn default() -> Smtp {
        let port = 5870;
        Smtp {
            listen: vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()],
            hostname: "localhost".to_owned(),
            tls: None,
            users: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// A certificate chain and its key, PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, own certificate first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Somebody who may sign in at the SMTP door.
#[derive(Clone, Debug)]
pub struct User {
    /// The user name.
    pub name: String,
    /// The Argon2 hash of the password, in PHC form.
    pub password_hash: SecretString,
}

/// Limits of the SMTP door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest message in octets.
    pub message_size: usize,
    /// Octets of messages in memory in all sessions together; a message past it is answered 452.
    pub memory: usize,
    /// Recipients per message.
    pub recipients: usize,
    /// Open sessions.
    pub connections: usize,
    /// Refused commands in one session before it is closed with 421.
    pub errors: usize,
    /// Messages in one session before it is closed with 421; 0 = no limit.
    pub messages: usize,
    /// Silence before a command (RFC 5321 §4.5.3.2.7: at least 5 minutes).
    pub command_timeout: Duration,
    /// Silence between two pieces of message data (RFC 5321 §4.5.3.2.5: 3 minutes).
    pub data_timeout: Duration,
    /// One message from `DATA` to its end, however slowly it trickles.
    pub message_timeout: Duration,
    /// Own `Received` lines before a message counts as looping.
    pub hops: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            message_size: 50_000_000,
            memory: 512_000_000,
            recipients: 1000,
            connections: 1024,
            errors: 20,
            messages: 0,
            command_timeout: Duration::from_secs(5 * MINUTE),
            data_timeout: Duration::from_secs(3 * MINUTE),
            message_timeout: Duration::from_secs(30 * MINUTE),
            hops: 3,
        }
    }
}

/// Where the `sendmail` command hands over to the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sendmail {
    /// The Unix socket; `None` = there is none.
    pub socket: Option<PathBuf>,
}

impl Default for Sendmail {
    fn default() -> Sendmail {
        Sendmail { socket: Some(PathBuf::from("sendmail.sock")) }
    }
}

/// The page where decisions are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it listens; `None` = there is no page.
    pub listen: Option<SocketAddr>,
    /// The address people reach it at, without a slash at its end; people sign in by mail then.
    pub public_url: Option<String>,
    /// TLS at the page.
    pub tls: Option<TlsFiles>,
    /// Reverse proxies; where there are any, nobody else is answered.
    pub proxies: Vec<IpAddr>,
    /// How long somebody stays signed in.
    pub session: Duration,
    /// What health and metrics are asked for with; without one they answer only on this machine.
    pub metrics_token: Option<SecretSource>,
}

impl Default for Page {
    fn default() -> Page {
        Page {
            listen: Some((Ipv4Addr::LOCALHOST, 5880).into()),
            public_url: None,
            tls: None,
            proxies: Vec::new(),
            session: Duration::from_secs(12 * HOUR),
            metrics_token: None,
        }
    }
}

/// Where state is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConfig {
    /// The database file; its folder is the state directory.
    pub path: PathBuf,
}

impl Default for StoreConfig {
    fn default() -> StoreConfig {
        StoreConfig { path: PathBuf::from("outguard.db") }
    }
}

/// How the connection to an upstream is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UpstreamTls {
    /// STARTTLS, required (RFC 3207).
    Starttls,
    /// TLS from the first octet (RFC 8314).
    Implicit,
    /// Plain text; a password is then sent to loopback only.
    None,
}

/// How to sign in upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthMechanism {
    /// PLAIN where offered, else LOGIN.
    Auto,
    /// `AUTH PLAIN` (RFC 4616).
    Plain,
    /// `AUTH LOGIN`.
    Login,
    /// `AUTH XOAUTH2`; the password is an access token.
    Xoauth2,
}

/// Where a secret comes from. Read anew for each sign-in, so that rotation needs no restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// The first line of a file.
    File(PathBuf),
    /// The first line a command prints; run without a shell.
    Command(Vec<String>),
    /// A file in `$CREDENTIALS_DIRECTORY` (systemd credentials).
    Credential(String),
}

/// A smarthost or relay that takes what may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub tls: UpstreamTls,
    /// A PEM file of further trusted roots, besides the system's.
    pub ca_file: Option<PathBuf>,
    /// User name; `None` = do not sign in.
    pub username: Option<String>,
    /// The password or token.
    pub password: Option<SecretSource>,
    /// How to sign in.
    pub auth: AuthMechanism,
    /// Sender domains that leave here; empty = all.
    pub senders: Vec<Domain>,
    /// Connections at the same time.
    pub connections: usize,
    /// Connecting, TLS and sign-in, each.
    pub connect_timeout: Duration,
    /// A reply to a command (RFC 5321 §4.5.3.2.2: 5 minutes for MAIL and RCPT).
    pub command_timeout: Duration,
    /// The reply to the final dot (RFC 5321 §4.5.3.2.6: 10 minutes).
    pub dot_timeout: Duration,
}

impl Default for Upstream {
    /// Everything but the host, which has no default.
    fn default() -> Upstream {
        Upstream {
            host: String::new(),
            port: 587,
            tls: UpstreamTls::Starttls,
            ca_file: None,
            username: None,
            password: None,
            auth: AuthMechanism::Auto,
            senders: Vec::new(),
            connections: 8,
            connect_timeout: Duration::from_secs(30),
            command_timeout: Duration::from_secs(5 * MINUTE),
            dot_timeout: Duration::from_secs(10 * MINUTE),
        }
    }
}

/// How mail lies in a watched folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutboxKind {
    /// A file for each message.
    #[default]
    Pickup,
    /// A Maildir.
    Maildir,
    /// One file with all messages.
    Mbox,
    /// Pairs of msmtp's queue: the arguments in one file, the message in the other.
    Spool,
}

/// A watched folder, from which mail is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// The folder, or the mbox file.
    pub path: PathBuf,
    /// How mail lies in it.
    pub kind: OutboxKind,
    /// How often it is looked through.
    pub scan: Duration,
    /// How long a file must stay as it is before it is taken.
    pub settle: Duration,
    /// The folder for what was sent; empty = removed.
    pub sent: String,
    /// The folder for what waits.
    pub held: String,
    /// The folder for what was not sent and will not be.
    pub refused: String,
    /// Further accounts whose files are taken, by name or number.
    pub owners: Vec<String>,
}

impl Outbox {
    /// The defaults for a folder of this kind.
    pub fn new(path: PathBuf, kind: OutboxKind) -> Outbox {
        let sent = match kind {
            OutboxKind::Pickup | OutboxKind::Spool => "sent",
            OutboxKind::Maildir => "cur",
            OutboxKind::Mbox => "",
        };
        Outbox {
            path,
            kind,
            scan: Duration::from_secs(5),
            settle: Duration::from_secs(2),
            sent: sent.to_owned(),
            held: "held".to_owned(),
            refused: "refused".to_owned(),
            owners: Vec::new(),
        }
    }
}

/// What to do with a recipient of whom nobody knows whether it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unsure {
    /// Keep it and ask: at most once.
    Ask,
    /// Send again with the same bytes: at least once.
    Resend,
}

/// What follows from a verdict, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Undo window for clean mail to outsiders; zero = none.
    pub delay: Duration,
    /// How long a hold waits before it goes back as a draft; weekends do not count.
    pub deadline: Duration,
    /// When the owner of a hold is reminded, counted from its creation.
    pub reminders: Vec<Duration>,
    /// How long delivery is retried before it fails.
    pub retry_for: Duration,
    /// Unsure recipients.
    pub unsure: Unsure,
    /// The time zone of deadlines and notices; `None` = the system's.
    pub time_zone: Option<String>,
    /// How long the bytes of a finished submission are kept.
    pub keep_content: Duration,
    /// Whether holds are announced and deadlines told by mail to the sender.
    pub notices: bool,
    /// How many of a sender's 100 mails `unlikely-recipient` may ask about; nought = it only takes notes.
    pub asks_per_100: f64,
    /// When people are in the office.
    pub office: Office,
    /// Who decides about what needs a second person; of several that fit, the first.
    pub approvals: Vec<Approval>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            delay: Duration::ZERO,
            deadline: Duration::from_secs(72 * HOUR),
            reminders: vec![Duration::from_secs(HOUR), Duration::from_secs(8 * HOUR)],
            retry_for: Duration::from_secs(5 * DAY),
            unsure: Unsure::Ask,
            time_zone: None,
            keep_content: Duration::from_secs(7 * DAY),
            notices: true,
            asks_per_100: 1.0,
            office: Office::default(),
            approvals: Vec::new(),
        }
    }
}

/// When a hold is announced to its sender by mail, besides the answer at the door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Announce {
    /// Unless the desktop has shown it.
    #[default]
    Auto,
    /// Whatever the desktop shows.
    Always,
    /// Never at once; reminders and drafts given back are mailed all the same.
    Off,
}

/// Which outcomes are told by mail, besides where they were decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TellOf {
    /// Those the sender has not decided: nobody gets a mail for each of their own clicks.
    #[default]
    Others,
    /// All.
    All,
    /// Only what nobody could know otherwise: drafts given back, rejections, what may have been sent.
    None,
}

/// What people and programs are told, and how; `notices` of [`Policy`] stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// When a hold is announced by mail.
    pub mail: Announce,
    /// Which outcomes are told by mail.
    pub told: TellOf,
    /// Who our mails come from; `None` = `postmaster@` and the host name.
    pub address: Option<Address>,
    /// Further holds of one sender within this time are announced together.
    pub digest: Duration,
    /// Whether holds are shown on the desktop, where there is one.
    pub desktop: bool,
    /// Where holds and outcomes are posted to.
    pub webhook: Option<Webhook>,
    /// Whether a hold can be decided by an answer to its notice.
    pub decide_by_mail: bool,
    /// Where a sent message is forwarded to, to have it back; `None` = nowhere.
    pub recall: Option<Address>,
}

impl Default for Notices {
    fn default() -> Notices {
        Notices {
            mail: Announce::Auto,
            told: TellOf::Others,
            address: None,
            digest: Duration::from_secs(10 * MINUTE),
            desktop: true,
            webhook: None,
            decide_by_mail: false,
            recall: None,
        }
    }
}

/// Where holds and outcomes are posted to, as JSON without content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address, `https://` or, on this machine, `http://`.
    pub url: String,
    /// What the posts are signed with.
    pub secret: SecretSource,
    /// Whether addresses are in it; else only domains are.
    pub addresses: bool,
}

/// Packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesConfig {
    /// Folders with further packs (`*.toml`).
    pub paths: Vec<PathBuf>,
    /// Checks and rules switched off: `many-visible`, `confidential-en/marking`, or a whole pack `confidential-en`.
    pub off: Vec<String>,
    /// Outside people who may see each other's addresses before `many-visible` asks.
    pub visible_recipients: usize,
    /// The folder of packs that were put there after an incident; in the state directory.
    pub applied: PathBuf,
}

impl RulesConfig {
    /// Every folder packs are read from.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.paths.iter().chain([&self.applied])
    }
}

impl Default for RulesConfig {
    fn default() -> RulesConfig {
        RulesConfig { paths: Vec::new(), off: Vec::new(), visible_recipients: 15, applied: PathBuf::from("packs") }
    }
}

/// The log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Lowest level shown: `error`, `warn`, `info`, `debug`, `trace`.
    pub level: String,
    /// One JSON object a line instead of text.
    pub json: bool,
    /// Whether addresses and subjects may appear. Bodies never do.
    pub content: bool,
}

impl Default for Log {
    fn default() -> Log {
        Log { level: "info".to_owned(), json: false, content: false }
    }
}
