//! Requests to second persons: who is asked about a hold, how far its ladder has come, and when it is looked at next. A
//! request is written in the transaction that changes its hold, so the two never disagree.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, entry};
use crate::base::{Address, Id};

/// What is asked of second persons about one hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The `[[approval]]` it goes by; empty = none covers the hold, and nobody is asked.
    pub rule: String,
    /// What they are asked about ([`crate::store::Entry`]'s bytes and recipients, as their seal); another one withdraws it.
    pub seal: String,
    /// When it was made: its ladder is counted from here.
    pub made: Timestamp,
    /// What the sender wants them to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who changed the recipients last; four eyes are not theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editor: Option<Address>,
    /// The sender has called it urgent: the steps are half as long, and run at night too.
    #[serde(default)]
    pub urgent: bool,
    /// How many steps of the ladder are done.
    #[serde(default)]
    pub stage: usize,
    /// Who was asked, first to last.
    #[serde(default)]
    pub asked: Vec<Asked>,
    /// The sender may send it with a written reason, as nobody has answered.
    #[serde(default)]
    pub glass: bool,
    /// The sender was told that nobody can be asked.
    #[serde(default)]
    pub alone: bool,
}

/// Somebody who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Who.
    pub person: Address,
    /// For whom, where they decide while somebody is away.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Address>,
    /// When.
    pub at: Timestamp,
    /// The request came back: it could not be delivered.
    #[serde(default)]
    pub bounced: bool,
}

/// What becomes of a request along with a change of its hold.
#[derive(Clone, Debug)]
pub enum Asking {
    /// It is this from now on.
    Put {
        /// The request.
        request: Box<Request>,
        /// When its ladder is looked at next.
        due: Option<Timestamp>,
        /// Who may see and decide the hold, by the compared form of their address.
        assignees: Vec<String>,
    },
    /// It is withdrawn: nobody sees the hold any more but its sender, until somebody is asked anew.
    Withdrawn,
}

impl Store {
    /// Holds of step `approve` that nobody was asked about, and requests whose ladder is due at `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ripe_requests(&self, now: Timestamp, limit: usize) -> Result<Vec<Id>, StoreError> {
        self.ids(
            "SELECT id FROM (SELECT id FROM submission
                             WHERE state = 'held' AND step = 'approve' AND asked = 0 AND created <= ?1
                             ORDER BY created LIMIT ?2)
             UNION SELECT id FROM (SELECT id FROM request WHERE due <= ?1 ORDER BY due LIMIT ?2)",
            now,
            limit,
        )
        .await
    }

    /// The request about `id`, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn request(&self, id: &Id) -> Result<Option<Request>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |connection| {
                let text: Option<String> = connection
                    .prepare_cached("SELECT document FROM request WHERE id = ?1")?
                    .query_row([id.as_str()], |row| row.get(0))
                    .optional()?;
                text.map(|text| serde_json::from_str(&text).map_err(|_| entry::damaged(&id, "request"))).transpose()
            })
            .await
    }

    /// Requests of ours that could not be delivered, of those that are still open: the hold, and whom they were to reach.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn undelivered_requests(&self) -> Result<Vec<(Id, Address)>, StoreError> {
        self.readers
            .read(|connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT q.id, r.address FROM request q JOIN submission s ON s.about = q.id
                     JOIN recipient r ON r.id = s.id
                     WHERE q.due IS NOT NULL AND s.door = 'own' AND s.state = 'failed'",
                )?;
                let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
                rows.map(|row| {
                    let (id, address) = row?;
                    let id = entry::read_id(&id)?;
                    let address = address.parse().map_err(|_| entry::damaged(&id, "recipient address"))?;
                    Ok((id, address))
                })
                .collect()
            })
            .await
    }

    /// How often `owner` has called a mail urgent since `since`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn urgent_since(&self, owner: &str, since: Timestamp) -> Result<usize, StoreError> {
        let owner = owner.to_owned();
        self.readers
            .read(move |connection| {
                let count: i64 = connection
                    .prepare_cached(
                        "SELECT count(*) FROM submission s JOIN journal j ON j.id = s.id
                         WHERE s.owner = ?1 AND j.at >= ?2 AND j.kind = 'urgent'",
                    )?
                    .query_row(params![owner, since.as_millisecond()], |row| row.get(0))?;
                Ok(usize::try_from(count).unwrap_or(usize::MAX))
            })
            .await
    }

    /// The open holds that wait for `person` as a second person, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn assigned_to(&self, person: &Address) -> Result<Vec<Id>, StoreError> {
        let person = person.key().to_owned();
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT s.id FROM assignee a JOIN submission s ON s.id = a.id
                     WHERE a.person = ?1 AND s.state = 'held' ORDER BY s.created, s.id",
                )?;
                let ids = statement.query_map([person], |row| row.get::<_, String>(0))?;
                ids.map(|id| entry::read_id(&id?)).collect()
            })
            .await
    }
}

/// Writes what becomes of the request about `id`.
pub(super) fn write(connection: &Connection, id: &Id, asking: &Asking) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM assignee WHERE id = ?1")?.execute([id.as_str()])?;
    let asked = match asking {
        Asking::Withdrawn => {
            connection.prepare_cached("DELETE FROM request WHERE id = ?1")?.execute([id.as_str()])?;
            false
        }
        Asking::Put { request, due, assignees } => {
            connection
                .prepare_cached(
                    "INSERT INTO request (id, document, due) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET document = excluded.document, due = excluded.due",
                )?
                .execute(params![id.as_str(), entry::json(id, request)?, due.map(Timestamp::as_millisecond)])?;
            let mut insert =
                connection.prepare_cached("INSERT OR IGNORE INTO assignee (person, id) VALUES (?1, ?2)")?;
            for person in assignees {
                insert.execute([person.as_str(), id.as_str()])?;
            }
            true
        }
    };
    connection
        .prepare_cached("UPDATE submission SET asked = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), asked])?;
    Ok(())
}

/// The hold waits no more: nothing is asked about it.
pub(super) fn close(connection: &Connection, id: &Id) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE request SET due = NULL WHERE id = ?1 AND due IS NOT NULL")?
        .execute([id.as_str()])?;
    Ok(())
}
