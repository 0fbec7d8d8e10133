//! Identifiers, checked and not guessed: numbers with check digits, lists of people, secrets of known forms.
//!
//! `kind` is the table of kinds and groups. A text is made `legible`, then read in two passes, one for digits and one for
//! prefixes and words; `source` answers what stands around a place, for numbers that count only near their word (`near`)
//! or in a column under it (`columns`). Each family has a file: `payment`, `persons`, `mrz`, `contact`, `birth`, `secrets`.

mod birth;
mod columns;
mod contact;
mod kind;
mod layout;
mod legible;
mod mrz;
mod near;
mod payment;
mod persons;
mod secrets;
mod source;
mod sums;

#[cfg(test)]
mod tests;

pub(super) use kind::{IdentifierKind, Kind};

use std::collections::HashSet;

use crate::base::text;

use source::Source;

/// An identifier found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identifier {
    /// What it is.
    pub(super) kind: Kind,
    /// Without separators and in one spelling, so that the same written twice is one.
    pub(super) number: String,
    /// What may be shown of it: the first and last characters of a number, of a secret only its known beginning.
    pub(super) sample: String,
    /// Where it starts, in octets of the legible text.
    at: usize,
}

impl Identifier {
    fn masked(kind: Kind, number: String, at: usize) -> Identifier {
        Identifier { kind, sample: text::masked(&number), number, at }
    }

    /// A secret of which only `lead`, which every one of its kind begins with, is shown.
    fn secret(kind: Kind, secret: String, lead: &str, at: usize) -> Identifier {
        Identifier { kind, number: secret, sample: format!("{lead}…"), at }
    }
}

/// The different identifiers in `text` as written, in order; linear in the text, and quick where it has no digits.
pub(super) fn find(text: &str) -> Vec<Identifier> {
    let legible = legible::legible(text);
    let source = Source::new(&legible);
    let mut found = Vec::new();
    let banks = secrets::find(&source, &mut found);
    let accounts = numbers(&source, &mut found);
    if !(accounts.is_empty() && banks.is_empty()) {
        let mut places = [banks, accounts].concat();
        places.sort_unstable();
        payment::bics(&source, &places, &mut found);
    }
    found.sort_by_key(|identifier| identifier.at);
    let mut seen = HashSet::new();
    found.retain(|identifier| seen.insert((identifier.kind, identifier.number.clone())));
    found
}

/// Adds the numbers that begin at, or a few letters before, each run of digits; returns where accounts stand.
fn numbers(source: &Source, found: &mut Vec<Identifier>) -> Vec<(usize, usize)> {
    let (octets, mut at, mut accounts) = (source.octets(), 0, Vec::new());
    while let Some(digit) = octets[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) {
        let letters = letters_before(source, digit).min(digit - at);
        let start = digit - letters;
        let mut end = digit + octets[digit..].iter().take_while(|octet| octet.is_ascii_digit()).count();
        if !source.starts_word(start) {
            at = end;
            continue;
        }
        let iban = (letters == 2).then(|| payment::iban_at(source, start)).flatten();
        let card = || if letters == 0 { payment::card_at(source, digit) } else { None };
        if let Some((payment, to)) = iban.or_else(card) {
            if payment.kind == Kind::Iban {
                accounts.push((start, to));
            }
            found.push(payment);
            at = to;
            continue;
        }
        // Letters may stand one separator before the digits: `AB 12 34 56 C`.
        let apart =
            digit.checked_sub(1).filter(|before| letters == 0 && *before > at && b" -.".contains(&octets[*before]));
        let apart = apart.map(|before| before - letters_before(source, before).min(before - at));
        let starts = [Some(start), apart.filter(|from| *from + 1 < digit)].into_iter().flatten();
        let mut taken: Vec<usize> = starts.filter_map(|start| persons::at(source, start, found)).collect();
        if letters == 0 {
            let others = [birth::birth_date_at(source, digit), contact::phone_at(source, digit)];
            taken.extend(others.into_iter().flatten().map(|(identifier, to)| {
                found.push(identifier);
                to
            }));
        }
        end = taken.into_iter().max().unwrap_or(0).max(end);
        at = end;
    }
    accounts
}

/// How many letters, at most as many as a number may begin with, stand before `at`.
fn letters_before(source: &Source, at: usize) -> usize {
    let before = source.octets()[..at].iter().rev().take(persons::LETTERS);
    before.take_while(|octet| octet.is_ascii_alphabetic()).count()
}
