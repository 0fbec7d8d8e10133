//! What is learnt from sent mail, as written.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::config::units::DurationText;

/// What is learnt from sent mail: who writes to whom, when, with whom, and numbers of words; never text.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// Whether mail that is sent teaches who is written to.
    pub learn: Option<bool>,
    /// How long what was learnt from a mail is kept.
    #[schemars(with = "Option<DurationText>")]
    pub keep: Option<Spanned<DurationText>>,
}
