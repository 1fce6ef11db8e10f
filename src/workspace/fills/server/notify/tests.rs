//! Mails about fills, from the report to the mail box.

mod paused;

use super::{MAIL, MAIL_DAILY};
use crate::{
    kernel::jobs,
    model::{OrgRole, WorkspacePermission},
    tests::support::{Browser, Org, Person, TestApp},
};
use axum::http::{Method, header};
use serde_json::{Value, json};
use std::collections::HashMap;
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

    /// Reports that many fills at once.
    async fn fills(&mut self, form: &str, count: usize) {
        let fill = json!({ "form_id": form, "pdf_url": "https://files.example.com/a.pdf" });
        let body = json!({ "fills": vec![fill; count] });
        let answer = self.program.rest(Method::POST, "/api/v1/fills:batch", Some(body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.app.work().await;
    }

    /// Puts that many members into the workspace: `crowd1@example.com` and so on.
    async fn crowd(&self, count: usize) {
        let crowd = format!(
            "with people as (
                insert into users (id, email, email_key, name, created_at)
                select gen_random_uuid(), 'crowd' || n || '@example.com', 'crowd' || n || '@example.com', 'Crowd ' || n, now()
                from generate_series(1, {count}) n returning id),
             members as (
                insert into memberships (id, org_id, user_id, role, created_at)
                select gen_random_uuid(), '{org}', id, 'member', now() from people)
             insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
                select '{org}', '{workspace}', id, 'viewer', now() from people",
            org = self.org.id,
            workspace = self.workspace
        );
        self.app.run(&crowd).await.unwrap();
    }

    /// How many mails each of the crowd got.
    fn reached(&self, count: usize) -> Vec<usize> {
        let mut reached = HashMap::new();
        for mail in self.app.mail.all() {
            *reached.entry(mail.to).or_default() += 1;
        }
        (1..=count).map(|n| reached.get(&format!("crowd{n}@example.com")).copied().unwrap_or_default()).collect()
    }

    /// How many jobs of a reaction there are.
    async fn queued(&self, reaction: &str) -> i64 {
        let sql = "select count(*) from graphile_worker._private_jobs where payload ->> 'reaction' = $1";
        self.app.ask(sql, reaction).await
    }

    /// Runs what failed again.
    async fn retry(&self) {
        let again = "update graphile_worker._private_jobs set run_at = now(), last_error = null";
        self.app.run(again).await.unwrap();
        self.app.work().await;
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
    house.fill(&consent).await;
    house.app.run("update organizations set notify_fills = false").await.unwrap();
    house.app.clock.forward(Duration::days(1));
    house.app.work().await;
    assert_eq!(house.mails(&viewer), 1, "the organization mails nobody any more");
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
    house.retry().await;
    assert_eq!((house.mails(&first), house.mails(&second)), (1, 1));
    house.app.done().await;
}

#[tokio::test]
async fn a_thousand_people_are_mailed() {
    let mut house = House::open().await;
    house.crowd(1000).await;
    let form = house.form("Consent").await;
    house.fill(&form).await;
    assert_eq!(house.reached(1000), [1; 1000]);
    house.app.done().await;
}

#[tokio::test]
async fn many_mails_are_queued_some_at_a_time_and_each_comes_once() {
    let mut house = House::open().await;
    house.crowd(60).await;
    let form = house.form("Consent").await;
    house.app.mail.close(true);
    house.fills(&form, 20).await;
    assert_eq!(house.queued(MAIL).await, 61 * 20);
    let most: i64 = house
        .app
        .ask("select max(n) from (select count(*) n from graphile_worker._private_jobs where $1 = '' group by created_at) x", "")
        .await;
    assert!(most <= 501, "{most} jobs in one transaction");
    house.app.mail.close(false);
    house.retry().await;
    assert_eq!(house.reached(60), [20; 60]);
    assert_eq!(house.mails(&house.owner), 20);
    house.app.done().await;
}

#[tokio::test]
async fn a_worker_that_dies_before_it_says_that_it_is_through_mails_nobody_twice() {
    let mut house = House::open().await;
    house.crowd(30).await;
    let form = house.form("Consent").await;
    let deaf = "create function deaf() returns trigger language plpgsql as $$ begin
            return case when old.payload ->> 'reaction' like 'announce-fills%' then null else old end; end $$;
        create trigger deaf before delete on graphile_worker._private_jobs for each row execute function deaf()";
    house.app.run(deaf).await.unwrap();
    house.fills(&form, 20).await;
    assert_eq!(house.reached(30), [20; 30]);
    let left = house.queued("announce-fills").await + house.queued("announce-fills-on").await;
    assert!(left >= 3, "the first people, the next ones and nobody: {left}");
    let found_dead = "drop trigger deaf on graphile_worker._private_jobs;
        select graphile_worker.recover_dead_worker_jobs(array(
            select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))";
    house.app.run(found_dead).await.unwrap();
    house.retry().await;
    assert_eq!(house.reached(30), [20; 30]);
    house.app.run("delete from graphile_worker._private_jobs where attempts >= max_attempts").await.unwrap();
    assert_eq!(house.queued("announce-fills-on").await, 0);
    house.app.done().await;
}

#[tokio::test]
async fn reports_of_a_day_are_one_job_and_jobs_at_the_same_time_send_one_mail() {
    let mut house = House::open().await;
    let mut viewer = house.insider("Vera Viewer", true).await;
    house.choose(&mut viewer, "daily").await;
    let form = house.form("Consent").await;
    house.fill(&form).await;
    house.fill(&form).await;
    assert_eq!(house.queued(MAIL_DAILY).await, 1, "one for the morning, whatever comes until then");
    let moved = format!("update users set time_zone = 'Asia/Tokyo' where id = '{}'", viewer.user);
    house.app.run(&moved).await.unwrap();
    house.fill(&form).await;
    assert_eq!(house.queued(MAIL_DAILY).await, 2, "two mornings");

    house.app.clock.forward(Duration::days(2));
    house.app.run("update graphile_worker._private_jobs set run_at = now()").await.unwrap();
    let held = house.app.mail.hold().await;
    let worker = jobs::worker_of(house.app.kernel.clone(), 4).await.unwrap();
    let both_are_there = async {
        let locks = "select count(*) from pg_locks where locktype = 'advisory' and not granted and $1 = ''
            and database = (select oid from pg_database where datname = current_database())";
        while house.app.mail.waiting() + usize::try_from(house.app.ask::<i64>(locks, "").await).unwrap() < 2 {
            tokio::task::yield_now().await;
        }
        drop(held);
    };
    let (ran, ()) = tokio::join!(worker.run_once(), both_are_there);
    ran.unwrap();
    assert_eq!(house.mails(&viewer), 1);
    assert_eq!(house.app.mail.last_to(&viewer.email).header("Subject"), "Forms were filled 3 times in General");
    assert_eq!(house.queued(MAIL_DAILY).await, 0);
    house.app.done().await;
}

#[tokio::test]
async fn a_link_that_somebody_waits_for_goes_before_a_thousand_mails() {
    let mut house = House::open().await;
    house.crowd(1000).await;
    let form = house.form("Consent").await;
    house.app.mail.close(true);
    house.fill(&form).await;
    house.app.mail.close(false);
    assert_eq!(house.queued(MAIL).await, 1001);
    let before = house.app.mail.all().len();
    let fields = [("email", house.owner.email.as_str())];
    assert_eq!(house.app.browser().call("/forms/account/request-reset", &fields).await.status, 200);
    house.retry().await;
    let mails = house.app.mail.all();
    assert_eq!(mails.len() - before, 1002);
    assert!(mails[before].link().starts_with("/reset/"), "{}", mails[before].header("Subject"));
    house.app.done().await;
}
