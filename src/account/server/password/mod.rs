//! Passwords of accounts: choosing one, and asking for the current one before something that a session alone mustn't do.

#[cfg(test)]
mod tests;

use super::{
    SIGN_IN_PER_ACCOUNT, address,
    event::PasswordChanged,
    link, sessions,
    store::{self, Credentials},
};
use crate::{
    account::model::{PasswordError, both},
    kernel::{
        authn::Principal,
        authz::{ManageAccount, SeeAccount},
        password::Password,
        rate_limit,
        state::Kernel,
    },
    model::{AppError, Done},
};

/// Chooses another password with the current one. Every other session ends, the links that were mailed to the address, and
/// a change of it that waits.
pub async fn change(principal: &Principal, current: String, password: String) -> Result<Done, AppError> {
    let own = credentials(principal).await?;
    let proved = prove(principal, &own, current, "current_password").await;
    let chosen = choose(&principal.kernel, password, [own.name, own.email.to_string()]).await;
    let (old_hash, password) = both(proved, chosen)?;
    let new_hash = hash(&principal.kernel, password).await?;

    let mut change = principal.change::<ManageAccount>().await?;
    if !store::replace_password(&mut change, principal.user, &old_hash, &new_hash).await? {
        return Err(PasswordError::Changed("current_password").into());
    }
    address::withdraw(&mut change, principal.user).await?;
    store::end_resets(&mut change, &own.email.key()).await?;
    // Before the sessions: a link that is being used is waited for, and the session that comes of it ends with the others.
    link::store::end_all(&mut change, &own.email.key()).await?;
    sessions::store::end_others(&mut change, principal.user, principal.session).await?;
    change.record(PasswordChanged { user: principal.user }).await?.commit().await?;
    Ok(Done::toast("Your password is changed. Every other browser is signed out."))
}

/// The person's own credentials, with a try taken from the allowance that signing in has: a browser that was left open
/// guesses no faster than a stranger.
pub async fn credentials(principal: &Principal) -> Result<Credentials, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    let own = store::get_own_credentials(&mut view, principal.user).await?;
    drop(view);
    principal.kernel.throttle(SIGN_IN_PER_ACCOUNT, &own.email.key()).await?;
    Ok(own)
}

/// Proves that the person knows the current password. Returns its hash; 422 at `field` if they don't.
pub async fn prove(
    principal: &Principal,
    own: &Credentials,
    typed: String,
    field: &'static str,
) -> Result<String, AppError> {
    let kernel = &principal.kernel;
    let Some(hash) = own.password_hash.clone() else { return Err(PasswordError::None(field).into()) };
    if !kernel.passwords.verify(Password::typed(typed, field)?, Some(hash.clone())).await? {
        return Err(PasswordError::Wrong(field).into());
    }
    rate_limit::forgive(kernel, SIGN_IN_PER_ACCOUNT, &own.email.key()).await?;
    Ok(hash)
}

/// Judges a new password; 422 at `password` with the advice if it won't do. `words` are the person's own.
pub async fn choose(kernel: &Kernel, password: String, words: [String; 2]) -> Result<Password, AppError> {
    let password = Password::typed(password, "password")?;
    let verdict = kernel.passwords.judge(password.clone(), words.into()).await?;
    if verdict.enough { Ok(password) } else { Err(AppError::field("password", verdict.advice)) }
}

/// Hashes a new password with a fresh salt.
pub async fn hash(kernel: &Kernel, password: Password) -> Result<String, AppError> {
    let mut salt = [0; 16];
    kernel.rng.fill(&mut salt);
    kernel.passwords.hash(password, salt).await
}
