//! What may become of a workspace: pure.

use super::{Part, State};
use crate::model::{AppError, Code, allowance::Allowance};

/// What is done to a workspace from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Edit,
    Suspend,
    Reactivate,
    Archive,
    Restore,
    Delete,
}

/// The workspace that it is done to, as it is while it is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub name: String,
    pub state: State,
    /// If somebody changed it since the page was drawn: who, what, and when.
    pub stale: Option<(String, Vec<Part>, String)>,
}

/// Why it isn't done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{who} changed {what} of {name} {when}{}.", now(*.state), what = Part::list(parts))]
    Stale { name: String, who: String, parts: Vec<Part>, when: String, state: State },
    #[error("{name} is {} already.", .state.as_str())]
    Already { name: String, state: State },
    #[error("{0} is archived. Restore it first.")]
    Archived(String),
    #[error("{0} isn’t archived.")]
    NotArchived(String),
    #[error("{}", full(.0))]
    Full(Allowance),
    #[error("{name} can’t come back. {}", full(.allowance))]
    NoRoom { name: String, allowance: Allowance },
    #[error("This address is taken. Choose another one.")]
    Taken,
    #[error("{0} has a manager, who adds others. Nobody was appointed.")]
    Managed(String),
    #[error("Only an owner appoints a manager from outside. Ask an owner.")]
    OwnerOnly,
    #[error("No active member of the organization has this address. Only members can be appointed.")]
    NoMember,
}

fn now(state: State) -> String {
    match state {
        State::Active => String::new(),
        state => format!(": it is {} now", state.as_str()),
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        let sentence = refusal.to_string();
        match refusal {
            Refusal::Stale { .. } => Self::new(Code::Conflict, sentence),
            Refusal::OwnerOnly => Self::new(Code::Forbidden, sentence),
            Refusal::Taken => Self::field("slug", sentence),
            Refusal::NoMember => Self::field("email", sentence),
            Refusal::Already { .. }
            | Refusal::Archived(_)
            | Refusal::NotArchived(_)
            | Refusal::Managed(_)
            | Refusal::Full(_)
            | Refusal::NoRoom { .. } => Self::new(Code::Invalid, sentence),
        }
    }
}

/// What to do where there is no room for another workspace.
pub fn full(allowance: &Allowance) -> String {
    let (plan, limit) = (&allowance.plan, allowance.limit.unwrap_or_default());
    match limit {
        0 => format!("The {plan} plan has no workspaces. Have the plan changed."),
        1 => format!("The one workspace of the {plan} plan is taken. Archive or delete it, or have the plan changed."),
        limit => format!(
            "All {limit} workspaces of the {plan} plan are taken. Archive or delete one, or have the plan changed."
        ),
    }
}

/// Whether somebody may be appointed from outside.
pub fn ensure_appointable(name: &str, state: State, has_manager: bool) -> Result<(), Refusal> {
    match state {
        // Nobody could be told, and nothing is managed there.
        State::Archived => Err(Refusal::Archived(name.to_owned())),
        State::Active | State::Suspended if has_manager => Err(Refusal::Managed(name.to_owned())),
        State::Active | State::Suspended => Ok(()),
    }
}

/// Whether `act` may be done to `workspace`.
pub fn decide(workspace: &Standing, act: Act) -> Result<(), Refusal> {
    let Standing { name, state, stale } = workspace.clone();
    if let Some((who, parts, when)) = stale {
        return Err(Refusal::Stale { name, who, parts, when, state });
    }
    match (act, state) {
        (Act::Edit | Act::Delete, _)
        | (Act::Suspend, State::Active)
        | (Act::Reactivate, State::Suspended)
        | (Act::Archive, State::Active | State::Suspended)
        | (Act::Restore, State::Archived) => Ok(()),
        (Act::Suspend, State::Suspended) | (Act::Archive, State::Archived) | (Act::Reactivate, State::Active) => {
            Err(Refusal::Already { name, state })
        }
        (Act::Suspend | Act::Reactivate, State::Archived) => Err(Refusal::Archived(name)),
        (Act::Restore, State::Active | State::Suspended) => Err(Refusal::NotArchived(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::*;

    fn standing(state: State) -> Standing {
        Standing { name: "North".to_owned(), state, stale: None }
    }

    #[test]
    fn each_state_leads_where_it_should() {
        let ways = |state| {
            [Act::Edit, Act::Suspend, Act::Reactivate, Act::Archive, Act::Restore, Act::Delete]
                .map(|act| decide(&standing(state), act).is_ok())
        };
        assert_eq!(ways(Active), [true, true, false, true, false, true]);
        assert_eq!(ways(Suspended), [true, false, true, true, false, true]);
        assert_eq!(ways(Archived), [true, false, false, false, true, true]);
        assert_eq!(decide(&standing(Suspended), Act::Suspend).unwrap_err().to_string(), "North is suspended already.");
    }

    #[test]
    fn what_the_page_did_not_show_is_told() {
        let stale = Some(("Bo".to_owned(), vec![Part::State], "2 minutes ago".to_owned()));
        let error: AppError = decide(&Standing { stale, ..standing(Archived) }, Act::Suspend).unwrap_err().into();
        assert_eq!(error.code, Code::Conflict);
        assert_eq!(error.message, "Bo changed the state of North 2 minutes ago: it is archived now.");
    }
}
