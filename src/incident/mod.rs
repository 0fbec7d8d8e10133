//! What is done after something slipped through: who has it, how bad it is, who must be told by when, what to write, and which
//! rule would have caught it. Pure: it works on what the journal and the message say ([`Known`]) and on what people answered
//! ([`Answers`]), and never asks what time it is.
//!
//! [`Incident`] is the record that is kept; everything else is worked out from it anew.

pub mod advice;
mod answers;
mod assessment;
pub mod calendar;
mod checklist;
mod contacts;
mod contradictions;
pub mod copies;
mod duties;
pub mod duty;
mod exposure;
mod fingerprint;
mod gather;
pub mod json;
mod known;
pub mod ledger;
mod letters;
mod lint;
mod options;
mod prevention;
mod question;
mod record;
pub mod reminders;
mod severity;
mod stakeholders;
mod stated;
pub mod texts;

pub use answers::{Answer, Answers, Value};
pub use assessment::{Assessment, Due, Setting};
pub use checklist::{DutyStep, Office, Planned, Track, plan};
pub use contacts::{Contact, Contacts, Part};
pub use contradictions::{Contradiction, contradictions};
pub use duties::{DutyView, StageView};
pub use exposure::Exposure;
pub use fingerprint::fingerprints;
pub use known::{Click, Content, File, Gap, Guarded, Identifiers, Known, Moment, Topic};
pub use letters::{Draft, letters};
pub use lint::{Fault, LintContext, Objection, lint, speaks_of_a_mistake};
pub use options::{Proposal, proposals};
pub use prevention::{Measure, measures};
pub use question::{Copy, Kind, QUESTIONS, Question, Unclear, question};
pub use record::{
    Action, ActionKind, Closed, Decision, Deletion, DeletionState, Evidence, Incident, IncidentId, LogKind, LogLine,
    NotAnIncident, Proof, Refused, Status, Step, StepState,
};
pub use severity::{Band, Business, Enisa, EnisaBand, Severity};
pub use stakeholders::{Stakeholder, stakeholders};
