//! What a form's server function answers, and what one page hands to the next.

use crate::model::AppError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is shown once and nowhere else: no log writes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A form was accepted: where to go and what to say there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// A path of ours; without one, the page that the form was on.
    pub to: Option<String>,
    /// One sentence, shown once on the next page.
    pub toast: Option<String>,
    /// What the form came to for each of several that it was about, where one sentence can't say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// What was made and is shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}

impl Done {
    /// Stay on the page and say so.
    pub fn toast(text: impl Into<String>) -> Self {
        Self { toast: Some(text.into()), ..Self::default() }
    }

    /// Go to a path of ours.
    pub fn to(path: impl Into<String>) -> Self {
        Self { to: Some(path.into()), ..Self::default() }
    }

    /// The same, with a sentence there.
    pub fn and_say(self, text: impl Into<String>) -> Self {
        Self { toast: Some(text.into()), ..self }
    }

    /// The same, with a line for each of several.
    pub fn and_tell(self, told: Vec<String>) -> Self {
        Self { told, ..self }
    }

    /// The same, with what is shown this once.
    pub fn and_show(self, secret: Secret) -> Self {
        Self { secret: Some(secret), ..self }
    }
}

/// What a form post leaves for the next page, once: the toast, or what was typed and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path of the server function that the form posted to.
    pub form: String,
    /// Which one, where a page has the form more than once.
    #[serde(default)]
    pub instance: String,
    /// What was typed, without secrets.
    #[serde(default)]
    pub values: Vec<(String, String)>,
    #[serde(default)]
    pub error: Option<AppError>,
    #[serde(default)]
    pub toast: Option<String>,
    /// A line for each of several that the form was about.
    #[serde(default)]
    pub told: Vec<String>,
    /// What was made and is shown this once. Never stored in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}
