//! Who asks, from where: reads the session once and hands a `Visitor` to everything behind.

use crate::{
    kernel::{authn::Visitor, event::Origin, fault::reference, state::Kernel},
    model::AppError,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, SocketAddr};
use tower_cookies::Cookies;
use tower_sessions::Session;

/// Cut to what a person would read in a list of sessions.
const USER_AGENT_LENGTH: usize = 300;

/// Adds the [`Visitor`] to the request.
pub async fn identify(
    State(kernel): State<Kernel>,
    cookies: Cookies,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let origin = Origin {
        ip: client(peer, request.headers(), kernel.config.trusted_proxies),
        user_agent: text(request.headers(), header::USER_AGENT).chars().take(USER_AGENT_LENGTH).collect(),
        reference: reference(),
        ahead: text(request.headers(), HeaderName::from_static("sec-purpose")).contains("prefetch"),
    };
    let visitor = match bearer(&request) {
        Some(text) => Visitor::read_bearer(kernel, origin, cookies, session, text).await?,
        None => Visitor::read(kernel, origin, cookies, session).await?,
    };
    request.extensions_mut().insert(visitor);
    Ok(next.run(request).await)
}

/// The key or token that a request to the API carries (RFC 6750 §2.1). Pages are for browsers, which have a session.
fn bearer(request: &Request) -> Option<&str> {
    if !request.uri().path().starts_with("/api/") {
        return None;
    }
    let (scheme, text) = text(request.headers(), header::AUTHORIZATION).split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| text.trim())
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The client's address: the peer's, or what the outermost of the trusted proxies says. What a client writes into the
/// header itself stands further left and isn't believed.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    if trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let claimed = forwarded.len().checked_sub(trusted_proxies).and_then(|at| forwarded[at].trim().parse().ok());
    claimed.or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.append("x-forwarded-for", "3.3.3.3".parse().unwrap());
        let client = |trusted| client(Some(peer), &headers, trusted).unwrap().to_string();
        assert_eq!(client(0), "10.0.0.1");
        assert_eq!(client(1), "3.3.3.3");
        assert_eq!(client(2), "2.2.2.2");
        assert_eq!(client(9), "10.0.0.1", "fewer entries than proxies: somebody came round them");
    }
}
