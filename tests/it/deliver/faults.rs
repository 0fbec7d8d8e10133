//! What becomes of each recipient when upstream misbehaves.

use std::time::Duration;

use outguard::config::Upstream;

use super::{TEXT, courier, one, reason, send, submission, words};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

#[tokio::test]
async fn each_recipient_has_its_own_result_and_takers_get_the_message_once() {
    for offers in [&["PIPELINING"][..], &[]] {
        let behaviour = Behaviour::new()
            .offers(offers)
            .at(At::rcpt("no@client.example"), Act::reply("550 5.1.1 no such user"))
            .at(At::rcpt("later@client.example"), Act::reply("450 4.2.0 greylisted"));
        let fake = FakeUpstream::start(behaviour).await;
        let recipients = ["a@client.example", "no@client.example", "later@client.example", "b@client.example"];
        let outcome = send(&courier(fake.upstream()), &submission(&recipients, TEXT)).await;
        assert_eq!(words(&outcome), ["sent", "failed 550", "deferred 450", "sent"]);
        assert_eq!(outcome.host, fake.addr().to_string());
        assert_eq!(fake.messages().len(), 1);
        assert_eq!(fake.messages()[0].recipients(), ["a@client.example", "b@client.example"]);
        assert!(fake.duplicates().is_empty());
    }
}

#[tokio::test]
async fn many_recipients_go_in_groups() {
    let recipients: Vec<String> = (0..350).map(|i| format!("r{i}@client.example")).collect();
    let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
    let behaviour = Behaviour::new().at(At::rcpt("r249@client.example"), Act::reply("550 5.1.1 no"));
    let fake = FakeUpstream::start(behaviour).await;
    let outcome = send(&courier(fake.upstream()), &submission(&recipients, TEXT)).await;
    assert_eq!(words(&outcome).iter().filter(|w| *w == "sent").count(), 349);
    assert_eq!(words(&outcome)[249], "failed 550");
    assert_eq!(fake.messages()[0].rcpts.len(), 349);
}

#[tokio::test]
async fn refusals_at_each_step() {
    for (at, line, expected) in [
        (At::Mail, "550 5.7.1 not from you", "failed 550"),
        (At::Mail, "450 4.7.1 slow down", "deferred 450"),
        (At::Mail, "421 4.3.2 closing", "deferred 421"),
        (At::Mail, "354 what", "deferred 451"),
        (At::Rcpt, "450 4.2.0 later", "deferred 450"),
        (At::Rcpt, "550 5.1.1 never", "failed 550"),
        (At::Rcpt, "421 4.3.2 closing", "deferred 421"),
        (At::Rcpt, "354 what", "deferred 451"),
        (At::Rcpt, "552 5.2.2 full", "failed 552"),
        (At::Data, "451 4.3.0 later", "deferred 451"),
        (At::Data, "554 5.7.1 no", "failed 554"),
        (At::Data, "421 4.3.2 closing", "deferred 421"),
        (At::Data, "250 2.0.0 what", "deferred 451"),
        (At::Dot, "451 4.3.0 later", "deferred 451"),
        (At::Dot, "554 5.7.1 spam", "failed 554"),
        (At::Dot, "552 5.3.4 too big", "failed 552"),
        (At::Dot, "421 4.3.2 closing", "deferred 421"),
        (At::Dot, "354 what", "unsure"),
        (At::Dot, "hello", "unsure"),
    ] {
        let (fake, outcome) = one(Behaviour::new().at(at.clone(), Act::reply(line))).await;
        assert_eq!(words(&outcome), [expected], "{at:?} {line}");
        assert_eq!(outcome.data_sent, at == At::Dot, "{at:?} {line}");
        assert!(fake.messages().is_empty());
    }
}

#[tokio::test]
async fn a_lost_connection_is_a_reason_to_wait_before_the_dot_and_a_doubt_after_it() {
    for act in [Act::Close, Act::Reset, Act::Hang] {
        for at in [At::Greeting, At::Ehlo, At::Mail, At::Rcpt, At::Data] {
            let (fake, outcome) = one(Behaviour::new().at(at.clone(), act.clone())).await;
            assert_eq!(words(&outcome), ["deferred 451"], "{at:?} {act:?}");
            assert!(!outcome.data_sent && fake.messages().is_empty());
            assert_eq!(fake.sessions(), 1, "a new connection that fails is not tried again at once");
        }
        let (_, outcome) = one(Behaviour::new().at(At::Dot, act.clone())).await;
        assert_eq!(words(&outcome), ["unsure"], "{act:?}");
    }
    let (fake, outcome) = one(Behaviour::new().at(At::Dot, Act::TakeAndClose)).await;
    assert_eq!((words(&outcome), fake.messages().len()), (vec!["unsure".into()], 1));
}

#[tokio::test]
async fn a_connection_lost_in_mid_message_leaves_no_doubt() {
    for act in [Act::Close, Act::Reset, Act::Hang] {
        let fake = FakeUpstream::start(Behaviour::new().at(At::Body, act.clone())).await;
        let message = "x".repeat(998).into_bytes().into_iter().chain(*b"\r\n").collect::<Vec<u8>>().repeat(30_000);
        let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], message)).await;
        assert_eq!(words(&outcome), ["deferred 451"], "{act:?}");
        assert!(outcome.data_sent && fake.messages().is_empty());
    }
}

#[tokio::test]
async fn a_refusal_in_mid_message_is_heard() {
    for (line, expected) in [("552 5.3.4 too big", "failed 552"), ("421 4.3.2 closing", "deferred 421")] {
        let fake = FakeUpstream::start(Behaviour::new().at(At::Body, Act::reply_then_close(line))).await;
        let mail = submission(&["b@client.example"], "y\r\n".repeat(5_000_000));
        assert_eq!(words(&send(&courier(fake.upstream()), &mail).await), [expected]);
    }
}

#[tokio::test]
async fn a_slow_dot_is_waited_for() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::Dot, Act::Wait(Duration::from_millis(1500)))).await;
    let upstream = Upstream { command_timeout: Duration::from_secs(1), ..fake.upstream() };
    let outcome = send(&courier(upstream), &submission(&["b@client.example"], TEXT)).await;
    assert_eq!(words(&outcome), ["sent"]);
}

#[tokio::test]
async fn odd_greetings_cost_no_more_than_the_attempt() {
    let many = "220-caps\r\n".repeat(100_000).into_bytes();
    for act in [
        Act::reply("421 4.3.2 busy"),
        Act::reply_then_close("554 5.3.2 go away"),
        Act::reply("HTTP/1.1 400 Bad Request"),
        Act::Raw(b"220 no line end".to_vec()),
        Act::Flood(b"220-more\r\n".to_vec()),
        Act::Flood(vec![b'x'; 1000]),
        Act::Raw(vec![0xff; 5000]),
        Act::Raw(many),
    ] {
        let (fake, outcome) = one(Behaviour::new().at(At::Greeting, act.clone())).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(!reason(&outcome).is_empty() && fake.messages().is_empty());
    }
}

#[tokio::test]
async fn lenient_reading_of_harmless_oddities() {
    for act in [
        Act::reply(&format!("250 {}", "long ".repeat(2000))),
        Act::Raw(b"250\r\n".to_vec()),
        Act::Raw(b"250 ok\n".to_vec()),
        Act::Raw(b"250-  \r\n250 M\xfcller\r\n".to_vec()),
        Act::Raw(["250-x\r\n".repeat(300).as_bytes(), b"250 x\r\n"].concat()),
    ] {
        let (_, outcome) = one(Behaviour::new().at(At::Dot, act.clone())).await;
        assert_eq!(words(&outcome), ["sent"], "{}", reason(&outcome));
    }
    let blank = Act::Raw(b"250-mx.example\r\n250-   \r\n250 SIZE\r\n".to_vec());
    let (_, outcome) = one(Behaviour::new().at(At::Ehlo, blank)).await;
    assert_eq!(words(&outcome), ["sent"]);
}

#[tokio::test]
async fn control_codes_in_a_reply_do_not_pass() {
    let (_, outcome) = one(Behaviour::new().at(At::Rcpt, Act::reply("550 5.1.1 \x1b[31mno\x07\u{202e} \rEvil"))).await;
    let shown = reason(&outcome);
    assert!(shown.starts_with("550 5.1.1 ?[31mno?"), "{shown}");
    assert!(shown.chars().all(|c| (' '..='~').contains(&c)));
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_a_reason_to_wait() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let gone = fake.upstream();
    drop(fake);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mail = submission(&["b@client.example"], TEXT);
    assert_eq!(words(&send(&courier(gone.clone()), &mail).await), ["deferred 451"]);
    let unknown = Upstream { host: "upstream.invalid".into(), ..gone };
    assert_eq!(words(&send(&courier(unknown), &mail).await), ["deferred 451"]);
}

#[tokio::test]
async fn a_dead_address_does_not_hide_a_living_one() {
    // `localhost` is ::1 and 127.0.0.1 on most machines; the fake listens on the second only.
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let upstream = Upstream { host: "localhost".into(), ..fake.upstream() };
    let outcome = send(&courier(upstream), &submission(&["b@client.example"], TEXT)).await;
    assert_eq!(words(&outcome), ["sent"], "{}", reason(&outcome));
}
