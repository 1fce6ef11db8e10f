//! The place that a key or token is for isn't open: every operation says so alike, introspection too.

use super::{SEE, organization, token_for, with};
use crate::tests::support::{Answer, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

/// Asks an operation inside, and introspection, with a bearer.
async fn ask(app: &TestApp, bearer: &str, token: &str) -> [Answer; 2] {
    let mut program = with(app, bearer);
    let introspected = json!({ "token": token });
    [
        program.rest(Method::GET, "/api/v1/forms", None).await,
        program.rest(Method::POST, "/api/v1/tokens/introspect", Some(introspected)).await,
    ]
}

#[tokio::test]
async fn a_workspace_that_is_not_open_answers_no_key_and_no_token() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let key = app.key(&room.id.to_string(), SEE).await;
    let place = json!({ "scope": "workspace", "organization_id": room.org.id, "workspace_id": room.id });
    let of_person = token_for(&mut owner.browser, place).await;
    let of_key = token_for(&mut with(&app, &key), json!({ "scope": "workspace" })).await;
    let of_org = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": room.org.id })).await;
    let base = format!("/api/v1/organizations/{}/workspaces", room.org.id);
    let made = owner.browser.rest(Method::POST, &base, Some(json!({ "name": "Other" }))).await.json::<Value>();
    let elsewhere = app.key(made["id"].as_str().unwrap(), SEE).await;
    let path = format!("{base}/{}", room.id);
    for bearer in [&key, &of_person, &of_key] {
        for answer in ask(&app, bearer, &of_person).await {
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
    let acts = [("suspend", 403), ("reactivate", 200), ("archive", 404), ("restore", 200), ("delete", 404)];
    for (version, (act, status)) in (1..).zip(acts) {
        let done = if act == "delete" {
            owner.browser.rest(Method::DELETE, &format!("{path}?version={version}"), None).await
        } else {
            let mut body = json!({ "version": version });
            if act == "suspend" {
                body["reason"] = json!("The invoice is open");
            }
            owner.browser.rest(Method::POST, &format!("{path}/{act}"), Some(body)).await
        };
        assert!(matches!(done.status, 200 | 204), "{act}: {done:?}");
        for bearer in [&key, &of_person, &of_key] {
            for answer in ask(&app, bearer, &of_person).await {
                assert_eq!(answer.status, status, "{act}: {answer:?}");
                if status == 403 {
                    let sentence = "The workspace General is suspended: The invoice is open. Ask an owner or admin.";
                    assert_eq!(answer.json::<Value>()["detail"], sentence);
                }
            }
        }
        let told = super::introspect(&app, &elsewhere, &of_person).await;
        assert_eq!(told["active"], status == 200, "{act}: another workspace of the organization asks");
        assert_eq!(organization(&app, &of_org, &room.org).await, 200, "{act}");
    }
    app.done().await;
}

#[tokio::test]
async fn a_deleted_organization_answers_none_of_its_tokens() {
    let app = TestApp::start().await;
    let (mut owner, room) = app.manager_of_room().await;
    let of_org = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": room.org.id })).await;
    let key = app.key(&room.id.to_string(), SEE).await;
    let fields = [("org", &*room.org.id.to_string()), ("confirm", "Acme")];
    assert_eq!(owner.browser.call("/forms/general/delete", &fields).await.status, 200);
    for bearer in [&of_org, &key] {
        let [_, introspected] = ask(&app, bearer, &of_org).await;
        assert_eq!(introspected.status, 404, "{introspected:?}");
    }
    assert_eq!(organization(&app, &of_org, &room.org).await, 404);
    app.done().await;
}
