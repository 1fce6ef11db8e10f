//! The letters that follow from what happens to accounts. Links are made when the letter is: nothing stored opens them.

pub mod address;
pub mod security;

use super::{
    event::{PasswordReset, ResetRequested, SignupRequested},
    store,
};
use crate::{
    kernel::{authz::AsJob, crypto::Purpose, db::View, event::Heard, mail::Letter},
    model::AppError,
};

/// What a letter looks up to whom it goes with.
async fn view(heard: &Heard) -> Result<View<AsJob>, AppError> {
    heard.system().view().await
}

/// The link that confirms the address; or, to an address that has an account, that somebody tried.
pub async fn signup_requested(heard: Heard, event: SignupRequested) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(signup) = store::find_signup(&mut view, event.signup).await? else { return Ok(()) };
    let known = store::find_person_by_key(&mut view, &signup.email.key()).await?;
    drop(view);
    let letter = if let Some(person) = known {
        Letter {
            subject: "You already have an account".to_owned(),
            head: None,
            paragraphs: vec![
                format!("Hello {},", person.name),
                "Somebody, probably you, tried to sign up with this address. It has an account already, so nothing was changed.".to_owned(),
            ],
            button: Some(("Sign in".to_owned(), kernel.config.link("/login"))),
            closing: vec![format!("Forgot the password? Choose a new one: {}", kernel.config.link("/forgot"))],
            why: "You got this because your address was entered at sign-up. If it wasn't you, there is nothing to do.".to_owned(),
        }
    } else {
        let token = kernel.keys.seal(Purpose::ConfirmSignup, event.signup.uuid());
        Letter {
            subject: "Confirm your address".to_owned(),
            head: None,
            paragraphs: vec![
                format!("Hello {},", signup.name),
                "One step is left: confirm that this is your address. The link works once, for 24 hours.".to_owned(),
            ],
            button: Some(("Confirm address".to_owned(), kernel.config.link(&format!("/verify-email/{token}")))),
            closing: Vec::new(),
            why: "You got this because somebody signed up with your address. If it wasn't you, don't open the link: without it no account exists.".to_owned(),
        }
    };
    kernel.mailer.send(&signup.email, heard.message_id(), &letter).await
}

/// The link to choose a new password, if the address has an account.
pub async fn reset_requested(heard: Heard, event: ResetRequested) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(Ok(email_key)) = store::find_reset(&mut view, event.reset, kernel.clock.now()).await? else {
        return Ok(());
    };
    let Some(person) = store::find_person_by_key(&mut view, &email_key).await? else { return Ok(()) };
    drop(view);
    let token = kernel.keys.seal(Purpose::ResetPassword, event.reset.uuid());
    let letter = Letter {
        subject: "Choose a new password".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            "Here you choose a new password. The link works once, for one hour. Every session of your account ends with it.".to_owned(),
        ],
        button: Some(("Choose a new password".to_owned(), kernel.config.link(&format!("/reset/{token}")))),
        closing: Vec::new(),
        why: "You got this because somebody asked for it with your address. If it wasn't you, do nothing: your password stays.".to_owned(),
    };
    kernel.mailer.send(&person.email, heard.message_id(), &letter).await
}

/// Tells the owner of the account that the password is another one.
pub async fn password_reset(heard: Heard, event: PasswordReset) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = view(&heard).await?;
    let Some(person) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let letter = Letter {
        subject: "Your password was changed".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {},", person.name),
            "The password of your account was changed with a link from this mailbox, and every session ended."
                .to_owned(),
        ],
        button: None,
        closing: vec![format!(
            "If it wasn't you, somebody reads your mail. Secure the mailbox first, then choose another password: {}",
            kernel.config.link("/forgot")
        )],
        why: "You got this because it concerns the security of your account.".to_owned(),
    };
    kernel.mailer.send(&person.email, heard.message_id(), &letter).await
}
