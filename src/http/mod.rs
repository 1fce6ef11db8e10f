//! The outside: the router as one readable table, and what every request passes through.

mod errors;
mod files;
mod forms;
mod health;
mod identify;
mod limit;
mod logos;
mod observe;
mod page;
mod patience;
mod reference;
mod rest;
mod secure;

pub use rest::document;

use crate::{
    kernel::{
        session::{LIFETIME, Sessions},
        state::Kernel,
    },
    reference::model::Reference,
    ui::{shell::Stylesheet, state::Support},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    http::{HeaderValue, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, get_service, post},
};
use leptos::config::LeptosOptions;
use limit::Limits;
use metrics_exporter_prometheus::PrometheusHandle;
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    csrf::CsrfLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

/// The largest body of a form or an API call, in bytes; what takes files sets its own.
const BODY_LIMIT: usize = 256 * 1024;

/// What handlers share.
#[derive(Clone)]
pub struct Web {
    pub kernel: Kernel,
    pub options: LeptosOptions,
    pub metrics: PrometheusHandle,
    stylesheet: Stylesheet,
    support: Option<Support>,
    reference: Reference,
    limits: Limits,
}

impl Web {
    pub fn new(kernel: Kernel, options: LeptosOptions, metrics: PrometheusHandle) -> Self {
        let stylesheet = stylesheet(&options);
        let support = kernel.config.support_url.as_ref().map(|address| Support(address.as_str().into()));
        let reference = rest::reference(kernel.config.base_url.as_str());
        let limits = Limits::new(kernel.clock.clone(), kernel.config.api_rate);
        Self { kernel, options, metrics, stylesheet, support, reference, limits }
    }
}

/// The stylesheet's address. The build wrote the digest in its name beside the program; asking once is enough.
fn stylesheet(options: &LeptosOptions) -> Stylesheet {
    let digests = std::env::current_exe()
        .ok()
        .filter(|_| options.hash_files)
        .and_then(|program| std::fs::read_to_string(program.with_file_name(&*options.hash_file)).ok());
    let digest = digests.iter().flat_map(|text| text.lines()).find_map(|line| line.trim().strip_prefix("css:"));
    let digest = digest.map(|digest| format!(".{}", digest.trim())).unwrap_or_default();
    Stylesheet(format!("/{}/{}{digest}.css", options.pkg_url_path(), options.output_name).into())
}

impl FromRef<Web> for Kernel {
    fn from_ref(web: &Web) -> Self {
        web.kernel.clone()
    }
}

/// Every address of the product. What isn't in the table is a page: `app.rs` knows those.
pub fn router(web: Web) -> Router {
    // Drawing a page spawns; the only failure is that another router of this process chose the executor before.
    let _ = any_spawner::Executor::init_tokio();
    let people = Router::new()
        .route("/", get(page::home))
        .route("/login", get(page::for_signed_out))
        .route("/signup", get(page::for_signed_out))
        .route("/forms/{*door}", post(page::server_function))
        .route("/o/{org}/w/{workspace}/fills/{fill}/pdf", get(files::fill))
        .route("/o/{org}/w/{workspace}/documents/{document}/pdf", get(files::document))
        .nest("/api/v1", rest::router().layer(from_fn_with_state(web.clone(), limit::limit)))
        .fallback(page::page)
        .layer(from_fn_with_state(web.clone(), forms::answer))
        .layer(from_fn_with_state(web.kernel.clone(), identify::identify))
        .layer(sessions(&web.kernel))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(BODY_LIMIT));

    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/api/v1/openapi.json", get(rest::openapi))
        .route("/.well-known/jwks.json", get(rest::key_set))
        .route("/logos/{organization}/{file}", get(logos::logo))
        .merge(files(&web.options))
        .merge(people)
        .with_state(web.clone())
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(web.kernel.clone(), observe::observe))
                .layer(from_fn_with_state(web.kernel.clone(), secure::headers))
                // A PDF is compressed already.
                .layer(
                    CompressionLayer::new()
                        .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("application/pdf"))),
                )
                .layer(from_fn_with_state(web, errors::present))
                .layer(CatchPanicLayer::custom(errors::panicked))
                .layer(from_fn(patience::limit)),
        )
}

fn sessions(kernel: &Kernel) -> SessionManagerLayer<Sessions> {
    let secure = kernel.config.secure();
    SessionManagerLayer::new(Sessions(kernel.clone()))
        .with_name(if secure { "__Host-tenantry" } else { "tenantry" })
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(LIFETIME))
}

/// The browser's half. Names under `/pkg` carry a digest of the content, so they are kept for good.
fn files(options: &LeptosOptions) -> Router<Web> {
    let root = Path::new(&*options.site_root);
    let kept = |seconds: &'static str| {
        SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static(seconds))
    };
    let directory = |name: &str| ServeDir::new(root.join(name)).precompressed_br().precompressed_gzip();
    let file = |name: &str| get_service(ServeFile::new(root.join(name)));
    let code = Router::new().nest_service("/pkg", directory("pkg")).layer(kept("public, max-age=31536000, immutable"));
    let rest = Router::new()
        .nest_service("/fonts", directory("fonts"))
        .route("/favicon.svg", file("favicon.svg"))
        .route("/forms.js", file("forms.js"))
        .layer(kept("public, max-age=86400"));
    code.merge(rest)
}
