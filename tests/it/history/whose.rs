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
    assert!(shown.starts_with("anna@firm.example: sent mail is from there\n"), "{shown}");
    assert!(shown.contains("    a.weber@firm.example too: the same name\n"), "{shown}");
    assert!(shown.contains("    weber@sub.firm.example too: the same name\n"), "{shown}");
    assert!(!shown.contains("elsewhere.example too"), "a name outside the own domains may be anybody's: {shown}");
    let not_hers = "anna.weber@elsewhere.example is none of these, and 1 sent mail from there not learnt as sent; if it is yours: --me\n";
    assert!(shown.contains(not_hers), "{shown}");
    let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!((list.len(), &list[0]["mails"]), (1, &14.into()), "{list:?}");
    // A known address that is named later takes what was learnt along.
    let all = guard.path("Sent");
    let named = learn(&guard, &[all.to_str().unwrap(), "--me", "anna.weber@elsewhere.example", "--me", ANNA]);
    assert_eq!(
        (&named["learnt"], &named["known"]),
        (&1.into(), &12.into()),
        "the named addresses and no others: {named}"
    );
    assert_eq!((&named["heard"], &named["left_out"]), (&0.into(), &2.into()), "nobody received it: {named}");
    let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!((list.len(), &list[0]["owner"]), (1, &"anna.weber@elsewhere.example".into()), "{list:?}");
    assert_eq!(list[0]["mails"], 15);
}

/// A mail of Anna's from another address of hers.
fn as_of(mut mail: mailbox::Mail, from: &str) -> mailbox::Mail {
    mail.text = mail.text.replace("Anna Weber <anna@firm.example>", from);
    mail
}

#[test]
fn who_wrote_from_another_address_long_ago_has_all_of_it_learnt() {
    const OLD: &str = "Anna Weber <weber@alt.example>";
    let mails: Vec<_> = (0..320)
        .map(|n| as_of(sent(n, "Ken Ito <ken@kita.example>"), OLD))
        .chain((320..900).map(|n| sent(n, "Ken Ito <ken@kita.example>")))
        .chain((900..1_300).map(|n| as_of(sent(n, "Lea Wolf <lea@lido.example>"), "Anna Weber <a.weber@firm.example>")))
        .collect();
    let in_one = Guard::new("", FIRM);
    write(&in_one.path("Sent"), mbox(&mails));
    let in_many = Guard::new("", FIRM);
    mailbox::maildir(&in_many.path("Sent"), &mails);
    for guard in [in_one, in_many] {
        let learnt = learn(&guard, &[guard.path("Sent").to_str().unwrap()]);
        let senders: Vec<&Value> =
            learnt["senders"].as_array().unwrap().iter().map(|sender| &sender["address"]).collect();
        assert_eq!((senders.len(), &learnt["learnt"]), (2, &1_300.into()), "{learnt}");
        assert_eq!(learnt["unnamed"], serde_json::json!([]));
        let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
        let mut mails: Vec<u64> = list.iter().map(|learner| learner["mails"].as_u64().unwrap()).collect();
        mails.sort_unstable();
        assert_eq!(mails, [320, 980], "the address of the firm is joined with the other one there: {list:?}");
    }
}

#[test]
fn answers_of_clients_that_are_filed_with_sent_mail_make_them_no_senders() {
    let aiko = |n: usize| received(n, "Aiko Okafor <aiko@tapir.example>", "", "Hello Anna");
    for answers in [1, 90] {
        let guard = Guard::new("", FIRM);
        mailbox::maildir(&guard.path("mail/.Sent"), &of_anna(8));
        let mut filed: Vec<_> = (20..23).map(|n| sent(n, "Aiko Okafor <aiko@tapir.example>")).collect();
        filed.extend((0..answers).map(aiko));
        mailbox::maildir(&guard.path("mail/.Sent.Tapir"), &filed);
        mailbox::maildir(&guard.path("mail/.INBOX"), &[aiko(100), aiko(101)]);
        let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
        assert_eq!((owners(&learnt), &learnt["learnt"]), (vec![ANNA], &11.into()), "{learnt}");
        let unnamed = serde_json::json!([{ "address": "aiko@tapir.example", "mails": answers }]);
        assert_eq!((&learnt["unnamed"], &learnt["heard"]), (&unnamed, &2.into()), "{learnt}");
    }
}

#[test]
fn who_got_a_blind_copy_is_known_though_another_copy_does_not_say_so() {
    let guard = Guard::new("", FIRM);
    let mut mails = of_anna(8);
    let copy = |blind: &str| {
        let mut mail = sent(20, &format!("Ken Ito <ken@kita.example>\nCc: {ANNA}{blind}"));
        mail.text = mail.text.replace("Hello", "Hello Ken");
        mail
    };
    mails.push(copy("\nBcc: hidden@lido.example"));
    write(&guard.path("mail/INBOX"), mbox(&[copy("")]));
    write(&guard.path("mail/Sent"), mbox(&mails));
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["known"]), (&9.into(), &1.into()), "{learnt}");
    assert_eq!(met(&guard, "hidden@lido.example")["count"], 1);
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
    write(&guard.path("saved/draft.eml"), "To: ken@kita.example\nSubject: Crane\n\nHello\n");
    let told = guard.ops(&["learn", guard.path("saved").to_str().unwrap()]);
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
fn what_others_wrote_is_heard_by_all_it_went_to_and_by_nobody_else() {
    const MARTIN: &str = "martin.keller@firm.example";
    let got = |n: usize, from: &str, to: &str| {
        let mut mail = received(n, from, "", "Hello");
        mail.text = mail.text.replace(&format!("To: {ANNA}"), &format!("To: {to}"));
        mail
    };
    let both = || got(1, "Ken Ito <ken@kita.example>", &format!("{ANNA}, {MARTIN}"));
    let martins = || {
        let mails = (100..106).map(|n| sent(n, "Eva Lang <eva@lido.example>"));
        mails.map(|mail| from(mail, &format!("Martin Keller <{MARTIN}>")))
    };
    for config in [FIRM, ""] {
        let written = || {
            let guard = Guard::new("", config);
            mailbox::maildir(&guard.path("mail/anna/.Sent"), &of_anna(8));
            mailbox::maildir(&guard.path("mail/martin/.Sent"), &martins().collect::<Vec<_>>());
            let to_nobody =
                [got(2, "mia@kita.example", "info@firm.example"), got(3, "lea@lido.example", "all@lists.example")];
            mailbox::maildir(&guard.path("mail/anna/.INBOX"), &to_nobody);
            for who in ["anna", "martin"] {
                write(&guard.path(&format!("mail/{who}/.INBOX/cur/1.x.host:2,S")), both().text);
            }
            write(&guard.path("mail/martin/.INBOX/cur/4.x.host:2,S"), got(4, "tom@tapir.example", MARTIN).text);
            guard
        };
        let guard = written();
        let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
        assert_eq!((owners(&learnt), &learnt["heard"]), (vec![ANNA, MARTIN], &2.into()), "{config}: {learnt}");
        for owner in [ANNA, MARTIN] {
            let ken = guard.ops(&["history", "show", "ken@kita.example", "--for", owner, "--json"]).ok();
            assert_eq!(json_lines(&ken)[0]["heard"], 1, "{owner}: {ken}");
        }
        // Where one of them is named, what names nobody is theirs, and what went to the other one is not.
        let guard = written();
        let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap(), "--me", ANNA]);
        assert_eq!((owners(&learnt), &learnt["heard"]), (vec![ANNA], &3.into()), "{config}: {learnt}");
        assert_eq!(guard.ops(&["history", "show", "tom@tapir.example"]).code, 66, "{config}");
    }
}

#[test]
fn what_is_older_than_history_is_kept_is_not_learnt() {
    let guard = Guard::new("", &format!("{FIRM}[history]\nkeep = \"1d\"\n"));
    write(&guard.path("Sent"), mbox(&of_anna(5)));
    let learnt = learn(&guard, &[guard.path("Sent").to_str().unwrap()]);
    assert_eq!((&learnt["learnt"], &learnt["too_old"]), (&0.into(), &5.into()), "{learnt}");
}

/// A mail like another one, from somebody else.
fn from(mut mail: mailbox::Mail, from: &str) -> mailbox::Mail {
    mail.text = mail.text.replace("Anna Weber <anna@firm.example>", from);
    mail
}

fn owners(learnt: &Value) -> Vec<&str> {
    learnt["senders"].as_array().unwrap().iter().map(|owner| owner["address"].as_str().unwrap()).collect()
}

#[test]
fn a_name_joins_nobody_who_is_known_by_themselves() {
    let boss = "martin.keller@firm.example";
    let spoof = received(7, &format!("Anna Weber <{boss}>"), "", "Ticket 7");
    // One received mail with somebody's name says nothing.
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(12)));
    write(&guard.path("mail/INBOX"), mbox(&[spoof]));
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((&learnt["senders"][0]["also"], &learnt["heard"]), (&Value::Array(vec![]), &1.into()), "{learnt}");
    // Nor does one in sent mail join an address that its owner writes to.
    let mut mails = of_anna(12);
    mails.push(from(sent(30, "Ken Ito <ken@kita.example>"), &format!("Anna Weber <{boss}>")));
    write(&guard.path("more/Sent"), mbox(&mails));
    let shown = guard.ops(&["learn", guard.path("more").to_str().unwrap()]).ok();
    assert!(shown.contains(&format!("    {boss} has the same name and is not joined")), "{shown}");
    // Nor one from whose mail something was learnt by itself.
    let guard = Guard::new("", FIRM);
    let other = "a.weber@firm.example";
    let others: Vec<_> = (40..44).map(|n| from(sent(n, "Eva Lang <eva@lido.example>"), other)).collect();
    write(&guard.path("other/Sent"), mbox(&others));
    assert_eq!(learn(&guard, &[guard.path("other").to_str().unwrap()])["learnt"], 4);
    let mut mails: Vec<_> = (0..6).map(|n| sent(n, "Ken Ito <ken@kita.example>")).collect();
    mails.push(from(sent(30, "Ken Ito <ken@kita.example>"), &format!("Anna Weber <{other}>")));
    write(&guard.path("mail/Sent"), mbox(&mails));
    let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
    assert_eq!((&learnt["apart"][0], &learnt["learnt"]), (&other.into(), &6.into()), "{learnt}");
    let list = json_lines(&guard.ops(&["history", "list", "--json"]).ok());
    assert_eq!(list.len(), 2, "{list:?}");
    // Who says that both are theirs is believed; and who is named alone is themselves again.
    let path = guard.path("mail");
    let joined = learn(&guard, &[path.to_str().unwrap(), "--me", ANNA, "--me", other]);
    assert_eq!((&joined["learnt"], &joined["apart"]), (&1.into(), &Value::Array(vec![])), "{joined}");
    assert_eq!(json_lines(&guard.ops(&["history", "list", "--json"]).ok()).len(), 1);
    let alone = learn(&guard, &[guard.path("other").to_str().unwrap(), "--me", other]);
    assert_eq!(alone["learnt"], 4, "{alone}");
    assert_eq!(json_lines(&guard.ops(&["history", "list", "--json"]).ok()).len(), 2);
}

#[test]
fn without_a_folder_of_sent_mail_no_stranger_becomes_the_owner() {
    let strangers = ["news@shop.example", "ken@kita.example", "mia@kita.example", "eva@lido.example"];
    let mut got: Vec<_> = (0..6).map(|n| received(n, strangers[0], "", "Hello")).collect();
    got.extend((1..4).map(|n| received(10 + n, strangers[n], "", "Hello")));
    let inbox = mbox(&got);
    // Whom most of it is addressed to.
    for config in [FIRM, ""] {
        let guard = Guard::new("", config);
        write(&guard.path("mail/INBOX"), &inbox);
        let learnt = learn(&guard, &[guard.path("mail").to_str().unwrap()]);
        assert_eq!(
            (owners(&learnt), &learnt["learnt"], &learnt["heard"]),
            (vec![ANNA], &0.into(), &9.into()),
            "{learnt}"
        );
        assert_eq!(learnt["senders"][0]["why"], "most-mail", "{learnt}");
    }
    // Own sent mail in a folder of any name.
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/old"), mbox(&of_anna(8)));
    assert_eq!(owners(&learn(&guard, &[guard.path("mail").to_str().unwrap()])), [ANNA]);
    // Nobody can tell: the senders are named.
    let blind: Vec<_> = got
        .into_iter()
        .enumerate()
        .map(|(n, mut mail)| {
            mail.text = mail.text.replace(ANNA, &format!("list{n}@lists.example"));
            mail
        })
        .collect();
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/INBOX"), mbox(&blind));
    let told = guard.ops(&["learn", guard.path("mail").to_str().unwrap()]);
    assert!(told.code == 66 && told.err.contains("nobody can tell whose mail this is"), "{told:#?}");
    assert!(told.err.contains("--me news@shop.example"), "{told:#?}");
    assert_eq!(guard.ops(&["history", "list"]).ok(), "");
}

#[test]
fn whoever_names_an_address_that_no_mail_is_from_or_to_is_told_who_is_there() {
    let guard = Guard::new("", FIRM);
    write(&guard.path("mail/Sent"), mbox(&of_anna(8)));
    let path = guard.path("mail");
    for command in ["learn", "backtest"] {
        let told = guard.ops(&[command, path.to_str().unwrap(), "--me", "bob@firm.example"]);
        assert_eq!(told.code, 66, "{told:#?}");
        assert!(told.err.contains("no mail there is from or to bob@firm.example"), "{told:#?}");
        assert!(told.err.contains(&format!("mail there is from {ANNA}")), "{told:#?}");
    }
    assert_eq!(guard.ops(&["history", "list"]).ok(), "");
    // Somebody who comes late in a long folder is found.
    let mut mails = of_anna(320);
    mails.push(from(sent(400, "Ken Ito <ken@kita.example>"), "Tom Berg <tom@firm.example>"));
    write(&guard.path("long/Sent"), mbox(&mails));
    let learnt = learn(&guard, &[guard.path("long").to_str().unwrap(), "--me", "tom@firm.example"]);
    assert_eq!(learnt["learnt"], 1, "{learnt}");
}
