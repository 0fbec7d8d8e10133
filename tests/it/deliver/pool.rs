//! Connections are kept, but never one that is in doubt.

use std::sync::Arc;
use std::time::{Duration, Instant};

use outguard::config::Upstream;

use super::{TEXT, courier, send, submission, words};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

#[tokio::test]
async fn connections_are_used_again_and_limited() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let courier = Arc::new(courier(Upstream { connections: 2, ..fake.upstream() }));
    let mut fastest = Duration::MAX;
    for _ in 0..50 {
        let begun = Instant::now();
        assert_eq!(words(&send(&courier, &submission(&["b@client.example"], TEXT)).await), ["sent"]);
        fastest = fastest.min(begun.elapsed());
    }
    // Nagle against delayed acknowledgements would cost each of them that.
    assert!(fastest < Duration::from_millis(40), "{fastest:?}");
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
        let slow = Duration::from_secs(30);
        let courier = courier(Upstream { command_timeout: slow, dot_timeout: slow, ..fake.upstream() });
        let lines = if at == At::Body { 2_000_000 } else { 10 };
        let first = submission(&["b@client.example"], "y\r\n".repeat(lines));
        let hangs = async {
            while fake.acted() == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            outcome = send(&courier, &first) => panic!("{at:?}: {:?}", words(&outcome)),
            () = hangs => {}
        }
        let mail = submission(&["c@client.example"], TEXT);
        assert_eq!(words(&send(&courier, &mail).await), ["sent"], "{at:?}");
        assert_eq!(fake.messages().len(), 1, "{at:?}");
        assert_eq!(fake.messages()[0].data_without_trace(), TEXT.as_bytes());
        assert_eq!(fake.sessions(), 2);
    }
}

#[tokio::test]
async fn a_connection_idle_for_longer_is_asked_first() {
    for (noop, sessions) in [(Act::reply("250 2.0.0 here"), 1), (Act::reply_then_close("421 4.4.2 gone"), 2)] {
        let fake = FakeUpstream::start(Behaviour::new().at(At::Noop, noop)).await;
        let courier = courier(fake.upstream());
        let mail = submission(&["b@client.example"], TEXT);
        assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
        tokio::time::sleep(Duration::from_millis(3100)).await;
        assert_eq!(words(&send(&courier, &mail).await), ["sent"]);
        assert_eq!(fake.lines().iter().filter(|line| *line == "NOOP").count(), 1);
        assert_eq!(fake.sessions(), sessions);
    }
}
