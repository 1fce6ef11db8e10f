//! What of several changes at the same moment comes true.

use super::{ARCHIVE, DELETE, RESTORE, SUSPEND, ask_at, create, state, try_create, version};
use crate::{
    model::{AppError, OrgRole},
    tests::support::TestApp,
};
use serde_json::Value;

#[tokio::test]
async fn of_two_who_want_one_address_one_gets_it() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let admin = app.signed_in_as(OrgRole::Admin, &org).await;
    for turn in 0..8 {
        let slug = format!("north-{turn}");
        let (mut first, mut second) = (owner.browser.clone(), admin.browser.clone());
        let (one, two) = tokio::join!(
            try_create(&mut first, &org, "North", &slug),
            try_create(&mut second, &org, "Northern", &slug)
        );
        let mut answers = [one, two];
        answers.sort_by_key(|answer| answer.status);
        assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 422], "{answers:?}");
        assert_eq!(
            answers[1].json::<AppError>().at("slug"),
            Some("This address is taken. Choose another one."),
            "the other is told at the field"
        );
    }
    let made: i64 = app.ask("select count(*) from workspaces where slug like $1", "north-%").await;
    let managed: i64 = app
        .ask("select count(*) from workspaces w join workspace_memberships m on m.workspace_id = w.id where w.slug like $1", "north-%")
        .await;
    assert_eq!((made, managed), (8, 8), "what came to nothing left nothing");
    app.done().await;
}

#[tokio::test]
async fn of_several_who_act_at_once_one_does_and_the_others_are_told_who() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let admin = app.signed_in_as(OrgRole::Admin, &org).await;
    for turn in 0..6 {
        let space = create(&app, &mut owner, &org, &format!("North {turn}")).await;
        let read = version(&app, &space).await;
        let confirm = [("confirm", space.name.as_str())];
        let asks = [(SUSPEND, &owner), (ARCHIVE, &admin), (DELETE, &owner), (SUSPEND, &admin)].map(|(door, by)| {
            let (mut browser, org, space) = (by.browser.clone(), org.clone(), space.clone());
            async move { ask_at(&mut browser, door, &org, &space, read, &confirm).await }
        });
        let answers = futures::future::join_all(asks).await;
        let done = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{answers:?}");
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 404 | 409)), "{answers:?}");
    }
    let acted: i64 = app
        .ask("select count(*) from audit_log where action in ('workspace.suspended', 'workspace.archived', 'workspace.deletion_started') and $1 = ''", "")
        .await;
    assert_eq!(acted, 6);
    app.done().await;
}

#[tokio::test]
async fn of_a_restore_and_a_deletion_one_wins() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let admin = app.signed_in_as(OrgRole::Admin, &org).await;
    for turn in 0..6 {
        let space = create(&app, &mut owner, &org, &format!("Torn {turn}")).await;
        let read = version(&app, &space).await;
        assert_eq!(ask_at(&mut owner.browser, ARCHIVE, &org, &space, read, &[]).await.status, 200);
        let (mut first, mut second) = (owner.browser.clone(), admin.browser.clone());
        let confirm = [("confirm", space.name.as_str())];
        let (restored, deleted) = tokio::join!(
            ask_at(&mut first, RESTORE, &org, &space, read + 1, &[]),
            ask_at(&mut second, DELETE, &org, &space, read + 1, &confirm)
        );
        let became = state(&app, &space).await;
        match (restored.status, deleted.status) {
            (200, 409) => assert_eq!(became, "active"),
            (404, 200) => assert!(became == "deleting" || became == "gone", "{became}"),
            statuses => panic!("{statuses:?}"),
        }
        app.work().await;
        assert!(matches!(state(&app, &space).await.as_str(), "active" | "gone"));
    }
    let tallies: Value = app
        .ask("select jsonb_object_agg(kind, count) from (select kind, sum(count) as count from tallies where org_id = $1::uuid group by kind) t", &org.id.to_string())
        .await;
    let current: i64 = app
        .ask(
            "select count(*) from workspaces where org_id = $1::uuid and state in ('active', 'suspended')",
            &org.id.to_string(),
        )
        .await;
    assert_eq!(tallies["workspaces"].as_i64(), Some(current));
    assert_eq!(tallies["archived_workspaces"].as_i64(), Some(0));
    app.done().await;
}
