//! Leaving, and the last owner.

use super::{OWN, content, delete};
use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, Person, TestApp},
};

const LEAVE: &str = "/forms/organizations/leave";

async fn leave(mut person: Person, org: &Org) -> (Person, u16) {
    let status = person.browser.call(LEAVE, &[("org", &org.id.to_string())]).await.status;
    (person, status)
}

#[tokio::test]
async fn who_leaves_loses_access_and_workspaces_at_once() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let mut member = app.signed_in_as(OrgRole::Member, &org).await;
    let added: i64 = app
        .ask("with a as (insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select w.org_id, w.id, $1::uuid, 'editor', now() from workspaces w join organizations o on o.id = w.org_id where o.slug = 'acme' returning 1)
            select count(*) from a", &member.user.to_string())
        .await;
    assert_eq!(added, 1);
    let listed = member.browser.open(OWN).await;
    assert!(
        content(&listed.body).contains("You lose access to Acme and your workspace there at once."),
        "{}",
        listed.body
    );

    member.browser.submit(OWN, LEAVE, &[("org", &org.id.to_string())]).await.expect_redirect(OWN);
    member.browser.open(OWN).await.expect_page(200, "You left Acme.");
    assert_eq!(member.browser.open("/o/acme").await.status, 404);
    assert_eq!(leave(member, &org).await.1, 404, "there is nothing to leave any more");
    let told = &app.audit("member.left").await[0];
    assert_eq!((&told["role"], &told["workspaces"]), (&"member".into(), &1.into()));
    let line: String = app.ask("select org_id::text from audit_log where action = $1", "member.left").await;
    assert_eq!(line, org.id.to_string());
    let left: i64 = app
        .ask(
            "select count(*) from workspace_memberships wm join organizations o on o.id = wm.org_id where o.slug = $1",
            "acme",
        )
        .await;
    assert_eq!(left, 1, "the owner's own");
    owner.browser.open("/o/acme").await.expect_page(200, "Acme");
    app.done().await;
}

#[tokio::test]
async fn the_last_owner_is_told_what_to_do_instead() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let id = org.id.to_string();
    let alone = owner.browser.call(LEAVE, &[("org", &id)]).await;
    assert_eq!(alone.status, 422);
    assert!(alone.json::<AppError>().message.starts_with("Nobody else is in Acme. Delete it instead"), "{alone:?}");
    let _admin = app.signed_in_as(OrgRole::Admin, &org).await;
    owner.browser.submit(OWN, LEAVE, &[("org", &id)]).await.expect_redirect(OWN);
    owner.browser.open(OWN).await.expect_page(200, "You are its last owner. Make somebody else an owner first");
    let refused = owner.browser.call(LEAVE, &[("org", &id)]).await;
    let sentence = "You are the last owner of Acme. Make somebody else an owner first, or delete it.";
    assert_eq!((refused.status, refused.json::<AppError>().message.as_str()), (422, sentence));
    assert!(app.audit("member.left").await.is_empty());
    app.done().await;
}

#[tokio::test]
async fn of_two_owners_who_leave_at_the_same_moment_one_stays() {
    let app = TestApp::start().await;
    let (mut first, org) = app.owner_of("Acme").await;
    let mut second = app.signed_in_as(OrgRole::Owner, &org).await;
    for round in 0..20 {
        let ((one, first_got), (two, second_got)) = tokio::join!(leave(first, &org), leave(second, &org));
        (first, second) = (one, two);
        let mut got = [first_got, second_got];
        got.sort_unstable();
        assert_eq!(got, [200, 422], "round {round}");
        let owners: i64 = app
            .ask("select count(*) from memberships where org_id = $1::uuid and role = 'owner'", &org.id.to_string())
            .await;
        assert_eq!(owners, 1, "round {round}");
        app.join(if first_got == 200 { &first } else { &second }, OrgRole::Owner, &org).await;
    }
    app.done().await;
}

/// Whatever path a later feature takes, and whatever it forgets to ask.
#[tokio::test]
async fn the_database_itself_keeps_an_owner_who_can_sign_in() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let other = app.signed_in_as(OrgRole::Admin, &org).await;
    let (id, user) = (org.id.to_string(), owner.user.to_string());
    app.run(
        "update organizations set deletion = gen_random_uuid(), deleted_at = now(), purge_at = now() where personal",
    )
    .await
    .unwrap();
    let deleted = "update users set deletion = gen_random_uuid(), deleted_at = now(), purge_at = now() where id = ";
    for wrong in [
        format!("update memberships set role = 'member' where org_id = '{id}'"),
        format!("delete from memberships where org_id = '{id}' and user_id = '{user}'"),
        format!("delete from users where id = '{user}'"),
        format!("{deleted} '{user}'"),
        format!(
            "{deleted} '{}'; update memberships set role = case user_id when '{user}' then 'admin' else 'owner' end where org_id = '{id}'",
            other.user
        ),
    ] {
        let refused = app.run(&wrong).await.expect_err(&wrong);
        let constraint = refused.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
        assert_eq!(constraint.as_deref(), Some("organizations_keep_owner"), "{wrong}: {refused}");
    }
    let hand_over = format!(
        "update memberships set role = case user_id when '{user}' then 'admin' else 'owner' end where org_id = '{id}'"
    );
    app.run(&hand_over).await.expect("to hand over in one step is fine");
    app.run(&hand_over.replace(&user, &other.user.to_string())).await.expect("and back");
    assert_eq!(delete(&mut owner, &org, "Acme").await, 200);
    app.run(&format!("delete from memberships where org_id = '{id}'"))
        .await
        .expect("a deleted organization needs none");
    let back = format!(
        "update organizations set deletion = null, deleted_at = null, purge_at = null, deleted_by = null where id = '{id}'"
    );
    assert!(app.run(&back).await.is_err(), "but to come back it needs one");
    app.done().await;
}
