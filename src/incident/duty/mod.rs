//! Duties to disclose: packs of them, held against the facts of an incident, with their deadlines.
//!
//! A **pack** is a TOML file in `rules/duties` or in the folder `duties` beside the owner's own rules (`model` and `grammar` are
//! how it is written, `load`, `condition` and `holidays` read it, `duty` is what comes out). `facts` is the vocabulary they ask
//! in, `truth` counts with what is unknown, `evaluate` says how each duty looks, `deadline` and `calendar` when it is due, and
//! `content` what must be said. It is no legal advice, and it never says that nothing need be done.

mod calendar;
mod condition;
mod content;
mod deadline;
#[expect(clippy::module_inception, reason = "a duty is what this folder is about")]
mod duty;
mod evaluate;
mod examples;
mod facts;
mod grammar;
mod holidays;
mod load;
mod model;
mod places;
mod shipped;
mod truth;

#[cfg(test)]
mod tests;

pub use content::{CONTENT, Field};
pub use deadline::{Due, Term, Unit};
pub use duty::{Duty, Exception, Stage, State};
pub use evaluate::{Assessed, Clock, Looks, ToDecide, Warning};
pub use facts::{Because, Facts, Kind, ROLES, Stated, VOCABULARY, Value, WrongFact};
pub use model::{Confidence, Expect, Record, Status, Valid, What, schema};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::rules::{ExampleFailure, PackError, PackSource};
use calendar::Calendars;

/// All duties, and the calendars they are counted in.
#[derive(Debug, Default)]
pub struct Duties {
    duties: Vec<Duty>,
    calendars: Calendars,
}

impl Duties {
    /// The shipped ones. A test reads them all.
    pub fn shipped() -> Duties {
        let mut duties = Duties::default();
        duties.add(&shipped::shipped());
        duties
    }

    /// The shipped ones and those of `packs`. A duty of a later pack takes the place of an earlier one with the same id, and so
    /// does a calendar.
    ///
    /// # Errors
    /// Everything wrong in all packs.
    pub fn load(packs: &[PackSource]) -> Result<Duties, Vec<PackError>> {
        let mut duties = Duties::default();
        let mut errors = duties.add(&shipped::shipped());
        errors.extend(duties.add(packs));
        errors.extend(duties.unknown_markets());
        if errors.is_empty() { Ok(duties) } else { Err(errors) }
    }

    fn add(&mut self, packs: &[PackSource]) -> Vec<PackError> {
        let mut errors = Vec::new();
        for pack in packs {
            match load::load(pack, &mut self.calendars) {
                Ok(read) => read.into_iter().for_each(|duty| self.put(duty)),
                Err(wrong) => errors.extend(wrong),
            }
        }
        errors
    }

    fn put(&mut self, mut duty: Duty) {
        match self.duties.iter_mut().find(|other| other.id == duty.id) {
            Some(other) => {
                duty.replaces = Some(other.replaces.take().unwrap_or_else(|| other.file.clone()));
                *other = duty;
            }
            None => self.duties.push(duty),
        }
    }

    /// A market that nobody knows never opens, and the deadline would be too early without a word.
    fn unknown_markets(&self) -> Vec<PackError> {
        let markets = self.duties.iter().flat_map(|duty| {
            let opens = duty.stages.iter().filter_map(|stage| stage.term.opens.as_deref());
            opens.map(move |market| (duty, market))
        });
        let known = |market: &str| self.calendars.get(market).is_some_and(|calendar| calendar.opens.is_some());
        let unknown = markets.filter(|(_, market)| !known(market));
        unknown
            .map(|(duty, market)| PackError {
                file: duty.file.clone(),
                line: duty.line,
                column: 1,
                message: format!("`{}` waits for `{market}`, and no calendar of that name opens", duty.id),
                hint: crate::rules::nearest(market, self.calendars.ids()),
            })
            .collect()
    }

    /// Every duty, in the order they were read; proposals, too.
    pub fn all(&self) -> &[Duty] {
        &self.duties
    }

    /// The duty of this id.
    pub fn get(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }

    /// How every duty looks that is law, those due first at the beginning and those that look not triggered at the end. Days end
    /// in `zone` where a duty's calendar has none of its own.
    pub fn evaluate(&self, facts: &Facts, now: Timestamp, zone: &TimeZone) -> Vec<Assessed<'_>> {
        let law = self.duties.iter().filter(|duty| duty.status == Status::Law);
        let mut assessed: Vec<Assessed<'_>> =
            law.map(|duty| evaluate::assess(duty, facts, &self.calendars, now, zone)).collect();
        assessed.sort_by_key(|duty| (duty.looks.is_not(), duty.next().unwrap_or(Timestamp::MAX)));
        assessed
    }

    /// Runs every duty's own examples; what comes back is what went otherwise than written.
    pub fn test(&self) -> Vec<ExampleFailure> {
        self.duties.iter().flat_map(examples::run).collect()
    }

    /// What is legal in packs and wants a look on `today`: old packs, and duties that ended.
    pub fn warnings(&self, today: Date) -> Vec<String> {
        let of = |duty: &Duty| {
            let what = match duty.state(today) {
                State::Old => format!("was last checked on {}; hold it against the law again", duty.checked_on),
                State::Ended => format!("ended on {}", duty.valid.until.unwrap_or(today)),
                State::Holds | State::NotYet | State::Proposal => return None,
            };
            Some(format!("{}:{}: the duty {} {what}", duty.file, duty.line, duty.id))
        };
        self.duties.iter().filter_map(of).collect()
    }

    #[cfg(test)]
    fn calendars(&self) -> &Calendars {
        &self.calendars
    }
}
