//! Audit: who did what, when and from where. It only reads: what is read here is written by `Change::record`, and what it
//! reads like is said in `catalogue.rs`.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
