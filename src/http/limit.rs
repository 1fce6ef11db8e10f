//! How often somebody may ask the API: a bucket for each key, person or address. It protects this process, so it is in this
//! process's memory and costs no statement; what guards accounts is kept in the database (`kernel/rate_limit.rs`).

use super::Web;
use crate::{
    kernel::{authn::Visitor, clock::Clock},
    model::{AppError, Code},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::StateInformationMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use uuid::Uuid;

/// For how many seconds the allowance may be used up at once.
const WINDOW: u32 = 10;
/// Buckets beyond which those that are full again are forgotten.
const MANY: usize = 10_000;
/// What a caller has and may do, in the fields of draft-ietf-httpapi-ratelimit-headers.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The buckets.
#[derive(Clone)]
pub struct Limits {
    buckets: Arc<RateLimiter<Uuid, DashMapStateStore<Uuid>, OurClock, StateInformationMiddleware>>,
    clock: OurClock,
    burst: NonZeroU32,
}

/// The kernel's clock, so that a test can move it.
#[derive(Clone)]
struct OurClock(Arc<dyn Clock>);

impl governor::clock::Clock for OurClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        u64::try_from(self.0.now().unix_timestamp_nanos()).unwrap_or_default().into()
    }
}

impl Limits {
    /// So many requests a second for each, on average.
    pub fn new(clock: Arc<dyn Clock>, each_second: NonZeroU32) -> Self {
        let clock = OurClock(clock);
        let burst = each_second.saturating_mul(NonZeroU32::MIN.saturating_add(WINDOW - 1));
        let quota = Quota::per_second(each_second).allow_burst(burst);
        let buckets =
            RateLimiter::dashmap_with_clock(quota, clock.clone()).with_middleware::<StateInformationMiddleware>();
        Self { buckets: Arc::new(buckets), clock, burst }
    }

    /// Takes one; returns how many are left, or how long until there is one.
    fn take(&self, caller: Uuid) -> Result<u32, Duration> {
        if self.buckets.len() > MANY {
            self.buckets.retain_recent();
        }
        match self.buckets.check_key(&caller) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(refused) => Err(refused.wait_time_from(self.clock.now())),
        }
    }
}

/// Refuses who asks too often with 429, and says to everybody what they have left.
pub async fn limit(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    let taken = web.limits.take(caller(&visitor));
    let (mut response, left, until) = match taken {
        Ok(left) => (next.run(request).await, left, 0),
        Err(wait) => {
            let seconds = u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1);
            let mut error =
                AppError::new(Code::TooMany, format!("That was asked too often. Try again in {seconds} s."));
            error.retry_after = Some(seconds);
            (error.into_response(), 0, seconds)
        }
    };
    let policy = format!("\"api\";q={};w={WINDOW}", web.limits.burst);
    for (name, text) in [(POLICY, policy), (LEFT, format!("\"api\";r={left};t={until}"))] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Whose bucket it is: the key's, the person's, or that of the network that somebody unknown asks from.
fn caller(visitor: &Visitor) -> Uuid {
    match visitor.subject() {
        Ok(subject) => subject.identity.uuid(),
        Err(_) => Uuid::from_u128(visitor.origin.network()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{model::WorkspacePermission, tests::support::TestApp};
    use axum::http::{Method, header};
    use time::Duration;

    #[tokio::test]
    async fn who_asks_too_often_waits_and_others_do_not() {
        let app = TestApp::start().await;
        let (_, org) = app.owner_of("Acme").await;
        let workspace: String =
            app.ask("select id::text from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
        let mut browsers = Vec::new();
        for _ in 0..2 {
            let key = app.key(&workspace, &WorkspacePermission::OF_KEYS).await;
            let mut program = app.browser();
            program.headers.insert(header::AUTHORIZATION, format!("Bearer {key}").parse().unwrap());
            browsers.push(program);
        }
        let [busy, calm] = &mut browsers[..] else { panic!("two") };
        let path = format!("/api/v1/organizations/{}", org.id);
        let mut left = Vec::new();
        let refused = loop {
            let answer = busy.rest(Method::GET, &path, None).await;
            if answer.status == 429 {
                break answer;
            }
            left.push(answer.headers["ratelimit"].to_str().unwrap().to_owned());
            assert!(left.len() <= 10_000, "somebody is refused at last");
        };
        assert_eq!(left.len(), 500, "the allowance of ten seconds, at once");
        assert_eq!(left[0], "\"api\";r=499;t=0");
        assert_eq!(refused.headers["ratelimit-policy"], "\"api\";q=500;w=10");
        assert_eq!(refused.headers[header::RETRY_AFTER], "1");
        assert_eq!(calm.rest(Method::GET, &path, None).await.status, 403, "another key has its own");
        app.clock.forward(Duration::seconds(1));
        assert_eq!(busy.rest(Method::GET, &path, None).await.status, 403);
        app.done().await;
    }
}
