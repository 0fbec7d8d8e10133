//! `learn` from every kind of archive: what is in it is learnt once, however it is kept; what is damaged is told.

use std::fs;

use serde_json::Value;

use super::mailbox::{
    self, ANNA, CANARY, Mail, folder_of_messages, gzipped, maildir, mbox, of_anna, received, sent, tar_gz, write,
};
use crate::support::guard::{FIRM, Guard, files_in, json_lines};

fn report(guard: &Guard, args: &[&str]) -> Value {
    let all = [&["learn", "--json"], args].concat();
    json_lines(&guard.ops(&all).ok()).remove(0)
}

/// What is known of somebody, without what differs from run to run.
fn met(guard: &Guard, address: &str) -> Value {
    json_lines(&guard.ops(&["history", "show", address, "--json"]).ok()).remove(0)
}

fn eml(mails: &[Mail]) -> Vec<(String, Vec<u8>)> {
    mails.iter().enumerate().map(|(n, mail)| (format!("out/{n}.eml"), mail.text.clone().into_bytes())).collect()
}

#[test]
fn every_kind_of_archive_teaches_the_same() {
    let mails = of_anna(40);
    let mut all: Vec<(String, Value)> = Vec::new();
    for kind in
        ["mbox", "maildir", "eml", "thunderbird", "zip of mbox", "zip of eml", "tar.gz of maildir", "tgz of mbox"]
    {
        let guard = Guard::new("", FIRM);
        let path = guard.path("mail");
        match kind {
            "mbox" => write(&path, mbox(&mails)),
            "maildir" => maildir(&path.join(".Sent"), &mails),
            "eml" => folder_of_messages(&path, &mails),
            "thunderbird" => mailbox::thunderbird(&path, &mails, &[]),
            "zip of mbox" => mailbox::zip(&path, &[("Sent", mbox(&mails)), ("Sent.msf", b"x".to_vec())]),
            "zip of eml" => {
                let files = eml(&mails);
                let files: Vec<(&str, Vec<u8>)> =
                    files.iter().map(|(n, octets)| (n.as_str(), octets.clone())).collect();
                mailbox::zip(&path, &files);
            }
            "tar.gz of maildir" => {
                let name = |n: usize| format!("Maildir/.Sent/cur/{n}:2,S");
                let files: Vec<(String, Vec<u8>)> =
                    mails.iter().enumerate().map(|(n, mail)| (name(n), mail.text.clone().into_bytes())).collect();
                let files: Vec<(&str, Vec<u8>)> =
                    files.iter().map(|(n, octets)| (n.as_str(), octets.clone())).collect();
                tar_gz(&path, &files);
            }
            _ => tar_gz(&path, &[("Mail/Sent", mbox(&mails)), ("Mail/Trash", mbox(&of_anna(99)))]),
        }
        let learnt = report(&guard, &[path.to_str().unwrap()]);
        assert_eq!((&learnt["learnt"], &learnt["damaged"]), (&40.into(), &0.into()), "{kind}: {learnt}");
        assert_eq!((&learnt["people"], &learnt["organisations"]), (&4.into(), &3.into()), "{kind}: {learnt}");
        assert_eq!(learnt["senders"][0]["address"], ANNA, "{kind}: {learnt}");
        let again = report(&guard, &[path.to_str().unwrap()]);
        assert_eq!(
            (&again["learnt"], &again["known"]),
            (&0.into(), &0.into()),
            "{kind}: what was read is not read again"
        );
        assert_eq!(again["unchanged"], again["files"], "{kind}");
        all.push((kind.to_owned(), met(&guard, "ken@kita.example")));
    }
    let (_, first) = &all[0];
    assert_eq!((&first["count"], &first["name"]), (&30.into(), &"Ken Ito".into()), "{first}");
    assert_eq!(first["with"][0]["address"], "lea@lido.example", "{first}");
    assert!(all.iter().all(|(_, met)| met == first), "{all:#?}");
}

#[test]
fn the_same_mail_kept_twice_is_learnt_once_and_what_is_new_is_added() {
    let mails = of_anna(20);
    let guard = Guard::new("", FIRM);
    let (first, second) = (guard.path("Sent"), guard.path("saved"));
    write(&first, mbox(&mails[..10]));
    folder_of_messages(&second, &mails[..12]);
    assert_eq!(report(&guard, &[first.to_str().unwrap()])["learnt"], 10);
    let both = report(&guard, &[second.to_str().unwrap()]);
    assert_eq!((&both["learnt"], &both["known"]), (&2.into(), &10.into()), "{both}");
    // An mbox that has grown is read from where it ended.
    let mut file = fs::OpenOptions::new().append(true).open(&first).unwrap();
    std::io::Write::write_all(&mut file, &mbox(&mails[12..])).unwrap();
    let grown = report(&guard, &[first.to_str().unwrap()]);
    assert_eq!((&grown["learnt"], &grown["known"]), (&8.into(), &0.into()), "{grown}");
    // One that was written anew is read from its beginning.
    write(&first, mbox(&mails[3..]));
    let anew = report(&guard, &[first.to_str().unwrap()]);
    assert_eq!((&anew["learnt"], &anew["known"]), (&0.into(), &17.into()), "{anew}");
    assert_eq!(met(&guard, "ken@kita.example")["count"], 15);
    // A message that was marked as read is the same message.
    let maildir_at = guard.path("Maildir");
    maildir(&maildir_at, &of_anna(4));
    report(&guard, &[maildir_at.to_str().unwrap()]);
    fs::rename(maildir_at.join("new/00001.x.host"), maildir_at.join("cur/00001.x.host:2,RS")).unwrap();
    let marked = report(&guard, &[maildir_at.to_str().unwrap()]);
    assert_eq!((&marked["known"], &marked["unchanged"]), (&0.into(), &4.into()), "{marked}");
}

#[test]
fn damaged_mail_is_told_with_its_place_and_stops_nothing() {
    let guard = Guard::new("", FIRM);
    let mut text = mbox(&of_anna(3));
    let broken_at = text.len();
    text.extend_from_slice(b"From - Mon, 02 Mar 2026\nthis is no header at all\n\n");
    text.extend_from_slice(
        b"From - Mon, 02 Mar 2026\nTo: ken@kita.example\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\nHi\n\n",
    );
    text.extend_from_slice(b"From - Mon, 02 Mar 2026\nFrom: anna@firm.example\nTo: ken@kita.example\n\nHi\n\n");
    text.extend_from_slice(&mbox(&[sent(7, "ken@kita.example")]));
    write(&guard.path("mail/Sent"), &text);
    write(&guard.path("mail/cut.zip"), b"PK\x03\x04 and nothing that belongs to it");
    mailbox::tar_gz(&guard.path("whole.tgz"), &[("Sent", mbox(&of_anna(400)))]);
    let whole = fs::read(guard.path("whole.tgz")).unwrap();
    write(&guard.path("mail/half.tgz"), &whole[..whole.len() / 2]);
    write(&guard.path("mail/cut.eml.gz"), b"\x1f\x8b\x08 and nothing that belongs to it");
    write(&guard.path("mail/odd.eml.gz"), gzipped(b"this is no header at all"));
    let learnt = report(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert!(learnt["learnt"].as_u64().unwrap() > 4, "what can be read is learnt: {learnt}");
    assert!(learnt["damaged"].as_u64().unwrap() >= 5, "{learnt}");
    let damages = learnt["damages"].as_array().unwrap();
    let told = |file: &str, why: &str| {
        damages.iter().find(|d| d["file"].as_str().unwrap().ends_with(file) && d["why"] == why).cloned()
    };
    assert_eq!(told("mail/Sent", "no header").unwrap()["offset"], broken_at, "{learnt}");
    for (file, why) in [
        ("mail/Sent", "no sender"),
        ("mail/Sent", "no date"),
        ("mail/cut.zip", "the archive is damaged"),
        ("mail/half.tgz", "cannot be read"),
        ("mail/cut.eml.gz", "the archive is damaged"),
        ("mail/odd.eml.gz", "no header"),
    ] {
        assert!(told(file, why).is_some(), "{file} {why}: {learnt}");
    }
    let other = ["--me", ANNA, "--me", "other@firm.example"];
    let shown = guard.ops(&[&["learn", guard.path("mail/Sent").to_str().unwrap()], &other[..]].concat());
    assert!(shown.out.contains("octet") && shown.out.contains("no header"), "{shown:#?}");
}

#[test]
fn people_are_counted_of_the_mails_that_were_not_known() {
    let guard = Guard::new("", FIRM);
    let mut mails = of_anna(8);
    write(&guard.path("Sent"), mbox(&mails));
    report(&guard, &[guard.path("Sent").to_str().unwrap()]);
    mails.push(sent(20, "Eva Lang <eva@tapir.example>"));
    write(&guard.path("Sent-2"), mbox(&mails));
    let learnt = report(&guard, &[guard.path("Sent-2").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["known"]), (&1.into(), &8.into()), "{learnt}");
    assert_eq!((&learnt["people"], &learnt["organisations"]), (&1.into(), &1.into()), "{learnt}");
}

#[test]
fn nothing_to_learn_from_says_so_by_the_exit_code() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("empty/notes.md"), "# nothing\n");
    write(&guard.path("broken"), "From - Mon, 02 Mar 2026\nno header\n\n");
    for (path, args, code, words) in [
        ("missing", vec![], 66, "cannot be read"),
        ("empty", vec![], 66, "there is no mail in it"),
        ("broken", vec![], 66, "there is no mail in it"),
        ("empty", vec!["--me", ANNA], 66, "there is no mail in it"),
        ("broken", vec!["--me", ANNA], 65, "no header"),
    ] {
        let path = guard.path(path);
        let done = guard.ops(&[&["learn", path.to_str().unwrap()], &args[..]].concat());
        assert_eq!(done.code, code, "{done:#?}");
        assert!(format!("{}{}", done.out, done.err).contains(words), "{done:#?}");
    }
    let done = guard.ops(&["learn", guard.path("missing").to_str().unwrap(), "--json"]);
    let error: Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(error["error"]["code"], "no_input");
}

#[test]
fn no_word_of_any_text_is_in_the_state_directory() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(30)));
    write(&guard.path("mail/INBOX"), mbox(&[received(3, "ken@kita.example", "", CANARY)]));
    let learnt = report(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["heard"]), (&30.into(), &1.into()), "{learnt}");
    for file in files_in(&guard.state()) {
        let octets = fs::read(&file).unwrap();
        for word in [CANARY, "The offer", "is ready", "sent@firm.example", "mail/Sent"] {
            let found = octets.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
            assert!(!found, "{word} is in {}", file.display());
        }
    }
    let key = fs::read(guard.state().join("outguard.key")).unwrap();
    let database = fs::read(guard.state().join("outguard.db")).unwrap();
    assert!(!database.windows(key.len()).any(|window| window == key), "the key is not in the database");
}

#[test]
fn without_its_key_nobody_is_taken_for_a_beginner_and_nothing_is_lost() {
    let guard = Guard::new("", FIRM);
    let path = guard.path("Sent");
    write(&path, mbox(&of_anna(10)));
    report(&guard, &[path.to_str().unwrap()]);
    let known = met(&guard, "ken@kita.example");
    let key = guard.state().join("outguard.key");
    let kept = fs::read(&key).unwrap();
    let explain = || -> Value {
        let mail = "From: anna@firm.example\r\nTo: ken@kita.example\r\nSubject: Roof\r\n\r\nHello Ken\r\n";
        let path = guard.path("mail.eml");
        write(&path, mail);
        serde_json::from_str(&guard.ops(&["explain", path.to_str().unwrap(), "--json"]).ok()).unwrap()
    };
    let said = |view: &Value| {
        let check = |check: &&Value| check["id"] == "history-unavailable";
        view["checks"].as_array().unwrap().iter().find(check).unwrap()["outcome"].clone()
    };
    assert_eq!(said(&explain()), "silent");
    for wrong in [None, Some("short".as_bytes()), Some(&[7; 16]), Some(&[7; 17])] {
        fs::remove_file(&key).unwrap();
        if let Some(wrong) = wrong {
            fs::write(&key, wrong).unwrap();
        }
        assert_eq!(said(&explain()), "fired", "{wrong:?}");
        let show = guard.ops(&["history", "show", "ken@kita.example"]);
        assert!(show.err.contains("outguard.key"), "{wrong:?}: {}", show.err);
        let check = guard.ops(&["check"]);
        assert!(check.out.contains("what was learnt cannot be read"), "{wrong:?}: {}", check.out);
        fs::write(&key, &kept).unwrap();
        assert_eq!(met(&guard, "ken@kita.example"), known, "the key is back, and all is as before");
    }
    fs::remove_file(&key).unwrap();
    let again = report(&guard, &[path.to_str().unwrap()]);
    assert_eq!(again["learnt"], 10, "who learns begins anew: {again}");
    let again = met(&guard, "ken@kita.example");
    assert_eq!((&again["count"], again["with"].as_array().unwrap().len()), (&7.into(), 2), "{again}");
}
