//! Making people wait for each other, in an order that a test chooses.

use super::TestApp;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::pin::pin;

/// Rows that a transaction of the test's own has locked.
pub struct Held(PgConnection);

impl Held {
    /// Lets go of them.
    pub async fn let_go(mut self) {
        sqlx::raw_sql("rollback").execute(&mut self.0).await.expect("the rows are let go of");
        self.0.close().await.expect("the connection ends");
    }
}

impl TestApp {
    /// Locks what a `select … for …` finds.
    pub async fn hold(&self, select: &str) -> Held {
        let mut held = self.owner_connection().await;
        sqlx::raw_sql(AssertSqlSafe(format!("begin; {select}"))).execute(&mut held).await.expect("the rows are locked");
        Held(held)
    }

    /// Comes back when so many of the program's transactions wait for a lock.
    pub async fn until_waiting(&self, count: i64) {
        let waiting = "select count(distinct l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where a.datname = current_database() and not l.granted and $1 = ''";
        while self.ask::<i64>(waiting, "").await < count {
            tokio::task::yield_now().await;
        }
    }

    /// Starts `first`, and `second` when that waits for what `select` locks; lets go when both wait.
    pub async fn in_turn<A, B>(
        &self,
        select: &str,
        first: impl Future<Output = A>,
        second: impl Future<Output = B>,
    ) -> (A, B) {
        let held = self.hold(select).await;
        let (first, second) = (pin!(first), pin!(second));
        let second = async {
            self.until_waiting(1).await;
            second.await
        };
        let let_go = async {
            self.until_waiting(2).await;
            held.let_go().await;
        };
        let (first, second, ()) = tokio::join!(first, second, let_go);
        (first, second)
    }

    /// How many times transactions waited for each other in a circle, so that Postgres ended one. Asked after
    /// [`TestApp::done`]: a connection tells what it counted when it ends.
    pub async fn deadlocks(&self) -> i64 {
        let serving = "select count(*) from pg_stat_activity where datname = current_database() and usename like $1";
        while self.ask::<i64>(serving, "tenantry\\_serving%").await > 0 {
            tokio::task::yield_now().await;
        }
        self.ask("select deadlocks from pg_stat_database where datname = current_database() and $1 = ''", "").await
    }
}
