//! An incident for programs: the record, what follows from it, and its VERIS fields. Answers about an employee and the subject
//! of what leaked are left out; its schema is published.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::question::{Copy, QUESTIONS};
use super::{Assessment, Incident};
use jiff::Timestamp;

/// The form of this object; a member may be added to it, none is renamed.
const FORM: &str = "outguard.incident/1";

/// An incident for programs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Export<'a> {
    /// The form of this object.
    pub form: &'static str,
    /// The version of Outguard that made it.
    pub outguard: &'static str,
    /// When it was made.
    pub made_at: Timestamp,
    /// That it is no legal advice.
    pub notice: &'static str,
    /// The record.
    pub incident: Incident,
    /// What follows from it.
    pub assessment: &'a Assessment,
    /// In the vocabulary of VERIS.
    pub veris: Veris,
}

/// The export of `incident`, as it stands at `now`.
pub fn export<'a>(incident: &Incident, assessment: &'a Assessment, now: Timestamp) -> Export<'a> {
    let veris = veris(incident, assessment);
    let mut incident = incident.clone();
    incident.known.subject.clear();
    incident.answers.keep(|id| QUESTIONS.iter().any(|question| question.id == id && question.copy != Copy::Manager));
    Export {
        form: FORM,
        outguard: env!("CARGO_PKG_VERSION"),
        made_at: now,
        notice: "This is not legal advice.",
        incident,
        assessment,
        veris,
    }
}

/// The JSON Schema of [`Export`].
pub fn schema() -> Json {
    schemars::schema_for!(Export<'static>).to_value()
}

/// An incident in the vocabulary of VERIS. Why somebody erred is not judged: carelessness is never named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Veris {
    /// The version of the vocabulary.
    pub schema_version: &'static str,
    /// The incident.
    pub incident_id: String,
    /// Whether it is one.
    pub security_incident: &'static str,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// What it did.
    pub attribute: Attribute,
    /// How it was noticed.
    pub discovery_method: &'static str,
    /// When it was.
    pub timeline: Timeline,
}

/// `actor`: somebody inside, without a motive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Actor {
    /// `actor.internal`.
    pub internal: Internal,
}

/// `actor.internal`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Internal {
    /// Why; a mistake has no motive.
    pub motive: Vec<&'static str>,
    /// What kind of person.
    pub variety: Vec<&'static str>,
}

/// `action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Action {
    /// `action.error`.
    pub error: ActionError,
}

/// `action.error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActionError {
    /// What went wrong: `Misdelivery`, `Gaffe`, `Publishing error`.
    pub variety: Vec<&'static str>,
    /// What made it easy.
    pub vector: Vec<&'static str>,
}

/// `attribute`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attribute {
    /// `attribute.confidentiality`.
    pub confidentiality: Confidentiality,
}

/// `attribute.confidentiality`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Confidentiality {
    /// `Yes`, `Potentially`, `No`, `Unknown`.
    pub data_disclosure: &'static str,
    /// Data of how many people; `None` while it is unknown.
    pub data_total: Option<u64>,
    /// Which kinds.
    pub data: Vec<DataVariety>,
}

/// One kind of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DataVariety {
    /// The kind.
    pub variety: &'static str,
}

/// `timeline`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Timeline {
    /// When it left.
    pub incident: Option<Timestamp>,
    /// When somebody noticed.
    pub discovery: Timestamp,
}

/// `incident` in the vocabulary of VERIS.
pub fn veris(incident: &Incident, assessment: &Assessment) -> Veris {
    let answers = &incident.answers;
    let mechanism = answers.text("mechanism");
    let variety = match mechanism {
        Some("reply-all") => "Gaffe",
        Some("link-permission") => "Publishing error",
        _ => "Misdelivery",
    };
    let vector = match mechanism {
        Some("autocomplete" | "lookalike-domain" | "hidden-content") => "Inadequate technology",
        Some("list-expansion" | "shared-mailbox" | "link-permission" | "old-address") => "Inadequate processes",
        Some("name-substitution" | "mobile-tap" | "reply-all" | "cc-for-bcc" | "wrong-attachment") => "Random error",
        Some(_) => "Other",
        None => "Unknown",
    };
    let exposure = &assessment.exposure;
    let data_disclosure = match (exposure.nobody_has_it, answers.yes("read")) {
        (true, _) => "No",
        (false, Some(true)) => "Yes",
        (false, Some(false)) => "Potentially",
        (false, None) => "Unknown",
    };
    let kinds = answers.words("data").unwrap_or_default().iter();
    let mut data: Vec<DataVariety> = kinds.map(|kind| DataVariety { variety: data_variety(kind) }).collect();
    let told = [("privileged", "Internal"), ("trade_secret", "Secrets"), ("classified", "Classified")];
    data.extend(
        told.iter().filter(|(id, _)| answers.yes(id) == Some(true)).map(|(_, variety)| DataVariety { variety }),
    );
    data.sort_unstable_by_key(|kind| kind.variety);
    data.dedup();
    Veris {
        schema_version: "1.4.0",
        incident_id: incident.id.to_string(),
        security_incident: if exposure.nobody_has_it { "Near miss" } else { "Confirmed" },
        actor: Actor { internal: Internal { motive: vec!["NA"], variety: vec!["Unknown"] } },
        action: Action { error: ActionError { variety: vec![variety], vector: vec![vector] } },
        attribute: Attribute {
            confidentiality: Confidentiality { data_disclosure, data_total: answers.number("people"), data },
        },
        discovery_method: match answers.text("noticed_how") {
            Some("self-at-once" | "self-later" | "colleague") => "Internal - reported by employee",
            Some("bounce") => "Internal - other",
            Some("recipient" | "outsider") => "External - found by others",
            _ => "Unknown",
        },
        timeline: Timeline { incident: incident.known.sent_at, discovery: incident.noticed_at },
    }
}

/// `attribute.confidentiality.data.variety`.
fn data_variety(kind: &str) -> &'static str {
    match kind {
        "money" => "Bank",
        "health" => "Medical",
        "special" => "Sensitive Personal",
        "login" => "Credentials",
        _ => "Personal",
    }
}

impl Veris {
    /// Its fields with their values, as they are named there.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        flatten("", &serde_json::to_value(self).unwrap_or_default(), &mut fields);
        fields
    }
}

/// Members of members by dotted names; lists joined.
fn flatten(name: &str, value: &Json, fields: &mut Vec<(String, String)>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Json::Object(members) => members.iter().for_each(|(key, value)| flatten(&below(key), value, fields)),
        Json::Array(items) if items.iter().any(Json::is_object) => {
            items.iter().for_each(|item| flatten(name, item, fields));
        }
        Json::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
            fields.push((name.to_owned(), items.join(", ")));
        }
        Json::String(text) => fields.push((name.to_owned(), text.clone())),
        Json::Null => fields.push((name.to_owned(), "Unknown".to_owned())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{IncidentId, Known, Setting, Value};
    use super::*;
    use crate::base::Language;
    use crate::incident::duty::Duties;

    fn sample(given: &[(&str, Value)]) -> (Incident, Assessment) {
        let now: Timestamp = "2026-11-20T14:10:00Z".parse().expect("a moment");
        let known = Known { subject: "Cutting costs".into(), ..Known::default() };
        let mut incident = Incident::new(IncidentId(7), known, Language::De, "anna@firm.example", now, now);
        for (id, value) in given {
            incident.answers.put(id, Some(value.clone()), "anna", now).expect("an answer that fits");
        }
        let assessment = Assessment::of(&incident, &Duties::default(), &Setting::default(), now);
        (incident, assessment)
    }

    #[test]
    fn neither_the_subject_nor_answers_about_an_employee_are_in_it() {
        let (incident, assessment) = sample(&[("concealed", Value::YesNo(true)), ("people", Value::Number(3))]);
        let made = serde_json::to_value(export(&incident, &assessment, incident.noticed_at)).expect("JSON");
        let text = made.to_string();
        assert!(!text.contains("Cutting costs") && !text.contains("concealed"), "{text}");
        assert_eq!(made["incident"]["answers"]["people"]["value"], 3);
        assert_eq!((&made["form"], &made["incident"]["id"]), (&"outguard.incident/1".into(), &"I-0007".into()));
    }

    #[test]
    fn a_slip_is_a_misdelivery_and_never_carelessness() {
        for (mechanism, variety, vector) in [
            ("name-substitution", "Misdelivery", "Random error"),
            ("autocomplete", "Misdelivery", "Inadequate technology"),
            ("reply-all", "Gaffe", "Random error"),
            ("link-permission", "Publishing error", "Inadequate processes"),
        ] {
            let (incident, assessment) = sample(&[("mechanism", Value::Text(mechanism.into()))]);
            let error = veris(&incident, &assessment).action.error;
            assert_eq!((error.variety, error.vector), (vec![variety], vec![vector]), "{mechanism}");
        }
    }

    #[test]
    fn fields_are_named_as_there() {
        let (incident, assessment) = sample(&[]);
        let fields = veris(&incident, &assessment).fields();
        let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        assert_eq!(value("action.error.variety"), Some("Misdelivery"));
        assert_eq!(value("attribute.confidentiality.data_disclosure"), Some("No"), "nobody has it");
    }

    #[test]
    fn the_schema_describes_what_is_exported() {
        let schema = schema();
        let members = schema["properties"].as_object().expect("an object");
        let (incident, assessment) = sample(&[]);
        let made = serde_json::to_value(export(&incident, &assessment, incident.noticed_at)).expect("JSON");
        let made = made.as_object().expect("an object");
        assert_eq!(members.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>());
    }
}
