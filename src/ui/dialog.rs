//! Dialogs on the platform's own element, opened by a button without any script.
//!
//! The opener carries both of the platform's ways. `command="show-modal"` is the better one: the page behind is inert and
//! Escape closes. A browser that doesn't know it falls back to `popovertarget`, which opens the same element on top of the
//! page. Either gives the focus back to the opener.

use crate::ui::{
    button::{Submit, Tone},
    field::TextField,
    form::{Form, FormState},
    icon::{Icon, IconName},
    text::OptionalText,
};
use leptos::prelude::*;

/// Something to decide before going on. `id` is what a [`DialogOpener`] points at.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// Already open: its form came back. `public/forms.js` then makes it modal; without scripts it lies over the page.
    #[prop(optional)]
    open: bool,
    /// The sign of what can't be undone.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <dialog id=id class="dialog" popover="auto" open=open closedby="closerequest" aria-labelledby=heading>
            <div class="dialog-header">
                {danger.then(|| view! { <span class="dialog-sign"><Icon name=IconName::TriangleAlert class="icon-20"/></span> })}
                <h2 class="dialog-title" id=heading.clone()>{title}</h2>
                <DialogClose id=id.clone()><Icon name=IconName::X/><span class="visually-hidden">"Close"</span></DialogClose>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
    .into_any()
}

/// The buttons at the dialog's end, with "Cancel" first. Inside the form, if there is one.
#[component]
pub fn DialogFooter(
    /// The dialog's id.
    #[prop(into)]
    dialog: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="dialog-footer">
            <button type="button" class={Tone::Quiet.class()} command="close" commandfor=dialog.clone() popovertarget=dialog popovertargetaction="hide">
                "Cancel"
            </button>
            {children()}
        </div>
    }
}

/// Opens the dialog `target`. In [`Tone::Danger`] it is drawn back: the button inside the dialog is the one that does it.
#[component]
pub fn DialogOpener(
    #[prop(into)] target: String,
    #[prop(into)] label: String,
    #[prop(default = Tone::Quiet)] tone: Tone,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] small: bool,
    /// Looks like an item of a menu. The menu closes under the dialog; `public/forms.js` then gives the focus back to the
    /// menu's button, and without scripts the next Tab goes on from there.
    #[prop(optional)]
    in_menu: bool,
) -> impl IntoView {
    let class = match (in_menu, tone) {
        (true, Tone::Danger) => "menu-item menu-item-danger",
        (true, _) => "menu-item",
        (false, Tone::Danger) => "button button-warns",
        (false, tone) => tone.class(),
    };
    view! {
        <button type="button" class=class class:button-small=small command="show-modal" commandfor=target.clone() popovertarget=target aria-haspopup="dialog">
            {icon.map(|name| view! { <Icon name/> })}
            {label}
        </button>
    }
}

/// The cross in the corner.
#[component]
fn DialogClose(id: String, children: Children) -> impl IntoView {
    view! {
        <button type="button" class="dialog-close" command="close" commandfor=id.clone() popovertarget=id popovertargetaction="hide">
            {children()}
        </button>
    }
}

/// For what can't be undone: says what will happen to whom, and wants a name typed. The server compares; nothing here
/// depends on a script.
#[component]
pub fn ConfirmByTyping(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// What will happen, in numbers.
    #[prop(into)]
    explain: String,
    /// What has to be typed.
    #[prop(into)]
    expected: String,
    #[prop(into)] action: String,
    #[prop(optional)] state: FormState,
    /// The name of the field that carries what was typed.
    #[prop(default = "confirm".to_owned(), into)]
    name: String,
    /// The button: a verb and its object.
    #[prop(into)]
    button: String,
    #[prop(optional, into)] working: OptionalText,
    /// [`super::field::Hidden`] fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let open = state.error().is_some();
    view! {
        <Dialog id=id.clone() title open danger=true>
            <Form action state>
                {children.map(|children| children())}
                <p class="dialog-explain">{explain}</p>
                <TextField name label=format!("Type “{expected}” to confirm") autocomplete="off"/>
                <DialogFooter dialog=id>
                    <Submit tone=Tone::Danger working=working.0>{button}</Submit>
                </DialogFooter>
            </Form>
        </Dialog>
    }
    .into_any()
}
