//! Whose mail it is, and what the mail of others tells.

use serde_json::Value;

use super::mailbox::{self, ANNA, mbox, of_anna, received, sent, write};
use crate::support::guard::{FIRM, Guard, json_lines};

fn learn(guard: &Guard, args: &[&str]) -> Value {
    let all = [&["learn", "--json"], args].concat();
    json_lines(&guard.ops(&all).ok()).remove(0)
}

fn met(guard: &Guard, address: &str) -> Value {
    json_lines(&guard.ops(&["history", "show", address, "--json"]).ok()).remove(0)
}

#[test]
fn several_addresses_of_one_person_are_joined_and_that_is_said() {
    let guard =
        Guard::new("", &format!("{FIRM}[[person]]\naddress = \"a.weber@firm.example\"\nname = \"Anna Weber\"\n"));
    let mut mails = of_anna(12);
    let other = |n: usize, from: &str| {
        let mut mail = sent(n, "Ken Ito <ken@kita.example>");
        mail.text = mail.text.replace("Anna Weber <anna@firm.example>", from);
        mail
    };
    mails.push(other(20, "a.weber@firm.example"));
    mails.push(other(21, "\"Weber, Anna\" <weber@sub.firm.example>"));
    mails.push(other(22, "Anna Weber <anna.weber@elsewhere.example>"));
    write(&guard.path("Sent"), mbox(&mails));
    let shown = guard.ops(&["learn", guard.path("Sent").to_str().unwrap()]).ok();
    assert!(shown.starts_with("anna@firm.example: most of the sent mail is from there\n"), "{shown}");
    assert!(shown.contains("    a.weber@firm.example too: the same name\n"), "{shown}");
    assert!(shown.contains("    weber@sub.firm.example too: the same name\n"), "{shown}");
    assert!(!shown.contains("elsewhere.example too"), "a name outside the own domains may be anybody's: {shown}");
    let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!((list.len(), &list[0]["mails"]), (1, &14.into()), "{list:?}");
    // A known address that is named later takes what was learnt along.
    let all = guard.path("Sent");
    let named = learn(&guard, &[all.to_str().unwrap(), "--me", "anna.weber@elsewhere.example", "--me", ANNA]);
    assert_eq!((&named["learnt"], &named["known"]), (&1.into(), &14.into()), "{named}");
    let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!((list.len(), &list[0]["owner"]), (1, &"anna.weber@elsewhere.example".into()), "{list:?}");
    assert_eq!(list[0]["mails"], 15);
}

#[test]
fn what_holds_no_mail_is_told_from_mail_of_nobody_known() {
    let guard = Guard::new("", FIRM);
    let noise: Vec<u8> = (0..4_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    write(&guard.path("noise/noise.bin"), &noise);
    write(&guard.path("noise/noise.eml"), &noise);
    write(&guard.path("noise/list.eml"), "eggs, milk and a crane\n");
    for path in ["noise", "noise/noise.bin", "noise/noise.eml", "noise/list.eml"] {
        let told = guard.ops(&["learn", guard.path(path).to_str().unwrap()]);
        assert_eq!(told.code, 66, "{told:#?}");
        assert!(told.err.contains("there is no mail in it") && !told.err.contains("whose mail"), "{told:#?}");
    }
    write(&guard.path("draft/draft.eml"), "To: ken@kita.example\nSubject: Crane\n\nHello\n");
    let told = guard.ops(&["learn", guard.path("draft").to_str().unwrap()]);
    assert!(told.code == 66 && told.err.contains("nobody can tell whose mail this is"), "{told:#?}");
}

#[test]
fn the_folders_of_several_senders_teach_each_their_own() {
    let guard = Guard::new("", FIRM);
    let tom: Vec<_> = (0..6)
        .map(|n| {
            let mut mail = sent(100 + n, "Eva Lang <eva@lido.example>");
            mail.text = mail.text.replace("Anna Weber <anna@firm.example>", "Tom Berg <tom@firm.example>");
            mail
        })
        .collect();
    mailbox::maildir(&guard.path("mail/anna/.Sent"), &of_anna(8));
    mailbox::maildir(&guard.path("mail/tom/.Sent"), &tom);
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((learnt["senders"].as_array().unwrap().len(), &learnt["learnt"]), (2, &14.into()), "{learnt}");
    assert_eq!(met(&guard, "eva@lido.example")["owner"], "tom@firm.example");
    let other = guard.ops(&["history", "show", "eva@lido.example", "--for", ANNA]);
    assert_eq!(other.code, 66, "{other:#?}");
}

#[test]
fn mail_of_others_tells_who_wrote_who_has_left_and_who_cannot_be_reached() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(20)));
    let bounce = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n";
    let report = "--b\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
                  Final-Recipient: rfc822; lea@lido.example\nAction: failed\n\n--b--\n";
    let got = [
        received(0, "Ken Ito <ken@kita.example>", "", "Hello Anna"),
        received(5, "Ken Ito <ken@kita.example>", "", "Thank you"),
        received(6, "News <news@kita.example>", "List-Id: <news.kita.example>\n", "News"),
        received(7, "mailer-daemon@mx.example", bounce, report),
        received(
            9,
            "mia@kita.example",
            "Auto-Submitted: auto-replied\n",
            "Ich bin nicht mehr für Kita tätig. Bitte schreiben Sie an eva@kita.example.",
        ),
    ];
    write(&guard.path("mail/INBOX"), mbox(&got));
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!(
        (&learnt["learnt"], &learnt["heard"], &learnt["left_out"]),
        (&20.into(), &4.into(), &1.into()),
        "{learnt}"
    );
    let ken = met(&guard, "ken@kita.example");
    assert_eq!((&ken["heard"], &ken["count"]), (&2.into(), &15.into()), "{ken}");
    assert_eq!(met(&guard, "mia@kita.example")["now"], "eva@kita.example");
    assert!(met(&guard, "lea@lido.example")["bounced"].is_string());
    let shown = guard.ops(&["history", "show", "ken@kita.example"]).ok();
    assert!(shown.starts_with("ken@kita.example (Ken Ito), as anna@firm.example knows them\n"), "{shown}");
    for words in
        ["You wrote 15 mails, first on Mon 2 Mar 2026", "They wrote 2 mails", "You wrote first.", "Most often together"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let again = learn(&guard, &[guard.path("mail/INBOX").to_str().unwrap(), "--me", ANNA]);
    assert_eq!(again["heard"], 0, "what was heard is heard once: {again}");
}

#[test]
fn what_is_older_than_history_is_kept_is_not_learnt() {
    let guard = Guard::new("", &format!("{FIRM}[history]\nkeep = \"1d\"\n"));
    write(&guard.path("Sent"), mbox(&of_anna(5)));
    let learnt = learn(&guard, &[guard.path("Sent").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["too_old"]), (&0.into(), &5.into()), "{learnt}");
}
