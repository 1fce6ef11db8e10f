//! Buttons, small pieces, fields, forms.

use super::{Group, LONG_NAME, Sample, moment};
use crate::{
    model::{AppError, Code},
    ui::{
        field::{CheckboxesField, Choice},
        prelude::*,
    },
};
use leptos::prelude::*;

#[component]
pub(super) fn Buttons() -> impl IntoView {
    view! {
        <Group id="buttons" about="A verb and its object. One primary in a section. While a form is under way its button keeps its width and says what it does.">
            <Sample code="<Submit>, <Submit tone=Tone::Quiet>, Danger, Plain" row=true>
                <Submit>"Invite people"</Submit>
                <Submit tone=Tone::Quiet>"Send again"</Submit>
                <Submit tone=Tone::Danger>"Remove from organization"</Submit>
                <Submit tone=Tone::Plain>"Show all"</Submit>
            </Sample>
            <Sample code="<Submit icon=…>, small=true, disabled=true" row=true>
                <Submit icon=IconName::UserPlus>"Invite people"</Submit>
                <Submit tone=Tone::Quiet small=true>"Send again"</Submit>
                <Submit disabled=true>"Save changes"</Submit>
                <Submit tone=Tone::Quiet disabled=true>"Save changes"</Submit>
            </Sample>
            <Sample code="<Submit working=\"Saving…\">, and as it looks then" row=true>
                <Submit working="Saving…">"Save changes"</Submit>
                <span class="contents kit-working">
                    <Submit working="Saving…">"Save changes"</Submit>
                    <Submit tone=Tone::Quiet>"Send again"</Submit>
                </span>
            </Sample>
            <Sample code="<LinkButton href=… tone=… icon=…>" row=true>
                <LinkButton href="#buttons">"Choose a plan"</LinkButton>
                <LinkButton href="#buttons" tone=Tone::Quiet icon=IconName::Download>"Download as CSV"</LinkButton>
            </Sample>
        </Group>
    }
}

#[component]
pub(super) fn Small() -> impl IntoView {
    let names = ["Ana Lima", "Bo", "Chidi Eze", "Dóra Kiss", "Emre Şahin", "Farah Nouri", "Gus Holt", "病院 東京"];
    let people = names.map(|name| view! { <Avatar name size=40/> });
    let organizations = ["Acme", "Borealis Freight", "Café Lumen"]
        .map(|name| view! { <Avatar name kind=AvatarKind::Organization size=40/> });
    view! {
        <Group id="small" about="A badge says a state in a word. An avatar stands beside a name, never for it. A time says how long ago, and when exactly on hover and on focus.">
            <Sample code="<Badge tone=BadgeTone::Good>" row=true>
                <Badge>"Member"</Badge>
                <Badge tone=BadgeTone::Accent>"You"</Badge>
                <Badge tone=BadgeTone::Good>"Verified"</Badge>
                <Badge tone=BadgeTone::Warning>"Expires tomorrow"</Badge>
                <Badge tone=BadgeTone::Danger>"Suspended"</Badge>
                <Badge icon=IconName::Lock>"SSO only"</Badge>
            </Sample>
            <Sample code="<Avatar name=… size=40/>, kind=AvatarKind::Organization, src=…" row=true>
                {people.collect_view()}
                {organizations.collect_view()}
                <Avatar name="Tenantry" kind=AvatarKind::Organization size=40 src="/favicon.svg"/>
            </Sample>
            <Sample code="size=20, 24, 32, 40, 64" row=true>
                {[20, 24, 32, 40, 64].map(|size| view! { <Avatar name="Ana Lima" size/> }).collect_view()}
            </Sample>
            <Sample code="<Time at=moment/>" row=true>
                <Time at=moment("3 hours ago", "4 March 2026, 15:05 CET")/>
                <Time at=moment("12 January 2026", "12 January 2026")/>
            </Sample>
        </Group>
    }
}

fn languages() -> Vec<(String, String)> {
    [("en", "English"), ("de", "Deutsch"), ("pt", "Português")]
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .to_vec()
}

fn roles() -> Vec<Choice> {
    vec![
        Choice::new("member", "Member", "Works in the workspaces that they are added to."),
        Choice::new("user_admin", "User admin", "Invites and removes people, and sees no content."),
        Choice::new("owner", "Owner", "Everything, including deleting the organization."),
    ]
}

fn places() -> Vec<Choice> {
    let plain = |(value, label): (&str, &str)| Choice { value: value.to_owned(), label: label.to_owned(), help: None };
    [("north", "North"), ("south", "South and the islands")].map(plain).to_vec()
}

#[component]
pub(super) fn Fields() -> impl IntoView {
    let state = || FormState::default().keyed("kit-fields");
    let wrong = || {
        FormState::refused(
            &[("name", LONG_NAME), ("email", "ana@"), ("about", "Too short"), ("places[]", "south")],
            AppError::fields([
                ("email", "Enter an address like ana@example.com.".to_owned()),
                ("name", "Use at most 60 characters; this has 84.".to_owned()),
                ("about", "Write at least 20 characters, so that whom you invite knows what this is.".to_owned()),
                ("password", "Use at least 12 characters. Three or four words are good.".to_owned()),
                ("role", "Only an owner makes an owner.".to_owned()),
                ("language", "Choose one of the languages.".to_owned()),
                ("places", "One of these is archived by now.".to_owned()),
                ("terms", "Tick this to go on.".to_owned()),
                ("logo", "This file has 4 MB; 1 MB is the limit.".to_owned()),
            ]),
        )
        .keyed("kit-wrong")
    };
    view! {
        <Group id="fields" about="The label above, help below it, the message under the control. Required unless optional=true says so. Inside a Form a field finds its state by itself.">
            <div class="kit-columns">
                <Sample code="<TextField name=… label=… help=… value=…/> and its kin">
                    <form class="form" method="post" action="#fields">
                        <TextField state=state() name="name" label="Name" help="As others see it in lists and mails." value="Ana Lima" autocomplete="name"/>
                        <TextField state=state() name="nickname" label="Nickname" optional=true/>
                        <TextField state=state() name="slug" label="Address" prefix="tenantry.example/o/" value="acme"/>
                        <TextField state=state() name="quota" label="Fills a month" kind="text" inputmode="numeric" suffix="fills" value="2,000" short=true/>
                        <TextField state=state() name="address" label="Email address" value="ana@example.com" readonly=true/>
                        <CopyField scope="kit" name="id" label="Organization ID" value="0195f2c4-7d1e-7a3b-9c1d-2f6f5a0b8e11"/>
                        <PasswordField state=state() name="password" label="Password" autocomplete="new-password" help="12 characters or more.">
                            <p class="field-help">"A meter of strength would stand here."</p>
                        </PasswordField>
                        <TextArea state=state() name="about" label="About" value="Forms for hospitals in three languages." optional=true/>
                        <SelectField state=state() name="language" label="Language" options=languages() value="de"/>
                        <SelectField state=state() name="action" label="Action" options={vec![(String::new(), "Any".to_owned())]} groups=actions() optional=true/>
                        <TextField state=state() name="person" label="Person" help="Offers people while one types." suggestions=people() optional=true/>
                        <RadioField state=state() name="role" label="Role" choices=roles() value="member"/>
                        <CheckboxesField state=state() name="places" label="Workspaces" help="What they come into besides." choices=places()/>
                        <CheckboxField state=state() name="terms" label="Send me a copy" help="To ana@example.com, once a week." checked=true/>
                        <FileField state=state() name="logo" label="Logo" help="PNG or SVG, at most 1 MB." accept="image/png,image/svg+xml" optional=true/>
                    </form>
                </Sample>
                <Sample code="The same, refused">
                    <form class="form" method="post" action="#fields">
                        <TextField state=wrong() name="name" label="Name" help="As others see it in lists and mails."/>
                        <TextField state=wrong() name="email" label="Email" kind="email" autocomplete="email"/>
                        <TextField state=wrong() name="fine" label="Address" prefix="tenantry.example/o/" value="acme"/>
                        <PasswordField state=wrong() name="password" label="Password" autocomplete="new-password"/>
                        <TextArea state=wrong() name="about" label="About"/>
                        <SelectField state=wrong() name="language" label="Language" options=languages()/>
                        <RadioField state=wrong() name="role" label="Role" choices=roles() value="owner"/>
                        <CheckboxesField state=wrong() name="places" label="Workspaces" choices=places()/>
                        <CheckboxField state=wrong() name="terms" label="I may act for this organization" help="You sign for it, not only for yourself."/>
                        <FileField state=wrong() name="logo" label="Logo" help="PNG or SVG, at most 1 MB."/>
                    </form>
                </Sample>
            </div>
        </Group>
    }
}

#[component]
pub(super) fn Forms() -> impl IntoView {
    let error = |code, message: &str| AppError::new(code, message);
    let several = AppError::fields([
        ("name", "Enter a name.".to_owned()),
        ("email", "Ana Lima has this address already.".to_owned()),
        ("seat", "All 20 seats are taken. Buy one more, or remove somebody first.".to_owned()),
    ]);
    let internal = AppError {
        reference: Some("0195f2c4-7d1e".to_owned()),
        ..error(Code::Internal, "The change couldn't be saved. Try again; if it stays so, tell support the reference.")
    };
    let many = AppError { retry_after: Some(40), ..error(Code::TooMany, "Too many codes in a short time.") };
    let conflict = error(Code::Conflict, "Bo Okafor changed the name to “Acme Europe” 2 minutes ago.");
    let samples = [
        ("Several fields: each is named, and linked if it is on the page", "kit-several", several),
        ("Code::Conflict: who changed what; what was typed stays", "kit-conflict", conflict),
        ("Code::TooMany, with retry_after", "kit-many", many),
        ("Code::Internal, with its reference", "kit-internal", internal),
    ];
    let samples = samples.map(|(code, key, error)| {
        let state = FormState::refused(&[("name", "Acme Labs"), ("email", "ana@example.com")], error).keyed(key);
        view! {
            <Sample code>
                <Form action="#forms" state>
                    <TextField name="name" label="Name"/>
                    <TextField name="email" label="Email" kind="email"/>
                </Form>
            </Sample>
        }
    });
    view! {
        <Group id="forms" about="A form that was refused comes back with what was typed and the messages at their fields. The first wrong field has the focus. One wrong field needs no alert above.">
            <div class="kit-columns">{samples.collect_view()}</div>
        </Group>
    }
}

fn actions() -> Vec<(String, Vec<(String, String)>)> {
    let named = |name: &str| (name.to_owned(), name.to_owned());
    vec![
        ("Members".to_owned(), vec![named("Invited"), named("Removed")]),
        ("Workspaces".to_owned(), vec![named("Created")]),
    ]
}

fn people() -> Vec<(String, String)> {
    vec![("ana@example.com".to_owned(), "Ana Lima".to_owned()), ("bo@example.com".to_owned(), "Bo Okafor".to_owned())]
}
