//! What a program sends: once or again, as which kind, and what the document says of it.

use super::{FILLS, LINK, OF_KEYS, begun, form, stored, with_key};
use crate::tests::support::TestApp;
use axum::http::{Method, header};
use futures::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn a_key_is_taken_where_nothing_changes_too() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let path = begun(&mut program, &form).await;
    let change = async |key: &str, body: Value| with_key(&program, key).rest(Method::PATCH, &path, Some(body)).await;
    let ready = json!({ "state": "ready", "pdf_url": LINK });
    let first = change("end-1", ready.clone()).await;
    assert_eq!(first.status, 200, "{first:?}");
    let same = change("end-2", ready.clone()).await;
    assert_eq!((same.status, same.json::<Value>()), (200, first.json::<Value>()), "the same once more");
    assert_eq!(change("end-2", ready.clone()).await.json::<Value>(), first.json::<Value>());
    let other = change("end-2", json!({ "state": "ready", "pdf_url": LINK, "fields": 3 })).await;
    assert_eq!(other.status, 409, "its key came with another request: {other:?}");
    assert!(other.json::<Value>()["detail"].as_str().unwrap().contains("Idempotency-Key"), "{other:?}");
    let answers = join_all((0..8).map(|_| change("end-3", ready.clone()))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let kept: i64 = app.ask("select count(*) from idempotent_requests where key like $1", "end-%").await;
    assert_eq!((kept, stored(&app, &workspace).await), (3, (1, 1, 0)));
    app.done().await;
}

#[tokio::test]
async fn what_is_neither_json_nor_a_form_is_not_read() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let path = begun(&mut program, &form).await;
    for (method, path, body) in [
        (Method::POST, FILLS, json!({ "form_id": form, "pdf_url": LINK })),
        (Method::PATCH, path.as_str(), json!({ "state": "ready", "pdf_url": LINK })),
    ] {
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "application/pdf", "multipart/mixed; boundary=x"]
        {
            let mut plain = program.clone();
            plain.headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            let refused = plain.rest(method.clone(), path, Some(body.clone())).await;
            assert_eq!(
                (refused.status, &refused.json::<Value>()["code"]),
                (415, &json!("unsupported_media_type")),
                "{kind}"
            );
        }
    }
    let mut plain = program.clone();
    plain.headers.insert(header::CONTENT_TYPE, "application/merge-patch+json; charset=utf-8".parse().unwrap());
    assert_eq!(plain.rest(Method::PATCH, &path, Some(json!({ "state": "ready", "pdf_url": LINK }))).await.status, 200);
    app.done().await;
}

#[tokio::test]
async fn the_document_says_what_each_form_has() {
    let app = TestApp::start().await;
    let document: Value = app.browser().rest(Method::GET, "/api/v1/openapi.json", None).await.json();
    let follow = |schema: &Value| {
        let at = schema["$ref"].as_str().expect("a schema of its own").trim_start_matches('#');
        document.pointer(at).expect("it is there").clone()
    };
    let mut said = Vec::new();
    for (path, method) in [("/fills", "post"), ("/fills/{fill}", "patch")] {
        let content = &document["paths"][path][method]["requestBody"]["content"];
        let form = follow(&content["multipart/form-data"]["schema"]);
        let (part, json) = (&form["properties"]["fill"], &content["application/json"]["schema"]);
        assert_eq!(part["$ref"], json["$ref"], "{path}: the same, either way");
        assert_eq!(form["required"], json!(["fill"]), "{path}: the PDF may be elsewhere");
        said.push(follow(part)["required"].clone());
    }
    assert_eq!(said, [json!(["form_id"]), json!(["state"])]);
    app.done().await;
}
