//! Many people at the same holds: no decision is made twice, the journal agrees with what has left, and nobody is told that something broke.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use outguard::base::event::Event;
use outguard::store::{Filter, State, Store};

use crate::support::guard::{Guard, PATIENCE};
use crate::support::page::Visitor;
use crate::support::stored::{held, signed_in, store_of};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna.weber@firm.example";
const DECIDERS: usize = 50;

/// How many there are to decide; `OUTGUARD_CROWD=10000` makes it a storm.
fn holds() -> usize {
    std::env::var("OUTGUARD_CROWD").ok().and_then(|number| number.parse().ok()).unwrap_or(1000)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_people_decide_every_hold_once() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let store = store_of(&guard);
    fill(&store).await;
    let mut visitors = Vec::new();
    for _ in 0..DECIDERS {
        visitors.push(signed_in(&guard, ANNA).await);
    }
    let statuses = Mutex::new(HashMap::<u16, usize>::new());
    std::thread::scope(|scope| {
        for (n, visitor) in visitors.iter().enumerate() {
            let statuses = &statuses;
            scope.spawn(move || decide_until_nothing_waits(visitor, n, statuses));
        }
    });
    let statuses = statuses.into_inner().unwrap();
    assert!(statuses.keys().all(|status| [200, 303, 400, 409, 422].contains(status)), "{statuses:?}");
    until_all_has_left(&store).await;
    every_hold_was_decided_once(&store).await;
}

async fn fill(store: &Store) {
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..holds() {
        let store = store.clone();
        tasks.spawn(async move { store.keep(held(ANNA, "ken@kita.example", &format!("offer {n}"))).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.len(), holds());
}

/// Looks at a list, decides about some of its rows as they are shown, and looks again.
fn decide_until_nothing_waits(visitor: &Visitor, n: usize, statuses: &Mutex<HashMap<u16, usize>>) {
    let mut dice = Dice(n as u64 + 1);
    loop {
        let sort = ["oldest", "newest"][dice.below(2)];
        let list = visitor.get(&format!("/?sort={sort}"));
        *statuses.lock().unwrap().entry(list.status).or_default() += 1;
        let rows: Vec<(&str, &str)> = list
            .body
            .split("name=\"confirm\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.split_once('.'))
            .collect();
        if rows.is_empty() {
            return;
        }
        let token = list.hidden("token");
        for _ in 0..3 {
            let (id, seal) = rows[dice.below(rows.len())];
            let (verb, more): (&str, &[(&str, &str)]) = match dice.below(5) {
                0 => ("bcc", &[("n", "1")]),
                1 => ("replace", &[("n", "1"), ("address", "lee@kita.example")]),
                2 => ("cancel", &[]),
                _ => ("release", &[]),
            };
            let fields: Vec<(&str, &str)> =
                [("token", token.as_str()), ("seal", seal)].into_iter().chain(more.iter().copied()).collect();
            let answer = visitor.post(&format!("/{id}/{verb}"), &fields);
            *statuses.lock().unwrap().entry(answer.status).or_default() += 1;
        }
    }
}

/// Waits for what was released. However much that is: it has to go on.
async fn until_all_has_left(store: &Store) {
    let (mut left, mut since) = (usize::MAX, Instant::now());
    loop {
        let waiting = store.waiting().await.unwrap();
        match waiting.held + waiting.delayed + waiting.queued + waiting.unsure {
            0 => return,
            fewer if fewer < left => (left, since) = (fewer, Instant::now()),
            _ => assert!(since.elapsed() < PATIENCE, "{waiting:?} do not leave"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn every_hold_was_decided_once(store: &Store) {
    let all = store.list(Filter { all: true, limit: 0 }).await.unwrap();
    let kept: Vec<_> = all.iter().filter(|summary| !summary.owner.is_empty()).collect();
    assert_eq!(kept.len(), holds());
    for hold in kept {
        let journal = store.journal(&hold.id).await.unwrap();
        let decisions: Vec<&str> = journal
            .iter()
            .filter_map(|line| match &line.event {
                Event::Decided { verb, .. } => Some(verb.as_str()),
                _ => None,
            })
            .collect();
        // What was released may be withdrawn as long as it has not left.
        let expected: &[&[&str]] = match hold.state {
            State::Sent => &[&["release"]],
            State::Cancelled => &[&["cancel"], &["release", "cancel"]],
            state => panic!("{} is {state:?}", hold.id),
        };
        assert!(expected.contains(&decisions.as_slice()), "{} is {:?} by {decisions:?}", hold.id, hold.state);
        let left = journal.iter().filter(|line| matches!(line.event, Event::Sent { .. })).count();
        assert_eq!(left, usize::from(hold.state == State::Sent), "{}", hold.id);
        let repairs = journal.iter().filter(|line| matches!(line.event, Event::Repaired { .. })).count();
        let changes = journal.len() - repairs;
        assert!(changes >= 2 && hold.version >= i64::try_from(repairs + 1).unwrap(), "{}", hold.id);
    }
}

/// Numbers that look random, the same in each run (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}
