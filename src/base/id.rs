//! Short names of submissions, such as `K7Q2`: easy to read aloud, never a path, never reused.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The letters of an id: no 0/O and no 1/I, which people confuse.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The name of a submission: 4 to 16 characters of `ALPHABET`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// The text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: ids have 4 or more of the characters 2-9 and A-Z without I and O, such as K7Q2")]
pub struct NotAnId(String);

impl Id {
    /// The shortest id; a shorter text is no prefix anybody may use.
    pub const MIN: usize = 4;
    /// The longest id.
    pub const MAX: usize = 16;

    /// A random id of `len` characters (clamped to the legal lengths). Uniqueness is the store's business; an id is no
    /// secret either, so the standard library's seeded hasher is random enough.
    pub fn random(len: usize) -> Id {
        let len = len.clamp(Id::MIN, Id::MAX);
        let mut bits = RandomState::new().hash_one(len);
        let mut text = String::with_capacity(len);
        for i in 0..len {
            if i == 12 {
                bits = RandomState::new().hash_one(i);
            }
            text.push(char::from(ALPHABET[(bits & 31) as usize]));
            bits >>= 5;
        }
        Id(text)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    /// Reads an id or a prefix of one, whatever its case.
    fn from_str(text: &str) -> Result<Id, NotAnId> {
        let upper = text.trim().to_ascii_uppercase();
        let legal = (Id::MIN..=Id::MAX).contains(&upper.len()) && upper.bytes().all(|b| ALPHABET.contains(&b));
        if legal { Ok(Id(upper)) } else { Err(NotAnId(crate::base::text::one_line(text, 40))) }
    }
}

impl TryFrom<String> for Id {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Id, NotAnId> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_are_legal_and_differ() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| Id::random(16)).collect();
        assert_eq!(ids.len(), 1000);
        for id in &ids {
            assert_eq!(id.as_str().parse::<Id>().as_ref(), Ok(id));
        }
    }

    #[test]
    fn case_is_folded_and_confusing_letters_are_refused() {
        assert_eq!("k7q2".parse::<Id>().unwrap().as_str(), "K7Q2");
        for bad in ["", "K7Q", "K7QO", "K1Q2", "../../etc", "K7Q2K7Q2K7Q2K7Q2K"] {
            assert!(bad.parse::<Id>().is_err(), "{bad}");
        }
    }
}
