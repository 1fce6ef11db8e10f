//! Forms, by the doors that people and programs use.

use crate::{
    kernel::expiry,
    model::{AppError, OrgRole, WorkspacePermission, WorkspaceRole},
    tests::support::{PASSWORD, Person, TestApp, Workspace, pdf},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::fs;
use time::Duration;
use uuid::Uuid;

const ADD: &str = "/forms/workspace-forms/add";
const RENAME: &str = "/forms/workspace-forms/rename";
const SHARE: &str = "/forms/workspace-forms/share";
const DELETE: &str = "/forms/workspace-forms/delete";
const RESTORE: &str = "/forms/workspace-forms/restore";
const OF_KEYS: &[WorkspacePermission] = &WorkspacePermission::OF_KEYS;

async fn add(person: &mut Person, workspace: &Workspace, fields: &[(&str, &str)]) -> u16 {
    person.browser.call(ADD, &workspace.place(fields)).await.status
}

async fn form_called(app: &TestApp, name: &str) -> String {
    app.ask("select id::text from forms where name = $1", name).await
}

async fn status(person: &mut Person, page: &str) -> u16 {
    person.browser.open(page).await.status
}

#[tokio::test]
async fn a_form_is_added_named_and_shown_as_the_workspace_writes() {
    let app = TestApp::start().await;
    let mut workspace = app.workspace().await;
    app.run("update workspaces set language = 'de', date_format = 'dots', time_format = '24h'").await.unwrap();
    let page = workspace.page("forms");
    let mut owner = workspace.owner;
    let place = [("org", workspace.org.slug.as_str()), ("workspace", workspace.slug.as_str())];
    let fields = [&place[..], &[("name", "  Intake  form "), ("access", "workspace")]].concat();
    owner.browser.open(&page).await.expect_page(200, "No form yet");
    owner.browser.submit(&page, ADD, &fields).await.expect_redirect(&page);
    owner.browser.open(&page).await.expect_page(200, "Added Intake form.").expect_page(200, "01.03.2030, ");
    let form = form_called(&app, "Intake form").await;
    let one = format!("{page}/{form}");
    owner.browser.open(&one).await.expect_page(200, "Intake form").expect_page(200, "No fill yet");

    let rename = |version: &'static str, name: &'static str| {
        [&place[..], &[("form", form.as_str()), ("version", version), ("name", name)]].concat()
    };
    owner.browser.submit(&one, RENAME, &rename("1", "Admission")).await.expect_redirect(&one);
    owner.browser.open(&one).await.expect_page(200, "The form is called Admission.");
    let stale = owner.browser.call(RENAME, &rename("1", "Discharge")).await;
    assert_eq!(
        (stale.status, stale.json::<AppError>().message.as_str()),
        (409, "Olga Owner changed this form just now. Nothing was saved.")
    );
    let told = app.audit("form.added").await;
    assert_eq!(told, [json!({ "workspace": workspace.id, "form": form, "access": "workspace" })], "ids, and no name");
    assert_eq!(app.audit("form.renamed").await.len(), 1);

    for (name, message) in [("", "Enter a name."), ("A\u{202e}", "Leave out characters that can't be seen.")] {
        let fields = [&place[..], &[("name", name), ("access", "workspace")]].concat();
        let refused = owner.browser.call(ADD, &fields).await;
        assert_eq!((refused.status, refused.json::<AppError>().at("name")), (422, Some(message)));
    }
    workspace.owner = owner;
    app.done().await;
}

#[tokio::test]
async fn each_does_what_the_role_allows_and_others_find_nothing() {
    let app = TestApp::start().await;
    let mut workspace = app.workspace().await;
    let mut viewer = app.insider(&workspace, WorkspaceRole::Viewer).await;
    let mut editor = app.insider(&workspace, WorkspaceRole::Editor).await;
    let mut admin = app.signed_in_as(OrgRole::Admin, &workspace.org).await;
    let fields = |name| [("name", name), ("access", "workspace")];
    assert_eq!(add(&mut editor, &workspace, &fields("By an editor")).await, 200);
    assert_eq!(add(&mut viewer, &workspace, &fields("By a viewer")).await, 403);
    assert_eq!(add(&mut admin, &workspace, &fields("By an admin")).await, 404, "who isn't in it finds no workspace");
    let form = form_called(&app, "By an editor").await;
    let one = workspace.page(&format!("forms/{form}"));
    viewer.browser.open(&one).await.expect_page(200, "By an editor");
    assert!(!viewer.browser.open(&one).await.body.contains("Save name"), "a viewer has no button to press");
    assert_eq!(status(&mut admin, &one).await, 404);
    let share = [("form", form.as_str()), ("version", "1"), ("access", "chosen")];
    assert_eq!(editor.browser.call(SHARE, &workspace.place(&share)).await.status, 403, "that is the managers' to say");
    let fields = workspace.place(&share);
    let mut owner = workspace.owner.browser.clone();
    assert_eq!(owner.call(SHARE, &fields).await.status, 200);
    let gone: i64 = app.ask("select count(*) from forms where name <> $1", "By an editor").await;
    assert_eq!(gone, 0);

    app.run(&format!("delete from workspace_memberships where user_id = '{}'", workspace.owner.user)).await.unwrap();
    assert_eq!(status(&mut workspace.owner, &one).await, 404, "an owner outside finds nothing either");
    app.done().await;
}

#[tokio::test]
async fn a_form_for_chosen_people_is_for_them_and_for_managers() {
    let app = TestApp::start().await;
    let mut workspace = app.workspace().await;
    let mut editor = app.insider(&workspace, WorkspaceRole::Editor).await;
    let mut chosen = app.insider(&workspace, WorkspaceRole::Viewer).await;
    let mut other = app.insider(&workspace, WorkspaceRole::Editor).await;
    let stranger = app.signed_in_as(OrgRole::Member, &workspace.org).await;
    let (id, outside) = (chosen.user.to_string(), stranger.user.to_string());
    let fields = |people| [("name", "Layoffs"), ("access", "chosen"), ("people[]", people)];
    assert_eq!(add(&mut editor, &workspace, &fields(&outside)).await, 422, "people of the workspace alone");
    assert_eq!(add(&mut editor, &workspace, &fields(&id)).await, 200);
    let form = form_called(&app, "Layoffs").await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let body = json!({ "form_id": form, "pdf_url": "https://files.example.com/a.pdf" });
    let fill: Value = program.rest(Method::POST, "/api/v1/fills", Some(body.clone())).await.json();
    let fill = fill["id"].as_str().unwrap();

    let pages = [format!("forms/{form}"), format!("fills/{fill}"), format!("fills/{fill}/pdf")];
    for page in pages.map(|page| workspace.page(&page)) {
        let found = if page.ends_with("/pdf") { 303 } else { 200 };
        for person in [&mut workspace.owner, &mut editor, &mut chosen] {
            assert_eq!(status(person, &page).await, found, "{page}");
        }
        assert_eq!(status(&mut other, &page).await, 404, "{page}");
    }
    for page in ["forms", "fills"] {
        assert!(!other.browser.open(&workspace.page(page)).await.body.contains("Layoffs"), "{page}");
    }

    let scope = json!({ "scope": "workspace", "organization_id": workspace.org.id, "workspace_id": workspace.id });
    for (person, expected) in [(&mut other, 404), (&mut chosen, 200)] {
        let token: Value = person.browser.rest(Method::POST, "/api/v1/tokens", Some(scope.clone())).await.json();
        let mut program = app.bearer(token["token"].as_str().unwrap());
        for path in [format!("forms/{form}"), format!("fills/{fill}")] {
            let answer = program.rest(Method::GET, &format!("/api/v1/{path}"), None).await;
            assert_eq!(answer.status, expected, "{path}");
        }
        let list: Value = program.rest(Method::GET, "/api/v1/fills", None).await.json();
        assert_eq!(list["fills"].as_array().unwrap().len(), usize::from(expected == 200));
        if expected == 404 {
            let refused = program.rest(Method::POST, "/api/v1/fills", Some(body.clone())).await;
            assert_eq!(
                (refused.status, refused.json::<Value>()["errors"][0]["field"].clone()),
                (422, json!("form_id"))
            );
            let rename = json!({ "version": 1, "name": "Mine" });
            assert_eq!(program.rest(Method::PATCH, &format!("/api/v1/forms/{form}"), Some(rename)).await.status, 404);
            assert_eq!(program.rest(Method::DELETE, &format!("/api/v1/forms/{form}"), None).await.status, 404);
        }
    }
    let fields = [("form", form.as_str()), ("version", "1"), ("access", "workspace")];
    let fields = workspace.place(&fields);
    let mut manager = workspace.owner.browser.clone();
    assert_eq!(manager.call(SHARE, &fields).await.status, 200);
    assert_eq!(status(&mut other, &workspace.page(&format!("fills/{fill}"))).await, 200, "now it is for everybody");

    let token: Value = manager.rest(Method::POST, "/api/v1/tokens", Some(scope)).await.json();
    let path = format!("/api/v1/forms/{form}/access");
    let again = json!({ "version": 2, "access": "chosen", "people": [id] });
    assert_eq!(program.rest(Method::PUT, &path, Some(again.clone())).await.status, 403, "no key decides that");
    assert_eq!(program.rest(Method::GET, &path, None).await.status, 403, "nor is it told");
    let mut bearer = app.bearer(token["token"].as_str().unwrap());
    let of =
        |access: &str, people: &[&str], version: i64| json!({ "access": access, "people": people, "version": version });
    assert_eq!(bearer.rest(Method::GET, &path, None).await.json::<Value>(), of("workspace", &[], 2));
    let shared = bearer.rest(Method::PUT, &path, Some(again)).await;
    let body: Value = shared.json();
    assert_eq!((shared.status, &body["access"], &body["version"]), (200, &json!("chosen"), &json!(3)));
    assert_eq!(bearer.rest(Method::GET, &path, None).await.json::<Value>(), of("chosen", &[&id], 3));
    assert_eq!(status(&mut other, &workspace.page(&format!("fills/{fill}"))).await, 404);
    assert_eq!(status(&mut chosen, &workspace.page(&format!("fills/{fill}"))).await, 200);
    app.done().await;
}

#[tokio::test]
async fn a_deleted_form_comes_back_with_its_fills_or_goes_for_good() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let form: Value = program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": "Intake" }))).await.json();
    let form = form["id"].as_str().unwrap();
    let fill = json!({ "form_id": form }).to_string();
    let parts = [("fill", "", fill.as_bytes()), ("pdf", "a.pdf", &pdf("Intake", 0))];
    assert_eq!(program.rest_form(Method::POST, "/api/v1/fills", &parts).await.status, 201);
    let counted = async || -> i64 {
        app.ask("select coalesce(sum(count), 0)::bigint from workspace_counts where kind = $1", "forms").await
    };
    assert_eq!(counted().await, 1);

    let mut owner = workspace.owner.browser.clone();
    let (list, deleted) = (workspace.page("forms"), workspace.page("forms?deleted=true"));
    let fields = [("form", form)];
    let fields = workspace.place(&fields);
    let one = workspace.page(&format!("forms/{form}"));
    owner.submit(&one, DELETE, &fields).await.expect_redirect(&list);
    owner.open(&list).await.expect_page(200, "Intake is deleted.").expect_page(200, "No form yet");
    owner.open(&one).await.expect_page(404, "");
    owner.open(&workspace.page("fills")).await.expect_page(200, "No fill yet");
    assert_eq!(program.rest(Method::GET, "/api/v1/fills", None).await.json::<Value>()["fills"], json!([]));
    let body = json!({ "form_id": form, "pdf_url": "https://files.example.com/a.pdf" });
    assert_eq!(program.rest(Method::POST, "/api/v1/fills", Some(body)).await.status, 422);
    assert_eq!(counted().await, 0);
    owner.open(&deleted).await.expect_page(200, "Restore form");
    owner.submit(&deleted, RESTORE, &fields).await.expect_redirect(&deleted);
    owner.open(&workspace.page("fills")).await.expect_page(200, "Intake");
    assert_eq!(counted().await, 1);
    assert_eq!(owner.call(RESTORE, &fields).await.status, 404, "it is there");

    owner.submit(&one, DELETE, &fields).await;
    let folder = format!("organizations/{}/workspaces/{}", workspace.org.id, workspace.id);
    app.clock.forward(Duration::days(29));
    expiry::purge(&app.kernel).await.unwrap();
    assert_eq!(app.kernel.storage.count_below(&folder).await.unwrap(), 1, "not yet");
    app.clock.forward(Duration::days(1) + Duration::minutes(1));
    let credentials = [("email", workspace.owner.email.as_str()), ("password", PASSWORD)];
    assert_eq!(owner.call("/forms/account/sign-in", &credentials).await.status, 200);
    assert_eq!(owner.call(RESTORE, &fields).await.status, 404, "not any more");
    expiry::purge(&app.kernel).await.unwrap();
    expiry::purge(&app.kernel).await.unwrap();
    assert_eq!(app.kernel.storage.count_below(&folder).await.unwrap(), 0);
    let left: i64 =
        app.ask("select (select count(*) from forms) + (select count(*) from fills) from (select $1) x", "").await;
    assert_eq!(left, 0);
    let usage: i64 =
        app.ask("select sum(count)::bigint from fill_counts where workspace_id = $1::uuid", &workspace.id).await;
    assert_eq!(usage, 1, "what was used was used");
    assert_eq!(
        app.audit("workspace.content_purged").await,
        [json!({ "workspace": workspace.id, "forms": 1, "fills": 1, "profiles": 0, "documents": 0 })]
    );
    app.done().await;
}

#[tokio::test]
async fn what_is_due_goes_in_parts_and_stands_in_one_line_whatever_stops_it() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let mut program = app.program(&workspace, OF_KEYS).await;
    let mut add = async |path: &str, name: &str| -> String {
        let added: Value = program.rest(Method::POST, path, Some(json!({ "name": name }))).await.json();
        added["id"].as_str().unwrap().to_owned()
    };
    let (gone, kept) = (add("/api/v1/forms", "Intake").await, add("/api/v1/forms", "Kept").await);
    let profile = add("/api/v1/profiles", "Acme").await;
    let parts = [("name", "", &b"Rates"[..]), ("pdf", "a.pdf", &pdf("Rates", 0)[..])];
    let document: Value = program.rest_form(Method::POST, "/api/v1/source-documents", &parts).await.json();
    let document = document["id"].as_str().unwrap();
    let fills = format!(
        "insert into fills (id, org_id, workspace_id, form_id, profile_id, state, created_at)
         select gen_random_uuid(), '{org}', '{workspace}', case when n <= 1200 then '{gone}' else '{kept}' end::uuid,
            case when n > 1200 then '{profile}' end::uuid, 'processing', now() from generate_series(1, 2400) n;
         create table parts (rows bigint);
         create function note_part() returns trigger language plpgsql security definer as $$ begin
            insert into public.parts select count(*) from changed; return null; end $$;
         create trigger note_updated after update on fills referencing new table as changed
            for each statement execute function note_part();
         create trigger note_deleted after delete on fills referencing old table as changed
            for each statement execute function note_part()",
        org = workspace.org.id,
        workspace = workspace.id
    );
    app.run(&fills).await.unwrap();
    for path in [format!("forms/{gone}"), format!("profiles/{profile}"), format!("source-documents/{document}")] {
        assert_eq!(program.rest(Method::DELETE, &format!("/api/v1/{path}"), None).await.status, 204);
    }

    app.clock.forward(Duration::days(31));
    let file: String = app.ask("select file from source_documents where id = $1::uuid", document).await;
    let storage = app.kernel.config.storage_url.to_file_path().unwrap();
    let file = storage.join(format!("organizations/{}/workspaces/{}/{file}", workspace.org.id, workspace.id));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(expiry::purge(&app.kernel).await.is_err(), "a folder isn't deleted as a file is");
    let left: i64 = app.ask("select count(*) from fills where form_id = $1::uuid", &gone).await;
    assert_eq!((left, app.audit("workspace.content_purged").await), (0, Vec::new()));
    fs::remove_dir(&file).unwrap();
    expiry::purge(&app.kernel).await.unwrap();
    expiry::purge(&app.kernel).await.unwrap();
    assert_eq!(
        app.audit("workspace.content_purged").await,
        [json!({ "workspace": workspace.id, "forms": 1, "fills": 1200, "profiles": 1, "documents": 1 })]
    );
    let free: i64 = app.ask("select count(*) from fills where form_id = $1::uuid and profile_id is null", &kept).await;
    let most: i64 = app.ask("select max(rows) from parts where $1 = ''", "").await;
    assert_eq!((free, most), (1200, 500));
    app.done().await;
}

#[tokio::test]
async fn saving_who_sees_a_form_leaves_those_whom_the_page_has_no_room_for() {
    let app = TestApp::start().await;
    let workspace = app.workspace().await;
    let crowd = format!(
        "with people as (
            insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), 'crowd' || n || '@example.com', 'crowd' || n || '@example.com', 'Crowd ' || n, now()
            from generate_series(1, 600) n returning id)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select '{}', '{}', id, 'viewer', now() from people",
        workspace.org.id, workspace.id
    );
    app.run(&crowd).await.unwrap();
    let people: Vec<Uuid> = app.ask("select array_agg(id) from users where email like $1", "crowd%").await;
    let mut manager = workspace.owner.browser.clone();
    let fields = [("name", "Layoffs"), ("access", "workspace")];
    let fields = workspace.place(&fields);
    assert_eq!(manager.call(ADD, &fields).await.status, 200);
    let form = form_called(&app, "Layoffs").await;
    let scope = json!({ "scope": "workspace", "organization_id": workspace.org.id, "workspace_id": workspace.id });
    let token: Value = manager.rest(Method::POST, "/api/v1/tokens", Some(scope)).await.json();
    let access = json!({ "version": 1, "access": "chosen", "people": people });
    let path = format!("/api/v1/forms/{form}/access");
    let shared = app.bearer(token["token"].as_str().unwrap()).rest(Method::PUT, &path, Some(access)).await;
    assert_eq!(shared.status, 200, "{shared:?}");

    let page = workspace.page(&format!("forms/{form}"));
    let shown = manager.open(&page).await;
    shown.expect_page(200, "Only 500 people of this workspace fit here.");
    let values = |field: &str| -> Vec<String> {
        let name = format!("name=\"{field}\"");
        let boxes = shown.body.split(&name).skip(1);
        boxes.map(|rest| rest.split('"').nth(1).unwrap().to_owned()).collect()
    };
    let (before, chosen) = (values("before[]"), values("people[]"));
    assert_eq!((before.len(), chosen.len()), (500, 500));
    let (out, stay) = chosen.split_first().unwrap();
    let mut fields = vec![("form", form.as_str()), ("version", "2"), ("access", "chosen")];
    fields.extend(before.iter().map(|id| ("before[]", id.as_str())));
    fields.extend(stay.iter().map(|id| ("people[]", id.as_str())));
    manager.submit(&page, SHARE, &workspace.place(&fields)).await.expect_redirect(&page);
    let seen: i64 = app.ask("select count(*) from form_access where form_id = $1::uuid", &form).await;
    let is_out: i64 = app.ask("select count(*) from form_access where user_id = $1::uuid", out).await;
    assert_eq!((seen, is_out), (599, 0), "one was taken out, and nobody else");
    app.done().await;
}
