//! Members: who is in the organization, as what, and what becomes of them: another role, suspension, removal,
//! reinstatement. One page lists them, one shows a person. Nobody acts on themselves here: one leaves in one's account.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{Page, PersonPage};
