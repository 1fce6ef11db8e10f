//! Keys of a workspace, by the doors that people and programs use.
