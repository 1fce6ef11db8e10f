//! Members by programs: what the pages do, and what they refuse.

use super::role;
use crate::{
    model::OrgRole,
    tests::support::{Answer, Browser, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

async fn post(browser: &mut Browser, path: &str, body: Option<Value>) -> Answer {
    browser.rest(Method::POST, path, body).await
}

#[tokio::test]
async fn a_program_does_to_a_member_what_the_page_does() {
    let app = TestApp::start().await;
    let (owner, org) = app.owner_of("Acme").await;
    let mut browser = owner.browser.clone();
    let ana = app.signed_in_as(OrgRole::Admin, &org).await;
    let of = format!("{}{}", org.id, ana.user);
    let member: String =
        app.ask("select id::text from memberships where org_id::text || user_id::text = $1", &of).await;
    let members = format!("/api/v1/organizations/{}/members", org.id);
    let one = format!("{members}/{member}");
    let found = browser.rest(Method::GET, &one, None).await.json::<Value>();
    assert_eq!((&found["email"], &found["suspended_at"]), (&json!(ana.email), &Value::Null), "{found}");
    assert_eq!(found["sessions"].as_array().map(Vec::len), Some(1));

    let mut version = found["version"].as_i64();
    for (what, suspended) in [("suspend", true), ("end-sessions", true), ("reactivate", false)] {
        let path = format!("{one}/{what}");
        let answer = post(&mut browser, &path, Some(json!({ "version": version }))).await;
        assert_eq!(
            (answer.status, &answer.json::<Value>()["suspended"]),
            (200, &json!(suspended)),
            "{what}: {answer:?}"
        );
        let stale = post(&mut browser, &path, Some(json!({ "version": 0 }))).await;
        assert_eq!(stale.status, 409, "{what}: {stale:?}");
        version = answer.json::<Value>()["version"].as_i64();
    }
    assert_eq!(ana.browser.clone().open("/o/acme").await.status, 303, "signed out");

    let gone = browser.rest(Method::DELETE, &format!("{one}?version={}", version.unwrap()), None).await;
    assert_eq!(gone.status, 204, "{gone:?}");
    assert_eq!(browser.rest(Method::GET, &one, None).await.status, 404);
    let former = format!("/api/v1/organizations/{}/former-members", org.id);
    let listed = browser.rest(Method::GET, &former, None).await.json::<Value>();
    assert_eq!(listed["former_members"][0]["user"], json!(ana.user.to_string()), "{listed}");
    let back = post(&mut browser, &format!("{former}/{}/reinstate", ana.user), None).await;
    assert_eq!((back.status, &back.json::<Value>()["role"]), (200, &json!("admin")), "{back:?}");
    assert_eq!(role(&app, &org, &ana).await, "admin");
    let late = post(&mut browser, &format!("{former}/{}/reinstate", ana.user), None).await;
    assert_eq!(late.status, 404, "{late:?}");

    let nonsense = browser.rest(Method::GET, &format!("{members}?show=nonsense"), None).await;
    assert_eq!((nonsense.status, &nonsense.json::<Value>()["errors"][0]["field"]), (422, &json!("show")));
    for show in ["", "suspended", "owner"] {
        assert_eq!(browser.rest(Method::GET, &format!("{members}?show={show}"), None).await.status, 200, "{show}");
    }
    app.done().await;
}
