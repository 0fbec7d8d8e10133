//! Signing in at the page, and out.

use std::time::Duration;

use jiff::{Timestamp, Zoned};

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::event::Event;
use crate::base::{Address, Secret, Whence, Who};
use crate::people::PartyKind;
use crate::release::{sign_in_mail, zone};
use crate::store::Session;

/// How long a link that signs in may be used.
pub const TICKET: Duration = Duration::from_secs(15 * 60);

fn after(at: Timestamp, by: Duration) -> Timestamp {
    let later = jiff::SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok());
    later.unwrap_or(Timestamp::MAX)
}

/// One of somebody's sessions.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Its fingerprint, as in the journal.
    pub fingerprint: String,
    /// Since when, in the organisation's zone.
    pub since: Zoned,
    /// Until when at most.
    pub expires: Zoned,
}

impl Ops {
    /// A secret for a link that signs `who` in once, soon.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn new_ticket(&self, who: Who) -> Result<Secret, Failure> {
        let ticket = random()?;
        self.keep_ticket(&ticket, who).await?;
        Ok(ticket)
    }

    async fn keep_ticket(&self, ticket: &Secret, who: Who) -> Result<(), Failure> {
        Ok(self.store.keep_ticket(ticket.digest(), who, after(self.clock.now(), TICKET)).await?)
    }

    /// Mails a link to `address` that signs its owner in, in the browser that knows `browser` and nowhere else: what follows
    /// links in mail before people do gets nowhere by it. `link` makes the link of a ticket. Nobody gets mail who may not
    /// sign in, and whoever asks is not to learn which it was.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn mail_link(
        &self,
        address: &Address,
        browser: &Secret,
        link: impl FnOnce(&Secret) -> String,
    ) -> Result<(), Failure> {
        if !self.may_sign_in(address) {
            return Ok(());
        }
        let ticket = random()?;
        self.keep_ticket(&ticket.joined_with(browser), Who::Person(address.clone())).await?;
        let person = self.config.directory.persons.iter().find(|known| known.address == *address);
        let language = person.and_then(|person| person.language).unwrap_or(self.config.language);
        let (hostname, now) = (&self.config.smtp.hostname, self.clock.now());
        if let Some(mail) = sign_in_mail(hostname, address, &link(&ticket), language, now) {
            self.store.keep(mail).await?;
        }
        Ok(())
    }

    /// Whether the owner of this address may sign in: whoever is inside, and whoever the directory names.
    pub fn may_sign_in(&self, address: &Address) -> bool {
        let directory = &self.config.directory;
        directory.persons.iter().any(|person| person.address == *address)
            || directory.classify(address, None).0 == PartyKind::Internal
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
    pub async fn begin_session(
        &self,
        ticket: &Secret,
        length: Duration,
        whence: Whence,
    ) -> Result<Option<Secret>, Failure> {
        let session = random()?;
        let until = after(self.clock.now(), length);
        let whence = Whence { session: session.fingerprint(), ..whence };
        let told = |who: &Who| Event::SignedIn { by: who.to_string(), whence };
        let begun = self.store.redeem_ticket(ticket.digest(), session.digest(), until, told).await?;
        Ok(begun.map(|_| session))
    }

    /// Who is signed in with this secret. Who has left the directory is not, however long the session was to last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn session(&self, secret: &Secret) -> Result<Option<Session>, Failure> {
        let session = self.store.session(secret.digest()).await?;
        Ok(session.filter(|session| match &session.who {
            Who::Account(_) => true,
            Who::Person(address) => self.may_sign_in(address),
        }))
    }

    /// The sessions of whoever asks, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sessions(&self) -> Result<Vec<OpenSession>, Failure> {
        let sessions = self.store.sessions_of(&self.actor.who).await?;
        let zone = zone(&self.config.policy);
        let shown = |(digest, session): ([u8; 32], Session)| OpenSession {
            fingerprint: Secret::fingerprint_of(&digest),
            since: session.since.to_zoned(zone.clone()),
            expires: session.expires.to_zoned(zone.clone()),
        };
        Ok(sessions.into_iter().map(shown).collect())
    }

    /// Ends the sessions of whoever asks that have this fingerprint; one that is over already is no failure.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn end_session(&self, fingerprint: &str) -> Result<(), Failure> {
        let actor = &self.actor;
        for (digest, _) in self.store.sessions_of(&actor.who).await? {
            let session = Secret::fingerprint_of(&digest);
            if session == fingerprint {
                let (by, whence) = (actor.who.to_string(), actor.whence.clone());
                self.store.end_session(digest, Event::SignedOut { by, session, whence }).await?;
            }
        }
        Ok(())
    }
}

fn random() -> Result<Secret, Failure> {
    Secret::random().map_err(|e| Failure::new("random", exit::SOFTWARE, e))
}
