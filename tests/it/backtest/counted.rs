//! The numbers: a hand count, what was known then, other rules, and the accident all of this is for.

use serde_json::{Value, json};

use super::scene::{Mail, mbox, slip, year};
use super::{counted, file, guard, of};

const EVA: (&str, &str) = ("Eva Roth", "eva.roth@kita.example");
const TOM: (&str, &str) = ("Tom Lang", "tom.lang@firm.example");

/// A mail on a day of 2026, at a minute of it.
pub(super) fn mail(at: (u16, u16), to: &[(&str, &str)], body: &str) -> Mail {
    let to = to.iter().map(|(name, address)| ((*name).to_owned(), (*address).to_owned())).collect();
    Mail { at, to, cc: Vec::new(), subject: "Plan".into(), body: body.into() }
}

/// Six mails, four of which ask: three promise a file that is missing, two greet somebody else, one of them both.
pub(super) fn six() -> Vec<Mail> {
    vec![
        mail((4, 540), &[TOM], "Hi Tom,\n\nsee you at noon. Project Falcon goes on."),
        mail((4, 600), &[EVA], "Dear Eva,\n\nplease find attached the contract."),
        mail((4, 660), &[EVA], "Dear Eva,\n\nplease find attached the other contract."),
        mail((59, 540), &[EVA], "Dear Eva,\n\nthe truck comes on Monday. Project Falcon goes on."),
        mail((60, 540), &[EVA], "Dear Mr Kato,\n\nthe truck comes on Monday."),
        mail((61, 540), &[EVA], "Dear Mr Kato,\n\nplease find attached the contract."),
    ]
}

#[test]
fn the_figures_are_those_of_a_hand_count() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&six()));
    let lines = counted(&guard, &path, &[]);
    let [summary] = of(&lines, "summary")[..] else { panic!("one summary: {lines:#?}") };
    assert_eq!((&summary["mails"], &summary["asks"], &summary["per_100"]), (&json!(6), &json!(4), &json!(66.67)));
    assert_eq!(summary["busiest"], json!({ "day": "2026-01-05", "mails": 3, "asks": 2 }));
    assert_eq!(summary["left_out"], json!({ "damaged": 0, "copies": 0, "of_others": 0 }));
    let rules: Vec<Value> = of(&lines, "rule")
        .into_iter()
        .map(|rule| json!([rule["rule"], rule["asks"], rule["alone"], rule["notes"]]))
        .collect();
    assert_eq!(rules, [json!(["attachment-missing", 3, 2, 0]), json!(["greeting-mismatch", 2, 1, 0])]);
    let months: Vec<Value> =
        of(&lines, "month").into_iter().map(|month| json!([month["month"], month["mails"], month["asks"]])).collect();
    assert_eq!(months, [json!(["2026-01", 3, 2]), json!(["2026-02", 0, 0]), json!(["2026-03", 3, 2])]);
    let mails: Vec<Value> = of(&lines, "mail").into_iter().map(|mail| json!([mail["at"], mail["rules"]])).collect();
    assert_eq!(
        mails,
        [
            json!(["2026-01-05T10:00:00Z", ["attachment-missing"]]),
            json!(["2026-01-05T11:00:00Z", ["attachment-missing"]]),
            json!(["2026-03-02T09:00:00Z", ["greeting-mismatch"]]),
            json!(["2026-03-03T09:00:00Z", ["attachment-missing", "greeting-mismatch"]]),
        ]
    );
    assert!(of(&lines, "mail").iter().all(|mail| mail.get("subject").is_none() && mail.get("headline").is_none()));
    let told = counted(&guard, &path, &["--subjects"]);
    assert!(of(&told, "mail").iter().all(|mail| mail["subject"] == "Plan" && mail["headline"].is_string()));
    assert!(!guard.state().exists(), "nothing is kept");
}

#[test]
fn a_mail_is_judged_with_what_was_known_when_it_was_sent() {
    let guard = guard();
    let kellner = ("Martin Kellner", "martin.kellner@kita.example");
    let keller = ("Martin Keller", "martin.keller@firm.example");
    let first = mail((1, 540), &[keller, kellner], "Hi both,\n\nsee you.");
    let later = (2..12).map(|day| mail((day, 540), &[kellner], "Hi Martin,\n\nsee you."));
    let mut all: Vec<Mail> = std::iter::once(first).chain(later).collect();
    let asked = |name: &str, mails: &[Mail]| {
        let lines = counted(&guard, &file(&guard, name, &mbox(mails)), &[]);
        of(&lines, "mail").into_iter().map(|mail| json!([mail["at"], mail["rules"]])).collect::<Vec<Value>>()
    };
    let alone = asked("first.mbox", &all[..1]);
    assert_eq!(alone, [json!(["2026-01-02T09:00:00Z", ["name-twin"]])]);
    let with_later = asked("all.mbox", &all);
    assert_eq!(with_later[..1], alone, "what came later changes nothing");
    assert_eq!(with_later.len(), 3, "until he is known: {with_later:?}");
    all.reverse();
    assert_eq!(asked("reversed.mbox", &all), with_later, "the order in the file is not the order of time");
}

#[test]
fn other_rules_are_compared_mail_by_mail() {
    let guard = guard();
    let mut mails = six();
    mails.push(mail((62, 540), &[EVA], "Dear Eva,\n\nthis is strictly confidential."));
    let path = file(&guard, "sent.mbox", &mbox(&mails));
    let pack = "[pack]\nid = 'own'\n[[rule]]\nid = 'falcon'\ntitle = 'Falcon'\nto = ['external']\nin = ['own-text']\n\
                any = ['project falcon']\nstep = 'ask'\n  [[rule.example]]\n  text = 'Project Falcon'\n  to = 'external'\n  expect = 'ask'\n";
    let relaxed = "[pack]\nid = 'confidential-en'\n[[rule]]\nid = 'marking'\ntitle = 'Marked'\nto = ['external']\nin = ['own-text']\n\
                   any = ['strictly confidential']\nstep = 'note'\n  [[rule.example]]\n  text = 'strictly confidential'\n  to = 'external'\n  expect = 'note'\n";
    let packs = guard.path("new");
    std::fs::create_dir(&packs).unwrap();
    guard.write("new/own.toml", pack);
    guard.write("new/relaxed.toml", relaxed);
    let new = ["--rules", packs.to_str().unwrap()];
    let lines = counted(&guard, &path, &[&new[..], &["--compare"]].concat());
    let [summary] = of(&lines, "summary")[..] else { panic!("one summary") };
    assert_eq!(summary["asks"], 5);
    let [compared] = of(&lines, "compared")[..] else { panic!("one comparison: {lines:#?}") };
    assert_eq!(compared["asks"], 5, "{compared:#}");
    let at = |places: &str| {
        let mails = of(&lines, "mail");
        let at = |n: &Value| mails.iter().find(|mail| mail["n"] == *n).unwrap()["at"].clone();
        compared[places].as_array().unwrap().iter().map(at).collect::<Vec<Value>>()
    };
    assert_eq!(at("more"), [json!("2026-03-01T09:00:00Z")]);
    assert_eq!(at("less"), [json!("2026-03-04T09:00:00Z")]);
    let mut rules = compared["rules"].as_array().unwrap().clone();
    rules.sort_by_key(|rule| rule["rule"].to_string());
    assert_eq!(
        rules,
        [
            json!({ "rule": "confidential-en/marking", "now": 1, "then": 0, "notes_now": 0, "notes_then": 1 }),
            json!({ "rule": "own/falcon", "now": 0, "then": 1, "notes_now": 0, "notes_then": 0 }),
        ]
    );
    // Without a comparison the packs hold.
    let lines = counted(&guard, &path, &new);
    let rules: Vec<&str> = of(&lines, "rule").iter().filter_map(|rule| rule["rule"].as_str()).collect();
    assert!(rules.contains(&"own/falcon") && of(&lines, "compared").is_empty(), "{rules:?}");
}

/// A new rule starts at `note`: what it takes notes of is seen, mail by mail, before it asks.
#[test]
fn the_notes_of_a_new_rule_are_compared_and_listed() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&six()));
    let pack = "[pack]\nid = 'own'\n[[rule]]\nid = 'truck'\ntitle = 'Trucks'\nto = ['external']\nin = ['own-text']\n\
                any = ['the truck']\nstep = 'note'\n  [[rule.example]]\n  text = 'the truck'\n  to = 'external'\n  expect = 'note'\n";
    let rules = file(&guard, "own.toml", pack);
    let new = ["--rules", rules.to_str().unwrap(), "--compare", "--subjects"];
    let lines = counted(&guard, &path, &new);
    let [compared] = of(&lines, "compared")[..] else { panic!("one comparison: {lines:#?}") };
    assert_eq!((&compared["more"], &compared["less"]), (&json!([]), &json!([])), "nobody is asked more or less");
    let rule = json!({ "rule": "own/truck", "now": 0, "then": 0, "notes_now": 0, "notes_then": 2 });
    assert_eq!(compared["rules"], json!([rule]));
    let noted = |kind: &str| {
        let mails = of(&lines, kind).into_iter().filter(|mail| mail["notes_then"] == json!(["own/truck"]));
        mails.map(|mail| mail["at"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(noted("noted"), ["2026-03-01T09:00:00Z"], "{lines:#?}");
    assert_eq!(noted("mail"), ["2026-03-02T09:00:00Z"], "another check asks about this one");
    let told = guard.ops(&[&["backtest", path.to_str().unwrap(), "--mails"], &new[..]].concat()).ok();
    let (_, notes) = told.split_once("A note taken only with the other rules").expect("they are listed");
    let notes = notes.split("\n\n").nth(1).expect("a table below the heading");
    assert!(notes.contains("1 Mar 2026") && notes.contains("2 Mar 2026") && notes.contains("own/truck"), "{told}");
    // Why stands beside it, though what asks about the mail has another reason.
    let mails = of(&lines, "mail");
    let reason = mails.iter().find_map(|mail| mail["reasons"]["own/truck"].as_str()).expect("there is a reason");
    let line = notes.lines().find(|line| line.contains("2 Mar 2026")).expect("a line");
    assert!(line.ends_with(reason), "{reason}: {line}");
    // Without a comparison, too; what asks as well stands among what asks.
    let told = guard.ops(&["backtest", path.to_str().unwrap(), "--mails", "--rules", rules.to_str().unwrap()]).ok();
    let (asked, notes) = told.split_once("Mails that only a note is taken of").expect("they are listed");
    assert!(notes.contains("1 Mar 2026") && !notes.contains("2 Mar 2026"), "{told}");
    assert!(asked.contains("2 Mar 2026"), "{told}");
}

/// What a new rule catches is seen before it holds.
#[test]
fn planted_slips_are_judged_under_both_rules() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&year(260)));
    let pack = "[pack]\nid = 'own'\n[[rule]]\nid = 'word'\ntitle = 'A word'\nto = ['external']\nin = ['own-text']\n\
                any = ['a word on']\nstep = 'ask'\n  [[rule.example]]\n  text = 'a word on it'\n  to = 'external'\n  expect = 'ask'\n";
    guard.write("own.toml", pack);
    let rules = guard.path("own.toml");
    let rules = ["--rules", rules.to_str().unwrap(), "--compare"];
    let lines = counted(&guard, &path, &rules);
    let slips = of(&lines, "slips");
    let sum = |of: &dyn Fn(&Value) -> Option<u64>| slips.iter().map(|slips| of(slips).unwrap()).sum::<u64>();
    let (planted, now) = (sum(&|slips| slips["planted"].as_u64()), sum(&|slips| slips["caught"].as_u64()));
    let then = sum(&|slips| slips["then"]["caught"].as_u64());
    assert!(now < then && then <= planted, "{now} and {then} of {planted}");
    let lines = counted(&guard, &path, &[]);
    assert!(of(&lines, "slips").iter().all(|slips| slips.get("then").is_none()), "there is nothing to compare with");
    let report = guard.path("report.html");
    let told = ["backtest", path.to_str().unwrap(), "--html", report.to_str().unwrap()];
    let told = guard.ops(&[&told[..], &rules].concat()).ok();
    let page = std::fs::read_to_string(report).unwrap();
    assert!(told.contains("Caught with the others") && page.contains("Caught with the others"), "{told}");
}

/// With nothing but the own domain configured: he copies the client instead of the boss, to whom he writes about other things.
#[test]
fn the_client_in_the_boss_s_place_is_noticed_and_clean_mail_is_left_alone() {
    let guard = guard();
    let mut mails = year(720);
    mails.push(slip(720));
    let path = file(&guard, "sent.mbox", &mbox(&mails));
    let lines = counted(&guard, &path, &[]);
    let asked = of(&lines, "mail");
    let (slipped, clean): (Vec<&Value>, Vec<&Value>) =
        asked.iter().partition(|mail| mail["at"].as_str().unwrap().contains("T17:"));
    let [slipped] = slipped[..] else { panic!("the slip is held: {asked:#?}") };
    assert!(slipped["rules"].as_array().unwrap().contains(&json!("unlikely-recipient")), "{slipped:#}");
    let by_history = |mail: &&&Value| mail["rules"].as_array().unwrap().contains(&json!("unlikely-recipient"));
    // 1 in 100 is what the past says will come; chance may add a few.
    assert!(clean.iter().filter(by_history).count() <= 10, "{clean:#?}");
    // Before he is known, the one with the boss's name is asked about, whatever is learnt.
    let others = clean.iter().filter(|mail| !by_history(mail));
    assert!(others.clone().all(|mail| mail["rules"] == json!(["name-twin"])), "{clean:#?}");
    assert!(others.count() <= 3, "{clean:#?}");
    let slips = of(&lines, "slips");
    assert!(slips.iter().all(|form| form["caught"].as_u64() <= form["planted"].as_u64()));
    let planted = |form: &str| slips.iter().find(|slips| slips["form"] == form).unwrap_or_else(|| panic!("{form}"));
    for form in ["lookalike", "samedomain", "autocomplete", "typo", "replyall"] {
        assert!(planted(form)["planted"].as_u64() > Some(0), "{form}");
    }
    assert!(planted("typo")["per_100"].as_f64() > Some(80.0), "{slips:#?}");
    let budgets: Vec<f64> = of(&lines, "budget").iter().map(|b| b["caught_per_100"].as_f64().unwrap()).collect();
    assert!(budgets.is_sorted(), "a larger budget catches no less: {budgets:?}");
}

/// While little is learnt, thresholds move with every message: what a budget would do is what it does when it is the one in use.
#[test]
fn what_a_budget_catches_is_what_a_run_with_it_catches() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&year(260)));
    for budget in [1.0, 3.0, 5.0] {
        let lines = counted(&guard, &path, &["--asks", &budget.to_string()]);
        let row = of(&lines, "budget").into_iter().find(|row| row["asks_per_100"] == budget).unwrap();
        let count =
            |kind: &str, member: &str| of(&lines, kind).iter().map(|line| line[member].as_u64().unwrap()).sum::<u64>();
        let per_100 = |part: u64, all: u64| (10_000.0 * part as f64 / all as f64).round() / 100.0;
        let caught = per_100(count("slips", "by_history"), count("slips", "planted"));
        assert_eq!(row["caught_per_100"], caught, "{budget}: {row} {:#?}", of(&lines, "slips"));
        // Nothing else asks about the same people here, which would spare it the question.
        let asks = of(&lines, "rule")
            .iter()
            .find(|rule| rule["rule"] == "unlikely-recipient")
            .map_or(0, |rule| rule["asks"].as_u64().unwrap());
        assert_eq!(row["per_100"], per_100(asks, 260), "{budget}: {row} {:#?}", of(&lines, "rule"));
        // The first 200 could not be asked about.
        assert_eq!(of(&lines, "summary")[0]["with_past"], 60);
        assert_eq!(row["per_100_with_past"], per_100(asks, 60), "{budget}: {row}");
    }
}

#[test]
fn a_budget_of_nought_only_takes_notes() {
    let guard = guard();
    let mut mails = year(720);
    mails.push(slip(720));
    let path = file(&guard, "sent.mbox", &mbox(&mails));
    let lines = counted(&guard, &path, &["--asks", "0"]);
    let rules = of(&lines, "rule");
    let history = rules.iter().find(|rule| rule["rule"] == "unlikely-recipient").expect("it takes notes");
    assert_eq!(history["asks"], 0);
    assert!(history["notes"].as_u64() > Some(0));
    let [sender] = of(&lines, "sender")[..] else { panic!("one sender: {lines:#?}") };
    let cut = sender["cut"].as_f64().expect("the threshold of the notes");
    assert_eq!(sender["only_notes"], true);
    let usual = counted(&guard, &path, &[]);
    assert_eq!(of(&usual, "sender")[0]["cut"], cut, "notes are taken where the usual budget asks");
    let by_history =
        |lines: &[Value]| of(lines, "slips").iter().map(|slips| slips["by_history"].clone()).collect::<Vec<_>>();
    assert_eq!(by_history(&lines), by_history(&usual));
    let told = guard.ops(&["backtest", path.to_str().unwrap(), "--asks", "0"]).ok();
    assert!(told.contains(&format!("{cut:.2}, only notes")) && !told.contains("inf"), "{told}");
}
