//! Where the mail lies makes no difference; what is there twice, damaged or of others is left out and told.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::counted::{mail, six};
use super::scene::mbox;
use super::{counted, file, guard, of};
use crate::support::guard::json_lines;

/// All but what names places.
fn figures(lines: Vec<Value>) -> Vec<Value> {
    lines.into_iter().filter(|line| line["kind"] != "summary" || line["mails"] == 6).collect()
}

#[test]
fn the_same_mail_in_other_places_gives_the_same_figures() {
    let guard = guard();
    let from_mbox = figures(counted(&guard, &file(&guard, "sent.mbox", &mbox(&six())), &[]));
    assert_eq!(of(&from_mbox, "summary").len(), 1);
    let maildir = guard.path("Maildir");
    for folder in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(folder)).unwrap();
    }
    // Names that are not in the order of time.
    for (n, mail) in six().iter().enumerate() {
        fs::write(maildir.join(format!("cur/{}.x:2,S", 9 - n)), mail.eml().replace('\n', "\r\n")).unwrap();
    }
    assert_eq!(figures(counted(&guard, &maildir, &[])), from_mbox);
    let packed = guard.path("sent.tar.gz");
    let folder = guard.path("");
    let tar =
        Command::new("tar").args(["czf", packed.to_str().unwrap(), "-C", folder.to_str().unwrap(), "Maildir"]).status();
    assert!(tar.unwrap().success());
    assert_eq!(figures(counted(&guard, &packed, &[])), from_mbox);
    assert!(
        !fs::read_dir(&folder)
            .unwrap()
            .flatten()
            .any(|f| f.file_name().to_string_lossy().contains("outguard-backtest"))
    );
}

#[test]
fn copies_damaged_mail_and_mail_of_others_are_left_out_and_told() {
    let guard = guard();
    let mut text = mbox(&six());
    text.push_str(&mbox(&six()[..2]));
    text.push_str("From - x 09:00\nFrom: eva.roth@kita.example\nTo: paul.vogt@firm.example\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n\nHi\n\n");
    text.push_str("From - x 09:00\nFrom: paul.vogt@firm.example\nSubject: a draft\n\nHi\n\n");
    let lines = counted(&guard, &file(&guard, "sent.mbox", &text), &[]);
    let [summary] = of(&lines, "summary")[..] else { panic!("one summary") };
    assert_eq!(summary["left_out"], json!({ "damaged": 1, "copies": 2, "of_others": 1 }));
    assert_eq!(summary["mails"], 6);
}

#[test]
fn what_cannot_be_read_is_named_and_dates_are_those_that_learning_takes() {
    let guard = guard();
    let mut text = mbox(&six());
    let odd_at = text.len();
    let dated =
        |date: &str| format!("From - x\nFrom: paul.vogt@firm.example\nTo: eva.roth@kita.example\n{date}\nHi\n\n");
    text.push_str(&dated("Date: Thu, 1 Jan 1970 00:00:00 +0000\n"));
    text.push_str(&dated("Date: Fri, 1 Jan 2140 00:00:00 +0000\n"));
    text.push_str(&dated(""));
    text.push_str(&dated("").replace("From - x", "From - Tue Jan  6 10:00:00 2026"));
    text.push_str("From - x\nno header at all\n\n");
    let undated = guard.path("undated.eml");
    fs::write(&undated, dated("Date: Thu, 1 Jan 1970 00:00:00 +0000\n").trim_start_matches("From - x\n")).unwrap();
    let lines = counted(&guard, &undated, &[]);
    assert_eq!(of(&lines, "summary")[0]["mails"], 1, "a file of its own has a time of its own: {lines:?}");
    let path = file(&guard, "sent.mbox", &text);
    let lines = counted(&guard, &path, &[]);
    assert_eq!(of(&lines, "summary")[0]["mails"], 7, "one has the date of the line before it: {lines:?}");
    let damages = of(&lines, "damaged");
    let why: Vec<&Value> = damages.iter().map(|damaged| &damaged["why"]).collect();
    assert_eq!(why, ["no date", "no date", "no date", "no header"], "{damages:?}");
    assert_eq!(damages[0]["offset"], odd_at);
    assert!(damages[0]["file"].as_str().unwrap().ends_with("sent.mbox"));
    let shown = guard.ops(&["backtest", path.to_str().unwrap(), "--language", "de"]).ok();
    assert!(shown.contains("Nicht lesbar") && shown.contains(": kein Datum"), "{shown}");
    let learnt = json_lines(&guard.ops(&["learn", path.to_str().unwrap(), "--json"]).ok()).remove(0);
    let same: Vec<&Value> = learnt["damages"].as_array().unwrap().iter().map(|damaged| &damaged["why"]).collect();
    assert_eq!(same, why, "learning has the same rule");
}

#[test]
fn several_addresses_of_one_person_are_one_past() {
    let guard = guard();
    let kellner = ("Martin Kellner", "martin.kellner@kita.example");
    let keller = ("Martin Keller", "martin.keller@firm.example");
    let mails: Vec<String> = (1..8)
        .map(|day| {
            let text = mail((day, 540), &[kellner, keller], "Hi Martin,\n\nsee you.").eml();
            let from = if day < 5 { "paul.vogt@firm.example" } else { "pvogt@firm.example" };
            format!("From - x 09:00\n{}\n", text.replace("paul.vogt@firm.example", from))
        })
        .collect();
    let path = file(&guard, "sent.mbox", &mails.concat());
    let asks = |path, more: &[&str]| of(&counted(&guard, path, more), "summary")[0]["asks"].clone();
    assert_eq!(asks(&path, &[]), 3, "joined by name, he gets to know him once");
    let nameless = file(&guard, "nameless.mbox", &mails.concat().replace("Paul Vogt ", ""));
    assert_eq!(asks(&nameless, &["--me", "paul.vogt@firm.example", "--me", "pvogt@firm.example"]), 3);
    assert_eq!(asks(&nameless, &["--me", "pvogt@firm.example"]), 3, "the later address alone knows nobody yet");
}
