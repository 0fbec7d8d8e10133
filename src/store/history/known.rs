//! Whom anybody here has written to, in memory for all senders: read once, when a history is first asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::super::{Store, StoreError};
use crate::people::Here;

/// What is in memory of it.
#[derive(Default)]
pub(super) struct Known(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    people: Arc<Here>,
    /// Whether everybody is in it, and not only those of late.
    is_whole: bool,
}

impl Known {
    /// Nothing that panics happens under this lock, so a poisoned one is still whole.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn people(&self) -> (Arc<Here>, bool) {
        let kept = self.kept();
        (Arc::clone(&kept.people), kept.is_whole)
    }

    /// Everybody is in `people` now, unless somebody was forgotten meanwhile.
    fn is_whole(&self, people: &Arc<Here>) {
        let mut kept = self.kept();
        kept.is_whole |= Arc::ptr_eq(&kept.people, people);
    }

    /// Somebody here has written to these, by the compared forms of their addresses; only after the commit.
    pub(super) fn met<'k>(&self, keys: impl Iterator<Item = &'k str>) {
        let (people, _) = self.people();
        keys.for_each(|key| people.add(key));
    }

    /// They are read anew, since somebody may have been forgotten; only after the commit.
    pub(super) fn forget(&self) {
        *self.kept() = Kept::default();
    }
}

impl Store {
    /// Whom anybody here has written to.
    pub(super) async fn here(&self) -> Result<Arc<Here>, StoreError> {
        let (here, is_whole) = self.remembered.known.people();
        if is_whole {
            return Ok(here);
        }
        let people = Arc::clone(&here);
        let read = move |connection: &Connection| {
            let mut statement = connection.prepare_cached("SELECT DISTINCT key FROM contact")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                people.add(row.get_ref(0)?.as_str().unwrap_or_default());
            }
            Ok(())
        };
        self.readers.read(read).await?;
        self.remembered.known.is_whole(&here);
        Ok(here)
    }
}
