//! A pack of duties as it is written: TOML, with the place of everything that can be wrong.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::calendar::Weekend;
use super::deadline::Unit;
use super::grammar::{ConditionFile, ExampleFacts};
use crate::rules::Localised;

/// A pack of duties.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PackFile {
    /// What the pack is.
    pub(super) pack: Header,
    /// Its duties.
    #[serde(default)]
    #[schemars(with = "Vec<DutyFile>")]
    pub(super) duty: Vec<Spanned<DutyFile>>,
    /// Calendars of working days; one with the id of an earlier one takes its place.
    #[serde(default)]
    #[schemars(with = "Vec<CalendarFile>")]
    pub(super) calendar: Vec<Spanned<CalendarFile>>,
}

/// What a pack is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    /// Its name: lower-case letters, digits and hyphens.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// What it holds.
    #[expect(dead_code, reason = "for readers of the pack and for the schema")]
    pub(super) title: Localised,
    /// The jurisdictions its duties are of, such as `["EU", "EEA"]`.
    #[serde(default)]
    pub(super) juris: Vec<String>,
    /// The day somebody last held it against the law; 180 days later it is old, and that is told.
    #[schemars(with = "String")]
    pub(super) checked_on: Spanned<toml::Value>,
}

/// What a duty asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Somebody is told.
    #[default]
    Notify,
    /// Something is done.
    Act,
    /// Something to know; nothing follows from it alone.
    Inform,
}

/// Whether a duty is law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is, within its `valid` interval.
    #[default]
    Law,
    /// It is proposed; listed, never evaluated.
    Proposal,
}

/// How sure the pack's maker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Confidence {
    /// The rule's own text was read.
    A,
    /// Two or more sources that agree.
    B,
    /// Background knowledge, not checked again.
    C,
    /// Sources disagree.
    D,
}

/// When a duty holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Valid {
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// When a duty holds, as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ValidFile {
    /// The first day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) since: Option<Spanned<toml::Value>>,
    /// The last day.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) until: Option<Spanned<toml::Value>>,
}

/// What must be written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Also when nobody is told.
    #[serde(default)]
    pub always: bool,
    /// For how long, in months; not fixed when absent.
    #[serde(default)]
    pub keep_months: Option<u32>,
}

/// One duty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyFile {
    /// Its name: lower-case letters, digits, hyphens and underscores between dots, such as `eu.gdpr.33`. A duty of a later
    /// pack takes the place of an earlier one with the same name.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// What it asks for, in a few words.
    pub(super) title: Localised,
    /// What it asks for.
    #[serde(default)]
    pub(super) what: What,
    /// Who has it, such as `controller`; one of the words of the fact `roles`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) role: Option<Spanned<String>>,
    /// When it holds; always when absent.
    #[serde(default)]
    pub(super) valid: ValidFile,
    /// Whether it is law yet.
    #[serde(default)]
    pub(super) status: Status,
    /// All of these must hold.
    #[schemars(with = "Vec<ConditionFile>")]
    pub(super) trigger: Spanned<Vec<Spanned<toml::Value>>>,
    /// What may free from it; somebody decides, and writes down why.
    #[serde(default)]
    pub(super) unless: Vec<ExceptionFile>,
    /// What is due when, in order.
    #[serde(default)]
    #[schemars(with = "Vec<StageFile>")]
    pub(super) stage: Vec<Spanned<StageFile>>,
    /// Who is told.
    #[serde(default)]
    pub(super) to: Option<Localised>,
    /// What they are told: ids of fields.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) content: Vec<Spanned<String>>,
    /// What must be written down.
    #[serde(default)]
    pub(super) record: Record,
    /// What is special about a mail that went astray.
    #[serde(default)]
    pub(super) note: Option<Localised>,
    /// Where it stands.
    pub(super) cite: String,
    /// Where to read it, and where the form is.
    #[serde(default)]
    pub(super) link: Vec<String>,
    /// How sure the pack's maker is.
    pub(super) conf: Confidence,
    /// The languages the authority's form takes (BCP 47).
    #[serde(default)]
    pub(super) lang: Vec<String>,
    /// Facts and what follows from them; `rules test` runs them.
    #[serde(default)]
    #[schemars(with = "Vec<ExampleFile>")]
    pub(super) example: Vec<Spanned<ExampleFile>>,
}

/// What may free from a duty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptionFile {
    /// All of these must hold; when absent, no fact can tell.
    #[serde(default)]
    #[schemars(with = "Vec<ConditionFile>")]
    pub(super) when: Vec<Spanned<toml::Value>>,
    /// The exception, in one sentence.
    pub(super) text: Localised,
}

/// One thing that is due.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StageFile {
    /// Its name within the duty: `initial`.
    #[serde(default)]
    pub(super) name: Option<String>,
    /// What it is, where the duty has several.
    #[serde(default)]
    pub(super) title: Option<Localised>,
    /// Only when all of these hold.
    #[serde(default)]
    #[schemars(with = "Vec<ConditionFile>")]
    pub(super) when: Vec<Spanned<toml::Value>>,
    /// A moment such as `aware_at`, or `stage:NAME`: when an earlier one was filed.
    #[schemars(with = "String")]
    pub(super) starts: Spanned<String>,
    /// `year-end`: counted from the end of the year the start lies in.
    #[serde(default)]
    pub(super) after: Option<After>,
    /// How many.
    #[serde(default)]
    #[schemars(with = "Option<u32>")]
    pub(super) amount: Option<Spanned<u32>>,
    /// The fact that says how many, such as `contract_hours`; where it is unknown, `amount` counts.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) amount_from: Option<Spanned<String>>,
    /// Of what.
    #[schemars(with = "Unit")]
    pub(super) unit: Spanned<Unit>,
    /// The calendar of working days; with hours, the calendar of the remark on Reg. 1182/71 Art. 3(5).
    #[serde(default)]
    pub(super) calendar: Option<String>,
    /// Not before this market opens again.
    #[serde(default)]
    pub(super) opens: Option<String>,
    /// Never later than this.
    #[serde(default)]
    pub(super) latest: Option<LatestFile>,
    /// The moment that says this was filed.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) filed: Option<Spanned<String>>,
    /// Who is told, where it is not who the duty names.
    #[serde(default)]
    pub(super) to: Option<Localised>,
}

/// Where a term is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum After {
    /// The end of the year.
    YearEnd,
}

/// A second term that ends the first one when it is over earlier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LatestFile {
    /// A moment.
    #[schemars(with = "String")]
    pub(super) starts: Spanned<String>,
    /// How many.
    pub(super) amount: u32,
    /// Of what.
    pub(super) unit: Unit,
}

/// Facts and what follows from them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleFile {
    /// What is known; everything else is not.
    #[schemars(with = "ExampleFacts")]
    pub(super) facts: Spanned<toml::Table>,
    /// What comes out.
    pub(super) expect: Expect,
}

/// What an example expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// It looks triggered.
    Triggered,
    /// It looks not triggered.
    Not,
    /// Nobody can tell yet.
    CannotTell,
}

/// A calendar of working days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFile {
    /// Its name: `us-federal`; that of a country or region in small letters is used for its authorities.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// The calendar whose holidays it has, too.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) based_on: Option<Spanned<String>>,
    /// What follows when a holiday falls on a weekend.
    #[serde(default)]
    pub(super) weekend: Weekend,
    /// Where its days begin and end, such as `America/New_York`; the reader's zone when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) zone: Option<Spanned<String>>,
    /// When its market opens, such as `09:30`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) opens: Option<Spanned<String>>,
    /// Its holidays.
    #[serde(default)]
    #[schemars(with = "Vec<HolidayFile>")]
    pub(super) holiday: Vec<Spanned<HolidayFile>>,
}

/// A holiday: `on` a day, so many days after `easter`, the `nth` `weekday` of a `month`, or the last `weekday` `before` a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidayFile {
    /// Month and day: `12-25`.
    #[serde(default)]
    pub(super) on: Option<String>,
    /// Days after Easter Sunday; before it when negative.
    #[serde(default)]
    pub(super) easter: Option<i16>,
    /// Which one in the month: from 1, or from -1 for the last.
    #[serde(default)]
    pub(super) nth: Option<i8>,
    /// `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    #[serde(default)]
    pub(super) weekday: Option<String>,
    /// 1 to 12.
    #[serde(default)]
    pub(super) month: Option<i8>,
    /// Month and day that the weekday comes before: `11-23`.
    #[serde(default)]
    pub(super) before: Option<String>,
    /// The first year it was kept.
    #[serde(default)]
    pub(super) since: Option<i16>,
    /// What it is called; for readers of the pack.
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the pack and for the schema")]
    pub(super) name: Option<String>,
}

/// The JSON Schema of a pack of duties.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(PackFile).to_value()
}
