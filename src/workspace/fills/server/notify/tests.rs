//! Mails about fills, from the report to the mail box.

use super::MAIL;
use crate::{
    model::{OrgRole, WorkspacePermission},
    tests::support::{Browser, Org, Person, TestApp},
};
use axum::http::{Method, header};
use serde_json::{Value, json};
use time::Duration;

/// An organization that mails about fills, its first workspace, and a program with a key of that.
struct House {
    app: TestApp,
    owner: Person,
    org: Org,
    workspace: String,
    program: Browser,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let (mut owner, org) = app.owner_of("Acme").await;
        let workspace: String =
            app.ask("select id::text from workspaces where org_id = $1::uuid", &org.id.to_string()).await;
        let mut program = app.browser();
        let key = app.key(&workspace, &WorkspacePermission::OF_KEYS).await;
        program.headers.insert(header::AUTHORIZATION, format!("Bearer {key}").parse().unwrap());
        let fields = [("org", org.id.to_string()), ("mail_fills", "true".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(owner.browser.call("/forms/notifications/save", &fields).await.status, 200);
        Self { app, owner, org, workspace, program }
    }

    /// Puts somebody into the workspace, with or without a membership of the organization.
    async fn insider(&self, name: &str, is_member: bool) -> Person {
        let person = self.app.person(name).await;
        if is_member {
            self.app.join(&person, OrgRole::Member, &self.org).await;
        }
        let sql = format!(
            "insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
             values ('{}', '{}', '{}', 'viewer', now())",
            self.org.id, self.workspace, person.user
        );
        self.app.run(&sql).await.unwrap();
        person
    }

    async fn choose(&self, person: &mut Person, choice: &str) {
        let fields = [("org", self.org.id.to_string()), ("fill_mails", choice.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(person.browser.call("/forms/notifications/choose", &fields).await.status, 200);
    }

    async fn form(&mut self, name: &str) -> String {
        let answer = self.program.rest(Method::POST, "/api/v1/forms", Some(json!({ "name": name }))).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json::<Value>()["id"].as_str().unwrap().to_owned()
    }

    async fn fill(&mut self, form: &str) -> String {
        let body = json!({
            "form_id": form, "processing_ms": 2400, "fields": 14, "pdf_url": "https://files.example.com/a.pdf"
        });
        let answer = self.program.rest(Method::POST, "/api/v1/fills", Some(body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.app.work().await;
        answer.json::<Value>()["id"].as_str().unwrap().to_owned()
    }

    fn mails(&self, person: &Person) -> usize {
        self.app.mail.all_to(&person.email).iter().filter(|mail| mail.header("Subject").contains("filled")).count()
    }
}

#[tokio::test]
async fn members_who_can_open_the_form_get_one_mail_and_nobody_else_does() {
    let mut house = House::open().await;
    let viewer = house.insider("Vera Viewer", true).await;
    let mut muted = house.insider("Mona Muted", true).await;
    let collaborator = house.insider("Cora Collaborator", false).await;
    let outside = house.app.signed_in_as(OrgRole::Admin, &house.org).await;
    house.choose(&mut muted, "never").await;
    let form = house.form("Consent").await;
    let fill = house.fill(&form).await;
    let mail = house.app.mail.last_to(&viewer.email);
    assert_eq!(mail.header("Subject"), "Consent was filled");
    assert!(mail.text().contains("2.40 seconds") || mail.text().contains("2.40 s"), "{}", mail.text());
    assert!(mail.text().contains("14 fields"), "{}", mail.text());
    assert_eq!(mail.link(), format!("/o/{}/w/general/fills/{fill}/pdf", house.org.slug));
    assert_eq!(mail.header("Message-ID"), format!("<{fill}.{MAIL}.{}@localhost>", viewer.user));
    let counts = [&viewer, &house.owner, &muted, &collaborator, &outside].map(|person| house.mails(person));
    assert_eq!(counts, [1, 1, 0, 0, 0], "viewer, manager, muted, from outside, outside of the workspace");

    house.app.run(&format!("update forms set access = 'chosen' where id = '{form}'")).await.unwrap();
    house.fill(&form).await;
    assert_eq!((house.mails(&viewer), house.mails(&house.owner)), (1, 2), "the form is for chosen people now");
    house.app.run("update organizations set notify_fills = false").await.unwrap();
    house.fill(&form).await;
    assert_eq!(house.mails(&house.owner), 2, "the organization turned it off");
    house.app.done().await;
}

#[tokio::test]
async fn a_fill_is_announced_once_however_often_the_job_runs() {
    let mut house = House::open().await;
    let viewer = house.insider("Vera Viewer", true).await;
    let form = house.form("Consent").await;
    house.fill(&form).await;
    let again =
        "select app.enqueue('reaction', json_build_object('outbox', id, 'org', org_id, 'workspace', workspace_id,
        'reaction', 'announce-fills'), 'again') from outbox where event = 'fill.ready'";
    house.app.run(again).await.unwrap();
    house.app.work().await;
    assert_eq!(house.mails(&viewer), 1);
    house.app.done().await;
}

#[tokio::test]
async fn the_daily_mail_tells_of_all_fills_once_in_the_morning() {
    let mut house = House::open().await;
    let mut viewer = house.insider("Vera Viewer", true).await;
    house.choose(&mut viewer, "daily").await;
    let (consent, anamnesis) = (house.form("Consent").await, house.form("Anamnesis").await);
    for form in [&consent, &consent, &anamnesis] {
        house.fill(form).await;
    }
    assert_eq!((house.mails(&viewer), house.mails(&house.owner)), (0, 3));
    house.app.clock.forward(Duration::days(1));
    house.app.work().await;
    assert_eq!(house.mails(&viewer), 1);
    let mail = house.app.mail.last_to(&viewer.email);
    assert_eq!(mail.header("Subject"), "Forms were filled 3 times in General");
    assert!(mail.text().contains("Consent: 2 times") && mail.text().contains("Anamnesis: once"), "{}", mail.text());
    house.app.clock.forward(Duration::days(1));
    house.app.work().await;
    assert_eq!(house.mails(&viewer), 1, "nothing came since");
    house.app.done().await;
}

#[tokio::test]
async fn an_address_that_fails_stops_nobody_else() {
    let mut house = House::open().await;
    let (first, second) = (house.insider("Ada First", true).await, house.insider("Zoe Second", true).await);
    let form = house.form("Consent").await;
    house.app.mail.refuse(&first.email, true);
    house.fill(&form).await;
    assert_eq!((house.mails(&first), house.mails(&second), house.mails(&house.owner)), (0, 1, 1));
    house.app.mail.refuse(&first.email, false);
    let retry = "update graphile_worker._private_jobs set run_at = now(), last_error = null";
    house.app.run(retry).await.unwrap();
    house.app.work().await;
    assert_eq!((house.mails(&first), house.mails(&second)), (1, 1));
    house.app.done().await;
}

#[tokio::test]
async fn a_thousand_people_are_mailed() {
    let mut house = House::open().await;
    let crowd = format!(
        "with people as (
            insert into users (id, email, email_key, name, created_at)
            select gen_random_uuid(), 'crowd' || n || '@example.com', 'crowd' || n || '@example.com', 'Crowd ' || n, now()
            from generate_series(1, 1000) n returning id),
         members as (
            insert into memberships (id, org_id, user_id, role, created_at)
            select gen_random_uuid(), '{org}', id, 'member', now() from people)
         insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
            select '{org}', '{workspace}', id, 'viewer', now() from people",
        org = house.org.id,
        workspace = house.workspace
    );
    house.app.run(&crowd).await.unwrap();
    let form = house.form("Consent").await;
    house.fill(&form).await;
    let reached: usize = (1..=1000).map(|n| house.app.mail.all_to(&format!("crowd{n}@example.com")).len()).sum();
    assert_eq!(reached, 1000);
    house.app.done().await;
}
