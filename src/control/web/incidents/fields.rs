//! The questions of an incident as fields of a form: what is shown of an answer, and what was given in its place. Nothing must
//! be answered: what is left empty is not known, and stays so.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::given::Given;
use crate::base::Say;
use crate::control::ops::incident::Given as Answered;
use crate::incident::{Incident, Kind, Question, Value};

/// The word for "none of these".
const NONE: &str = "none";

/// A question as a field.
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) text: String,
    pub(super) why: String,
    /// `one`, `some`, `number`, `time`, `line`, `text`: what kind of field it is.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) choices: Vec<Choice>,
    /// What was given cannot be; what would do.
    pub(super) error: String,
}

/// One of several answers.
pub(super) struct Choice {
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) chosen: bool,
}

impl Field {
    /// `question` as it is answered now.
    pub(super) fn of(question: &'static Question, incident: &Incident, say: Say, zone: &TimeZone) -> Field {
        Field::showing(question, &shown(question, incident, zone), say)
    }

    /// `question` with what was given.
    fn showing(question: &'static Question, given: &[String], say: Say) -> Field {
        let has = |word: &str| given.iter().any(|one| one == word);
        let choice = |word: &'static str| Choice { word, text: say.t(&format!("word-{word}")), chosen: has(word) };
        let unknown = || Choice { word: "", text: say.t("word-unknown"), chosen: given.iter().all(String::is_empty) };
        let (kind, choices) = match question.kind {
            Kind::YesNo => ("one", [choice("yes"), choice("no"), unknown()].into()),
            Kind::One(words) => ("one", words.iter().map(|word| choice(word)).chain([unknown()]).collect()),
            Kind::Some(words) => ("some", words.iter().map(|word| choice(word)).chain([choice(NONE)]).collect()),
            Kind::Number => ("number", Vec::new()),
            Kind::Time => ("time", Vec::new()),
            Kind::Addresses | Kind::Countries => ("line", Vec::new()),
            Kind::Text => ("text", Vec::new()),
        };
        Field {
            id: question.id,
            text: say.t(&format!("ask-{}", question.id)),
            why: say.t(&format!("ask-{}-why", question.id)),
            kind,
            value: given.join(", "),
            choices,
            error: String::new(),
        }
    }
}

/// What the field of a question holds: words of choices, or the text of a line.
fn shown(question: &Question, incident: &Incident, zone: &TimeZone) -> Vec<String> {
    let value = incident.answers.get(question.id).map(|answer| &answer.value);
    let moment = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    match (question.kind, value) {
        (_, None) if question.id == "noticed_at" => vec![moment(incident.noticed_at)],
        (_, None) => Vec::new(),
        (Kind::Some(_), Some(Value::Words(words))) if words.is_empty() => vec![NONE.to_owned()],
        (Kind::Some(_), Some(Value::Words(words))) => words.clone(),
        (_, Some(Value::Words(words))) if words.is_empty() => vec![NONE.to_owned()],
        (_, Some(Value::Words(words))) => vec![words.join(", ")],
        (_, Some(Value::YesNo(yes))) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        (_, Some(Value::Number(number))) => vec![number.to_string()],
        (Kind::Time, Some(Value::Text(text))) => vec![text.parse().map_or_else(|_| text.clone(), moment)],
        (_, Some(Value::Text(text))) => vec![text.clone()],
    }
}

/// What a form answers.
pub(super) struct Read {
    /// What is new, and fits.
    pub(super) given: Vec<Answered>,
    /// What does not fit, as it was given.
    pub(super) wrong: Vec<Field>,
}

/// Reads the answers to `questions` out of a form. What still is as it was shown was not answered anew: who said it before has
/// said it.
pub(super) fn read(
    form: &Given,
    questions: impl Iterator<Item = &'static Question>,
    incident: &Incident,
    say: Say,
    zone: &TimeZone,
) -> Read {
    let mut read = Read { given: Vec::new(), wrong: Vec::new() };
    for question in questions {
        if !form.all("asked").any(|asked| asked == question.id) {
            continue;
        }
        let given: Vec<String> =
            form.all(question.id).filter(|value| !value.is_empty()).map(|value| value.replace('\r', "")).collect();
        if given == shown(question, incident, zone) {
            continue;
        }
        // Who ticks "none" and others means the others.
        let words: Vec<&str> =
            given.iter().map(String::as_str).filter(|word| given.len() == 1 || *word != NONE).collect();
        match question.read(&words.join(","), zone) {
            Ok(value) => read.given.push(Answered { question: question.id.to_owned(), value }),
            Err(_) => {
                let field = Field::showing(question, &given, say);
                let error = say_what_fits(question.kind);
                read.wrong.push(Field { error: error.to_owned(), ..field });
            }
        }
    }
    read
}

/// The sentence that says what would fit.
fn say_what_fits(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "inc-fits-number",
        Kind::Addresses => "inc-fits-addresses",
        Kind::Countries => "inc-fits-countries",
        Kind::Time => "inc-fits-time",
        Kind::Text => "inc-fits-text",
        Kind::YesNo | Kind::One(_) | Kind::Some(_) => "inc-fits-choice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::incident::{IncidentId, Known, QUESTIONS, texts};

    fn incident() -> Incident {
        let noticed = "2026-11-20T14:10:11Z".parse().unwrap();
        let mut incident = Incident::new(IncidentId(7), Known::default(), Language::En, "anna", noticed, noticed);
        incident.answers.put("people", Some(Value::Number(300)), "kim", noticed).unwrap();
        incident.answers.put("data", Some(Value::Words(vec!["money".into()])), "kim", noticed).unwrap();
        incident
    }

    fn answered(form: &[(&str, &str)]) -> (Vec<(String, Option<Value>)>, Vec<&'static str>) {
        let form = Given::of(form);
        let say = texts::say(Language::En);
        let read = read(&form, QUESTIONS.iter(), &incident(), say, &TimeZone::UTC);
        let given = read.given.into_iter().map(|given| (given.question, given.value)).collect();
        (given, read.wrong.iter().map(|field| field.id).collect())
    }

    #[test]
    fn only_what_was_asked_and_is_new_is_answered() {
        let as_shown =
            [("asked", "noticed_at"), ("noticed_at", "2026-11-20T14:10"), ("asked", "people"), ("people", "300")];
        assert_eq!(answered(&as_shown), (vec![], vec![]));
        let not_asked = [("people", "3")];
        assert_eq!(answered(&not_asked), (vec![], vec![]));
        let taken_back = [("asked", "people"), ("people", ""), ("asked", "data")];
        assert_eq!(answered(&taken_back).0, [("data".into(), None), ("people".into(), None)]);
    }

    #[test]
    fn none_is_an_answer_and_others_stand_above_it() {
        let none = [("asked", "data"), ("data", "none")];
        assert_eq!(answered(&none).0, [("data".into(), Some(Value::Words(vec![])))]);
        let both = [("asked", "data"), ("data", "none"), ("data", "health")];
        assert_eq!(answered(&both).0, [("data".into(), Some(Value::Words(vec!["health".into()])))]);
    }

    #[test]
    fn what_does_not_fit_keeps_nothing_else_from_being_answered() {
        let form = [("asked", "people"), ("people", "many"), ("asked", "read"), ("read", "no")];
        assert_eq!(answered(&form), (vec![("read".into(), Some(Value::YesNo(false)))], vec!["people"]));
    }
}
