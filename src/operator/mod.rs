//! The deployment's own console. So far: what the operator decides for one organization, from the command line, and the kit,
//! which shows every piece of the interface in every state.

pub mod kit;
#[cfg(feature = "ssr")]
pub mod server;
