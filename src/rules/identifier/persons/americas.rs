//! The United States, Canada, Mexico, Brazil, Argentina, Chile.

use super::super::kind::Kind;
use super::super::sums::{digit, is_yymmdd, luhn, value, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::UsSsn,
        pictures: &["999-99-9999", "~999 99 9999", "~999999999"],
        valid: is_us_ssn,
        near: &[
            "ssn",
            "social security",
            "social sec",
            "soc sec",
            "ss#",
            "ss no",
            "seguro social",
            "sozialversicherungsnummer",
        ],
    },
    Number {
        kind: Kind::UsItin,
        pictures: &["999-99-9999", "~999 99 9999", "~999999999"],
        // IRM 3.21.263: 9, and a group the IRS assigns.
        valid: |number| {
            number[0] == b'9' && matches!(value(&number[3..5]), Some(50..=65 | 70..=88 | 90..=92 | 94..=99))
        },
        near: &["itin", "individual taxpayer", "taxpayer identification"],
    },
    Number {
        kind: Kind::UsEin,
        pictures: &["~99-9999999"],
        // The campuses' prefixes (IRS, "How EINs are assigned and valid EIN prefixes").
        valid: |number| {
            matches!(
                value(&number[..2]),
                Some(1..=6 | 10..=16 | 20..=27 | 30..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99)
            )
        },
        near: &["ein", "fein", "employer identification", "federal tax id", "tax id", "federal id"],
    },
    Number {
        kind: Kind::CaSin,
        pictures: &["~999 999 999", "~999999999"],
        valid: |number| !matches!(number[0], b'0' | b'8') && luhn(number),
        near: &["sin", "s.i.n", "social insurance", "assurance sociale", "nas"],
    },
    Number { kind: Kind::MxCurp, pictures: &["AAAA999999AAAAAAN9"], valid: is_mx_curp, near: &["curp"] },
    Number {
        kind: Kind::BrCpf,
        pictures: &["999.999.999-99", "~99999999999", "~999999999-99"],
        valid: |number| is_br(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2]),
        near: &["cpf", "cadastro de pessoa"],
    },
    Number {
        kind: Kind::BrCnpj,
        pictures: &["99.999.999/9999-99", "~99999999999999"],
        valid: |number| is_br(number, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]),
        near: &["cnpj", "cadastro nacional"],
    },
    Number {
        kind: Kind::ArCuit,
        pictures: &["99-99999999-9", "~99999999999"],
        valid: |number| {
            let check = 11 - weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
            let known = matches!(value(&number[..2]), Some(20 | 23 | 24 | 27 | 30 | 33 | 34));
            known && (if check == 10 { 9 } else { check % 11 }) == digit(number[10])
        },
        near: &["cuit", "cuil"],
    },
    Number {
        kind: Kind::ClRut,
        pictures: &["99.999.999-N", "9.999.999-N", "~99999999-N", "~9999999-N"],
        valid: is_cl_rut,
        near: &["rut", "run", "rol unico"],
    },
];

/// SSA, "Social Security Number Randomization": no area 000, 666 or from 900 on, no group 00, no serial 0000; the numbers
/// once printed on sample cards were never a person's.
fn is_us_ssn(number: &[u8]) -> bool {
    let parts = (value(&number[..3]), value(&number[3..5]), value(&number[5..]));
    let (Some(area), Some(group), Some(serial)) = parts else { return false };
    let printed =
        matches!(number, b"078051120" | b"219099999" | b"123456789" | b"111111111" | b"222222222" | b"333333333");
    (1..900).contains(&area) && area != 666 && group > 0 && serial > 0 && !printed
}

/// Mexico (RENAPO): letters of the names, birth date, sex, state, consonants, a homonym's mark, check digit.
fn is_mx_curp(number: &[u8]) -> bool {
    // Ñ stands between N and O in the order of values.
    let of = |octet: u8| match octet {
        b'0'..=b'9' => u32::from(octet - b'0'),
        b'A'..=b'N' => u32::from(octet - b'A') + 10,
        letter => u32::from(letter.wrapping_sub(b'A')) + 11,
    };
    let sum: u32 = number[..17].iter().zip((2..=18).rev()).map(|(octet, weight)| of(*octet) * weight).sum();
    is_yymmdd(&number[4..10]) && matches!(number[10], b'H' | b'M' | b'X') && (10 - sum % 10) % 10 == digit(number[17])
}

/// Brazil (Receita Federal): two check digits mod 11, the second with the weights one further; never one digit repeated.
fn is_br(number: &[u8], weights: &[u32]) -> bool {
    let body = number.len() - 2;
    let check = |sum: u32| if sum % 11 < 2 { 0 } else { 11 - sum % 11 };
    let first = weights[0] + 1;
    let second: Vec<u32> = [first].into_iter().chain(weights.iter().copied()).collect();
    let repeated = number.iter().all(|octet| octet == &number[0]);
    !repeated
        && check(weighted(&number[..body], weights)) == digit(number[body])
        && check(weighted(&number[..=body], &second)) == digit(number[body + 1])
}

/// Chile (Registro Civil): weights 2 to 7 from the right, K for ten.
fn is_cl_rut(number: &[u8]) -> bool {
    let Some((check, body)) = number.split_last() else { return false };
    let sum: u32 =
        body.iter().rev().zip([2, 3, 4, 5, 6, 7].iter().cycle()).map(|(octet, weight)| digit(*octet) * weight).sum();
    b"0K987654321".get((sum % 11) as usize) == Some(check)
}
