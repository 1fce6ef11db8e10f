//! What the General tab shows, and its rules.

use crate::model::{AppError, Code, OrgId};
use serde::{Deserialize, Serialize};

/// The organization as its General tab shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct General {
    pub id: OrgId,
    pub slug: String,
    pub name: String,
    /// What a save must carry.
    pub version: i64,
}

/// What deleting the organization would end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    pub id: OrgId,
    /// What has to be typed.
    pub name: String,
    pub members: i64,
    pub workspaces: i64,
}

/// Refuses to delete an organization whose name wasn't typed.
pub fn ensure_named(typed: &str, name: &str) -> Result<(), AppError> {
    if typed.split_whitespace().eq(name.split_whitespace()) {
        return Ok(());
    }
    Err(AppError::field("confirm", format!("That isn’t the name. Type “{name}”, just so.")))
}

/// Why the name can't be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Somebody else saved meanwhile.
    #[error("{who} renamed it to “{name}” {when}.")]
    Stale { who: String, name: String, when: String },
}

impl From<RenameError> for AppError {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::Stale { .. } => Self::new(Code::Conflict, error.to_string()),
        }
    }
}

/// Refuses a save that was made from an older version than the current one.
pub fn ensure_current(read: i64, current: i64, stale: impl FnOnce() -> RenameError) -> Result<(), RenameError> {
    if read == current { Ok(()) } else { Err(stale()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_itself_deletes() {
        assert!(ensure_named(" Acme  North ", "Acme North").is_ok());
        for wrong in ["", "acme north", "AcmeNorth", "Acme", "Acme North 2"] {
            assert!(ensure_named(wrong, "Acme North").unwrap_err().at("confirm").is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn a_stale_save_is_refused_with_who_and_what() {
        let stale =
            || RenameError::Stale { who: "Ana Lima".into(), name: "North".into(), when: "2 minutes ago".into() };
        assert_eq!(ensure_current(3, 3, stale), Ok(()));
        let error: AppError = ensure_current(2, 3, stale).unwrap_err().into();
        assert_eq!(error.code, Code::Conflict);
        assert!(error.message.starts_with("Ana Lima renamed it to “North” 2 minutes ago."));
    }
}
