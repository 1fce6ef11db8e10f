//! What is said of invitations in several places: the workspaces that one leads into, and why none is sent for now.

use super::WorkspaceRole;
use serde::{Deserialize, Serialize};

/// A workspace that somebody is invited to, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedTo {
    pub name: String,
    pub role: WorkspaceRole,
}

/// At most `most` of them, the strongest roles first: "North and South as an editor; East as a viewer; 3 more".
pub fn in_words(places: &[InvitedTo], most: usize) -> String {
    let (named, others) = places.split_at(places.len().min(most));
    let as_one = |role: WorkspaceRole| {
        let names: Vec<&str> =
            named.iter().filter(|place| place.role == role).map(|place| place.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{} as {}", all_of(&names), role.noun()))
    };
    let groups = WorkspaceRole::ALL.into_iter().filter_map(as_one);
    let others = (!others.is_empty()).then(|| format!("{} more", others.len()));
    groups.chain(others).collect::<Vec<_>>().join("; ")
}

/// That an address gets no more invitations for now.
pub fn flooded(email: &str) -> String {
    format!("{email} was sent several invitations lately, so nothing was sent.")
}

/// Names in a sentence: "North, South and East".
pub fn all_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use WorkspaceRole::{Editor, Manager, Viewer};

    #[test]
    fn workspaces_are_named_by_what_one_is_there() {
        let place = |(name, role): (&str, WorkspaceRole)| InvitedTo { name: name.to_owned(), role };
        let said = |places: &[(&str, WorkspaceRole)], most| {
            in_words(&places.iter().copied().map(place).collect::<Vec<_>>(), most)
        };
        assert_eq!(said(&[], 3), "");
        assert_eq!(said(&[("North", Editor)], 3), "North as an editor");
        let several = [("East", Viewer), ("North", Editor), ("South", Editor), ("West", Manager)];
        assert_eq!(said(&several, 9), "West as a manager; North and South as an editor; East as a viewer");
        assert_eq!(said(&several, 2), "North as an editor; East as a viewer; 2 more");
        assert_eq!(all_of(&["North", "South", "East"]), "North, South and East");
    }
}
