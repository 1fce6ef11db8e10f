//! What every part of the server holds: one cheap handle to all mechanisms.

use crate::{
    kernel::{
        clock::{Clock, Ids, Rng, SystemClock, SystemRng},
        config::Config,
        crypto::Keys,
        db::Db,
        event::Reaction,
        mail::Mailer,
        password::Passwords,
        pdf::PdfReader,
        plans::Plans,
        setup,
        storage::Storage,
    },
    model::AppError,
};
use std::{ops::Deref, sync::Arc};
use uuid::Uuid;

/// The mechanisms. Cloning it clones a pointer.
#[derive(Clone)]
pub struct Kernel(Arc<Parts>);

/// What a [`Kernel`] is made of.
pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub(in crate::kernel) ids: Ids,
    pub keys: Keys,
    pub passwords: Passwords,
    pub pdfs: PdfReader,
    pub mailer: Mailer,
    pub storage: Storage,
    pub plans: Plans,
    /// What follows from which event.
    pub reactions: &'static [Reaction],
}

impl Deref for Kernel {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Kernel {
    /// The kernel of a running deployment. Fails if the database, the mail settings or the storage can't be used.
    pub async fn start(config: Config, reactions: &'static [Reaction]) -> Result<Self, setup::SetupError> {
        let mailer = Mailer::new(&config)?;
        Self::start_with(config, reactions, Arc::new(SystemClock), Arc::new(SystemRng), mailer).await
    }

    /// The same with another clock, generator and mailer: for tests, and for the demo.
    pub async fn start_with(
        config: Config,
        reactions: &'static [Reaction],
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        mailer: Mailer,
    ) -> Result<Self, setup::SetupError> {
        let plans = Plans::load(config.plans_file.as_deref()).map_err(setup::SetupError::Plans)?;
        let keys = Keys::new(&config.secret_key);
        let db = setup::connect_serving(&config, &keys).await?;
        let storage = Storage::new(&config.storage_url)?;
        let passwords = Passwords::costing(&config.password_cost);
        Ok(Self(Arc::new(Parts {
            config,
            db,
            clock,
            rng,
            ids: Ids::default(),
            keys,
            passwords,
            pdfs: PdfReader::default(),
            mailer,
            storage,
            plans,
            reactions,
        })))
    }

    /// A fresh id of any kind.
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.ids.next(self.clock.now(), &*self.rng).into()
    }

    /// What follows from an event by itself.
    pub fn reactions_to(&self, event: &'static str) -> impl Iterator<Item = &'static Reaction> + use<> {
        self.reactions.iter().filter(move |reaction| reaction.event == event && !reaction.is_turn)
    }

    /// Throttles by key; see [`crate::kernel::rate_limit`].
    pub async fn throttle(&self, limit: crate::kernel::rate_limit::Limit, key: &str) -> Result<(), AppError> {
        crate::kernel::rate_limit::take(self, limit, key).await
    }
}
