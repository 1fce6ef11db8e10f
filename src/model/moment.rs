//! A point in time as a page shows it. The server writes the words, so that a browser's zone can't disagree with them.

use serde::{Deserialize, Serialize};

/// A point in time, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// RFC 3339, in UTC: for `<time datetime>`.
    pub iso: String,
    /// Relative under a week ("3 hours ago"), else the date.
    pub text: String,
    /// Date, time and zone, for hover and focus.
    pub exact: String,
}
