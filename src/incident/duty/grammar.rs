//! The forms of conditions and of examples' facts, for the JSON Schema; `condition` and `examples` read them by hand, so that
//! errors name the place.
#![expect(dead_code, reason = "only the schemas of these types are used")]

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::facts::{Kind, VOCABULARY};

/// One condition.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(super) enum ConditionFile {
    /// The name of a fact whose answer is yes or no, or of a moment that has come.
    Fact(FactName),
    Any(AnyFile),
    All(AllFile),
    Not(NotFile),
    Count(CountFile),
    In(InFile),
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

/// So many.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountFile {
    /// A fact that is a number.
    fact: FactName,
    /// No fewer.
    at_least: Option<u64>,
    /// No more.
    at_most: Option<u64>,
}

/// One of the words.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InFile {
    /// A fact that is a list: `residence`, `establishment`, `roles`.
    fact: FactName,
    /// Countries and regions (ISO 3166), `EU`, `EEA`, or roles.
    r#in: Vec<String>,
}

/// The name of a fact.
pub(super) struct FactName;

impl JsonSchema for FactName {
    fn schema_name() -> Cow<'static, str> {
        "FactName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": VOCABULARY.map(|(name, _)| name).as_slice() })
    }
}

/// Facts by name.
pub(super) struct ExampleFacts;

impl JsonSchema for ExampleFacts {
    fn schema_name() -> Cow<'static, str> {
        "ExampleFacts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties = VOCABULARY.map(|(name, kind)| {
            let value = match kind {
                Kind::YesNo => serde_json::json!({ "type": "boolean" }),
                Kind::Number => serde_json::json!({ "type": "integer", "minimum": 0 }),
                Kind::Words => serde_json::json!({ "type": "array", "items": { "type": "string" } }),
                Kind::Moment => serde_json::json!({ "type": "string" }),
            };
            (name.to_owned(), value)
        });
        let properties: serde_json::Map<String, serde_json::Value> = properties.into_iter().collect();
        json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}
