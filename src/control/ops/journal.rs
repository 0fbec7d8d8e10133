//! The journal as a whole: reading it, verifying it, handing it on.

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::store::{Head, Logged, Span, Verified};

/// Lines read in one go; an export of millions needs no more memory than these.
const PAGE: usize = 1000;

impl Ops {
    /// Everybody's doings are for those who run the guard and those who look over their shoulder.
    pub(super) fn oversees(&self, what: &str) -> Result<(), Failure> {
        let roles = self.actor.roles;
        if roles.keeper || roles.auditor || roles.admin {
            return Ok(());
        }
        let words = format!("{what} is for auditors and for whoever runs Outguard");
        Err(Failure::new("not_yours", exit::NOPERM, words))
    }

    /// The end of the journal now.
    ///
    /// # Errors
    /// When it is not theirs to see, or the store cannot be read.
    pub async fn journal_head(&self) -> Result<Head, Failure> {
        self.oversees("the journal")?;
        Ok(self.store.head().await?)
    }

    /// Compares the whole journal with its chain, and with a `head` it had once.
    ///
    /// # Errors
    /// When it is not theirs to see, or the store cannot be read. A journal that is wrong is an answer.
    pub async fn verify_journal(&self, head: Option<Head>) -> Result<Verified, Failure> {
        self.oversees("the journal")?;
        Ok(self.store.verify(head).await?)
    }

    /// The last lines, oldest first.
    ///
    /// # Errors
    /// When it is not theirs to see, or the store cannot be read.
    pub async fn journal_end(&self, most: usize) -> Result<Vec<Logged>, Failure> {
        self.oversees("the journal")?;
        Ok(self.store.journal_end(most).await?)
    }

    /// Hands every line in `span` to `take`, oldest first, until it has enough.
    ///
    /// # Errors
    /// When it is not theirs to see, the store cannot be read, or `take` fails.
    pub async fn export_journal(
        &self,
        span: Span,
        mut take: impl FnMut(&Logged) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.oversees("the journal")?;
        let mut after = 0;
        loop {
            let page = self.store.journal_after(after, span, PAGE).await?;
            page.iter().try_for_each(&mut take)?;
            match page.last() {
                Some(last) if page.len() == PAGE => after = last.seq,
                _ => return Ok(()),
            }
        }
    }
}
