//! What the Workspaces tab shows and sends, and its rules.

mod rules;
mod words;

pub use rules::{Act, Refusal, Standing, decide, ensure_appointable, full};
pub use words::{Part, Show, State, WorkspaceCursor};

use crate::model::{
    Cursor, Moment, OrgId, OrgRole, Page, WorkspaceId, allowance::Allowance, document::DocumentFormats,
};
use serde::{Deserialize, Serialize};

/// What a list of workspaces is asked for, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What a name contains; empty for every workspace.
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub show: String,
    /// Behind this row…
    #[serde(default)]
    pub after: Option<Cursor>,
    /// …or before this one.
    #[serde(default)]
    pub before: Option<Cursor>,
}

/// A page of the workspaces, and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceList {
    pub slug: String,
    pub name: String,
    pub search: String,
    pub show: Show,
    pub totals: Totals,
    /// Of the current ones.
    pub allowance: Allowance,
    pub workspaces: Page<WorkspaceLine>,
}

/// How many workspaces an organization has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Active and suspended.
    pub current: i64,
    pub archived: i64,
}

/// A workspace in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceLine {
    pub workspace: Workspace,
    pub members: i64,
    /// Those who can enter.
    pub managers: i64,
    pub forms: i64,
    /// Ready fills of the present month, UTC.
    pub fills: i64,
    pub created: Moment,
}

/// A workspace as it is seen from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub identity: Identity,
    pub state: State,
    /// Why it is suspended; may be empty.
    pub reason: String,
    /// What a save must carry.
    pub version: i64,
}

/// What a workspace is called, where it is found and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub name: String,
    pub slug: String,
    /// May be empty.
    pub description: String,
}

/// How much there is in a workspace. What was deleted and can be restored doesn't count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub members: i64,
    /// Those who can enter: neither suspended in the organization nor with an account that is being deleted.
    pub managers: i64,
    pub forms: i64,
    /// Ready fills of the present month, UTC.
    pub fills: i64,
    /// Ready fills of all time.
    pub all_fills: i64,
    pub profiles: i64,
    pub documents: i64,
    pub sessions: i64,
}

/// One workspace's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceTab {
    pub org: OrgId,
    pub org_slug: String,
    pub org_name: String,
    pub reader: OrgRole,
    /// What stands before its slug in addresses: `https://example.com/o/acme/w/`.
    pub base: String,
    pub workspace: Workspace,
    pub counts: Counts,
    pub created: Moment,
    /// When anything of it was last changed, and by whom.
    pub changed: Option<(Moment, Option<String>)>,
    /// Since when it is in its state, and by whom.
    pub since: Option<(Moment, Option<String>)>,
    /// Whether the reader is in it.
    pub is_in: bool,
    /// Whom the page offers as manager where there is none: names and addresses of members, not necessarily all.
    pub candidates: Vec<(String, String)>,
}

/// What the page that creates a workspace begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTab {
    pub org: OrgId,
    pub slug: String,
    pub base: String,
    pub defaults: DocumentFormats,
    /// Whether there is room for it.
    pub allowance: Allowance,
}
