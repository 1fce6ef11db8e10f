//! What is inside a workspace, as several of its pages speak of it.

use crate::model::name::{is_blank, is_invisible};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// For how many days a form, a profile or a document that was deleted can be restored.
pub const RESTORABLE_DAYS: i64 = 30;

/// Where a page is, and what its reader may do there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    /// The organization's slug.
    pub org: String,
    /// The workspace's slug.
    pub workspace: String,
    /// Add and delete.
    pub may_edit: bool,
    /// Say who sees what.
    pub may_manage: bool,
}

impl Here {
    /// The address of a page of the workspace.
    pub fn page(&self, rest: &str) -> String {
        format!("/o/{}/w/{}/{rest}", self.org, self.workspace)
    }
}

/// The name of something inside a workspace: 1 to 200 characters, one of which can be seen, no control characters, runs of
/// white space made one space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

/// Why a text is no title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TitleError {
    #[error("Enter a name.")]
    Empty,
    #[error("Use at most {max} characters; this has {0}.", max = Title::MAX)]
    TooLong(usize),
    #[error("Leave out characters that can't be seen.")]
    Invisible,
    #[error("Use at least one character that can be seen.")]
    Blank,
}

impl Title {
    /// The longest, in characters.
    pub const MAX: usize = 200;

    /// Reads what was typed.
    pub fn parse(typed: &str) -> Result<Self, TitleError> {
        let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        match title.chars().count() {
            0 => Err(TitleError::Empty),
            length if length > Self::MAX => Err(TitleError::TooLong(length)),
            _ if title.chars().any(is_invisible) => Err(TitleError::Invisible),
            _ if is_blank(&title) => Err(TitleError::Blank),
            _ => Ok(Self(title)),
        }
    }

    /// The same, where it may be left out.
    pub fn parse_or_none(typed: &str) -> Result<Option<Self>, TitleError> {
        match Self::parse(typed) {
            Err(TitleError::Empty) => Ok(None),
            title => title.map(Some),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Title> for String {
    fn from(title: Title) -> Self {
        title.0
    }
}

/// How far a fill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillState {
    /// It is under way.
    Processing,
    /// There is a PDF. Ready is the end: it was counted.
    Ready,
    /// Nothing came of it; another try may.
    Failed,
}

/// What isn't the name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Send processing, ready or failed.")]
pub struct NoState;

impl FillState {
    /// Every state, in the order of a list.
    pub const ALL: [Self; 3] = [Self::Processing, Self::Ready, Self::Failed];

    /// The name in the database, in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// The name on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Processing => "Processing",
            Self::Ready => "Ready",
            Self::Failed => "Failed",
        }
    }
}

impl FromStr for FillState {
    type Err = NoState;

    fn from_str(text: &str) -> Result<Self, NoState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(NoState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_trimmed_and_bounded() {
        assert_eq!(Title::parse("  A \t form ").unwrap().as_str(), "A form");
        assert_eq!(Title::parse(" "), Err(TitleError::Empty));
        assert_eq!(Title::parse(&"é".repeat(201)), Err(TitleError::TooLong(201)));
        assert_eq!(Title::parse("a\0"), Err(TitleError::Invisible));
        assert_eq!(Title::parse("\u{3164}"), Err(TitleError::Blank));
        assert_eq!(Title::parse_or_none(" "), Ok(None));
    }
}
