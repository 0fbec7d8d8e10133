//! What duties may ask about: a fixed vocabulary, and what is stated of one incident. What is not stated is unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rules::nearest;

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// A count.
    Number,
    /// Words, such as countries.
    Words,
    /// An instant.
    Moment,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::YesNo => "true or false",
            Kind::Number => "a number from 0",
            Kind::Words => "a list of words such as [\"DE\", \"ES\"]",
            Kind::Moment => "a moment such as 2026-11-20T16:10:00+01:00",
        })
    }
}

/// Every fact there is. Packs, answers and reports use these names.
pub const VOCABULARY: [(&str, Kind); 59] = [
    ("personal_data", Kind::YesNo),
    ("unauthorised_disclosure", Kind::YesNo),
    ("likely_risk", Kind::YesNo),
    ("high_risk", Kind::YesNo),
    ("unintelligible", Kind::YesNo),
    ("risk_removed", Kind::YesNo),
    ("acting_for_client", Kind::YesNo),
    ("special_categories", Kind::YesNo),
    ("children_or_vulnerable", Kind::YesNo),
    ("financial_data", Kind::YesNo),
    ("credentials", Kind::YesNo),
    ("health_data", Kind::YesNo),
    ("national_ids", Kind::YesNo),
    ("card_numbers", Kind::YesNo),
    ("inside_information", Kind::YesNo),
    ("trade_secret", Kind::YesNo),
    ("privileged", Kind::YesNo),
    ("classified", Kind::YesNo),
    ("export_controlled", Kind::YesNo),
    ("marked_confidential", Kind::YesNo),
    ("internal_only", Kind::YesNo),
    ("recipient_bound", Kind::YesNo),
    ("recipient_trusted", Kind::YesNo),
    ("recipient_is_lawyer", Kind::YesNo),
    ("recipient_trades", Kind::YesNo),
    ("read", Kind::YesNo),
    ("forwarded", Kind::YesNo),
    ("deletion_confirmed", Kind::YesNo),
    ("contract_duty", Kind::YesNo),
    ("card_scheme", Kind::YesNo),
    ("insured", Kind::YesNo),
    ("disclosure_delayed", Kind::YesNo),
    ("recovered", Kind::YesNo),
    ("intentional", Kind::YesNo),
    ("law_enforcement", Kind::YesNo),
    ("property_damage_risk", Kind::YesNo),
    ("improper_purpose", Kind::YesNo),
    ("within_organisation", Kind::YesNo),
    ("significant", Kind::YesNo),
    ("major", Kind::YesNo),
    ("material", Kind::YesNo),
    ("people", Kind::Number),
    ("unintended_recipients", Kind::Number),
    ("contract_hours", Kind::Number),
    ("people_in_one_us_state", Kind::Number),
    ("residence", Kind::Words),
    ("establishment", Kind::Words),
    ("roles", Kind::Words),
    ("sent_at", Kind::Moment),
    ("noticed_at", Kind::Moment),
    ("aware_at", Kind::Moment),
    ("classified_at", Kind::Moment),
    ("material_at", Kind::Moment),
    ("senior_aware_at", Kind::Moment),
    ("first_report_at", Kind::Moment),
    ("interim_report_at", Kind::Moment),
    ("assessed_at", Kind::Moment),
    ("determined_at", Kind::Moment),
    ("special_data_known_at", Kind::Moment),
];

/// The roles an organisation may have, as `roles` names them.
pub const ROLES: [&str; 19] = [
    "controller",
    "processor",
    "issuer",
    "covered_entity",
    "business_associate",
    "bank",
    "financial_entity",
    "essential_entity",
    "lawyer",
    "eu_body",
    "telecom",
    "broker_dealer",
    "government_contractor",
    "professional_secrecy",
    "financial_institution",
    "public_body",
    "exporter",
    "data_fiduciary",
    "critical_infrastructure",
];

/// A value of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// Exactly so many.
    Number(u64),
    /// So many or more: what was found, where nobody has counted.
    AtLeast(u64),
    /// All words that hold.
    Words(BTreeSet<String>),
    /// An instant.
    Moment(Timestamp),
}

impl Value {
    /// Words out of a list.
    pub fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
        Value::Words(words.into_iter().map(str::to_owned).collect())
    }

    fn kind(&self) -> Kind {
        match self {
            Value::YesNo(_) => Kind::YesNo,
            Value::Number(_) | Value::AtLeast(_) => Kind::Number,
            Value::Words(_) => Kind::Words,
            Value::Moment(_) => Kind::Moment,
        }
    }
}

/// Why a fact is taken as known, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It stands in the message.
    Message,
    /// It stands in the journal.
    Journal,
    /// It follows from the configuration.
    Configuration,
    /// Somebody answered.
    Answer,
    /// It follows from other facts.
    Derived,
    /// Somebody was asked, and does not know.
    Unsure,
}

/// What is stated of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The value; `None` where somebody was asked and does not know.
    pub value: Option<Value>,
    /// Where it comes from.
    pub because: Because,
}

/// A fact that there is not, or a value of another kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongFact {
    /// No such name.
    #[error("there is no fact `{name}`{}", hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}")))]
    Unknown {
        /// The name.
        name: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// Another kind.
    #[error("`{name}` is {kind}")]
    Kind {
        /// The name.
        name: &'static str,
        /// What it takes.
        kind: Kind,
    },
}

/// What is stated of one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facts(BTreeMap<&'static str, Stated>);

impl Facts {
    /// Nothing stated.
    pub fn new() -> Facts {
        Facts::default()
    }

    /// States `value` of the fact `name`, in place of what was stated before.
    ///
    /// # Errors
    /// There is no such fact, or it is of another kind.
    pub fn set(&mut self, name: &str, value: Value, because: Because) -> Result<(), WrongFact> {
        let (name, kind) = known(name)?;
        if value.kind() != kind {
            return Err(WrongFact::Kind { name, kind });
        }
        self.0.insert(name, Stated { value: Some(value), because });
        Ok(())
    }

    /// States that nobody knows the fact `name`.
    ///
    /// # Errors
    /// There is no such fact.
    pub fn set_unsure(&mut self, name: &str) -> Result<(), WrongFact> {
        let (name, _) = known(name)?;
        self.0.insert(name, Stated { value: None, because: Because::Unsure });
        Ok(())
    }

    /// What is stated of the fact `name`.
    pub fn get(&self, name: &str) -> Option<&Stated> {
        self.0.get(name)
    }

    /// The value of the fact `name`; `None` where it is unknown.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.get(name)?.value.as_ref()
    }

    /// Yes, no, or unknown.
    pub fn yes_no(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    /// The instant of the fact `name`.
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        match self.value(name)? {
            Value::Moment(at) => Some(*at),
            _ => None,
        }
    }

    /// The words of the fact `name`.
    pub fn words(&self, name: &str) -> Option<&BTreeSet<String>> {
        match self.value(name)? {
            Value::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Everything stated, by name.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Stated)> {
        self.0.iter().map(|(name, stated)| (*name, stated))
    }
}

/// The name as the vocabulary has it, and its kind.
pub(super) fn known(name: &str) -> Result<(&'static str, Kind), WrongFact> {
    let found = VOCABULARY.iter().find(|(known, _)| *known == name).copied();
    found.ok_or_else(|| WrongFact::Unknown {
        name: name.to_owned(),
        hint: nearest(name, VOCABULARY.iter().map(|(known, _)| *known)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_has_its_name_and_its_kind() {
        let mut facts = Facts::new();
        facts.set("people", Value::AtLeast(40), Because::Message).unwrap();
        facts.set("residence", Value::words(["DE", "ES"]), Because::Answer).unwrap();
        let wrong = |facts: &mut Facts, name, value| facts.set(name, value, Because::Answer).unwrap_err().to_string();
        assert_eq!(
            wrong(&mut facts, "personal_date", Value::YesNo(true)),
            "there is no fact `personal_date`; did you mean `personal_data`?"
        );
        assert_eq!(wrong(&mut facts, "people", Value::YesNo(true)), "`people` is a number from 0");
        assert_eq!(facts.words("residence").unwrap().len(), 2);
        facts.set_unsure("people").unwrap();
        assert_eq!(facts.value("people"), None);
        assert_eq!(facts.all().count(), 2);
    }

    #[test]
    fn names_stand_once() {
        let names: BTreeSet<&str> = VOCABULARY.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), VOCABULARY.len());
    }
}
