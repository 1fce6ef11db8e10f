//! The reference of the API at `/api/docs`: a page like any other, drawn from the OpenAPI document, whole without scripts.
//! `http` hands it over, which assembles the API.

pub mod model;
mod page;

pub use page::Page;
