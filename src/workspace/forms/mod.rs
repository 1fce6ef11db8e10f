//! Forms: what is filled, and who of the workspace sees it. Everybody who may add there names and deletes forms; who sees
//! one after that is the managers' to say. A form for chosen people doesn't exist for the others.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{One, Page};
