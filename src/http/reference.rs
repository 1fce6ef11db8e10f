//! Reads the OpenAPI document for the page that shows it.

use crate::reference::model::{Contents, Field, Group, Kind, Operation, Reference, Shape};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The reference of that document, for a deployment at `base`.
pub fn read(document: &Value, base: &str) -> Reference {
    let server = text(&document["servers"][0]["url"]);
    let mut groups: Vec<Group> =
        list(&document["tags"]).map(|tag| Group { name: text(&tag["name"]), operations: Vec::new() }).collect();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods).filter(|(method, _)| is_method(method)) {
            let tag = text(&operation["tags"][0]);
            let place = groups.iter().position(|group| group.name == tag).unwrap_or_else(|| {
                groups.push(Group { name: tag, operations: Vec::new() });
                groups.len() - 1
            });
            groups[place].operations.push(read_operation(&server, path, method, operation));
        }
    }
    groups.retain(|group| !group.operations.is_empty());
    let shapes =
        entries(&document["components"]["schemas"]).map(|(name, schema)| read_shape(name, schema, document)).collect();
    Reference(Arc::new(Contents { base: base.trim_end_matches('/').to_owned(), groups, shapes }))
}

fn is_method(method: &str) -> bool {
    matches!(method, "get" | "post" | "put" | "patch" | "delete")
}

fn read_operation(server: &str, path: &str, method: &str, operation: &Value) -> Operation {
    let content = |value: &Value| entries(&value["content"]).map(|(_, kind)| read_kind(&kind["schema"])).collect();
    let answers = entries(&operation["responses"]).map(|(status, answer)| {
        let status = if status == "default" { "otherwise".to_owned() } else { status.to_owned() };
        let shape = match answer["$ref"].as_str() {
            Some(at) => Some(Kind { name: last(at), is_shape: true, ..Kind::default() }),
            None => {
                let kinds: Vec<Kind> = content(answer);
                kinds.into_iter().next()
            }
        };
        (status, shape)
    });
    Operation {
        method: method.to_uppercase(),
        path: format!("{server}{path}"),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        parameters: list(&operation["parameters"])
            .map(|parameter| Field {
                name: text(&parameter["name"]),
                place: text(&parameter["in"]),
                kind: read_kind(&parameter["schema"]),
                is_required: parameter["required"].as_bool().unwrap_or(false),
                description: text(&parameter["description"]),
            })
            .collect(),
        body: content(&operation["requestBody"]),
        answers: answers.collect(),
    }
}

fn read_shape(name: &str, schema: &Value, document: &Value) -> Shape {
    // A shape that is others and something more.
    let parts: Vec<&Value> = list(&schema["allOf"]).map(|part| whole(part, document)).chain([schema]).collect();
    let required: Vec<&str> = parts.iter().flat_map(|part| list(&part["required"])).filter_map(Value::as_str).collect();
    let fields = parts.iter().flat_map(|part| entries(&part["properties"])).map(|(name, field)| Field {
        name: name.to_owned(),
        place: String::new(),
        kind: read_kind(field),
        is_required: required.contains(&name),
        description: describe(field),
    });
    Shape {
        name: name.to_owned(),
        description: text(&schema["description"]),
        fields: fields.collect(),
        words: list(&schema["enum"]).map(text).collect(),
    }
}

/// The shape that a reference leads to.
fn whole<'a>(part: &'a Value, document: &'a Value) -> &'a Value {
    part["$ref"].as_str().map_or(part, |at| &document["components"]["schemas"][last(at)])
}

/// What is said of a field: where it may be null, beside the shape that it has otherwise.
fn describe(field: &Value) -> String {
    let said = [field].into_iter().chain(list(&field["oneOf"])).find_map(|one| one["description"].as_str());
    said.unwrap_or_default().to_owned()
}

fn read_kind(schema: &Value) -> Kind {
    if let Some(at) = schema["$ref"].as_str() {
        return Kind { name: last(at), is_shape: true, ..Kind::default() };
    }
    let choices: Vec<&Value> =
        list(&schema["oneOf"]).chain(list(&schema["anyOf"])).chain(list(&schema["allOf"])).collect();
    if let Some(choice) = choices.iter().find(|choice| choice["type"] != "null") {
        let may_be_null = choices.iter().any(|choice| choice["type"] == "null");
        return Kind { may_be_null, ..read_kind(choice) };
    }
    let types: Vec<String> = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect(),
        Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    };
    let may_be_null = types.iter().any(|one| one == "null");
    let name = types.into_iter().find(|one| one != "null").unwrap_or_else(|| "any value".to_owned());
    if name == "array" {
        return Kind { is_many: true, may_be_null, ..read_kind(&schema["items"]) };
    }
    let name = match schema["format"].as_str() {
        Some("uuid") => "UUID".to_owned(),
        Some("date-time") => "time (RFC 3339)".to_owned(),
        Some("binary") => "file".to_owned(),
        _ => name,
    };
    Kind { name, may_be_null, ..Kind::default() }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn last(at: &str) -> String {
    at.rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_shape_has_the_fields_of_those_that_it_is_made_of() {
        let field =
            |name: &str| json!({ "type": "object", "required": [name], "properties": { name: { "type": "string" } } });
        let whole = json!({ "allOf": [{ "$ref": "#/components/schemas/Part" }, field("own")] });
        let document = json!({ "components": { "schemas": { "Part": field("part") } } });
        let shape = read_shape("Whole", &whole, &document);
        let fields: Vec<(&str, bool)> =
            shape.fields.iter().map(|field| (field.name.as_str(), field.is_required)).collect();
        assert_eq!(fields, [("part", true), ("own", true)]);
    }

    #[test]
    fn what_is_said_of_a_field_is_found_where_it_may_be_null() {
        let words = json!({ "$ref": "#/components/schemas/Role", "description": "`member` where it is left out." });
        assert_eq!(describe(&words), "`member` where it is left out.");
        let or_null = json!({ "oneOf": [{ "type": "null" }, words] });
        assert_eq!(describe(&or_null), "`member` where it is left out.");
        assert_eq!(describe(&json!({ "type": "string" })), "");
    }

    #[test]
    fn a_kind_is_read_with_what_it_may_be() {
        let kind =
            |is_many, may_be_null, name: &str, is_shape| Kind { is_many, may_be_null, name: name.to_owned(), is_shape };
        let reference = json!({ "$ref": "#/components/schemas/Member" });
        assert_eq!(read_kind(&reference), kind(false, false, "Member", true));
        assert_eq!(read_kind(&json!({ "type": "array", "items": reference })), kind(true, false, "Member", true));
        assert_eq!(read_kind(&json!({ "oneOf": [{ "type": "null" }, reference] })), kind(false, true, "Member", true));
        assert_eq!(
            read_kind(&json!({ "type": ["string", "null"], "format": "uuid" })),
            kind(false, true, "UUID", false)
        );
    }
}
