//! An invitation: who invites, to what, as what, and the way in for whoever opened the link. Opening it answers nothing:
//! mail scanners open links too.

use crate::{
    account::{
        api,
        model::invitation::{Holder, Invitation},
        strength::StrengthMeter,
    },
    model::{AppError, invited::in_words, name::Name},
    ui::{
        address::{path_part, query},
        button::{LinkButton, Submit, Tone},
        field::{CheckboxField, Hidden, PasswordField, TextField},
        form::{Form, FormState},
        frame::PlainFrame,
        load::load,
        section::PageHeader,
        time::Time,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/invitations/{token}`.
#[component]
pub fn Invited() -> impl IntoView {
    let token = path_part("token");
    view! {
        <PlainFrame>
            {load(api::find_invitation(token.clone()), |invitation| view! { <Shown invitation token/> }, unanswerable)}
        </PlainFrame>
    }
}

fn unanswerable(error: AppError) -> AnyView {
    // Perhaps by the reader's own answer, a moment ago.
    view! {
        <PageHeader title="There is nothing to answer here" lead=error.message/>
        <div class="button-row"><LinkButton href="/">"Go to the start"</LinkButton></div>
    }
    .into_any()
}

/// What the mail said, and the way on.
#[component]
fn Shown(invitation: Invitation, token: String) -> impl IntoView {
    let Invitation { organization, inviter, role, workspace, workspaces, email, expires, holder } = invitation;
    let inviter = inviter.unwrap_or_else(|| "Somebody who has left".to_owned());
    let lead = match &workspace {
        None => format!("{inviter} invites you to become {} of {organization}.", role.noun()),
        Some(workspace) => format!(
            "{inviter} invites you to become {} of {}, a workspace of {organization}.",
            workspace.role.noun(),
            workspace.name
        ),
    };
    // What one joins: the organization, or the one workspace of it that opens.
    let (place, label) = match &workspace {
        None => (organization.clone(), role.label()),
        Some(workspace) => (workspace.name.clone(), workspace.role.label()),
    };
    let alone = workspace.is_some();
    let more = (!workspaces.is_empty()).then(|| in_words(&workspaces, workspaces.len()));
    let can_decline = !matches!(holder, Holder::Member { .. } | Holder::Other { .. });
    let way = match holder {
        Holder::Member { path } => view! { <Member place=place.clone() alone path/> }.into_any(),
        Holder::Invited => view! { <Accept place=place.clone() token=token.clone()/> }.into_any(),
        Holder::Other { email: own } => view! { <Switch own invited=email.clone() token=token.clone()/> }.into_any(),
        Holder::New => view! { <SignUpHere place=place.clone() email=email.clone() token=token.clone()/> }.into_any(),
        Holder::Known => view! { <SignInHere email=email.clone() token=token.clone()/> }.into_any(),
        Holder::Unproved if query("as").as_deref() == Some("new") => {
            view! { <SignUpFirst email=email.clone() token=token.clone()/> }.into_any()
        }
        Holder::Unproved => view! {
            <SignInHere email=email.clone() token=token.clone()/>
            <p class="plain-aside">"No account yet? " <a href="?as=new">"Create one"</a></p>
        }
        .into_any(),
    };
    view! {
        <PageHeader title=format!("Join {place}") lead/>
        <dl class="facts">
            <div><dt>"For"</dt><dd><bdi>{email}</bdi></dd></div>
            {alone.then(|| view! { <div><dt>"In"</dt><dd><bdi>{organization}</bdi></dd></div> })}
            <div><dt>"As"</dt><dd>{label}</dd></div>
            {more.map(|more| view! { <div><dt>"Also in"</dt><dd><bdi>{more}</bdi></dd></div> })}
            <div><dt>"Ends"</dt><dd><Time at=expires/></dd></div>
        </dl>
        {alone.then(|| view! { <p class="help">"This workspace alone opens to you: you become no member of the organization."</p> })}
        {way}
        {can_decline.then(|| view! { <Decline token/> })}
    }
}

#[component]
fn Member(place: String, alone: bool, path: String) -> impl IntoView {
    let said =
        if alone { format!("You are in {place} already.") } else { format!("You are a member of {place} already.") };
    view! {
        <p>{said}</p>
        <div class="button-row">
            <LinkButton href=path>{format!("Go to {place}")}</LinkButton>
        </div>
    }
}

#[component]
fn Accept(place: String, token: String) -> impl IntoView {
    let state = FormState::of::<api::AcceptInvitation>();
    view! {
        <Form action=api::AcceptInvitation::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit working="Joining…">{format!("Accept and join {place}")}</Submit>
        </Form>
    }
}

/// Signed in with an account that wasn't invited.
#[component]
fn Switch(own: String, invited: String, token: String) -> impl IntoView {
    let state = FormState::of::<api::SwitchAccount>();
    view! {
        <p>
            "You are signed in as " <strong><bdi>{own}</bdi></strong> ", and this invitation is for "
            <strong><bdi>{invited}</bdi></strong> ". Nobody else can accept it."
        </p>
        <Form action=api::SwitchAccount::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit working="Signing out…">"Sign out and go on"</Submit>
        </Form>
    }
}

/// The mailed link proved the address: name and password are all that an account wants.
#[component]
fn SignUpHere(place: String, email: String, token: String) -> impl IntoView {
    let state = FormState::of::<api::SignUpInvited>();
    let id = |field| state.id(field);
    let meter = view! { <StrengthMeter password=id("password") name=id("name") email=id("email")/> };
    view! {
        <Form action=api::SignUpInvited::PATH state=state>
            <Hidden name="token" value=token/>
            <Hidden name="time_zone" value=""/>
            <TextField name="name" label="Your name" autocomplete="name" maxlength={Name::MAX as u16}/>
            <TextField name="email" label="Email address" value=email kind="email" autocomplete="username" readonly=true/>
            <NewPassword>{meter}</NewPassword>
            <CheckboxField
                name="personal"
                label="Create an organization of my own too"
                help="For work of yours that has nothing to do with this invitation. You can do it later as well."
            />
            <Submit working="Joining…">{format!("Create account and join {place}")}</Submit>
        </Form>
    }
}

/// A copied link proves nothing: the account is made as any other, and its confirmation leads back here.
#[component]
fn SignUpFirst(email: String, token: String) -> impl IntoView {
    let state = FormState::of::<api::SignUp>();
    let id = |field| state.id(field);
    let meter = view! { <StrengthMeter password=id("password") name=id("name") email=id("email")/> };
    view! {
        <Form action=api::SignUp::PATH state=state>
            <Hidden name="invitation_token" value=token/>
            <TextField name="name" label="Your name" autocomplete="name" maxlength={Name::MAX as u16}/>
            <TextField
                name="email"
                label="Email address"
                help="We send a link there to confirm it. It leads back to this invitation."
                value=email
                kind="email"
                autocomplete="username"
                readonly=true
            />
            <NewPassword>{meter}</NewPassword>
            <Submit working="Creating your account…">"Create account"</Submit>
        </Form>
        <p class="plain-aside">"You have an account? " <a href="?">"Sign in"</a></p>
    }
}

#[component]
fn NewPassword(children: Children) -> impl IntoView {
    view! {
        <PasswordField
            name="password"
            label="Password"
            help="At least 8 characters. A few uncommon words are easier to remember than signs."
            autocomplete="new-password"
        >
            {children()}
        </PasswordField>
    }
}

/// Signs in as who was invited and comes back here, to accept.
#[component]
fn SignInHere(email: String, token: String) -> impl IntoView {
    let state = FormState::of::<api::SignIn>();
    view! {
        <p>"Sign in to go on. You accept on the next page."</p>
        <Form action=api::SignIn::PATH state=state>
            <Hidden name="next" value=format!("/invitations/{token}")/>
            <TextField name="email" label="Email address" value=email kind="email" autocomplete="username" readonly=true/>
            <PasswordField name="password" label="Password" autocomplete="current-password"/>
            <Submit working="Signing in…">"Sign in"</Submit>
        </Form>
        <p class="plain-aside"><a href="/forgot">"Forgot the password?"</a></p>
    }
}

#[component]
fn Decline(token: String) -> impl IntoView {
    let state = FormState::of::<api::DeclineInvitation>();
    view! {
        <hr/>
        <p class="help">"Not for you? Whoever invited you is told that you declined. Without an answer it ends by itself."</p>
        <Form action=api::DeclineInvitation::PATH state=state>
            <Hidden name="token" value=token/>
            <Submit tone=Tone::Quiet working="Declining…">"Decline invitation"</Submit>
        </Form>
    }
}
