//! What is given along with an action: the objects the API takes. Unknown members are refused; members may be added, never
//! renamed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::incident::{DeletionState, LogKind, StepState, Value};

/// The largest message that is scanned for whoever may read the store itself, in octets.
pub const MOST_MESSAGE: usize = 512 << 20;

/// What is given along with a release.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Release {
    /// Odd recipients named one by one (their number or address), or the odd domain or number of people typed.
    pub confirm: Vec<String>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Only if it still is what was shown under this seal.
    pub seal: Option<String>,
    /// Recipients to take out first, by number.
    pub without: Vec<usize>,
}

/// What is given along with a cancel.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cancel {
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Only if it still is what was shown under this seal.
    pub seal: Option<String>,
}

/// Which message is to be had back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Recall {
    /// Its `Message-ID`, with or without brackets.
    pub message_id: String,
}

/// What an incident is opened about.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenIncident {
    /// A message that went through here, by its id; what left last, when neither is given.
    pub id: Option<String>,
    /// One by its `Message-ID`, with or without brackets.
    pub message_id: Option<String>,
    /// When somebody noticed; now, when nobody says.
    pub noticed: Option<Timestamp>,
    /// What is answered at once.
    pub answers: BTreeMap<String, Option<Value>>,
}

/// Answers to questions of an incident.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerIncident {
    /// By the id of the question; `null` takes an answer back.
    pub answers: BTreeMap<String, Option<Value>>,
}

/// What became of a step of an incident.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkStep {
    /// Its number.
    pub n: u32,
    /// Done, skipped, or open again.
    pub state: StepState,
    /// What is said about it; the reason, when it is skipped.
    #[serde(default)]
    pub note: String,
}

/// How far one who has it is with deleting it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkDeletion {
    /// Who.
    pub address: String,
    /// How far.
    pub state: DeletionState,
    /// What they said.
    #[serde(default)]
    pub note: String,
}

/// A decision about an incident.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// About what: a duty's id, or words.
    pub about: String,
    /// `notify`, `not-notify`, `tell`, `not-tell`, or words.
    pub decided: String,
    /// Why.
    pub because: String,
    /// The facts relied on, by name.
    #[serde(default)]
    pub facts: Vec<String>,
}

/// A line for the log of an incident.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteDown {
    /// In words.
    pub text: String,
    /// What it is about; a note, when nobody says.
    #[serde(default)]
    pub kind: Option<LogKind>,
    /// When it happened; now, when nobody says.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// How an incident is closed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloseIncident {
    /// The reason, where there is no proof that the guard would stop the message now.
    pub reason: String,
}

/// The recipients meant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Their numbers, from 1.
    pub n: Vec<usize>,
}

/// Who takes whose place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// The recipient's number, from 1.
    pub n: usize,
    /// Who was meant.
    pub address: String,
}

/// By how much a deadline is moved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// Seconds; weekends do not count.
    pub seconds: u64,
}

/// What a second person gives along with their decision.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Judgement {
    /// Why; the sender reads it after a rejection, which needs one.
    pub reason: Option<String>,
    /// Only if it still is what was shown under this seal.
    pub seal: Option<String>,
}

/// What a sender wants second persons to know.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Plea {
    /// Why it should be sent.
    pub reason: Option<String>,
    /// That it is urgent.
    pub urgent: bool,
}

/// An absence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Until when: a day (`fri`, `2026-12-01`), a time (`18:00`) or a length (`3d`).
    pub until: String,
    /// The address of who decides meanwhile.
    #[serde(default)]
    pub to: Option<String>,
    /// The address of who is away, where it is not whoever asks.
    #[serde(default, rename = "for")]
    pub person: Option<String>,
}

/// Who is to be forgotten.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forget {
    /// Their address.
    pub address: String,
    /// By this sender only; by whoever asks, or by everybody for those who oversee, when it is not said.
    #[serde(default, rename = "for")]
    pub person: Option<String>,
}

/// Whose history is to be removed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetSender {
    /// The sender's address.
    pub address: String,
}

/// The end of an absence.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Return {
    /// The address of who is back, where it is not whoever asks.
    #[serde(rename = "for")]
    pub person: Option<String>,
}
