//! How numbers are written, as pictures, and where a picture fits a text.
//!
//! In a picture `9` is a digit, `A` a letter, `N` either, a blank a space, a hyphen, a dot or a line end, the same wherever one
//! stands, and every other character itself. With a `~` in front the number counts only near its word or in its column,
//! since numbers that look so are everywhere.

use super::source::{Separators, Source};

/// A picture that fits: the octets it takes, the number without separators in capitals, and whether it says little.
pub(super) struct Fit {
    pub(super) end: usize,
    pub(super) number: Vec<u8>,
    pub(super) needs_word: bool,
}

/// Looks whether `picture` fits at `start`, alone: nothing of a longer number or word touches it.
pub(super) fn fit(source: &Source, start: usize, picture: &str) -> Option<Fit> {
    let (weak, picture) = picture.strip_prefix('~').map_or((false, picture), |rest| (true, rest));
    let (mut at, mut separators) = (start, Separators::default());
    for sign in picture.bytes() {
        let octet = source.octet(at);
        at += match sign {
            b'9' if octet.is_ascii_digit() => 1,
            b'A' if octet.is_ascii_alphabetic() => 1,
            b'N' if octet.is_ascii_alphanumeric() => 1,
            b' ' => source.separator(at, &mut separators)?,
            literal if literal == octet && !octet.is_ascii_alphanumeric() => 1,
            _ => return None,
        };
    }
    if !source.stands_alone(start, at) {
        return None;
    }
    let signs = source.octets()[start..at].iter().filter(|octet| octet.is_ascii_alphanumeric());
    let small = signs.clone().any(u8::is_ascii_lowercase);
    Some(Fit { end: at, number: signs.map(u8::to_ascii_uppercase).collect(), needs_word: weak || small })
}

/// What a picture begins with: so many letters, or so many digits and no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Head {
    Letters(usize),
    Digits(usize),
}

impl Head {
    /// The head of a picture.
    pub(super) fn of_picture(picture: &str) -> Head {
        let signs = picture.trim_start_matches('~').as_bytes();
        let run = |sign| signs.iter().take_while(|s| **s == sign).count();
        if run(b'A') > 0 { Head::Letters(run(b'A')) } else { Head::Digits(run(b'9')) }
    }

    /// The head of the word at `start`.
    pub(super) fn of_word(word: &[u8]) -> Head {
        match word.iter().take_while(|octet| octet.is_ascii_alphabetic()).count() {
            0 => Head::Digits(word.iter().take_while(|octet| octet.is_ascii_digit()).count()),
            letters => Head::Letters(letters),
        }
    }
}
