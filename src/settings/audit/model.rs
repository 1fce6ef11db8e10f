//! What the Audit tab shows, and where in the log a page begins.

use crate::model::{AuditId, Cursor, FieldError, Moment, Page, UserId};
use serde::{Deserialize, Serialize};

/// How many lines a page has.
pub const LINES: u16 = 100;

/// What was asked for, as it was typed. Empty texts filter nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// The first day, like `2027-03-24`, in the reader's zone.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Who did it: an address, the beginning of a name, or the id of an account.
    pub person: String,
    /// Which workspace it is about: its address, the beginning of its name, or its id.
    pub workspace: String,
    /// An action's name, or a group's.
    pub action: String,
    /// What the line says.
    pub text: String,
}

impl Filter {
    /// Each field under its name in the address.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        let Self { from, to, person, workspace, action, text } = self;
        [("from", from), ("to", to), ("person", person), ("workspace", workspace), ("action", action), ("text", text)]
    }

    /// Whether it filters nothing.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }
}

/// A page of the log, with what its filters offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    pub slug: String,
    pub filter: Filter,
    /// What couldn't be filtered by, at its field. The page is unfiltered by it.
    pub problems: Vec<FieldError>,
    /// People who did something, to choose from by their addresses: some, not all.
    pub people: Vec<Choice>,
    /// Workspaces to choose from by theirs: some, not all.
    pub workspaces: Vec<Choice>,
    pub actions: Vec<ActionGroup>,
    pub page: Page<Line>,
    /// Where the search for a text stopped before it had a page full.
    pub searched: Option<Searched>,
    /// The reader's time zone.
    pub zone: String,
}

/// A search stops after so many lines: the page must not take longer the longer the log is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// How many lines were looked through, at least.
    pub lines: u32,
    /// The time of the last of them.
    pub up_to: Moment,
    /// The way on: "Older" or "Newer".
    pub towards: String,
}

/// Somebody or something to filter by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub name: String,
    /// What the filter takes for it.
    pub value: String,
}

/// Actions of one kind, for the filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionGroup {
    pub label: String,
    /// Filters by all of them.
    pub value: String,
    /// Value and label of each.
    pub actions: Vec<(String, String)>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: AuditId,
    pub at: Moment,
    pub who: Who,
    /// What they did, as a sentence without its subject.
    pub what: Vec<Span>,
    /// The workspace that it is about, to filter by.
    pub workspace: Option<Choice>,
    /// From which address; none for a job.
    pub ip: Option<String>,
    /// What changed from what to what.
    pub changes: Vec<Changed>,
    /// Everything else that was recorded: label and value.
    pub facts: Vec<(String, String)>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    pub name: String,
    pub email: Option<String>,
    /// The account, to filter by.
    pub user: Option<UserId>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    Text(String),
    /// A name, or what somebody typed or chose: set apart from the words around it.
    Value(String),
}

/// What one thing was before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Empty where there is only one.
    pub label: String,
    pub from: String,
    pub to: String,
}

/// A sentence as plain text, with values in quotation marks.
pub fn plain(spans: &[Span]) -> String {
    let words: Vec<String> = spans
        .iter()
        .map(|span| match span {
            Span::Text(text) => text.clone(),
            Span::Value(value) => format!("“{value}”"),
        })
        .collect();
    words.join(" ")
}

/// Where a page begins. Newer lines have greater ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// With the newest line.
    #[default]
    Newest,
    /// With the first that is older than this one.
    OlderThan(AuditId),
    /// The page ends with the last that is newer than this one.
    NewerThan(AuditId),
}

impl Place {
    /// The place as it stands in an address. The newest needs no cursor.
    pub fn cursor(self) -> Option<Cursor> {
        match self {
            Self::Newest => None,
            Self::OlderThan(id) => Some(Cursor(format!("older-{id}"))),
            Self::NewerThan(id) => Some(Cursor(format!("newer-{id}"))),
        }
    }

    /// Reads a cursor. None if it is none of ours.
    pub fn read(cursor: &Cursor) -> Option<Self> {
        let (way, id) = cursor.0.split_once('-')?;
        match way {
            "older" => Some(Self::OlderThan(id.parse().ok()?)),
            "newer" => Some(Self::NewerThan(id.parse().ok()?)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let id: AuditId = "0195c1a0-7e10-7000-8000-00000000002a".parse().unwrap();
        for place in [Place::OlderThan(id), Place::NewerThan(id)] {
            assert_eq!(Place::read(&place.cursor().unwrap()), Some(place));
        }
        assert_eq!(Place::Newest.cursor(), None);
        for none in ["", "older", "older-", "older-1", "sideways-0195c1a0-7e10-7000-8000-00000000002a"] {
            assert_eq!(Place::read(&Cursor(none.to_owned())), None, "{none:?}");
        }
    }
}
