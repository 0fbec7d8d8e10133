//! What an action answers besides the submission itself: the objects of the API, of which the command line prints the same.
//! Members may be added, never renamed.

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ops::{Explanation, HeldFor};
use super::view::{FindingView, findings};
use crate::base::event::Event;
use crate::base::{Language, Step};
use crate::facts::Role;
use crate::incident::advice::Needs;
use crate::incident::ledger::Fate;
use crate::people::PartyKind;
use crate::rules::{Explained, Outcome};
use crate::store::{IncidentRow, JournalLine, State};

/// A release that is recorded.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// The submission.
    pub id: String,
    /// Whether the daemon runs; while it does not, delivery waits for it.
    pub daemon: bool,
}

/// An incident as lists show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IncidentView {
    /// Its number.
    pub id: String,
    /// `open`, `contained`, `closed`.
    pub status: String,
    /// How much is to be done: `minor`, `moderate`, `major`, `critical`.
    pub band: String,
    /// The sender.
    pub sender: String,
    /// Who opened it.
    pub opened_by: String,
    /// The id the message had here.
    pub submission: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When somebody noticed.
    pub noticed: Timestamp,
    /// The subject of the message.
    pub subject: String,
    /// How many have it who should not.
    pub has_it: u32,
    /// How many steps are open.
    pub open_steps: u32,
    /// When the next of them is due.
    pub due: Option<Timestamp>,
    /// What it is; empty when none is open.
    pub next: String,
}

impl From<&IncidentRow> for IncidentView {
    fn from(row: &IncidentRow) -> IncidentView {
        IncidentView {
            id: row.id.to_string(),
            status: row.status.clone(),
            band: row.band.clone(),
            sender: row.owner.clone(),
            opened_by: row.opened_by.clone(),
            submission: row.submission.clone(),
            opened: row.opened,
            noticed: row.noticed,
            subject: row.subject.clone(),
            has_it: row.has_it,
            open_steps: row.open_steps,
            due: row.due,
            next: row.next.clone(),
        }
    }
}

/// A cancel that is recorded.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// The submission.
    pub id: String,
    /// Who has it already, in words.
    pub outcome: String,
}

/// A repair that is made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Mended {
    /// The submission.
    pub id: String,
    /// The step it would have now.
    pub step: Step,
    /// Why, if it still asks.
    pub headline: String,
}

/// A deadline that was moved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Extended {
    /// The submission.
    pub id: String,
    /// When it goes back as a draft now.
    pub deadline: Timestamp,
}

/// What became of a recall.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RecallView {
    /// The message.
    pub id: String,
    /// Its `Message-ID` without brackets; may be empty.
    pub message_id: String,
    /// The state of the submission; `passed` for a message that was taken in the session it came in.
    pub state: String,
    /// Its subject; empty for one that passed.
    pub subject: String,
    /// For how many it was stopped and who has it, in words.
    pub headline: String,
    /// For how many it was stopped before leaving.
    pub stopped: usize,
    /// How many have it.
    pub reached: usize,
    /// How many may have it.
    pub unsure: usize,
    /// For how many it could not be stopped yet: it is being handed over at this moment.
    pub waiting: usize,
    /// Every recipient.
    pub recipients: Vec<ReachedView>,
    /// Further recipients who have it, and whose names nobody knows.
    pub unnamed: usize,
    /// What can still be tried, in this order.
    pub next: Vec<StepView>,
    /// What not to do.
    pub never: Vec<String>,
    /// The language of the words.
    pub language: Language,
}

/// A recipient, and what became of the message for them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReachedView {
    /// The address.
    pub address: String,
    /// The display name in the headers; may be empty.
    pub name: String,
    /// Where the headers show it; `null` = not known.
    pub role: Option<Role>,
    /// The kind of party; `null` = not known.
    pub kind: Option<PartyKind>,
    /// Whether a finding pointed at it.
    pub odd: bool,
    /// What became of it.
    pub fate: Fate,
    /// The same in words.
    pub words: String,
}

/// Something that can be tried.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StepView {
    /// Its stable name.
    pub step: String,
    /// Whose help it needs.
    pub needs: Needs,
    /// Within how many minutes.
    pub minutes: u32,
    /// For whom.
    pub recipients: Vec<String>,
    /// What to do.
    pub words: String,
}

/// How a submission stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Standing {
    /// The submission.
    pub id: String,
    /// Its state.
    pub state: State,
    /// How it ended, in words.
    pub outcome: String,
}

/// One line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct JournalView {
    /// Its place; grows by one or more.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The submission.
    pub id: String,
    /// What happened: an object with its `kind`, and what belongs to that.
    #[schemars(schema_with = "any_event")]
    pub event: Event,
}

/// Every kind has members of its own; programs look at `kind` and leave alone what they do not know.
fn any_event(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } })
}

impl From<JournalLine> for JournalView {
    fn from(line: JournalLine) -> JournalView {
        JournalView { seq: line.seq, at: line.at, id: line.id.to_string(), event: line.event }
    }
}

/// What would happen to a message, and what every check says of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExplanationView {
    /// What would happen.
    pub verdict: VerdictView,
    /// What the checks were asked about; texts stand as numbers of words.
    pub facts: Map<String, Value>,
    /// The facts for people.
    pub fact_lines: Vec<FactLine>,
    /// Every check and rule.
    pub checks: Vec<CheckView>,
    /// What it was held for when it came; only of what was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldForView>,
}

/// What a submission was held for, whatever is known since.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HeldForView {
    /// When it was stored.
    pub since: Timestamp,
    /// The step, and the findings that hold it.
    pub verdict: VerdictView,
    /// When all the rest was judged, by what is known by then.
    pub judged: Timestamp,
}

/// A verdict.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct VerdictView {
    /// The step that follows.
    pub step: Step,
    /// Why.
    pub findings: Vec<FindingView>,
}

/// One fact.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FactLine {
    /// Its name.
    pub name: String,
    /// Its value on one line.
    pub value: String,
}

/// What one check or rule says.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CheckView {
    /// The check.
    pub id: String,
    /// What it looks for.
    pub title: String,
    /// `fired`, `nearly`, `silent`, `off`.
    pub outcome: String,
    /// Why it is silent or only nearly fired.
    pub why: String,
    /// Where its rule stands, if it stands in a file.
    pub origin: Option<String>,
    /// What it noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noticed: Vec<Noticed>,
}

/// One thing a check noticed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Noticed {
    /// The step it asks for.
    pub step: Step,
    /// The fact.
    pub headline: String,
}

impl From<&Explanation> for ExplanationView {
    fn from(explanation: &Explanation) -> ExplanationView {
        let facts = &explanation.judged.facts;
        let line = |(name, value)| FactLine { name, value };
        ExplanationView {
            verdict: VerdictView { step: explanation.step(), findings: explanation.findings() },
            facts: match serde_json::to_value(facts) {
                Ok(Value::Object(members)) => members,
                // Facts are a struct of texts and numbers: there is nothing that JSON could not say.
                _ => Map::new(),
            },
            fact_lines: facts.lines().into_iter().map(line).collect(),
            checks: explanation.checks.iter().map(check).collect(),
            held: explanation.held.as_ref().map(held_for),
        }
    }
}

fn held_for(held: &HeldFor) -> HeldForView {
    let verdict = VerdictView { step: held.step, findings: findings(&held.findings, &held.names) };
    HeldForView { since: held.since, verdict, judged: held.judged }
}

fn check(explained: &Explained) -> CheckView {
    let (outcome, why) = match &explained.outcome {
        Outcome::Fired(_) => ("fired", String::new()),
        Outcome::Nearly(why) => ("nearly", why.clone()),
        Outcome::Silent(why) => ("silent", why.to_string()),
        Outcome::Off => ("off", String::new()),
    };
    let noticed = match &explained.outcome {
        Outcome::Fired(findings) => {
            findings.iter().map(|f| Noticed { step: f.step, headline: f.headline.clone() }).collect()
        }
        _ => Vec::new(),
    };
    CheckView {
        id: explained.id.clone(),
        title: explained.title.clone(),
        outcome: outcome.to_owned(),
        why,
        origin: explained.origin.clone(),
        noticed,
    }
}

/// A link that signs in once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The link.
    pub url: String,
}

/// What the header `X-Outguard-Token` of a request that changes something must say.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// The token; `null` at the control socket, where none is needed.
    pub token: Option<String>,
}

/// What answers here.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// The version of Outguard.
    pub version: String,
    /// The digest of the configuration that holds (SHA-256 in hex): equal here and there means the same answers.
    pub configuration: String,
}
