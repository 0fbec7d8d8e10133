//! Addresses that take an answer to a mail of ours: what the secret in them is good for. Kept is its digest, never itself.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::session::SecretDigest;
use super::{Store, StoreError, entry};
use crate::base::Id;

/// What an answer to a mail of ours may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The sender of a hold decides about it.
    Decide,
    /// A second person was asked; an automatic answer says that they are away.
    Request,
}

/// The secret of one mail of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSecret {
    /// The digest of the secret.
    pub secret: SecretDigest,
    /// What an answer may do.
    pub purpose: Purpose,
    /// Whom the mail went to, in the compared form of their address.
    pub person: String,
    /// The submission it told of.
    pub id: Id,
    /// The seal of what it told of.
    pub seal: String,
}

impl Store {
    /// What the secret of this digest is good for; `None` when it was used up or never was one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn mail_secret(&self, secret: SecretDigest) -> Result<Option<MailSecret>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement =
                    connection.prepare_cached("SELECT purpose, person, id, seal FROM mail_secret WHERE secret = ?1")?;
                let found = statement
                    .query_row([secret.as_slice()], |row| {
                        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?))
                    })
                    .optional()?;
                let Some((purpose, person, id, seal)) = found else { return Ok(None) };
                let id = entry::read_id(&id)?;
                let purpose = entry::stored_word(&id, "purpose of a mail", &purpose)?;
                Ok(Some(MailSecret { secret, purpose, person, id, seal }))
            })
            .await
    }
}

pub(super) fn insert(connection: &Connection, secret: &MailSecret) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO mail_secret (secret, purpose, person, id, seal) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            secret.secret.as_slice(),
            entry::word_of(&secret.purpose),
            secret.person,
            secret.id.as_str(),
            secret.seal
        ])?;
    Ok(())
}

/// Somebody has decided: no answer to a mail about `id` does anything any more.
pub(super) fn use_up(connection: &Connection, id: &Id) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM mail_secret WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(())
}
