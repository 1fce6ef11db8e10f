//! Small things about text and identifiers that the pieces share.

use leptos::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A text that a piece can do without. Takes a `&str`, a `String`, or an `Option` of either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionalText(pub Option<String>);

impl From<&str> for OptionalText {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<String> for OptionalText {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<Option<&str>> for OptionalText {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
    }
}

impl From<Option<String>> for OptionalText {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}

/// A text that may be an address of mail: where it doesn't fit a line, it goes on behind the "@", rather than anywhere.
pub fn address_breaks(text: String) -> AnyView {
    match text.split_once('@') {
        None => text.into_any(),
        Some((mailbox, host)) => {
            let (mailbox, host) = (format!("{mailbox}@"), host.to_owned());
            view! { {mailbox}<wbr/>{host} }.into_any()
        }
    }
}

/// Hands out identifiers that are unique on one page. [`super::shell::Shell`] provides it.
#[derive(Clone, Default)]
pub struct Ids(Arc<AtomicU32>);

impl Ids {
    /// `kind` with a number behind it, for `id`, `popovertarget` and their like.
    ///
    /// A counter of the page, not of the process, so that the same page has the same markup each time.
    pub fn next(kind: &str) -> String {
        let number = use_context::<Self>().unwrap_or_default().0.fetch_add(1, Ordering::Relaxed);
        format!("{kind}-{number}")
    }
}
