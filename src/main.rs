use axum::Router;
use leptos::prelude::*;

#[tokio::main]
async fn main() {
    let options = get_configuration(None).unwrap().leptos_options;
    let addr = options.site_addr;
    let shell_options = options.clone();
    let app = Router::new().fallback_service(
        leptos_axum::serve_site_root_service(&options).fallback(tower::service_fn(move |req| {
            let options = shell_options.clone();
            let handler = leptos_axum::render_app_async(move || tenantry::app::shell(options.clone()));
            async move { Ok::<_, std::convert::Infallible>(handler(req).await) }
        })),
    );
    let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}
