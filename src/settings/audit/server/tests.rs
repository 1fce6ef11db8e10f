//! The audit log, by the doors that people and programs use.
