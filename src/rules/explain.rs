//! What every check and rule says about one submission, with its reason.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::base::Step;

use super::Finding;
use super::texts::Language;

/// What a check or rule says about a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It noticed something.
    Fired(Vec<Finding>),
    /// It saw something, but not enough; why.
    Nearly(String),
    /// It saw nothing; why.
    Silent(Cow<'static, str>),
    /// It is switched off.
    Off,
}

impl Outcome {
    pub(super) fn silent(why: &'static str) -> Outcome {
        Outcome::Silent(Cow::Borrowed(why))
    }

    /// [`Outcome::Fired`], or silent with `why` when there is nothing to say.
    pub(super) fn of(findings: Vec<Finding>, why: &'static str) -> Outcome {
        if findings.is_empty() { Outcome::silent(why) } else { Outcome::Fired(findings) }
    }

    /// The same with its findings told in `language`.
    pub(super) fn told(mut self, language: Language) -> Outcome {
        if let Outcome::Fired(findings) = &mut self {
            findings.iter_mut().for_each(|finding| finding.tell(language));
        }
        self
    }

    /// The findings.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Outcome::Fired(findings) => findings,
            _ => &[],
        }
    }
}

/// What one check or rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The check's id, or `pack/rule`.
    pub id: String,
    /// What it looks for.
    pub title: String,
    /// What it says.
    pub outcome: Outcome,
    /// Where a rule stands that took another's place: `from own.toml, in place of rules/confidential-en.toml`.
    pub origin: Option<String>,
}

/// One line of the list of checks and rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The check's id, or `pack/rule`.
    pub id: String,
    /// What it looks for.
    pub title: String,
    /// The step it asks for; `None` where the check decides.
    pub step: Option<Step>,
    /// What it reads.
    pub reads: String,
    /// Whether it is switched on.
    pub on: bool,
    /// The file it stands in; `None` for a check.
    pub file: Option<String>,
    /// The line there, from 1; 0 for a check.
    pub line: usize,
    /// The file of the rule whose place it took.
    pub replaces: Option<String>,
    /// The first day it holds.
    pub since: Option<Date>,
    /// The last day it holds.
    pub until: Option<Date>,
}

impl Listed {
    /// `on`, `off`, `waiting` for its first day, or `expired`.
    pub fn state(&self, today: Date) -> &'static str {
        match () {
            () if !self.on => "off",
            () if !crate::people::holds(self.until, today) => "expired",
            () if self.since.is_some_and(|since| today < since) => "waiting",
            () => "on",
        }
    }
}
