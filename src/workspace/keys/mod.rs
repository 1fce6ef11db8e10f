//! API keys of a workspace: with them programs act inside it, and nowhere else. Its managers make and revoke them; a key
//! belongs to the workspace and outlives the place of who made it.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
