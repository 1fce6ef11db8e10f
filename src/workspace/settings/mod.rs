//! Settings of a workspace: the language that its documents are in, how they write dates, times and numbers, and the
//! resolution that they are drawn in. Its name and state are governed from outside, in `settings/workspaces`.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
