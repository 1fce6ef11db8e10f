//! What happened, and who did it from where. One event makes the audit line, the outbox row and the jobs that follow.

use crate::{
    kernel::{state::Kernel, words::Described},
    model::{ApiKeyId, AppError, OrgId, OutboxId, UserId, WorkspaceId},
};
use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{fmt::Display, net::IpAddr, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that happened, in the past tense. Its fields are ids and values, never a secret: the audit log shows them
/// and the outbox keeps them.
pub trait Event: Described + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name in the audit log, in webhooks and in filters, like `organization.renamed`.
    const NAME: &'static str;
    /// Grows when a field changes its meaning; adding one doesn't count.
    const VERSION: i32 = 1;
    /// Whether the audit log tells of it. What is usage is counted instead, and what follows from it follows all the same.
    const IS_AUDITED: bool = true;

    /// What it was done to.
    fn target(&self) -> Target;
}

/// What an event was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The kind of thing, like `organization`.
    pub kind: &'static str,
    /// Which one, where it has an id.
    pub id: Option<Uuid>,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// A program with a key.
    Key(ApiKeyId),
    /// Somebody who isn't signed in.
    Visitor,
    /// A job of ours.
    Job,
    /// Whoever runs the deployment.
    Operator,
}

impl Actor {
    /// The word in the audit log.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Visitor => "visitor",
            Self::Job => "job",
            Self::Operator => "operator",
        }
    }

    /// The id in the audit log.
    pub const fn id(self) -> Option<Uuid> {
        match self {
            Self::User(user) => Some(user.uuid()),
            Self::Key(key) => Some(key.uuid()),
            Self::Visitor | Self::Job | Self::Operator => None,
        }
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address, behind the proxies that are trusted.
    pub ip: Option<IpAddr>,
    /// The client's own name for itself, cut at 300 characters.
    pub user_agent: String,
    /// The request's id in our log.
    pub reference: String,
    /// Whether the browser only fetches ahead: nobody has gone there.
    pub ahead: bool,
}

impl Origin {
    /// The network that limits go by, as one number: an address of IPv4, however it is written, and the first 64 bits of
    /// one of IPv6, since whoever has one address of those has them all. Zero where the address isn't known.
    pub fn network(&self) -> u128 {
        match self.ip.map(|ip| ip.to_canonical()) {
            Some(IpAddr::V4(ip)) => ip.to_ipv6_mapped().to_bits(),
            Some(IpAddr::V6(ip)) => ip.to_bits() >> 64 << 64,
            None => 0,
        }
    }
}

/// What follows from an event, once its change is committed: a job of its own, retried until it succeeds.
pub struct Reaction {
    /// The event's name.
    pub event: &'static str,
    /// The reaction's name; with the outbox row's id it names the job.
    pub name: &'static str,
    /// Whether it comes once for each of many things or people, which another reaction finds: [`Change::follow`] queues it,
    /// and the event alone doesn't.
    ///
    /// [`Change::follow`]: crate::kernel::db::Change::follow
    pub is_turn: bool,
    /// How long after the change it comes; zero for at once. Whoever waits looks whether what it waited for still holds.
    pub after: Duration,
    /// What is done.
    pub run: fn(Heard) -> BoxFuture<'static, Result<(), AppError>>,
}

/// A committed event, as a reaction hears it.
#[derive(Clone)]
pub struct Heard {
    pub kernel: Kernel,
    pub reaction: &'static str,
    pub outbox: OutboxId,
    pub org: Option<OrgId>,
    /// The workspace that it happened in.
    pub workspace: Option<WorkspaceId>,
    /// Of a reaction that comes once for each of many things, which this is: see [`crate::kernel::db::Turn`].
    pub item: Option<Uuid>,
    /// Of a reaction that comes once for each of many people, whose turn this is: see [`crate::kernel::db::Turn`].
    pub person: Option<UserId>,
    /// When it happened.
    pub at: OffsetDateTime,
    pub payload: Value,
}

impl Heard {
    /// The way into the database for this reaction.
    pub fn system(&self) -> crate::kernel::authz::System {
        self.kernel.system(self.reaction, self.org).inside(self.workspace)
    }

    /// A Message-ID that is the same however often the job runs.
    pub fn message_id(&self) -> String {
        format!("<{}.{}@{}>", self.outbox, self.reaction, self.kernel.config.host())
    }

    /// The same for one of several people who get the letter.
    pub fn message_id_for(&self, person: UserId) -> String {
        self.message_id_about(self.outbox, person)
    }

    /// The same for a letter about one thing of many: named after that, whichever event has it told.
    pub fn message_id_about(&self, thing: impl Display, person: UserId) -> String {
        format!("<{thing}.{}.{person}@{}>", self.reaction, self.kernel.config.host())
    }
}
