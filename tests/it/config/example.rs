//! `config.example.toml` is the full reference, equal to the defaults.

use outguard::config::{Config, schema};
use serde_json::Value;

use super::checked;

const EXAMPLE: &str = include_str!("../../../config.example.toml");

/// The example with the keys at their defaults uncommented, with `examples` also those that only show how.
fn uncommented(examples: bool) -> String {
    let key = |line: &str| line.starts_with(|c: char| c == '[' || c.is_ascii_lowercase());
    let mut text = String::new();
    for line in EXAMPLE.lines() {
        let live = match line.strip_prefix("##") {
            Some(shown) if examples && key(shown) => shown,
            Some(_) => "",
            None => line.strip_prefix('#').filter(|rest| key(rest)).unwrap_or(""),
        };
        text.push_str(live);
        text.push('\n');
    }
    text
}

#[test]
fn the_example_uncommented_is_the_defaults() {
    let example = checked(&uncommented(false));
    // By their Debug form, where secrets have no equality; there are none in the defaults.
    assert_eq!(format!("{:#?}", example.config), format!("{:#?}", Config::default()));
}

#[test]
fn the_example_as_it_is_changes_nothing() {
    assert_eq!(format!("{:#?}", checked(EXAMPLE).config), format!("{:#?}", Config::default()));
}

#[test]
fn the_parts_that_only_show_how_load_too() {
    let config = checked(&uncommented(true)).config;
    assert_eq!((config.upstreams.len(), config.directory.parties.len(), config.directory.persons.len()), (1, 2, 1));
    assert_eq!((config.directory.groups.len(), config.directory.walls.len()), (1, 1));
    let outbox = outguard::config::Outbox::new("/var/spool/outguard/outbox".into(), Default::default());
    assert_eq!(config.outboxes, [outbox]);
    assert!(config.smtp.tls.is_some() && config.smtp.users.len() == 1);
    let shown = &config.upstreams[0];
    let default = outguard::config::Upstream::default();
    let timeouts = |u: &outguard::config::Upstream| (u.connect_timeout, u.command_timeout, u.dot_timeout);
    assert_eq!((shown.port, shown.tls, shown.auth), (default.port, default.tls, default.auth));
    assert_eq!((shown.connections, timeouts(shown)), (default.connections, timeouts(&default)));
}

#[test]
fn every_key_of_the_schema_is_in_the_example() {
    let example: toml::Table = uncommented(true).parse().unwrap();
    let schema = schema();
    let mut missing = Vec::new();
    missing_keys(
        &schema,
        &schema,
        &Value::from_iter(serde_json::to_value(&example).unwrap().as_object().cloned().unwrap()),
        "",
        &mut missing,
    );
    // Exactly one source of a secret can be shown.
    let others = ["notices.webhook.secret", "page.metrics_token", "upstream.password"];
    assert_eq!(missing, others.map(|key| ["command", "credential"].map(|source| format!("{key}.{source}"))).concat());
}

#[test]
fn every_key_of_the_schema_is_described() {
    let schema = schema();
    let mut tables = vec![&schema];
    tables.extend(schema["$defs"].as_object().unwrap().values());
    for table in tables {
        for (key, property) in table["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].as_str().is_some_and(|text| text.len() > 4), "{key}: {property}");
        }
    }
}

/// Adds the path of each property of `schema` that `value` does not have.
fn missing_keys(root: &Value, schema: &Value, value: &Value, path: &str, missing: &mut Vec<String>) {
    let schema = resolved(root, schema);
    let value = value.as_array().and_then(|list| list.first()).unwrap_or(value);
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value.get(key) {
            Some(inner) => missing_keys(root, property, inner, &path, missing),
            None => missing.push(path),
        }
    }
}

/// The definition a property refers to, directly, as an element or as one of several.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let inner = schema.get("items").unwrap_or(schema);
    let inner = inner.get("anyOf").and_then(|of| of.get(0)).unwrap_or(inner);
    match inner.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/")) {
        Some(name) => &root["$defs"][name],
        None => inner,
    }
}
