//! Tables, menus, toasts, dialogs.

use super::{Group, LONG_NAME, Sample, moment, person};
use crate::{
    model::AppError,
    ui::{prelude::*, toast::ToastText},
};
use leptos::prelude::*;

#[component]
pub(super) fn Tables() -> impl IntoView {
    let columns = || {
        vec![
            Column::text("Name"),
            Column::text("Role"),
            Column::text("Last seen"),
            Column::number("Fills"),
            Column::actions(),
        ]
    };
    let rows = [
        ("Ana Lima", "ana@example.com", "Owner", "1,284", ""),
        ("Bo Okafor", "bo@example.com", "Billing admin", "0", "You"),
        (
            LONG_NAME,
            "wolfeschlegelsteinhausenbergerdorff.bartholomaeus@department.hohenwaldau.example",
            "Member",
            "12,904",
            "",
        ),
        ("Chidi Eze", "chidi@example.com", "Member", "17", "Suspended"),
    ];
    let rows = rows.map(|(name, email, role, fills, badge)| {
        let tone = if badge == "You" { BadgeTone::Accent } else { BadgeTone::Danger };
        view! {
            <Row faded=badge == "Suspended">
                <IdentityCell name sub=email href="#tables" avatar=move || person(name)>
                    {(!badge.is_empty()).then(|| view! { <Badge tone>{badge}</Badge> })}
                </IdentityCell>
                <Cell label="Role">{role}</Cell>
                <Cell label="Last seen"><Time at=moment("3 hours ago", "4 March 2026, 15:05 CET")/></Cell>
                <Cell label="Fills" number=true>{fills}</Cell>
                <Actions menu=format!("Actions for {name}")>
                    <MenuItem href="#tables" icon=IconName::User>"Open profile"</MenuItem>
                    <MenuButton action="#tables" icon=IconName::Mail>"Send a reminder"</MenuButton>
                    <hr/>
                    <DialogOpener target="kit-dialog" label="Remove from organization" icon=IconName::Trash tone=Tone::Danger in_menu=true/>
                </Actions>
            </Row>
        }
    });
    view! {
        <Group id="tables" about="The first column says who or what. Filters stand in the URL. On a phone each row becomes a card. Newer and Older, no page numbers.">
            <Sample code="<ListBar count=…> <Table caption=… columns=…> <Row> <IdentityCell> <Cell> <Actions menu=…> <Pager>">
                <Section title="Members" explain="Everybody who can enter, and as what." actions=|| view! { <LinkButton href="#tables" icon=IconName::UserPlus>"Invite people"</LinkButton> }>
                    <ListBar count="4 of 128 members">
                        <form method="get" action="#tables">
                            <TextField state={FormState::default().keyed("kit-filter")} name="q" label="Find a member" kind="search" optional=true/>
                            <Submit tone=Tone::Quiet>"Filter"</Submit>
                        </form>
                    </ListBar>
                    <Table caption="Members of Acme" columns=columns()>{rows.collect_view()}</Table>
                    <Pager newer="#tables"/>
                </Section>
            </Sample>
            <Sample code="<Actions> without a menu: the row's one button">
                <Section title="Invitations" explain="They wait for seven days.">
                    <Table caption="Invitations" columns={vec![Column::text("Address"), Column::text("Invited"), Column::actions()]}>
                        <Row>
                            <IdentityCell name="dora@example.com" sub="Member, invited by Ana Lima"/>
                            <Cell label="Invited"><Time at=moment("yesterday", "3 March 2026, 09:12 CET")/></Cell>
                            <Actions><Submit tone=Tone::Quiet small=true working="Sending…">"Send again"</Submit></Actions>
                        </Row>
                    </Table>
                </Section>
            </Sample>
        </Group>
    }
}

#[component]
pub(super) fn Menus() -> impl IntoView {
    view! {
        <Group id="menus" about="Popovers of the platform: Escape and a press elsewhere close them. A toast is for what succeeded elsewhere on the page; it stays until it is dismissed.">
            <Sample code="<Menu label=… icon=…> <MenuItem href=…> <MenuButton action=…>" row=true>
                <Menu label="More">
                    <MenuItem href="#menus" icon=IconName::Download>"Download as CSV"</MenuItem>
                    <MenuItem href="#menus" icon=IconName::Printer>"Print"</MenuItem>
                    <hr/>
                    <MenuButton action="#menus" icon=IconName::Trash danger=true>"Delete report"</MenuButton>
                </Menu>
                <Menu label="Actions for Ana Lima" icon=IconName::Ellipsis>
                    <MenuItem href="#menus">"Open profile"</MenuItem>
                    <MenuItem href="#menus">"An item whose label is so long that it has to be broken into two lines"</MenuItem>
                </Menu>
            </Sample>
            <Sample code="<ToastText text=…/>; the frames draw <Toast/>">
                <div class="kit-toast"><ToastText text="Ana Lima was removed. She can be invited again at any time."/></div>
            </Sample>
        </Group>
    }
}

#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let state = FormState::default().keyed("kit-confirm-form");
    view! {
        <Group id="dialogs" about="The platform's own, opened without scripts. A confirmation says what will happen to whom, in numbers; what can't be undone wants a name typed. One whose form came back is open: see the whole pages.">
            <Sample code="<DialogOpener target=\"x\" label=…/> <Dialog id=\"x\" title=…> … <DialogFooter dialog=\"x\">" row=true>
                <DialogOpener target="kit-dialog" label="Remove Ana Lima"/>
                <Dialog id="kit-dialog" title="Remove Ana Lima from Acme?">
                    <form method="post" action="#dialogs" class="form">
                        <p>"Ana loses access to 3 workspaces at once. Her content stays, and she can be invited again."</p>
                        <DialogFooter dialog="kit-dialog">
                            <Submit tone=Tone::Danger working="Removing…">"Remove from organization"</Submit>
                        </DialogFooter>
                    </form>
                </Dialog>
            </Sample>
            <Sample code="<ConfirmByTyping id=… title=… explain=… expected=… action=… state=… button=…/>" row=true>
                <DialogOpener target="kit-confirm" label="Delete Acme" tone=Tone::Danger/>
                <ConfirmByTyping
                    id="kit-confirm"
                    title="Delete Acme?"
                    explain="All 3 workspaces, 214 forms and 12,904 fills go after 30 days. 128 people lose access at once."
                    expected="Acme"
                    action="#dialogs"
                    state=state
                    button="Delete organization"
                    working="Deleting…"
                />
            </Sample>
        </Group>
    }
}

/// A dialog whose form came back.
#[component]
pub(super) fn OpenDialog() -> impl IntoView {
    let state =
        FormState::refused(&[("confirm", "acne")], AppError::field("confirm", "That isn't the name. Type Acme."));
    view! {
        <ConfirmByTyping
            id="kit-open"
            title="Delete Acme?"
            explain="All 3 workspaces, 214 forms and 12,904 fills go after 30 days. 128 people lose access at once."
            expected="Acme"
            action="#dialogs"
            state=state.keyed("kit-open-form")
            button="Delete organization"
            working="Deleting…"
        />
    }
}
