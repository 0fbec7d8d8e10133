//! What stands in cells and margins, as people read it.

/// Columns a sheet may have.
const COLUMNS: usize = 16_384;

/// Ranges in their order, none within another.
pub(super) fn apart(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (first, last) in ranges {
        match apart.last_mut() {
            Some((_, before)) if first <= *before => *before = last.max(*before),
            _ => apart.push((first, last)),
        }
    }
    apart
}

/// The column of a reference such as `AB12`, counted from 1.
pub(super) fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=COLUMNS).contains(&number).then_some(number)
}

/// The day a number stands for, as in 2026-03-31.
pub(super) fn day(value: &str, from_1904: bool) -> Option<String> {
    let days = value.trim().parse::<f64>().ok().filter(|days| (1.0..2_958_466.0).contains(days))?;
    let first = if from_1904 { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
    // Rounded down: the fraction is the time of day.
    let span = jiff::Span::new().try_days(days.floor() as i64).ok()?;
    Some(first.checked_add(span).ok()?.to_string())
}

/// A whole number that is written with an exponent, as people see it.
pub(super) fn whole(value: &str) -> Option<String> {
    if !value.contains(['E', 'e']) {
        return None;
    }
    let number = value.trim().parse::<f64>().ok()?;
    (number.fract() == 0.0 && number.abs() < 1e18).then(|| format!("{number:.0}"))
}

/// Whether a formula holds words of its own.
pub(super) fn has_words(formula: &str) -> bool {
    formula.split('"').skip(1).step_by(2).any(|literal| literal.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

/// A header or footer without its codes (ECMA-376 part 1, 18.3.1.46), such as `&L` for its left part.
pub(super) fn margin(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text.chars());
    while let Some(c) = rest.next() {
        match c {
            '&' => match rest.next() {
                Some('&') => out.push('&'),
                Some('"') => drop(rest.by_ref().find(|c| *c == '"')),
                _ => out.push(' '),
            },
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_days_are_counted_as_excel_does() {
        assert_eq!((column("A1"), column("z9"), column("AB12"), column("12")), (Some(1), Some(26), Some(28), None));
        assert_eq!(day("45747", false).as_deref(), Some("2025-03-31"));
        assert_eq!(day("31446.75", false).as_deref(), Some("1986-02-03"));
        assert_eq!(day("44285", true).as_deref(), Some("2025-03-31"));
        assert_eq!((day("-1", false), day("x", false), day("1e300", false)), (None, None, None));
    }

    #[test]
    fn long_numbers_are_written_out() {
        assert_eq!(whole("4.1111111111111E+15").as_deref(), Some("4111111111111100"));
        assert_eq!((whole("1.5"), whole("1E-7"), whole("1E+300")), (None, None, None));
    }

    #[test]
    fn margins_lose_their_codes() {
        assert_eq!(margin("&L&\"Arial,Bold\"Nur intern && geheim&RSeite"), "Nur intern & geheim Seite");
    }

    #[test]
    fn formulas_with_words_are_told_from_others() {
        assert!(has_words("IF(A1>3,\"Kündigung\",\"\")") && !has_words("SUM(A1:A3)&\" \""));
    }
}
