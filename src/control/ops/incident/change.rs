//! Every change of an incident, as a value: what a person asks for, made on the record.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::base::text::one_line;
use crate::incident::{
    Action, ActionKind, Decision, DeletionState, Evidence, Incident, LogKind, LogLine, Proof, StepState, Value,
};
use crate::store::KeptFile;

/// How long evidence is kept when nothing else is said, in days: three years, after which most claims are barred.
const KEPT_DAYS: i64 = 3 * 366;

/// The largest piece of evidence in octets.
const LARGEST: usize = 25 << 20;

/// An answer to a question; `None` takes it back.
#[derive(Clone, Debug)]
pub struct Given {
    /// The question.
    pub question: String,
    /// The answer.
    pub value: Option<Value>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Change {
    /// Questions are answered.
    Answer(Vec<Given>),
    /// A step is done, left out or open again.
    Step {
        /// Its number.
        n: u32,
        /// Its new state.
        state: StepState,
        /// What is said about it.
        note: String,
        /// The proof, which is kept.
        proof: Option<KeptFile>,
    },
    /// Somebody else does a step.
    Assign {
        /// Its number.
        n: u32,
        /// Who does it.
        owner: String,
        /// Who stands in.
        deputy: String,
        /// With whom that was agreed.
        agreed: String,
    },
    /// One who has it was asked, or has answered.
    Deletion {
        /// Who.
        address: Address,
        /// How far they are.
        state: DeletionState,
        /// What they said.
        note: String,
        /// Their answer, which is kept.
        evidence: Option<KeptFile>,
    },
    /// A decision is written down.
    Decide {
        /// About what.
        about: String,
        /// `notify`, `not-notify`, `tell`, `not-tell`, or words.
        decided: String,
        /// Why.
        because: String,
        /// The facts relied on.
        facts: Vec<String>,
    },
    /// A line for the log.
    Log {
        /// What it is about.
        kind: LogKind,
        /// In words.
        text: String,
        /// When it happened; now, when nobody says.
        at: Option<Timestamp>,
    },
    /// A file is kept as evidence.
    Keep {
        /// The file.
        file: KeptFile,
        /// What it is.
        what: String,
    },
    /// Something is done so that it does not happen again.
    Plan {
        /// Of what kind.
        kind: ActionKind,
        /// What.
        text: String,
        /// By whom.
        owner: String,
        /// Until when.
        due: Option<Timestamp>,
    },
    /// That was done.
    Done {
        /// Which of them, from 1.
        n: usize,
        /// What shows that it works.
        proof: String,
    },
    /// It was tried whether the guard stops the message now.
    Replayed(Proof),
    /// The guard was changed.
    Applied(String),
    /// Somebody else sees to the incident.
    HandOver(String),
    /// Counsel directed that the report be made, or not.
    Directed(bool),
    /// A report was made.
    Exported(String),
    /// Somebody was reminded of steps.
    Reminded(Vec<u32>),
    /// It is over.
    Close(String),
    /// It is not over after all.
    Reopen,
}

/// What was done.
#[derive(Debug)]
pub(super) struct Made {
    /// The word of the journal.
    pub(super) did: &'static str,
    /// To what.
    pub(super) what: String,
    /// The files to be kept.
    pub(super) files: Vec<KeptFile>,
}

/// Takes an answer down. The moment of noticing is also the record's own.
pub(super) fn answer(
    incident: &mut Incident,
    question: &str,
    value: Option<Value>,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    incident.answers.put(question, value, by, now)?;
    if question == "noticed_at" {
        incident.noticed_at = incident.answers.time("noticed_at").unwrap_or(incident.opened_at);
    }
    Ok(())
}

impl Change {
    /// Makes it on `incident`; `must` are the steps that may not stay open.
    pub(super) fn make(
        &self,
        incident: &mut Incident,
        must: &[&str],
        by: &str,
        now: Timestamp,
    ) -> Result<Made, Failure> {
        let done = |did, what: String| Ok(Made { did, what, files: Vec::new() });
        match self {
            Change::Answer(given) => {
                incident.still_open()?;
                for Given { question, value } in given {
                    answer(incident, question, value.clone(), by, now)?;
                }
                done("answered", given.iter().map(|given| given.question.as_str()).collect::<Vec<_>>().join(" "))
            }
            Change::Step { n, state, note, proof } => {
                let key = incident.mark_step(*n, *state, note, by, now)?;
                let word = match state {
                    StepState::Open => "open",
                    StepState::Done => "done",
                    StepState::Skipped => "skipped",
                };
                let mut files = Vec::new();
                if let Some(proof) = proof {
                    let kept = evidence(incident, proof, &key, by, now)?;
                    incident.step_mut(*n)?.proof.clone_from(&kept.name);
                    files.push(kept);
                }
                Ok(Made { did: "step", what: format!("{n} {word}"), files })
            }
            Change::Assign { n, owner, deputy, agreed } => {
                incident.still_open()?;
                let step = incident.step_mut(*n)?;
                step.sequence += 1;
                for (kept, given) in [(&mut step.owner, owner), (&mut step.deputy, deputy), (&mut step.agreed, agreed)]
                {
                    if !given.trim().is_empty() {
                        *kept = one_line(given, 200);
                    }
                }
                done("assigned", n.to_string())
            }
            Change::Deletion { address, state, note, evidence: file } => {
                incident.mark_deletion(address, *state, note, now)?;
                let mut files = Vec::new();
                if let Some(file) = file {
                    let kept = evidence(incident, file, address.as_str(), by, now)?;
                    incident.mark_deletion(address, *state, "", now)?.evidence.push(kept.name.clone());
                    files.push(kept);
                }
                incident.settle();
                Ok(Made { did: "deletion", what: format!("{address} {}", state.word()), files })
            }
            Change::Decide { about, decided, because, facts } => {
                incident.decide(Decision {
                    at: now,
                    by: by.to_owned(),
                    about: one_line(about, 200),
                    decided: one_line(decided, 60),
                    because: because.trim().to_owned(),
                    facts: facts.clone(),
                })?;
                done("decided", one_line(about, 80))
            }
            Change::Log { kind, text, at } => {
                incident.still_open()?;
                let at = at.unwrap_or(now);
                incident.log.push(LogLine { at, by: by.to_owned(), kind: *kind, text: text.trim().to_owned() });
                incident.log.sort_by_key(|line| line.at);
                done("logged", String::new())
            }
            Change::Keep { file, what } => {
                incident.still_open()?;
                let kept = evidence(incident, file, what, by, now)?;
                Ok(Made { did: "evidence", what: one_line(&file.name, 80), files: vec![kept] })
            }
            Change::Plan { kind, text, owner, due } => {
                incident.still_open()?;
                let owner = if owner.trim().is_empty() { incident.owner.clone() } else { one_line(owner, 200) };
                let own = owner == incident.owner;
                let text = text.trim().to_owned();
                incident.actions.push(Action {
                    kind: *kind,
                    text,
                    owner,
                    due: *due,
                    own,
                    done_at: None,
                    proof: String::new(),
                });
                done("action", incident.actions.len().to_string())
            }
            Change::Done { n, proof } => {
                incident.still_open()?;
                let (id, last) = (incident.id, incident.actions.len());
                let missing = || {
                    Failure::new("unknown", exit::USAGE, format!("{id} has {last} actions, and none with number {n}"))
                };
                let action = n.checked_sub(1).and_then(|at| incident.actions.get_mut(at)).ok_or_else(missing)?;
                action.done_at = Some(now);
                action.proof = proof.trim().to_owned();
                done("action", format!("{n} done"))
            }
            Change::Replayed(proof) => {
                incident.still_open()?;
                incident.proof = Some(proof.clone());
                done("replayed", if proof.stops { "stops".to_owned() } else { "does not stop".to_owned() })
            }
            Change::Applied(what) => {
                incident.still_open()?;
                done("applied", one_line(what, 200))
            }
            Change::HandOver(owner) => {
                incident.still_open()?;
                incident.owner = one_line(owner, 200);
                done("assigned", "owner".to_owned())
            }
            Change::Directed(directed) => {
                incident.directed_by_counsel = *directed;
                done("directed", directed.to_string())
            }
            Change::Exported(what) => done("exported", what.clone()),
            Change::Reminded(steps) => {
                for step in incident.steps.iter_mut().filter(|step| steps.contains(&step.n)) {
                    step.reminded += 1;
                }
                done("reminded", steps.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))
            }
            Change::Close(reason) => {
                incident.close(reason, must, by, now)?;
                done("closed", String::new())
            }
            Change::Reopen => {
                incident.reopen()?;
                done("reopened", String::new())
            }
        }
    }
}

/// Writes a piece of evidence down; a name that is taken gets a number.
fn evidence(
    incident: &mut Incident,
    file: &KeptFile,
    what: &str,
    by: &str,
    now: Timestamp,
) -> Result<KeptFile, Failure> {
    if file.bytes.len() > LARGEST {
        let words = format!("{} has {} octets; at most {LARGEST} are kept", file.name, file.bytes.len());
        return Err(Failure::new("too_large", exit::DATAERR, words));
    }
    let wanted = one_line(file.name.rsplit('/').next().unwrap_or_default(), 100);
    let wanted = if wanted.is_empty() { "evidence".to_owned() } else { wanted };
    let taken = |name: &str| name == super::MESSAGE || incident.evidence.iter().any(|known| known.name == name);
    let numbered = (2..).map(|n| format!("{n}-{wanted}"));
    let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(wanted);
    let days = jiff::SignedDuration::from_hours(KEPT_DAYS * 24);
    incident.evidence.push(Evidence {
        name: name.clone(),
        what: one_line(what, 200),
        sha256: Sha256::digest(&file.bytes).iter().map(|octet| format!("{octet:02x}")).collect(),
        size: file.bytes.len(),
        at: now,
        by: by.to_owned(),
        delete_by: now.checked_add(days).ok(),
    });
    Ok(KeptFile { name, bytes: file.bytes.clone() })
}
