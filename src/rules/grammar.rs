//! The forms a condition may have, for the JSON Schema; `compose` reads them by hand, so that errors name the place. A
//! test holds the two against each other.
#![expect(dead_code, reason = "only the schemas of these types are used")]

use schemars::JsonSchema;

use super::model::{Firm, Thing};
use super::reading::Zone;

/// One condition.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(super) enum ConditionFile {
    /// Words, matched whatever their case, accents and line breaks; a trailing `*` stands for any ending.
    Plain(String),
    Any(AnyFile),
    All(AllFile),
    Not(NotFile),
    Words(WordsFile),
    Regex(RegexFile),
    Identifier(IdentifierFile),
    From(FromFile),
    To(ToFile),
    Parties(PartiesFile),
    Mixture(MixtureFile),
    Label(LabelFile),
    Hours(HoursFile),
    Days(DaysFile),
    Size(SizeFile),
    Type(TypeFile),
    Feature(FeatureFile),
    Attachments(AttachmentsFile),
    FirstContact(FirstContactFile),
    SeenElsewhere(SeenElsewhereFile),
    UnusualHour(UnusualHourFile),
    Haste(HasteFile),
}

/// One of these holds.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnyFile {
    /// The conditions.
    any: Vec<ConditionFile>,
}

/// All of these hold.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AllFile {
    /// The conditions.
    all: Vec<ConditionFile>,
}

/// None of these holds.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotFile {
    /// The conditions.
    not: Vec<ConditionFile>,
}

/// Words with places of their own.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsFile {
    /// The words.
    words: String,
    /// Where they stand.
    r#in: Option<Vec<Zone>>,
}

/// A regular expression (Rust `regex` syntax, no look-around), matched on word borders.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegexFile {
    /// The expression.
    regex: String,
    /// Where it stands.
    r#in: Option<Vec<Zone>>,
}

/// Numbers with check digits.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentifierFile {
    /// Their kind, such as `iban` or `card`.
    identifier: String,
    /// How many different ones, 1 by default.
    at_least: Option<usize>,
    /// Where they stand.
    r#in: Option<Vec<Zone>>,
}

/// Who sends it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FromFile {
    /// Addresses, domains, `group:NAME`.
    from: Vec<String>,
}

/// How many recipients are among these.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToFile {
    /// Kinds of parties, party names, `group:NAME`, domains, addresses.
    to: Vec<String>,
    /// How many, 1 by default.
    at_least: Option<usize>,
    /// How many at most.
    at_most: Option<usize>,
    /// Whether all recipients must be among them.
    only: Option<bool>,
    /// `to`, `cc`, `bcc`; all by default.
    role: Option<Vec<String>>,
}

/// How many different parties of a kind get it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartiesFile {
    /// The kind, such as `client`.
    parties: String,
    /// How many, 2 by default.
    at_least: Option<usize>,
    /// How many at most.
    at_most: Option<usize>,
}

/// People of each of these get it together.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MixtureFile {
    /// Kinds of parties, party names, `group:NAME`, domains, addresses; at least two.
    mixture: Vec<String>,
}

/// Sensitivity headers of the message and labels of files.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelFile {
    /// One of these words stands there.
    label: Vec<String>,
}

/// The time of day where the sender writes.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursFile {
    /// Such as `20:00-06:00`.
    hours: String,
}

/// The day of the week where the sender writes.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DaysFile {
    /// `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`.
    days: Vec<String>,
}

/// The size of the message.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SizeFile {
    /// The limits.
    size: SizeLimits,
}

/// Limits of a size, such as `10 MB`.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SizeLimits {
    /// Larger than this.
    over: Option<String>,
    /// Smaller than this.
    under: Option<String>,
}

/// Files of these types, by their content.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeFile {
    /// Types such as `xlsx`, or `archive`, `document`, `spreadsheet`, `presentation`, `encrypted`, `unreadable`.
    r#type: Vec<String>,
    /// How many, 1 by default.
    at_least: Option<usize>,
}

/// Files with one of these.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeatureFile {
    /// Such as `hidden-sheet` or `tracked-changes`.
    feature: Vec<String>,
}

/// How many files are attached.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AttachmentsFile {
    /// The limits.
    attachments: CountLimits,
}

/// Limits of a number.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountLimits {
    /// How many, 1 by default.
    at_least: Option<usize>,
    /// How many at most.
    at_most: Option<usize>,
}

/// Somebody gets it to whom no mail went before.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstContactFile {
    /// `true`: no mail of this sender; `"firm"`: no mail of anybody here.
    first_contact: OfWhom,
}

/// Whose mail counts.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(super) enum OfWhom {
    /// The sender's.
    Sender(bool),
    /// Everybody's here.
    Everybody(Firm),
}

/// Somebody outside gets what this sender has sent to another party before, and to theirs never.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeenElsewhereFile {
    /// `file`: an attachment; `quote`: what is quoted or forwarded.
    seen_elsewhere: Vec<Thing>,
}

/// It is sent at an hour of the day at which hardly any of this sender's mail is, by the clock where they write.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnusualHourFile {
    /// `true`.
    unusual_hour: bool,
}

/// It is sent within a minute of this sender's message before, or answers a message that came within a minute.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HasteFile {
    /// `true`.
    haste: bool,
}
