//! The use cases of tokens. Imports `kernel` and `model`.

pub mod rest;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    kernel::{
        authn::{Identity, Reach, Subject, Visitor},
        authz::{EnterWorkspace, Rights, SeeOrganization, authorize, authorize_in},
        token::{self, Claims, Grant},
    },
    model::{AppError, Code, OrgId, SessionId, WorkspaceId},
};

/// A token for the organization's own operations, for a member in a session.
async fn for_organization(visitor: &Visitor, org: OrgId) -> Result<String, AppError> {
    let principal = visitor.principal()?;
    ensure_no_token(visitor)?;
    let mut view = authorize::<SeeOrganization>(principal, org).view().await?;
    let role = view.scope().role;
    let grant = Grant {
        identity: Identity::Person(principal.user),
        session: Some(principal.session),
        reach: Reach::Organization(org),
        org_role: Some(role.as_str().to_owned()),
        workspace_role: None,
        permissions: None,
        standing: Some(store::get_membership(&mut view, principal.user).await?),
    };
    drop(view);
    token::issue(&principal.kernel, grant).await
}

/// A token for what is inside a workspace, for somebody of it in a session or for a key of it.
async fn for_workspace(visitor: &Visitor, org: OrgId, workspace: WorkspaceId) -> Result<String, AppError> {
    let subject = visitor.subject()?;
    let session = match subject.identity {
        Identity::Person(_) => Some(visitor.principal()?.session),
        Identity::Key(_) => None,
    };
    ensure_no_token(visitor)?;
    let grant = workspace_grant(&subject, session, org, workspace).await?;
    token::issue(&subject.kernel, grant).await
}

async fn workspace_grant(
    subject: &Subject,
    session: Option<SessionId>,
    org: OrgId,
    workspace: WorkspaceId,
) -> Result<Grant, AppError> {
    let mut view = authorize_in::<EnterWorkspace>(subject, (org, workspace)).view().await?;
    let (mut workspace_role, mut permissions) = (None, None);
    match &view.scope().rights {
        Rights::Role(role) => workspace_role = Some(role.as_str().to_owned()),
        Rights::Key(all) => permissions = Some(all.iter().map(|one| one.as_str().to_owned()).collect()),
    }
    let standing = match subject.identity {
        Identity::Person(user) => Some(store::get_workspace_membership(&mut view, user).await?),
        Identity::Key(_) => None,
    };
    let (identity, reach) = (subject.identity, Reach::Workspace(org, workspace));
    Ok(Grant { identity, session, reach, org_role: None, workspace_role, permissions, standing })
}

/// Who could turn a token into another would keep it forever.
fn ensure_no_token(visitor: &Visitor) -> Result<(), AppError> {
    if visitor.has_token() {
        let sentence = "A token doesn't get another one. Ask with the session or the key that it came from.";
        return Err(AppError::new(Code::Forbidden, sentence));
    }
    Ok(())
}

/// What a token says, as long as it is good and of the organization that the asking key or token is of. Where that one's
/// own place isn't open, it is refused as everything else there.
async fn introspect(visitor: &Visitor, token: &str) -> Result<Option<Claims>, AppError> {
    let asking = visitor.subject()?;
    let own = match asking.reach {
        Reach::Organization(org) => {
            drop(authorize::<SeeOrganization>(visitor.principal()?, org).view().await?);
            org
        }
        Reach::Workspace(org, workspace) => {
            drop(authorize_in::<EnterWorkspace>(&asking, (org, workspace)).view().await?);
            org
        }
        Reach::Everywhere => {
            let sentence = "Introspection wants a key or a token of the organization that the token is of.";
            return Err(AppError::new(Code::Forbidden, sentence));
        }
    };
    let checked = token::check(&asking.kernel, token).await?;
    Ok(checked.filter(|(claims, opens)| *opens && claims.org_id == own.uuid()).map(|(claims, _)| claims))
}
