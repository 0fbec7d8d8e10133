//! What invented mail is made of, the same in every run.

/// Numbers that look random (Knuth's MMIX constants).
pub struct Numbers(pub u64);

impl Numbers {
    /// One from 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// The same, small ones often and large ones seldom: some people matter more than others.
    pub fn skewed(&mut self, end: usize) -> usize {
        let bound = 1 + self.below(end);
        self.below(bound)
    }
}

/// A word of three syllables.
pub fn word(n: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "ke", "li", "mo", "nu", "pra", "ste", "tri", "vo", "wu", "da", "fe", "gi", "ho", "ju", "la", "me", "ni",
        "ro", "su",
    ];
    let at = |n: usize| SYLLABLES[n % SYLLABLES.len()];
    format!("{}{}{}", at(n), at(n / 20), at(n / 400))
}
