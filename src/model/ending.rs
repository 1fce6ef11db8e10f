//! How things end: at once for everybody, for good only later.

/// For how many days an organization or an account that was deleted can be restored. Everything of it goes then.
pub const KEPT_DAYS: i64 = 30;
