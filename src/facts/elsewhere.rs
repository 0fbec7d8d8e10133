//! Files and quoted text that this sender has sent to another party before, and to this recipient's never.

use serde::Serialize;

use super::{Fact, RecipientFacts, Scene};
use crate::base::Address;
use crate::message::Digest;
use crate::parse::Attachment;
use crate::people::freemail::is_freemail;
use crate::people::{Party, PartyKind, Past};

/// So many runs of words that others had make a quote theirs, when they are a quarter of those compared.
const RUNS: usize = 4;
const SHARE: usize = 4;

/// Octets below which a picture is taken for an ornament: a logo is in every mail.
const ORNAMENT: usize = 50_000;

/// Parties that are named.
const NAMED: usize = 2;

/// Something in this message that another party had before, and the recipient's had not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// What.
    pub what: Carried,
    /// Who had it: names of parties, else domains; at most two.
    pub had: Vec<String>,
}

/// What a message carries from one to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Carried {
    /// A file, by its name.
    File(String),
    /// What is quoted or forwarded.
    Quote,
}

/// States it for every recipient outside. `files` are the digests of attachments, by their place.
pub(super) fn state(scene: &Scene<'_>, recipients: &mut [RecipientFacts], past: &Past, files: &[(usize, Digest)]) {
    let outside = |address: &&Address| scene.kind(address) != PartyKind::Internal;
    let attachments = &scene.structure.attachments;
    let told = files.iter().filter_map(|(at, digest)| Some((attachments.get(*at)?, digest)));
    let files: Vec<(&str, Vec<&Address>)> = told
        .filter(|(file, _)| !is_ornament(file))
        .map(|(file, digest)| (file.name.as_str(), past.who_got_file(digest).into_iter().filter(outside).collect()))
        .filter(|(_, had): &(_, Vec<&Address>)| !had.is_empty())
        .collect();
    let quoted = &scene.structure.quoted_text;
    let (parts, compared) = if quoted.trim().is_empty() { (Vec::new(), 0) } else { past.who_got_text(quoted) };
    if files.is_empty() && parts.is_empty() {
        return;
    }
    for recipient in recipients.iter_mut().filter(|recipient| recipient.is_outside()) {
        let is_theirs = |had: &[&Address]| had.iter().any(|other| same_party(scene, &recipient.address, other));
        let mut found: Vec<Elsewhere> = files
            .iter()
            .filter(|(_, had)| !is_theirs(had))
            .map(|(name, had)| Elsewhere { what: Carried::File((*name).to_owned()), had: named(scene, had) })
            .collect();
        let (mut there, mut elsewhere, mut had) = (0, 0, Vec::new());
        for part in &parts {
            let people: Vec<&Address> = part.people.iter().copied().filter(outside).collect();
            if is_theirs(&people) {
                there += part.runs;
            } else if !people.is_empty() {
                elsewhere += part.runs;
                had.extend(people);
            }
        }
        // A sentence of their own in it says that they took part.
        if elsewhere >= RUNS && elsewhere * SHARE >= compared && there * SHARE < elsewhere {
            found.push(Elsewhere { what: Carried::Quote, had: named(scene, &had) });
        }
        recipient.elsewhere = Fact::Known(found);
    }
}

/// Logos, and what belongs to no message in particular.
fn is_ornament(file: &Attachment) -> bool {
    const OF_THE_SENDER: [&str; 5] = [
        "text/vcard",
        "text/x-vcard",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ];
    let media_type = file.media_type.as_str();
    (media_type.starts_with("image/") && file.size < ORNAMENT) || OF_THE_SENDER.contains(&media_type)
}

/// Whether two addresses outside belong together: to one named party, else by their registered domain, but for providers of
/// mailboxes.
fn same_party(scene: &Scene<'_>, one: &Address, other: &Address) -> bool {
    let party = |address| party(scene, address).map(|party| &party.name);
    match (party(one), party(other)) {
        (None, None) => place(one) == place(other),
        (one, other) => one == other,
    }
}

fn party<'s>(scene: &Scene<'s>, address: &Address) -> Option<&'s Party> {
    scene.directory.classify(address, scene.sender_domain()).1
}

/// The registered domain; the address where that tells nothing.
pub(super) fn place(address: &Address) -> &str {
    let domain = address.domain().map(|domain| domain.registrable()).filter(|domain| !is_freemail(domain));
    domain.unwrap_or(address.key())
}

fn named(scene: &Scene<'_>, people: &[&Address]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for address in people {
        let name = party(scene, address).map_or(place(address), |party| party.name.as_str());
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.truncate(NAMED);
    names
}
