//! The overview: what an organization has, at a glance. Still plain.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
