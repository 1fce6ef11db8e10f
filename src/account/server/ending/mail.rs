//! The letters about an account's end and return. The link is made when the letter is, the same each time.

use super::{
    event::{AccountDeleted, AccountRestored, RestoreRequested},
    store,
};
use crate::{
    kernel::{crypto::Purpose, event::Heard, mail::Letter},
    model::{AppError, DeletionId},
    organizations::server::ending::list_own,
};

/// The account is deleted, and the link that restores it.
pub async fn deleted(heard: Heard, event: AccountDeleted) -> Result<(), AppError> {
    restore_link(
        heard,
        event.deletion,
        "Your account was deleted",
        "Your account was deleted, and every session ended.",
    )
    .await
}

/// The link once more, for whoever signed in with the right password meanwhile.
pub async fn asked_again(heard: Heard, event: RestoreRequested) -> Result<(), AppError> {
    restore_link(heard, event.deletion, "Restore your account", "You signed in to an account that is being deleted.")
        .await
}

async fn restore_link(heard: Heard, deletion: DeletionId, subject: &str, what: &str) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = heard.system().view().await?;
    let Some(account) = store::find_deleted(&mut view, deletion).await? else { return Ok(()) };
    let along: Vec<String> = list_own(&mut view, account.user, i32::MAX)
        .await?
        .into_iter()
        .filter(|org| org.deleted.as_ref().is_some_and(|deleted| deleted.deletion == deletion))
        .map(|org| org.name)
        .collect();
    drop(view);
    let until = account.reader.exact(account.purge_at);
    let mut paragraphs = vec![
        format!("Hello {},", account.name),
        format!(
            "{what} Until {until} you can restore it with this link, which works once. After that it goes for good."
        ),
    ];
    if !along.is_empty() {
        paragraphs.push(format!("What went along, and comes back with it: {}.", along.join(", ")));
    }
    let token = kernel.keys.seal(Purpose::RestoreAccount, deletion.uuid());
    let letter = Letter {
        subject: subject.to_owned(),
        head: None,
        paragraphs,
        button: Some(("Restore the account".to_owned(), kernel.config.link(&format!("/account/restore/{token}")))),
        closing: vec![format!(
            "If it wasn't you, somebody knows your password. Restore the account, then choose another: {}",
            kernel.config.link("/forgot")
        )],
        why: "You got this because it concerns the existence of your account.".to_owned(),
    };
    kernel.mailer.send(&account.email, heard.message_id(), &letter).await
}

/// The account is back.
pub async fn restored(heard: Heard, event: AccountRestored) -> Result<(), AppError> {
    let kernel = &heard.kernel;
    let mut view = heard.system().view().await?;
    let Some((email, name)) = store::find_person(&mut view, event.user).await? else { return Ok(()) };
    drop(view);
    let letter = Letter {
        subject: "Your account was restored".to_owned(),
        head: None,
        paragraphs: vec![
            format!("Hello {name},"),
            "Your account was restored, with the organizations that had gone along. Sign in with your password."
                .to_owned(),
        ],
        button: Some(("Sign in".to_owned(), kernel.config.link("/login"))),
        closing: Vec::new(),
        why: "You got this because it concerns the existence of your account.".to_owned(),
    };
    kernel.mailer.send(&email, heard.message_id(), &letter).await
}
