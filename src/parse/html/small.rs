//! A short ASCII word in lower case, kept without allocation: names of elements, attributes and properties.

/// Longer words are cut; no name that means anything here is.
const LONGEST: usize = 24;

/// Up to [`LONGEST`] octets of a word in lower case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Small {
    octets: [u8; LONGEST],
    length: u8,
}

impl Small {
    /// `word` in lower case.
    pub(super) fn lower(word: &str) -> Small {
        let mut small = Small::default();
        for (to, from) in small.octets.iter_mut().zip(word.bytes()) {
            *to = from.to_ascii_lowercase();
            small.length += 1;
        }
        small
    }

    /// The word; empty where it is no UTF-8 after the cut.
    pub(super) fn as_str(&self) -> &str {
        self.octets.get(..usize::from(self.length)).and_then(|o| std::str::from_utf8(o).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_cut() {
        assert_eq!(Small::lower("BlockQuote").as_str(), "blockquote");
        assert_eq!(Small::lower(&"x".repeat(99)).as_str().len(), LONGEST);
        assert_eq!(Small::lower(&format!("{}ü", "x".repeat(LONGEST - 1))).as_str(), "");
    }
}
