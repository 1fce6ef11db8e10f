//! Signing up. The request never looks whether the address has an account: the mail that follows does, so neither text,
//! status nor time of the answer can tell.

use super::{
    MAIL_PER_ACCOUNT, PASSWORD_PER_LINK, PER_ADDRESS, STRENGTH_PER_ADDRESS,
    event::{AccountCreated, SignupRequested},
    invitation, network_of,
    password::{choose, hash},
    sessions::{browser::BrowserToken, store::see_browser},
    store,
};
use crate::{
    account::model::{ConfirmError, LinkError, PendingSignup, both, personal_organization, read_person},
    kernel::{
        authn::Visitor,
        authz::{ConfirmAddress, SignUp},
        crypto::Purpose,
        moment::choose_zone,
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

/// Keeps the sign-up and has the link mailed. `time_zone` is what the browser says; one that isn't known is UTC.
/// `invitation` is the link of the invitation that led here, to come back to afterwards; empty without one.
pub async fn sign_up(
    visitor: &Visitor,
    name: String,
    email: String,
    password: String,
    time_zone: &str,
    invitation: &str,
) -> Result<Done, AppError> {
    let kernel = &visitor.kernel;
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
    let person = read_person(&name, &email);
    let password = choose(kernel, password, [name, email]).await;
    let ((name, email), password) = both(person, password)?;
    kernel.throttle(MAIL_PER_ACCOUNT, &email.key()).await?;
    let password_hash = hash(kernel, password).await?;
    let time_zone = choose_zone(time_zone).unwrap_or_else(|| "UTC".to_owned());

    let mut change = visitor.change::<SignUp>().await?;
    let signup: SignupId = kernel.id();
    let expires_at = change.now() + LINK_LIFETIME;
    let invitation = invitation::led_here(visitor, invitation);
    let row = store::Signup { name, email, password_hash, time_zone, invitation, expires_at, confirmed_at: None };
    store::insert_signup(&mut change, signup, &row).await?;
    change.record(SignupRequested { signup }).await?.commit().await?;

    remember_browser(visitor, signup);
    Ok(Done::to("/signup?sent=1").and_say(format!("We sent a link to {}.", row.email)))
}

/// The verdict on a password, while it is typed.
pub async fn strength(visitor: &Visitor, password: String, words: [String; 2]) -> Result<Strength, AppError> {
    visitor.kernel.throttle(STRENGTH_PER_ADDRESS, &network_of(&visitor.origin)).await?;
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
    kernel.throttle(PER_ADDRESS, &network_of(&visitor.origin)).await?;
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
    // The first browser is known from the start: there is nothing to tell of it. Nor is there an organization to tell of this
    // sign-in: the log of the one that comes of it begins with who made it, when and from where.
    let browser = BrowserToken::of(visitor);
    let seen = see_browser(&mut change, user, &browser.hash(user)).await?;
    let opened = session::open(&mut change, user, seen.browser).await?;
    let recorded = change.record(AccountCreated { user }).await?;
    let to = if let Some(invitation) = signup.invitation {
        // Whoever came to join an organization gets none of their own.
        recorded.commit().await?;
        invitation::way_back(kernel, invitation)
    } else {
        let founding = recorded.more().found(kernel.id::<OrgId>(), user, kernel.id::<MemberId>()).await?;
        let name = personal_organization(&signup.name);
        let (recorded, slug) = found(founding, &name, signup.name.as_str(), true).await?;
        recorded.commit().await?;
        format!("/o/{slug}/welcome")
    };

    browser.keep(visitor);
    visitor.signed_in(opened).await?;
    visitor.cookies.remove(Cookie::build(BROWSER_COOKIE).path("/").into());
    Ok(Done::to(to).and_say("Your address is confirmed."))
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
