//! What an event reads like to people: the rest of a sentence that begins with who did it.
//!
//! Ids stand in it as ids. Who shows the sentence puts in the names that they have by then: a person who was renamed reads
//! by the new name, one whose account is gone by none.

use crate::model::{MemberId, UserId, WorkspaceId};
use std::{borrow::Cow, fmt::Display};

/// Every event says what it reads like. `catalogue.rs` implements it, for each event by one line: an event without one
/// doesn't compile.
pub trait Described {
    /// Such as “changed the name from “Acme” to “Acme North””.
    fn words(&self) -> Words;
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(Cow<'static, str>),
    /// What somebody typed or chose; shown in quotation marks.
    Value(String),
    Person(UserId),
    /// A person by their place in the organization.
    Member(MemberId),
    Workspace(WorkspaceId),
}

/// A sentence without its subject, in the past tense, without a full stop. Its parts are set apart by a space each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<Part>);

impl Words {
    /// Begins with a text.
    pub fn say(text: impl Into<Cow<'static, str>>) -> Self {
        Self::default().and(text)
    }

    /// Goes on with a text.
    pub fn and(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.with(Part::Text(text.into()))
    }

    /// Goes on with what somebody typed or chose.
    pub fn value(self, value: impl Display) -> Self {
        self.with(Part::Value(value.to_string()))
    }

    /// Goes on with a person's name.
    pub fn person(self, user: UserId) -> Self {
        self.with(Part::Person(user))
    }

    /// Goes on with a member's name.
    pub fn member(self, member: MemberId) -> Self {
        self.with(Part::Member(member))
    }

    /// Goes on with a workspace's name.
    pub fn workspace(self, workspace: WorkspaceId) -> Self {
        self.with(Part::Workspace(workspace))
    }

    /// Goes on with “from … to …”. An empty text is nothing at all: “to …” alone, or “from … to nothing”.
    pub fn from_to(self, from: impl Display, to: impl Display) -> Self {
        let (from, to) = (from.to_string(), to.to_string());
        let begun = if from.is_empty() { self } else { self.and("from").value(from) };
        if to.is_empty() { begun.and("to nothing") } else { begun.and("to").value(to) }
    }

    fn with(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_before_and_nothing_after_read_as_such() {
        let value = |text: &str| Part::Value(text.to_owned());
        let text = |text: &'static str| Part::Text(text.into());
        let from_to = |from, to| Words::say("changed it").from_to(from, to).0;
        assert_eq!(from_to("a", "b"), [text("changed it"), text("from"), value("a"), text("to"), value("b")]);
        assert_eq!(from_to("", "b"), [text("changed it"), text("to"), value("b")]);
        assert_eq!(from_to("a", ""), [text("changed it"), text("from"), value("a"), text("to nothing")]);
    }
}
