//! What the page of a workspace's keys shows and sends, and its rules.

use crate::model::{
    ApiKeyId, AppError, Code, Moment, OrgId, Page, WorkspaceId, WorkspacePermission, allowance::Allowance,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A page of the keys, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyList {
    pub org: OrgId,
    pub workspace: WorkspaceId,
    /// The address of the page.
    pub address: String,
    /// Of the keys that work.
    pub allowance: Allowance,
    pub keys: Page<KeyLine>,
}

/// A key in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLine {
    pub id: ApiKeyId,
    pub name: String,
    /// By which it is told from others; no secret.
    pub prefix: String,
    pub permissions: Vec<WorkspacePermission>,
    pub created: Moment,
    /// Who made it; none once the account is gone.
    pub created_by: Option<String>,
    /// The date when it ends; none for never.
    pub expires: Option<String>,
    pub last_used: Option<Moment>,
    pub state: KeyState,
}

/// Whether a key works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyState {
    Active,
    Expired,
    /// When, and by whom if the account is still there.
    Revoked(Moment, Option<String>),
}

/// When a key ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    Month,
    Quarter,
    Year,
    Never,
}

impl Expiry {
    /// Every choice, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Never];

    /// In how many days; none for never.
    pub const fn days(self) -> Option<i64> {
        match self {
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Never => None,
        }
    }

    /// The word in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
            Self::Never => "never",
        }
    }

    /// The words on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Month => "In 30 days",
            Self::Quarter => "In 90 days",
            Self::Year => "In a year",
            Self::Never => "Never",
        }
    }
}

impl FromStr for Expiry {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::ALL.into_iter().find(|expiry| expiry.as_str() == text).ok_or(KeyError::Expiry)
    }
}

/// What a key may, as its boxes say it: what it is called, and what that means.
pub const fn told(permission: WorkspacePermission) -> (&'static str, &'static str) {
    match permission {
        WorkspacePermission::SeeContent => (
            "See content",
            "Forms, fills with their PDF, profiles, documents, fill sessions. Of every form, whoever it is for.",
        ),
        WorkspacePermission::EditContent => ("Edit content", "Add, change and delete them. Seeing them is included."),
        WorkspacePermission::ReportFills => ("Report fills", "Say that a form was filled, with its PDF."),
        WorkspacePermission::EnterWorkspace => ("Be in the workspace", "Know its name."),
        WorkspacePermission::ManageWorkspace => ("Manage the workspace", "Members, settings and keys."),
    }
}

/// What a key may that is to have these: each once, in the order of the boxes. Editing includes seeing: what is changed is
/// answered whole.
pub fn included(asked: &[WorkspacePermission]) -> Vec<WorkspacePermission> {
    let is_included = |one: &WorkspacePermission| {
        asked.contains(one)
            || (*one == WorkspacePermission::SeeContent && asked.contains(&WorkspacePermission::EditContent))
    };
    WorkspacePermission::OF_KEYS.into_iter().filter(is_included).collect()
}

/// What to do where the workspace has no room for another key.
pub fn full(allowance: &Allowance) -> String {
    let (plan, limit) = (&allowance.plan, allowance.limit.unwrap_or_default());
    match limit {
        0 => format!("The {plan} plan has no connections. Have the plan changed."),
        1 => format!(
            "The one connection that the {plan} plan has for a workspace is taken. Revoke the key, or have the plan changed."
        ),
        limit => format!(
            "All {limit} connections that the {plan} plan has for a workspace are taken. Revoke a key, or have the plan changed."
        ),
    }
}

/// Why a key isn't made or revoked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("Choose at least one thing that the key may do.")]
    Nothing,
    #[error("Choose one of the list.")]
    Expiry,
    #[error("A key can’t manage a workspace. Choose of see_content, edit_content and report_fills.")]
    TooMuch,
    #[error("This key was revoked already. Nothing was changed.")]
    Revoked,
    #[error("{}", full(.0))]
    Full(Allowance),
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Nothing => Self::field("see_content", error.to_string()),
            KeyError::Expiry => Self::field("expires", error.to_string()),
            KeyError::TooMuch => Self::field("permissions", error.to_string()),
            KeyError::Revoked | KeyError::Full(_) => Self::new(Code::Invalid, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_reads_as_it_is_written() {
        assert!(Expiry::ALL.into_iter().all(|expiry| expiry.as_str().parse() == Ok(expiry)));
        assert_eq!("1".parse::<Expiry>(), Err(KeyError::Expiry));
    }

    #[test]
    fn editing_includes_seeing() {
        use WorkspacePermission::{EditContent, ReportFills, SeeContent};
        assert_eq!(included(&[EditContent]), [SeeContent, EditContent]);
        assert_eq!(included(&[ReportFills, SeeContent, ReportFills]), [SeeContent, ReportFills]);
        assert_eq!(included(&[ReportFills]), [ReportFills]);
    }
}
