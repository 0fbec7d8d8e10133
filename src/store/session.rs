//! Who is signed in at the page: links that sign in once, and sessions. Kept are digests of their secrets, never these.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, entry, journal};
use crate::base::Who;
use crate::base::event::Event;

/// SHA-256 of a secret.
pub type SecretDigest = [u8; 32];

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub who: Who,
    /// Since when.
    pub since: Timestamp,
    /// Until when at most.
    pub expires: Timestamp,
}

impl Store {
    /// Keeps a link that signs `who` in once, until `expires`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep_ticket(&self, secret: SecretDigest, who: Who, expires: Timestamp) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                connection
                    .prepare_cached("INSERT INTO ticket (secret, who, expires) VALUES (?1, ?2, ?3)")?
                    .execute(params![secret.as_slice(), who.stored(), expires.as_millisecond()])?;
                Ok(())
            })
            .await
    }

    /// Whose link this is; `None` when it was used, is too old, or never was one. It stays as it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ticket(&self, secret: SecretDigest) -> Result<Option<Who>, StoreError> {
        let now = self.clock.now();
        self.readers.read(move |connection| ticket(connection, now, &secret)).await
    }

    /// Uses a link up: begins a session until `expires` with the secret `session`, and records the event that `told` makes
    /// of who it is. `None` when somebody was first, it is too old, or never was one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn redeem_ticket(
        &self,
        secret: SecretDigest,
        session: SecretDigest,
        expires: Timestamp,
        told: impl FnOnce(&Who) -> Event + Send + 'static,
    ) -> Result<Option<Who>, StoreError> {
        let now = self.clock.now();
        self.writer
            .write(move |connection| {
                let Some(who) = ticket(connection, now, &secret)? else { return Ok(None) };
                connection.prepare_cached("DELETE FROM ticket WHERE secret = ?1")?.execute([secret.as_slice()])?;
                connection
                    .prepare_cached("INSERT INTO session (secret, who, since, expires) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![
                        session.as_slice(),
                        who.stored(),
                        now.as_millisecond(),
                        expires.as_millisecond()
                    ])?;
                journal::append_aside(connection, now, &told(&who))?;
                Ok(Some(who))
            })
            .await
    }

    /// Who is signed in with this secret.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn session(&self, secret: SecretDigest) -> Result<Option<Session>, StoreError> {
        let now = self.clock.now();
        self.readers
            .read(move |connection| {
                let found: Option<(String, i64, i64)> = connection
                    .prepare_cached("SELECT who, since, expires FROM session WHERE secret = ?1 AND expires > ?2")?
                    .query_row(params![secret.as_slice(), now.as_millisecond()], |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                    })
                    .optional()?;
                let Some((who, since, expires)) = found else { return Ok(None) };
                Ok(Some(Session { who: read_who(&who)?, since: entry::time(since), expires: entry::time(expires) }))
            })
            .await
    }

    /// The sessions of `who`, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sessions_of(&self, who: &Who) -> Result<Vec<(SecretDigest, Session)>, StoreError> {
        let (now, who) = (self.clock.now(), who.clone());
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT secret, since, expires FROM session WHERE who = ?1 AND expires > ?2 ORDER BY since DESC",
                )?;
                let rows = statement.query_map(params![who.stored(), now.as_millisecond()], |row| {
                    let session = Session {
                        who: who.clone(),
                        since: entry::time(row.get(1)?),
                        expires: entry::time(row.get(2)?),
                    };
                    Ok((row.get(0)?, session))
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Ends a session, and records `event` with it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn end_session(&self, secret: SecretDigest, event: Event) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.writer
            .write(move |connection| {
                connection.prepare_cached("DELETE FROM session WHERE secret = ?1")?.execute([secret.as_slice()])?;
                journal::append_aside(connection, now, &event)
            })
            .await
    }

    /// Forgets links and sessions that are over.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_sessions(&self) -> Result<(), StoreError> {
        let now = self.clock.now().as_millisecond();
        self.writer
            .write(move |connection| {
                connection.execute("DELETE FROM ticket WHERE expires <= ?1", [now])?;
                connection.execute("DELETE FROM session WHERE expires <= ?1", [now])?;
                Ok(())
            })
            .await
    }
}

fn ticket(connection: &Connection, now: Timestamp, secret: &SecretDigest) -> Result<Option<Who>, StoreError> {
    let who: Option<String> = connection
        .prepare_cached("SELECT who FROM ticket WHERE secret = ?1 AND expires > ?2")?
        .query_row(params![secret.as_slice(), now.as_millisecond()], |row| row.get(0))
        .optional()?;
    who.as_deref().map(read_who).transpose()
}

fn read_who(text: &str) -> Result<Who, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged { id: "a session".into(), what: "who it is".into() })
}
