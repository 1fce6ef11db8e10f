//! What the overview shows, and what needs attention.

use crate::model::{Moment, OrgRole, Permission};
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
    pub figures: Figures,
    /// What the reader can do something about, the most pressing first.
    pub attention: Vec<Attention>,
    /// Who joined last; at most five.
    pub newest: Vec<Newcomer>,
    /// The workspaces that the reader is in, by name; at most 50.
    pub own_workspaces: Vec<String>,
}

/// Counts of the whole organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub members: i64,
    /// Members who joined in the last 30 days; above 999 that many are said.
    pub joined_lately: i64,
    /// Invitations that wait for an answer.
    pub invited: i64,
    /// Without archived ones.
    pub workspaces: i64,
    /// For whoever may see usage.
    pub usage: Option<Usage>,
}

/// What is made and kept inside of workspaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Forms in workspaces that aren't archived, without deleted ones.
    pub forms: i64,
    /// Forms that were made this month (UTC), whatever became of them.
    pub forms_this_month: i64,
    /// Fills that became ready since Monday (UTC).
    pub fills_this_week: i64,
    /// Keys that open something, up to `CONNECTIONS_MOST`.
    pub connections: i64,
    /// Bytes of the files that are kept.
    pub storage: i64,
}

/// How many connections are counted.
pub const CONNECTIONS_MOST: i64 = 1_000;

/// Somebody who joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    pub name: String,
    pub role: OrgRole,
    pub joined: Moment,
}

/// Something that somebody should see to. A tab that has something to say adds a kind here; the compiler then asks for
/// its words, its place and who can see to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attention {
    /// Nobody could stand in for the one owner.
    OneOwner,
    /// Invitations that run out within two days.
    RunningOut { invitations: i64 },
    /// Members who are locked out.
    Suspended { members: i64 },
    /// Workspaces to which nobody can add people.
    Unmanaged { workspaces: i64 },
    /// The organization has no logo.
    NoLogo,
}

impl Attention {
    /// What is the matter, in one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::OneOwner => "There is one owner. If they leave or lose access, nobody can stand in.".to_owned(),
            Self::RunningOut { invitations: 1 } => "An invitation runs out within two days.".to_owned(),
            Self::RunningOut { invitations } => format!("{invitations} invitations run out within two days."),
            Self::Suspended { members: 1 } => "A member is suspended, and keeps a seat.".to_owned(),
            Self::Suspended { members } => format!("{members} members are suspended, and keep their seats."),
            Self::Unmanaged { workspaces: 1 } => "A workspace has no manager. Nobody can add people to it.".to_owned(),
            Self::Unmanaged { workspaces } => {
                format!("{workspaces} workspaces have no manager. Nobody can add people to them.")
            }
            Self::NoLogo => "There is no logo. Invitees recognise the organization by it.".to_owned(),
        }
    }

    /// What to do about it, as a link's words.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::OneOwner => "Make another owner",
            Self::RunningOut { .. } => "See invitations",
            Self::Suspended { .. } => "See members",
            Self::Unmanaged { .. } => "See workspaces",
            Self::NoLogo => "Upload a logo",
        }
    }

    /// Where it is seen to, below the organization's settings.
    pub const fn place(&self) -> &'static str {
        match self {
            Self::OneOwner => "members",
            Self::Suspended { .. } => "members?show=suspended",
            Self::RunningOut { .. } => "members/invitations",
            Self::Unmanaged { .. } => "workspaces?show=unmanaged",
            Self::NoLogo => "general#logo",
        }
    }

    /// Who can see to it.
    pub const fn permission(&self) -> Permission {
        match self {
            Self::OneOwner | Self::RunningOut { .. } | Self::Suspended { .. } => Permission::ManageMembers,
            Self::Unmanaged { .. } => Permission::ManageWorkspaces,
            Self::NoLogo => Permission::ManageGeneral,
        }
    }

    /// Whether it can wait: a suggestion rather than a risk.
    pub const fn is_mild(&self) -> bool {
        matches!(self, Self::NoLogo | Self::Suspended { .. })
    }
}

/// What was counted that may need attention.
#[derive(Clone, Debug, Default)]
pub struct Concerns {
    pub owners: i64,
    pub members: i64,
    pub running_out: i64,
    pub suspended: i64,
    pub unmanaged: i64,
    pub has_logo: bool,
    pub personal: bool,
}

impl Concerns {
    /// What of it a person of that role can see to, the most pressing first.
    pub fn attention(&self, role: OrgRole) -> Vec<Attention> {
        let some = |count: i64, kind: fn(i64) -> Attention| (count > 0).then(|| kind(count));
        // Alone, one is the only owner by nature; and only an owner makes an owner.
        let lone_owner =
            (self.owners == 1 && self.members > 1 && role == OrgRole::Owner).then_some(Attention::OneOwner);
        let no_logo = (!self.has_logo && !self.personal).then_some(Attention::NoLogo);
        [
            lone_owner,
            some(self.unmanaged, |workspaces| Attention::Unmanaged { workspaces }),
            some(self.running_out, |invitations| Attention::RunningOut { invitations }),
            some(self.suspended, |members| Attention::Suspended { members }),
            no_logo,
        ]
        .into_iter()
        .flatten()
        .filter(|attention| role.allows(Permission::OpenSettings) && role.allows(attention.permission()))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Concerns = Concerns {
        owners: 1,
        members: 9,
        running_out: 1,
        suspended: 1,
        unmanaged: 1,
        has_logo: false,
        personal: false,
    };

    #[test]
    fn everybody_is_told_what_they_can_see_to() {
        let kinds = |role| ALL.attention(role).len();
        assert_eq!(
            [OrgRole::Owner, OrgRole::Admin, OrgRole::UserAdmin, OrgRole::BillingAdmin, OrgRole::Member].map(kinds),
            [5, 4, 2, 0, 0]
        );
        assert_eq!(ALL.attention(OrgRole::Owner)[0], Attention::OneOwner, "the most pressing first");
    }

    #[test]
    fn nothing_is_said_where_nothing_is_wrong() {
        let quiet = Concerns { owners: 2, members: 9, has_logo: true, ..Concerns::default() };
        assert!(quiet.attention(OrgRole::Owner).is_empty());
        let alone = Concerns { owners: 1, members: 1, personal: true, ..Concerns::default() };
        assert!(alone.attention(OrgRole::Owner).is_empty(), "who is alone is the only owner by nature");
    }
}
