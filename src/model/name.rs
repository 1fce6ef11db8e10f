//! Names that people type: of themselves, of organizations, of workspaces.

use crate::model::AppError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A name as it is stored: 1 to 100 characters, one of which can be seen, no control characters, runs of white space made
/// one space.
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
    #[error("Use at least one character that can be seen.")]
    Blank,
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
        } else if is_blank(&name) {
            Err(NameError::Blank)
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

/// Whether nothing of a text can be seen. Joiners, fillers and variation selectors belong into names, beside what they join,
/// fill and vary; a name of them alone is none. They are Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt),
/// and the blank pattern of Braille.
pub fn is_blank(text: &str) -> bool {
    let is_unseen = |c: char| {
        c.is_whitespace()
            || is_invisible(c)
            || matches!(c,
                '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
                | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}')
    };
    text.chars().all(is_unseen)
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
    fn something_of_a_name_can_be_seen() {
        for blank in ["\u{3164}", "\u{2800}", "\u{200D}", "\u{3164} \u{2800}\u{FE0F}", "\u{AD}", "\u{E0041}"] {
            assert_eq!(Name::parse(blank), Err(NameError::Blank), "{blank:?}");
        }
        for seen in ["👩\u{200D}🔬", "می\u{200C}خواهم", "❤\u{FE0F}", "\u{3164}ㅎ", "⠁", "-"] {
            assert_eq!(Name::parse(seen).unwrap().as_str(), seen);
        }
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
