//! Learning that is killed or stopped goes on where it was, and ends as if nothing had happened.

use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use outguard::store::{Store, StoreError};
use serde_json::Value;

use super::mailbox::{ANNA, mbox, of_anna, write};
use crate::support::guard::{FIRM, Guard, PATIENCE, json_lines};
use crate::support::stored::store_of;

fn everything(guard: &Guard) -> Vec<Value> {
    let mut all = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    // Numbers under another key take another room.
    all[0]["octets"] = Value::Null;
    for address in ["ken@kita.example", "mia@kita.example", "lea@lido.example", "martin.keller@firm.example"] {
        all.extend(json_lines(&guard.ops(&["history", "show", address, "--json"]).ok()));
    }
    all
}

/// How much is learnt and committed.
async fn learnt(store: &Store) -> u64 {
    store.learners(None).await.unwrap().first().map_or(0, |learner| learner.mails)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_resumed_equals_never_interrupted() {
    let mails = mbox(&of_anna(6_000));
    let (whole, killed) = (Guard::new("", FIRM), Guard::new("", FIRM));
    for guard in [&whole, &killed] {
        write(&guard.path("Sent"), &mails);
    }
    whole.ops(&["learn", whole.path("Sent").to_str().unwrap()]).ok();
    let path = killed.path("Sent");
    // Opened once: a process must not open and close a database it has open.
    let store = store_of(&killed);
    for signal in ["KILL", "TERM"] {
        let before = learnt(&store).await;
        let mut command = killed.command(&["learn", path.to_str().unwrap(), "--json"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while learnt(&store).await == before {
            assert!(begun.elapsed() < PATIENCE, "nothing is learnt");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let kill = std::process::Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let done = child.wait_with_output().unwrap();
        let so_far = learnt(&store).await;
        assert!(before < so_far && so_far < 6_000, "{signal} came in the middle: {so_far}");
        let journal = killed.ops(&["journal", "show", "--json"]).ok();
        assert!(journal.contains("\"learnt\""), "a daemon beside it knows of what it left: {journal}");
        if signal == "TERM" {
            assert_eq!(done.status.code(), Some(75));
            let report: Value = serde_json::from_slice(&done.stdout).unwrap();
            assert_eq!(report["stopped"], true, "{report}");
            assert_eq!(report["known"], 0, "it went on where it was: {report}");
        }
    }
    let rest: Value = serde_json::from_str(&killed.ops(&["learn", path.to_str().unwrap(), "--json"]).ok()).unwrap();
    assert_eq!((&rest["known"], &rest["damaged"]), (&0.into(), &0.into()), "{rest}");
    assert_eq!(everything(&killed), everything(&whole));
    assert_eq!(learnt(&store).await, 6_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn weighing_that_is_stopped_keeps_the_scores_it_has() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("Sent"), mbox(&of_anna(400)));
    guard.ops(&["learn", guard.path("Sent").to_str().unwrap()]).ok();
    let connection = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    let scores = || -> Vec<Option<f64>> {
        let mut statement = connection.prepare("SELECT score FROM trace ORDER BY at, n").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let before = scores();
    assert!(before.iter().all(Option::is_some));
    connection.execute("UPDATE trace SET score = NULL", []).unwrap();
    let store = store_of(&guard);
    let asked = AtomicUsize::new(0);
    let stopped = store.past_unless(ANNA, move || asked.fetch_add(1, Ordering::Relaxed) >= 250).await;
    assert!(matches!(stopped, Err(StoreError::Stopped)), "{:?}", stopped.map(|past| past.len()));
    let after = scores();
    assert_eq!(after[..250], before[..250], "what was weighed is kept");
    assert!(after[250..].iter().all(Option::is_none), "and the rest is not there");
    assert_eq!(store.past(ANNA).await.unwrap().len(), 400, "the next call goes on");
    assert_eq!(scores(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_weighing() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("Sent"), mbox(&of_anna(2_000)));
    let path = guard.path("Sent");
    let store = store_of(&guard);
    let mut command = guard.command(&["learn", path.to_str().unwrap(), "--json"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while learnt(&store).await < 2_000 {
        assert!(begun.elapsed() < PATIENCE, "it is not learnt");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // All is read; of what is weighed the first five hundred are kept together.
    let connection = rusqlite::Connection::open(guard.state().join("outguard.db")).unwrap();
    let weighed = "SELECT count(*) FROM trace WHERE score IS NOT NULL";
    while connection.query_row(weighed, [], |row| row.get::<_, i64>(0)).unwrap() == 0 {
        assert!(begun.elapsed() < PATIENCE, "it is not weighed");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(75));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&report["stopped"], &report["learnt"]), (&true.into(), &2_000.into()), "{report}");
    guard.ops(&["learn", path.to_str().unwrap()]).ok();
    assert!(store.last_scores(ANNA, 1_000).await.unwrap().is_some(), "the next call goes on there");
}
