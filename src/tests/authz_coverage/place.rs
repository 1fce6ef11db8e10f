//! Where the addresses are asked: a workspace with its people and keys, and what is made in it for each who asks.

use super::{Caller, FRESH};
use crate::{
    model::{OrgRole, WorkspaceId, WorkspacePermission, WorkspaceRole},
    tests::support::{Org, Person, TestApp, pdf},
};
use axum::http::header;
use std::sync::atomic::Ordering;

/// An organization and a workspace of it, as addresses name them.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) org: String,
    pub(super) id: String,
    pub(super) workspace: String,
    pub(super) workspace_id: String,
}

const NO_SLUG: &str = "no-such-place";
const NO_ID: &str = "01890000-0000-7000-8000-000000000000";

impl Place {
    /// A workspace that the organization's owner isn't in.
    pub(super) async fn new(app: &TestApp, org: &Org) -> Self {
        let id: String = app
            .ask(
                "insert into workspaces (id, org_id, slug, name, created_at)
                 select gen_random_uuid(), o.id, 'ward-77', 'Ward', now() from organizations o where o.id = $1::uuid returning id::text",
                &org.id.to_string(),
            )
            .await;
        Self { org: org.slug.clone(), id: org.id.to_string(), workspace: "ward-77".to_owned(), workspace_id: id }
    }

    /// Another workspace, of whichever organization, and the organization's owner manages it.
    pub(super) async fn managed(app: &TestApp, org: &Org, owner: &Person, slug: &str) -> Self {
        let id = app.kernel.id::<WorkspaceId>().to_string();
        app.run(&format!(
            "insert into workspaces (id, org_id, slug, name, created_at) values ('{id}', '{}', '{slug}', 'Elsewhere', now())",
            org.id
        ))
        .await
        .expect("a workspace is made");
        let place =
            Self { org: org.slug.clone(), id: org.id.to_string(), workspace: slug.to_owned(), workspace_id: id };
        enter(app, &place, &owner.email, WorkspaceRole::Manager).await;
        place
    }

    /// Nowhere, for whom the organization doesn't exist.
    pub(super) fn nowhere() -> Self {
        Self {
            org: NO_SLUG.to_owned(),
            id: NO_ID.to_owned(),
            workspace: NO_SLUG.to_owned(),
            workspace_id: NO_ID.to_owned(),
        }
    }

    /// The organization, and in it no workspace.
    pub(super) fn without_workspace(&self) -> Self {
        Self { workspace: NO_SLUG.to_owned(), workspace_id: NO_ID.to_owned(), ..self.clone() }
    }

    /// A text without how the place is named in it.
    pub(super) fn blank(&self, text: &str) -> String {
        text.replace(&self.workspace_id, "$wid")
            .replace(&self.workspace, "$ws")
            .replace(&self.id, "$id")
            .replace(&self.org, "$org")
    }
}

/// Those who are in the workspace, as members of the organization or from outside, and two of its keys.
pub(super) async fn insiders(app: &TestApp, org: &Org, place: &Place) -> Vec<Caller> {
    let mut callers = Vec::new();
    for role in WorkspaceRole::ALL {
        let person = app.signed_in_as(OrgRole::Member, org).await;
        enter(app, place, &person.email, role).await;
        callers.push(Caller { inside: Some(role), ..Caller::of(role.as_str(), Some(OrgRole::Member), person) });
    }
    let collaborator = app.person("Cora Collaborator").await;
    enter(app, place, &collaborator.email, WorkspaceRole::Viewer).await;
    callers.push(Caller { inside: Some(WorkspaceRole::Viewer), ..Caller::of("collaborator", None, collaborator) });
    for (name, permissions) in
        [("key", &WorkspacePermission::OF_KEYS[..]), ("report_key", &[WorkspacePermission::ReportFills][..])]
    {
        let mut person = app.person("Kay Keyholder").await;
        person.browser = app.browser();
        let text = app.key(&place.workspace_id, permissions).await;
        let bearer = format!("Bearer {text}").parse().expect("a key is a header's value");
        person.browser.headers.insert(header::AUTHORIZATION, bearer);
        callers.push(Caller { key: Some(permissions), is_signed_in: false, ..Caller::of(name, None, person) });
    }
    callers
}

async fn enter(app: &TestApp, place: &Place, email: &str, role: WorkspaceRole) {
    let sql = format!(
        "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
         select w.org_id, w.id, u.id, '{}', now() from workspaces w, users u where w.id = '{}' and u.email = '{email}'",
        role.as_str(),
        place.workspace_id
    );
    app.run(&sql).await.expect("somebody is added to a workspace");
}

/// What a row's words stand for, and how each is made: in the workspace `ward-77`, with a word that wasn't used before.
const MADE: [(&str, &str); 15] = [
    (
        "$spare",
        "insert into workspaces (id, org_id, slug, name, created_at) select gen_random_uuid(), w.org_id, $1, $1, now()
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$workspace",
        "with i as (select gen_random_uuid() as id)
         insert into workspaces (id, org_id, slug, name, state, created_at) select i.id, w.org_id, i.id::text, 'W', 'active', now()
         from i, workspaces w where w.slug = 'ward-77' and $1 <> '' returning id::text",
    ),
    (
        "$paused",
        "with i as (select gen_random_uuid() as id)
         insert into workspaces (id, org_id, slug, name, state, created_at) select i.id, w.org_id, i.id::text, 'W', 'suspended', now()
         from i, workspaces w where w.slug = 'ward-77' and $1 <> '' returning id::text",
    ),
    (
        "$archived",
        "with i as (select gen_random_uuid() as id)
         insert into workspaces (id, org_id, slug, name, state, created_at) select i.id, w.org_id, i.id::text, 'W', 'archived', now()
         from i, workspaces w where w.slug = 'ward-77' and $1 <> '' returning id::text",
    ),
    (
        "$colleague",
        "with u as (insert into users (id, email, email_key, name, created_at)
            values (gen_random_uuid(), $1 || '@example.com', $1 || '@example.com', 'Some Body', now()) returning id),
         m as (insert into memberships (id, org_id, user_id, role, created_at)
            select gen_random_uuid(), w.org_id, u.id, 'member', now() from u, workspaces w where w.slug = 'ward-77')
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select w.org_id, w.id, u.id, 'editor', now() from u, workspaces w where w.slug = 'ward-77' returning user_id::text",
    ),
    (
        "$form",
        "insert into forms (id, org_id, workspace_id, name, created_at) select gen_random_uuid(), w.org_id, w.id, $1, now()
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$fill",
        "with f as (insert into forms (id, org_id, workspace_id, name, created_at)
            select gen_random_uuid(), w.org_id, w.id, $1, now() from workspaces w where w.slug = 'ward-77' returning *)
         insert into fills (id, org_id, workspace_id, form_id, state, pdf_url, created_at, ready_at)
            select gen_random_uuid(), f.org_id, f.workspace_id, f.id, 'ready', 'https://files.example.com/a.pdf', now(), now() from f returning id::text",
    ),
    (
        "$answers",
        "insert into profiles (id, org_id, workspace_id, name, created_at) select gen_random_uuid(), w.org_id, w.id, $1, now()
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$document",
        "insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at)
         select i.id, w.org_id, w.id, $1, i.id || '.pdf', 8, now() from workspaces w, (select gen_random_uuid() as id) i
         where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$deleted_form",
        "insert into forms (id, org_id, workspace_id, name, created_at, deleted_at)
         select gen_random_uuid(), w.org_id, w.id, $1, '2030-03-01 11:00Z', '2030-03-01 11:00Z' from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$deleted_answers",
        "insert into profiles (id, org_id, workspace_id, name, created_at, deleted_at)
         select gen_random_uuid(), w.org_id, w.id, $1, '2030-03-01 11:00Z', '2030-03-01 11:00Z' from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$deleted_document",
        "insert into source_documents (id, org_id, workspace_id, name, file, bytes, created_at, deleted_at)
         select gen_random_uuid(), w.org_id, w.id, $1, gen_random_uuid() || '.pdf', 8, '2030-03-01 11:00Z', '2030-03-01 11:00Z'
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$sitting",
        "insert into fill_sessions (id, org_id, workspace_id, name, created_at) select gen_random_uuid(), w.org_id, w.id, $1, now()
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$guest",
        "insert into invitations (id, org_id, workspace_id, workspace_role, email, email_key, role, created_at, sent_at, expires_at)
         select gen_random_uuid(), w.org_id, w.id, 'viewer', $1 || '@example.com', $1 || '@example.com', 'member', now(), now(), '2031-01-01Z'
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
    (
        "$key",
        "insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at)
         select gen_random_uuid(), w.org_id, w.id, $1, substr(md5($1), 1, 12), sha256(convert_to($1, 'UTF8')), array['see_content'], now()
         from workspaces w where w.slug = 'ward-77' returning id::text",
    ),
];

/// The words of `text` that stand for something in the workspace, each with what was made for it.
pub(super) async fn made(app: &TestApp, text: &str) -> Vec<(&'static str, String)> {
    let mut made = Vec::new();
    for (word, sql) in MADE.into_iter().filter(|(word, _)| text.contains(word)) {
        let name = format!("made-{}", FRESH.fetch_add(1, Ordering::Relaxed));
        let id: String = app.ask(sql, &name).await;
        if word == "$document" {
            let folder = "select 'organizations/' || org_id || '/workspaces/' || workspace_id || '/' || file from source_documents where id = $1::uuid";
            let path: String = app.ask(folder, &id).await;
            app.kernel.storage.put(&path, pdf("A", 0)).await.expect("a file is stored");
        }
        made.push((word, id));
    }
    made
}
