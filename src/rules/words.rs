//! How findings speak of people, addresses and files: short enough for a headline, the telling end kept.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::{Address, Domain, text};
use crate::facts::{AttachmentFacts, RecipientFacts, Twin};

use super::texts::{Arg, Language, Reason};

/// Characters of a name in a headline; two names and two domains must fit.
const NAME: usize = 30;

/// Characters of a domain in a headline.
const DOMAIN: usize = 36;

/// Characters of a local part in a headline.
const LOCAL: usize = 24;

/// Characters of a file name in a headline.
const FILE: usize = 40;

/// The same where the file it lies in is named too.
const INNER: usize = 28;

/// A recipient in a headline: `Martin Kellner (kita.example)`, or the address where there is no name.
pub(super) fn name(recipient: &RecipientFacts) -> String {
    named(&recipient.name, &recipient.address)
}

/// Somebody in a headline.
pub(super) fn named(name: &str, address: &Address) -> String {
    let short = short_name(name);
    match address.domain() {
        Some(domain) if !short.is_empty() && !short.contains('@') => format!("{short} ({})", self::domain(domain)),
        _ => self::address(address),
    }
}

/// A name of at most four words.
pub(super) fn short_name(name: &str) -> String {
    text::one_line(&name.split_whitespace().take(4).collect::<Vec<_>>().join(" "), NAME)
}

/// An address in a headline; the end of its domain stays.
pub(super) fn address(address: &Address) -> String {
    match address.domain() {
        Some(domain) => format!("{}@{}", text::one_line(address.local(), LOCAL), self::domain(domain)),
        None => text::one_line(address.as_str(), LOCAL),
    }
}

/// A domain in a headline; who owns it stands at its end.
pub(super) fn domain(domain: &Domain) -> String {
    let shown = domain.to_string();
    let cut = shown.char_indices().nth_back(DOMAIN - 2).filter(|_| shown.chars().count() > DOMAIN);
    match cut.and_then(|(start, _)| shown.get(start..)) {
        Some(end) => format!("…{end}"),
        None => shown,
    }
}

/// A file in a headline: `budget.xlsx in data.zip`.
pub(super) fn file(file: &AttachmentFacts) -> Arg {
    match file.within.last() {
        Some(outer) => Reason::new("file-within")
            .with("file", short_file(&file.name, INNER))
            .with("outer", short_file(outer, INNER))
            .into(),
        None => file_name(&file.name),
    }
}

/// A file name in a headline; its ending stays.
pub(super) fn file_name(name: &str) -> Arg {
    short_file(name, FILE)
}

fn short_file(name: &str, most: usize) -> Arg {
    const ENDING: usize = 12;
    let name = name.trim();
    if name.is_empty() {
        return Arg::word("a-file");
    }
    let Some((end, _)) = name.char_indices().nth_back(ENDING - 1).filter(|_| name.chars().count() > most) else {
        return text::one_line(name, most).into();
    };
    let ending = name.get(end..).unwrap_or_default();
    format!("{}{}", text::one_line(name, most - ENDING), text::one_line(ending, ENDING)).into()
}

/// A day as findings write it.
pub(super) fn day(at: &Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}

/// Two people in a headline who must be told apart: by their addresses where name and domain are the same.
pub(super) fn apart(recipient: &RecipientFacts, twin: &Twin) -> (String, String) {
    let (one, other) = (name(recipient), named(&twin.name, &twin.address));
    if one == other { (address(&recipient.address), address(&twin.address)) } else { (one, other) }
}

/// `1 time`, `212 times`, for explanations.
pub(super) fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// `“a”, “b” and “c”`, for explanations.
pub(super) fn quoted_list(items: &[&str]) -> String {
    Arg::quoted(items.iter().copied()).shown(Language::En)
}

/// `a`, `a and b`, `a, b, c and 4 more`, for explanations.
pub(super) fn list(items: &[&str]) -> String {
    Arg::list(items.iter().copied()).shown(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_keeps_the_end_that_tells() {
        let long: Address = format!("{}@mail.{}.kita.example", "eva".repeat(20), "x".repeat(50)).parse().unwrap();
        let shown = address(&long);
        assert!(shown.ends_with("kita.example") && shown.chars().count() <= LOCAL + 1 + DOMAIN, "{shown}");
        let file = file_name("Final offer for the second phase of the project, with all annexes.xlsx");
        assert_eq!(file, Arg::from("Final offer for the second …annexes.xlsx"));
        assert_eq!(file_name(" "), Arg::word("a-file"));
    }
}
