//! An organization's settings: one folder is one tab, all of the same shape, none imports another.

pub mod audit;
pub mod general;
pub mod invitations;
pub mod members;
pub mod notifications;
pub mod overview;
pub mod workspaces;
