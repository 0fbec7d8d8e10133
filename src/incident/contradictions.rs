//! Answers that cannot all be true. Nothing is guessed: both are named, and the report says so until one is changed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Incident, Known};

/// Two answers, or an answer and what the journal says, that cannot both be true. The sentence is `contradiction-…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Contradiction {
    /// Which.
    pub what: &'static str,
    /// The questions whose answers should be looked at again.
    pub questions: Vec<&'static str>,
}

/// What cannot be, and when.
type Row = (&'static str, &'static [&'static str], fn(&Incident, Timestamp) -> bool);

const ROWS: &[Row] = &[
    ("unread-but-forwarded", &["read", "forwarded"], |i, _| no(i, "read") && yes(i, "forwarded")),
    ("deleted-but-forwarded", &["deleted", "forwarded"], |i, _| yes(i, "deleted") && yes(i, "forwarded")),
    ("people-without-data", &["data", "people"], |i, _| none(i, "data") && number(i, "people") > Some(0)),
    ("data-without-people", &["data", "people"], |i, _| some(i, "data") && number(i, "people") == Some(0)),
    ("fewer-people-than-found", &["people"], |i, _| {
        number(i, "people").is_some_and(|people| people < u64::from(i.known.content.people_at_least))
    }),
    ("no-data-but-found", &["data"], |i, _| none(i, "data") && !nothing_found(&i.known)),
    ("noticed-before-sent", &["noticed_at"], |i, _| i.known.sent_at.is_some_and(|sent| i.noticed_at < sent)),
    ("noticed-in-future", &["noticed_at"], |i, now| i.noticed_at > now),
    ("aware-before-noticed", &["aware_at", "noticed_at"], |i, _| {
        i.answers.time("aware_at").is_some_and(|aware| aware < i.noticed_at)
    }),
    (
        "costs-reversed",
        &["cost_low", "cost_high"],
        |i, _| matches!((number(i, "cost_low"), number(i, "cost_high")), (Some(low), Some(high)) if low > high),
    ),
    ("wrong-and-meant", &["wrong", "intended"], |i, _| {
        let wrong = i.answers.words("wrong").unwrap_or_default();
        i.answers.words("intended").is_some_and(|meant| meant.iter().any(|address| wrong.contains(address)))
    }),
    ("risk-high-but-unlikely", &["high_risk", "likely_risk"], |i, _| yes(i, "high_risk") && no(i, "likely_risk")),
];

/// Everything there may be.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.0)
}

/// Everything that contradicts itself.
pub fn contradictions(incident: &Incident, now: Timestamp) -> Vec<Contradiction> {
    let found = ROWS.iter().filter(|(_, _, holds)| holds(incident, now));
    found.map(|(what, questions, _)| Contradiction { what, questions: questions.to_vec() }).collect()
}

fn yes(incident: &Incident, id: &str) -> bool {
    incident.answers.yes(id) == Some(true)
}

fn no(incident: &Incident, id: &str) -> bool {
    incident.answers.yes(id) == Some(false)
}

fn number(incident: &Incident, id: &str) -> Option<u64> {
    incident.answers.number(id)
}

fn none(incident: &Incident, id: &str) -> bool {
    incident.answers.words(id).is_some_and(<[String]>::is_empty)
}

fn some(incident: &Incident, id: &str) -> bool {
    incident.answers.words(id).is_some_and(|words| !words.is_empty())
}

/// Whether nothing about people was found in it.
fn nothing_found(known: &Known) -> bool {
    super::severity::found_kinds(known).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, IncidentId, Value};
    use super::*;
    use crate::base::Language;

    fn told(given: &[(&str, Value)]) -> Vec<&'static str> {
        let now = Timestamp::UNIX_EPOCH;
        let mut incident = Incident::new(IncidentId(1), Known::default(), Language::En, "anna", now, now);
        let mut answers = Answers::default();
        for (id, value) in given {
            answers.put(id, Some(value.clone()), "anna", now).expect("an answer that fits");
        }
        incident.answers = answers;
        contradictions(&incident, now).into_iter().map(|contradiction| contradiction.what).collect()
    }

    #[test]
    fn what_cannot_both_be_true_is_named() {
        let both = [("read", Value::YesNo(false)), ("forwarded", Value::YesNo(true))];
        assert_eq!(told(&both), ["unread-but-forwarded"]);
        assert_eq!(told(&both[..1]), [""; 0]);
        let people = [("data", Value::Words(Vec::new())), ("people", Value::Number(3))];
        assert_eq!(told(&people), ["people-without-data"]);
        let costs = [("cost_low", Value::Number(9)), ("cost_high", Value::Number(3))];
        assert_eq!(told(&costs), ["costs-reversed"]);
    }
}
