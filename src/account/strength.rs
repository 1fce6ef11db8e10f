//! The strength meter: what the server will say of the password, while it is typed.

use crate::{account::api, model::password::Strength};
use leptos::{ev, leptos_dom::helpers::debounce, prelude::*, task::spawn_local};
use std::{cell::RefCell, time::Duration};

/// Watches the input `password` and shows the verdict below it. `name` and `email` are the ids of the inputs whose words
/// make a poor password. Without scripts nothing stands here, and the form's answer says the same.
#[island]
pub fn StrengthMeter(password: String, name: String, email: String) -> impl IntoView {
    let verdict = RwSignal::new(None::<Strength>);
    Effect::new(move || {
        let (password, name, email) = (password.clone(), name.clone(), email.clone());
        let judge = move |()| {
            let typed = value_of(&password);
            if typed.is_empty() {
                verdict.set(None);
                return;
            }
            let (name, email) = (value_of(&name), value_of(&email));
            spawn_local(async move {
                // An answer that never comes is no news: the server judges again when the form is sent.
                if let Ok(strength) = api::password_strength(typed, name, email).await {
                    verdict.set(Some(strength));
                }
            });
        };
        // What was typed, or filled in by a password manager, before the scripts were there.
        judge(());
        let judge = RefCell::new(debounce(Duration::from_millis(250), judge));
        let listener = window_event_listener(ev::input, move |_| judge.borrow_mut()(()));
        on_cleanup(move || listener.remove());
    });
    view! {
        <div class="strength" aria-live="polite">
            {move || {
                verdict
                    .get()
                    .map(|strength| {
                        let score = strength.score.max(1).to_string();
                        view! {
                            <meter class="strength-meter" min="0" max="4" low="3" high="3" optimum="4" value=score aria-hidden="true"></meter>
                            <p class="strength-verdict"><strong>{strength.label()}</strong>" " {strength.advice}</p>
                        }
                    })
            }}
        </div>
    }
}

fn value_of(id: &str) -> String {
    use leptos::wasm_bindgen::JsCast;
    let input = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}
