//! What the pages of forms show.

use crate::model::{FormId, Moment, Page, UserId, content::Here};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Who of the workspace sees a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everybody.
    #[default]
    Workspace,
    /// Its managers, and those who were chosen.
    Chosen,
}

/// What isn't one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Choose who sees it: workspace or chosen.")]
pub struct NoAccess;

impl Access {
    /// The name in the database, in forms and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Chosen => "chosen",
        }
    }

    /// The name on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Workspace => "Everybody in the workspace",
            Self::Chosen => "Managers and chosen people",
        }
    }
}

impl FromStr for Access {
    type Err = NoAccess;

    fn from_str(text: &str) -> Result<Self, NoAccess> {
        [Self::Workspace, Self::Chosen].into_iter().find(|access| access.as_str() == text).ok_or(NoAccess)
    }
}

/// Somebody of the workspace, to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub chosen: bool,
}

/// A form in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLine {
    pub id: FormId,
    pub name: String,
    pub access: Access,
    /// When it was added; of a deleted one, when it was deleted.
    pub at: Moment,
    pub version: i64,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormList {
    pub here: Here,
    /// Whether these are the ones that were deleted and can be restored.
    pub deleted: bool,
    /// Whom a new form can be for.
    pub people: Vec<Person>,
    pub page: Page<FormLine>,
}

/// One form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    pub here: Here,
    pub form: FormLine,
    pub people: Vec<Person>,
}
