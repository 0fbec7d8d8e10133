//! A pack as it is written: TOML, with the place of everything that can be wrong.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

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
/// It fires when nothing of `not` stands there, all of `all` stands there, and either one of `any` does, or the weighted
/// lists are reached: any of `strong`, or `medium` (1 each) and `weak` (½ each) that add up to 3. Every term counts once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    /// Its name within the pack.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// What it looks for, in a few words.
    pub(super) title: String,
    /// Party kinds (`internal`, `client`, `partner`, `external`, `freemail`, `blocked`, or `outside` for all but the
    /// first), party names, domains (subdomains too) or addresses; one recipient among them is enough.
    #[schemars(with = "Vec<String>")]
    pub(super) to: Spanned<Vec<Spanned<String>>>,
    /// `subject`, `own-text`, `attachment-name`, `attachment-text`, `hidden`, `quoted`, `metadata`; everything but the last
    /// two by default.
    #[serde(default, rename = "in")]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) zones: Option<Spanned<Vec<Spanned<String>>>>,
    /// One of these stands there.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) any: Option<Terms>,
    /// All of these stand there.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) all: Option<Terms>,
    /// None of these stands there.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) not: Option<Terms>,
    /// Terms of which one is enough.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) strong: Option<Terms>,
    /// Terms of which three are enough.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) medium: Option<Terms>,
    /// Terms that only add to others, half each.
    #[serde(default)]
    #[schemars(with = "Option<Vec<TermFile>>")]
    pub(super) weak: Option<Terms>,
    /// The step of the ladder when it fires; a new rule starts as `note`.
    pub(super) step: Step,
    /// What insiders talk about when these words stand in a mail (`staff`): the weighted terms are then also
    /// evidence for the check `outsider-among-insiders`, whoever the mail goes to.
    #[serde(default)]
    pub(super) topic: Option<String>,
    /// The headline; `{word}`, `{recipient}`, `{where}` and `{count}` are filled in. One text, or a table with one for each
    /// language: `{ en = "…", de = "…", es = "…" }`.
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

/// A list of terms, read one by one so that a wrong one is named with its line.
pub(super) type Terms = Spanned<Vec<Spanned<toml::Value>>>;

/// A text and what its rule says about it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleFile {
    /// The text.
    pub(super) text: String,
    /// The kind of party it goes to; `client` by default.
    #[serde(default)]
    pub(super) to: Option<crate::people::PartyKind>,
    /// Where the text stands; `own-text` by default.
    #[serde(default, rename = "in")]
    pub(super) zone: Option<super::reading::Zone>,
    /// The step, or `silent`.
    pub(super) expect: Expect,
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

/// A term as it may be written; for the schema (terms are read by hand, so that errors name the term).
#[derive(JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
enum TermFile {
    /// Words, matched whatever their case, accents and line breaks; a trailing `*` stands for any ending.
    Words(String),
    /// A regular expression (Rust `regex` syntax, no look-around), matched on word borders.
    Regex {
        /// The expression.
        regex: String,
    },
    /// A number with check digits, a secret, or what lists of people have.
    Identifier {
        /// A kind such as `iban` or `es-dni`, or a group: `payment`, `national-id`, `tax-id`, `personal-list`, `secret`.
        identifier: String,
        /// How many different ones, 1 by default.
        at_least: Option<usize>,
    },
}

/// The JSON Schema of a pack file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(PackFile).to_value()
}
