//! How often what asks: counted as it happens, and never otherwise than the journal tells.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use outguard::base::event::{Event, Question};
use outguard::base::{Address, Clock, Id, Step, Whence};
use outguard::facts::Role;
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::people::PartyKind;
use outguard::rules::{Finding, Reason};
use outguard::store::{Asks, Change, NewSubmission, RecipientRow, RecipientState, Span, State, Store};
use outguard::verdict::Verdict;

pub(super) const ANNA: &str = "anna@firm.example";
pub(super) const BOB: &str = "bob@client.example";
const KEN: &str = "ken@kita.example";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn finding(check: &str, recipient: Option<usize>, step: Step) -> Finding {
    Finding {
        check: check.into(),
        step,
        recipient,
        headline: check.into(),
        reason: Reason::default(),
        detail: String::new(),
        evidence: Vec::new(),
        repairs: Vec::new(),
    }
}

/// A hold of Anna's to Bob and Ken: `freemail` asks about Bob, `attachment-missing` about the whole, `hidden-copy` notes.
pub(super) fn hold(nth: usize) -> NewSubmission {
    let recipients: Vec<Recipient> = [BOB, KEN].iter().map(|r| Recipient::from(address(r))).collect();
    let row = |(i, recipient): (usize, &Recipient)| RecipientRow {
        n: i + 1,
        recipient: recipient.clone(),
        name: String::new(),
        role: Role::To,
        kind: PartyKind::External,
        odd: i == 0,
        state: RecipientState::Waiting,
        reply: String::new(),
        host: String::new(),
        at: None,
    };
    let findings = vec![
        finding("freemail", Some(0), Step::Ask),
        finding("attachment-missing", None, Step::Ask),
        finding("hidden-copy", Some(1), Step::Note),
    ];
    NewSubmission {
        recipients: recipients.iter().enumerate().map(row).collect(),
        submission: Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: Some(address(ANNA)), recipients, ..Envelope::default() },
            message: Message::new(format!("Subject: {nth}\r\n\r\nHello\r\n").into_bytes()),
            received: "2026-11-20T10:00:00Z".parse().unwrap(),
            source: None,
        },
        verdict: Verdict { step: Step::Tick, findings },
        subject: "s".into(),
        state: State::Held,
        deadline: None,
        due: None,
        cleared: None,
        about: None,
        paragraphs: Vec::new(),
        lesson: None,
    }
}

pub(super) fn decided(verb: &str, seconds: Option<f64>) -> Event {
    Event::Decided {
        verb: verb.into(),
        by: "anna".into(),
        reason: None,
        digest: String::new(),
        recipients: Vec::new(),
        on_behalf_of: None,
        shown: None,
        whence: Whence::terminal(),
        seconds,
    }
}

fn repaired(from: &str) -> Event {
    Event::Repaired {
        verb: "remove".into(),
        by: "anna".into(),
        from: from.into(),
        to: None,
        digest: String::new(),
        whence: Whence::terminal(),
    }
}

struct Scene {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
    kept: usize,
}

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-20T10:00:00Z".parse().unwrap());
        let store = Store::open(&folder.path().join("state/outguard.db"), clock.clone()).unwrap();
        Scene { _folder: folder, store, clock, kept: 0 }
    }

    async fn keep(&mut self) -> Id {
        self.kept += 1;
        self.clock.advance(SignedDuration::from_secs(60));
        self.store.keep(hold(self.kept)).await.unwrap().id().clone()
    }

    async fn change(&self, id: &Id, to: Option<State>, events: Vec<Event>) {
        let version = self.store.entry(id).await.unwrap().summary.version;
        self.clock.advance(SignedDuration::from_secs(30));
        self.store.change(id, version, Change { to, events, ..Change::default() }).await.unwrap();
    }

    async fn figures(&self) -> BTreeMap<String, Asks> {
        let asks = self.store.check_asks(None, Timestamp::UNIX_EPOCH).await.unwrap();
        asks.into_iter().map(|figures| (figures.check, figures.last)).collect()
    }

    /// The same figures, from nothing but the journal.
    async fn told(&self) -> BTreeMap<String, Asks> {
        let mut holds: BTreeMap<String, Told> = BTreeMap::new();
        for line in self.store.journal_after(0, Span::default(), 10_000).await.unwrap() {
            holds.entry(line.id).or_default().hears(serde_json::from_str(&line.data).unwrap());
        }
        let mut told: BTreeMap<String, Asks> = BTreeMap::new();
        for hold in holds.values() {
            let Some((changed_all, seconds)) = hold.decision else { continue };
            let checks: BTreeSet<&str> = hold.asks.iter().map(|question| question.check.as_str()).collect();
            for check in checks {
                let hit = |question: &&Question| {
                    question.check == check
                        && (hold.repaired.contains(&question.about)
                            || question.about.is_empty() && !hold.repaired.is_empty())
                };
                let figures = told.entry(check.to_owned()).or_default();
                figures.asks += 1;
                figures.changed += u32::from(changed_all || hold.asks.iter().any(|question| hit(&question)));
                figures.quick += u32::from(seconds.is_some_and(|seconds| seconds < 2.0));
            }
        }
        told
    }
}

/// What the journal tells of a hold.
#[derive(Default)]
struct Told {
    asks: Vec<Question>,
    repaired: BTreeSet<String>,
    /// Whether the decision has changed everything, and the seconds it took.
    decision: Option<(bool, Option<f64>)>,
}

impl Told {
    fn hears(&mut self, event: Event) {
        match event {
            Event::Stored { asks, .. } => self.asks = asks,
            Event::Repaired { from, .. } => drop(self.repaired.insert(from)),
            Event::Decided { verb, seconds, .. } => {
                self.decision = Some((verb != "release" && verb != "approve", seconds));
            }
            Event::Returned => self.decision = Some((true, None)),
            Event::Stopped { .. } => self.decision = None,
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_was_asked_and_what_came_of_it_is_what_the_journal_tells() {
    let mut scene = Scene::new();
    for (repairs, end, event) in [
        (vec![], State::Queued, decided("release", Some(1.2))),
        (vec![], State::Queued, decided("release", Some(9.0))),
        (vec![BOB], State::Queued, decided("release", Some(30.0))),
        (vec![KEN], State::Queued, decided("release", None)),
        (vec![], State::Cancelled, decided("cancel", Some(4.0))),
        (vec![], State::Rejected, decided("reject", Some(0.4))),
        (vec![], State::Returned, Event::Returned),
    ] {
        let id = scene.keep().await;
        for from in repairs {
            scene.change(&id, None, vec![repaired(from)]).await;
        }
        scene.change(&id, Some(end), vec![event]).await;
    }
    // Released on the page: it still waits some seconds, and can be stopped in them.
    let id = scene.keep().await;
    scene.change(&id, Some(State::Delayed), vec![decided("release", Some(1.0))]).await;
    scene.change(&id, Some(State::Queued), vec![Event::WindowEnded]).await;
    let id = scene.keep().await;
    scene.change(&id, Some(State::Delayed), vec![decided("release", Some(1.0))]).await;
    let stopped = Event::Stopped { by: "anna".into(), whence: Whence::terminal() };
    scene.change(&id, Some(State::Held), vec![stopped]).await;
    scene.change(&id, Some(State::Cancelled), vec![decided("cancel", Some(20.0))]).await;
    scene.keep().await;
    let figures = scene.figures().await;
    assert_eq!(figures, scene.told().await);
    assert_eq!(figures["freemail"], Asks { asks: 9, changed: 5, quick: 3 });
    assert_eq!(figures["attachment-missing"], Asks { asks: 9, changed: 6, quick: 3 }, "of the whole: any repair");
    assert!(!figures.contains_key("hidden-copy"), "a note asks nobody");
    let month = scene.store.month_of(Some(ANNA.into()), Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((month.asks.asks, month.asks.changed, month.mails), (10, 6, 10));
    let nobody = scene.store.month_of(Some("tom@firm.example".into()), Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((nobody.asks.asks, nobody.mails), (0, 0));
}

#[tokio::test]
async fn a_refused_decision_counts_nothing_and_a_resend_asks_once() {
    let mut scene = Scene::new();
    let id = scene.keep().await;
    scene.store.keep(hold(1)).await.unwrap();
    let late = Change { to: Some(State::Cancelled), events: vec![decided("cancel", None)], ..Change::default() };
    assert!(scene.store.change(&id, 99, late).await.is_err());
    assert_eq!(scene.figures().await.get("freemail").map(|asks| asks.asks), Some(0), "nothing is decided");
    let month = scene.store.month_of(None, Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((month.asks.asks, month.mails), (1, 1));
}

#[tokio::test]
async fn only_the_last_fifty_decisions_count() {
    let mut scene = Scene::new();
    for nth in 0..60 {
        let id = scene.keep().await;
        let (end, verb) = if nth < 10 { (State::Cancelled, "cancel") } else { (State::Queued, "release") };
        scene.change(&id, Some(end), vec![decided(verb, Some(1.0))]).await;
    }
    assert_eq!(scene.figures().await["freemail"], Asks { asks: 50, changed: 0, quick: 50 });
}

#[tokio::test]
async fn counters_grow_with_what_they_count_and_survive_a_restart() {
    let mut scene = Scene::new();
    let (a, b) = (scene.keep().await, scene.keep().await);
    scene.change(&a, Some(State::Queued), vec![decided("release", Some(1.0))]).await;
    scene.change(&b, None, vec![repaired(BOB)]).await;
    scene.change(&b, Some(State::Queued), vec![decided("approve", None)]).await;
    let reopened = Store::open(&scene._folder.path().join("state/outguard.db"), scene.clock.clone()).unwrap();
    let counters = reopened.counters().await.unwrap();
    let count = |name: &str, label: &str, other: &str| {
        let of = |c: &&outguard::store::Counter| {
            (c.name.as_str(), c.label.as_str(), c.other.as_str()) == (name, label, other)
        };
        counters.iter().find(of).map_or(0, |counter| counter.count)
    };
    assert_eq!(count("messages", "smtp", "tick"), 2);
    assert_eq!(count("decisions", "sender", "sent"), 1);
    assert_eq!(count("decisions", "approver", "sent_changed"), 1);
    assert_eq!((count("asked", "freemail", ""), count("changed", "freemail", "")), (2, 1));
    assert_eq!(count("quick_decisions", "", ""), 1);
    assert_eq!((count("decided_within", "60", ""), count("decided_within", "300", "")), (0, 2));
    assert_eq!(count("decision_seconds", "", ""), 180);
}
