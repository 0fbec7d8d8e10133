//! What the log says: never content, passwords or, unless asked for, addresses.

use std::io::Write;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use outguard::intake::smtp::Settings;
use tracing::Level;
use tracing::subscriber::DefaultGuard;

use super::peer::{Recorder, Running, smtp};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(octets)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything the door logs on this thread; the test runtime has no other.
fn listen() -> (Log, DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

/// Puts a canary into every field a client can fill, then gives the log.
async fn canaries(log_content: bool) -> String {
    let (log, _guard) = listen();
    let mut settings = Settings::new(&smtp()).unwrap();
    settings.log_content = log_content;
    let running = Running::start(settings, Recorder::default()).await;
    let mut client = running.greeted().await;
    client.ask("EHLO canary-helo", "250").await;
    client.ask("MAIL FROM:<canary@from", "501").await;
    client.ask("MAIL FROM:<a@canary..domain>", "501").await;
    client.ask("CANARY-VERB", "500").await;
    client.ask(&format!("AUTH PLAIN {}", STANDARD.encode("\0canary-user\0canary-password")), "502").await;
    client.ask("MAIL FROM:<canary@firm.example> ENVID=canary", "250").await;
    client.ask("RCPT TO:<canary@kita.example>", "250").await;
    client.ask("DATA", "354").await;
    client.ask("X-Refuse: canary\r\n\r\ncanary\r\n.", "550").await;
    drop(client);
    let octets = log.0.lock().unwrap().clone();
    String::from_utf8(octets).unwrap()
}

#[tokio::test]
async fn nothing_a_client_sent_is_in_the_log() {
    let log = canaries(false).await;
    assert!(!log.to_lowercase().contains("canary"), "{log}");
    assert!(!log.contains(&STANDARD.encode("canary")[..6]), "{log}");
    for part in ["peer=127.0.0.1", "refused", "unknown command", "the test says so"] {
        assert!(log.contains(part), "{part} is missing in {log}");
    }
}

#[tokio::test]
async fn addresses_are_in_the_log_when_asked_for_and_content_is_not() {
    let log = canaries(true).await;
    assert!(log.contains("canary@firm.example") && log.contains("canary@kita.example"), "{log}");
    assert!(!log.contains("X-Refuse") && !log.contains("canary-password"), "{log}");
}
