//! What the OpenAPI document says of each operation, held to every answer that a test gets and to what it sent for it.
//!
//! An object of the document has the fields that it names and no others, though JSON Schema lets what isn't named pass: a
//! field that nobody described is found here.

use super::{Answer, File};
use crate::http::document;
use axum::http::{Method, header};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::of(serde_json::to_value(document()).expect("the document is JSON")));

/// The document, and what was made of its schemas so far.
struct Contract {
    document: Value,
    /// Below which path the operations are.
    base: String,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Fails unless the answer is one that the document describes. Addresses outside of the API aren't in it.
pub(super) fn assert_answer(method: &Method, path: &str, answer: &Answer) {
    if let Err(complaint) = CONTRACT.answer(method, path, answer) {
        panic!("{method} {path}: {complaint}\n{answer:?}");
    }
}

/// Fails unless the document describes the JSON that was sent, if it was taken.
pub(super) fn assert_json(method: &Method, path: &str, sent: &Value, answer: &Answer) {
    if let (200..300, Err(complaint)) =
        (answer.status, CONTRACT.request(method, path, "application/json", |_| sent.clone()))
    {
        panic!("{method} {path}: what was sent is {complaint}\n{sent}");
    }
}

/// The same for a multipart form.
pub(super) fn assert_form(method: &Method, path: &str, parts: &[File<'_>], answer: &Answer) {
    let sent =
        |schema: &Value| Value::Object(parts.iter().map(|(name, _, content)| field(schema, name, content)).collect());
    if let (200..300, Err(complaint)) = (answer.status, CONTRACT.request(method, path, "multipart/form-data", sent)) {
        panic!("{method} {path}: what was sent is {complaint}");
    }
}

/// A part of a form as the field that it is: a text or a file is a string, anything else JSON.
fn field(schema: &Value, name: &str, content: &[u8]) -> (String, Value) {
    let text = || Value::String(String::from_utf8_lossy(content).into_owned());
    let kind = &schema["properties"][name]["type"];
    let is_text = kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
    let value = if is_text { text() } else { serde_json::from_slice(content).unwrap_or_else(|_| text()) };
    (name.to_owned(), value)
}

impl Contract {
    fn of(mut document: Value) -> Self {
        let base = document["servers"][0]["url"].as_str().expect("the document names its server").to_owned();
        close(&mut document);
        Self { document, base, validators: Mutex::default() }
    }

    fn answer(&self, method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
        let Some(path) = path.strip_prefix(&self.base).filter(|path| *path != "/openapi.json") else { return Ok(()) };
        let (status, found) = (answer.status.to_string(), self.operation(method, path));
        let (at, declared) = match found.map(|(name, operation)| (name, &operation["responses"])) {
            Some((name, declared)) if !declared[&status].is_null() => (format!("{name} {status}"), &declared[&status]),
            _ if answer.status < 400 => return Err(format!("{status} isn't among the answers of the document")),
            Some((_, declared)) => ("a problem".to_owned(), &declared["default"]),
            None => ("a problem".to_owned(), &self.document["components"]["responses"]["Problem"]),
        };
        let declared = self.resolved(declared);
        let sent = answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let sent = sent.split(';').next().unwrap_or_default();
        let Some(content) = declared["content"].as_object() else {
            let is_bare = answer.bytes.is_empty();
            return if is_bare { Ok(()) } else { Err(format!("the document says that nothing comes with {status}")) };
        };
        let declared = content
            .get(sent)
            .ok_or_else(|| format!("{sent:?} isn't among {:?}", content.keys().collect::<Vec<_>>()))?;
        if !sent.contains("json") {
            return Ok(());
        }
        let body = serde_json::from_slice(&answer.bytes).map_err(|error| format!("no JSON: {error}"))?;
        self.holds(&at, &declared["schema"], &body)
    }

    /// What is wrong with what was sent, which may depend on the schema that it is held to.
    fn request(&self, method: &Method, path: &str, kind: &str, sent: impl Fn(&Value) -> Value) -> Result<(), String> {
        let found = path.strip_prefix(&self.base).and_then(|path| self.operation(method, path));
        let Some((name, operation)) = found else { return Ok(()) };
        let schema = &operation["requestBody"]["content"][kind]["schema"];
        if schema.is_null() {
            return Err(format!("{kind}, which the document doesn't say that it takes"));
        }
        self.holds(&format!("{name} takes {kind}"), schema, &sent(self.resolved(schema)))
    }

    /// The operation of an address, by its method and path in the document. A path that names a segment goes before one that
    /// has a parameter there.
    fn operation(&self, method: &Method, path: &str) -> Option<(String, &Value)> {
        let is_parameter = |segment: &str| segment.starts_with('{');
        let fits = |template: &str| {
            template.split('/').count() == path.split('/').count()
                && template.split('/').zip(path.split('/')).all(|(one, other)| one == other || is_parameter(one))
        };
        let paths = self.document["paths"].as_object().expect("the document has paths");
        let fitting = paths.iter().filter(|(template, _)| fits(template));
        let (template, methods) =
            fitting.min_by_key(|(template, _)| template.split('/').map(is_parameter).collect::<Vec<_>>())?;
        let operation = methods.get(method.as_str().to_lowercase())?;
        Some((format!("{method} {template}"), operation))
    }

    /// The thing itself where a reference to it stands.
    fn resolved<'a>(&'a self, thing: &'a Value) -> &'a Value {
        thing["$ref"].as_str().map_or(thing, |at| {
            self.document.pointer(at.trim_start_matches('#')).unwrap_or_else(|| panic!("{at} is in the document"))
        })
    }

    fn holds(&self, name: &str, schema: &Value, value: &Value) -> Result<(), String> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let made = validators.entry(name.to_owned()).or_insert_with(|| Arc::new(self.validator(schema)));
        let validator = Arc::clone(made);
        drop(validators);
        let wrong =
            validator.iter_errors(value).map(|error| format!("{error} at {:?}", error.instance_path().as_str()));
        let wrong: Vec<String> = wrong.collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("not as the document says: {}", wrong.join("; "))) }
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        schema["components"] = self.document["components"].clone();
        jsonschema::options().should_validate_formats(true).build(&schema).expect("the document's schemas are some")
    }
}

/// Closes every object of the document. What an object is a part of has more fields than its own, so parts are open copies.
fn close(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object().expect("the document has schemas").clone();
    let open = |(name, mut schema): (String, Value)| {
        close_within(&mut schema);
        (name, schema)
    };
    let open: Map<String, Value> = schemas.into_iter().map(open).collect();
    close_all(document);
    document["components"]["open"] = Value::Object(open);
}

fn close_all(value: &mut Value) {
    close_within(value);
    let Value::Object(schema) = value else { return };
    let is_object = schema.get("properties").is_some_and(Value::is_object) || schema.contains_key("allOf");
    if is_object && !schema.contains_key("additionalProperties") {
        schema.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}

fn close_within(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(close_all),
        Value::Object(schema) => {
            for (key, within) in schema {
                match within {
                    Value::Array(parts) if key == "allOf" => parts.iter_mut().for_each(open_part),
                    _ => close_all(within),
                }
            }
        }
        _ => {}
    }
}

fn open_part(part: &mut Value) {
    close_within(part);
    if let Some(at) = part["$ref"].as_str() {
        part["$ref"] = json!(at.replace("/schemas/", "/open/"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Bytes, http::HeaderMap};

    fn contract() -> Contract {
        let json = |schema: &str| json!({ "content": { "application/json": { "schema": { "$ref": schema } } } });
        let problem = json!({ "content": { "application/problem+json": { "schema": { "type": "object" } } } });
        Contract::of(json!({
            "servers": [{ "url": "/api" }],
            "paths": {
                "/things/{thing}": { "get": { "responses": { "200": json("#/components/schemas/Whole"), "default": { "$ref": "#/components/responses/Problem" } } } },
                "/things/first": { "post": { "requestBody": json("#/components/schemas/Thing"), "responses": { "204": {} } } },
            },
            "components": {
                "responses": { "Problem": problem },
                "schemas": {
                    "Thing": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } },
                    "Whole": { "allOf": [{ "$ref": "#/components/schemas/Thing" }, { "type": "object", "properties": { "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } }] },
                },
            },
        }))
    }

    fn answer(status: u16, kind: &'static str, body: &Value) -> Answer {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Answer { status, headers, bytes: Bytes::from(body.clone()), body }
    }

    #[test]
    fn what_the_document_does_not_say_of_an_answer_is_found() {
        let contract = contract();
        let id = "01890000-0000-7000-8000-000000000000";
        let got =
            |path: &str, status, kind, body: Value| contract.answer(&Method::GET, path, &answer(status, kind, &body));
        let json = "application/json";
        assert_eq!(got("/api/things/1", 200, json, json!({ "id": id, "parts": [{ "id": id }] })), Ok(()));
        assert_eq!(got("/elsewhere", 500, json, Value::Null), Ok(()));
        for (what, path, status, kind, body) in [
            ("a status", "/api/things/1", 201, json, json!({ "id": id })),
            ("a content type", "/api/things/1", 200, "text/plain", json!({ "id": id })),
            ("no content", "/api/things/1", 200, json, Value::Null),
            ("a field that is missing", "/api/things/1", 200, json, json!({ "parts": [] })),
            ("a field that isn't described", "/api/things/1", 200, json, json!({ "id": id, "more": 1 })),
            ("one within", "/api/things/1", 200, json, json!({ "id": id, "parts": [{ "id": id, "more": 1 }] })),
            ("a format", "/api/things/1", 200, json, json!({ "id": "1" })),
            ("no problem", "/api/things/1", 404, json, json!({})),
            ("an operation", "/api/nothing", 200, json, json!({})),
            ("no problem where nothing is", "/api/nothing", 404, json, json!({})),
        ] {
            assert!(got(path, status, kind, body).is_err(), "{what}");
        }
    }

    #[test]
    fn what_the_document_does_not_say_of_a_request_is_found() {
        let contract = contract();
        let id = json!("01890000-0000-7000-8000-000000000000");
        let sent = |path: &str, kind: &str, body: Value| contract.request(&Method::POST, path, kind, |_| body.clone());
        let json = "application/json";
        assert_eq!(
            sent("/api/things/first", json, json!({ "id": id })),
            Ok(()),
            "it isn't the parameter that it fits too"
        );
        assert!(
            sent("/api/things/first", json, json!({ "id": id, "more": 1 })).is_err(),
            "a field that isn't described"
        );
        assert!(sent("/api/things/first", "multipart/form-data", json!({ "id": id })).is_err(), "a content type");
        let declined = answer(204, json, &json!({}));
        assert!(
            contract.answer(&Method::POST, "/api/things/first", &declined).is_err(),
            "something where nothing comes"
        );
    }
}
