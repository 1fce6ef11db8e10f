//! People from outside: inviting one, and who was invited.

use super::{Where, roles};
use crate::{
    model::WorkspaceRole,
    ui::prelude::*,
    workspace::members::{
        api,
        model::{InvitationLine, Open, Place},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Inviting somebody to this workspace alone.
#[component]
pub(super) fn Outside(place: Place, invitations: Vec<InvitationLine>) -> impl IntoView {
    let state = FormState::of::<api::Invite>();
    let explain = format!(
        "Outside collaborators open this workspace and nothing else of {}. They take no seat. The mailed link works once, for 7 days.",
        place.org_name
    );
    let some = !invitations.is_empty();
    let columns = vec![
        Column::text("Address"),
        Column::text("Status"),
        Column::text("Sent"),
        Column::text("Ends"),
        Column::actions(),
    ];
    let rows = invitations.into_iter().map({
        let place = place.clone();
        move |line| view! { <Line line place=place.clone()/> }
    });
    let rows = rows.collect_view();
    view! {
        <Section title="Invite somebody from outside" id="invite" explain>
            <Form action={api::Invite::PATH} state=state>
                <Where place/>
                <TextField name="email" label="Email address" kind="email" inputmode="email" autocomplete="off" maxlength=254/>
                <SelectField name="role" label="Role" options=roles() value={WorkspaceRole::Viewer.as_str()}/>
                <SectionFooter note="Inviting an address again replaces the link that it has.">
                    <Submit working="Inviting…">"Invite to workspace"</Submit>
                </SectionFooter>
            </Form>
            {some.then(|| view! { <Table caption="Open invitations" columns>{rows}</Table> })}
        </Section>
    }
    .into_any()
}

#[component]
fn Line(line: InvitationLine, place: Place) -> impl IntoView {
    let InvitationLine { id, email, role, open, inviter, sent, ends } = line;
    let role = role.label();
    let sub = inviter.map_or(role.to_owned(), |inviter| format!("{role} · Invited by {inviter}"));
    let (tone, status) = match open {
        Open::Pending => (BadgeTone::Accent, "Pending"),
        Open::Expired => (BadgeTone::Warning, "Expired"),
    };
    let menu = format!("Actions for {email}");
    let (again, end) = (place.clone(), place);
    view! {
        <Row faded={open == Open::Expired}>
            <IdentityCell name=email sub/>
            <Cell label="Status"><Badge tone>{status}</Badge></Cell>
            <Cell label="Sent"><Time at=sent/></Cell>
            <Cell label="Ends"><Time at=ends/></Cell>
            <Actions menu>
                <form method="post" action={api::Resend::PATH} class="contents">
                    <Where place=again/>
                    <Hidden name="invitation" value=id.to_string()/>
                    <button type="submit" class="menu-item"><Icon name=IconName::Mail/>"Send again"</button>
                </form>
                <hr/>
                <form method="post" action={api::Revoke::PATH} class="contents">
                    <Where place=end/>
                    <Hidden name="invitation" value=id.to_string()/>
                    <button type="submit" class="menu-item menu-item-danger"><Icon name=IconName::Ban/>"Revoke invitation"</button>
                </form>
            </Actions>
        </Row>
    }
    .into_any()
}
