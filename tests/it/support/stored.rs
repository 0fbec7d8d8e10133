//! Submissions put into a daemon's store without a door: as many as a list needs, each as a test wants it.

use jiff::SignedDuration;
use outguard::base::{Address, Clock, Secret, Step, Who};
use outguard::facts::Role;
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::people::PartyKind;
use outguard::people::history::{Addressee, Field, Outgoing, Trace};
use outguard::rules::Finding;
use outguard::store::{Batch, LearntMail, NewSubmission, RecipientRow, RecipientState, State, Store};
use outguard::verdict::Verdict;

use super::guard::Guard;
use super::page::Visitor;

/// The store of a daemon that runs, opened beside it.
pub fn store_of(guard: &Guard) -> Store {
    Store::open(&guard.state().join("outguard.db"), Clock::system()).unwrap()
}

/// A person, signed in at the page by a link of their own.
pub async fn signed_in(guard: &Guard, address: &str) -> Visitor {
    let ticket = Secret::random().unwrap();
    let who = Who::Person(address.parse().unwrap());
    let soon = outguard::base::Clock::system().now() + SignedDuration::from_mins(5);
    store_of(guard).keep_ticket(ticket.digest(), who, soon).await.unwrap();
    Visitor::by_link(guard, &format!("/sign-in?ticket={}", ticket.text()))
}

/// A held submission of `sender` to one outsider, for one reason.
pub fn held(sender: &str, recipient: &str, subject: &str) -> NewSubmission {
    let recipient = Recipient::from(recipient.parse::<Address>().unwrap());
    let row = RecipientRow {
        n: 1,
        recipient: recipient.clone(),
        name: String::new(),
        role: Role::To,
        kind: PartyKind::External,
        odd: true,
        state: RecipientState::Waiting,
        reply: String::new(),
        host: String::new(),
        at: None,
    };
    let bytes = format!("From: {sender}\r\nTo: {}\r\nSubject: {subject}\r\n\r\nGood morning.\r\n", recipient.address);
    let now = outguard::base::Clock::system().now();
    NewSubmission {
        submission: Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope {
                sender: Some(sender.parse().unwrap()),
                recipients: vec![recipient],
                ..Envelope::default()
            },
            message: Message::new(bytes.into_bytes()),
            received: now,
            source: None,
        },
        verdict: Verdict { step: Step::Ask, findings: vec![finding("attachment-missing", Step::Ask)] },
        recipients: vec![row],
        subject: subject.into(),
        state: State::Held,
        deadline: Some(now + SignedDuration::from_hours(72)),
        due: None,
        cleared: None,
        about: None,
        paragraphs: Vec::new(),
        lesson: None,
    }
}

/// What a check has noticed about the first recipient.
pub fn finding(check: &str, step: Step) -> Finding {
    Finding {
        check: check.into(),
        step,
        recipient: Some(0),
        headline: format!("{check} has noticed something"),
        detail: String::new(),
        reason: Default::default(),
        evidence: Vec::new(),
        repairs: Vec::new(),
    }
}

/// Somebody has sent so many mails to `to` before.
pub async fn has_written(store: &Store, sender: &str, to: &str, times: u8) {
    let key = store.history_key().await.unwrap().key;
    let recipients = [Addressee { address: to.parse().unwrap(), name: String::new(), field: Field::To }];
    let mail = |n: u8| {
        let at = Clock::system().now() - SignedDuration::from_hours(24 * (30 + i64::from(n)));
        let message =
            Outgoing { at, recipients: &recipients, subject: "", own: "", quoted: "", answers: false, files: &[] };
        LearntMail {
            owner: sender.into(),
            mail: [n; 16],
            trace: Trace::of(&message, &key),
            written: None,
            file: [0; 16],
        }
    };
    let batch = Batch { mails: (0..times).map(mail).collect(), ..Batch::default() };
    assert_eq!(store.learn(batch).await.unwrap().mails.len(), usize::from(times));
}
