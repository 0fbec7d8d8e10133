//! What is secret about the page: links, cookies and tokens, on disk, in logs, in memory.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{ANNA, PAGE, aside, firm, hold};
use crate::support::guard::{Guard, files_in};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

#[tokio::test(flavor = "multi_thread")]
async fn the_way_in_on_this_machine_is_the_owners_alone() {
    let (guard, _fake) = firm("").await;
    hold(&guard, "Offer");
    let socket = fs::metadata(guard.state().join("control.sock")).unwrap();
    assert!(socket.file_type().is_socket());
    assert_eq!(socket.permissions().mode() & 0o7777, 0o600);
    assert_eq!(fs::metadata(guard.state()).unwrap().permissions().mode() & 0o7777, 0o700);
    // Another account of this machine reaches the port, and nothing behind it.
    let mut open = Command::new("setpriv");
    open.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(env!("CARGO_BIN_EXE_outguard"));
    open.arg("--config").arg(guard.config()).arg("--state").arg(guard.state()).arg("open");
    match open.output() {
        Ok(done) => assert!(!String::from_utf8_lossy(&done.stdout).contains("ticket="), "{done:?}"),
        Err(why) => eprintln!("SKIPPED: no other account to try: {why}"),
    }
    assert_eq!(Visitor::stranger(&guard).get("/").status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_kept_or_logged_as_it_is() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, PAGE);
    guard.log_at("trace");
    guard.start();
    let id = hold(&guard, "zeisig-subject");
    let mut secrets = Vec::new();
    let link = guard.ops(&["open"]).ok();
    secrets.push(link.trim().split_once("ticket=").unwrap().1.to_owned());
    let keeper = Visitor::by_link(&guard, link.trim());
    secrets.push(keeper.cookie.split_once('=').unwrap().1.to_owned());
    let mut anna = Visitor::stranger(&guard);
    let mailed = anna.ask_for_link(&fake, ANNA);
    let browser = anna.cookie.split_once('=').unwrap().1.to_owned();
    let mailed_ticket = mailed.split_once("ticket=").unwrap().1.to_owned();
    anna.get(&mailed["http://localhost".len()..]);
    assert_eq!(anna.follow(&mailed).status, 303);
    secrets.extend([browser, anna.cookie.split_once('=').unwrap().1.to_owned()]);
    let token = anna.get("/settings").hidden("token");
    secrets.push(token.split_once('.').unwrap().1.to_owned());
    // And used where they do not belong: every refusal is told of, and none of them tells it.
    let stranger = Visitor::stranger(&guard);
    for secret in secrets.clone() {
        stranger.get(&format!("/{id}?token={secret}"));
        stranger.post("/sign-in", &[("ticket", &secret)]);
        stranger.send(&format!("GET /?s={secret} HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"));
        anna.post(&format!("/{id}/release"), &[("token", &secret), ("seal", &secret)]);
    }
    guard.ops(&["release", &id, "--confirm", "1"]);
    guard.stop();
    let journal = aside(&guard).iter().map(ToString::to_string).collect::<String>();
    let log = guard.log();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "{log}");
    assert!(journal.contains("denied"), "{journal}");
    // The mailed link is in the mail, which is kept until it has left; without its browser it is worth nothing.
    for (what, text) in [("the log", &log), ("the journal", &journal)] {
        assert!(!text.contains(&mailed_ticket), "{what} tells a mailed link");
        assert!(!text.contains("zeisig"), "{what} tells what mail says");
        for secret in &secrets {
            assert!(!text.contains(secret), "{what} tells {secret}");
        }
    }
    assert!(!log.contains(ANNA), "who signs in is the journal's to say");
    for file in files_in(&guard.state()) {
        let Ok(bytes) = fs::read(&file) else { continue };
        for secret in secrets.iter().filter(|secret| secret.len() == 43) {
            let raw = URL_SAFE_NO_PAD.decode(secret).unwrap();
            let kept = |needle: &[u8]| memchr::memmem::find(&bytes, needle).is_some();
            assert!(!kept(secret.as_bytes()) && !kept(&raw), "{} keeps {secret}", file.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daemon_leaves_no_core() {
    let (guard, _fake) = firm("").await;
    let limits = fs::read_to_string(format!("/proc/{}/limits", guard.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}
