//! What nobody waits for: journal lines of messages that upstream has taken already, and whom their senders wrote to.
//! It is gathered for a moment and written as one job, so that passing mail costs a few commits a second and not one
//! each.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use super::counted::{self, Handed, Tally, UPSTREAM_FAILURES};
use super::history::{Learns, Lesson, News};
use super::written::MailKey;
use super::{Store, StoreError, footers, history, journal};
use crate::base::event::Event;
use crate::base::{Address, Id, Step};
use crate::people::Paragraph;

/// How long lines are gathered: what a crash may lose of them.
const GATHER: Duration = Duration::from_millis(20);

/// Lines that may wait; a disk that is further behind loses the rest, and the log says so.
const BACKLOG: usize = 16 * 1024;

/// Lines on their way to the disk.
#[derive(Default)]
pub(super) struct Behind(Mutex<Vec<Line>>);

/// One journal line, and what is learned along with it.
struct Line {
    at: Timestamp,
    id: Id,
    event: Event,
    handed: Option<Handed>,
    taught: Option<Taught>,
}

/// What a message teaches that was handed over in the session.
#[derive(Clone, Debug)]
pub enum Taught {
    /// It was sent.
    Sent(Sent),
    /// It was refused: upstream has no mailbox of these addresses.
    NoMailbox(Vec<Address>),
}

/// What a sent message teaches.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// To whom, by address and name.
    pub recipients: Vec<(Address, String)>,
    /// The paragraphs that may be a footer ([`crate::facts::Facts::paragraphs`]).
    pub paragraphs: Vec<Paragraph>,
    /// What is kept of it; `None` = nothing is.
    pub lesson: Option<Lesson>,
}

impl Behind {
    /// Nothing that panics happens under this lock, so a poisoned one is still whole.
    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Records an event without waiting for the disk: for what has no state of its own, such as a message passed in
    /// session. A backlog that is full loses no mail, only this line, and says so in the log. Needs a tokio runtime.
    pub fn record(&self, id: Id, event: Event) {
        self.write_later(Line { at: self.clock.now(), id, event, handed: None, taught: None });
    }

    /// [`record`](Store::record)s what became of a message in the session: it was refused, or has left, and what that has
    /// `taught`.
    pub fn record_handed(&self, id: Id, event: Event, handed: Handed, taught: Option<Taught>) {
        self.write_later(Line { at: self.clock.now(), id, event, handed: Some(handed), taught });
    }

    fn write_later(&self, line: Line) {
        let mut lines = self.behind.lines();
        if lines.len() >= BACKLOG {
            tracing::warn!("a journal line was lost: the store cannot keep up");
            return;
        }
        lines.push(line);
        if lines.len() == 1 {
            let store = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                if !store.behind.lines().is_empty()
                    && let Err(error) = store.write_gathered().await
                {
                    tracing::error!(%error, "the last journal lines could not be written");
                }
            });
        }
    }

    /// Writes what has been gathered when its turn comes, so that nothing can be on its way past it.
    pub(super) async fn write_gathered(&self) -> Result<(), StoreError> {
        let (behind, learning) = (Arc::clone(&self.behind), self.learns_now().await);
        let gathered =
            move |connection: &Connection| write(connection, std::mem::take(&mut *behind.lines()), learning.as_ref());
        // Taught only after the commit, or a reader would fetch the old state again.
        for (owner, news) in self.writer.write(gathered).await? {
            self.remembered.learnt(&owner, news);
        }
        Ok(())
    }
}

/// Writes the lines; the answer is who has learned what. `learning`: what messages are numbered by, where anything is learnt.
fn write(
    connection: &Connection,
    lines: Vec<Line>,
    learning: Option<&Learns>,
) -> Result<Vec<(String, News)>, StoreError> {
    let mut all = Vec::new();
    let mut tally = Tally::default();
    for Line { at, id, event, handed, taught } in lines {
        journal::append(connection, at, &id, &event)?;
        let Some(handed) = handed else { continue };
        let owner = handed.owner.clone();
        if let (Event::Refused { reply }, true) = (&event, handed.step < Step::Refuse) {
            // No rule did: upstream.
            counted::add(connection, UPSTREAM_FAILURES, counted::code_of(reply), "", 1)?;
        }
        tally.count(at, handed);
        let news = News { n: None, lesson: None, recipients: Vec::new(), at, footers: Vec::new(), heard: Vec::new() };
        let Some(learning) = learning else { continue };
        match taught {
            Some(Taught::Sent(Sent { recipients, paragraphs, lesson })) => {
                let footers = footers::learn(connection, at, &owner, &paragraphs)?;
                let (news, key) = (News { footers, ..news }, MailKey::in_journal(&event));
                let news = learning.learn(connection, &owner, key, recipients, lesson, news)?;
                all.push((owner, news));
            }
            Some(Taught::NoMailbox(unknown)) if !owner.is_empty() => {
                let heard = history::keep_bounces(connection, at, &owner, &unknown)?;
                all.push((owner, News { heard, ..news }));
            }
            Some(Taught::NoMailbox(_)) | None => {}
        }
    }
    tally.write(connection)?;
    Ok(all)
}
