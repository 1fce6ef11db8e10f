//! Who may do what to whom: pure.

use super::phrase;
use crate::model::{AppError, Code, OrgRole};

/// What is done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Become(OrgRole),
    Remove {
        /// Whether the keys that they made are revoked with it.
        with_keys: bool,
    },
    Suspend,
    Reactivate,
    EndSessions,
}

impl Act {
    /// Removal, with the keys that they made or without.
    pub const fn remove(with_keys: bool) -> Self {
        Self::Remove { with_keys }
    }
}

/// The member that it is done to, as they are while they are locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    pub role: OrgRole,
    pub suspended: bool,
    /// Whether the account is being deleted: it signs nobody in.
    pub is_leaving: bool,
    /// Whoever acts.
    pub is_own: bool,
    /// If somebody changed them since the page was drawn: who, and when.
    pub stale: Option<(String, String)>,
}

/// Why it isn't done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("You can't do that to yourself here. To leave, go to Organizations in your account.")]
    Own,
    #[error("Only an owner changes an owner; {0} is one. Ask an owner.")]
    OwnerOnly(String),
    #[error("Your role can't change {name}, who is {}. Ask an owner or admin.", phrase(*.role))]
    Above { name: String, role: OrgRole },
    #[error("Your role can't make somebody {}. Ask {}.", phrase(*.0), if *.0 == OrgRole::Owner { "an owner" } else { "an owner or admin" })]
    Grant(OrgRole),
    #[error("{who} changed {name} {when}: now {}{}. Nothing was changed; look again, then decide.", phrase(*.role), if *.suspended { ", suspended" } else { "" })]
    Stale { name: String, who: String, when: String, role: OrgRole, suspended: bool },
    #[error("{0}")]
    Gone(String),
    #[error("{0} is the last owner who can enter. Make somebody else an owner first.")]
    LastOwner(String),
    #[error("{name} is {is} already.")]
    Already { name: String, is: String },
    #[error("{name} can't come back as {}: no seat is free. Remove somebody, revoke an invitation, or {way}.", phrase(*.role))]
    Full { name: String, role: OrgRole, way: &'static str },
    #[error("{0} deleted the account, so nobody comes back with it. Once they restore it, reinstate them.")]
    Leaving(String),
}

impl Refusal {
    /// The kind of error that it is.
    pub const fn code(&self) -> Code {
        match self {
            Self::Own | Self::OwnerOnly(_) | Self::Above { .. } | Self::Grant(_) => Code::Forbidden,
            Self::Stale { .. } => Code::Conflict,
            Self::Gone(_) => Code::NotFound,
            Self::LastOwner(_) | Self::Already { .. } | Self::Full { .. } | Self::Leaving(_) => Code::Invalid,
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code(), refusal.to_string())
    }
}

/// Whether somebody of that role may act at all on somebody of another: who could not have given them their role can't
/// take it either.
pub fn may_act_on(reader: OrgRole, target: OrgRole) -> bool {
    reader.may_grant(target)
}

/// Whether `act` may be done to `target` by somebody of the role `reader`. `owners` is how many owners can enter.
pub fn decide(reader: OrgRole, target: &Target, act: Act, owners: i64) -> Result<(), Refusal> {
    let name = || target.name.clone();
    if target.is_own {
        return Err(Refusal::Own);
    }
    if target.role == OrgRole::Owner && reader != OrgRole::Owner {
        return Err(Refusal::OwnerOnly(name()));
    }
    if !may_act_on(reader, target.role) {
        return Err(Refusal::Above { name: name(), role: target.role });
    }
    if let Act::Become(role) = act
        && !reader.may_grant(role)
    {
        return Err(Refusal::Grant(role));
    }
    if let Some((who, when)) = target.stale.clone() {
        return Err(Refusal::Stale { name: name(), who, when, role: target.role, suspended: target.suspended });
    }
    let already = match act {
        Act::Become(role) if role == target.role => Some(phrase(role)),
        Act::Suspend if target.suspended => Some("suspended".to_owned()),
        Act::Reactivate if !target.suspended => Some("active".to_owned()),
        _ => None,
    };
    if let Some(is) = already {
        return Err(Refusal::Already { name: name(), is });
    }
    if takes_an_owner(target, act) && owners <= 1 {
        return Err(Refusal::LastOwner(name()));
    }
    Ok(())
}

/// Whether there is one owner less who can enter, once it is done.
pub fn takes_an_owner(target: &Target, act: Act) -> bool {
    target.role == OrgRole::Owner
        && !target.suspended
        && !target.is_leaving
        && matches!(act, Act::Become(_) | Act::Remove { .. } | Act::Suspend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrgRole::*;

    fn target(role: OrgRole) -> Target {
        Target { name: "Ana".to_owned(), role, suspended: false, is_leaving: false, is_own: false, stale: None }
    }

    #[test]
    fn nobody_grants_or_takes_what_they_could_not_give() {
        for reader in OrgRole::ALL {
            for from in OrgRole::ALL {
                for to in OrgRole::ALL.into_iter().filter(|to| *to != from) {
                    let may = decide(reader, &target(from), Act::Become(to), 9).is_ok();
                    let ought = match reader {
                        Owner => true,
                        Admin => from != Owner && to != Owner,
                        UserAdmin => matches!((from, to), (UserAdmin | Member, UserAdmin | Member)),
                        BillingAdmin | Member => false,
                    };
                    assert_eq!(may, ought, "{reader}: {from} to {to}");
                }
                let may = [Act::remove(false), Act::Suspend, Act::EndSessions]
                    .map(|act| decide(reader, &target(from), act, 9).is_ok());
                assert_eq!(may, [may_act_on(reader, from); 3], "{reader}: {from}");
            }
        }
    }

    #[test]
    fn the_last_owner_stays_and_nobody_acts_on_themselves() {
        let refused = |act| decide(Owner, &target(Owner), act, 1).unwrap_err();
        for act in [Act::Become(Admin), Act::remove(false), Act::Suspend] {
            assert_eq!(refused(act), Refusal::LastOwner("Ana".to_owned()));
        }
        let suspended = Target { suspended: true, ..target(Owner) };
        assert_eq!(decide(Owner, &suspended, Act::remove(false), 1), Ok(()), "who can't enter is nobody's last");
        let leaving = Target { is_leaving: true, ..target(Owner) };
        assert_eq!(decide(Owner, &leaving, Act::remove(false), 1), Ok(()), "nor is whose account ends");
        let own = Target { is_own: true, ..target(Owner) };
        assert_eq!(decide(Owner, &own, Act::Become(Admin), 9), Err(Refusal::Own));
    }

    #[test]
    fn what_the_page_did_not_show_is_told() {
        let stale = Target { stale: Some(("Bo".to_owned(), "2 minutes ago".to_owned())), ..target(Admin) };
        let error: AppError = decide(Owner, &stale, Act::remove(false), 9).unwrap_err().into();
        assert_eq!(error.code, Code::Conflict);
        assert!(error.message.starts_with("Bo changed Ana 2 minutes ago: now an admin."), "{error}");
        let same = decide(Owner, &target(Admin), Act::Become(Admin), 9).unwrap_err();
        assert_eq!(same.to_string(), "Ana is an admin already.");
    }
}
