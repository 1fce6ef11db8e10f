//! Pages: drawn whole on the server. And the server functions beside them, with the same context.

use super::{Web, forms, secure::page_policy};
use crate::{
    account::server::theme::COOKIE as THEME,
    app::{ShowKit, error_shell, shell},
    kernel::{authn::Visitor, config::Environment, multipart::Typed},
    model::{AppError, Flash},
    organizations::server::home as find_home,
    ui::{load::PageStatus, shell::Theme},
};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{nonce::use_nonce, prelude::provide_context};
use std::sync::{Arc, Mutex};

/// `/`: where the person was last, or signing in.
pub async fn home(Extension(visitor): Extension<Visitor>) -> Result<Redirect, AppError> {
    Ok(Redirect::to(&find_home(&visitor).await?))
}

/// Signing in and up are for who isn't signed in.
pub async fn for_signed_out(web: State<Web>, Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    if visitor.principal().is_ok() {
        return Redirect::to("/").into_response();
    }
    page(web, Extension(visitor), request).await
}

/// A page of `app.rs`.
pub async fn page(State(web): State<Web>, Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return AppError::not_found().into_response();
    }
    let flash = match forms::take_flash(&web.kernel, &visitor).await {
        Ok(flash) => flash,
        Err(error) => return error.into_response(),
    };
    let theme = theme(request.headers());
    let here = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let options = web.options.clone();
    let signed_in = visitor.principal().is_ok();
    let (browser, flash) = (visitor.clone(), flash.map(Arc::new));
    let drawn = draw(&web, theme, Some(visitor), flash.clone(), request, move || shell(options.clone())).await;
    let (mut drawn, status) = drawn;
    if let Some(moved) = status.has_moved() {
        // What the last form left is for the page, not for the way there.
        if let Some(flash) = flash
            && let Err(error) = forms::leave_flash(&web.kernel, &browser, &flash).await
        {
            return error.into_response();
        }
        // Not for good: the organization may take its former address back.
        return Redirect::to(&moved.lead(&here)).into_response();
    }
    if drawn.status() == StatusCode::UNAUTHORIZED {
        let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        return Redirect::to(&format!("/login?next={next}")).into_response();
    }
    if signed_in {
        // Going back after signing out would show it again, and ask nobody.
        drawn.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    drawn
}

/// The page of an error that no page drew.
pub async fn error(web: &Web, theme: Theme, error: AppError) -> Response {
    let status = error.code.status();
    let options = web.options.clone();
    let drawn = move || error_shell(options.clone(), error.clone());
    let (mut response, _) = draw(web, theme, None, None, Request::default(), drawn).await;
    *response.status_mut() = status;
    response
}

/// The theme that this browser chose.
pub fn theme(headers: &HeaderMap) -> Theme {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let chosen = cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(THEME)?.strip_prefix('='));
    chosen.map_or(Theme::System, Theme::from_cookie)
}

async fn draw<V: leptos::IntoView + 'static>(
    web: &Web,
    theme: Theme,
    visitor: Option<Visitor>,
    flash: Option<Arc<Flash>>,
    request: Request,
    document: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> (Response, PageStatus) {
    let status = PageStatus::default();
    let nonce = Arc::new(Mutex::new(None));
    let stylesheet = web.stylesheet.clone();
    let reference = web.reference.clone();
    let support = web.support.clone();
    let kit = ShowKit(web.kernel.config.environment == Environment::Development);
    let context = {
        let (status, nonce) = (status.clone(), nonce.clone());
        move || {
            provide_context(theme);
            provide_context(kit);
            provide_context(stylesheet.clone());
            provide_context(reference.clone());
            if let Some(support) = support.clone() {
                provide_context(support);
            }
            provide_context(status.clone());
            if let Some(visitor) = visitor.clone() {
                provide_context(visitor);
            }
            if let Some(flash) = flash.clone() {
                provide_context(flash);
            }
            if let Ok(mut slot) = nonce.lock() {
                *slot = use_nonce();
            }
        }
    };
    let handler = leptos_axum::render_app_async_with_context(context, document);
    let mut response: Response<Body> = handler(request).await.into_response();
    if let Ok(code) = StatusCode::from_u16(status.get()) {
        *response.status_mut() = code;
    }
    let nonce = nonce.lock().ok().and_then(|slot| slot.clone());
    let headers = response.headers_mut();
    if let Some(policy) = nonce.and_then(|nonce| page_policy(&nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // A page is somebody's: no cache but the browser's own keeps it, and that asks again.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    (response, status)
}

/// A server function, for a script or, through `forms`, for a form.
pub async fn server_function(Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
    let context = move || {
        provide_context(visitor.clone());
        provide_context(typed.clone());
    };
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    // What it says is for who asked, now.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
