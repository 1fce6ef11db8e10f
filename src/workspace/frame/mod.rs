//! The frame around every page of a workspace: the sidebar, the workspace's name and its pages.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{Home, WorkspaceFrame};
