//! The small words of the tab: a row that is picked, a part of the list, a place in it.

use crate::model::{Cursor, MemberId, OrgRole};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// How many can be acted on at once: a page's worth.
pub const MAX_PICKS: usize = 100;

/// A member as a form names one: with the version that the page showed. Written `id:version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pick {
    pub member: MemberId,
    pub version: i64,
}

/// What isn't a [`Pick`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a member is named by id:version")]
pub struct NotAPick;

impl FromStr for Pick {
    type Err = NotAPick;

    fn from_str(text: &str) -> Result<Self, NotAPick> {
        let (member, version) = text.split_once(':').ok_or(NotAPick)?;
        let member = member.parse().map_err(|_| NotAPick)?;
        Ok(Self { member, version: version.parse().map_err(|_| NotAPick)? })
    }
}

impl TryFrom<String> for Pick {
    type Error = NotAPick;

    fn try_from(text: String) -> Result<Self, NotAPick> {
        text.parse()
    }
}

impl From<Pick> for String {
    fn from(pick: Pick) -> Self {
        pick.to_string()
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.member, self.version)
    }
}

/// Which members a list shows. One choice rather than several that combine: each is a walk along an index of its own,
/// so that it costs the same among 100,000 people as among 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Show {
    #[default]
    Everybody,
    Role(OrgRole),
    Suspended,
}

impl Show {
    /// Every choice, in the order of the filter.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Everybody].into_iter().chain(OrgRole::ALL.map(Self::Role)).chain([Self::Suspended])
    }

    /// Reads the URL's word. What isn't one shows everybody.
    pub fn read(word: &str) -> Self {
        match word {
            "suspended" => Self::Suspended,
            _ => word.parse().map_or(Self::Everybody, Self::Role),
        }
    }

    /// The word in the URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "",
            Self::Role(role) => role.as_str(),
            Self::Suspended => "suspended",
        }
    }

    /// The words of the filter.
    pub fn label(self) -> String {
        match self {
            Self::Everybody => "Everybody".to_owned(),
            Self::Role(role) => format!("{}s", role.label()),
            Self::Suspended => "Suspended".to_owned(),
        }
    }
}

/// How many members there are, by role and state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub owners: i64,
    pub admins: i64,
    pub billing_admins: i64,
    pub user_admins: i64,
    pub members: i64,
    pub suspended: i64,
}

impl Counts {
    /// How many a list shows in all.
    pub const fn of(&self, show: Show) -> i64 {
        match show {
            Show::Everybody => self.owners + self.admins + self.billing_admins + self.user_admins + self.members,
            Show::Role(OrgRole::Owner) => self.owners,
            Show::Role(OrgRole::Admin) => self.admins,
            Show::Role(OrgRole::BillingAdmin) => self.billing_admins,
            Show::Role(OrgRole::UserAdmin) => self.user_admins,
            Show::Role(OrgRole::Member) => self.members,
            Show::Suspended => self.suspended,
        }
    }
}

/// A place in a list of members: a term and the member that has it. Opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberCursor {
    pub term: String,
    pub id: Uuid,
}

impl MemberCursor {
    /// Reads a cursor; none where it isn't one of ours.
    pub fn read(Cursor(text): &Cursor) -> Option<Self> {
        let (id, term) = text.split_at_checked(32)?;
        Some(Self { id: id.parse().ok()?, term: term.to_owned() })
    }
}

impl From<MemberCursor> for Cursor {
    fn from(MemberCursor { term, id }: MemberCursor) -> Self {
        Self(format!("{}{term}", id.simple()))
    }
}

/// A role within a sentence: "an owner", "a billing admin".
pub fn phrase(role: OrgRole) -> String {
    let article = if matches!(role, OrgRole::Owner | OrgRole::Admin) { "an" } else { "a" };
    format!("{article} {}", role.label().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_and_a_cursor_read_as_they_are_written() {
        let pick = Pick { member: Uuid::from_u128(7).into(), version: 3 };
        assert_eq!(pick.to_string().parse(), Ok(pick));
        assert_eq!("x:1".parse::<Pick>(), Err(NotAPick));
        assert_eq!(pick.member.to_string().parse::<Pick>(), Err(NotAPick));
        let cursor = MemberCursor { term: "émile: 病院".to_owned(), id: Uuid::from_u128(9) };
        assert_eq!(MemberCursor::read(&cursor.clone().into()), Some(cursor));
        assert_eq!(MemberCursor::read(&Cursor("病".repeat(20))), None);
    }

    #[test]
    fn every_part_of_the_list_has_a_word() {
        assert!(Show::all().all(|show| Show::read(show.as_str()) == show));
        assert_eq!(Show::read("nonsense"), Show::Everybody);
    }
}
