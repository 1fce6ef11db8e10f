//! Passwords: judged by zxcvbn, kept as Argon2id. Hashing is heavy on purpose, so it has threads of its own, one fewer
//! than there are cores, which step back where pages want the processor; and who would wait too long is told to come back.

use crate::{
    kernel::fault::{busy, internal},
    model::{AppError, password::Strength},
};
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Encoding, Salt, SaltString},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot};

/// The longest password, in bytes: beyond it hashing is a way to keep the server busy.
pub const MAX: usize = 256;
/// The shortest, in characters (NIST SP 800-63B §5.1.1.2 asks for eight).
pub const MIN: usize = 8;
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many wait for a turn.
const QUEUE: usize = 64;
/// How far the hashing threads step back, in the scheduler's steps of about a quarter: sign-ins that come by the dozen
/// slow each other down before they slow pages.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;

/// A password as it was typed. It never prints.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes what was typed; 422 at `field` if it is longer than can be hashed.
    pub fn typed(text: String, field: &str) -> Result<Self, AppError> {
        if text.len() > MAX {
            return Err(AppError::field(field, format!("Use at most {MAX} characters.")));
        }
        Ok(Self(text))
    }
}

/// What a thread does for one caller.
type Work = Box<dyn FnOnce() + Send>;

/// The one place that hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
    work: mpsc::Sender<Work>,
    waiting: Arc<AtomicUsize>,
    /// How long somebody waits for a turn.
    patience: Duration,
    /// What is verified where there is no account, so that the answer takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    /// Hashes at that cost, and verifies a hash at the cost that it was made with.
    pub fn costing(cost: &Params) -> Self {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone());
        // One core is left to everything else: a page wakes many times, and would wait each time for a hash to give way.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let places = cores.saturating_sub(1).max(1);
        let salt = SaltString::encode_b64(&[0; Salt::RECOMMENDED_LENGTH]).expect("a salt of the recommended length");
        let nobody = argon.hash_password(b"nobody", &salt).expect("the parameters were checked").to_string();
        Self {
            argon,
            turns: Arc::new(Semaphore::new(places)),
            work: threads(places),
            waiting: Arc::default(),
            patience: PATIENCE,
            nobody: nobody.into(),
        }
    }

    /// Hashes a password with a salt of 16 random bytes, as a PHC string. 503 if too many are waiting.
    pub async fn hash(&self, password: Password, salt: [u8; 16]) -> Result<String, AppError> {
        let argon = self.argon.clone();
        self.turn(move || {
            let salt = SaltString::encode_b64(&salt).map_err(internal)?;
            Ok(argon.hash_password(password.0.as_bytes(), &salt).map_err(internal)?.to_string())
        })
        .await
    }

    /// Whether the password is the one that was hashed. Without a hash the same work is done and the answer is no.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool, AppError> {
        let (argon, nobody) = (self.argon.clone(), self.nobody.clone());
        self.turn(move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&nobody);
            let hash = PasswordHash::parse(hash, Encoding::B64).map_err(internal)?;
            Ok(argon.verify_password(password.0.as_bytes(), &hash).is_ok() && known)
        })
        .await
    }

    /// The verdict on a new password. `words` are the person's own: name, address, the product's name.
    pub async fn judge(&self, password: Password, words: Vec<String>) -> Result<Strength, AppError> {
        self.turn(move || Ok(judge(&password.0, &words))).await
    }

    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let waiting = Waiting::begin(&self.waiting);
        if waiting.ahead >= QUEUE {
            return Err(busy(2));
        }
        let Ok(turn) = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned()).await else {
            return Err(busy(2));
        };
        tracing::debug!(ahead = waiting.ahead, "a turn to hash");
        drop(waiting);
        let turn = turn.map_err(internal)?;
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move || {
            let _turn = turn;
            // Nobody hears it who has gone away meanwhile.
            let _ = answer.send(work());
        });
        self.work.send(work).map_err(internal)?;
        answered.await.map_err(internal)?
    }
}

/// Starts so many threads, which do what is sent to them until nobody can send any more.
fn threads(count: usize) -> mpsc::Sender<Work> {
    let (sender, receiver) = mpsc::channel::<Work>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..count {
        let receiver = receiver.clone();
        thread::spawn(move || {
            step_back();
            loop {
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                // A panic ends one caller's wait, not the thread.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        });
    }
    sender
}

/// Lets this thread go after others. Linux gives each thread a niceness of its own; elsewhere it is the process's.
fn step_back() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}

/// Counts who waits, whichever way the waiting ends.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    ahead: usize,
}

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        Self { ahead: count.fetch_add(1, Ordering::Relaxed), count }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

fn judge(password: &str, words: &[String]) -> Strength {
    let words: Vec<&str> = words
        .iter()
        .flat_map(|words| words.split(['@', '.', ' ']).chain([words.as_str()]))
        .filter(|word| word.len() > 2)
        .chain(["tenantry"])
        .collect();
    let entropy = zxcvbn::zxcvbn(password, &words);
    let score = u8::from(entropy.score());
    let length = password.chars().count();
    let enough = length >= MIN && score >= 3;
    let advice = if length < MIN {
        format!("Use at least {MIN} characters.")
    } else if enough {
        "This is hard to guess.".to_owned()
    } else {
        let feedback = entropy.feedback();
        let warning = feedback.and_then(|feedback| feedback.warning()).map(|warning| warning.to_string());
        let suggestion =
            feedback.and_then(|feedback| feedback.suggestions().first()).map(|suggestion| suggestion.to_string());
        warning.or(suggestion).unwrap_or_else(|| "Add a few uncommon words.".to_owned())
    };
    Strength { score, enough, advice }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Code;
    use futures::{FutureExt, future::join_all};
    use std::pin::Pin;
    use tokio::sync::OwnedSemaphorePermit;

    /// Somebody who signs in.
    type Caller<'a> = Pin<Box<dyn Future<Output = Result<bool, AppError>> + Send + 'a>>;

    fn typed(text: &str) -> Password {
        Password::typed(text.to_owned(), "password").unwrap()
    }

    /// At the least cost, with every turn taken until what comes beside it is dropped.
    fn taken(patience: Duration) -> (Passwords, OwnedSemaphorePermit) {
        let cost = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None).unwrap();
        let passwords = Passwords { patience, ..Passwords::costing(&cost) };
        let turns = u32::try_from(passwords.turns.available_permits()).unwrap();
        let all = passwords.turns.clone().try_acquire_many_owned(turns).unwrap();
        (passwords, all)
    }

    fn caller(passwords: &Passwords) -> Caller<'_> {
        Box::pin(passwords.verify(typed("velvet-quarry"), None))
    }

    /// Whether somebody is told at once to come back.
    fn is_sent_away(caller: &mut Caller<'_>) -> bool {
        match caller.now_or_never() {
            None => false,
            Some(Err(error)) => (error.code, error.retry_after) == (Code::Busy, Some(2)),
            Some(Ok(_)) => panic!("no turn is free"),
        }
    }

    #[tokio::test]
    async fn so_many_wait_for_a_turn_and_who_comes_then_is_told_to_come_back() {
        let (passwords, all) = taken(Duration::MAX);
        let mut waiting: Vec<Caller<'_>> = (0..QUEUE).map(|_| caller(&passwords)).collect();
        assert!(!waiting.iter_mut().any(is_sent_away), "all of them wait");
        assert!(is_sent_away(&mut caller(&passwords)), "one more than can");
        drop(waiting.pop());
        waiting.push(caller(&passwords));
        assert!(!is_sent_away(&mut waiting[QUEUE - 1]), "who went away left a place");
        assert!(is_sent_away(&mut caller(&passwords)), "and no more than one");
        drop(all);
        assert!(join_all(waiting).await.into_iter().all(|answer| answer == Ok(false)), "each has a turn in the end");
        assert_eq!(passwords.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn who_has_waited_long_enough_is_told_to_come_back_and_leaves_the_place() {
        let (passwords, all) = taken(Duration::ZERO);
        for _ in 0..=QUEUE {
            let refused = caller(&passwords).await.expect_err("no turn comes in time");
            assert_eq!((refused.code, refused.retry_after), (Code::Busy, Some(2)));
        }
        drop(all);
        assert_eq!(caller(&passwords).await, Ok(false), "there is nobody in front any more");
        assert_eq!(Passwords::costing(&Params::default()).patience, PATIENCE);
    }

    #[test]
    fn verdicts() {
        assert!(!judge("abc", &[]).enough);
        assert!(!judge("password1", &[]).enough);
        assert!(judge("velvet-quarry-44-moth", &[]).enough);
        let own = ["ana.lima@example.com".to_owned()];
        assert!(!judge("ana.lima@example.com", &own).enough, "one's own address is no password");
    }

    #[tokio::test]
    async fn a_hash_verifies_its_password_only() {
        let passwords = Passwords::costing(&Params::new(12 * 1024, 3, 1, None).unwrap());
        let hash = passwords.hash(typed("velvet-quarry"), [1; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=12288,t=3,p=1$"), "{hash}");
        let dearer = Passwords::costing(&Params::default());
        assert!(dearer.verify(typed("velvet-quarry"), Some(hash.clone())).await.unwrap(), "made at another cost");
        assert!(passwords.verify(typed("velvet-quarry"), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(typed("velvet-quarrz"), Some(hash)).await.unwrap());
        assert!(!passwords.verify(typed("nobody"), None).await.unwrap(), "no account, no sign-in");
    }
}
