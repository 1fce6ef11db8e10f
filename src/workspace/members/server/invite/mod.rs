//! Inviting somebody from outside to one workspace: they become no member of the organization and take no seat.

pub mod event;
pub mod mail;
pub(super) mod store;

use crate::{
    kernel::{
        authn::{Principal, Subject},
        authz::{ManageWorkspace, Place, authorize_in},
        db::Change,
        idempotency::{Answered, Once, claim},
        rate_limit::{Limit, take_within},
        sendings,
    },
    model::{
        AppError, Code, Done, InvitationId, WorkspaceRole, document::DocumentFormats, email::Email, invited::flooded,
    },
    workspace::members::model::{InvitationLine, InviteError, Open},
};
use event::{
    WorkspaceInvitationReplaced, WorkspaceInvitationResent, WorkspaceInvitationRevoked, WorkspaceInvitationSent,
};
use serde_json::Value;
use store::{Known, Locked, Stored};
use time::{Duration, OffsetDateTime};

/// How long an invitation can be accepted.
const LIFETIME: Duration = Duration::days(7);
/// How many open ones the page shows.
pub(super) const SHOWN: i64 = 100;
/// Invitations that one address is mailed, whoever sends them and to what.
const MAIL_PER_ADDRESS: Limit = Limit { name: "invitation-mail", burst: 5, every: Duration::hours(1) };

/// An open invitation as the page shows it.
pub(super) fn line(principal: &Principal, formats: &DocumentFormats, stored: Stored) -> InvitationLine {
    let now = principal.kernel.clock.now();
    InvitationLine {
        id: stored.id,
        email: stored.email,
        role: stored.role,
        open: if stored.expires_at > now { Open::Pending } else { Open::Expired },
        inviter: stored.inviter,
        sent: principal.reader.written(stored.sent_at, formats),
        ends: principal.reader.written(stored.expires_at, formats),
    }
}

/// Invites an address. Who has an open invitation to this workspace gets this one in its place.
pub async fn invite(
    principal: &Principal,
    at: impl Into<Place>,
    email: &str,
    role: WorkspaceRole,
) -> Result<Email, AppError> {
    let change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let (email, invitation) = (parse(email)?, change.id());
    invite_in(principal, change, (invitation, &email, role)).await?;
    Ok(email)
}

/// The same for a program, whose request may be sent `once`; what it is answered `answer` makes of it.
pub async fn invite_once(
    principal: &Principal,
    at: impl Into<Place>,
    email: &str,
    role: WorkspaceRole,
    once: Option<&Once>,
    answer: fn(InvitationId, &Email, WorkspaceRole) -> Value,
) -> Result<Answered, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let (email, invitation) = (parse(email)?, change.id());
    let answered = Answered { status: 201, body: answer(invitation, &email, role) };
    if let Some(before) = claim(&mut change, once, answered.status, &answered.body).await? {
        return Ok(before);
    }
    invite_in(principal, change, (invitation, &email, role)).await?;
    Ok(answered)
}

fn parse(email: &str) -> Result<Email, AppError> {
    Email::parse(email).map_err(|error| AppError::field("email", error.to_string()))
}

async fn invite_in(
    principal: &Principal,
    mut change: Change<ManageWorkspace>,
    (invitation, email, role): (InvitationId, &Email, WorkspaceRole),
) -> Result<(), AppError> {
    let (scope, now) = (change.scope().clone(), change.now());
    let key = email.key();
    ensure_accepted(principal, email)?;
    match store::find_known(&mut change, &key).await? {
        Known::Nobody => {}
        Known::Member => {
            return Err(InviteError::Member { email: email.to_string(), organization: scope.org_name }.into());
        }
        Known::Inside => return Err(InviteError::Inside(email.to_string()).into()),
    }
    if sendings::left_today(&mut change).await? == Some(0) {
        return Err(InviteError::TooYoung.into());
    }
    if let Some((_, wait)) = take_within(&mut change, MAIL_PER_ADDRESS, std::slice::from_ref(&key)).await? {
        // How long to wait is said beside it.
        return Err(AppError { message: flooded(&email.to_string()), ..wait });
    }
    let workspace = scope.workspace;
    let replaced = store::replace(&mut change, &key).await?;
    store::insert(&mut change, invitation, email, role, now + LIFETIME).await?;
    if let Some(old) = replaced {
        let email = email.to_string();
        let event = WorkspaceInvitationReplaced { workspace, invitation: old, email, by: invitation };
        change = change.record(event).await?.more();
    }
    let event = WorkspaceInvitationSent { workspace, invitation, email: email.to_string(), role };
    change.record(event).await?.commit().await
}

/// Refuses addresses of domains that the deployment takes nobody from.
fn ensure_accepted(principal: &Principal, email: &Email) -> Result<(), AppError> {
    let key = email.key();
    let domain = key.rsplit('@').next().unwrap_or_default();
    let mut banned = principal.kernel.config.banned_mail_domains.iter();
    if banned.any(|banned| domain == banned || domain.ends_with(&format!(".{banned}"))) {
        return Err(InviteError::Banned(domain.to_owned()).into());
    }
    Ok(())
}

/// Sends an open invitation once more: the same link, for another seven days, on behalf of who sends it now.
pub async fn resend(
    principal: &Principal,
    at: impl Into<Place>,
    invitation: InvitationId,
) -> Result<(Email, OffsetDateTime), AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let Locked { email, role, over } = store::lock(&mut change, invitation).await?;
    if let Some(over) = over {
        return Err(ended(&email, over));
    }
    if sendings::left_today(&mut change).await? == Some(0) {
        return Err(AppError::new(Code::TooMany, InviteError::TooYoung.to_string()));
    }
    if let Some((_, wait)) = take_within(&mut change, MAIL_PER_ADDRESS, &[email.key()]).await? {
        return Err(AppError { message: flooded(&email.to_string()), ..wait });
    }
    let expires_at = change.now() + LIFETIME;
    store::send_again(&mut change, invitation, expires_at).await?;
    let workspace = change.scope().workspace;
    let event = WorkspaceInvitationResent { workspace, invitation, email: email.to_string(), role };
    change.record(event).await?.commit().await?;
    Ok((email, expires_at))
}

/// Ends an open invitation: its link opens nothing any more. Returns whom it was for.
pub async fn revoke(principal: &Principal, at: impl Into<Place>, invitation: InvitationId) -> Result<Email, AppError> {
    let mut change = authorize_in::<ManageWorkspace>(&Subject::from(principal), at).change_in_line().await?;
    let Locked { email, role, over } = store::lock(&mut change, invitation).await?;
    if let Some(over) = over {
        return Err(ended(&email, over));
    }
    store::revoke(&mut change, invitation).await?;
    let workspace = change.scope().workspace;
    let event = WorkspaceInvitationRevoked { workspace, invitation, email: email.to_string(), role };
    change.record(event).await?.commit().await?;
    Ok(email)
}

fn ended(email: &Email, over: &str) -> AppError {
    AppError::new(Code::Invalid, format!("The invitation of {email} {over} meanwhile. Nothing was changed."))
}

/// Invites, with what the page says then.
pub async fn invite_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    email: &str,
    role: WorkspaceRole,
) -> Result<Done, AppError> {
    let email = invite(principal, at, email, role).await?;
    Ok(Done::toast(format!("{email} is invited to become {} of this workspace.", role.noun())))
}

/// Sends once more, with what the page says then.
pub async fn resend_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    invitation: InvitationId,
) -> Result<Done, AppError> {
    let (email, expires_at) = resend(principal, at, invitation).await?;
    let until = principal.reader.date(expires_at);
    Ok(Done::toast(format!("The invitation is on its way to {email} again and works until {until}.")))
}

/// Revokes, with what the page says then.
pub async fn revoke_from_page(
    principal: &Principal,
    at: impl Into<Place>,
    invitation: InvitationId,
) -> Result<Done, AppError> {
    let email = revoke(principal, at, invitation).await?;
    Ok(Done::toast(format!("The invitation of {email} is revoked. Its link opens nothing any more.")))
}
