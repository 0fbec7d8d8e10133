//! Our own mails: that something is held, that it waits, and how it ended. Plain and short, in the language of whoever gets
//! them; queued in the same transaction as the change they tell of; never a word of the message they are about, except in a
//! draft that is given back.

mod answers;
mod ended;
mod letter;
mod waiting;

use std::collections::HashMap;
use std::net::SocketAddr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use answers::{Answerable, Answered};
pub use ended::{Ending, Repairs, told_of_sending};
pub(super) use letter::Letter;
pub use letter::own_submission;
pub use waiting::tell_unsure;

use super::Actor;
use super::texts;
use crate::base::text::one_line;
use crate::base::{Address, Id, Language, Say};
use crate::config::{Account, Config, Notices, TellOf};
use crate::facts::Role;
use crate::incident::IncidentId;
use crate::store::{Entry, Summary};

/// How many recipients a mail names before it counts the others.
const MOST_NAMED: usize = 10;

/// The longest subject of a held message within a mail of ours, in characters.
const SUBJECT: usize = 80;

/// The numbers of accounts that are people's, by the custom of every distribution.
const PEOPLE: std::ops::Range<u32> = 1000..60_000;

/// Who our own mails come from, what they say about where to decide, and to whom they are sent at all.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The machine's name, as in the greeting.
    pub hostname: String,
    /// The zone times are told in.
    pub zone: TimeZone,
    /// What people are told.
    pub settings: Notices,
    /// Whether anything is mailed.
    on: bool,
    language: Language,
    languages: HashMap<String, Language>,
    /// The accounts of people of the directory, by the compared form of their address.
    accounts: HashMap<String, String>,
    /// The account this installation belongs to, where it is one person's.
    sole: Option<String>,
    /// The page, without a slash at its end.
    url: Option<String>,
}

impl Sender {
    /// As `config` says.
    pub fn of(config: &Config) -> Sender {
        let persons = &config.directory.persons;
        let key = |person: &crate::people::Person| person.address.key().to_owned();
        let sole = Account::current().filter(|account| PEOPLE.contains(&account.uid)).map(|account| account.name);
        let sender = Sender {
            hostname: config.smtp.hostname.clone(),
            zone: super::zone(&config.policy),
            settings: config.notices.clone(),
            on: config.policy.notices,
            language: config.language,
            languages: persons.iter().filter_map(|person| Some((key(person), person.language?))).collect(),
            accounts: persons.iter().map(|person| (key(person), person.account.clone())).collect(),
            sole,
            url: config.page.public_url.clone(),
        };
        sender.with_page(config.page.listen)
    }

    /// With links to the page that listens at `listen`, where people have no better address of it and are on this machine.
    pub fn with_page(self, listen: Option<SocketAddr>) -> Sender {
        let near = listen.filter(|address| address.ip().is_loopback() && address.port() != 0);
        let url = self.url.or_else(|| near.map(|address| format!("http://{address}")));
        Sender { url, ..self }
    }

    /// Whether holds are announced and outcomes told at all.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// The address our mails come from.
    pub(super) fn from(&self) -> String {
        match &self.settings.address {
            Some(address) => address.to_string(),
            None => format!("postmaster@{}", self.hostname),
        }
    }

    /// Begins a mail about `about` to somebody.
    pub(super) fn letter(&self, about: &Id, to: &Address, now: Timestamp) -> Letter {
        Letter::new(self, about, to, now)
    }

    /// Speaks to somebody in their language, else in the organisation's.
    pub(super) fn say_to(&self, person: &Address) -> Say {
        texts::say(self.languages.get(person.key()).copied().unwrap_or(self.language))
    }

    /// Where to look at a submission: the page, where people reach one, and the command.
    pub(super) fn places(&self, say: Say, id: &Id) -> String {
        match &self.url {
            Some(url) => say.all("notice-look", &[("url", format!("{url}/{id}")), ("id", id.to_string())]),
            None => say.a("notice-look-here", "id", id),
        }
    }

    /// The page of a submission, where people reach one.
    pub(super) fn link(&self, id: &Id) -> Option<String> {
        self.url.as_ref().map(|url| format!("{url}/{id}"))
    }

    /// Where to say that a message which left went to the wrong person: the page, where people reach one, and the command.
    pub(super) fn went_wrong(&self, say: Say, id: &Id) -> String {
        match &self.url {
            Some(url) => {
                let url = format!("{url}/incidents/new?id={id}");
                say.all("notice-wrong-page", &[("url", url), ("id", id.to_string())])
            }
            None => say.a("notice-wrong", "id", id),
        }
    }

    /// Where an incident is worked on: the page, where people reach one, and the command.
    pub(super) fn incident_place(&self, say: Say, id: IncidentId) -> String {
        match &self.url {
            Some(url) => {
                let named = [("url", format!("{url}/incidents/{id}")), ("id", id.to_string())];
                say.all("notice-incident-page", &named)
            }
            None => say.a("notice-incident", "id", id),
        }
    }

    /// A time as people read it, in their language and zone.
    pub(super) fn time(&self, say: Say, at: Timestamp) -> String {
        let form = match say.language() {
            Language::En => "%a %-d %b %Y %H:%M %Z",
            Language::De => "%-d.%-m.%Y, %H:%M %Z",
            Language::Es => "%-d/%-m/%Y, %H:%M %Z",
        };
        at.to_zoned(self.zone.clone()).strftime(form).to_string()
    }

    /// Whether its sender hears by mail of what `actor` does with `entry`: what people do themselves they see where they do
    /// it, and nobody reads a mail for each of their own clicks.
    pub(super) fn tells_of(&self, actor: &Actor, entry: &Entry) -> bool {
        match self.settings.told {
            _ if !self.on => false,
            // Who decides by mail looks at nothing but their mail.
            _ if actor.whence.way == "mail" => true,
            TellOf::None => false,
            TellOf::All => true,
            TellOf::Others => !self.is_sender(actor, &entry.summary),
        }
    }

    fn is_sender(&self, actor: &Actor, summary: &Summary) -> bool {
        let account = match &actor.who {
            crate::base::Who::Account(name) => name.as_str(),
            crate::base::Who::Person(_) => "",
        };
        match &actor.person {
            Some(person) => person.key() == summary.owner,
            None if account.is_empty() => false,
            None => {
                self.accounts.get(&summary.owner).is_some_and(|known| known == account)
                    || self.sole.as_deref() == Some(account)
            }
        }
    }

    /// The message and who it would go to, for its sender's eyes.
    fn message(&self, say: Say, entry: &Entry) -> String {
        let subject = self.subject(say, entry);
        say.all("notice-message", &[("subject", subject), ("people", people(say, entry))])
    }

    fn subject(&self, say: Say, entry: &Entry) -> String {
        let subject = one_line(entry.summary.subject.trim(), SUBJECT);
        if subject.is_empty() { say.t("notice-no-subject") } else { subject }
    }
}

/// Who it would go to: hidden copies are named too, they are lost otherwise.
fn people(say: Say, entry: &Entry) -> String {
    let mut shown: Vec<String> = entry
        .remaining()
        .take(MOST_NAMED)
        .map(|row| match row.role {
            Role::Bcc => say.a("notice-hidden", "address", &row.recipient.address),
            Role::To | Role::Cc => row.recipient.address.to_string(),
        })
        .collect();
    let more = entry.remaining().count().saturating_sub(shown.len());
    if more > 0 {
        shown.push(say.n("notice-more", more));
    }
    shown.join(", ")
}

/// Why it waits, the gravest first.
fn reasons(say: Say, entry: &Entry) -> String {
    let findings = entry.verdict.findings.iter().filter(|finding| finding.step > crate::base::Step::Pass);
    let mut lines: Vec<String> = findings.map(|finding| finding.told(say.language()).0).collect();
    lines.dedup();
    lines.truncate(3);
    lines.iter().map(|line| format!("  - {}", one_line(line, 300))).collect::<Vec<_>>().join("\n")
}
