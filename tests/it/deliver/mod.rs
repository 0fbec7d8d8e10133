//! Delivery seen from upstream, over a fake one on loopback.

mod bytes;
mod consent;
mod faults;
mod pool;
mod probe;
mod protection;

use outguard::base::{Address, Clock, Step};
use outguard::clearance::Clearance;
use outguard::config::Upstream;
use outguard::deliver::{Courier, Outcome, Proceed, RecipientOutcome};
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::verdict::Verdict;

use crate::support::upstream::{Behaviour, FakeUpstream};

const TEXT: &str = "From: anna@firm.example\r\nTo: b@client.example\r\nSubject: Hi\r\n\r\nText\r\n";

fn submission(recipients: &[&str], message: impl Into<Vec<u8>>) -> Submission {
    let recipients = recipients.iter().map(|r| Recipient::from(r.parse::<Address>().unwrap())).collect();
    Submission {
        door: Door::Smtp,
        origin: Origin {
            peer: "127.0.0.1".into(),
            helo: "laptop.firm.example".into(),
            user: None,
            protocol: "ESMTP".into(),
        },
        envelope: Envelope { sender: Some("anna@firm.example".parse().unwrap()), recipients, ..Envelope::default() },
        message: Message::new(message.into()),
        received: "2026-11-20T09:00:00Z".parse().unwrap(),
        source: None,
    }
}

fn clearance(submission: &Submission) -> Clearance {
    let verdict = Verdict { step: Step::Pass, findings: Vec::new() };
    Clearance::on_pass("K7Q2".parse().unwrap(), &verdict, submission).unwrap()
}

fn courier(upstream: Upstream) -> Courier {
    Courier::new(&[upstream], "guard.firm.example", Clock::system()).unwrap()
}

async fn send(courier: &Courier, submission: &Submission) -> Outcome {
    let Submission { origin, envelope, message, received, .. } = submission;
    courier.send(clearance(submission), origin, envelope, message, *received, |_| async { Proceed::Go }).await
}

async fn one(behaviour: Behaviour) -> (FakeUpstream, Outcome) {
    let fake = FakeUpstream::start(behaviour).await;
    let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], TEXT)).await;
    (fake, outcome)
}

/// `sent`, `deferred 450`, `failed 550`, `unsure`.
fn words(outcome: &Outcome) -> Vec<String> {
    let word = |recipient: &RecipientOutcome| match recipient {
        RecipientOutcome::Sent(_) => "sent".to_owned(),
        RecipientOutcome::Deferred(reply) => format!("deferred {}", reply.code()),
        RecipientOutcome::Failed(reply) => format!("failed {}", reply.code()),
        RecipientOutcome::Unsure(_) => "unsure".to_owned(),
    };
    outcome.recipients.iter().map(word).collect()
}

fn reason(outcome: &Outcome) -> String {
    match &outcome.recipients[0] {
        RecipientOutcome::Sent(reply) | RecipientOutcome::Deferred(reply) | RecipientOutcome::Failed(reply) => {
            reply.to_string()
        }
        RecipientOutcome::Unsure(why) => why.clone(),
    }
}
