//! The steps in order with their times, counted from the moment of noticing (incident.md 6.2 and 8.1). A small matter gets three
//! steps, not thirty; what the law fixes comes from the duties and is never left out.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::contacts::{Contacts, Part};
use super::ledger::Reached;
use super::{Band, Exposure, Incident, Severity};
use crate::people::PartyKind;

/// The four tracks work runs on at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// Damage control.
    Containment,
    /// What the law and contracts ask for.
    Legal,
    /// Repairing the relationship.
    Relationship,
    /// So that it does not happen again.
    Prevention,
}

impl Track {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Track; 4] = [Track::Containment, Track::Legal, Track::Relationship, Track::Prevention];

    /// The word of texts, calendars and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Track::Containment => "containment",
            Track::Legal => "legal",
            Track::Relationship => "relationship",
            Track::Prevention => "prevention",
        }
    }
}

/// A step as it is planned; the record adds its number and how far it has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Planned {
    /// What it is, for the record: `contact`, `duty:eu.gdpr.33:notify`.
    pub key: String,
    /// The sentence that tells it: `step-contact`; the title of a duty stands in the duty.
    pub text: String,
    /// Its track.
    pub track: Track,
    /// When it is due; `None`: without a date, as soon as possible.
    pub due: Option<Timestamp>,
    /// The date to aim at, before a limit of law.
    pub target: Option<Timestamp>,
    /// Who does it.
    pub part: Part,
    /// Their name; empty when nobody is named.
    pub owner: String,
    /// Who stands in; empty when nobody is named.
    pub deputy: String,
    /// Whether the incident cannot be closed while it is open.
    pub must: bool,
}

/// A stage of a duty that has a date, or should be done at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyStep {
    /// The duty.
    pub duty: String,
    /// Its stage.
    pub stage: String,
    /// Its limit.
    pub due: Option<Timestamp>,
    /// The date to aim at.
    pub target: Option<Timestamp>,
    /// Whether it looks triggered; else it cannot be told yet.
    pub triggered: bool,
}

/// Where and when people work.
#[derive(Clone, Debug)]
pub struct Office {
    /// The time zone of the organisation.
    pub zone: TimeZone,
    /// Days nobody works on, besides Saturdays and Sundays.
    pub holidays: BTreeSet<Date>,
}

impl Default for Office {
    fn default() -> Office {
        Office { zone: TimeZone::UTC, holidays: BTreeSet::new() }
    }
}

impl Office {
    /// `days` working days later, at the same time of day.
    pub fn working_days(&self, from: Timestamp, days: u32) -> Timestamp {
        let start = from.to_zoned(self.zone.clone());
        let (mut day, mut left) = (start.date(), days);
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return from };
            day = next;
            let free = matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            if !free && !self.holidays.contains(&day) {
                left -= 1;
            }
        }
        day.to_datetime(start.time()).to_zoned(self.zone.clone()).map_or(from, |zoned| zoned.timestamp())
    }

    /// On the same day, within four hours.
    fn same_day(&self, from: Timestamp) -> Timestamp {
        let four = after(from, SignedDuration::from_hours(4));
        let end = from.to_zoned(self.zone.clone()).end_of_day().map_or(four, |end| end.timestamp());
        four.min(end)
    }

    fn calendar(&self, from: Timestamp, span: Span) -> Timestamp {
        from.to_zoned(self.zone.clone()).checked_add(span).map_or(from, |zoned| zoned.timestamp())
    }
}

fn after(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(from)
}

/// When a step is due.
#[derive(Clone, Copy)]
enum When {
    Minutes(i64),
    Hours(i64),
    SameDay,
    WorkingDays(u32),
    Weeks(i64),
    Months(i64),
}

/// What decides whether a step is planned.
struct Matter<'a> {
    incident: &'a Incident,
    exposure: &'a Exposure,
    severity: &'a Severity,
}

impl Matter<'_> {
    fn said(&self, id: &str) -> bool {
        self.incident.answers.yes(id) == Some(true)
    }

    /// Whether it is about people.
    fn personal(&self) -> bool {
        self.severity.enisa.is_some()
    }

    fn classified(&self) -> bool {
        let marked = self.incident.known.content.markings.iter().any(|id| id.starts_with("classified"));
        self.incident.answers.yes("classified").unwrap_or(marked)
    }

    fn reached(&self) -> bool {
        !self.exposure.nobody_has_it
    }

    fn at_least(&self, band: Band) -> bool {
        self.severity.band >= band
    }

    /// Whether a lawyer or compliance speaks with the recipient, and not the sender.
    fn by_counsel(&self) -> bool {
        self.said("privileged") || self.said("inside_information")
    }

    fn about_client(&self) -> bool {
        let relation = self.incident.answers.text("relation");
        matches!(relation, Some("about-them" | "about-their-project" | "about-others")) || self.said("for_client")
    }
}

/// A step, when it is due, on which track, by whom, whether it must be done, and when it is planned at all.
type Row = (&'static str, When, Track, Part, bool, fn(&Matter<'_>) -> bool);

use Track::{Containment, Legal, Prevention, Relationship};

/// In the order of their times. `contact` is done by counsel where the sender should not.
const ROWS: &[Row] = &[
    ("stop", When::Minutes(2), Containment, Part::Owner, true, |_| true),
    ("safety", When::Minutes(5), Containment, Part::Owner, true, |m| m.reached() && m.said("vulnerable")),
    ("compliance", When::Minutes(15), Containment, Part::Compliance, true, |m| {
        m.reached() && m.said("inside_information")
    }),
    ("counsel", When::Minutes(15), Containment, Part::Legal, true, |m| m.reached() && m.said("privileged")),
    ("principal", When::Minutes(30), Legal, Part::Owner, true, |m| m.reached() && m.said("for_client")),
    ("links", When::Minutes(5), Containment, Part::Owner, false, |m| m.reached() && m.at_least(Band::Moderate)),
    ("purge", When::Minutes(15), Containment, Part::Security, false, |m| {
        m.reached() && m.at_least(Band::Moderate) && has_insiders(m)
    }),
    ("call", When::Minutes(15), Containment, Part::DataProtection, true, |m| {
        m.reached() && m.at_least(Band::Moderate) && m.personal()
    }),
    ("calm", When::Minutes(20), Containment, Part::Owner, false, |m| m.reached() && m.at_least(Band::Moderate)),
    ("contact", When::Minutes(30), Containment, Part::Owner, true, |m| m.reached()),
    ("freeze", When::Hours(1), Legal, Part::Owner, false, |m| m.reached() && m.at_least(Band::Major)),
    ("boss", When::SameDay, Relationship, Part::Owner, true, |_| true),
    ("who-knows", When::SameDay, Relationship, Part::Boss, false, |m| m.reached() && m.at_least(Band::Moderate)),
    ("named", When::SameDay, Relationship, Part::Boss, false, |m| {
        m.reached() && (m.said("named_people") || m.incident.answers.has("data", "employment") == Some(true))
    }),
    ("confirm", When::Hours(24), Containment, Part::Owner, true, |m| m.reached() && m.at_least(Band::Moderate)),
    ("insurer", When::Hours(24), Legal, Part::Insurer, false, |m| {
        m.reached() && m.at_least(Band::Major) && m.incident.answers.yes("insured") != Some(false)
    }),
    ("update-day", When::Hours(24), Relationship, Part::Account, false, |m| {
        m.reached() && m.at_least(Band::Moderate) && m.about_client()
    }),
    ("decide", When::Hours(36), Legal, Part::DataProtection, true, |m| {
        m.reached() && m.at_least(Band::Moderate) && m.personal()
    }),
    ("letter", When::Hours(48), Relationship, Part::Account, false, |m| {
        m.reached() && m.at_least(Band::Moderate) && (m.about_client() || m.personal())
    }),
    ("post-mortem", When::WorkingDays(5), Prevention, Part::Boss, false, |m| m.at_least(Band::Moderate)),
    ("update-week", When::Weeks(1), Relationship, Part::Account, false, |m| {
        m.reached() && m.at_least(Band::Moderate) && m.about_client()
    }),
    ("trust-week", When::Weeks(1), Relationship, Part::Owner, false, |m| m.reached() && m.at_least(Band::Moderate)),
    ("replay", When::Weeks(1), Prevention, Part::Owner, false, |m| m.at_least(Band::Moderate)),
    ("half-time", When::Weeks(2), Prevention, Part::Owner, false, |m| m.at_least(Band::Moderate)),
    ("trust-month", When::Months(1), Relationship, Part::Owner, false, |m| m.reached() && m.at_least(Band::Moderate)),
    ("review-month", When::Months(1), Prevention, Part::Boss, false, |m| m.at_least(Band::Moderate)),
    ("review-quarter", When::Months(3), Prevention, Part::Boss, false, |m| m.at_least(Band::Moderate)),
];

/// Where something is classified, nothing is opened, copied, recalled or written down here: only these.
const CLASSIFIED: &[Row] = &[
    ("spillage", When::Minutes(0), Containment, Part::Security, true, |_| true),
    ("boss", When::SameDay, Relationship, Part::Owner, true, |_| true),
];

/// The keys of all steps there are, besides those of duties.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    ROWS.iter().chain(CLASSIFIED).map(|row| row.0)
}

fn has_insiders(matter: &Matter<'_>) -> bool {
    let insider = |address: &String| {
        let same = |reached: &&Reached| reached.address.as_str() == address;
        matter.incident.known.reached.iter().find(same).is_some_and(|r| r.kind == Some(PartyKind::Internal))
    };
    matter.exposure.has_it.iter().any(insider)
}

/// The plan: steps by time, those without a date last.
pub fn plan(
    incident: &Incident,
    exposure: &Exposure,
    severity: &Severity,
    duties: &[DutyStep],
    contacts: &Contacts,
    office: &Office,
) -> Vec<Planned> {
    let matter = Matter { incident, exposure, severity };
    let rows = if matter.classified() { CLASSIFIED } else { ROWS };
    let from = incident.noticed_at;
    let mut plan: Vec<Planned> = Vec::new();
    for (key, when, track, part, must, planned) in rows {
        if !planned(&matter) {
            continue;
        }
        let part = if *key == "contact" && matter.by_counsel() { Part::Legal } else { *part };
        let due = match *when {
            When::Minutes(n) => after(from, SignedDuration::from_mins(n)),
            When::Hours(n) => after(from, SignedDuration::from_hours(n)),
            When::SameDay => office.same_day(from),
            When::WorkingDays(n) => office.working_days(from, n),
            When::Weeks(n) => office.calendar(from, n.weeks()),
            When::Months(n) => office.calendar(from, n.months()),
        };
        plan.push(planned_step(
            incident,
            contacts,
            (*key).to_owned(),
            format!("step-{key}"),
            *track,
            Some(due),
            part,
            *must,
        ));
    }
    if !exposure.nobody_has_it && !matter.classified() {
        let legal = |key: String, text: &str, due, must| {
            planned_step(incident, contacts, key, text.to_owned(), Legal, due, Part::DataProtection, must)
        };
        for duty in duties.iter().filter(|duty| duty.triggered) {
            let step = legal(format!("duty:{}:{}", duty.duty, duty.stage), "step-duty", duty.due, true);
            plan.push(Planned { target: duty.target, ..step });
        }
        // A small matter keeps three steps; else the questions that duties hang on are one step, by the first of their limits.
        let open = || duties.iter().filter(|duty| !duty.triggered);
        if severity.band > Band::Minor && open().next().is_some() {
            let day = after(from, SignedDuration::from_hours(24));
            let due = open().filter_map(|duty| duty.due).min().map_or(day, |due| due.min(day));
            plan.push(legal("screen".to_owned(), "step-screen", Some(due), false));
        }
    }
    // What is due as soon as possible stands with what is due on the first day.
    let first_day = after(from, SignedDuration::from_hours(24));
    plan.sort_by_key(|step| step.due.unwrap_or(first_day));
    plan
}

#[allow(clippy::too_many_arguments, reason = "one place makes a step, from what a row says")]
fn planned_step(
    incident: &Incident,
    contacts: &Contacts,
    key: String,
    text: String,
    track: Track,
    due: Option<Timestamp>,
    part: Part,
    must: bool,
) -> Planned {
    let (owner, deputy) = match contacts.of(part) {
        Some(contact) => (contact.who.clone(), contact.deputy.clone()),
        // Whoever cannot act is stood in for by the boss, as was agreed beforehand.
        None => (incident.owner.clone(), contacts.boss.who.clone()),
    };
    Planned { key, text, track, due, target: None, part, owner, deputy, must }
}
