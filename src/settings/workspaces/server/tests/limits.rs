//! No more workspaces than the plan has room for, whatever is asked at once.

use super::{ARCHIVE, DELETE, REACTIVATE, RESTORE, SUSPEND, Space, ask, ask_at, create, page, try_create};
use crate::{
    model::{AppError, OrgRole},
    tests::support::{Org, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

async fn choose(app: &TestApp, org: &Org, plan: &str) {
    app.run(&format!("update organizations set plan = '{plan}' where id = '{}'", org.id)).await.unwrap();
}

async fn counted(app: &TestApp, org: &Org) -> i64 {
    let sql = "select count(*) from workspaces where org_id = $1::uuid and state in ('active', 'suspended')";
    app.ask(sql, &org.id.to_string()).await
}

#[tokio::test]
async fn a_full_plan_is_told_before_and_after_and_what_is_suspended_counts() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let (list, new) = (page(&org), format!("{}/new", page(&org)));
    let open = owner.browser.open(&list).await;
    assert!(!open.body.contains("of the Self-hosted plan"), "nothing is said of what has no limit");
    choose(&app, &org, "starter").await;
    let refused = try_create(&mut owner.browser, &org, "North", "").await;
    assert_eq!(
        (refused.status, refused.json::<AppError>().message.as_str()),
        (422, "The one workspace of the Starter plan is taken. Archive or delete it, or have the plan changed.")
    );

    choose(&app, &org, "pro").await;
    let north = create(&app, &mut owner, &org, "North").await;
    owner.browser.open(&list).await.expect_page(200, "2 of the 3 workspaces of the Pro plan are taken; 1 is free.");
    let south = create(&app, &mut owner, &org, "South").await;
    assert_eq!(ask(&app, &mut owner.browser, SUSPEND, &org, &south, &[]).await.status, 200);
    let all = "All 3 workspaces of the Pro plan are taken. Archive or delete one, or have the plan changed.";
    owner.browser.open(&list).await.expect_page(200, all);
    owner.browser.open(&new).await.expect_page(200, all);
    let refused = try_create(&mut owner.browser, &org, "East", "").await;
    assert_eq!((refused.status, refused.json::<AppError>().message.as_str()), (422, all), "suspended, it counts");
    let path = format!("/api/v1/organizations/{}/workspaces", org.id);
    let refused = owner.browser.rest(Method::POST, &path, Some(json!({ "name": "East" }))).await;
    assert_eq!((refused.status, &refused.json::<Value>()["detail"]), (422, &json!(all)));

    assert_eq!(ask(&app, &mut owner.browser, ARCHIVE, &org, &south, &[]).await.status, 200);
    let east = create(&app, &mut owner, &org, "East").await;
    let refused = ask(&app, &mut owner.browser, RESTORE, &org, &south, &[]).await;
    let says = format!("South can’t come back. {all}");
    assert_eq!((refused.status, refused.json::<AppError>().message.as_str()), (422, says.as_str()));
    let body = json!({ "version": super::version(&app, &south).await });
    let refused = owner.browser.rest(Method::POST, &format!("{path}/{}/restore", south.id), Some(body)).await;
    assert_eq!((refused.status, &refused.json::<Value>()["detail"]), (422, &json!(says)));
    let confirm = [("confirm", east.name.as_str())];
    assert_eq!(ask(&app, &mut owner.browser, DELETE, &org, &east, &confirm).await.status, 200);
    assert_eq!(ask(&app, &mut owner.browser, RESTORE, &org, &south, &[]).await.status, 200, "what was deleted is free");

    choose(&app, &org, "starter").await;
    assert_eq!(ask(&app, &mut owner.browser, SUSPEND, &org, &north, &[]).await.status, 200);
    assert_eq!(ask(&app, &mut owner.browser, REACTIVATE, &org, &north, &[]).await.status, 200, "it counted all along");
    assert_eq!(try_create(&mut owner.browser, &org, "West", "").await.status, 422);
    assert_eq!(counted(&app, &org).await, 3, "a smaller plan takes nothing away");
    app.done().await;
}

#[tokio::test]
async fn of_many_who_create_and_restore_at_once_as_many_as_there_is_room_for_do() {
    let app = TestApp::start().await;
    let (mut owner, org) = app.owner_of("Acme").await;
    let admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let mut archived: Vec<Space> = Vec::new();
    for number in 0..12 {
        archived.push(create(&app, &mut owner, &org, &format!("Old {number}")).await);
    }
    app.run("update workspaces set state = 'archived' where name like 'Old %'").await.unwrap();
    choose(&app, &org, "business").await;
    // Of ten, three are there.
    for name in ["North", "South"] {
        create(&app, &mut owner, &org, name).await;
    }
    // More than there are connections to the database: whoever waits in line has one.
    let creates = (0..12).map(|number| {
        let (mut browser, org) = (admin.browser.clone(), org.clone());
        async move { try_create(&mut browser, &org, &format!("New {number}"), "").await.status }
    });
    let restores = archived.iter().map(|space| {
        let (mut browser, org, space) = (owner.browser.clone(), org.clone(), space.clone());
        async move { ask_at(&mut browser, RESTORE, &org, &space, 1, &[]).await.status }
    });
    let (created, restored) = tokio::join!(futures::future::join_all(creates), futures::future::join_all(restores));
    let statuses = [created, restored].concat();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 7, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 17, "{statuses:?}");
    assert_eq!(counted(&app, &org).await, 10);
    app.done().await;
}
