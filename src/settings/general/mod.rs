//! General: what the organization is called, where it is found, how it looks, and what its workspaces begin with. The
//! first tab, and the pattern of all: page, door, use case, rule, SQL, event, REST operation, tests. Deleting the
//! organization is the business of `organizations::server`, which founded it: here its name is asked for.

pub mod api;
pub mod crop;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{Page, Welcome};
