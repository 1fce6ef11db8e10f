//! Invitations: who was asked to join, and asking more people. The second page of the Members tab. What happens behind an
//! invitation's link is in `account`, where people come from outside.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
