//! Signing up. The request never looks whether the address has an account: the mail that follows does, so neither text,
//! status nor time of the answer can tell.

use super::{
    MAIL_PER_ACCOUNT, PASSWORD_PER_LINK, PER_ADDRESS, STRENGTH_PER_ADDRESS, address,
    event::{AccountCreated, SignupRequested},
    store,
};
use crate::{
    account::model::{ConfirmError, LinkError, PendingSignup, personal_organization, read_person},
    kernel::{
        authn::Visitor,
        authz::{ConfirmAddress, SignUp},
        crypto::Purpose,
        password::Password,
        session,
    },
    model::{AppError, Done, MemberId, OrgId, SignupId, UserId, password::Strength},
    organizations::server::found,
};
use time::Duration;
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration as CookieAge},
};

/// How long a confirmation link works.
pub const LINK_LIFETIME: Duration = Duration::hours(24);
/// Remembers that this browser signed up, so that the link alone suffices here.
const BROWSER_COOKIE: &str = "tenantry_signup";

/// Keeps the sign-up and has the link mailed.
pub async fn sign_up(visitor: &Visitor, name: String, email: String, password: String) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &address(visitor)).await?;
    let person = read_person(&name, &email);
    let password = choose_password(visitor, password, [name, email]).await;
    let ((name, email), password) = both(person, password)?;
    kernel.throttle(MAIL_PER_ACCOUNT, &email.key()).await?;
    let hash = hash(visitor, password).await?;

    let mut change = visitor.change::<SignUp>().await?;
    let signup: SignupId = kernel.id();
    let expires_at = change.now() + LINK_LIFETIME;
    store::insert_signup(&mut change, signup, &name, &email, &hash, expires_at).await?;
    change.record(SignupRequested { signup }).await?.commit().await?;

    remember_browser(visitor, signup);
    Ok(Done::to("/signup?sent=1").and_say(format!("We sent a link to {email}.")))
}

/// The verdict on a password, while it is typed.
pub async fn strength(visitor: &Visitor, password: String, words: [String; 2]) -> Result<Strength, AppError> {
    visitor.kernel.throttle(STRENGTH_PER_ADDRESS, &address(visitor)).await?;
    visitor.kernel.passwords.judge(Password::typed(password, "password")?, words.into()).await
}

/// What a confirmation link is for.
pub async fn pending(visitor: &Visitor, token: &str) -> Result<PendingSignup, AppError> {
    let id = open_link(visitor, token)?;
    let mut view = visitor.view::<ConfirmAddress>().await?;
    let signup = store::find_signup(&mut view, id).await?.ok_or(LinkError::Expired)?;
    if let Some(ended) = signup.ended(visitor.kernel.clock.now()) {
        return Err(ended.into());
    }
    Ok(PendingSignup { email: signup.email.to_string(), same_browser: is_same_browser(visitor, id) })
}

/// Makes the account with its personal organization and signs in: one transaction, so one or none of it exists.
pub async fn confirm(visitor: &Visitor, token: &str, password: String) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &address(visitor)).await?;
    let id = open_link(visitor, token)?;
    let mut view = visitor.view::<ConfirmAddress>().await?;
    let signup = store::find_signup(&mut view, id).await?.ok_or(LinkError::Expired)?;
    drop(view);
    if let Some(ended) = signup.ended(kernel.clock.now()) {
        return Err(ended.into());
    }
    if !is_same_browser(visitor, id) {
        // Whoever reads the mail needn't be who signed up: a stranger's sign-up in somebody's name ends here.
        kernel.throttle(PASSWORD_PER_LINK, token).await?;
        let typed = Password::typed(password, "password")?;
        if !kernel.passwords.verify(typed, Some(signup.password_hash.clone())).await? {
            return Err(ConfirmError::WrongPassword.into());
        }
    }

    let mut change = visitor.change::<ConfirmAddress>().await?;
    if !store::confirm_signup(&mut change, id).await? {
        return Err(LinkError::Used.into());
    }
    let user: UserId = store::insert_user(&mut change, kernel.id(), &signup).await?.ok_or(ConfirmError::Taken)?;
    let opened = session::open(&mut change, user).await?;
    let change = change.record(AccountCreated { user }).await?.more();
    let founding = change.found(kernel.id::<OrgId>(), user, kernel.id::<MemberId>()).await?;
    let (recorded, slug) = found(founding, &personal_organization(&signup.name), signup.name.as_str(), true).await?;
    recorded.commit().await?;

    visitor.signed_in(opened).await?;
    visitor.cookies.remove(Cookie::build(BROWSER_COOKIE).path("/").into());
    Ok(Done::to(format!("/o/{slug}/welcome")).and_say("Your address is confirmed."))
}

/// Judges a new password; 422 at `password` with the advice if it won't do.
pub async fn choose_password(visitor: &Visitor, password: String, words: [String; 2]) -> Result<Password, AppError> {
    let password = Password::typed(password, "password")?;
    let verdict = visitor.kernel.passwords.judge(password.clone(), words.into()).await?;
    if verdict.enough { Ok(password) } else { Err(AppError::field("password", verdict.advice)) }
}

/// Hashes a new password with a fresh salt.
pub async fn hash(visitor: &Visitor, password: Password) -> Result<String, AppError> {
    let mut salt = [0; 16];
    visitor.kernel.rng.fill(&mut salt);
    visitor.kernel.passwords.hash(password, salt).await
}

/// Both or the faults of both, so that every field that is wrong is marked at once.
fn both<A, B>(first: Result<A, AppError>, second: Result<B, AppError>) -> Result<(A, B), AppError> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(mut first), Err(second)) => {
            first.fields.extend(second.fields);
            Err(first)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

fn open_link(visitor: &Visitor, token: &str) -> Result<SignupId, AppError> {
    let id = visitor.kernel.keys.open(Purpose::ConfirmSignup, token).ok_or(LinkError::Altered)?;
    Ok(id.into())
}

fn remember_browser(visitor: &Visitor, signup: SignupId) {
    let token = visitor.kernel.keys.seal(Purpose::SignupBrowser, signup.uuid());
    let cookie = Cookie::build((BROWSER_COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visitor.kernel.config.secure())
        .max_age(CookieAge::days(1));
    visitor.cookies.add(cookie.into());
}

/// The token of the link that was mailed for this browser's sign-up: for a program that acts as one and has no mailbox.
pub fn confirmation_token(visitor: &Visitor) -> Option<String> {
    let cookie = visitor.cookies.get(BROWSER_COOKIE)?;
    let signup = visitor.kernel.keys.open(Purpose::SignupBrowser, cookie.value())?;
    Some(visitor.kernel.keys.seal(Purpose::ConfirmSignup, signup))
}

fn is_same_browser(visitor: &Visitor, signup: SignupId) -> bool {
    visitor
        .cookies
        .get(BROWSER_COOKIE)
        .and_then(|cookie| visitor.kernel.keys.open(Purpose::SignupBrowser, cookie.value()))
        .is_some_and(|id| SignupId::from(id) == signup)
}
