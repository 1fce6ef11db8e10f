//! Inside a workspace, below `/o/{org}/w/{workspace}`: one folder is one page of it, all of the same shape, none imports
//! another. What is governed from outside is a tab of the settings, `settings/workspaces`, and sees no content.

pub mod documents;
pub mod fills;
pub mod forms;
pub mod frame;
pub mod keys;
pub mod members;
pub mod settings;
pub mod profiles;
pub mod sessions;
