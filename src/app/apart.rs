//! Taking mail without the daemon, for the `sendmail` command when none answers: judged here, kept in the store, delivered by
//! the daemon at its next start. Nothing passes in the session, and no store is made: mail in a store that no daemon works on
//! would wait there for ever.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

use super::failure::Failure;
use super::ruling;
use crate::base::Clock;
use crate::config::{Config, Current};
use crate::intake::pipeline::Pipeline;
use crate::intake::{Answer, Gate};
use crate::message::Submission;
use crate::release::{Incoming, NoticeSender};
use crate::store::Store;

/// A gate in front of the store.
pub struct Apart {
    pipeline: Pipeline,
    store: Store,
}

/// Why nothing can be kept without a daemon.
#[derive(Debug, thiserror::Error)]
pub enum NotApart {
    /// There is no store, or this account may not write it.
    #[error("{0}")]
    Closed(io::Error),
    /// The store or a pack is not as it should be.
    #[error("{0}")]
    Failed(Failure),
}

impl Apart {
    /// A gate in front of the store of `config`, when that is there and this account may write it.
    ///
    /// # Errors
    /// [`NotApart`].
    pub fn open(config: &Config, clock: Clock) -> Result<Apart, NotApart> {
        may_write(&config.store.path).map_err(NotApart::Closed)?;
        let rules = Arc::new(Current::new(ruling(config).map_err(NotApart::Failed)?));
        let store = Store::open(&config.store.path, clock.clone()).map_err(|e| NotApart::Failed(e.into()))?;
        let incoming = Incoming::new(store.clone(), NoticeSender::of(config), clock.clone());
        let pipeline = Pipeline::new(store.clone(), None, rules, Arc::new(Notify::new()), clock).answered_by(incoming);
        Ok(Apart { pipeline, store })
    }
}

impl Gate for Apart {
    async fn submit(&self, submission: Submission) -> Answer {
        let answer = self.pipeline.submit(submission).await;
        // The process may end with this answer; the journal's last line must not.
        self.store.flush().await;
        answer
    }
}

/// SQLite would make the file, or open it for reading only.
fn may_write(store: &Path) -> io::Result<()> {
    fs::OpenOptions::new().read(true).write(true).open(store).map(drop)
}
