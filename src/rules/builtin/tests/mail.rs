//! Mail as facts, built up as it is written.

use super::super::*;
use crate::base::Address;
use crate::facts::{
    Announced, AttachmentFacts, Carried, Elsewhere, Fit, Gone, Greeting, Lookalike, LookalikeKind, QuotedPerson,
    Ranking, Repeat, Role, Twin,
};
use crate::files::{Feature, Unread, UnreadKind};
use crate::parse::{Anomaly, AnomalyKind, Label};
use crate::people::PartyKind::{self, *};
use crate::people::history::{Evidence, Meant, Why};
use crate::people::lookalike::Differs;
use crate::rules::examples;

/// Facts built up as a mail is written.
#[derive(Clone)]
pub(super) struct Mail(pub(super) Facts);

impl Mail {
    pub(super) fn new() -> Mail {
        Mail(examples::empty())
    }

    pub(super) fn to(self, address: &str, kind: PartyKind) -> Mail {
        self.with(address, kind, |_| {})
    }

    pub(super) fn with(mut self, address: &str, kind: PartyKind, change: impl FnOnce(&mut RecipientFacts)) -> Mail {
        let mut recipient = examples::recipient(address, kind).expect("an address");
        change(&mut recipient);
        self.0.visible_outsiders += usize::from(recipient.is_outside() && recipient.role != Role::Bcc);
        self.0.recipients.push(recipient);
        self
    }

    pub(super) fn says(mut self, text: &str) -> Mail {
        self.0.own_text = text.to_owned();
        self
    }

    pub(super) fn greets(mut self, name: &str) -> Mail {
        self.0.greeted =
            vec![Greeting { line: format!("Dear {name},"), names: vec![name.to_owned()], who: Vec::new() }];
        self
    }

    pub(super) fn attaches(mut self, name: &str) -> Mail {
        self.0.attachments.push(examples::attachment(name, ""));
        self
    }

    pub(super) fn attaches_with(mut self, name: &str, change: impl FnOnce(&mut AttachmentFacts)) -> Mail {
        let mut file = examples::attachment(name, "");
        change(&mut file);
        self.0.attachments.push(file);
        self
    }

    /// A quote by these people; a name without an address is unknown.
    pub(super) fn quotes(mut self, people: &[&str]) -> Mail {
        self.0.quoted_people = people
            .iter()
            .map(|written| match written.parse::<Address>() {
                Ok(address) => QuotedPerson {
                    name: String::new(),
                    kind: Some(if written.ends_with("@firm.example") { Internal } else { Client }),
                    address: Some(address),
                },
                Err(_) => QuotedPerson { name: (*written).to_owned(), address: None, kind: None },
            })
            .collect();
        self
    }

    pub(super) fn but(mut self, change: impl FnOnce(&mut Facts)) -> Mail {
        change(&mut self.0);
        self
    }
}

pub(super) fn twin(address: &str, name: &str, internal: bool, sent_before: u32) -> Twin {
    let how = crate::people::similar::Alike::OneLetter;
    Twin { address: address.parse().expect("an address"), name: name.to_owned(), internal, sent_before, how }
}

pub(super) fn named(name: &str) -> impl FnOnce(&mut RecipientFacts) {
    let name = name.to_owned();
    move |recipient| recipient.name = name
}

/// What the client who should have been the boss looks like.
pub(super) fn kellner(mail: Mail) -> Mail {
    mail.with("martin.kellner@kita.example", External, |r| {
        r.name = "Martin Kellner".into();
        r.role = Role::Cc;
    })
}

/// The same with a score of its last recipient, in a past that asks above 2.
pub(super) fn fits(mail: Mail, score: f32) -> Mail {
    let at = |day: &str| format!("{day}T12:00:00Z").parse().expect("a time");
    mail.but(|facts| {
        let ranking = Ranking { learnt: 1_000, top: Some(score), raw: Some(score), cut: Some(2.0), asks_per_100: 1.0 };
        facts.ranking = Fact::Known(Some(ranking));
        let recipient = facts.recipients.last_mut().expect("a recipient");
        let address: Address = "mia.tanaka@firm.example".parse().expect("an address");
        recipient.fit = Some(Fit {
            score,
            written: 1,
            last: None,
            heard: 0,
            evidence: vec![
                Evidence::NeverWritten,
                Evidence::UsuallyInstead { address: address.clone(), count: 41, since: at("2026-03-02") },
                Evidence::NotInThread,
            ],
            meant: Some(Meant { address, name: "Mia Tanaka".into(), why: Why::Together }),
        });
    })
}

/// A usual recipient who never had what somebody else had.
pub(super) fn had(mail: Mail, what: Carried) -> Mail {
    let had = vec!["Kita Ltd".to_owned()];
    fits(mail, 0.0).but(|facts| {
        facts.recipients.last_mut().expect("a recipient").elsewhere = Fact::Known(vec![Elsewhere { what, had }]);
    })
}

pub(super) fn rank(facts: &mut Facts, change: impl FnOnce(&mut Ranking)) {
    if let Fact::Known(Some(ranking)) = &mut facts.ranking {
        change(ranking);
    }
}

pub(super) fn with_twin(sent: u32, twin: Twin) -> Mail {
    Mail::new().with("martin.kellner@kita.example", Client, |r| {
        r.name = "Martin Kellner".into();
        r.sent_before = Fact::Known(sent);
        r.twins.push(twin);
    })
}

/// The first recipient under the name of somebody else; mail before called them otherwise.
pub(super) fn by_the_name_of(other: Twin, before: &str) -> impl FnOnce(&mut Facts) {
    let before = before.to_owned();
    move |facts| {
        let recipient = facts.recipients.first_mut().expect("a recipient");
        recipient.name.clone_from(&other.name);
        recipient.known_as = before;
        let how = crate::people::similar::Alike::Same;
        recipient.twins = vec![Twin { how, ..other }];
    }
}

pub(super) fn like(how: LookalikeKind, sent: u32) -> Mail {
    Mail::new().with("eva@kitta.example", External, |r| {
        r.sent_before = Fact::Known(sent);
        r.lookalike =
            Some(Lookalike { of: "kita.example".parse().expect("a domain"), how, differs: Differs::OneLetter });
    })
}

pub(super) fn outsiders(count: usize, role: Role) -> Mail {
    (0..count).fold(Mail::new(), |mail, i| mail.with(&format!("p{i}@c{i}.example"), External, |r| r.role = role))
}

pub(super) fn clients(second: &str, role: Role) -> Mail {
    Mail::new().with("eva@kita.example", Client, |r| r.party = Some("Kita Ltd".into())).with(
        "tom@minami.example",
        Client,
        |r| {
            r.party = Some(second.into());
            r.role = role;
        },
    )
}

pub(super) fn falcon(party: Option<&str>) -> Mail {
    Mail::new()
        .with("eva@kita.example", Client, |r| r.party = party.map(str::to_owned))
        .says("news of project\nFALCON!")
}

pub(super) fn odd(kind: AnomalyKind) -> impl FnOnce(&mut Facts) {
    move |facts| facts.anomalies.push(Anomaly { kind, what: "two Subject fields".into() })
}

pub(super) fn has(feature: Feature) -> impl FnOnce(&mut AttachmentFacts) {
    move |file| file.features.push(feature)
}

pub(super) fn unread(kind: UnreadKind) -> impl FnOnce(&mut AttachmentFacts) {
    move |file| file.unread.push(Unread::new(kind, "it could not be read"))
}

pub(super) fn label(field: &str, value: &str) -> impl FnOnce(&mut Facts) {
    let label = Label { field: field.to_owned(), value: value.to_owned() };
    move |facts| facts.labels.push(label)
}

/// It repeats what slipped through to everybody who gets it; `wrong` should not have had it then.
pub(super) fn repeats(wrong: &[&str], change: impl FnOnce(&mut Repeat)) -> impl FnOnce(&mut Facts) {
    let wrong = wrong.iter().map(|address| address.parse().expect("an address")).collect();
    move |facts| {
        let not_for = facts.recipients.iter().map(|recipient| recipient.address.clone()).collect();
        let mut repeat = Repeat { incident: "I-0007".into(), not_for, wrong, ..Repeat::default() };
        change(&mut repeat);
        facts.repeats.push(repeat);
    }
}

/// The last recipient has left, for `now`; without it mail there came back.
pub(super) fn gone(now: Option<&str>) -> impl FnOnce(&mut Facts) {
    let now = now.map(|now| now.parse().expect("an address"));
    let at = "2026-11-12T09:00:00Z".parse().expect("a time");
    move |facts| {
        facts.recipients.last_mut().expect("a recipient").gone = Some(Gone { at, has_left: now.is_some(), now });
    }
}

/// Somebody wrote to have left for the address of the last recipient, who got `sent` mails.
pub(super) fn announced(by: &str, sent: u32) -> impl FnOnce(&mut Facts) {
    let by = by.parse().expect("an address");
    let at = "2026-11-12T09:00:00Z".parse().expect("a time");
    move |facts| {
        let recipient = facts.recipients.last_mut().expect("a recipient");
        recipient.announced = vec![Announced { by, at }];
        recipient.sent_before = Fact::Known(sent);
    }
}

pub(super) fn answers(address: &str) -> impl FnOnce(&mut Facts) {
    let address = address.parse().expect("an address");
    move |facts| facts.answers_outside.push(address)
}

/// A file of Kita's to somebody of `party`.
pub(super) fn of_kita(party: &str) -> Mail {
    Mail::new()
        .with("tom@minami.example", Client, |r| r.party = Some(party.into()))
        .attaches_with("offer.docx", |file| file.parties = vec!["Kita Ltd".into()])
}

/// A client the sender writes to every week.
pub(super) fn known_eva() -> Mail {
    Mail::new().with("eva.roth@kita.example", Client, |r| r.sent_before = Fact::Known(40))
}
