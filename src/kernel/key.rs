//! API keys as text: `tnt_<prefix>_<secret>`. The prefix finds the row and may be seen; of the whole only a digest is kept.

use crate::kernel::{
    crypto::{hex, sha256},
    state::Kernel,
};

/// What every key begins with, so that scanners of source code know one.
const KIND: &str = "tnt_";
/// Characters of the part that finds the row.
const PREFIX_LENGTH: usize = 12;
/// Random bytes of the secret part.
const SECRET_BYTES: usize = 24;

/// A key that was just made: its text is shown once.
pub struct NewKey {
    /// The whole of it, `tnt_<12 characters>_<48 hexadecimal digits>`.
    pub text: String,
    /// The part that finds it: 12 of a to z and digits.
    pub prefix: String,
    /// SHA-256 of the text.
    pub digest: Vec<u8>,
}

/// Makes a key.
pub fn new_key(kernel: &Kernel) -> NewKey {
    let mut letters = [0; PREFIX_LENGTH];
    let mut secret = [0; SECRET_BYTES];
    kernel.rng.fill(&mut letters);
    kernel.rng.fill(&mut secret);
    // 256 isn't a multiple of 36, so some letters come a little more often: the prefix only has to differ.
    let prefix: String = letters.iter().filter_map(|byte| char::from_digit(u32::from(byte % 36), 36)).collect();
    let text = format!("{KIND}{prefix}_{}", hex(&secret));
    NewKey { digest: sha256(text.as_bytes()).to_vec(), prefix, text }
}

/// The prefix and the digest of what looks like a key; none for anything else.
pub fn read_key(text: &str) -> Option<(&str, [u8; 32])> {
    let (prefix, secret) = text.strip_prefix(KIND)?.split_once('_')?;
    let plain = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    (plain(prefix, PREFIX_LENGTH) && plain(secret, 2 * SECRET_BYTES)).then(|| (prefix, sha256(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_key_is_looked_up() {
        let secret = "0123456789abcdef".repeat(3);
        let text = format!("tnt_abcdef012345_{secret}");
        assert_eq!(read_key(&text), Some(("abcdef012345", sha256(text.as_bytes()))));
        for bad in ["", "tnt_", "tnt_abcdef012345_", &text[1..], &text[..text.len() - 1], &text.to_uppercase()] {
            assert_eq!(read_key(bad), None, "{bad}");
        }
    }
}
