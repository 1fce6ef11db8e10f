//! Rights inside a workspace: a role there carries them, or a key, and nothing else does.

use crate::{
    kernel::{
        authn::{Identity, Subject},
        authz::{Allows, Capability, Scope},
        db::{Change, View},
        event::Actor,
        inside::enter_workspace,
    },
    model::{
        AppError, OrgId, OrgRole, WorkspaceId, WorkspacePermission, WorkspaceRole, content::Here,
        document::DocumentFormats,
    },
};
use sqlx::{Postgres, Transaction};
use std::marker::PhantomData;

/// Inside a workspace, as somebody of it or as one of its keys.
#[derive(Clone, Debug)]
pub struct InWorkspace {
    pub org: OrgId,
    pub org_slug: String,
    pub org_name: String,
    /// None for a collaborator from outside and for a key.
    pub org_role: Option<OrgRole>,
    pub workspace: WorkspaceId,
    pub slug: String,
    pub name: String,
    /// What a save of its settings names.
    pub version: i64,
    pub identity: Identity,
    pub rights: Rights,
    /// How its documents are written and drawn.
    pub formats: DocumentFormats,
}

/// What somebody may inside a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    Role(WorkspaceRole),
    Key(Vec<WorkspacePermission>),
}

impl Rights {
    pub fn allows(&self, permission: WorkspacePermission) -> bool {
        match self {
            Self::Role(role) => role.allows(permission),
            Self::Key(permissions) => {
                permission == WorkspacePermission::EnterWorkspace || permissions.contains(&permission)
            }
        }
    }
}

impl InWorkspace {
    /// For its pages: where they are, and what their reader may do there.
    pub fn here(&self) -> Here {
        Here {
            org: self.org_slug.clone(),
            workspace: self.slug.clone(),
            may_edit: self.rights.allows(WorkspacePermission::EditContent),
            may_manage: self.rights.allows(WorkspacePermission::ManageWorkspace),
        }
    }
}

impl Scope for InWorkspace {
    fn org(&self) -> Option<OrgId> {
        Some(self.org)
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        Some(self.workspace)
    }
}

/// A capability that a workspace role or a key carries in a workspace. The organization role says nothing there.
pub trait WorkspaceCapability: Capability<Scope = InWorkspace> {
    const PERMISSION: WorkspacePermission;
}

/// `Self` includes `X`, inside a workspace.
pub trait Inside<X>: Allows<X> + Capability<Scope = InWorkspace> {}

impl<X, C: Allows<X> + Capability<Scope = InWorkspace>> Inside<X> for C {}

/// How a request names a workspace: pages by the slugs of organization and workspace, forms and the API by ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Ids(OrgId, WorkspaceId),
    Slugs(String, String),
}

impl Place {
    /// For a query: the organization's slug or its id, then the workspace's.
    pub(in crate::kernel) fn parts(&self) -> (Option<&str>, Option<uuid::Uuid>, Option<&str>, Option<uuid::Uuid>) {
        match self {
            Self::Ids(org, workspace) => (None, Some(org.uuid()), None, Some(workspace.uuid())),
            Self::Slugs(org, workspace) => (Some(org.as_str()), None, Some(workspace.as_str()), None),
        }
    }
}

impl From<(OrgId, WorkspaceId)> for Place {
    fn from((org, workspace): (OrgId, WorkspaceId)) -> Self {
        Self::Ids(org, workspace)
    }
}

impl From<(&str, &str)> for Place {
    fn from((org, workspace): (&str, &str)) -> Self {
        Self::Slugs(org.to_owned(), workspace.to_owned())
    }
}

/// A capability inside a workspace that is asked for; opening it proves it.
pub struct WorkspaceAuthorization<'a, C> {
    subject: &'a Subject,
    place: Place,
    capability: PhantomData<C>,
}

/// Asks for `C` inside a workspace, for a person or a key. The organization's role opens nothing there.
pub fn authorize_in<C: WorkspaceCapability>(
    subject: &Subject,
    place: impl Into<Place>,
) -> WorkspaceAuthorization<'_, C> {
    WorkspaceAuthorization { subject, place: place.into(), capability: PhantomData }
}

impl<C: WorkspaceCapability> WorkspaceAuthorization<'_, C> {
    /// A read-only transaction in the workspace. 404 for who isn't in it, 403 for whose role lacks `C` and where the
    /// workspace is suspended.
    pub async fn view(self) -> Result<View<C>, AppError> {
        let mut tx = View::<C>::begin(&self.subject.kernel).await?;
        let scope = enter_workspace::<C>(&mut tx, self.subject, &self.place, false).await?;
        Ok(View::prove(tx, scope))
    }

    /// A transaction that changes the workspace, with the membership or key locked: the rights it was opened with hold
    /// until it commits. Errors like [`Self::view`].
    pub async fn change(self) -> Result<Change<C>, AppError> {
        let tx = Change::<C>::begin(&self.subject.kernel).await?;
        self.change_by(tx).await
    }

    /// The same for a change of who is in the workspace and as what: such changes come one after the other, in the whole
    /// organization. Its row is locked before the person's own memberships, or two managers who demote each other would
    /// wait for each other.
    pub async fn change_in_line(self) -> Result<Change<C>, AppError> {
        let mut tx = Change::<C>::begin(&self.subject.kernel).await?;
        if let Identity::Person(user) = self.subject.identity {
            let (org_slug, org, slug, workspace) = self.place.parts();
            sqlx::query!(
                "select app.line_up_in_workspace($1, $2, $3, $4, $5)",
                user.uuid(),
                org_slug,
                org,
                slug,
                workspace
            )
            .fetch_one(&mut *tx)
            .await?;
        }
        self.change_by(tx).await
    }

    async fn change_by(self, mut tx: Transaction<'static, Postgres>) -> Result<Change<C>, AppError> {
        let scope = enter_workspace::<C>(&mut tx, self.subject, &self.place, true).await?;
        let actor = match self.subject.identity {
            Identity::Person(user) => Actor::User(user),
            Identity::Key(key) => Actor::Key(key),
        };
        Ok(Change::prove(tx, scope, self.subject.kernel.clone(), actor, self.subject.origin.clone()))
    }
}
