//! TOML text to the file as written, telling every problem at once.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer, Error};

use super::problem::{Problem, Source, nearest};
use super::written::Written;

/// More problems than this are no longer a list somebody works through.
const MAX_PROBLEMS: usize = 50;

/// What could be read, and the problems of what could not. With a broken syntax nothing is read: what the rest means is
/// then anybody's guess.
pub(super) fn read(source: Source) -> (Written, Vec<Problem>) {
    let (mut table, errors) = DeTable::parse_recoverable(source.text);
    if !errors.is_empty() {
        let problems = errors.iter().take(MAX_PROBLEMS).map(|error| told(source, error)).collect();
        return (Written::default(), problems);
    }
    // serde stops at its first complaint: note it, take what it complained about away, and try again.
    let mut problems = Vec::new();
    loop {
        let error = match Written::deserialize(Deserializer::from(table.clone())) {
            Ok(written) => return (written, problems),
            Err(error) => error,
        };
        problems.push(told(source, &error));
        let removed = error.span().is_some_and(|span| remove_from_table(table.get_mut(), &span));
        if !removed || problems.len() >= MAX_PROBLEMS {
            return (Written::default(), problems);
        }
    }
}

/// The parser's words turned into ours.
fn told(source: Source, error: &Error) -> Problem {
    let message = error.message();
    let written = error.span().and_then(|span| source.text.get(span)).unwrap_or_default();
    let (message, hint) = unknown(message, "unknown field ", "key")
        .or_else(|| unknown(message, "unknown variant ", "value"))
        .or_else(|| wrong_type(message).map(|message| (message, String::new())))
        .unwrap_or_else(|| match message {
            "duplicate key" => (format!("`{written}` is written twice"), "keep one of them".to_owned()),
            other => (other.to_owned(), String::new()),
        });
    source.problem(error.span(), &message, hint)
}

/// What serde says as "unknown field `a`, expected one of `b`, `c`" in our words, and a hint: the names stand between
/// backticks. `None` when it says something that does not begin with `start`.
pub fn unknown(message: &str, start: &str, what: &str) -> Option<(String, String)> {
    let (name, expected) = message.strip_prefix(start)?.strip_prefix('`')?.rsplit_once("`, expected ")?;
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    };
    Some((format!("unknown {what} `{name}`"), hint))
}

/// "invalid type: string "x", expected a boolean". What was found is named by its kind only: it may be a password that
/// stands where its source should.
fn wrong_type(message: &str) -> Option<String> {
    if message.starts_with("data did not match any variant of untagged enum") {
        return Some("expected a text or a list of texts".to_owned());
    }
    let found = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, expected) = found.rsplit_once(", expected ")?;
    let found = match found.split([' ', '`']).next().unwrap_or_default() {
        "string" => "a text",
        "integer" => "a number",
        "floating" => "a number with a fraction",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a table",
        _ => "something else",
    };
    let expected = match expected {
        "a string" | "path string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "f64" => "a number",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    Some(format!("expected {expected}, found {found}"))
}

/// Takes away the innermost entry `span` lies in. Headers give a table no span around its entries, so every table is
/// searched.
fn remove_from_table(table: &mut DeTable, span: &Range<usize>) -> bool {
    let mut found = None;
    for (key, value) in table.iter_mut() {
        if remove_inside(value, span) {
            return true;
        }
        if encloses(&key.span(), span) || encloses(&value.span(), span) {
            found = Some(key.get_ref().to_string());
            break;
        }
    }
    found.is_some_and(|key| table.remove(key.as_str()).is_some())
}

fn remove_inside(value: &mut Spanned<DeValue>, span: &Range<usize>) -> bool {
    match value.get_mut() {
        DeValue::Table(table) => remove_from_table(table, span),
        DeValue::Array(array) => remove_from_array(array, span),
        _ => false,
    }
}

fn remove_from_array(array: &mut DeArray, span: &Range<usize>) -> bool {
    if array.iter_mut().any(|element| remove_inside(element, span)) {
        return true;
    }
    let Some(bad) = array.iter().position(|element| encloses(&element.span(), span)) else { return false };
    *array = array.iter().enumerate().filter(|(i, _)| *i != bad).map(|(_, element)| element.clone()).collect();
    true
}

fn encloses(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
