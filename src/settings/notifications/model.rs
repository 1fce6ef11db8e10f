//! What the pages of notifications show.

use crate::model::OrgId;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The organization's switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    pub id: OrgId,
    pub mail_fills: bool,
}

/// What a person wants of the mails about filled forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillMails {
    /// One for each.
    #[default]
    Each,
    /// One in the morning for all of the day before.
    Daily,
    /// None.
    Never,
}

impl FillMails {
    /// Every choice, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Each, Self::Daily, Self::Never];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    /// As it is offered.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Each => "A mail for each",
            Self::Daily => "One mail a day",
            Self::Never => "No mail",
        }
    }
}

impl FromStr for FillMails {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or("Choose one of the three.")
    }
}

/// An organization that a person is in, and what they want of its mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnChoice {
    pub id: OrgId,
    pub name: String,
    pub fill_mails: FillMails,
    /// Whether the organization sends any.
    pub is_on: bool,
}
