//! Real Postfix behind us and in front of us.

use std::fs;

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, id_in, to_address, until};
use crate::support::postfix::{Postfix, postfix_is_missing};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const KEN: &str = "ken.ito@kita.example";
const RIVAL: &str = "[[party]]\nname = \"Rival Ltd\"\nkind = \"blocked\"\ndomains = [\"rival.example\"]\n";

fn message(subject: &str, to: &str, text: &str) -> String {
    format!(
        "Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nFrom: Änne <{ANNA}>\r\nTo: {to}\r\nMessage-ID: <1@firm.example>\r\n\
         Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\nX-Odd:  two  spaces \r\n\r\n{text}\r\n.\r\n..two dots\r\n\r\nGrüße \r\n"
    )
}

/// Outguard that sends to this Postfix.
fn guard_before(postfix: &Postfix) -> Guard {
    let mut guard = Guard::new(&to_address(postfix.addr()), &format!("{FIRM}{RIVAL}"));
    guard.start();
    guard
}

/// Outguard's own `Received` fields in a message.
fn traces(message: &str) -> usize {
    message.matches("by guard.firm.example (Outguard) with ").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_as_upstream_gets_what_passes_and_what_is_released_and_nothing_else() {
    if postfix_is_missing() {
        return;
    }
    let postfix = Postfix::with_mailboxes("back");
    let guard = guard_before(&postfix);

    let passes = message("Lunch", TOM, "Thursday?");
    let reply = send(guard.addr(), ANNA, &[TOM], &passes);
    assert!(reply.starts_with("250 2.0.0 Ok: queued as "), "upstream's answer is the answer: {reply}");
    until("it is delivered", || postfix.mailbox("firm").len() == 1);
    let arrived = &postfix.mailbox("firm")[0];
    assert!(arrived.ends_with(&passes), "{arrived}");
    assert_eq!(traces(arrived), 1);

    let held = message("Offer, strictly confidential", KEN, "Please do not forward.");
    let reply = send(guard.addr(), ANNA, &[KEN], &held);
    assert!(reply.contains("Held for you to check ("), "{reply}");
    let id = id_in(&reply);
    assert!(postfix.mailbox("kita").is_empty());
    guard.ops(&["release", &id, "--confirm", "1", "--confirm", "kita.example"]).ok();
    guard.until_state(&id, "sent");
    until("it is delivered", || postfix.mailbox("kita").len() == 1);
    assert!(postfix.mailbox("kita")[0].ends_with(&held));
    let view = guard.show(&id);
    assert!(view["recipients"][0]["reply"].as_str().unwrap().contains("queued as"), "{view}");

    let nobody = "nobody@kita.example";
    let reply = send(guard.addr(), ANNA, &[nobody], message("Hello", nobody, "Hello"));
    assert!(reply.starts_with("550 5.1.1 <nobody@kita.example>: Recipient address rejected: User unknown"), "{reply}");
    assert_eq!(postfix.mailbox("kita").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_in_front_hands_over_as_to_any_relayhost_and_takes_it_back_behind() {
    if postfix_is_missing() {
        return;
    }
    let back = Postfix::with_mailboxes("back");
    let mut guard = guard_before(&back);
    let front = Postfix::start("front", &format!("relayhost = [127.0.0.1]:{}\n", guard.addr().port()));

    let passes = message("Lunch", TOM, "Thursday?");
    assert!(send(front.addr(), ANNA, &[TOM, KEN], &passes).starts_with("250 "));
    until("both have it", || back.mailbox("firm").len() == 1 && back.mailbox("kita").len() == 1);
    for arrived in [&back.mailbox("firm")[0], &back.mailbox("kita")[0]] {
        assert!(arrived.ends_with(&passes) && traces(arrived) == 1, "{arrived}");
        assert!(
            arrived.contains("by front.firm.example (Postfix)") && arrived.contains("by back.firm.example (Postfix)")
        );
    }

    let held = message("Offer, strictly confidential", KEN, "Please do not forward.");
    assert!(send(front.addr(), ANNA, &[KEN], &held).starts_with("250 "));
    until("it is held", || guard.list().len() == 1);
    until("Postfix is done with it", || front.is_done());
    until("the sender's postmaster can read it", || front.log().contains("Held for you to check"));
    let id = guard.list()[0]["id"].as_str().unwrap().to_owned();
    guard.ops(&["release", &id, "--confirm", "1", "--confirm", "kita.example"]).ok();
    until("it is delivered", || back.mailbox("kita").len() == 2);

    // A refusal becomes the front Postfix's bounce, and that passes: it has the null sender.
    assert!(send(front.addr(), ANNA, &["x@rival.example"], message("Hi", "x@rival.example", "Hi")).starts_with("250 "));
    until("the sender is told", || back.mailbox("firm").iter().any(|mail| mail.contains("Undelivered Mail Returned")));
    let mailbox = back.mailbox("firm");
    let bounce = mailbox.iter().find(|mail| mail.contains("Undelivered Mail Returned")).unwrap();
    assert!(bounce.contains("5.7.1") && bounce.contains("x@rival.example"), "{bounce}");

    // While we are away, mail waits in front.
    let addr = guard.addr();
    assert_eq!(guard.stop(), 0);
    let late = message("Later", TOM, "Friday?");
    assert!(send(front.addr(), ANNA, &[TOM], &late).starts_with("250 "));
    until("it waits", || front.log().contains("status=deferred"));
    let config = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&config.replace("[\"127.0.0.1:0\"]", &format!("[\"{addr}\"]")));
    guard.start();
    front.flush();
    until("it is delivered", || back.mailbox("firm").iter().any(|mail| mail.ends_with(&late)));
}
