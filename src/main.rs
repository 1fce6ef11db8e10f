use axum::Router;
use leptos::prelude::*;
use leptos_axum::LeptosRoutes;
use tenantry::{app, ui::shell::Theme};

#[tokio::main]
async fn main() {
    let options = get_configuration(None).unwrap().leptos_options;
    let routes = leptos_axum::generate_route_list(app::App);
    let theme = std::env::var("THEME").map(|name| Theme::from_cookie(&name)).unwrap_or_default();
    let shell = {
        let options = options.clone();
        move || app::shell(options.clone())
    };
    let router = Router::new()
        .leptos_routes_with_context(&options, routes, move || provide_context(theme), shell)
        .fallback_service(leptos_axum::serve_site_root_service(&options))
        .with_state(options.clone());
    let listener = tokio::net::TcpListener::bind(options.site_addr).await.unwrap();
    axum::serve(listener, router).await.unwrap();
}
