//! Mails of a workspace that is suspended: they wait, and come when it is opened again.

use super::{House, MAIL, MAIL_DAILY};
use crate::kernel::jobs;
use time::Duration;

impl House {
    /// Suspends, reactivates, archives or restores the workspace, as its page does.
    async fn turn(&mut self, act: &str) {
        let version: i64 = self.app.ask("select version from workspaces where id = $1::uuid", &self.workspace).await;
        let (org, version) = (self.org.id.to_string(), version.to_string());
        let fields = [("org", org.as_str()), ("workspace", self.workspace.as_str()), ("version", version.as_str())];
        let answer = self.owner.browser.call(&format!("/forms/workspaces/{act}"), &fields).await;
        assert_eq!(answer.status, 200, "{act}: {answer:?}");
    }

    /// Days go by, and what failed is tried again and again.
    async fn days_pass(&self) {
        for _ in 0..8 {
            self.app.clock.forward(Duration::days(1));
            self.retry().await;
        }
    }

    /// How many mails are set aside.
    async fn paused(&self) -> i64 {
        self.app.ask("select count(*) from paused_mails where workspace_id = $1::uuid", &self.workspace).await
    }

    /// Reports a fill and suspends the workspace before anybody is mailed.
    async fn fill_and_suspend(&mut self, form: &str) -> String {
        self.app.mail.close(true);
        let fill = self.fill(form).await;
        self.turn("suspend").await;
        self.app.mail.close(false);
        fill
    }
}

#[tokio::test]
async fn mails_of_a_suspended_workspace_wait_however_long_and_come_once() {
    let mut house = House::open().await;
    let viewer = house.insider("Vera Viewer", true).await;
    let mut muted = house.insider("Mona Muted", true).await;
    let mut daily = house.insider("Dana Daily", true).await;
    house.choose(&mut daily, "daily").await;
    let form = house.form("Consent").await;
    let fill = house.fill_and_suspend(&form).await;
    house.days_pass().await;
    house.choose(&mut muted, "never").await;
    let counts = [&viewer, &house.owner, &muted, &daily].map(|person| house.mails(person));
    assert_eq!(counts, [0; 4], "nobody is mailed meanwhile");
    assert_eq!(house.queued(MAIL).await + house.queued(MAIL_DAILY).await, 0, "and nothing is tried in vain");

    house.turn("reactivate").await;
    house.app.work().await;
    let counts = [&viewer, &house.owner, &muted, &daily].map(|person| house.mails(person));
    assert_eq!(counts, [1, 1, 0, 1], "each, the owner, who wants none by now, the daily one");
    let mail = house.app.mail.last_to(&viewer.email);
    assert_eq!(mail.header("Message-ID"), format!("<{fill}.{MAIL}.{}@localhost>", viewer.user));
    assert_eq!(house.app.mail.last_to(&daily.email).header("Subject"), "Forms were filled once in General");
    house.days_pass().await;
    assert_eq!(house.mails(&viewer), 1);
    house.app.done().await;
}

#[tokio::test]
async fn what_is_suspended_anew_or_archived_meanwhile_waits_on() {
    let mut house = House::open().await;
    let viewer = house.insider("Vera Viewer", true).await;
    let gone = house.insider("Gina Gone", true).await;
    let form = house.form("Consent").await;
    house.fill_and_suspend(&form).await;
    house.days_pass().await;
    assert_eq!(house.paused().await, 3);
    let leaves = format!(
        "delete from workspace_memberships where user_id = '{0}'; delete from memberships where user_id = '{0}' and org_id = '{1}'",
        gone.user, house.org.id
    );
    house.app.run(&leaves).await.unwrap();
    assert_eq!(house.paused().await, 2, "nothing waits for who has left");

    house.app.mail.close(true);
    house.turn("reactivate").await;
    house.app.work().await;
    assert_eq!((house.paused().await, house.queued(MAIL).await), (0, 2), "they are tried, and nobody takes them");
    house.turn("suspend").await;
    house.app.mail.close(false);
    house.days_pass().await;
    assert_eq!((house.paused().await, house.mails(&viewer)), (2, 0), "suspended anew");

    house.owner = house.app.sign_in(house.owner).await;
    house.turn("archive").await;
    house.retry().await;
    assert_eq!((house.paused().await, house.mails(&viewer)), (2, 0));
    house.turn("restore").await;
    house.app.work().await;
    assert_eq!((house.paused().await, house.mails(&viewer), house.mails(&house.owner)), (0, 1, 1));
    house.app.done().await;
}

#[tokio::test]
async fn whatever_dies_between_two_steps_each_is_mailed_once() {
    let mut house = House::open().await;
    house.crowd(30).await;
    let form = house.form("Consent").await;
    house.app.mail.close(true);
    house.fills(&form, 20).await;
    house.turn("suspend").await;
    house.app.mail.close(false);
    // Whoever sets a mail aside, or queues those that were, dies before saying that it is done.
    let deaf = "create function deaf() returns trigger language plpgsql as $$ begin
            return case when old.payload ->> 'reaction' in ('mail-fill', 'resume-fill-mails') then null else old end; end $$;
        create trigger deaf before delete on graphile_worker._private_jobs for each row execute function deaf()";
    let found_dead = "select graphile_worker.recover_dead_worker_jobs(array(
            select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))";
    house.app.run(deaf).await.unwrap();
    house.retry().await;
    assert_eq!(house.paused().await, 31 * 20);
    house.app.run(found_dead).await.unwrap();
    house.retry().await;
    assert_eq!((house.paused().await, house.reached(30)), (31 * 20, vec![0; 30]), "set aside once");
    house.turn("reactivate").await;
    house.app.work().await;
    assert_eq!((house.paused().await, house.reached(30)), (0, vec![20; 30]));
    house.app.run("drop trigger deaf on graphile_worker._private_jobs").await.unwrap();
    let resume = "select app.enqueue('reaction', json_build_object('outbox', id, 'org', org_id, 'reaction', 'resume-fill-mails'), 'again')
        from outbox where event = 'workspace.reactivated'";
    house.app.run(resume).await.unwrap();
    house
        .app
        .run("delete from graphile_worker._private_jobs where payload ->> 'reaction' = 'mail-fill'")
        .await
        .unwrap();
    house.retry().await;
    assert_eq!(house.reached(30), [20; 30]);
    house.app.run("delete from graphile_worker._private_jobs where attempts >= max_attempts").await.unwrap();
    house.app.done().await;
}

#[tokio::test]
async fn a_mail_that_is_on_its_way_while_the_workspace_opens_is_not_lost() {
    let mut house = House::open().await;
    house.crowd(40).await;
    let form = house.form("Consent").await;
    house.app.mail.close(true);
    house.fills(&form, 5).await;
    house.turn("suspend").await;
    house.app.mail.close(false);
    house.app.run("update graphile_worker._private_jobs set run_at = now(), last_error = null").await.unwrap();
    let worker = jobs::worker_of(house.app.kernel.clone(), 4).await.unwrap();
    let (ran, ()) = tokio::join!(worker.run_once(), house.turn("reactivate"));
    ran.unwrap();
    house.retry().await;
    assert_eq!((house.paused().await, house.reached(40)), (0, vec![5; 40]));
    house.app.done().await;
}
