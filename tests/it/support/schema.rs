//! Whether a value is what a JSON Schema says: as much of the language as our own description uses, and a panic where a
//! schema says more, so that nothing is passed over.

use serde_json::Value;

/// What this reads.
const READ: [&str; 21] = [
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "anyOf",
    "oneOf",
    "minimum",
    "maximum",
    "additionalProperties",
    "description",
    "default",
    "format",
    "title",
    "$schema",
    "$defs",
];

/// What is wrong with `value` by `schema`, whose references are looked up in `document`.
pub fn wrong(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(members) = schema.as_object() else {
        return if schema == &Value::Bool(true) { Vec::new() } else { vec![format!("{at}: nothing is allowed here")] };
    };
    for key in members.keys() {
        assert!(READ.contains(&key.as_str()), "{at}: a schema says `{key}`, which this check does not read");
    }
    if let Some(path) = schema["$ref"].as_str() {
        let target = document.pointer(path.trim_start_matches('#')).unwrap_or_else(|| panic!("no {path}"));
        return wrong(document, target, value, at);
    }
    let mut found = Vec::new();
    for choice in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let fits = choices.iter().filter(|choice| wrong(document, choice, value, at).is_empty()).count();
            if fits == 0 || (choice == "oneOf" && fits > 1) {
                found.push(format!("{at}: {value} is {fits} of its choices"));
            }
        }
    }
    if !schema["type"].is_null() && !is_of(&schema["type"], value) {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    if schema.get("const").is_some_and(|word| word != value) {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(format!("{at}: no {name}"));
            }
        }
        // An answer has no member that is not described, unless the schema describes none or says that it may.
        let known = schema["properties"].as_object();
        for (name, member) in object {
            match known.map(|known| known.get(name)) {
                Some(Some(schema)) => found.extend(wrong(document, schema, member, &format!("{at}/{name}"))),
                Some(None) if schema["additionalProperties"] != true && schema["properties"]["kind"].is_null() => {
                    found.push(format!("{at}: {name} is not described"));
                }
                _ => {}
            }
        }
    }
    if let Some(list) = value.as_array() {
        let bound = |name: &str| schema[name].as_u64().and_then(|bound| usize::try_from(bound).ok());
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        if !(least..=most).contains(&list.len()) {
            found.push(format!("{at}: {} items, not {least} to {most}", list.len()));
        }
        for (n, schema) in schema["prefixItems"].as_array().into_iter().flatten().enumerate() {
            found.extend(list.get(n).into_iter().flat_map(|item| wrong(document, schema, item, &format!("{at}/{n}"))));
        }
    }
    if let (Some(list), Some(items)) = (value.as_array(), schema.get("items")) {
        for (n, item) in list.iter().enumerate() {
            found.extend(wrong(document, items, item, &format!("{at}/{n}")));
        }
    }
    found
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
        kind => match kind.as_str().unwrap() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("a type of the name {other}"),
        },
    }
}
