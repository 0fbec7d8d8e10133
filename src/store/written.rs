//! Finding a message again: what went through here under a `Message-ID`, also what only passed and was not stored. Whoever
//! has the bytes has the `Message-ID`; for bytes without one their digest stands in its place, so each costs one entry.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{JournalLine, State, Store, StoreError, entry};
use crate::base::event::Event;
use crate::base::{Address, Id};
use crate::message::{Digest, Message};
use crate::parse;

/// What a message is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailKey(String);

impl MailKey {
    /// By its `Message-ID`, with or without brackets.
    pub fn message_id(text: &str) -> MailKey {
        let text = text.trim();
        let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
        MailKey(bare.trim().to_owned())
    }

    /// By its bytes.
    pub fn of(message: &Message) -> MailKey {
        MailKey::either(parse::message_id(message).as_deref(), &message.digest())
    }

    /// By its `Message-ID` if it has one, else by the digest of its bytes.
    pub fn either(message_id: Option<&str>, digest: &Digest) -> MailKey {
        message_id.map_or_else(|| MailKey(digest.to_string()), MailKey::message_id)
    }

    /// The key of a message the journal tells of; `None` for any other event.
    pub(super) fn in_journal(event: &Event) -> Option<MailKey> {
        let Event::Passed { message_id, digest, .. } = event else { return None };
        let key = if message_id.is_empty() { digest } else { message_id };
        (!key.is_empty()).then(|| MailKey(key.clone()))
    }
}

impl MailKey {
    /// Its octets.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// What a stored submission is found by, and whether it says that a program has sent it ([`parse::is_auto_submitted`]).
pub(super) fn identity(connection: &Connection, id: &Id) -> Result<(MailKey, bool), StoreError> {
    let (message, digest): (Option<Vec<u8>>, Vec<u8>) = connection
        .prepare_cached("SELECT (SELECT bytes FROM content WHERE id = ?1), digest FROM submission WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let digest = Digest::from_bytes(&digest).ok_or_else(|| entry::damaged(id, "digest"))?;
    let key = MailKey::either(message.as_deref().and_then(parse::message_id).as_deref(), &digest);
    Ok((key, message.as_deref().is_some_and(parse::is_auto_submitted)))
}

/// What became of a message that was handed over here, however often.
pub(super) enum Fate {
    /// It never was; or it passed, and nothing more is known.
    Unknown,
    /// It has reached nobody; `over` when it never will.
    Stopped { over: bool },
    /// It has reached these, by the compared forms of their addresses.
    Reached(BTreeSet<String>),
}

/// What became of the message of this key.
pub(super) fn fate(connection: &Connection, key: &MailKey) -> Result<Fate, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT s.id, s.state FROM written w LEFT JOIN submission s ON s.id = w.id WHERE w.key = ?1")?;
    let found = statement.query_map([&key.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found = found.collect::<Result<Vec<(Option<String>, Option<String>)>, _>>()?;
    let mut reached = BTreeSet::new();
    let mut over = true;
    for (id, state) in &found {
        // What passed is in no other table.
        let Some(id) = id else { return Ok(Fate::Unknown) };
        over &= state.as_deref().and_then(State::parse).is_some_and(State::is_over);
        let mut statement =
            connection.prepare_cached("SELECT address FROM recipient WHERE id = ?1 AND state = 'sent'")?;
        let addresses = statement.query_map([id], |row| row.get::<_, String>(0))?;
        for address in addresses {
            reached.extend(address?.parse::<Address>().ok().map(|address| address.key().to_owned()));
        }
    }
    Ok(match (found.is_empty(), reached.is_empty()) {
        (true, _) => Fate::Unknown,
        (false, true) => Fate::Stopped { over },
        (false, false) => Fate::Reached(reached),
    })
}

pub(super) fn insert(connection: &Connection, key: &MailKey, id: &Id) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO written (key, id) VALUES (?1, ?2)")?
        .execute(params![key.0, id.as_str()])?;
    Ok(())
}

impl Store {
    /// The ids under which a message went through here: one for each time it was handed over, stored or passed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn written(&self, key: MailKey) -> Result<Vec<Id>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached("SELECT id FROM written WHERE key = ?1 ORDER BY id")?;
                let ids = statement.query_map([&key.0], |row| row.get::<_, String>(0))?;
                ids.map(|id| entry::read_id(&id?)).collect()
            })
            .await
    }

    /// The newest message that left here, passed or delivered from the queue; only `owner`'s where one is given. Our own
    /// notices do not count.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_sent(&self, owner: Option<String>) -> Result<Option<Id>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT j.id FROM journal j LEFT JOIN submission s ON s.id = j.id
                      WHERE j.kind IN ('passed', 'sent') AND coalesce(s.door, '') <> 'own'
                        AND (?1 IS NULL OR coalesce(s.owner, json_extract(j.data, '$.sender')) = ?1)
                      ORDER BY j.seq DESC LIMIT 1",
                )?;
                let id: Option<String> = statement.query_row([owner], |row| row.get(0)).optional()?;
                id.map(|id| entry::read_id(&id)).transpose()
            })
            .await
    }

    /// The messages that have left last, newest first, at most `limit`: those of one sender, or everybody's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sent_lately(&self, owner: Option<String>, limit: usize) -> Result<Vec<Id>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT j.id FROM journal j LEFT JOIN submission s ON s.id = j.id
                      WHERE j.kind IN ('passed', 'sent') AND coalesce(s.door, '') <> 'own'
                        AND (?1 IS NULL OR coalesce(s.owner, json_extract(j.data, '$.sender')) = ?1)
                      ORDER BY j.seq DESC",
                )?;
                let mut rows = statement.query(params![owner])?;
                let mut ids: Vec<Id> = Vec::new();
                // A message has a line for each of its recipients.
                while ids.len() < limit
                    && let Some(row) = rows.next()?
                {
                    let id = entry::read_id(&row.get::<_, String>(0)?)?;
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                Ok(ids)
            })
            .await
    }

    /// The line of the message that passed under the id `asked`, or under the only one that begins with it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] or [`StoreError::Ambiguous`].
    pub async fn passed(&self, asked: &Id, exactly: bool) -> Result<JournalLine, StoreError> {
        let (asked, unknown) = (asked.clone(), StoreError::Unknown { id: asked.to_string() });
        let found = self
            .readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT DISTINCT id FROM journal WHERE id >= ?1 AND id <= ?2 AND kind = 'passed' ORDER BY id LIMIT 6",
                )?;
                let last = if exactly { asked.to_string() } else { format!("{asked}~") };
                let ids = statement.query_map([asked.as_str(), &last], |row| row.get::<_, String>(0))?;
                let ids = ids.collect::<Result<Vec<_>, _>>()?;
                match ids.as_slice() {
                    [] => Ok(None),
                    [one] => passed_line(connection, &entry::read_id(one)?),
                    _ => Err(StoreError::Ambiguous { prefix: asked.to_string(), ids }),
                }
            })
            .await?;
        found.ok_or(unknown)
    }
}

fn passed_line(connection: &Connection, id: &Id) -> Result<Option<JournalLine>, StoreError> {
    let found: Option<(i64, i64, String)> = connection
        .prepare_cached("SELECT seq, at, data FROM journal WHERE id = ?1 AND kind = 'passed' ORDER BY seq LIMIT 1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((seq, at, data)) = found else { return Ok(None) };
    let event = serde_json::from_str(&data).map_err(|_| entry::damaged(id, "journal line"))?;
    Ok(Some(JournalLine { seq, at: entry::time(at), id: id.clone(), event }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_make_no_other_message() {
        let key = MailKey::message_id(" <a.1@firm.example> ");
        assert_eq!(key, MailKey::message_id("a.1@firm.example"));
        let message = Message::new(b"Message-ID:\r\n <a.1@firm.example>\r\n\r\nHi\r\n".to_vec());
        assert_eq!(MailKey::of(&message), key);
    }

    #[test]
    fn a_message_without_an_id_is_found_by_its_digest() {
        let message = Message::new(b"Subject: Hi\r\n\r\nHi\r\n".to_vec());
        assert_eq!(MailKey::of(&message), MailKey::message_id(&message.digest().to_string()));
    }
}
