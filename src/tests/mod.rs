//! The tests that hold the house. Each feature's own stand beside it; all enter by the door, through [`support::TestApp`].

mod addresses;
mod architecture;
mod authz_coverage;
mod catalogue;
mod deployment;
mod growth;
mod input;
mod inspections;
mod interleavings;
mod isolation;
mod line;
mod outbox;
mod permission_matrix;
mod queries;
pub mod support;
mod uploads;
