//! Germany, Austria, Switzerland, the Netherlands, Belgium, France.

use super::super::kind::Kind;
use super::super::sums::{digit, is_day, is_ddmmyy, mod_11_10, value, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::DeTaxId,
        pictures: &["99 999 999 999", "~99999999999"],
        valid: is_de_tax_id,
        near: &[
            "steuer-id",
            "steuer id",
            "steueridentifikationsnummer",
            "identifikationsnummer",
            "steuerliche id",
            "idnr",
            "id-nr",
            "tax id",
            "tax number",
            "steuernummer",
            "numero fiscal",
            "tin",
        ],
    },
    Number {
        kind: Kind::DeSocial,
        pictures: &["99 999999 A 999", "99999999A999", "99 999999A999"],
        valid: is_de_social,
        near: &["sozialversicherungsnummer", "rentenversicherungsnummer", "sv-nummer", "svnr", "versicherungsnummer"],
    },
    Number {
        kind: Kind::AtSvnr,
        pictures: &["9999 999999", "~9999/999999", "~9999999999"],
        valid: is_at_svnr,
        near: &["sozialversicherungsnummer", "svnr", "sv-nr", "sv-nummer", "versicherungsnummer", "vsnr"],
    },
    Number {
        kind: Kind::ChAhv,
        pictures: &["999.9999.9999.99", "999 9999 9999 99", "9999999999999"],
        valid: |number| number.starts_with(b"756") && is_ean_13(number),
        near: &["ahv", "ahv-nummer", "avs", "sozialversicherungsnummer"],
    },
    Number {
        kind: Kind::NlBsn,
        pictures: &["~999999999", "~999 999 999", "~9999 99 999"],
        // The eleven test: weights 9 to 2, and minus one for the last digit.
        valid: |number| {
            let sum = i64::from(weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2])) - i64::from(digit(number[8]));
            value(number) > Some(0) && sum % 11 == 0
        },
        near: &["bsn", "burgerservicenummer", "sofinummer", "sofi-nummer"],
    },
    Number {
        kind: Kind::BeRrn,
        pictures: &["99.99.99-999.99", "99.99.99-999-99", "99 99 99 999 99", "999999 999 99", "~99999999999"],
        valid: is_be_rrn,
        near: &[
            "rijksregisternummer",
            "registre national",
            "numero national",
            "rrn",
            "insz",
            "niss",
            "nationaal nummer",
        ],
    },
    Number {
        kind: Kind::FrNir,
        pictures: &[
            "9 99 99 99 999 999 99",
            "9 99 99 9A 999 999 99",
            "999999999999999",
            "999999A99999999",
            "9999999999999 99",
        ],
        valid: is_fr_nir,
        near: &["securite sociale", "nir", "numero de securite sociale"],
    },
];

/// Steuer-IdNr. (§ 139b AO): of the first ten digits exactly one stands there twice or three times, never thrice in a row,
/// and the last checks by ISO 7064 mod 11,10.
fn is_de_tax_id(number: &[u8]) -> bool {
    let Some((_, body)) = number.split_last() else { return false };
    let mut times = [0_u8; 10];
    body.iter().for_each(|octet| times[(digit(*octet) % 10) as usize] += 1);
    let mut repeated = times.iter().filter(|count| **count > 1);
    let one_repeated = matches!((repeated.next(), repeated.next()), (Some(2..=3), None));
    let in_a_row = body.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]);
    one_repeated && !in_a_row && number[0] != b'0' && mod_11_10(number)
}

/// Versicherungsnummer of the pension insurance (VKVV § 2): area, birth date (the day plus 50 where two share it), first
/// letter of the name at birth, serial, check digit.
fn is_de_social(number: &[u8]) -> bool {
    let [digits @ .., letter, serial_1, serial_2, check] = number else { return false };
    let (Some(area), Some(day)) = (digits.get(..2).and_then(value), digits.get(2..4).and_then(value)) else {
        return false;
    };
    let ordinal = u32::from(letter.wrapping_sub(b'A')) + 1;
    let letter = [ordinal / 10, ordinal % 10];
    let all = digits.iter().map(|octet| digit(*octet)).chain(letter).chain([digit(*serial_1), digit(*serial_2)]);
    let weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let sum: u32 = all.zip(weights).map(|(digit, weight)| digit * weight / 10 + digit * weight % 10).sum();
    let month = value(&digits[4..6]).unwrap_or(0);
    let dated = super::super::sums::day_exists(if day > 50 { day - 50 } else { day }, month);
    (2..=89).contains(&area) && ordinal <= 26 && dated && sum % 10 == digit(*check)
}

/// Austria (ASVG § 31): serial of three, check digit, birth date; months 13 to 15 where the day has run out.
fn is_at_svnr(number: &[u8]) -> bool {
    let dated = is_ddmmyy(&number[4..]) || matches!(value(&number[6..8]), Some(13..=15));
    number[0] != b'0' && dated && weighted(number, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == digit(number[3])
}

fn is_ean_13(number: &[u8]) -> bool {
    weighted(number, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// Belgium (Royal Decree of 3 April 1984): birth date, counter, 97 less the rest by 97; born from 2000 on a 2 stands
/// before. Months may be up by 20 or 40 (bis numbers), and unknown.
fn is_be_rrn(number: &[u8]) -> bool {
    let (Some(body), Some(check), Some(month)) = (value(&number[..9]), value(&number[9..]), value(&number[2..4]))
    else {
        return false;
    };
    let month = [
        number[2].saturating_sub(if month >= 40 {
            4
        } else if month >= 20 {
            2
        } else {
            0
        }),
        number[3],
    ];
    let dated = is_day(&number[4..6], &month);
    dated && number[6..9] != *b"000" && [body, 2_000_000_000 + body].iter().any(|body| 97 - body % 97 == check)
}

/// France (INSEE): sex, year, month, department (2A and 2B in Corsica), commune, serial, 97 less the rest by 97.
fn is_fr_nir(number: &[u8]) -> bool {
    let mut plain = number.to_vec();
    match (number[5], number[6]) {
        (b'2', b'A') => plain[5..7].copy_from_slice(b"19"),
        (b'2', b'B') => plain[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let month = matches!(value(&plain[3..5]), Some(1..=12 | 20 | 30..=42 | 50..=99));
    let (Some(body), Some(check)) = (value(&plain[..13]), value(&plain[13..])) else { return false };
    matches!(number[0], b'1'..=b'4' | b'7' | b'8') && month && 97 - body % 97 == check
}
