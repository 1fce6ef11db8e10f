//! Profiles: sets of answers that forms are filled from. People edit them as lines of "field: value".

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{One, Page};
