//! The bytes of a message, shared without copying, with the digest that decisions are bound to.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

/// SHA-256 of a message's bytes; `sha256sum` of the saved file prints the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// A digest read back from 32 stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Digest> {
        bytes.try_into().ok().map(Digest)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// The RFC 5322 bytes of a message, CRLF line ends; cheap to clone, never changed.
#[derive(Clone)]
pub struct Message {
    bytes: Arc<Vec<u8>>,
    digest: Digest,
}

impl Message {
    /// Takes `bytes` and computes their digest.
    pub fn new(bytes: Vec<u8>) -> Message {
        let digest = Digest::of(&bytes);
        Message { bytes: Arc::new(bytes), digest }
    }

    /// The digest of the bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl Deref for Message {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Message {
    /// Never the content: bodies do not reach logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} bytes, {})", self.bytes.len(), self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_plain_sha256() {
        let message = Message::new(b"abc".to_vec());
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(message.digest().to_string(), hex);
        assert_eq!(Digest::from_bytes(message.digest().as_bytes()), Some(message.digest()));
    }

    #[test]
    fn debug_shows_no_content() {
        assert!(!format!("{:?}", Message::new(b"streng geheim".to_vec())).contains("geheim"));
    }
}
