//! What stands below each sender's mail whatever it says, so that a firm's footer is not taken for the sender's words.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Store, StoreError};
use crate::people::{Around, FOOTER, Paragraph};

/// How long a paragraph that was seen less often is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Learns that these paragraphs were sent by `owner`; the answer is those that have just become footers.
pub(super) fn learn(
    connection: &Connection,
    now: Timestamp,
    owner: &str,
    paragraphs: &[Paragraph],
) -> Result<Vec<i64>, StoreError> {
    let mut news = Vec::new();
    for Paragraph { number, around } in paragraphs {
        let mut mails = mails(connection, owner, *number)?;
        if around.counts(&mails) {
            mails.push(*around);
            if mails.len() == FOOTER {
                news.push(*number);
            }
        }
        let count = i64::try_from(mails.len()).unwrap_or(i64::MAX);
        let mails = serde_json::to_string(&mails)
            .map_err(|e| StoreError::Damaged { id: owner.to_owned(), what: e.to_string() })?;
        connection
            .prepare_cached(
                "INSERT INTO footer (owner, fingerprint, count, last, mails) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (owner, fingerprint) DO UPDATE SET count = ?3, last = ?4, mails = ?5",
            )?
            .execute(params![owner, number, count, now.as_millisecond(), mails])?;
    }
    Ok(news)
}

/// The mails this paragraph has counted in.
fn mails(connection: &Connection, owner: &str, number: i64) -> Result<Vec<Around>, StoreError> {
    let json: Option<String> = connection
        .prepare_cached("SELECT mails FROM footer WHERE owner = ?1 AND fingerprint = ?2")?
        .query_row(params![owner, number], |row| row.get(0))
        .optional()?;
    // A damaged list begins anew: until it has grown, what was a footer is read.
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// The paragraphs of a kept submission.
pub(super) fn of_submission(connection: &Connection, id: &str) -> Result<Vec<Paragraph>, StoreError> {
    let json: String = connection
        .prepare_cached("SELECT paragraphs FROM submission WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    // Only what is learned hangs on it: a damaged list teaches nothing, nor does one of before there was more than a number.
    Ok(serde_json::from_str(&json).unwrap_or_default())
}

/// The footers of `owner`. The 3 is [`FOOTER`].
pub(super) fn of_owner(connection: &Connection, owner: &str) -> Result<HashSet<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT fingerprint FROM footer WHERE owner = ?1 AND count >= 3")?;
    let rows = statement.query_map([owner], |row| row.get(0))?;
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
