//! Tokens by their doors. Signatures are checked with another library than the one that signs.

mod ends;
mod forged;
mod places;

use crate::{
    kernel::{
        clock::Clock,
        token::{self, AHEAD, KEPT},
    },
    model::{OrgRole, WorkspacePermission},
    tests::support::{Answer, Browser, Org, Person, TestApp},
};
use axum::http::{Method, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::{Value, json};
use time::Duration;

const SEE: &[WorkspacePermission] = &[WorkspacePermission::SeeContent];

/// An organization whose owner manages its first workspace, "General".
async fn house(app: &TestApp) -> (Person, Org, String) {
    let (owner, org) = app.owner_of("Acme").await;
    let workspace: String =
        app.ask("select id::text from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
    (owner, org, workspace)
}

fn with(app: &TestApp, bearer: &str) -> Browser {
    let mut program = app.browser();
    program.headers.insert(header::AUTHORIZATION, format!("Bearer {bearer}").parse().unwrap());
    program
}

async fn ask(browser: &mut Browser, body: Value) -> Answer {
    browser.rest(Method::POST, "/api/v1/tokens", Some(body)).await
}

async fn token_for(browser: &mut Browser, body: Value) -> String {
    let answer = ask(browser, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    answer.json::<Value>()["token"].as_str().unwrap().to_owned()
}

async fn introspect(app: &TestApp, asking: &str, token: &str) -> Value {
    let answer =
        with(app, asking).rest(Method::POST, "/api/v1/tokens/introspect", Some(json!({ "token": token }))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn part(token: &str, at: usize) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()
}

/// The key of the set that a token names, as a host product would find it.
async fn public_key(app: &TestApp, token: &str) -> Option<VerifyingKey> {
    let header: Value = serde_json::from_slice(&part(token, 0)).unwrap();
    assert_eq!(header["alg"], "EdDSA");
    let set: Value = app.browser().rest(Method::GET, "/.well-known/jwks.json", None).await.json();
    let key = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"])?.clone();
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    Some(VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap())
}

async fn is_signed(app: &TestApp, token: &str) -> bool {
    let (message, _) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&part(token, 2)).unwrap();
    public_key(app, token).await.is_some_and(|key| key.verify(message.as_bytes(), &signature).is_ok())
}

/// The status of an operation of the organization, asked with a bearer.
async fn organization(app: &TestApp, bearer: &str, org: &Org) -> u16 {
    with(app, bearer).rest(Method::GET, &format!("/api/v1/organizations/{}", org.id), None).await.status
}

#[tokio::test]
async fn a_token_says_whose_it_is_and_anybody_can_check_it() {
    let app = TestApp::start().await;
    let (mut owner, org, workspace) = house(&app).await;
    let place = json!({ "scope": "org", "organization_id": org.id });
    let token = token_for(&mut owner.browser, place).await;
    assert!(is_signed(&app, &token).await);
    let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    let now = app.clock.now().unix_timestamp();
    assert_eq!(claims["iss"], "http://localhost:3000");
    assert_eq!(claims["scope"], "org");
    assert_eq!(claims["org_id"], json!(org.id));
    assert_eq!(claims["org_role"], "owner");
    assert_eq!(claims["sub"], json!(owner.user));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + 600)));
    assert_eq!(claims["workspace_id"], Value::Null);

    let place = json!({ "scope": "workspace", "organization_id": org.id, "workspace_id": workspace });
    let token = token_for(&mut owner.browser, place).await;
    let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    assert_eq!(claims["scope"], "workspace");
    assert_eq!(claims["workspace_role"], "manager");
    assert_eq!(claims["org_role"], Value::Null);

    let key = app.key(&workspace, SEE).await;
    let token = token_for(&mut with(&app, &key), json!({ "scope": "workspace" })).await;
    let claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    assert_eq!(claims["permissions"], json!(["see_content"]));
    app.done().await;
}

#[tokio::test]
async fn organization_operations_want_a_token_for_the_organization() {
    let app = TestApp::start().await;
    let (mut owner, org, workspace) = house(&app).await;
    let for_org = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": org.id })).await;
    let place = json!({ "scope": "workspace", "organization_id": org.id, "workspace_id": workspace });
    let for_workspace = token_for(&mut owner.browser, place).await;
    let key = app.key(&workspace, SEE).await;
    assert_eq!(organization(&app, &for_org, &org).await, 200);
    assert_eq!(organization(&app, &for_workspace, &org).await, 403, "whatever the role of who has it");
    assert_eq!(organization(&app, &key, &org).await, 403);

    let (_, other) = app.owner_of("Other").await;
    for bearer in [&for_org, &for_workspace] {
        assert_eq!(organization(&app, bearer, &other).await, 404, "another organization doesn't exist");
    }
    for (bearer, name) in [(&for_org, "token"), (&for_workspace, "token")] {
        let answer = ask(&mut with(&app, bearer), json!({ "scope": "org", "organization_id": org.id })).await;
        assert_eq!(answer.status, 403, "a {name} doesn't get another: {answer:?}");
    }
    let answer = ask(&mut with(&app, &key), json!({ "scope": "org", "organization_id": org.id })).await;
    assert_eq!(answer.status, 403, "a key of a workspace doesn't become one of the organization: {answer:?}");
    app.done().await;
}

#[tokio::test]
async fn what_is_altered_old_or_for_others_is_refused_alike() {
    let app = TestApp::start().await;
    let (mut owner, org, _) = house(&app).await;
    let token = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": org.id })).await;
    let [head, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let mut header: Value = serde_json::from_slice(&part(&token, 0)).unwrap();
    let mut claims: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    claims["org_role"] = json!("admin");
    let other_body = encode(&claims);
    header["alg"] = json!("none");
    let no_algorithm = encode(&header);
    header["alg"] = json!("HS256");
    let symmetric = encode(&header);
    header["alg"] = json!("EdDSA");
    header["kid"] = json!("01890000-0000-7000-8000-000000000000");
    let other_key = encode(&header);
    let mut answers = Vec::new();
    for bad in [
        format!("{head}.{other_body}.{signature}"),
        format!("{no_algorithm}.{body}."),
        format!("{symmetric}.{body}.{signature}"),
        format!("{other_key}.{body}.{signature}"),
        format!("{head}.{body}"),
        "tnt_abcdef012345_0123456789abcdef0123456789abcdef0123456789abcdef".to_owned(),
        "nonsense".to_owned(),
    ] {
        let path = format!("/api/v1/organizations/{}", org.id);
        let answer = with(&app, &bad).rest(Method::GET, &path, None).await;
        assert_eq!(answer.status, 401, "{bad}");
        assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
        answers.push(answer.body);
    }
    assert_eq!(organization(&app, &token, &org).await, 200);
    app.clock.forward(Duration::minutes(10));
    let late = with(&app, &token).rest(Method::GET, &format!("/api/v1/organizations/{}", org.id), None).await;
    assert_eq!(late.status, 401);
    answers.push(late.body);
    answers.dedup();
    assert_eq!(answers.len(), 1, "nobody learns what was wrong: {answers:?}");
    app.done().await;
}

#[tokio::test]
async fn a_change_of_rights_ends_what_stands_on_them() {
    let app = TestApp::start().await;
    let (mut owner, org, workspace) = house(&app).await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &org).await;
    let place = json!({ "scope": "org", "organization_id": org.id });
    let key = app.key(&workspace, SEE).await;

    let demoted = token_for(&mut admin.browser, place.clone()).await;
    assert_eq!(organization(&app, &demoted, &org).await, 200);
    assert_eq!(introspect(&app, &key, &demoted).await["active"], true);
    let member: String = app.ask("select id::text from memberships where role = 'admin' and $1 = ''", "").await;
    let path = format!("/api/v1/organizations/{}/members/{member}", org.id);
    let changed = owner.browser.rest(Method::PATCH, &path, Some(json!({ "role": "member", "version": 1 }))).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(organization(&app, &demoted, &org).await, 401, "on the next request");
    assert_eq!(introspect(&app, &key, &demoted).await, json!({ "active": false }));

    let signed_out = token_for(&mut admin.browser, place).await;
    assert_eq!(organization(&app, &signed_out, &org).await, 200);
    let answer = admin.browser.call("/forms/account/sign-out", &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(organization(&app, &signed_out, &org).await, 401, "with the session that it came from");

    let place = json!({ "scope": "workspace" });
    let of_key = token_for(&mut with(&app, &key), place).await;
    let other_key = app.key(&workspace, SEE).await;
    assert_eq!(introspect(&app, &other_key, &of_key).await["active"], true);
    let (prefix, _) = key.trim_start_matches("tnt_").split_once('_').unwrap();
    app.run(&format!("update api_keys set revoked_at = now() where prefix = '{prefix}'")).await.unwrap();
    assert_eq!(introspect(&app, &other_key, &of_key).await["active"], false, "with the key that it came from");
    assert_eq!(ask(&mut with(&app, &key), json!({ "scope": "workspace" })).await.status, 401);
    app.done().await;
}

#[tokio::test]
async fn others_learn_nothing_of_a_token() {
    let app = TestApp::start().await;
    let (mut owner, org, _) = house(&app).await;
    let token = token_for(&mut owner.browser, json!({ "scope": "org", "organization_id": org.id })).await;
    let (_, other) = app.owner_of("Other").await;
    let elsewhere: String =
        app.ask("select id::text from workspaces where org_id = $1::uuid", &other.id.to_string()).await;
    let key = app.key(&elsewhere, SEE).await;
    assert_eq!(introspect(&app, &key, &token).await, json!({ "active": false }));
    let body = Some(json!({ "token": token }));
    let answer = owner.browser.rest(Method::POST, "/api/v1/tokens/introspect", body).await;
    assert_eq!(answer.status, 403, "a session is of no organization in particular: {answer:?}");
    app.done().await;
}

#[tokio::test]
async fn a_retired_key_is_published_until_its_last_token_is_dead() {
    let app = TestApp::start().await;
    let (mut owner, org, _) = house(&app).await;
    let place = json!({ "scope": "org", "organization_id": org.id });
    let before = token_for(&mut owner.browser, place.clone()).await;
    let from = token::rotate(&app.kernel).await.unwrap();
    assert_eq!(from, app.clock.now() + AHEAD);
    let set = app.browser().rest(Method::GET, "/.well-known/jwks.json", None).await;
    assert_eq!(set.headers[header::CACHE_CONTROL], "public, max-age=300");
    assert!(AHEAD > KEPT, "a copy that was fetched before the new key ends before it signs");
    let kept = set.json::<Value>()["keys"].as_array().unwrap().clone();
    assert_eq!(kept.len(), 2, "the new key is published");

    app.clock.forward(AHEAD - Duration::seconds(1));
    let last = token_for(&mut owner.browser, place.clone()).await;
    assert_eq!(part(&before, 0), part(&last, 0), "and doesn't sign yet");
    app.clock.forward(Duration::seconds(1));
    let after = token_for(&mut owner.browser, place.clone()).await;
    let header: Value = serde_json::from_slice(&part(&after, 0)).unwrap();
    assert_ne!(part(&last, 0), part(&after, 0), "another key signs");
    assert!(kept.iter().any(|key| key["kid"] == header["kid"]), "whoever kept the set can check its tokens");
    assert!(is_signed(&app, &last).await && is_signed(&app, &after).await);
    assert_eq!(organization(&app, &last, &org).await, 200);
    app.clock.forward(Duration::minutes(12));
    assert!(public_key(&app, &last).await.is_none(), "nobody needs it any more");
    assert!(public_key(&app, &after).await.is_some());

    app.clock.forward(Duration::days(91));
    let mut owner = app.sign_in(owner).await;
    let aged = token_for(&mut owner.browser, place.clone()).await;
    assert_eq!(part(&after, 0), part(&aged, 0));
    app.clock.forward(AHEAD);
    let fresh = token_for(&mut owner.browser, place).await;
    assert_ne!(part(&aged, 0), part(&fresh, 0), "by age");
    app.done().await;
}

#[tokio::test]
async fn keys_that_are_rotated_at_once_sign_one_after_the_other() {
    let app = TestApp::start().await;
    let (mut owner, org, _) = house(&app).await;
    let place = json!({ "scope": "org", "organization_id": org.id });
    let mut signed = vec![part(&token_for(&mut owner.browser, place.clone()).await, 0)];
    for _ in 0..2 {
        token::rotate(&app.kernel).await.unwrap();
        app.clock.forward(Duration::minutes(1));
    }
    for minutes in [8, 1, 9] {
        app.clock.forward(Duration::minutes(minutes));
        signed.push(part(&token_for(&mut owner.browser, place.clone()).await, 0));
    }
    assert!(signed[0] != signed[1] && signed[1] != signed[2] && signed[0] != signed[2], "each was published first");
    assert_eq!(signed[2], signed[3]);
    app.done().await;
}

#[tokio::test]
async fn who_asks_first_at_once_gets_the_same_key() {
    let app = TestApp::start().await;
    let asked = (0..20).map(|_| {
        let kernel = app.kernel.clone();
        tokio::spawn(async move { token::key_set(&kernel).await.unwrap() })
    });
    let mut sets = Vec::new();
    for set in asked.collect::<Vec<_>>() {
        sets.push(set.await.unwrap());
    }
    sets.dedup();
    assert_eq!(sets.len(), 1);
    assert_eq!(sets[0]["keys"].as_array().unwrap().len(), 1);
    app.done().await;
}
