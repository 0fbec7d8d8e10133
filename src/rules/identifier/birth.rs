//! Dates of birth: a date beside its word, or in a column under it. A date alone says nothing.

use super::Identifier;
use super::kind::Kind;
use super::source::Source;
use super::sums::{day_exists, value};

/// The names of months by their first letters, in English, German and Spanish.
const MONTHS: [(&str, u64); 21] = [
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("maerz", 3),
];

/// A date of birth that starts with the digits at `at`: `31.12.1980`, `12/31/80`, `1980-12-31`, `31. Dezember 1980`,
/// `31 de diciembre de 1980`, `December 31, 1980`; from 1900 to 2020.
pub(super) fn birth_date_at(source: &Source, at: usize) -> Option<(Identifier, usize)> {
    if !source.starts_word(at)
        || matches!(source.octet_before(at, 1), b'-' | b'/' | b'.') && source.octet_before(at, 2).is_ascii_digit()
    {
        return None;
    }
    let ((year, month, day), end) = in_numbers(source, at).or_else(|| with_name(source, at))?;
    let year = if year < 100 { year + 1900 } else { year };
    let plausible = (1900..=2020).contains(&year) && day_exists(day, month);
    let start =
        if source.octet_before(at, 1) == b' ' { name_before(source, at).map_or(at, |(_, start)| start) } else { at };
    (plausible && source.ends_word(end) && source.is_named(Kind::BirthDate, start, end))
        .then(|| (Identifier::masked(Kind::BirthDate, format!("{year:04}-{month:02}-{day:02}"), at), end))
}

type Date = (u64, u64, u64);

/// The digits at `at`, at most four, and where they end.
fn digits(source: &Source, at: usize) -> Option<(u64, usize, usize)> {
    let run = source.octets().get(at..)?.iter().take(5).take_while(|octet| octet.is_ascii_digit()).count();
    (1..=4).contains(&run).then_some(())?;
    Some((value(&source.octets()[at..at + run])?, run, at + run))
}

/// Three numbers with the same sign between.
fn in_numbers(source: &Source, at: usize) -> Option<(Date, usize)> {
    let (first, first_size, end) = digits(source, at)?;
    let sign = source.octet(end);
    if !matches!(sign, b'.' | b'/' | b'-') {
        return None;
    }
    // German writes a blank behind the dot at times.
    let skip = |end: usize| end + 1 + usize::from(sign == b'.' && source.octet(end + 1) == b' ');
    let (second, _, end) = digits(source, skip(end))?;
    if source.octet(end) != sign {
        return None;
    }
    let (third, third_size, end) = digits(source, skip(end))?;
    let date = match (first_size, third_size) {
        (4, 1 | 2) => (first, second, third),
        // Americans write the month first; where only that makes a date, it is one.
        (1 | 2, 2 | 4) if second > 12 => (third, first, second),
        (1 | 2, 2 | 4) => (third, second, first),
        _ => return None,
    };
    Some((date, end))
}

/// A day and a month's name, in either order, and a year of four digits.
fn with_name(source: &Source, at: usize) -> Option<(Date, usize)> {
    let (day, size, end) = digits(source, at)?;
    if size > 2 {
        return None;
    }
    let signs = |at: usize| {
        source.octets()[at.min(source.octets().len())..].iter().take(2).take_while(|o| b" .,".contains(o)).count()
    };
    let of = |at: usize| if source.octets()[at..].starts_with(b"de ") { at + 3 } else { at };
    if let Some((month, _)) = name_before(source, at) {
        let from = end + signs(end);
        let (year, 4, end) = digits(source, from)? else { return None };
        return Some(((year, month, day), end));
    }
    let from = of(end + signs(end));
    let name = source.octets()[from..].iter().take(10).take_while(|octet| octet.is_ascii_alphabetic()).count();
    let month = month(&source.text()[from..from + name])?;
    let from = from + name;
    let from = of(from + signs(from));
    let (year, 4, end) = digits(source, from)? else { return None };
    Some(((year, month, day), end))
}

/// The month whose name ends one blank before `at`, and where the name starts.
fn name_before(source: &Source, at: usize) -> Option<(u64, usize)> {
    let end = at.checked_sub(1).filter(|end| source.octet(*end) == b' ')?;
    let name = source.octets()[..end].iter().rev().take(10).take_while(|octet| octet.is_ascii_alphabetic()).count();
    month(&source.text()[end - name..end]).map(|month| (month, end - name))
}

fn month(name: &str) -> Option<u64> {
    let name = name.to_ascii_lowercase();
    let known = MONTHS.iter().find(|(start, _)| name.starts_with(start));
    known.filter(|_| (3..=10).contains(&name.len())).map(|(_, month)| *month)
}
