//! The logo: which one there is, another one, none.

use super::Edited;
use crate::{
    model::frame::OrgLink,
    settings::general::{
        api,
        crop::Cropper,
        model::{General, SHARP},
    },
    ui::{
        avatar::{Avatar, AvatarKind},
        button::{Submit, Tone},
        field::FileField,
        form::{Form, FormState},
        section::{Section, SectionFooter},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub(super) fn LogoSection(general: General) -> impl IntoView {
    let state = FormState::of::<api::ChangeLogo>();
    let input = state.id("logo");
    let General { id, settings, version } = general;
    let logo = settings.logo.map(|file| OrgLink::logo_address(id, &file));
    let has_logo = logo.is_some();
    let button = if has_logo { "Replace logo" } else { "Add logo" };
    view! {
        <Section title="Logo" explain="Stands beside the name, in lists and in mails. Square; a picture that isn't is cropped.">
            <div class="logo-now">
                <Avatar name=settings.name src=logo kind=AvatarKind::Organization size=64/>
                {if has_logo {
                    view! { <RemoveLogo org=id version/> }.into_any()
                } else {
                    view! { <p class="help">"There is no logo yet: the initials stand for it."</p> }.into_any()
                }}
            </div>
            <Form action=api::ChangeLogo::PATH state=state multipart=true>
                <Edited org=id version/>
                <FileField
                    name="logo"
                    label="Picture"
                    help=format!("PNG, JPG or SVG of at most 2 MB. It looks sharp from {SHARP} × {SHARP} pixels on.")
                    accept="image/png,image/jpeg,image/svg+xml"
                />
                <noscript><p class="help">"Without scripts the middle of the picture is kept."</p></noscript>
                <Cropper input/>
                <SectionFooter>
                    <Submit working="Uploading…">{button}</Submit>
                </SectionFooter>
            </Form>
        </Section>
    }
}

#[component]
fn RemoveLogo(org: crate::model::OrgId, version: i64) -> impl IntoView {
    let state = FormState::of::<api::RemoveLogo>();
    view! {
        <Form action=api::RemoveLogo::PATH state=state>
            <Edited org version/>
            <div><Submit tone=Tone::Quiet small=true working="Removing…">"Remove logo"</Submit></div>
        </Form>
    }
}
