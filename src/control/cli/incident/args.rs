//! `outguard incident …` as it is typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::super::args::Output;
use crate::base::{Address, Language};
use crate::incident::{ActionKind, DeletionState, IncidentId, LogKind, StepState};

/// Verbs about what slipped through.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// Something went to the wrong person: who has it, what to do, in which order, by when
    #[command(after_help = "Examples:\n  outguard incident open K7Q2\n  outguard incident open --last\n  \
                            outguard incident open sent.eml --noticed 14:05\n  \
                            outguard incident open Mail/Sent --message-id '<20261120.1@firm.example>' --answers answers.toml")]
    Open(OpenArgs),
    /// The incidents, newest first
    #[command(after_help = "Examples:\n  outguard incident list\n  outguard incident list --all --json")]
    List {
        /// Also those that are closed
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        output: Output,
    },
    /// One incident: who has it, how bad it is, what to do next
    #[command(
        after_help = "Examples:\n  outguard incident show I-0007\n  outguard incident show --json | jq .assessment"
    )]
    Show {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
        #[command(flatten)]
        output: Output,
    },
    /// The steps: what is done, what is due, what is overdue
    #[command(after_help = "Example: outguard incident status I-0007")]
    Status {
        /// Which; all that are open when none is named
        id: Option<IncidentId>,
        #[command(flatten)]
        output: Output,
    },
    /// Every question there is, with what may be answered and why it matters
    #[command(after_help = "Examples:\n  outguard incident questions\n  outguard incident questions --json")]
    Questions {
        #[command(flatten)]
        output: Output,
    },
    /// The questions one after the other; an empty line leaves it unknown
    #[command(after_help = "Examples:\n  outguard incident ask I-0007\n  outguard incident ask --all")]
    Ask {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
        /// All questions, not only those that decide steps and deadlines
        #[arg(long)]
        all: bool,
        /// The manager's questions only: about an employee, kept apart
        #[arg(long, conflicts_with = "all")]
        manager: bool,
    },
    /// Answer questions without a dialogue
    #[command(
        after_help = "Examples:\n  outguard incident answer I-0007 people=300 data=money,contact read=unknown\n  \
                            outguard incident answer I-0007 --answers answers.toml"
    )]
    Answer {
        /// Which
        id: IncidentId,
        /// QUESTION=ANSWER; `unknown` takes an answer back
        #[arg(value_name = "QUESTION=ANSWER")]
        given: Vec<String>,
        /// A TOML file of questions and answers
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
    },
    /// A step is done, left out, or open again
    #[command(after_help = "Examples:\n  outguard incident step I-0007 3 done --note 'spoke with Martin, 15:20'\n  \
                            outguard incident step I-0007 4 skip --note 'no links in it'")]
    Step {
        /// Which incident
        id: IncidentId,
        /// The number of the step
        n: u32,
        /// Its state
        // Not `state`: that is the folder.
        #[arg(id = "step_state", value_name = "STATE", value_enum)]
        state: StepWord,
        /// What is to be said about it; leaving out needs it
        #[arg(long, default_value = "")]
        note: String,
        /// A file that proves it; it is kept
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
    },
    /// Somebody else does a step
    #[command(
        after_help = "Example: outguard incident assign I-0007 5 --owner kim@firm.example --agreed 'Martin, 20 Nov 16:00'"
    )]
    Assign {
        /// Which incident
        id: IncidentId,
        /// The number of the step; without one the incident as a whole
        n: Option<u32>,
        /// Who does it
        #[arg(long, default_value = "")]
        owner: String,
        /// Who stands in
        #[arg(long, default_value = "")]
        deputy: String,
        /// With whom and when that was agreed
        #[arg(long, default_value = "")]
        agreed: String,
    },
    /// What one who has it was asked, or has answered
    #[command(
        after_help = "Example: outguard incident deletion I-0007 kellner@kita.example deleted-unread --evidence form.pdf"
    )]
    Deletion {
        /// Which incident
        id: IncidentId,
        /// Who has it
        address: Address,
        /// How far they are
        #[arg(id = "deletion_state", value_name = "STATE", value_enum)]
        state: DeletionWord,
        /// What they said
        #[arg(long, default_value = "")]
        note: String,
        /// Their answer as a file; it is kept
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
    },
    /// Write down a decision with its reason: whether to notify, whom to tell
    #[command(
        after_help = "Example: outguard incident decide I-0007 eu.gdpr.33 notify --because 'health data of 3 people'"
    )]
    Decide {
        /// Which incident
        id: IncidentId,
        /// About what: the id of a duty, or words
        about: String,
        /// notify, not-notify, tell, not-tell, or words
        decided: String,
        /// Why
        #[arg(long, default_value = "")]
        because: String,
        /// A fact relied on; may stand several times
        #[arg(long = "fact", value_name = "FACT")]
        facts: Vec<String>,
    },
    /// A line for the log: what was done, who was told
    #[command(
        after_help = "Example: outguard incident log I-0007 'called Martin Kellner, he has not opened it' --at 15:12"
    )]
    Log {
        /// Which incident
        id: IncidentId,
        /// In words
        text: String,
        /// What it is about
        #[arg(long, value_enum, default_value = "containment")]
        kind: LogWord,
        /// When it happened, such as 15:12
        #[arg(long, value_name = "WHEN")]
        at: Option<String>,
    },
    /// Keep a file as evidence, or get one back
    #[command(
        after_help = "Examples:\n  outguard incident evidence I-0007 --add receipt.pdf --what 'receipt of the portal'\n  \
                            outguard incident evidence I-0007 message.eml > message.eml"
    )]
    Evidence {
        /// Which incident
        id: IncidentId,
        /// The name of a file that is kept: it is written to standard output; without one they are listed
        name: Option<String>,
        /// A file to keep
        #[arg(long, value_name = "FILE", conflicts_with = "name")]
        add: Option<PathBuf>,
        /// What it is
        #[arg(long, default_value = "", requires = "add")]
        what: String,
    },
    /// Something is done so that it does not happen again
    #[command(
        after_help = "Examples:\n  outguard incident action I-0007 'hold mail to Kita for ten minutes' --kind prevent --due 2026-12-01\n  \
                            outguard incident action I-0007 --done 1 --proof 'replay of 21 Nov'"
    )]
    Action {
        /// Which incident
        id: IncidentId,
        /// What
        #[arg(required_unless_present = "done")]
        text: Option<String>,
        /// Of what kind
        #[arg(long, value_enum, default_value = "prevent")]
        kind: ActionWord,
        /// By whom
        #[arg(long, default_value = "")]
        owner: String,
        /// Until when
        #[arg(long, value_name = "WHEN")]
        due: Option<String>,
        /// The number of an action that was done
        #[arg(long, value_name = "N", conflicts_with = "text")]
        done: Option<usize>,
        /// What shows that it works
        #[arg(long, default_value = "", requires = "done")]
        proof: String,
    },
    /// What must be disclosed to whom by when, as far as it can be told; no legal advice
    #[command(after_help = "Examples:\n  outguard incident duties I-0007\n  outguard incident duties --all --json")]
    Duties {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
        /// Also what looks not triggered
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Drafts of what to write to whom: to look at and change, never sent from here
    #[command(
        after_help = "Examples:\n  outguard incident letters I-0007\n  outguard incident letters --language de --to letters"
    )]
    Letters {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
        /// The language; the incident's when none is named
        #[arg(long, value_parser = language)]
        language: Option<Language>,
        /// A folder for them, as .eml files a mail program opens for writing, and as Markdown
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// Try whether the guard would stop the message now; that is the proof an incident closes with
    #[command(after_help = "Example: outguard incident replay I-0007")]
    Replay {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
    },
    /// The smallest changes that would have caught it, with what each costs; make one of them
    #[command(
        after_help = "Examples:\n  outguard incident prevent I-0007\n  outguard incident prevent I-0007 --apply 1"
    )]
    Prevent {
        /// Which; the newest when none is named
        id: Option<IncidentId>,
        /// The number of the change to make
        #[arg(long, value_name = "N")]
        apply: Option<usize>,
        #[command(flatten)]
        output: Output,
    },
    /// The report as files: facts, internal copy, card for the boss, letters, calendars
    #[command(after_help = "Examples:\n  outguard incident export I-0007 --to report\n  \
                            outguard incident export I-0007 --to report --language de --language es --evidence")]
    Export {
        /// Which
        id: IncidentId,
        /// The folder; what is in it under the same names is replaced
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// A language; may stand several times; the incident's when none is named
        #[arg(long, value_parser = language)]
        language: Vec<Language>,
        /// The manager's copy too, about the employee; for the boss alone
        #[arg(long)]
        manager: bool,
        /// The evidence too, as an archive with digests
        #[arg(long)]
        evidence: bool,
    },
    /// The JSON Schema of incident.json
    #[command(after_help = "Example: outguard incident schema")]
    Schema,
    /// It is over: with proof that the guard would stop it now, or with a reason
    #[command(after_help = "Example: outguard incident close I-0007 --reason 'the client is not one of ours any more'")]
    Close {
        /// Which
        id: IncidentId,
        /// Why it is closed without proof
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// It is not over after all
    #[command(after_help = "Example: outguard incident reopen I-0007")]
    Reopen {
        /// Which
        id: IncidentId,
    },
}

/// What an incident is opened about.
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// The id of a message, or a file: .eml, mbox, a Maildir
    #[arg(value_name = "ID|FILE", required_unless_present_any = ["last", "message_id"])]
    pub what: Option<String>,
    /// The last message that left here
    #[arg(long, conflicts_with = "what")]
    pub last: bool,
    /// The Message-ID of the message, in the file or here
    #[arg(long, value_name = "MESSAGE-ID")]
    pub message_id: Option<String>,
    /// When somebody noticed, such as 14:05 or 2026-11-20 14:05; now, when nobody says
    #[arg(long, value_name = "WHEN")]
    pub noticed: Option<String>,
    /// A TOML file of questions and answers
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

/// The states of a step as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StepWord {
    /// Done
    Done,
    /// Left out
    Skip,
    /// Open again
    Open,
}

impl From<StepWord> for StepState {
    fn from(word: StepWord) -> StepState {
        match word {
            StepWord::Done => StepState::Done,
            StepWord::Skip => StepState::Skipped,
            StepWord::Open => StepState::Open,
        }
    }
}

/// How far one who has it is, as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DeletionWord {
    /// Nobody has asked yet
    NotAsked,
    /// Asked, no answer
    Asked,
    /// Answered, but not yet what was asked for
    Answered,
    /// Deleted, and it was not read
    DeletedUnread,
    /// Deleted after it was read
    DeletedRead,
    /// It was passed on
    Forwarded,
    /// They will not
    Refused,
}

impl From<DeletionWord> for DeletionState {
    fn from(word: DeletionWord) -> DeletionState {
        match word {
            DeletionWord::NotAsked => DeletionState::NotAsked,
            DeletionWord::Asked => DeletionState::Asked,
            DeletionWord::Answered => DeletionState::Answered,
            DeletionWord::DeletedUnread => DeletionState::DeletedUnread,
            DeletionWord::DeletedRead => DeletionState::DeletedRead,
            DeletionWord::Forwarded => DeletionState::Forwarded,
            DeletionWord::Refused => DeletionState::Refused,
        }
    }
}

/// What a line of the log is about, as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogWord {
    /// Something that stops or repairs
    Containment,
    /// Somebody was told
    Told,
    /// Anything else
    Note,
}

impl From<LogWord> for LogKind {
    fn from(word: LogWord) -> LogKind {
        match word {
            LogWord::Containment => LogKind::Containment,
            LogWord::Told => LogKind::Told,
            LogWord::Note => LogKind::Note,
        }
    }
}

/// Kinds of actions, as typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ActionWord {
    /// It cannot happen any more
    Prevent,
    /// It is noticed sooner
    Detect,
    /// It does less harm
    Mitigate,
    /// The way of working changes
    Process,
    /// Somebody learns something
    Training,
    /// Not done while distracted or away
    Delegate,
}

impl From<ActionWord> for ActionKind {
    fn from(word: ActionWord) -> ActionKind {
        match word {
            ActionWord::Prevent => ActionKind::Prevent,
            ActionWord::Detect => ActionKind::Detect,
            ActionWord::Mitigate => ActionKind::Mitigate,
            ActionWord::Process => ActionKind::Process,
            ActionWord::Training => ActionKind::Training,
            ActionWord::Delegate => ActionKind::Delegate,
        }
    }
}

/// A language as typed.
pub(in crate::control::cli) fn language(text: &str) -> Result<Language, String> {
    Language::ALL.into_iter().find(|language| language.tag() == text).ok_or_else(|| "it is en, de or es".to_owned())
}
