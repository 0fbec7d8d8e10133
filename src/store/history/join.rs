//! Several addresses of one person: their history is kept under one of them.

use rusqlite::Connection;

use super::super::{Store, StoreError};
use super::learn::{intern, known, owner_of};
use super::{forgotten, kept_under};

impl Store {
    /// From now on the addresses `same` (compared forms) are one person's, whose history is kept under the first; when that was
    /// somebody's other address, under theirs, unless it is `named`: then it is its own from now on. The answer is how many
    /// messages have moved there.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn join(&self, same: Vec<String>, named: bool) -> Result<usize, StoreError> {
        let moved = self.writer.write(move |connection| join(connection, &same, named)).await?;
        self.remembered.forget_all_whole();
        Ok(moved)
    }

    /// Whether a name alone may make `other` another address of `owner` (compared forms): nothing was learnt from mail of
    /// `other` by themselves, nor has `owner` written there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn may_join(&self, owner: &str, other: &str) -> Result<bool, StoreError> {
        let (owner, other) = (owner.to_owned(), other.to_owned());
        self.readers.read(move |connection| may_join(connection, &owner, &other)).await
    }
}

fn may_join(connection: &Connection, owner: &str, other: &str) -> Result<bool, StoreError> {
    let numbers = (known(connection, owner)?, known(connection, other)?);
    if let (Some((_, owner)), Some((_, other_owner))) = numbers
        && owner == other_owner
    {
        return Ok(true);
    }
    let is_joined = numbers.1.is_some_and(|(number, under)| number != under);
    let has_taught: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM trace WHERE owner = (SELECT n FROM correspondent WHERE key = ?2))
                 OR EXISTS (SELECT 1 FROM contact WHERE owner = ?2)
                 OR EXISTS (SELECT 1 FROM contact WHERE owner = ?1 AND key = ?2)",
        )?
        .query_row([owner, other], |row| row.get(0))?;
    Ok(!is_joined && !has_taught)
}

/// Puts what was learnt under several addresses under the first.
fn join(connection: &Connection, same: &[String], named: bool) -> Result<usize, StoreError> {
    let Some((first, others)) = same.split_first() else { return Ok(0) };
    let mut owner = intern(connection, first)?;
    if named {
        let joined: Option<i64> = connection
            .prepare_cached("SELECT same FROM correspondent WHERE n = ?1")?
            .query_row([owner], |row| row.get(0))?;
        if let Some(joined) = joined {
            connection.prepare_cached("UPDATE correspondent SET same = NULL WHERE n = ?1")?.execute([owner])?;
            forgotten::copy(connection, joined, owner)?;
            // What its mail has taught is with the other one; it is learnt once more, from whichever file it was in.
            connection.prepare_cached("DELETE FROM learnt_file")?.execute([])?;
        }
    } else {
        owner = owner_of(connection, first)?;
    }
    let first = kept_under(connection, first)?;
    let mut moved = 0;
    for key in others {
        let other = intern(connection, key)?;
        if other == owner {
            continue;
        }
        connection
            .prepare_cached("UPDATE correspondent SET same = ?1 WHERE n = ?2 OR same = ?2")?
            .execute([owner, other])?;
        let has_any: bool = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM trace WHERE owner = ?1)")?
            .query_row([other], |row| row.get(0))?;
        if has_any {
            moved += move_traces(connection, owner, other)?;
        }
        forgotten::copy(connection, other, owner)?;
        forgotten::of_sender(connection, other)?;
        connection.prepare_cached("UPDATE OR IGNORE heard SET owner = ?1 WHERE owner = ?2")?.execute([owner, other])?;
        connection.prepare_cached("DELETE FROM heard WHERE owner = ?1")?.execute([other])?;
        connection
            .prepare_cached(
                "INSERT INTO contact (owner, key, address, name, count, last)
                 SELECT ?1, key, address, name, count, last FROM contact WHERE owner = ?2
                 ON CONFLICT (owner, key) DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last),
                     name = iif(name = '', excluded.name, name)",
            )?
            .execute([&first, key])?;
        connection.prepare_cached("DELETE FROM contact WHERE owner = ?1")?.execute([key])?;
    }
    Ok(moved)
}

/// What both have learnt stays once.
fn move_traces(connection: &Connection, owner: i64, other: i64) -> Result<usize, StoreError> {
    let moved =
        connection.prepare_cached("UPDATE OR IGNORE trace SET owner = ?1 WHERE owner = ?2")?.execute([owner, other])?;
    connection
        .prepare_cached(
            "UPDATE OR IGNORE edge SET owner = ?1 WHERE owner = ?2 AND trace IN (SELECT n FROM trace WHERE owner = ?1)",
        )?
        .execute([owner, other])?;
    connection.prepare_cached("DELETE FROM edge WHERE owner = ?1")?.execute([other])?;
    connection.prepare_cached("DELETE FROM trace WHERE owner = ?1")?.execute([other])?;
    Ok(moved)
}
