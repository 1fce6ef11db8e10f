//! A workspace to test in, and its people.

use super::{Org, Person, TestApp};
use crate::model::{OrgRole, WorkspaceId, WorkspaceRole};

/// A workspace that a test works in.
#[derive(Clone, Debug)]
pub struct Room {
    pub org: Org,
    pub id: WorkspaceId,
    pub slug: String,
}

impl Room {
    /// The address of a page of it.
    pub fn page(&self, page: &str) -> String {
        format!("/o/{}/w/{}/{page}", self.org.slug, self.slug)
    }

    /// The address of one of its REST operations.
    pub fn rest(&self, rest: &str) -> String {
        format!("/api/v1/organizations/{}/workspaces/{}/{rest}", self.org.id, self.id)
    }

    /// The fields that each of its forms carries, and more of them.
    pub fn fields<'a>(&self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
        let own = [("org", self.org.id.to_string()), ("workspace", self.id.to_string())];
        own.into_iter().chain(more.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect()
    }
}

impl TestApp {
    /// Somebody new who owns an organization called Acme and manages its first workspace.
    pub async fn manager_of_room(&self) -> (Person, Room) {
        let (owner, org) = self.owner_of("Acme").await;
        let id: uuid::Uuid = self
            .ask("select id from workspaces where org_id = $1::uuid and slug = 'general'", &org.id.to_string())
            .await;
        (owner, Room { org, id: id.into(), slug: "general".to_owned() })
    }

    /// A member of the organization who is in the workspace.
    pub async fn inside(&self, role: WorkspaceRole, room: &Room) -> Person {
        let person = self.person(&format!("{} Inside", role.label())).await;
        self.join(&person, OrgRole::Member, &room.org).await;
        self.enter(&person, role, room).await;
        person
    }

    /// Somebody from outside of the organization who is in the workspace, and in nothing else.
    pub async fn collaborator(&self, role: WorkspaceRole, room: &Room) -> Person {
        let person = self.person("Cora Outside").await;
        let own = format!(
            "delete from organizations where personal and id in (select org_id from memberships where user_id = '{}')",
            person.user
        );
        self.run(&own).await.expect("the organization that came with the account goes");
        self.enter(&person, role, room).await;
        person
    }

    /// Puts somebody into the workspace.
    pub async fn enter(&self, person: &Person, role: WorkspaceRole, room: &Room) {
        let sql = format!(
            "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at) values ('{}', '{}', '{}', '{}', now())",
            room.org.id,
            room.id,
            person.user,
            role.as_str()
        );
        self.run(&sql).await.expect("somebody is put into a workspace");
    }
}
