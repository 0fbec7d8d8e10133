//! What stands below each sender's mail again and again, so that a firm's footer is not taken for the sender's words.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::{Store, StoreError};
use crate::people::FOOTER;

/// How long a paragraph that was seen less often is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Learns that these paragraphs were sent by `owner`; the answer is those that have just become footers.
pub(super) fn learn(
    connection: &Connection,
    now: Timestamp,
    owner: &str,
    paragraphs: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let mut news = Vec::new();
    for paragraph in paragraphs {
        let count: u32 = connection
            .prepare_cached(
                "INSERT INTO footer (owner, fingerprint, count, last) VALUES (?1, ?2, 1, ?3)
                 ON CONFLICT (owner, fingerprint) DO UPDATE SET count = count + 1, last = ?3 RETURNING count",
            )?
            .query_row(params![owner, paragraph, now.as_millisecond()], |row| row.get(0))?;
        if count == FOOTER {
            news.push(*paragraph);
        }
    }
    Ok(news)
}

/// The paragraphs of a kept submission.
pub(super) fn of_submission(connection: &Connection, id: &str) -> Result<Vec<i64>, StoreError> {
    let json: String = connection
        .prepare_cached("SELECT paragraphs FROM submission WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    // Only what is learned hangs on it: a damaged list teaches nothing.
    Ok(serde_json::from_str(&json).unwrap_or_default())
}

/// The footers of `owner`.
pub(super) fn of_owner(connection: &Connection, owner: &str) -> Result<HashSet<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT fingerprint FROM footer WHERE owner = ?1 AND count >= ?2")?;
    let rows = statement.query_map(params![owner, FOOTER], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// Forgets paragraphs that never became a footer and were last seen some time before `now`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_paragraphs(&self, now: Timestamp) -> Result<usize, StoreError> {
        let before = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN).as_millisecond();
        let sql = "DELETE FROM footer WHERE (owner, fingerprint) IN (
                       SELECT owner, fingerprint FROM footer WHERE count < 3 AND last < ?1 LIMIT ?2)";
        self.forget_in_batches(sql, before).await
    }
}
