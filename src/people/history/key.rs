//! The secret that words are hashed with: whoever has the database but not the key cannot even test whether a word was used.

use std::fmt;
use std::hash::Hasher as _;

use siphasher::sip::SipHasher24;

/// The secret words are hashed with; kept in the store's folder, never in the database.
#[derive(Clone)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of these octets, which should be random.
    pub fn new(octets: [u8; 16]) -> Key {
        Key(octets)
    }

    /// The number of a word (SipHash-2-4, cut to 32 bits: several words may share one, so a number proves no word).
    pub(super) fn word(&self, word: &str) -> u32 {
        self.hash(b'w', &[word.as_bytes()]) as u32
    }

    /// The number of a word's first three letters.
    pub(super) fn start(&self, word: &str) -> u32 {
        let end = word.char_indices().nth(3).map_or(word.len(), |(at, _)| at);
        self.hash(b'p', &[word.as_bytes().get(..end).unwrap_or_default()]) as u32
    }

    /// The number of a given name and a family name, in this order.
    pub(super) fn name(&self, given: &str, family: &str) -> u32 {
        self.hash(b'n', &[given.as_bytes(), family.as_bytes()]) as u32
    }

    /// The number of an address in its compared form.
    pub(super) fn address(&self, address: &str) -> u32 {
        self.hash(b'a', &[address.as_bytes()]) as u32
    }

    /// The number of a subject without its prefixes; never 0.
    pub(super) fn topic(&self, subject: &str) -> u32 {
        (self.hash(b't', &[subject.as_bytes()]) as u32).max(1)
    }

    /// The number of a run of words, given by their numbers.
    pub(super) fn shingle(&self, words: &[u32]) -> u32 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write_u8(b's');
        words.iter().for_each(|word| hasher.write(&word.to_le_bytes()));
        hasher.finish() as u32
    }

    /// The number of a file's digest.
    pub(super) fn file(&self, digest: &[u8]) -> u64 {
        self.hash(b'f', &[digest])
    }

    fn hash(&self, kind: u8, parts: &[&[u8]]) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write_u8(kind);
        for part in parts {
            hasher.write(part);
            hasher.write_u8(0);
        }
        hasher.finish()
    }
}

/// Secrets stay in.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
