//! Keyset pages: a cursor names the row that a page begins behind. No offsets, so that page 1,000 costs what page 1 does.

use serde::{Deserialize, Serialize};

/// An opaque place in a list, as it stands in a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One page of a list and the ways on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Where the page before begins; none on the first.
    pub newer: Option<Cursor>,
    /// Where the page behind begins; none on the last.
    pub older: Option<Cursor>,
}

impl<T> Page<T> {
    /// The addresses of the page before and of the page behind, below `root`, which ends in `?` or `&`.
    pub fn links(&self, root: &str) -> (Option<String>, Option<String>) {
        let link = |way: &str, cursor: &Option<Cursor>| cursor.as_ref().map(|Cursor(at)| format!("{root}{way}={at}"));
        (link("newer", &self.newer), link("older", &self.older))
    }

    /// How many of `one` there are, as a list says it: "1 form", "50 forms on this page".
    pub fn count(&self, one: &str) -> String {
        let shown = self.rows.len();
        let plural = if shown == 1 { "" } else { "s" };
        let more = if self.newer.is_some() || self.older.is_some() { " on this page" } else { "" };
        format!("{shown} {one}{plural}{more}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_has_and_where_it_goes_on() {
        let cursor = |at: &str| Some(Cursor(at.to_owned()));
        let only = Page { rows: vec![()], newer: None, older: None };
        assert_eq!((only.count("form"), only.links("/forms?")), ("1 form".to_owned(), (None, None)));
        let last = Page { rows: vec![(); 2], newer: cursor("a"), older: None };
        assert_eq!(last.count("form"), "2 forms on this page");
        assert_eq!(last.links("/forms?"), (Some("/forms?newer=a".to_owned()), None));
        let first = Page { rows: Vec::<()>::new(), newer: None, older: cursor("b") };
        assert_eq!(first.links("/forms?deleted=true&"), (None, Some("/forms?deleted=true&older=b".to_owned())));
    }
}
