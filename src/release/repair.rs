//! Repairs: recipients of a hold are removed, replaced or moved to Bcc, in the envelope and in To/Cc, and the rules run
//! again on what would leave then.

use std::sync::Arc;

use super::headers::{self, Fields};
use super::{Actor, Desk, ReleaseError, not_now, seal_over};
use crate::base::event::Event;
use crate::base::{Address, Id, Step};
use crate::facts::Role;
use crate::judge::Judged;
use crate::message::{Message, Recipient, Submission};
use crate::store::{Asking, Change, Entry, Lesson, RecipientRow, RecipientState, State};

/// What a repair led to.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The step the repaired message would have now.
    pub step: Step,
    /// Why, if it still asks.
    pub headline: String,
    /// The seal of what it is now.
    pub seal: String,
}

/// What is done to the recipient.
enum Edit {
    Remove,
    Replace(Address),
    Bcc,
}

impl Desk {
    /// Takes the recipients `numbers` out of envelope and headers.
    ///
    /// # Errors
    /// [`ReleaseError::Recipient`] when there is no such recipient, or nobody would be left.
    pub async fn remove(&self, id: &Id, numbers: &[usize], actor: &Actor) -> Result<Repaired, ReleaseError> {
        self.repair(id, numbers, actor, Edit::Remove).await
    }

    /// Puts `address` in the place of recipient `n`, in envelope and headers.
    ///
    /// # Errors
    /// [`ReleaseError::Recipient`] when there is no such recipient or `address` gets the message already.
    pub async fn replace(&self, id: &Id, n: usize, address: Address, actor: &Actor) -> Result<Repaired, ReleaseError> {
        self.repair(id, &[n], actor, Edit::Replace(address)).await
    }

    /// Hides the recipients `numbers` from the others: out of To and Cc, still in the envelope.
    ///
    /// # Errors
    /// [`ReleaseError::Recipient`] when there is no such recipient or one of them is hidden already.
    pub async fn bcc(&self, id: &Id, numbers: &[usize], actor: &Actor) -> Result<Repaired, ReleaseError> {
        self.repair(id, numbers, actor, Edit::Bcc).await
    }

    async fn repair(&self, id: &Id, numbers: &[usize], actor: &Actor, edit: Edit) -> Result<Repaired, ReleaseError> {
        let entry = self.store.entry(id).await?;
        let state = entry.summary.state;
        if !matches!(state, State::Held | State::Delayed) {
            return Err(not_now(id, state, "only what waits for a decision can be repaired"));
        }
        self.bound_to_what_was_shown(&entry, None)?;
        let before = chosen(&entry, numbers, &edit)?;
        let message = self.store.content(id).await?;
        let name = self.known_name(&entry, &edit).await;
        let mut bytes = message.to_vec();
        let mut rows = entry.summary.recipients.clone();
        for row in &before {
            bytes = edited_bytes(&bytes, &row.recipient.address, &edit, &name);
            edit_row(&mut rows, row.n, &edit);
        }
        let repaired = Submission { message: Message::new(bytes), ..submission_of(&entry, &rows, &message) };
        let (repaired, judged) = self.judged(repaired).await?;
        still_shown(&judged, &before, &edit)?;
        if judged.verdict.step == Step::Refuse {
            return Err(ReleaseError::Recipient(judged.verdict.headline().to_owned()));
        }
        judge_rows(&mut rows, &judged);
        // What asks now must not slip out when the undo window ends.
        let becomes_held = judged.verdict.step.holds() && state == State::Delayed;
        let answer = Repaired {
            step: judged.verdict.step,
            headline: judged.verdict.headline().to_owned(),
            seal: seal_over(&repaired.message.digest(), &rows),
        };
        let withdrawn = self.store.request(id).await?.is_some();
        let mut events: Vec<Event> = before.iter().map(|row| event(&edit, actor, row, &repaired.message)).collect();
        // Whoever was asked was asked about something else.
        events.extend(withdrawn.then_some(Event::Withdrawn));
        let change = Change {
            to: becomes_held.then_some(State::Held),
            due: becomes_held.then_some(None),
            deadline: becomes_held.then(|| Some(self.deadline_from_now())),
            recipients: Some(rows),
            tell: self.sender.tells_of(actor, &entry).then_some(true),
            events,
            asking: withdrawn.then_some(Asking::Withdrawn),
            content: Some((repaired.message, judged.verdict, Lesson::of(&judged.facts))),
            ..Change::default()
        };
        self.store.change(id, entry.summary.version, change).await?;
        Ok(answer)
    }

    /// Judges where waiting for the reader of files holds nobody up.
    async fn judged(&self, submission: Submission) -> Result<(Submission, Judged), ReleaseError> {
        let owner = submission.envelope.sender.as_ref().map_or("", |sender| sender.key());
        let history = self.store.history(owner).await?;
        let judge = Arc::clone(&self.judge);
        let work = move || {
            let judged = judge.judge(&submission, Ok(&history));
            (submission, judged)
        };
        // A panic in a check ends this repair only; nothing has been changed.
        tokio::task::spawn_blocking(work).await.map_err(|error| std::panic::resume_unwind(error.into_panic()))
    }

    /// The display name that directory or history know for the new recipient.
    async fn known_name(&self, entry: &Entry, edit: &Edit) -> String {
        let Edit::Replace(address) = edit else { return String::new() };
        let person = self.judge.directory.persons.iter().find(|person| person.address == *address);
        if let Some(person) = person {
            return person.name.clone();
        }
        let history = self.store.history(&entry.summary.owner).await.ok();
        let contact = history.and_then(|h| h.contacts.iter().find(|c| c.address == *address).map(|c| c.name.clone()));
        contact.unwrap_or_default()
    }

    fn deadline_from_now(&self) -> jiff::Timestamp {
        super::first_times(&self.policy, self.clock.now()).0
    }
}

/// The recipients named by `numbers`, each fit for `edit`.
fn chosen(entry: &Entry, numbers: &[usize], edit: &Edit) -> Result<Vec<RecipientRow>, ReleaseError> {
    let mut rows: Vec<RecipientRow> = Vec::new();
    for n in numbers {
        let row = recipient(entry, *n, edit)?;
        if !rows.iter().any(|known| known.n == row.n) {
            rows.push(row);
        }
    }
    if matches!(edit, Edit::Remove) && rows.len() == entry.remaining().count() {
        let id = &entry.summary.id;
        let words = format!("nobody would be left: `outguard cancel {id}` withdraws the message");
        return Err(ReleaseError::Recipient(words));
    }
    Ok(rows)
}

fn recipient(entry: &Entry, n: usize, edit: &Edit) -> Result<RecipientRow, ReleaseError> {
    let id = &entry.summary.id;
    let refuse = |words: String| Err(ReleaseError::Recipient(words));
    let Some(row) = entry.remaining().find(|row| row.n == n) else {
        return refuse(format!("{id} has no recipient {id}/{n}: see `outguard show {id}`"));
    };
    match edit {
        Edit::Replace(new) if row.recipient.address == *new => refuse(format!("{new} is the recipient already")),
        Edit::Replace(new) if entry.remaining().any(|other| other.recipient.address == *new) => {
            refuse(format!("{new} gets the message already: `outguard remove {id}/{n}` takes the odd one out"))
        }
        Edit::Bcc if row.role == Role::Bcc => refuse(format!("{} is hidden already", row.recipient.address)),
        _ => Ok(row.clone()),
    }
}

fn edited_bytes(message: &[u8], old: &Address, edit: &Edit, name: &str) -> Vec<u8> {
    match edit {
        Edit::Remove => headers::rewrite(message, old, None, Fields::All),
        Edit::Replace(new) => headers::rewrite(message, old, Some(&headers::mailbox(name, new)), Fields::All),
        Edit::Bcc => headers::rewrite(message, old, None, Fields::Visible),
    }
}

fn edit_row(rows: &mut [RecipientRow], n: usize, edit: &Edit) {
    for row in rows.iter_mut().filter(|row| row.n == n) {
        match edit {
            Edit::Remove => row.state = RecipientState::Removed,
            // The DSN parameters named the old address.
            Edit::Replace(new) => row.recipient = Recipient::from(new.clone()),
            Edit::Bcc => row.role = Role::Bcc,
        }
    }
}

fn submission_of(entry: &Entry, rows: &[RecipientRow], message: &Message) -> Submission {
    let remaining = rows.iter().filter(|row| row.state != RecipientState::Removed);
    let recipients = remaining.map(|row| row.recipient.clone()).collect();
    Submission {
        door: entry.summary.door,
        origin: entry.origin.clone(),
        envelope: crate::message::Envelope { recipients, ..entry.envelope.clone() },
        message: message.clone(),
        received: entry.received,
        source: None,
    }
}

/// The headers must not go on showing somebody who was taken out of them: a field no parser agrees about may hide one.
fn still_shown(judged: &Judged, before: &[RecipientRow], edit: &Edit) -> Result<(), ReleaseError> {
    let structure = &judged.structure;
    let mut fields = vec![&structure.to, &structure.cc];
    if !matches!(edit, Edit::Bcc) {
        fields.push(&structure.bcc);
    }
    let mut shown = fields.into_iter().flatten().filter_map(|mailbox| mailbox.address.as_ref());
    if let Some(old) = shown.find(|shown| before.iter().any(|row| row.recipient.address == **shown)) {
        let words = format!("{old} stands in a header that cannot be repaired: cancel, and send the message anew");
        return Err(ReleaseError::Recipient(words));
    }
    Ok(())
}

/// Takes over what judging anew says about each remaining recipient.
fn judge_rows(rows: &mut [RecipientRow], judged: &Judged) {
    let odd = judged.verdict.odd_recipients();
    let remaining = rows.iter_mut().filter(|row| row.state != RecipientState::Removed);
    for (i, (row, facts)) in remaining.zip(&judged.facts.recipients).enumerate() {
        row.name.clone_from(&facts.name);
        row.role = facts.role;
        row.kind = facts.kind;
        row.odd = odd.contains(&i);
    }
}

fn event(edit: &Edit, actor: &Actor, before: &RecipientRow, message: &Message) -> Event {
    let (verb, to) = match edit {
        Edit::Remove => ("remove", None),
        Edit::Replace(new) => ("replace", Some(new.to_string())),
        Edit::Bcc => ("bcc", Some(before.recipient.address.to_string())),
    };
    Event::Repaired {
        verb: verb.to_owned(),
        by: actor.who.to_string(),
        from: before.recipient.address.to_string(),
        to,
        digest: message.digest().to_string(),
        whence: actor.whence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn parse_is_the_judge_of_what_is_shown() {
        let message = b"To: a@b.test\r\nCc: c@d.test\r\n\r\nx\r\n";
        let address: Address = "c@d.test".parse().unwrap();
        let bytes = edited_bytes(message, &address, &Edit::Remove, "");
        assert!(parse::parse(&bytes).cc.is_empty());
    }
}
