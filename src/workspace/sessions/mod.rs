//! Fill sessions: fills that belong together, from a beginning to an end. One that has ended takes no more of them.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{One, Page};
