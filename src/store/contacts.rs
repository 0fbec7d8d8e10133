//! Who each sender has written to: learned from what was sent, read by the facts of the next message.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::history::How;
use super::{Store, StoreError, entry};
use crate::base::Address;
use crate::base::event::Event;
use crate::people::Contact;

/// Learns that `owner` has sent to `address`.
pub(super) fn learn(
    connection: &Connection,
    now: Timestamp,
    owner: &str,
    address: &Address,
    name: &str,
) -> Result<(), StoreError> {
    if owner.is_empty() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO contact (owner, key, address, name, count, last) VALUES (?1, ?2, ?3, ?4, 1, ?5)
             ON CONFLICT (owner, key) DO UPDATE SET count = count + 1, last = max(last, ?5), name = iif(?4 = '', name, ?4)",
        )?
        .execute(params![owner, address.key(), address.as_str(), name, now.as_millisecond()])?;
    Ok(())
}

impl Store {
    /// Forgets that `owner` has written to `contact`: a mistake must not make somebody known.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn forget_contact(&self, owner: String, contact: &Address, event: Event) -> Result<(), StoreError> {
        self.forget_rows(contact, Some(owner), How::AsRecipient, move |_| Some(event)).await.map(drop)
    }
}

/// Everybody `owner` has written to, most often first.
pub(super) fn of_owner(connection: &Connection, owner: &str) -> Result<Vec<Contact>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT address, name, count, last FROM contact WHERE owner = ?1 ORDER BY count DESC")?;
    let rows = statement.query_map([owner], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?, row.get::<_, i64>(3)?))
    })?;
    let mut contacts = Vec::new();
    for row in rows {
        let (address, name, count, last) = row?;
        // An address that an older Outguard took for one is no contact; it must not make history unreadable.
        if let Ok(address) = address.parse() {
            contacts.push(Contact { address, name, count, last: entry::time(last) });
        }
    }
    Ok(contacts)
}
