//! Seats: how many people an organization's plan has room for. A pending invitation keeps one free for who was invited.

use serde::{Deserialize, Serialize};

/// An organization's seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// The name of its plan.
    pub plan: String,
    /// Whether the operator set its number, whatever the plan has.
    pub is_own_limit: bool,
    /// What is taken of how many; none where there is no limit, and nothing to count.
    pub limited: Option<Taken>,
}

/// What is taken of a limited number of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub limit: i64,
    /// Members, suspended or not.
    pub members: i64,
    /// Invitations that can still be accepted.
    pub pending: i64,
}

impl Taken {
    /// Seats that are taken. More than the limit after a downgrade.
    pub const fn used(&self) -> i64 {
        self.members + self.pending
    }

    /// Seats that somebody can be invited to.
    pub const fn free(&self) -> i64 {
        let free = self.limit - self.used();
        if free > 0 { free } else { 0 }
    }
}

impl Seats {
    /// Whose the seats are, behind their number: " in the Pro plan", or nothing where the plan doesn't decide.
    pub fn of_whom(&self) -> String {
        if self.is_own_limit { String::new() } else { format!(" in the {} plan", self.plan) }
    }

    /// What gets an organization more of them.
    pub const fn way_to_more(&self) -> &'static str {
        if self.is_own_limit { "ask the operator for more" } else { "have the plan changed" }
    }

    /// Whether so many more people can be invited.
    pub fn has_room_for(&self, people: i64) -> bool {
        self.limited.is_none_or(|taken| people <= taken.free())
    }

    /// Whether somebody who was invited can become a member. The seats of others who were invited don't count: of those
    /// who are more than the plan has room for by now, the first get in.
    pub fn admits(&self) -> bool {
        self.limited.is_none_or(|taken| taken.members < taken.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(limit: i64, members: i64, pending: i64) -> Seats {
        Seats { plan: "Pro".into(), is_own_limit: false, limited: Some(Taken { limit, members, pending }) }
    }

    #[test]
    fn members_and_pending_invitations_take_a_seat_each() {
        assert!(seats(3, 1, 1).has_room_for(1) && !seats(3, 1, 1).has_room_for(2));
        assert!(!seats(3, 1, 2).has_room_for(1) && seats(3, 1, 2).has_room_for(0));
        assert!(Seats { plan: "Scale".into(), is_own_limit: false, limited: None }.has_room_for(1_000_000));
    }

    #[test]
    fn after_a_downgrade_nothing_is_free_and_whoever_comes_first_gets_in() {
        assert_eq!(seats(1, 2, 5).limited.map(|taken| taken.free()), Some(0));
        assert!(!seats(1, 2, 5).admits());
        assert!(seats(3, 2, 200).admits() && !seats(3, 3, 199).admits());
    }
}
