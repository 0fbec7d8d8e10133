//! What mail that slipped through is known again by, while its incident is open: read with the history of the sender.

use rusqlite::{Connection, params};

use super::{Store, StoreError, journal};
use crate::base::event::Event;
use crate::incident::IncidentId;
use crate::people::Fingerprints;

impl Store {
    /// From now on mail of each of `owners` (the compared form of an address) is held when it repeats what slipped through.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep_fingerprints(
        &self,
        incident: IncidentId,
        owners: &[String],
        fingerprints: &Fingerprints,
        event: Event,
    ) -> Result<(), StoreError> {
        let data = serde_json::to_string(fingerprints)
            .map_err(|e| StoreError::Damaged { id: incident.to_string(), what: e.to_string() })?;
        let (of, now) = (owners.to_vec(), self.clock.now());
        let write = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO fingerprint (owner, incident, data) VALUES (?1, ?2, ?3)
                 ON CONFLICT (owner, incident) DO UPDATE SET data = ?3",
            )?;
            for owner in of.iter().filter(|owner| !owner.is_empty()) {
                statement.execute(params![owner, incident.0, data])?;
            }
            // Behind this line other processes know that they must look again.
            journal::append_aside(connection, now, &event)
        };
        self.writer.write(write).await?;
        owners.iter().for_each(|owner| self.remembered.forget(owner));
        Ok(())
    }

    /// The incident is over: nobody's mail is held because of it any more.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_fingerprints(&self, incident: IncidentId, event: Event) -> Result<(), StoreError> {
        let now = self.clock.now();
        let write = move |connection: &Connection| {
            connection.prepare_cached("DELETE FROM fingerprint WHERE incident = ?1")?.execute([incident.0])?;
            journal::append_aside(connection, now, &event)
        };
        self.writer.write(write).await?;
        self.remembered.forget_all();
        Ok(())
    }
}

/// Those of `owner`: one look into an index, and nothing there while nothing of theirs is open.
pub(super) fn of_owner(connection: &Connection, owner: &str) -> Result<Vec<Fingerprints>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT incident, data FROM fingerprint WHERE owner = ?1 ORDER BY incident")?;
    let rows = statement.query_map([owner], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?)))?;
    let mut kept = Vec::new();
    for row in rows {
        let (incident, data) = row?;
        // Unreadable ones must not look like none: without a history everything asks.
        let read = serde_json::from_str(&data)
            .map_err(|e| StoreError::Damaged { id: IncidentId(incident).to_string(), what: e.to_string() })?;
        kept.push(read);
    }
    Ok(kept)
}
