//! Who is away, until when, and who decides meanwhile. An absence that is over counts no more; it is not taken out, so that
//! nothing has to run for it to end.

use std::str::FromStr as _;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, entry, journal};
use crate::base::event::Event;
use crate::base::{Address, Whence};

/// Somebody who is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub person: Address,
    /// Since when.
    pub since: Timestamp,
    /// Until when; at that instant they are back.
    pub until: Timestamp,
    /// Who decides meanwhile; `None` = whoever is next.
    pub delegate: Option<Address>,
    /// How that is known.
    pub why: AwayWhy,
}

/// How an absence is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AwayWhy {
    /// Somebody said so.
    Said,
    /// An automatic reply to a request (RFC 3834).
    Reply,
    /// A request could not be delivered.
    Bounce,
}

impl AwayWhy {
    /// The word stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            AwayWhy::Said => "said",
            AwayWhy::Reply => "reply",
            AwayWhy::Bounce => "bounce",
        }
    }

    fn parse(word: &str) -> Option<AwayWhy> {
        [AwayWhy::Said, AwayWhy::Reply, AwayWhy::Bounce].into_iter().find(|why| why.word() == word)
    }
}

impl Store {
    /// Takes down that somebody is away; `by` is who said so. What was noticed by itself neither shortens an absence that was
    /// said nor takes away its delegate. Every request that is open is looked at anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn mark_away(&self, away: Away, by: &str, whence: Whence) -> Result<(), StoreError> {
        let (now, by) = (self.clock.now(), by.to_owned());
        self.writer.write(move |connection| mark(connection, now, &away, by, whence)).await
    }

    /// Takes down that somebody is back. The answer is whether they were away.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn mark_back(&self, person: &Address, by: &str, whence: Whence) -> Result<bool, StoreError> {
        let (now, person, by) = (self.clock.now(), person.clone(), by.to_owned());
        self.writer
            .write(move |connection| {
                let gone = connection
                    .prepare_cached("DELETE FROM away WHERE person = ?1 AND until > ?2")?
                    .execute(params![person.key(), now.as_millisecond()])?;
                if gone > 0 {
                    let event = Event::Back { person: person.to_string(), by, whence };
                    journal::append_aside(connection, now, &event)?;
                    hurry(connection, now)?;
                }
                Ok(gone > 0)
            })
            .await
    }

    /// Everybody who is away at `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn away(&self, now: Timestamp) -> Result<Vec<Away>, StoreError> {
        self.readers
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT address, since, until, delegate, why FROM away WHERE since <= ?1 AND until > ?1",
                )?;
                let rows = statement.query_map([now.as_millisecond()], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })?;
                rows.map(|row| read(row?)).collect()
            })
            .await
    }
}

pub(super) fn mark(
    connection: &Connection,
    now: Timestamp,
    away: &Away,
    by: String,
    whence: Whence,
) -> Result<(), StoreError> {
    let said: Option<i64> = connection
        .prepare_cached("SELECT until FROM away WHERE person = ?1 AND until > ?2 AND why = 'said'")?
        .query_row(params![away.person.key(), now.as_millisecond()], |row| row.get(0))
        .optional()?;
    if away.why == AwayWhy::Said || said.is_none_or(|until| until < away.until.as_millisecond()) {
        connection
            .prepare_cached(
                "INSERT INTO away (person, address, since, until, delegate, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (person) DO UPDATE SET since = min(since, excluded.since), until = excluded.until,
                     delegate = iif(?7, excluded.delegate, coalesce(excluded.delegate, delegate)), why = excluded.why",
            )?
            .execute(params![
                away.person.key(),
                away.person.as_str(),
                away.since.as_millisecond(),
                away.until.as_millisecond(),
                away.delegate.as_ref().map(Address::as_str),
                away.why.word(),
                away.why == AwayWhy::Said || said.is_none(),
            ])?;
        let event = Event::Away {
            person: away.person.to_string(),
            until: away.until,
            to: away.delegate.as_ref().map(ToString::to_string),
            why: away.why.word().to_owned(),
            by,
            whence,
        };
        journal::append_aside(connection, now, &event)?;
    }
    hurry(connection, now)
}

/// Has every open request looked at anew: who can be asked has changed.
fn hurry(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE request SET due = ?1 WHERE due > ?1")?.execute([now.as_millisecond()])?;
    Ok(())
}

fn read(row: (String, i64, i64, Option<String>, String)) -> Result<Away, StoreError> {
    let (person, since, until, delegate, why) = row;
    let damaged = |what: &str| StoreError::Damaged { id: "an absence".into(), what: what.into() };
    let address = |text: &str| Address::from_str(text).map_err(|_| damaged("address"));
    Ok(Away {
        person: address(&person)?,
        since: entry::time(since),
        until: entry::time(until),
        delegate: delegate.as_deref().map(address).transpose()?,
        why: AwayWhy::parse(&why).ok_or_else(|| damaged("why"))?,
    })
}
