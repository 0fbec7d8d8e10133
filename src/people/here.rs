//! Whom anybody of the organisation has written to: one set for all senders, so that somebody new to one of them may still be
//! known here. It says that somebody has written, never who.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{PoisonError, RwLock};

use crate::base::Address;

/// Everybody whom anybody here has written to; some 20 octets each, whatever their address. It grows while mail is sent, in
/// all histories at once.
#[derive(Default)]
pub struct Here {
    /// A number for each address; which one differs from start to start, so that nobody can choose an address to be taken for
    /// another.
    numbers: RwLock<HashSet<u64>>,
    numbering: RandomState,
}

impl Here {
    /// Adds somebody, by the compared form of the address.
    pub fn add(&self, key: &str) {
        let number = self.numbering.hash_one(key);
        // Nothing that panics happens under this lock, so a poisoned one is still whole.
        self.numbers.write().unwrap_or_else(PoisonError::into_inner).insert(number);
    }

    /// Whether anybody has written there.
    pub fn has(&self, address: &Address) -> bool {
        let number = self.numbering.hash_one(address.key());
        self.numbers.read().unwrap_or_else(PoisonError::into_inner).contains(&number)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Here({})", self.len())
    }
}
