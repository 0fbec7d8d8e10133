//! Names that are common somewhere, and words that mailboxes are called by: what is nearly one of them may be mistyped.
//!
//! Given and family names of the United States (Census Bureau, 1990, public domain), with common ones of Germany, Spain and
//! other places added by hand.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::fingers::is_slip_of_any;

static COMMON: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("names.txt").split_ascii_whitespace().collect());

/// Shorter words are near too many names.
const SHORTEST: usize = 5;

/// What a word of a local part is beside the names that are common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One of them, or an initial and one.
    Name,
    /// One of them but for a slip of the fingers.
    Slip,
    /// Neither.
    Other,
}

/// Looks a folded word up.
pub(super) fn looked_up(word: &str) -> Likeness {
    let behind = word.char_indices().nth(1).and_then(|(at, _)| word.get(at..)).unwrap_or_default();
    let is_name = |word: &str| COMMON.contains(word);
    if is_name(word) || (behind.len() >= SHORTEST && is_name(behind)) {
        return Likeness::Name;
    }
    let is_slip = |word: &str| (SHORTEST..20).contains(&word.len()) && is_slip_of_any(word, is_name);
    if is_slip(word) || is_slip(behind) { Likeness::Slip } else { Likeness::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_are_told_from_slips_of_them() {
        for (word, likeness) in [
            ("martin", Likeness::Name),
            ("mkeller", Likeness::Name),
            ("darrell", Likeness::Name),
            ("adrrell", Likeness::Slip),
            ("mwillaims", Likeness::Slip),
            ("webamster", Likeness::Slip),
            ("vv", Likeness::Other),
            ("kkqzx", Likeness::Other),
        ] {
            assert_eq!(looked_up(word), likeness, "{word}");
        }
    }
}
