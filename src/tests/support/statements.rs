//! Counts the statements that a request sends, by what sqlx says of each.

use std::{cell::Cell, sync::Once};
use tracing::{Event, Subscriber};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

thread_local! {
    // A test's runtime has one thread, and its requests run on it.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("sqlx::query") {
            COUNT.set(COUNT.get() + 1);
        }
    }
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
