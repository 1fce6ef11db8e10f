//! A form's memory: what was typed and what was wrong with it, carried over the redirect by the flash.

use crate::model::{AppError, Flash};
use leptos::{prelude::*, server_fn::ServerFn};
use std::sync::Arc;

/// What a form shows when it is drawn again. Empty for a form that wasn't just sent.
#[derive(Clone, Debug, Default)]
pub struct FormState(Option<Arc<Flash>>);

impl FormState {
    /// The state of the form that posts to the server function `F`.
    pub fn of<F: ServerFn>() -> Self {
        Self::of_instance::<F>("")
    }

    /// The same, where a page has the form several times: `instance` is the hidden field `_instance`.
    pub fn of_instance<F: ServerFn>(instance: &str) -> Self {
        Self(use_context::<Arc<Flash>>().filter(|flash| flash.form == F::PATH && flash.instance == instance))
    }

    /// For the kit and for tests: a form that was refused like this.
    pub fn refused(values: &[(&str, &str)], error: AppError) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self(Some(Arc::new(Flash { values, error: Some(error), ..Flash::default() })))
    }

    /// What was typed into `field`, if the form comes back.
    pub fn value(&self, field: &str) -> Option<String> {
        self.0.as_ref()?.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    /// The sentence at `field`.
    pub fn message(&self, field: &str) -> Option<String> {
        self.error()?.at(field).map(str::to_owned)
    }

    /// What is wrong with the form as a whole.
    pub fn error(&self) -> Option<&AppError> {
        self.0.as_ref()?.error.as_ref()
    }
}
