//! Duties as the record shows them: owned, with their clocks, and the steps they bring.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::checklist::DutyStep;
use super::duty::{Assessed, Clock, Looks, Unit, Warning, What};
use crate::base::Language;
use crate::rules::Localised;

/// A duty, held against an incident. What it says is never legal advice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyView {
    /// Its name: `eu.gdpr.33`.
    pub id: String,
    /// What it asks for.
    pub title: Localised,
    /// `notify`, `act` or `inform`.
    pub what: What,
    /// `triggered`, `not-triggered`, `cannot-tell`.
    pub looks: String,
    /// The facts it looks so because of; for `cannot-tell` those to be answered.
    pub facts: Vec<String>,
    /// What may free from it: somebody decides.
    pub exceptions: Vec<Localised>,
    /// What is due.
    pub stages: Vec<StageView>,
    /// Who is told.
    pub to: Option<Localised>,
    /// What they are told, by field.
    pub content: Vec<String>,
    /// Whether it is written down also when nobody is told.
    pub record_always: bool,
    /// For how many months it is kept.
    pub keep_months: Option<u32>,
    /// What is special about a mail that went astray.
    pub note: Option<Localised>,
    /// Where it stands.
    pub cite: String,
    /// Where to read it.
    pub links: Vec<String>,
    /// How sure the pack's maker is: A to D.
    pub confidence: String,
    /// When its pack was last held against the law.
    pub checked_on: Date,
    /// What to know before relying on it: `old`, `not-yet`, `ended`, `no-calendar`, `assumed`,
    /// `provisional`, `no-start`.
    pub warnings: Vec<String>,
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageView {
    /// Its name within the duty; empty where there is only one.
    pub name: String,
    /// What it is.
    pub title: Option<Localised>,
    /// When its clock started.
    pub start: Option<Timestamp>,
    /// The fact that started it.
    pub started_by: Option<String>,
    /// Its limit.
    pub due: Option<Timestamp>,
    /// What to aim at.
    pub target: Option<Timestamp>,
    /// Until when more time may be argued for; never the limit.
    pub arguable_until: Option<Timestamp>,
    /// Without a number: as soon as possible.
    pub asap: bool,
    /// When it was filed.
    pub filed: Option<Timestamp>,
    /// Over, and nothing was filed.
    pub overdue: bool,
}

impl DutyView {
    /// What `assessed` says.
    pub(super) fn of(assessed: &Assessed<'_>) -> DutyView {
        let duty = assessed.duty;
        let (looks, facts) = match &assessed.looks {
            Looks::Triggered { because } => ("triggered", because),
            Looks::NotTriggered { because } => ("not-triggered", because),
            Looks::CannotTell { ask } => ("cannot-tell", ask),
        };
        DutyView {
            id: duty.id.clone(),
            title: duty.title.clone(),
            what: duty.what,
            looks: looks.to_owned(),
            facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
            exceptions: assessed.exceptions.iter().map(|exception| exception.text.clone()).collect(),
            stages: assessed.stages.iter().filter(|clock| !clock.looks.is_not()).map(stage).collect(),
            to: duty.to.clone(),
            content: duty.content.clone(),
            record_always: duty.record.always,
            keep_months: duty.record.keep_months,
            note: duty.note.clone(),
            cite: duty.cite.clone(),
            links: duty.links.clone(),
            confidence: format!("{:?}", duty.confidence),
            checked_on: duty.checked_on,
            warnings: assessed.warnings.iter().map(warning).collect(),
        }
    }

    /// What its stage of that name is called; the duty's own title where it has no stages of different names.
    pub fn stage_title(&self, stage: &str, language: Language) -> String {
        let found = self.stages.iter().find(|known| known.name == stage);
        let words = found.and_then(|known| known.title.as_ref()).map_or(stage, |title| title.text(language));
        let title = self.title.text(language);
        if words.is_empty() { title.to_owned() } else { format!("{title}: {words}") }
    }

    /// Whether it looks triggered.
    pub fn is_triggered(&self) -> bool {
        self.looks == "triggered"
    }

    /// Whether only what is about the matter itself is missing, not where people live or what the organisation is: such a duty
    /// is near.
    pub(super) fn is_near(&self) -> bool {
        const WHERE: [&str; 3] = ["residence", "establishment", "roles"];
        self.looks == "cannot-tell" && !self.facts.iter().any(|fact| WHERE.contains(&fact.as_str()))
    }

    /// The steps it brings: of what looks triggered, and of what is near.
    pub(super) fn steps(&self) -> Vec<DutyStep> {
        let triggered = self.is_triggered();
        if self.what == What::Inform || !(triggered || self.is_near()) {
            return Vec::new();
        }
        let open = self.stages.iter().filter(|stage| stage.filed.is_none());
        open.map(|stage| DutyStep {
            duty: self.id.clone(),
            stage: stage.name.clone(),
            due: stage.due,
            target: stage.target,
            triggered,
        })
        .collect()
    }
}

fn stage(clock: &Clock<'_>) -> StageView {
    StageView {
        name: clock.stage.name.clone(),
        title: clock.stage.title.clone(),
        start: clock.start,
        started_by: clock.started_by.map(str::to_owned),
        due: clock.due.as_ref().map(|due| due.at),
        target: clock.due.as_ref().map(|due| due.target),
        arguable_until: clock.due.as_ref().and_then(|due| due.arguable_until),
        asap: clock.stage.term.unit == Unit::Asap,
        filed: clock.filed,
        overdue: clock.overdue,
    }
}

fn warning(warning: &Warning) -> String {
    match warning {
        Warning::Old { .. } => "old",
        Warning::NotYet { .. } => "not-yet",
        Warning::Ended { .. } => "ended",
        Warning::NoCalendar { .. } => "no-calendar",
        Warning::Assumed { .. } => "assumed",
        Warning::Provisional { .. } => "provisional",
        Warning::NoStart { .. } => "no-start",
    }
    .to_owned()
}
