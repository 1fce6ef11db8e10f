//! What the pages of profiles show, and how answers are written down.

use crate::model::{
    Moment, Page, ProfileId,
    content::Here,
    name::{is_blank, is_invisible},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::fmt::Write;

/// Fields and what they are filled with: texts, numbers and truths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Map<String, Value>);

/// Why answers can't be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    #[error("Line {0}: write a field and its value with a colon between them, like “city: Lyon”.")]
    NoColon(usize),
    #[error("“{0}” is there twice.")]
    Twice(String),
    #[error("A field’s name has 1 to {max} characters, no colon and none that can’t be seen: “{0}”.", max = Answers::NAME)]
    Name(String),
    #[error("“{0}” is longer than {max} characters.", max = Answers::TEXT)]
    Long(String),
    #[error("“{0}” is neither a text nor a number nor true or false.")]
    Kind(String),
    #[error("A profile has at most {max} fields; this has {0}.", max = Answers::FIELDS)]
    Many(usize),
    #[error("This is more than a profile holds: at most {max} kB in all.", max = Answers::BYTES / 1_000)]
    Large,
}

impl Answers {
    /// The most fields.
    pub const FIELDS: usize = 200;
    /// The longest name of a field, in characters.
    pub const NAME: usize = 100;
    /// The longest text, in characters.
    pub const TEXT: usize = 2_000;
    /// The most that all of it takes as JSON, in bytes: it is edited in one field of a form.
    pub const BYTES: usize = 32_000;

    /// Checks an object as a program sends it.
    pub fn check(fields: Map<String, Value>) -> Result<Self, AnswersError> {
        if fields.len() > Self::FIELDS {
            return Err(AnswersError::Many(fields.len()));
        }
        for (name, value) in &fields {
            let is_name = (1..=Self::NAME).contains(&name.chars().count())
                && name.trim() == name
                && !is_blank(name)
                && !name.chars().any(|c| c == ':' || is_invisible(c));
            if !is_name {
                return Err(AnswersError::Name(name.clone()));
            }
            match value {
                Value::String(text) if text.chars().count() > Self::TEXT => {
                    return Err(AnswersError::Long(name.clone()));
                }
                Value::String(_) | Value::Number(_) | Value::Bool(_) => {}
                Value::Null | Value::Array(_) | Value::Object(_) => return Err(AnswersError::Kind(name.clone())),
            }
        }
        let answers = Self(fields);
        let bytes = serde_json::to_string(&answers).map_or(usize::MAX, |text| text.len());
        if bytes > Self::BYTES { Err(AnswersError::Large) } else { Ok(answers) }
    }

    /// Reads lines of "field: value". What reads as a number or as true or false is one; in quotation marks, as JSON has
    /// them, it is a text whatever it reads as.
    pub fn parse(lines: &str) -> Result<Self, AnswersError> {
        let mut fields = Map::new();
        for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let (name, value) = line.split_once(':').ok_or(AnswersError::NoColon(at + 1))?;
            let name = name.trim().to_owned();
            if fields.insert(name.clone(), read(value.trim())).is_some() {
                return Err(AnswersError::Twice(name));
            }
        }
        Self::check(fields)
    }

    /// The lines that [`Self::parse`] reads as these answers.
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for (name, value) in &self.0 {
            let value = match value {
                Value::String(text) if read(text.trim()) == *value && !text.contains(['\n', '\r']) => text.clone(),
                value => value.to_string(),
            };
            let _ = writeln!(lines, "{name}: {value}");
        }
        lines
    }

    /// The object itself.
    pub fn object(&self) -> &Map<String, Value> {
        &self.0
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text if text.starts_with('"') => {
            serde_json::from_str::<String>(text).map_or_else(|_| Value::String(text.to_owned()), Value::String)
        }
        text => match text.parse::<Number>() {
            // One that would be written in another way, like 007, is kept as it was written: it is no quantity.
            Ok(number) if number.to_string() == text => Value::Number(number),
            _ => Value::String(text.to_owned()),
        },
    }
}

/// A profile in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileLine {
    pub id: ProfileId,
    pub name: String,
    /// How many fields, as the workspace writes it.
    pub fields: String,
    /// When it was added; of a deleted one, when it was deleted.
    pub at: Moment,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileList {
    pub here: Here,
    /// Whether these are the ones that were deleted and can be restored.
    pub deleted: bool,
    pub page: Page<ProfileLine>,
}

/// One profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfilePage {
    pub here: Here,
    pub line: ProfileLine,
    pub answers: Answers,
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(lines: &str) -> Value {
        Value::Object(Answers::parse(lines).unwrap().0)
    }

    #[test]
    fn lines_are_fields_and_values() {
        assert_eq!(
            parsed(" city : Lyon \n\nage:41\nratio: 0.5\nmember: true\nnote: a: b\nzip: 007\ncode: \"41\"\nnone:\n"),
            json!({
                "city": "Lyon", "age": 41, "ratio": 0.5, "member": true, "note": "a: b", "zip": "007", "code": "41", "none": ""
            })
        );
    }

    #[test]
    fn what_is_written_reads_as_what_it_was() {
        let fields = json!({
            "a": "41", "b": 41, "c": "true", "d": false, "e": " x ", "f": "two\nlines", "g": "\"quoted\"", "h": "", "i": 1.5e300,
            "j": "a: b", "k": -3, "l": "1e5", "m": "\"", "n": "\u{2028}"
        });
        let Value::Object(fields) = fields else { panic!() };
        let answers = Answers::check(fields).unwrap();
        assert_eq!(Answers::parse(&answers.lines()).unwrap(), answers);
    }

    #[test]
    fn what_can_not_be_kept_is_told() {
        assert_eq!(Answers::parse("a: 1\nb"), Err(AnswersError::NoColon(2)));
        assert_eq!(Answers::parse("a: 1\na: 2"), Err(AnswersError::Twice("a".to_owned())));
        assert_eq!(Answers::parse(": 1"), Err(AnswersError::Name(String::new())));
        assert_eq!(Answers::parse(&format!("a: {}", "x".repeat(2_001))), Err(AnswersError::Long("a".to_owned())));
        let check = |value: Value| match value {
            Value::Object(fields) => Answers::check(fields).err(),
            _ => panic!("an object"),
        };
        assert_eq!(check(json!({ "a": [1] })), Some(AnswersError::Kind("a".to_owned())));
        assert_eq!(check(json!({ "a:b": 1 })), Some(AnswersError::Name("a:b".to_owned())));
        let many = |count: usize, text: &str| (0..count).map(|n| (format!("f{n}"), json!(text))).collect();
        assert_eq!(Answers::check(many(201, "")), Err(AnswersError::Many(201)));
        assert_eq!(Answers::check(many(50, &"x".repeat(2_000))), Err(AnswersError::Large));
    }
}
