//! Delivery seen from upstream: what it gets, octet by octet, and what becomes of each recipient when it misbehaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use outguard::base::{Clock, Step};
use outguard::clearance::Clearance;
use outguard::config::{AuthMechanism, SecretSource, Upstream, UpstreamTls};
use outguard::deliver::{Courier, Outcome, Proceed, RcptAnswer, RecipientOutcome};
use outguard::message::{Body, Door, Envelope, Message, Origin, Recipient, Ret, Submission};
use outguard::verdict::Verdict;

use crate::support::upstream::{Act, At, Behaviour, FakeUpstream, TestCertificate};

const TEXT: &str = "From: anna@firm.example\r\nTo: b@client.example\r\nSubject: Hi\r\n\r\nText\r\n";

fn submission(recipients: &[&str], message: impl Into<Vec<u8>>) -> Submission {
    let recipients =
        recipients.iter().map(|r| Recipient::from(r.parse::<outguard::base::Address>().unwrap())).collect();
    Submission {
        door: Door::Smtp,
        origin: Origin {
            peer: "127.0.0.1".into(),
            helo: "laptop.firm.example".into(),
            user: None,
            protocol: "ESMTP".into(),
        },
        envelope: Envelope { sender: Some("anna@firm.example".parse().unwrap()), recipients, ..Envelope::default() },
        message: Message::new(message.into()),
        received: "2026-11-20T09:00:00Z".parse().unwrap(),
    }
}

fn clearance(submission: &Submission) -> Clearance {
    let verdict = Verdict { step: Step::Pass, findings: Vec::new() };
    Clearance::on_pass("K7Q2".parse().unwrap(), &verdict, submission).unwrap()
}

fn courier(upstream: Upstream) -> Courier {
    Courier::new(&[upstream], "guard.firm.example", Clock::system()).unwrap()
}

async fn send(courier: &Courier, submission: &Submission) -> Outcome {
    send_if(courier, submission, Proceed::Go).await
}

async fn send_if(courier: &Courier, submission: &Submission, proceed: Proceed) -> Outcome {
    let Submission { origin, envelope, message, received, .. } = submission;
    courier.send(clearance(submission), origin, envelope, message, *received, |_| async move { proceed }).await
}

async fn one(behaviour: Behaviour) -> (FakeUpstream, Outcome) {
    let fake = FakeUpstream::start(behaviour).await;
    let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], TEXT)).await;
    (fake, outcome)
}

/// `sent`, `deferred 450`, `failed 550`, `unsure`.
fn words(outcome: &Outcome) -> Vec<String> {
    let word = |recipient: &RecipientOutcome| match recipient {
        RecipientOutcome::Sent(_) => "sent".to_owned(),
        RecipientOutcome::Deferred(reply) => format!("deferred {}", reply.code()),
        RecipientOutcome::Failed(reply) => format!("failed {}", reply.code()),
        RecipientOutcome::Unsure(_) => "unsure".to_owned(),
    };
    outcome.recipients.iter().map(word).collect()
}

fn reason(outcome: &Outcome) -> String {
    match &outcome.recipients[0] {
        RecipientOutcome::Sent(reply) | RecipientOutcome::Deferred(reply) | RecipientOutcome::Failed(reply) => {
            reply.to_string()
        }
        RecipientOutcome::Unsure(why) => why.clone(),
    }
}

#[tokio::test]
async fn bytes_leave_as_they_came_behind_one_received_line() {
    let long_line = "x".repeat(5000);
    for text in [
        TEXT.to_owned(),
        ".\r\n".to_owned(),
        "..\r\n.\r\n.a\r\n".to_owned(),
        "Subject: x\r\n\r\n\r\n.\r\n\r\n..\r\nend\r\n\r\n\r\n".to_owned(),
        format!("Subject: x\r\n\r\n{long_line}\r\n.{long_line}\r\n"),
        "\r\n".to_owned(),
        "Subject: ü\r\n\r\nGrüße\0 \u{85}\u{2028}\r\n".to_owned(),
        format!("\r\n{}", ".\r\n".repeat(60_000)),
    ] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], text.clone())).await;
        assert_eq!(words(&outcome), ["sent"], "{}", reason(&outcome));
        let [taken] = &fake.messages()[..] else { panic!("one message") };
        assert_eq!(taken.data_without_trace(), text.as_bytes());
        let trace = "Received: from laptop.firm.example ([127.0.0.1])\r\n\tby guard.firm.example (Outguard) with ESMTP \
                     id K7Q2;\r\n\tFri, 20 Nov 2026 09:00:00 +0000\r\n";
        assert!(taken.data.starts_with(trace.as_bytes()), "{}", String::from_utf8_lossy(&taken.data));
        assert!(outcome.data_sent);
    }
}

#[tokio::test]
async fn dots_at_the_borders_of_our_pieces_are_stuffed() {
    let mut text = Vec::new();
    for edge in [1024usize, 4096, 8192, 16384, 32768, 65536] {
        for near in edge - 4..edge + 4 {
            let fill = near.saturating_sub(text.len() % edge + 2) % 900;
            text.extend(std::iter::repeat_n(b'x', fill));
            text.extend_from_slice(b"\r\n.\r\n..\r\n");
        }
    }
    for shift in 0..6 {
        let message = [&b"y".repeat(32 * 1024 - 3 + shift)[..], b"\r\n.\r\n", &text].concat();
        let fake = FakeUpstream::start(Behaviour::new()).await;
        send(&courier(fake.upstream()), &submission(&["b@client.example"], message.clone())).await;
        assert_eq!(fake.messages()[0].data_without_trace(), message);
    }
}

#[tokio::test]
async fn a_message_without_any_octet_arrives_as_its_trace() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], "")).await;
    assert_eq!(words(&outcome), ["sent"]);
    assert_eq!(fake.messages()[0].data_without_trace(), b"");
}

#[tokio::test]
async fn forty_megabytes_arrive_whole() {
    let line = [&[b'.'][..], &[0xe4; 70], b"\r\n"].concat();
    let message = line.repeat(40 * 1024 * 1024 / line.len());
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], message.clone())).await;
    assert_eq!(words(&outcome), ["sent"]);
    assert!(fake.messages()[0].data_without_trace() == message);
    assert!(fake.messages()[0].mail.contains(" BODY=8BITMIME"));
}

#[tokio::test]
async fn stray_line_ends_never_leave() {
    for text in ["a\n.\r\nb\r\n", "a\r.\r\n", "a\r\r\n", "a\n"] {
        let fake = FakeUpstream::start(Behaviour::new()).await;
        let outcome = send(&courier(fake.upstream()), &submission(&["b@client.example"], text)).await;
        assert_eq!(words(&outcome), ["failed 554"], "{text:?}");
        assert_eq!(fake.sessions(), 0);
    }
}

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
        assert_eq!(fake.messages().len(), 1);
        assert_eq!(fake.messages()[0].recipients(), ["a@client.example", "b@client.example"]);
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
async fn a_slow_dot_is_waited_for() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::Dot, Act::Wait(Duration::from_millis(1500)))).await;
    let upstream = Upstream { dot_timeout: Duration::from_secs(3), ..fake.upstream() };
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
        let begun = Instant::now();
        let (fake, outcome) = one(Behaviour::new().at(At::Greeting, act.clone())).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(begun.elapsed() < Duration::from_secs(4));
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
async fn what_upstream_cannot_take_is_not_tried() {
    let cases: [(&[&str], fn(&mut Submission), &str); 5] = [
        (&["SIZE 100"], |_| {}, "failed 552"),
        (&["SIZE 0"], |_| {}, "sent"),
        (&[], |s| s.message = Message::new(b"Subject: \xc3\xbc\r\n\r\n".to_vec()), "failed 554"),
        (&["8BITMIME"], |s| s.envelope.smtputf8 = true, "failed 550"),
        (
            &["8BITMIME"],
            |s| {
                s.envelope.recipients =
                    vec![Recipient::from("ü@client.example".parse::<outguard::base::Address>().unwrap())]
            },
            "failed 550",
        ),
    ];
    for (offers, change, expected) in cases {
        let fake = FakeUpstream::start(Behaviour::new().offers(offers)).await;
        let mut submission = submission(&["b@client.example"], TEXT);
        change(&mut submission);
        let outcome = send(&courier(fake.upstream()), &submission).await;
        assert_eq!(words(&outcome), [expected], "{offers:?} {}", reason(&outcome));
        let mails = fake.lines().iter().filter(|line| line.starts_with("MAIL")).count();
        assert_eq!(mails, usize::from(expected == "sent"));
    }
}

#[tokio::test]
async fn parameters_go_through_when_offered_and_are_dropped_when_not() {
    let mut submission = submission(&["b@client.example", "ü@client.example"], TEXT);
    let envelope = &mut submission.envelope;
    envelope.ret = Some(Ret::Hdrs);
    envelope.envid = Some("id+1=x y".into());
    envelope.body = Some(Body::EightBitMime);
    envelope.recipients[0].notify = Some("SUCCESS,FAILURE".into());
    envelope.recipients[0].orcpt = Some("rfc822;b+c@client.example".into());
    let fake = FakeUpstream::start(Behaviour::new()).await;
    assert_eq!(words(&send(&courier(fake.upstream()), &submission).await), ["sent", "sent"]);
    let [taken] = &fake.messages()[..] else { panic!("one message") };
    let size = taken.data.len();
    let mail =
        format!("MAIL FROM:<anna@firm.example> SIZE={size} BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+2B1+3Dx+20y");
    assert_eq!(taken.mail, mail);
    let rcpt = "RCPT TO:<b@client.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bc@client.example";
    assert_eq!(taken.rcpts, [rcpt, "RCPT TO:<ü@client.example>"]);

    submission.envelope.recipients.pop();
    submission.envelope.sender = None;
    let fake = FakeUpstream::start(Behaviour::new().offers(&[])).await;
    assert_eq!(words(&send(&courier(fake.upstream()), &submission).await), ["sent"]);
    assert_eq!(fake.messages()[0].mail, "MAIL FROM:<>");
    assert_eq!(fake.messages()[0].rcpts, ["RCPT TO:<b@client.example>"]);
}

#[tokio::test]
async fn a_clearance_is_for_these_bytes_and_these_recipients() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let courier = courier(fake.upstream());
    let cleared = submission(&["b@client.example"], TEXT);
    let other_bytes = submission(&["b@client.example"], "other\r\n");
    let fewer = submission(&["c@client.example"], TEXT);
    let more = submission(&["c@client.example", "b@client.example"], TEXT);
    let send_as = async |actual: &Submission| {
        let Submission { origin, envelope, message, received, .. } = actual;
        courier.send(clearance(&cleared), origin, envelope, message, *received, |_| async { Proceed::Go }).await
    };
    assert_eq!(words(&send_as(&other_bytes).await), ["deferred 451"]);
    assert_eq!(words(&send_as(&fewer).await), ["deferred 451"]);
    assert_eq!(fake.sessions(), 0);
    assert_eq!(words(&send_as(&more).await), ["sent"]);
    assert_eq!(fake.messages()[0].recipients(), ["b@client.example"], "only the cleared one of the envelope");
}

#[tokio::test]
async fn the_caller_sees_every_answer_and_may_stop_before_the_data() {
    let behaviour = Behaviour::new().at(At::rcpt("no@client.example"), Act::reply("550 5.1.1 no"));
    let fake = FakeUpstream::start(behaviour).await;
    let courier = courier(fake.upstream());
    let both = submission(&["b@client.example", "no@client.example"], TEXT);
    let Submission { origin, envelope, message, received, .. } = &both;
    let all = |answers: Vec<RcptAnswer>| async move {
        assert_eq!(answers.len(), 2);
        if answers.iter().all(RcptAnswer::is_accepted) { Proceed::Go } else { Proceed::Stop }
    };
    let outcome = courier.send(clearance(&both), origin, envelope, message, *received, all).await;
    assert_eq!(words(&outcome), ["deferred 451", "failed 550"]);
    assert!(!outcome.data_sent && fake.messages().is_empty());
    assert_eq!(fake.lines().last().map(String::as_str), Some("RSET"));
    assert_eq!(words(&send(&courier, &submission(&["b@client.example"], TEXT)).await), ["sent"]);
    assert_eq!(fake.sessions(), 1, "the connection was still good");
}

#[tokio::test]
async fn nobody_is_asked_about_data_when_nobody_was_accepted() {
    let fake = FakeUpstream::start(Behaviour::new().at(At::Rcpt, Act::reply("550 5.1.1 no"))).await;
    let asked = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&asked);
    let mail = submission(&["b@client.example"], TEXT);
    let Submission { origin, envelope, message, received, .. } = &mail;
    let before_data = |_| async move {
        seen.store(true, Ordering::SeqCst);
        Proceed::Go
    };
    courier(fake.upstream()).send(clearance(&mail), origin, envelope, message, *received, before_data).await;
    assert!(!asked.load(Ordering::SeqCst));
    assert!(!fake.lines().iter().any(|line| line == "DATA"));
}

#[tokio::test]
async fn connections_are_used_again_and_limited() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let courier = Arc::new(courier(Upstream { connections: 2, ..fake.upstream() }));
    let begun = Instant::now();
    for _ in 0..50 {
        assert_eq!(words(&send(&courier, &submission(&["b@client.example"], TEXT)).await), ["sent"]);
    }
    // Nagle against delayed acknowledgements would cost 40 ms each.
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert_eq!(fake.sessions(), 1);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let courier = Arc::clone(&courier);
            tokio::spawn(async move { words(&send(&courier, &submission(&["b@client.example"], TEXT)).await) })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), ["sent"]);
    }
    assert!(fake.sessions() <= 2);
    assert_eq!(fake.messages().len(), 70);
}

#[tokio::test]
async fn a_refused_message_does_not_spoil_the_connection() {
    for (at, line) in [(At::Mail, "550 no"), (At::Rcpt, "550 no"), (At::Data, "554 no"), (At::Dot, "554 no")] {
        let fake = FakeUpstream::start(Behaviour::new().once(at.clone(), Act::reply(line))).await;
        let courier = courier(fake.upstream());
        let mail = submission(&["b@client.example", "c@client.example"], TEXT);
        send(&courier, &mail).await;
        assert_eq!(words(&send(&courier, &mail).await), ["sent", "sent"], "{at:?}");
        assert_eq!(fake.sessions(), 1, "{at:?}");
    }
}

#[tokio::test]
async fn a_connection_that_died_while_idle_is_replaced_unnoticed() {
    let goodbye = Act::reply_then_close("421 4.4.2 idle too long");
    for act in [goodbye, Act::Close, Act::Reset] {
        let fake = FakeUpstream::start(Behaviour::new().nth(2, At::Mail, act.clone())).await;
        let courier = courier(fake.upstream());
        let mail = submission(&["b@client.example"], TEXT);
        assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
        assert_eq!(words(&send(&courier, &mail).await), ["sent"], "{act:?}");
        assert_eq!((fake.sessions(), fake.messages().len()), (2, 2));
    }
}

#[tokio::test]
async fn a_connection_is_not_replaced_once_something_was_answered() {
    let fake = FakeUpstream::start(Behaviour::new().nth(2, At::Rcpt, Act::Close)).await;
    let courier = courier(fake.upstream());
    let mail = submission(&["b@client.example"], TEXT);
    assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
    assert_eq!(words(&send(&courier, &mail).await), ["deferred 451"]);
    assert_eq!(fake.sessions(), 1);
}

#[tokio::test]
async fn a_connection_that_says_too_much_is_not_used_again() {
    let surplus = Act::Raw(b"250 2.0.0 taken\r\n250 2.0.0 and more\r\n".to_vec());
    let fake = FakeUpstream::start(Behaviour::new().at(At::Dot, surplus)).await;
    let courier = courier(fake.upstream());
    let mail = submission(&["b@client.example"], TEXT);
    assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
    assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
    assert_eq!(fake.sessions(), 2);
}

#[tokio::test]
async fn a_cancelled_attempt_leaves_its_connection_to_nobody() {
    for at in [At::Mail, At::Data, At::Body, At::Dot] {
        let fake = FakeUpstream::start(Behaviour::new().once(at.clone(), Act::Hang)).await;
        let slow = Duration::from_secs(10);
        let upstream = Upstream { command_timeout: slow, dot_timeout: slow, ..fake.upstream() };
        let courier = courier(upstream);
        let lines = if at == At::Body { 2_000_000 } else { 10 };
        let first = submission(&["b@client.example"], "y\r\n".repeat(lines));
        let cancelled = tokio::time::timeout(Duration::from_millis(400), send(&courier, &first)).await;
        assert!(cancelled.is_err(), "{at:?}");
        let mail = submission(&["c@client.example"], TEXT);
        assert_eq!(words(&send(&courier, &mail).await), ["sent"], "{at:?}");
        assert_eq!(fake.messages().len(), 1, "{at:?}");
        assert_eq!(fake.messages()[0].data_without_trace(), TEXT.as_bytes());
        assert_eq!(fake.sessions(), 2);
    }
}

#[tokio::test]
async fn the_upstream_follows_from_the_senders_domain_on_label_borders() {
    let upstream = |host: &str, senders: &[&str]| Upstream {
        host: host.into(),
        port: 25,
        tls: UpstreamTls::None,
        ca_file: None,
        username: None,
        password: None,
        auth: AuthMechanism::Auto,
        senders: senders.iter().map(|domain| domain.parse().unwrap()).collect(),
        connections: 1,
        connect_timeout: Duration::from_secs(1),
        command_timeout: Duration::from_secs(1),
        dot_timeout: Duration::from_secs(1),
    };
    let all = [upstream("any", &[]), upstream("firm", &["firm.example"]), upstream("other", &["other.example"])];
    let courier = Courier::new(&all, "guard.firm.example", Clock::system()).unwrap();
    let host = |sender: &str| courier.upstream_for(Some(&sender.parse().unwrap())).map(|u| u.host.clone());
    assert_eq!(host("a@firm.example").as_deref(), Some("firm"));
    assert_eq!(host("a@sub.Firm.Example").as_deref(), Some("firm"));
    assert_eq!(host("a@evilfirm.example").as_deref(), Some("any"));
    assert_eq!(courier.upstream_for(None).map(|u| u.host.as_str()), Some("any"));

    let strict = Courier::new(&all[1..], "guard.firm.example", Clock::system()).unwrap();
    let mail = submission(&["b@client.example"], TEXT);
    assert!(strict.upstream_for(None).is_none());
    let nobody = Courier::new(&[], "guard.firm.example", Clock::system()).unwrap();
    let outcome = send(&nobody, &mail).await;
    assert_eq!(words(&outcome), ["deferred 451"]);
    assert!(reason(&outcome).contains("no upstream is configured"));
}

#[test]
fn a_host_name_with_a_line_end_never_reaches_the_wire() {
    for name in ["guard\r\nMAIL FROM:<x@evil.test>", "guard example", "", "guard\0"] {
        assert!(Courier::new(&[], name, Clock::system()).is_err(), "{name:?}");
    }
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

struct TlsCase {
    fake: FakeUpstream,
    upstream: Upstream,
    _dir: tempfile::TempDir,
}

async fn tls_case(tls: UpstreamTls, certificate: &TestCertificate, behaviour: Behaviour) -> TlsCase {
    let dir = tempfile::tempdir().unwrap();
    let behaviour = match tls {
        UpstreamTls::Implicit => behaviour.implicit_tls(certificate),
        _ => behaviour.starttls(certificate),
    };
    let fake = FakeUpstream::start(behaviour).await;
    let ca_file = Some(certificate.write_to(dir.path()));
    let upstream = Upstream { host: "localhost".into(), tls, ca_file, ..fake.upstream() };
    TlsCase { fake, upstream, _dir: dir }
}

#[tokio::test]
async fn tls_from_the_start_or_by_starttls() {
    let certificate = TestCertificate::for_name("localhost");
    for tls in [UpstreamTls::Implicit, UpstreamTls::Starttls] {
        let case = tls_case(tls, &certificate, Behaviour::new()).await;
        let courier = courier(case.upstream.clone());
        for _ in 0..3 {
            let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
            assert_eq!(words(&outcome), ["sent"], "{}", reason(&outcome));
        }
        assert_eq!(case.fake.sessions(), 1);
        for taken in case.fake.messages() {
            assert!(taken.tls);
            assert_eq!(taken.data_without_trace(), TEXT.as_bytes());
        }
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_is_refused_and_nothing_goes_in_clear() {
    let trusted = TestCertificate::for_name("localhost");
    for tls in [UpstreamTls::Implicit, UpstreamTls::Starttls] {
        for (what, certificate) in [
            ("wrong name", TestCertificate::for_name("other.example")),
            ("expired", TestCertificate::expired("localhost")),
            ("untrusted", TestCertificate::for_name("localhost")),
        ] {
            let case = tls_case(tls, &certificate, Behaviour::new()).await;
            let dir = tempfile::tempdir().unwrap();
            let mut upstream = case.upstream.clone();
            if what == "untrusted" {
                upstream.ca_file = Some(trusted.write_to(dir.path()));
            }
            let outcome = send(&courier(upstream), &submission(&["b@client.example"], TEXT)).await;
            assert_eq!(words(&outcome), ["deferred 451"], "{what}");
            assert!(reason(&outcome).contains("no TLS with localhost"), "{what}: {}", reason(&outcome));
            assert!(!case.fake.lines().iter().any(|line| line.starts_with("MAIL")), "{what}");
        }
    }
}

#[tokio::test]
async fn starttls_is_required_when_asked_for() {
    let certificate = TestCertificate::for_name("localhost");
    for behaviour in [
        Behaviour::new().at(At::Ehlo, Act::reply("250 fake without anything")),
        Behaviour::new().at(At::Starttls, Act::reply("454 4.7.0 not now")),
        Behaviour::new().at(At::Starttls, Act::reply("250 what")),
        Behaviour::new().at(At::Starttls, Act::Hang),
        Behaviour::new().at(At::Starttls, Act::Close),
        Behaviour::new().injecting(b"250-fake\r\n250 AUTH PLAIN\r\n"),
        Behaviour::new().injecting(b"x"),
    ] {
        let case = tls_case(UpstreamTls::Starttls, &certificate, behaviour).await;
        let outcome = send(&courier(case.upstream.clone()), &submission(&["b@client.example"], TEXT)).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(case.fake.messages().is_empty());
        assert!(!case.fake.lines().iter().any(|line| line.starts_with("MAIL") || line.starts_with("AUTH")));
    }
}

fn with_password(upstream: Upstream, auth: AuthMechanism) -> Upstream {
    let words = ["echo".into(), "pass".into()];
    Upstream { username: Some("anna".into()), password: Some(SecretSource::Command(words.into())), auth, ..upstream }
}

#[tokio::test]
async fn signing_in_with_each_mechanism() {
    let oauth = "AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHBhc3MBAQ==";
    for (mechanism, offered, lines) in [
        (AuthMechanism::Plain, "LOGIN PLAIN", &["AUTH PLAIN AGFubmEAcGFzcw=="][..]),
        (AuthMechanism::Auto, "XOAUTH2 login", &["AUTH LOGIN", "YW5uYQ==", "cGFzcw=="]),
        (AuthMechanism::Xoauth2, "PLAIN XOAUTH2", &[oauth]),
    ] {
        let fake = FakeUpstream::start(Behaviour::new().auth(offered, lines)).await;
        let courier = courier(with_password(fake.upstream(), mechanism));
        let mail = submission(&["b@client.example"], TEXT);
        let outcome = send(&courier, &mail).await;
        assert_eq!(words(&outcome), ["sent"], "{mechanism:?} {}", reason(&outcome));
        assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
        assert_eq!(fake.lines().iter().filter(|line| line.starts_with("AUTH")).count(), 1, "once a connection");
    }
}

#[tokio::test]
async fn a_refused_sign_in_is_told_and_nothing_is_sent() {
    let refused = Behaviour::new().auth("PLAIN", &["AUTH PLAIN AGFubmEAb3RoZXI="]);
    let missing = Behaviour::new().auth("GSSAPI", &[]);
    let hangs = Behaviour::new().auth("PLAIN", &[]).at(At::Auth, Act::Hang);
    for (behaviour, told) in [(refused, "535 5.7.8 wrong"), (missing, "does not offer"), (hangs, "no reply")] {
        let fake = FakeUpstream::start(behaviour).await;
        let courier = courier(with_password(fake.upstream(), AuthMechanism::Auto));
        let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
        assert_eq!(words(&outcome), ["deferred 451"]);
        assert!(reason(&outcome).contains(told), "{}", reason(&outcome));
        assert!(!reason(&outcome).contains("pass"));
        assert!(!fake.lines().iter().any(|line| line.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn an_expired_token_is_named_with_the_status_upstream_gave() {
    let challenge = "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=";
    let behaviour = Behaviour::new().auth("XOAUTH2", &["never", "right"]).nth(1, At::Auth, Act::reply(challenge)).nth(
        2,
        At::Auth,
        Act::reply("535 5.7.8 no"),
    );
    let fake = FakeUpstream::start(behaviour).await;
    let courier = courier(with_password(fake.upstream(), AuthMechanism::Xoauth2));
    let outcome = send(&courier, &submission(&["b@client.example"], TEXT)).await;
    assert!(reason(&outcome).contains("535 5.7.8 no (token status 401)"), "{}", reason(&outcome));
    assert_eq!(fake.lines().last().map(String::as_str), Some(""), "the empty line that ends the exchange");
}
