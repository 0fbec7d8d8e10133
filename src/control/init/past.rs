//! Whom somebody has written to, out of the headers of his sent mail.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::archive::{self, Folder, Item};
use crate::base::{Address, Domain};
use crate::message::lines::with_crlf;
use crate::parse::{self, Mailbox};
use crate::people::Contact;

/// What sent mail tells.
#[derive(Default)]
pub(super) struct Past {
    /// How many messages were read.
    pub(super) messages: usize,
    /// By sender: those he has written to, by the compared form of their address.
    senders: BTreeMap<String, (Address, BTreeMap<String, Contact>)>,
}

impl Past {
    /// Reads the headers of everything in `folders`; no date lies behind `now`.
    pub(super) fn read(folders: &[Folder], now: Timestamp) -> Past {
        let mut past = Past::default();
        for folder in folders {
            // What has gone away meanwhile teaches nothing.
            let _ = archive::each_message(&folder.path, 1 << 18, &mut |item, _| {
                if let Item::Mail(mail) = item {
                    past.learn(mail.bytes, now);
                }
                std::ops::ControlFlow::Continue(())
            });
        }
        past
    }

    /// The senders, and whom each has written to.
    pub(super) fn senders(self) -> impl Iterator<Item = (Address, Vec<Contact>)> {
        self.senders.into_values().map(|(sender, people)| (sender, people.into_values().collect()))
    }

    /// How many people were written to, at how many organisations.
    pub(super) fn counts(&self) -> (usize, usize) {
        let contacts = || self.senders.values().flat_map(|(_, people)| people.values());
        let people: BTreeSet<&str> = contacts().map(|contact| contact.address.key()).collect();
        let organisations: BTreeSet<&str> =
            contacts().filter_map(|contact| contact.address.domain()).map(Domain::registrable).collect();
        (people.len(), organisations.len())
    }

    fn learn(&mut self, header: &[u8], now: Timestamp) {
        let mut message = with_crlf(header);
        message.extend_from_slice(b"\r\n");
        let structure = parse::parse(&message);
        // A draft or a note has no sender or nobody to go to, and teaches nothing.
        let Some(sender) = structure.from.iter().find_map(|mailbox| mailbox.address.clone()) else { return };
        self.messages += 1;
        let sent = date(header).unwrap_or(Timestamp::UNIX_EPOCH).min(now);
        let (_, people) = self.senders.entry(sender.key().to_owned()).or_insert_with(|| (sender, BTreeMap::new()));
        let mut seen = BTreeSet::new();
        for Mailbox { address, name, .. } in structure.to.iter().chain(&structure.cc).chain(&structure.bcc) {
            let Some(address) = address.as_ref().filter(|address| seen.insert(address.key())) else { continue };
            let fresh = || Contact { address: address.clone(), name: String::new(), count: 0, last: sent };
            let contact = people.entry(address.key().to_owned()).or_insert_with(fresh);
            contact.count = contact.count.saturating_add(1);
            if !name.is_empty() && (contact.name.is_empty() || sent >= contact.last) {
                contact.name.clone_from(name);
            }
            contact.last = contact.last.max(sent);
        }
    }
}

/// The `Date` field (RFC 5322 §3.6.1), where it can be read.
fn date(header: &[u8]) -> Option<Timestamp> {
    let line = header
        .split(|octet| *octet == b'\n')
        .find(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"date:")))?;
    let text = std::str::from_utf8(line.get(5..)?).ok()?;
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_once_a_message_and_named_as_last_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("Sent");
        let mbox = "From - x\nFrom: Anna <Anna@firm.example>\nTo: Ken <ken@kita.example>,\n Mia <mia@kita.example>\n\
                    Cc: ken@kita.example\nDate: Mon, 16 Nov 2026 09:30:00 +0100\nSubject: a\n\nTo: nobody@x.example\n\n\
                    From - x\nfrom: anna@firm.example\nDATE: Tue, 17 Nov 2026 09:30:00 +0100\n\
                    To: \"Ken Ito\" <ken@kita.example>\nBcc: lea@firm.example\n\nHi\n\nFrom - x\nSubject: a draft\n\nHi\n";
        std::fs::write(&path, mbox).unwrap();
        let now = "2026-11-20T00:00:00Z".parse().unwrap();
        let past = Past::read(&[Folder { path, messages: 3 }], now);
        assert_eq!((past.messages, past.counts()), (2, (3, 2)));
        let senders: Vec<_> = past.senders().collect();
        let [(anna, people)] = &senders[..] else { panic!("{senders:?}") };
        assert_eq!(anna.key(), "anna@firm.example");
        let shown: Vec<String> =
            people.iter().map(|c| format!("{} {} {} {}", c.address, c.name, c.count, c.last)).collect();
        assert_eq!(
            shown,
            [
                "ken@kita.example Ken Ito 2 2026-11-17T08:30:00Z",
                "lea@firm.example  1 2026-11-17T08:30:00Z",
                "mia@kita.example Mia 1 2026-11-16T08:30:00Z",
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_header_is_too_odd(octets: Vec<u8>) {
            Past::default().learn(&octets, Timestamp::UNIX_EPOCH);
            let _ = date(&octets);
        }
    }
}
