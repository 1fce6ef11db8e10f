//! What the list of invitations shows, and its rules.

use crate::model::{
    AppError, Code, InvitationId, Moment, OrgId, OrgRole, Page, WorkspaceId,
    invited::{InvitedTo, flooded},
    seats::Seats,
    sending::{YOUNG_DAYS, YOUNG_LIMIT},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It can be accepted.
    Pending,
    Accepted,
    /// By whoever was invited.
    Rejected,
    /// By whoever may invite.
    Canceled,
    Expired,
    /// By a newer one to the same address.
    Replaced,
}

impl Status {
    /// Every status, in the order of the filter.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Accepted, Self::Rejected, Self::Canceled, Self::Expired, Self::Replaced];

    /// The name in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
        }
    }

    /// The name on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Accepted => "Accepted",
            Self::Rejected => "Declined",
            Self::Canceled => "Revoked",
            Self::Expired => "Expired",
            Self::Replaced => "Replaced",
        }
    }

    /// Whether it is still open: it can be sent again or revoked.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Expired)
    }

    /// What came between the page that showed it as open and the act upon it.
    pub const fn over(self) -> &'static str {
        match self {
            Self::Pending | Self::Expired => "has expired",
            Self::Accepted => "was accepted",
            Self::Rejected => "was declined",
            Self::Canceled => "was revoked",
            Self::Replaced => "was replaced by a newer one",
        }
    }
}

impl FromStr for Status {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let known = Self::ALL.into_iter().find(|status| status.as_str() == text);
        known.ok_or_else(|| AppError::new(Code::Malformed, format!("There is no status {text:?}.")))
    }
}

/// An invitation as a row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub role: OrgRole,
    pub status: Status,
    /// The workspaces that it leads into, as far as they are there.
    pub workspaces: Vec<InvitedTo>,
    /// Who sent it last; none once the account is gone.
    pub inviter: Option<String>,
    /// When it was sent last.
    pub sent: Moment,
    /// When it was answered or revoked; while it is open, when it expires.
    pub ends: Moment,
    /// Whether the reader may send it again and revoke it.
    pub may_manage: bool,
}

/// The list of invitations as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitations {
    pub org: OrgId,
    pub slug: String,
    /// What is filtered by.
    pub status: Option<Status>,
    pub page: Page<Invitation>,
    pub seats: Seats,
    /// The roles that the reader may give to somebody, weakest first.
    pub grants: Vec<OrgRole>,
    /// The workspaces that the reader may bring people into.
    pub managed: Managed,
    /// The link that was asked for, to hand on.
    pub link: Option<Link>,
}

/// The active workspaces that somebody manages, by name, and how many more there are than are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    pub shown: Vec<ManagedWorkspace>,
    pub more: i64,
}

impl Managed {
    /// Where those are that aren't shown; empty without any.
    pub fn rest_in_words(&self) -> String {
        let shown = self.shown.len();
        match self.more {
            0 => String::new(),
            1 => format!(
                " Only {shown} of the workspaces that you manage fit here. Into the one that is left people are brought from its own members page."
            ),
            more => format!(
                " Only {shown} of the workspaces that you manage fit here. Into the {more} that are left people are brought from their own members pages."
            ),
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedWorkspace {
    pub id: WorkspaceId,
    pub name: String,
}

/// A link to hand on. It proves no address, so whoever was invited signs in, or confirms theirs as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub email: String,
    pub url: String,
    pub expires: Moment,
}

/// Why an invitation can't be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    #[error("Enter at least one email address.")]
    Nobody,
    #[error("Invite at most {max} people at once; these are {0}.", max = MAX_PEOPLE)]
    TooMany(usize),
    #[error("{0}")]
    Full(String),
    #[error(
        "A new organization can invite {YOUNG_LIMIT} people a day in its first {YOUNG_DAYS} days; {left} {are} left today."
    , are = if *left == 1 { "is" } else { "are" })]
    TooYoung { left: i64 },
    #[error("Choose at most {max} workspaces; these are {0}.", max = MAX_WORKSPACES)]
    TooManyWorkspaces(usize),
    #[error("One of these workspaces stands here twice. Name each once, with one role.")]
    Twice,
    /// Whether there is such a workspace isn't told.
    #[error("One of these is no active workspace that you manage, so nobody was invited.")]
    NotManaged,
}

/// Why an invitation isn't sent again. Each says whose it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("One of the invitations isn’t there any more.")]
    Gone,
    #[error("The invitation of {email} {} meanwhile, so it wasn’t sent again.", .status.over())]
    Over { email: String, status: Status },
    #[error("{email} is a member already, so nothing was sent. Revoke the invitation.")]
    Member { email: String },
    #[error("{email}: {}", cant_grant(*.role).message)]
    Above { email: String, role: OrgRole },
    #[error("{email}: {why}")]
    Full { email: String, why: InviteError },
    #[error("{email}: {}", InviteError::TooYoung { left: 0 })]
    TooYoung { email: String },
    #[error("{} {wait}", flooded(.email))]
    Flooded { email: String, wait: AppError },
}

impl From<NotSent> for AppError {
    fn from(refusal: NotSent) -> Self {
        let message = refusal.to_string();
        match refusal {
            NotSent::Gone => Self::not_found(),
            NotSent::Over { .. } | NotSent::Member { .. } => Self::new(Code::Invalid, message),
            NotSent::Above { role, .. } => cant_grant(role),
            NotSent::Full { why, .. } => why.into(),
            NotSent::TooYoung { .. } => Self::new(Code::TooMany, message),
            // How long to wait is said beside it.
            NotSent::Flooded { email, wait } => Self { message: flooded(&email), ..wait },
        }
    }
}

/// How many invitations can be sent again at once: a page's worth.
pub const MAX_PICKS: usize = 50;
/// How many people can be invited at once.
pub const MAX_PEOPLE: usize = 500;
/// How many workspaces an invitation leads into at most, and how many the form shows.
pub const MAX_WORKSPACES: usize = 50;

impl From<InviteError> for AppError {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::TooManyWorkspaces(_) | InviteError::Twice | InviteError::NotManaged => {
                Self::field("workspaces", error.to_string())
            }
            InviteError::TooYoung { .. } => Self { code: Code::TooMany, ..Self::field("people", error.to_string()) },
            _ => Self::field("people", error.to_string()),
        }
    }
}

/// A refusal for a role that is above one's own.
pub fn cant_grant(role: OrgRole) -> AppError {
    let message = format!("Your role can't make somebody {}. Ask {}.", role.noun(), role.granters());
    AppError { code: Code::Forbidden, message: message.clone(), ..AppError::field("role", message) }
}

/// What to do when so many `people` find no room.
pub fn full(seats: &Seats, people: i64) -> InviteError {
    let Some(taken) = seats.limited else { return InviteError::Nobody };
    let of = seats.of_whom();
    let more = seats.way_to_more();
    let help = format!("Revoke an invitation, remove a member, or {more}.");
    InviteError::Full(match (taken.limit, taken.free()) {
        (1, _) if taken.used() == 1 => {
            format!("There is one seat{of}, and it is taken. To invite people, {more}.")
        }
        (limit, 0) if taken.used() > limit => {
            format!("{} seats are taken, of {limit}{of}. {help}", taken.used())
        }
        (limit, 0) => format!("All {limit} seats{of} are taken. {help}"),
        (limit, 1) => format!("One of the {limit} seats is free, and these are {people} people. {help}"),
        (limit, free) => format!("{free} of the {limit} seats are free, and these are {people} people. {help}"),
    })
}

/// The seats in a sentence.
pub fn seats_in_words(seats: &Seats) -> String {
    let Some(taken) = seats.limited else { return format!("The {} plan has no limit of seats.", seats.plan) };
    let (used, left) = (taken.used(), taken.limit - taken.members);
    let head = format!("{used} of {} seats{} are taken", taken.limit, seats.of_whom());
    let pending = match taken.pending {
        0 => String::new(),
        1 => ", one of them by a pending invitation".to_owned(),
        pending => format!(", {pending} of them by pending invitations"),
    };
    let advice = match taken.free() {
        0 if used > taken.limit && left > 0 => {
            format!(
                ". That is {} too many: of those who are invited, {left} can still join, whoever comes first.",
                used - taken.limit
            )
        }
        0 if used > taken.limit => {
            format!(". That is {} too many: nobody can join before they are free.", used - taken.limit)
        }
        0 => format!(". To invite more people, revoke an invitation, remove a member, or {}.", seats.way_to_more()),
        free => format!("; {free} {} free.", if free == 1 { "is" } else { "are" }),
    };
    format!("{head}{pending}{advice}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::seats::Taken;

    fn seats(limit: i64, members: i64, pending: i64) -> Seats {
        Seats { plan: "Pro".into(), is_own_limit: false, limited: Some(Taken { limit, members, pending }) }
    }

    #[test]
    fn a_full_plan_says_what_to_do() {
        let said = |seats, people| AppError::from(full(&seats, people)).at("people").unwrap().to_owned();
        assert_eq!(
            said(seats(1, 1, 0), 1),
            "There is one seat in the Pro plan, and it is taken. To invite people, have the plan changed."
        );
        assert!(said(seats(3, 2, 1), 1).starts_with("All 3 seats in the Pro plan are taken. Revoke"));
        assert!(said(seats(1, 3, 0), 1).starts_with("3 seats are taken, of 1 in the Pro plan. Revoke"));
        let by_operator = Seats { is_own_limit: true, ..seats(3, 3, 0) };
        let sentence = said(by_operator, 1);
        assert!(
            sentence.starts_with("All 3 seats are taken.") && sentence.ends_with("ask the operator for more."),
            "{sentence}"
        );
        assert!(said(seats(3, 2, 0), 2).starts_with("One of the 3 seats is free, and these are 2 people."));
        assert!(seats_in_words(&seats(3, 1, 1)).ends_with("taken, one of them by a pending invitation; 1 is free."));
        assert!(seats_in_words(&seats(1, 2, 0)).ends_with("That is 1 too many: nobody can join before they are free."));
        assert!(
            seats_in_words(&seats(4, 3, 2))
                .ends_with("of those who are invited, 1 can still join, whoever comes first.")
        );
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let managed = |more| Managed { shown: Vec::new(), more }.rest_in_words();
        assert_eq!(managed(0), "");
        assert!(managed(1).ends_with("Into the one that is left people are brought from its own members page."));
        assert!(managed(12).contains("Into the 12 that are left"));
    }

    #[test]
    fn a_role_above_ones_own_is_refused_with_who_can_help() {
        let error = cant_grant(OrgRole::Owner);
        assert_eq!(
            (error.code, error.at("role")),
            (Code::Forbidden, Some("Your role can't make somebody an owner. Ask an owner."))
        );
    }
}
