//! The verbs that need no daemon: looking at a message, packs, the configuration, help, and the demo.

mod both_ways;

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::guard::{Done, FIRM, Guard, feed, files_in, json_lines, program};

const CLEAN: &str = "From: Anna <anna@firm.example>\nTo: tom@firm.example\nSubject: Lunch\n\nThursday?\n";
const ODD: &str = "From: Anna <anna@firm.example>\nTo: tom@firm.example\nCc: Martin Kellner <martin.kellner@kita.example>\n\
                   Subject: Saving costs\n\nHi Tom, we should move two people; redundancies come later.\n";
const RIVAL: &str = "[[party]]\nname = \"Rival\"\nkind = \"blocked\"\ndomains = [\"rival.example\"]\n";

fn guard() -> Guard {
    Guard::new("", &format!("{FIRM}{RIVAL}"))
}

fn run(args: &[&str]) -> Done {
    program().args(args).output().unwrap().into()
}

#[test]
fn a_scan_says_what_would_happen_and_changes_nothing() {
    let guard = guard();
    let scan = |message: &str, more: &[&str]| guard.ops_with(&[&["scan", "-"], more].concat(), message.as_bytes());
    let clean = scan(CLEAN, &[]);
    assert_eq!((clean.code, clean.out.as_str()), (0, "would pass (pass)\n"));
    let odd = scan(ODD, &[]);
    assert_eq!(odd.code, 1);
    insta::assert_snapshot!(odd.out, @"
    would be held (ask)
      Martin Kellner (kita.example) is the only outsider on this mail (ask, outsider-among-insiders)
        The other recipient works with you, and you write about staff and money (“redundancies”, “move two people” and “Saving costs”). Martin Kellner (kita.example) would read it.
        · redundancies come later
        · Hi Tom, we should move two people
        · Saving costs
        repair: remove martin.kellner@kita.example
      “redundancies” goes to Martin Kellner (kita.example) (note, inside-en/hr)
        Insiders talk so about staff and pay; it stands in your text.
        · redundancies come later
        · Hi Tom, we should move two people
        repair: remove martin.kellner@kita.example
        repair: take the draft back and change it
    ");
    let refused = scan(CLEAN, &["--to", "x@rival.example"]);
    assert!(refused.code == 2 && refused.out.starts_with("would be refused (refuse)\n"), "{refused:#?}");
    let file = guard.path("draft.eml");
    fs::write(&file, ODD).unwrap();
    assert_eq!(guard.ops(&["scan", file.to_str().unwrap()]).code, 1);
    let given = scan("Subject: x\n\nHi\n", &["--from", "anna@firm.example", "--to", "tom@firm.example"]);
    assert_eq!(given.code, 0, "{given:#?}");
    assert!(guard.ops(&["list", "--all", "--json"]).ok().is_empty());
}

#[test]
fn a_scan_for_programs_has_verdict_facts_and_checks() {
    let done = guard().ops_with(&["scan", "-", "--json"], ODD.as_bytes());
    assert_eq!(done.code, 1);
    let [value] = &json_lines(&done.out)[..] else { panic!("one object: {}", done.out) };
    assert_eq!(value["verdict"]["step"], "ask");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value["verdict"]).unwrap(), @r#"
    {
      "findings": [
        {
          "check": "outsider-among-insiders",
          "detail": "The other recipient works with you, and you write about staff and money (“redundancies”, “move two people” and “Saving costs”). Martin Kellner (kita.example) would read it.",
          "evidence": [
            "redundancies come later",
            "Hi Tom, we should move two people",
            "Saving costs"
          ],
          "headline": "Martin Kellner (kita.example) is the only outsider on this mail",
          "recipient": "martin.kellner@kita.example",
          "repairs": [
            {
              "address": null,
              "recipient": "martin.kellner@kita.example",
              "verb": "remove"
            }
          ],
          "step": "ask"
        },
        {
          "check": "inside-en/hr",
          "detail": "Insiders talk so about staff and pay; it stands in your text.",
          "evidence": [
            "redundancies come later",
            "Hi Tom, we should move two people"
          ],
          "headline": "“redundancies” goes to Martin Kellner (kita.example)",
          "recipient": "martin.kellner@kita.example",
          "repairs": [
            {
              "address": null,
              "recipient": "martin.kellner@kita.example",
              "verb": "remove"
            },
            {
              "address": null,
              "recipient": null,
              "verb": "draft"
            }
          ],
          "step": "note"
        }
      ],
      "step": "ask"
    }
    "#);
    let recipients = value["facts"]["recipients"].as_array().unwrap();
    assert_eq!(recipients.len(), 2, "{value}");
    assert!(!value["facts"].to_string().contains("come later"), "facts hold no text of the message");
    let checks = value["checks"].as_array().unwrap();
    let outcome = |id: &str| checks.iter().find(|check| check["id"] == id).map(|check| check["outcome"].clone());
    assert_eq!(outcome("outsider-among-insiders"), Some("fired".into()));
    assert_eq!(outcome("blocked-party"), Some("silent".into()));
    assert!(checks.iter().all(|check| check["outcome"] == "fired" || check["why"] != ""), "{value}");
}

#[test]
fn an_explanation_names_every_check_and_the_facts_behind_it() {
    let guard = guard();
    let text = guard.ops_with(&["explain", "-"], ODD.as_bytes()).ok();
    let rules = json_lines(&guard.ops(&["rules", "list", "--json"]).ok());
    for rule in &rules {
        assert!(text.contains(rule["id"].as_str().unwrap()), "{rule} is not explained");
    }
    for part in ["Step: ask", "FIRED    outsider-among-insiders", "sent before", "own text             10 words"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let off = Guard::new("", &format!("{FIRM}[rules]\noff = [\"outsider-among-insiders\"]\n"));
    let text = off.ops_with(&["explain", "-"], ODD.as_bytes()).ok();
    assert!(text.contains("Step: pass") && text.contains("off      outsider-among-insiders"), "{text}");
}

#[test]
fn packs_are_listed_checked_and_tested() {
    let guard = Guard::new("", &format!("{FIRM}[rules]\npaths = [\"packs\"]\n"));
    let rules = json_lines(&guard.ops(&["rules", "list", "--json"]).ok());
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["title"].is_string() && rule["on"] == true));
    assert_eq!(guard.ops(&["rules", "list"]).ok().lines().count(), rules.len() + 1, "a line of headings");
    let duties = json_lines(&guard.ops(&["rules", "duties", "--json"]).ok()).len();
    let checked = |more: usize| format!("ok: {} checks and rules, {duties} duties\n", rules.len() + more);
    assert_eq!(guard.ops(&["rules", "check"]).ok(), checked(0));
    assert_eq!(guard.ops(&["rules", "test"]).ok(), "ok: every example does what its rule says\n");

    fs::create_dir(guard.path("packs")).unwrap();
    let pack = include_str!("holds/steps.toml");
    let write = |text: &str| fs::write(guard.path("packs/steps.toml"), text).unwrap();
    write(pack);
    assert_eq!(guard.ops(&["rules", "check"]).ok(), checked(5));
    assert_eq!(guard.ops(&["rules", "test"]).code, 0);
    write(&pack.replace("this is the ask-word", "this is a word"));
    let failed = guard.ops(&["rules", "test"]);
    assert!(failed.code == 65 && failed.err.contains("steps/ask"), "{failed:#?}");
    write(&pack.replace("step = \"ask\"", "step = \"shout\""));
    for verb in ["check", "test", "list"] {
        let wrong = guard.ops(&["rules", verb]);
        assert!(
            wrong.code == 78 && wrong.err.contains("steps.toml") && wrong.err.contains("shout"),
            "{verb}: {wrong:#?}"
        );
    }
}

#[test]
fn schemas_are_json_schemas() {
    for kind in ["rules", "config"] {
        let schema: Value = serde_json::from_str(&run(&[kind, "schema"]).ok()).unwrap();
        assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"), "{kind}");
        assert!(schema["properties"].is_object(), "{kind}");
    }
}

#[test]
fn the_configuration_is_checked_and_shown() {
    let guard = guard();
    assert_eq!(guard.ops(&["config", "check"]).ok(), format!("ok: {}\n", guard.config().display()));
    let shown = guard.ops(&["config", "show"]).ok();
    assert!(shown.contains("domains = [\"firm.example\"]") && shown.contains("deadline = "), "{shown}");
    // What is shown is a configuration that means the same.
    guard.configure(&shown);
    assert_eq!(guard.ops(&["config", "show"]).ok(), shown);
    guard.configure("[smtp]\nhostnam = \"x\"\n[policy]\ndelay = \"5 parsecs\"\n");
    let wrong = guard.ops(&["config", "check"]);
    assert_eq!(wrong.code, 78);
    assert!(
        wrong.err.contains("hostnam") && wrong.err.contains("hostname") && wrong.err.contains("config.toml:2"),
        "{}",
        wrong.err
    );
    guard.configure("[smtp]\nlisten = [\"192.0.2.1:25\"]\n");
    let open = guard.ops(&["run"]);
    assert!(open.code == 78 && open.err.contains("192.0.2.1:25"), "no open door without TLS and sign-in: {open:#?}");
}

#[test]
fn the_password_is_hashed_and_shown_by_nobody() {
    let guard = guard();
    let hash = || guard.ops_with(&["config", "password"], b"correct horse\n").ok();
    let (one, two) = (hash(), hash());
    assert!(one.starts_with("$argon2id$") && one != two, "{one}{two}");
    guard.configure(&format!("[[smtp.user]]\nname = \"anna\"\npassword_hash = \"{}\"\n", one.trim()));
    let shown = guard.ops(&["config", "show"]).ok();
    assert!(shown.contains("anna") && !shown.contains(one.trim()), "{shown}");
}

#[test]
fn help_version_completions_and_manual_pages() {
    assert_eq!(run(&["--version"]).ok(), format!("outguard {}\n", env!("CARGO_PKG_VERSION")));
    let help = run(&["--help"]).ok();
    for verb in
        ["list", "show", "release", "cancel", "remove", "replace", "bcc", "wait", "scan", "explain", "run", "demo"]
    {
        assert!(help.contains(&format!("\n  {verb} ")), "{verb}: {help}");
        let verb_help = run(&[verb, "--help"]).ok();
        assert!(
            verb_help.contains("Usage: outguard") && (verb == "bcc" || verb_help.contains("Example")),
            "{verb_help}"
        );
    }
    let nothing = run(&[]);
    assert!(nothing.code == 64 && nothing.out.is_empty() && nothing.err.contains("Usage"), "{nothing:#?}");
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(&["completions", shell]).ok().contains("outguard"), "{shell}");
    }
    // Longer than an argument may be.
    let syntax = feed(Command::new("bash").args(["-n", "-s"]), run(&["completions", "bash"]).ok().as_bytes());
    assert_eq!(syntax.code, 0, "{syntax:#?}");
    let folder = tempfile::tempdir().unwrap();
    run(&["man", folder.path().join("man1").to_str().unwrap()]).ok();
    let pages = files_in(folder.path());
    assert!(pages.len() > 20 && pages.iter().any(|page| page.ends_with("man1/outguard-release.1")), "{pages:?}");
    assert!(fs::read_to_string(&pages[0]).unwrap().contains(".TH"));
    fs::write(folder.path().join("file"), "").unwrap();
    assert_eq!(run(&["man", folder.path().join("file").to_str().unwrap()]).code, 73);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let done = Command::new("sh")
        .args(["-c", "\"$0\" config schema | head -c 1"])
        .arg(program().get_program())
        .output()
        .unwrap();
    assert!(Done::from(done).err.is_empty());
}

/// The demo tells the whole story in a minute and leaves with 0.
#[test]
fn the_demo_tells_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let output = program()
        .args(["demo", "--port", "0"])
        .env("TMPDIR", folder.path())
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let done = Done::from(output);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:#?}");
    let out = done.out;
    assert_eq!(out.matches("relay: 250 2.0.0 kept as").count(), 2, "ordinary mail passes: {out}");
    assert_eq!(out.matches("relay: 250 2.0.0 Held for you to check").count(), 4, "{out}");
    for part in [
        "Martin Kellner (kita.example) is not Martin Keller (firm.example)",
        "/2 martin.keller@firm.example\n",
        "repaired; nothing odd is left\n",
        "stopped before leaving\n",
        "anna.weber@firm.example → tom.brandt@firm.example, martin.keller@firm.example: Saving costs in the team\n",
        "2 still wait; ",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.split_once("What reached").unwrap().1.contains("kellner@kita.example"), "{out}");
    let messages = files_in(folder.path()).into_iter().filter(|file| file.extension().is_some_and(|e| e == "eml"));
    assert_eq!(messages.count(), 3);
}
