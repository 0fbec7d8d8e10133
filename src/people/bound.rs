//! What belongs to parties: their terms, the groups of people, and the walls between them, each with an end.

use jiff::civil::Date;

use super::Directory;
use crate::base::{Address, Domain};

/// Something that may go to its party and to the inside only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// As configured.
    pub text: String,
    /// The last day it holds; `None` = for good.
    pub until: Option<Date>,
}

impl From<&str> for Term {
    /// A term without an end.
    fn from(text: &str) -> Term {
        Term { kind: TermKind::Words, text: text.to_owned(), until: None }
    }
}

/// The kinds of [`Term`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// A code name, as words.
    Words,
    /// A matter number: digits and letters in groups, whatever stands between the groups.
    Matter,
    /// A file name, with `*` for anything and `?` for one character.
    File,
}

impl TermKind {
    /// The key in `config.toml` and the column of a table.
    pub fn word(self) -> &'static str {
        match self {
            TermKind::Words => "term",
            TermKind::Matter => "matter",
            TermKind::File => "file",
        }
    }
}

/// People by address or domain under one name, for rules (`group:NAME`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Who belongs to it; at least one.
    pub members: Vec<Member>,
}

/// Who belongs to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// One address.
    Address(Address),
    /// Everybody at a domain and below it.
    Domain(Domain),
}

impl Member {
    /// Whether `address` is meant.
    pub fn includes(&self, address: &Address) -> bool {
        match self {
            Member::Address(member) => member == address,
            Member::Domain(domain) => address.domain().is_some_and(|own| own.is_within(domain)),
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Member::Address(address) => address.as_str(),
            Member::Domain(domain) => domain.as_str(),
        }
    }
}

/// Parties of which no two may be on one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wall {
    /// The parties' names; at least two.
    pub between: Vec<String>,
    /// The last day it stands; `None` = for good.
    pub until: Option<Date>,
    /// Why it stands; may be empty.
    pub reason: String,
}

/// Whether something that ends with the day `until` still holds on `day`.
pub fn holds(until: Option<Date>, day: Date) -> bool {
    until.is_none_or(|until| day <= until)
}

impl Directory {
    /// The group of that name, whatever its case.
    pub fn group(&self, name: &str) -> Option<&Group> {
        let name = crate::base::fold::folded(name);
        self.groups.iter().find(|group| crate::base::fold::folded(&group.name) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_counts() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(holds(None, day("2026-11-18")));
        assert!(holds(Some(day("2026-11-18")), day("2026-11-18")));
        assert!(!holds(Some(day("2026-11-18")), day("2026-11-19")));
    }

    #[test]
    fn a_domain_includes_what_is_below_it() {
        let board = Member::Domain("firm.example".parse().unwrap());
        assert!(board.includes(&"a@mail.firm.example".parse().unwrap()));
        assert!(!board.includes(&"a@notfirm.example".parse().unwrap()));
    }
}
