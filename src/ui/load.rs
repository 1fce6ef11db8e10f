//! Joins a page to its data: what is shown when it is there, and the error page where it isn't.

use crate::{
    model::AppError,
    ui::state::{ErrorPage, ErrorState},
};
use leptos::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

/// The HTTP status that the page being drawn will have. The server provides one to each request and reads it afterwards.
#[derive(Clone, Default)]
pub struct PageStatus(Arc<AtomicU16>);

impl PageStatus {
    /// Sets the status of the page that is being drawn. The first error counts: what is drawn around it is no better.
    pub fn set(error: &AppError) {
        if let Some(Self(status)) = use_context::<Self>() {
            let code = error.code.status().as_u16();
            let _ = status.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// The status that was set; 200 if none was.
    pub fn get(&self) -> u16 {
        match self.0.load(Ordering::Relaxed) {
            0 => 200,
            status => status,
        }
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

fn load<T, V>(
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
