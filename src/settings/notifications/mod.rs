//! Notifications: whether an organization mails its members when a form was filled, and what each of them wants of it.
//! The letters themselves follow from fills.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{Own, Page};
