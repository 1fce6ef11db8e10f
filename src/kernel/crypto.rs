//! Keys and digests. Every key is derived from `SECRET_KEY` for one purpose, so that one can't be used for another's.

use crate::kernel::config::SecretKey;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The deployment's keys.
#[derive(Clone)]
pub struct Keys(Hkdf<Sha256>);

/// What a mailed or stored secret is good for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Confirms the address of a sign-up.
    ConfirmSignup,
    /// Says that this browser is the one that signed up.
    SignupBrowser,
    /// Chooses a new password.
    ResetPassword,
    /// Signs in.
    SignIn,
    /// Proves a new address of an account.
    ChangeAddress,
    /// Restores an account that is being deleted.
    RestoreAccount,
    /// Shows an invitation, and proves the address that it was mailed to.
    InvitationMailed,
    /// Shows an invitation, and proves nothing: whoever invited copied it.
    InvitationCopied,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::ConfirmSignup => b"tenantry link: confirm sign-up",
            Self::SignupBrowser => b"tenantry cookie: sign-up browser",
            Self::ResetPassword => b"tenantry link: reset password",
            Self::SignIn => b"tenantry link: sign in",
            Self::ChangeAddress => b"tenantry link: change address",
            Self::RestoreAccount => b"tenantry link: restore account",
            Self::InvitationMailed => b"tenantry link: invitation, mailed",
            Self::InvitationCopied => b"tenantry link: invitation, copied",
        }
    }
}

impl Keys {
    pub fn new(secret: &SecretKey) -> Self {
        Self(Hkdf::new(None, &secret.0))
    }

    fn derive(&self, label: &[u8]) -> [u8; 32] {
        let mut key = [0; 32];
        self.0.expand(label, &mut key).expect("32 bytes are within HKDF's limit");
        key
    }

    fn mac(&self, label: &[u8], message: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.derive(label))
            .expect("HMAC takes keys of any length")
            .chain_update(message)
    }

    /// A token that names a row and proves that we made it: the row's id and a keyed digest of id and purpose.
    /// Nothing of it is stored, so that a copy of the database opens no link, and a job that runs twice mails the
    /// same link twice. Single use and expiry are the row's business.
    pub fn seal(&self, purpose: Purpose, id: Uuid) -> String {
        let mut token = id.as_bytes().to_vec();
        token.extend(self.mac(purpose.label(), id.as_bytes()).finalize().into_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(token)
    }

    /// The row that a token names; none for a token that isn't ours or is for another purpose. In constant time.
    pub fn open(&self, purpose: Purpose, token: &str) -> Option<Uuid> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, digest) = bytes.split_first_chunk::<16>()?;
        self.mac(purpose.label(), id).verify_slice(digest).ok()?;
        Some(Uuid::from_bytes(*id))
    }

    /// A name for something that mustn't be stored in clear, like an address that is rate-limited.
    pub fn blind(&self, what: &str) -> [u8; 32] {
        self.mac(b"tenantry blind", what.as_bytes()).finalize().into_bytes().into()
    }

    /// The secret half of a key that signs tokens.
    pub fn signing_key(&self, name: Uuid) -> [u8; 32] {
        self.mac(b"tenantry signing key", name.as_bytes()).finalize().into_bytes().into()
    }

    /// The password of a database role.
    pub fn database_password(&self, role: &str) -> String {
        hex(&self.mac(b"tenantry database role", role.as_bytes()).finalize().into_bytes())
    }
}

/// SHA-256, for secrets that are random enough to need no salt.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_for_its_purpose_and_unaltered_only() {
        let keys = Keys::new(&SecretKey([7; 32]));
        let id = Uuid::from_u128(42);
        let token = keys.seal(Purpose::ResetPassword, id);
        assert_eq!(keys.open(Purpose::ResetPassword, &token), Some(id));
        assert_eq!(keys.open(Purpose::ConfirmSignup, &token), None);
        assert_eq!(Keys::new(&SecretKey([8; 32])).open(Purpose::ResetPassword, &token), None);
        for at in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(keys.open(Purpose::ResetPassword, &altered), None, "{at}");
        }
        for bad in ["", "AAAA", &token[..token.len() - 4], "not base64!"] {
            assert_eq!(keys.open(Purpose::ResetPassword, bad), None);
        }
    }
}
