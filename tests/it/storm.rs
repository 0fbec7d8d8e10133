//! SIGKILL at any moment under load, again and again, over one store: `OUTGUARD_CRASH_ROUNDS` sets how often and
//! `OUTGUARD_CRASH_SEED` repeats a run. The figures are printed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outguard::base::event::Event;
use outguard::store::{Filter, State, Store};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};
use crate::support::victim::{HANG, Home, KEN, Letter, TOM, arrived};

/// How often it is killed unless told otherwise.
const ROUNDS: u64 = 25;

/// Sessions that send at the same time.
const SESSIONS: u64 = 4;

/// A colleague who has left: upstream refuses him.
const GONE: &str = "gone@firm.example";

#[derive(Default)]
struct Ledger {
    sent: Vec<(Letter, Option<String>)>,
    released: usize,
    cancelled: Vec<String>,
}

/// SplitMix64, so that a seed repeats a run as far as the machine does.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_under_load_nothing_is_lost_and_nothing_leaves_twice() {
    let rounds = setting("OUTGUARD_CRASH_ROUNDS", ROUNDS);
    let now = std::time::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs());
    let seed = setting("OUTGUARD_CRASH_SEED", now);
    println!("OUTGUARD_CRASH_SEED={seed} OUTGUARD_CRASH_ROUNDS={rounds}");
    let fake = FakeUpstream::start(Behaviour::new().at(At::rcpt(GONE), Act::reply("550 5.1.1 nobody"))).await;
    let home = Arc::new(Home::new(&fake, ""));
    let ledger = Arc::<Mutex<Ledger>>::default();
    let mut dice = Dice(seed);
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let begun = Instant::now();
        let daemon = home.start("").await.unwrap();
        slowest = slowest.max(begun.elapsed());
        let mut people = JoinSet::new();
        for session in 0..SESSIONS {
            let name = format!("{round}-{session}");
            people.spawn(write(daemon.door, name, Dice(dice.roll(u64::MAX)), Arc::clone(&ledger)));
        }
        people.spawn(decide(Arc::clone(&home), Dice(dice.roll(u64::MAX)), Arc::clone(&ledger)));
        sleep(Duration::from_millis(dice.roll(500))).await;
        daemon.kill().await;
        // Clients that lose their connection give up by themselves; a command that is under way comes to its end.
        while people.join_next().await.is_some() {}
    }
    let daemon = home.start("").await.unwrap();
    let entries = quiet(&home).await;
    let ledger = std::mem::take(&mut *ledger.lock().unwrap());
    let figures = judge(&ledger, &entries, &fake, &home.store()).await;
    daemon.kill().await;
    println!("{rounds} kills: {figures}; slowest start {} ms", slowest.as_millis());
}

/// One session: letter after letter until the guard is gone.
async fn write(door: std::net::SocketAddr, name: String, mut dice: Dice, ledger: Arc<Mutex<Ledger>>) {
    for n in 0.. {
        let subject = format!("letter {name}-{n}");
        let letter = match dice.roll(10) {
            0..=4 => Letter::clean(&subject),
            5..=6 => Letter { to: vec![TOM, GONE], ..Letter::clean(&subject) },
            _ => Letter::odd(&subject),
        };
        let reply = letter.send(door).await;
        let gone = reply.is_none();
        ledger.lock().unwrap().sent.push((letter, reply));
        if gone {
            return;
        }
    }
}

/// Somebody who looks at what waits, and decides: most is released, some cancelled, some left.
async fn decide(home: Arc<Home>, mut dice: Dice, ledger: Arc<Mutex<Ledger>>) {
    sleep(Duration::from_millis(dice.roll(300))).await;
    let store = home.store();
    let waiting = store.list(Filter { all: false, limit: 40 }).await.unwrap();
    let held: Vec<_> = waiting.iter().filter(|summary| summary.state == State::Held).collect();
    for _ in 0..4.min(held.len()) {
        let summary = held[usize::try_from(dice.roll(held.len() as u64)).unwrap()];
        let verb = if dice.roll(4) == 0 { "cancel" } else { "release" };
        let id = summary.id.to_string();
        let done = home.cli("", &[verb, &id, "--confirm", "1", "--confirm", "kita.example"]).await;
        let mut ledger = ledger.lock().unwrap();
        match (verb, done.status.success()) {
            ("release", true) => ledger.released += 1,
            ("cancel", true) => ledger.cancelled.push(summary.subject.clone()),
            // Decided already, or the daemon was killed over it; never anything else.
            _ => {
                let known = matches!(done.status.code(), Some(69 | 75));
                assert!(known, "{}", String::from_utf8_lossy(&done.stderr));
            }
        }
    }
}

async fn quiet(home: &Home) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let rows = home.summaries().await;
        if !rows.iter().any(|row| row.state == State::Queued) {
            return home.all().await;
        }
        assert!(begun.elapsed() < HANG, "some of {} are on their way for ever", rows.len());
        sleep(Duration::from_millis(200)).await;
    }
}

/// The promises; the answer is what there was, in figures.
async fn judge(ledger: &Ledger, entries: &[Value], fake: &FakeUpstream, store: &Store) -> String {
    let arrived = arrived(fake);
    let mut stored: HashMap<&str, Vec<&Value>> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry["door"] == "smtp") {
        stored.entry(entry["subject"].as_str().unwrap()).or_default().push(entry);
    }
    let (mut taken, mut unheard) = (0, 0);
    for (letter, reply) in &ledger.sent {
        let subject = &letter.subject;
        let rows = stored.get(subject.as_str()).cloned().unwrap_or_default();
        assert!(rows.len() <= 1, "{subject} is there twice: {rows:#?}");
        unheard += usize::from(reply.is_none());
        let is_taken = reply.as_ref().is_some_and(|reply| reply.starts_with("250"));
        taken += usize::from(is_taken);
        for to in &letter.to {
            let count = arrived.get(&(subject.clone(), (*to).to_owned())).copied().unwrap_or(0);
            assert!(count <= 1, "{subject} reached {to} {count} times: {rows:#?}");
            assert!(!is_taken || count == 1 || !rows.is_empty(), "{subject} to {to} is lost");
            if count == 1 && *to == KEN {
                let id = rows.first().expect("what was held is stored")["id"].as_str().unwrap().parse().unwrap();
                let lines = store.journal(&id).await.unwrap();
                let released = |event: &Event| matches!(event, Event::Decided { verb, .. } if verb == "release");
                assert!(lines.iter().any(|line| released(&line.event)), "{subject} left undecided");
                assert!(!ledger.cancelled.contains(subject), "{subject} left although it was cancelled");
            }
        }
    }
    let unsure = entries.iter().filter(|entry| entry["state"] == "unsure").count();
    format!(
        "{} handed over, {taken} answered 250, {unheard} without an answer, {} released, {} cancelled, {} reached upstream, \
         {unsure} unsure; 0 lost, 0 twice",
        ledger.sent.len(),
        ledger.released,
        ledger.cancelled.len(),
        arrived.values().sum::<usize>(),
    )
}
