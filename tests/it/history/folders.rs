//! Which mail is taken for sent mail, by the names it is kept under: they tell whose it is.

use std::path::Path;

use serde_json::Value;

use super::mailbox::{ANNA, Mail, folder_of_messages, maildir, mbox, of_anna, received, tar_gz, write, zip};
use crate::support::guard::{FIRM, Guard, json_lines};

fn learn(guard: &Guard, path: &Path) -> Value {
    json_lines(&guard.ops(&["learn", "--json", path.to_str().unwrap()]).ok()).remove(0)
}

/// Who it is learnt for, and why.
fn owners(learnt: &Value) -> Vec<(&str, &str)> {
    let owners = learnt["senders"].as_array().unwrap().iter();
    owners.map(|owner| (owner["address"].as_str().unwrap(), owner["why"].as_str().unwrap())).collect()
}

/// What clients wrote, most of it one of them.
fn of_clients(from: usize) -> Vec<Mail> {
    (from..from + 9).map(|n| received(n, "Ken Ito <ken@kita.example>", "", "Hello")).collect()
}

#[test]
fn a_name_of_a_folder_that_holds_more_than_sent_mail_makes_no_client_a_sender() {
    for name in ["Sent and received 2026", "Sent backup"] {
        let files = [("INBOX", mbox(&of_clients(0))), ("Sent", mbox(&of_anna(5))), ("Kita", mbox(&of_clients(20)))];
        for kind in ["folder", "zip", "tgz"] {
            let guard = Guard::new("", FIRM);
            let path = guard.path(&if kind == "folder" { name.to_owned() } else { format!("{name}.{kind}") });
            match kind {
                "folder" => files.iter().for_each(|(file, octets)| write(&path.join(file), octets)),
                "zip" => zip(&path, &files),
                _ => tar_gz(&path, &files),
            }
            let learnt = learn(&guard, &path);
            assert_eq!(owners(&learnt), [(ANNA, "sent-mail")], "{name} {kind}: {learnt}");
            assert_eq!((&learnt["learnt"], &learnt["heard"]), (&5.into(), &18.into()), "{name} {kind}: {learnt}");
        }
    }
    // The same where one of its folders is given, and in folders of messages.
    let guard = Guard::new("", FIRM);
    let all = guard.path("Sent backup");
    folder_of_messages(&all.join("Kita"), &of_clients(0));
    folder_of_messages(&all.join("Sent"), &of_anna(3));
    assert_eq!(owners(&learn(&guard, &all.join("Kita"))), [(ANNA, "most-mail")]);
    assert_eq!(owners(&learn(&guard, &all)), [(ANNA, "sent-mail")]);
}

#[test]
fn sent_mail_is_known_by_its_own_name_however_it_is_given() {
    let mails = of_anna(4);
    let eml: Vec<(String, Vec<u8>)> =
        mails.iter().enumerate().map(|(n, mail)| (format!("{n}.eml"), mail.text.clone().into_bytes())).collect();
    let eml: Vec<(&str, Vec<u8>)> = eml.iter().map(|(name, octets)| (name.as_str(), octets.clone())).collect();
    for given in [
        "Maildir/.Sent",
        "Maildir/.Sent.2025",
        "Mail/Sent",
        "Mail/Sent.sbd/2025",
        "saved/Sent",
        "saved/Sent/2026",
        "Mail/Sent Messages.mbox",
        "Sent-2025.zip",
        "Sent-2025.tgz",
    ] {
        let guard = Guard::new("", FIRM);
        let path = guard.path(given);
        // What lies beside it says nothing of it.
        write(&guard.path("Mail/INBOX"), mbox(&of_clients(0)));
        match given.split(['/', '-']).next().unwrap_or_default() {
            "Maildir" => maildir(&path, &mails),
            "saved" => folder_of_messages(&guard.path("saved/Sent"), &mails),
            "Mail" if given.ends_with(".mbox") => write(&path.join("0A/Data/mbox"), mbox(&mails)),
            "Mail" => write(&path, mbox(&mails)),
            _ if given.ends_with("zip") => zip(&path, &eml),
            _ => tar_gz(&path, &eml),
        }
        let learnt = learn(&guard, &path);
        assert_eq!(owners(&learnt), [(ANNA, "sent-mail")], "{given}: {learnt}");
    }
}

/// Whether they lie in a folder or in an archive.
#[track_caller]
fn only_the_first_is_learnt(files: &[(&str, Vec<u8>)]) {
    for kind in ["folder", "zip", "tgz"] {
        let guard = Guard::new("", FIRM);
        let path = guard.path("mail");
        match kind {
            "folder" => files.iter().for_each(|(file, octets)| write(&path.join(file), octets)),
            "zip" => zip(&path, files),
            _ => tar_gz(&path, files),
        }
        assert_eq!(learn(&guard, &path)["learnt"], 1, "{kind} {}", files[0].0);
    }
}

#[test]
fn drafts_and_trash_are_left_out_however_deep_they_lie() {
    let text = |n: usize| of_anna(n + 1).remove(n).text.into_bytes();
    let files = [
        ("Sent/2026/Projekt/Kita/Phase1/1.eml", text(1)),
        ("Drafts/2026/Projekt/Kita/Phase1/7.eml", text(7)),
        ("Trash/2025/a/b/c/8.eml", text(8)),
    ];
    only_the_first_is_learnt(&files);
}

#[test]
fn mailboxes_of_those_who_left_are_read_whatever_the_folder_around_them_is_called() {
    let text = |n: usize| of_anna(n + 1).remove(n).text.into_bytes();
    for around in ["deleted-users", "deleted"] {
        let sent = format!("{around}/anna/Maildir/.Sent/cur/1.x.host:2,S");
        let deleted = format!("{around}/anna/Maildir/.Trash/cur/2.x.host:2,S");
        let files = [(sent.as_str(), text(1)), (deleted.as_str(), text(2))];
        only_the_first_is_learnt(&files);
    }
}

#[test]
fn an_answer_of_a_client_in_a_folder_of_its_own_makes_no_client_a_sender() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(20)));
    write(&guard.path("mail/Sent.sbd/Kita"), mbox(&[received(3, "Ken Ito <ken@kita.example>", "", "Hello Anna")]));
    write(&guard.path("mail/INBOX"), mbox(&[received(5, "Ken Ito <ken@kita.example>", "", "Thank you")]));
    let learnt = learn(&guard, &guard.path("mail"));
    assert_eq!(owners(&learnt), [("anna@firm.example", "sent-mail")], "{learnt}");
    assert_eq!((&learnt["learnt"], &learnt["heard"]), (&20.into(), &1.into()), "{learnt}");
}
