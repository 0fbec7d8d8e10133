//! What cannot be opened is told, and what is kept in an odd way is read.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use outguard::base::Clock;
use serde_json::Value;

use super::mailbox::{self, ANNA, Mail, gzipped, mbox, of_anna, received, sent, tar_gz, write, zip};
use crate::support::guard::{FIRM, Guard, json_lines};
use crate::support::stored::store_of;

fn learn(guard: &Guard, args: &[&str]) -> Value {
    let all = [&["learn", "--json"], args].concat();
    json_lines(&guard.ops(&all).ok()).remove(0)
}

#[test]
fn what_cannot_be_opened_is_told_with_its_place_and_why() {
    let guard = Guard::new("", FIRM);
    let mail = guard.path("mail");
    write(&mail.join("Sent"), mbox(&of_anna(4)));
    symlink("loop", mail.join("loop")).unwrap();
    symlink("nowhere", mail.join("gone")).unwrap();
    zip(&guard.path("inner.zip"), &[("Sent", mbox(&of_anna(2)))]);
    let inner = fs::read(guard.path("inner.zip")).unwrap();
    zip(&mail.join("outer.zip"), &[("inner.zip", inner.clone()), ("papers.docx", inner.clone())]);
    tar_gz(&mail.join("outer.tgz"), &[("old/Sent.mbox.gz", gzipped(&mbox(&of_anna(2))))]);
    write(&mail.join("outlook.pst"), b"!BDN and whatever Outlook writes");
    write(&mail.join("locked/Sent"), mbox(&of_anna(2)));
    write(&mail.join("closed"), mbox(&of_anna(2)));
    fs::set_permissions(mail.join("locked"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(mail.join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever runs the tests as root may read everything.
    let may_all = fs::read(mail.join("closed")).is_ok();
    // What can be read is learnt all the same, and the code says that something is missing, as often as it is.
    let some = || {
        let told = guard.ops(&["learn", "--json", mail.to_str().unwrap()]);
        assert_eq!(told.code, 74, "{told:#?}");
        json_lines(&told.out).remove(0)
    };
    let learnt = some();
    assert_eq!(some()["learnt"], 0);
    let damages = learnt["damages"].as_array().unwrap();
    let told = |file: &str, entry: &str, why: &str| {
        damages.iter().any(|damaged| {
            damaged["file"].as_str().unwrap().ends_with(file)
                && damaged["entry"] == entry
                && damaged["why"].as_str().unwrap().contains(why)
        })
    };
    for (file, entry, why) in [
        ("mail/loop", "", "symbolic links"),
        ("mail/outer.zip", "inner.zip", "an archive in an archive"),
        ("mail/outer.tgz", "old/Sent.mbox.gz", "an archive in an archive"),
        ("mail/outlook.pst", "", "export it as mbox"),
    ] {
        assert!(told(file, entry, why), "{file} {entry}: {learnt}");
    }
    if may_all {
        assert_eq!((&learnt["damaged"], &learnt["unopened"]), (&4.into(), &1.into()), "{learnt}");
    } else {
        assert_eq!((&learnt["damaged"], &learnt["unopened"]), (&6.into(), &3.into()), "{learnt}");
        assert!(told("mail/locked", "", "denied") && told("mail/closed", "", "denied"), "{learnt}");
        for command in ["learn", "backtest"] {
            let done = guard.ops(&[command, mail.join("closed").to_str().unwrap()]);
            assert!(done.code == 66 && done.err.contains("denied"), "{done:#?}");
        }
    }
    assert_eq!(learnt["learnt"], 4);
    let shown = guard.ops(&["learn", mail.to_str().unwrap()]).out;
    assert!(shown.contains("of these are files or folders that could not be opened.\n"), "{shown}");
    // What is of no kind that is read stays so: it is told, and no failure.
    fs::set_permissions(mail.join("locked"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(mail.join("closed"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(mail.join("loop"), guard.path("loop")).unwrap();
    let whole = learn(&guard, &[mail.to_str().unwrap()]);
    assert!(whole["damaged"].as_u64() > Some(0) && whole["unopened"] == 0, "{whole}");
    fs::rename(guard.path("loop"), mail.join("loop")).unwrap();
    let done = guard.ops(&["learn", mail.join("loop").to_str().unwrap()]);
    assert!(done.code == 66 && done.err.contains("symbolic links"), "{done:#?}");
    let done = guard.ops(&["learn", mail.join("outlook.pst").to_str().unwrap()]);
    assert!(done.code == 66 && done.err.contains("export it as mbox"), "{done:#?}");
}

#[test]
fn packed_files_marks_and_empty_lines_are_read_over() {
    let guard = Guard::new("", FIRM);
    let mails = of_anna(12);
    let mail = guard.path("mail");
    write(&mail.join("Sent.mbox.gz"), gzipped(&mbox(&mails[..3])));
    write(&mail.join("Sent/a.eml"), format!("\u{feff}{}", mails[3].text));
    write(&mail.join("Sent/b.eml.gz"), gzipped(mails[4].text.as_bytes()));
    write(&mail.join("Sent-1"), [b"\n\r\n\n".to_vec(), mbox(&mails[5..8])].concat());
    write(&mail.join("Sent-2"), [b"\xef\xbb\xbf".to_vec(), mbox(&mails[8..10])].concat());
    zip(&mail.join("all.zip"), &[("Sent", [b"\n\n".to_vec(), mbox(&mails[10..12])].concat())]);
    let learnt = learn(&guard, &[mail.to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&12.into(), &0.into()), "{learnt}");
    let again = learn(&guard, &[mail.to_str().unwrap()]);
    assert_eq!((&again["unchanged"], &again["known"]), (&again["files"], &0.into()), "{again}");
}

#[test]
fn what_is_named_like_mail_and_is_none_is_told() {
    let mails = of_anna(6);
    let apple = |mail: &Mail| format!("{:<10}\n{}<?xml version=\"1.0\"?>\n<plist/>\n", mail.text.len(), mail.text);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("Sent/whole.eml", mails[0].text.clone().into_bytes()),
        ("Sent/blank.eml", format!("\r\n\n{}", mails[1].text).into_bytes()),
        ("Sent/3.emlx", apple(&mails[2]).into_bytes()),
        ("Mail/Sent/cur/1782.x.host:2,S", mails[3].text.clone().into_bytes()),
        ("Sent/zeroed.eml", vec![0; 900]),
        ("Sent/empty.eml", Vec::new()),
        ("Sent/zeroed.emlx", vec![0; 900]),
        ("Sent/outlook.msg", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 900]].concat()),
        ("Mail/Sent/cur/1783.x.host:2,S", vec![0; 900]),
        ("Mail/Sent/new/1784.x.host", Vec::new()),
        // What systems and programs keep beside mail.
        ("__MACOSX/Sent/._whole.eml", vec![0; 90]),
        ("Sent/notes.txt", b"no mail at all\n".to_vec()),
        ("new/offer.pdf", b"%PDF-1.7\n".to_vec()),
    ];
    for kind in ["folder", "zip", "tgz"] {
        let guard = Guard::new("", FIRM);
        let path = guard.path("kept");
        match kind {
            "folder" => files.iter().for_each(|(file, octets)| write(&path.join(file), octets)),
            "zip" => zip(&path, &files),
            _ => tar_gz(&path, &files),
        }
        let learnt = learn(&guard, &[path.to_str().unwrap()]);
        assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&4.into(), &6.into()), "{kind}: {learnt}");
        let damages = learnt["damages"].as_array().unwrap();
        for (file, _) in &files[4..10] {
            let told = damages.iter().find(|damaged| {
                let place = if kind == "folder" { &damaged["file"] } else { &damaged["entry"] };
                place.as_str().unwrap().ends_with(file)
            });
            let why = if file.ends_with(".msg") { "Outlook's own format" } else { "no header" };
            assert!(told.is_some_and(|told| told["why"].as_str().unwrap().contains(why)), "{kind} {file}: {learnt}");
        }
    }
    let guard = Guard::new("", FIRM);
    write(&guard.path("zeroed.eml"), vec![0; 900]);
    let told = guard.ops(&["learn", guard.path("zeroed.eml").to_str().unwrap(), "--me", ANNA]);
    assert!(told.code == 65 && told.out.contains("no header"), "{told:#?}");
}

#[test]
fn an_mbox_without_empty_lines_between_its_messages_is_read() {
    let mails = of_anna(5);
    let at = |n: usize| format!("From anna@firm.example Mon Mar {:2} 09:00:00 2026", n + 2);
    let text: String = mails.iter().enumerate().map(|(n, mail)| format!("{}\n{}", at(n), mail.text)).collect();
    let guard = Guard::new("", FIRM);
    write(&guard.path("Sent"), &text);
    write(&guard.path("Sent.mbox.gz"), gzipped(text.as_bytes()));
    let learnt = learn(&guard, &[guard.path("Sent").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&5.into(), &0.into()), "{learnt}");
    let packed = learn(&guard, &[guard.path("Sent.mbox.gz").to_str().unwrap()]);
    assert_eq!((&packed["known"], &packed["damaged"]), (&5.into(), &0.into()), "{packed}");
}

#[test]
fn drafts_trash_and_automatic_replies_are_not_learnt() {
    let guard = Guard::new("", FIRM);
    let mail = guard.path("mail");
    let of = |n: usize| sent(n, "nobody@kita.example");
    mailbox::maildir(&mail.join(".Sent"), &of_anna(4));
    for (n, folder) in
        [".Entw&APw-rfe", ".Gel&APY-schte Elemente", ".Elementos eliminados", ".Outbox", ".Itens Exclu&AO0-dos"]
            .into_iter()
            .enumerate()
    {
        mailbox::maildir(&mail.join(folder), &[of(100 + n)]);
    }
    write(&mail.join(".Sent/cur/7.x:2,DS"), of(200).text);
    write(&mail.join(".Sent/cur/8.x:2,ST"), of(201).text);
    write(&mail.join(".Sent/cur/9.x:2,S"), format!("X-Mozilla-Draft-Info: internal/draft; vcard=0\n{}", of(202).text));
    write(&mail.join(".Sent/cur/10.x:2,S"), format!("Auto-Submitted: auto-replied\n{}", of(203).text));
    write(&mail.join(".Sent/cur/11.x:2,S"), format!("Auto-Submitted: no\n{}", sent(204, "eva@kita.example").text));
    let learnt = learn(&guard, &[mail.to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["automatic"]), (&5.into(), &1.into()), "{learnt}");
    assert_eq!(guard.ops(&["history", "show", "nobody@kita.example"]).code, 66);
    let told = guard.ops(&["learn", mail.to_str().unwrap(), "--me", ANNA, "--me", "a.weber@firm.example"]).ok();
    assert!(told.contains("1 automatic replies teach nothing."), "{told}");
}

#[test]
fn drafts_trash_and_spam_in_an_export_of_gmail_are_not_learnt() {
    let guard = Guard::new("", FIRM);
    let labelled = |mail: Mail, labels: &str| {
        let text = format!("X-GM-THRID: 18\nX-Gmail-Labels: {labels}\n{}", mail.text);
        Mail { text, ..mail }
    };
    let of = |n: usize, labels: &str| labelled(sent(n, "nobody@kita.example"), labels);
    let mut mails: Vec<Mail> = of_anna(4).into_iter().map(|mail| labelled(mail, "Gesendet,Wichtig")).collect();
    mails.extend([
        of(20, "Entwürfe"),
        of(21, "=?UTF-8?Q?Entw=C3=BCrfe?="),
        of(25, "=?UTF-8?Q?Ge=C3=B6ffnet,?=\n =?UTF-8?B?RW50d8O8cmZl?="),
        of(22, "Trash,Drafts"),
        of(23, "Papierkorb"),
        of(24, "\"Kita, Lido\",Spam"),
    ]);
    // Whoever writes most is still a stranger: the labels say which mail was sent.
    let got = (30..42).map(|n| received(n, "Ken Ito <ken@kita.example>", "", "Hello"));
    mails.extend(got.map(|mail| labelled(mail, "=?UTF-8?Q?Posteingang,Ge=C3=B6ffnet?=")));
    write(&guard.path("All mail.mbox"), mbox(&mails));
    let learnt = learn(&guard, &[guard.path("All mail.mbox").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["heard"]), (&4.into(), &12.into()), "{learnt}");
    let owner = &learnt["senders"][0];
    assert_eq!((&owner["address"], &owner["why"]), (&ANNA.into(), &"sent-mail".into()), "{learnt}");
    assert_eq!(guard.ops(&["history", "show", "nobody@kita.example"]).code, 66);
}

#[test]
fn a_mail_without_a_date_has_that_of_its_mbox_and_what_it_says_of_its_length_holds() {
    let guard = Guard::new("", FIRM);
    let text = |n: usize, more: &str| {
        format!("From: {ANNA}\nTo: ken@kita.example\nMessage-ID: <{n}.s@firm.example>\nSubject: {n}\n{more}\n")
    };
    let quoted = "see below\n\nFrom ken@kita.example Tue Mar  3 10:00:00 2026\nit was late\n";
    let out = format!(
        "From anna@firm.example Tue Mar  3 09:00:00 2026\n{}Hi\n\nFrom - Wed Mar 11 09:00:00 2026\n{}{quoted}\n",
        text(1, ""),
        text(2, &format!("Content-Length: {}\n", quoted.len()))
    );
    write(&guard.path("Sent"), out);
    let learnt = learn(&guard, &[guard.path("Sent").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&2.into(), &0.into()), "{learnt}");
    let shown = guard.ops(&["history", "show", "ken@kita.example"]).ok();
    assert!(shown.contains("first on Tue 3 Mar 2026") && shown.contains("last on Wed 11 Mar 2026"), "{shown}");
}

#[test]
fn what_was_too_old_is_read_when_history_is_kept_longer() {
    let guard = Guard::new("", &format!("{FIRM}[history]\nkeep = \"1d\"\n"));
    write(&guard.path("mail/Sent"), mbox(&of_anna(5)));
    let got: Vec<Mail> = vec![received(1, "Ken Ito <ken@kita.example>", "", "Hello")];
    write(&guard.path("mail/INBOX"), mbox(&got));
    let path = guard.path("mail");
    let path = path.to_str().unwrap();
    assert_eq!(learn(&guard, &[path])["too_old"], 6);
    assert_eq!(learn(&guard, &[path])["unchanged"], 2, "nothing has changed");
    guard.configure(&format!("{FIRM}[history]\nkeep = \"9000d\"\n"));
    let learnt = learn(&guard, &[path]);
    assert_eq!(
        (&learnt["learnt"], &learnt["heard"], &learnt["too_old"]),
        (&5.into(), &1.into(), &0.into()),
        "{learnt}"
    );
    assert_eq!(learn(&guard, &[path])["unchanged"], 2, "and now all is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_forgotten_for_its_age_is_read_when_history_is_kept_longer() {
    let guard = Guard::new("", &format!("{FIRM}[history]\nkeep = \"9000d\"\n"));
    write(&guard.path("Sent"), mbox(&of_anna(5)));
    let path = guard.path("Sent");
    let path = path.to_str().unwrap();
    assert_eq!(learn(&guard, &[path])["learnt"], 5);
    // As the daemon does whose configuration keeps history for less.
    assert_eq!(store_of(&guard).forget_history(Clock::system().now()).await.unwrap(), 5);
    assert_eq!(learn(&guard, &[path])["learnt"], 5, "here it is kept for longer");
    assert_eq!(learn(&guard, &[path])["unchanged"], 1);
}

#[test]
fn a_damaged_archive_is_no_empty_one() {
    let guard = Guard::new("", FIRM);
    zip(&guard.path("whole.zip"), &[("Sent", mbox(&of_anna(50)))]);
    let whole = fs::read(guard.path("whole.zip")).unwrap();
    write(&guard.path("cut.zip"), &whole[..200]);
    for args in [&[][..], &["--me", ANNA]] {
        let cut = guard.path("cut.zip");
        let told = guard.ops(&[&["learn", cut.to_str().unwrap()], args].concat());
        assert_eq!(told.code, 65, "{args:?}: {told:#?}");
        assert!(format!("{}{}", told.out, told.err).contains("the archive is damaged"), "{args:?}: {told:#?}");
    }
}

#[test]
fn nobody_waits_for_a_pipe() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(4)));
    let pipe = guard.path("mail/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(guard.path("mail/socket")).unwrap();
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&4.into(), &0.into()), "{learnt}");
    for command in ["learn", "backtest"] {
        for path in [&pipe, &guard.path("mail/socket")] {
            let told = guard.ops(&[command, path.to_str().unwrap()]);
            assert!(told.code == 66 && told.err.contains("it is neither a file nor a folder"), "{told:#?}");
        }
    }
}
