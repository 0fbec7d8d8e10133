//! What slips are drawn with.

/// SplitMix64 (Steele et al. 2014): small, and the same everywhere.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }

    pub(super) fn weighted<'l, T>(&mut self, list: &'l [T], weight: impl Fn(&T) -> f64) -> Option<&'l T> {
        let mut left = self.share() * list.iter().map(&weight).sum::<f64>();
        let hit = list.iter().find(|item| {
            left -= weight(item);
            left <= 0.0
        });
        hit.or(list.last())
    }
}
