//! The organizations that a person is in: leaving one, restoring one.

use crate::{
    model::ending::KEPT_DAYS,
    organizations::{
        api,
        model::{DeletedOrganization, Membership, OwnOrganizations, Shared, WayOut},
    },
    ui::{
        avatar::{Avatar, AvatarKind},
        badge::{Badge, BadgeTone},
        button::{LinkButton, Submit, Tone},
        dialog::{Dialog, DialogFooter, DialogOpener},
        field::Hidden,
        form::{Form, FormState},
        icon::IconName,
        load::load_part,
        section::{PageHeader, Section},
        state::Empty,
        table::{Actions, Cell, Column, IdentityCell, Row, Table},
        time::Time,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/account/organizations`.
#[component]
pub fn Own() -> impl IntoView {
    view! {
        <PageHeader title="Organizations" lead="Where you are a member, and how you stop being one."/>
        {load_part(api::own(), |own| view! { <Lists own/> })}
    }
}

#[component]
fn Lists(own: OwnOrganizations) -> impl IntoView {
    let OwnOrganizations { living, deleted, shared } = own;
    let columns = vec![Column::text("Organization"), Column::text("Role"), Column::text("Since"), Column::actions()];
    let list = if living.is_empty() {
        view! {
            <Empty
                title="You are in no organization"
                text="Create one, or accept an invitation."
                action=|| view! { <LinkButton href="/orgs/new">"Create organization"</LinkButton> }
            />
        }
        .into_any()
    } else {
        let rows = living.into_iter().map(|membership| view! { <Living membership/> }).collect_view();
        view! { <Table caption="Your organizations" columns>{rows}</Table> }.into_any()
    };
    view! {
        <Section title="Your organizations" explain="Leaving ends your access at once. Coming back takes an invitation.">{list}</Section>
        {(!shared.is_empty()).then(|| view! { <SharedWorkspaces shared/> })}
        {(!deleted.is_empty()).then(|| view! { <Restorable deleted/> })}
    }
}

#[component]
fn Living(membership: Membership) -> impl IntoView {
    let Membership { name, slug, logo, role, suspended, since, .. } = membership.clone();
    let href = format!("/o/{slug}");
    let avatar = {
        let name = name.clone();
        move || view! { <Avatar name=name.clone() src=logo.clone() kind=AvatarKind::Organization/> }
    };
    view! {
        <Row>
            <IdentityCell name sub=slug href avatar>
                {suspended.then(|| view! { <Badge tone=BadgeTone::Danger icon=IconName::Ban>"Suspended"</Badge> })}
            </IdentityCell>
            <Cell label="Role">{role.label()}</Cell>
            <Cell label="Since"><Time at=since/></Cell>
            <Actions><Leave membership/></Actions>
        </Row>
    }
}

/// The dialog says what is lost; who is the last owner reads there what to do instead.
#[component]
fn Leave(membership: Membership) -> impl IntoView {
    let Membership { id, name, slug, workspaces, way_out, .. } = membership;
    let (key, dialog) = (id.to_string(), format!("leave-{id}"));
    let state = FormState::of_instance::<api::Leave>(&key);
    let open = state.error().is_some();
    let settings = format!("/o/{slug}/settings/general#delete-this-organization");
    let footer = dialog.clone();
    let lost = match workspaces {
        0 => format!("You lose access to {name} at once."),
        1 => format!("You lose access to {name} and your workspace there at once."),
        many => format!("You lose access to {name} and your {many} workspaces there at once."),
    };
    let body = match way_out {
        WayOut::Free => view! {
            <Form action=api::Leave::PATH state=state>
                <Hidden name="org" value=key/>
                <p class="dialog-explain">{lost}" What you made there stays."</p>
                <DialogFooter dialog=footer>
                    <Submit tone=Tone::Danger working="Leaving…">"Leave organization"</Submit>
                </DialogFooter>
            </Form>
        }
        .into_any(),
        WayOut::HandOver => view! {
            <p class="dialog-explain">"You are its last owner. Make somebody else an owner first, or delete it for everybody."</p>
            <DialogFooter dialog=footer><LinkButton href=settings tone=Tone::Quiet>"Open its settings"</LinkButton></DialogFooter>
        }
        .into_any(),
        WayOut::Alone => view! {
            <p class="dialog-explain">"Nobody else is in it. Delete it instead: it can then be restored for a while."</p>
            <DialogFooter dialog=footer><LinkButton href=settings tone=Tone::Quiet>"Open its settings"</LinkButton></DialogFooter>
        }
        .into_any(),
    };
    let title = format!("Leave {name}?");
    view! {
        <DialogOpener target=dialog.clone() label="Leave" small=true/>
        <Dialog id=dialog title open>{body}</Dialog>
    }
}

/// Workspaces that one is in from outside. One leaves them where their members are.
#[component]
fn SharedWorkspaces(shared: Vec<Shared>) -> impl IntoView {
    let columns =
        vec![Column::text("Workspace"), Column::text("Organization"), Column::text("Role"), Column::actions()];
    let rows = shared.into_iter().map(|workspace| {
        let Shared { name, organization, path, role } = workspace;
        let (avatar, members) = (name.clone(), format!("{path}/members"));
        view! {
            <Row>
                <IdentityCell name href=path avatar=move || view! { <Avatar name=avatar.clone() kind=AvatarKind::Organization/> }/>
                <Cell label="Organization">{organization}</Cell>
                <Cell label="Role">{role.label()}</Cell>
                <Actions><LinkButton href=members tone=Tone::Quiet small=true>"Members and leaving"</LinkButton></Actions>
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Section title="Workspaces shared with you" explain="You are in these from outside: their organizations don’t open to you.">
            <Table caption="Workspaces shared with you" columns>{rows}</Table>
        </Section>
    }
}

#[component]
fn Restorable(deleted: Vec<DeletedOrganization>) -> impl IntoView {
    let columns = vec![
        Column::text("Organization"),
        Column::text("Deleted"),
        Column::text("Restorable until"),
        Column::actions(),
    ];
    let rows = deleted.into_iter().map(|org| view! { <Gone org/> }).collect_view();
    let explain = format!(
        "Nobody can open these. Their owners can restore them for {KEPT_DAYS} days; then everything of them goes."
    );
    view! {
        <Section title="Deleted organizations" explain>
            <Table caption="Deleted organizations" columns>{rows}</Table>
        </Section>
    }
}

#[component]
fn Gone(org: DeletedOrganization) -> impl IntoView {
    let key = org.id.to_string();
    let state = FormState::of_instance::<api::Restore>(&key);
    let action = if org.may_restore {
        view! {
            <Form action=api::Restore::PATH state=state>
                <Hidden name="org" value=key/>
                <Submit tone=Tone::Quiet small=true working="Restoring…">"Restore"</Submit>
            </Form>
        }
        .into_any()
    } else if org.is_purging {
        "Is being removed".into_any()
    } else {
        "An owner can restore it".into_any()
    };
    view! {
        <Row faded=true>
            <IdentityCell name=org.name/>
            <Cell label="Deleted"><Time at=org.deleted/></Cell>
            <Cell label="Restorable until">{org.until}</Cell>
            <Actions>{action}</Actions>
        </Row>
    }
}
