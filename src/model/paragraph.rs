//! Short texts that people write about something: what it is for, why it was done.

use crate::model::name::is_invisible;
use std::fmt;

/// One paragraph of at most `MAX` characters, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph<const MAX: usize>(String);

/// What an organization or a workspace says of itself.
pub type Description = Paragraph<300>;

/// Why something was done.
pub type Reason = Paragraph<200>;

/// Why a text is no such paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParagraphError {
    #[error("Use at most {max} characters; this has {length}.")]
    TooLong { max: usize, length: usize },
    #[error("Leave out characters that can't be seen.")]
    Invisible,
}

impl<const MAX: usize> Paragraph<MAX> {
    /// The longest, in characters.
    pub const MAX: usize = MAX;

    /// Reads what was typed. Lines are joined.
    pub fn parse(typed: &str) -> Result<Self, ParagraphError> {
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = text.chars().count();
        if length > MAX {
            Err(ParagraphError::TooLong { max: MAX, length })
        } else if text.chars().any(is_invisible) {
            Err(ParagraphError::Invisible)
        } else {
            Ok(Self(text))
        }
    }
}

impl<const MAX: usize> fmt::Display for Paragraph<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_one_paragraph() {
        assert_eq!(Description::parse(" We read\r\n  X-rays. ").unwrap().to_string(), "We read X-rays.");
        assert_eq!(Description::parse(" \n ").unwrap().to_string(), "");
        assert!(Description::parse(&"é".repeat(300)).is_ok());
        let too_long = Description::parse(&"é".repeat(301)).unwrap_err();
        assert_eq!(too_long.to_string(), "Use at most 300 characters; this has 301.");
        assert_eq!(Reason::parse("a\u{202E}b"), Err(ParagraphError::Invisible));
    }
}
