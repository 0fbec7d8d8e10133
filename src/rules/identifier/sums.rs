//! The arithmetic of check digits. Numbers come as ASCII digits and capital letters, without separators; what is not a
//! digit where one is due counts as out of range, never as a panic.

/// The value of an ASCII digit.
pub(super) fn digit(octet: u8) -> u32 {
    u32::from(octet.wrapping_sub(b'0'))
}

/// The value of digits as a number; `None` when something else stands among them or it does not fit.
pub(super) fn value(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |sum, octet| {
        let one = octet.is_ascii_digit().then(|| u64::from(digit(*octet)))?;
        sum.checked_mul(10)?.checked_add(one)
    })
}

/// The sum of the digits times their weights; digits without a weight do not count.
pub(super) fn weighted(number: &[u8], weights: &[u32]) -> u32 {
    number.iter().zip(weights).map(|(octet, weight)| digit(*octet) * weight).sum()
}

/// The check digit that makes Luhn's sum of `number` and it a multiple of ten (ISO/IEC 7812-1 Annex B).
pub(super) fn luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(i, octet)| if i % 2 == 0 { digit(*octet) } else { digit(*octet) * 2 / 10 + digit(*octet) * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO 7064 mod 97 over digits and letters, letters as 10 to 35.
pub(super) fn mod_97(number: impl Iterator<Item = u8>) -> u32 {
    number.filter_map(|octet| char::from(octet).to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    })
}

/// ISO 7064 mod 11,10 over digits, the last of which checks.
pub(super) fn mod_11_10(number: &[u8]) -> bool {
    let Some((check, body)) = number.split_last() else { return false };
    let product = body.iter().fold(10, |product, octet| {
        let sum = (digit(*octet) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digit(*check)
}

/// Verhoeff's check (J. Verhoeff, 1969): the dihedral group of ten elements, told by its rule instead of its table.
pub(super) fn verhoeff(number: &[u8]) -> bool {
    const MOVED: [[u8; 10]; 8] = {
        let mut rows = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
            [0; 10],
            [0; 10],
            [0; 10],
            [0; 10],
            [0; 10],
            [0; 10],
        ];
        let mut row = 2;
        while row < 8 {
            let mut i = 0;
            while i < 10 {
                rows[row][i] = rows[1][rows[row - 1][i] as usize];
                i += 1;
            }
            row += 1;
        }
        rows
    };
    let rest = number.iter().rev().enumerate().fold(0, |rest, (i, octet)| {
        let moved = MOVED[i % 8].get(digit(*octet) as usize).map_or(0, |moved| u32::from(*moved));
        times(rest, moved)
    });
    rest == 0
}

/// The product of two elements of the dihedral group of the pentagon: 0 to 4 turn it, 5 to 9 turn and flip it.
fn times(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a - 5 + 5 - (b - 5)) % 5,
    }
}

/// Whether the octets are a day of a month of a year of two digits; the century is not known, so 29 February always is.
pub(super) fn is_day(day: &[u8], month: &[u8]) -> bool {
    match (value(day), value(month)) {
        (Some(day), Some(month)) => day_exists(day, month),
        _ => false,
    }
}

/// Whether a month has such a day, in a leap year.
pub(super) fn day_exists(day: u64, month: u64) -> bool {
    let last = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Whether the octets `yymmdd` are a date.
pub(super) fn is_yymmdd(date: &[u8]) -> bool {
    matches!(date, [_, _, month @ .., _, _] if month.len() == 2 && is_day(&date[4..], month))
}

/// Whether the octets `ddmmyy` are a date.
pub(super) fn is_ddmmyy(date: &[u8]) -> bool {
    matches!(date, [_, _, month @ .., _, _] if month.len() == 2 && is_day(&date[..2], month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_check() {
        assert!(luhn(b"4111111111111111") && !luhn(b"4111111111111112"));
        assert_eq!(mod_97(b"370400440532013000DE89".iter().copied()), 1);
        assert!(mod_11_10(b"36574261809") && !mod_11_10(b"36574261890"));
        assert!(verhoeff(b"2363") && !verhoeff(b"2364"));
        assert!(is_yymmdd(b"880229") && !is_yymmdd(b"881329") && is_ddmmyy(b"310180") && !is_ddmmyy(b"310480"));
    }
}
