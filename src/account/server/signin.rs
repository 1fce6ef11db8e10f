//! Signing in and out.

use super::{
    SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, address,
    ending::refuse_deleted,
    event::{SignedIn, SignedOut},
    store,
};
use crate::{
    account::model::safe_next,
    kernel::{
        authn::Visitor,
        authz::{ManageAccount, SignIn},
        password::Password,
        rate_limit, session,
    },
    model::{AppError, Code, Done, email::Email},
};

/// Signs in with address and password. A wrong address and a wrong password cost the same work and get the same answer.
pub async fn sign_in(visitor: &Visitor, email: String, password: String, next: &str) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(SIGN_IN_PER_ADDRESS, &address(visitor)).await?;
    let email = Email::parse(&email).map_err(|error| AppError::field("email", error.to_string()))?;
    let password = Password::typed(password, "password")?;
    kernel.throttle(SIGN_IN_PER_ACCOUNT, &email.key()).await?;

    let mut view = visitor.view::<SignIn>().await?;
    let credentials = store::find_credentials(&mut view, &email).await?;
    drop(view);
    let hash = credentials.as_ref().and_then(|credentials| credentials.password_hash.clone());
    let right = kernel.passwords.verify(password, hash).await?;
    let Some(credentials) = credentials.filter(|_| right) else {
        return Err(AppError::new(Code::Invalid, "The email address or the password is wrong."));
    };
    refuse_deleted(visitor, credentials.user).await?;

    let mut change = visitor.change::<SignIn>().await?;
    let opened = session::open(&mut change, credentials.user).await?;
    change.record(SignedIn { user: credentials.user }).await?.commit().await?;
    rate_limit::forgive(kernel, SIGN_IN_PER_ACCOUNT, &email.key()).await?;
    visitor.signed_in(opened).await?;
    Ok(Done::to(safe_next(next)))
}

/// Ends this browser's session; signing out twice is no error.
pub async fn sign_out(visitor: &Visitor) -> Result<Done, AppError> {
    if let Ok(principal) = visitor.principal() {
        let mut change = principal.change::<ManageAccount>().await?;
        store::delete_session(&mut change, principal.user, principal.session).await?;
        change.record(SignedOut { user: principal.user }).await?.commit().await?;
    }
    visitor.sign_out().await?;
    Ok(Done::to("/login").and_say("You are signed out."))
}
