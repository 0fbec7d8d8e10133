//! What people and programs are shown of a submission: the names of `--json` are stable, members may be added.

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Step;
use crate::facts::Role;
use crate::judge::Judged;
use crate::parse;
use crate::people::PartyKind;
use crate::release::{Required, repair_commands, seal_of};
use crate::rules::{Finding, Repair};
use crate::store::{Entry, RecipientRow, RecipientState, State, Summary};

/// One submission.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct View {
    /// Its id.
    pub id: String,
    /// Its state.
    pub state: State,
    /// The step of its verdict.
    pub step: Step,
    /// When it was stored.
    pub created: Timestamp,
    /// When it goes back as a draft.
    pub deadline: Option<Timestamp>,
    /// When a timer or the queue looks at it next.
    pub due: Option<Timestamp>,
    /// Where it came in.
    pub door: Cow<'static, str>,
    /// The sender's address.
    pub sender: String,
    /// The decoded subject.
    pub subject: String,
    /// Why it waits.
    pub headline: String,
    /// How it ended, in words.
    pub outcome: String,
    /// Size in octets.
    pub size: usize,
    /// All recipients.
    pub recipients: Vec<RecipientView>,
    /// Why it waits, in full; only `show` and `explain` have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<FindingView>>,
    /// The files that travel with it; only `show` has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<AttachmentView>>,
    /// What a decision may be bound to; only `show` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// The repairs the findings offer, as commands, best first; only `show` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair_commands: Option<Vec<String>>,
    /// What releasing asks for: `nothing`, `tick`, `type`, `second person`; only `show` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
}

/// One recipient.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RecipientView {
    /// `K7Q2/2`.
    pub id: String,
    /// The address.
    pub address: String,
    /// The display name.
    pub name: String,
    /// Where the headers show it.
    pub role: Role,
    /// The kind of party.
    pub kind: PartyKind,
    /// Its delivery state.
    pub state: RecipientState,
    /// The last reply.
    pub reply: String,
    /// The upstream that answered.
    pub host: String,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether a finding points at it.
    pub odd: bool,
}

/// One finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FindingView {
    /// The check.
    pub check: String,
    /// The step it asks for.
    pub step: Step,
    /// The recipient it is about, as `K7Q2/2` or an address.
    pub recipient: Option<String>,
    /// The fact.
    pub headline: String,
    /// Comparison and consequence.
    pub detail: String,
    /// What was found, masked.
    pub evidence: Vec<String>,
    /// What can be done, best first.
    pub repairs: Vec<RepairView>,
}

/// One repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairView {
    /// `replace`, `remove`, `bcc`, `draft`.
    pub verb: Cow<'static, str>,
    /// The recipient, as `K7Q2/2` or an address.
    pub recipient: Option<String>,
    /// Who to put in its place.
    pub address: Option<String>,
}

/// One attachment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AttachmentView {
    /// The file name.
    pub name: String,
    /// The declared media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Decoded size in octets.
    pub size: usize,
}

impl View {
    /// What lists show.
    pub fn of_summary(summary: &Summary, sender: &str) -> View {
        View {
            id: summary.id.to_string(),
            state: summary.state,
            step: summary.step,
            created: summary.created,
            deadline: summary.deadline,
            due: summary.due,
            door: summary.door.word().into(),
            sender: sender.to_owned(),
            subject: summary.subject.clone(),
            headline: summary.headline.clone(),
            outcome: summary.outcome.clone(),
            size: summary.size,
            recipients: summary.recipients.iter().map(|row| recipient(&summary.id.to_string(), row)).collect(),
            findings: None,
            attachments: None,
            seal: None,
            repair_commands: None,
            asks: None,
        }
    }

    /// What `show` shows; `content` is `None` when the bytes are no longer kept.
    pub fn of_entry(entry: &Entry, content: Option<&[u8]>) -> View {
        let sender = entry.envelope.sender.as_ref().map_or("<>", |sender| sender.as_str());
        View {
            findings: Some(findings(&entry.verdict.findings, &names_of(entry))),
            attachments: content.map(|bytes| attachments(&parse::parse(bytes).attachments)),
            seal: Some(seal_of(entry)),
            repair_commands: Some(repair_commands(entry)),
            asks: Some(asks(entry)),
            ..View::of_summary(&entry.summary, sender)
        }
    }
}

/// How the findings of a stored submission name its recipients. They count those that were judged, which a removed one no
/// longer is.
pub fn names_of(entry: &Entry) -> Vec<String> {
    entry.remaining().map(|row| format!("{}/{}", entry.summary.id, row.n)).collect()
}

/// The findings of a judgement that is not stored, about recipients by address.
pub fn findings_of(judged: &Judged) -> Vec<FindingView> {
    let names: Vec<String> = judged.facts.recipients.iter().map(|r| r.address.to_string()).collect();
    findings(&judged.verdict.findings, &names)
}

/// Findings with recipients named by `names`, in the order they were judged.
pub fn findings(findings: &[Finding], names: &[String]) -> Vec<FindingView> {
    findings
        .iter()
        .map(|finding| FindingView {
            check: finding.check.clone(),
            step: finding.step,
            recipient: finding.recipient.and_then(|i| names.get(i).cloned()),
            headline: finding.headline.clone(),
            detail: finding.detail.clone(),
            evidence: finding.evidence.clone(),
            repairs: finding.repairs.iter().map(|repair| repair_view(repair, names)).collect(),
        })
        .collect()
}

fn repair_view(repair: &Repair, names: &[String]) -> RepairView {
    let named = |i: &usize| names.get(*i).cloned();
    match repair {
        Repair::Replace { recipient, address } => {
            RepairView { verb: "replace".into(), recipient: named(recipient), address: Some(address.to_string()) }
        }
        Repair::Remove { recipient } => {
            RepairView { verb: "remove".into(), recipient: named(recipient), address: None }
        }
        Repair::Bcc { recipient } => RepairView { verb: "bcc".into(), recipient: named(recipient), address: None },
        Repair::Draft => RepairView { verb: "draft".into(), recipient: None, address: None },
    }
}

fn asks(entry: &Entry) -> String {
    match Required::by(entry) {
        Required::Nothing => "nothing".into(),
        Required::Tick(numbers) => {
            format!("tick {}", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        }
        Required::Type(texts) => format!("type {}", texts.join(" ")),
        Required::SecondPerson => "second person".into(),
    }
}

fn attachments(attachments: &[parse::Attachment]) -> Vec<AttachmentView> {
    attachments
        .iter()
        .map(|a| AttachmentView { name: a.name.clone(), media_type: a.media_type.clone(), size: a.size })
        .collect()
}

fn recipient(id: &str, row: &RecipientRow) -> RecipientView {
    RecipientView {
        id: format!("{id}/{}", row.n),
        address: row.recipient.address.to_string(),
        name: row.name.clone(),
        role: row.role,
        kind: row.kind,
        state: row.state,
        reply: row.reply.clone(),
        host: row.host.clone(),
        at: row.at,
        odd: row.odd,
    }
}
