//! Readers that die beneath the real program: mail goes on.

use std::fs;
use std::process::Stdio;

use super::{children_of, lives, provoking};
use crate::support::client::{Client, send};
use crate::support::guard::{FIRM, Guard, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";

/// A message with a file.
pub(super) fn mail(subject: &str, octets: &[u8]) -> String {
    let file = STANDARD.encode(octets);
    format!(
        "From: {ANNA}\r\nTo: {TOM}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
         boundary=b\r\n\r\n--b\r\n\r\nHere it is.\r\n--b\r\nContent-Type: application/octet-stream\r\n\
         Content-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b--\r\n"
    )
}

fn facts(guard: &Guard, what: &str) -> serde_json::Value {
    let scan = guard.ops_with(&["scan", "-", "--json"], mail("Offer", &provoking(what)).as_bytes());
    serde_json::from_str(&scan.out).unwrap_or_else(|_| panic!("{scan:#?}"))
}

#[test]
fn a_scan_says_what_could_not_be_read() {
    let guard = Guard::new("", FIRM);
    let read = facts(&guard, "three more words");
    assert_eq!(read["facts"]["attachments"][0]["text"]["known"], 3, "{read:#}");
    let lost = facts(&guard, "abort");
    let unread = &lost["facts"]["attachments"][0]["unread"][0];
    assert_eq!((unread["kind"].as_str(), unread["what"].as_str()), (Some("reader"), Some("the reader died of it")));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_die_and_hang_disturb_no_other_session() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[reading]\nprocesses = 2\ntime = \"1s\"\n");
    guard.start();
    send(guard.addr(), ANNA, &[TOM], mail("first", &provoking("words")));
    // Sessions and readers have sockets; how many of its files the store keeps open is its own business.
    let sockets = || {
        let all = fs::read_dir(format!("/proc/{}/fd", guard.pid())).unwrap().flatten();
        all.filter(|fd| fs::read_link(fd.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"))).count()
    };
    let before = sockets();

    std::thread::scope(|threads| {
        let addr = guard.addr();
        for n in 0..8 {
            threads.spawn(move || {
                let what = ["abort", "panic", "hang", "recurse"][n % 4];
                let reply = send(addr, ANNA, &[TOM], mail(&format!("lost {n}"), &provoking(what)));
                assert!(reply.starts_with("250 "), "{what}: {reply}");
            });
        }
        // Meanwhile others write without files.
        let mut client = Client::connect(addr);
        for n in 0..50 {
            let text = format!("From: {ANNA}\r\nTo: {TOM}\r\nSubject: plain {n}\r\n\r\nLunch?\r\n");
            assert_eq!(client.sends(ANNA, &[TOM], text.as_bytes()), "250 2.0.0 taken");
        }
    });

    until("everything is closed again", || sockets() <= before);
    let children = children_of(guard.pid());
    assert!(children.len() <= 2 && children.iter().all(|(_, ended)| !ended), "{children:?}");
    let log = guard.log();
    assert!(log.contains("the reader died of it") && log.contains("took longer than 1s"), "{log}");
    assert!(!log.contains("provoked") && !log.contains("panicked"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_explained_and_repaired_without_its_file() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let held = mail("strictly confidential", &provoking("abort"));
    let id = id_in(&send(guard.addr(), ANNA, &[TOM, "ken.ito@kita.example"], &held));
    assert!(guard.ops(&["explain", &id]).ok().contains("the reader died of it"));
    let repaired = guard.ops(&["remove", &format!("{id}/2")]).ok();
    assert!(repaired.starts_with(&format!("{id} repaired; ")), "{repaired}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_starts_readers_with_the_new_limits() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[reading]\nprocesses = 1\nmemory = \"500MiB\"\n");
    guard.start();
    let memory = || {
        send(guard.addr(), ANNA, &[TOM], mail("words", &provoking("words")));
        let children = children_of(guard.pid());
        let limits = |(pid, _): &(String, bool)| fs::read_to_string(format!("/proc/{pid}/limits")).unwrap_or_default();
        let of = |limits: String| {
            limits.lines().find(|l| l.starts_with("Max address"))?.split_whitespace().nth(3)?.parse().ok()
        };
        children.iter().filter_map(|child| of(limits(child))).collect::<Vec<u64>>()
    };
    assert_eq!(memory(), [500 << 20]);
    let text = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&text.replace("500MiB", "600MiB"));
    until("only a reader with the new limit is left", || memory() == [600 << 20]);
}

/// Nobody is left behind, even when the one who would stop a reader is killed.
#[test]
fn a_killed_parent_takes_its_readers_along() {
    let guard = Guard::new("", &format!("{FIRM}[reading]\ntime = \"2m\"\n"));
    let message = guard.path("message.eml");
    fs::write(&message, mail("Offer", &provoking("hang"))).unwrap();
    let mut command = guard.command(&["scan"]);
    let mut scan = command.arg(&message).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let mut readers = Vec::new();
    until("a reader hangs", || {
        readers = children_of(scan.id());
        !readers.is_empty()
    });
    std::thread::sleep(super::A_WHILE);
    scan.kill().unwrap();
    scan.wait().unwrap();
    until("the reader is gone", || readers.iter().all(|(pid, _)| !lives(pid)));
}
