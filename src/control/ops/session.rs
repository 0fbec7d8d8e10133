//! Signing in at the page, and out.

use std::time::Duration;

use jiff::Timestamp;

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::event::Event;
use crate::base::{Secret, Whence, Who};
use crate::store::Session;

/// How long a link that signs in may be used.
const TICKET: Duration = Duration::from_secs(15 * 60);

fn after(at: Timestamp, by: Duration) -> Timestamp {
    let later = jiff::SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok());
    later.unwrap_or(Timestamp::MAX)
}

impl Ops {
    /// A secret for a link that signs `who` in once, soon.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn new_ticket(&self, who: Who) -> Result<Secret, Failure> {
        let ticket = Secret::random().map_err(|e| Failure::new("random", exit::SOFTWARE, e))?;
        self.store.keep_ticket(ticket.digest(), who, after(self.clock.now(), TICKET)).await?;
        Ok(ticket)
    }

    /// Whom this link would sign in; it stays as it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ticket(&self, ticket: &Secret) -> Result<Option<Who>, Failure> {
        Ok(self.store.ticket(ticket.digest()).await?)
    }

    /// Uses a link up and begins a session that lasts `length`; `None` when the link is over.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn begin_session(&self, ticket: &Secret, length: Duration) -> Result<Option<Secret>, Failure> {
        let session = Secret::random().map_err(|e| Failure::new("random", exit::SOFTWARE, e))?;
        let until = after(self.clock.now(), length);
        let Some(who) = self.store.redeem_ticket(ticket.digest(), session.digest(), until).await? else {
            return Ok(None);
        };
        let whence = Whence { way: "page".into(), session: session.fingerprint(), ..Whence::default() };
        self.store.record_aside(Event::SignedIn { by: who.to_string(), whence }).await?;
        Ok(Some(session))
    }

    /// Who is signed in with this secret.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn session(&self, secret: &Secret) -> Result<Option<Session>, Failure> {
        Ok(self.store.session(secret.digest()).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn end_session(&self, secret: &Secret) -> Result<(), Failure> {
        Ok(self.store.end_session(secret.digest()).await?)
    }
}
