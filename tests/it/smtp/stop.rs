//! What happens to sessions when the server stops.

use std::time::Duration;

use outguard::intake::smtp::Settings;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::peer::{PATIENCE, Recorder, Running, smtp};

async fn door(grace: Duration, delay: Duration) -> Running {
    let mut settings = Settings::new(&smtp()).unwrap();
    settings.grace = grace;
    Running::start(settings, Recorder { delay, ..Recorder::default() }).await
}

async fn ended(running: Running) {
    timeout(PATIENCE, running.task).await.expect("the server ends").unwrap();
}

#[tokio::test]
async fn an_idle_session_is_told_and_no_new_one_begins() {
    let running = door(Duration::from_secs(10), Duration::ZERO).await;
    let mut idle = running.greeted().await;
    let mut open = running.greeted().await;
    open.ask("MAIL FROM:<anna@firm.example>", "250").await;
    running.stop.send(true).unwrap();
    idle.expect("421 4.3.2").await;
    open.expect("421 4.3.2").await;
    drop((idle, open));
    let address = running.address;
    ended(running).await;
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_message_on_its_way_may_come_to_its_end() {
    let running = door(Duration::from_secs(10), Duration::from_millis(200)).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.send(b"first\r\n").await;
    running.stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    client.ask("second\r\n.", "250 2.0.0 taken").await;
    client.expect("421 4.3.2").await;
    drop(client);
    assert_eq!(running.got()[0].2, b"first\r\nsecond\r\n");
    ended(running).await;
}

#[tokio::test]
async fn a_message_that_trickles_past_the_grace_is_dropped() {
    let running = door(Duration::from_millis(200), Duration::ZERO).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.send(b"first\r\n").await;
    running.stop.send(true).unwrap();
    client.expect("421 4.3.2").await;
    client.send(b"second\r\n.\r\n").await;
    drop(client);
    assert_eq!(running.got(), []);
    ended(running).await;
}

#[tokio::test]
async fn what_the_gate_has_is_answered() {
    let running = door(Duration::ZERO, Duration::from_millis(500)).await;
    let mut client = running.greeted().await;
    client.ask("MAIL FROM:<anna@firm.example>", "250").await;
    client.ask("RCPT TO:<kim@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.send(b"text\r\n.\r\n").await;
    running.gate_has_one().await;
    running.stop.send(true).unwrap();
    client.expect("250 2.0.0 taken").await;
    drop(client);
    ended(running).await;
}
