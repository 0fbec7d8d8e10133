//! The daemon dies between any two steps: every file has become one message, and none is sent twice.

use std::io::Write;

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

/// Six messages, two of them odd, as they lie in an outbox of this kind. The answer is the folder that has the others in it.
fn fill(home: &Home, kind: &str) -> PathBuf {
    let out = home.path("out");
    fs::create_dir(&out).unwrap();
    let of = |n| if n % 3 == 0 { odd(&format!("odd {n}")) } else { clean(&format!("clean {n}")) };
    let all: Vec<String> = (0..6).map(of).collect();
    for folder in ["new", "cur", "tmp"].iter().filter(|_| kind == "maildir") {
        fs::create_dir(out.join(folder)).unwrap();
    }
    for (n, mail) in all.iter().enumerate() {
        match kind {
            "pickup" => drop_into(&out, &format!("{n}.eml"), mail),
            "maildir" => drop_into(&out.join("new"), &format!("{n}.host"), mail),
            "spool" => {
                drop_into(&out, &format!("{n}.msmtp"), &format!("-f {ANNA} -t\n"));
                drop_into(&out, &format!("{n}.mail"), mail);
            }
            _ => append(home, mail),
        }
    }
    if kind == "mbox" { out.join("box.outguard") } else { out }
}

/// Appends to the mbox.
fn append(home: &Home, mail: &str) {
    let entry = format!("From anna Mon Nov 16 09:30:00 2026\n{mail}\n");
    let mut mbox = fs::File::options().create(true).append(true).open(home.path("out/box")).unwrap();
    mbox.write_all(entry.as_bytes()).unwrap();
}

async fn survived(point: &str, kind: &str) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let path = if kind == "mbox" { "out/box" } else { "out" };
    let home = Home::new(
        &fake,
        &format!(
            "[[outbox]]\npath = \"{path}\"\nkind = \"{kind}\"\nscan = \"200ms\"\nsettle = \"0s\"\nsent = \"sent\"\n"
        ),
    );
    let base = fill(&home, kind);
    dies_at(&home, point).await;
    let mut count = 6;
    if kind == "mbox" {
        // Somebody goes on writing while there is no Outguard.
        append(&home, &clean("late"));
        count += 1;
    }
    let victim = home.start("").await.unwrap();
    // Whoever may have got a message before the crash is asked about, and is not sent it again.
    let (one, noted) = if kind == "spool" { (2, 3) } else { (1, 2) };
    let settled = || {
        let (sent, held) = (names(&base.join("sent")).len() / one, names(&base.join("held")).len() / noted);
        sent + held == count && held >= 2
    };
    until(&format!("{point}: every file is at its place"), settled);
    until(&format!("{point}: nothing is left among the claimed"), || {
        let left = names(&base.join(".outguard"));
        left.iter().all(|name| name == "lock" || name == "queue-lock")
    });
    victim.kill().await;
    assert_eq!(fake.duplicates(), [], "{point}");
    let entries = home.all().await;
    let ours: Vec<_> = entries.iter().filter(|entry| entry["door"] == "outbox").collect();
    assert_eq!(ours.len(), count, "{point}: {ours:#?}");
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
    if kind == "mbox" {
        assert_eq!(fs::read(home.path("out/box")).unwrap(), b"", "{point}");
        assert!(!home.path("out/box.lock").exists(), "{point}");
    }
    assert!(!home.path("out/.lock").exists(), "{point}");
}

async fn all_survived(points: &[&str], kind: &str) {
    for point in points {
        survived(point, kind).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_claim_and_store_loses_nothing() {
    all_survived(&["O1", "J1", "J2", "J2:4", "A7:3", "A9"], "pickup").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_store_and_move_hands_nothing_over_twice() {
    all_survived(&["A10", "J3", "J3:3", "O2", "O3", "O3:2", "O3:4"], "pickup").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_delivery_and_move_sends_nothing_twice() {
    all_survived(&["R4", "R9", "R9:3", "R10", "R11", "R12", "R12:2", "R12:4"], "pickup").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_while_an_mbox_is_taken_apart_loses_and_doubles_nothing() {
    all_survived(&["O4", "O5", "O1", "O2", "R10"], "mbox").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_over_a_maildir_or_a_queue_is_no_different() {
    all_survived(&["O1", "O2", "O3", "R10"], "maildir").await;
    all_survived(&["O6", "O1", "O2", "O3", "R10"], "spool").await;
}
