//! Sweden, Denmark, Norway, Finland, the Baltic states, Poland, Czechia and Slovakia, Hungary, Romania, Bulgaria, Croatia,
//! Slovenia and its neighbours.

use super::super::kind::Kind;
use super::super::sums::{digit, is_day, is_ddmmyy, is_yymmdd, luhn, mod_11_10, value, weighted};
use super::Number;

pub(super) const NUMBERS: &[Number] = &[
    Number {
        kind: Kind::SePersonnummer,
        pictures: &["999999-9999", "999999+9999", "99999999-9999", "~9999999999", "~999999999999"],
        valid: is_se_personnummer,
        near: &["personnummer", "samordningsnummer", "pnr", "personal identity number"],
    },
    Number {
        kind: Kind::DkCpr,
        // Without a check since 2007, so the word must stand there.
        pictures: &["~999999-9999", "~9999999999", "~999999 9999"],
        valid: |number| is_ddmmyy(&number[..6]),
        near: &["cpr", "cpr-nummer", "cpr-nr", "personnummer"],
    },
    Number {
        kind: Kind::NoFnr,
        pictures: &["999999 99999", "~99999999999"],
        valid: is_no_fnr,
        near: &["fodselsnummer", "fodselsnr", "fnr", "d-nummer", "personnummer"],
    },
    Number {
        kind: Kind::FiHetu,
        pictures: &["999999-999N", "999999+999N", "999999A999N"],
        valid: is_fi_hetu,
        near: &["hetu", "henkilotunnus"],
    },
    Number {
        kind: Kind::EeIsikukood,
        pictures: &["~99999999999"],
        valid: is_baltic,
        near: &["isikukood", "personal code"],
    },
    Number {
        kind: Kind::LtAsmens,
        pictures: &["~99999999999"],
        valid: is_baltic,
        near: &["asmens kodas", "a.k", "personal code"],
    },
    Number {
        kind: Kind::PlPesel,
        pictures: &["~99999999999"],
        // Months from 1800 on are up by 80, from 2000 on by 20.
        valid: |number| {
            let month = [number[2] - (number[2] - b'0') / 2 * 2, number[3]];
            is_day(&number[4..6], &month) && weighted(number, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
        },
        near: &["pesel"],
    },
    Number {
        kind: Kind::CzRc,
        pictures: &["999999/9999", "~9999999999"],
        // Women's months are up by 50, exhausted days by 20; the whole is a multiple of eleven.
        valid: |number| {
            let Some(month) = value(&number[2..4]) else { return false };
            let dated = [0, 20, 50, 70].iter().any(|up| {
                month
                    .checked_sub(*up)
                    .is_some_and(|month| super::super::sums::day_exists(value(&number[4..6]).unwrap_or(0), month))
            });
            dated && value(number).is_some_and(|all| all % 11 == 0)
        },
        near: &["rodne cislo", "r.c", "rc"],
    },
    Number {
        kind: Kind::HuTaj,
        pictures: &["~999 999 999", "~999999999"],
        valid: |number| weighted(number, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == digit(number[8]),
        near: &["taj", "taj szam", "taj-szam"],
    },
    Number {
        kind: Kind::RoCnp,
        pictures: &["~9999999999999"],
        valid: |number| {
            let check = weighted(number, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
            number[0] != b'0' && is_yymmdd(&number[1..7]) && (if check == 10 { 1 } else { check }) == digit(number[12])
        },
        near: &["cnp", "cod numeric personal"],
    },
    Number {
        kind: Kind::BgEgn,
        pictures: &["~9999999999"],
        // Months from 1800 on are up by 20, from 2000 on by 40.
        valid: |number| {
            let month = [number[2] - (number[2] - b'0') / 2 * 2, number[3]];
            is_day(&number[4..6], &month)
                && weighted(number, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(number[9])
        },
        near: &["egn", "edinen grazhdanski nomer"],
    },
    Number { kind: Kind::HrOib, pictures: &["~99999999999"], valid: mod_11_10, near: &["oib"] },
    Number {
        kind: Kind::SiEmso,
        pictures: &["~9999999999999"],
        // Also the JMBG of Serbia and its neighbours: ddmmyyy, region, serial, check.
        valid: |number| {
            let check = (11 - weighted(number, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            is_day(&number[..2], &number[2..4]) && check % 10 == digit(number[12])
        },
        near: &["emso", "jmbg", "maticni broj"],
    },
];

/// Sweden (Skatteverket SKV 704): birth date, the day plus 60 in a coordination number, and Luhn over the last ten.
fn is_se_personnummer(number: &[u8]) -> bool {
    let Some(ten) = number.len().checked_sub(10).map(|from| &number[from..]) else { return false };
    let century = matches!(number.len(), 10) || matches!(&number[..2], b"18" | b"19" | b"20");
    let day = [ten[4].saturating_sub(if ten[4] >= b'6' { 6 } else { 0 }), ten[5]];
    century && is_day(&day, &ten[2..4]) && luhn(ten)
}

/// Norway (Skatteetaten): birth date (day plus 40 in a D number, month plus 40 or 80 in others), two check digits mod 11.
fn is_no_fnr(number: &[u8]) -> bool {
    let less = |octet: u8| {
        if octet >= b'8' {
            octet - 8
        } else if octet >= b'4' {
            octet - 4
        } else {
            octet
        }
    };
    let dated = is_day(&[less(number[0]), number[1]], &[less(number[2]), number[3]]);
    let check = |weights: &[u32]| weighted(number, weights).is_multiple_of(11);
    dated && check(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
}

/// Finland (DVV): birth date, sign of the century, serial from 002, and the rest by 31 as a character.
fn is_fi_hetu(number: &[u8]) -> bool {
    let serial = &number[number.len() - 4..];
    let century = number.len() == 10 || matches!(number[6], b'A'..=b'F' | b'U'..=b'Y');
    let Some(rest) = value(&[&number[..6], &serial[..3]].concat()).map(|number| number % 31) else { return false };
    let check = b"0123456789ABCDEFHJKLMNPRSTUVWXY".get(rest as usize) == serial.last();
    century && is_ddmmyy(&number[..6]) && value(&serial[..3]) >= Some(2) && check
}

/// Estonia and Lithuania: century and sex, birth date, serial, and mod 11 with a second try.
fn is_baltic(number: &[u8]) -> bool {
    let check = match weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11 {
        10 => weighted(number, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10,
        digit => digit,
    };
    matches!(number[0], b'1'..=b'8') && is_yymmdd(&number[1..7]) && check == digit(number[10])
}
