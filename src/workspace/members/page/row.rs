//! One of those who are in the workspace.

use super::{Where, roles};
use crate::{
    model::{WorkspacePermission, WorkspaceRole},
    ui::prelude::*,
    workspace::members::{
        api,
        model::{MemberLine, Place},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Who it is, as what, and what can be done.
#[component]
pub(super) fn MemberRow(line: MemberLine, place: Place, reader: WorkspaceRole) -> impl IntoView {
    let manages = reader.allows(WorkspacePermission::ManageWorkspace);
    let (avatar, role, joined) = (line.name.clone(), line.role.label(), line.joined.clone());
    let (is_own, is_outside) = (line.is_own, line.is_outside);
    let actions = if manages || is_own {
        view! { <RowMenu line=line.clone() place manages/> }.into_any()
    } else {
        view! { <Actions>""</Actions> }.into_any()
    };
    view! {
        <Row>
            <IdentityCell name=line.name sub=line.email avatar=move || view! { <Avatar name=avatar.clone()/> }>
                {is_own.then(|| view! { <Badge tone=BadgeTone::Accent>"You"</Badge> })}
                {is_outside.then(|| view! { <Badge>"Outside collaborator"</Badge> })}
            </IdentityCell>
            <Cell label="Role">{role}</Cell>
            <Cell label="Joined"><Time at=joined/></Cell>
            {actions}
        </Row>
    }
    .into_any()
}

/// The row's menu, and the dialogs that it opens.
#[component]
fn RowMenu(line: MemberLine, place: Place, manages: bool) -> impl IntoView {
    let (change, remove) = (format!("role-{}", line.user), format!("remove-{}", line.user));
    let (opens, opens_role) = (remove.clone(), change.clone());
    let (label, away) =
        if line.is_own { ("Leave workspace", IconName::LogOut) } else { ("Remove from workspace", IconName::Trash) };
    view! {
        <td role="cell" class="cell-actions">
            <Menu label=format!("Actions for {}", line.name) icon=IconName::Ellipsis>
                {manages.then(|| {
                    let target = opens_role;
                    view! { <DialogOpener target label="Change role" icon=IconName::Pencil in_menu=true/> <hr/> }
                })}
                <DialogOpener target=opens label icon=away tone=Tone::Danger in_menu=true/>
            </Menu>
            {manages.then(|| view! { <ChangeRole id=change line=line.clone() place=place.clone()/> })}
            {if line.is_own {
                view! { <Leave id=remove place/> }.into_any()
            } else {
                view! { <Remove id=remove line place/> }.into_any()
            }}
        </td>
    }
    .into_any()
}

#[component]
fn ChangeRole(id: String, line: MemberLine, place: Place) -> impl IntoView {
    let key = line.user.to_string();
    let state = FormState::of_instance::<api::ChangeRole>(&key);
    let open = state.error().is_some();
    view! {
        <Dialog id=id.clone() title=format!("Role of {}", line.name) open>
            <Form action={api::ChangeRole::PATH} state=state>
                <Where place/>
                <Hidden name="user" value=key/>
                <Hidden name="version" value=line.version.to_string()/>
                <SelectField name="role" label="Role" options=roles() value=line.role.as_str()/>
                <p class="dialog-explain">{format!("Holds on the next request. {} is told by mail.", line.name)}</p>
                <DialogFooter dialog=id>
                    <Submit working="Saving…">"Save role"</Submit>
                </DialogFooter>
            </Form>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Remove(id: String, line: MemberLine, place: Place) -> impl IntoView {
    let stays = if line.is_outside { "" } else { " The organization and other workspaces stay open to them." };
    let text = format!(
        "{} loses access to what is in {} at once, and is told by mail. What they made stays.{stays}",
        line.name, place.name
    );
    view! {
        <Dialog id=id.clone() title=format!("Remove {} from {}?", line.name, place.name) danger=true>
            <form method="post" action={api::Remove::PATH} class="form">
                <Where place/>
                <Hidden name="user" value=line.user.to_string()/>
                <Hidden name="version" value=line.version.to_string()/>
                <p class="dialog-explain">{text}</p>
                <DialogFooter dialog=id>
                    <Submit tone=Tone::Danger working="Removing…">"Remove from workspace"</Submit>
                </DialogFooter>
            </form>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Leave(id: String, place: Place) -> impl IntoView {
    let text = format!(
        "You lose access to what is in {} at once. What you made there stays. Coming back takes one of its managers.",
        place.name
    );
    view! {
        <Dialog id=id.clone() title=format!("Leave {}?", place.name) danger=true>
            <form method="post" action={api::Leave::PATH} class="form">
                <Where place/>
                <p class="dialog-explain">{text}</p>
                <DialogFooter dialog=id>
                    <Submit tone=Tone::Danger working="Leaving…">"Leave workspace"</Submit>
                </DialogFooter>
            </form>
        </Dialog>
    }
    .into_any()
}
