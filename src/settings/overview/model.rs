//! What the overview shows.

use crate::model::{Moment, OrgRole};
use serde::{Deserialize, Serialize};

/// The organization at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub name: String,
    pub slug: String,
    pub personal: bool,
    pub created: Moment,
    /// The reader's role.
    pub role: OrgRole,
    pub members: i64,
    pub workspaces: i64,
    /// The workspaces that the reader is in, by name; at most 50.
    pub own_workspaces: Vec<String>,
}
