//! The daemon learns from what it sends, and from nothing else; what is learnt beside it, it knows at once.

use std::time::Duration;

use serde_json::Value;

use super::mailbox::{ANNA, mbox, of_anna, sent, write};
use crate::support::client::send;
use crate::support::guard::{Guard, id_in, json_lines, until};
use crate::support::page::Visitor;
use crate::support::stored::store_of;
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

const KEN: &str = "ken@kita.example";

async fn started(more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, more);
    guard.start();
    (fake, guard)
}

fn mail(guard: &Guard, to: &[&str], n: usize, subject: &str) -> String {
    let text = format!(
        "From: {ANNA}\r\nTo: {}\r\nSubject: {subject}\r\nMessage-ID: <{n}.now@firm.example>\r\n\r\nNumber {n}.\r\n",
        to.join(", ")
    );
    send(guard.addr(), ANNA, to, text)
}

/// How many mails Anna has sent there, as the daemon knows.
fn count(guard: &Guard, address: &str) -> u64 {
    let shown = guard.ops(&["history", "show", address, "--json"]);
    if shown.code != 0 { 0 } else { json_lines(&shown.out)[0]["count"].as_u64().unwrap() }
}

fn wrong(guard: &Guard, address: &str) -> u64 {
    json_lines(&guard.ops(&["history", "show", address, "--json"]).ok())[0]["wrong"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_teaches_and_what_is_held_or_cancelled_does_not() {
    let (_fake, guard) = started("").await;
    for n in 0..3 {
        assert!(mail(&guard, &["tom@firm.example", "lea@firm.example"], n, "Lunch").starts_with("250"));
    }
    until("three mails are learnt", || count(&guard, "tom@firm.example") == 3);
    let shown = json_lines(&guard.ops(&["history", "show", "tom@firm.example", "--json"]).ok()).remove(0);
    assert_eq!(shown["with"][0]["address"], "lea@firm.example", "{shown}");

    let held = id_in(&mail(&guard, &[KEN], 10, "Strictly confidential"));
    let cancelled = id_in(&mail(&guard, &[KEN], 11, "Strictly confidential, too"));
    assert_eq!(count(&guard, KEN), 0);
    guard.ops(&["cancel", &cancelled]).ok();
    guard.ops(&["release", &held, "--confirm", KEN, "--confirm", "kita.example"]).ok();
    until("what was released is learnt", || count(&guard, KEN) == 1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(count(&guard, KEN), 1, "what was cancelled is not");
    assert_eq!(count(&guard, "tom@firm.example"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_sends_in_her_name_teaches_nothing_whether_it_passed_or_was_held() {
    let (_fake, guard) = started("").await;
    let away = |to: &str, n: usize, subject: &str| {
        let text = format!(
            "From: {ANNA}\r\nTo: {to}\r\nSubject: {subject}\r\nAuto-Submitted: auto-replied (vacation)\r\n\
             Message-ID: <{n}.away@firm.example>\r\n\r\nI am back in June.\r\n"
        );
        send(guard.addr(), ANNA, &[to], text)
    };
    assert!(away("tom@firm.example", 1, "Away").starts_with("250"));
    let held = id_in(&away(KEN, 2, "Strictly confidential"));
    guard.ops(&["release", &held, "--confirm", KEN, "--confirm", "kita.example"]).ok();
    guard.until_state(&held, "sent");
    assert!(mail(&guard, &["lea@firm.example"], 3, "Lunch").starts_with("250"));
    until("what she wrote herself is learnt", || count(&guard, "lea@firm.example") == 1);
    for address in ["tom@firm.example", KEN] {
        assert_eq!(guard.ops(&["history", "show", address]).code, 66, "{address} is nobody she wrote to");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_teaches_both_ways() {
    let (_fake, guard) = started("").await;
    let held = id_in(&mail(&guard, &["martin.kellner@kita.example", "lea@firm.example"], 1, "Strictly confidential"));
    guard.ops(&["replace", &format!("{held}/1"), "martin.keller@firm.example"]).ok();
    let done = guard.ops(&["release", &held]);
    assert_eq!(done.code, 0, "{done:#?}");
    until("it is learnt", || count(&guard, "martin.keller@firm.example") == 1);
    assert_eq!(count(&guard, "martin.kellner@kita.example"), 0, "it did not go there");
    assert_eq!(wrong(&guard, "martin.kellner@kita.example"), 1);
    let shown = guard.ops(&["history", "show", "martin.kellner@kita.example"]).ok();
    assert!(shown.contains("You took them out of 1 mail as the wrong one."), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_is_taken_back_says_nothing_against_whom_it_put_there() {
    const KELLNER: &str = "martin.kellner@kita.example";
    const BOSS: &str = "martin.keller@firm.example";
    let (_fake, guard) = started("").await;
    let held = id_in(&mail(&guard, &[KELLNER, "lea@firm.example"], 1, "Strictly confidential"));
    for (n, to) in [(1, BOSS), (1, KELLNER)] {
        guard.ops(&["replace", &format!("{held}/{n}"), to]).ok();
    }
    guard.ops(&["release", &held, "--confirm", KELLNER, "--confirm", "kita.example"]).ok();
    until("it is learnt", || count(&guard, KELLNER) == 1);
    assert_eq!(wrong(&guard, KELLNER), 0);
    let boss = guard.ops(&["history", "show", BOSS]);
    assert_eq!(boss.code, 66, "of him nothing is known: {boss:#?}");

    // What was mistyped in between was neither meant nor wrong.
    let held = id_in(&mail(&guard, &[KELLNER, "lea@firm.example"], 2, "Strictly confidential, too"));
    for to in ["martin.kelle@firm.example", BOSS] {
        guard.ops(&["replace", &format!("{held}/1"), to]).ok();
    }
    guard.ops(&["release", &held]).ok();
    until("it is learnt", || count(&guard, BOSS) == 1);
    assert_eq!(wrong(&guard, KELLNER), 1);
    assert_eq!(guard.ops(&["history", "show", "martin.kelle@firm.example"]).code, 66);
}

/// What is kept of mail to somebody, and not only that it was counted.
fn has_trace(guard: &Guard, address: &str) -> bool {
    let shown = guard.ops(&["history", "show", address, "--json"]);
    shown.code == 0 && !json_lines(&shown.out)[0]["with"].as_array().unwrap().is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_teaches_whatever_happened_between_its_judging_and_its_leaving() {
    let (_fake, mut guard) = started("").await;
    write(&guard.path("mail/Sent"), mbox(&of_anna(20)));
    for (n, what) in ["a start", "learning", "forgetting"].into_iter().enumerate() {
        let to = format!("new{n}@kita.example");
        let held = id_in(&mail(&guard, &[&to, "tom@firm.example"], n, &format!("Strictly confidential {n}")));
        match what {
            "a start" => {
                assert_eq!(guard.stop(), 0);
                guard.start();
            }
            "learning" => drop(guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok()),
            _ => drop(guard.ops(&["forget", KEN]).ok()),
        }
        guard.ops(&["release", &held, "--confirm", &to, "--confirm", "kita.example"]).ok();
        guard.until_state(&held, "sent");
        until(&format!("it is learnt after {what}"), || has_trace(&guard, &to));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_writes_to_oneself_teaches_nothing() {
    let (_fake, guard) = started("").await;
    assert!(mail(&guard, &[ANNA], 1, "To do").starts_with("250"));
    assert!(mail(&guard, &["tom@firm.example"], 2, "Lunch").starts_with("250"));
    until("the second is learnt", || count(&guard, "tom@firm.example") == 1);
    let learners = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!(learners[0]["mails"], 1, "{learners:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_learnt_beside_a_daemon_it_knows_at_once_and_what_passed_is_not_counted_twice() {
    let (_fake, guard) = started("").await;
    assert!(mail(&guard, &["tom@firm.example"], 1, "Lunch").starts_with("250"));
    until("it is learnt", || count(&guard, "tom@firm.example") == 1);
    write(&guard.path("mail/Sent"), mbox(&of_anna(20)));
    let copy = "From: anna@firm.example\nTo: tom@firm.example\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\
                Subject: Lunch\nMessage-ID: <1.now@firm.example>\n\nNumber 1.\n";
    write(&guard.path("mail/Sent.d/copy.eml"), copy);
    let learnt: Value =
        serde_json::from_str(&guard.ops(&["learn", guard.path("mail").to_str().unwrap(), "--json"]).ok()).unwrap();
    assert_eq!((&learnt["learnt"], &learnt["known"]), (&20.into(), &1.into()), "{learnt}");
    until("the daemon knows", || count(&guard, KEN) == 15);
    assert_eq!(count(&guard, "tom@firm.example"), 1);
    let contacts = store_of(&guard).history(ANNA).await.unwrap().contacts.clone();
    let of = |key: &str| contacts.iter().find(|contact| contact.address.key() == key).unwrap().count;
    assert_eq!((of("tom@firm.example"), of(KEN)), (1, 15));
}

/// By what was learnt since it would not be asked about: it was held all the same, and both are told apart.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_mail_was_held_for_is_told_whatever_was_learnt_since() {
    const KELLNER: &str = "martin.kellner@kita.example";
    let boss = "[[person]]\naddress = \"martin.keller@firm.example\"\nname = \"Martin Keller\"\n";
    let (_fake, guard) = started(boss).await;
    let id = id_in(&mail(&guard, &[KELLNER], 1, "Lunch"));
    let explained = guard.ops(&["explain", &id]).ok();
    assert!(explained.starts_with("Held on ") && explained.contains("\nStep: tick\n"), "{explained}");
    assert!(!explained.contains("when it was held"), "{explained}");

    let mails: Vec<_> = (0..20).map(|n| sent(n, &format!("Martin Kellner <{KELLNER}>"))).collect();
    write(&guard.path("mail/Sent"), mbox(&mails));
    guard.ops(&["learn", guard.path("mail").to_str().unwrap()]).ok();
    // `history show` reads the store, and whoever judges follows the journal.
    until("the daemon knows", || guard.ops(&["explain", &id]).ok().contains("when it was held it was tick"));
    let explained = guard.ops(&["explain", &id]).ok();
    let (held, now) = explained.split_once("\nJudged now, on ").unwrap();
    assert!(held.starts_with("Held on ") && held.contains("(tick, name-twin)"), "{explained}");
    assert!(now.contains("when it was held it was tick") && !now.contains("Step: tick"), "{explained}");
    let json: Value = serde_json::from_str(&guard.ops(&["explain", &id, "--json"]).ok()).unwrap();
    let held = &json["held"]["verdict"];
    assert_eq!((&held["step"], &held["findings"][0]["check"]), (&"tick".into(), &"name-twin".into()), "{json}");
    assert_ne!(json["verdict"]["step"], "tick", "{json}");
    let page = Visitor::keeper(&guard).get(&format!("/{id}/why")).body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(at(": asks for a tick</h2>") < at("name-twin · asks for a tick"), "{page}");
    assert!(at("name-twin · asks for a tick") < at("when it was held it was “asks for a tick”"), "{page}");

    // What was never held says nothing of it.
    write(&guard.path("draft.eml"), format!("From: {ANNA}\nTo: {KELLNER}\nSubject: Lunch\n\nToday?\n"));
    let draft = guard.ops(&["explain", guard.path("draft.eml").to_str().unwrap()]).ok();
    assert!(draft.starts_with("Step: ") && !draft.contains("Held on"), "{draft}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_colleague_writes_to_is_known_to_the_firm_and_nobody_is_told_who() {
    let (_fake, mut guard) = started("[rules]\npaths = [\"packs\"]\n").await;
    std::fs::create_dir_all(guard.path("packs")).unwrap();
    let pack = "[pack]\nid = \"own\"\n[[rule]]\nid = \"stranger\"\ntitle = \"Nobody here knows them\"\nstep = \"ask\"\n\
                to = [\"outside\"]\nall = [{ first_contact = \"firm\" }]\n\
                example = [{ expect = \"ask\" }, { known = \"firm\", expect = \"silent\" }]\n";
    std::fs::write(guard.path("packs/own.toml"), pack).unwrap();
    guard.stop();
    guard.start();
    let tom = "tom@firm.example";
    let from = |who: &str, n: usize| {
        let text = format!(
            "From: {who}\r\nTo: {KEN}\r\nSubject: Lunch\r\nMessage-ID: <{n}.firm@firm.example>\r\n\r\nOn Friday?\r\n"
        );
        send(guard.addr(), who, &[KEN], text)
    };
    let held = id_in(&from(tom, 1));
    let shown = guard.ops(&["show", &held]).ok();
    assert!(shown.contains("nobody here has written to ken@kita.example before"), "{shown}");
    // Anna asked before anybody had written: her history is in memory, and follows what Tom sends.
    let asked = id_in(&from(ANNA, 2));
    guard.ops(&["cancel", &asked]).ok();
    guard.ops(&["release", &held]).ok();
    let has_learnt = |who: &str| {
        let shown = guard.ops(&["history", "show", KEN, "--for", who, "--json"]);
        shown.code == 0 && json_lines(&shown.out)[0]["count"] == 1
    };
    until("Tom's mail is learnt", || has_learnt(tom));
    write(&guard.path("mail.eml"), format!("From: {ANNA}\r\nTo: {KEN}\r\nSubject: Lunch\r\n\r\nOn Friday?\r\n"));
    let explained = guard.ops(&["explain", guard.path("mail.eml").to_str().unwrap()]).out;
    assert!(explained.contains("0 sent before, known to others here"), "{explained}");
    assert!(!explained.contains(tom), "{explained}");
    assert!(from(ANNA, 3).starts_with("250"), "nothing is asked");
    // Who is forgotten is new to everybody again.
    until("Anna's mail is learnt", || has_learnt(ANNA));
    guard.ops(&["forget", KEN]).ok();
    let again = id_in(&from("lea@firm.example", 4));
    assert!(guard.ops(&["show", &again]).ok().contains("nobody here has written to"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_upstream_has_no_mailbox_for_is_known_to_come_back() {
    for (reply, comes_back) in [("550 5.1.1 no such user", true), ("550 5.7.1 not with that attachment", false)] {
        let refusing = Behaviour::new().at(At::rcpt(KEN), Act::reply(reply));
        let fake = FakeUpstream::start(refusing).await;
        let mut guard = Guard::for_firm(&fake, "");
        guard.start();
        // His history is in memory before.
        let held = id_in(&mail(&guard, &[KEN, "lea@firm.example"], 1, "Strictly confidential"));
        guard.ops(&["release", &held, "--confirm", KEN, "--confirm", "kita.example"]).ok();
        until("Lea's is learnt", || count(&guard, "lea@firm.example") == 1);
        let shown = guard.ops(&["history", "show", KEN, "--json"]);
        let bounced = shown.code == 0 && json_lines(&shown.out)[0]["bounced"].is_string();
        assert_eq!(bounced, comes_back, "{shown:#?}");
        assert_eq!(count(&guard, KEN), 0, "it never got there");
        let history = store_of(&guard).history(ANNA).await.unwrap();
        let met = history.past.as_ref().unwrap().of(&KEN.parse().unwrap());
        assert_eq!(met.is_some_and(|met| met.bounced.is_some()), comes_back);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_upstream_refuses_in_the_session_is_known_to_come_back() {
    for (at, reply, comes_back) in [
        (At::rcpt(KEN), "550 5.1.1 no such user", true),
        (At::rcpt(KEN), "550 no such user", true),
        (At::rcpt(KEN), "550 5.7.1 not with that attachment", false),
        (At::Mail, "550 who are you", false),
    ] {
        let fake = FakeUpstream::start(Behaviour::new().at(at, Act::reply(reply))).await;
        let mut guard = Guard::for_firm(&fake, "");
        guard.start();
        assert!(mail(&guard, &[KEN], 1, "Lunch").starts_with("550"));
        until("it is written down", || guard.ops(&["journal", "show", "--json"]).ok().contains("\"refused\""));
        let shown = guard.ops(&["history", "show", KEN, "--json"]);
        let bounced = shown.code == 0 && json_lines(&shown.out)[0]["bounced"].is_string();
        assert_eq!(bounced, comes_back, "{reply}: {shown:#?}");
        assert_eq!(count(&guard, KEN), 0, "{reply}: it never got there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_learnt_when_that_is_switched_off() {
    let (_fake, guard) = started("[history]\nlearn = false\n").await;
    assert!(mail(&guard, &["tom@firm.example"], 1, "Lunch").starts_with("250"));
    let held = id_in(&mail(&guard, &[KEN], 2, "Strictly confidential"));
    guard.ops(&["release", &held, "--confirm", KEN, "--confirm", "kita.example"]).ok();
    until("it is sent", || guard.ops(&["show", &held]).out.contains("sent"));
    assert_eq!((count(&guard, "tom@firm.example"), count(&guard, KEN)), (0, 0));
    assert!(store_of(&guard).history(ANNA).await.unwrap().contacts.is_empty());
}
