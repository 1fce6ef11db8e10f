//! The pieces that pages are made of. Imports `model` alone: a piece knows nothing of organizations or accounts.

pub mod form;
pub mod shell;
