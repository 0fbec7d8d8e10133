//! When a message is sent, against this sender's own past: the hour of the day, and how soon after another.

use jiff::Timestamp;
use serde::Serialize;

use super::{RecipientFacts, Scene};
use crate::people::Past;

/// Less than this share of a sender's mail makes an hour unusual.
const SELDOM: f64 = 0.01;

/// What follows another within so many seconds is written in haste.
const HASTE: i64 = 60;

/// Seconds after which nobody would speak of soon.
const SOON: i64 = 24 * 3_600;

/// How usual the hour is, by the clock where the sender writes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hour {
    /// The share of this sender's mail that was written within that hour of the day and those beside it.
    pub share: f64,
    /// Messages that was counted in.
    pub of: u32,
    /// Whether hardly any was.
    pub is_unusual: bool,
}

/// How soon a message follows another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Haste {
    /// Seconds since this sender's message before, within a day.
    pub since_sent: Option<u32>,
    /// Seconds since the last message from a recipient, where this answers one, within a day.
    pub since_heard: Option<u32>,
    /// Whether either is within a minute.
    pub is_hasty: bool,
}

/// The hour; `None` while too few messages tell when this sender writes.
pub(super) fn hour(scene: &Scene<'_>, past: &Past) -> Option<Hour> {
    let offset = scene.structure.utc_offset?;
    let (share, of) = past.written_then(scene.submission.received, offset)?;
    Some(Hour { share, of, is_unusual: share < SELDOM })
}

/// The haste, once the recipients are weighed.
pub(super) fn haste(scene: &Scene<'_>, past: &Past, recipients: &[RecipientFacts]) -> Haste {
    let now = scene.submission.received.as_second();
    let since = |at: Timestamp| {
        let seconds = now - at.as_second();
        u32::try_from(seconds).ok().filter(|_| seconds <= SOON)
    };
    let answers = !scene.structure.references.is_empty();
    let heard = recipients.iter().filter_map(|one| past.of(&one.address)?.heard_last).filter_map(since).min();
    let (since_sent, since_heard) = (past.last_sent().and_then(since), heard.filter(|_| answers));
    let is_hasty = [since_sent, since_heard].into_iter().flatten().any(|seconds| i64::from(seconds) < HASTE);
    Haste { since_sent, since_heard, is_hasty }
}
