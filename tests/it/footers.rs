//! A firm's own footer, of a shape nobody else has: it asks until three messages with it have left, and then no more.

use crate::support::client::send;
use crate::support::guard::{Guard, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const EVA: &str = "eva@kita.example";
const FOOTER: &str =
    "Firm Ltd, 1 Example Square: everything above and below this line is strictly confidential, as is our coffee.";

fn message(day: usize, text: &str) -> String {
    format!(
        "From: Anna <{ANNA}>\r\nTo: Eva <{EVA}>\r\nSubject: Day {day}\r\n\r\nDear Eva,\r\n\r\n{text} {day}.\r\n\r\n{FOOTER}\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firms_own_footer_is_learned_and_a_marking_above_it_still_asks() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[policy]\ndelay = \"0s\"\n");
    guard.start();
    for day in 1..=3 {
        let reply = send(guard.addr(), ANNA, &[EVA], message(day, "See you at ten on day"));
        assert!(reply.contains("Held for you"), "not learned yet: {reply}");
        let id = id_in(&reply);
        guard.ops(&["release", &id]).ok();
        guard.until_state(&id, "sent");
    }
    until("the footer is known", || {
        guard.ops_with(&["explain", "-"], message(4, "Hello").as_bytes()).out.contains("known footer")
    });
    let reply = send(guard.addr(), ANNA, &[EVA], message(4, "See you at eleven on day"));
    assert!(reply.starts_with("250") && !reply.contains("Held"), "{reply}");
    assert_eq!(fake.messages().len(), 4);
    let reply = send(guard.addr(), ANNA, &[EVA], message(5, "This is strictly confidential on day"));
    assert!(reply.contains("Held for you"), "{reply}");
}
