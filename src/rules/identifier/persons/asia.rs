//! India, China, Japan, Korea, Taiwan, Hong Kong, Singapore, Thailand.

use super::super::kind::Kind;
use super::super::sums::{digit, is_yymmdd, value, verhoeff, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::InAadhaar,
        pictures: &["~9999 9999 9999", "~999999999999"],
        valid: |number| !matches!(number[0], b'0' | b'1') && verhoeff(number),
        near: &["aadhaar", "aadhar", "uidai"],
    },
    Number {
        kind: Kind::InPan,
        pictures: &["~AAAAA9999A"],
        // The fourth letter says what the holder is; the rule of the last one is not published.
        valid: |number| b"ABCFGHJLPT".contains(&number[3]) && number[5..9] != *b"0000",
        near: &["pan", "permanent account", "pan card"],
    },
    Number {
        kind: Kind::CnRic,
        pictures: &["999999999999999999", "99999999999999999A"],
        valid: is_cn_ric,
        near: &["resident identity", "shenfenzheng"],
    },
    Number {
        kind: Kind::JpMyNumber,
        pictures: &["~999999999999", "~9999 9999 9999"],
        // Ordinance 85 of 2014, article 5.
        valid: |number| {
            let rest = weighted(number, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
            (if rest < 2 { 0 } else { 11 - rest }) == digit(number[11])
        },
        near: &["my number", "mynumber", "individual number"],
    },
    Number {
        kind: Kind::KrRrn,
        pictures: &["999999-9999999", "~9999999999999"],
        // Numbers given from October 2020 on have no check digit; those are not told from others.
        valid: |number| {
            let sum = weighted(number, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
            is_yymmdd(&number[..6]) && matches!(number[6], b'1'..=b'8') && (11 - sum % 11) % 10 == digit(number[12])
        },
        near: &["rrn", "resident registration"],
    },
    Number { kind: Kind::TwId, pictures: &["A999999999"], valid: is_tw_id, near: &["taiwan id", "national id"] },
    Number {
        kind: Kind::HkId,
        pictures: &["A999999(N)", "~A999999N"],
        valid: |number| {
            let letter = u32::from(number[0] - b'A') + 10;
            let check = if number[7] == b'A' { 10 } else { digit(number[7]) };
            let sum = 36 * 9 + letter * 8 + weighted(&number[1..7], &[7, 6, 5, 4, 3, 2]);
            check <= 10 && (sum + check).is_multiple_of(11)
        },
        near: &["hkid", "hong kong id", "hong kong identity"],
    },
    Number { kind: Kind::SgNric, pictures: &["A9999999A"], valid: is_sg_nric, near: &["nric", "fin"] },
    Number {
        kind: Kind::ThPin,
        pictures: &["9-9999-99999-99-9", "9 9999 99999 99 9", "~9999999999999"],
        valid: |number| {
            let sum = weighted(number, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
            number[0] != b'0' && (11 - sum % 11) % 10 == digit(number[12])
        },
        near: &["thai id", "national id", "citizen id"],
    },
];

/// China (GB 11643): region, birth date, serial, and ISO 7064 mod 11-2 with X for ten.
fn is_cn_ric(number: &[u8]) -> bool {
    let check = if number[17] == b'X' { 10 } else { digit(number[17]) };
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let region =
        matches!(value(&number[..2]), Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 81..=83));
    let century = matches!(&number[6..8], b"19" | b"20");
    check <= 10 && region && century && is_yymmdd(&number[8..14]) && (weighted(number, &weights) + check) % 11 == 1
}

/// Taiwan: the letter as two digits, sex, serial, and weights 1, 9, 8 … 1, 1.
fn is_tw_id(number: &[u8]) -> bool {
    const ORDER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let Some(letter) = ORDER.iter().position(|letter| *letter == number[0]).map(|i| i as u32 + 10) else {
        return false;
    };
    let sum = letter / 10 + letter % 10 * 9 + weighted(&number[1..], &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    matches!(number[1], b'1' | b'2' | b'8' | b'9') && sum.is_multiple_of(10)
}

/// Singapore: series letter, seven digits with weights 2, 7, 6 … 2, check letter of the series.
fn is_sg_nric(number: &[u8]) -> bool {
    let (more, letters): (u32, &[u8]) = match number[0] {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return false,
    };
    let sum = more + weighted(&number[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    let at = if number[0] == b'M' { 10 - sum % 11 } else { sum % 11 };
    letters.get(at as usize) == Some(&number[8])
}
