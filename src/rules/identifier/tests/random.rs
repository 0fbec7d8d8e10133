//! Numbers drawn with a fixed seed, and how they are grouped.

/// A small generator (xorshift64*, Marsaglia and Vigna), the same in every run.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }

    pub(super) fn digits(&mut self, count: usize) -> String {
        self.of("0123456789", count)
    }

    pub(super) fn of(&mut self, alphabet: &str, count: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..count).map(|_| letters[self.below(letters.len() as u64) as usize]).collect()
    }

    pub(super) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }

    /// Two digits each of a year, a month and a day that exist.
    pub(super) fn date(&mut self) -> (String, String, String) {
        let two = |number| format!("{number:02}");
        (two(self.below(100)), two(1 + self.below(12)), two(1 + self.below(28)))
    }

    pub(super) fn ddmmyy(&mut self) -> String {
        let (year, month, day) = self.date();
        day + &month + &year
    }

    pub(super) fn yymmdd(&mut self) -> String {
        let (year, month, day) = self.date();
        year + &month + &day
    }
}

/// The number in groups of these sizes.
pub(super) fn grouped(number: &str, sizes: &[usize], sign: &str) -> String {
    let (mut rest, mut parts) = (number, Vec::new());
    for size in sizes {
        let (part, behind) = rest.split_at(*size);
        parts.push(part);
        rest = behind;
    }
    parts.join(sign)
}
