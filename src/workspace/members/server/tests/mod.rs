//! A workspace's members, by the doors that people and programs use.
