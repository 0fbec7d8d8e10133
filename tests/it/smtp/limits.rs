//! Limits of lines, messages, sessions and time.

use std::time::{Duration, Instant};

use outguard::base::Address;
use outguard::config::Smtp;
use outguard::intake::smtp::Settings;
use outguard::message::{Body, Door, Ret};

use tokio::io::AsyncReadExt;

use super::peer::{Recorder, Running, smtp};

fn limited(change: impl FnOnce(&mut Smtp)) -> Smtp {
    let mut smtp = smtp();
    change(&mut smtp);
    smtp
}

#[tokio::test]
async fn a_line_has_a_limit_and_memory_stays_flat() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    for length in [513, 1000, 2041] {
        client.ask(&format!("NOOP {}", "x".repeat(length)), "250").await;
    }
    for length in [2042, 5000, 60_000] {
        client.ask(&format!("NOOP {}", "x".repeat(length)), "500 5.5.2 line too long").await;
    }
    client.ask("NOOP", "250").await;
    client.send(&vec![b'x'; 200_000]).await;
    client.expect("500 5.5.2").await;
    client.expect("421 4.7.0").await;
    client.expect_closed().await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_read_to_its_end_and_refused() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    client.submit(&"x".repeat(99_998)).await;
    for surplus in ["", "\n.\nMAIL FROM:<evil@evil.test>\r\nRCPT TO:<victim@kita.example>\r\n"] {
        client.ask("MAIL FROM:<anna@firm.example>", "250").await;
        client.ask("RCPT TO:<kim@kita.example>", "250").await;
        client.ask("DATA", "354").await;
        let reply = client.ask(&format!("{}{surplus}\r\n.", "x".repeat(99_999)), "55").await;
        assert!(reply.starts_with("552 5.3.4") || !surplus.is_empty(), "{reply}");
    }
    client.submit("good").await;
    assert_eq!(running.got().len(), 2);
}

#[tokio::test]
async fn chunks_together_are_limited_too() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    for _ in 0..3 {
        client.ask(&format!("BDAT 40000\r\n{}", "x".repeat(39_998)), "250 2.0.0 40000").await;
    }
    client.ask("BDAT 0 LAST", "552 5.3.4").await;
    client.submit("good").await;
}

#[tokio::test]
async fn a_flood_of_tiny_chunks_is_one_message() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    for _ in 0..20 {
        client.send("BDAT 1\r\nx".repeat(100).as_bytes()).await;
        for _ in 0..100 {
            client.expect("250").await;
        }
    }
    client.ask("BDAT 2 LAST\r\n", "250 2.0.0 taken").await;
    assert_eq!(running.got()[0].2.len(), 2002);
}

#[tokio::test]
async fn messages_of_all_sessions_share_one_memory() {
    let running = Running::with(limited(|smtp| smtp.limits.memory = 50_000)).await;
    let mut client = running.greeted().await;
    client.submit(&"x".repeat(40_000)).await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.ask(&format!("{}\r\n.", "x".repeat(60_000)), "452 4.3.1").await;
    client.submit(&"x".repeat(40_000)).await;
}

#[tokio::test]
async fn a_message_counts_as_long_as_the_gate_has_it() {
    let settings = Settings::new(&limited(|smtp| smtp.limits.memory = 50_000)).unwrap();
    let gate = Recorder { delay: Duration::from_secs(2), ..Recorder::default() };
    let running = Running::start(settings, gate).await;
    let (mut first, mut second) = (running.greeted().await, running.greeted().await);
    for client in [&mut first, &mut second] {
        client.ask("MAIL FROM:<anna@firm.example>", "250").await;
        client.ask("RCPT TO:<kim@kita.example>", "250").await;
        client.ask("DATA", "354").await;
    }
    first.send(format!("{}\r\n.\r\n", "x".repeat(40_000)).as_bytes()).await;
    running.gate_has_one().await;
    second.ask(&format!("{}\r\n.", "x".repeat(40_000)), "452 4.3.1").await;
    first.expect("250 2.0.0 taken").await;
}

#[tokio::test]
async fn connections_and_messages_are_counted() {
    let running = Running::with(limited(|smtp| (smtp.limits.connections, smtp.limits.messages) = (2, 2))).await;
    let mut first = running.greeted().await;
    let _second = running.greeted().await;
    let mut third = running.connect().await;
    third.expect("421 4.7.0 too many connections").await;
    third.expect_closed().await;
    first.submit("one").await;
    first.submit("two").await;
    first.ask("MAIL FROM:<anna@firm.example>", "421 4.7.0 enough messages").await;
    first.expect_closed().await;
    drop(first);
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.greeted().await;
}

#[tokio::test]
async fn silence_and_trickling_end_a_session() {
    let quick = Duration::from_millis(300);
    let running = Running::with(limited(|smtp| smtp.limits.command_timeout = quick)).await;
    let mut client = running.connect().await;
    client.expect("220").await;
    client.expect("421 4.4.2 timeout").await;
    client.expect_closed().await;
    // One octet now and then is no command either.
    let mut client = running.connect().await;
    client.expect("220").await;
    let begin = Instant::now();
    while begin.elapsed() < quick * 2 {
        client.send(b"N").await;
        tokio::time::sleep(quick / 10).await;
    }
    client.expect("421 4.4.2").await;

    let running = Running::with(limited(|smtp| smtp.limits.data_timeout = quick)).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.ask("text", "421 4.4.2").await;

    let running = Running::with(limited(|smtp| smtp.limits.message_timeout = quick)).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    let begin = Instant::now();
    while begin.elapsed() < quick * 2 {
        client.send(b"x\r\n").await;
        tokio::time::sleep(quick / 10).await;
    }
    client.expect("421 4.4.2").await;
    assert_eq!(running.got(), []);
}

#[tokio::test]
async fn idle_sessions_do_not_hinder_a_busy_one() {
    let running = Running::with(limited(|smtp| smtp.limits.connections = 300)).await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(running.greeted().await);
    }
    running.greeted().await.submit("through").await;
    for client in &mut idle {
        client.ask("NOOP", "250").await;
    }
}

#[tokio::test]
async fn the_replies_to_a_group_come_in_one_piece() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    client.send("NOOP\r\n".repeat(20).as_bytes()).await;
    let mut piece = vec![0; 10_000];
    let read = client.stream.read(&mut piece).await.unwrap();
    assert_eq!(piece[..read].iter().filter(|octet| **octet == b'\n').count(), 20);
}

#[tokio::test]
async fn the_gate_gets_everything_that_was_said() {
    let running = Running::with(smtp()).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<ü@firm.example> BODY=8BITMIME RET=FULL ENVID=a+20b SMTPUTF8", "250").await;
    client.ask("RCPT TO:<kim@kita.example> NOTIFY=NEVER ORCPT=rfc822;x@y.test", "250").await;
    client.ask("DATA", "354").await;
    client.ask("text\r\n.", "250").await;
    let got = running.gate.got.lock().unwrap().pop().unwrap();
    assert_eq!(got.door, Door::Smtp);
    let envelope = got.envelope;
    assert_eq!(envelope.sender, Some("ü@firm.example".parse::<Address>().unwrap()));
    assert_eq!((envelope.body, envelope.smtputf8), (Some(Body::EightBitMime), true));
    assert_eq!((envelope.ret, envelope.envid.as_deref()), (Some(Ret::Full), Some("a b")));
    assert_eq!(envelope.recipients[0].notify.as_deref(), Some("NEVER"));
    assert_eq!(envelope.recipients[0].orcpt.as_deref(), Some("rfc822;x@y.test"));
    let origin = got.origin;
    assert_eq!((origin.peer.as_str(), origin.helo.as_str()), ("127.0.0.1", "client.example"));
    assert_eq!((origin.user, origin.protocol.as_str()), (None, "UTF8SMTP"));
}

#[tokio::test]
async fn the_protocol_is_named_as_the_client_chose_it() {
    let running = Running::with(smtp()).await;
    let mut client = running.connect().await;
    client.expect("220").await;
    client.ask("HELO client.example", "250 door.firm.example").await;
    client.submit("old").await;
    client.ask("EHLO client.example", "250-").await;
    client.submit("new").await;
    let got = running.gate.got.lock().unwrap();
    assert_eq!(got.iter().map(|s| s.origin.protocol.as_str()).collect::<Vec<_>>(), ["SMTP", "ESMTP"]);
}

#[tokio::test]
async fn an_address_off_loopback_needs_tls_and_users() {
    for open in ["0.0.0.0:5870", "[::]:5870", "192.0.2.1:5870", "[::ffff:192.0.2.1]:5870"] {
        let refused = Settings::new(&limited(|smtp| smtp.listen.push(open.parse().unwrap()))).unwrap_err().to_string();
        assert!(refused.contains("`tls`") && refused.contains("`users`"), "{refused}");
    }
    for closed in ["127.0.0.1:5870", "[::1]:5870", "127.9.9.9:25", "[::ffff:127.0.0.1]:5870"] {
        assert!(Settings::new(&limited(|smtp| smtp.listen = vec![closed.parse().unwrap()])).is_ok(), "{closed}");
    }
}

#[tokio::test]
async fn the_gates_answer_is_sent_as_it_is() {
    let running = Running::start(Settings::new(&smtp()).unwrap(), Recorder::default()).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    let reply = client.ask("X-Refuse: 1\r\n.", "550").await;
    assert_eq!(reply, "550 5.7.1 refused by policy", "and not the cause");
}
