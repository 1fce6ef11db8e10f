//! Allowances: how many of something the plan of an organization has room for, and what is taken of it.

use serde::{Deserialize, Serialize};

/// What is taken of what a plan has room for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The name of the plan.
    pub plan: String,
    /// How many there are. More than the limit after a downgrade.
    pub used: i64,
    /// How many there may be; none where there is no limit.
    pub limit: Option<i64>,
}

impl Allowance {
    /// Whether one more may come.
    pub fn has_room(&self) -> bool {
        self.limit.is_none_or(|limit| self.used < limit)
    }

    /// What is taken and free of a limited number of `things`: "2 of the 3 workspaces of the Pro plan are taken; 1 is free."
    /// None where there is no limit.
    pub fn in_words(&self, things: &str) -> Option<String> {
        let (used, limit, plan) = (self.used, self.limit?, &self.plan);
        let free = (limit - used).max(0);
        let (taken, left) = (if used == 1 { "is" } else { "are" }, if free == 1 { "is" } else { "are" });
        Some(format!("{used} of the {limit} {things} of the {plan} plan {taken} taken; {free} {left} free."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(used: i64, limit: Option<i64>) -> Allowance {
        Allowance { plan: "Pro".into(), used, limit }
    }

    #[test]
    fn there_is_room_below_the_limit_alone() {
        let room = [(2, Some(3)), (3, Some(3)), (9, Some(3)), (0, Some(0)), (9, None)];
        assert_eq!(room.map(|(used, limit)| allowance(used, limit).has_room()), [true, false, false, false, true]);
    }

    #[test]
    fn what_is_free_after_a_downgrade_is_nothing() {
        let said = |used, limit| allowance(used, limit).in_words("keys");
        assert_eq!(said(1, Some(3)).as_deref(), Some("1 of the 3 keys of the Pro plan is taken; 2 are free."));
        assert_eq!(said(5, Some(3)).as_deref(), Some("5 of the 3 keys of the Pro plan are taken; 0 are free."));
        assert_eq!(said(5, None), None);
    }
}
