//! Which party an address belongs to.

use super::freemail::is_freemail;
use super::{Directory, Party, PartyKind};
use crate::base::{Address, Domain};

impl Directory {
    /// The kind of party `address` belongs to, and the party if it has a name. A party's people come first, then the
    /// most specific domain on label borders. Inside are the own domains and the domain the sender writes from, unless
    /// that one is a free-mail provider's or another party's. Address literals and addresses without a domain are
    /// external: unknown is not safe.
    pub fn classify(&self, address: &Address, sender_domain: Option<&Domain>) -> (PartyKind, Option<&Party>) {
        if let Some(party) = self.parties.iter().find(|p| p.people.contains(address)) {
            return (party.kind, Some(party));
        }
        let Some(domain) = address.domain().filter(|d| !d.is_literal()) else { return (PartyKind::External, None) };
        match self.party_of(domain) {
            Some(Belongs::Own) => return (PartyKind::Internal, None),
            Some(Belongs::To(party)) => return (party.kind, Some(party)),
            None => {}
        }
        if is_freemail(domain.as_str()) || is_freemail(domain.registrable()) {
            return (PartyKind::Freemail, None);
        }
        let is_inside = sender_domain.is_some_and(|own| self.counts_as_own(own) && domain.is_within(own));
        (if is_inside { PartyKind::Internal } else { PartyKind::External }, None)
    }

    /// Whether a sender's domain makes its other addresses insiders.
    fn counts_as_own(&self, domain: &Domain) -> bool {
        !domain.is_literal()
            && !is_freemail(domain.as_str())
            && !is_freemail(domain.registrable())
            && !matches!(self.party_of(domain), Some(Belongs::To(party)) if party.kind != PartyKind::Internal)
    }

    fn party_of(&self, domain: &Domain) -> Option<Belongs<'_>> {
        let own = self.domains.iter().map(|d| (d, Belongs::Own));
        let named = self.parties.iter().flat_map(|p| p.domains.iter().map(move |d| (d, Belongs::To(p))));
        own.chain(named)
            .filter(|(known, _)| domain.is_within(known))
            .max_by_key(|(known, _)| known.as_str().len())
            .map(|(_, belongs)| belongs)
    }
}

enum Belongs<'d> {
    Own,
    To(&'d Party),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let party = |name: &str, kind, domains: &[&str], people: &[&str]| Party {
            name: name.into(),
            kind,
            domains: domains.iter().map(|d| d.parse().unwrap()).collect(),
            people: people.iter().map(|a| a.parse().unwrap()).collect(),
            terms: Vec::new(),
        };
        Directory {
            domains: vec!["firm.example".parse().unwrap()],
            parties: vec![
                party("Kita", PartyKind::Client, &["kita.example", "lab.firm.example"], &["kita.boss@gmail.com"]),
                party("Nobody", PartyKind::Blocked, &[], &[]),
            ],
            ..Directory::default()
        }
    }

    #[test]
    fn people_first_then_the_most_specific_domain_then_the_sender() {
        let directory = directory();
        for (address, sender, kind, party) in [
            ("a@firm.example", "firm.example", PartyKind::Internal, None),
            ("a@mail.firm.example", "firm.example", PartyKind::Internal, None),
            ("a@lab.firm.example", "firm.example", PartyKind::Client, Some("Kita")),
            ("a@x.kita.example", "firm.example", PartyKind::Client, Some("Kita")),
            ("a@notkita.example", "firm.example", PartyKind::External, None),
            ("kita.boss@gmail.com", "firm.example", PartyKind::Client, Some("Kita")),
            ("eva@gmail.com", "firm.example", PartyKind::Freemail, None),
            ("a@[192.0.2.1]", "firm.example", PartyKind::External, None),
            ("postmaster", "firm.example", PartyKind::External, None),
            ("a@solo.example", "solo.example", PartyKind::Internal, None),
            ("eva@gmail.com", "gmail.com", PartyKind::Freemail, None),
            ("eva@kita.example", "kita.example", PartyKind::Client, Some("Kita")),
        ] {
            let sender: Domain = sender.parse().unwrap();
            let (got, of) = directory.classify(&address.parse().unwrap(), Some(&sender));
            assert_eq!((got, of.map(|p| p.name.as_str())), (kind, party), "{address} from {sender}");
        }
    }

    #[test]
    fn without_a_sender_only_configured_domains_are_inside() {
        let kind = |a: &str| directory().classify(&a.parse().unwrap(), None).0;
        assert_eq!(kind("a@firm.example"), PartyKind::Internal);
        assert_eq!(kind("a@solo.example"), PartyKind::External);
    }
}
