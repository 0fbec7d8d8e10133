//! What is known of a message by itself: from the journal and the store, from the bytes, and from its judgement.

use std::str::FromStr as _;
use std::sync::Arc;

use super::super::Ops;
use super::super::recall::Handed;
use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::base::{Address, Id};
use crate::incident::ledger::{Fate, Reached};
use crate::incident::{Gap, Known};
use crate::intake::envelope;
use crate::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use crate::parse::Addressed;
use crate::people::History;
use crate::store::{JournalLine, MailKey};

/// What an incident is about.
#[derive(Debug)]
pub enum Subject {
    /// A message that went through here, by its id.
    Here(Id),
    /// One by its `Message-ID`.
    Message(String),
    /// A copy, as it lay in the folder of sent mail.
    Copy(Vec<u8>),
}

impl Ops {
    /// What is known of `subject`, with its bytes where they are at hand.
    pub(super) async fn gather(&self, subject: Subject) -> Result<(Known, Option<Vec<u8>>), Failure> {
        let (handed, copy) = match subject {
            Subject::Here(id) => (Some(self.handed(&id).await?), None),
            Subject::Message(message_id) => {
                let handed = self.handed_as(&MailKey::message_id(&message_id)).await?.pop();
                let unknown = || {
                    let words = format!("no message {} went through here", one_line(&message_id, 200));
                    Failure::new("unknown", exit::NOINPUT, words)
                        .hint("open it with a copy: outguard incident open FILE.eml")
                };
                (Some(handed.ok_or_else(unknown)?), None)
            }
            Subject::Copy(bytes) => {
                let message_id = crate::parse::message_id(&bytes);
                let key = message_id.map(|message_id| MailKey::message_id(&message_id));
                let handed = match key {
                    Some(key) => self.handed_as(&key).await?.pop(),
                    None => None,
                };
                (handed, Some(bytes))
            }
        };
        let mut known = Known::default();
        let bytes = match &handed {
            Some(handed) => {
                self.take_handed(&mut known, handed).await?;
                match copy {
                    Some(copy) => Some(copy),
                    None => self.store.content(handed.id()).await.ok().map(|content| content.to_vec()),
                }
            }
            None => {
                known.gaps.push(Gap::NeverHere);
                copy
            }
        };
        match &bytes {
            Some(bytes) => self.take_bytes(&mut known, bytes, handed.is_none()).await,
            None => known.gaps.push(Gap::NoBytes),
        }
        known.gaps.sort_unstable();
        known.gaps.dedup();
        Ok((known, bytes))
    }

    async fn take_handed(&self, known: &mut Known, handed: &Handed) -> Result<(), Failure> {
        let id = handed.id().clone();
        known.submission = Some(id.to_string());
        known.reached = self.ledger(handed).await?.recipients;
        let lines = match handed {
            Handed::Stored(entry) => {
                let sender = entry.envelope.sender.as_ref();
                known.sender = sender.map(Address::to_string).unwrap_or_default();
                known.subject.clone_from(&entry.summary.subject);
                known.size = entry.summary.size;
                known.sha256 = entry.digest.to_string();
                known.guard.step = entry.summary.step.to_string();
                let said = entry.verdict.findings.iter().map(|f| (f.check.clone(), unquoted(&f.headline)));
                known.guard.said = said.collect();
                self.store.journal(&id).await
            }
            Handed::Passed(line) => {
                known.guard.step = "pass".to_owned();
                if let crate::base::event::Event::Passed { sender, message_id, digest, .. } = &line.event {
                    known.sender.clone_from(sender);
                    known.sha256.clone_from(digest);
                    known.message_id = Some(message_id.clone()).filter(|id| !id.is_empty());
                }
                self.store.journal(&id).await
            }
        };
        match lines {
            Ok(lines) if lines.is_empty() => known.gaps.push(Gap::NoJournal),
            Ok(lines) => known.take_journal(lines.iter().map(|JournalLine { seq, at, event, .. }| (*seq, *at, event))),
            Err(_) => known.gaps.push(Gap::JournalDamaged),
        }
        if self.store.verify(None).await.is_ok_and(|verified| verified.wrong.is_some()) {
            known.gaps.push(Gap::JournalDamaged);
        }
        Ok(())
    }

    /// What the bytes say. `alone`: nothing else is known, and the header says who it was for.
    async fn take_bytes(&self, known: &mut Known, bytes: &[u8], alone: bool) {
        let addressed = Addressed::of(bytes);
        let sender = Address::from_str(&known.sender).ok().or_else(|| envelope::sender(&addressed).ok());
        if let (true, Some(sender)) = (known.sender.is_empty(), &sender) {
            known.sender = sender.to_string();
        }
        if alone {
            let directory = &self.config.directory;
            let own = sender.as_ref().and_then(Address::domain);
            let reached = |address: Address| Reached {
                name: String::new(),
                role: None,
                kind: Some(directory.classify(&address, own).0),
                odd: false,
                fate: Fate::Unknown { why: "header".to_owned() },
                address,
            };
            known.reached = envelope::recipients(&addressed).unwrap_or_default().into_iter().map(reached).collect();
        }
        let Ok(judge) = self.judge() else {
            known.gaps.push(Gap::NotJudged);
            return;
        };
        let owner = sender.as_ref().map_or("", |sender| sender.key()).to_owned();
        let history = self.store.history(&owner).await.map_err(|error| error.to_string());
        let recipients: Vec<Address> = known.reached.iter().map(|reached| reached.address.clone()).collect();
        let (message, work_judge) = (Message::new(bytes.to_vec()), Arc::clone(&judge));
        let now = self.clock.now();
        let work = move || {
            let history = history.as_deref().map_err(String::as_str);
            let submission = |recipients: Vec<Address>| Submission {
                door: Door::Smtp,
                origin: Origin::default(),
                envelope: Envelope {
                    sender: sender.clone(),
                    recipients: recipients.into_iter().map(Recipient::from).collect(),
                    ..Envelope::default()
                },
                message: message.clone(),
                received: now,
                source: None,
            };
            let judged = work_judge.judge(&submission(recipients), history);
            // Markings and numbers do not depend on who it was for.
            let nobody = "somebody@outside.invalid".parse().into_iter().collect();
            let outside = work_judge.judge(&submission(nobody), Ok(&History::default()));
            (judged, outside)
        };
        let Ok((judged, outside)) = tokio::task::spawn_blocking(work).await else {
            known.gaps.push(Gap::NotJudged);
            return;
        };
        if alone {
            let odd = judged.verdict.odd_recipients();
            for (i, reached) in known.reached.iter_mut().enumerate() {
                reached.odd = odd.contains(&i);
            }
        }
        for (reached, facts) in known.reached.iter_mut().zip(&judged.facts.recipients) {
            if reached.name.is_empty() {
                reached.name.clone_from(&facts.name);
            }
            reached.role = reached.role.or(Some(facts.role));
        }
        known.take_message(bytes, &judged, &outside, &judge.rulebook);
        if let Ok(month) = self.store.month_of(Some(owner), self.month_of(known.sent_at.unwrap_or(now))).await {
            known.guard.asked_that_month = month.asks.asks;
        }
    }
}

/// What a check said, without the words of the message it quotes: a record is no second copy of it.
fn unquoted(headline: &str) -> String {
    const QUOTES: [(char, char); 3] = [('“', '”'), ('„', '“'), ('«', '»')];
    let mut said = String::new();
    let mut rest = headline;
    while let Some((at, close)) = QUOTES.iter().filter_map(|(open, close)| Some((rest.find(*open)?, *close))).min() {
        let open = rest[at..].chars().next().map_or(0, char::len_utf8);
        let Some(end) = rest[at + open..].find(close) else { break };
        said.push_str(&rest[..at + open]);
        said.push('…');
        said.push(close);
        rest = &rest[at + open + end + close.len_utf8()..];
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn what_a_check_quotes_of_the_message_is_not_kept() {
        assert_eq!(unquoted("“Cutting costs” goes to “Kita”"), "“…” goes to “…”");
        assert_eq!(unquoted("„Kosten senken“ geht an Martin"), "„…“ geht an Martin");
        assert_eq!(unquoted("«Reducir costes» va a Martín"), "«…» va a Martín");
        assert_eq!(unquoted("40 people see it"), "40 people see it");
    }
}
