//! Organizations as such: founding one, the list of one's own, the frame around every page of one. What accounts and
//! settings both stand on, so it imports neither.

pub mod api;
pub mod model;
pub mod page;

#[cfg(feature = "ssr")]
pub mod server;
