//! The examples that duties carry.

use jiff::Timestamp;
use toml::{Table, Value as Written};

use super::condition::wrong_word;
use super::duty::Duty;
use super::evaluate;
use super::facts::{Because, Facts, Kind, Value, known};
use super::model::Expect;
use crate::rules::ExampleFailure;

/// Facts and what follows from them.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) facts: Facts,
    pub(super) expect: Expect,
    pub(super) line: usize,
}

/// Reads the facts of an example; the error is a sentence.
pub(super) fn facts(table: &Table) -> Result<Facts, String> {
    let mut facts = Facts::new();
    for (name, written) in table {
        let (name, kind) = known(name).map_err(|wrong| wrong.to_string())?;
        let value = value(name, kind, written)?;
        facts.set(name, value, Because::Answer).map_err(|wrong| wrong.to_string())?;
    }
    Ok(facts)
}

fn value(name: &str, kind: Kind, written: &Written) -> Result<Value, String> {
    let value = match (kind, written) {
        (Kind::YesNo, Written::Boolean(yes)) => Some(Value::YesNo(*yes)),
        (Kind::Number, Written::Integer(n)) => u64::try_from(*n).ok().map(Value::Number),
        (Kind::Moment, Written::String(text)) => text.parse::<Timestamp>().ok().map(Value::Moment),
        (Kind::Moment, Written::Datetime(at)) => at.to_string().parse::<Timestamp>().ok().map(Value::Moment),
        (Kind::Words, Written::Array(words)) => {
            let words: Option<Vec<&str>> = words.iter().map(Written::as_str).collect();
            if let Some((message, hint)) = words.iter().flatten().find_map(|word| wrong_word(name, word)) {
                return Err(hint.map_or(message.clone(), |hint| format!("{message}; {hint}")));
            }
            words.map(Value::words)
        }
        _ => None,
    };
    value.ok_or_else(|| format!("`{name}` is {kind}"))
}

/// Runs the examples of `duty`; a duty without one of each kind fails: nobody could tell whether it works.
pub(super) fn run(duty: &Duty) -> Vec<ExampleFailure> {
    let failure = |line, message| ExampleFailure { rule: duty.id.clone(), file: duty.file.clone(), line, message };
    let wrong = duty.examples.iter().filter_map(|example| {
        let came = evaluate::looks(duty, &example.facts).outcome();
        (came != example.expect)
            .then(|| failure(example.line, format!("expected {}, came {}", word(example.expect), word(came))))
    });
    let mut failures: Vec<ExampleFailure> = wrong.collect();
    for kind in [Expect::Triggered, Expect::Not, Expect::CannotTell] {
        if !duty.examples.iter().any(|example| example.expect == kind) {
            failures.push(failure(duty.line, format!("it needs an example that expects {}", word(kind))));
        }
    }
    failures
}

fn word(expect: Expect) -> &'static str {
    match expect {
        Expect::Triggered => "triggered",
        Expect::Not => "not",
        Expect::CannotTell => "cannot-tell",
    }
}
