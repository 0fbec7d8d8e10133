//! The questions: only what the machine cannot know. Each says why it matters (`ask-…` and `.why` in the texts); none must be
//! answered, and what is not answered counts as unknown.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::answers::Value;
use crate::base::Address;
use crate::base::text::one_line;

/// The longest text an answer may have, in characters.
const LONGEST: usize = 2000;

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Its id, which answers files use: `people`.
    pub id: &'static str,
    /// The part of the report it fills: `E05`.
    pub element: &'static str,
    /// What may be answered.
    pub kind: Kind,
    /// In whose copy of the report the answer stands.
    pub copy: Copy,
    /// Whether it is asked in the short form: it decides steps, deadlines or letters.
    pub short: bool,
}

/// What may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// A number.
    Number,
    /// One of these words.
    One(&'static [&'static str]),
    /// Any of these words; an empty list says none.
    Some(&'static [&'static str]),
    /// Mail addresses.
    Addresses,
    /// Countries by ISO 3166, also with a part of them: `DE`, `US-CA`.
    Countries,
    /// A moment.
    Time,
    /// Words of one's own.
    Text,
}

/// Whose copy an answer stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Facts: everybody's.
    Facts,
    /// The internal copy only.
    Internal,
    /// The copy of the manager only: it is about an employee.
    Manager,
}

/// An answer does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// There is no such question.
    #[error("there is no question `{0}`")]
    NoQuestion(String),
    /// The answer is not one of those there are.
    #[error("`{id}` cannot be `{given}`: {wants}")]
    Unfit {
        /// The question.
        id: &'static str,
        /// What was given.
        given: String,
        /// What it wants.
        wants: String,
    },
}

/// How the wrong address came to be there (incident.md 7.3).
pub(super) const MECHANISMS: &[&str] = &[
    "autocomplete",
    "name-substitution",
    "reply-all",
    "cc-for-bcc",
    "list-expansion",
    "wrong-attachment",
    "hidden-content",
    "forward-chain",
    "lookalike-domain",
    "old-address",
    "wrong-sender-identity",
    "shared-mailbox",
    "mobile-tap",
    "link-permission",
];

/// Kinds of data about people.
pub(super) const DATA: &[&str] =
    &["contact", "identity-number", "behaviour", "money", "health", "special", "login", "employment"];

/// What a firm may be besides controller or processor: as duties name it, and whether it takes cards.
pub(super) const ROLES: &[&str] = &[
    "issuer",
    "covered_entity",
    "business_associate",
    "bank",
    "financial_entity",
    "financial_institution",
    "essential_entity",
    "critical_infrastructure",
    "lawyer",
    "professional_secrecy",
    "eu_body",
    "public_body",
    "telecom",
    "broker_dealer",
    "government_contractor",
    "exporter",
    "data_fiduciary",
    "card_merchant",
];

const RELATIONS: &[&str] = &["unrelated", "about-others", "about-their-project", "about-them"];
const TRUST: &[&str] = &["bound", "trusted", "unknown", "hostile"];
const IDENTIFIABLE: &[&str] = &["negligible", "limited", "significant", "maximum"];
const NOTICED: &[&str] = &["self-at-once", "self-later", "recipient", "bounce", "colleague", "outsider"];
const PEOPLE: &[&str] = &["employees", "clients", "patients", "children", "applicants", "members", "others"];
const CONDITIONS: &[&str] = &[
    "time-pressure",
    "multitasking",
    "tired",
    "no-delay",
    "alike-names",
    "no-classification",
    "gossip-by-mail",
    "many-warnings",
];

/// All questions, in the order in which they are asked.
pub const QUESTIONS: &[Question] = &[
    short("noticed_at", "E01", Kind::Time),
    facts("noticed_how", "E20", Kind::One(NOTICED)),
    short("intended", "E03", Kind::Addresses),
    short("wrong", "E03", Kind::Addresses),
    short("mechanism", "E20", Kind::One(MECHANISMS)),
    short("relation", "E05", Kind::One(RELATIONS)),
    short("data", "E05", Kind::Some(DATA)),
    short("people", "E05", Kind::Number),
    facts("people_kinds", "E05", Kind::Some(PEOPLE)),
    short("vulnerable", "E05", Kind::YesNo),
    short("residence", "E05", Kind::Countries),
    facts("establishment", "E12", Kind::Countries),
    facts("identifiable", "E06", Kind::One(IDENTIFIABLE)),
    facts("detailed", "E06", Kind::YesNo),
    facts("harmless", "E06", Kind::YesNo),
    short("trust", "E05", Kind::One(TRUST)),
    facts("recipients_known", "E05", Kind::YesNo),
    facts("recipient_lawyer", "E12", Kind::YesNo),
    facts("recipient_trades", "E12", Kind::YesNo),
    short("read", "E05", Kind::YesNo),
    facts("forwarded", "E05", Kind::YesNo),
    facts("deleted", "E05", Kind::YesNo),
    facts("unintelligible", "E12", Kind::YesNo),
    short("for_client", "E12", Kind::YesNo),
    facts("roles", "E12", Kind::Some(ROLES)),
    facts("likely_risk", "E12", Kind::YesNo),
    facts("high_risk", "E12", Kind::YesNo),
    facts("inside_information", "E12", Kind::YesNo),
    facts("disclosure_delayed", "E12", Kind::YesNo),
    facts("trade_secret", "E12", Kind::YesNo),
    facts("privileged", "E12", Kind::YesNo),
    facts("export_controlled", "E12", Kind::YesNo),
    facts("classified", "E12", Kind::YesNo),
    facts("intentional", "E12", Kind::YesNo),
    facts("property_damage", "E12", Kind::YesNo),
    facts("improper_purpose", "E12", Kind::YesNo),
    facts("risk_removed", "E12", Kind::YesNo),
    facts("law_enforcement", "E12", Kind::YesNo),
    facts("us_state_people", "E12", Kind::Number),
    facts("significant", "E12", Kind::YesNo),
    facts("major", "E12", Kind::YesNo),
    facts("material", "E12", Kind::YesNo),
    facts("contract", "E12", Kind::YesNo),
    facts("contract_hours", "E12", Kind::Number),
    facts("insured", "E12", Kind::YesNo),
    facts("aware_at", "E12", Kind::Time),
    facts("aware_by", "E25", Kind::Text),
    facts("classified_at", "E12", Kind::Time),
    facts("material_at", "E12", Kind::Time),
    facts("senior_aware_at", "E12", Kind::Time),
    facts("determined_at", "E12", Kind::Time),
    facts("assessed_at", "E12", Kind::Time),
    facts("first_report_at", "E12", Kind::Time),
    facts("interim_report_at", "E12", Kind::Time),
    facts("key_customers", "E05", Kind::YesNo),
    facts("visible", "E05", Kind::YesNo),
    facts("derailed", "E05", Kind::YesNo),
    facts("interim_fix", "E07", Kind::Text),
    facts("final_fix", "E07", Kind::Text),
    internal("named_people", "E11", Kind::YesNo),
    internal("who_knows", "E11", Kind::Text),
    internal("cost_low", "E05", Kind::Number),
    internal("cost_high", "E05", Kind::Number),
    internal("hours_lost", "E05", Kind::Number),
    internal("make_good", "E10", Kind::Text),
    internal("agreed_with", "E17", Kind::Text),
    internal("different", "E28", Kind::Text),
    internal("if_then", "E18", Kind::Text),
    internal("checker", "E18", Kind::Text),
    internal("went_well", "E20", Kind::Text),
    internal("went_wrong", "E20", Kind::Text),
    internal("lucky", "E20", Kind::Text),
    internal("response", "E20", Kind::Text),
    internal("conditions", "E20", Kind::Some(CONDITIONS)),
    internal("could_ask", "E20", Kind::YesNo),
    internal("elsewhere", "E20", Kind::Text),
    internal("said_by_client", "E23", Kind::Text),
    internal("trust_asked", "E23", Kind::Text),
    internal("oversight", "E23", Kind::Text),
    internal("oversight_until", "E23", Kind::Time),
    manager("knew_rule", "E19"),
    manager("rule_workable", "E19"),
    manager("same_by_peer", "E19"),
    manager("pattern", "E19"),
    manager("gain", "E19"),
    manager("concealed", "E19"),
];

const fn short(id: &'static str, element: &'static str, kind: Kind) -> Question {
    Question { id, element, kind, copy: Copy::Facts, short: true }
}

const fn facts(id: &'static str, element: &'static str, kind: Kind) -> Question {
    Question { id, element, kind, copy: Copy::Facts, short: false }
}

const fn internal(id: &'static str, element: &'static str, kind: Kind) -> Question {
    Question { id, element, kind, copy: Copy::Internal, short: false }
}

const fn manager(id: &'static str, element: &'static str) -> Question {
    Question { id, element, kind: Kind::YesNo, copy: Copy::Manager, short: false }
}

/// The question `id`.
///
/// # Errors
/// When there is none.
pub fn question(id: &str) -> Result<&'static Question, Unclear> {
    QUESTIONS.iter().find(|question| question.id == id).ok_or_else(|| Unclear::NoQuestion(one_line(id, 40)))
}

impl Question {
    /// The value in the form it is kept in.
    ///
    /// # Errors
    /// When it does not fit this question.
    pub fn checked(&self, value: Value) -> Result<Value, Unclear> {
        match (self.kind, value) {
            (Kind::YesNo, value @ Value::YesNo(_)) | (Kind::Number, value @ Value::Number(_)) => Ok(value),
            (Kind::Some(_) | Kind::Addresses | Kind::Countries, Value::Words(words)) => {
                let words: Result<Vec<String>, Unclear> = words.iter().map(|word| self.word(word)).collect();
                let mut words = words?;
                let mut seen = std::collections::HashSet::new();
                words.retain(|word| seen.insert(word.clone()));
                Ok(Value::Words(words))
            }
            (Kind::One(_), Value::Text(word)) => Ok(Value::Text(self.word(&word)?)),
            (Kind::Time, Value::Text(time)) => match time.parse::<Timestamp>() {
                Ok(time) => Ok(Value::Text(time.to_string())),
                Err(_) => Err(self.unfit(&time)),
            },
            (Kind::Text, Value::Text(text)) if text.chars().count() <= LONGEST => Ok(Value::Text(text)),
            (_, value) => Err(self.unfit(&shown(&value))),
        }
    }

    /// The value somebody typed: `yes`, `300`, `contact, money`, `2026-11-20 16:10` in `zone`. Empty or `unknown` is no answer.
    ///
    /// # Errors
    /// When it does not fit this question.
    pub fn read(&self, text: &str, zone: &TimeZone) -> Result<Option<Value>, Unclear> {
        let text = text.trim();
        if text.is_empty() || matches!(text.to_lowercase().as_str(), "unknown" | "unbekannt" | "desconocido" | "?") {
            return Ok(None);
        }
        let value = match self.kind {
            Kind::YesNo => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "ja" | "j" | "sí" | "si" | "s" => Value::YesNo(true),
                "no" | "n" | "false" | "nein" => Value::YesNo(false),
                _ => return Err(self.unfit(text)),
            },
            Kind::Number => Value::Number(text.parse().map_err(|_| self.unfit(text))?),
            Kind::Some(_) | Kind::Addresses | Kind::Countries if matches!(text, "none" | "keine" | "ninguno" | "-") => {
                Value::Words(Vec::new())
            }
            Kind::Some(_) | Kind::Addresses | Kind::Countries => {
                let words = text.split([',', ';', ' ', '\n']).map(str::trim).filter(|word| !word.is_empty());
                Value::Words(words.map(str::to_owned).collect())
            }
            Kind::Time => Value::Text(moment(text, zone).ok_or_else(|| self.unfit(text))?.to_string()),
            Kind::One(_) | Kind::Text => Value::Text(text.to_owned()),
        };
        self.checked(value).map(Some)
    }

    fn word(&self, word: &str) -> Result<String, Unclear> {
        let word = word.trim();
        let fits = match self.kind {
            Kind::One(words) | Kind::Some(words) => words.contains(&word),
            Kind::Addresses => word.parse::<Address>().is_ok(),
            Kind::Countries => return country(word).ok_or_else(|| self.unfit(word)),
            Kind::YesNo | Kind::Number | Kind::Time | Kind::Text => false,
        };
        if fits { Ok(word.to_owned()) } else { Err(self.unfit(word)) }
    }

    fn unfit(&self, given: &str) -> Unclear {
        let wants = match self.kind {
            Kind::YesNo => "it is yes or no".to_owned(),
            Kind::Number => "it is a number of 0 or more".to_owned(),
            Kind::One(words) => format!("it is one of {}", words.join(", ")),
            Kind::Some(words) => format!("it is any of {}, or none", words.join(", ")),
            Kind::Addresses => "it is mail addresses, such as anna@firm.example".to_owned(),
            Kind::Countries => "it is countries by two letters, such as DE, ES, US-CA".to_owned(),
            Kind::Time => "it is a moment, such as 2026-11-20 16:10".to_owned(),
            Kind::Text => format!("it is a text of at most {LONGEST} characters"),
        };
        Unclear::Unfit { id: self.id, given: one_line(given, 60), wants }
    }
}

/// A moment as people type it, in `zone`, or with an offset of its own.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil: DateTime = text.parse().ok()?;
    zone.to_timestamp(civil).ok()
}

/// A country in capitals, with a part of it where one is given.
fn country(word: &str) -> Option<String> {
    let word = word.to_ascii_uppercase();
    let (land, part) = word.split_once('-').map_or((word.as_str(), None), |(land, part)| (land, Some(part)));
    let land_fits = land.len() == 2 && land.bytes().all(|b| b.is_ascii_uppercase());
    let part_fits =
        part.is_none_or(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (land_fits && part_fits).then_some(word)
}

fn shown(value: &Value) -> String {
    match value {
        Value::YesNo(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Words(words) => words.join(", "),
        Value::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn read(id: &str, text: &str) -> Result<Option<Value>, Unclear> {
        question(id)?.read(text, &TimeZone::UTC)
    }

    #[test]
    fn every_question_has_an_id_of_its_own() {
        let ids: HashSet<&str> = QUESTIONS.iter().map(|question| question.id).collect();
        assert_eq!(ids.len(), QUESTIONS.len());
    }

    #[test]
    fn what_people_type_is_read() {
        assert_eq!(read("read", "nein"), Ok(Some(Value::YesNo(false))));
        assert_eq!(read("people", " 300 "), Ok(Some(Value::Number(300))));
        assert_eq!(read("people", "unknown"), Ok(None));
        let words = |words: &[&str]| Ok(Some(Value::Words(words.iter().map(|word| (*word).to_owned()).collect())));
        assert_eq!(read("data", "contact, money"), words(&["contact", "money"]));
        assert_eq!(read("data", "none"), words(&[]));
        assert_eq!(read("residence", "de us-ca"), words(&["DE", "US-CA"]));
        assert_eq!(read("noticed_at", "2026-11-20 16:10"), Ok(Some(Value::Text("2026-11-20T16:10:00Z".into()))));
    }

    #[test]
    fn what_does_not_fit_says_what_would() {
        let told = |id, text| read(id, text).expect_err("it does not fit").to_string();
        assert_eq!(told("read", "perhaps"), "`read` cannot be `perhaps`: it is yes or no");
        assert_eq!(told("people", "-3"), "`people` cannot be `-3`: it is a number of 0 or more");
        assert_eq!(
            told("residence", "Germany"),
            "`residence` cannot be `Germany`: it is countries by two letters, such as DE, ES, US-CA"
        );
        assert!(told("trust", "friend").ends_with("it is one of bound, trusted, unknown, hostile"));
        assert_eq!(told("intent", "yes"), "there is no question `intent`");
    }
}
