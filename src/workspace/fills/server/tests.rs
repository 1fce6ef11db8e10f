//! Fills, by the doors that people and programs use.

mod cost;
mod sent;

use crate::{
    model::{OrgRole, WorkspacePermission, WorkspaceRole},
    tests::support::{Answer, Browser, TestApp, Workspace, pdf},
};
use axum::http::{Method, header};
use futures::future::join_all;
use serde_json::{Value, json};

const OF_KEYS: &[WorkspacePermission] = &WorkspacePermission::OF_KEYS;
const FILLS: &str = "/api/v1/fills";
const LINK: &str = "https://files.example.com/a.pdf";

async fn form(program: &mut Browser, name: &str) -> String {
    let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": name }))).await.json();
    form["id"].as_str().expect("a form has an id").to_owned()
}

async fn report(program: &mut Browser, body: Value) -> Answer {
    program.rest(Method::POST, FILLS, Some(body)).await
}

/// Where a fill is that was begun.
async fn begun(program: &mut Browser, form: &str) -> String {
    let fill: Value = report(program, json!({ "form_id": form, "state": "processing" })).await.json();
    format!("{FILLS}/{}", fill["id"].as_str().unwrap())
}

async fn report_pdf(program: &mut Browser, form: &str, content: &[u8]) -> Answer {
    let fill = json!({ "form_id": form, "processing_ms": 1_250, "fields": 1_234 }).to_string();
    program.rest_form(Method::POST, FILLS, &[("fill", "", fill.as_bytes()), ("pdf", "a.pdf", content)]).await
}

fn with_key(program: &Browser, key: &str) -> Browser {
    let mut program = program.clone();
    program.headers.insert("idempotency-key", key.parse().unwrap());
    program
}

/// The fields that a refusal names.
fn wrong(answer: &Answer) -> Vec<String> {
    let problem: Value = answer.json();
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    let fields = problem["errors"].as_array().expect("a problem has errors").iter();
    fields.map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

/// How many fills there are, how many were counted, and how many files are stored.
async fn stored(app: &TestApp, workspace: &Workspace) -> (i64, i64, i64) {
    let rows = app.ask("select count(*) from fills where workspace_id = $1::uuid", &workspace.id).await;
    let counted = "select coalesce(sum(count), 0)::bigint from fill_counts where workspace_id = $1::uuid";
    let folder = format!("organizations/{}/workspaces/{}", workspace.org.id, workspace.id);
    (rows, app.ask(counted, &workspace.id).await, app.kernel.storage.count_below(&folder).await.unwrap())
}

#[tokio::test]
async fn a_pdf_comes_back_byte_by_byte_to_who_may_see_it_and_to_nobody_else() {
    let app = TestApp::start().await;
    let mut workspace = app.workspace().await;
    app.run("update workspaces set language = 'de', date_format = 'dots', decimals = 1, dpi = 150").await.unwrap();
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Übergabe \"2\"").await;
    let content = pdf("Admission", 6 * 1024 * 1024);
    let answer = report_pdf(&mut program, &form, &content).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let fill: Value = answer.json();
    assert_eq!(
        (&fill["state"], &fill["pdf_bytes"], &fill["pdf_url"]),
        (&json!("ready"), &json!(content.len()), &json!(null))
    );
    assert_eq!((&fill["pdf_pages"], &fill["pdf_width_pt"]), (&json!(1), &json!(595.0)));
    assert_eq!(stored(&app, &workspace).await, (1, 1, 1));
    let id = fill["id"].as_str().unwrap();
    assert_eq!(program.rest(Method::GET, &format!("{FILLS}/{id}"), None).await.json::<Value>(), fill);
    let path = format!("{FILLS}/{id}/pdf");
    assert!(program.rest(Method::GET, &path, None).await.bytes == content, "by the API");

    let page = workspace.page(&format!("fills/{id}"));
    let file = format!("{page}/pdf");
    let mut viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    viewer.browser.headers.insert(header::ACCEPT_ENCODING, "br, gzip".parse().unwrap());
    let answer = viewer.browser.open(&file).await;
    assert!(answer.status == 200 && answer.bytes == content, "by the page, as it was");
    for (name, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"bergabe-2.pdf\"; filename*=UTF-8''%C3%9Cbergabe%20%222%22.pdf",
        ),
    ] {
        assert_eq!(answer.headers[&name], value);
    }
    assert!(answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().ends_with("sandbox"));
    viewer.browser.headers.clear();
    let shown = viewer.browser.open(&page).await;
    shown
        .expect_page(200, "1,3 s")
        .expect_page(200, "1.234")
        .expect_page(200, "6,3 MB, 1 page of 1240 × 1754 pixels at 150 dpi")
        .expect_page(200, "01.03.2030, ");
    viewer.browser.open(&workspace.page("fills")).await.expect_page(200, "1,3 s").expect_page(200, "Übergabe");

    let mut member = app.signed_in_as(OrgRole::Member, &workspace.org).await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &workspace.org).await;
    app.run(&format!("delete from workspace_memberships where user_id = '{}'", workspace.owner.user)).await.unwrap();
    for person in [&mut member, &mut admin, &mut workspace.owner] {
        for page in [&page, &file] {
            assert_eq!(person.browser.open(page).await.status, 404, "{page}");
        }
    }
    let login = format!("/login?next={}", file.replace('/', "%2F"));
    app.browser().open(&file).await.expect_redirect(&login);
    let elsewhere = app.workspace().await;
    let mut stranger = app.program(&elsewhere, OF_KEYS).await;
    let found = stranger.rest(Method::GET, &path, None).await;
    assert_eq!(found.status, 404);
    let none = stranger.rest(Method::GET, &path.replace(id, &form), None).await;
    assert_eq!(found.body, none.body, "as if there were none");
    app.done().await;
}

#[tokio::test]
async fn a_fill_whose_pdf_is_elsewhere_leads_there() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let fill: Value = report(&mut program, json!({ "form_id": form, "pdf_url": LINK })).await.json();
    let page = workspace.page(&format!("fills/{}", fill["id"].as_str().unwrap()));
    let mut browser = workspace.owner.browser.clone();
    browser.open(&format!("{page}/pdf")).await.expect_redirect(&page);
    browser
        .open(&page)
        .await
        .expect_page(200, &format!("href=\"{LINK}\""))
        .expect_page(200, "Open the PDF at files.example.com")
        .expect_page(200, "rel=\"noreferrer\"");
    let path = format!("{FILLS}/{}/pdf", fill["id"].as_str().unwrap());
    program.rest(Method::GET, &path, None).await.expect_redirect(LINK);
    let body = json!({ "form_id": form, "pdf_url": "https://EXÄMPLE.com:8443/a.pdf" });
    let fill: Value = report(&mut program, body).await.json();
    let other = workspace.page(&format!("fills/{}", fill["id"].as_str().unwrap()));
    browser.open(&other).await.expect_page(200, "Open the PDF at xn--exmple-cua.com");
    assert_eq!(stored(&app, &workspace).await, (2, 2, 0));
    app.done().await;
}

#[tokio::test]
async fn requests_with_one_key_report_once_whatever_comes_at_the_same_time() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let body = json!({ "form_id": form, "pdf_url": LINK });
    let mut same: Vec<Browser> = (0..12).map(|_| with_key(&program, "order-77")).collect();
    let answers = join_all(same.iter_mut().map(|one| report(one, body.clone()))).await;
    assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
    assert!(answers.iter().all(|answer| answer.json::<Value>() == answers[0].json::<Value>()), "one answer for all");
    assert_eq!(stored(&app, &workspace).await, (1, 1, 0));
    assert_eq!(app.told("fill.ready").await.len(), 1);

    let other = report(&mut with_key(&program, "order-77"), json!({ "form_id": form, "state": "processing" })).await;
    assert_eq!(other.status, 409, "another request: {other:?}");
    let batch = json!({ "fills": [body.clone()] });
    let other = with_key(&program, "order-77").rest(Method::POST, "/api/v1/fills:batch", Some(batch)).await;
    assert_eq!(other.status, 409, "another address");
    let mut colleague = app.program(&workspace, OF_KEYS).await;
    assert_eq!(
        report(&mut with_key(&colleague, "order-77"), body.clone()).await.status,
        201,
        "another's key is another"
    );
    assert_eq!(stored(&app, &workspace).await, (2, 2, 0));
    let spaced = report(&mut with_key(&colleague, "order 77"), body.clone()).await;
    assert_eq!(spaced.status, 400, "{spaced:?}");

    let content = pdf("Once", 0);
    for _ in 0..3 {
        assert_eq!(report_pdf(&mut with_key(&colleague, "order-78"), &form, &content).await.status, 201);
    }
    assert_eq!(report_pdf(&mut with_key(&colleague, "order-78"), &form, &pdf("Other", 0)).await.status, 409);
    assert_eq!(stored(&app, &workspace).await, (3, 3, 1), "one file, and none of those that were sent again");
    let refused =
        report(&mut with_key(&colleague, "order-79"), json!({ "form_id": workspace.id, "pdf_url": LINK })).await;
    assert_eq!(refused.status, 422);
    let again = report(&mut with_key(&colleague, "order-79"), body.clone()).await;
    assert_eq!(again.status, 201, "what was refused took no key");
    app.clock.forward(time::Duration::hours(25));
    assert_eq!(report(&mut with_key(&colleague, "order-79"), body).await.status, 201, "a day later it is done again");
    assert_eq!(report(&mut colleague, json!({ "form_id": form, "pdf_url": LINK })).await.status, 201);
    assert_eq!(stored(&app, &workspace).await, (6, 6, 1));
    app.done().await;
}

#[tokio::test]
async fn a_batch_is_stored_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, &[WorkspacePermission::ReportFills]).await;
    let mut editor = app.program(&workspace, OF_KEYS).await;
    let (one, two) = (form(&mut editor, "One").await, form(&mut editor, "Two").await);
    let ready = |form: &str| json!({ "form_id": form, "pdf_url": LINK, "processing_ms": 5, "fields": 3 });
    let send = async |program: &mut Browser, fills: Vec<Value>| {
        program.rest(Method::POST, "/api/v1/fills:batch", Some(json!({ "fills": fills }))).await
    };
    let mut fills: Vec<Value> = (0..97).map(|at| ready(if at % 2 == 0 { &one } else { &two })).collect();
    fills.push(json!({ "form_id": one, "state": "processing" }));
    fills.push(json!({ "form_id": one, "state": "failed", "failure": "No ink." }));
    let answer = send(&mut program, fills.clone()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let answered: Value = answer.json();
    assert_eq!(answered["fills"].as_array().unwrap().len(), 99);
    assert_eq!(answered["fills"][98]["failure"], "No ink.");
    assert_eq!(stored(&app, &workspace).await, (99, 97, 0));
    let told = app.told("fill.ready").await;
    assert_eq!((told.len(), told[0]["fills"].as_array().unwrap().len()), (1, 97), "one line for the batch");
    assert_eq!(told[0]["fills"][1], json!({ "fill": answered["fills"][1]["id"], "form": two }));
    assert_eq!((app.told("fill.started").await.len(), app.told("fill.failed").await.len()), (1, 1));
    assert_eq!(app.audit("fill.ready").await.len(), 0, "usage is counted, and stands in no log");

    let bad = vec![
        ready(&one),
        json!({ "form_id": "x", "pdf_url": LINK }),
        json!({ "pdf_url": LINK }),
        json!({ "form_id": one }),
        json!({ "form_id": one, "pdf_url": "ftp://x", "fields": -1 }),
    ];
    let refused = send(&mut program, bad).await;
    assert_eq!(refused.status, 422);
    let fields = ["fills[1].form_id", "fills[2].form_id", "fills[3].pdf_url", "fills[4].fields", "fills[4].pdf_url"];
    assert_eq!(wrong(&refused), fields);
    let unknown = json!({ "form_id": one, "pdf_url": LINK, "session_id": one, "profile_id": two });
    let refused = send(&mut program, vec![ready(&one), ready(&workspace.id), unknown]).await;
    assert_eq!(wrong(&refused), ["fills[1].form_id", "fills[2].session_id", "fills[2].profile_id"]);
    for fills in [vec![], vec![ready(&one); 101]] {
        assert_eq!(wrong(&send(&mut program, fills).await), ["fills"]);
    }
    assert_eq!(stored(&app, &workspace).await, (99, 97, 0), "nothing of any of it");
    assert_eq!(program.rest(Method::GET, FILLS, None).await.status, 403, "this key reports and reads nothing");

    let mut seen = Vec::new();
    let mut path = FILLS.to_owned();
    loop {
        let page: Value = editor.rest(Method::GET, &path, None).await.json();
        seen.extend(page["fills"].as_array().unwrap().iter().map(|fill| fill["id"].clone()));
        let Some(older) = page["older"].as_str() else { break };
        path = format!("{FILLS}?older={older}");
    }
    let reported: Vec<Value> =
        answered["fills"].as_array().unwrap().iter().rev().map(|fill| fill["id"].clone()).collect();
    assert_eq!(seen, reported, "each once, the newest first");
    let of_two: Value = editor.rest(Method::GET, &format!("{FILLS}?form_id={two}&state=ready"), None).await.json();
    assert_eq!(of_two["fills"].as_array().unwrap().len(), 48);
    app.done().await;
}

#[tokio::test]
async fn bad_input_stores_and_counts_nothing() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let large = report_pdf(&mut program, &form, &pdf("Large", 25 * 1024 * 1024)).await;
    assert_eq!(
        (large.status, large.json::<Value>()["detail"].clone()),
        (413, json!("A PDF may have at most 25 MB. Nothing was stored."))
    );
    for content in [&b"GIF89a, and more"[..], b"%PD", b"x%PDF-1.4", b"%PDF-", b"%PDF-1.4\n<html><h1>None</h1></html>"] {
        let refused = report_pdf(&mut program, &form, content).await;
        assert_eq!((refused.status, wrong(&refused)), (422, vec!["pdf".to_owned()]));
    }
    assert_eq!(wrong(&report_pdf(&mut program, &form, b"").await), ["pdf_url"], "no PDF at all");
    let fill = json!({ "form_id": workspace.id }).to_string();
    let parts = [("pdf", "a.pdf", &pdf("A", 0)[..]), ("fill", "", fill.as_bytes())];
    assert_eq!(wrong(&program.rest_form(Method::POST, FILLS, &parts).await), ["form_id"], "the file goes again");
    let parts = [("pdf", "a.pdf", &pdf("A", 0)[..]), ("fill", "", b"{")];
    assert_eq!(program.rest_form(Method::POST, FILLS, &parts).await.status, 400);
    for (body, field) in [
        (json!({ "pdf_url": LINK }), "form_id"),
        (json!({ "form_id": 7, "pdf_url": LINK }), "form_id"),
        (json!({ "form_id": form, "pdf_url": LINK, "fields": "three" }), "fields"),
        (json!({ "form_id": form, "pdf_url": LINK, "state": "done" }), "state"),
        (json!({ "form_id": form, "pdf_url": "javascript:alert(1)" }), "pdf_url"),
        (json!({ "form_id": form, "state": "failed", "failure": "x".repeat(501) }), "failure"),
    ] {
        let refused = report(&mut program, body).await;
        assert_eq!((refused.status, wrong(&refused)), (422, vec![field.to_owned()]));
    }
    let long = report(&mut program, json!({ "form_id": form, "failure": "x".repeat(1_100_000) })).await;
    assert_eq!((long.status, long.json::<Value>()["status"].clone()), (413, json!(413)));
    let session = workspace.owner.browser.clone().rest(Method::POST, FILLS, Some(json!({ "form_id": form }))).await;
    assert_eq!(session.status, 403, "a session is for no workspace in particular");

    let body = json!({ "form_id": form, "pdf_url": LINK });
    app.run(&format!("update workspaces set state = 'suspended', reason = 'Unpaid' where id = '{}'", workspace.id))
        .await
        .unwrap();
    let refused = report(&mut program, body.clone()).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json::<Value>()["detail"].as_str().unwrap().contains("suspended: Unpaid"), "{refused:?}");
    assert_eq!(report_pdf(&mut program, &form, &pdf("A", 0)).await.status, 403);
    app.run(&format!("update workspaces set state = 'archived', reason = '' where id = '{}'", workspace.id))
        .await
        .unwrap();
    assert_eq!(report(&mut program, body).await.status, 404);
    tokio::task::yield_now().await;
    assert_eq!(stored(&app, &workspace).await, (0, 0, 0));
    assert_eq!(app.told("fill.ready").await.len(), 0);
    app.done().await;
}

#[tokio::test]
async fn a_fill_that_was_under_way_ends_once() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let fill: Value = report(&mut program, json!({ "form_id": form, "state": "processing", "fields": 3 })).await.json();
    let path = format!("{FILLS}/{}", fill["id"].as_str().unwrap());
    assert_eq!(stored(&app, &workspace).await, (1, 0, 0));
    assert_eq!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.status, 404);
    let change = async |body: Value| program.clone().rest(Method::PATCH, &path, Some(body)).await;
    let failed: Value = change(json!({ "state": "failed", "failure": "No ink." })).await.json();
    assert_eq!((&failed["state"], &failed["fields"]), (&json!("failed"), &json!(3)));
    let corrected: Value = change(json!({ "state": "failed", "failure": "No ink.", "fields": 2 })).await.json();
    assert_eq!(corrected["fields"], 2, "what differs is no repetition");
    assert_eq!(wrong(&change(json!({ "state": "processing" })).await), ["state"]);
    assert_eq!(wrong(&change(json!({ "state": "ready" })).await), ["pdf_url"]);

    let json = json!({ "state": "ready", "processing_ms": 40 }).to_string();
    let content = pdf("At last", 0);
    let parts = [("fill", "", json.as_bytes()), ("pdf", "a.pdf", &content[..])];
    let ready = program.rest_form(Method::PATCH, &path, &parts).await;
    assert_eq!(ready.status, 200, "{ready:?}");
    assert_eq!(ready.json::<Value>()["failure"], "");
    assert!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.bytes == content);
    let again = program.rest_form(Method::PATCH, &path, &parts).await;
    assert_eq!((again.status, again.body), (200, ready.body), "the same PDF is no other ending");
    let other = [("fill", "", json.as_bytes()), ("pdf", "a.pdf", &pdf("Another", 0)[..])];
    let refused = program.rest_form(Method::PATCH, &path, &other).await;
    let sentence = "This fill is ready, and ready is the end. Nothing was changed.";
    assert_eq!((refused.status, refused.json::<Value>()["detail"].clone()), (409, json!(sentence)));
    for body in [json!({ "state": "failed" }), json!({ "state": "ready", "pdf_url": LINK })] {
        assert_eq!(program.rest(Method::PATCH, &path, Some(body)).await.status, 409);
    }
    let longer = json!({ "state": "ready", "processing_ms": 41 }).to_string();
    let longer = [("fill", "", longer.as_bytes()), ("pdf", "a.pdf", &content[..])];
    assert_eq!(program.rest_form(Method::PATCH, &path, &longer).await.status, 409, "it took 40 ms");
    assert_eq!(stored(&app, &workspace).await, (1, 1, 1));

    let path = begun(&mut program, &form).await;
    let mut same: Vec<Browser> = (0..8).map(|_| program.clone()).collect();
    let body = json!({ "state": "ready", "pdf_url": LINK });
    let ended = join_all(same.iter_mut().map(|one| one.rest(Method::PATCH, &path, Some(body.clone())))).await;
    assert!(ended.iter().all(|answer| answer.status == 200), "said again, it stays as it is: {ended:?}");
    assert_eq!(stored(&app, &workspace).await, (2, 2, 1));
    assert_eq!(app.told("fill.ready").await.len(), 2);
    app.done().await;
}

#[tokio::test]
async fn an_ending_that_is_sent_again_with_its_key_is_answered_as_before() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program, "Intake").await;
    let path = begun(&mut program, &form).await;
    let mut failing = with_key(&program, "end-1");
    let mut fail =
        async || failing.rest(Method::PATCH, &path, Some(json!({ "state": "failed", "failure": "No ink." }))).await;
    let failed = fail().await;
    assert_eq!((failed.status, failed.json::<Value>()["state"].clone()), (200, json!("failed")));

    let json = json!({ "state": "ready", "fields": 4 }).to_string();
    let content = pdf("At last", 0);
    let parts = [("fill", "", json.as_bytes()), ("pdf", "a.pdf", &content[..])];
    let mut same: Vec<Browser> = (0..8).map(|_| with_key(&program, "end-2")).collect();
    let ended = join_all(same.iter_mut().map(|one| one.rest_form(Method::PATCH, &path, &parts))).await;
    assert!(ended.iter().all(|answer| answer.status == 200 && answer.body == ended[0].body), "{ended:?}");
    assert_eq!(stored(&app, &workspace).await, (1, 1, 1), "counted once, and one file of eight");
    assert_eq!(app.told("fill.ready").await.len(), 1);

    let late = fail().await;
    assert_eq!((late.status, late.body), (200, failed.body), "what came late was done long ago");
    let read: Value = program.rest(Method::GET, &path, None).await.json();
    assert_eq!(read["state"], "ready");
    let other = [("fill", "", json.as_bytes()), ("pdf", "a.pdf", &pdf("Another", 0)[..])];
    let refused = with_key(&program, "end-2").rest_form(Method::PATCH, &path, &other).await;
    assert!(refused.status == 409 && refused.body.contains("another request before"), "{refused:?}");
    let refused = with_key(&program, "end-3").rest_form(Method::PATCH, &path, &other).await;
    assert!(refused.status == 409 && refused.body.contains("ready is the end"), "{refused:?}");
    let last = with_key(&program, "end-3").rest_form(Method::PATCH, &path, &parts).await;
    assert_eq!((last.status, last.body.as_str()), (200, ended[0].body.as_str()), "what was refused took no key");
    assert!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.bytes == content);
    assert_eq!(stored(&app, &workspace).await, (1, 1, 1));
    app.done().await;
}
