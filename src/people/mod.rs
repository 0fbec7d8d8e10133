//! Parties and the directory, who is known to whom, and what looks alike.

mod bound;
mod classify;
mod footers;
pub mod freemail;
mod growing;
mod here;
pub mod history;
mod leaked;
pub mod lookalike;
pub mod similar;
mod sketch;

pub use sketch::{DomainCounts, Sketch, Sketches};

use std::collections::HashSet;
use std::sync::Arc;

pub use bound::{Group, Member, Term, TermKind, Wall, holds};
pub use footers::{Around, FOOTER, Paragraph};
pub use growing::Growing;
pub use here::Here;
pub use history::Past;
pub use leaked::{Fingerprints, figures};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Address, Domain, Language};

/// What kind of organisation mail goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// The own organisation.
    Internal,
    /// A client.
    Client,
    /// A partner.
    Partner,
    /// Any other organisation, and every domain nobody named.
    External,
    /// A provider of private mailboxes.
    Freemail,
    /// An organisation that gets no mail.
    Blocked,
}

impl PartyKind {
    /// The word used in rules, JSON and on the page.
    pub fn word(self) -> &'static str {
        match self {
            PartyKind::Internal => "internal",
            PartyKind::Client => "client",
            PartyKind::Partner => "partner",
            PartyKind::External => "external",
            PartyKind::Freemail => "freemail",
            PartyKind::Blocked => "blocked",
        }
    }
}

/// An organisation mail goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its name, such as `Kita Ltd`.
    pub name: String,
    /// Its kind.
    pub kind: PartyKind,
    /// Its domains; subdomains belong to it too.
    pub domains: Vec<Domain>,
    /// People of it by address, where the domain does not tell (a client's person at a free-mail provider).
    pub people: Vec<Address>,
    /// Code names, matter numbers and file names that may go to this party and to the inside only.
    pub terms: Vec<Term>,
}

/// Somebody the directory knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The address.
    pub address: Address,
    /// The name, `Martin Keller`.
    pub name: String,
    /// The language they are spoken to in; `None` = the organisation's.
    pub language: Option<Language>,
    /// What they may besides their own.
    pub role: Option<Role>,
    /// Their account of this machine; empty = none is known.
    pub account: String,
    /// Who leads them.
    pub lead: Option<Address>,
    /// Who decides for them while they are away.
    pub stand_in: Option<Address>,
}

impl Person {
    /// Somebody of whom no more than this is known.
    pub fn new(address: Address, name: impl Into<String>) -> Person {
        Person {
            address,
            name: name.into(),
            language: None,
            role: None,
            account: String::new(),
            lead: None,
            stand_in: None,
        }
    }
}

/// What somebody may besides seeing and deciding what they have sent themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees what happened to all mail, and the journal; never a body.
    Auditor,
    /// The same, and changes how often what asks.
    Admin,
}

/// Somebody this sender has written to before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The address.
    pub address: Address,
    /// The display name last used; may be empty.
    pub name: String,
    /// How many messages went there.
    pub count: u32,
    /// When the last one went there.
    pub last: Timestamp,
}

/// Something a sender does not want to be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quieted {
    /// The check or rule.
    pub check: String,
    /// The address it asked about, in its compared form.
    pub address: String,
    /// From when on.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What history knows about one sender; arrives as a value, so that judging needs no I/O.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Everybody this sender has written to.
    pub contacts: Vec<Contact>,
    /// What stood below enough of this sender's messages to be a footer, by number.
    pub footers: HashSet<i64>,
    /// What they do not want to be asked again.
    pub quieted: Vec<Quieted>,
    /// Checks and rules that only take notes, whoever writes.
    pub eased: HashSet<String>,
    /// What slipped through in the incidents of theirs that are open.
    pub leaked: Vec<Fingerprints>,
    /// Their names, prepared.
    pub sketches: Sketches,
    /// Their domains, counted.
    pub domain_counts: DomainCounts,
    /// What was learnt from their mail; `None` = nothing was, nothing is kept, or it could not be read.
    pub past: Option<Arc<Past>>,
    /// Why what was learnt could not be read, or not in time.
    pub unread: Option<PastUnread>,
    /// Whom anybody here has written to; `None` = only this sender's own mail is known.
    pub here: Option<Arc<Here>>,
}

/// What was learnt from a sender's mail could not be read, or not in time.
#[derive(Clone, Debug)]
pub struct PastUnread {
    /// Why.
    pub why: String,
    /// What words are numbered under, where that is known: a message that is judged without a past can be learnt all the same.
    pub key: Option<history::Key>,
}

impl History {
    /// The history of a sender who has written to `contacts`.
    pub fn new(contacts: Vec<Contact>) -> History {
        History { contacts, ..History::default() }
    }
}

/// Who is who: the organisation's own domains, its parties and its people.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The own domains.
    pub domains: Vec<Domain>,
    /// The named parties.
    pub parties: Vec<Party>,
    /// The named people.
    pub persons: Vec<Person>,
    /// The named groups.
    pub groups: Vec<Group>,
    /// Which parties never share a message.
    pub walls: Vec<Wall>,
    /// Their names, prepared.
    pub sketches: Sketches,
}
