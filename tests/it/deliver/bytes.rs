//! What upstream gets, octet by octet.

use outguard::base::Address;
use outguard::message::{Body, Message, Recipient, Ret, Submission};

use super::{TEXT, courier, reason, send, submission, words};
use crate::support::upstream::{Behaviour, FakeUpstream};

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
async fn what_upstream_cannot_take_is_not_tried() {
    type Change = fn(&mut Submission);
    let cases: [(&[&str], Change, &str); 5] = [
        (&["SIZE 100"], |_| {}, "failed 552"),
        (&["SIZE 0"], |_| {}, "sent"),
        (&[], |s| s.message = Message::new(b"Subject: \xc3\xbc\r\n\r\n".to_vec()), "failed 554"),
        (&["8BITMIME"], |s| s.envelope.smtputf8 = true, "failed 550"),
        (
            &["8BITMIME"],
            |s| s.envelope.recipients = vec![Recipient::from("ü@client.example".parse::<Address>().unwrap())],
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
