//! The guard is killed, at every step that writes and at any moment, and started again: nothing that was answered with 250
//! is lost, nothing held leaves without a decision, nothing is sent twice except in the one moment nobody can decide.

use std::sync::Arc;
use std::time::Duration;

use outguard::base::event::Event;
use outguard::store::State;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};
use crate::support::victim::{Ended, HANG, Home, KEN, Letter, TOM, Victim, arrivals, in_store};

/// SIGABRT, by which a kill point ends the process.
const ABORT: i32 = 6;

/// A colleague who has left: upstream refuses him.
const GONE: &str = "gone@firm.example";

/// Whose process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Daemon,
    Release,
    Cancel,
}

/// One way to die.
#[derive(Clone, Copy, Debug)]
struct Death {
    who: Who,
    point: &'static str,
    nth: usize,
    /// `policy.unsure = "resend"` instead of `"ask"`.
    resend: bool,
    /// The client sends again when it got no answer.
    stubborn: bool,
}

fn deaths(who: Who, points: &[&'static str], nths: &[usize]) -> Vec<Death> {
    let each = |point: &&'static str| {
        let point = *point;
        nths.iter().map(move |nth| Death { who, point, nth: *nth, resend: false, stubborn: false })
    };
    points.iter().flat_map(each).collect()
}

#[tokio::test]
async fn dying_while_a_message_comes_in_loses_nothing() {
    let mut all = deaths(Who::Daemon, &["A1", "A2", "A3", "A4", "A5", "A6", "A11", "J1", "J2"], &[2]);
    all.extend(deaths(Who::Daemon, &["U1"], &[1]));
    all_survived(all).await;
}

#[tokio::test]
async fn dying_while_the_store_is_written_loses_nothing() {
    let mut all = deaths(Who::Daemon, &["A7", "A9", "A10"], &[1, 4, 8]);
    all.extend(deaths(Who::Daemon, &["J3"], &[1, 2]));
    all.extend(deaths(Who::Daemon, &["J4", "R13"], &[1]));
    all_survived(all).await;
}

#[tokio::test]
async fn dying_while_a_message_leaves_sends_nothing_twice() {
    let mut all = deaths(Who::Daemon, &["R4", "R6", "R7", "R8", "R9", "R10", "R11", "R12"], &[1, 2]);
    all.extend(deaths(Who::Daemon, &["R5", "X1", "X2"], &[1]));
    all_survived(all).await;
}

#[tokio::test]
async fn whoever_wants_it_sent_at_least_once_gets_it_twice_only_after_the_dot() {
    let points = ["R8", "R9", "R10", "R11", "R12"];
    let all = deaths(Who::Daemon, &points, &[2]).into_iter().map(|death| Death { resend: true, ..death });
    all_survived(all.collect()).await;
}

#[tokio::test]
async fn a_client_that_sends_again_gets_its_message_through_wherever_the_guard_died() {
    let points = ["A1", "A5", "A6", "J2", "A9", "A10", "J3", "R8", "R10", "R11", "A11"];
    let all = deaths(Who::Daemon, &points, &[2]).into_iter().map(|death| Death { stubborn: true, ..death });
    all_survived(all.collect()).await;
}

#[tokio::test]
async fn a_command_that_dies_has_decided_or_has_not() {
    let mut all = deaths(Who::Release, &["R1", "A7", "A9", "A10", "R2", "R3"], &[1]);
    all.extend(deaths(Who::Cancel, &["X1", "A7", "A9", "A10", "X2", "X3"], &[1]));
    all_survived(all).await;
}

#[tokio::test]
async fn dying_while_the_configuration_is_read_again_loses_no_hold() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let mut daemon = home.start("U5").await.unwrap();
    assert!(Letter::odd("kept").send(daemon.door).await.unwrap().starts_with("250"));
    let pid = daemon.pid().to_string();
    assert!(std::process::Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    let begun = Instant::now();
    let ended = loop {
        match daemon.ended() {
            Some(ended) => break ended,
            None => assert!(begun.elapsed() < HANG, "it does not reload"),
        }
        sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(ended.signal, Some(ABORT), "{ended:?}");
    home.start("").await.unwrap().kill().await;
    assert_eq!(in_store(&home.all().await, "kept")[0]["state"], "held");
    assert_eq!(arrivals(&fake, "kept", KEN), 0);
}

/// Runs the scene once for each of them, a few at the same time.
async fn all_survived(deaths: Vec<Death>) {
    let places = Arc::new(Semaphore::new(4));
    let mut runs = JoinSet::new();
    for death in deaths {
        let place = Arc::clone(&places).acquire_owned().await.unwrap();
        runs.spawn(async move {
            Scene::new(death).await.play().await;
            drop(place);
        });
    }
    while let Some(run) = runs.join_next().await {
        run.unwrap();
    }
}

/// What was sent and what came of it.
struct Sent {
    letter: Letter,
    reply: Option<String>,
    /// Hand-overs without an answer.
    lost_answers: usize,
}

impl Sent {
    fn is_taken(&self) -> bool {
        self.reply.as_ref().is_some_and(|reply| reply.starts_with("250"))
    }
}

/// One life of a guard: mail passes, is queued, held, released, cancelled and delayed.
struct Scene {
    death: Death,
    fake: FakeUpstream,
    home: Home,
    daemon: Option<Victim>,
    died: bool,
    sent: Vec<Sent>,
    released: Vec<String>,
    cancelled: Vec<String>,
}

impl Scene {
    async fn new(death: Death) -> Scene {
        let fake = FakeUpstream::start(Behaviour::new().at(At::rcpt(GONE), Act::reply("550 5.1.1 nobody"))).await;
        let unsure = if death.resend { "resend" } else { "ask" };
        let home = Home::new(&fake, &format!("[policy]\ndelay = \"1s\"\nunsure = \"{unsure}\"\n"));
        let (sent, released, cancelled) = (Vec::new(), Vec::new(), Vec::new());
        Scene { death, fake, home, daemon: None, died: false, sent, released, cancelled }
    }

    async fn play(mut self) {
        self.send(Letter::clean("passes")).await;
        self.send(Letter { to: vec![TOM, GONE], ..Letter::clean("queued") }).await;
        self.send(Letter::odd("released")).await;
        self.send(Letter::odd("cancelled")).await;
        self.send(Letter::odd("forgotten")).await;
        self.send(Letter { to: vec![KEN], ..Letter::clean("delayed") }).await;
        self.decide("released", "release", Who::Release).await;
        self.decide("cancelled", "cancel", Who::Cancel).await;
        let entries = self.quiet().await;
        assert!(self.died, "{:?} was never reached", self.death);
        self.judge(&entries).await;
    }

    /// What the hook of the daemon's next start is.
    fn hook(&self) -> String {
        let armed = self.death.who == Who::Daemon && !self.died;
        if armed { format!("{}:{}", self.death.point, self.death.nth) } else { String::new() }
    }

    /// Notes that a process has died, which must be by its hook.
    fn mourn(&mut self, ended: &Ended) {
        assert_eq!(ended.signal, Some(ABORT), "{:?} died otherwise: {ended:?}", self.death);
        assert!(!self.died, "{:?} died twice", self.death);
        self.died = true;
    }

    /// A daemon that runs, started again if it has died.
    async fn alive(&mut self) -> &Victim {
        if let Some(ended) = self.daemon.as_mut().and_then(Victim::ended) {
            self.mourn(&ended);
            self.daemon = None;
        }
        while self.daemon.is_none() {
            match self.home.start(&self.hook()).await {
                Ok(daemon) => self.daemon = Some(daemon),
                Err(ended) => self.mourn(&ended),
            }
        }
        self.daemon.as_ref().unwrap()
    }

    async fn send(&mut self, letter: Letter) {
        let mut lost_answers = 0;
        let reply = loop {
            let door = self.alive().await.door;
            let reply = letter.send(door).await;
            if reply.is_none() {
                lost_answers += 1;
                self.dead().await;
            }
            if reply.is_some() || !self.death.stubborn {
                break reply;
            }
        };
        self.sent.push(Sent { letter, reply, lost_answers });
    }

    /// No answer came: the daemon is dead, or will be in a moment.
    async fn dead(&mut self) {
        let begun = Instant::now();
        while self.daemon.as_mut().is_some_and(|daemon| daemon.ended().is_none()) {
            assert!(begun.elapsed() < HANG, "{:?}: it lives and does not answer", self.death);
            sleep(Duration::from_millis(10)).await;
        }
        self.alive().await;
    }

    /// What a person does: looks whether it waits, decides, looks again.
    async fn decide(&mut self, subject: &str, verb: &str, who: Who) {
        self.alive().await;
        for _ in 0..3 {
            let Some(id) = self.home.find(subject, State::Held).await else { return };
            let armed = self.death.who == who && !self.died;
            let hook = if armed { self.death.point } else { "" };
            let done = self.home.cli(hook, &[verb, &id, "--confirm", "1", "--confirm", "kita.example"]).await;
            self.note(subject, verb);
            if done.status.success() {
                return;
            }
            // The daemon that was asked has died over it: nobody knows what it has done, so it is looked at again.
            if done.status.code() == Some(75) {
                self.dead().await;
                continue;
            }
            let ended = std::os::unix::process::ExitStatusExt::signal(&done.status);
            let log = String::from_utf8_lossy(&done.stderr).into_owned();
            self.mourn(&Ended { signal: ended, code: done.status.code(), log });
        }
    }

    fn note(&mut self, subject: &str, verb: &str) {
        let list = if verb == "release" { &mut self.released } else { &mut self.cancelled };
        list.push(subject.to_owned());
    }

    /// Waits until nothing is on its way any more.
    async fn quiet(&mut self) -> Vec<Value> {
        let begun = Instant::now();
        let mut moved = begun;
        loop {
            self.alive().await;
            let rows = self.home.summaries().await;
            let moving = rows.iter().any(|row| matches!(row.state, State::Queued | State::Delayed));
            if moving {
                moved = Instant::now();
            }
            // A kill point behind the last commit is reached after the store is quiet.
            let waits = !self.died && moved.elapsed() < Duration::from_secs(10);
            if !moving && !waits {
                return self.home.all().await;
            }
            assert!(begun.elapsed() < HANG, "{:?}: {rows:#?}", self.death);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The promises.
    async fn judge(&self, entries: &[Value]) {
        let death = self.death;
        for sent in &self.sent {
            let subject = &sent.letter.subject;
            let rows = in_store(entries, subject);
            assert!(rows.len() <= 1 + sent.lost_answers, "{death:?}: {subject} is there twice: {rows:#?}");
            for to in &sent.letter.to {
                let arrived = arrivals(&self.fake, subject, to);
                let stored = rows.iter().any(|row| state_of(row, to).is_some());
                assert!(!sent.is_taken() || arrived > 0 || stored, "{death:?}: {subject} to {to} is lost");
                let undecidable = death.resend && matches!(death.point, "R10" | "R11" | "R12");
                let allowed = 1 + sent.lost_answers * usize::from(death.stubborn) + usize::from(undecidable);
                assert!(arrived <= allowed, "{death:?}: {subject} reached {to} {arrived} times\n{rows:#?}");
                for row in &rows {
                    self.fits(row, to, arrived);
                }
            }
            if death.stubborn {
                assert!(sent.is_taken(), "{death:?}: {subject} was not taken: {:?}", sent.reply);
            }
        }
        self.only_decided_left(entries).await;
    }

    /// What the store says of a recipient is what happened.
    fn fits(&self, row: &Value, to: &str, arrived: usize) {
        let told = state_of(row, to);
        match (row["state"].as_str().unwrap(), told.as_deref()) {
            (_, Some("sent")) => assert!(arrived > 0, "{:?}: {to} counts as sent: {row:#}", self.death),
            ("held" | "cancelled" | "returned", _) => assert_eq!(arrived, 0, "{:?}: {row:#}", self.death),
            _ => {}
        }
    }

    async fn only_decided_left(&self, entries: &[Value]) {
        let store = self.home.store();
        for subject in ["released", "cancelled", "forgotten"] {
            let left = arrivals(&self.fake, subject, KEN) > 0;
            let row = in_store(entries, subject).into_iter().find(|row| row["state"] != "held");
            let Some(row) = row else {
                assert!(!left, "{:?}: {subject} left while it was held", self.death);
                continue;
            };
            let lines = store.journal(&row["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
            let decided = |wanted: &str| {
                lines.iter().any(|line| matches!(&line.event, Event::Decided { verb, .. } if verb == wanted))
            };
            assert!(!left || decided("release"), "{:?}: {subject} left undecided", self.death);
            assert_eq!(decided("release"), self.released.iter().any(|s| s == subject), "{:?}: {subject}", self.death);
            assert_eq!(decided("cancel"), self.cancelled.iter().any(|s| s == subject), "{:?}: {subject}", self.death);
        }
    }
}

fn state_of(row: &Value, to: &str) -> Option<String> {
    let recipient = row["recipients"].as_array().unwrap().iter().find(|r| r["address"] == to)?;
    Some(recipient["state"].as_str().unwrap().to_owned())
}
