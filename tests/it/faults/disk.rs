//! A disk that is full or fails: what was answered with 250 is there, everything else was told 451.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::disk::SmallDisk;
use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::{HANG, Home, KEN, Letter, TOM, Victim, arrivals, available, in_store};

/// Whether system calls can be made to fail here.
fn can_inject() -> bool {
    available("strace", &["-f", "-o", "/dev/null", "-e", "inject=chroot:error=EIO", "true"])
}

/// The daemon with every call `from..=to` of `call` failing so, in each of its threads.
fn failing(home: Home, call: &str, error: &str, from: usize, to: usize) -> Home {
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:error={error}:when={from}..{to}"));
    // -D: the daemon stays our child, so that killing it kills it.
    home.under(&["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject, "--"])
}

async fn several<F, Fut>(count: usize, run: F)
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(4));
    let mut runs = JoinSet::new();
    for k in 1..=count {
        let (place, one) = (Arc::clone(&places).acquire_owned().await.unwrap(), run(k));
        runs.spawn(async move {
            one.await;
            drop(place);
        });
    }
    while let Some(run) = runs.join_next().await {
        run.unwrap();
    }
}

/// Sends a few letters; each is answered 250 or 451 and nothing else.
async fn letters(daemon: &Victim, name: &str) -> Vec<(Letter, String)> {
    let mut sent = Vec::new();
    for n in 0..3 {
        for letter in [Letter::odd(&format!("{name} odd {n}")), Letter::clean(&format!("{name} clean {n}"))] {
            let reply = letter.send(daemon.door).await.expect("an answer");
            assert!(reply.starts_with("250") || reply.starts_with("451"), "{reply}\n{}", daemon.log());
            sent.push((letter, reply));
        }
    }
    sent
}

/// After a start on a sound disk: what was taken is there or has arrived, once.
async fn nothing_is_lost(home: &Home, fake: &FakeUpstream, sent: &[(Letter, String)]) {
    let entries = home.all().await;
    for (letter, reply) in sent {
        let arrived = arrivals(fake, &letter.subject, letter.to[0]);
        let stored = in_store(&entries, &letter.subject).len();
        assert!(arrived + stored <= 1 || (arrived, stored) == (1, 1), "{letter:?} {reply}: {arrived} {stored}");
        assert!(!reply.starts_with("250") || arrived + stored > 0, "{letter:?} is lost");
        assert!(letter.to[0] != KEN || arrived == 0, "{letter:?} left undecided");
    }
}

#[tokio::test]
async fn a_full_disk_at_any_write_refuses_for_the_moment_and_loses_nothing() {
    if !can_inject() {
        return;
    }
    static REFUSED: AtomicUsize = AtomicUsize::new(0);
    several(16, |k| async move {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let home = failing(Home::new(&fake, ""), "pwrite64", "ENOSPC", 15 * k, 15 * k + 6);
        let daemon = match home.start("").await {
            Ok(daemon) => daemon,
            // The disk was full before there was a store.
            Err(ended) => return assert!(ended.code.is_some_and(|code| code >= 73), "{ended:?}"),
        };
        let mut sent = letters(&daemon, "full").await;
        REFUSED.fetch_add(sent.iter().filter(|(_, reply)| reply.starts_with("451")).count(), Ordering::SeqCst);
        // The disk is no longer full: it goes on by itself.
        let begun = Instant::now();
        loop {
            let again = Letter::odd(&format!("again {}", sent.len()));
            let reply = again.send(daemon.door).await.expect("an answer");
            sent.push((again, reply.clone()));
            if reply.starts_with("250") {
                break;
            }
            assert!(begun.elapsed() < HANG, "{}", daemon.log());
        }
        daemon.kill().await;
        let home = home.under(&[]);
        let daemon = home.start("").await.unwrap();
        nothing_is_lost(&home, &fake, &sent).await;
        daemon.kill().await;
    })
    .await;
    assert!(REFUSED.load(Ordering::SeqCst) > 0, "no write ever failed");
}

#[tokio::test]
async fn a_disk_that_fails_to_sync_is_not_trusted_again_before_a_restart() {
    if !can_inject() {
        return;
    }
    static DISTRUSTED: AtomicUsize = AtomicUsize::new(0);
    several(8, |k| async move {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let home = failing(Home::new(&fake, ""), "fdatasync,fsync", "EIO", k, k);
        let Ok(daemon) = home.start("").await else { return };
        let mut sent = letters(&daemon, "failing").await;
        if daemon.log().contains("failed to keep") {
            DISTRUSTED.fetch_add(1, Ordering::SeqCst);
            // Neither kept nor passed from now on.
            for letter in [Letter::odd("later odd"), Letter::clean("later clean")] {
                let reply = letter.send(daemon.door).await.expect("an answer");
                assert!(reply.starts_with("451"), "{k}: {reply}");
                sent.push((letter, reply));
            }
        }
        daemon.kill().await;
        let home = home.under(&[]);
        let daemon = home.start("").await.unwrap();
        nothing_is_lost(&home, &fake, &sent).await;
        let reply = Letter::odd("after the restart").send(daemon.door).await.expect("an answer");
        assert!(reply.starts_with("250"), "{reply}");
        daemon.kill().await;
    })
    .await;
    assert!(DISTRUSTED.load(Ordering::SeqCst) > 0, "no sync ever failed");
}

#[tokio::test]
async fn a_disk_that_fills_up_stops_the_guard_and_space_lets_it_go_on() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let Some(disk) = SmallDisk::mount(home.state()) else { return };
    let daemon = home.start("").await.unwrap();
    let first = Letter::odd("before");
    let mut sent = vec![(first.clone(), first.send(daemon.door).await.unwrap())];
    disk.fill();
    for n in 0.. {
        let letter = Letter::odd(&format!("filling {n}"));
        let reply = letter.send(daemon.door).await.unwrap();
        let full = reply.starts_with("451");
        sent.push((letter, reply));
        if full {
            break;
        }
        assert!(n < 1000, "3 MB are never full");
    }
    let clean = Letter::clean("passes nothing");
    assert!(clean.send(daemon.door).await.unwrap().starts_with("451"), "it passes what it cannot record");
    let id = in_store(&home.all().await, "before")[0]["id"].as_str().unwrap().to_owned();
    let refused = home.cli("", &["release", &id]).await;
    assert_eq!(refused.status.code(), Some(74), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(arrivals(&fake, "before", KEN), 0);

    disk.free();
    assert!(clean.send(daemon.door).await.unwrap().starts_with("250"), "{}", daemon.log());
    assert!(home.cli("", &["release", &id]).await.status.success());
    let begun = Instant::now();
    while arrivals(&fake, "before", KEN) == 0 {
        assert!(begun.elapsed() < HANG, "{}", daemon.log());
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((arrivals(&fake, "before", KEN), arrivals(&fake, "passes nothing", TOM)), (1, 1));
    daemon.kill().await;
    let daemon = home.start("").await.unwrap();
    nothing_is_lost(&home, &fake, &sent[1..]).await;
    daemon.kill().await;
}

#[tokio::test]
async fn sending_stops_while_its_outcome_cannot_be_written() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let Some(disk) = SmallDisk::mount(home.state()) else { return };
    let daemon = home.start("").await.unwrap();
    for n in 0..5 {
        assert!(Letter::odd(&format!("waits {n}")).send(daemon.door).await.unwrap().starts_with("250"));
    }
    daemon.kill().await;
    for entry in home.all().await {
        assert!(home.cli("", &["release", entry["id"].as_str().unwrap()]).await.status.success());
    }
    disk.fill();
    // It may have been filled between two pages: what was recorded before its dot is sent, the rest waits.
    if let Ok(daemon) = home.start("").await {
        sleep(Duration::from_secs(2)).await;
        daemon.kill().await;
    }
    disk.free();
    let daemon = home.start("").await.unwrap();
    let begun = Instant::now();
    loop {
        let entries = home.all().await;
        if !entries.iter().any(|entry| entry["state"] == "queued" && entry["recipients"][0]["state"] == "waiting") {
            break;
        }
        assert!(begun.elapsed() < HANG, "{entries:#?}");
        sleep(Duration::from_millis(50)).await;
    }
    for n in 0..5 {
        assert!(arrivals(&fake, &format!("waits {n}"), KEN) <= 1, "sent twice");
    }
    daemon.kill().await;
}
