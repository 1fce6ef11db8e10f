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
