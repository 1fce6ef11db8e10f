//! What the page of a workspace's members shows and sends, and its rules.

use crate::model::{
    AppError, Code, Cursor, InvitationId, Moment, OrgId, Page, UserId, WorkspaceId, WorkspaceRole,
    sending::{YOUNG_DAYS, YOUNG_LIMIT},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a list is asked for, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What a name or an address contains; empty for everybody.
    #[serde(default)]
    pub search: String,
    /// Behind this row…
    #[serde(default)]
    pub after: Option<Cursor>,
    /// …or before this one.
    #[serde(default)]
    pub before: Option<Cursor>,
}

/// A page of who is in the workspace, and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberList {
    pub place: Place,
    /// The reader's role.
    pub reader: WorkspaceRole,
    pub search: String,
    /// How many are in it; 0 where nobody is found.
    pub count: i64,
    pub members: Page<MemberLine>,
}

/// What only managers see of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    pub place: Place,
    /// Whether the reader is no member of the organization.
    pub is_outside: bool,
    /// Members of the organization who could be added, as far as the reader may know them; at most a few hundred.
    pub candidates: Vec<Candidate>,
    /// Those that nobody has answered, the last sent first; at most a hundred.
    pub invitations: Vec<InvitationLine>,
}

/// An open invitation to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    pub id: InvitationId,
    pub email: String,
    pub role: WorkspaceRole,
    pub open: Open,
    /// Who sent it last; none once the account is gone.
    pub inviter: Option<String>,
    /// When it was sent last.
    pub sent: Moment,
    /// When it expires.
    pub ends: Moment,
}

/// How far an invitation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Open {
    /// It can be accepted.
    Pending,
    /// It can be sent again.
    Expired,
}

/// The workspace, as its forms and addresses name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub org: OrgId,
    pub org_slug: String,
    pub org_name: String,
    pub workspace: WorkspaceId,
    pub slug: String,
    pub name: String,
}

impl Place {
    /// The address of the page.
    pub fn address(&self) -> String {
        format!("/o/{}/w/{}/members", self.org_slug, self.slug)
    }
}

/// Somebody who is in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub user: UserId,
    /// Grows with every change of the role; a change carries the one that it read.
    pub version: i64,
    pub name: String,
    pub email: String,
    pub role: WorkspaceRole,
    /// Whether they are no member of the organization.
    pub is_outside: bool,
    pub joined: Moment,
    /// The reader.
    pub is_own: bool,
}

/// A member of the organization who isn't in the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub name: String,
    pub email: String,
}

/// What is done to somebody who is in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Become(WorkspaceRole),
    Remove,
    /// By themselves.
    Leave,
}

/// Whom it is done to, as they are while they are locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    pub role: WorkspaceRole,
    /// Neither suspended in the organization nor with an account that is being deleted.
    pub can_enter: bool,
    /// Whoever acts.
    pub is_own: bool,
    /// If somebody changed them since the page was drawn: who, and when.
    pub stale: Option<(String, String)>,
}

/// Why it isn't done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("That person isn’t in this workspace any more. Nothing was changed.")]
    Gone,
    #[error("{who} changed {name} {when}: now {}. Nothing was changed; look again, then decide.", .role.noun())]
    Stale { name: String, who: String, when: String, role: WorkspaceRole },
    #[error("{} the last manager here. Appoint another one first.", if *.is_own { "You are".to_owned() } else { format!("{name} is") })]
    LastManager { name: String, is_own: bool },
    #[error("{name} is {} already.", .role.noun())]
    Already { name: String, role: WorkspaceRole },
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::Gone => Code::NotFound,
            Refusal::Stale { .. } => Code::Conflict,
            Refusal::LastManager { .. } | Refusal::Already { .. } => Code::Invalid,
        };
        Self::new(code, refusal.to_string())
    }
}

/// Whether `act` may be done to `target` by a manager, or by themselves. `managers` is how many managers can enter.
pub fn decide(target: &Target, act: Act, managers: i64) -> Result<(), Refusal> {
    let name = || target.name.clone();
    if let Some((who, when)) = target.stale.clone() {
        return Err(Refusal::Stale { name: name(), who, when, role: target.role });
    }
    if act == Act::Become(target.role) {
        return Err(Refusal::Already { name: name(), role: target.role });
    }
    // Whoever it is, if not a manager who can enter, takes none away.
    if target.role == WorkspaceRole::Manager && target.can_enter && managers <= 1 {
        return Err(Refusal::LastManager { name: name(), is_own: target.is_own });
    }
    Ok(())
}

/// Why nobody is added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    #[error("Enter a name or an address.")]
    Empty,
    #[error("Enter the whole address. Names are looked up for members of the organization alone.")]
    NameFromOutside,
    #[error(
        "Nobody in {organization} has a name like that. Enter the address; somebody from outside is invited below."
    )]
    NoSuchName { organization: String },
    #[error("Nobody in {organization} has that address. Invite them from outside, below.")]
    NoSuchAddress { organization: String },
    #[error("Several people have a name like that: {}. Enter the address.", .0.join(", "))]
    Several(Vec<String>),
    #[error("{0} is in this workspace already.")]
    Inside(String),
}

impl From<AddError> for AppError {
    fn from(error: AddError) -> Self {
        Self::field("who", error.to_string())
    }
}

/// Why nobody is invited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    #[error("{email} is a member of {organization}. Add them as a member instead, above.")]
    Member { email: String, organization: String },
    #[error("{0} is in this workspace already.")]
    Inside(String),
    #[error("Addresses at {0} aren’t accepted here.")]
    Banned(String),
    #[error(
        "A new organization can invite {YOUNG_LIMIT} people a day in its first {YOUNG_DAYS} days; none are left today."
    )]
    TooYoung,
}

impl From<InviteError> for AppError {
    fn from(error: InviteError) -> Self {
        let refused = Self::field("email", error.to_string());
        if error == InviteError::TooYoung { Self { code: Code::TooMany, ..refused } } else { refused }
    }
}

/// A place in the list: the folded name and who has it. Opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberCursor {
    pub term: String,
    pub user: Uuid,
}

impl MemberCursor {
    /// Reads a cursor; none where it isn't one of ours.
    pub fn read(Cursor(text): &Cursor) -> Option<Self> {
        let (user, term) = text.split_at_checked(32)?;
        (!term.contains('\0')).then_some(Self { user: user.parse().ok()?, term: term.to_owned() })
    }
}

impl From<MemberCursor> for Cursor {
    fn from(MemberCursor { term, user }: MemberCursor) -> Self {
        Self(format!("{}{term}", user.simple()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use WorkspaceRole::{Editor, Manager, Viewer};

    fn target(role: WorkspaceRole) -> Target {
        Target { name: "Ana".to_owned(), role, can_enter: true, is_own: false, stale: None }
    }

    #[test]
    fn the_last_manager_stays_one() {
        for act in [Act::Become(Editor), Act::Become(Viewer), Act::Remove, Act::Leave] {
            let refused = decide(&target(Manager), act, 1).unwrap_err();
            assert_eq!(refused.to_string(), "Ana is the last manager here. Appoint another one first.");
            assert_eq!(decide(&target(Manager), act, 2), Ok(()));
            assert_eq!(decide(&target(if act == Act::Become(Editor) { Viewer } else { Editor }), act, 1), Ok(()));
        }
        let own = Target { is_own: true, ..target(Manager) };
        assert!(decide(&own, Act::Leave, 1).unwrap_err().to_string().starts_with("You are the last manager"));
        let locked_out = Target { can_enter: false, ..target(Manager) };
        assert_eq!(decide(&locked_out, Act::Remove, 1), Ok(()), "who can't enter is nobody's last");
    }

    #[test]
    fn what_the_page_did_not_show_is_told() {
        let stale = Target { stale: Some(("Bo".to_owned(), "2 minutes ago".to_owned())), ..target(Editor) };
        let error: AppError = decide(&stale, Act::Remove, 9).unwrap_err().into();
        assert_eq!(error.code, Code::Conflict);
        assert!(error.message.starts_with("Bo changed Ana 2 minutes ago: now an editor."), "{error}");
        let same = decide(&target(Editor), Act::Become(Editor), 9).unwrap_err();
        assert_eq!(same.to_string(), "Ana is an editor already.");
    }

    #[test]
    fn a_cursor_reads_as_it_is_written() {
        let cursor = MemberCursor { term: "émile: 病院".to_owned(), user: Uuid::from_u128(9) };
        assert_eq!(MemberCursor::read(&cursor.clone().into()), Some(cursor));
        assert_eq!(MemberCursor::read(&Cursor("病".repeat(20))), None);
        assert_eq!(MemberCursor::read(&Cursor(format!("{}\0", "0".repeat(32)))), None);
    }
}
