//! What stands in for the world: a clock that is set, a generator that repeats, a mail box.

use crate::{
    kernel::{
        clock::{Clock, Rng},
        fault::internal,
        mail::Carrier,
    },
    model::AppError,
};
use async_trait::async_trait;
use lettre::Message;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use time::{Duration, OffsetDateTime, macros::datetime};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

/// A clock that stands still until it is moved. It begins at noon on 1 March 2030.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<OffsetDateTime>>);

impl TestClock {
    /// Where it begins.
    pub const START: OffsetDateTime = datetime!(2030-03-01 12:00 UTC);

    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Self::START)))
    }

    pub fn forward(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

/// The same bytes for the same seed.
pub struct TestRng(Mutex<ChaCha8Rng>);

impl TestRng {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }
}

impl Rng for TestRng {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}

/// Where mails arrive.
#[derive(Clone, Default)]
pub struct MailBox {
    mails: Arc<Mutex<Vec<Mail>>>,
    closed: Arc<AtomicBool>,
    /// Addresses that it refuses.
    refused: Arc<Mutex<Vec<String>>>,
    /// Closed, mails wait in front of it.
    gate: Arc<RwLock<()>>,
    waiting: Arc<AtomicUsize>,
}

/// A mail that arrived, as it went over the wire.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub raw: String,
}

impl MailBox {
    /// Refuses mails from now on, or takes them again.
    pub fn close(&self, closed: bool) {
        self.closed.store(closed, Ordering::Relaxed);
    }

    /// Refuses mails to one address from now on, or takes them again.
    pub fn refuse(&self, address: &str, is_refused: bool) {
        let mut refused = self.refused.lock().unwrap();
        refused.retain(|other| other != address);
        if is_refused {
            refused.push(address.to_owned());
        }
    }

    /// Has mails wait in front of it until what it returns is dropped.
    pub async fn hold(&self) -> OwnedRwLockWriteGuard<()> {
        self.gate.clone().write_owned().await
    }

    /// How many mails wait in front of it.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Every mail, oldest first.
    pub fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// Every mail to that address, oldest first.
    pub fn all_to(&self, address: &str) -> Vec<Mail> {
        self.mails.lock().unwrap().iter().filter(|mail| mail.to == address).cloned().collect()
    }

    /// The last mail to that address with that subject: which of two that follow from one moment comes last is chance.
    pub fn last_about(&self, address: &str, subject: &str) -> Mail {
        let mut mails = self.all_to(address).into_iter().filter(|mail| mail.header("Subject") == subject);
        mails.next_back().unwrap_or_else(|| panic!("no mail to {address} about {subject:?}"))
    }

    /// The last mail to that address.
    pub fn last_to(&self, address: &str) -> Mail {
        self.all_to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }
}

#[async_trait]
impl Carrier for MailBox {
    async fn carry(&self, mail: Message) -> Result<(), AppError> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _open = self.gate.read().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        if self.closed.load(Ordering::Relaxed) {
            return Err(internal("the mail box is closed"));
        }
        let to = mail.envelope().to().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if self.refused.lock().unwrap().contains(&to) {
            return Err(internal("the mail box doesn't take mails to this address"));
        }
        let raw = String::from_utf8_lossy(&mail.formatted()).into_owned();
        self.mails.lock().unwrap().push(Mail { to, raw });
        Ok(())
    }

    async fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Mail {
    /// A header's value.
    pub fn header(&self, name: &str) -> String {
        let prefix = format!("{name}: ");
        self.raw.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()
    }

    /// The text without the soft breaks and escapes of quoted-printable.
    pub fn text(&self) -> String {
        self.raw.replace("=\r\n", "").replace("=3D", "=")
    }

    /// The path of the first link to us.
    pub fn link(&self) -> String {
        let text = self.text();
        let base = "http://localhost:3000";
        let from = text.find(base).unwrap_or_else(|| panic!("no link in {text}")) + base.len();
        text[from..].chars().take_while(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | ')')).collect()
    }
}
