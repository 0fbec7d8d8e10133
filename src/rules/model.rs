//! A pack as it is written: TOML, with the place of everything that can be wrong.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::grammar::ConditionFile;
use super::texts::Localised;
use crate::base::Step;

/// A pack file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PackFile {
    /// What the pack is.
    pub(super) pack: Header,
    /// Its rules.
    #[serde(default)]
    #[schemars(with = "Vec<RuleFile>")]
    pub(super) rule: Vec<Spanned<RuleFile>>,
    /// What its rules stay silent about.
    #[serde(default)]
    #[schemars(with = "Vec<ExceptFile>")]
    pub(super) except: Vec<Spanned<ExceptFile>>,
}

/// What a pack is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    /// Its name in rule ids: lower-case letters, digits and hyphens.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// The language of its words (BCP 47), such as `de`; only tells people what the pack is for.
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the pack and for the schema")]
    pub(super) language: Option<String>,
    /// What it looks for, in a few words.
    #[serde(default)]
    #[expect(dead_code, reason = "for readers of the pack and for the schema")]
    pub(super) title: Option<String>,
}

/// One rule: who gets it (`to`), where it looks (`in`), what it looks for, and what follows (`step`).
///
/// It fires when nothing of `not` holds, all of `all` holds, and either one of `any` does, or the weighted lists are
/// reached: any of `strong`, or `medium` (1 each) and `weak` (½ each) that add up to 3. Every condition counts once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    /// Its name within the pack.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// What it looks for, in a few words.
    pub(super) title: String,
    /// Party kinds (`internal`, `client`, `partner`, `external`, `freemail`, `blocked`, or `outside` for all but the
    /// first), party names, `group:NAME`, domains (subdomains too) or addresses; one recipient among them is enough.
    /// Everybody by default.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) to: Option<Spanned<Vec<Spanned<String>>>>,
    /// The senders it is about: addresses, domains, `group:NAME`; everybody by default.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) from: Option<Spanned<Vec<Spanned<String>>>>,
    /// `subject`, `own-text`, `attachment-name`, `attachment-text`, `hidden`, `quoted`, `metadata`; everything but the last
    /// two by default.
    #[serde(default, rename = "in")]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) zones: Option<Spanned<Vec<Spanned<String>>>>,
    /// One of these holds.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    pub(super) any: Option<Listed>,
    /// All of these hold.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    pub(super) all: Option<Listed>,
    /// None of these holds.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    #[expect(dead_code, reason = "read from the table, with places; here for the schema and for unknown keys")]
    pub(super) not: Option<Listed>,
    /// Conditions of which one is enough.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    #[expect(dead_code, reason = "as `not`")]
    pub(super) strong: Option<Listed>,
    /// Conditions of which three are enough.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    #[expect(dead_code, reason = "as `not`")]
    pub(super) medium: Option<Listed>,
    /// Conditions that only add to others, half each.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    #[expect(dead_code, reason = "as `not`")]
    pub(super) weak: Option<Listed>,
    /// The first day it holds.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) since: Option<Spanned<toml::Value>>,
    /// The last day it holds.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) until: Option<Spanned<toml::Value>>,
    /// The step of the ladder when it fires; a new rule starts as `note`.
    pub(super) step: Step,
    /// What insiders talk about when these words stand in a mail (`staff`): the weighted terms are then also
    /// evidence for the check `outsider-among-insiders`, whoever the mail goes to.
    #[serde(default)]
    pub(super) topic: Option<String>,
    /// The headline; `{word}`, `{recipient}`, `{where}`, `{count}`, `{title}` and `{why}` are filled in. One text, or a
    /// table with one for each language: `{ en = "…", de = "…", es = "…" }`.
    #[serde(default)]
    #[schemars(with = "Option<Localised>")]
    pub(super) headline: Option<Spanned<Localised>>,
    /// The line below it, with the same fill-ins.
    #[serde(default)]
    #[schemars(with = "Option<Localised>")]
    pub(super) detail: Option<Spanned<Localised>>,
    /// Texts and what the rule says about them; `rules test` runs them.
    #[serde(default)]
    #[schemars(with = "Vec<ExampleFile>")]
    pub(super) example: Vec<Spanned<ExampleFile>>,
}

/// A list of conditions; they are read from the table itself, where each has its place.
pub(super) type Listed = serde::de::IgnoredAny;

/// What rules of this pack stay silent about: mail for which nothing of `not`, all of `all` and one of `any` hold, and
/// every recipient the rule is about is in `to`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptFile {
    /// The rules of this pack it is about; all of them by default.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) rules: Option<Spanned<Vec<Spanned<String>>>>,
    /// Why; shown by `explain`.
    #[schemars(with = "String")]
    pub(super) reason: Spanned<String>,
    /// As in a rule, but every recipient the rule is about must be among them.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) to: Option<Spanned<Vec<Spanned<String>>>>,
    /// As in a rule.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) from: Option<Spanned<Vec<Spanned<String>>>>,
    /// As in a rule.
    #[serde(default, rename = "in")]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) zones: Option<Spanned<Vec<Spanned<String>>>>,
    /// One of these holds.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    pub(super) any: Option<Listed>,
    /// All of these hold.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    pub(super) all: Option<Listed>,
    /// None of these holds.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ConditionFile>>")]
    pub(super) not: Option<Listed>,
    /// The first day it holds.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) since: Option<Spanned<toml::Value>>,
    /// The last day it holds.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) until: Option<Spanned<toml::Value>>,
}

/// A message and what its rule says about it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleFile {
    /// The text.
    #[serde(default)]
    pub(super) text: String,
    /// Who gets it: kinds of parties (each entry somebody of another one), party names or addresses; `client` by default.
    #[serde(default)]
    #[schemars(with = "Option<Texts>")]
    pub(super) to: Option<Spanned<Texts>>,
    /// Who sends it; `anna@firm.example` by default.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) from: Option<Spanned<crate::base::Address>>,
    /// Where the text stands; `own-text` by default.
    #[serde(default, rename = "in", alias = "zone")]
    pub(super) zone: Option<super::reading::Zone>,
    /// When it is sent, such as `2026-11-21T23:10`; a Wednesday at 10:00 by default.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) at: Option<Spanned<jiff::civil::DateTime>>,
    /// A file of this type is attached, one for each.
    #[serde(default, rename = "type")]
    #[schemars(with = "Option<Texts>")]
    pub(super) types: Option<Spanned<Texts>>,
    /// A file with this is attached.
    #[serde(default)]
    pub(super) feature: Option<Texts>,
    /// The message's size, such as `12 MB`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) size: Option<Spanned<String>>,
    /// What its header `Sensitivity` says.
    #[serde(default)]
    pub(super) label: Option<String>,
    /// Whether mail went to the recipients before: `true`, or `"firm"` for mail of others here; not by default.
    #[serde(default)]
    pub(super) known: KnownTo,
    /// What of the message another party had before.
    #[serde(default)]
    pub(super) elsewhere: Vec<Thing>,
    /// Whether the sender hardly ever writes at that hour; not by default.
    #[serde(default)]
    pub(super) unusual_hour: bool,
    /// Whether it follows another message within a minute; not by default.
    #[serde(default)]
    pub(super) haste: bool,
    /// The step, or `silent`.
    pub(super) expect: Expect,
}

/// To whom the recipients of an example are known.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum KnownTo {
    /// To the sender, or to nobody.
    Sender(bool),
    /// To others here.
    Others(Firm),
}

/// The word for it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Firm {
    /// The organisation.
    Firm,
}

impl Default for KnownTo {
    fn default() -> KnownTo {
        KnownTo::Sender(false)
    }
}

impl KnownTo {
    /// How much the sender wrote to them, and whether anybody here did.
    pub(super) fn facts(self) -> (u32, bool) {
        match self {
            KnownTo::Sender(false) => (0, false),
            KnownTo::Sender(true) => (9, true),
            KnownTo::Others(Firm::Firm) => (0, true),
        }
    }
}

/// What may have been seen elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Thing {
    /// An attachment.
    File,
    /// What is quoted or forwarded.
    Quote,
}

/// A text or several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Texts {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    /// All of them.
    pub(super) fn list(&self) -> &[String] {
        match self {
            Texts::One(one) => std::slice::from_ref(one),
            Texts::Many(many) => many,
        }
    }
}

/// What an example expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Expect {
    /// The rule fires at this step.
    Fires(Step),
    /// The rule does not fire.
    Silent(Silent),
}

/// The word `silent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Silent {
    /// `silent`
    Silent,
}

/// The JSON Schema of a pack file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(PackFile).to_value()
}
