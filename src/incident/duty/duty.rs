//! A duty to disclose, as it was read from a pack.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use super::condition::Condition;
use super::deadline::Term;
use super::examples::Example;
use super::model::{Confidence, Record, Status, Valid, What};
use crate::rules::Localised;

/// After so many days a pack that nobody held against the law again is old.
const OLD: i32 = 180;

/// A duty to tell somebody, to do something, or something to know.
#[derive(Debug, Serialize)]
pub struct Duty {
    /// Its name: `eu.gdpr.33`.
    pub id: String,
    /// The pack it comes from.
    pub pack: String,
    /// What it asks for, in a few words.
    pub title: Localised,
    /// Whether somebody is told, something is done, or something is only to be known.
    pub what: What,
    /// Who has it: a word of the fact `roles`.
    pub role: Option<String>,
    /// The jurisdictions it is of.
    pub juris: Vec<String>,
    /// The day its pack was last held against the law.
    pub checked_on: Date,
    /// When it holds.
    pub valid: Valid,
    /// Whether it is law.
    pub status: Status,
    #[serde(skip)]
    pub(super) trigger: Vec<Condition>,
    /// What may free from it.
    pub exceptions: Vec<Exception>,
    /// What is due, in order.
    pub stages: Vec<Stage>,
    /// Who is told.
    pub to: Option<Localised>,
    /// What they are told: ids of [`super::CONTENT`].
    pub content: Vec<String>,
    /// What must be written down.
    pub record: Record,
    /// What is special about a mail that went astray.
    pub note: Option<Localised>,
    /// Where it stands.
    pub cite: String,
    /// Where to read it, and where the form is.
    pub links: Vec<String>,
    /// How sure the pack's maker is.
    pub confidence: Confidence,
    /// The languages the authority's form takes; empty where they are not known.
    pub languages: Vec<String>,
    #[serde(skip)]
    pub(super) examples: Vec<Example>,
    /// The pack's file.
    #[serde(skip)]
    pub file: String,
    /// The line it begins on, from 1.
    #[serde(skip)]
    pub line: usize,
    /// The file of the duty it takes the place of.
    #[serde(skip)]
    pub replaces: Option<String>,
}

/// What may free from a duty.
#[derive(Debug, Serialize)]
pub struct Exception {
    #[serde(skip)]
    pub(super) when: Vec<Condition>,
    /// The exception, in one sentence.
    pub text: Localised,
}

/// One thing that is due.
#[derive(Debug, Serialize)]
pub struct Stage {
    /// Its name within the duty; empty where there is only one.
    pub name: String,
    /// What it is, where the duty has several.
    pub title: Option<Localised>,
    #[serde(skip)]
    pub(super) when: Vec<Condition>,
    #[serde(skip)]
    pub(super) starts: Start,
    /// How long it takes.
    pub term: Term,
    /// The fact that says how many instead, where it is known.
    pub amount_from: Option<&'static str>,
    #[serde(skip)]
    pub(super) latest: Option<(&'static str, Term)>,
    /// The fact that says when it was filed.
    pub filed: Option<&'static str>,
    /// Who is told, where it is not who the duty names.
    pub to: Option<Localised>,
}

/// What starts a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A moment.
    Moment(&'static str),
    /// When an earlier stage was filed: its place in the list.
    Stage(usize),
}

/// How a duty stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It holds.
    Holds,
    /// It holds, and its pack is old.
    Old,
    /// It does not hold yet.
    NotYet,
    /// It no longer holds.
    Ended,
    /// It is not law.
    Proposal,
}

impl State {
    /// The word for lists.
    pub fn word(self) -> &'static str {
        match self {
            State::Holds => "holds",
            State::Old => "old",
            State::NotYet => "not yet",
            State::Ended => "ended",
            State::Proposal => "proposal",
        }
    }
}

impl Duty {
    /// How it stands on `today`.
    pub fn state(&self, today: Date) -> State {
        if self.status == Status::Proposal {
            State::Proposal
        } else if self.valid.since.is_some_and(|since| today < since) {
            State::NotYet
        } else if self.valid.until.is_some_and(|until| until < today) {
            State::Ended
        } else if self.is_old(today) {
            State::Old
        } else {
            State::Holds
        }
    }

    /// Whether nobody has held its pack against the law for more than 180 days.
    pub fn is_old(&self, today: Date) -> bool {
        let until = self.checked_on.checked_add(Span::new().days(OLD)).unwrap_or(Date::MAX);
        until < today
    }

    /// The facts its trigger, its exceptions and its clocks ask for, in alphabetical order.
    pub fn reads(&self) -> Vec<&'static str> {
        let mut reads = BTreeSet::new();
        let exceptions = self.exceptions.iter().flat_map(|exception| &exception.when);
        let stages = self.stages.iter().flat_map(|stage| &stage.when);
        self.trigger.iter().chain(exceptions).chain(stages).for_each(|condition| condition.reads(&mut reads));
        for stage in &self.stages {
            reads.extend(match stage.starts {
                Start::Moment(moment) => Some(moment),
                Start::Stage(_) => None,
            });
            reads.extend(stage.latest.iter().map(|(moment, _)| *moment));
            reads.extend(stage.filed);
            reads.extend(stage.amount_from);
        }
        reads.into_iter().collect()
    }
}
