//! What of several changes at the same moment comes true.

use super::{CHANGE, REINSTATE, REMOVE, SUSPEND, ask, pick};
use crate::{
    model::{AppError, OrgRole},
    tests::support::{PASSWORD, TestApp},
};

#[tokio::test]
async fn two_owners_who_demote_each_other_leave_one() {
    let app = TestApp::start().await;
    let (one, org) = app.owner_of("Acme").await;
    let two = app.signed_in_as(OrgRole::Owner, &org).await;
    for turn in 0..20 {
        let reset: i64 = app
            .ask("with x as (update memberships set role = 'owner', suspended_at = null where org_id = $1::uuid returning 1) select count(*) from x", &org.id.to_string())
            .await;
        assert_eq!(reset, 2);
        let (of_one, of_two) = (pick(&app, &org, &one).await, pick(&app, &org, &two).await);
        let (mut first, mut second) = (one.browser.clone(), two.browser.clone());
        let doors = [CHANGE, SUSPEND, REMOVE];
        let (door, other) = (doors[turn % 2], doors[turn / 2 % 2]);
        let role = [("role", "admin")];
        let (two_picked, one_picked) = ([of_two.as_str()], [of_one.as_str()]);
        let (a, b) = tokio::join!(
            ask(&mut first, door, &org, &two_picked, &role),
            ask(&mut second, other, &org, &one_picked, &role)
        );
        let done = [a.status, b.status].iter().filter(|status| **status == 200).count();
        assert_eq!(done, 1, "{} {}", a.body, b.body);
        assert!(a.status < 500 && b.status < 500, "nobody waits for each other: {} {}", a.body, b.body);
        let owners: i64 = app
            .ask(
                "select count(*) from memberships where org_id = $1::uuid and role = 'owner' and suspended_at is null",
                &org.id.to_string(),
            )
            .await;
        assert_eq!(owners, 1, "turn {turn}");
    }
    app.done().await;
}

#[tokio::test]
async fn of_a_demotion_a_removal_and_a_suspension_at_once_one_happens() {
    let app = TestApp::start().await;
    let (one, org) = app.owner_of("Acme").await;
    let two = app.signed_in_as(OrgRole::Owner, &org).await;
    for _ in 0..5 {
        let target = app.signed_in_as(OrgRole::Owner, &org).await;
        let who = pick(&app, &org, &target).await;
        let asks = [(CHANGE, &one), (REMOVE, &two), (SUSPEND, &one), (REMOVE, &one)].map(|(door, by)| {
            let (mut browser, org, who) = (by.browser.clone(), org.clone(), who.clone());
            async move { ask(&mut browser, door, &org, &[&who], &[("role", "admin")]).await.status }
        });
        let statuses = futures::future::join_all(asks).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 404 | 409)), "{statuses:?}");
    }
    let lines: i64 = app.ask("select count(*) from audit_log where action like $1", "member.%").await;
    assert_eq!(lines, 5);
    app.done().await;
}

#[tokio::test]
async fn of_eight_who_are_reinstated_into_one_seat_one_comes_back() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut users = Vec::new();
    for _ in 0..8 {
        let member = app.signed_in_as(OrgRole::Member, &org).await;
        let who = pick(&app, &org, &member).await;
        assert_eq!(ask(&mut owner.browser.clone(), REMOVE, &org, &[&who], &[]).await.status, 200);
        users.push(member.user.to_string());
    }
    let _: i64 = app
        .ask(
            "with x as (update organizations set seat_limit = 2 where slug = $1 returning 1) select count(*) from x",
            &org.slug,
        )
        .await;
    let asks = users.iter().map(|user| {
        let (mut browser, id) = (owner.browser.clone(), org.id.to_string());
        async move { browser.call(REINSTATE, &[("org", &id), ("user", user)]).await.status }
    });
    let mut statuses = futures::future::join_all(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422, 422, 422, 422, 422]);
    app.done().await;
}

#[tokio::test]
async fn an_owner_whose_account_ends_meanwhile_is_no_owner_who_can_enter() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let leaves_first = async |door, deletes_first: bool| {
        let ana = app.signed_in_as(OrgRole::Owner, &org).await;
        let who = pick(&app, &org, &owner).await;
        let (mut first, mut second) = (ana.browser.clone(), ana.browser.clone());
        let fields = [("password", PASSWORD), ("confirm", ana.email.as_str())];
        let picked = [who.as_str()];
        let deletes = first.call("/forms/account/delete", &fields);
        let acts = ask(&mut second, door, &org, &picked, &[("role", "admin")]);
        let row = format!("select from organizations where id = '{}' for no key update", org.id);
        match deletes_first {
            true => app.in_turn(&row, deletes, acts).await,
            false => {
                let (acts, deletes) = app.in_turn(&row, acts, deletes).await;
                (deletes, acts)
            }
        }
    };
    for door in [CHANGE, SUSPEND, REMOVE] {
        let (deleted, acted) = leaves_first(door, true).await;
        assert_eq!((deleted.status, acted.status), (200, 422), "{door}: {deleted:?} {acted:?}");
        let refusal = acted.json::<AppError>().message;
        assert_eq!(refusal, "Olga Owner is the last owner who can enter. Make somebody else an owner first.");
    }
    let (deleted, acted) = leaves_first(SUSPEND, false).await;
    assert_eq!((deleted.status, acted.status), (422, 200), "{deleted:?} {acted:?}");
    app.done().await;
    assert_eq!(app.deadlocks().await, 0);
}
