//! PDFs on their way in, whatever breaks meanwhile: a file that a row may name stays, one that none names goes.

use super::support::{Answer, Browser, TestApp, Workspace, pdf};
use crate::{
    kernel::{clock::Clock as _, orphans},
    model::WorkspacePermission,
};
use axum::http::Method;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use time::{Duration, OffsetDateTime};

const OF_KEYS: &[WorkspacePermission] = &WorkspacePermission::OF_KEYS;
const FILLS: &str = "/api/v1/fills";
const DOCUMENTS: &str = "/api/v1/source-documents";
const ADD: &str = "/forms/workspace-documents/add";
const CREATE: &str = "/forms/workspaces/create";

fn folder(workspace: &Workspace) -> String {
    format!("organizations/{}/workspaces/{}", workspace.org.id, workspace.id)
}

/// The same on the disk.
fn directory(app: &TestApp, folder: &str) -> PathBuf {
    app.kernel.config.storage_url.to_file_path().unwrap().join(folder)
}

/// What stands in a directory, half-written or whole.
fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn form(program: &mut Browser) -> String {
    let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": "Intake" }))).await.json();
    form["id"].as_str().expect("a form has an id").to_owned()
}

async fn report_pdf(program: &mut Browser, form: &str) -> Answer {
    let fill = json!({ "form_id": form }).to_string();
    let content = pdf("Admission", 100_000);
    program.rest_form(Method::POST, FILLS, &[("fill", "", fill.as_bytes()), ("pdf", "a.pdf", &content)]).await
}

#[tokio::test]
async fn a_file_stays_where_its_commit_was_never_answered_until_no_row_is_found_to_name_it() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program).await;
    app.run(
        "create function break_off() returns trigger language plpgsql as $$
         begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end $$;
         create constraint trigger break_off after insert on fills
            deferrable initially deferred for each row execute function break_off()",
    )
    .await
    .unwrap();
    let answer = report_pdf(&mut program, &form).await;
    assert_eq!(answer.status, 500, "the connection went while it committed: {answer:?}");
    let there = directory(&app, &folder(&workspace));
    assert_eq!(names(&there).len(), 1, "it may be named, for all that is known");

    app.run("drop trigger break_off on fills").await.unwrap();
    assert_eq!(report_pdf(&mut program, &form).await.status, 201);
    let named: String = app.ask("select pdf_file from fills where form_id = $1::uuid", &form).await;
    orphans::sweep(&app.kernel).await.unwrap();
    assert_eq!(names(&there), [named]);
    app.done().await;
}

#[tokio::test]
async fn files_that_no_row_names_go_after_a_day_and_no_others() {
    let app = TestApp::start().await;
    let (here, elsewhere) = (app.workspace().await, app.workspace().await);
    let mut program = app.program(&here, OF_KEYS).await;
    let form = form(&mut program).await;
    assert_eq!(report_pdf(&mut program, &form).await.status, 201);
    let content = pdf("Rates", 0);
    let parts = [("name", "", &b"Rates"[..]), ("pdf", "a.pdf", &content[..])];
    let document: Value = program.rest_form(Method::POST, DOCUMENTS, &parts).await.json();
    let mut neighbour = app.program(&elsewhere, OF_KEYS).await;
    assert_eq!(neighbour.rest_form(Method::POST, DOCUMENTS, &parts).await.status, 201);
    let path = format!("{DOCUMENTS}/{}", document["id"].as_str().unwrap());
    assert_eq!(program.rest(Method::DELETE, &path, None).await.status, 204, "it can be restored");

    // Files that tests write are years older than the tests' clock.
    let (here, elsewhere) = (directory(&app, &folder(&here)), directory(&app, &folder(&elsewhere)));
    let (mine, theirs) = (names(&here), names(&elsewhere));
    assert_eq!((mine.len(), theirs.len()), (2, 1));
    let name = |number: u32| format!("00000000-0000-4000-8000-{number:012}.pdf");
    for number in 0..1_100 {
        fs::write(here.join(name(number)), "%PDF-").unwrap();
    }
    fs::write(elsewhere.join(name(0)), "%PDF-").unwrap();
    fs::write(here.join(format!("{}#1", name(0))), "%PDF-").unwrap();
    let young = [name(2_000), format!("{}#1", name(2_000)), format!("{}#12", name(2_001))];
    let write_at = |file: &str, at: OffsetDateTime| {
        let file = fs::File::create(here.join(file)).unwrap();
        file.set_modified(at.into()).unwrap();
    };
    for file in &young {
        write_at(file, app.clock.now() - Duration::hours(23));
    }
    let foreign = ["notes.txt", "a#b.pdf"];
    for file in foreign {
        write_at(file, app.clock.now() - Duration::days(90));
    }
    // An organization of another deployment that keeps its files in the same place.
    let unknown = directory(&app, &folder_of_nobody());
    fs::create_dir_all(&unknown).unwrap();
    fs::write(unknown.join(name(0)), "%PDF-").unwrap();

    for _ in 0..2 {
        orphans::sweep(&app.kernel).await.unwrap();
        let mut left: Vec<String> = [&mine[..], &young[..], &foreign.map(str::to_owned)[..]].concat();
        left.sort();
        assert_eq!((names(&here), names(&elsewhere), names(&unknown)), (left, theirs.clone(), vec![name(0)]));
    }
    assert_eq!(program.rest(Method::POST, &format!("{path}/restore"), None).await.status, 200);
    assert!(program.rest(Method::GET, &format!("{path}/pdf"), None).await.bytes == content);
    app.clock.forward(Duration::hours(2));
    orphans::sweep(&app.kernel).await.unwrap();
    assert_eq!(names(&here).len(), mine.len() + foreign.len());
    app.done().await;
}

fn folder_of_nobody() -> String {
    let nobody = "0f000000-0000-4000-8000-000000000000";
    format!("organizations/{nobody}/workspaces/{nobody}")
}

#[tokio::test]
async fn a_form_with_a_file_has_each_part_once_and_few_of_them() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form = form(&mut program).await;
    let (fill, content) = (json!({ "form_id": form }).to_string(), pdf("A", 0));
    let (fill, file) = (("fill", "", fill.as_bytes()), ("pdf", "a.pdf", &content[..]));
    let name = ("name", "", &b"Rules"[..]);
    let numbered: Vec<String> = (0..19).map(|number| format!("part-{number}")).collect();
    let many: Vec<_> = numbered.iter().map(|name| (name.as_str(), "", &b"x"[..])).collect();
    for (path, parts) in [
        (FILLS, vec![fill, fill, file]),
        (FILLS, vec![fill, file, file]),
        (FILLS, [&many[..], &[fill, file]].concat()),
        (DOCUMENTS, vec![name, name, file]),
        (DOCUMENTS, [&many[..], &[name, file]].concat()),
    ] {
        let answer = program.rest_form(Method::POST, path, &parts).await;
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    let place = workspace.place(&[("name", "Rules"), ("name", "Rules")]);
    let answer = workspace.owner.browser.clone().call_with_file(ADD, &place, file).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    // What was stored before the form was found wrong is deleted by a task of its own.
    let there = directory(&app, &folder(&workspace));
    while !names(&there).is_empty() {
        tokio::task::yield_now().await;
    }
    let few = program.rest_form_with_more(Method::POST, FILLS, &many[..18], &[fill, file]).await;
    assert_eq!(few.status, 201, "20 are few enough");

    let mut reader = app.program(&workspace, &[WorkspacePermission::SeeContent]).await;
    let long = vec![b'x'; 2 * 1024 * 1024];
    for parts in [vec![("fill", "", &long[..])], vec![("fill", "", &long[..]), file], vec![file, fill]] {
        let answer = reader.rest_form(Method::POST, FILLS, &parts).await;
        assert_eq!(answer.status, 403, "who may not is told that before anything long is read: {answer:?}");
    }
    assert_eq!(names(&there).len(), 1);
    app.done().await;
}

#[tokio::test]
async fn file_and_row_come_into_one_workspace_though_its_address_goes_to_another_meanwhile() {
    let app = Arc::new(TestApp::start().await);
    let workspace = app.workspace().await;
    let mut owner = workspace.owner.browser.clone();
    let org = workspace.org.id.to_string();
    let fields = [
        ("org", org.as_str()),
        ("name", "North"),
        ("slug", "north"),
        ("description", ""),
        ("language", "en"),
        ("date_format", "dots"),
        ("time_format", "12h"),
        ("decimals", "2"),
        ("dpi", "150"),
    ];
    let created = owner.call(CREATE, &fields).await;
    assert_eq!(created.status, 200, "{created:?}");

    let (there, began) = (app.clone(), directory(&app, &folder(&workspace)));
    let meanwhile = async move {
        while names(&began).is_empty() {
            tokio::task::yield_now().await;
        }
        there
            .run(
                "update workspaces set slug = 'south' where slug = 'general';
                 update workspaces set slug = 'general' where slug = 'north'",
            )
            .await
            .unwrap();
    };
    let content = pdf("Rules", 400_000);
    let fields = workspace.place(&[("name", "Rules")]);
    let added = owner.call_with_file_in_two(ADD, &fields, ("pdf", "a.pdf", &content), meanwhile).await;
    assert_eq!(added.status, 200, "{added:?}");
    let of: String = app.ask("select workspace_id::text from source_documents where name = $1", "Rules").await;
    assert_eq!(of, workspace.id, "where it was when the file began");
    let file: String = app.ask("select file from source_documents where name = $1", "Rules").await;
    assert_eq!(names(&directory(&app, &folder(&workspace))), [file]);
    app.done().await;
}
