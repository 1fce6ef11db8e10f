//! The document around every page: head, fonts, theme, scripts.

use crate::ui::text::Ids;
use leptos::{html::meta, nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use std::sync::Arc;

/// Which colours the reader chose, from the cookie `theme`. The server provides it; the page never flickers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// As the system has it.
    #[default]
    System,
}

impl Theme {
    /// Every theme, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The value of the cookie and of the form's field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }

    /// What the cookie says. What it shouldn't say counts as nothing.
    pub fn from_cookie(value: &str) -> Self {
        match value {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The address of the stylesheet. The server provides it: the name carries a digest that it knows from the build.
#[derive(Clone, Debug, Default)]
pub struct Stylesheet(pub Arc<str>);

/// Pages that a pointer rests on are fetched before the press. Only what is read: nothing that a visit changes, nothing
/// that is a file, no link that holds a secret to be used once; and not the way into an organization: where one was last
/// is remembered, and a page that was fetched ahead is shown without the server hearing of it.
const SPECULATION: &str = r#"{"prefetch":[{"eagerness":"moderate","where":{"and":[
{"href_matches":"/*"},
{"not":{"href_matches":["/o/:org","/api/*","/forms/*","/sso/*","/invitations/*","/login/link/*","/reset/*","/verify-email/*","/*sign-out*","/*logout*","/*.*","/*/pdf"]}},
{"not":{"selector_matches":"[download],[rel~=external],[target=_blank]"}}]}}]}"#;

/// The document. Everything in it is there before the first script runs.
#[component]
pub fn Shell(options: LeptosOptions, children: Children) -> impl IntoView {
    provide_meta_context();
    provide_context(Ids::default());
    let theme = use_context::<Theme>().unwrap_or_default();
    let stylesheet = use_context::<Stylesheet>().unwrap_or_default().0.to_string();
    let chosen = (theme != Theme::System).then(|| theme.as_str());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=chosen>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=chosen.unwrap_or("light dark")/>
                <ThemeColor theme/>
                <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="preload" href="/fonts/newsreader-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=stylesheet/>
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
                <script src="/forms.js" defer nonce=use_nonce()></script>
                <script r#type="speculationrules" nonce=use_nonce() inner_html=SPECULATION></script>
                <HydrationScripts options islands=true/>
                <MetaTags/>
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// The colour of the browser's own bars: the ground's, in sRGB, because they don't all know other notations.
#[component]
fn ThemeColor(theme: Theme) -> impl IntoView {
    const LIGHT: &str = "#fbfaf8";
    const DARK: &str = "#161310";
    match theme {
        Theme::Light => view! { <meta name="theme-color" content=LIGHT/> }.into_any(),
        Theme::Dark => view! { <meta name="theme-color" content=DARK/> }.into_any(),
        Theme::System => {
            // The view macro doesn't know `media` here.
            let meta = |color, media| meta().name("theme-color").content(color).attr("media", media);
            (meta(LIGHT, "(prefers-color-scheme: light)"), meta(DARK, "(prefers-color-scheme: dark)")).into_any()
        }
    }
}
