//! What history keeps of a message, out of its structure.

use jiff::Timestamp;

use super::{RecipientFacts, Role};
use crate::message::Digest;
use crate::parse::{Attachment, Content, Mailbox, Structure};
use crate::people::history::{Addressee, Field, Key, Outgoing, Trace};

/// Files of a message that are looked at, and octets of all of them together.
const MOST_FILES: usize = 32;
const MOST_OCTETS: usize = 32 << 20;

/// What is kept of a message that went to `recipients` at `at`.
pub fn trace(structure: &Structure, recipients: &[Addressee], at: Timestamp, key: &Key) -> Trace {
    let files: Vec<Digest> = digests(&structure.attachments).into_iter().map(|(_, digest)| digest).collect();
    trace_of(structure, recipients, at, key, &files)
}

/// The same where the digests of its files are known.
pub(super) fn trace_of(
    structure: &Structure,
    recipients: &[Addressee],
    at: Timestamp,
    key: &Key,
    files: &[Digest],
) -> Trace {
    let message = Outgoing {
        at,
        recipients,
        subject: &structure.subject,
        own: &structure.own_text,
        quoted: &structure.quoted_text,
        answers: !structure.references.is_empty(),
        files,
    };
    Trace::of(&message, key).written_at(structure.utc_offset)
}

/// The recipients of an envelope, as the header names them.
pub fn addressees(recipients: &[RecipientFacts]) -> Vec<Addressee> {
    let of = |one: &RecipientFacts| Addressee {
        address: one.address.clone(),
        name: one.name.clone(),
        field: match one.role {
            Role::To => Field::To,
            Role::Cc => Field::Cc,
            Role::Bcc => Field::Bcc,
        },
    };
    recipients.iter().map(of).collect()
}

/// The recipients the header names, each once; for mail whose envelope nobody knows any more.
pub fn addressees_of_header(structure: &Structure) -> Vec<Addressee> {
    let mut all: Vec<Addressee> = Vec::new();
    let fields = [(Field::To, &structure.to), (Field::Cc, &structure.cc), (Field::Bcc, &structure.bcc)];
    for (field, mailboxes) in fields {
        for Mailbox { address, name, .. } in mailboxes {
            let Some(address) = address.as_ref().filter(|new| all.iter().all(|one| one.address != **new)) else {
                continue;
            };
            all.push(Addressee { address: address.clone(), name: name.clone(), field });
        }
    }
    all
}

/// The digests of the attachments that history keeps, each with its place among all.
pub(super) fn digests(attachments: &[Attachment]) -> Vec<(usize, Digest)> {
    let octets = attachments.iter().enumerate().filter_map(|(at, file)| match &file.content {
        Content::Octets { octets, .. } if !octets.is_empty() => Some((at, octets.as_slice())),
        Content::Octets { .. } | Content::Read(_) => None,
    });
    let mut room = MOST_OCTETS;
    let within = |(_, octets): &(usize, &[u8])| {
        let fits = octets.len() <= room;
        room = room.saturating_sub(octets.len());
        fits
    };
    octets.take(MOST_FILES).take_while(within).map(|(at, octets)| (at, Digest::of(octets))).collect()
}
