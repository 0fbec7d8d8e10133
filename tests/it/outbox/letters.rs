//! Whom a file is for, and what of it leaves.

use super::*;
use crate::support::upstream::Behaviour;

/// What upstream got of one file: sender, recipients, message.
async fn sent(file: &str) -> (String, Vec<String>, String) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    guard.start();
    drop_into(&guard.path("out"), "a.eml", file);
    there(guard.path("out/sent/a.eml"));
    let [taken] = &fake.messages()[..] else { panic!("{:?}", fake.messages()) };
    let text = String::from_utf8(taken.data_without_trace().to_vec()).unwrap();
    (taken.mail.clone(), taken.recipients(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_copies_are_honoured_and_hidden() {
    let file = format!(
        "From: Anna Weber <{ANNA}>\nTo: {TOM}\nTo: team: lea@firm.example, tom.brandt@firm.example;\nCc: ken@firm.example\n\
         Bcc: eva@firm.example,\n\tida@firm.example\nBCC: ute@firm.example\nSubject: lunch\n\nHi\n"
    );
    let (mail, to, text) = sent(&file).await;
    assert!(mail.starts_with(&format!("MAIL FROM:<{ANNA}>")), "{mail}");
    let names = ["tom.brandt", "lea", "ken", "eva", "ida", "ute"];
    assert_eq!(to, names.map(|name| format!("{name}@firm.example")));
    let shown = file.split("Bcc:").next().unwrap().to_owned() + "Subject: lunch\n\nHi\n";
    assert_eq!(text, shown.replace('\n', "\r\n"), "everything else is as it was, with line ends as on the wire");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_message_goes_to_whom_it_is_resent() {
    let file = format!(
        "Resent-From: {TOM}\r\nResent-To: lea@firm.example\r\nResent-Bcc: eva@firm.example\r\n\
         From: someone@kita.example\r\nTo: {ANNA}\r\nSubject: lunch\r\n\r\nHi\r\n"
    );
    let (mail, to, text) = sent(&file).await;
    assert!(mail.starts_with(&format!("MAIL FROM:<{TOM}>")), "{mail}");
    assert_eq!(to, ["lea@firm.example", "eva@firm.example"]);
    assert_eq!(text, file.replace("Resent-Bcc: eva@firm.example\r\n", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_header_is_the_envelope() {
    let rest = format!("From: Anna Weber <{ANNA}>\r\nTo: everybody@firm.example\r\nSubject: lunch\r\n\r\nGrüße\r\n");
    let file =
        format!("X-Sender: <office@firm.example>\r\nX-Receiver: {TOM}\r\nX-Receiver: <lea@firm.example>\r\n{rest}");
    let (mail, to, text) = sent(&file).await;
    assert!(mail.starts_with("MAIL FROM:<office@firm.example>"), "{mail}");
    assert_eq!((to, text), (vec![TOM.to_owned(), "lea@firm.example".to_owned()], rest));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_never_be_sent_says_why_and_what_to_do() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let text = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&format!("{text}\n[smtp.limits]\nmessage_size = \"64KiB\"\nrecipients = 100\n"));
    let out = guard.path("out");
    guard.start();
    let many: Vec<String> = (0..101).map(|n| format!("p{n}@firm.example")).collect();
    for (name, file, why) in [
        ("sender", format!("To: {TOM}\n\nHi\n"), "names no sender"),
        ("nobody", format!("From: {ANNA}\nTo: undisclosed-recipients:;\n\nHi\n"), "names no recipient"),
        ("unreadable", format!("From: {ANNA}\nTo: {TOM}, boss\n\nHi\n"), "recipient `boss` cannot be read"),
        ("text", "Hello there\n".into(), "names no sender"),
        ("cr", format!("From: {ANNA}\nTo: {TOM}\n\nHi\rthere\n"), "line 4 has a CR without LF"),
        ("nul", format!("From: {ANNA}\nTo: {TOM}\n\nHi\0there\n"), "line 4 has a NUL"),
        ("large", mail("large", TOM, &"x".repeat(70_000)), "64KiB are allowed (smtp.limits.message_size)"),
        ("many", mail("many", &many.join(", "), "Hi"), "101 recipients, 100 are allowed"),
        ("replay", format!("X-Sender: anna\nX-Receiver: {TOM}\n\nHi\n"), "`anna` in X-Sender cannot be read"),
    ] {
        drop_into(&out, &format!("{name}.eml"), &file);
        let note = there(out.join(format!("refused/{name}.eml.txt")));
        assert!(note.contains(why) && note.contains("Nobody has got it") && note.contains("drop it again"), "{note}");
        assert_eq!(fs::read_to_string(out.join(format!("refused/{name}.eml"))).unwrap(), file);
    }
    assert_eq!((fake.messages().len(), guard.list().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_refuses_is_refused_with_its_words() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "[[party]]\nname = \"Acme\"\nkind = \"blocked\"\ndomains = [\"acme.example\"]");
    guard.start();
    drop_into(&guard.path("out"), "a.eml", &mail("lunch", "jo@acme.example", "Hi"));
    let note = there(guard.path("out/refused/a.eml.txt"));
    assert!(note.contains("Acme") || note.contains("acme.example"), "{note}");
    assert_eq!(fake.messages().len(), 0);
}
