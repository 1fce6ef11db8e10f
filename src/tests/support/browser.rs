//! A browser as far as HTTP sees it: cookies, Referer, Origin, an address. Nothing of scripts. What it gets from the API, and
//! what it sends there, is held to the OpenAPI document.

use super::contract;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, header},
};
use futures::{StreamExt, stream};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, convert::Infallible, net::SocketAddr};
use tower::ServiceExt;

/// One browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    address: SocketAddr,
    /// Headers on every request from now on.
    pub headers: HeaderMap,
}

/// A file of a form: the field, the file's name, its content.
pub type File<'a> = (&'a str, &'a str, &'a [u8]);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it came.
    pub bytes: Bytes,
}

const BASE: &str = "http://localhost:3000";

impl Browser {
    pub(super) fn new(router: Router, number: u32) -> Self {
        let [_, _, high, low] = number.to_be_bytes();
        Self {
            router,
            cookies: BTreeMap::new(),
            address: SocketAddr::from(([10, 1, high, low], 40_000)),
            headers: HeaderMap::new(),
        }
    }

    /// Opens a page, as a person does.
    pub async fn open(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html")).await
    }

    /// Sends a form that stands on `page`, without scripts.
    pub async fn submit(&mut self, page: &str, door: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(door)
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("{BASE}{page}"))
            .header(header::ORIGIN, BASE);
        self.send_form(request, fields).await
    }

    /// Calls a server function, as a script does.
    pub async fn call(&mut self, door: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(door).header(header::ACCEPT, "application/json").header(header::ORIGIN, BASE);
        self.send_form(request, fields).await
    }

    /// Sends a form with a file, which stands on `page`, without scripts. The file is its field, its name and its content.
    pub async fn submit_file(&mut self, page: &str, door: &str, fields: &[(&str, &str)], file: File<'_>) -> Answer {
        let request = Request::post(door)
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("{BASE}{page}"))
            .header(header::ORIGIN, BASE);
        self.send_file(request, fields, file).await
    }

    /// Calls a server function with a file, as a script does.
    pub async fn call_with_file(&mut self, door: &str, fields: &[(&str, &str)], file: File<'_>) -> Answer {
        let request = Request::post(door).header(header::ACCEPT, "application/json").header(header::ORIGIN, BASE);
        self.send_file(request, fields, file).await
    }

    /// The same in two pieces: the second comes when `meanwhile` has happened.
    pub async fn call_with_file_in_two(
        &mut self,
        door: &str,
        fields: &[(&str, &str)],
        file: File<'_>,
        meanwhile: impl Future<Output = ()> + Send + 'static,
    ) -> Answer {
        let request = Request::post(door).header(header::ACCEPT, "application/json").header(header::ORIGIN, BASE);
        let (kind, mut first) = form_with_file(fields, file);
        let second = first.split_off(first.len() / 2);
        let pieces = stream::iter([first]).chain(stream::once(async move {
            meanwhile.await;
            second
        }));
        let body = Body::from_stream(pieces.map(Ok::<_, Infallible>));
        self.exchange(request.header(header::CONTENT_TYPE, kind).body(body).unwrap()).await
    }

    /// Calls a REST operation with a JSON body.
    pub async fn rest(&mut self, method: Method, path: &str, body: Option<serde_json::Value>) -> Answer {
        let request = Request::builder().method(&method).uri(path).header(header::CONTENT_TYPE, "application/json");
        let sent = body.as_ref().map_or(Body::empty(), |body| Body::from(body.to_string()));
        let request = request.body(sent).unwrap();
        let uri = request.uri().clone();
        let answer = self.exchange(request).await;
        if let Some(body) = body {
            contract::assert_json(&method, uri.path(), &body, &answer);
        }
        answer
    }

    /// Calls a REST operation with a multipart form. A part whose file has no name is a text.
    pub async fn rest_form(&mut self, method: Method, path: &str, parts: &[File<'_>]) -> Answer {
        self.rest_form_with_more(method, path, &[], parts).await
    }

    /// The same behind parts that the form doesn't have.
    pub async fn rest_form_with_more(
        &mut self,
        method: Method,
        path: &str,
        more: &[File<'_>],
        parts: &[File<'_>],
    ) -> Answer {
        const BOUNDARY: &str = "----program";
        let mut body: Vec<u8> = Vec::new();
        for (name, file, content) in more.iter().chain(parts) {
            let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend(head.into_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = Request::builder().method(&method).uri(path).header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body)).unwrap();
        let uri = request.uri().clone();
        let answer = self.exchange(request).await;
        contract::assert_form(&method, uri.path(), parts, &answer);
        answer
    }

    /// The cookies by name.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    async fn send_form(&mut self, request: axum::http::request::Builder, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.exchange(request.body(Body::from(body)).unwrap()).await
    }

    async fn send_file(
        &mut self,
        request: axum::http::request::Builder,
        fields: &[(&str, &str)],
        file: File<'_>,
    ) -> Answer {
        let (kind, body) = form_with_file(fields, file);
        self.exchange(request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()).await
    }

    async fn send(&mut self, request: axum::http::request::Builder) -> Answer {
        self.exchange(request.body(Body::empty()).unwrap()).await
    }

    async fn exchange(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        headers.insert(header::HOST, "localhost:3000".parse().unwrap());
        headers.insert(header::USER_AGENT, "Tests".parse().unwrap());
        headers.extend(self.headers.clone());
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.address));
        let (method, uri) = (request.method().clone(), request.uri().clone());
        // For a person, what the API refuses is drawn as a page.
        let for_a_program = request.headers().get(header::ACCEPT).is_none_or(|accept| accept != "text/html");
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body,
        };
        if for_a_program {
            contract::assert_answer(&method, uri.path(), &answer);
        }
        answer
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() || attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// A multipart form: its type and its body.
fn form_with_file(fields: &[(&str, &str)], (field, name, content): File<'_>) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----tests";
    let part = |head: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n");
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in fields {
        body.extend(format!("{}\r\n{value}\r\n", part(&format!("name=\"{name}\""))).into_bytes());
    }
    let head = part(&format!("name=\"{field}\"; filename=\"{name}\""));
    body.extend(format!("{head}Content-Type: application/octet-stream\r\n\r\n").into_bytes());
    body.extend_from_slice(content);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

impl Answer {
    /// Where it leads; empty if nowhere.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|location| location.to_str().ok()).unwrap_or_default()
    }

    /// Fails unless it leads to that path.
    pub fn expect_redirect(&self, to: &str) -> &Self {
        assert_eq!((self.status, self.location()), (303, to), "{self:?}");
        self
    }

    /// Fails unless the page has that status and says that.
    pub fn expect_page(&self, status: u16, text: &str) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.body.contains(text), "{text:?} isn't on the page: {}", self.body);
        self
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
