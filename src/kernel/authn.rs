//! Who asks: a session becomes a [`Principal`], everybody else is a [`Visitor`].

use crate::{
    kernel::{
        event::Origin,
        fault::internal,
        moment::Reader,
        session::{Opened, Sessions},
        state::Kernel,
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
    principal: Option<Principal>,
}

impl Visitor {
    /// Reads the session that the request carries: one statement if it carries one, none otherwise.
    pub async fn read(kernel: Kernel, origin: Origin, cookies: Cookies, session: Session) -> Result<Self, AppError> {
        let signed_in: Option<SignedIn> = session.get(SIGNED_IN).await.map_err(internal)?;
        let principal = signed_in.map(|SignedIn { user, session, zone, date, time }| Principal {
            kernel: kernel.clone(),
            user,
            session,
            origin: origin.clone(),
            reader: Arc::new(Reader::new(&zone, date, time)),
            reach: Reach::Everywhere,
        });
        Ok(Self { kernel, origin, cookies, session, principal })
    }

    /// The signed-in person. 401 without one.
    pub fn principal(&self) -> Result<&Principal, AppError> {
        self.principal.as_ref().ok_or_else(AppError::signed_out)
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

/// The request that a page or a server function answers. Fails only outside of one.
pub fn visitor() -> Result<Visitor, AppError> {
    leptos::context::use_context::<Visitor>()
        .ok_or_else(|| internal("no request here: a server function ran outside of one"))
}

/// The signed-in person whom a page or a server function answers. 401 without one.
pub fn caller() -> Result<Principal, AppError> {
    visitor()?.principal().cloned()
}
