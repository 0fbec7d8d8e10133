//! Recalls by mail: from whoever sent the message, through the door that knows them. Everything else changes nothing and
//! stands in the journal.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::MessageParser;

use super::{ANNA, KEN, TOM, message, until_passed};
use crate::support::client::Client;
use crate::support::guard::{Guard, id_in, json_lines, until};
use crate::support::upstream::{Behaviour, FakeUpstream, Taken};

const RECALL: &str = "recall@firm.example";
const PASSWORD: &str = "pass word";

/// Anna and Tom, who sign in at the door; Anna reads German.
async fn office() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"1h\"\n[notices]\nmail = \"off\"\n");
    let hash = guard.ops_with(&["config", "password"], format!("{PASSWORD}\n").as_bytes()).ok();
    let config = fs::read_to_string(guard.config()).unwrap();
    let user = |name: &str| format!("[[smtp.user]]\nname = \"{name}\"\npassword_hash = \"{}\"\n", hash.trim());
    let config = config.replace("mail = \"off\"\n", &format!("mail = \"off\"\nrecall = \"{RECALL}\"\n"));
    let person = format!("[[person]]\naddress = \"{ANNA}\"\nname = \"Anna\"\nlanguage = \"de\"\n");
    guard.configure(&format!("{config}\n{}{}{person}", user("anna"), user("tom")));
    guard.start();
    (fake, guard)
}

fn signed_in(guard: &Guard, user: &str) -> Client {
    let mut client = Client::connect(guard.addr());
    let plain = STANDARD.encode(format!("\0{user}\0{PASSWORD}"));
    assert!(client.says(&format!("AUTH PLAIN {plain}")).starts_with("235"));
    client
}

/// Something of Anna's that waits for its undo window.
fn delayed(guard: &Guard, message_id: &str) -> String {
    let reply = signed_in(guard, "anna").sends(ANNA, &[KEN], message(message_id, "Lunch", &[KEN]).as_bytes());
    id_in(&reply)
}

/// A forward of the message with this `Message-ID`, attached.
fn forward(message_id: &str) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nTo: {RECALL}\r\nSubject: Fwd: Lunch\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOh no\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{}--b--\r\n",
        message(message_id, "Lunch", &[KEN])
    )
}

fn reply_to(message_id: &str, words: &str) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nTo: {RECALL}\r\nSubject: Re: Lunch\r\nIn-Reply-To: <{message_id}>\r\n\r\n{words}\r\n\r\n> Thursday?\r\n"
    )
}

/// Our own mails upstream has taken.
fn letters(fake: &FakeUpstream) -> Vec<Taken> {
    fake.messages().into_iter().filter(|taken| taken.mail.starts_with("MAIL FROM:<>")).collect()
}

/// That somebody was refused, and why.
#[track_caller]
fn denied(guard: &Guard, why: &str) {
    let lines = json_lines(&guard.ops(&["journal", "show", "--json"]).ok());
    let is = |line: &serde_json::Value| {
        let text = line.to_string();
        text.contains("denied") && text.contains("mail recall") && text.contains(why)
    };
    assert!(lines.iter().any(is), "{why}: {lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_stops_it_and_the_answer_comes_by_mail_in_the_language_of_the_sender() {
    let (fake, guard) = office().await;
    let id = delayed(&guard, "1@firm.example");
    let reply = signed_in(&guard, "anna").sends(ANNA, &[RECALL], forward("1@firm.example").as_bytes());
    assert!(reply.starts_with("250 2.0.0") && reply.contains(&id) && reply.contains("Nobody has it"), "{reply}");
    assert_eq!(guard.state_of(&id), "cancelled");
    until("the answer arrives", || letters(&fake).len() == 1);
    let letter = letters(&fake).remove(0);
    let text = String::from_utf8_lossy(&letter.data).into_owned();
    assert_eq!(letter.recipients(), [ANNA]);
    assert!(
        text.contains("Auto-Submitted: auto-generated") && text.contains(&format!("X-Outguard-Id: {id}")),
        "{text}"
    );
    let parsed = MessageParser::default().parse(&letter.data).unwrap();
    assert_eq!(parsed.subject(), Some(format!("[Rückruf] Niemand hat sie ({id})").as_str()));
    let body = parsed.body_text(0).unwrap();
    assert!(body.contains(&format!("{KEN}: vor dem Senden gestoppt")) && body.contains("Entwurf"), "{body}");
    let draft = parsed.attachments().next().unwrap();
    assert!(draft.contents().starts_with(b"X-Unsent: 1\r\n") && draft.contents().ends_with(b"Thursday?\r\n"));
    assert!(fake.messages().iter().all(|taken| taken.recipients() == [ANNA]), "nobody else got anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_says_recall_and_a_message_that_passed_is_told_of() {
    let (fake, guard) = office().await;
    let sent = message("2@firm.example", "Lunch", &[TOM]);
    assert_eq!(signed_in(&guard, "anna").sends(ANNA, &[TOM], sent.as_bytes()), "250 2.0.0 taken");
    let id = until_passed(&guard, "2@firm.example");
    let other =
        signed_in(&guard, "anna").sends(ANNA, &[RECALL], reply_to("2@firm.example", "What is this?").as_bytes());
    assert!(other.starts_with("554 5.7.1") && other.contains("RECALL"), "{other}");
    denied(&guard, "words");
    let reply = signed_in(&guard, "anna").sends(ANNA, &[RECALL], reply_to("2@firm.example", "RECALL").as_bytes());
    assert!(reply.starts_with("250 ") && reply.contains(&id) && reply.contains("1 person has it"), "{reply}");
    until("the answer arrives", || letters(&fake).len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_recalls_it_whatever_they_write_into_from() {
    let (fake, guard) = office().await;
    let id = delayed(&guard, "3@firm.example");
    let forged = forward("3@firm.example");
    let other_from = forged.replacen(ANNA, TOM, 1);
    let two_from = format!("From: {TOM}\r\n{forged}");
    let automatic = format!("Auto-Submitted: auto-replied\r\n{forged}");
    for (user, envelope, to, mail, code, why) in [
        ("tom", ANNA, vec![RECALL], &forged, "554", "sign-in"),
        ("tom", TOM, vec![RECALL], &other_from, "554", "sign-in"),
        ("anna", TOM, vec![RECALL], &forged, "554", "sender"),
        ("anna", ANNA, vec![RECALL], &other_from, "554", "from"),
        ("anna", ANNA, vec![RECALL], &two_from, "554", "from"),
        ("anna", ANNA, vec![RECALL, KEN], &forged, "554", "others"),
        ("anna", ANNA, vec![RECALL], &automatic, "250", "automatic"),
        ("anna", ANNA, vec![RECALL], &forward("nobody@firm.example"), "554", "unknown"),
    ] {
        let reply = signed_in(&guard, user).sends(envelope, &to, mail.as_bytes());
        assert!(reply.starts_with(code), "{user} {envelope} {why}: {reply}");
        assert!(!reply.contains(&id), "{reply}");
        denied(&guard, why);
        assert_eq!(guard.state_of(&id), "delayed", "{why}");
    }
    let unsigned = Client::connect(guard.addr()).sends(ANNA, &[RECALL], forged.as_bytes());
    assert!(unsigned.starts_with("530"), "{unsigned}");
    assert!(fake.messages().is_empty(), "nobody got anything");
}
