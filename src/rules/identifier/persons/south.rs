//! Spain, Portugal, Italy, Greece, Turkey.

use super::super::kind::Kind;
use super::super::sums::{digit, is_ddmmyy, luhn, value, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::EsDni,
        pictures: &["99999999A", "99999999-A", "99.999.999-A", "99.999.999A", "99999999 A"],
        valid: |number| number.len() == 9 && is_es_letter(&number[..8], number[8]),
        near: &["dni", "nif", "documento nacional", "documento de identidad"],
    },
    Number {
        kind: Kind::EsNie,
        pictures: &["A9999999A", "A-9999999-A", "A 9999999 A", "A-9999999A", "A9999999-A"],
        valid: |number| {
            let Some(first) = b"XYZ".iter().position(|letter| *letter == number[0]) else { return false };
            let mut plain = number[..8].to_vec();
            plain[0] = b"012"[first];
            is_es_letter(&plain, number[8])
        },
        near: &["nie", "numero de extranjero", "identidad de extranjero"],
    },
    Number {
        kind: Kind::EsCif,
        pictures: &["~A9999999N", "~A-9999999N", "~A-99999999", "~A99999999"],
        valid: is_es_cif,
        near: &["cif", "nif", "vat", "iva", "codigo de identificacion fiscal"],
    },
    Number {
        kind: Kind::EsNss,
        pictures: &["99/99999999/99", "99 99999999 99", "~999999999999", "~99/9999999999"],
        // Tesorería General: province and number together by 97; numbers below ten million stand without their nought.
        valid: |number| {
            let parts = (value(&number[..2]), value(&number[2..10]), value(&number[10..]));
            let (Some(province), Some(body), Some(check)) = parts else { return false };
            let size = if body < 10_000_000 { 10_000_000 } else { 100_000_000 };
            (1..=66).contains(&province) && (province * size + body) % 97 == check
        },
        near: &["seguridad social", "nuss", "naf", "numero de afiliacion", "sozialversicherungsnummer"],
    },
    Number {
        kind: Kind::PtNif,
        pictures: &["~999999999", "~999 999 999"],
        valid: |number| {
            let check = 11 - weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            matches!(number[0], b'1'..=b'3' | b'5' | b'6' | b'8' | b'9')
                && (if check > 9 { 0 } else { check }) == digit(number[8])
        },
        near: &["nif", "contribuinte", "numero de identificacao fiscal"],
    },
    Number {
        kind: Kind::ItCodiceFiscale,
        pictures: &["AAAAAANNANNANNNA"],
        valid: is_it_codice_fiscale,
        near: &["codice fiscale", "cod. fiscale", "cod. fisc"],
    },
    Number {
        kind: Kind::GrAmka,
        pictures: &["~99999999999"],
        valid: |number| is_ddmmyy(&number[..6]) && luhn(number),
        near: &["amka"],
    },
    Number {
        kind: Kind::TrTckn,
        pictures: &["~99999999999", "~999 999 999 99"],
        valid: is_tr_tckn,
        near: &["tckn", "t.c. kimlik", "tc kimlik", "kimlik no", "kimlik numarasi"],
    },
];

/// The control letter of a DNI (Real Decreto 1553/2005): the number's rest by 23.
fn is_es_letter(digits: &[u8], letter: u8) -> bool {
    value(digits).is_some_and(|number| number > 0 && b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize] == letter)
}

/// Orden EHA/451/2008: the control is Luhn's digit or its letter.
fn is_es_cif(number: &[u8]) -> bool {
    let [kind, body @ .., control] = number else { return false };
    let Some(check) = (0..10).find(|check| luhn(&[body, &[b'0' + check]].concat())) else { return false };
    let fits = *control == b'0' + check || *control == b"JABCDEFGHI"[usize::from(check)];
    b"ABCDEFGHJNPQRSUVW".contains(kind) && body.iter().all(u8::is_ascii_digit) && fits
}

/// Decreto 23 dicembre 1976 n. 13813: consonants of the names, year, month letter, day (women plus 40), place, control.
/// Where two people share one, digits become letters (omocodia).
fn is_it_codice_fiscale(number: &[u8]) -> bool {
    const MONTHS: &[u8] = b"ABCDEHLMPRST";
    const OMOCODIA: &[u8] = b"LMNPQRSTUV";
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let as_digit = |octet: u8| match octet {
        b'0'..=b'9' => Some(u64::from(octet - b'0')),
        letter => OMOCODIA.iter().position(|known| *known == letter).map(|i| i as u64),
    };
    let digits: Option<Vec<u64>> = [6, 7, 9, 10, 12, 13, 14].iter().map(|i| as_digit(number[*i])).collect();
    let (Some(digits), Some(month)) = (digits, MONTHS.iter().position(|letter| *letter == number[8])) else {
        return false;
    };
    let day = (digits[2] * 10 + digits[3]) % 40;
    let index = |octet: u8| if octet.is_ascii_digit() { octet - b'0' } else { octet - b'A' };
    let sum: u32 = (0..15)
        .map(|i| if i % 2 == 0 { ODD[usize::from(index(number[i]))] } else { u32::from(index(number[i])) })
        .sum();
    super::super::sums::day_exists(day, month as u64 + 1) && u32::from(number[15] - b'A') == sum % 26
}

/// Turkey (Law 5490): the tenth digit from sums of odd and even places, the eleventh the sum of the ten.
fn is_tr_tckn(number: &[u8]) -> bool {
    let sum = |from: usize, to: usize, by: usize| -> u32 { (from..to).step_by(by).map(|i| digit(number[i])).sum() };
    let tenth = (sum(0, 9, 2) * 7 + 80 - sum(1, 8, 2)) % 10;
    number[0] != b'0' && tenth == digit(number[9]) && sum(0, 10, 1) % 10 == digit(number[10])
}
