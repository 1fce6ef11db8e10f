//! A workspace that a test works in, with people and programs of it, and PDFs.

use super::{Browser, Org, Person, TestApp};
use crate::model::{OrgRole, WorkspacePermission, WorkspaceRole};
use axum::http::header;
use std::fmt::Write;

/// The first workspace of a new organization.
pub struct Workspace {
    /// The organization's owner and the workspace's manager.
    pub owner: Person,
    pub org: Org,
    pub id: String,
    pub slug: String,
}

impl Workspace {
    /// The address of a page of it.
    pub fn page(&self, rest: &str) -> String {
        format!("/o/{}/w/{}/{rest}", self.org.slug, self.slug)
    }

    /// The fields that say where a form belongs.
    pub fn place<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        [&[("org", self.org.slug.as_str()), ("workspace", self.slug.as_str())], fields].concat()
    }
}

impl TestApp {
    /// A new organization with its first workspace.
    pub async fn workspace(&self) -> Workspace {
        let (owner, org) = self.owner_of("Acme").await;
        let id = self.ask("select id::text from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
        let slug = self.ask("select slug from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
        Workspace { owner, org, id, slug }
    }

    /// A new member of the organization who is in the workspace.
    pub async fn insider(&self, workspace: &Workspace, role: WorkspaceRole) -> Person {
        let person = self.signed_in_as(OrgRole::Member, &workspace.org).await;
        let sql = format!(
            "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{}', '{}', '{}', '{}', now())",
            workspace.org.id,
            workspace.id,
            person.user,
            role.as_str()
        );
        self.run(&sql).await.expect("somebody is added to the workspace");
        person
    }

    /// A program with a new key of the workspace.
    pub async fn program(&self, workspace: &Workspace, permissions: &[WorkspacePermission]) -> Browser {
        let bearer = self.key(&workspace.id, permissions).await;
        self.bearer(&bearer)
    }

    /// A program with that key or token.
    pub fn bearer(&self, bearer: &str) -> Browser {
        let mut program = self.browser();
        program.headers.insert(header::AUTHORIZATION, format!("Bearer {bearer}").parse().expect("a header's value"));
        program
    }
}

/// A PDF of one page that says `text`, with that many bytes of a comment before it.
pub fn pdf(text: &str, padding: usize) -> Vec<u8> {
    let content = format!("BT /F1 24 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = format!("%PDF-1.4\n%{}\n", "x".repeat(padding));
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a text takes text");
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).expect("a text takes text");
    }
    let start = file.len();
    write!(file, "{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .expect("a text takes text");
    file.into_bytes()
}
