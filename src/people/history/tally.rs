//! Counting up to 64 things at once.

/// Bits of the small numbers.
const PLANES: usize = 4;
/// What fits in them.
const FULL: u32 = (1 << PLANES) - 1;

/// How often each of 64 bits was set. Small numbers lie across words, one bit of each in a word, so that one message is
/// counted with a few operations however many of its bits are set ("bit slicing").
#[derive(Clone, Debug)]
pub(super) struct Tally {
    planes: [u64; PLANES],
    added: u32,
    counts: [u32; 64],
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { planes: [0; PLANES], added: 0, counts: [0; 64] }
    }
}

impl Tally {
    /// Counts each bit that is set.
    pub(super) fn add(&mut self, bits: u64) {
        if self.added == FULL {
            self.carry();
        }
        self.added += 1;
        let mut carry = bits;
        for plane in &mut self.planes {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// How often each bit was set, from the lowest on.
    pub(super) fn counts(mut self) -> [u32; 64] {
        self.carry();
        self.counts
    }

    /// Takes the small numbers over into the counts.
    fn carry(&mut self) {
        let mut any = self.planes.iter().fold(0, |any, plane| any | plane);
        while any != 0 {
            let bit = any.trailing_zeros();
            let number = self.planes.iter().rev().fold(0, |number, plane| (number << 1) | ((plane >> bit) & 1) as u32);
            if let Some(count) = self.counts.get_mut(bit as usize) {
                *count += number;
            }
            any &= any - 1;
        }
        self.planes = [0; PLANES];
        self.added = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_counted_as_one_by_one(words in prop::collection::vec(any::<u64>(), 0..200)) {
            let mut tally = Tally::default();
            words.iter().for_each(|&word| tally.add(word));
            let counts = tally.counts();
            for (bit, count) in counts.iter().enumerate() {
                let plain = words.iter().filter(|word| (**word >> bit) & 1 == 1).count();
                prop_assert_eq!(*count as usize, plain);
            }
        }
    }
}
