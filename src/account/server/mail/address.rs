//! The letters about a change of the address: each side hears of it twice, when it is asked for and when it is done.

use super::view;
use crate::{
    account::server::{
        address::find,
        event::{AddressChangeRequested, AddressChanged},
        store,
    },
    kernel::{crypto::Purpose, event::Heard, mail::Letter},
    model::AppError,
};

/// The link that proves the new address; or, to an address that has an account, that somebody tried.
pub async fn link(heard: Heard, event: AddressChangeRequested) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(found) = find(&mut view, event.change).await? else { return Ok(()) };
    if found.ended(kernel.clock.now()).is_some() {
        return Ok(());
    }
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    let known = store::find_person_by_key(&mut view, &found.email.key()).await?;
    drop(view);
    let letter = if let Some(known) = known {
        Letter {
            subject: "This address has an account already".to_owned(),
            head: None,
            paragraphs: vec![
                format!("Hello {},", known.name),
                "Somebody, probably you, asked to make this the address of another account. It has an account already, so nothing was changed.".to_owned(),
            ],
            button: Some(("Sign in".to_owned(), kernel.config.link("/login"))),
            closing: vec![format!("Forgot the password? Choose a new one: {}", kernel.config.link("/forgot"))],
            why: "You got this because your address was entered as the new one of an account. If it wasn't you, there is nothing to do.".to_owned(),
        }
    } else {
        let token = kernel.keys.seal(Purpose::ChangeAddress, event.change.uuid());
        Letter {
            subject: "Confirm your new address".to_owned(),
            head: None,
            paragraphs: vec![
                format!("Hello {},", person.name),
                "One step is left: confirm that this is your address. It then takes the place of the one that your account has now. The link works once, for 24 hours.".to_owned(),
            ],
            button: Some(("Confirm address".to_owned(), kernel.config.link(&format!("/verify-email/{token}")))),
            closing: Vec::new(),
            why: "You got this because somebody entered your address as the new one of an account. If it wasn't you, don't open the link: without it nothing changes.".to_owned(),
        }
    };
    kernel.mailer.send(&found.email, heard.message_id(), &letter).await
}

/// Tells the address that the account has now what was asked for.
pub async fn notice(heard: Heard, event: AddressChangeRequested) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(found) = find(&mut view, event.change).await? else { return Ok(()) };
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let letter = Letter {
        subject: "Another address was asked for".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            format!(
                "Somebody, probably you, asked to make {} the address of your account. Nothing has changed yet: it does when the link that we sent there is used.",
                found.email
            ),
        ],
        button: Some(("See the request".to_owned(), kernel.config.link("/account/security"))),
        closing: vec![
            "If it wasn't you, somebody knows your password. Cancel the request there, and choose another password."
                .to_owned(),
        ],
        why: WHY.to_owned(),
    };
    kernel.mailer.send(&found.from, heard.message_id(), &letter).await
}

/// Tells the new address that it is the account's.
pub async fn changed_to(heard: Heard, event: AddressChanged) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(found) = find(&mut view, event.change).await? else { return Ok(()) };
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let letter = Letter {
        subject: "This is the address of your account now".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            format!("From now on you sign in with this address in place of {}, and our mail comes here.", found.from),
        ],
        button: Some(("Open your account".to_owned(), kernel.config.link("/account/security"))),
        closing: Vec::new(),
        why: WHY.to_owned(),
    };
    kernel.mailer.send(&found.email, heard.message_id(), &letter).await
}

/// Tells the old address that it is not, and what to do if that is news.
pub async fn changed_from(heard: Heard, event: AddressChanged) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(found) = find(&mut view, event.change).await? else { return Ok(()) };
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let help = match &kernel.config.support_url {
        Some(support) => format!("Ask for help at once: {support}"),
        None => "Tell whoever runs this service at once.".to_owned(),
    };
    let letter = Letter {
        subject: "Your account has another address now".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            format!(
                "The address of your account is {} now. This one no longer signs in, and links that were sent here have ended.",
                found.email
            ),
        ],
        button: None,
        closing: vec![format!("If it wasn't you, somebody knew your password and has taken your account over. {help}")],
        why: WHY.to_owned(),
    };
    kernel.mailer.send(&found.from, heard.message_id(), &letter).await
}

const WHY: &str = "You got this because it concerns the security of your account.";
