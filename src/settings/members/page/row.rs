//! One member in the list.

use super::{address, list::SELECTION, offers};
use crate::{
    model::{OrgId, OrgRole},
    settings::members::{api, model::MemberLine},
    ui::prelude::*,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// The box, who it is, and what can be done.
#[component]
pub(super) fn MemberRow(line: MemberLine, org: OrgId, slug: String, reader: OrgRole) -> impl IntoView {
    let may = offers(reader, line.is_own, line.role);
    let href = format!("{}/{}", address(&slug), line.member());
    let (name, avatar, pick) = (line.name.clone(), line.name.clone(), line.pick.to_string());
    let select = format!("Select {name}");
    let box_of = pick.clone();
    let (role, last_active, joined) = (line.role.label(), line.last_active.clone(), line.joined.clone());
    let (is_own, suspended, leaving) = (line.is_own, line.suspended, line.leaving);
    view! {
        <Row faded={suspended || leaving}>
            <IdentityCell
                name=line.name.clone()
                sub=line.email.clone()
                href=href.clone()
                avatar=move || view! {
                    // The box of who can't be acted on is there and off, so that the faces stand in one line.
                    <input class="choice-box" type="checkbox" form=SELECTION name="who[]" value=box_of.clone() aria-label=select.clone() disabled=!may/>
                    <Avatar name=avatar.clone()/>
                }
            >
                {is_own.then(|| view! { <Badge tone=BadgeTone::Accent>"You"</Badge> })}
                {suspended.then(|| view! { <Badge tone=BadgeTone::Danger icon=IconName::Ban>"Suspended"</Badge> })}
                {leaving.then(|| view! { <Badge tone=BadgeTone::Warning icon=IconName::Hourglass>"Deleting account"</Badge> })}
            </IdentityCell>
            <Cell label="Role">{role}</Cell>
            <Cell label="Last active">
                {match last_active {
                    Some(at) => view! { <Time at/> }.into_any(),
                    None => "Never".into_any(),
                }}
            </Cell>
            <Cell label="Joined"><Time at=joined/></Cell>
            <RowMenu line org=org.to_string() href may/>
        </Row>
    }
    .into_any()
}

/// The row's menu. Removing is asked about on the person's own page, beside what they lose: a dialog in each of a hundred rows
/// would be most of this page.
#[component]
fn RowMenu(line: MemberLine, org: String, href: String, may: bool) -> impl IntoView {
    let name = line.name.clone();
    let pick = line.pick.to_string();
    let (path, verb, icon) = if line.suspended {
        (api::Reactivate::PATH, "Reactivate", IconName::Rotate)
    } else {
        (api::Suspend::PATH, "Suspend", IconName::Ban)
    };
    let acts = may.then(|| {
        view! {
            <MenuItem href=format!("{href}#role") icon=IconName::Pencil>"Change role"</MenuItem>
            <form method="post" action=path class="contents">
                <Hidden name="org" value=org/>
                <Hidden name="who[]" value=pick/>
                <button type="submit" class="menu-item"><Icon name=icon/>{verb}</button>
            </form>
            <hr/>
            <MenuItem href=format!("{href}?remove") icon=IconName::Trash danger=true>"Remove from organization"</MenuItem>
        }
    });
    let leave = line.is_own.then(|| {
        view! { <MenuItem href="/account/organizations" icon=IconName::LogOut>"Leave"</MenuItem> }
    });
    view! {
        <td role="cell" class="cell-actions">
            <Menu label=format!("Actions for {name}") icon=IconName::Ellipsis>
                <MenuItem href=href.clone() icon=IconName::User>"Open"</MenuItem>
                {acts}
                {leave}
            </Menu>
        </td>
    }
    .into_any()
}
