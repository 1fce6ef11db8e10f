//! Forms without scripts. A browser's POST is asked of the server function as a script would ask; the answer becomes a
//! one-time flash and a 303. Server functions know nothing of it, and scripts get the typed error itself.

use super::{Web, errors::accepts_html};
use crate::{
    kernel::{authn::Visitor, fault::internal, flash, multipart::Typed, state::Kernel},
    model::{AppError, Code, Done, Flash},
};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration},
};
use url::Url;

/// Its own cookie: a page without a flash pays nothing for it.
const COOKIE: &str = "tenantry_flash";
/// The largest form, in bytes.
const LIMIT: usize = 64 * 1024;
/// The longest answer of a server function of ours to a form, in bytes: a line for each of hundreds of people.
const ANSWER: usize = 1024 * 1024;
/// What is never remembered, by the field's name.
const SECRETS: [&str; 4] = ["password", "token", "code", "secret"];

/// Answers a form's POST with a flash and a way on; leaves everything else as it is.
pub async fn answer(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    let is_form = request.method() == Method::POST
        && request.uri().path().starts_with("/forms/")
        && accepts_html(request.headers());
    if !is_form {
        return next.run(request).await;
    }
    let referer = page_of(&web.kernel, request.headers());
    let form = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    // A form with files goes through as it comes in: its door bounds it, and leaves here what was typed.
    let by_door = Typed::default();
    let (typed, body) = if has_files(&parts.headers) {
        parts.extensions.insert(by_door.clone());
        (Vec::new(), body)
    } else {
        match read_form(body).await {
            Ok((typed, body)) => (typed, Body::from(body)),
            Err(error) => return error.into_response(),
        }
    };
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = next.run(Request::from_parts(parts, body)).await;
    let typed = [typed, by_door.take()].concat();
    let (to, flash) = match read(response).await {
        Ok(done) => {
            let Done { to, toast, told, secret } = done;
            let flash = toast.map(|toast| Flash { form, toast: Some(toast), told, secret, ..Flash::default() });
            (to.unwrap_or(referer), flash)
        }
        Err(error) if error.code == Code::SignedOut => {
            let next: String = url::form_urlencoded::byte_serialize(referer.as_bytes()).collect();
            (format!("/login?next={next}"), Some(Flash { toast: Some(error.message), ..Flash::default() }))
        }
        Err(error) => (
            referer,
            Some(Flash {
                form,
                instance: instance(&typed),
                values: remembered(typed),
                error: Some(error),
                ..Flash::default()
            }),
        ),
    };
    if let Some(flash) = flash
        && let Err(error) = leave_flash(&web.kernel, &visitor, &flash).await
    {
        return error.into_response();
    }
    Redirect::to(&to).into_response()
}

/// A form's fields, and the same as it came.
async fn read_form(body: Body) -> Result<(Vec<(String, String)>, Bytes), AppError> {
    let body = to_bytes(body, LIMIT)
        .await
        .map_err(|_| AppError::new(Code::TooLarge, "That was more than a form may hold."))?;
    let typed = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::new(Code::Malformed, "The form couldn't be read. Reload the page and try again."))?;
    Ok((typed, body))
}

/// Whether the form is one with files.
fn has_files(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// Takes the flash that the last form left for this page. A page that is only fetched ahead leaves it where it is.
pub async fn take_flash(kernel: &Kernel, visitor: &Visitor) -> Result<Option<Flash>, AppError> {
    let Some(cookie) = visitor.cookies.get(COOKIE).filter(|_| !visitor.origin.ahead) else { return Ok(None) };
    visitor.cookies.remove(Cookie::build(COOKIE).path("/").into());
    flash::take(kernel, cookie.value()).await
}

/// Leaves a flash for the page that comes next.
pub async fn leave_flash(kernel: &Kernel, visitor: &Visitor, flash: &Flash) -> Result<(), AppError> {
    let token = flash::put(kernel, flash).await?;
    let cookie = Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(kernel.config.secure())
        .max_age(Duration::minutes(10));
    visitor.cookies.add(cookie.into());
    Ok(())
}

async fn read(response: Response) -> Result<Done, AppError> {
    if let Some(error) = response.extensions().get::<AppError>() {
        return Err(error.clone());
    }
    let ok = response.status().is_success();
    let body = to_bytes(response.into_body(), ANSWER).await.map_err(internal)?;
    if ok {
        serde_json::from_slice(&body).map_err(internal)
    } else {
        Err(serde_json::from_slice(&body).unwrap_or_else(|_| AppError::not_found()))
    }
}

/// The page that the form is on: the path of the Referer, if it is one of ours.
fn page_of(kernel: &Kernel, headers: &HeaderMap) -> String {
    let referer = headers
        .get(header::REFERER)
        .and_then(|referer| referer.to_str().ok())
        .and_then(|referer| Url::parse(referer).ok());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match referer {
        Some(page) if page.origin() == kernel.config.base_url.origin() || Some(page.authority()) == host => {
            page.query().map_or_else(|| page.path().to_owned(), |query| format!("{}?{query}", page.path()))
        }
        _ => "/".to_owned(),
    }
}

fn instance(typed: &[(String, String)]) -> String {
    typed.iter().find(|(name, _)| name == "_instance").map(|(_, value)| value.clone()).unwrap_or_default()
}

/// What was typed, without secrets.
fn remembered(typed: Vec<(String, String)>) -> Vec<(String, String)> {
    typed
        .into_iter()
        .filter(|(name, _)| !name.starts_with('_') && !SECRETS.iter().any(|secret| name.contains(secret)))
        // What the database can't hold.
        .map(|(name, value)| (name.replace('\0', ""), value.replace('\0', "")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_remembered() {
        let typed = ["email", "password", "new_password", "token", "_instance", "client_secret", "recovery_code"]
            .map(|name| (name.to_owned(), "x".to_owned()));
        let names: Vec<String> = remembered(typed.into()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["email"]);
    }
}
