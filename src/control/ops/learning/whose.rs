//! Whose mail it is: whoever is named; else whoever this account belongs to; else whoever most of the mail in each folder of
//! sent mail is from. Several addresses of one person are joined.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::failure::{Failure, exit};
use crate::archive::{self, Item, Position, Source, Walk};
use crate::base::fold::folded;
use crate::base::{Address, Domain};
use crate::message::fields;
use crate::message::lines::with_crlf;
use crate::parse;
use crate::people::{Person, freemail};

/// Messages of each folder that are looked at to tell whose it is.
const LOOKED_AT: usize = 300;

/// Fields of each of these that are looked at to tell whether it is mail.
const FIELDS_LOOKED_AT: usize = 100;

/// Octets of each of these.
const HEADER: usize = 64 * 1024;

/// What the configuration says of people.
pub(in crate::control) struct Known {
    /// The own domains.
    pub(in crate::control) domains: Vec<Domain>,
    /// The named people.
    pub(in crate::control) persons: Vec<Person>,
    /// Whose account this is.
    pub(in crate::control) own: Option<Address>,
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
    /// Most mail in a folder of sent mail is from it.
    SentMail,
    /// It has the same full name, inside the own domains.
    SameName,
}

impl Why {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Named => "as you said",
            Why::Account => "whose account this is",
            Why::SentMail => "most of the sent mail is from there",
            Why::SameName => "the same name",
        }
    }
}

/// Whose mail is learnt, by address.
#[derive(Debug)]
pub(in crate::control) struct Whose {
    owners: Vec<Owner>,
    by_key: HashMap<String, usize>,
}

/// Who has written in one folder.
#[derive(Default)]
struct Seen {
    messages: usize,
    /// Those that have a header as mail has.
    letters: usize,
    senders: BTreeMap<String, (Address, usize)>,
}

impl Whose {
    /// Whose mail lies at `paths`.
    pub(in crate::control) fn of(paths: &[PathBuf], me: &[Address], known: &Known) -> Result<Whose, Failure> {
        let (folders, names) = look(paths);
        let any_mail = folders.iter().any(|seen| seen.letters > 0);
        let owner = |address: &Address, why| Owner { address: address.clone(), why, also: Vec::new() };
        let mut owners: Vec<Owner> = Vec::new();
        if let Some((first, others)) = me.split_first() {
            let also = others.iter().filter(|other| *other != first);
            let also = also.map(|address| Also { address: address.clone(), why: Why::Named }).collect();
            owners.push(Owner { also, ..owner(first, Why::Named) });
        } else if let Some(own) = known.own.as_ref().filter(|own| names.iter().any(|(address, _)| address == *own)) {
            owners.push(owner(own, Why::Account));
        } else {
            for seen in folders {
                let Some((address, _)) = seen.senders.into_values().max_by_key(|(_, count)| *count) else { continue };
                if !owners.iter().any(|owner| owner.address == address) {
                    owners.push(owner(&address, Why::SentMail));
                }
            }
        }
        if owners.is_empty() && !any_mail {
            return Err(super::no_mail(&[]));
        }
        if owners.is_empty() {
            let words = "nobody can tell whose mail this is";
            return Err(Failure::new("no_sender", exit::NOINPUT, words).hint("add --me ADDRESS"));
        }
        join_names(&mut owners, &names, known);
        let mut by_key = HashMap::new();
        for (i, owner) in owners.iter().enumerate() {
            by_key.insert(owner.address.key().to_owned(), i);
            by_key.extend(owner.also.iter().map(|other| (other.address.key().to_owned(), i)));
        }
        Ok(Whose { owners, by_key })
    }

    /// Everybody.
    pub(in crate::control) fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// Whose address it is.
    pub(in crate::control) fn owner(&self, address: &Address) -> Option<&Address> {
        self.owners.get(*self.by_key.get(address.key())?).map(|owner| &owner.address)
    }

    /// Who of them a message went to: whoever is named, or the only one there is.
    pub(in crate::control) fn heard_by<'a>(
        &'a self,
        recipients: impl Iterator<Item = &'a Address>,
    ) -> Option<&'a Address> {
        let mut named = recipients.filter_map(|address| self.owner(address));
        named.next().or(match self.owners.as_slice() {
            [only] => Some(&only.address),
            _ => None,
        })
    }

    /// What tells this reading from one for others.
    pub(super) fn fingerprint(&self) -> String {
        let mut keys: Vec<&str> = self.by_key.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.join(" ")
    }
}

/// The senders in each folder of sent mail, or in each folder where none is called so; and everybody's names.
fn look(paths: &[PathBuf]) -> (Vec<Seen>, HashSet<(Address, String)>) {
    let mut folders: BTreeMap<(bool, PathBuf), Seen> = BTreeMap::new();
    let mut names = HashSet::new();
    for source in paths.iter().filter_map(|path| Walk::of(path).ok()).flatten() {
        let place = match source.kind {
            archive::Kind::Message => source.path.parent().map(Path::to_owned).unwrap_or_default(),
            _ => source.path.clone(),
        };
        look_into(&source, &place, &mut folders, &mut names);
    }
    let any_sent = folders.iter().any(|((sent, _), seen)| *sent && seen.messages > 0);
    let seen = folders.into_iter().filter(|((sent, _), _)| *sent || !any_sent).map(|(_, seen)| seen);
    (seen.collect(), names)
}

fn look_into(
    source: &Source,
    place: &Path,
    folders: &mut BTreeMap<(bool, PathBuf), Seen>,
    names: &mut HashSet<(Address, String)>,
) {
    let all = |folders: &BTreeMap<(bool, PathBuf), Seen>, sent| {
        folders.get(&(sent, place.to_owned())).map_or(0, |seen| seen.messages)
    };
    if all(folders, source.sent) >= LOOKED_AT {
        return;
    }
    // What cannot be read is told of when it is learnt from.
    let _ = archive::read(source, Position::default(), HEADER, &mut |item, _| {
        if let Item::Mail(mail) = item {
            let seen = folders.entry((mail.sent, place.to_owned())).or_default();
            seen.messages += 1;
            seen.letters += usize::from(is_letter(mail.bytes));
            if let Some((address, name)) = author(mail.bytes) {
                seen.senders.entry(address.key().to_owned()).or_insert_with(|| (address.clone(), 0)).1 += 1;
                names.insert((address, name));
            }
        }
        let looked_at: usize = [true, false].into_iter().map(|sent| all(folders, sent)).sum();
        if looked_at >= LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
}

/// Whether it begins with a field that only messages have.
fn is_letter(message: &[u8]) -> bool {
    const FIELDS: [&str; 7] = ["from", "to", "date", "subject", "message-id", "received", "return-path"];
    let named =
        fields::fields(message).into_iter().take(FIELDS_LOOKED_AT).filter_map(|field| fields::name(&message[field]));
    named.into_iter().any(|name| FIELDS.contains(&name.as_str()))
}

/// The address and name in `From`.
fn author(message: &[u8]) -> Option<(Address, String)> {
    let end = memchr::memmem::find(message, b"\n\n").or_else(|| memchr::memmem::find(message, b"\r\n\r\n"));
    let mut header = with_crlf(&message[..end.unwrap_or(message.len())]);
    header.extend_from_slice(b"\r\n\r\n");
    let from = parse::parse(&header).from.into_iter().next()?;
    Some((from.address?, from.name))
}

/// Joins addresses with the same full name, inside the own domains or in the configuration's list of people.
fn join_names(owners: &mut Vec<Owner>, names: &HashSet<(Address, String)>, known: &Known) {
    let said = known.persons.iter().map(|person| (&person.address, person.name.as_str()));
    let seen = names.iter().map(|(address, name)| (address, name.as_str()));
    let mut named: Vec<(&Address, String)> =
        said.chain(seen).map(|(address, name)| (address, full_name(name))).collect();
    named.retain(|(_, name)| !name.is_empty());
    named.sort_by(|a, b| a.0.key().cmp(b.0.key()));
    let mut joined: Vec<Owner> = Vec::new();
    for mut owner in owners.drain(..) {
        if joined.iter().any(|earlier| earlier.also.iter().any(|other| other.address == owner.address)) {
            continue;
        }
        let own: Vec<&Address> = std::iter::once(&owner.address).chain(owner.also.iter().map(|o| &o.address)).collect();
        let called: HashSet<&str> =
            named.iter().filter(|(address, _)| own.contains(address)).map(|(_, name)| name.as_str()).collect();
        let is_inside = |address: &Address| {
            let Some(domain) = address.domain() else { return false };
            let same = || own.iter().filter_map(|own| own.domain()).any(|own| own == domain);
            let listed = || known.domains.iter().any(|inside| domain.is_within(inside));
            !freemail::is_freemail(domain.as_str()) && (listed() || same())
        };
        let mut also: Vec<Also> = Vec::new();
        for (address, name) in &named {
            let is_new = !own.contains(address) && also.iter().all(|other| other.address != **address);
            if is_new && called.contains(name.as_str()) && is_inside(address) {
                also.push(Also { address: (*address).clone(), why: Why::SameName });
            }
        }
        owner.also.extend(also);
        joined.push(owner);
    }
    *owners = joined;
}

/// A name of two words or more, as compared; empty for any other.
fn full_name(name: &str) -> String {
    let mut words: Vec<String> = folded(name).split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    // `Weber, Anna` is Anna Weber.
    words.sort_unstable();
    if words.len() < 2 { String::new() } else { words.join(" ") }
}
