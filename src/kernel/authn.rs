//! Who asks: a session becomes a [`Principal`], everybody else is a [`Visitor`].

use crate::{
    kernel::{
        event::Origin,
        fault::internal,
        key::read_key,
        moment::Reader,
        session::{Opened, Sessions},
        state::Kernel,
        token,
    },
    model::{
        ApiKeyId, AppError, Code, Moment, OrgId, SessionId, UserId, WorkspaceId,
        format::{DateFormat, TimeFormat},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;
use tower_cookies::Cookies;
use tower_sessions::Session;
use uuid::Uuid;

/// What a session says, in one value: [`SignedIn`].
pub(in crate::kernel) const SIGNED_IN: &str = "signed-in";
/// Only between a sign-in and the cookie: the session that it opened.
pub(in crate::kernel) const OPENED: &str = "opened";

/// Who is signed in, and how they read: what comes with the session's row.
#[derive(Serialize, Deserialize)]
pub(in crate::kernel) struct SignedIn {
    pub user: UserId,
    pub session: SessionId,
    pub zone: String,
    pub date: DateFormat,
    pub time: TimeFormat,
}

/// A signed-in person, on one request.
#[derive(Clone)]
pub struct Principal {
    pub kernel: Kernel,
    pub user: UserId,
    /// The browser that is signed in.
    pub session: SessionId,
    pub origin: Origin,
    /// How the person reads times.
    pub reader: Arc<Reader>,
    /// How far the request may go.
    pub reach: Reach,
}

/// How far a request may go, whatever the rights of who sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// A session: everywhere that the person may.
    #[default]
    Everywhere,
    /// A token for an organization: its operations, and neither its workspaces' content nor anything else.
    Organization(OrgId),
    /// A key, or a token for a workspace: inside of that one alone.
    Workspace(OrgId, WorkspaceId),
}

/// Whom a request inside a workspace comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Person(UserId),
    /// A program with a key, or with a token that it got for one.
    Key(ApiKeyId),
}

impl Identity {
    /// The person, if it is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Person(user) => Some(user),
            Self::Key(_) => None,
        }
    }

    /// The person's or the key's id.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Person(user) => user.uuid(),
            Self::Key(key) => key.uuid(),
        }
    }
}

/// Who works inside workspaces, on one request: a person, or a program with a key.
#[derive(Clone)]
pub struct Subject {
    pub kernel: Kernel,
    pub identity: Identity,
    pub reach: Reach,
    pub origin: Origin,
    /// How the person reads times; for a program, in UTC.
    pub reader: Arc<Reader>,
}

impl Subject {
    /// The workspace that the key or token is for. 403 for a session, which is for none in particular.
    pub fn place(&self) -> Result<(OrgId, WorkspaceId), AppError> {
        match self.reach {
            Reach::Workspace(org, workspace) => Ok((org, workspace)),
            Reach::Everywhere | Reach::Organization(_) => {
                let sentence = "This operation wants a key of a workspace, or a token for one.";
                Err(AppError::new(Code::Forbidden, sentence))
            }
        }
    }
}

impl From<&Principal> for Subject {
    fn from(principal: &Principal) -> Self {
        Self {
            kernel: principal.kernel.clone(),
            identity: Identity::Person(principal.user),
            reach: principal.reach,
            origin: principal.origin.clone(),
            reader: principal.reader.clone(),
        }
    }
}

impl Principal {
    /// A point in time in words, for this person now.
    pub fn moment(&self, at: OffsetDateTime) -> Moment {
        self.reader.moment(at, self.kernel.clock.now())
    }
}

/// Whoever sent the request, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    pub kernel: Kernel,
    pub origin: Origin,
    pub cookies: Cookies,
    session: Session,
    caller: Caller,
}

/// Whom a request comes from.
#[derive(Clone)]
enum Caller {
    Nobody,
    /// A person with a session or a token.
    Person(Principal),
    /// A program with a key, or with a token that it got for one.
    Program {
        subject: Subject,
        has_token: bool,
    },
}

impl Visitor {
    /// Reads the session that the request carries: one statement if it carries one, none otherwise.
    pub async fn read(kernel: Kernel, origin: Origin, cookies: Cookies, session: Session) -> Result<Self, AppError> {
        let signed_in: Option<SignedIn> = session.get(SIGNED_IN).await.map_err(internal)?;
        let caller = signed_in.map_or(Caller::Nobody, |SignedIn { user, session, zone, date, time }| {
            Caller::Person(Principal {
                kernel: kernel.clone(),
                user,
                session,
                origin: origin.clone(),
                reader: Arc::new(Reader::new(&zone, date, time)),
                reach: Reach::Everywhere,
            })
        });
        Ok(Self { kernel, origin, cookies, session, caller })
    }

    /// Takes the request for that of whoever the key or token was given to, whatever cookies it carries: one statement.
    /// 401 for what isn't one, or isn't good any more.
    pub async fn read_bearer(
        kernel: Kernel,
        origin: Origin,
        cookies: Cookies,
        session: Session,
        text: &str,
    ) -> Result<Self, AppError> {
        let caller = match read_key(text) {
            Some((prefix, digest)) => use_key(&kernel, &origin, prefix, digest).await?,
            None => use_token(&kernel, &origin, text).await?,
        };
        Ok(Self { kernel, origin, cookies, session, caller })
    }

    /// The person. 401 without one, 403 for a program: what it may is inside of its workspace.
    pub fn principal(&self) -> Result<&Principal, AppError> {
        match &self.caller {
            Caller::Person(principal) => Ok(principal),
            Caller::Program { .. } => {
                let sentence = "A key opens its workspace and nothing else. A person has to do this, signed in or with a token for the organization.";
                Err(AppError::new(Code::Forbidden, sentence))
            }
            Caller::Nobody => Err(AppError::signed_out()),
        }
    }

    /// Whether the request carries a token, rather than what one is got with.
    pub fn has_token(&self) -> bool {
        match &self.caller {
            Caller::Nobody => false,
            Caller::Person(principal) => principal.reach != Reach::Everywhere,
            Caller::Program { has_token, .. } => *has_token,
        }
    }

    /// Who works inside workspaces: a person or a program. 401 without either.
    pub fn subject(&self) -> Result<Subject, AppError> {
        match &self.caller {
            Caller::Person(principal) => Ok(principal.into()),
            Caller::Program { subject, .. } => Ok(subject.clone()),
            Caller::Nobody => Err(AppError::signed_out()),
        }
    }

    /// Hands the browser the session that a committed change opened. Whatever it had before ends: an id that was
    /// planted is worth nothing.
    pub async fn signed_in(&self, opened: Opened) -> Result<(), AppError> {
        self.session.cycle_id().await.map_err(internal)?;
        self.session.clear().await;
        self.session.insert(OPENED, opened.token()).await.map_err(internal)
    }

    /// The same browser, one request later: for a program that acts as one.
    pub async fn next_request(&self) -> Result<Self, AppError> {
        self.session.save().await.map_err(internal)?;
        let session = Session::new(self.session.id(), Arc::new(Sessions(self.kernel.clone())), None);
        Self::read(self.kernel.clone(), self.origin.clone(), self.cookies.clone(), session).await
    }

    /// Ends the browser's session.
    pub async fn sign_out(&self) -> Result<(), AppError> {
        self.session.flush().await.map_err(internal)
    }
}

/// Nothing more is said of what is wrong with it: only who has no business here would learn from that.
fn no_bearer() -> AppError {
    AppError::new(Code::SignedOut, "This key or token isn't good, or not any more.")
}

async fn use_key(kernel: &Kernel, origin: &Origin, prefix: &str, digest: [u8; 32]) -> Result<Caller, AppError> {
    let row = sqlx::query!(
        "select id, org_id, workspace_id from app.use_key($1, $2, $3)",
        prefix,
        &digest,
        kernel.clock.now(),
    )
    .fetch_one(kernel.db.pool())
    .await?;
    let (Some(key), Some(org), Some(workspace)) = (row.id, row.org_id, row.workspace_id) else {
        return Err(no_bearer());
    };
    Ok(program(kernel, origin, key.into(), Reach::Workspace(org.into(), workspace.into()), false))
}

async fn use_token(kernel: &Kernel, origin: &Origin, text: &str) -> Result<Caller, AppError> {
    let (claims, _) = token::check(kernel, text).await?.ok_or_else(no_bearer)?;
    let reach = claims.reach();
    let Some(session) = claims.sid else { return Ok(program(kernel, origin, claims.sub.into(), reach, true)) };
    Ok(Caller::Person(Principal {
        kernel: kernel.clone(),
        user: claims.sub.into(),
        session: session.into(),
        origin: origin.clone(),
        reader: Arc::default(),
        reach,
    }))
}

fn program(kernel: &Kernel, origin: &Origin, key: ApiKeyId, reach: Reach, has_token: bool) -> Caller {
    let subject = Subject {
        kernel: kernel.clone(),
        identity: Identity::Key(key),
        reach,
        origin: origin.clone(),
        reader: Arc::default(),
    };
    Caller::Program { subject, has_token }
}

/// The request that a page or a server function answers. Fails only outside of one.
pub fn visitor() -> Result<Visitor, AppError> {
    leptos::context::use_context::<Visitor>()
        .ok_or_else(|| internal("no request here: a server function ran outside of one"))
}

/// The signed-in person whom a page or a server function answers. 401 without one.
pub fn caller() -> Result<Principal, AppError> {
    visitor()?.principal().cloned()
}
