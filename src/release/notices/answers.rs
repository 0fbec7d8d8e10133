//! Addresses that take an answer to a mail of ours: `outguard+K7Q2.0123…@guard.firm.example`. The secret in one is good for
//! one mail to one person about one hold as it was then; it stands in `Reply-To` alone, because what refers to a mail
//! (`Message-ID`) travels on with every forward.

use super::Sender;
use crate::base::{Address, Id, Secret};
use crate::release::seal_of;
use crate::store::{Entry, MailSecret, Purpose};

/// What stands before the `+` where `[notices]` names no address.
const LOCAL: &str = "outguard";

/// An address a mail of ours can be answered at, and what is kept of it.
#[derive(Clone, Debug)]
pub(in crate::release) struct Answerable {
    /// The address.
    pub address: Address,
    /// What is kept of it, in the same transaction as the mail.
    pub secret: MailSecret,
}

/// What an address of ours says of itself; whether it is true, the store knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The submission.
    pub id: Id,
    /// The digest of the secret.
    pub secret: [u8; 32],
}

impl Sender {
    /// A new address under which its sender can decide about `entry`; `None` where nobody decides by mail.
    pub(in crate::release) fn decidable(&self, entry: &Entry) -> Option<Answerable> {
        let owner = entry.envelope.sender.as_ref().filter(|_| self.settings.decide_by_mail)?;
        self.answerable(Purpose::Decide, owner, entry)
    }

    /// A new address under which `person` can answer a mail about `entry`; `None` when none can be made of our own name.
    pub(in crate::release) fn answerable(
        &self,
        purpose: Purpose,
        person: &Address,
        entry: &Entry,
    ) -> Option<Answerable> {
        let id = &entry.summary.id;
        let text = Secret::random().ok()?.address_text();
        let address = format!("{}+{}.{text}@{}", self.local(), id.as_str().to_ascii_lowercase(), self.domain());
        Some(Answerable {
            address: address.parse().ok()?,
            secret: MailSecret {
                secret: Secret::digest_of_address(&text)?,
                purpose,
                person: person.key().to_owned(),
                id: id.clone(),
                seal: seal_of(entry),
            },
        })
    }

    /// What `address` says of itself, if it has the form of ours.
    pub fn answered(&self, address: &Address) -> Option<Answered> {
        let ours = self.domain().parse().is_ok_and(|domain| address.domain() == Some(&domain));
        let (local, tag) = address.local().split_once('+').filter(|_| ours)?;
        let (id, secret) = tag.split_once('.').filter(|_| local.eq_ignore_ascii_case(self.local()))?;
        Some(Answered { id: id.parse().ok()?, secret: Secret::digest_of_address(secret)? })
    }

    /// Every address of ours that stands in `text`, whatever stands around it.
    pub fn answered_within(&self, text: &[u8]) -> Vec<Answered> {
        let local = self.local().as_bytes();
        let found = memchr::memchr_iter(b'+', text).filter_map(|at| {
            text[..at].len().checked_sub(local.len()).filter(|from| text[*from..at].eq_ignore_ascii_case(local))?;
            let tag = &text[at + 1..];
            let end = tag.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.').unwrap_or(tag.len());
            let (id, secret) = std::str::from_utf8(&tag[..end]).ok()?.split_once('.')?;
            Some(Answered { id: id.parse().ok()?, secret: Secret::digest_of_address(secret)? })
        });
        found.collect()
    }

    fn local(&self) -> &str {
        self.settings.address.as_ref().map_or(LOCAL, |address| address.local())
    }

    fn domain(&self) -> &str {
        let named = self.settings.address.as_ref().and_then(|address| address.domain());
        named.map_or(self.hostname.as_str(), |domain| domain.as_str())
    }
}
