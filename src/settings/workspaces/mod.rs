//! Workspaces, governed from outside: created, named, suspended, archived, deleted, and given a manager where they have
//! none. Who does that sees name, state and counts, and never what is inside: that is `workspace/`.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{NewPage, Page, WorkspacePage};
