//! Whose mail it is: whoever is named; else whoever this account belongs to; else whoever much of the mail in each folder of
//! sent mail is from. Several addresses of one person are joined.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::looking::{Folder, Look, Part, is_anywhere};
use crate::app::failure::{Failure, exit};
use crate::base::fold::folded;
use crate::base::{Address, Domain};
use crate::people::{Person, freemail};

/// Senders that are told to whoever has to say whose mail it is.
const TOLD: usize = 3;

/// Who wrote one of so many mails in a folder of sent mail has it from themselves: people change their address, and keep the
/// folder.
const MUCH: usize = 5;

/// What the configuration says of people.
pub(in crate::control) struct Known {
    /// The own domains.
    pub(in crate::control) domains: Vec<Domain>,
    /// The named people.
    pub(in crate::control) persons: Vec<Person>,
    /// Whose account this is.
    pub(in crate::control) own: Option<Address>,
}

impl Known {
    /// Whether an address is inside the own domains.
    fn is_own(&self, address: &Address) -> bool {
        address.domain().is_some_and(|domain| self.domains.iter().any(|inside| domain.is_within(inside)))
    }
}

/// Somebody whose mail is learnt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owner {
    /// The address their history is kept under.
    #[schemars(with = "String")]
    pub address: Address,
    /// Why it is theirs.
    pub why: Why,
    /// Their other addresses.
    pub also: Vec<Also>,
}

/// Another address of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Also {
    /// The address.
    #[schemars(with = "String")]
    pub address: Address,
    /// Why it is theirs, too.
    pub why: Why,
}

/// Why an address is somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It was said.
    Named,
    /// The configuration says that this account is theirs.
    Account,
    /// Much of the mail in a folder of sent mail is from it.
    SentMail,
    /// No folder is called like sent mail, and most mail is from it or addressed to it.
    MostMail,
    /// It has the same full name, inside the own domains.
    SameName,
}

impl Why {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Named => "as you said",
            Why::Account => "whose account this is",
            Why::SentMail => "sent mail is from there",
            Why::MostMail => "most of the mail is from there or addressed to it",
            Why::SameName => "the same name",
        }
    }
}

/// Whose mail is learnt, by address.
#[derive(Debug)]
pub(in crate::control) struct Whose {
    owners: Vec<Owner>,
    by_key: HashMap<String, usize>,
    /// Addresses with the same name as an owner that may all the same be somebody else's.
    apart: Vec<Address>,
    /// Addresses inside that are somebody's, an owner's or not, in their compared forms.
    people: HashSet<String>,
}

impl Whose {
    /// Whose mail lies at `paths`, as far as that is looked at until `stops`.
    pub(in crate::control) fn of(
        paths: &[PathBuf],
        me: &[Address],
        known: &Known,
        stops: &dyn Fn() -> bool,
    ) -> Result<Whose, Failure> {
        let look = Look::at(paths, stops);
        let owner = |address: &Address, why| Owner { address: address.clone(), why, also: Vec::new() };
        let mut owners: Vec<Owner> = Vec::new();
        let is_account = |own: &&Address| look.is_author(own) || (look.sent().is_none() && look.part(own) > 0);
        if let Some((first, others)) = me.split_first() {
            if look.any_mail() && me.iter().all(|address| look.part(address) == 0) && !is_anywhere(paths, me, stops) {
                let me: Vec<String> = me.iter().map(ToString::to_string).collect();
                return Err(nobody(format!("no mail there is from or to {}", me.join(", ")), &look));
            }
            let also = others.iter().filter(|other| *other != first);
            let also = also.map(|address| Also { address: address.clone(), why: Why::Named }).collect();
            owners.push(Owner { also, ..owner(first, Why::Named) });
        } else if let Some(own) = known.own.as_ref().filter(is_account) {
            owners.push(owner(own, Why::Account));
        } else {
            let found: Vec<(&Address, Why)> = match look.sent() {
                Some(sent) => {
                    let inside = Inside::of(&sent, &look, known);
                    let authors = sent.into_iter().flat_map(|folder| much_from(folder, &inside, &look, known));
                    authors.map(|address| (address, Why::SentMail)).collect()
                }
                None => {
                    let of = |folder| Some((in_any_folder(folder, &look, known)?, Why::MostMail));
                    look.folders().filter_map(of).collect()
                }
            };
            for (address, why) in found {
                if !owners.iter().any(|owner| owner.address == *address) {
                    owners.push(owner(address, why));
                }
            }
        }
        if owners.is_empty() && !look.any_mail() {
            return Err(match look.damaged.first() {
                Some(damaged) => super::unreadable(damaged),
                None => super::no_mail(look.unopened.first()),
            });
        }
        if owners.is_empty() {
            return Err(nobody("nobody can tell whose mail this is".to_owned(), &look));
        }
        let people = people_inside(&owners, &look, known);
        let mut whose = Whose { owners, by_key: HashMap::new(), apart: Vec::new(), people };
        // Whoever is named has these addresses and no others.
        if me.is_empty() {
            whose.join_names(&look, known);
        }
        whose.number();
        Ok(whose)
    }

    fn number(&mut self) {
        self.by_key.clear();
        for (i, owner) in self.owners.iter().enumerate() {
            self.by_key.insert(owner.address.key().to_owned(), i);
            self.by_key.extend(owner.also.iter().map(|other| (other.address.key().to_owned(), i)));
        }
    }

    /// The address is not joined: it is known to be written to, or from, by itself.
    pub(super) fn keep_apart(&mut self, address: &Address) {
        self.owners.iter_mut().for_each(|owner| owner.also.retain(|also| also.address != *address));
        self.apart.push(address.clone());
        self.number();
    }

    /// Addresses with the same name as an owner that may all the same be somebody else's.
    pub(super) fn apart(&self) -> &[Address] {
        &self.apart
    }

    /// Everybody.
    pub(in crate::control) fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// Whose address it is.
    pub(in crate::control) fn owner(&self, address: &Address) -> Option<&Address> {
        self.owners.get(*self.by_key.get(address.key())?).map(|owner| &owner.address)
    }

    /// Who of them a message went to: all who are named. Lists, blind copies and other names of a mailbox name nobody; then it is
    /// the only one there is, but not where somebody else inside is named: what lies in a colleague's mailbox went to them.
    pub(in crate::control) fn heard_by<'a>(&self, recipients: impl Iterator<Item = &'a Address>) -> Vec<&Address> {
        let mut heard: Vec<&Address> = Vec::new();
        let mut is_of_others = false;
        for address in recipients {
            match self.owner(address) {
                Some(owner) if heard.contains(&owner) => {}
                Some(owner) => heard.push(owner),
                None => is_of_others |= self.people.contains(address.key()),
            }
        }
        match self.owners.as_slice() {
            [only] if heard.is_empty() && !is_of_others => vec![&only.address],
            _ => heard,
        }
    }

    /// Joins addresses with the same full name, inside the own domains, that sent mail is from or that the configuration's list
    /// of people has; but none that its owner writes to.
    fn join_names(&mut self, look: &Look, known: &Known) {
        let said = known.persons.iter().map(|person| (&person.address, person.name.as_str()));
        let seen = look.names.iter().map(|(address, name)| (address, name.as_str()));
        let mut named: Vec<(&Address, String)> =
            said.chain(seen).map(|(address, name)| (address, full_name(name))).collect();
        named.retain(|(_, name)| !name.is_empty());
        named.sort_by(|a, b| a.0.key().cmp(b.0.key()));
        let mut joined: Vec<Owner> = Vec::new();
        for mut owner in self.owners.drain(..) {
            let own = &owner.address;
            if joined.iter().any(|earlier| earlier.also.iter().any(|other| other.address == *own)) {
                continue;
            }
            let called: HashSet<&str> =
                named.iter().filter(|(address, _)| *address == own).map(|(_, name)| name.as_str()).collect();
            let is_inside = |address: &Address| {
                let Some(domain) = address.domain() else { return false };
                let same = own.domain() == Some(domain);
                !freemail::is_freemail(domain.as_str()) && (same || (known.is_own(own) && known.is_own(address)))
            };
            let mut also: Vec<Also> = Vec::new();
            for (address, name) in &named {
                let is_new = *address != own && also.iter().all(|other| other.address != **address);
                if !is_new || !called.contains(name.as_str()) || !is_inside(address) {
                    continue;
                }
                if look.written.contains(&(own.key().to_owned(), address.key().to_owned())) {
                    self.apart.push((*address).clone());
                } else {
                    also.push(Also { address: (*address).clone(), why: Why::SameName });
                }
            }
            owner.also.extend(also);
            joined.push(owner);
        }
        self.owners = joined;
        self.apart.sort_by(|a, b| a.key().cmp(b.key()));
        self.apart.dedup();
    }

    /// What tells this reading from one for others.
    pub(super) fn fingerprint(&self) -> String {
        let mut keys: Vec<&str> = self.by_key.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.join(" ")
    }
}

/// Who of the own domains wrote in folders of sent mail.
struct Inside {
    /// Whether anybody did.
    is_there: bool,
    /// What they are called, as compared.
    names: HashSet<String>,
}

impl Inside {
    fn of(sent: &[&Folder], look: &Look, known: &Known) -> Inside {
        let parts = sent.iter().flat_map(|folder| folder.people.values()).filter(|part| part.from > 0);
        let authors: Vec<&Part> = parts.filter(|part| known.is_own(&part.address)).collect();
        let names = authors.iter().flat_map(|part| full_names(look, &part.address)).collect();
        Inside { is_there: !authors.is_empty(), names }
    }
}

/// Whom much of a folder of sent mail is from, whoever wrote most first. Some file the answers of a client there, too, in a folder
/// of their own or by the hundred; so where somebody inside the own domains has written in any, nobody else counts but under the
/// same name: that is an address of before. No number of mails tells it from a client's. Who is passed over by mistake is told, and
/// can be named.
fn much_from<'a>(folder: &'a Folder, inside: &Inside, look: &Look, known: &Known) -> Vec<&'a Address> {
    let mut authors: Vec<&Part> = folder.people.values().filter(|part| part.from > 0).collect();
    if inside.is_there {
        let is_same = |address: &Address| full_names(look, address).any(|name| inside.names.contains(&name));
        authors.retain(|part| known.is_own(&part.address) || is_same(&part.address));
    }
    let all: usize = authors.iter().map(|part| part.from).sum();
    authors.retain(|part| part.from * MUCH >= all);
    authors.sort_by_key(|part| std::cmp::Reverse(part.from));
    authors.into_iter().map(|part| &part.address).collect()
}

/// What somebody is called in sent mail, as compared.
fn full_names(look: &Look, of: &Address) -> impl Iterator<Item = String> {
    let called = look.names.iter().filter(move |(address, _)| address == of);
    called.map(|(_, name)| full_name(name)).filter(|name| !name.is_empty())
}

/// Addresses inside that are somebody's, as far as that can be told: mail is from there, or the configuration lists them. Of any
/// other nobody can tell: `info@` of a small firm is one more name of its owner's mailbox. Where no domains are configured, those
/// of the owners are inside.
fn people_inside(owners: &[Owner], look: &Look, known: &Known) -> HashSet<String> {
    let is_inside = |address: &Address| {
        if !known.domains.is_empty() {
            return known.is_own(address);
        }
        let Some(domain) = address.domain() else { return false };
        !freemail::is_freemail(domain.as_str()) && owners.iter().any(|owner| owner.address.domain() == Some(domain))
    };
    let listed = known.persons.iter().map(|person| &person.address);
    let all = look.authors().into_iter().chain(listed).filter(|address| is_inside(address));
    all.map(|address| address.key().to_owned()).collect()
}

/// Whose mail lies in a folder that is not called like sent mail: whoever of the own domains takes part in half of it, else whom
/// most of it is addressed to. Who writes much to somebody is not them.
fn in_any_folder<'a>(folder: &'a Folder, look: &Look, known: &Known) -> Option<&'a Address> {
    let own = folder.people.values().filter(|part| known.is_own(&part.address) && part.either * 2 >= folder.letters);
    let own = only_first(own, |part| (part.either, look.part(&part.address), part.from));
    let any = || only_first(folder.people.values(), |part| part.either).filter(|part| part.to * 2 > folder.letters);
    own.or_else(any).map(|part| &part.address)
}

/// The first by `rank`, if it is the only one of that rank.
fn only_first<'a, R: Ord>(parts: impl Iterator<Item = &'a Part>, rank: impl Fn(&Part) -> R) -> Option<&'a Part> {
    let mut ranked: Vec<(R, &Part)> = parts.map(|part| (rank(part), part)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0));
    match ranked.as_slice() {
        [first, second, ..] if first.0 == second.0 => None,
        [first, ..] => Some(first.1),
        [] => None,
    }
}

/// Nothing is from or to those who were named, or nobody can tell whose it is.
fn nobody(words: String, look: &Look) -> Failure {
    let authors = look.authors();
    let others = if authors.len() > TOLD { ", and others" } else { "" };
    let shown: Vec<String> = authors.iter().take(TOLD).map(ToString::to_string).collect();
    let failure = Failure::new("no_sender", exit::NOINPUT, words);
    match authors.first() {
        Some(first) => {
            let shown = shown.join(", ");
            failure.hint(format!(
                "mail there is from {shown}{others}; name whose it is: --me ADDRESS, such as --me {first}"
            ))
        }
        None => failure.hint("name whose it is: --me ADDRESS"),
    }
}

/// A name of two words or more, as compared; empty for any other.
fn full_name(name: &str) -> String {
    let mut words: Vec<String> = folded(name).split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    // `Weber, Anna` is Anna Weber.
    words.sort_unstable();
    if words.len() < 2 { String::new() } else { words.join(" ") }
}
