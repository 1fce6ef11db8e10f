//! What stands where a list, a figure or a page would: nothing yet, not ready yet, or something went wrong.

use crate::{
    model::{AppError, Code, Flash},
    ui::{
        button::{LinkButton, Tone},
        frame::PlainFrame,
        icon::{Icon, IconName},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::sync::Arc;

/// Where "Contact support" leads. The server provides it where `SUPPORT_URL` is set.
#[derive(Clone, Debug)]
pub struct Support(pub Arc<str>);

/// A list with nothing in it: what would be here, why one would want it, the one action.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(default = IconName::Inbox)] icon: IconName,
    #[prop(optional, into)] action: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon"><Icon name=icon class="icon-20"/></span>
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {action.map(|action| view! { <div class="empty-action">{action.run()}</div> })}
        </div>
    }
    .into_any()
}

/// Part of a page that couldn't be drawn: what happened, what wasn't changed, what to do, the reference.
#[component]
pub fn ErrorState(error: AppError) -> impl IntoView {
    let words = Words::of(error.code);
    view! {
        <div class="alert alert-danger" role="alert">
            <Icon name=words.icon/>
            <div class="alert-body">
                <p class="alert-title">{words.title}</p>
                <p>{refusal(&error).unwrap_or(error.message)}" "{words.consequence}</p>
                {error.retry_after.map(|seconds| view! { <p>{format!("Try again {}.", wait(seconds))}</p> })}
                {error.reference.map(|reference| view! { <Reference reference/> })}
                {support().map(|href| view! { <p><a class="link" href=href rel="noreferrer">"Contact support"</a></p> })}
            </div>
        </div>
    }
    .into_any()
}

/// Something is on its way. Only ever inside an island: pages come whole.
#[component]
pub fn Loading(
    /// What is being done: "Counting the members…"
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p class="loading" role="status"><span class="spinner" aria-hidden="true"></span>{text}</p> }
}

/// The page in place of one that can't be shown.
#[component]
pub fn ErrorPage(error: AppError) -> impl IntoView {
    let words = Words::of(error.code);
    let status = error.code.status().as_u16();
    view! {
        <Title text=format!("{} · Tenantry", words.title)/>
        <PlainFrame>
            <div class="error-page">
                <p class="error-status"><Icon name=words.icon/>{status}</p>
                <h1 class="page-title">{words.title}</h1>
                <p class="page-lead">{refusal(&error).unwrap_or(error.message)}</p>
                {(!words.consequence.is_empty()).then(|| view! { <p class="error-consequence">{words.consequence}</p> })}
                {error.retry_after.map(|seconds| view! { <p class="error-consequence">{format!("Try again {}.", wait(seconds))}</p> })}
                <div class="error-ways">
                    {if error.code == Code::SignedOut {
                        view! { <LinkButton href="/login">"Sign in"</LinkButton> }.into_any()
                    } else {
                        view! {
                            <LinkButton href="/">"Go to the start"</LinkButton>
                            {words.retry.then(|| view! { <LinkButton href="" tone=Tone::Quiet icon=IconName::Rotate>"Try again"</LinkButton> })}
                        }
                        .into_any()
                    }}
                    {support().map(|href| view! { <LinkButton href tone=Tone::Quiet elsewhere=true>"Contact support"</LinkButton> })}
                </div>
                {error.reference.map(|reference| view! { <Reference reference/> })}
            </div>
        </PlainFrame>
    }
    .into_any()
}

/// Why a form was refused whose page is gone, with what it was about: there is no other place left to say it.
fn refusal(error: &AppError) -> Option<String> {
    let flash = use_context::<Arc<Flash>>().filter(|_| error.code == Code::NotFound)?;
    flash.error.as_ref().map(|refused| refused.message.clone())
}

fn support() -> Option<String> {
    use_context::<Support>().map(|Support(address)| address.to_string())
}

/// What finds the failure in the log.
#[component]
pub(super) fn Reference(reference: String) -> impl IntoView {
    view! { <p class="reference">"Reference " <code>{reference}</code></p> }
}

/// "in 40 seconds", "in 5 minutes": rounded up, so that who waits that long gets in.
pub(super) fn wait(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..=1 => return "in a second".to_owned(),
        2..=90 => (seconds, "seconds"),
        91..=5400 => (seconds.div_ceil(60), "minutes"),
        _ => (seconds.div_ceil(3600), "hours"),
    };
    format!("in {count} {unit}")
}

/// The words for each kind of error that hold whatever its sentence says.
struct Words {
    title: &'static str,
    consequence: &'static str,
    icon: IconName,
    /// Whether loading the page again may help.
    retry: bool,
}

impl Words {
    const fn of(code: Code) -> Self {
        let (title, consequence, icon, retry) = match code {
            Code::Malformed | Code::MethodNotAllowed | Code::UnsupportedMediaType => {
                ("That request can’t be read", "Nothing was changed.", IconName::CircleX, false)
            }
            Code::SignedOut => ("Sign in to go on", "You come back to this page afterwards.", IconName::LogIn, false),
            Code::Forbidden => ("Not allowed here", "", IconName::Lock, false),
            Code::NotFound => ("Nothing at this address", "", IconName::Compass, false),
            Code::Conflict => ("Somebody else was faster", "Nothing of yours was saved.", IconName::History, true),
            Code::TooLarge => ("That is too large", "Nothing was saved.", IconName::CircleX, false),
            Code::Invalid => ("Something needs correcting", "Nothing was saved.", IconName::CircleAlert, false),
            Code::TooMany => ("Too many tries", "Nothing was changed.", IconName::Hourglass, true),
            Code::Internal => ("Something failed on our side", "Nothing was changed.", IconName::Wrench, true),
            Code::Busy => ("Too much at once", "Nothing was changed.", IconName::Clock, true),
        };
        Self { title, consequence, icon, retry }
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waits_are_rounded_up() {
        assert_eq!(wait(0), "in a second");
        assert_eq!(wait(40), "in 40 seconds");
        assert_eq!(wait(121), "in 3 minutes");
        assert_eq!(wait(7201), "in 3 hours");
    }
}
