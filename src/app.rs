//! The shell, the route table, the navigation: the one place that knows every page.

use crate::{
    account::page::{
        ConfirmAddress, Forgot, Invited, Profile, Reset, RestoreAccount, Security, Sessions, SignIn, SignInLink,
        SignUp, UseLink,
    },
    model::AppError,
    operator,
    organizations::page::{AccountFrame, List, New, OrgFrame, Own, OwnFrame},
    reference,
    settings::{audit, general, invitations, members, notifications, overview, workspaces},
    ui::{load::PageStatus, shell::Shell, state::ErrorPage},
    workspace::{
        documents, fills, forms,
        frame::{Home, WorkspaceFrame},
        keys, members as workspace_members, profiles, sessions, settings as workspace_settings,
    },
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The whole document around [`App`].
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! { <Shell options><App/></Shell> }
}

/// The whole document around an error that no page drew.
pub fn error_shell(options: LeptosOptions, error: AppError) -> impl IntoView {
    view! { <Shell options><ErrorPage error/></Shell> }
}

/// Whether `/operator/kit` is served.
#[derive(Clone, Copy)]
pub struct ShowKit(pub bool);

/// Every page. `tests/authz_coverage.rs` reads this table and walks it.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/signup") view=SignUp ssr=SsrMode::Async/>
                <Route path=path!("/login") view=SignIn ssr=SsrMode::Async/>
                <Route path=path!("/login/link") view=SignInLink ssr=SsrMode::Async/>
                <Route path=path!("/login/link/:token") view=UseLink ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=Forgot ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=Reset ssr=SsrMode::Async/>
                <Route path=path!("/verify-email/:token") view=ConfirmAddress ssr=SsrMode::Async/>
                <Route path=path!("/account/restore/:token") view=RestoreAccount ssr=SsrMode::Async/>
                <ParentRoute path=path!("/account") view=AccountFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=Profile/>
                    <Route path=path!("security") view=Security/>
                    <Route path=path!("sessions") view=Sessions/>
                    <Route path=path!("organizations") view=Own/>
                    <Route path=path!("notifications") view=notifications::Own/>
                </ParentRoute>
                <Route path=path!("/invitations/:token") view=Invited ssr=SsrMode::Async/>
                <ParentRoute path=path!("/orgs") view=OwnFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=List/>
                    <Route path=path!("new") view=New/>
                </ParentRoute>
                <Route path=path!("/o/:org/welcome") view=general::Welcome ssr=SsrMode::Async/>
                <ParentRoute path=path!("/o/:org") view=OrgFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=overview::Page/>
                    <Route path=path!("settings/general") view=general::Page/>
                    <Route path=path!("settings/members") view=members::Page/>
                    <Route path=path!("settings/members/invitations") view=invitations::Page/>
                    <Route path=path!("settings/members/:member") view=members::PersonPage/>
                    <Route path=path!("settings/workspaces") view=workspaces::Page/>
                    <Route path=path!("settings/workspaces/new") view=workspaces::NewPage/>
                    <Route path=path!("settings/workspaces/:workspace") view=workspaces::WorkspacePage/>
                    <Route path=path!("settings/audit") view=audit::Page/>
                    <Route path=path!("settings/notifications") view=notifications::Page/>
                </ParentRoute>
                <ParentRoute path=path!("/o/:org/w/:workspace") view=WorkspaceFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=Home/>
                    <Route path=path!("forms") view=forms::Page/>
                    <Route path=path!("forms/:form") view=FormWithFills/>
                    <Route path=path!("fills") view=fills::Page/>
                    <Route path=path!("fills/:fill") view=fills::One/>
                    <Route path=path!("sessions") view=sessions::Page/>
                    <Route path=path!("sessions/:session") view=SessionWithFills/>
                    <Route path=path!("profiles") view=profiles::Page/>
                    <Route path=path!("profiles/:profile") view=profiles::One/>
                    <Route path=path!("documents") view=documents::Page/>
                    <Route path=path!("members") view=workspace_members::Page/>
                    <Route path=path!("settings") view=workspace_settings::Page/>
                    <Route path=path!("api-keys") view=keys::Page/>
                </ParentRoute>
                <Route path=path!("/api/docs") view=reference::Page ssr=SsrMode::Async/>
                <Route path=path!("/operator/kit") view=Kit ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

#[component]
fn FormWithFills() -> impl IntoView {
    view! { <forms::One><fills::OfForm/></forms::One> }
}

#[component]
fn SessionWithFills() -> impl IntoView {
    view! { <sessions::One><fills::OfSession/></sessions::One> }
}

#[component]
fn NotFound() -> impl IntoView {
    let error = AppError::not_found();
    PageStatus::set(&error);
    view! { <ErrorPage error/> }
}

#[component]
fn Kit() -> impl IntoView {
    match use_context::<ShowKit>() {
        Some(ShowKit(true)) => view! { <operator::kit::Page/> }.into_any(),
        _ => view! { <NotFound/> }.into_any(),
    }
}
