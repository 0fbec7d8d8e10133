//! Having a message back: what has not left is stopped, and everybody who has it is named.

use jiff::tz::TimeZone;

use super::Ops;
use crate::app::failure::{Failure, exit};
use crate::base::event::Event;
use crate::base::text::one_line;
use crate::base::{Address, Id, Language};
use crate::control::answer::{ReachedView, RecallView, StepView};
use crate::incident::advice::{NEVER, NextStep, next_steps};
use crate::incident::ledger::{Ledger, Reached};
use crate::incident::texts;
use crate::parse;
use crate::release::{Sight, ledger_of, record_recall, zone};
use crate::store::{Entry, JournalLine, MailKey, StoreError};

/// A message that went through here.
#[derive(Debug)]
pub enum Handed {
    /// It is kept here.
    Stored(Box<Entry>),
    /// It passed in the session it came in; the journal's line has what is known of it.
    Passed(Box<JournalLine>),
}

impl Handed {
    /// Its id.
    pub fn id(&self) -> &Id {
        match self {
            Handed::Stored(entry) => &entry.summary.id,
            Handed::Passed(line) => &line.id,
        }
    }

    /// The word for how it stands.
    fn state(&self) -> &'static str {
        match self {
            Handed::Stored(entry) => entry.summary.state.word(),
            Handed::Passed(_) => "passed",
        }
    }
}

impl Ops {
    /// Stops whatever has not left of a message of theirs, stored or passed. The answer says who has it and what can be
    /// tried.
    ///
    /// # Errors
    /// When there is none of that id for them, or the store cannot be written.
    pub async fn recall(&self, asked: &Id) -> Result<RecallView, Failure> {
        let handed = self.handed(asked).await?;
        self.have_back(&handed).await
    }

    /// The same for every time a message with this `Message-ID` was handed over.
    ///
    /// # Errors
    /// When none of theirs went through here, or the store cannot be written.
    pub async fn recall_message(&self, message_id: &str) -> Result<Vec<RecallView>, Failure> {
        let mut views = Vec::new();
        let theirs = self.handed_as(&MailKey::message_id(message_id)).await?;
        if theirs.is_empty() {
            let words = format!("no mail with the Message-ID {} went through Outguard", one_line(message_id, 200));
            let hint = "outguard incident open FILE.eml    for a mail that never went through it";
            return Err(Failure::new("unknown", exit::NOINPUT, words).hint(hint));
        }
        for handed in theirs {
            views.push(self.have_back(&handed).await?);
        }
        Ok(views)
    }

    /// Every time a message of theirs that is found by `key` was handed over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn handed_as(&self, key: &MailKey) -> Result<Vec<Handed>, Failure> {
        let mut theirs = Vec::new();
        for id in self.store.written(key.clone()).await? {
            match self.handed(&id).await {
                Ok(handed) => theirs.push(handed),
                Err(failure) if failure.code == "unknown" || failure.code == "not_yours" => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(theirs)
    }

    /// A message of theirs, stored or passed.
    ///
    /// # Errors
    /// When there is none of that id for them.
    pub async fn handed(&self, asked: &Id) -> Result<Handed, Failure> {
        let missing = match self.seen(asked, Sight::Whole).await {
            Ok(entry) => return Ok(Handed::Stored(Box::new(entry))),
            Err(failure) if failure.code == "unknown" && failure.denied.is_none() => failure,
            Err(failure) => return Err(failure),
        };
        match self.store.passed(asked, !self.actor.roles.keeper).await {
            Ok(line) if self.is_theirs(&line) => Ok(Handed::Passed(Box::new(line))),
            Ok(_) => Err(missing.denied("not yours")),
            Err(StoreError::Unknown { .. }) => Err(missing),
            Err(error) => Err(error.into()),
        }
    }

    fn is_theirs(&self, line: &JournalLine) -> bool {
        let Event::Passed { sender, .. } = &line.event else { return false };
        let is_sender = |person: &Address| !sender.is_empty() && person.key() == sender;
        self.actor.roles.keeper || self.actor.person.as_ref().is_some_and(is_sender)
    }

    /// Who has a message, and what its journal says; nothing is changed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ledger(&self, handed: &Handed) -> Result<Ledger, Failure> {
        match handed {
            Handed::Stored(entry) => Ok(ledger_of(entry, &self.store.journal(&entry.summary.id).await?)),
            Handed::Passed(line) => {
                let sender = match &line.event {
                    Event::Passed { sender, .. } => sender.parse::<Address>().ok(),
                    _ => None,
                };
                let own = sender.as_ref().and_then(Address::domain);
                let kind = |address: &Address| self.config.directory.classify(address, own).0;
                Ok(Ledger::of_passed(line.at, &line.event, kind).unwrap_or_default())
            }
        }
    }

    async fn have_back(&self, handed: &Handed) -> Result<RecallView, Failure> {
        let id = handed.id();
        let after = match handed {
            Handed::Stored(_) => {
                self.desk()?.recall(id, &self.actor).await?;
                Handed::Stored(Box::new(self.store.entry(id).await?))
            }
            Handed::Passed(line) => {
                record_recall(&self.store, id, &self.actor, &self.ledger(handed).await?).await?;
                Handed::Passed(line.clone())
            }
        };
        self.view(&after).await
    }

    /// Who has a message and what can be tried, in the words of whoever asks.
    async fn view(&self, handed: &Handed) -> Result<RecallView, Failure> {
        let ledger = self.ledger(handed).await?;
        let message_id = self.message_id(handed).await?;
        let language = self.language_of(&self.actor).unwrap_or(self.config.language);
        let subject = match handed {
            Handed::Stored(entry) => entry.summary.subject.clone(),
            Handed::Passed(_) => String::new(),
        };
        let zone = zone(&self.config.policy);
        Ok(RecallView { subject, ..recall_view(handed, &ledger, message_id, language, &zone) })
    }

    async fn message_id(&self, handed: &Handed) -> Result<String, Failure> {
        match handed {
            Handed::Passed(line) => match &line.event {
                Event::Passed { message_id, .. } => Ok(message_id.clone()),
                _ => Ok(String::new()),
            },
            Handed::Stored(entry) => {
                let journal = self.store.journal(&entry.summary.id).await?;
                let told = journal.iter().find_map(|line| match &line.event {
                    Event::Stored { message_id, .. } if !message_id.is_empty() => Some(message_id.clone()),
                    _ => None,
                });
                // The journal of an older version does not say.
                let read = async || {
                    let content = self.store.content(&entry.summary.id).await.ok();
                    content.as_deref().and_then(parse::message_id).unwrap_or_default()
                };
                Ok(match told {
                    Some(message_id) => message_id,
                    None => read().await,
                })
            }
        }
    }
}

fn recall_view(
    handed: &Handed,
    ledger: &Ledger,
    message_id: String,
    language: Language,
    zone: &TimeZone,
) -> RecallView {
    let say = texts::say(language);
    let recipient = |reached: &Reached| ReachedView {
        address: reached.address.to_string(),
        name: reached.name.clone(),
        role: reached.role,
        kind: reached.kind,
        odd: reached.odd,
        words: reached.fate.sentence(say, zone),
        fate: reached.fate.clone(),
    };
    let steps = next_steps(ledger, &message_id);
    let step = |step: &NextStep| StepView {
        step: step.advice.id.to_owned(),
        needs: step.advice.needs,
        minutes: step.advice.minutes,
        recipients: step.recipients.clone(),
        words: step.sentence(say),
    };
    RecallView {
        id: handed.id().to_string(),
        message_id,
        state: handed.state().to_owned(),
        subject: String::new(),
        headline: ledger.headline(say),
        stopped: ledger.stopped(),
        reached: ledger.reached(),
        unsure: ledger.unsure(),
        waiting: ledger.leaving(),
        recipients: ledger.recipients.iter().map(recipient).collect(),
        unnamed: ledger.unnamed,
        next: steps.iter().map(step).collect(),
        never: if steps.is_empty() { Vec::new() } else { NEVER.iter().map(|id| say.t(id)).collect() },
        language,
    }
}
