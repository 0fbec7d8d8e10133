//! Whoever has steps to do hears of them when they are due, and others after them; the daemon runs on a clock that only the test
//! moves.

use std::time::Duration;

use jiff::SignedDuration;
use outguard::app::Daemon;
use outguard::base::Clock;
use outguard::config::{Config, Surroundings, load_in};
use outguard::control::ops::Ops;
use outguard::control::ops::incident::{Change, Opening, Subject};
use outguard::incident::{IncidentId, StepState};

use crate::support::guard::{Guard, PATIENCE};
use crate::support::upstream::{Behaviour, FakeUpstream, Taken};

const ANNA: &str = "anna@firm.example";
const MARTIN: &str = "martin.keller@firm.example";
const MAIL: &str =
    "From: anna@firm.example\r\nTo: kellner@kita.example\r\nSubject: Pay of Tom\r\n\r\nThe marmalade is green\r\n";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

struct Running {
    fake: FakeUpstream,
    daemon: Daemon,
    ops: Ops,
    config: Config,
    clock: Clock,
    _guard: Guard,
}

impl Running {
    async fn start(more: &str) -> Running {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let guard = Guard::for_firm(
            &fake,
            &format!(
                "[policy]\ntime_zone = \"UTC\"\n\
                 [[person]]\naddress = \"{ANNA}\"\nname = \"Anna\"\nlanguage = \"de\"\nlead = \"{MARTIN}\"\n{more}"
            ),
        );
        let surroundings = Surroundings { state_dir: Some(guard.state()), ..Surroundings::default() };
        let config = load_in(Some(&guard.config()), &surroundings).unwrap().config;
        // A Monday morning.
        let clock = Clock::manual("2026-11-16T09:00:00Z".parse().unwrap());
        let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
        let ops = Ops::open(&config, clock.clone()).unwrap();
        Running { fake, daemon, ops, config, clock, _guard: guard }
    }

    async fn open(&self) -> IncidentId {
        let subject = Subject::Copy(MAIL.as_bytes().to_vec());
        let opening = Opening { subject, noticed: None, given: Vec::new() };
        self.ops.open_incident(opening).await.unwrap().incident.id
    }

    /// Does every step but `n`.
    async fn leave_only(&self, id: IncidentId, n: u32) {
        let case = self.ops.incident(id).await.unwrap();
        for step in case.incident.steps.iter().filter(|step| step.n != n) {
            let change = Change::Step { n: step.n, state: StepState::Done, note: String::new(), proof: None };
            self.ops.change_incident(id, change).await.unwrap();
        }
    }

    fn passes(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Waits until upstream has taken so many mails, and gives the daemon the time to send too many.
    async fn taken(&self, count: usize) -> Vec<Taken> {
        let begun = tokio::time::Instant::now();
        while self.fake.messages().len() < count {
            assert!(begun.elapsed() < PATIENCE, "{} of {count} mails", self.fake.messages().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(self.fake.messages().len(), count);
        self.fake.messages()
    }
}

/// The subject and the text of a mail of ours.
fn read(taken: &Taken) -> (String, String) {
    let parsed = mail_parser::MessageParser::new().parse(&taken.data).unwrap();
    (parsed.subject().unwrap().to_owned(), parsed.body_text(0).unwrap().into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mail_tells_of_all_steps_that_are_due_and_of_nothing_else() {
    let run = Running::start("").await;
    let id = run.open().await;
    run.passes(HOUR - 1);
    run.taken(0).await;
    run.passes(1);
    let taken = run.taken(1).await;
    assert_eq!(taken[0].recipients(), [ANNA]);
    let (subject, text) = read(&taken[0]);
    assert!(subject.ends_with(&format!("Schritte sind fällig: {id}")), "in her language: {subject}");
    assert!(text.contains("1. ") && text.contains(&id.to_string()), "{text}");
    let all = String::from_utf8_lossy(&taken[0].data).into_owned();
    for secret in ["kellner", "Pay of Tom", "marmalade"] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_later_somebody_else_is_told_also_after_a_restart() {
    let run = Running::start("").await;
    let id = run.open().await;
    run.leave_only(id, 1).await;
    run.passes(HOUR);
    assert_eq!(run.taken(1).await[0].recipients(), [ANNA]);
    let Running { fake, daemon, ops, config, clock, _guard } = run;
    daemon.stop().await;
    clock.advance(SignedDuration::from_secs(24 * HOUR - 1));
    let daemon = Daemon::start(&config, clock.clone()).await.unwrap();
    let run = Running { fake, daemon, ops, config, clock, _guard };
    run.taken(1).await;
    run.passes(1);
    assert_eq!(run.taken(2).await[1].recipients(), [MARTIN]);
    run.passes(24 * HOUR);
    assert_eq!(run.taken(3).await[2].recipients(), [MARTIN]);
    run.passes(240 * HOUR);
    run.taken(3).await;
    let step = &run.ops.incident(id).await.unwrap().incident.steps[0];
    assert_eq!(step.reminded, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_what_is_done_or_switched_off() {
    let run = Running::start("[incident]\nreminders = false\n").await;
    run.open().await;
    run.passes(240 * HOUR);
    run.taken(0).await;
    let run = Running::start("").await;
    let id = run.open().await;
    run.leave_only(id, u32::MAX).await;
    run.passes(240 * HOUR);
    run.taken(0).await;
}
