//! The deployment's own console. So far: the kit, which shows every piece of the interface in every state.

pub mod kit;
