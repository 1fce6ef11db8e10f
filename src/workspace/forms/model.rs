//! What the pages of forms show.

use crate::model::{FormId, Moment, Page, UserId, content::Here};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, str::FromStr};

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

/// People of the workspace to choose from, those first who were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub shown: Vec<Person>,
    /// Whether there are others, whom the page has no room for.
    pub are_more: bool,
}

/// Whom a form is to be for, where it isn't for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Exactly these.
    All(Vec<UserId>),
    /// Of the people that a page showed `people`, where `before` were chosen; of all others who was chosen before.
    OfShown { people: Vec<UserId>, before: Vec<UserId> },
}

impl Chosen {
    /// Everybody whom it is for then, each once, where it was for `now`.
    pub fn applied_to(self, now: Vec<UserId>) -> Vec<UserId> {
        let mut all = match self {
            Self::All(people) => people,
            Self::OfShown { people, before } => {
                let shown: HashSet<UserId> = before.into_iter().collect();
                now.into_iter().filter(|person| !shown.contains(person)).chain(people).collect()
            }
        };
        all.sort_unstable();
        all.dedup();
        all
    }
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
    pub people: People,
    pub page: Page<FormLine>,
}

/// One form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    pub here: Here,
    pub form: FormLine,
    pub people: People,
}
