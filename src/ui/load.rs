//! Joins a page to its data: what is shown when it is there, and the error page where it isn't.

use crate::{
    model::AppError,
    ui::state::{ErrorPage, ErrorState},
};
use leptos::prelude::*;
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU16, Ordering},
};

/// The HTTP status that the page being drawn will have, or where it has gone. The server provides one to each request and
/// reads it afterwards.
#[derive(Clone, Default)]
pub struct PageStatus(Arc<Fate>);

#[derive(Default)]
struct Fate {
    status: AtomicU16,
    moved: OnceLock<Moved>,
}

/// Everything at and below a path is at and below another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub from: String,
    pub to: String,
}

impl PageStatus {
    /// Sets the status of the page that is being drawn. The first error counts: what is drawn around it is no better.
    pub fn set(error: &AppError) {
        if let Some(Self(fate)) = use_context::<Self>() {
            let code = error.code.status().as_u16();
            let _ = fate.status.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// The page that is being drawn isn't here any more: the answer leads to where it is. The first one counts.
    pub fn moved(from: impl Into<String>, to: impl Into<String>) {
        if let Some(Self(fate)) = use_context::<Self>() {
            let _ = fate.moved.set(Moved { from: from.into(), to: to.into() });
        }
    }

    /// Where the page has gone; none if it is here.
    pub fn has_moved(&self) -> Option<&Moved> {
        self.0.moved.get()
    }

    /// The status that was set; 200 if none was.
    pub fn get(&self) -> u16 {
        match self.0.status.load(Ordering::Relaxed) {
            0 => 200,
            status => status,
        }
    }
}

impl Moved {
    /// Where `here` is now: the same path and query behind the new beginning, byte for byte.
    pub fn lead(&self, here: &str) -> String {
        let rest = here.strip_prefix(&self.from).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        format!("{}{}", self.to, rest.unwrap_or_default())
    }
}

/// Draws `view` with what `data` brings. An error takes the whole page and sets its status.
pub fn load_page<T, V>(
    data: impl Future<Output = Result<T, AppError>> + Send + 'static,
    view: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    load(data, view, |error| view! { <ErrorPage error/> }.into_any())
}

/// The same for a part of a page: an error stands in its place.
pub fn load_part<T, V>(
    data: impl Future<Output = Result<T, AppError>> + Send + 'static,
    view: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    load(data, view, |error| view! { <ErrorState error/> }.into_any())
}

/// The same with an error shown by `failed`.
pub fn load<T, V>(
    data: impl Future<Output = Result<T, AppError>> + Send + 'static,
    view: impl FnOnce(T) -> V + Send + 'static,
    failed: fn(AppError) -> AnyView,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match data.await {
            Ok(data) => view(data).into_any(),
            Err(error) => {
                PageStatus::set(&error);
                failed(error)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_moved_keeps_the_rest_of_its_address() {
        let moved = Moved { from: "/o/old".to_owned(), to: "/o/new".to_owned() };
        for (here, there) in [
            ("/o/old", "/o/new"),
            ("/o/old/settings/general?a=%20b&c", "/o/new/settings/general?a=%20b&c"),
            ("/o/old?x=1", "/o/new?x=1"),
            ("/o/older/settings", "/o/new"),
            ("/o/%6Fld/settings", "/o/new"),
        ] {
            assert_eq!(moved.lead(here), there);
        }
    }
}
