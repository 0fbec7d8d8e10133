//! What is known of each recipient of the envelope, and how the headers differ from it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::twins::Twins;
use super::{Fact, Lookalike, LookalikeKind, RecipientFacts, Role, Scene};
use crate::base::{Address, Domain};
use crate::parse::Mailbox;
use crate::people::freemail::{self, OFTEN_MISTYPED};
use crate::people::lookalike::{Resembles, Suspect, lookalike};
use crate::people::{History, PartyKind};

/// A domain written to less often than this may itself be a slip.
const KNOWN_FROM: u64 = 2;

/// The facts of every recipient, in the order of the envelope.
pub(super) fn all(scene: &Scene<'_>) -> Vec<RecipientFacts> {
    let envelope = &scene.submission.envelope;
    let roles = roles(scene);
    let sent = sent_before(scene);
    let mut twins = Twins::new(scene);
    let one = |recipient: &crate::message::Recipient| {
        let address = &recipient.address;
        let (kind, party) = scene.directory.classify(address, scene.sender_domain());
        let (role, name) = roles.get(address.key()).copied().unwrap_or((Role::Bcc, ""));
        let is_outside = kind != PartyKind::Internal;
        RecipientFacts {
            address: address.clone(),
            name: name.to_owned(),
            role,
            kind,
            party: party.map(|p| p.name.clone()),
            known_as: sent.as_deref().and_then(|sent| met(sent, address)).map_or("", |met| met.2).to_owned(),
            known_here: known_here(scene, sent.as_deref(), address),
            sent_before: match (&sent, scene.history) {
                (Some(sent), _) => Fact::Known(count_of(sent, address)),
                (None, why) => Fact::Unavailable(why.err().unwrap_or_default().to_owned()),
            },
            twins: if is_outside { twins.of(address, name) } else { Vec::new() },
            lookalike: address.domain().filter(|_| is_outside).and_then(|d| mistaken(scene, d)),
            elsewhere: scene.history.map_or_else(|why| Fact::Unavailable(why.to_owned()), |_| Fact::Known(Vec::new())),
            gone: None,
            announced: Vec::new(),
            fit: None,
        }
    };
    envelope.recipients.iter().map(one).collect()
}

/// Where the headers show whom, by key, with the first display name; To before Cc before Bcc.
fn roles<'a>(scene: &Scene<'a>) -> HashMap<&'a str, (Role, &'a str)> {
    let structure = scene.structure;
    let mut roles: HashMap<&str, (Role, &str)> = HashMap::new();
    for (mailboxes, role) in [(&structure.to, Role::To), (&structure.cc, Role::Cc), (&structure.bcc, Role::Bcc)] {
        for mailbox in mailboxes {
            let Some(address) = &mailbox.address else { continue };
            let entry = roles.entry(address.key()).or_insert((role, mailbox.name.as_str()));
            if entry.1.is_empty() {
                entry.1 = &mailbox.name;
            }
        }
    }
    roles
}

/// A recipient's key, how often the sender wrote there, and by which name last.
type Met<'a> = (&'a str, u32, &'a str);

/// How often each recipient was written to, and by which name, sorted by key; `None` if history could not be read. A search
/// in the few recipients for each contact is cheaper than a table of all contacts.
fn sent_before<'a>(scene: &Scene<'a>) -> Option<Vec<Met<'a>>> {
    let history = scene.history.ok()?;
    let mut sent: Vec<Met<'a>> =
        scene.submission.envelope.recipients.iter().map(|r| (r.address.key(), 0, "")).collect();
    sent.sort_unstable();
    // Nearly no contact is a recipient, and nearly all of those are told by their length.
    let mut lengths = [false; 64];
    let slot = |key: &str| key.len() % 64;
    sent.iter().for_each(|(key, ..)| lengths[slot(key)] = true);
    for contact in &history.contacts {
        let key = contact.address.key();
        if lengths[slot(key)]
            && let Ok(at) = sent.binary_search_by_key(&key, |entry| entry.0)
            && let Some(entry) = sent.get_mut(at)
        {
            entry.1 = entry.1.max(contact.count);
            entry.2 = &contact.name;
        }
    }
    Some(sent)
}

/// Whether anybody here has written to `address`; whoever this sender has written to is known here.
fn known_here(scene: &Scene<'_>, sent: Option<&[Met<'_>]>, address: &Address) -> Fact<bool> {
    match scene.history {
        Ok(history) => Fact::Known(
            sent.is_some_and(|sent| count_of(sent, address) > 0)
                || history.here.as_ref().is_some_and(|here| here.has(address)),
        ),
        Err(why) => Fact::Unavailable(why.to_owned()),
    }
}

fn count_of(sent: &[Met<'_>], address: &Address) -> u32 {
    met(sent, address).map_or(0, |met| met.1)
}

fn met<'s, 'a>(sent: &'s [Met<'a>], address: &Address) -> Option<&'s Met<'a>> {
    let at = sent.binary_search_by_key(&address.key(), |met| met.0).ok()?;
    sent.get(at)
}

/// The known domain `domain` may be mistaken for: own domains, the sender's, the parties', those the sender has written
/// to more than once, and providers people mistype.
fn mistaken(scene: &Scene<'_>, domain: &Domain) -> Option<Lookalike> {
    if freemail::is_freemail(domain.as_str()) || is_contact_domain(scene, |known| domain.is_within(known)) {
        return None;
    }
    let directory = scene.directory;
    let sender = scene.submission.envelope.sender.as_ref().filter(|s| scene.kind(s) == PartyKind::Internal);
    let named = directory.parties.iter().flat_map(|p| &p.domains);
    let mut known: Vec<&Domain> =
        directory.domains.iter().chain(named).chain(sender.and_then(Address::domain)).collect();
    if known.iter().any(|k| domain.is_within(k)) {
        return None;
    }
    let suspect = Suspect::of(domain);
    let written_to = scene.history.map_or(Cow::Borrowed(&[][..]), History::domains);
    let often = written_to.iter().filter(|(_, count)| *count >= KNOWN_FROM).map(|(domain, _)| domain);
    known.extend(often.filter(|d| suspect.may_resemble(d) && !freemail::is_freemail(d.as_str())));
    let provider = || {
        let providers: Vec<&Domain> = OFTEN_MISTYPED.iter().collect();
        // `outlook-firm.example` is nobody's slip for a mailbox provider.
        lookalike(domain, &providers).filter(|hit| hit.1 != Resembles::Affix)
    };
    let (of, how, differs) = lookalike(domain, &known).or_else(provider)?;
    Some(Lookalike { of: of.clone(), how: how.into(), differs })
}

/// Whether the sender has written more than once to the contacts whose domain is meant.
fn is_contact_domain(scene: &Scene<'_>, is_meant: impl Fn(&Domain) -> bool) -> bool {
    let Ok(history) = scene.history else { return false };
    let domains = history.domains();
    domains.iter().filter(|(domain, _)| is_meant(domain)).map(|(_, count)| count).sum::<u64>() >= KNOWN_FROM
}

impl From<Resembles> for LookalikeKind {
    fn from(how: Resembles) -> LookalikeKind {
        match how {
            Resembles::Homoglyph => LookalikeKind::Homoglyph,
            Resembles::Typo => LookalikeKind::Typo,
            Resembles::Tld => LookalikeKind::Tld,
            Resembles::Affix => LookalikeKind::Affix,
        }
    }
}

/// How many different mailboxes in the visible fields are outside; one that cannot be read counts as such.
pub(super) fn visible_outsiders<'m>(scene: &Scene<'_>, shown: impl Iterator<Item = &'m Mailbox>) -> usize {
    let mut seen = HashSet::new();
    let new = shown.filter(|m| seen.insert(m.address.as_ref().map_or(m.written.as_str(), Address::key)));
    new.filter(|m| m.address.as_ref().is_none_or(|a| scene.kind(a) != PartyKind::Internal)).count()
}

/// The addresses outside in `Reply-To`, each once; a null sender has no inside.
pub(super) fn answers_outside(scene: &Scene<'_>) -> Vec<Address> {
    let mut outside: Vec<Address> = Vec::new();
    for address in scene.structure.reply_to.iter().filter_map(|m| m.address.as_ref()) {
        if scene.kind(address) != PartyKind::Internal && !outside.contains(address) {
            outside.push(address.clone());
        }
    }
    outside
}

/// Addresses in the visible fields that the envelope does not have.
pub(super) fn unaddressed<'m>(scene: &Scene<'_>, shown: impl Iterator<Item = &'m Mailbox>) -> Vec<Address> {
    let mut seen: HashSet<&str> = scene.submission.envelope.recipients.iter().map(|r| r.address.key()).collect();
    shown.filter_map(|m| m.address.as_ref()).filter(|a| seen.insert(a.key())).cloned().collect()
}
