//! Source documents: PDFs that answers are read from. They come by the page or by the API, and go as forms do.

pub mod api;
pub mod model;
mod page;

#[cfg(feature = "ssr")]
pub mod server;

pub use page::Page;
