//! A text of a pack: one for all languages, or one each.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Language;

/// A text that is either the same in every language, or a table `{ en = "…", de = "…", es = "…" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text, or a table with `en`, `de` and `es`")]
pub enum Localised {
    /// One text for everybody.
    One(String),
    /// A text for each language; a reader of one that is missing gets English, or else the first there is.
    Each(BTreeMap<Language, String>),
}

impl Localised {
    /// The text for readers of `language`; empty when the table is.
    pub fn text(&self, language: Language) -> &str {
        match self {
            Localised::One(text) => text,
            Localised::Each(texts) => {
                let first = || texts.values().next();
                texts.get(&language).or_else(|| texts.get(&Language::En)).or_else(first).map_or("", String::as_str)
            }
        }
    }

    /// Every text, for checks of all of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (one, each) = match self {
            Localised::One(text) => (Some(text), None),
            Localised::Each(texts) => (None, Some(texts.values())),
        };
        one.into_iter().chain(each.into_iter().flatten()).map(String::as_str)
    }
}
