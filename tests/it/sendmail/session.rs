//! `sendmail -bs`: the SMTP door's session on standard input and output.

use super::{ANNA, KEN, TOM, message};
use crate::support::guard::{Done, FIRM, Guard, feed, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

fn speak(guard: &Guard, dialogue: &str) -> Done {
    feed(&mut guard.command(&["sendmail", "-bs"]), dialogue.replace('\n', "\r\n").as_bytes())
}

fn send(subject: &str, to: &str) -> String {
    format!("MAIL FROM:<{ANNA}>\nRCPT TO:<{to}>\nDATA\n{}.\n", message(subject, to))
}

fn codes(done: &Done) -> Vec<&str> {
    done.out.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).map(|line| &line[..3]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn several_messages_of_one_session_go_where_they_belong() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let dialogue = format!("EHLO web1\n{}{}QUIT\n", send("Lunch", TOM), send("Offer, strictly confidential", KEN));
    let done = speak(&guard, &dialogue);
    assert_eq!(done.code, 0, "{done:#?}");
    assert_eq!(
        codes(&done),
        ["220", "250", "250", "250", "354", "250", "250", "250", "354", "250", "221"],
        "{done:#?}"
    );
    assert!(!done.out.contains("STARTTLS") && !done.out.contains("AUTH"), "{done:#?}");
    let held = done.out.lines().find(|line| line.contains("Held")).unwrap();
    let [hold] = &guard.list()[..] else { panic!("one hold") };
    assert_eq!((hold["id"].as_str(), hold["door"].as_str()), (Some(&*id_in(held)), Some("sendmail")));
    let [arrived] = &fake.messages()[..] else { panic!("one message") };
    assert_eq!(String::from_utf8_lossy(arrived.data_without_trace()), message("Lunch", TOM).replace('\n', "\r\n"));
    let trace = String::from_utf8_lossy(&arrived.data).into_owned();
    assert!(trace.contains("from web1\r\n\tby guard.firm.example (Outguard) with ESMTP id "), "{trace}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_daemon_the_session_keeps_and_without_store_it_says_later() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let dialogue = format!("EHLO web1\n{}{}QUIT\n", send("One", TOM), send("Two", TOM));
    let later = speak(&guard, &dialogue);
    assert_eq!(
        codes(&later),
        ["220", "250", "250", "250", "354", "451", "250", "250", "354", "451", "221"],
        "{later:#?}"
    );
    assert!(later.code == 0 && !guard.state().exists(), "{later:#?}");
    guard.start();
    guard.stop();
    let kept = speak(&guard, &dialogue);
    assert_eq!(kept.out.matches("Queued (").count(), 2, "{kept:#?}");
    guard.start();
    until("both arrive", || fake.messages().len() == 2);
}

#[test]
fn a_client_that_goes_without_a_word_ends_the_session() {
    let guard = Guard::new("", FIRM);
    let done = speak(&guard, "EHLO web1\nMAIL FROM:<anna@firm.example>\n");
    assert_eq!((done.code, codes(&done)), (0, vec!["220", "250", "250"]), "{done:#?}");
    let done = speak(&guard, "");
    assert_eq!((done.code, codes(&done)), (0, vec!["220"]), "{done:#?}");
    let strict = feed(&mut guard.command(&["sendmail", "-bs"]), b"EHLO web1\nQUIT\r\n");
    assert!(strict.out.contains("500 "), "bare line feeds are refused here, too: {strict:#?}");
}
