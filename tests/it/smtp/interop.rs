//! A client that others wrote, and a gate that breaks.

use std::net::SocketAddr;
use std::sync::Arc;

use lettre::address::Envelope;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use outguard::base::{Clock, Reply};
use outguard::intake::smtp::{Server, Settings};
use outguard::intake::{Answer, Gate};
use outguard::message::Submission;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::peer::{Client, Running, smtp};

fn envelope() -> Envelope {
    Envelope::new(Some("anna@firm.example".parse().unwrap()), vec!["kim@kita.example".parse().unwrap()]).unwrap()
}

#[tokio::test]
async fn what_lettre_sends_arrives_byte_for_byte() {
    let running = Running::with(smtp()).await;
    let client =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(running.address.port()).build();
    let texts = [
        "Subject: one\r\n\r\n.\r\n..\r\n.x\r\ntext",
        ".leading: dot\r\n\r\n\u{fc}\r\n\r\n.\r\n\r\nend",
        &format!("Subject: long\r\n\r\n{}", ".\r\n".repeat(20_000)),
        &"dots around the borders of blocks\r\n.".repeat(2_500),
    ];
    for text in texts {
        client.send_raw(&envelope(), text.as_bytes()).await.unwrap();
    }
    let got = running.got();
    assert_eq!(got.len(), texts.len());
    for (text, (_, _, message)) in texts.iter().zip(got) {
        assert_eq!(message, format!("{text}\r\n").into_bytes());
    }
}

struct Broken;

impl Gate for Broken {
    async fn submit(&self, submission: Submission) -> Answer {
        assert!(submission.message.is_empty(), "this gate breaks on any content");
        Answer::unkept(Reply::plain(250, "taken"))
    }
}

#[tokio::test]
async fn a_gate_that_breaks_ends_one_session_and_no_other() {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut smtp = smtp();
    smtp.limits.connections = 1;
    let server = Server::new(Arc::new(Settings::new(&smtp).unwrap()), Arc::new(Broken), Clock::system());
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(async move { server.run(listener, stopped).await });
    for (text, taken) in [("text\r\n.", false), (".", true)] {
        let mut client = Client::over(TcpStream::connect(address).await.unwrap());
        client.expect("220").await;
        client.ask("EHLO client.example", "250").await;
        client.ask("MAIL FROM:<>", "250").await;
        client.ask("RCPT TO:<kim@kita.example>", "250").await;
        client.ask("DATA", "354").await;
        client.send(format!("{text}\r\n").as_bytes()).await;
        assert_eq!(
            client.reply().await.is_some_and(|reply| reply.starts_with("250")),
            taken,
            "nothing is said to be taken"
        );
    }
    stop.send(true).unwrap();
    task.await.unwrap();
}
