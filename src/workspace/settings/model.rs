//! What the settings page of a workspace shows, and its rules.

use crate::model::{AppError, Code, OrgId, WorkspaceId, document::DocumentFormats};
use serde::{Deserialize, Serialize};

/// How the workspace's documents are written and drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub org: OrgId,
    pub workspace: WorkspaceId,
    pub name: String,
    pub formats: DocumentFormats,
    /// What a save must carry.
    pub version: i64,
}

/// What an edit of a workspace changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Address,
    Description,
    Settings,
    State,
}

impl Part {
    const ALL: [Self; 5] = [Self::Name, Self::Address, Self::Description, Self::Settings, Self::State];

    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Description => "description",
            Self::Settings => "settings",
            Self::State => "state",
        }
    }

    /// The part of the database's word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    /// "the name, the address and the settings"; "the workspace" where nobody knows.
    pub fn list(parts: &[Self]) -> String {
        let labels: Vec<String> = parts.iter().map(|part| format!("the {}", part.word())).collect();
        match labels.as_slice() {
            [] => "the workspace".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// Somebody else edited the workspace meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{who} changed {what} {when}.", what = Part::list(parts))]
pub struct Stale {
    pub who: String,
    pub parts: Vec<Part>,
    pub when: String,
}

impl From<Stale> for AppError {
    fn from(stale: Stale) -> Self {
        Self::new(Code::Conflict, stale.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_save_is_refused_with_who_what_and_when() {
        let parts = vec![Part::Name, Part::Settings];
        let error: AppError = Stale { who: "Ana Lima".into(), parts, when: "2 minutes ago".into() }.into();
        assert_eq!(error.code, Code::Conflict);
        assert_eq!(error.message, "Ana Lima changed the name and the settings 2 minutes ago.");
        assert_eq!(Part::list(&[]), "the workspace");
        assert!(Part::ALL.into_iter().all(|part| Part::from_word(part.word()) == Some(part)));
    }
}
