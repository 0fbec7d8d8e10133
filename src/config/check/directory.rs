//! Domains, parties and people: legal, and each belonging to one party only.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::Checker;
use crate::base::{Address, Domain};
use crate::config::people::add_people;
use crate::config::written::{self, Written};
use crate::people::{Directory, Party, PartyKind, Person};

/// Who already has a name, a domain or an address.
pub(super) type Taken = HashMap<String, String>;

impl Checker<'_> {
    pub(super) fn directory(&mut self, written: &Written) -> Directory {
        let own = self.parsed::<Domain>(&written.organisation.domains);
        let mut domains = Taken::new();
        for (domain, span) in &own {
            self.take(&mut domains, domain.as_str(), "the own organisation", span.clone());
        }
        let mut directory =
            Directory { domains: own.into_iter().map(|(domain, _)| domain).collect(), ..Directory::default() };
        let (mut names, mut people) = (Taken::new(), Taken::new());
        for party in &written.party {
            directory.parties.extend(self.party(party, &mut names, &mut domains, &mut people));
        }
        let mut addresses = Taken::new();
        for person in &written.person {
            directory.persons.extend(self.person(person, &mut addresses));
        }
        directory.groups = self.groups(&written.group);
        directory.walls = self.walls(&written.wall);
        self.people(written, &mut directory);
        directory
    }

    /// Adds the people of the table.
    fn people(&mut self, written: &Written, directory: &mut Directory) {
        let Some(file) = written.people.file.as_ref().filter(|file| !file.get_ref().as_os_str().is_empty()) else {
            return;
        };
        let path = self.path(file.get_ref());
        let Some(text) = self.text_of(&path, file) else { return };
        if let Err(problems) = add_people(&path.display().to_string(), &text, directory) {
            self.tell(problems);
        }
    }

    fn party(
        &mut self,
        party: &Spanned<written::Party>,
        names: &mut Taken,
        domains: &mut Taken,
        people: &mut Taken,
    ) -> Option<Party> {
        let (written, span) = (party.get_ref(), party.span());
        let Some(name) = self.name(&written.name) else {
            self.missing(span, "a party has no name", "write name = \"…\"");
            return None;
        };
        let label = format!("party `{name}`");
        self.take(names, &name, "another party", span.clone());
        if written.domains.is_empty() && written.people.is_empty() {
            self.missing(span, &format!("{label} has neither domains nor people"), "nobody could belong to it");
        }
        let own_domains = self.owned::<Domain>(&written.domains, domains, &label, Domain::as_str);
        let own_people = self.owned::<Address>(&written.people, people, &label, Address::key);
        Some(Party {
            name,
            kind: written.kind.unwrap_or(PartyKind::External),
            domains: own_domains,
            people: own_people,
            terms: self.terms(&written.terms),
        })
    }

    fn person(&mut self, person: &Spanned<written::Person>, addresses: &mut Taken) -> Option<Person> {
        let written = person.get_ref();
        let Some(text) = &written.address else {
            self.missing(person.span(), "a person has no address", "write address = \"…\"");
            return None;
        };
        let (address, span) = self.parsed::<Address>(std::slice::from_ref(text)).pop()?;
        self.take(addresses, address.key(), "another person", span);
        let Some(name) = self.name(&written.name) else {
            self.missing(person.span(), &format!("{address} has no name"), "write name = \"…\"");
            return None;
        };
        let account = written.account.trim().to_owned();
        let (lead, stand_in) = (self.other(&written.lead, &address), self.other(&written.stand_in, &address));
        Some(Person { address, name, language: written.language, role: written.role, account, lead, stand_in })
    }

    /// The address of somebody else.
    fn other(&mut self, written: &Option<Spanned<String>>, own: &Address) -> Option<Address> {
        let (other, span) = self.parsed::<Address>(std::slice::from_ref(written.as_ref()?)).pop()?;
        if other == *own {
            self.problem(span, "nobody is their own lead or stand-in", "name somebody else");
        }
        Some(other)
    }

    /// Reads a list and notes each entry as belonging to `owner`.
    fn owned<T>(&mut self, list: &[Spanned<String>], taken: &mut Taken, owner: &str, key: fn(&T) -> &str) -> Vec<T>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let read = self.parsed::<T>(list);
        for (value, span) in &read {
            self.take(taken, key(value), owner, span.clone());
        }
        read.into_iter().map(|(value, _)| value).collect()
    }

    /// Notes that `key` belongs to `owner`; told when somebody has it already.
    pub(super) fn take(&mut self, taken: &mut Taken, key: &str, owner: &str, span: Range<usize>) {
        let before = taken.insert(key.to_owned(), owner.to_owned());
        match before {
            Some(before) if before == owner => self.problem(span, &format!("`{key}` is listed twice"), ""),
            Some(before) => self.problem(span, &format!("`{key}` already belongs to {before}"), "keep it in one place"),
            None => {}
        }
    }

    /// A name that can be shown on one line; an empty one counts as missing.
    pub(super) fn name(&mut self, written: &Option<Spanned<String>>) -> Option<String> {
        let written = written.as_ref()?;
        if written.get_ref().chars().any(crate::base::text::is_hazard) {
            self.problem(written.span(), "a name has a control or invisible character", "remove it");
        }
        let name = written.get_ref().trim();
        (!name.is_empty()).then(|| name.to_owned())
    }
}
