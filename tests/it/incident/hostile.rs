//! What is broken, contradictory or nobody's business: clear words, the right exit code, nothing lost, and a report that says
//! what it does not know.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use outguard::base::Language;
use outguard::base::{Clock, Whence, Who};
use outguard::config::Config;
use outguard::control::ops::Ops;
use outguard::control::ops::incident::{Change, Wanted};
use outguard::release::{Actor, Roles};
use rusqlite::Connection;
use serde_json::Value;

use super::scene::{Scene, duty, list, sent_copy, text, texts};
use super::worked::{ANNA, KELLNER, KITA, TOM, costs};
use crate::support::guard::{Done, until};
use crate::support::stored::store_of;

/// It failed with this code, and said this.
#[track_caller]
fn fails(done: &Done, code: i32, words: &[&str]) {
    assert_eq!(done.code, code, "{done:#?}");
    for word in words {
        assert!(done.err.contains(word), "no {word:?} in {done:#?}");
    }
    assert!(!done.err.contains("panicked"), "{done:#?}");
}

async fn opened() -> Scene {
    let mut scene = Scene::of("establishment = [\"DE\"]", KITA).await;
    let id = scene.sends(ANNA, &[TOM, KELLNER], &costs()).expect("held");
    scene.open(&[&id]);
    scene
}

/// The facts, exported in English.
fn facts(scene: &Scene) -> String {
    let folder = scene.guard.path("facts");
    scene.does("export", &["--to", folder.to_str().unwrap(), "--language", "en"]).ok();
    fs::read_to_string(folder.join("facts.md")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_answer_says_is_classified_is_not_copied() {
    let mut scene = Scene::of("", KITA).await;
    let id = scene.sends(ANNA, &[TOM, KELLNER], &costs()).expect("held");
    fs::write(scene.guard.path("answers.toml"), "classified = true\n").unwrap();
    scene.open(&[&id, "--answers", scene.guard.path("answers.toml").to_str().unwrap()]);
    fails(&scene.does("evidence", &["message.eml"]), 66, &["keeps no file of that name"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_message_opens_an_incident_that_says_so() {
    let mut scene = Scene::of("", "").await;
    fs::write(scene.guard.path("noise.eml"), [0x1f, 0x8b, 8, 0, 255, 254, 0, 7].repeat(50)).unwrap();
    let case = scene.open(&[scene.guard.path("noise.eml").to_str().unwrap()]);
    let gaps = texts(&case["incident"]["known"]["gaps"]);
    assert!(gaps.contains(&"unreadable") && gaps.contains(&"never-here"), "{gaps:?}");
    let facts = facts(&scene);
    assert!(facts.contains("The message could not be read."), "{facts}");
    fs::write(scene.guard.path("empty.eml"), "").unwrap();
    let empty = scene.guard.ops(&["incident", "open", scene.guard.path("empty.eml").to_str().unwrap()]);
    assert!(empty.code == 0 || empty.code == 65, "{empty:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_passed_is_known_by_the_journal_and_its_content_is_unknown() {
    let mut scene = Scene::of("establishment = [\"DE\"]", "").await;
    let message =
        format!("From: {ANNA}\r\nTo: {TOM}\r\nSubject: Lunch\r\nMessage-ID: <lunch@firm.example>\r\n\r\nThursday?\r\n");
    assert_eq!(scene.sends(ANNA, &[TOM], &message), None, "it passes");
    until("the journal has it", || scene.guard.ops(&["journal", "show"]).out.contains("lunch@firm.example"));
    let case = scene.open(&["--message-id", "<lunch@firm.example>"]);
    assert!(texts(&case["incident"]["known"]["gaps"]).contains(&"no-bytes"));
    let reached = list(&case["incident"]["known"]["reached"]).map(|one| text(&one["address"])).collect::<Vec<_>>();
    assert_eq!(reached, [TOM]);
    fails(&scene.does("replay", &[]), 69, &["no copy of the message", "outguard incident open FILE.eml"]);
    fails(&scene.does("prevent", &[]), 69, &["no copy of the message"]);
    let facts = facts(&scene);
    assert!(facts.contains("What it held is not known.") && facts.contains("The message is not kept"), "{facts}");
    // Brought along later, it is the same message.
    let copy = sent_copy(&scene.guard, &message);
    let again = scene.open(&[&copy]);
    assert!(!texts(&again["incident"]["known"]["gaps"]).contains(&"no-bytes"));
    assert_eq!(again["incident"]["known"]["submission"], case["incident"]["known"]["submission"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_missing_journal_is_a_gap_of_the_report() {
    for (sql, gap, words) in [
        (
            "UPDATE journal SET data = replace(data, '127.0.0.1', '127.0.0.2')",
            "journal-damaged",
            "The journal is damaged here",
        ),
        ("DELETE FROM journal", "no-journal", "The journal no longer has anything about it"),
    ] {
        let mut scene = Scene::of("establishment = [\"DE\"]", KITA).await;
        let id = scene.sends(ANNA, &[TOM, KELLNER], &costs()).expect("held");
        scene.guard.stop();
        Connection::open(scene.guard.state().join("outguard.db")).unwrap().execute_batch(sql).unwrap();
        let case = scene.open(&[&id]);
        let gaps = texts(&case["incident"]["known"]["gaps"]);
        assert!(gaps.contains(&gap), "{sql}: {gaps:?}");
        assert_eq!(texts(&case["assessment"]["exposure"]["has_it"]), [KELLNER], "who has it stands with the message");
        let facts = facts(&scene);
        assert!(facts.contains(words), "{facts}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_cannot_both_be_true_are_both_kept_and_named() {
    let scene = opened().await;
    scene.does("answer", &["read=no", "forwarded=yes", "data=none", "people=3", "cost_low=9", "cost_high=3"]).ok();
    let case = scene.shown();
    let named: Vec<&str> = list(&case["assessment"]["contradictions"]).map(|one| text(&one["what"])).collect();
    assert_eq!(named, ["unread-but-forwarded", "people-without-data", "costs-reversed"]);
    assert!(facts(&scene).contains("Cannot all be true:"));
    scene.does("answer", &["forwarded=unknown", "people=unknown", "cost_low=unknown"]).ok();
    assert_eq!(scene.shown()["assessment"]["contradictions"], Value::Array(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_answers_file_changes_nothing_and_says_what_was_meant() {
    let scene = opened().await;
    let before = scene.shown()["incident"]["answers"].clone();
    let file = scene.guard.path("answers.toml");
    let path = file.to_str().unwrap();
    for (answers, words) in [
        ("poeple = 300\n", ["poeple", "did you mean `people`?"]),
        ("read = false\npeople = \"many\"\n", ["people", "a number of 0 or more"]),
        ("read = false\nresidence = [\"Germany\"]\n", ["residence", "two letters"]),
        ("read = false\ndata = [\"helth\"]\n", ["helth", "any of"]),
        ("read = false\npeople = 2.5\n", ["people", "answers.toml"]),
        ("read = false\nnoticed_at = \"soon\"\n", ["noticed_at", "a moment"]),
        ("read = \n", ["answers.toml", ""]),
    ] {
        fs::write(&file, answers).unwrap();
        fails(&scene.does("answer", &["--answers", path]), 65, &words);
    }
    fails(&scene.does("answer", &["people"]), 64, &["QUESTION=ANSWER"]);
    fails(&scene.does("answer", &["peple=3"]), 65, &["peple"]);
    fails(&scene.does("answer", &["--answers", "/nowhere/answers.toml"]), 66, &["/nowhere/answers.toml"]);
    assert_eq!(scene.shown()["incident"]["answers"], before, "all of a file or nothing");
    fs::write(&file, "read = false\npeople = 300\nresidence = [\"de\"]\nnoticed_at = 2026-11-20T14:05:00Z\n").unwrap();
    scene.does("answer", &["--answers", path]).ok();
    assert_eq!(scene.shown()["incident"]["noticed_at"], "2026-11-20T14:05:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_of_duties_that_is_old_or_over_says_so() {
    let pack = r#"[pack]
id = "own"
title = "Own duties"
checked_on = 2024-01-15

[[duty]]
id = "own.register"
title = "Own register"
trigger = ["unauthorised_disclosure"]
cite = "House rule 7"
conf = "A"
example = [
    { facts = { unauthorised_disclosure = true }, expect = "triggered" },
    { facts = { unauthorised_disclosure = false }, expect = "not" },
    { facts = {}, expect = "cannot-tell" },
]
"#;
    let mut scene = Scene::of("establishment = [\"DE\"]", &format!("{KITA}[rules]\npaths = [\"packs\"]\n")).await;
    fs::create_dir_all(scene.guard.path("packs/duties")).unwrap();
    fs::write(scene.guard.path("packs/duties/own.toml"), pack).unwrap();
    let id = scene.sends(ANNA, &[TOM, KELLNER], &costs()).expect("held");
    let case = scene.open(&[&id]);
    assert!(texts(&duty(&case, "own.register")["warnings"]).contains(&"old"), "{}", duty(&case, "own.register"));
    assert!(facts(&scene).contains("15 Jan 2024"));
    // A pack that cannot be read stops nobody from looking at what is kept; it is told.
    fs::write(scene.guard.path("packs/duties/own.toml"), pack.replace("trigger =", "triger =")).unwrap();
    let shown = scene.does("show", &[]);
    assert!(shown.code == 0 || shown.err.contains("did you mean `trigger`?"), "{shown:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_in_words() {
    let scene = opened().await;
    let on = |words: &[&str]| scene.guard.ops(&[&["incident"], words].concat());
    fails(&on(&["show", "I-0099"]), 66, &["there is no incident I-0099", "outguard incident list --all"]);
    fails(&on(&["show", "costs"]), 64, &["costs"]);
    fails(&on(&["open", "ZZZZ"]), 66, &["ZZZZ"]);
    fails(&on(&["open", "nowhere.eml"]), 66, &["nowhere.eml"]);
    fails(&on(&["open", "--message-id", "<nobody@firm.example>"]), 66, &["nobody@firm.example"]);
    fails(&on(&["open", "--last", "--answers", "/nowhere.toml"]), 66, &["/nowhere.toml"]);
    fails(&scene.does("step", &["99", "done"]), 64, &["99"]);
    fails(&scene.does("step", &["1", "skip"]), 64, &["--note"]);
    fails(&scene.does("deletion", &["eva@kita.example", "asked"]), 64, &["eva@kita.example", KELLNER]);
    fails(&scene.does("decide", &["eu.gdpr.33", "not-notify"]), 64, &["--because"]);
    fails(&scene.does("evidence", &["--add", "/nowhere.pdf"]), 66, &["/nowhere.pdf"]);
    fails(&scene.does("evidence", &["nothing.pdf"]), 66, &["keeps no file"]);
    fails(&scene.does("prevent", &["--apply", "99"]), 64, &["99"]);
    fails(&scene.does("close", &[]), 64, &["proof"]);
    fails(&scene.does("reopen", &[]), 64, &["not closed"]);
    assert_eq!(on(&["list", "--json"]).ok().lines().count(), 1, "nothing was opened on the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_may_be_called_anything_and_is_in_the_archive() {
    let scene = opened().await;
    for name in ["Antwort zur Löschung (1).pdf", "MANIFEST.json", "message.eml", "-rf", "a\tb.txt"] {
        let file = scene.guard.path("evidence").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, name).unwrap();
        scene.does("evidence", &["--add", file.to_str().unwrap(), "--what", "their answer"]).ok();
    }
    let report = scene.report();
    let archive = zip::ZipArchive::new(std::io::Cursor::new(&report.0["evidence.zip"])).unwrap();
    assert_eq!(archive.len(), 5 + 1 + 2, "{:?}", archive.file_names().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_named_and_nothing_is_lost() {
    let scene = opened().await;
    let folder = scene.guard.path("report");
    fs::write(&folder, "a file in the way").unwrap();
    fails(&scene.does("export", &["--to", folder.to_str().unwrap()]), 73, &[folder.to_str().unwrap()]);
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let refused = scene.does("export", &["--to", folder.to_str().unwrap()]);
    // Whoever may write everywhere, as root may, is not refused.
    if refused.code != 0 {
        fails(&refused, 73, &[folder.to_str().unwrap()]);
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    scene.does("export", &["--to", folder.to_str().unwrap()]).ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_s_incident_is_not_there_for_others() {
    let scene = opened().await;
    let ops = Ops::over(store_of(&scene.guard), Arc::new(Config::default()), Clock::system());
    let roles = Roles { keeper: false, auditor: false, admin: false };
    let as_person = |address: &str| {
        let address: outguard::base::Address = address.parse().unwrap();
        let who = Who::Person(address.clone());
        ops.done_by(Actor { who, person: Some(address), roles, whence: Whence::terminal() })
    };
    let id = scene.shown()["incident"]["id"].as_str().unwrap().parse().unwrap();
    let (anna, eva) = (as_person(ANNA), as_person("eva.lang@firm.example"));
    assert!(anna.incident(id).await.is_ok(), "it is her mail");
    assert!(eva.incidents(true).await.unwrap().is_empty());
    let wanted = Wanted { languages: vec![Language::En], manager: false, evidence: true };
    for failure in [
        eva.incident(id).await.err(),
        eva.change_incident(id, Change::Close("over".into())).await.err(),
        eva.export_incident(id, &wanted).await.err(),
        eva.incident_file(id, "message.eml").await.err(),
        eva.prevention(id).await.err(),
    ] {
        let words = failure.expect("it is not hers").to_string();
        assert!(words.contains("there is no incident I-0001"), "the same words as for none: {words}");
    }
    let manager = Wanted { manager: true, ..wanted };
    assert!(anna.export_incident(id, &manager).await.is_err(), "the manager's copy is about her");
}
