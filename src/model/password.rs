//! What a page says of a password. The judging is the server's, so that it is the same with scripts and without.

use serde::{Deserialize, Serialize};

/// A verdict on a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (strong).
    pub score: u8,
    /// Whether it may be chosen.
    pub enough: bool,
    /// One sentence that says why, or what would help.
    pub advice: String,
}

impl Strength {
    /// The verdict in a word or two.
    pub const fn label(&self) -> &'static str {
        match self.score {
            0 | 1 => "Too easy to guess",
            2 => "Weak",
            3 => "Good",
            _ => "Strong",
        }
    }
}
