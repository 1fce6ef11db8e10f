//! Counts the statements that a request sends, by what sqlx says of each, and keeps their texts where they are asked for; and
//! its turns at the threads that hash passwords.

use std::{
    cell::{Cell, RefCell},
    fmt,
    sync::Once,
};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, filter::Targets, layer::Context, prelude::*};

const STATEMENT: &str = "sqlx::query";
const TURN: &str = "tenantry::kernel::password";

thread_local! {
    // A test's runtime has one thread, and its requests run on it.
    static COUNT: Cell<Effort> = const { Cell::new(Effort { statements: 0, turns: 0 }) };
    static TEXTS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// What an answer took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    pub statements: usize,
    /// Passwords that were hashed, verified or judged.
    pub turns: usize,
}

struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let is_turn = event.metadata().target() == TURN;
        let Effort { statements, turns } = COUNT.get();
        COUNT.set(Effort { statements: statements + usize::from(!is_turn), turns: turns + usize::from(is_turn) });
        TEXTS.with_borrow_mut(|texts| {
            if let Some(texts) = texts.as_mut().filter(|_| !is_turn) {
                let mut text = Text::default();
                event.record(&mut text);
                texts.push(if text.whole.is_empty() { text.summary } else { text.whole });
            }
        });
    }
}

/// What sqlx says of a statement: its first words, and the whole where that is more.
#[derive(Default)]
struct Text {
    summary: String,
    whole: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.trim().clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// Has sqlx's reports counted; called before the first pool opens.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let counted = Targets::new().with_target(STATEMENT, Level::DEBUG).with_target(TURN, Level::DEBUG);
        tracing_subscriber::registry().with(Counter.with_filter(counted)).init();
    });
}

/// How many statements `work` sends.
pub async fn statements<T>(work: impl AsyncFnOnce() -> T) -> usize {
    effort(work).await.statements
}

/// All that `work` takes.
pub async fn effort<T>(work: impl AsyncFnOnce() -> T) -> Effort {
    let before = COUNT.get();
    work().await;
    let after = COUNT.get();
    Effort { statements: after.statements - before.statements, turns: after.turns - before.turns }
}

/// The texts of the statements that `work` sends.
pub async fn statement_texts<T>(work: impl AsyncFnOnce() -> T) -> Vec<String> {
    TEXTS.set(Some(Vec::new()));
    work().await;
    TEXTS.take().unwrap_or_default()
}
