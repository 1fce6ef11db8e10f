//! What the Members tab shows and sends, and its rules.

mod rules;
mod words;

pub use rules::{Act, Refusal, Target, decide, may_act_on, takes_an_owner};
pub use words::{Counts, MAX_PICKS, MemberCursor, NotAPick, Pick, Show, phrase};

use crate::model::{Cursor, MemberId, Moment, OrgId, OrgRole, Page, UserId, WorkspaceRole, seats::Seats};
use serde::{Deserialize, Serialize};

/// What a list of members is asked for, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What a name, a surname or an address begins with; empty for everybody.
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
    /// Where the list of who was removed begins.
    #[serde(default)]
    pub removed: Option<Cursor>,
}

/// A page of the members, and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberList {
    pub org: OrgId,
    pub slug: String,
    pub name: String,
    /// The reader's role.
    pub reader: OrgRole,
    pub search: String,
    pub show: Show,
    pub counts: Counts,
    pub seats: Seats,
    pub members: Page<MemberLine>,
    /// Who was removed in the last 30 days, newest first.
    pub removed: Page<RemovedLine>,
}

/// A member in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub pick: Pick,
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: OrgRole,
    pub suspended: bool,
    /// Whether the account is being deleted: nobody signs in with it.
    pub leaving: bool,
    pub joined: Moment,
    pub last_active: Option<Moment>,
    /// The reader.
    pub is_own: bool,
}

/// Somebody who was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedLine {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: OrgRole,
    pub removed: Moment,
    /// Who removed them, if the account is still there.
    pub by: Option<String>,
}

/// A member's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    pub org: OrgId,
    pub slug: String,
    pub org_name: String,
    pub reader: OrgRole,
    pub line: MemberLine,
    /// Who invited them; none for who founded the organization or whose inviter is gone.
    pub invited_by: Option<String>,
    /// Since when suspended, and by whom.
    pub suspended: Option<(Moment, Option<String>)>,
    /// When role or state was last changed, and by whom.
    pub changed: Option<(Moment, Option<String>)>,
    pub in_workspaces: i64,
    /// At most 50, by name.
    pub workspaces: Vec<(String, WorkspaceRole)>,
    /// Where they are signed in, the last used first; at most 50.
    pub sessions: Vec<SessionLine>,
    /// The keys that they made and that weren't revoked, the newest first; of more than [`KEYS_SHOWN`] one more than that.
    pub keys: Vec<KeyLine>,
}

/// How many of a member's keys their page shows.
pub const KEYS_SHOWN: usize = 50;

/// A key that a member made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLine {
    pub name: String,
    /// By which it is told from others.
    pub prefix: String,
    /// Where it belongs.
    pub workspace: String,
    pub last_used: Option<Moment>,
}

/// A session of a member's. Device and address are the person's own, and are told to them alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub signed_in: Moment,
    pub last_used: Moment,
}

impl MemberLine {
    pub fn member(&self) -> MemberId {
        self.pick.member
    }
}
