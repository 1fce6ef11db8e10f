//! What work reads of the database, by the database's own statistics: blocks of tables and of their indexes, in memory or
//! not, and rows; whatever it asks for them, policies, functions and triggers among it.

use super::TestApp;

/// As many as the pool has.
const CONNECTIONS: usize = 16;

/// How much was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    pub blocks: i64,
    /// Rows of tables and entries of indexes.
    pub rows: i64,
}

impl TestApp {
    /// The least that `work` reads of three times: meanwhile the database may have looked after its tables.
    pub async fn reads(&self, mut work: impl AsyncFnMut()) -> Reads {
        let mut least = Reads { blocks: i64::MAX, rows: i64::MAX };
        for _ in 0..3 {
            let before = self.read_so_far().await;
            work().await;
            let after = self.read_so_far().await;
            least.blocks = least.blocks.min(after.blocks - before.blocks);
            least.rows = least.rows.min(after.rows - before.rows);
        }
        least
    }

    async fn read_so_far(&self) -> Reads {
        // A connection says at most each second what it read, and is asked here to say it with its next statement. The
        // second time, the first has ended.
        for _ in 0..2 {
            let mut views = Vec::new();
            for _ in 0..CONNECTIONS {
                views.push(self.kernel.system("reads-test", None).view().await.expect("a connection is free"));
            }
            for view in &mut views {
                sqlx::query("select pg_stat_force_next_flush()").execute(view.tx()).await.expect("it says it");
            }
        }
        let (blocks, rows) = sqlx::query_as(
            "select coalesce(sum(pg_stat_get_blocks_fetched(oid)), 0)::bigint,
                coalesce(sum(pg_stat_get_tuples_returned(oid)), 0)::bigint
             from pg_class where relnamespace = 'public'::regnamespace",
        )
        .fetch_one(&mut *self.owner.lock().await)
        .await
        .expect("the statistics are there");
        Reads { blocks, rows }
    }
}
