//! What the reference shows: the OpenAPI document, read for people.

use std::sync::Arc;

/// The whole reference.
#[derive(Clone, Debug, Default)]
pub struct Reference(pub Arc<Contents>);

/// Its parts.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// This deployment's address.
    pub base: String,
    pub groups: Vec<Group>,
    /// What requests and answers are made of, by name.
    pub shapes: Vec<Shape>,
}

/// Operations on one kind of thing.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub name: String,
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// In upper case.
    pub method: String,
    /// From the root, with its parameters in braces.
    pub path: String,
    /// The first sentence of what it does, and the rest.
    pub summary: String,
    pub description: String,
    pub parameters: Vec<Field>,
    pub body: Vec<Kind>,
    /// The status and what comes with it.
    pub answers: Vec<(String, Option<Kind>)>,
}

impl Operation {
    /// The anchor on the page.
    pub fn anchor(&self) -> String {
        let path: String = self.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{}{}", self.method.to_lowercase(), path.replace("--", "-").trim_end_matches('-'))
    }
}

/// A parameter, or a field of a shape.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    /// `path`, `query` or `header`; empty for a field.
    pub place: String,
    pub kind: Kind,
    pub is_required: bool,
    pub description: String,
}

/// What a value is: in words, or a shape, or many of either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    pub is_many: bool,
    pub may_be_null: bool,
    pub name: String,
    /// Whether the name is that of a shape.
    pub is_shape: bool,
}

/// An object with its fields, or a word of a few.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    pub name: String,
    pub description: String,
    pub fields: Vec<Field>,
    /// The words that it can be.
    pub words: Vec<String>,
}
