//! The letters about signing in: the link to do it with, and what the owner of an account should hear of.

use super::view;
use crate::{
    account::server::{
        event::{PasswordChanged, SignInLinkRequested, SignedIn},
        link, store,
    },
    kernel::{crypto::Purpose, event::Heard, mail::Letter},
    model::AppError,
};

/// The link to sign in with, if the address has an account.
pub async fn sign_in_link_requested(heard: Heard, event: SignInLinkRequested) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(Ok(link)) = link::store::find(&mut view, event.link, kernel.clock.now()).await? else {
        return Ok(());
    };
    let Some(person) = store::find_person_by_key(&mut view, &link.email_key).await? else { return Ok(()) };
    drop(view);
    let token = kernel.keys.seal(Purpose::SignIn, event.link.uuid());
    let letter = Letter {
        subject: "Your link to sign in".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            "Here you sign in. The link works once, for 15 minutes.".to_owned(),
        ],
        button: Some(("Sign in".to_owned(), kernel.config.link(&format!("/login/link/{token}")))),
        closing: vec!["Don't pass it on: whoever opens it is signed in as you.".to_owned()],
        why: "You got this because somebody asked for it with your address. If it wasn't you, do nothing: without the link nobody is signed in.".to_owned(),
    };
    kernel.mailer.send(&person.email, heard.message_id(), &letter).await
}

/// Tells of a sign-in from a browser that the account hadn't seen.
pub async fn signed_in(heard: Heard, event: SignedIn) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let Some(browser) = event.new_browser else { return Ok(()) };
    let mut view = view(&heard).await?;
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let from = browser.ip.map(|ip| format!(", from {ip}")).unwrap_or_default();
    let letter = Letter {
        subject: "A new browser signed in to your account".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            "Your account was signed in to with a browser that it hadn't seen before:".to_owned(),
            format!("{}{from}, on {}.", browser.device, person.reader.exact(heard.at)),
            "If that was you, there is nothing to do.".to_owned(),
        ],
        button: Some(("See your sessions".to_owned(), kernel.config.link("/account/sessions"))),
        closing: vec![format!(
            "If it wasn't you, sign that browser out there, then choose another password: {}",
            kernel.config.link("/account/security")
        )],
        why: "You got this because it concerns the security of your account.".to_owned(),
    };
    kernel.mailer.send(&person.email, heard.message_id(), &letter).await
}

/// Tells the owner of the account that the password is another one.
pub async fn password_changed(heard: Heard, event: PasswordChanged) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let letter = Letter {
        subject: "Your password was changed".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            "The password of your account was changed by somebody who knew the old one. Every other browser was signed out."
                .to_owned(),
        ],
        button: None,
        closing: vec![format!(
            "If it wasn't you, take the account back with a new password: {}",
            kernel.config.link("/forgot")
        )],
        why: "You got this because it concerns the security of your account.".to_owned(),
    };
    kernel.mailer.send(&person.email, heard.message_id(), &letter).await
}
