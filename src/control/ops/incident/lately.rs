//! What somebody could mean who says "I sent something wrong": the messages of theirs that left last.

use jiff::Timestamp;

use super::super::Ops;
use super::super::recall::Handed;
use crate::app::failure::Failure;
use crate::base::Id;
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::incident::IncidentId;

/// A message somebody may mean.
#[derive(Debug)]
pub struct SentLately {
    /// Its id.
    pub id: Id,
    /// When it came in.
    pub at: Timestamp,
    /// Its subject; empty where nothing of it was stored.
    pub subject: String,
    /// Everybody it was for.
    pub to: Vec<String>,
    /// Whether nothing of it waits any more.
    pub is_over: bool,
}

impl Ops {
    /// The messages of theirs that left here last, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sent_lately(&self, limit: usize) -> Result<Vec<SentLately>, Failure> {
        let owner = self.actor.person.as_ref().map(|person| person.key().to_owned());
        let owner = owner.filter(|_| !self.actor.roles.keeper);
        if owner.is_none() && !self.actor.roles.keeper {
            return Ok(Vec::new());
        }
        let mut sent = Vec::new();
        for id in self.store.sent_lately(owner, limit).await? {
            sent.push(self.one_sent(&id).await?);
        }
        Ok(sent)
    }

    /// One message of theirs.
    ///
    /// # Errors
    /// When there is none of that id for them.
    pub async fn one_sent(&self, id: &Id) -> Result<SentLately, Failure> {
        Ok(match self.handed(id).await? {
            Handed::Stored(entry) => SentLately {
                id: entry.summary.id.clone(),
                at: entry.received,
                subject: one_line(&entry.summary.subject, 120),
                to: entry.remaining().map(|row| row.recipient.address.to_string()).collect(),
                is_over: entry.summary.state.is_over(),
            },
            Handed::Passed(line) => {
                let to = match line.event {
                    Event::Passed { to, .. } => to,
                    _ => Vec::new(),
                };
                SentLately { id: line.id, at: line.at, subject: String::new(), to, is_over: true }
            }
        })
    }

    /// The incidents about one message which they may see.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn incidents_about(&self, id: &Id) -> Result<Vec<IncidentId>, Failure> {
        let mut seen = Vec::new();
        for incident in self.store.incidents_about(id).await? {
            if self.seen_incident(incident).await.is_ok() {
                seen.push(incident);
            }
        }
        Ok(seen)
    }
}
