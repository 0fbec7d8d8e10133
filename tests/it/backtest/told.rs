//! How it is told: in three languages, as one file that asks nothing of anybody, and with exit codes of sysexits.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::counted::{mail, six};
use super::scene::mbox;
use super::{file, guard};
use crate::support::guard::json_lines;

#[test]
fn it_is_told_in_three_languages() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&six()));
    for language in ["en", "de", "es"] {
        let words = ["backtest", path.to_str().unwrap(), "--mails", "--subjects", "--language", language];
        insta::assert_snapshot!(format!("told_{language}"), guard.ops(&words).ok());
    }
}

/// With many recipients not all are named: the one it asks about is, and why.
#[test]
fn the_one_it_asks_about_is_named_first_and_the_reason_is_told_with_subjects() {
    let guard = guard();
    let many = ["ada.lund", "ben.ortiz", "cleo.maar", "dan.rask", "emil.sand", "fay.torp"]
        .map(|name| format!("{name}@firm.example"));
    let mut to: Vec<(&str, &str)> = many.iter().map(|address| ("", address.as_str())).collect();
    to.extend([("Martin Keller", "martin.keller@firm.example"), ("Martin Kellner", "martin.kellner@kita.example")]);
    let path = file(&guard, "sent.mbox", &mbox(&[mail((1, 540), &to, "Hi all,\n\nsee you.")]));
    let report = guard.path("report.html");
    let (path, page) = (path.to_str().unwrap(), report.to_str().unwrap());
    let [found] = &json_lines(&guard.ops(&["backtest", path, "--json", "--subjects"]).ok())
        .into_iter()
        .filter(|line| line["kind"] == "mail")
        .collect::<Vec<_>>()[..]
    else {
        panic!("one mail is asked about")
    };
    assert_eq!(found["odd"][0], "martin.kellner@kita.example");
    assert_eq!(found["recipients"][0], "ada.lund@firm.example", "in the order of the envelope");
    let reason = found["headline"].as_str().unwrap();
    let words = ["backtest", path, "--mails", "--html", page, "--language", "en"];
    let told = guard.ops(&[&words[..], &["--subjects"]].concat()).ok();
    let line = told.lines().find(|line| line.contains("martin.kellner@")).expect("the mail");
    assert!(line.contains("UTC  martin.kellner@kita.example") && line.ends_with(reason), "{told}");
    let said = |page: &str| unescaped(page).contains(reason);
    assert!(said(&fs::read_to_string(&report).unwrap()), "{reason}");
    let german = guard.ops(&["backtest", path, "--mails", "--subjects", "--language", "de"]).ok();
    assert!(!german.contains(reason) && german.contains("Grund"), "in the language of the report: {german}");
    let without = guard.ops(&words).ok();
    assert!(!without.contains(reason) && !said(&fs::read_to_string(&report).unwrap()), "it may quote the mail");
}

/// What a page says, as it is read.
fn unescaped(page: &str) -> String {
    page.replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'")
}

#[test]
fn the_report_is_one_file_for_its_owner_that_asks_nothing_of_a_network() {
    let guard = guard();
    let odd = mail((5, 540), &[("<script>alert(1)</script>", "eva.roth@kita.example")], "please find attached");
    let mut mails = six();
    mails.push(odd);
    let path = file(&guard, "sent.mbox", &mbox(&mails));
    let report = guard.path("report.html");
    // Of an empty file that everybody may read no more than the name is kept.
    fs::write(&report, "").unwrap();
    fs::set_permissions(&report, fs::Permissions::from_mode(0o644)).unwrap();
    guard.ops(&["backtest", path.to_str().unwrap(), "--html", report.to_str().unwrap()]).ok();
    assert_eq!(fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    let page = fs::read_to_string(&report).unwrap();
    for not in ["<script", " src=", "url(", "@import", "http:", "https:", "<link", "<iframe"] {
        assert!(!page.contains(not), "{not}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(
        page.contains("<title>What Outguard would have asked</title>"),
        "it has no number to stand behind its title"
    );
    assert!(page.matches("<svg role=\"img\" aria-label=").count() >= 2, "{page}");
}

#[test]
fn what_cannot_be_read_says_why_and_ends_with_its_code() {
    let guard = guard();
    fs::create_dir(guard.path("empty")).unwrap();
    let path = |name: &str| guard.path(name).to_str().unwrap().to_owned();
    file(&guard, "sent.mbox", &mbox(&six()));
    file(&guard, "damaged.eml", "Subject: a draft\n\nHi\n");
    file(&guard, "wrong.toml", "[pack]\nid = 'x'\n[[rule]]\n");
    fs::create_dir(guard.path("packs")).unwrap();
    for name in ["binary.toml", "packs/binary.toml"] {
        fs::write(guard.path(name), [0xeb, 0x4a, 0x63, 0x5f, 0xe3, 0x49, 0x24, 0x9e]).unwrap();
    }
    let (sent, empty, damaged) = (path("sent.mbox"), path("empty"), path("damaged.eml"));
    for (words, code, said) in [
        (vec!["backtest"], 64, "PATH"),
        (vec!["backtest", "/nowhere/sent.mbox"], 66, "/nowhere/sent.mbox: No such file"),
        (vec!["backtest", &empty], 66, "there is no mail in"),
        (vec!["backtest", &damaged], 65, "none of 1 messages can be read"),
        (vec!["backtest", &sent, "--me", "tom.lang@firm.example"], 66, "name your addresses"),
        (vec!["backtest", &sent, "--compare"], 64, "--rules"),
        (vec!["backtest", &sent, "--asks=-1"], 64, "0 to 100 are possible"),
        (vec!["backtest", &sent, "--asks", "-1"], 64, "0 to 100 are possible"),
        (vec!["backtest", &sent, "--asks", "many"], 64, "a number such as 0.5"),
        (vec!["backtest", &sent, "--rules", "/nowhere.toml"], 66, "/nowhere.toml"),
        (vec!["backtest", &sent, "--rules", &empty], 66, "there is no pack in it"),
        (vec!["backtest", &sent, "--rules", &path("wrong.toml")], 78, "wrong.toml:"),
        (vec!["backtest", &sent, "--rules", &path("binary.toml")], 78, "binary.toml: this is no pack"),
        (vec!["backtest", &sent, "--rules", &path("packs")], 78, "packs/binary.toml: this is no pack"),
        (vec!["backtest", &sent, "--html", "/nowhere/report.html"], 73, "/nowhere/report.html"),
    ] {
        let done = guard.ops(&words);
        assert_eq!(done.code, code, "{words:?}: {done:#?}");
        assert!(done.err.contains(said), "{words:?}: {done:#?}");
    }
    let done = guard.ops(&["backtest", &empty, "--json"]);
    assert!(done.err.contains("{\"error\":{") && done.err.contains("\"no_mail\""), "{done:#?}");
}

/// A run over years of mail takes long: what cannot be written is found before it, and where it fails in the end all the same,
/// what was found out is told.
#[test]
fn where_no_report_can_be_written_is_known_before_and_its_figures_are_told_all_the_same() {
    let guard = guard();
    let path = file(&guard, "sent.mbox", &mbox(&six()));
    fs::create_dir(guard.path("folder")).unwrap();
    let folder = guard.path("folder").to_str().unwrap().to_owned();
    let html = |report: &str| guard.ops(&["backtest", path.to_str().unwrap(), "--html", report]);
    for report in ["/nowhere/report.html".to_owned(), format!("{folder}/none/"), folder] {
        let done = html(&report);
        assert!(done.code == 73 && done.err.contains(&report), "{report}: {done:#?}");
        assert!(done.out.is_empty() && !done.err.contains("Judging"), "{report}: nothing is judged: {done:#?}");
    }
    let done = html("/dev/full");
    assert!(done.code == 73 && done.err.contains("/dev/full"), "{done:#?}");
    assert!(done.out.contains("It would have asked about 4 of 6 mails"), "{done:#?}");
    let left: Vec<_> = fs::read_dir(guard.path("")).unwrap().flatten().map(|f| f.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".outguard")), "{left:?}");
}

#[test]
fn a_report_never_takes_the_place_of_mail_or_of_anything_else() {
    let guard = guard();
    fs::create_dir(guard.path("mail")).unwrap();
    let sent = file(&guard, "mail/sent.mbox", &mbox(&six()));
    let notes = file(&guard, "notes.html", "<!DOCTYPE html><title>My notes</title>");
    fs::hard_link(&sent, guard.path("linked.html")).unwrap();
    std::os::unix::fs::symlink(&sent, guard.path("symlink.html")).unwrap();
    let (path, folder) = (|name: &str| guard.path(name).to_str().unwrap().to_owned(), guard.path("mail"));
    let before = fs::read(&sent).unwrap();
    let html = |mail: &str, report: &str| guard.ops(&["backtest", mail, "--html", report]);
    let sent = sent.to_str().unwrap();
    for (mail, report, said) in [
        (sent, sent.to_owned(), "that is mail this reads"),
        (sent, path("linked.html"), "that is mail this reads"),
        (sent, path("symlink.html"), "that is mail this reads"),
        (folder.to_str().unwrap(), path("mail/report.html"), "that is mail this reads"),
        (folder.to_str().unwrap(), path("mail/../mail/sent.mbox"), "that is mail this reads"),
        (sent, path("notes.html"), "there is a file that is no report"),
    ] {
        let done = html(mail, &report);
        assert!(done.code == 73 && done.err.contains(said), "{report}: {done:#?}");
    }
    assert_eq!(fs::read(sent).unwrap(), before);
    assert!(fs::read_to_string(notes).unwrap().contains("My notes"));
    // A report makes room for the next.
    for _ in 0..2 {
        html(sent, &path("report.html")).ok();
    }
}
