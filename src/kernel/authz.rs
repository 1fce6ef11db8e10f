//! Rights by construction. A [`Capability`] is a type; [`authorize`] opens a transaction in which it holds, and a
//! store function names the one that it needs. There is no other way to a connection.
//!
//! `authorize` itself asks nothing: the proof and the transaction are one round trip, made by `view()` or `change()`.
//! What isn't a member's is 404, as if it didn't exist; what a member may see but not do is 403.

use crate::{
    kernel::{
        authn::{Principal, Reach, Visitor},
        db::{Change, View},
        event::{Actor, Origin},
        inside::enter,
        state::Kernel,
    },
    model::{
        AppError, Code, InvitationId, MemberId, OrgId, OrgRole, Permission, UserId, WorkspaceId, WorkspacePermission,
        permission::one_of,
    },
};
use std::marker::PhantomData;

mod workspace;

pub use workspace::{InWorkspace, Inside, Place, Rights, WorkspaceAuthorization, WorkspaceCapability, authorize_in};

/// Something that a person, a visitor or a job may be allowed to do.
pub trait Capability: Send + Sync + 'static {
    /// Where it holds.
    type Scope: Scope;
}

/// `Self` includes `X`.
pub trait Allows<X>: Capability {}

impl<C: Capability> Allows<C> for C {}

/// `Self` includes `X`, inside an organization.
pub trait Within<X>: Allows<X> + Capability<Scope = InOrg> {}

impl<X, C: Allows<X> + Capability<Scope = InOrg>> Within<X> for C {}

/// Where a capability holds.
pub trait Scope: Send + Sync {
    /// The organization that was entered, if one was.
    fn org(&self) -> Option<OrgId>;

    /// The workspace that was entered, if one was.
    fn workspace(&self) -> Option<WorkspaceId> {
        None
    }
}

/// Inside an organization, as a member.
#[derive(Clone, Debug)]
pub struct InOrg {
    pub org: OrgId,
    pub slug: String,
    pub name: String,
    pub member: MemberId,
    pub user: UserId,
    pub role: OrgRole,
    /// Whether the person was here last.
    pub was_last: bool,
}

/// A signed-in person with what is their own.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    pub user: UserId,
}

/// Outside: nobody is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Outside;

/// Before an organization, with the link of an invitation to it or to a workspace of it.
#[derive(Clone, Copy, Debug)]
pub struct Holding {
    pub org: OrgId,
    /// The workspace that it is to, where it is to one alone.
    pub workspace: Option<WorkspaceId>,
    pub invitation: InvitationId,
}

impl Scope for Holding {
    fn org(&self) -> Option<OrgId> {
        Some(self.org)
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        self.workspace
    }
}

impl Scope for InOrg {
    fn org(&self) -> Option<OrgId> {
        Some(self.org)
    }
}

impl Scope for Own {
    fn org(&self) -> Option<OrgId> {
        None
    }
}

impl Scope for Outside {
    fn org(&self) -> Option<OrgId> {
        None
    }
}

/// A capability that a role carries in an organization.
pub trait OrgCapability: Capability<Scope = InOrg> {
    const PERMISSION: Permission;
    const ENTRY: Entry = Entry::Member;
}

/// How an organization is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A change locks the membership: the rights hold until it commits.
    Member,
    /// A change ends the membership, and so locks it in its own order.
    Leaver,
    /// A change writes the membership, and so locks it for that at once: two that both shared it first would wait for each
    /// other.
    Own,
    /// It is deleted, and locked: whoever else would restore or purge it waits.
    Deleted,
}

/// A capability that everybody who is signed in has over what is their own.
pub trait OwnCapability: Capability<Scope = Own> {}

/// A door for who isn't signed in. The architecture test lists who uses which.
pub trait Door: Capability<Scope = Outside> {}

/// A capability that may go on to found an organization.
pub trait Founds: Capability {}

/// A capability that signs somebody in, or of who was signed in by the same change.
pub trait SignsIn: Capability {}

macro_rules! capabilities {
    (@$trait:ident $scope:ty: $($(#[$doc:meta])* $name:ident $(= $permission:ident)? $(: $($allowed:ident),+)?;)+) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl Capability for $name {
            type Scope = $scope;
        }

        impl $trait for $name {
            $(const PERMISSION: capabilities!(@permission $trait) = <capabilities!(@permission $trait)>::$permission;)?
        }

        $($(impl Allows<$allowed> for $name {})+)?
    )+};
    (@permission WorkspaceCapability) => { WorkspacePermission };
    (@permission $trait:ident) => { Permission };
}

capabilities! { @WorkspaceCapability InWorkspace:
    /// Be in a workspace, as whatever.
    EnterWorkspace = EnterWorkspace;
    /// See, open and download what is inside a workspace.
    SeeContent = SeeContent: SeeAccount;
    /// Add and delete there.
    EditContent = EditContent: SeeContent, SeeAccount;
    /// Report fills.
    ReportFills = ReportFills;
    /// Its members, settings and keys.
    ManageWorkspace = ManageWorkspace: SeeContent, SeeAccount, LeaveWorkspace;
    /// End one's own place in it. Who manages it ends others' too.
    LeaveWorkspace = SeeContent: SeeContent, SeeAccount;
}

capabilities! { @OrgCapability InOrg:
    /// See the organization and oneself in it.
    SeeOrganization = SeeOrganization: SeeAccount;
    /// Open its settings.
    OpenSettings = OpenSettings: SeeOrganization, SeeAccount;
    /// Change its name, logo, domains, notifications and defaults.
    ManageGeneral = ManageGeneral: OpenSettings, SeeOrganization, SeeAccount;
    /// Read the audit log.
    SeeAudit = SeeAudit: OpenSettings, SeeOrganization, SeeAccount;
    /// Delete it.
    DeleteOrganization = DeleteOrganization: OpenSettings, SeeOrganization, SeeAccount;
    /// Create, edit, suspend, archive and delete workspaces, without seeing their content.
    ManageWorkspaces = ManageWorkspaces: OpenSettings, SeeOrganization, SeeAccount;
    /// Invite, remove, suspend and change roles, within `OrgRole::may_grant`.
    ManageMembers = ManageMembers: OpenSettings, SeeOrganization, SeeAccount;
}

/// Leave the organization.
pub enum LeaveOrganization {}

impl Capability for LeaveOrganization {
    type Scope = InOrg;
}

impl OrgCapability for LeaveOrganization {
    const PERMISSION: Permission = Permission::SeeOrganization;
    const ENTRY: Entry = Entry::Leaver;
}

/// Choose for oneself in the organization: what one's own membership says beside role and state.
pub enum ManageOwnMembership {}

impl Capability for ManageOwnMembership {
    type Scope = InOrg;
}

impl OrgCapability for ManageOwnMembership {
    const PERMISSION: Permission = Permission::SeeOrganization;
    const ENTRY: Entry = Entry::Own;
}

/// Restore an organization that is deleted: the one thing that opens there.
pub enum RestoreOrganization {}

impl Capability for RestoreOrganization {
    type Scope = InOrg;
}

impl OrgCapability for RestoreOrganization {
    const PERMISSION: Permission = Permission::SeeOrganization;
    const ENTRY: Entry = Entry::Deleted;
}

capabilities! { @OwnCapability Own:
    /// See one's own account, and which organizations one is in.
    SeeAccount;
    /// Change how one's own account works, and sign out.
    ManageAccount: SeeAccount, EndLinks, HoldPassword;
    /// Create an organization.
    CreateOrganization: SeeAccount;
    /// Delete one's own account, with the organizations that have nobody else.
    DeleteAccount: SeeAccount, EndLinks, HoldPassword;
}

capabilities! { @Door Outside:
    /// Ask for an account.
    SignUp;
    /// Confirm the address and have the account.
    ConfirmAddress: SignIn;
    /// Sign in with a password.
    SignIn: HoldPassword;
    /// Ask for a link to choose a new password.
    RequestReset;
    /// Choose a new password with the link.
    ResetPassword: EndLinks;
    /// Ask for a link to sign in with.
    RequestSignInLink;
    /// Sign in with the link.
    SignInByLink: SignIn;
    /// Make the address that the link proves that of the account.
    ChangeAddress: EndLinks;
    /// Restore an account that is being deleted, with the link, and the organizations that went along.
    RestoreAccount: SeeAccount;
    /// Open the link of an invitation. An account may come of it: the mailed one proves the address.
    AnswerInvitation: ConfirmAddress, SignIn;
}

/// End the links that were mailed to or for an account: with another password or address they say nothing any more.
pub enum EndLinks {}

/// Act on a password that was proved before the change began.
pub enum HoldPassword {}

/// Being the first owner of an organization that this transaction makes.
pub enum FoundOrganization {}

impl Capability for FoundOrganization {
    type Scope = InOrg;
}

/// A capability that goes on inside organizations of its person: see [`crate::kernel::inside`].
pub trait GoesInside: Capability {}

impl GoesInside for DeleteAccount {}
impl GoesInside for RestoreAccount {}

impl SignsIn for SignIn {}
impl SignsIn for SignInByLink {}
impl SignsIn for JoinOrganization {}
impl SignsIn for HoldInvitation {}

impl Founds for CreateOrganization {}
impl Founds for ConfirmAddress {}
impl Founds for JoinOrganization {}
impl Founds for HoldInvitation {}

/// Having the link of an invitation: it can be read, and accepted or declined.
pub enum HoldInvitation {}

impl Capability for HoldInvitation {
    type Scope = Holding;
}

/// Becoming a member of the organization that one was invited to.
pub enum JoinOrganization {}

impl Capability for JoinOrganization {
    type Scope = InOrg;
}

/// At a workspace that the invitation leads into, as somebody who has just joined its organization.
#[derive(Clone, Debug)]
pub struct AtWorkspace {
    pub joined: InOrg,
    pub workspace: WorkspaceId,
}

impl Scope for AtWorkspace {
    fn org(&self) -> Option<OrgId> {
        Some(self.joined.org)
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        Some(self.workspace)
    }
}

/// Coming into a workspace with the invitation to its organization.
pub enum JoinWorkspace {}

impl Capability for JoinWorkspace {
    type Scope = AtWorkspace;
}

/// A job of ours or the operator, for one organization or for none. It may read and write whatever its stores need.
#[derive(Clone, Copy, Debug)]
pub struct AsJob {
    pub name: &'static str,
    pub org: Option<OrgId>,
    /// The workspace whose content it sees, all of it.
    pub workspace: Option<WorkspaceId>,
}

impl Scope for AsJob {
    fn org(&self) -> Option<OrgId> {
        self.org
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        self.workspace
    }
}

impl Capability for AsJob {
    type Scope = Self;
}

macro_rules! jobs_may {
    ($($capability:ident),+ $(,)?) => {$(impl Allows<$capability> for AsJob {})+};
}

jobs_may!(
    ChangeAddress,
    ConfirmAddress,
    EditContent,
    LeaveOrganization,
    ManageGeneral,
    ResetPassword,
    ManageWorkspaces,
    RestoreAccount,
    SeeAccount,
    SeeContent,
    SignInByLink,
);

/// How a request names an organization: pages by slug, forms and the API by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrgRef {
    Id(OrgId),
    Slug(String),
}

impl OrgRef {
    /// For a query: the id, or else the slug.
    pub(in crate::kernel) fn parts(&self) -> (Option<uuid::Uuid>, Option<&str>) {
        match self {
            Self::Id(id) => (Some(id.uuid()), None),
            Self::Slug(slug) => (None, Some(slug)),
        }
    }
}

impl From<OrgId> for OrgRef {
    fn from(id: OrgId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for OrgRef {
    fn from(slug: &str) -> Self {
        Self::Slug(slug.to_owned())
    }
}

/// A capability that is asked for; opening it proves it.
pub struct Authorization<'a, C> {
    principal: &'a Principal,
    org: OrgRef,
    capability: PhantomData<C>,
}

/// Asks for `C` in an organization, for a person.
pub fn authorize<C: OrgCapability>(principal: &Principal, org: impl Into<OrgRef>) -> Authorization<'_, C> {
    Authorization { principal, org: org.into(), capability: PhantomData }
}

impl<C: OrgCapability> Authorization<'_, C> {
    /// A read-only transaction in the organization. 404 for who isn't a member, 403 for whose role lacks `C`.
    pub async fn view(self) -> Result<View<C>, AppError> {
        let mut tx = View::<C>::begin(&self.principal.kernel).await?;
        let scope = enter::<C>(&mut tx, self.principal.user, &self.org, false).await?;
        ensure_reach(self.principal.reach, &scope)?;
        Ok(View::prove(tx, scope))
    }

    /// A transaction that changes the organization, with the membership locked: the rights it was opened with hold
    /// until it commits. Errors like [`Self::view`].
    pub async fn change(self) -> Result<Change<C>, AppError> {
        let mut tx = Change::<C>::begin(&self.principal.kernel).await?;
        let scope = enter::<C>(&mut tx, self.principal.user, &self.org, true).await?;
        let principal = self.principal;
        ensure_reach(principal.reach, &scope)?;
        Ok(Change::prove(tx, scope, principal.kernel.clone(), Actor::User(principal.user), principal.origin.clone()))
    }

    /// The same for a change of who is in the organization and as what, or of its row: such changes come one after the
    /// other. The organization's row is locked before the person's own membership, or two owners who demote each other
    /// would wait for each other.
    pub async fn change_in_line(self) -> Result<Change<C>, AppError> {
        let principal = self.principal;
        let mut tx = Change::<C>::begin(&principal.kernel).await?;
        let (id, slug) = self.org.parts();
        sqlx::query!("select app.line_up($1, $2, $3)", principal.user.uuid(), slug, id).fetch_one(&mut *tx).await?;
        let scope = enter::<C>(&mut tx, principal.user, &self.org, true).await?;
        ensure_reach(principal.reach, &scope)?;
        Ok(Change::prove(tx, scope, principal.kernel.clone(), Actor::User(principal.user), principal.origin.clone()))
    }
}

/// A token is for one place. That there are others isn't its business: they are 404.
fn ensure_reach(reach: Reach, scope: &InOrg) -> Result<(), AppError> {
    match reach {
        Reach::Everywhere => Ok(()),
        Reach::Organization(org) if org == scope.org => Ok(()),
        Reach::Workspace(org, _) if org == scope.org => {
            let sentence =
                "This token is for a workspace. What concerns the organization wants one for the organization.";
            Err(AppError::new(Code::Forbidden, sentence))
        }
        Reach::Organization(_) | Reach::Workspace(..) => Err(AppError::not_found()),
    }
}

/// What `app.enter` says in place of a role to who is locked out.
pub(in crate::kernel) const SUSPENDED: &str = "suspended";

/// A refusal for being locked out.
pub(in crate::kernel) fn suspended(organization: &str) -> AppError {
    AppError::new(Code::Forbidden, format!("Your access to {organization} is suspended. Ask an owner or admin."))
}

/// A refusal for lack of rights names who can help.
pub fn lacks(permission: Permission) -> AppError {
    let helpers = one_of(permission.holders());
    AppError::new(Code::Forbidden, format!("Your role can't {}. Ask {helpers}.", permission.phrase()))
}

impl Principal {
    /// A read-only transaction over what is one's own.
    pub async fn view<C: OwnCapability>(&self) -> Result<View<C>, AppError> {
        let mut tx = View::<C>::begin(&self.kernel).await?;
        let scope = self.enter_own(&mut tx).await?;
        Ok(View::prove(tx, scope))
    }

    /// A transaction that changes what is one's own.
    pub async fn change<C: OwnCapability>(&self) -> Result<Change<C>, AppError> {
        let mut tx = Change::<C>::begin(&self.kernel).await?;
        let scope = self.enter_own(&mut tx).await?;
        Ok(Change::prove(tx, scope, self.kernel.clone(), Actor::User(self.user), self.origin.clone()))
    }

    async fn enter_own(&self, tx: &mut sqlx::PgConnection) -> Result<Own, AppError> {
        if self.reach != Reach::Everywhere {
            return Err(AppError::new(Code::Forbidden, "A token doesn't open an account. Sign in to do that."));
        }
        sqlx::query!("select set_config('app.user', $1, true)", self.user.to_string()).fetch_one(tx).await?;
        Ok(Own { user: self.user })
    }
}

impl Visitor {
    /// A read-only transaction behind a door for visitors.
    pub async fn view<D: Door>(&self) -> Result<View<D>, AppError> {
        Ok(View::prove(View::<D>::begin(&self.kernel).await?, Outside))
    }

    /// A transaction behind a door for visitors.
    pub async fn change<D: Door>(&self) -> Result<Change<D>, AppError> {
        let tx = Change::<D>::begin(&self.kernel).await?;
        Ok(Change::prove(tx, Outside, self.kernel.clone(), Actor::Visitor, self.origin.clone()))
    }
}

/// A job's way in, and the operator's: what it may do is listed at [`AsJob`].
#[derive(Clone)]
pub struct System {
    pub kernel: Kernel,
    job: AsJob,
    actor: Actor,
}

impl Kernel {
    /// Enters as a job, for one organization or for what belongs to none. The architecture test lists the callers.
    pub fn system(&self, name: &'static str, org: Option<OrgId>) -> System {
        System { kernel: self.clone(), job: AsJob { name, org, workspace: None }, actor: Actor::Job }
    }

    /// Enters for the operator, who has a shell on the machine where this runs. The architecture test lists the callers.
    pub fn operator(&self, name: &'static str, org: Option<OrgId>) -> System {
        System { actor: Actor::Operator, ..self.system(name, org) }
    }
}

impl System {
    /// The same inside a workspace of the organization.
    pub fn inside(mut self, workspace: Option<WorkspaceId>) -> Self {
        self.job.workspace = workspace;
        self
    }

    /// A read-only transaction of the job.
    pub async fn view(&self) -> Result<View<AsJob>, AppError> {
        View::for_job(&self.kernel, self.job).await
    }

    /// A transaction of the job.
    pub async fn change(&self) -> Result<Change<AsJob>, AppError> {
        Change::for_job(&self.kernel, self.job, self.actor, Origin::default()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn implies<A: OrgCapability + Allows<B>, B: OrgCapability>() {
        for role in OrgRole::ALL {
            assert!(
                !role.allows(A::PERMISSION) || role.allows(B::PERMISSION),
                "{role}: {:?} without {:?}",
                A::PERMISSION,
                B::PERMISSION
            );
        }
    }

    #[test]
    fn a_capability_allows_only_what_its_roles_may() {
        implies::<OpenSettings, SeeOrganization>();
        implies::<ManageGeneral, OpenSettings>();
        implies::<ManageGeneral, SeeOrganization>();
        implies::<SeeAudit, OpenSettings>();
        implies::<ManageWorkspaces, OpenSettings>();
        implies::<ManageWorkspaces, SeeOrganization>();
        implies::<DeleteOrganization, OpenSettings>();
        implies::<DeleteOrganization, SeeOrganization>();
        implies::<ManageMembers, OpenSettings>();
        implies::<ManageMembers, SeeOrganization>();
    }

    #[test]
    fn a_refusal_names_who_can_help() {
        let error = lacks(Permission::ManageGeneral);
        assert_eq!(error.message, "Your role can't change the general settings. Ask an owner or admin.");
    }
}
