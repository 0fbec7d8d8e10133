//! The permission to send what the store has queued: made from a record of why it may leave, never from wishes.

use super::ReleaseError;
use crate::base::Id;
use crate::clearance::Clearance;
use crate::message::Message;
use crate::store::{Entry, State, Store};

/// A queued submission with the permission to send it.
#[derive(Debug)]
pub struct Permit {
    /// The permission: these bytes, these recipients.
    pub clearance: Clearance,
    /// The record it rests on.
    pub entry: Entry,
    /// The bytes, checked against their digest.
    pub message: Message,
}

/// The permission to send `id` to the recipients that are due, if the store records that it may leave: it passed, its
/// undo window ended, somebody decided, or it is a notice of our own.
///
/// # Errors
/// When it is not queued, not cleared, or its bytes are damaged.
pub async fn permit(store: &Store, id: &Id) -> Result<Permit, ReleaseError> {
    let entry = store.entry(id).await?;
    let state = entry.summary.state;
    if state != State::Queued || entry.cleared.is_none() {
        let why = "nothing is recorded that lets it leave".to_owned();
        return Err(ReleaseError::NotNow { id: id.clone(), state: state.word(), why });
    }
    let message = store.content(id).await?;
    let due = entry.summary.recipients.iter().filter(|row| row.state.is_due());
    let recipients = due.map(|row| row.recipient.address.clone()).collect();
    Ok(Permit { clearance: Clearance::on_record(id.clone(), entry.digest, recipients), entry, message })
}
