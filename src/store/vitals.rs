//! What an operator wants to know of the store at a glance.

use jiff::Timestamp;

use super::state::State;
use super::{Store, StoreError, entry};

/// Journal lines looked through for a success of an upstream.
const LOOKED_THROUGH: i64 = 1000;

/// What waits, since when, and how large it all is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// How many are in each of the states that wait.
    pub waiting: Vec<(State, u64)>,
    /// When the hold that has waited longest was stored.
    pub oldest_held: Option<Timestamp>,
    /// Octets of the database.
    pub bytes: u64,
}

/// The states that wait.
const WAITING: [State; 5] = [State::Held, State::Delayed, State::Queued, State::Unsure, State::Damaged];

impl Store {
    /// What waits, since when, and how large it all is; by indexes alone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn vitals(&self) -> Result<Vitals, StoreError> {
        self.readers
            .read(|connection| {
                let mut counting =
                    connection.prepare_cached("SELECT count(*) FROM submission WHERE state = ?1 AND door <> 'own'")?;
                let mut count = |state: State| -> Result<(State, u64), StoreError> {
                    let counted: i64 = counting.query_row([state.word()], |row| row.get(0))?;
                    Ok((state, u64::try_from(counted).unwrap_or(0)))
                };
                let waiting = WAITING.into_iter().map(&mut count).collect::<Result<_, _>>()?;
                let oldest: Option<i64> = connection
                    .prepare_cached("SELECT min(created) FROM submission WHERE state = 'held'")?
                    .query_row([], |row| row.get(0))?;
                let bytes: i64 = connection
                    .prepare_cached("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?
                    .query_row([], |row| row.get(0))?;
                let bytes = u64::try_from(bytes).unwrap_or(0);
                Ok(Vitals { waiting, oldest_held: oldest.map(entry::time), bytes })
            })
            .await
    }

    /// When an upstream has last taken a message, as far back as the last lines of the journal tell.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_success(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers
            .read(|connection| {
                let at: Option<i64> = connection
                    .prepare_cached(
                        "SELECT max(at) FROM (SELECT at, kind FROM journal ORDER BY seq DESC LIMIT ?1)
                         WHERE kind IN ('passed', 'sent')",
                    )?
                    .query_row([LOOKED_THROUGH], |row| row.get(0))?;
                Ok(at.map(entry::time))
            })
            .await
    }
}
