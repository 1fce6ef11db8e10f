//! Tenantry: organization management for multi-tenant products, as one binary beside one Postgres.
//!
//! The rooms, in reading order. Imports run one way: `model ← ui ← pages`, `model ← kernel ← server`; a feature's `api`
//! joins its page to its server; `app`, `http`, `reactions`, `catalogue` and `cli` see everything. `tests/architecture.rs` holds it.
//! Where the layout departs from the usual one, the reason stands in the room's own header.

// A page's type nests as deep as its elements do.
#![recursion_limit = "512"]

pub mod model;
pub mod ui;

pub mod account;
pub mod operator;
pub mod organizations;
pub mod reference;
pub mod settings;
pub mod tokens;
pub mod workspace;

pub mod app;

#[cfg(feature = "ssr")]
pub mod catalogue;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod kernel;
#[cfg(feature = "ssr")]
pub mod reactions;
#[cfg(all(test, feature = "ssr"))]
mod tests;

/// Where the browser starts: wakes the islands of the page that the server sent.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
