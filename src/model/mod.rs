//! The words that server and browser share: ids, roles, errors, pages, form answers.
//! Pure: no input, no output, no clock. Imports nothing of ours.

pub mod allowance;
pub mod content;
pub mod document;
pub mod email;
pub mod ending;
pub mod error;
pub mod form;
pub mod format;
pub mod frame;
pub mod id;
pub mod invited;
pub mod moment;
pub mod name;
pub mod page;
pub mod paragraph;
pub mod password;
pub mod permission;
pub mod seats;
pub mod sending;
pub mod slug;

pub use error::{AppError, Code, FieldError};
pub use form::{Done, Flash, Secret};
pub use id::*;
pub use moment::Moment;
pub use page::{Cursor, Page};
pub use permission::{OrgRole, Permission, WorkspacePermission, WorkspaceRole};
