//! The United Kingdom, Ireland, Iceland, Australia, New Zealand, South Africa, Israel.

use super::super::kind::Kind;
use super::super::sums::{digit, is_ddmmyy, is_yymmdd, luhn, value, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::UkNino,
        pictures: &["AA 99 99 99 A", "~AA999999A"],
        valid: is_uk_nino,
        near: &["nino", "ni number", "ni no", "national insurance", "n.i. number"],
    },
    Number {
        kind: Kind::UkNhs,
        pictures: &["~999 999 9999", "~9999999999"],
        // NHS data dictionary: weights 10 to 2, eleven less the rest; a rest of ten is not issued.
        valid: |number| {
            let check = 11 - weighted(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            check != 10 && check % 11 == digit(number[9])
        },
        near: &["nhs", "nhs number", "nhs no"],
    },
    Number {
        kind: Kind::UkUtr,
        pictures: &["~9999999999", "~99999 99999"],
        // HMRC: the first digit checks the other nine.
        valid: |number| {
            let rest = weighted(&number[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
            b"21987654321".get(rest as usize) == Some(&number[0])
        },
        near: &["utr", "unique taxpayer", "self assessment"],
    },
    Number {
        kind: Kind::IePps,
        pictures: &["~9999999A", "~9999999AA"],
        valid: is_ie_pps,
        near: &["pps", "ppsn", "pps number", "personal public service"],
    },
    Number {
        kind: Kind::IsKennitala,
        pictures: &["999999-9999", "~9999999999"],
        // Registers Iceland: birth date, two of serial, check digit, century.
        valid: |number| {
            let check = (11 - weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            is_ddmmyy(&number[..6]) && matches!(number[9], b'0' | b'8' | b'9') && check == digit(number[8])
        },
        near: &["kennitala", "kt"],
    },
    Number {
        kind: Kind::AuTfn,
        pictures: &["~999 999 999", "~999999999", "~99 999 999", "~99999999"],
        valid: |number| weighted(number, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) && value(number) > Some(0),
        near: &["tfn", "tax file number"],
    },
    Number {
        kind: Kind::NzIrd,
        pictures: &["~99-999-999", "~999-999-999", "~999999999", "~99999999"],
        valid: is_nz_ird,
        near: &["ird", "ird number"],
    },
    Number {
        kind: Kind::ZaId,
        pictures: &["~9999999999999", "~999999 9999 999", "~999999 9999 99 9"],
        valid: |number| is_yymmdd(&number[..6]) && matches!(number[10], b'0'..=b'2') && luhn(number),
        near: &["id number", "identity number", "south african id", "rsa id", "sa id"],
    },
    Number {
        kind: Kind::IlId,
        pictures: &["~999999999", "~99999999-9"],
        valid: |number| luhn(number) && value(number) > Some(0),
        near: &["teudat zehut", "mispar zehut", "israeli id", "id number"],
    },
];

/// HMRC NIM39110: two letters of which some are never used, six digits, A to D.
fn is_uk_nino(number: &[u8]) -> bool {
    let [first, second, .., suffix] = number else { return false };
    let never = matches!(&number[..2], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ");
    let letters = !b"DFIQUV".contains(first) && !b"DFIQUVO".contains(second);
    letters && !never && matches!(suffix, b'A'..=b'D')
}

/// Ireland (Revenue): seven digits with weights 8 to 2, a second letter (A, B or H; W, T and X of old say nothing) with
/// weight 9, and the rest by 23 as a letter, W for none.
fn is_ie_pps(number: &[u8]) -> bool {
    let second = match number.get(8) {
        None | Some(b'W' | b'T' | b'X') => 0,
        Some(letter @ (b'A' | b'B' | b'H')) => u32::from(letter - b'A') + 1,
        Some(_) => return false,
    };
    let rest = (weighted(&number[..7], &[8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23;
    b"WABCDEFGHIJKLMNOPQRSTUV".get(rest as usize) == Some(&number[7])
}

/// New Zealand (Inland Revenue, RWT-NRWT specification): two sets of weights, the second where the first gives ten.
fn is_nz_ird(number: &[u8]) -> bool {
    let Some((check, body)) = number.split_last() else { return false };
    let padded: Vec<u8> =
        std::iter::repeat_n(b'0', 8_usize.saturating_sub(body.len())).chain(body.iter().copied()).collect();
    let by = |weights: &[u32]| (11 - weighted(&padded, weights) % 11) % 11;
    let expected = match by(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => by(&[7, 4, 3, 2, 5, 2, 7, 6]),
        digit => digit,
    };
    matches!(value(number), Some(10_000_001..150_000_000)) && expected == digit(*check)
}
