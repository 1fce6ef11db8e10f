//! Fills: forms that were filled, with the PDF that came of each. The product reports them; people see those of the forms
//! that they see.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::{OfForm, OfSession, One, Page};
