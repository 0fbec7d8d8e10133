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

use super::question::Copy;
use super::{Assessment, Incident, Setting};
use crate::base::Language;

/// What a copy is made from.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The record.
    pub incident: &'a Incident,
    /// What follows from it.
    pub assessment: &'a Assessment,
    /// Who acts, and the zone times are shown in: what the assessment was made with.
    pub setting: &'a Setting,
    /// The language it is written in.
    pub language: Language,
    /// When it is made.
    pub now: Timestamp,
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
