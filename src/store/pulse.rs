//! What a service manager wants to know of the store: whether it still answers, and how much waits.

use super::{Store, StoreError};

/// A status line needs no larger number, and nobody counts a million holds for one.
pub const MOST_COUNTED: u32 = 10_000;

/// How many submissions wait, each number at most [`MOST_COUNTED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Held until somebody decides.
    pub held: usize,
    /// Inside their undo window.
    pub delayed: usize,
    /// On their way to upstream.
    pub queued: usize,
    /// Perhaps sent; somebody is asked.
    pub unsure: usize,
}

impl Store {
    /// How many wait, our own messages left out; never more are counted than is told.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting(&self) -> Result<Waiting, StoreError> {
        self.readers
            .read(|connection| {
                let mut counting = connection.prepare_cached(
                    "SELECT count(*) FROM (SELECT 1 FROM submission WHERE state = ?1 AND door <> 'own' LIMIT ?2)",
                )?;
                let mut count = |state: &str| -> Result<usize, StoreError> {
                    let counted: i64 = counting.query_row((state, MOST_COUNTED), |row| row.get(0))?;
                    Ok(usize::try_from(counted).unwrap_or(0))
                };
                Ok(Waiting {
                    held: count("held")?,
                    delayed: count("delayed")?,
                    queued: count("queued")?,
                    unsure: count("unsure")?,
                })
            })
            .await
    }

    /// Whether the last write succeeded; [`probe`](Store::probe) tries one where it did not.
    pub fn is_usable(&self) -> bool {
        self.writer.health().is_usable()
    }

    /// Waits until the writing thread has done something for us: it queues behind whatever is being written. While the
    /// store can be written nothing is, so that no disk wakes for it.
    ///
    /// # Errors
    /// As [`probe`](Store::probe). A disk that hangs is no error, it is no answer.
    pub async fn answers(&self) -> Result<(), StoreError> {
        if !self.is_usable() {
            return self.probe().await;
        }
        self.writer.write(|_| Ok(())).await
    }
}
