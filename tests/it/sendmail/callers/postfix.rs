//! Postfix, which takes mail from anywhere and hands it over by `pipe`.

use super::SECRET;
use crate::sendmail::office::Office;
use crate::sendmail::{ANNA, KEN, RIVAL, TOM};
use crate::support::guard::until;
use crate::support::postfix::{Postfix, postfix_is_missing};

/// A transport of Postfix that hands everything over, as the account `nobody`, which may read neither configuration nor
/// state. 69 is a bounce, 75 is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn postfix_pipe() {
    if postfix_is_missing() {
        return;
    }
    let mut office = Office::with(RIVAL).await;
    let service = format!(
        "outguard  unix  -       n       n       -       -       pipe\n  flags=Rq user=nobody argv={} -G -i -f ${{sender}} -- ${{recipient}}\n",
        office.sendmail().display()
    );
    let main = "default_transport = outguard\noutguard_destination_recipient_limit = 50\n";
    let postfix = Postfix::with_services("pipe", main, &service);
    let message = |to: &str, subject: &str| crate::sendmail::message(subject, to).replace('\n', "\r\n");
    let send =
        |to: &str, subject: &str| crate::support::client::send(postfix.addr(), ANNA, &[to], message(to, subject));
    assert!(send(TOM, "Lunch").starts_with("250 "));
    let arrived = office.arrives(1);
    assert!(arrived.ends_with(&message(TOM, "Lunch")), "{arrived}");
    assert_eq!(office.calls()[0].words, "-G -i -f anna@firm.example -- tom@firm.example");
    assert!(send(KEN, SECRET).starts_with("250 "));
    office.is_held();
    until("Postfix is done with both", || {
        postfix.log().matches("status=sent (delivered via outguard service").count() == 2
    });

    assert!(send("x@rival.example", "Hello").starts_with("250 "));
    until("a refusal bounces", || {
        postfix.log().lines().any(|line| line.contains("x@rival.example") && line.contains("status=bounced"))
    });
    assert!(office.calls().iter().any(|call| call.code == 69), "{:#?}", office.calls());

    office.guard.stop();
    assert!(send(TOM, "Later").starts_with("250 "));
    until("it is deferred", || {
        postfix.log().lines().any(|line| line.contains(TOM) && line.contains("status=deferred"))
    });
    assert!(office.calls().iter().any(|call| call.code == 75), "{:#?}", office.calls());
    office.guard.start();
    postfix.flush();
    until("it arrives after all", || {
        office.fake.messages().iter().any(|taken| String::from_utf8_lossy(&taken.data).contains("Subject: Later\r\n"))
    });
}
