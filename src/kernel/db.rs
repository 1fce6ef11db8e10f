//! The pool is private to this file. The only way to a connection is a proof: a [`View`] or a [`Change`] of a
//! capability, opened by `kernel::authz` for a person, by a named door for a visitor, by a job for itself.
//!
//! A `Change` can't be committed. [`Change::record`] writes the audit line, the outbox row and the jobs that follow,
//! from one event, in the same transaction, and what it gives back can be. So no change goes unrecorded:
//!
//! ```
//! # use tenantry::{kernel::{authz::ManageGeneral, db::Change, event::{Event, Target}}, model::AppError};
//! # async fn example<E: Event>(change: Change<ManageGeneral>, event: E) -> Result<(), AppError> {
//! change.record(event).await?.commit().await
//! # }
//! ```
//!
//! ```compile_fail
//! # use tenantry::{kernel::{authz::ManageGeneral, db::Change, event::{Event, Target}}, model::AppError};
//! # async fn example<E: Event>(change: Change<ManageGeneral>, event: E) -> Result<(), AppError> {
//! change.commit().await
//! # }
//! ```
//!
//! A store function says in its signature what it needs. A capability that allows it will do:
//!
//! ```
//! # use tenantry::kernel::{authz::{ManageGeneral, SeeOrganization}, db::{Access, Change}};
//! async fn list(_db: &mut impl Access<SeeOrganization>) {}
//! # async fn example(mut change: Change<ManageGeneral>) {
//! list(&mut change).await;
//! # }
//! ```
//!
//! and a weaker one won't:
//!
//! ```compile_fail
//! # use tenantry::kernel::{authz::{ManageGeneral, SeeOrganization}, db::{Access, Change}};
//! async fn rename(_db: &mut impl Access<ManageGeneral>) {}
//! # async fn example(mut change: Change<SeeOrganization>) {
//! rename(&mut change).await;
//! # }
//! ```
//!
//! A view can't be taken for a change:
//!
//! ```
//! # use tenantry::kernel::{authz::{Allows, ManageGeneral}, db::Change};
//! async fn rename(_db: &mut Change<impl Allows<ManageGeneral>>) {}
//! # async fn example(mut change: Change<ManageGeneral>) {
//! rename(&mut change).await;
//! # }
//! ```
//!
//! ```compile_fail
//! # use tenantry::kernel::{authz::{Allows, ManageGeneral}, db::{Change, View}};
//! async fn rename(_db: &mut Change<impl Allows<ManageGeneral>>) {}
//! # async fn example(mut view: View<ManageGeneral>) {
//! rename(&mut view).await;
//! # }
//! ```
//!
//! And nobody makes a proof by hand: it is opened for somebody whom the session, key or token named.
//!
//! ```
//! # use tenantry::{kernel::{authn::Principal, authz::{authorize, ManageGeneral}, db::Change}, model::{AppError, OrgId}};
//! async fn open(principal: &Principal, org: OrgId) -> Result<Change<ManageGeneral>, AppError> {
//!     authorize::<ManageGeneral>(principal, org).change().await
//! }
//! ```
//!
//! ```compile_fail
//! # use tenantry::{kernel::{authn::Principal, authz::{authorize, ManageGeneral}, db::Change}, model::{AppError, OrgId}};
//! async fn open(principal: &Principal, org: OrgId) -> Result<Change<ManageGeneral>, AppError> {
//!     Ok(Change { scope: org, kernel: principal.kernel.clone() })
//! }
//! ```

use crate::{
    kernel::{
        authz::{
            Allows, AnswerInvitation, AsJob, AtWorkspace, Capability, FoundOrganization, Founds, HoldInvitation,
            Holding, InOrg, Inside, JoinOrganization, JoinWorkspace, Scope, SignsIn, Within, WorkspaceCapability,
        },
        clock::span,
        event::{Actor, Event, Heard, Origin},
        fault::{OnConstraint, internal},
        state::Kernel,
    },
    model::{AppError, AuditId, InvitationId, MemberId, OrgId, OrgRole, OutboxId, UserId, WorkspaceId},
};
use sqlx::{PgConnection, PgPool, Postgres, Transaction, postgres::PgConnectOptions};
use std::{marker::PhantomData, time::Duration};
use time::OffsetDateTime;

/// Of how many organizations of one person a sign-in tells at most: more than anybody has, and few enough to write at once.
const TOLD: i32 = 1_000;
/// The rule of the database that an organization that lives has an owner who can sign in.
pub const KEEP_OWNER: &str = "organizations_keep_owner";

/// The pool of the serving role. Its connections never leave the kernel but inside a proof.
#[derive(Clone)]
pub struct Db(PgPool);

impl Db {
    /// Opens a pool of at most `connections`. Fails if the database can't be reached.
    pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self, sqlx::Error> {
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(5))
            // A connection that died is found out by its first statement; asking each time costs every request 20 µs.
            .test_before_acquire(false)
            .max_lifetime(Duration::from_secs(30 * 60))
            .connect_with(options)
            .await?;
        Ok(Self(pool))
    }

    /// For the kernel's own tables: sessions, flashes, rate limits. They carry no tenant.
    pub(in crate::kernel) fn pool(&self) -> &PgPool {
        &self.0
    }

    /// Begins a transaction, to the end even where nobody waits for it any more. sqlx 0.9.0 forgets a `BEGIN` that is given
    /// up while it is under way (its issue 4393), as a request is whose browser goes: the connection would come back to the
    /// pool inside a transaction that nobody ends. Begun by a task of its own, it is rolled back where nobody takes it.
    pub(in crate::kernel) async fn begin(
        &self,
        statement: &'static str,
    ) -> Result<Transaction<'static, Postgres>, AppError> {
        let pool = self.0.clone();
        let begun = tokio::spawn(async move { pool.begin_with(statement).await });
        Ok(begun.await.map_err(internal)??)
    }

    /// Closes the pool when what is under way has ended.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// A read-only transaction of somebody who may `C`. Dropping it rolls back, off the request's path.
pub struct View<C: Capability> {
    tx: Transaction<'static, Postgres>,
    scope: C::Scope,
    capability: PhantomData<C>,
}

/// A transaction that changes something, of somebody who may `C`. It commits only through [`Change::record`].
#[must_use = "a change that isn't recorded and committed is rolled back"]
pub struct Change<C: Capability> {
    tx: Transaction<'static, Postgres>,
    scope: C::Scope,
    kernel: Kernel,
    actor: Actor,
    origin: Origin,
    capability: PhantomData<C>,
}

/// A change with its audit line, its outbox row and its jobs written: it can commit.
#[must_use = "a change that isn't committed is rolled back"]
pub struct Recorded<C: Capability>(Change<C>);

/// Anything through which a holder of `X` may read: a view or a change of a capability that allows it.
pub trait Access<X>: Send {
    /// The connection, with the tenant set.
    fn conn(&mut self) -> &mut PgConnection;
}

impl<X, C: Allows<X>> Access<X> for View<C> {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

impl<X, C: Allows<X>> Access<X> for Change<C> {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// Access inside an organization: the tenant comes from the proof.
pub trait Tenant<X>: Access<X> {
    /// The organization that was entered.
    fn org(&self) -> OrgId;
}

impl<X, C: Within<X>> Tenant<X> for View<C> {
    fn org(&self) -> OrgId {
        self.scope.org
    }
}

impl<X, C: Within<X>> Tenant<X> for Change<C> {
    fn org(&self) -> OrgId {
        self.scope.org
    }
}

/// Access inside a workspace: organization and workspace come from the proof.
pub trait Room<X>: Access<X> {
    /// The organization and the workspace that were entered.
    fn place(&self) -> (OrgId, WorkspaceId);
}

impl<X, C: Inside<X>> Room<X> for View<C> {
    fn place(&self) -> (OrgId, WorkspaceId) {
        (self.scope.org, self.scope.workspace)
    }
}

impl<X, C: Inside<X>> Room<X> for Change<C> {
    fn place(&self) -> (OrgId, WorkspaceId) {
        (self.scope.org, self.scope.workspace)
    }
}

impl<C: Capability> View<C> {
    pub(in crate::kernel) async fn begin(kernel: &Kernel) -> Result<Transaction<'static, Postgres>, AppError> {
        kernel.db.begin("BEGIN READ ONLY").await
    }

    pub(in crate::kernel) fn prove(tx: Transaction<'static, Postgres>, scope: C::Scope) -> Self {
        Self { tx, scope, capability: PhantomData }
    }

    /// What was proved: which organization and role, which person.
    pub fn scope(&self) -> &C::Scope {
        &self.scope
    }
}

impl<C: Capability> Change<C> {
    pub(in crate::kernel) async fn begin(kernel: &Kernel) -> Result<Transaction<'static, Postgres>, AppError> {
        kernel.db.begin("BEGIN").await
    }

    pub(in crate::kernel) fn prove(
        tx: Transaction<'static, Postgres>,
        scope: C::Scope,
        kernel: Kernel,
        actor: Actor,
        origin: Origin,
    ) -> Self {
        Self { tx, scope, kernel, actor, origin, capability: PhantomData }
    }

    /// What was proved: which organization and role, which person.
    pub fn scope(&self) -> &C::Scope {
        &self.scope
    }

    /// Takes the change apart, to go on with the transaction as something else.
    pub(in crate::kernel) fn apart(self) -> (Transaction<'static, Postgres>, C::Scope, Kernel, Actor, Origin) {
        (self.tx, self.scope, self.kernel, self.actor, self.origin)
    }

    pub(in crate::kernel) fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    pub(in crate::kernel) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The time of the change, by the kernel's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.kernel.clock.now()
    }

    /// A fresh id of any kind.
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.kernel.id()
    }

    /// Unpredictable bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.kernel.rng.fill(&mut bytes);
        bytes
    }

    /// The connection, for a store function that changes something.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Writes what happened, for people (audit) and for what must follow (outbox, jobs), and makes the change
    /// committable. One statement.
    pub async fn record<E: Event>(mut self, event: E) -> Result<Recorded<C>, AppError> {
        let now = self.kernel.clock.now();
        let audit = E::IS_AUDITED.then(|| self.kernel.id::<AuditId>().uuid());
        let outbox: OutboxId = self.kernel.id();
        let body = serde_json::to_value(&event).map_err(internal)?;
        let target = event.target();
        // By our clock only what waits: the queue's own says when "at once" is.
        let (reactions, run_at): (Vec<String>, Vec<Option<OffsetDateTime>>) = self
            .kernel
            .reactions_to(E::NAME)
            .map(|reaction| (reaction.name.to_owned(), (!reaction.after.is_zero()).then(|| now + span(reaction.after))))
            .unzip();
        sqlx::query!(
            "select app.record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::inet, $13, $14, $15, $16, $17)",
            audit,
            outbox.uuid(),
            self.scope.org().map(OrgId::uuid),
            now,
            self.actor.kind(),
            self.actor.id(),
            E::NAME,
            E::VERSION,
            target.kind,
            target.id,
            body,
            self.origin.ip.map(|ip| ip.to_string()),
            self.origin.user_agent,
            self.origin.reference,
            &reactions,
            &run_at as &[Option<OffsetDateTime>],
            self.scope.workspace().map(WorkspaceId::uuid),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(Recorded(self))
    }
}

impl<C: WorkspaceCapability> Change<C> {
    /// Commits a change that took an Idempotency-Key and did nothing else: there is nothing to record.
    pub(in crate::kernel) async fn commit_claim(self) -> Result<(), AppError> {
        Ok(self.tx.commit().await?)
    }
}

impl<C: Capability<Scope = InOrg>> Change<C> {
    /// The organization that was entered.
    pub fn org(&self) -> OrgId {
        self.scope.org
    }
}

impl<C: Capability> Recorded<C> {
    /// What was proved: which organization and role, which person.
    pub fn scope(&self) -> &C::Scope {
        &self.0.scope
    }

    /// Commits the change and all that was recorded of it.
    pub async fn commit(self) -> Result<(), AppError> {
        Ok(self.0.tx.commit().await?)
    }

    /// The same, where a rule that is looked at last may still refuse: `refusal` is the sentence for that constraint.
    pub async fn commit_unless<R: Into<AppError>>(
        self,
        constraint: &str,
        refusal: impl FnOnce() -> R,
    ) -> Result<(), AppError> {
        self.0.tx.commit().await.on_constraint(constraint, refusal)
    }

    /// Goes on changing; what comes wants its own record.
    pub fn more(self) -> Change<C> {
        self.0
    }
}

impl<C: SignsIn> Recorded<C> {
    /// Tells of a sign-in in the log of each organization that the person is in at this moment, as a member or in one of its
    /// workspaces: a line each, with the same reference. One statement, however many they are. The outbox has the account's
    /// own event, from which everything follows that does.
    pub async fn tell_organizations<E: Event>(mut self, user: UserId, event: E) -> Result<Self, AppError> {
        let change = &mut self.0;
        let body = serde_json::to_value(&event).map_err(internal)?;
        let target = event.target();
        sqlx::query!(
            "select app.record_sign_in($1, $2, $3, $4, $5, $6, $7, $8, $9::text::inet, $10, $11, $12)",
            user.uuid(),
            change.kernel.id::<AuditId>().uuid(),
            change.kernel.clock.now(),
            E::NAME,
            E::VERSION,
            target.kind,
            target.id,
            body,
            change.origin.ip.map(|ip| ip.to_string()),
            change.origin.user_agent,
            change.origin.reference,
            TOLD,
        )
        .execute(&mut *change.tx)
        .await?;
        Ok(self)
    }
}

impl<C: Founds> Change<C> {
    /// Goes on as the first owner of an organization that is about to be inserted: nothing of any other is visible.
    pub async fn found(
        mut self,
        org: OrgId,
        owner: UserId,
        member: MemberId,
    ) -> Result<Change<FoundOrganization>, AppError> {
        sqlx::query!(
            "select set_config('app.user', $1, true) as person, set_config('app.org', $2, true) as tenant",
            owner.to_string(),
            org.to_string(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let scope = InOrg {
            org,
            member,
            user: owner,
            role: OrgRole::Owner,
            was_last: false,
            slug: String::new(),
            name: String::new(),
        };
        Ok(Change::prove(self.tx, scope, self.kernel, Actor::User(owner), self.origin))
    }
}

impl View<AnswerInvitation> {
    /// Goes on with what the link of an invitation shows: itself, the name of its organization, and whether `reader` is
    /// a member there. `None` if there is no such invitation.
    pub async fn hold(
        mut self,
        invitation: InvitationId,
        reader: Option<UserId>,
    ) -> Result<Option<View<HoldInvitation>>, AppError> {
        let holding = hold(&mut self.tx, invitation, reader, false).await?;
        Ok(holding.map(|holding| View::prove(self.tx, holding)))
    }
}

impl Change<AnswerInvitation> {
    /// Goes on to answer the invitation, as `user` or as nobody. `None` if there is no such invitation.
    pub async fn hold(
        mut self,
        invitation: InvitationId,
        user: Option<UserId>,
    ) -> Result<Option<Change<HoldInvitation>>, AppError> {
        let holding = hold(&mut self.tx, invitation, user, true).await?;
        let actor = user.map_or(Actor::Visitor, Actor::User);
        Ok(holding.map(|holding| Change::prove(self.tx, holding, self.kernel, actor, self.origin)))
    }
}

impl Change<HoldInvitation> {
    /// Goes on as the member that the person is about to become.
    pub async fn join(
        mut self,
        user: UserId,
        role: OrgRole,
        member: MemberId,
    ) -> Result<Change<JoinOrganization>, AppError> {
        let org = self.scope.org;
        let entered = sqlx::query!(
            "select set_config('app.user', $1, true) as person, o.slug, o.name from organizations o where o.id = $2",
            user.to_string(),
            org.uuid(),
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let scope = InOrg { org, member, user, role, was_last: false, slug: entered.slug, name: entered.name };
        Ok(Change::prove(self.tx, scope, self.kernel, Actor::User(user), self.origin))
    }
}

impl Recorded<JoinOrganization> {
    /// Goes on at a workspace that the invitation leads into: what comes stands in the log as of there.
    pub fn at(self, workspace: WorkspaceId) -> Change<JoinWorkspace> {
        let (tx, joined, kernel, actor, origin) = self.0.apart();
        Change::prove(tx, AtWorkspace { joined, workspace }, kernel, actor, origin)
    }
}

impl Recorded<JoinWorkspace> {
    /// Goes back to the organization.
    pub fn back(self) -> Recorded<JoinOrganization> {
        let (tx, AtWorkspace { joined, .. }, kernel, actor, origin) = self.0.apart();
        Recorded(Change::prove(tx, joined, kernel, actor, origin))
    }
}

async fn hold(
    tx: &mut PgConnection,
    invitation: InvitationId,
    user: Option<UserId>,
    change: bool,
) -> Result<Option<Holding>, AppError> {
    let user = user.map(UserId::uuid);
    let held = sqlx::query!("select org_id, workspace_id from app.hold($1, $2, $3)", invitation.uuid(), user, change)
        .fetch_one(tx)
        .await?;
    let workspace = held.workspace_id.map(WorkspaceId::from);
    Ok(held.org_id.map(|org| Holding { org: org.into(), workspace, invitation }))
}

impl View<AsJob> {
    /// The connection of the job.
    pub fn tx(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub(in crate::kernel) async fn for_job(kernel: &Kernel, job: AsJob) -> Result<Self, AppError> {
        let mut tx = Self::begin(kernel).await?;
        enter_as_job(&mut tx, &job).await?;
        Ok(Self::prove(tx, job))
    }
}

impl Change<AsJob> {
    pub(in crate::kernel) async fn for_job(
        kernel: &Kernel,
        job: AsJob,
        actor: Actor,
        origin: Origin,
    ) -> Result<Self, AppError> {
        let mut tx = Self::begin(kernel).await?;
        enter_as_job(&mut tx, &job).await?;
        Ok(Self::prove(tx, job, kernel.clone(), actor, origin))
    }
}

async fn enter_as_job(tx: &mut PgConnection, job: &AsJob) -> Result<(), AppError> {
    // Nobody waits for a job as a person waits for a page.
    let Some(org) = job.org else {
        sqlx::query!("select set_config('statement_timeout', '10min', true)").fetch_one(tx).await?;
        return Ok(());
    };
    sqlx::query!(
        "select set_config('app.org', $1, true) as org, set_config('app.workspace', $2, true) as workspace,
            set_config('app.sees_all', 'on', true) as all, set_config('statement_timeout', '10min', true) as patience",
        org.to_string(),
        job.workspace.map(|workspace| workspace.to_string()).unwrap_or_default(),
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

/// One of many times that a reaction comes.
#[derive(Clone, Default)]
pub struct Turn {
    pub reaction: &'static str,
    /// The event that it is a reaction to, where that isn't the one that was heard.
    pub outbox: Option<OutboxId>,
    /// What it is about.
    pub item: Option<uuid::Uuid>,
    /// Whose turn it is.
    pub person: Option<UserId>,
    /// When; none for at once.
    pub run_at: Option<OffsetDateTime>,
    /// The name of the job; without one it is named after event, reaction, item and person. It takes the place of one with
    /// that name which waits; one with that name which runs isn't run again.
    pub key: Option<String>,
}

impl Change<AsJob> {
    /// What follows from the event that this job heard of, and needs no line of its own: that event's is there. Each turn
    /// is a job that runs if this commits, and is retried by itself. No two of them have one name.
    ///
    /// The queue locks each name until the commit: whoever finds many turns takes some hundreds at a time.
    pub async fn follow(mut self, heard: &Heard, turns: &[Turn]) -> Result<Recorded<AsJob>, AppError> {
        if turns.is_empty() {
            return Ok(Recorded(self));
        }
        let outboxes: Vec<uuid::Uuid> = turns.iter().map(|turn| turn.outbox.unwrap_or(heard.outbox).uuid()).collect();
        let reactions: Vec<String> = turns.iter().map(|turn| turn.reaction.to_owned()).collect();
        let items: Vec<Option<uuid::Uuid>> = turns.iter().map(|turn| turn.item).collect();
        let people: Vec<Option<uuid::Uuid>> = turns.iter().map(|turn| turn.person.map(UserId::uuid)).collect();
        let run_at: Vec<Option<OffsetDateTime>> = turns.iter().map(|turn| turn.run_at).collect();
        let keys: Vec<Option<String>> = turns.iter().map(|turn| turn.key.clone()).collect();
        sqlx::query!(
            "select app.enqueue_turns($1, $2, $3, $4, $5, $6, $7, $8)",
            &outboxes,
            heard.org.map(OrgId::uuid),
            heard.workspace.map(WorkspaceId::uuid),
            &reactions,
            &items as &[Option<uuid::Uuid>],
            &people as &[Option<uuid::Uuid>],
            &run_at as &[Option<OffsetDateTime>],
            &keys as &[Option<String>],
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(Recorded(self))
    }

    /// Commits a part of what one line of the log tells of in the end.
    pub(in crate::kernel) async fn commit_part(self) -> Result<(), AppError> {
        Ok(self.tx.commit().await?)
    }
}
