//! A program files its copy of a mail before anything is decided: what was stopped here teaches nothing from there either.

use std::fs;

use serde_json::Value;

use super::mailbox::{ANNA, write};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in, json_lines, until};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

const KEN: &str = "ken@kita.example";

/// What is handed over, and filed in Sent.
fn text(to: &str, n: usize, subject: &str) -> String {
    format!(
        "From: {ANNA}\r\nTo: {to}\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\nSubject: {subject}\r\n\
         Message-ID: <{n}.now@firm.example>\r\n\r\nNumber {n}.\r\n"
    )
}

fn hand_over(guard: &Guard, to: &str, n: usize, subject: &str) -> String {
    let copy = text(to, n, subject);
    write(&guard.path(&format!("mail/Sent/cur/{n}.x:2,S")), &copy);
    fs::create_dir_all(guard.path("mail/Sent/new")).unwrap();
    send(guard.addr(), ANNA, &[to], copy)
}

fn learn(guard: &Guard) -> Value {
    json_lines(&guard.ops(&["learn", guard.path("mail").to_str().unwrap(), "--json"]).ok()).remove(0)
}

fn count(guard: &Guard, address: &str) -> u64 {
    let shown = guard.ops(&["history", "show", address, "--json"]);
    if shown.code != 0 { 0 } else { json_lines(&shown.out)[0]["count"].as_u64().unwrap() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_cancelled_or_refused_is_not_learnt_from_the_copy_in_sent() {
    const LEA: &str = "lea@lido.example";
    let refusing = Behaviour::new().at(At::rcpt(LEA), Act::reply("550 5.7.1 not from you"));
    let fake = FakeUpstream::start(refusing).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    assert!(hand_over(&guard, "tom@firm.example", 1, "Lunch").starts_with("250"));
    until("what passed is learnt", || count(&guard, "tom@firm.example") == 1);
    let held = id_in(&hand_over(&guard, KEN, 2, "Strictly confidential"));
    let cancelled = id_in(&hand_over(&guard, "mia@kita.example", 3, "Strictly confidential, too"));
    guard.ops(&["cancel", &cancelled]).ok();
    let refused = id_in(&hand_over(&guard, LEA, 4, "Strictly confidential"));
    guard.ops(&["release", &refused, "--confirm", LEA, "--confirm", "lido.example"]).ok();
    guard.until_state(&refused, "failed");
    let learnt = learn(&guard);
    assert_eq!(
        (&learnt["not_sent"], &learnt["learnt"], &learnt["known"]),
        (&3.into(), &0.into(), &1.into()),
        "{learnt}"
    );
    assert_eq!(learnt["people"], 0, "nobody is counted whom nothing reached, or whom a known mail went to: {learnt}");
    for address in [KEN, "mia@kita.example", LEA] {
        assert_eq!(count(&guard, address), 0, "{address}");
    }
    // What waits may be sent yet: its file is read again, the others are not.
    let again = guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    assert!(again.contains("1 mails were stopped here (held, cancelled, refused) and teach nothing."), "{again}");
    assert!(again.contains("3 files unchanged since they were read"), "{again}");
    guard.ops(&["release", &held, "--confirm", KEN, "--confirm", "kita.example"]).ok();
    until("what was released is learnt", || count(&guard, KEN) == 1);
    let known = learn(&guard);
    assert_eq!((&known["known"], &known["not_sent"]), (&1.into(), &0.into()), "{known}");
    assert_eq!(learn(&guard)["unchanged"], 4, "now all is read");
    assert_eq!(count(&guard, KEN), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_while_nothing_is_learnt_is_learnt_from_its_copy_and_of_whom_it_reached() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[history]\nlearn = false\n");
    guard.start();
    let wrong = "martin.kellner@kita.example";
    let held = id_in(&hand_over(&guard, wrong, 1, "Strictly confidential"));
    let learnt = learn(&guard);
    assert_eq!((&learnt["learnt"], &learnt["not_sent"]), (&0.into(), &1.into()), "{learnt}");
    guard.ops(&["replace", &format!("{held}/1"), "martin.keller@firm.example"]).ok();
    guard.ops(&["release", &held]).ok();
    guard.until_state(&held, "sent");
    let other = id_in(&hand_over(&guard, KEN, 2, "Strictly confidential"));
    learn(&guard);
    guard.ops(&["release", &other, "--confirm", KEN, "--confirm", "kita.example"]).ok();
    guard.until_state(&other, "sent");
    learn(&guard);
    assert_eq!((count(&guard, KEN), count(&guard, wrong)), (1, 0), "the copy still says Kellner");
}
