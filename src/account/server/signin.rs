//! Signing in and out.

use super::{
    SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS,
    ending::refuse_deleted,
    event::{MemberSignedIn, NewBrowser, SignInBy, SignedIn, SignedOut},
    network_of,
    sessions::{
        browser::{BrowserToken, in_words},
        store as sessions,
    },
    store,
};
use crate::{
    account::model::safe_next,
    kernel::{
        authn::Visitor,
        authz::{Allows, ManageAccount, SignIn, SignsIn},
        db::Change,
        password::Password,
        rate_limit, session,
    },
    model::{AppError, Code, Done, UserId, email::Email},
};

/// Signs in with address and password. A wrong address and a wrong password cost the same work and get the same answer.
pub async fn sign_in(visitor: &Visitor, email: String, password: String, next: &str) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(SIGN_IN_PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let email = Email::parse(&email).map_err(|error| AppError::field("email", error.to_string()))?;
    let password = Password::typed(password, "password")?;
    kernel.throttle(SIGN_IN_PER_ACCOUNT, &email.key()).await?;

    let mut view = visitor.view::<SignIn>().await?;
    let credentials = store::find_credentials(&mut view, &email).await?;
    drop(view);
    let hash = credentials.as_ref().and_then(|credentials| credentials.password_hash.clone());
    let right = kernel.passwords.verify(password, hash.clone()).await?;
    let Some((credentials, hash)) = credentials.zip(hash).filter(|_| right) else { return Err(wrong()) };
    refuse_deleted(visitor, credentials.user).await?;

    let mut change = visitor.change::<SignIn>().await?;
    if !store::hold_password(&mut change, credentials.user, &hash).await? {
        return Err(wrong());
    }
    enter(visitor, change, credentials.user, SignInBy::Password).await?;
    rate_limit::forgive(kernel, SIGN_IN_PER_ACCOUNT, &email.key()).await?;
    Ok(Done::to(safe_next(next)))
}

fn wrong() -> AppError {
    AppError::new(Code::Invalid, "The email address or the password is wrong.")
}

/// The end of every way in: the change that proved who it is opens the session, commits, and the browser gets it. It stands
/// in the log of every organization that the person is in.
pub async fn enter<C: Allows<SignIn> + SignsIn>(
    visitor: &Visitor,
    mut change: Change<C>,
    user: UserId,
    by: SignInBy,
) -> Result<(), AppError> {
    let token = BrowserToken::of(visitor);
    let seen = sessions::see_browser(&mut change, user, &token.hash(user)).await?;
    let opened = session::open(&mut change, user, seen.browser).await?;
    let new_browser =
        seen.is_new.then(|| NewBrowser { device: in_words(&visitor.origin.user_agent), ip: visitor.origin.ip });
    let told = MemberSignedIn { user, by, new_browser: seen.is_new };
    let recorded = change.record(SignedIn { user, session: opened.session, by, new_browser }).await?;
    recorded.tell_organizations(user, told).await?.commit().await?;
    token.keep(visitor);
    visitor.signed_in(opened).await
}

/// Ends this browser's session; signing out twice is no error.
pub async fn sign_out(visitor: &Visitor) -> Result<Done, AppError> {
    if let Ok(principal) = visitor.principal() {
        let mut change = principal.change::<ManageAccount>().await?;
        sessions::sign_out(&mut change, principal.user, principal.session).await?;
        change.record(SignedOut { user: principal.user }).await?.commit().await?;
    }
    visitor.sign_out().await?;
    Ok(Done::to("/login").and_say("You are signed out."))
}
