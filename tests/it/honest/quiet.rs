//! "Do not ask again": offered after the second confirmation, for one sender, check and address; and checks that only take
//! notes. Through the page and the command line, against a running daemon.

use std::fs;

use serde_json::Value;

use crate::support::client::send;
use crate::support::guard::{Guard, id_in, json_lines, until};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const BOB: &str = "bob@client.example";
const KEN: &str = "ken@kita.example";

/// The rule of the shipped packs that these mails meet.
const MARKING: &str = "confidential-en/marking";

async fn started() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"30s\"\n[rules]\npaths = [\"packs\"]\n");
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), include_str!("../holds/steps.toml")).unwrap();
    guard.start();
    (fake, guard)
}

/// Hands over a mail; the answer is the reply.
fn mail(guard: &Guard, from: &str, to: &str, subject: &str, nth: usize) -> String {
    let text = format!("From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nThe offer, number {nth}.\r\n");
    send(guard.addr(), from, &[to], text)
}

#[track_caller]
fn held(reply: &str) -> String {
    assert!(reply.starts_with("250 2.0.0 Held"), "{reply}");
    id_in(reply)
}

/// Two confirmations of the same question; the answer is the second hold.
fn confirmed_twice(guard: &Guard, from: &str, to: &str, subject: &str) -> String {
    let mut last = String::new();
    for nth in 0..2 {
        last = held(&mail(guard, from, to, subject, nth));
        guard.ops(&["release", &last, "--confirm", to, "--confirm", "client.example"]).ok();
    }
    last
}

fn quiets(guard: &Guard) -> Vec<Value> {
    json_lines(&guard.ops(&["quiet", "list", "--json"]).ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_two_confirmations_one_button_ends_the_question_for_that_sender_and_address_only() {
    let (_fake, guard) = started().await;
    let keeper = Visitor::keeper(&guard);
    let first = held(&mail(&guard, ANNA, BOB, "Strictly confidential", 0));
    guard.ops(&["release", &first]).ok();
    let path = format!("/{first}/quiet");
    assert!(!keeper.get(&path).body.contains("name=\"address\""), "one confirmation is not enough");
    let second = held(&mail(&guard, ANNA, BOB, "Strictly confidential", 1));
    guard.ops(&["release", &second]).ok();
    let path = format!("/{second}/quiet");
    let page = keeper.get(&path);
    assert_eq!((page.hidden("check"), page.hidden("address")), (MARKING.to_owned(), BOB.to_owned()));
    let fields =
        [("token", page.hidden("token")), ("check", page.hidden("check")), ("address", page.hidden("address"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    assert_eq!(keeper.post(&path, &fields[1..]).status, 403, "without the token nothing happens");
    assert!(quiets(&guard).is_empty());
    assert_eq!(keeper.post(&path, &fields).status, 303);

    let reply = mail(&guard, ANNA, BOB, "Strictly confidential", 2);
    assert!(reply.starts_with("250 2.0.0 Leaves in"), "{reply}");
    let shown = guard.show(&id_in(&reply));
    let finding = shown["findings"].as_array().unwrap().iter().find(|finding| finding["check"] == MARKING).unwrap();
    assert_eq!(finding["step"], "note");
    let evidence = finding["evidence"].to_string();
    assert!(evidence.contains("You asked on 2"), "{evidence}");
    let explained = guard.ops(&["explain", &id_in(&reply), "--json"]).ok();
    assert!(explained.contains("You asked on 2"), "{explained}");

    held(&mail(&guard, TOM, BOB, "Strictly confidential", 3));
    held(&mail(&guard, ANNA, KEN, "Strictly confidential", 4));
    held(&mail(&guard, ANNA, BOB, "type-word", 5));

    let said = quiets(&guard);
    assert_eq!((said.len(), said[0]["owner"].as_str(), said[0]["address"].as_str()), (1, Some(ANNA), Some(BOB)));
    let journal = guard.ops(&["show", &second, "--journal"]).ok();
    assert!(journal.contains("quieted"), "{journal}");
    // Another process takes it back; the daemon heeds it.
    guard.ops(&["quiet", "remove", &said[0]["n"].to_string()]).ok();
    let mut nth = 6;
    until("it asks again", || {
        nth += 1;
        mail(&guard, ANNA, BOB, "Strictly confidential", nth).starts_with("250 2.0.0 Held")
    });
    assert_eq!(guard.ops(&["quiet", "remove", "1"]).code, 66, "there is none any more");
    assert!(guard.ops(&["journal", "verify"]).ok().starts_with("ok"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_or_changed_is_never_offered_and_never_quiet() {
    let (_fake, guard) = started().await;
    let keeper = Visitor::keeper(&guard);
    let typed = confirmed_twice(&guard, ANNA, BOB, "type-word");
    assert!(!keeper.get(&format!("/{typed}/quiet")).body.contains("name=\"address\""));
    let page = keeper.get("/tune");
    let forged = [("token", page.hidden("token")), ("check", "steps/type".into()), ("address", BOB.into())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(key, value): &(&str, String)| (*key, value.as_str())).collect();
    assert_eq!(keeper.post(&format!("/{typed}/quiet"), &forged).status, 409);
    assert!(quiets(&guard).is_empty());
    for nth in 0..2 {
        let id = held(&mail(&guard, ANNA, KEN, "Strictly confidential", nth));
        guard.ops(&["cancel", &id]).ok();
        assert!(!keeper.get(&format!("/{id}/quiet")).body.contains("name=\"address\""), "it was right to ask");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_only_takes_notes_holds_nothing_is_listed_and_asks_again_when_told() {
    let (_fake, guard) = started().await;
    held(&mail(&guard, ANNA, BOB, "Strictly confidential", 0));
    guard.ops(&["quiet", "note", MARKING]).ok();
    let mut nth = 0;
    until("it only takes notes", || {
        nth += 1;
        mail(&guard, ANNA, BOB, "Strictly confidential", nth).starts_with("250 2.0.0 Leaves in")
    });
    let keeper = Visitor::keeper(&guard);
    let page = keeper.get("/tune");
    assert!(page.body.contains(MARKING) && page.body.contains("/tune/ask"), "{}", page.body);
    let token = page.hidden("token");
    assert_eq!(keeper.post("/tune/ask", &[("token", &token), ("check", MARKING)]).status, 303);
    held(&mail(&guard, ANNA, BOB, "Strictly confidential", nth + 1));
    let journal = json_lines(&guard.ops(&["journal", "export"]).ok());
    let eased: Vec<bool> = journal
        .iter()
        .filter(|line| line["kind"] == "eased")
        .map(|line| line["event"]["on"].as_bool().unwrap())
        .collect();
    assert_eq!(eased, [true, false]);
    assert_eq!(guard.ops(&["quiet", "note", "no-such-check"]).code, 66);
    assert_eq!(guard.ops(&["quiet", "note", "steps/type"]).code, 69, "what must be typed stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_whose_fifty_questions_changed_nothing_is_proposed_for_a_note() {
    let (_fake, guard) = started().await;
    for nth in 0..50 {
        let id = held(&mail(&guard, ANNA, BOB, "Strictly confidential", nth));
        let told = json_lines(&guard.ops(&["stats", "--json"]).ok());
        assert!(!told.iter().any(|line| line["proposed"] == true), "{told:?}");
        guard.ops(&["release", &id]).ok();
    }
    let told = json_lines(&guard.ops(&["stats", "--json"]).ok());
    let rule = told.iter().find(|line| line["check"] == MARKING).unwrap();
    assert_eq!((&rule["proposed"], &rule["asks"], &rule["changed"]), (&true.into(), &50.into(), &0.into()));
    let month = told.iter().find(|line| line["kind"] == "month").unwrap();
    assert_eq!((&month["asks"], &month["mails"], &month["changed"]), (&50.into(), &50.into(), &0.into()));
    let keeper = Visitor::keeper(&guard);
    let page = keeper.get("/tune");
    assert!(page.body.contains("Asked 50 times this month in 50 mails; 0 changed."), "{}", page.body);
    let token = page.hidden("token");
    assert_eq!(keeper.post("/tune/note", &[("token", &token), ("check", MARKING)]).status, 303);
    let reply = mail(&guard, ANNA, BOB, "Strictly confidential", 51);
    assert!(reply.starts_with("250 2.0.0 Leaves in"), "{reply}");
}
