//! Members of a workspace: who is in it, as what, people from outside among them. Everybody who is in it sees them; its
//! managers add, change and remove people, and one leaves by oneself. What happens behind an invitation's link is in
//! `account`, where people come from outside.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
