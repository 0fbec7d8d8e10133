//! What is known of each recipient of the envelope, and how the headers differ from it.

use std::collections::{HashMap, HashSet};

use super::twins::Twins;
use super::{Fact, Lookalike, LookalikeKind, RecipientFacts, Role, Scene};
use crate::base::{Address, Domain};
use crate::parse::Mailbox;
use crate::people::PartyKind;
use crate::people::freemail::{self, OFTEN_MISTYPED};
use crate::people::lookalike::{Resembles, lookalike};

/// A domain written to less often than this may itself be a slip.
const KNOWN_FROM: u32 = 2;

/// The facts of every recipient, in the order of the envelope.
pub(super) fn all(scene: &Scene<'_>) -> Vec<RecipientFacts> {
    let envelope = &scene.submission.envelope;
    let roles = roles(scene);
    let sent = sent_before(scene);
    let mut known = Known { scene, domains: None };
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
            sent_before: match (&sent, scene.history) {
                (Some(sent), _) => Fact::Known(sent.get(address.key()).copied().unwrap_or(0)),
                (None, why) => Fact::Unavailable(why.err().unwrap_or_default().to_owned()),
            },
            twins: if is_outside { twins.of(address, name) } else { Vec::new() },
            lookalike: address.domain().filter(|_| is_outside).and_then(|d| known.lookalike(d)),
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

/// How often the recipients were written to; `None` if history could not be read.
fn sent_before<'a>(scene: &Scene<'a>) -> Option<HashMap<&'a str, u32>> {
    let history = scene.history.ok()?;
    let asked: HashSet<&str> = scene.submission.envelope.recipients.iter().map(|r| r.address.key()).collect();
    let contacts = history.contacts.iter().filter(|c| asked.contains(c.address.key()));
    Some(contacts.map(|c| (c.address.key(), c.count)).collect())
}

/// The domains a recipient's may be mistaken for; gathered when first asked for.
struct Known<'s, 'a> {
    scene: &'s Scene<'a>,
    domains: Option<Vec<&'a Domain>>,
}

impl<'a> Known<'_, 'a> {
    fn lookalike(&mut self, domain: &Domain) -> Option<Lookalike> {
        if freemail::is_freemail(domain.as_str()) {
            return None;
        }
        let scene = self.scene;
        let known = self.domains.get_or_insert_with(|| known_domains(scene));
        if let Some((of, how, words)) = lookalike(domain, known) {
            return Some(Lookalike { of: of.clone(), how: how.into(), words });
        }
        if known.iter().any(|k| domain.is_within(k)) {
            return None;
        }
        let providers: Vec<&Domain> = OFTEN_MISTYPED.iter().collect();
        // `outlook-firm.example` is nobody's slip for a mailbox provider.
        let (of, how, words) = lookalike(domain, &providers).filter(|hit| hit.1 != Resembles::Affix)?;
        Some(Lookalike { of: of.clone(), how: how.into(), words })
    }
}

/// Own domains, the sender's, the parties', and those the sender has written to more than once.
fn known_domains<'a>(scene: &Scene<'a>) -> Vec<&'a Domain> {
    let directory = scene.directory;
    let sender = scene.submission.envelope.sender.as_ref().filter(|s| scene.kind(s) == PartyKind::Internal);
    let named = directory.parties.iter().flat_map(|p| &p.domains);
    let mut known: Vec<&Domain> =
        directory.domains.iter().chain(named).chain(sender.and_then(Address::domain)).collect();
    if let Ok(history) = scene.history {
        let mut counts: HashMap<&Domain, u32> = HashMap::new();
        for contact in &history.contacts {
            if let Some(domain) = contact.address.domain() {
                let count = counts.entry(domain).or_default();
                *count = count.saturating_add(contact.count);
            }
        }
        let often = counts.into_iter().filter(|(domain, count)| *count >= KNOWN_FROM && !domain.is_literal());
        known.extend(often.map(|(domain, _)| domain).filter(|d| !freemail::is_freemail(d.as_str())));
    }
    known.sort();
    known.dedup();
    known
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

/// Addresses in the visible fields that the envelope does not have.
pub(super) fn unaddressed<'m>(scene: &Scene<'_>, shown: impl Iterator<Item = &'m Mailbox>) -> Vec<Address> {
    let mut seen: HashSet<&str> = scene.submission.envelope.recipients.iter().map(|r| r.address.key()).collect();
    shown.filter_map(|m| m.address.as_ref()).filter(|a| seen.insert(a.key())).cloned().collect()
}
