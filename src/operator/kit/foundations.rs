//! Colours, type, icons.

use super::{Group, Sample};
use crate::ui::{
    logo::{Logo, Wordmark},
    prelude::*,
};
use leptos::prelude::*;

/// Utility and what the colour is for. Written out, because Tailwind finds classes by reading.
const GROUNDS: [(&str, &str); 10] = [
    ("bg-ground", "Ground: the page"),
    ("bg-sunk", "Sunk: sidebar, what is off"),
    ("bg-card", "Card"),
    ("bg-float", "Float: menus, dialogs"),
    ("bg-hover", "Hover"),
    ("bg-line", "Line: hairlines"),
    ("bg-accent-soft", "Accent, soft"),
    ("bg-danger-soft", "Danger, soft"),
    ("bg-warning-soft", "Warning, soft"),
    ("bg-good-soft", "Good, soft"),
];

const INKS: [(&str, &str); 6] = [
    ("text-ink", "Ink: text"),
    ("text-quiet", "Quiet: help, times, heads of columns"),
    ("text-accent", "Accent: links, the current place"),
    ("text-danger", "Danger: what takes away, what is wrong"),
    ("text-warning", "Warning: what runs out"),
    ("text-good", "Good: what is in order"),
];

#[component]
pub(super) fn Colours() -> impl IntoView {
    let grounds = GROUNDS.map(|(class, label)| {
        view! { <li><span class=format!("kit-swatch {class}")></span><span>{label}</span><code>{class}</code></li> }
    });
    let inks = INKS.map(|(class, label)| view! { <li class=class>{label}" "<code>{class}</code></li> });
    view! {
        <Group id="colours" about="Tailwind's palette is taken away; these are all there are. Never a colour alone: an icon or a word goes with it.">
            <Sample code="Grounds"><ul class="kit-swatches">{grounds.collect_view()}</ul></Sample>
            <Sample code="Inks: 4.5:1 at least, on every ground"><ul class="kit-inks">{inks.collect_view()}</ul></Sample>
        </Group>
    }
}

#[component]
pub(super) fn Type() -> impl IntoView {
    view! {
        <Group id="type" about="Newsreader for page titles and big figures, Inter for everything else. 14 px in tables and forms, 16 px for reading.">
            <Sample code="class=\"page-title\", class=\"page-lead\"">
                <p class="page-title">"Who may enter, and what they may do"</p>
                <p class="page-lead">"One sentence says what the page decides. Ag ßøł Željko Đorđević, Łukasz Żółć, İpek Şahin."</p>
            </Sample>
            <Sample code="class=\"card-title\", class=\"card-explain\"">
                <p class="card-title">"Invitations"</p>
                <p class="card-explain">"They wait for seven days and can be sent again."</p>
            </Sample>
            <Sample code="<dl class=\"figures\"> <div class=\"figure\"> <dt> <dd>">
                <dl class="figures">
                    <div class="figure"><dt>"fills this month, of 2,000"</dt><dd>"1,284"</dd></div>
                    <div class="figure"><dt>"members, of 20 seats"</dt><dd>"18"</dd></div>
                </dl>
            </Sample>
            <Sample code="class=\"text-lg\" for reading; class=\"link\"">
                <p class="text-lg">"Reading text has 16 px, and "<a class="link" href="#type">"a link in it"</a>" is underlined."</p>
            </Sample>
        </Group>
    }
}

#[component]
pub(super) fn Icons() -> impl IntoView {
    let icons = IconName::ALL.iter().map(|name| {
        view! { <li><Icon name=*name class="icon-20"/><span>{format!("{name:?}")}</span></li> }
    });
    view! {
        <Group id="icons" about="Lucide, drawn into the page. To add one, name it in the table of ui/icon.rs and run scripts/icons.mjs.">
            <Sample code="<Logo size=16/> <Logo size=24/> <Logo size=64/> <Wordmark/>" row=true>
                <Logo size=16/>
                <Logo size=24/>
                <Logo size=64/>
                <Wordmark/>
            </Sample>
            <Sample code="<Icon name=IconName::Users/>"><ul class="kit-icons">{icons.collect_view()}</ul></Sample>
        </Group>
    }
}
