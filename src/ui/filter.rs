//! Island: a search field that hides the items of a list that don't match while one types.

use crate::ui::icon::{Icon, IconName};
use leptos::prelude::*;

/// A search field for the list with the id `list`. What counts is an item's `data-name`; items without one stay.
///
/// It stands in a form of the page's, so that Enter asks the server, with scripts and without.
#[island]
pub fn Filter(
    list: String,
    label: String,
    /// The query parameter.
    name: String,
) -> impl IntoView {
    let filter = move |event| {
        let wanted = event_target_value(&event).trim().to_lowercase();
        let Some(list) = document().get_element_by_id(&list) else {
            return;
        };
        let mut item = list.first_element_child();
        while let Some(element) = item {
            let fits = element.get_attribute("data-name").is_none_or(|name| name.to_lowercase().contains(&wanted));
            // Neither can fail: the name is a constant.
            let _ = if fits { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
            item = element.next_element_sibling();
        }
    };
    view! {
        <label class="filter">
            <Icon name=IconName::Search/>
            <span class="visually-hidden">{label.clone()}</span>
            <input type="search" name=name placeholder=label autocomplete="off" on:input=filter/>
        </label>
    }
}
