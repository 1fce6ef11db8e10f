//! What the pages of fill sessions show.

use crate::model::{FillSessionId, Moment, Page, content::Here};
use serde::{Deserialize, Serialize};

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: FillSessionId,
    /// May be empty.
    pub name: String,
    pub begun: Moment,
    pub ended: Option<Moment>,
}

impl SessionLine {
    /// What it is called on a page.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { "Without a name" } else { &self.name }
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    pub here: Here,
    pub page: Page<SessionLine>,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPage {
    pub here: Here,
    pub session: SessionLine,
    /// Whether nothing was filled in it: then it can be deleted.
    pub empty: bool,
}
