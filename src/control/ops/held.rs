//! One held mail: everything a page shows of it, and the decisions that are made there.

use std::time::Duration;

use jiff::Timestamp;

use super::Ops;
use super::search::Asked;
use crate::app::failure::Failure;
use crate::base::{Address, Id};
use crate::message::Message;
use crate::parse::{self, Structure};
use crate::people::Contact;
use crate::release::{Confirmation, Repaired, Scope, Sight, seal_of};
use crate::store::{Entry, JournalLine, Sort, Tab};

/// One submission with what is known around it.
pub struct HeldMail {
    /// The record.
    pub entry: Entry,
    /// How much of it the reader may see; the rest is left out below already.
    pub sight: Sight,
    /// What decisions are bound to.
    pub seal: String,
    /// The bytes; `None` when they are no longer kept, or not for the reader.
    pub message: Option<Message>,
    /// What was read in them.
    pub structure: Structure,
    /// Whom the sender has written to.
    pub contacts: Vec<Contact>,
    /// What happened to it, oldest first.
    pub journal: Vec<JournalLine>,
}

impl Ops {
    /// The same actions, where decisions and repairs are made only while a hold still has this seal.
    #[must_use]
    pub fn bound_to(&self, seal: impl Into<String>) -> Ops {
        Ops { shown: Some(seal.into()), ..self.clone() }
    }

    /// One submission with what is known around it, as far as the actor may see it.
    ///
    /// # Errors
    /// When there is none of that id for them, or the store cannot be read.
    pub async fn held(&self, asked: &Id) -> Result<HeldMail, Failure> {
        let entry = self.seen(asked, Sight::Metadata).await?;
        let id = entry.summary.id.clone();
        let sight = self.actor.sight(&entry.summary);
        let message = match sight {
            Sight::Whole | Sight::Assigned => self.store.content(&id).await.ok(),
            Sight::Nothing | Sight::Metadata => None,
        };
        let structure = match &message {
            Some(message) => read(message.clone()).await,
            None => Structure::default(),
        };
        let contacts = match &entry.envelope.sender {
            Some(sender) if sight >= Sight::Assigned => self.contacts(sender).await,
            _ => Vec::new(),
        };
        let journal = self.store.journal(&id).await?;
        Ok(HeldMail { seal: seal_of(&entry), entry, sight, message, structure, contacts, journal })
    }

    /// The bytes of what is theirs, with the line that has mail programs open it as a draft.
    ///
    /// # Errors
    /// When it is not theirs, or its bytes are no longer kept.
    pub async fn draft(&self, asked: &Id) -> Result<Vec<u8>, Failure> {
        let message = self.raw(asked).await?;
        Ok([b"X-Unsent: 1\r\n", &message[..]].concat())
    }

    /// The HTML of what is theirs, as it was written; `None` when there is none.
    ///
    /// # Errors
    /// When it is not theirs, or its bytes are no longer kept.
    pub async fn html(&self, asked: &Id) -> Result<Option<String>, Failure> {
        let message = self.raw(asked).await?;
        let read = tokio::task::spawn_blocking(move || parse::html_source(&message)).await;
        Ok(read.unwrap_or_default())
    }

    /// The newest other submission that waits for a decision of the actor.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_waiting(&self, but: &Id) -> Result<Option<Id>, Failure> {
        // Two: one of them may be the one that is not meant.
        let asked = Asked {
            tab: Tab::Waiting,
            scope: Scope::Own,
            words: String::new(),
            check: None,
            sort: Sort::Newest,
            after: None,
            limit: 2,
        };
        let newest = self.listing(asked).await?.entries;
        Ok(newest.into_iter().map(|entry| entry.summary.id).find(|id| id != but))
    }

    /// Releases a hold, which then leaves after a few seconds unless it is stopped.
    ///
    /// # Errors
    /// When the step asks for more, or it is decided already.
    pub async fn release_soon(&self, asked: &Id, given: &Confirmation) -> Result<Id, Failure> {
        let id = self.own(asked).await?;
        self.desk()?.release_soon(&id, &self.actor, given).await?;
        Ok(id)
    }

    /// Stops what would leave by itself.
    ///
    /// # Errors
    /// When it is not on its way, or too late.
    pub async fn hold(&self, asked: &Id) -> Result<Id, Failure> {
        let id = self.own(asked).await?;
        self.desk()?.stop(&id, &self.actor).await?;
        Ok(id)
    }

    /// Moves the deadline of a hold. The answer is the new one.
    ///
    /// # Errors
    /// When it has none.
    pub async fn extend(&self, asked: &Id, by: Duration) -> Result<(Id, Timestamp), Failure> {
        let id = self.own(asked).await?;
        let until = self.desk()?.extend(&id, by, &self.actor).await?;
        Ok((id, until))
    }

    /// Repairs a hold and, where the button said so (`then_send`), releases it if nothing odd is left.
    ///
    /// # Errors
    /// As [`Ops::remove`], [`Ops::replace`] and [`Ops::bcc`].
    pub async fn mend(&self, asked: &Id, mending: Mending, then_send: Option<&Confirmation>) -> Result<(), Failure> {
        let (id, repaired) = match mending {
            Mending::Remove(numbers) => self.remove(asked, &numbers).await?,
            Mending::Bcc(numbers) => self.bcc(asked, &numbers).await?,
            Mending::Replace(n, address) => self.replace(asked, n, address).await?,
        };
        let Some(given) = then_send else { return Ok(()) };
        self.send_mended(&id, &repaired, given).await
    }

    async fn send_mended(&self, id: &Id, repaired: &Repaired, given: &Confirmation) -> Result<(), Failure> {
        if repaired.step.holds() {
            return Ok(());
        }
        // What is released is what the repair has made, whoever else has been there since.
        let given = Confirmation { seal: Some(repaired.seal.clone()), ..given.clone() };
        self.desk()?.release_soon(id, &self.actor, &given).await?;
        Ok(())
    }
}

/// A repair.
#[derive(Clone, Debug)]
pub enum Mending {
    /// Takes these recipients out.
    Remove(Vec<usize>),
    /// Hides these recipients from the others.
    Bcc(Vec<usize>),
    /// Puts somebody in the place of this one.
    Replace(usize, Address),
}

/// Reads where a large message holds nobody up.
async fn read(message: Message) -> Structure {
    let read = tokio::task::spawn_blocking(move || parse::parse(&message)).await;
    // Reading cannot fail; when it panics all the same, the page does without.
    read.unwrap_or_default()
}
