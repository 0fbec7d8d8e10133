//! The record of one incident: what is kept. Every change is a method that says why not, if not; several people may work on one
//! record, so a change names what it changes and nothing else.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::checklist::Planned;
use super::{Answers, Known};
use crate::base::text::one_line;
use crate::base::{Address, Language};

/// The number of an incident, shown as `I-0007`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct IncidentId(pub u32);

/// The text names no incident.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no incident: they are called I-0001, I-0002 and so on")]
pub struct NotAnIncident(String);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "I-{:04}", self.0)
    }
}

impl FromStr for IncidentId {
    type Err = NotAnIncident;

    /// Reads `I-0007`, `i-7` and `7`.
    fn from_str(text: &str) -> Result<IncidentId, NotAnIncident> {
        let wrong = || NotAnIncident(one_line(text, 40));
        let trimmed = text.trim();
        let digits = trimmed.strip_prefix(['I', 'i']).map_or(trimmed, |rest| rest.trim_start_matches('-'));
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
        number.filter(|number| *number > 0).map(IncidentId).ok_or_else(wrong)
    }
}

impl TryFrom<String> for IncidentId {
    type Error = NotAnIncident;
    fn try_from(text: String) -> Result<IncidentId, NotAnIncident> {
        text.parse()
    }
}

impl From<IncidentId> for String {
    fn from(id: IncidentId) -> String {
        id.to_string()
    }
}

/// Where an incident stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Something is still to be stopped.
    #[default]
    Open,
    /// Everybody who has it has answered or was given up on; duties and prevention go on.
    Contained,
    /// Over: with proof, or with a written reason.
    Closed,
}

impl Status {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Contained => "contained",
            Status::Closed => "closed",
        }
    }
}

/// An incident as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// Its number.
    pub id: IncidentId,
    /// Counts changes.
    pub version: u32,
    /// Where it stands.
    pub status: Status,
    /// The language its reports are written in first.
    #[schemars(with = "String")]
    pub language: Language,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who opened it: the sender, or whoever discovered it.
    pub opened_by: String,
    /// Who sees to it now.
    pub owner: String,
    /// When somebody first noticed.
    pub noticed_at: Timestamp,
    /// Whether counsel directed that this report be made; only then is it privileged.
    pub directed_by_counsel: bool,
    /// What the machine knows.
    pub known: Known,
    /// What people answered.
    pub answers: Answers,
    /// The steps, by number.
    pub steps: Vec<Step>,
    /// What was asked of those who have it, and what they answered.
    pub deletions: Vec<Deletion>,
    /// What was done and said, oldest first.
    pub log: Vec<LogLine>,
    /// What was decided, oldest first.
    pub decisions: Vec<Decision>,
    /// What is kept as evidence.
    pub evidence: Vec<Evidence>,
    /// What is done so that it does not happen again.
    pub actions: Vec<Action>,
    /// The proof that the guard stops it now.
    pub proof: Option<Proof>,
    /// How it was closed.
    pub closed: Option<Closed>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// To be done.
    #[default]
    Open,
    /// Done.
    Done,
    /// Left out, for a reason.
    Skipped,
}

impl StepState {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            StepState::Open => "open",
            StepState::Done => "done",
            StepState::Skipped => "skipped",
        }
    }
}

/// A step of the timetable. Its number never changes; what it says follows from its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Its number, from 1.
    pub n: u32,
    /// What it is: `stop`, `contact:kellner@kita.example`, `duty:eu.gdpr.33:notify`.
    pub key: String,
    /// Where it stands.
    pub state: StepState,
    /// Who does it; empty as long as the plan's own is right.
    #[serde(default)]
    pub owner: String,
    /// Who does it when they cannot.
    #[serde(default)]
    pub deputy: String,
    /// Whether it was agreed upon, and with whom.
    #[serde(default)]
    pub agreed: String,
    /// Who changed it last.
    #[serde(default)]
    pub by: String,
    /// When.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What was said about it.
    #[serde(default)]
    pub note: String,
    /// The proof: the name of a piece of evidence.
    #[serde(default)]
    pub proof: String,
    /// How often it was reminded of.
    #[serde(default)]
    pub reminded: u32,
    /// Counts changes, for calendars.
    #[serde(default)]
    pub sequence: u32,
}

/// How far one who has it has got with deleting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeletionState {
    /// Nobody has asked yet.
    NotAsked,
    /// Asked, no answer.
    Asked,
    /// Answered, but not yet what was asked for.
    Answered,
    /// Deleted, and it was not read.
    DeletedUnread,
    /// Deleted after it was read.
    DeletedRead,
    /// It was passed on.
    Forwarded,
    /// They will not.
    Refused,
}

impl DeletionState {
    /// All of them.
    pub const ALL: [DeletionState; 7] = [
        DeletionState::NotAsked,
        DeletionState::Asked,
        DeletionState::Answered,
        DeletionState::DeletedUnread,
        DeletionState::DeletedRead,
        DeletionState::Forwarded,
        DeletionState::Refused,
    ];

    /// The word typed, stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            DeletionState::NotAsked => "not-asked",
            DeletionState::Asked => "asked",
            DeletionState::Answered => "answered",
            DeletionState::DeletedUnread => "deleted-unread",
            DeletionState::DeletedRead => "deleted-read",
            DeletionState::Forwarded => "forwarded",
            DeletionState::Refused => "refused",
        }
    }

    /// Whether nothing more is to be waited for.
    pub fn is_over(self) -> bool {
        matches!(self, DeletionState::DeletedUnread | DeletionState::DeletedRead | DeletionState::Refused)
    }
}

/// One who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deletion {
    /// Who.
    pub address: String,
    /// How far they have got.
    pub state: DeletionState,
    /// When they were asked first.
    pub asked_at: Option<Timestamp>,
    /// When they answered last.
    pub answered_at: Option<Timestamp>,
    /// What they said.
    pub note: String,
    /// The names of the evidence kept of it.
    pub evidence: Vec<String>,
    /// How often they were reminded.
    pub reminders: u32,
}

/// What a line of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogKind {
    /// Something that stops or repairs.
    Containment,
    /// Somebody was told.
    Told,
    /// Anything else.
    Note,
}

impl LogKind {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            LogKind::Containment => "containment",
            LogKind::Told => "told",
            LogKind::Note => "note",
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogLine {
    /// When it happened.
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: String,
    /// What it is about.
    pub kind: LogKind,
    /// In words.
    pub text: String,
}

/// A decision, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// Who decided.
    pub by: String,
    /// About what: a duty's id, or words.
    pub about: String,
    /// `notify`, `not-notify`, `tell`, `not-tell`.
    pub decided: String,
    /// Why.
    pub because: String,
    /// The facts relied on, by name.
    pub facts: Vec<String>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Its file name.
    pub name: String,
    /// What it is, in words.
    pub what: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size in octets.
    pub size: usize,
    /// When it was put here.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// When it is to be deleted, unless a legal hold says otherwise.
    pub delete_by: Option<Timestamp>,
}

/// What kind of thing is done so that it does not happen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    /// It cannot happen any more.
    Prevent,
    /// It is noticed sooner.
    Detect,
    /// It does less harm.
    Mitigate,
    /// The way of working changes.
    Process,
    /// Somebody learns something.
    Training,
    /// Not done while distracted or away.
    Delegate,
}

impl ActionKind {
    /// All of them, with the word typed, stored and shown.
    pub const ALL: [(ActionKind, &'static str); 6] = [
        (ActionKind::Prevent, "prevent"),
        (ActionKind::Detect, "detect"),
        (ActionKind::Mitigate, "mitigate"),
        (ActionKind::Process, "process"),
        (ActionKind::Training, "training"),
        (ActionKind::Delegate, "delegate"),
    ];

    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        ActionKind::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// Something that is done so that it does not happen again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Of what kind.
    pub kind: ActionKind,
    /// What.
    pub text: String,
    /// By whom.
    pub owner: String,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Whether the sender can do it alone.
    pub own: bool,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// What shows that it works.
    pub proof: String,
}

/// The guard as it is now stops the message, or would not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proof {
    /// When it was tried.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The step of the ladder before.
    pub before: String,
    /// The step of the ladder now.
    pub now: String,
    /// The check or rule that speaks first; empty when none does.
    pub check: String,
    /// Whether it would be held or refused now.
    pub stops: bool,
}

/// How an incident was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The written reason; empty when there is proof.
    pub reason: String,
}

/// Why a change was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The incident is over.
    #[error("{0} is closed; reopen it first: outguard incident reopen {0}")]
    Closed(IncidentId),
    /// It is not over.
    #[error("{0} is not closed")]
    NotClosed(IncidentId),
    /// There is no such step.
    #[error("{id} has no step {n}; it has 1 to {last}")]
    NoStep {
        /// The incident.
        id: IncidentId,
        /// The number.
        n: u32,
        /// The last number there is.
        last: u32,
    },
    /// A step cannot be left out without a reason.
    #[error("a step is left out with a reason: outguard incident step {0} {1} skip --note TEXT")]
    SkipWithoutReason(IncidentId, u32),
    /// The address is none of those who have it.
    #[error("{address} is none of those who have it: {known}")]
    NotReached {
        /// The address.
        address: String,
        /// Those who have it.
        known: String,
    },
    /// Neither proof nor reason.
    #[error(
        "{0} closes with proof that the guard would stop it now (outguard incident replay {0}), or with a written reason: --reason TEXT"
    )]
    NoProof(IncidentId),
    /// Steps that may not stay open.
    #[error("{id} still has steps open: {open}; do them, or leave them out with a reason")]
    StepsOpen {
        /// The incident.
        id: IncidentId,
        /// Their numbers.
        open: String,
    },
    /// A decision needs words.
    #[error("a decision is written down with its reason: --because TEXT")]
    NoReason,
}

impl Incident {
    /// A new record, without steps.
    pub fn new(
        id: IncidentId,
        known: Known,
        language: Language,
        by: &str,
        now: Timestamp,
        noticed: Timestamp,
    ) -> Incident {
        let owner = if known.sender.is_empty() { by.to_owned() } else { known.sender.clone() };
        Incident {
            id,
            version: 0,
            status: Status::Open,
            language,
            opened_at: now,
            opened_by: by.to_owned(),
            owner,
            noticed_at: noticed,
            directed_by_counsel: false,
            known,
            answers: Answers::default(),
            steps: Vec::new(),
            deletions: Vec::new(),
            log: Vec::new(),
            decisions: Vec::new(),
            evidence: Vec::new(),
            actions: Vec::new(),
            proof: None,
            closed: None,
        }
    }

    /// Fails when it is closed.
    ///
    /// # Errors
    /// [`Refused::Closed`].
    pub fn still_open(&self) -> Result<(), Refused> {
        if self.status == Status::Closed { Err(Refused::Closed(self.id)) } else { Ok(()) }
    }

    /// Gives every planned step that has no number yet the next one. Numbers that were given stay, also of steps that are no
    /// longer planned.
    pub fn number(&mut self, plan: &[Planned]) {
        for planned in plan {
            if !self.steps.iter().any(|step| step.key == planned.key) {
                let n = self.steps.iter().map(|step| step.n).max().unwrap_or(0) + 1;
                self.steps.push(Step::new(n, &planned.key));
            }
        }
    }

    /// Everybody who has it gets a place in the tracking of deletions.
    pub fn track(&mut self, has_it: &[String]) {
        for address in has_it {
            if !self.deletions.iter().any(|deletion| deletion.address == *address) {
                self.deletions.push(Deletion {
                    address: address.clone(),
                    state: DeletionState::NotAsked,
                    asked_at: None,
                    answered_at: None,
                    note: String::new(),
                    evidence: Vec::new(),
                    reminders: 0,
                });
            }
        }
    }

    /// The step with number `n`.
    ///
    /// # Errors
    /// When there is none.
    pub fn step_mut(&mut self, n: u32) -> Result<&mut Step, Refused> {
        let (id, last) = (self.id, self.steps.iter().map(|step| step.n).max().unwrap_or(0));
        self.steps.iter_mut().find(|step| step.n == n).ok_or(Refused::NoStep { id, n, last })
    }

    /// A step is done, left out, or open again.
    ///
    /// # Errors
    /// When there is none of that number, it is left out without a reason, or the incident is closed.
    pub fn mark_step(
        &mut self,
        n: u32,
        state: StepState,
        note: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<String, Refused> {
        self.still_open()?;
        if state == StepState::Skipped && note.trim().is_empty() {
            return Err(Refused::SkipWithoutReason(self.id, n));
        }
        let step = self.step_mut(n)?;
        step.state = state;
        step.sequence += 1;
        (step.by, step.at) = (by.to_owned(), Some(now));
        if !note.trim().is_empty() {
            step.note = note.trim().to_owned();
        }
        Ok(step.key.clone())
    }

    /// One who has it was asked, or has answered.
    ///
    /// # Errors
    /// When they are none of those who have it, or the incident is closed.
    pub fn mark_deletion(
        &mut self,
        address: &Address,
        state: DeletionState,
        note: &str,
        now: Timestamp,
    ) -> Result<&mut Deletion, Refused> {
        self.still_open()?;
        let known = self.deletions.iter().map(|deletion| deletion.address.as_str()).collect::<Vec<_>>().join(", ");
        let same = |deletion: &&mut Deletion| deletion.address.eq_ignore_ascii_case(address.as_str());
        let not_reached = || Refused::NotReached { address: address.to_string(), known };
        let deletion = self.deletions.iter_mut().find(same).ok_or_else(not_reached)?;
        deletion.state = state;
        match state {
            DeletionState::NotAsked => deletion.asked_at = None,
            DeletionState::Asked => deletion.asked_at = deletion.asked_at.or(Some(now)),
            _ => deletion.answered_at = Some(now),
        }
        if !note.trim().is_empty() {
            deletion.note = note.trim().to_owned();
        }
        Ok(deletion)
    }

    /// A decision is written down.
    ///
    /// # Errors
    /// When it has no reason, or the incident is closed.
    pub fn decide(&mut self, decision: Decision) -> Result<(), Refused> {
        self.still_open()?;
        if decision.because.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        self.decisions.push(decision);
        Ok(())
    }

    /// What was decided last about `about`.
    pub fn decided(&self, about: &str) -> Option<&Decision> {
        self.decisions.iter().rev().find(|decision| decision.about == about)
    }

    /// It is over: with proof that the guard would stop it now, or with a written reason. `must` are the keys of the steps that
    /// may not stay open.
    ///
    /// # Errors
    /// When there is neither, or steps are open.
    pub fn close(&mut self, reason: &str, must: &[&str], by: &str, now: Timestamp) -> Result<(), Refused> {
        self.still_open()?;
        let reason = reason.trim();
        if reason.is_empty() && !self.proof.as_ref().is_some_and(|proof| proof.stops) {
            return Err(Refused::NoProof(self.id));
        }
        let is_open = |step: &&Step| step.state == StepState::Open && must.contains(&step.key.as_str());
        let open: Vec<String> = self.steps.iter().filter(is_open).map(|step| step.n.to_string()).collect();
        if !open.is_empty() {
            return Err(Refused::StepsOpen { id: self.id, open: open.join(", ") });
        }
        self.status = Status::Closed;
        self.closed = Some(Closed { at: now, by: by.to_owned(), reason: reason.to_owned() });
        Ok(())
    }

    /// It is not over after all.
    ///
    /// # Errors
    /// When it is not closed.
    pub fn reopen(&mut self) -> Result<(), Refused> {
        if self.status != Status::Closed {
            return Err(Refused::NotClosed(self.id));
        }
        self.closed = None;
        self.status = Status::Open;
        self.settle();
        Ok(())
    }

    /// Contained as soon as everybody who has it is done with, open again when not.
    pub fn settle(&mut self) {
        if self.status != Status::Closed {
            let over = self.deletions.iter().all(|deletion| deletion.state.is_over());
            self.status = if over { Status::Contained } else { Status::Open };
        }
    }
}

impl Step {
    fn new(n: u32, key: &str) -> Step {
        Step {
            n,
            key: key.to_owned(),
            state: StepState::Open,
            owner: String::new(),
            deputy: String::new(),
            agreed: String::new(),
            by: String::new(),
            at: None,
            note: String::new(),
            proof: String::new(),
            reminded: 0,
            sequence: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident() -> Incident {
        let now = Timestamp::UNIX_EPOCH;
        let mut incident = Incident::new(IncidentId(7), Known::default(), Language::En, "anna", now, now);
        incident.track(&["kellner@kita.example".into()]);
        incident.steps.push(Step::new(1, "stop"));
        incident.steps.push(Step::new(2, "boss"));
        incident
    }

    #[test]
    fn ids_are_read_as_people_write_them() {
        for text in ["I-0007", "i-7", "7", " I7 "] {
            assert_eq!(text.parse(), Ok(IncidentId(7)), "{text}");
        }
        for text in ["", "I-", "K7Q2", "-7", "0", "I-99999999999", "7a"] {
            assert!(text.parse::<IncidentId>().is_err(), "{text}");
        }
        assert_eq!(IncidentId(7).to_string(), "I-0007");
    }

    #[test]
    fn a_step_is_left_out_only_with_a_reason() {
        let (mut incident, now) = (incident(), Timestamp::UNIX_EPOCH);
        let refused = incident.mark_step(1, StepState::Skipped, " ", "anna", now);
        assert_eq!(refused, Err(Refused::SkipWithoutReason(IncidentId(7), 1)));
        assert_eq!(incident.mark_step(1, StepState::Skipped, "nothing waits", "anna", now), Ok("stop".into()));
        assert_eq!(
            incident.mark_step(9, StepState::Done, "", "anna", now),
            Err(Refused::NoStep { id: IncidentId(7), n: 9, last: 2 })
        );
    }

    #[test]
    fn it_closes_with_proof_or_with_a_reason_and_no_step_that_must_be_done_open() {
        let (mut incident, now) = (incident(), Timestamp::UNIX_EPOCH);
        assert_eq!(incident.close("", &["boss"], "anna", now), Err(Refused::NoProof(IncidentId(7))));
        let open = Refused::StepsOpen { id: IncidentId(7), open: "2".into() };
        assert_eq!(incident.close("agreed with Martin", &["boss"], "anna", now), Err(open));
        incident.mark_step(2, StepState::Done, "", "anna", now).expect("there is a step 2");
        let proof = Proof {
            at: now,
            by: "anna".into(),
            before: "pass".into(),
            now: "ask".into(),
            check: "name-twin".into(),
            stops: true,
        };
        incident.proof = Some(proof);
        incident.close("", &["boss"], "anna", now).expect("there is proof");
        assert_eq!(incident.mark_step(1, StepState::Done, "", "anna", now), Err(Refused::Closed(IncidentId(7))));
    }

    #[test]
    fn it_is_contained_when_everybody_who_has_it_is_done_with() {
        let (mut incident, now) = (incident(), Timestamp::UNIX_EPOCH);
        let kellner: Address = "Kellner@kita.example".parse().expect("an address");
        incident.settle();
        assert_eq!(incident.status, Status::Open);
        incident.mark_deletion(&kellner, DeletionState::DeletedUnread, "by form", now).expect("he has it");
        incident.settle();
        assert_eq!((incident.status, incident.deletions[0].answered_at), (Status::Contained, Some(now)));
        let boss: Address = "keller@firm.example".parse().expect("an address");
        assert!(incident.mark_deletion(&boss, DeletionState::Asked, "", now).is_err(), "he was meant to have it");
    }
}
