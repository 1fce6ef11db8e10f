//! Tokens for host products: asked for with a session or a key, checked anywhere. Has no page.

#[cfg(feature = "ssr")]
pub mod server;
