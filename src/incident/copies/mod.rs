//! The copies of the report. Facts are kept apart from opinions: what an authority or a client may get holds facts only, with
//! addresses masked; the internal copy has the rest; what is about an employee goes to the manager alone.

mod content;
mod duties;
mod facts;
mod internal;
mod manager;
mod mask;
mod page;
mod pages;
mod precedents;
mod severity;
mod timeline;

#[cfg(test)]
mod tests;

pub use facts::facts_copy;
pub use internal::internal_copy;
pub use manager::manager_copy;
pub use pages::{briefing_card, prevention_page};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::question::Copy;
use super::{Assessment, Contacts, Incident, Value};
use crate::base::Language;

/// What a copy is made from.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The record.
    pub incident: &'a Incident,
    /// What follows from it.
    pub assessment: &'a Assessment,
    /// The duties, as they look.
    pub duties: &'a [DutyView],
    /// Who acts.
    pub contacts: &'a Contacts,
    /// The language it is written in.
    pub language: Language,
    /// The zone its times are shown in.
    pub zone: &'a TimeZone,
    /// When it is made.
    pub now: Timestamp,
}

/// How a duty looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Triggered.
    Triggered,
    /// Not triggered; somebody still decides.
    NotTriggered,
    /// Nobody can tell before something is answered.
    CannotTell,
}

/// A duty to disclose, held against the incident, in words of the copy's language.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyView {
    /// Its id: `eu.gdpr.33`.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// How it looks.
    pub look: Look,
    /// The facts that make it look so; where nobody can tell, those to answer.
    pub because: Vec<Ground>,
    /// What is due.
    pub stages: Vec<StageView>,
    /// Who is told; empty where nobody is.
    pub addressee: String,
    /// What they are told, by field: `nature`, `people_count`.
    pub content: Vec<String>,
    /// What may free from it, for a person to decide.
    pub exceptions: Vec<String>,
    /// What must be written down; empty where nothing must.
    pub record: String,
    /// What is special about a mail that went astray; may be empty.
    pub note: String,
    /// Where it stands.
    pub cite: String,
    /// Where to read it, and where the form is.
    pub links: Vec<String>,
    /// When its pack was last held against the law.
    pub checked_on: Date,
    /// What to know before relying on it.
    pub warnings: Vec<String>,
}

/// A fact a duty looks at, by its name in packs, with its value as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Its name: `personal_data`.
    pub fact: String,
    /// Its value; `None` while it is unknown.
    pub value: Option<Value>,
}

/// A stage of a duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageView {
    /// Its name in packs; empty where the duty has one stage only.
    pub name: String,
    /// What it is, in words; may be empty.
    pub title: String,
    /// Its limit; `None`: as soon as possible.
    pub due: Option<Timestamp>,
    /// The date to aim at.
    pub target: Option<Timestamp>,
    /// When it was done.
    pub filed: Option<Timestamp>,
}

/// Every part of the report, the sentence that heads it, and the copy it stands in.
pub const ELEMENTS: [(&str, &str, Copy); 28] = [
    ("E01", "element-e01", Copy::Facts),
    ("E02", "element-e02", Copy::Facts),
    ("E03", "element-e03", Copy::Facts),
    ("E04", "element-e04", Copy::Facts),
    ("E05", "element-e05", Copy::Facts),
    ("E06", "element-e06", Copy::Facts),
    ("E07", "element-e07", Copy::Facts),
    ("E08", "element-e08", Copy::Internal),
    ("E09", "element-e09", Copy::Internal),
    ("E10", "element-e10", Copy::Internal),
    ("E11", "element-e11", Copy::Internal),
    ("E12", "element-e12", Copy::Facts),
    ("E13", "element-e13", Copy::Internal),
    ("E14", "element-e14", Copy::Internal),
    ("E15", "element-e15", Copy::Internal),
    ("E16", "element-e16", Copy::Facts),
    ("E17", "element-e17", Copy::Internal),
    ("E18", "element-e18", Copy::Internal),
    ("E19", "element-e19", Copy::Manager),
    ("E20", "element-e20", Copy::Internal),
    ("E21", "element-e21", Copy::Internal),
    ("E22", "element-e22", Copy::Internal),
    ("E23", "element-e23", Copy::Internal),
    ("E24", "element-e24", Copy::Facts),
    ("E25", "element-e25", Copy::Facts),
    ("E26", "element-e26", Copy::Internal),
    ("E27", "element-e27", Copy::Internal),
    ("E28", "element-e28", Copy::Internal),
];
