//! A quick no for nearly every word: whether one of the literals can stand where a word starts, told from the word's first
//! eight octets.
//!
//! The first four octets say how many of the eight count (as many as the shortest literal with the same four has), and
//! these are looked up in a table of bits that is 32 times as large as the number of literals. So ten thousand literals
//! let hardly more words through than a hundred. Upper and lower case count as one; what else does is let through.

use crate::base::script::{Class, class};

/// Octets of a word that are looked at.
const HEAD: usize = 8;

/// Bits of the table of lengths.
const LENGTHS: u32 = 14;

/// The heads of all literals.
#[derive(Debug)]
pub(super) struct Heads {
    /// By the hash of four octets: how many octets count; 0 where no literal starts so.
    lengths: Box<[u8]>,
    /// By the hash of the octets that count.
    bits: Box<[u64]>,
    /// How far a hash is shifted to be a place in `bits`.
    shift: u32,
    /// By five bits of each of three octets: literals of up to three octets.
    short: Box<[u64]>,
    /// Whether a literal starts with something else than a letter or digit.
    odd: bool,
}

impl Heads {
    /// The heads of `literals`, none of them empty.
    pub(super) fn of(literals: &[Vec<u8>]) -> Heads {
        let size = (literals.len() * 32).next_power_of_two().max(64);
        let mut heads = Heads {
            lengths: vec![0; 1 << LENGTHS].into(),
            bits: vec![0; size / 64].into(),
            shift: u64::BITS - size.trailing_zeros(),
            short: vec![0; (1 << 15) / 64].into(),
            odd: literals.iter().any(|literal| is_odd(literal)),
        };
        for literal in literals.iter().filter(|literal| literal.len() >= 4) {
            let length = &mut heads.lengths[four(key(literal))];
            let own = literal.len().min(HEAD) as u8;
            *length = if *length == 0 { own } else { own.min(*length) };
        }
        for literal in literals {
            match literal[..] {
                [first] => (0..1024).for_each(|rest| set(&mut heads.short, triple(&[first, 0, 0]) | rest)),
                [first, second] => (0..32).for_each(|third| set(&mut heads.short, triple(&[first, second, third]))),
                [first, second, third] => set(&mut heads.short, triple(&[first, second, third])),
                _ => {
                    let place = heads.place(key(literal));
                    set(&mut heads.bits, place);
                }
            }
        }
        heads
    }

    /// Whether places before which no word stands must be looked at, even where none starts.
    pub(super) fn odd(&self) -> bool {
        self.odd
    }

    /// Whether a literal may start with what `text` starts with.
    pub(super) fn have(&self, text: &[u8]) -> bool {
        let key = key(text);
        // One answer from both, so that the processor need not guess twice.
        let long = get(&self.bits, self.place(key)) & u64::from(self.lengths[four(key)] != 0);
        let [first, second, third, ..] = key.to_le_bytes();
        long | get(&self.short, triple(&[first, second, third])) != 0
    }

    /// The place in `bits` of a word that starts with `key`.
    fn place(&self, key: u64) -> usize {
        let length = u32::from(self.lengths[four(key)]);
        let counting = key & u64::MAX.checked_shr(u64::BITS - 8 * length).unwrap_or_default();
        (counting.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

/// Whether `literal` starts with something else than a letter or digit.
fn is_odd(literal: &[u8]) -> bool {
    let first = String::from_utf8_lossy(literal).chars().next();
    first.is_none_or(|first| !matches!(class(first), Class::Word | Class::Each))
}

/// The first eight octets of `text`, zeros where it is shorter, as a number; upper and lower case give the same.
fn key(text: &[u8]) -> u64 {
    let octets = text.first_chunk::<HEAD>().copied().unwrap_or_else(|| {
        let mut octets = [0; HEAD];
        octets.iter_mut().zip(text).for_each(|(octet, of)| *octet = *of);
        octets
    });
    u64::from_le_bytes(octets) | 0x2020_2020_2020_2020
}

/// The place in the table of lengths: a hash of the first four octets.
fn four(key: u64) -> usize {
    ((key as u32).wrapping_mul(0x9e37_79b1) >> (u32::BITS - LENGTHS)) as usize
}

fn triple(octets: &[u8; 3]) -> usize {
    octets.iter().fold(0, |place, octet| place << 5 | usize::from(octet & 31))
}

fn set(bits: &mut [u64], place: usize) {
    bits[place / 64] |= 1 << (place % 64);
}

fn get(bits: &[u64], place: usize) -> u64 {
    bits[place / 64] >> (place % 64) & 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_literal_is_let_through_and_most_other_words_are_not() {
        let literals: Vec<Vec<u8>> = (0..5000_u32)
            .map(|n| format!("{}{n}", ["con", "pro", "Ver", "ge", "x"][n as usize % 5]).into_bytes())
            .chain([b"id".to_vec(), b"nda".to_vec(), b"strictly confidential".to_vec()])
            .collect();
        let heads = Heads::of(&literals);
        for literal in &literals {
            assert!(heads.have(literal), "{literal:?}");
            assert!(heads.have(&[&literal.to_ascii_uppercase()[..], b", and more"].concat()), "{literal:?}");
        }
        let others = (0..5000_u32).map(|n| format!("qu{}", n.wrapping_mul(2_654_435_761)));
        let passed = others.filter(|other| heads.have(other.as_bytes())).count();
        assert!(passed < 400, "{passed} of 5,000");
        assert!(!heads.have(b"i") && !heads.have(b""));
    }
}
