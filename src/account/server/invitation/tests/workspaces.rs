//! Accepting an invitation that leads into workspaces: each is given by who manages it then, and by nobody else.

use super::{ACCEPT, FIND, JOIN, id_of, role_of, token};
use crate::{
    account::model::invitation::Invitation,
    model::{OrgId, OrgRole, WorkspaceId, WorkspaceRole},
    tests::support::{Org, PASSWORD, Person, TestApp},
};
use serde_json::json;

/// A workspace that the person manages.
async fn workspace(app: &TestApp, org: &Org, name: &str, manager: &Person) -> WorkspaceId {
    let (id, org): (WorkspaceId, _) = (app.kernel.id(), org.id);
    app.run(&format!(
        "insert into workspaces (id, org_id, slug, name, created_at) values ('{id}', '{org}', '{}', '{name}', now())",
        name.to_lowercase()
    ))
    .await
    .unwrap();
    put(app, org, id, manager, "manager").await;
    id
}

async fn put(app: &TestApp, org: OrgId, workspace: WorkspaceId, person: &Person, role: &str) {
    app.run(&format!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{org}', '{workspace}', '{}', '{role}', now())
         on conflict (org_id, workspace_id, user_id) do update set role = excluded.role",
        person.user
    ))
    .await
    .unwrap();
}

/// Invites into all of them, and returns the mailed link.
async fn invite(
    app: &TestApp,
    person: &mut Person,
    org: &Org,
    email: &str,
    role: &str,
    into: &[WorkspaceId],
) -> String {
    let (org, into) = (org.id.to_string(), into.iter().map(ToString::to_string).collect::<Vec<_>>());
    let fields = [("org", org.as_str()), ("role", "member"), ("people", email), ("workspace_role", role)];
    let fields: Vec<_> = fields.into_iter().chain(into.iter().map(|one| ("workspaces[]", one.as_str()))).collect();
    let answer = person.browser.call_with_file("/forms/invitations/invite", &fields, ("list", "", b"")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.work().await;
    app.mail.last_to(email).link()
}

/// What the account of that address is in which workspaces: "North:editor,South:viewer".
async fn places(app: &TestApp, email: &str) -> String {
    let sql = "select coalesce(string_agg(w.name || ':' || wm.role, ',' order by w.name), '')
        from workspace_memberships wm join workspaces w on w.id = wm.workspace_id join users u on u.id = wm.user_id
        join organizations o on o.id = wm.org_id where u.email_key = lower($1) and not o.personal";
    app.ask(sql, email).await
}

#[tokio::test]
async fn who_accepts_comes_into_the_workspaces_and_the_log_tells() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let north = workspace(&app, &org, "North", &owner).await;
    let south = workspace(&app, &org, "South", &owner).await;
    let link = invite(&app, &mut owner, &org, "ben@example.com", "editor", &[north, south]).await;
    app.run(&format!("update workspaces set state = 'suspended' where id = '{south}'")).await.unwrap();
    let seen: Invitation = app.browser().call(FIND, &[("token", token(&link))]).await.json();
    let named: Vec<(&str, WorkspaceRole)> = seen.workspaces.iter().map(|one| (one.name.as_str(), one.role)).collect();
    assert_eq!(named, [("North", WorkspaceRole::Editor), ("South", WorkspaceRole::Editor)]);

    let mut browser = app.browser();
    let fields = [("token", token(&link)), ("name", "Ben Okafor"), ("password", PASSWORD)];
    let to = format!("/o/{}", org.slug);
    browser.submit(&link, JOIN, &fields).await.expect_redirect(&to);
    browser.open(&to).await.expect_page(200, "You are a member of Acme now. You are in North and South too.");
    assert_eq!(places(&app, "ben@example.com").await, "North:editor,South:editor", "what is suspended is there");
    browser.open(&format!("{to}/w/north/forms")).await.expect_page(200, "North");

    let (added, id) = (app.audit("workspace_member.added").await, id_of(&app, "ben@example.com").await);
    assert_eq!(added.len(), 2);
    assert!(added.iter().all(|line| line["role"] == "editor" && line["invitation"] == json!(id)), "{added:?}");
    let there: i64 = app
        .ask(
            "select count(*) from audit_log where workspace_id = $1::uuid and action = 'workspace_member.added'",
            &north.to_string(),
        )
        .await;
    assert_eq!(there, 1, "it stands in the log as of the workspace");
    let by: Option<uuid::Uuid> = app
        .ask(
            "select wm.created_by from workspace_memberships wm join users u on u.id = wm.user_id where u.email_key = $1 limit 1",
            "ben@example.com",
        )
        .await;
    assert_eq!(by, Some(owner.user.uuid()));
    app.work().await;
    let mails = app.mail.all_to("ben@example.com");
    assert!(mails.iter().all(|mail| !mail.header("Subject").contains("North")), "the invitation said it");
    let log = owner.browser.open(&format!("{to}/settings/audit")).await;
    log.expect_page(200, "with the invitation to the organization");
    app.done().await;
}

#[tokio::test]
async fn nobody_grants_what_they_lack_by_then() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ben = app.person("Ben Okafor").await;
    let north = workspace(&app, &org, "North", &owner).await;
    let south = workspace(&app, &org, "South", &owner).await;
    let west = workspace(&app, &org, "West", &owner).await;
    let link = invite(&app, &mut owner, &org, &ben.email, "manager", &[north, south, west]).await;
    put(&app, org.id, south, &owner, "editor").await;
    app.run(&format!("update workspaces set state = 'archived' where id = '{west}'")).await.unwrap();
    let shown: Invitation = ben.browser.call(FIND, &[("token", token(&link))]).await.json();
    assert!(shown.workspaces.iter().all(|one| one.name != "West"), "what is archived isn't there");
    let to = format!("/o/{}", org.slug);
    ben.browser.submit(&link, ACCEPT, &[("token", token(&link))]).await.expect_redirect(&to);
    let said = "You are in North too. You aren't in South: who invited you doesn't manage that any more.";
    ben.browser.open(&to).await.expect_page(200, said);
    assert_eq!(places(&app, &ben.email).await, "North:manager");
    assert_eq!(app.audit("workspace_member.added").await.len(), 1);
    app.run(&format!("update workspaces set state = 'active' where id = '{west}'")).await.unwrap();
    assert_eq!(places(&app, &ben.email).await, "North:manager", "nothing is given later");
    app.done().await;
}

#[tokio::test]
async fn who_is_suspended_or_gone_stands_for_nothing_and_who_sends_again_does() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let north = workspace(&app, &org, "North", &admin).await;
    let south = workspace(&app, &org, "South", &admin).await;
    put(&app, org.id, south, &owner, "manager").await;
    let mut ben = app.person("Ben Okafor").await;
    let link = invite(&app, &mut admin, &org, &ben.email, "viewer", &[north, south]).await;
    app.run(&format!(
        "update memberships set suspended_at = now() where user_id = '{}' and org_id = '{}'",
        admin.user, org.id
    ))
    .await
    .unwrap();
    let id = id_of(&app, &ben.email).await.to_string();
    let again = [("org", org.id.to_string()), ("who[]", id)];
    let again = again.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(owner.browser.call("/forms/invitations/resend", &again).await.status, 200);
    assert_eq!(ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status, 200);
    assert_eq!(places(&app, &ben.email).await, "South:viewer");
    assert_eq!(role_of(&app, &ben.email).await.as_deref(), Some("member"));
    app.done().await;
}

#[tokio::test]
async fn a_collaborator_keeps_the_higher_of_two_roles() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ben = app.person("Ben Okafor").await;
    let (mut into, roles) = (Vec::new(), [("North", "viewer"), ("South", "editor"), ("West", "manager")]);
    for (name, role) in roles {
        into.push(workspace(&app, &org, name, &owner).await);
        put(&app, org.id, into[into.len() - 1], &ben, role).await;
    }
    let link = invite(&app, &mut owner, &org, &ben.email, "editor", &into).await;
    assert_eq!(ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status, 200);
    assert_eq!(places(&app, &ben.email).await, "North:editor,South:editor,West:manager");
    let changed = app.audit("workspace_member.role_changed").await;
    assert_eq!((changed.len(), &changed[0]["from"], &changed[0]["to"]), (1, &json!("viewer"), &json!("editor")));
    assert!(app.audit("workspace_member.added").await.is_empty());
    let version: i64 = app
        .ask(
            "select wm.version from workspace_memberships wm where wm.workspace_id = $1::uuid and wm.changed_by is not null",
            &into[0].to_string(),
        )
        .await;
    assert_eq!(version, 2, "tokens of the lower role are over");
    app.done().await;
}

#[tokio::test]
async fn an_invitation_of_which_nothing_comes_gives_nothing() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut ben = app.person("Ben Okafor").await;
    let north = workspace(&app, &org, "North", &owner).await;
    let link = invite(&app, &mut owner, &org, &ben.email, "editor", &[north]).await;
    app.run(&format!("update organizations set seat_limit = 1 where id = '{}'", org.id)).await.unwrap();
    assert_eq!(ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status, 422, "no seat is free");
    assert_eq!((places(&app, &ben.email).await.as_str(), app.audit("workspace_member.added").await.len()), ("", 0));
    app.run(&format!("delete from workspaces where id = '{north}'")).await.unwrap();
    app.run(&format!("update organizations set seat_limit = null where id = '{}'", org.id)).await.unwrap();
    assert_eq!(
        ben.browser.call(ACCEPT, &[("token", token(&link))]).await.status,
        200,
        "the workspace went, and it alone"
    );
    assert_eq!(places(&app, &ben.email).await, "");
    let left: i64 = app.ask("select count(*) from invitation_workspaces where $1 = ''", "").await;
    assert_eq!(left, 0);
    app.done().await;
}
