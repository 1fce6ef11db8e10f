//! Counts the statements that a request sends, by what sqlx says of each, and keeps their texts where they are asked for.

use std::{
    cell::{Cell, RefCell},
    fmt,
    sync::Once,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

thread_local! {
    // A test's runtime has one thread, and its requests run on it.
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static TEXTS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("sqlx::query") {
            COUNT.set(COUNT.get() + 1);
            TEXTS.with_borrow_mut(|texts| {
                if let Some(texts) = texts {
                    let mut text = Text::default();
                    event.record(&mut text);
                    texts.push(if text.whole.is_empty() { text.summary } else { text.whole });
                }
            });
        }
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
        let sqlx_only = tracing_subscriber::filter::Targets::new().with_target("sqlx::query", tracing::Level::DEBUG);
        tracing_subscriber::registry().with(Counter.with_filter(sqlx_only)).init();
    });
}

/// How many statements `work` sends.
pub async fn statements<T>(work: impl AsyncFnOnce() -> T) -> usize {
    let before = COUNT.get();
    work().await;
    COUNT.get() - before
}

/// The texts of the statements that `work` sends.
pub async fn statement_texts<T>(work: impl AsyncFnOnce() -> T) -> Vec<String> {
    TEXTS.set(Some(Vec::new()));
    work().await;
    TEXTS.take().unwrap_or_default()
}
