//! A firm's own footer, of a shape nobody else has: it asks until three mails with it have left, and then no more. What is
//! only sent again goes on asking.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const EVA: &str = "eva@kita.example";
const KEN: &str = "ken@minami.example";
const FOOTER: &str =
    "Firm Ltd, 1 Example Square: everything above and below this line is strictly confidential, as is our coffee.";

const PARTIES: &str = r#"
    [policy]
    delay = "0s"
    [[party]]
    name = "Kita"
    kind = "client"
    domains = ["kita.example"]
    terms = ["Project Falcon"]
    [[party]]
    name = "Minami"
    kind = "client"
    domains = ["minami.example"]
"#;
const FALCON: &str =
    "The next delivery of Project Falcon leaves the yard on Monday, and all papers travel with the driver.";

fn message(to: &str, subject: &str, text: &str, below: &str) -> String {
    format!("From: Anna <{ANNA}>\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nHello,\r\n\r\n{text}\r\n\r\n{below}\r\n")
}

fn asks(guard: &Guard, to: &str, message: String) -> bool {
    let reply = send(guard.addr(), ANNA, &[to], message);
    assert!(reply.starts_with("250"), "{reply}");
    reply.contains("Held for you")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firms_own_footer_is_learned_and_a_marking_above_it_still_asks() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"0s\"\n");
    guard.start();
    for (to, subject, text) in [
        (EVA, "The yard", "it will be as good as finished by the end of May."),
        (EVA, "Lunch", "shall we say Tuesday, or would you rather have Friday?"),
        (KEN, "Your invoice", "thanks, it was paid this morning."),
    ] {
        let reply = send(guard.addr(), ANNA, &[to], message(to, subject, text, FOOTER));
        assert!(reply.contains("Held for you"), "not learned yet: {reply}");
        let id = id_in(&reply);
        guard.ops(&["release", &id]).ok();
        guard.until_state(&id, "sent");
    }
    let eleven = message(EVA, "Today", "See you at eleven.", FOOTER);
    until("the footer is known", || guard.ops_with(&["explain", "-"], eleven.as_bytes()).out.contains("known footer"));
    assert!(!asks(&guard, EVA, eleven));
    assert_eq!(fake.messages().len(), 4);
    assert!(asks(&guard, EVA, message(EVA, "Today", "This is strictly confidential.", FOOTER)));
    assert!(asks(&guard, EVA, message(EVA, "The rest", FOOTER, "Anna")), "it is all that is said");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_and_again_is_no_footer() {
    const STAFF: &str =
        "Strictly confidential: two people of the yard have to go, and nobody is to hear of it before May.";
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, PARTIES);
    guard.start();
    // The same below a greeting to one client, and the same below other words inside.
    for day in ["Monday", "Tuesday", "Wednesday"] {
        assert!(!asks(&guard, EVA, message(EVA, day, FALCON, "Anna")));
    }
    for (subject, text) in [
        ("The yard", "I have thought about it all weekend long."),
        ("Lenz", "as you asked me on the telephone:"),
        ("What is next", "please read this before we meet, and say what you think."),
    ] {
        assert!(!asks(&guard, TOM, message(TOM, subject, text, STAFF)));
    }
    for to in [EVA, TOM] {
        let explained = || guard.ops_with(&["explain", "-"], message(to, "Today", "Hello", "Anna").as_bytes()).out;
        until("they are learnt", || explained().contains("3 sent before"));
    }
    assert!(asks(&guard, KEN, message(KEN, "Thursday", FALCON, "Anna")));
    assert!(asks(&guard, EVA, message(EVA, "The yard", "here is what I think.", STAFF)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_name_that_was_let_pass_once_is_asked_about_all_the_same() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, PARTIES);
    guard.start();
    for (to, subject, text) in [
        (EVA, "The yard", "it will be as good as finished by the end of May."),
        (EVA, "Lunch", "shall we say Tuesday, or would you rather have Friday?"),
        (KEN, "Your invoice", "thanks, it was paid this morning."),
    ] {
        let reply = send(guard.addr(), ANNA, &[to], message(to, subject, text, FALCON));
        assert_eq!(reply.contains("Held for you"), to == KEN, "{reply}");
        if to == KEN {
            let id = id_in(&reply);
            guard.ops(&["release", &id, "--confirm", "1", "--confirm", "minami.example"]).ok();
            guard.until_state(&id, "sent");
        }
    }
    let mia = "mia@lido.example";
    let today = message(mia, "Today", "See you at eleven.", FALCON);
    until("it is a footer", || guard.ops_with(&["explain", "-"], today.as_bytes()).out.contains("known footer"));
    assert!(asks(&guard, mia, today));
}
