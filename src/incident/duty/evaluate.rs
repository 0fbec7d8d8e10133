//! Facts → how each duty looks, with its clocks. It says what looks triggered and why, never that nothing need be done.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::calendar::Calendars;
use super::condition::Condition;
use super::deadline::{Due, Places, Term, Unit, due};
use super::duty::{Duty, Stage, Start};
use super::facts::{Facts, Value};
use super::load::MOST;
use super::model::Expect;
use super::truth::{Judged, Truth};
use crate::rules::Localised;

/// How a duty looks; the names are those of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// Triggered, because of these.
    Triggered {
        /// The facts that made it so.
        because: Vec<&'static str>,
    },
    /// Not triggered, because of these; somebody still decides.
    NotTriggered {
        /// The facts that made it so.
        because: Vec<&'static str>,
    },
    /// Nobody can tell before these are answered.
    CannotTell {
        /// The facts to ask for.
        ask: Vec<&'static str>,
    },
}

impl Looks {
    fn of(judged: Judged) -> Looks {
        match judged.truth {
            Truth::Yes => Looks::Triggered { because: judged.facts },
            Truth::No => Looks::NotTriggered { because: judged.facts },
            Truth::Unknown => Looks::CannotTell { ask: judged.facts },
        }
    }

    /// Whether it looks not triggered.
    pub fn is_not(&self) -> bool {
        matches!(self, Looks::NotTriggered { .. })
    }

    pub(super) fn outcome(&self) -> Expect {
        match self {
            Looks::Triggered { .. } => Expect::Triggered,
            Looks::NotTriggered { .. } => Expect::Not,
            Looks::CannotTell { .. } => Expect::CannotTell,
        }
    }
}

/// A duty, held against the facts of one incident.
#[derive(Debug, Serialize)]
pub struct Assessed<'d> {
    /// The duty: id, titles, addressee, content, record, citation.
    pub duty: &'d Duty,
    /// How it looks.
    pub looks: Looks,
    /// What may free from it: for a person to decide, with reasons.
    pub exceptions: Vec<ToDecide<'d>>,
    /// What is due; empty where it looks not triggered.
    pub stages: Vec<Clock<'d>>,
    /// What to know before relying on this.
    pub warnings: Vec<Warning>,
}

impl Assessed<'_> {
    /// The moment of its next stage that is not filed; of one without a number, its start.
    pub fn next(&self) -> Option<Timestamp> {
        let open = self.stages.iter().filter(|clock| clock.filed.is_none());
        open.filter_map(|clock| clock.due.as_ref().map(|due| due.at).or(clock.asap_since())).min()
    }
}

/// An exception somebody has to decide on.
#[derive(Debug, Serialize)]
pub struct ToDecide<'d> {
    /// The exception, in one sentence.
    pub text: &'d Localised,
    /// How it looks; without facts of its own, it asks for nothing.
    pub looks: Looks,
}

/// A stage with its clock.
#[derive(Debug, Serialize)]
pub struct Clock<'d> {
    /// The stage.
    pub stage: &'d Stage,
    /// Whether it belongs to this incident at all: some hold from so many people on.
    pub looks: Looks,
    /// When the clock started; `None` where no moment is known.
    pub start: Option<Timestamp>,
    /// The fact that started it; another than the law's own where that one is unknown.
    pub started_by: Option<&'static str>,
    /// When it ends; `None` for terms without a number, and without a start.
    pub due: Option<Due>,
    /// When it was filed.
    pub filed: Option<Timestamp>,
    /// It is over, and nothing was filed.
    pub overdue: bool,
}

impl Clock<'_> {
    fn asap_since(&self) -> Option<Timestamp> {
        self.start.filter(|_| self.stage.term.unit == Unit::Asap)
    }
}

/// What to know before relying on an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The pack was last held against the law more than 180 days ago.
    Old {
        /// When.
        checked_on: Date,
    },
    /// The duty does not hold yet.
    NotYet {
        /// From when it does.
        since: Date,
    },
    /// The duty no longer holds.
    Ended {
        /// Its last day.
        until: Date,
    },
    /// There is no such calendar: Monday to Friday were counted.
    NoCalendar {
        /// Its name in the pack.
        calendar: String,
    },
    /// The clock's own start is unknown, so it was counted from an earlier moment.
    Assumed {
        /// The fact that is unknown.
        unknown: &'static str,
        /// The fact that was taken.
        taken: &'static str,
    },
    /// The stage it is counted from was not filed yet, so it was counted from that one's deadline.
    Provisional {
        /// The name of that stage.
        stage: String,
    },
    /// No moment is known to count from.
    NoStart {
        /// The fact that is unknown.
        unknown: &'static str,
    },
}

/// Moments to count from where the right one is unknown: the first suspicion, else the time of sending.
const EARLIEST: [&str; 2] = ["noticed_at", "sent_at"];

/// How `duty` looks, whenever it holds.
pub(super) fn looks(duty: &Duty, facts: &Facts) -> Looks {
    Looks::of(Condition::all_of(&duty.trigger, facts))
}

/// `duty` with its clocks.
pub(super) fn assess<'d>(
    duty: &'d Duty,
    facts: &Facts,
    calendars: &Calendars,
    now: Timestamp,
    zone: &TimeZone,
) -> Assessed<'d> {
    let today = now.to_zoned(zone.clone()).date();
    let mut warnings = Vec::new();
    if duty.is_old(today) {
        warnings.push(Warning::Old { checked_on: duty.checked_on });
    }
    let mut looks = looks(duty, facts);
    if let Some(warning) = out_of_force(duty, facts, now, zone) {
        looks = Looks::NotTriggered { because: vec!["sent_at"] };
        warnings.push(warning);
    }
    let exceptions = duty
        .exceptions
        .iter()
        .map(|exception| ToDecide { text: &exception.text, looks: judged_exception(&exception.when, facts) })
        .collect();
    let mut clocks: Vec<Clock<'d>> = Vec::new();
    if !looks.is_not() {
        let local = facts.words("establishment").and_then(|places| calendars.of_places(places));
        let mut reckoner = Reckoner { facts, now, places: Places { calendars, local, zone }, warnings: &mut warnings };
        for stage in &duty.stages {
            let clock = reckoner.clock(stage, &clocks);
            clocks.push(clock);
        }
        // Those that others were counted from are gone only now.
        clocks.retain(|clock| !clock.looks.is_not());
    }
    Assessed { duty, looks, exceptions, stages: clocks, warnings }
}

/// An exception that no fact can tell is open, with nothing to ask.
fn judged_exception(when: &[Condition], facts: &Facts) -> Looks {
    if when.is_empty() { Looks::CannotTell { ask: Vec::new() } } else { Looks::of(Condition::all_of(when, facts)) }
}

/// Why the duty did not hold when the message went out.
fn out_of_force(duty: &Duty, facts: &Facts, now: Timestamp, zone: &TimeZone) -> Option<Warning> {
    let day = facts.moment("sent_at").unwrap_or(now).to_zoned(zone.clone()).date();
    let not_yet = duty.valid.since.filter(|since| day < *since).map(|since| Warning::NotYet { since });
    not_yet.or_else(|| duty.valid.until.filter(|until| *until < day).map(|until| Warning::Ended { until }))
}

/// Reckons the clocks of one duty.
struct Reckoner<'a> {
    facts: &'a Facts,
    now: Timestamp,
    places: Places<'a>,
    warnings: &'a mut Vec<Warning>,
}

impl Reckoner<'_> {
    fn clock<'d>(&mut self, stage: &'d Stage, before: &[Clock<'d>]) -> Clock<'d> {
        let looks = Looks::of(Condition::all_of(&stage.when, self.facts));
        let filed = stage.filed.and_then(|fact| self.facts.moment(fact));
        let (start, started_by) = match stage.starts {
            Start::Moment(moment) => self.moment(moment, stage),
            Start::Stage(at) => self.earlier(before.get(at)),
        };
        let term = self.term(stage);
        let mut end = start.and_then(|start| due(start, &term, &self.places));
        if let Some((moment, term)) = &stage.latest
            && let (Some(start), _) = self.moment(moment, stage)
            && let Some(latest) = due(start, term, &self.places)
            && end.as_ref().is_none_or(|(end, _)| latest.0.at < end.at)
        {
            end = Some(latest);
        }
        if end.as_ref().is_some_and(|(_, no_calendar)| *no_calendar) {
            let calendar = stage.term.calendar.clone().unwrap_or_default();
            self.warn(Warning::NoCalendar { calendar });
        }
        let due = end.map(|(due, _)| due);
        let overdue = filed.is_none() && due.as_ref().is_some_and(|due| due.at < self.now);
        Clock { stage, looks, start, started_by, due, filed, overdue }
    }

    /// The stage's term, with the number that a fact gives.
    fn term(&self, stage: &Stage) -> Term {
        let stated = stage.amount_from.and_then(|fact| match self.facts.value(fact)? {
            Value::Number(n) => u32::try_from(*n).ok(),
            _ => None,
        });
        let amount = stated.map_or(stage.term.amount, |n| n.clamp(1, MOST));
        Term { amount, ..stage.term.clone() }
    }

    /// The moment, or the earliest that can be defended.
    fn moment(&mut self, moment: &'static str, stage: &Stage) -> (Option<Timestamp>, Option<&'static str>) {
        if let Some(at) = self.facts.moment(moment) {
            return (Some(at), Some(moment));
        }
        let earliest = EARLIEST.into_iter().find_map(|fact| Some((self.facts.moment(fact)?, fact)));
        // Without a clock, nothing is assumed.
        if stage.term.unit != Unit::None {
            self.warn(match earliest {
                Some((_, taken)) => Warning::Assumed { unknown: moment, taken },
                None => Warning::NoStart { unknown: moment },
            });
        }
        earliest.map_or((None, None), |(at, fact)| (Some(at), Some(fact)))
    }

    /// When an earlier stage was filed, or else when it should be.
    fn earlier(&mut self, clock: Option<&Clock<'_>>) -> (Option<Timestamp>, Option<&'static str>) {
        let Some(clock) = clock else { return (None, None) };
        if let Some(filed) = clock.filed {
            return (Some(filed), clock.stage.filed);
        }
        self.warn(Warning::Provisional { stage: clock.stage.name.clone() });
        let due = clock.due.as_ref().map(|due| due.at);
        (due.or(clock.start), clock.started_by)
    }

    fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
