//! How findings speak of people and numbers.

use crate::base::text;
use crate::facts::{RecipientFacts, Twin};

/// A recipient in a headline: `Martin Kellner (kita.example)`, or the address where there is no name.
pub(super) fn name(recipient: &RecipientFacts) -> String {
    named(&recipient.name, &recipient.address)
}

/// A twin in a headline, said the same way.
pub(super) fn twin(twin: &Twin) -> String {
    named(&twin.name, &twin.address)
}

fn named(name: &str, address: &crate::base::Address) -> String {
    // Four words at most, so that a headline stays one.
    let short = text::one_line(&name.split_whitespace().take(4).collect::<Vec<_>>().join(" "), 40);
    match address.domain() {
        Some(domain) if !short.is_empty() && !short.contains('@') => format!("{short} ({domain})"),
        _ => text::one_line(address.as_str(), 60),
    }
}

/// `1 outside person`, `12 outside people`; `which` may be empty.
pub(super) fn people(count: usize, which: &str) -> String {
    let noun = if count == 1 { "person" } else { "people" };
    if which.is_empty() { format!("{count} {noun}") } else { format!("{count} {which} {noun}") }
}

/// `1 time`, `212 times`.
pub(super) fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
pub(super) fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [init @ .., last] if init.len() <= 3 => format!("{} and {last}", init.join(", ")),
        many => format!("{} and {} more", many[..3].join(", "), many.len() - 3),
    }
}

/// [`list`], each item in quotation marks.
pub(super) fn quoted_list(items: &[&str]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("“{item}”")).collect();
    list(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `1 part`, `3 parts`.
pub(super) fn parts(count: usize) -> String {
    if count == 1 { "1 part".to_owned() } else { format!("{count} parts") }
}
