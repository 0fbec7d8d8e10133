//! The daemon dies between any two steps: every file has become one message, and none is sent twice.

use super::*;
use crate::support::upstream::Behaviour;
use crate::support::victim::{Ended, HANG, Home};

use tokio::time::{Instant, sleep};

/// SIGABRT, by which a kill point ends the process.
const ABORT: i32 = 6;

/// Starts the daemon to die at `point`, with files in its folder already or dropped once it runs.
async fn dies_at(home: &Home, point: &str) {
    let ended = match home.start(point).await {
        Err(ended) => ended,
        Ok(mut victim) => {
            let begun = Instant::now();
            loop {
                if let Some(ended) = victim.ended() {
                    break ended;
                }
                assert!(begun.elapsed() < HANG, "{point} was not reached\n{}", victim.log());
                sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    };
    let Ended { signal, log, .. } = ended;
    assert_eq!(signal, Some(ABORT), "{point}: {log}");
}

async fn survived(point: &str, mbox: bool) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let (path, kind) = if mbox { ("out/box", "mbox") } else { ("out", "pickup") };
    let outbox = format!(
        "[[outbox]]\npath = \"{path}\"\nkind = \"{kind}\"\nscan = \"200ms\"\nsettle = \"0s\"\nsent = \"sent\"\n"
    );
    let home = Home::new(&fake, &outbox);
    let out = home.path("out");
    fs::create_dir(&out).unwrap();
    let all: Vec<String> =
        (0..6).map(|n| if n % 3 == 0 { odd(&format!("odd {n}")) } else { clean(&format!("clean {n}")) }).collect();
    if mbox {
        let entries: String = all.iter().map(|mail| format!("From anna Mon Nov 16 09:30:00 2026\n{mail}\n")).collect();
        fs::write(out.join("box"), entries).unwrap();
    } else {
        for (n, mail) in all.iter().enumerate() {
            drop_into(&out, &format!("{n}.eml"), mail);
        }
    }
    let base = if mbox { out.join("box.outguard") } else { out.clone() };
    dies_at(&home, point).await;
    let victim = home.start("").await.unwrap();
    // Whoever may have got a message before the crash is asked about, and is not sent it again.
    let settled = || {
        let (sent, held) = (names(&base.join("sent")).len(), names(&base.join("held")).len() / 2);
        sent + held == 6 && held >= 2
    };
    until(&format!("{point}: every file is at its place"), settled);
    victim.kill().await;
    assert_eq!(fake.duplicates(), [], "{point}");
    let entries = home.all().await;
    let ours: Vec<_> = entries.iter().filter(|entry| entry["door"] == "outbox").collect();
    assert_eq!(ours.len(), 6, "{point}: {ours:#?}");
    for entry in ours {
        let subject = entry["subject"].as_str().unwrap();
        let arrived = subjects(&fake).iter().filter(|taken| *taken == subject).count();
        match entry["state"].as_str().unwrap() {
            "sent" => assert_eq!(arrived, 1, "{point}: {subject}"),
            "held" => assert!(arrived == 0 && subject.starts_with("odd"), "{point}: {subject}"),
            "unsure" => assert!(arrived <= 1 && subject.starts_with("clean"), "{point}: {subject}"),
            state => panic!("{point}: {subject} is {state}"),
        }
    }
    assert!(names(&base.join("refused")).is_empty(), "{point}: {:?}", names(&base.join("refused")));
    if mbox {
        assert_eq!(fs::read(out.join("box")).unwrap(), b"", "{point}");
        assert!(!out.join("box.lock").exists(), "{point}");
    }
}

async fn all_survived(points: &[&str], mbox: bool) {
    for point in points {
        survived(point, mbox).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_claim_and_store_loses_nothing() {
    all_survived(&["O1", "J1", "J2", "J2:4", "A7:3", "A9"], false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_store_and_move_hands_nothing_over_twice() {
    all_survived(&["A10", "J3", "J3:3", "O2", "O3", "O3:2"], false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_delivery_and_move_sends_nothing_twice() {
    all_survived(&["R4", "R9", "R9:3", "R10", "R11", "R12", "R12:2", "R12:4"], false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_while_an_mbox_is_taken_apart_loses_and_doubles_nothing() {
    all_survived(&["O4", "O5", "O1", "O2", "R10"], true).await;
}
