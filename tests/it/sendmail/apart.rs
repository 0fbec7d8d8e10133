//! No daemon, a daemon that dies, a disk that is full: what was taken is on disk and leaves once, everything else is 75.

use std::process::Command;

use super::{ANNA, KEN, TOM, message, sendmail, taken};
use crate::support::guard::{FIRM, Guard, feed, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

#[tokio::test(flavor = "multi_thread")]
async fn without_daemon_it_is_kept_and_leaves_once_when_there_is_one() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    guard.stop();
    let done = sendmail(&guard, &["-v", "-f", ANNA, TOM], &message("Lunch", TOM));
    taken(&done);
    let id = id_in(&done.err);
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("queued", 0), "{done:#?}");
    let held = sendmail(&guard, &["-t"], &message("Offer, strictly confidential", KEN));
    taken(&held);
    let hold = id_in(&held.err);
    assert_eq!(guard.state_of(&hold), "held", "judged without the daemon as well");
    guard.start();
    guard.until_state(&id, "sent");
    let [arrived] = &fake.messages()[..] else { panic!("once") };
    assert_eq!(String::from_utf8_lossy(arrived.data_without_trace()), message("Lunch", TOM).replace('\n', "\r\n"));
    assert_eq!(guard.state_of(&hold), "held");
    assert_eq!(guard.show(&hold)["door"], "sendmail");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_without_socket_delivers_what_is_kept_beside_it() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[sendmail]\nsocket = \"off\"\n");
    guard.start();
    assert!(!guard.state().join("sendmail.sock").exists());
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    until("it arrives", || fake.messages().len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_dies_before_it_has_judged_has_kept_nothing_and_the_caller_knows() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.with("OUTGUARD_KILL_AT", "J1");
    guard.start();
    let text = message("Offer, strictly confidential", KEN);
    let done = sendmail(&guard, &["-t"], &text);
    assert!(done.code == 75 && done.err.contains("stopped before it answered"), "{done:#?}");
    assert_eq!(guard.ended(), 128 + 6);
    assert!(guard.state().join("sendmail.sock").exists(), "what a dead daemon leaves");
    assert_eq!(guard.list().len(), 0);
    guard.with("OUTGUARD_KILL_AT", "");
    guard.start();
    taken(&sendmail(&guard, &["-t"], &text));
    assert_eq!(guard.list().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_dies_after_it_has_kept_a_message_is_joined_by_the_next_try() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.with("OUTGUARD_KILL_AT", "J3");
    guard.start();
    let text = message("Offer, strictly confidential", KEN);
    let done = sendmail(&guard, &["-t"], &text);
    assert!(done.code == 75 && done.err.contains("it may have kept the message"), "{done:#?}");
    guard.ended();
    assert_eq!(guard.list().len(), 1);
    // Without daemon, and with one again: it is the same message.
    taken(&sendmail(&guard, &["-t"], &text));
    guard.with("OUTGUARD_KILL_AT", "");
    guard.start();
    taken(&sendmail(&guard, &["-t"], &text));
    assert_eq!((guard.list().len(), fake.messages().len()), (1, 0));
}

#[test]
fn a_full_disk_is_75_and_nothing_is_kept() {
    let works =
        Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "inject=chroot:error=EIO", "true"]).status();
    if !works.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: system calls cannot be made to fail here");
        return;
    }
    let mut guard = Guard::new("", FIRM);
    guard.start();
    guard.stop();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC", "--"]);
    strace.arg(env!("CARGO_BIN_EXE_outguard")).arg("--config").arg(guard.config()).arg("--state").arg(guard.state());
    let done = feed(strace.args(["sendmail", TOM]), message("Lunch", TOM).as_bytes());
    assert!(done.code == 75 && done.err.starts_with("sendmail: "), "{done:#?}");
    assert_eq!(guard.list().len(), 0);
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    assert_eq!(guard.list().len(), 1);
}
