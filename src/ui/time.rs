//! Points in time.

use crate::model::Moment;
use leptos::prelude::*;

/// Relative text ("3 hours ago"), with the exact date and time on hover and on focus, and always for assistive
/// technology and on paper.
#[component]
pub fn Time(at: Moment) -> impl IntoView {
    let exact = (at.exact != at.text).then_some(at.exact);
    let focus = exact.is_some().then_some("0");
    view! {
        <time class="time" datetime=at.iso tabindex=focus>
            {at.text}
            {exact.map(|exact| view! { <span class="time-exact">{exact}</span> })}
        </time>
    }
}
