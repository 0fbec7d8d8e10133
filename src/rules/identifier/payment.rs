//! What money moves by: payment cards (ISO/IEC 7812), bank accounts (ISO 13616) and the codes of banks (ISO 9362).

use super::Identifier;
use super::kind::Kind;
use super::source::{Separators, Source};
use super::sums::{luhn, mod_97, value};

/// An IBAN that starts at `at`: country, check digits, and the country's length, in print form (groups of four, also over
/// a line end) or not.
pub(super) fn iban_at(source: &Source, at: usize) -> Option<(Identifier, usize)> {
    let head = source.octets().get(at..at + 4)?;
    if !(head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let length = iban_length([head[0].to_ascii_uppercase(), head[1].to_ascii_uppercase()])?;
    let (mut number, mut end, mut same) = (String::with_capacity(length), at, Separators::default());
    while number.len() < length {
        match source.octet(end) {
            octet if octet.is_ascii_alphanumeric() => {
                number.push(char::from(octet.to_ascii_uppercase()));
                end += 1;
            }
            b' ' | b'\n' | b'\r' | b'-' | b'.' if number.len().is_multiple_of(4) => {
                let blank = source.separator(end, &mut same)?;
                // Two in a row group nothing.
                if !source.octet(end + blank).is_ascii_alphanumeric() {
                    return None;
                }
                end += blank;
            }
            _ => return None,
        }
    }
    let moved = number.bytes().skip(4).chain(number.bytes().take(4));
    let right = source.starts_word(at) && source.ends_word(end) && mod_97(moved) == 1;
    right.then(|| (Identifier::masked(Kind::Iban, number, at), end))
}

/// The length of an IBAN by country (SWIFT IBAN registry).
fn iban_length(country: [u8; 2]) -> Option<usize> {
    let length = match &country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"FK" | b"FO" | b"GL" | b"NL" | b"SD" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"MN" | b"XK" => 20,
        b"CH" | b"CR" | b"HR" | b"LI" | b"LV" => 21,
        b"BG" | b"BH" | b"DE" | b"GB" | b"GE" | b"IE" | b"ME" | b"RS" | b"VA" => 22,
        b"AE" | b"GI" | b"IL" | b"IQ" | b"OM" | b"SO" | b"TL" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"PK" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" | b"VG" => 24,
        b"LY" | b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"BI" | b"DJ" | b"FR" | b"GR" | b"IT" | b"MC" | b"MR" | b"SM" => 27,
        b"AL" | b"AZ" | b"BY" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"NI" | b"PL" | b"SV" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" | b"YE" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        b"RU" => 33,
        _ => return None,
    };
    Some(length)
}

/// The groups card numbers are printed in: sixteen digits, American Express, Diners Club, nineteen digits. Digits grouped
/// otherwise are dates, amounts, or a telephone number behind a room number.
const LAYOUTS: [&[usize]; 4] = [&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

/// A card number that starts at `at`: digits alone, or in printed groups with one and the same blank or hyphen between.
pub(super) fn card_at(source: &Source, at: usize) -> Option<(Identifier, usize)> {
    let run = source.octets()[at..].iter().take(20).take_while(|octet| octet.is_ascii_digit()).count();
    let alone = (14..=19).contains(&run).then_some(at + run);
    let grouped = LAYOUTS.iter().filter_map(|layout| grouped(source, at, layout));
    alone.into_iter().chain(grouped).filter(|end| source.ends_word(*end)).find_map(|end| {
        let number: String = source.text()[at..end].chars().filter(char::is_ascii_digit).collect();
        let glued =
            matches!(source.octet_before(at, 1), b'.' | b'-' | b'/') && source.octet_before(at, 2).is_ascii_digit();
        (!glued && is_card(&number)).then(|| (Identifier::masked(Kind::Card, number, at), end))
    })
}

/// Where groups of these sizes end, if they stand at `at`.
fn grouped(source: &Source, at: usize, layout: &[usize]) -> Option<usize> {
    let (mut end, mut same) = (at, Separators::default());
    for (i, size) in layout.iter().enumerate() {
        if i > 0 {
            end += source.separator(end, &mut same)?;
        }
        let group = source.octets().get(end..end + size)?;
        if !group.iter().all(u8::is_ascii_digit) {
            return None;
        }
        end += size;
    }
    let sign = same.sign.filter(|sign| matches!(sign, b' ' | b'-'))?;
    let four = |from: usize| source.octets().get(from..from + 4).filter(|group| group.iter().all(u8::is_ascii_digit));
    // Groups of four before or behind make it a longer number; behind it may stand the month and year it ends.
    let before = at.checked_sub(5).and_then(four).is_some() && source.octet_before(at, 1) == sign;
    let behind = four(end + 1).filter(|group| source.octet(end) == sign && !matches!(value(&group[..2]), Some(1..=12)));
    (!before && behind.is_none()).then_some(end)
}

/// Whether the issuer's range, the length and the Luhn check digit fit. Visa's old numbers of thirteen digits are left out:
/// they are no longer issued, and the article numbers of Germany look the same.
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
        17..=19 => lead(2) == 62,
        _ => false,
    };
    issued && luhn(number.as_bytes())
}

/// How far a bank's code may stand from its account or word, in octets.
const NEAR_BANK: usize = 80;

/// Whether `code` has the form of a bank's code (ISO 9362): four letters, a country, two of place, three of branch or none.
fn is_bic(code: &str) -> bool {
    let (letters, place) = (&code.as_bytes()[..6], &code.as_bytes()[6..]);
    let country = [letters[4], letters[5]];
    // Two countries without IBAN are common in mail; the others' banks are in the registry of accounts.
    let known = iban_length(country).is_some()
        || matches!(
            &country,
            b"US"
                | b"CA"
                | b"JP"
                | b"CN"
                | b"HK"
                | b"SG"
                | b"AU"
                | b"NZ"
                | b"IN"
                | b"ZA"
                | b"MX"
                | b"KR"
                | b"TW"
                | b"TH"
        );
    letters.iter().all(u8::is_ascii_uppercase)
        && known
        && place.iter().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
        // A code of a test bank ends its place with 0; words of eight letters end with letters as codes do.
        && place[1] != b'0'
}

/// The banks' codes near `places`, where accounts and bank words stand, in order.
pub(super) fn bics(source: &Source, places: &[(usize, usize)], found: &mut Vec<Identifier>) {
    let (text, mut done) = (source.text(), 0);
    for (start, end) in places {
        let mut at = text.floor_char_boundary(start.saturating_sub(NEAR_BANK)).max(done);
        done = text.floor_char_boundary(end.saturating_add(NEAR_BANK)).max(at);
        for word in text[at..done].split(|c: char| !c.is_ascii_alphanumeric()) {
            let end = at + word.len();
            if matches!(word.len(), 8 | 11) && source.starts_word(at) && source.ends_word(end) && is_bic(word) {
                found.push(Identifier::masked(Kind::Bic, word.to_owned(), at));
            }
            at = next_word(text, end);
        }
    }
}

/// Where the word behind the character at `at` begins.
fn next_word(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}
