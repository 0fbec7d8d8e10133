//! Whatever people do and whenever the daemon dies: every hold ends in exactly one told outcome, and nothing leaves without a
//! decision of somebody entitled.

use std::path::Path;
use std::sync::Arc;

use jiff::SignedDuration;
use outguard::base::event::Event;
use outguard::base::{Clock, Id, Step, Whence, Who};
use outguard::config::{Approval, Config, Current, Mode, Named, Policy, judge};
use outguard::facts::Role;
use outguard::judge::Judge;
use outguard::message::{Door, Envelope, Message, Origin, Recipient, Submission};
use outguard::people::PartyKind;
use outguard::release::{Actor, Asking, Confirmation, Desk, Governing, NoticeSender, Roles, Timers, first_times};
use outguard::rules::{Finding, Reason};
use outguard::store::{Away, AwayWhy, Change, Filter, NewSubmission, RecipientRow, RecipientState, State, Store};
use outguard::verdict::Verdict;
use proptest::prelude::*;

use super::scene::{ANNA, KEN, KIM, LEE, MO, address};

const PEOPLE: [&str; 4] = [KIM, LEE, MO, ANNA];

#[derive(Clone, Debug)]
enum Happens {
    Time(i64),
    Leaves(usize, i64, Option<usize>),
    Returns(usize),
    Bounces,
    Restart,
    Approves(usize),
    Rejects(usize),
    SenderReleases,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        6 => (1..900_i64).prop_map(Happens::Time),
        2 => (0..3_usize, 1..3000_i64, proptest::option::of(0..4_usize)).prop_map(|(who, minutes, to)| Happens::Leaves(who, minutes, to)),
        1 => (0..3_usize).prop_map(Happens::Returns),
        1 => Just(Happens::Bounces),
        2 => Just(Happens::Restart),
        1 => (0..4_usize).prop_map(Happens::Approves),
        1 => (0..4_usize).prop_map(Happens::Rejects),
        2 => Just(Happens::SenderReleases),
    ]
}

struct World {
    store: Store,
    clock: Clock,
    policy: Policy,
    judge: Arc<Judge>,
    sender: NoticeSender,
}

impl World {
    fn open(place: &Path, clock: &Clock, judge: &Arc<Judge>, config: &Config) -> World {
        World {
            store: Store::open(&place.join("state/outguard.db"), clock.clone()).unwrap(),
            clock: clock.clone(),
            policy: config.policy.clone(),
            judge: Arc::clone(judge),
            sender: NoticeSender::of(config),
        }
    }

    /// What a round of the daemon does, without the queue: nothing is delivered, so what may leave stays `queued`.
    async fn round(&self) {
        let (policy, judge, sender) = (self.policy.clone(), Arc::clone(&self.judge), self.sender.clone());
        let governing = Arc::new(Current::new(Governing { policy, judge, sender }));
        Timers::new(self.store.clone(), self.policy.clone(), self.sender.clone(), self.clock.clone())
            .tick()
            .await
            .unwrap();
        Asking::new(self.store.clone(), governing, self.clock.clone()).tick().await.unwrap();
    }

    fn desk(&self) -> Desk {
        let (store, judge, policy) = (self.store.clone(), Arc::clone(&self.judge), self.policy.clone());
        Desk::new(store, judge, policy, self.sender.clone(), self.clock.clone())
    }

    /// The newest mail of ours that was not delivered yet comes back.
    async fn bounce(&self) {
        let all = self.store.list(Filter { all: true, limit: 0 }).await.unwrap();
        if let Some(own) = all.iter().find(|summary| summary.door == Door::Own && summary.state == State::Queued) {
            let change = Change { to: Some(State::Failed), ..Change::default() };
            self.store.change(&own.id, own.version, change).await.unwrap();
        }
    }

    async fn happens(&self, id: &Id, happens: &Happens) {
        let now = self.clock.now();
        let reason = Confirmation { reason: Some("as agreed".into()), ..Confirmation::default() };
        match happens {
            Happens::Time(minutes) => self.clock.advance(SignedDuration::from_mins(*minutes)),
            Happens::Leaves(who, minutes, to) => {
                let away = Away {
                    person: address(PEOPLE[*who]),
                    since: now,
                    until: now + SignedDuration::from_mins(*minutes),
                    delegate: to.map(|to| address(PEOPLE[to])),
                    why: AwayWhy::Said,
                };
                self.store.mark_away(away, "test", Whence::default()).await.unwrap();
            }
            Happens::Returns(who) => {
                self.store.mark_back(&address(PEOPLE[*who]), "test", Whence::default()).await.unwrap();
            }
            Happens::Bounces => self.bounce().await,
            Happens::Restart => {}
            // Refused or not: what counts is what has become of the hold.
            Happens::Approves(who) => drop(self.desk().approve(id, &actor(*who), &Confirmation::default()).await),
            Happens::Rejects(who) => drop(self.desk().reject(id, &actor(*who), &reason).await),
            Happens::SenderReleases => drop(self.desk().release(id, &actor(3), &reason).await),
        }
    }
}

fn actor(who: usize) -> Actor {
    let person = address(PEOPLE[who]);
    let whence = Whence { way: "page".into(), session: PEOPLE[who].into(), ..Whence::default() };
    Actor { who: Who::Person(person.clone()), person: Some(person), roles: Roles::default(), whence }
}

fn hold(policy: &Policy, clock: &Clock) -> NewSubmission {
    let recipient = Recipient::from(address(KEN));
    let finding = Finding {
        check: "steps/approve".into(),
        step: Step::Approve,
        recipient: Some(0),
        headline: "a word".into(),
        reason: Reason::default(),
        detail: String::new(),
        evidence: Vec::new(),
        repairs: Vec::new(),
    };
    let (deadline, due) = first_times(policy, clock.now());
    NewSubmission {
        recipients: vec![RecipientRow {
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
        }],
        submission: Submission {
            door: Door::Smtp,
            origin: Origin::default(),
            envelope: Envelope { sender: Some(address(ANNA)), recipients: vec![recipient], ..Envelope::default() },
            message: Message::new(b"Subject: the word\r\n\r\nas agreed\r\n".to_vec()),
            received: clock.now(),
            source: None,
        },
        verdict: Verdict { step: Step::Approve, findings: vec![finding] },
        subject: "the word".into(),
        state: State::Held,
        deadline: Some(deadline),
        due,
        cleared: None,
        about: None,
        paragraphs: Vec::new(),
        lesson: None,
    }
}

fn config(glass: bool) -> Config {
    let named = |person: &str| Named::Address(address(person));
    let rule = Approval {
        name: "offers".into(),
        mode: Mode::Peer,
        approvers: vec![named(KIM)],
        stand_ins: vec![named(LEE), named(MO)],
        break_glass: glass,
        ..Approval::default()
    };
    let policy = Policy { approvals: vec![rule], time_zone: Some("Europe/Berlin".into()), ..Policy::default() };
    Config { policy, ..Config::default() }
}

async fn run(start: i64, glass: bool, script: Vec<Happens>) -> Result<(), TestCaseError> {
    let place = tempfile::tempdir().unwrap();
    let config = config(glass);
    let judge = Arc::new(judge(&config).unwrap());
    let clock = Clock::manual(jiff::Timestamp::from_second(start).unwrap());
    let mut world = World::open(place.path(), &clock, &judge, &config);
    let id = world.store.keep(hold(&config.policy, &clock)).await.unwrap().id().clone();
    for happens in script {
        if matches!(happens, Happens::Restart) {
            drop(world);
            world = World::open(place.path(), &clock, &judge, &config);
        } else {
            world.round().await;
            world.happens(&id, &happens).await;
        }
        world.round().await;
    }
    // Whatever was left open, time ends it.
    for _ in 0..30 {
        clock.advance(SignedDuration::from_hours(12));
        world.round().await;
    }
    let entry = world.store.entry(&id).await.unwrap();
    let journal: Vec<Event> = world.store.journal(&id).await.unwrap().into_iter().map(|line| line.event).collect();
    let decided: Vec<(&str, &str)> = journal
        .iter()
        .filter_map(|event| match event {
            Event::Decided { verb, by, .. } => Some((verb.as_str(), by.as_str())),
            Event::Returned => Some(("returned", "")),
            _ => None,
        })
        .collect();
    prop_assert_eq!(decided.len(), 1, "{:?}", journal);
    let broken = journal.iter().any(|event| matches!(event, Event::SentAlone { .. }));
    match (entry.summary.state, decided[0]) {
        (State::Queued, ("approve", by)) => prop_assert!(by != ANNA && !broken, "{:?}", journal),
        (State::Queued, ("release", by)) => {
            let open = journal.iter().any(|event| matches!(event, Event::Unanswered { break_glass: true }));
            prop_assert!(glass && broken && open && by == ANNA, "{:?}", journal);
        }
        (State::Rejected, ("reject", by)) => prop_assert!(by != ANNA),
        (State::Returned, ("returned", _)) => {}
        other => prop_assert!(false, "{other:?} {journal:?}"),
    }
    if entry.summary.state != State::Queued {
        let word = entry.summary.state.word();
        let told = journal.iter().filter(|event| matches!(event, Event::Told { about, .. } if about == word)).count();
        prop_assert_eq!(told, 1, "{:?}", journal);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    // From 2026 on, through weekends and both clock changes of a year.
    #[test]
    fn every_hold_ends_once_and_told_and_never_without_somebody_entitled(
        start in 1_767_225_600_i64..1_798_761_600, glass in any::<bool>(), script in proptest::collection::vec(happens(), 1..14),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(run(start, glass, script))?;
    }
}
