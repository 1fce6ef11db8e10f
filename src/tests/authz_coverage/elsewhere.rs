//! Ids of what is in another organization, or in another workspace of the same one, sent from one's own: whoever owns one
//! place is answered of what is in another as of what there is nowhere, and nothing happens to it.

use super::{
    Caller, ask_about, bare, difference,
    place::Place,
    rows::{self, Row},
    things,
};
use crate::{
    model::{OrgRole, WorkspaceId, WorkspacePermission, WorkspaceRole},
    tests::support::TestApp,
};

/// Words that stand for something of an organization; all others stand for something inside of a workspace.
const OF_AN_ORGANIZATION: [&str; 8] =
    ["$member", "$suspended", "$removed", "$invitation", "$spare", "$workspace", "$paused", "$archived"];

/// Everything that the organization has and that somebody could have changed.
const STATE: &str = "select md5(concat(
    (select string_agg(t::text, ';' order by t.id) from forms t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from fills t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from profiles t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from source_documents t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from fill_sessions t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from api_keys t where t.org_id = $1::uuid and t.name like 'made-%'),
    (select string_agg(t::text, ';' order by t.id) from invitations t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.invitation_id, t.workspace_id) from invitation_workspaces t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.user_id, t.workspace_id) from workspace_memberships t where t.org_id = $1::uuid),
    (select string_agg((t.id, t.role, t.version, t.suspended_at)::text, ';' order by t.id) from memberships t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.user_id) from former_members t where t.org_id = $1::uuid),
    (select string_agg(t::text, ';' order by t.id) from workspaces t where t.org_id = $1::uuid)))";

#[tokio::test]
async fn what_is_elsewhere_is_answered_as_what_is_nowhere() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let there = Place::new(&app, &org).await;
    let (stranger, other) = app.owner_of("Other").await;
    let strange = Place::managed(&app, &other, &stranger, "ward-78").await;
    let near = Place::managed(&app, &org, &owner, "ward-79").await;
    let mut callers = Vec::new();
    for (name, person, place) in [("of another organization", stranger, strange), ("of another workspace", owner, near)]
    {
        let key = app.key(&place.workspace_id, &WorkspacePermission::OF_KEYS).await;
        let mut program = app.person("Kay Keyholder").await;
        program.browser = app.bearer(&key);
        let key = Some(&WorkspacePermission::OF_KEYS[..]);
        callers.push((Caller { key, is_signed_in: false, ..Caller::of(name, None, program) }, place.clone()));
        let inside = Some(WorkspaceRole::Manager);
        callers.push((Caller { inside, ..Caller::of(name, Some(OrgRole::Owner), person) }, place));
    }
    for (caller, _) in callers.iter_mut().filter(|(caller, _)| caller.is_signed_in) {
        // Takes what their last form said, which the first page that they are asked for would show.
        caller.person.browser.open("/orgs").await;
    }
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for Row(address, url, body, _) in rows::rows() {
        let row = (*address, *url, *body);
        for (caller, place) in &mut callers {
            let is_elsewhere = place.id != there.id;
            let things = things(&app, &format!("{url} {body}"), &there.id).await;
            // What is of the organization is theirs, where the organization is.
            let own = |word: &str| !is_elsewhere && OF_AN_ORGANIZATION.contains(&word);
            if !things.is_empty() && !things.iter().any(|(word, _)| own(word)) {
                let nothings: Vec<_> =
                    things.iter().map(|(word, _)| (*word, app.kernel.id::<WorkspaceId>().to_string())).collect();
                wrong.extend(
                    told_apart(
                        &app,
                        caller,
                        row,
                        [(&*place, things.as_slice()), (&*place, nothings.as_slice())],
                        &there.id,
                    )
                    .await,
                );
                asked += 1;
            }
            if is_elsewhere && (url.contains("$w") || body.contains("$w")) {
                // Its own organization, and in it a workspace of another one.
                let mixed = Place {
                    workspace: there.workspace.clone(),
                    workspace_id: there.workspace_id.clone(),
                    ..place.clone()
                };
                let nowhere = place.without_workspace();
                wrong.extend(
                    told_apart(
                        &app,
                        caller,
                        row,
                        [(&mixed, things.as_slice()), (&nowhere, things.as_slice())],
                        &there.id,
                    )
                    .await,
                );
                asked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(asked > 150, "{asked}");
    app.done().await;
}

/// Asks of what is elsewhere and of what is nowhere. What is wrong with the answers: something changed in the organization
/// `there`, one tells the two apart, or isn't a refusal.
async fn told_apart(
    app: &TestApp,
    caller: &mut Caller,
    row: (&str, &str, &str),
    [elsewhere, nowhere]: [(&Place, &[(&'static str, String)]); 2],
    there: &str,
) -> Vec<String> {
    let who = format!("{} for {} {}", row.0, caller.name, if caller.key.is_some() { "(key)" } else { "" });
    let blank = |(status, body): (u16, String), things: &[(&str, String)]| {
        (status, things.iter().fold(body, |body, (word, id)| body.replace(id, word)))
    };
    let before: String = app.ask(STATE, there).await;
    let answer = ask_about(app, caller, row, elsewhere.0, elsewhere.1).await;
    let after: String = app.ask(STATE, there).await;
    let here = blank(bare(&answer, elsewhere.0), elsewhere.1);
    let answer = ask_about(app, caller, row, nowhere.0, nowhere.1).await;
    let nowhere = blank(bare(&answer, nowhere.0), nowhere.1);
    let mut wrong = Vec::new();
    if before != after {
        wrong.push(format!("{who} changes what is elsewhere"));
    }
    if here != nowhere {
        wrong.push(format!("{who} tells elsewhere from nowhere: {}", difference(&here, &nowhere)));
    }
    if !(400..500).contains(&here.0) && here.0 != 303 && here.0 != 308 {
        wrong.push(format!("{who} is answered {}", here.0));
    }
    wrong
}
