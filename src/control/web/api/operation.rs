//! One operation of the API, and the description made of all of them (OpenAPI 3.1).

use axum::http::Method;
use axum::routing::MethodRouter;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{TOKEN, Web};
use crate::app::failure::Failure;

/// The schema of a type.
type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A message as its bytes.
const MESSAGE: &str = "message/rfc822";

const JSON: &str = "application/json";

/// One thing that can be asked for.
#[derive(Clone)]
pub(super) struct Operation {
    /// Below `/api/v1`; `{id}` is a submission's, `{incident}` an incident's.
    pub path: &'static str,
    /// Who answers it.
    pub route: MethodRouter<Web>,
    method: Method,
    id: &'static str,
    summary: &'static str,
    query: Option<SchemaOf>,
    takes: Takes,
    gives: Gives,
}

/// The body of a request.
#[derive(Clone, Copy)]
enum Takes {
    Nothing,
    Json(SchemaOf),
    Message,
}

/// The body of an answer.
#[derive(Clone, Copy)]
enum Gives {
    Anything,
    Json(SchemaOf),
    Message,
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl Operation {
    /// Something to look at: `id` names it in clients, `summary` says what it is.
    pub fn get(path: &'static str, id: &'static str, summary: &'static str, route: MethodRouter<Web>) -> Operation {
        let (query, takes, gives) = (None, Takes::Nothing, Gives::Anything);
        Operation { path, route, method: Method::GET, id, summary, query, takes, gives }
    }

    /// Something to do.
    pub fn post(path: &'static str, id: &'static str, summary: &'static str, route: MethodRouter<Web>) -> Operation {
        Operation { method: Method::POST, ..Operation::get(path, id, summary, route) }
    }

    /// With these names in its query.
    pub fn query<T: JsonSchema>(self) -> Operation {
        Operation { query: Some(schema_of::<T>), ..self }
    }

    /// With this object as its body; an empty body is an object without members.
    pub fn takes<T: JsonSchema>(self) -> Operation {
        Operation { takes: Takes::Json(schema_of::<T>), ..self }
    }

    /// With a message as its body.
    pub fn takes_message(self) -> Operation {
        Operation { takes: Takes::Message, ..self }
    }

    /// Answered with this.
    pub fn gives<T: JsonSchema>(self) -> Operation {
        Operation { gives: Gives::Json(schema_of::<T>), ..self }
    }

    /// Answered with a message.
    pub fn gives_message(self) -> Operation {
        Operation { gives: Gives::Message, ..self }
    }

    fn described(&self, generator: &mut SchemaGenerator) -> Value {
        let mut parameters = Vec::new();
        if self.path.contains("{id}") {
            let text = "The submission: its id; for the keeper also the beginning of it.";
            parameters.push(parameter("path", "id", text, &json!({ "type": "string" })));
        }
        if self.path.contains("{incident}") {
            let text = "The incident: `I-0007`, or its number alone.";
            parameters.push(parameter("path", "incident", text, &json!({ "type": "string" })));
        }
        if self.method != Method::GET {
            let text = "On the page's port: what GET /token says. At the control socket it is not needed.";
            parameters.push(parameter("header", TOKEN, text, &json!({ "type": "string" })));
        }
        parameters.extend(self.query.iter().flat_map(|query| query_parameters(query(generator), generator)));
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "parameters": parameters,
            "responses": {
                "200": { "description": "Done.", "content": self.answer(generator) },
                "default": { "$ref": "#/components/responses/Refused" },
            },
        });
        let body = match self.takes {
            Takes::Nothing => None,
            Takes::Json(schema) => Some(json!({ "content": { JSON: { "schema": schema(generator) } } })),
            Takes::Message => Some(json!({ "required": true, "content": { MESSAGE: {} } })),
        };
        if let (Some(body), Some(members)) = (body, operation.as_object_mut()) {
            members.insert("requestBody".into(), body);
        }
        operation
    }

    fn answer(&self, generator: &mut SchemaGenerator) -> Value {
        match self.gives {
            Gives::Anything => json!({ JSON: { "schema": { "type": "object" } } }),
            Gives::Json(schema) => json!({ JSON: { "schema": schema(generator) } }),
            Gives::Message => json!({ MESSAGE: {} }),
        }
    }
}

fn parameter(place: &str, name: &str, description: &str, schema: &Value) -> Value {
    json!({ "in": place, "name": name, "required": place == "path", "description": description, "schema": schema })
}

/// One parameter for each member of the type the query is read as.
fn query_parameters(schema: Schema, generator: &SchemaGenerator) -> Vec<Value> {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    let object = name.and_then(|name| generator.definitions().get(name));
    let members = object.and_then(|object| object.get("properties")).and_then(Value::as_object);
    let members = members.into_iter().flatten();
    members
        .map(|(name, schema)| {
            let mut schema = schema.clone();
            let text = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            parameter("query", name, text.as_ref().and_then(Value::as_str).unwrap_or_default(), &schema)
        })
        .collect()
}

/// The description of these operations.
pub(super) fn document(operations: &[Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let refused = generator.subschema_for::<Refused>();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let described = operation.described(&mut generator);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = described;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Outguard",
            "version": "1",
            "description": "What waits, why, and the decisions about it. Members may be added, never renamed or removed. \
                            On the page's port whoever is signed in asks; at the control socket beside the store, the \
                            account the kernel names. On the page's port, what changes something needs the header \
                            X-Outguard-Token and, as browsers send it, Origin: the address of the page.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "outguard" } },
            "responses": {
                "Refused": {
                    "description": "Nothing was changed: 400 not understood, 401 not signed in, 403 not yours, 404 not \
                                    there, 408 too slow, 409 not now or no longer what was shown, 413 too large, 422 the \
                                    step asks for more, 429 too often, 503 trouble of our own.",
                    "content": { JSON: { "schema": refused } },
                },
            },
            "schemas": generator.take_definitions(true),
        },
    })
}

/// The answer to what is refused or fails.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it only lends its schema; `failure.rs` writes the answer")]
struct Refused {
    /// What is wrong.
    error: Failure,
}
