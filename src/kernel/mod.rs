//! Mechanisms, no screens: configuration, time and chance, the database behind proofs, sessions, jobs, mail, storage.
//! Imports `model`, never a feature, never `http`.

pub mod authn;
pub mod authz;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod db;
pub mod download;
pub mod event;
pub mod expiry;
pub mod fault;
pub mod flash;
pub mod idempotency;
pub mod inside;
pub mod jobs;
pub mod key;
pub mod mail;
pub mod moment;
pub mod multipart;
pub mod orphans;
pub mod paging;
pub mod password;
pub mod plans;
pub mod problem;
pub mod purge;
pub mod rate_limit;
pub mod request;
pub mod seats;
pub mod sendings;
pub mod session;
pub mod setup;
pub mod state;
pub mod storage;
pub mod token;
pub mod upload;
pub mod words;
