//! Fields. The label stands above, help below it, the message under the control. Required unless `optional` is said.
//!
//! Every field works with or without a `state` of its own: inside a [`super::form::Form`] it takes the form's.

mod around;
mod choice;
mod copy;
mod input;
mod password;

pub use choice::{CheckboxField, CheckboxesField, Choice, RadioField, SelectField};
pub use copy::CopyField;
pub use input::{FileField, Hidden, TextArea, TextField};
pub use password::PasswordField;
