//! When a paragraph counts as a footer: what a sender says twice stands below the same words, a footer below any.

use serde::{Deserialize, Serialize};

/// Mails a paragraph must have stood in before it counts as a footer.
pub const FOOTER: usize = 3;

/// A paragraph of a mail that may be a footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Made of its letters and digits.
    pub number: i64,
    /// The mail it stood in.
    pub around: Around,
}

/// What tells a mail from others. An octet each is too little to try words against it; where two fall together, a footer is
/// known one mail later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// Of the subject, without `Re:` and its like.
    pub subject: u8,
    /// Of what stood above the paragraph, without the greeting.
    pub above: u8,
    /// Of the organisation it went to.
    pub to: u8,
}

impl Around {
    /// Whether a paragraph that counted in mails of `earlier` counts in this one: its subject and what stands above it are
    /// new, and they do not all go to one organisation, which may be the only one to know what it says.
    pub fn counts(self, earlier: &[Around]) -> bool {
        let is_new = earlier.iter().all(|other| other.subject != self.subject && other.above != self.above);
        let is_last = earlier.len() + 1 == FOOTER;
        earlier.len() < FOOTER && is_new && (!is_last || earlier.iter().any(|other| other.to != self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(mails: &[(u8, u8, u8)]) -> usize {
        let mut earlier = Vec::new();
        for (subject, above, to) in mails {
            let around = Around { subject: *subject, above: *above, to: *to };
            if around.counts(&earlier) {
                earlier.push(around);
            }
        }
        earlier.len()
    }

    #[test]
    fn mails_count_that_differ_in_all_but_the_paragraph() {
        assert_eq!(counted(&[(1, 1, 1), (2, 2, 1), (3, 3, 2), (4, 4, 2)]), FOOTER);
        assert_eq!(counted(&[(1, 1, 1), (1, 2, 2), (1, 3, 3)]), 1, "one thread");
        assert_eq!(counted(&[(1, 1, 1), (2, 1, 2), (3, 1, 3)]), 1, "one text");
    }

    #[test]
    fn what_one_organisation_alone_has_had_is_no_footer() {
        assert_eq!(counted(&[(1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 1)]), 2);
        assert_eq!(counted(&[(1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 2)]), FOOTER);
    }
}
