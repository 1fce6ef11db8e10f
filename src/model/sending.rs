//! How much a new organization sends, in words that both halves say.

/// For how many days an organization is young.
pub const YOUNG_DAYS: i64 = 7;
/// How many invitations a young organization sends in a day, to itself and to its workspaces.
pub const YOUNG_LIMIT: i64 = 50;
