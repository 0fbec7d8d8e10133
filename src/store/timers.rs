//! What waits for the clock: undo windows, reminders, deadlines, and the end of the time bytes are kept.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, StoreError, entry};
use crate::base::{Id, killpoint};

/// The undo window of one submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The submission.
    pub id: Id,
    /// How long the window was promised to be.
    pub length: Duration,
    /// When it ends by the wall clock.
    pub ends: Timestamp,
}

/// The smallest of the times at which anything has to be done.
const NEXT: &str = "SELECT min(t) FROM (
    SELECT min(due) AS t FROM submission WHERE state = 'queued'
    UNION ALL SELECT min(due) FROM submission WHERE state = 'held'
    UNION ALL SELECT min(deadline) FROM submission WHERE state = 'held'
    UNION ALL SELECT min(due) FROM request WHERE due IS NOT NULL)";

/// Most rows that are forgotten at once: a message may have megabytes, and nothing else is written meanwhile.
const BATCH: i64 = 200;

impl Store {
    /// Holds with a reminder or a deadline due at `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ripe(&self, now: Timestamp, limit: usize) -> Result<Vec<Id>, StoreError> {
        self.ids(
            // Each half by its own index: a million holds that are not due cost nothing.
            "SELECT id FROM submission WHERE state = 'held' AND due <= ?1
             UNION SELECT id FROM submission WHERE state = 'held' AND deadline <= ?1 LIMIT ?2",
            now,
            limit,
        )
        .await
    }

    /// Every submission inside its undo window, with the window's length as it was promised and its end by the wall clock.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn windows(&self) -> Result<Vec<Window>, StoreError> {
        self.readers
            .read(|connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, created, coalesce(due, created) FROM submission WHERE state = 'delayed'",
                )?;
                let rows = statement
                    .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?)))?;
                rows.map(|row| {
                    let (id, created, ends): (String, i64, i64) = row?;
                    let length = Duration::from_millis(u64::try_from(ends.saturating_sub(created)).unwrap_or(0));
                    Ok(Window { id: entry::read_id(&id)?, length, ends: entry::time(ends) })
                })
                .collect()
            })
            .await
    }

    /// When the next reminder, deadline, step of a request or queue entry is due; `None` when nothing waits for the wall clock.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers
            .read(|connection| {
                let millis: Option<i64> = connection.prepare_cached(NEXT)?.query_row([], |row| row.get(0))?;
                Ok(millis.map(entry::time))
            })
            .await
    }

    /// The number of the newest journal line: grows with every change any process commits, which is how the daemon
    /// notices the command line.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_event(&self) -> Result<i64, StoreError> {
        self.readers
            .read(|connection| {
                let mut statement = connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM journal")?;
                Ok(statement.query_row([], |row| row.get(0))?)
            })
            .await
    }

    /// Forgets the bytes of submissions that were over before `before`; what happened to them stays. The answer is how
    /// many.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_content(&self, before: Timestamp) -> Result<usize, StoreError> {
        let forgotten = self
            .forget_in_batches(
                "DELETE FROM content WHERE id IN (
                     SELECT s.id FROM submission s JOIN content c ON c.id = s.id
                     WHERE s.created < ?1 AND s.state IN ('sent', 'failed', 'cancelled', 'rejected', 'returned')
                       AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = s.id AND j.at >= ?1)
                     LIMIT ?2)",
                before.as_millisecond(),
            )
            .await;
        killpoint::reached("R13");
        forgotten
    }

    /// Runs `sql`, which deletes at most `?2` rows that are older than `?1`, until nothing is left. Each batch is a job of
    /// its own, so that the writer takes mail in between.
    pub(super) async fn forget_in_batches(&self, sql: &'static str, before: i64) -> Result<usize, StoreError> {
        let mut forgotten = 0;
        loop {
            let batch = self
                .writer
                .write(move |connection| Ok(connection.prepare_cached(sql)?.execute(params![before, BATCH])?))
                .await?;
            forgotten += batch;
            if batch == 0 {
                return Ok(forgotten);
            }
        }
    }
}
