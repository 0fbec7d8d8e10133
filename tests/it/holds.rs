//! What waits, and the decisions about it, through the command line: friction, repairs, exit codes and `--json`.

use std::fs;
use std::process::Stdio;

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, QUIET, id_in, json_lines, to, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

type Words<'a> = &'a [&'a str];

/// A pack with one word for each step, so that a test says what it wants in the subject.
const STEPS: &str = include_str!("holds/steps.toml");

/// A guard whose pack holds as the subject says: `ask-word`, `tick-word` and so on to anybody outside.
fn guard_with_steps(fake: &FakeUpstream, more: &str) -> Guard {
    let guard = Guard::new("", "");
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), STEPS).unwrap();
    let door =
        "[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n";
    guard.configure(&format!("{FIRM}{QUIET}{more}\n[rules]\npaths = [\"packs\"]\n{door}{}", to(fake)));
    guard
}

async fn started(more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = guard_with_steps(&fake, more);
    guard.start();
    (fake, guard)
}

fn message(subject: &str, to: &[&str]) -> String {
    let (first, rest) = to.split_first().unwrap();
    let cc = if rest.is_empty() { String::new() } else { format!("Cc: {}\r\n", rest.join(",\r\n\t")) };
    format!("From: Anna <{ANNA}>\r\nTo: {first}\r\n{cc}Subject: {subject}\r\n\r\n.Text \r\n\r\n..\r\n")
}

/// Sends something that is held; the answer is its id.
#[track_caller]
fn hold(guard: &Guard, subject: &str, to: &[&str]) -> String {
    let reply = send(guard.addr(), ANNA, to, message(subject, to));
    assert!(reply.starts_with("250 2.0.0 Held for you to check ("), "{reply}");
    id_in(&reply)
}

/// What differs from run to run, made the same.
fn redacted(text: &str, id: &str) -> String {
    let mut text = text.replace(id, "K7Q2");
    for (pattern, with) in [
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
        (r"[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d \S+", "TIME"),
        (r"\b[0-9a-f]{64}\b", "DIGEST"),
        (r"\b[0-9a-f]{12}\b", "SEAL"),
        (r"127\.0\.0\.1:\d+", "UPSTREAM"),
        (r"(?m) +(\d+s|0m) +", " AGE "),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, with).into_owned();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_asks_for_its_friction_and_for_no_less() {
    let (fake, guard) = started("").await;
    let all: Words = &[TOM, KEN, EVE];
    let cases: [(&str, Words, &[Words], Words); 4] = [
        ("ask-word", all, &[], &[]),
        (
            "tick-word",
            all,
            &[&[], &["--confirm", "2"], &["--confirm", "kita.example"]],
            &["--confirm", "2", "--confirm", EVE],
        ),
        ("type-word", &[TOM, KEN], &[&[], &["--confirm", "2"], &["--confirm", KEN]], &["--confirm", "Kita.Example"]),
        // Where nobody is the odd one, it is the number of people.
        ("type-word", all, &[&[], &["--confirm", "2"], &["--confirm", "kita.example"]], &["--confirm", "3"]),
    ];
    for (left, (word, to, too_little, enough)) in cases.into_iter().enumerate() {
        let id = hold(&guard, word, to);
        let release = |given: Words| guard.ops(&[&["release", &id], given].concat());
        for given in too_little {
            let refused = release(given);
            assert_eq!((refused.code, refused.out.as_str()), (69, ""), "{word} {given:?}: {refused:#?}");
            assert!(refused.err.contains(&format!("{id} was not released")), "{}", refused.err);
            assert!(refused.err.contains(&format!("outguard release {id} --confirm")), "{}", refused.err);
            assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("held", left));
        }
        assert_eq!(release(enough).ok(), format!("{id} released\n"));
        guard.until_state(&id, "sent");
        assert_eq!(fake.messages()[left].recipients(), to);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_cannot_be_skipped_and_a_refusal_is_final() {
    let (fake, guard) = started("").await;
    let id = hold(&guard, "approve-word", &[KEN]);
    for given in [&[][..], &["--confirm", "1"], &["--confirm", "kita.example"]] {
        let refused = guard.ops(&[&["release", &id], given].concat());
        assert_eq!(refused.code, 69);
        assert!(refused.err.contains("a second person decides"), "{}", refused.err);
    }
    assert!(guard.ops(&["show", &id]).ok().contains("a second person decides"));
    let reply = send(guard.addr(), ANNA, &[KEN], message("refuse-word", &[KEN]));
    assert!(reply.starts_with("554 5.7.1 Refused: "), "{reply}");
    assert_eq!((fake.messages().len(), guard.list().len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn repairs_change_the_envelope_and_one_mailbox_and_nothing_else() {
    let (fake, guard) = started("").await;
    let (eve, two) = (EVE, "2 outside people");
    let repairs: [(Words, &str, &str, [&str; 3]); 3] = [
        (&["remove", "/2"], eve, "Cc:\r\n\teve@other.example\r\n", [TOM, EVE, ""]),
        (&["bcc", "/2"], two, "Cc:\r\n\teve@other.example\r\n", [TOM, KEN, EVE]),
        (
            &["replace", "/2", "lea@firm.example"],
            eve,
            "Cc: lea@firm.example,\r\n\teve@other.example\r\n",
            [TOM, "lea@firm.example", EVE],
        ),
    ];
    for (n, (args, odd, cc, recipients)) in repairs.into_iter().enumerate() {
        let id = hold(&guard, "ask-word", &[TOM, KEN, EVE]);
        let recipient = format!("{id}{}", args[1]);
        let args: Vec<&str> =
            args.iter().map(|arg| if arg.starts_with('/') { recipient.as_str() } else { arg }).collect();
        let said = guard.ops(&args).ok();
        assert_eq!(said, format!("{id} repaired; still ask: “ask-word” goes to {odd}\n"), "{args:?}");
        guard.ops(&["release", &id]).ok();
        guard.until_state(&id, "sent");
        let taken = &fake.messages()[n];
        let expected =
            message("ask-word", &[TOM, KEN, EVE]).replace("Cc: ken.ito@kita.example,\r\n\teve@other.example\r\n", cc);
        assert_eq!(String::from_utf8_lossy(taken.data_without_trace()), expected);
        assert_eq!(taken.recipients().join(" "), recipients.join(" ").trim_end());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_still_names_the_right_recipient_after_a_removal() {
    let (_fake, guard) = started("").await;
    let id = hold(&guard, "tick-word", &[TOM, KEN, EVE]);
    guard.ops(&["remove", &format!("{id}/1")]).ok();
    guard.ops(&["remove", &format!("{id}/2")]).ok();
    let (refused, shown) = (guard.ops(&["release", &id]), guard.ops(&["show", &id]).ok());
    for text in [&refused.err, &shown] {
        assert!(text.contains(&format!("outguard release {id} --confirm 3")), "{text}");
        assert!(text.contains(&format!("outguard remove {id}/3")), "{text}");
        assert!(!text.contains(&format!("outguard remove {id}/1")), "{text}");
    }
    let last = guard.ops(&["remove", &format!("{id}/3")]);
    assert_eq!(last.code, 64, "the last recipient stays: {last:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_may_leave_somebody_out() {
    let (fake, guard) = started("").await;
    let id = hold(&guard, "tick-word", &[TOM, KEN]);
    assert_eq!(guard.ops(&["release", &id, "--without", "2"]).ok(), format!("{id} released\n"));
    guard.until_state(&id, "sent");
    assert_eq!(fake.messages()[0].recipients(), [TOM]);
    assert!(!String::from_utf8_lossy(&fake.messages()[0].data).contains(KEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_hold_reaches_nobody_and_its_draft_is_what_was_written() {
    let (fake, guard) = started("").await;
    let id = hold(&guard, "ask-word", &[TOM, KEN]);
    let sent = message("ask-word", &[TOM, KEN]);
    assert_eq!(guard.ops(&["show", &id, "--raw"]).ok(), sent);
    let unwritable = guard.ops(&["cancel", &id, "--draft", guard.path("nowhere/draft.eml").to_str().unwrap()]);
    assert_eq!((unwritable.code, guard.state_of(&id).as_str()), (73, "held"), "{unwritable:#?}");
    let draft = guard.path("draft.eml");
    let said = guard.ops(&["cancel", &id, "--draft", draft.to_str().unwrap(), "--reason", "wrong Ken"]).ok();
    assert_eq!(said, format!("{id} stopped before leaving\n"));
    assert_eq!(fs::read_to_string(draft).unwrap(), sent);
    let again = guard.ops(&["release", &id]);
    assert_eq!(again.code, 69);
    assert!(again.err.contains(&format!("{id} is cancelled: it is over")), "{}", again.err);
    assert!(guard.list().is_empty() && fake.messages().is_empty());
    let journal = guard.ops(&["show", &id, "--journal"]).ok();
    assert!(journal.contains(r#""verb":"cancel""#) && journal.contains(r#""reason":"wrong Ken""#), "{journal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identical_resend_joins_the_hold_and_another_message_does_not() {
    let (fake, guard) = started("").await;
    let id = hold(&guard, "ask-word", &[TOM, KEN]);
    assert_eq!(hold(&guard, "ask-word", &[TOM, KEN]), id);
    assert_eq!(guard.list().len(), 1);
    assert_ne!(hold(&guard, "ask-word", &[TOM, EVE]), id);
    assert_ne!(hold(&guard, "ask-word again", &[TOM, KEN]), id);
    guard.ops(&["release", &id]).ok();
    guard.until_state(&id, "sent");
    assert_eq!(fake.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_with_the_decision() {
    let (_fake, guard) = started("").await;
    let mut waiting = Vec::new();
    for (verb, code, words) in [("release", 0, "released"), ("cancel", 1, "cancelled")] {
        let id = hold(&guard, &format!("ask-word {verb}"), &[KEN]);
        let child = guard.command(&["wait", &id, "--timeout", "60s"]).stdout(Stdio::piped()).spawn().unwrap();
        waiting.push((child, id, verb, code, words));
    }
    let id = &waiting[0].1;
    let impatient = guard.ops(&["wait", id, "--timeout", "10ms"]);
    assert_eq!((impatient.code, impatient.out), (75, format!("{id} still waits\n")));
    for (child, id, verb, code, words) in waiting {
        guard.ops(&[verb, &id]).ok();
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stdout).unwrap()),
            (Some(code), format!("{id} {words}\n"))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_may_be_bound_to_what_was_shown() {
    let (_fake, guard) = started("").await;
    let id = hold(&guard, "ask-word", &[TOM, KEN, EVE]);
    let seal = guard.show(&id)["seal"].as_str().unwrap().to_owned();
    guard.ops(&["remove", &format!("{id}/3")]).ok();
    for verb in ["release", "cancel"] {
        let outdated = guard.ops(&[verb, &id, "--seal", &seal]);
        assert_eq!((outdated.code, guard.state_of(&id).as_str()), (75, "held"));
        assert!(outdated.err.contains("has changed since it was shown"), "{}", outdated.err);
    }
    let seal = guard.show(&id)["seal"].as_str().unwrap().to_owned();
    guard.ops(&["release", &id, "--seal", &seal]).ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn within_the_undo_window_a_cancel_stops_it_and_afterwards_it_leaves() {
    let (fake, guard) = started("[policy]\ndelay = \"1s\"\n").await;
    let inside = send(guard.addr(), ANNA, &[TOM], message("Lunch", &[TOM]));
    assert_eq!(inside, "250 2.0.0 taken", "insiders wait for nothing");
    let mut ids = Vec::new();
    for subject in ["Offer", "Offer again"] {
        let reply = send(guard.addr(), ANNA, &[KEN], message(subject, &[KEN]));
        let id = id_in(&reply);
        assert_eq!(reply, format!("250 2.0.0 Leaves in 1 s ({id}); outguard cancel {id} stops it"));
        ids.push(id);
    }
    guard.until_state(&ids[1], "sent");
    assert_eq!(fake.messages().iter().filter(|taken| taken.recipients() == [KEN]).count(), fake.messages().len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_within_the_undo_window_stops_it() {
    // Long enough that no machine is too slow to cancel.
    let (fake, guard) = started("[policy]\ndelay = \"10m\"\n").await;
    let id = id_in(&send(guard.addr(), ANNA, &[KEN], message("Offer", &[KEN])));
    assert!(guard.ops(&["show", &id]).ok().contains("unless you cancel it"));
    assert_eq!(guard.ops(&["cancel", &id]).ok(), format!("{id} stopped before leaving\n"));
    // A release does not wait for the end of the window.
    let other = id_in(&send(guard.addr(), ANNA, &[KEN], message("Offer, really", &[KEN])));
    guard.ops(&["release", &other]).ok();
    guard.until_state(&other, "sent");
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("cancelled", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_made_while_the_daemon_is_down_take_effect_at_its_next_start() {
    let (fake, mut guard) = started("").await;
    let (sent, stopped) = (hold(&guard, "ask-word", &[TOM, KEN]), hold(&guard, "ask-word", &[EVE]));
    assert_eq!(guard.stop(), 0);
    assert_eq!(guard.list().len(), 2);
    guard.ops(&["replace", &format!("{sent}/2"), "lea@firm.example"]).ok();
    let said = guard.ops(&["release", &sent]).ok();
    assert_eq!(said, format!("{sent} released; the daemon does not run, so delivery waits for it\n"));
    guard.ops(&["cancel", &stopped]).ok();
    assert_eq!((fake.messages().len(), guard.state_of(&sent).as_str()), (0, "queued"));
    guard.start();
    guard.until_state(&sent, "sent");
    assert_eq!(fake.messages().len(), 1);
    assert_eq!(fake.messages()[0].recipients(), [TOM, "lea@firm.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn holds_survive_a_daemon_that_is_killed() {
    let (fake, mut guard) = started("").await;
    let id = hold(&guard, "ask-word", &[KEN]);
    guard.kill();
    guard.start();
    guard.ops(&["release", &id]).ok();
    guard.until_state(&id, "sent");
    assert_eq!(fake.messages()[0].data_without_trace(), message("ask-word", &[KEN]).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_daemon_on_one_store_refuses_to_start() {
    let (_fake, guard) = started("").await;
    let second = guard.ops(&["run"]);
    assert_eq!(second.code, 75, "{second:#?}");
    assert!(second.err.contains("another outguard daemon uses the store"), "{}", second.err);
    assert_eq!(guard.list().len(), 0, "the first one goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_say_whose_turn_it_is() {
    let (_fake, guard) = started("").await;
    let id = hold(&guard, "tick-word", &[TOM, KEN]);
    let exits = |args: &[&str], code: i32| {
        let done = guard.ops(args);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{args:?}: {done:#?}");
        assert!(!done.err.is_empty(), "{args:?} says why");
    };
    exits(&["fly"], 64);
    exits(&["show"], 64);
    exits(&["show", "no id"], 64);
    exits(&["remove", &id], 64);
    exits(&["remove", &format!("{id}/9")], 64);
    exits(&["replace", &format!("{id}/2"), TOM], 64);
    exits(&["replace", &format!("{id}/2"), "no address"], 64);
    exits(&["show", "2222"], 66);
    exits(&["release", "2222"], 66);
    exits(&["scan", "no-such-file.eml"], 66);
    exits(&["release", &id], 69);
    exits(&["release", &id, "--seal", "000000000000"], 75);
    assert_eq!(guard.ops_with(&["scan", "-"], b"Subject: from nobody\r\n\r\n").code, 65);
    guard.configure("[smtp]\nlisten = 5\n");
    exits(&["list"], 78);
    guard.configure("[smpt]\n");
    let typo = guard.ops(&["list"]);
    assert!(typo.code == 78 && typo.err.contains("smtp"), "{typo:#?}");
}

#[test]
fn a_store_that_cannot_be_used_has_exit_codes_of_its_own() {
    let guard = Guard::new("", FIRM);
    let state = guard.state();
    let list = || guard.ops(&["list"]);
    fs::write(&state, "a file where a folder should be").unwrap();
    assert_eq!(list().code, 73, "{:#?}", list());
    fs::remove_file(&state).unwrap();
    assert_eq!(list().code, 0);
    let file = state.join("outguard.db");
    let mode = |mode| fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    mode(0o644);
    let open = list();
    assert!(open.code == 73 && open.err.contains("chmod 600"), "{open:#?}");
    mode(0o600);
    for left_over in ["outguard.db-wal", "outguard.db-shm"] {
        let _ = fs::remove_file(state.join(left_over));
    }
    fs::write(&file, "this is no database, whatever it is called. ".repeat(100)).unwrap();
    assert_eq!(list().code, 74, "{:#?}", list());
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_json_where_results_are() {
    let (_fake, guard) = started("").await;
    let done = guard.ops(&["show", "2222", "--json"]);
    assert_eq!(done.code, 66);
    let error: serde_json::Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(error["error"]["code"], "unknown");
    assert_eq!(error["error"]["exit"], 66);
    assert!(error["error"]["message"].as_str().unwrap().contains("2222"));
    assert!(error["error"]["hint"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn list_and_show_as_programs_and_people_read_them() {
    let (_fake, guard) = started("").await;
    let id = hold(&guard, "tick-word", &[TOM, KEN]);
    let lines = json_lines(&guard.ops(&["list", "--json"]).ok());
    assert_eq!(lines.len(), 1);
    let json = |value: &serde_json::Value| redacted(&serde_json::to_string_pretty(value).unwrap(), &id);
    insta::assert_snapshot!(json(&lines[0]), @r#"
    {
      "created": "TIME",
      "deadline": "TIME",
      "door": "smtp",
      "due": "TIME",
      "headline": "“tick-word” goes to ken.ito@kita.example",
      "id": "K7Q2",
      "outcome": "",
      "recipients": [
        {
          "address": "tom@firm.example",
          "at": null,
          "host": "",
          "id": "K7Q2/1",
          "kind": "internal",
          "name": "",
          "odd": false,
          "reply": "",
          "role": "to",
          "state": "waiting"
        },
        {
          "address": "ken.ito@kita.example",
          "at": null,
          "host": "",
          "id": "K7Q2/2",
          "kind": "external",
          "name": "",
          "odd": true,
          "reply": "",
          "role": "cc",
          "state": "waiting"
        }
      ],
      "sender": "anna@firm.example",
      "size": 116,
      "state": "held",
      "step": "tick",
      "subject": "tick-word"
    }
    "#);
    insta::assert_snapshot!(json(&guard.show(&id)), @r#"
    {
      "asks": "tick 2",
      "attachments": [],
      "created": "TIME",
      "deadline": "TIME",
      "door": "smtp",
      "due": "TIME",
      "findings": [
        {
          "check": "steps/tick",
          "detail": "It stands in the subject, and ken.ito@kita.example will read it.",
          "evidence": [
            "tick-word"
          ],
          "headline": "“tick-word” goes to ken.ito@kita.example",
          "recipient": "K7Q2/2",
          "repairs": [
            {
              "address": null,
              "recipient": "K7Q2/2",
              "verb": "remove"
            },
            {
              "address": null,
              "recipient": null,
              "verb": "draft"
            }
          ],
          "step": "tick"
        }
      ],
      "headline": "“tick-word” goes to ken.ito@kita.example",
      "id": "K7Q2",
      "outcome": "",
      "recipients": [
        {
          "address": "tom@firm.example",
          "at": null,
          "host": "",
          "id": "K7Q2/1",
          "kind": "internal",
          "name": "",
          "odd": false,
          "reply": "",
          "role": "to",
          "state": "waiting"
        },
        {
          "address": "ken.ito@kita.example",
          "at": null,
          "host": "",
          "id": "K7Q2/2",
          "kind": "external",
          "name": "",
          "odd": true,
          "reply": "",
          "role": "cc",
          "state": "waiting"
        }
      ],
      "repair_commands": [
        "outguard remove K7Q2/2",
        "outguard cancel K7Q2 --draft draft.eml"
      ],
      "seal": "SEAL",
      "sender": "anna@firm.example",
      "size": 116,
      "state": "held",
      "step": "tick",
      "subject": "tick-word"
    }
    "#);
    insta::assert_snapshot!(redacted(&guard.ops(&["list"]).ok(), &id), @"
    ID     AGE   STATE      WHO           REASON                                                    TO                                  SUBJECT
    K7Q2 AGE tick       anna          “tick-word” goes to ken.ito@kita.example                  ken.ito@kita.example +1             tick-word
    ");
    insta::assert_snapshot!(redacted(&guard.ops(&["show", &id]).ok(), &id), @"
    K7Q2  held (tick): “tick-word” goes to ken.ito@kita.example
          not sent yet, back to you as a draft on TIME

    From     anna@firm.example
    Subject  tick-word
    To       K7Q2/1  tom@firm.example  internal
    Cc       K7Q2/2  ken.ito@kita.example  external  ← odd

    Why
      “tick-word” goes to ken.ito@kita.example (tick, steps/tick)
        It stands in the subject, and ken.ito@kita.example will read it.
        · tick-word

    What you can do
      outguard remove K7Q2/2
      outguard cancel K7Q2 --draft draft.eml
      outguard cancel K7Q2
      outguard release K7Q2 --confirm 2
      (seal SEAL)
    ");
    guard.ops(&["release", &id, "--confirm", "2"]).ok();
    guard.until_state(&id, "sent");
    let after = guard.ops(&["show", &id, "--journal"]).ok();
    let actor = regex::Regex::new(r#""by":"[^"]*""#).unwrap();
    insta::assert_snapshot!(actor.replace_all(&redacted(&after, &id), r#""by":"ACCOUNT""#), @r#"
    K7Q2  sent: sent to 2

    From     anna@firm.example
    Subject  tick-word
    To       K7Q2/1  tom@firm.example  internal  taken by UPSTREAM on TIME 250 2.0.0 taken
    Cc       K7Q2/2  ken.ito@kita.example  external  ← odd  taken by UPSTREAM on TIME 250 2.0.0 taken

    Why
      “tick-word” goes to ken.ito@kita.example (tick, steps/tick)
        It stands in the subject, and ken.ito@kita.example will read it.
        · tick-word

    What happened
    TIME  {"kind":"stored","step":"tick","headline":"“tick-word” goes to ken.ito@kita.example","asks":[{"check":"steps/tick","about":"ken.ito@kita.example"}]}
    TIME  {"kind":"decided","verb":"release","by":"ACCOUNT","reason":null,"digest":"DIGEST","recipients":["tom@firm.example","ken.ito@kita.example"],"whence":{"way":"terminal"}}
    TIME  {"kind":"attempt","host":"UPSTREAM","recipients":["tom@firm.example","ken.ito@kita.example"]}
    TIME  {"kind":"sent","recipient":"tom@firm.example","host":"UPSTREAM","reply":"250 2.0.0 taken"}
    TIME  {"kind":"sent","recipient":"ken.ito@kita.example","host":"UPSTREAM","reply":"250 2.0.0 taken"}
    TIME  {"kind":"told","about":"sent","way":"terminal"}
    "#);
    until("nothing waits", || guard.ops(&["list"]).err == "Nothing waits.\n");
    assert_eq!(json_lines(&guard.ops(&["list", "--all", "--json"]).ok()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_may_be_typed_in_small_letters() {
    let (_fake, guard) = started("").await;
    let id = hold(&guard, "ask-word", &[KEN]);
    assert_eq!(guard.show(&id.to_lowercase())["id"], id.as_str());
}
