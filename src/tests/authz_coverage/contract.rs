//! What the OpenAPI document says of an operation's answers, held to the answers themselves.

use crate::tests::support::Answer;
use axum::http::header;
use serde_json::Value;

/// The document.
pub(super) struct Contract(pub(super) Value);

impl Contract {
    /// What is wrong with an answer of the operation, which is named like `GET /api/v1/organizations`. Other addresses
    /// aren't in the document.
    pub(super) fn complaint(&self, address: &str, answer: &Answer) -> Option<String> {
        let (method, path) =
            address.split_once(' ').filter(|(method, path)| *method != "page" && path.starts_with("/api/v1/"))?;
        let path = path.strip_prefix(self.0["servers"][0]["url"].as_str()?)?;
        let answers = &self.0["paths"][path][method.to_lowercase()]["responses"];
        let declared = match &answers[answer.status.to_string()] {
            Value::Null if answer.status < 400 => {
                return Some(format!("{} isn't among the answers of the document", answer.status));
            }
            Value::Null => &answers["default"],
            declared => declared,
        };
        let declared = declared["$ref"].as_str().map_or(declared, |at| self.at(at));
        let sent = answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let Some(content) = declared["content"].as_object() else {
            return (!answer.body.is_empty()).then(|| "the document says that nothing comes".to_owned());
        };
        let Some(declared) = content.get(sent.split(';').next().unwrap_or_default()) else {
            return Some(format!("{sent:?} isn't among {:?}", content.keys().collect::<Vec<_>>()));
        };
        if !sent.contains("json") {
            return None;
        }
        let mut schema = declared["schema"].clone();
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::validator_for(&schema).expect("the document's schemas are some");
        let body: Value = serde_json::from_str(&answer.body).expect("what says that it is JSON is");
        let wrong: Vec<String> =
            validator.iter_errors(&body).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        (!wrong.is_empty()).then(|| format!("not as the document says: {}", wrong.join("; ")))
    }

    fn at(&self, reference: &str) -> &Value {
        self.0.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
    }
}
