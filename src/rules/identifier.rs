//! Numbers with check digits: payment cards (ISO/IEC 7812, Luhn) and bank accounts (ISO 13616 IBAN, mod 97).

use super::lexicon::{ends_word, starts_word};

/// The kinds of numbers rules can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum IdentifierKind {
    /// A payment card number.
    Card,
    /// An international bank account number.
    Iban,
}

impl IdentifierKind {
    pub(super) const WORDS: [&str; 2] = ["card", "iban"];

    /// The kind named by `word`.
    pub(super) fn parse(word: &str) -> Option<IdentifierKind> {
        match word {
            "card" => Some(IdentifierKind::Card),
            "iban" => Some(IdentifierKind::Iban),
            _ => None,
        }
    }
}

/// A number found, without its spaces and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identifier {
    pub(super) kind: IdentifierKind,
    pub(super) number: String,
}

/// The different numbers in `text`, in order; linear in the text, and quick where it has no digits.
pub(super) fn find(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut at = 0;
    while let Some(digit) = text.as_bytes()[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) {
        // The first digit of a card number is its first character, that of an IBAN its third.
        let iban = digit.checked_sub(2).filter(|start| *start >= at && starts_word(text, *start));
        let iban = iban.and_then(|start| iban_at(text, start));
        let card = || if starts_word(text, digit) { card_at(text, digit) } else { None };
        at = match iban.or_else(card) {
            Some((identifier, end)) => {
                if seen.insert(identifier.clone()) {
                    found.push(identifier);
                }
                end
            }
            None => digit + 1,
        };
    }
    found
}

/// An IBAN that starts at `at`: country, check digits, and the country's length, in print form (groups of four) or not.
fn iban_at(text: &str, at: usize) -> Option<(Identifier, usize)> {
    let bytes = text.as_bytes();
    let head = bytes.get(at..at + 4)?;
    if !(head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let country = [head[0].to_ascii_uppercase(), head[1].to_ascii_uppercase()];
    let length = iban_length(&country)?;
    let mut number = String::with_capacity(length);
    let mut end = at;
    while number.len() < length {
        match bytes.get(end)? {
            b if b.is_ascii_alphanumeric() => number.push(char::from(b.to_ascii_uppercase())),
            b' ' if number.len().is_multiple_of(4) && bytes[end - 1] != b' ' => {}
            _ => return None,
        }
        end += 1;
    }
    (ends_word(text, end) && mod_97(&number) == 1).then_some((Identifier { kind: IdentifierKind::Iban, number }, end))
}

/// ISO 7064 mod 97-10 over the number with its first four characters moved to the end, letters as 10 to 35.
fn mod_97(number: &str) -> u32 {
    let (head, tail) = number.split_at(4);
    tail.chars().chain(head.chars()).filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    })
}

/// The length of an IBAN by country (SWIFT IBAN registry).
fn iban_length(country: &[u8; 2]) -> Option<usize> {
    let length = match country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FO" | b"GL" | b"NL" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" => 20,
        b"CH" | b"CR" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"LY" | b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"PL" | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        _ => return None,
    };
    Some(length)
}

/// The groups card numbers are printed in: sixteen digits, American Express, Diners Club, nineteen digits. Digits grouped
/// otherwise are dates, amounts, or a telephone number behind a room number.
const LAYOUTS: [&[usize]; 4] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4], &[4, 4, 4, 4, 3]];

/// A card number that starts at `at`: digits alone, or in printed groups with one and the same space or hyphen between.
fn card_at(text: &str, at: usize) -> Option<(Identifier, usize)> {
    let alone = std::iter::once((13..=19).find(|length| digits(text, at, *length) && ends_word(text, at + length)));
    let grouped = LAYOUTS.iter().rev().map(|layout| grouped(text, at, layout));
    alone.chain(grouped).flatten().find_map(|length| {
        let number: String = text[at..at + length].chars().filter(char::is_ascii_digit).collect();
        is_card(&number).then_some((Identifier { kind: IdentifierKind::Card, number }, at + length))
    })
}

/// The octets that groups of these sizes take at `at`, if they stand there and nothing of a word behind them.
fn grouped(text: &str, at: usize, layout: &[usize]) -> Option<usize> {
    let separator = *text.as_bytes().get(at + layout[0]).filter(|b| matches!(b, b' ' | b'-'))?;
    let mut end = at;
    for (i, size) in layout.iter().enumerate() {
        if i > 0 {
            if text.as_bytes().get(end) != Some(&separator) {
                return None;
            }
            end += 1;
        }
        if !digits(text, end, *size) {
            return None;
        }
        end += size;
    }
    ends_word(text, end).then_some(end - at)
}

/// Whether `count` digits stand at `at`.
fn digits(text: &str, at: usize, count: usize) -> bool {
    text.as_bytes().get(at..at + count).is_some_and(|run| run.iter().all(u8::is_ascii_digit))
}

/// Whether the issuer's range, the length and the Luhn check digit fit (ISO/IEC 7812-1 Annex B).
fn is_card(number: &str) -> bool {
    let lead = |n: usize| number.get(..n).and_then(|head| head.parse::<u32>().ok()).unwrap_or(0);
    let issued = match number.len() {
        14 => matches!(lead(3), 300..=305) || matches!(lead(2), 36 | 38 | 39),
        15 => matches!(lead(2), 34 | 37),
        16 => {
            lead(1) == 4
                || matches!(lead(2), 51..=55 | 62 | 65)
                || matches!(lead(4), 2221..=2720 | 3528..=3589 | 6011)
                || matches!(lead(3), 644..=649)
        }
        13 => lead(1) == 4,
        17..=19 => lead(2) == 62,
        _ => false,
    };
    issued && luhn(number)
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0');
            if i % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        find(text).into_iter().map(|found| found.number).collect()
    }

    #[test]
    fn cards_and_accounts_are_found_as_people_write_them() {
        assert_eq!(numbers("card 4111 1111 1111 1111, exp 12/27"), ["4111111111111111"]);
        assert_eq!(numbers("4111 1111 1111 1111 123"), ["4111111111111111"]);
        assert_eq!(numbers("(3782-822463-10005)"), ["378282246310005"]);
        assert_eq!(numbers("3056 930902 5904"), ["30569309025904"]);
        assert_eq!(numbers("5555555555554444"), ["5555555555554444"]);
        assert_eq!(numbers("IBAN: DE89 3704 0044 0532 0130 00."), ["DE89370400440532013000"]);
        assert_eq!(numbers("gb82west12345698765432"), ["GB82WEST12345698765432"]);
    }

    #[test]
    fn one_number_twice_is_one_number() {
        assert_eq!(numbers("DE89370400440532013000 DE89 3704 0044 0532 0130 00").len(), 1);
    }

    #[test]
    fn other_numbers_are_not_taken_for_cards_or_accounts() {
        for text in [
            "4111 1111 1111 1112",
            "order 41111111111111110",
            "tel +49 30 901820",
            "2026-11-21 10 20 30 40 50",
            "DE89370400440532013001",
            "DE89 3704 0044",
            "XDE89370400440532013000",
            "1234567890123456",
            "invoice 2026 0001 0002 0003",
            "4111.1111.1111.1111",
            "Room 3889, 713-853-3982",
            "3889 713-853-3982",
            "3889 713 853 3982",
            "4111 1111-1111 1111",
            "4111 1111 1111 1111a",
        ] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
    }
}
