//! Whom rules name: kinds of parties, parties, groups, domains and addresses.

use std::sync::Arc;

use crate::base::{Address, Domain, fold};
use crate::facts::RecipientFacts;
use crate::people::{Member, PartyKind};

/// Some of the people a message goes to or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Everybody but insiders.
    Outside,
    /// A kind of party.
    Kind(PartyKind),
    /// A named party; folded.
    Party(String),
    /// A domain and what is below it.
    Domain(Domain),
    /// One address.
    Address(Address),
    /// A named group's members.
    Group(Arc<[Member]>),
}

impl Who {
    /// The words for kinds.
    pub(super) const KINDS: [&str; 7] = ["internal", "client", "partner", "external", "freemail", "blocked", "outside"];

    /// The kind named by `word`.
    pub(super) fn kind(word: &str) -> Option<Who> {
        Some(match word {
            "internal" => Who::Kind(PartyKind::Internal),
            "client" => Who::Kind(PartyKind::Client),
            "partner" => Who::Kind(PartyKind::Partner),
            "external" => Who::Kind(PartyKind::External),
            "freemail" => Who::Kind(PartyKind::Freemail),
            "blocked" => Who::Kind(PartyKind::Blocked),
            "outside" => Who::Outside,
            _ => return None,
        })
    }

    /// Whether `recipient` is one of them.
    pub(super) fn includes(&self, recipient: &RecipientFacts) -> bool {
        match self {
            Who::Outside => recipient.is_outside(),
            Who::Kind(kind) => recipient.kind == *kind,
            Who::Party(name) => recipient.party.as_deref().is_some_and(|party| fold::folded(party) == *name),
            other => other.includes_address(&recipient.address),
        }
    }

    /// Whether a sender is one of them; a sender has no kind.
    pub(super) fn includes_address(&self, address: &Address) -> bool {
        match self {
            Who::Domain(domain) => address.domain().is_some_and(|own| own.is_within(domain)),
            Who::Address(own) => own == address,
            Who::Group(members) => members.iter().any(|member| member.includes(address)),
            Who::Outside | Who::Kind(_) | Who::Party(_) => false,
        }
    }
}
