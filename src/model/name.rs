//! Names that people type: of themselves, of organizations, of workspaces.

use crate::model::AppError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A name as it is stored: 1 to 100 characters, no control characters, runs of white space made one space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("Enter a name.")]
    Empty,
    #[error("Use at most {max} characters; this has {0}.", max = Name::MAX)]
    TooLong(usize),
    #[error("Leave out characters that can't be seen.")]
    Invisible,
}

impl Name {
    /// The longest name, in characters.
    pub const MAX: usize = 100;

    /// Reads what was typed.
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 {
            Err(NameError::Empty)
        } else if length > Self::MAX {
            Err(NameError::TooLong(length))
        } else if name.chars().any(is_invisible) {
            Err(NameError::Invisible)
        } else {
            Ok(Self(name))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses to delete what is called `name` where that wasn't typed, in the field `confirm`.
pub fn ensure_named(typed: &str, name: &str) -> Result<(), AppError> {
    if typed.split_whitespace().eq(name.split_whitespace()) {
        return Ok(());
    }
    Err(AppError::field("confirm", format!("That isn’t the name. Type “{name}”, just so.")))
}

/// Control characters and those that reorder or hide text: with them two names could look alike or lie in a mail.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// The part of an address that names an organization or a workspace: lower-case letters, digits and single hyphens,
/// made from a name. Letters outside ASCII fall away, since the address is read aloud and typed.
///
/// At most 40 characters; `fallback` where nothing is left.
pub fn slugify(name: &str, fallback: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if matches!(c, '\'' | '’') {
            // "Ana's team" reads better as anas-team.
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { fallback } else { slug }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(Name::parse("  Ana \t Lima ").unwrap().as_str(), "Ana Lima");
        assert_eq!(Name::parse(" \n "), Err(NameError::Empty));
        assert!(Name::parse(&"é".repeat(100)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(101)), Err(NameError::TooLong(101)));
        assert_eq!(Name::parse("Ana\u{202E}amiL"), Err(NameError::Invisible));
        assert_eq!(Name::parse("A\0"), Err(NameError::Invisible));
    }

    #[test]
    fn only_the_name_itself_deletes() {
        assert!(ensure_named(" Acme  North ", "Acme North").is_ok());
        for wrong in ["", "acme north", "AcmeNorth", "Acme", "Acme North 2"] {
            assert!(ensure_named(wrong, "Acme North").unwrap_err().at("confirm").is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn slugs_are_made_from_names() {
        assert_eq!(slugify("Ana's  Team — 2", "org"), "anas-team-2");
        assert_eq!(slugify("病院", "org"), "org");
        assert_eq!(slugify(&"a".repeat(90), "org").len(), 40);
        assert_eq!(slugify("!?", "org"), "org");
    }
}
