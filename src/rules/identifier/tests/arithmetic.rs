//! Check digits by trial: which one makes the sum even out, where the code under test computes it.

use super::random::{Random, grouped};

pub(super) const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A kind's word, the word beside it in a text (or none where it must be found alone), and one number in a random layout.
pub(super) type Generator = (&'static str, &'static str, fn(&mut Random) -> String);

/// The sum of digits times weights.
pub(super) fn dot(number: &str, weights: &[i64]) -> i64 {
    number.chars().zip(weights).map(|(c, w)| i64::from(c.to_digit(10).unwrap()) * w).sum()
}

/// `body` with the one character of `checks` that makes it right; a body drawn anew where none does.
pub(super) fn completed(
    random: &mut Random,
    checks: &str,
    body: impl Fn(&mut Random) -> String,
    right: impl Fn(&str) -> bool,
) -> String {
    loop {
        let body = body(random);
        let all = checks.chars().map(|check| format!("{body}{check}")).find(|number| right(number));
        if let Some(number) = all {
            return number;
        }
    }
}

pub(super) const DIGITS: &str = "0123456789";

pub(super) fn luhn(number: &str) -> bool {
    let doubled = |digit: u32| [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit as usize];
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let from_right = digits.iter().rev().enumerate();
    from_right.map(|(i, d)| if i % 2 == 1 { doubled(*d) } else { *d }).sum::<u32>() % 10 == 0
}

pub(super) fn one_of(random: &mut Random, number: &str, layouts: &[(&[usize], &str)]) -> String {
    match random.below(layouts.len() as u64 + 1) as usize {
        0 => number.to_owned(),
        i => grouped(number, layouts[i - 1].0, layouts[i - 1].1),
    }
}

/// A number of so many digits of which the weighted sum, all weights given, is a multiple of `modulus`.
pub(super) fn by_sum(random: &mut Random, first: &str, weights: &[i64], modulus: i64) -> String {
    let length = weights.len();
    let body = |random: &mut Random| random.pick(&first.split(',').collect::<Vec<_>>()).to_owned();
    completed(
        random,
        DIGITS,
        |random| {
            let head = body(random);
            let tail = random.digits(length - 1 - head.len());
            head + &tail
        },
        |number| dot(number, weights) % modulus == 0,
    )
}
