//! What is not learnt again: mail somebody was forgotten from, and what was heard of them. It names nobody.

use rusqlite::{Connection, params};

use super::super::StoreError;

/// Whether somebody was forgotten from the mail with this number of this sender.
pub(super) fn is_mail(connection: &Connection, owner: i64, mail: &[u8; 16]) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten_mail WHERE owner = ?1 AND mail = ?2)")?;
    Ok(statement.query_row(params![owner, mail.as_slice()], |row| row.get(0))?)
}

/// Whether what this sender heard then, of this kind, was of somebody who was forgotten.
pub(super) fn is_heard(connection: &Connection, owner: i64, at: i64, kind: &str) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten_heard WHERE owner = ?1 AND at = ?2 AND kind = ?3)")?;
    Ok(statement.query_row(params![owner, at, kind], |row| row.get(0))?)
}

/// Somebody is forgotten from trace number `n`.
pub(super) fn keep_mail(connection: &Connection, n: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO forgotten_mail (owner, mail, at) SELECT owner, mail, at FROM trace WHERE n = ?1",
        )?
        .execute([n])?;
    Ok(())
}

/// What `owner` has heard of this contact is forgotten; `None` = everybody.
pub(super) fn keep_heard(connection: &Connection, contact: i64, owner: Option<i64>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO forgotten_heard (owner, at, kind)
             SELECT owner, at, kind FROM heard WHERE contact = ?1 AND (?2 IS NULL OR owner = ?2)",
        )?
        .execute(params![contact, owner])?;
    Ok(())
}

/// What is forgotten for one sender is forgotten for another, too: both are one person, or were.
pub(super) fn copy(connection: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    for copy in [
        "INSERT OR IGNORE INTO forgotten_mail (owner, mail, at) SELECT ?2, mail, at FROM forgotten_mail WHERE owner = ?1",
        "INSERT OR IGNORE INTO forgotten_heard (owner, at, kind) SELECT ?2, at, kind FROM forgotten_heard WHERE owner = ?1",
    ] {
        connection.prepare_cached(copy)?.execute([from, to])?;
    }
    Ok(())
}

/// A sender's history begins anew.
pub(super) fn of_sender(connection: &Connection, owner: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM forgotten_mail WHERE owner = ?1")?.execute([owner])?;
    connection.prepare_cached("DELETE FROM forgotten_heard WHERE owner = ?1")?.execute([owner])?;
    Ok(())
}

/// What was sent before this time, in milliseconds since 1970, is not learnt anyway.
pub(super) fn older(connection: &Connection, before: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM forgotten_mail WHERE at < ?1")?.execute([before])?;
    connection.prepare_cached("DELETE FROM forgotten_heard WHERE at < ?1")?.execute([before])?;
    Ok(())
}
