//! What a file is called from the moment it is ours: the batch it was claimed with, and its own name.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use jiff::Timestamp;

use crate::base::Id;

/// A claimed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The folder in the claim folder.
    pub batch: OsString,
    /// The name it had, and has in there.
    pub name: OsString,
}

impl Claim {
    /// As the store knows it.
    pub(super) fn key(&self) -> Vec<u8> {
        [self.batch.as_bytes(), b"/", self.name.as_bytes()].concat()
    }

    /// The claim with this key.
    pub(super) fn from_key(key: &[u8]) -> Option<Claim> {
        let at = key.iter().position(|b| *b == b'/')?;
        let part = |octets: &[u8]| OsString::from_vec(octets.to_vec());
        Some(Claim { batch: part(&key[..at]), name: part(&key[at + 1..]) })
    }
}

/// Makes names for batches: in the order of their making, and never one twice.
#[derive(Debug, Default)]
pub(super) struct Names {
    last: i64,
}

impl Names {
    /// The next name. Whatever the clock does, it sorts behind the ones this process has made before.
    pub(super) fn next(&mut self, now: Timestamp) -> OsString {
        self.last = now.as_millisecond().max(self.last + 1);
        format!("{:015}-{}", self.last, Id::random(10)).into()
    }
}

/// Whether Outguard has made a folder of this name.
pub(super) fn is_batch(name: &OsStr) -> bool {
    let octets = name.as_bytes();
    octets.len() > 16 && octets[..15].iter().all(u8::is_ascii_digit) && octets[15] == b'-' && !octets.contains(&b'/')
}
