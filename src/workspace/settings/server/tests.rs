//! A workspace's settings, by the doors that people and programs use.
