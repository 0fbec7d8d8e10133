//! A store that is not as we left it: newer, damaged, open to others, with other bytes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use tokio::time::{Duration, Instant, sleep};

use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::{HANG, Home, KEN, Letter, arrivals, in_store};

/// A home with one hold in its store and no daemon.
async fn with_a_hold() -> (FakeUpstream, Home, String) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "");
    let daemon = home.start("").await.unwrap();
    assert!(Letter::odd("kept").send(daemon.door).await.unwrap().starts_with("250"));
    daemon.kill().await;
    let id = in_store(&home.all().await, "kept")[0]["id"].as_str().unwrap().to_owned();
    (fake, home, id)
}

fn database(home: &Home) -> std::path::PathBuf {
    home.state().join("outguard.db")
}

/// Neither daemon nor command line uses the store: this exit code, these words, and not an octet of it changed.
async fn refused(home: &Home, code: i32, words: &str) {
    let path = database(home);
    let before = fs::read(&path).unwrap();
    let ended = home.start("").await.err().expect("it starts");
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.log.contains(words), "{ended:?}");
    let listed = home.cli("", &["list"]).await;
    assert_eq!(listed.status.code(), Some(code));
    assert!(String::from_utf8_lossy(&listed.stderr).contains(words), "{listed:?}");
    assert!(fs::read(&path).unwrap() == before, "the store was written");
    let others = fs::read_dir(home.state()).unwrap().map(|entry| entry.unwrap().file_name());
    let others: Vec<_> = others.filter(|name| Path::new(name).extension().is_some_and(|e| e == "db")).collect();
    assert_eq!(others, ["outguard.db"], "another store stands beside it");
}

#[tokio::test]
async fn a_store_of_a_newer_outguard_is_left_alone() {
    let (_fake, home, _) = with_a_hold().await;
    let connection = Connection::open(database(&home)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    refused(&home, 78, "install the newer Outguard again").await;
}

#[tokio::test]
async fn a_file_that_is_no_store_is_left_alone() {
    let (_fake, home, _) = with_a_hold().await;
    let path = database(&home);
    for gone in ["outguard.db-wal", "outguard.db-shm"] {
        let _ = fs::remove_file(home.state().join(gone));
    }
    let size = fs::metadata(&path).unwrap().len();
    fs::write(&path, vec![b'x'; usize::try_from(size).unwrap()]).unwrap();
    refused(&home, 74, "not a database").await;
}

#[tokio::test]
async fn a_store_others_may_read_is_refused_until_it_is_repaired() {
    let (_fake, home, _) = with_a_hold().await;
    fs::set_permissions(database(&home), fs::Permissions::from_mode(0o644)).unwrap();
    refused(&home, 73, "chmod 600").await;
    fs::set_permissions(database(&home), fs::Permissions::from_mode(0o600)).unwrap();
    home.start("").await.unwrap().kill().await;
}

/// Changes one octet of the stored message.
fn flip(home: &Home, id: &str) {
    let connection = Connection::open(database(home)).unwrap();
    let mut bytes: Vec<u8> =
        connection.query_row("SELECT bytes FROM content WHERE id = ?1", [id], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    assert_eq!(connection.execute("UPDATE content SET bytes = ?2 WHERE id = ?1", (id, bytes)).unwrap(), 1);
}

#[tokio::test]
async fn a_hold_whose_bytes_have_changed_is_never_released_and_is_shown() {
    let (fake, home, id) = with_a_hold().await;
    flip(&home, &id);
    let daemon = home.start("").await.unwrap();
    let released = home.cli("", &["release", &id]).await;
    assert_eq!(released.status.code(), Some(65), "{released:?}");
    let listed = home.cli("", &["list", "--json"]).await;
    assert!(String::from_utf8_lossy(&listed.stdout).contains("damaged"), "{listed:?}");
    assert_eq!(arrivals(&fake, "kept", KEN), 0);
    daemon.kill().await;
}

#[tokio::test]
async fn what_is_queued_with_changed_bytes_is_set_aside_and_the_queue_goes_on() {
    let (fake, home, id) = with_a_hold().await;
    assert!(home.cli("", &["release", &id]).await.status.success());
    flip(&home, &id);
    let daemon = home.start("").await.unwrap();
    let begun = Instant::now();
    while in_store(&home.all().await, "kept")[0]["state"] != "damaged" {
        assert!(begun.elapsed() < HANG, "{}", daemon.log());
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(arrivals(&fake, "kept", KEN), 0);
    assert!(Letter::clean("next").send(daemon.door).await.unwrap().starts_with("250"));
    daemon.kill().await;
}
