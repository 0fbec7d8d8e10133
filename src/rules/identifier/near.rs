//! Words that say what a number is: looked for in one pass, only where a number with a weak check digit asks.

use std::sync::LazyLock;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::kind::Kind;
use super::persons;
use crate::rules::heads::Heads;

/// A word that names kinds, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The kinds it names, as bits.
    pub(super) kinds: u128,
}

/// Words of kinds that are no numbers of persons.
const OTHERS: &[(Kind, &[&str])] = &[
    (Kind::Bic, &["bic", "swift", "swift-code", "bic/swift", "iban", "bankverbindung", "bank details", "cuenta"]),
    (
        Kind::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "cell",
            "cellphone",
            "fax",
            "telefon",
            "handy",
            "mobil",
            "telefono",
            "movil",
            "celular",
            "rufnummer",
            "durchwahl",
            "whatsapp",
        ],
    ),
    (
        Kind::BirthDate,
        &[
            "date of birth",
            "dates of birth",
            "birth date",
            "birthdate",
            "birthday",
            "dob",
            "d.o.b",
            "born on",
            "born",
            "geburtsdatum",
            "geburtsdaten",
            "geburtstag",
            "geb.-datum",
            "geb.",
            "geb. am",
            "geboren",
            "geb.dat",
            "fecha de nacimiento",
            "fechas de nacimiento",
            "f. nacimiento",
            "f. nac",
            "fec. nac",
            "nacimiento",
            "nacido",
            "nacida",
            "date de naissance",
            "data di nascita",
            "data de nascimento",
        ],
    ),
];

/// Abbreviations that are everyday words of some language in small letters (Spanish `sin`, German `ein`, `nie`).
const SHOUTED: [&str; 13] = ["sin", "ein", "nie", "fin", "pan", "run", "rut", "nas", "tin", "nir", "naf", "kt", "rc"];

/// From so many letters on a word may have any ending: `Steuernummern`, `Telefonliste`.
const OPEN: usize = 5;

struct Words {
    /// A quick no for nearly every word of the text.
    heads: Heads,
    automaton: Option<AhoCorasick>,
    kinds: Vec<u128>,
    shouted: Vec<bool>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let numbers = persons::numbers().map(|number| (number.kind, number.near));
    let (mut words, mut kinds): (Vec<&str>, Vec<u128>) = (Vec::new(), Vec::new());
    for (kind, near) in numbers.chain(OTHERS.iter().copied()) {
        for word in near {
            match words.iter().position(|known| known == word) {
                Some(known) => kinds[known] |= kind.bit(),
                None => {
                    words.push(word);
                    kinds.push(kind.bit());
                }
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .start_kind(StartKind::Anchored)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&words)
        .ok();
    let heads = Heads::of(&words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>());
    let shouted = words.iter().map(|word| SHOUTED.contains(word)).collect();
    Words { heads, automaton, kinds, shouted }
});

/// All words for kinds in `text`, in the order of their ends.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let Some(automaton) = &WORDS.automaton else { return Vec::new() };
    let octets = text.as_bytes();
    let is_letter = |at: usize| octets.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut found = Vec::new();
    for at in 0..octets.len() {
        if !is_letter(at) || at.checked_sub(1).is_some_and(is_letter) || !WORDS.heads.have(&octets[at..]) {
            continue;
        }
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            automaton.find_overlapping(input.clone(), &mut state);
            let Some(hit) = state.get_match() else { break };
            let word = hit.pattern().as_usize();
            let ends = hit.len() >= OPEN || !is_letter(hit.end()) || is_plural(octets, hit.end());
            let whispered = WORDS.shouted[word] && octets[hit.range()].iter().any(u8::is_ascii_lowercase);
            if ends && !whispered {
                found.push(Mention { start: at, end: hit.end(), kinds: WORDS.kinds[word] });
            }
        }
    }
    found.sort_by_key(|mention| mention.end);
    found
}

/// Whether a plural's `s` ends the word at `at`.
fn is_plural(octets: &[u8], at: usize) -> bool {
    octets.get(at).is_some_and(|octet| octet.eq_ignore_ascii_case(&b's'))
        && !octets.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, kind: Kind) -> usize {
        mentions(text).iter().filter(|mention| mention.kinds & kind.bit() != 0).count()
    }

    #[test]
    fn words_are_words() {
        assert_eq!(names("SSN, ssns, my SSN: x; assn, SSNx", Kind::UsSsn), 3);
        assert_eq!(names("un pedido sin coste, SIN 1", Kind::CaSin), 1);
        assert_eq!(names("Telefonliste, tel. 1, hotel, telling", Kind::Phone), 2);
    }

    #[test]
    fn every_word_is_as_a_legible_text_has_it() {
        assert!(WORDS.automaton.is_some());
        for (kind, near) in persons::numbers().map(|number| (number.kind, number.near)).chain(OTHERS.iter().copied()) {
            for word in near {
                assert!(
                    word.is_ascii() && *word == word.to_lowercase() && names(&word.to_uppercase(), kind) > 0,
                    "{kind:?} {word}"
                );
            }
        }
    }
}
