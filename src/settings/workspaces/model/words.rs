//! The small words of the tab: a state, a part of the list, a place in it, what an edit changed.

use crate::model::{Cursor, format::NotAChoice};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// What a workspace is. One that is being deleted is none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    /// Its members are locked out; it counts.
    Suspended,
    /// Gone for its members, out of lists and limits.
    Archived,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Archived];

    /// The word in the database and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
        }
    }

    /// The word on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Suspended => "Suspended",
            Self::Archived => "Archived",
        }
    }
}

impl FromStr for State {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<Self, NotAChoice> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(NotAChoice)
    }
}

/// Which workspaces a list shows. Each choice is a walk along an index of its own, so that it costs the same among 10,000
/// workspaces as among 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Show {
    /// Active and suspended.
    #[default]
    Current,
    /// Those of them that nobody manages.
    Unmanaged,
    Archived,
}

impl Show {
    /// Every choice, in the order of the filter.
    pub const ALL: [Self; 3] = [Self::Current, Self::Unmanaged, Self::Archived];

    /// Reads the URL's word. What isn't one shows what is current.
    pub fn read(word: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.as_str() == word).unwrap_or_default()
    }

    /// Whether that is one of the URL's words.
    pub fn knows(word: &str) -> bool {
        Self::ALL.into_iter().any(|show| show.as_str() == word)
    }

    /// The word in the URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "",
            Self::Unmanaged => "unmanaged",
            Self::Archived => "archived",
        }
    }

    /// The words of the filter.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Current => "Active and suspended",
            Self::Unmanaged => "Without a manager",
            Self::Archived => "Archived",
        }
    }
}

/// A place in a list of workspaces: a name in lower case and the workspace that has it. Opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceCursor {
    pub term: String,
    pub id: Uuid,
}

impl WorkspaceCursor {
    /// Reads a cursor; none where it isn't one of ours.
    pub fn read(Cursor(text): &Cursor) -> Option<Self> {
        let (id, term) = text.split_at_checked(32)?;
        let id = id.parse().ok()?;
        (!term.contains('\0')).then(|| Self { id, term: term.to_owned() })
    }
}

impl From<WorkspaceCursor> for Cursor {
    fn from(WorkspaceCursor { term, id }: WorkspaceCursor) -> Self {
        Self(format!("{}{term}", id.simple()))
    }
}

/// One of the things that change of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Address,
    Description,
    Settings,
    State,
}

impl Part {
    const ALL: [Self; 5] = [Self::Name, Self::Address, Self::Description, Self::Settings, Self::State];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Description => "description",
            Self::Settings => "settings",
            Self::State => "state",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Name => "the name",
            Self::Address => "the address",
            Self::Description => "the description",
            Self::Settings => "the document settings",
            Self::State => "the state",
        }
    }

    /// The part of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }

    /// "the name, the address and the description"; "the workspace" where nobody knows.
    pub fn list(parts: &[Self]) -> String {
        let labels: Vec<&str> = parts.iter().map(|part| part.label()).collect();
        match labels.as_slice() {
            [] => "the workspace".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_as_they_are_written() {
        assert!(Show::ALL.into_iter().all(|show| Show::read(show.as_str()) == show));
        assert_eq!(Show::read("nonsense"), Show::Current);
        assert!(State::ALL.into_iter().all(|state| state.as_str().parse() == Ok(state)));
        assert!("deleting".parse::<State>().is_err(), "what is being deleted is none");
        assert!(Part::ALL.into_iter().all(|part| Part::from_word(part.as_str()) == Some(part)));
        assert_eq!(Part::list(&[Part::Name, Part::Address, Part::State]), "the name, the address and the state");
        assert_eq!(Part::list(&[]), "the workspace");
    }

    #[test]
    fn a_cursor_reads_as_it_is_written() {
        let cursor = WorkspaceCursor { term: "émile: 病院".to_owned(), id: Uuid::from_u128(9) };
        assert_eq!(WorkspaceCursor::read(&cursor.clone().into()), Some(cursor));
        for bad in ["病".repeat(20), String::new(), format!("{}a\0", Uuid::from_u128(9).simple())] {
            assert_eq!(WorkspaceCursor::read(&Cursor(bad)), None);
        }
    }
}
