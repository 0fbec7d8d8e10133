//! Who acts: an account of this machine, as its kernel says, or a person known by the address they signed in with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Address;

/// Somebody who looks and decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// An account of this machine.
    Account(String),
    /// A person, by address.
    Person(Address),
}

impl Who {
    /// The text the store keeps; [`Who::from_str`] reads it.
    pub fn stored(&self) -> String {
        match self {
            Who::Account(name) => format!("account:{name}"),
            Who::Person(address) => format!("person:{address}"),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Account(name) => f.write_str(name),
            Who::Person(address) => f.write_str(address.as_str()),
        }
    }
}

/// The text is not what [`Who::stored`] writes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names nobody")]
pub struct Nobody(String);

impl FromStr for Who {
    type Err = Nobody;

    fn from_str(text: &str) -> Result<Who, Nobody> {
        let nobody = || Nobody(super::text::one_line(text, 80));
        match text.split_once(':') {
            Some(("account", name)) if !name.is_empty() => Ok(Who::Account(name.to_owned())),
            Some(("person", address)) => address.parse().map(Who::Person).map_err(|_| nobody()),
            _ => Err(nobody()),
        }
    }
}

/// From where somebody acts. Stands in the journal with every decision; no part of it is a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whence {
    /// `terminal`, `page`, `api`, `mail`.
    pub way: String,
    /// The peer's address, where there is a network between.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub peer: String,
    /// A short fingerprint of the session, equal for all that is done in it: four eyes are two sessions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub session: String,
}

impl Whence {
    /// At a terminal of this machine.
    pub fn terminal() -> Whence {
        Whence { way: "terminal".into(), ..Whence::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        for who in [Who::Account("anna".into()), Who::Person("kim@firm.example".parse().unwrap())] {
            assert_eq!(who.stored().parse::<Who>().unwrap(), who);
        }
        for text in ["", "anna", "account:", "person:", "person:no address", "admin:kim"] {
            assert!(text.parse::<Who>().is_err(), "{text}");
        }
    }
}
