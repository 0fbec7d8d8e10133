//! The door under test on port 0 with a gate that records, and a client that speaks plain octets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outguard::base::reply::Enhanced;
use outguard::base::{Clock, Reply};
use outguard::config::{Limits, Smtp};
use outguard::intake::smtp::{Server, Settings};
use outguard::intake::{Answer, Gate};
use outguard::message::Submission;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long a test waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Keeps what it gets and answers 250, after `delay`; a message with `X-Refuse:` is refused.
#[derive(Default)]
pub struct Recorder {
    pub got: Mutex<Vec<Submission>>,
    pub delay: Duration,
    /// How many it has begun with.
    pub begun: AtomicUsize,
}

impl Gate for Recorder {
    async fn submit(&self, submission: Submission) -> Answer {
        self.begun.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(self.delay).await;
        let refuse = submission.message.starts_with(b"X-Refuse:");
        self.got.lock().unwrap().push(submission);
        Answer::unkept(if refuse {
            Reply::new(550, Enhanced(7, 1), "refused by policy").because("the test says so")
        } else {
            Reply::new(250, Enhanced(0, 0), "taken")
        })
    }
}

/// The door's configuration in tests: small limits, loopback, no TLS, no users.
pub fn smtp() -> Smtp {
    Smtp {
        listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))],
        hostname: "door.firm.example".into(),
        tls: None,
        users: Vec::new(),
        limits: Limits {
            message_size: 100_000,
            memory: 10_000_000,
            recipients: 5,
            connections: 50,
            errors: 10,
            messages: 0,
            command_timeout: Duration::from_secs(10),
            data_timeout: Duration::from_secs(10),
            message_timeout: Duration::from_secs(10),
            hops: 30,
        },
    }
}

/// A running door.
pub struct Running {
    pub address: SocketAddr,
    pub gate: Arc<Recorder>,
    pub stop: watch::Sender<bool>,
    pub task: JoinHandle<()>,
}

impl Running {
    pub async fn with(smtp: Smtp) -> Running {
        Running::start(Settings::new(&smtp).unwrap(), Recorder::default()).await
    }

    pub async fn start(settings: Settings, gate: Recorder) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Arc::new(gate);
        let server = Server::new(Arc::new(settings), Arc::clone(&gate), Clock::system());
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(async move { server.run(listener, stopped).await });
        Running { address, gate, stop, task }
    }

    pub async fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Client { stream: Box::new(stream), input: Vec::new() }
    }

    /// A client that has said `EHLO`.
    pub async fn greeted(&self) -> Client {
        let mut client = self.connect().await;
        client.expect("220").await;
        client.ask("EHLO client.example", "250").await;
        client
    }

    /// Waits until the gate has begun with a message.
    pub async fn gate_has_one(&self) {
        let begun = async {
            while self.gate.begun.load(Ordering::SeqCst) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, begun).await.expect("the gate gets it");
    }

    /// What the gate got: sender, recipients, message.
    pub fn got(&self) -> Vec<(String, Vec<String>, Vec<u8>)> {
        let sender = |s: &Submission| s.envelope.sender.as_ref().map(ToString::to_string).unwrap_or_default();
        let recipients = |s: &Submission| s.envelope.recipients.iter().map(|r| r.address.to_string()).collect();
        let got = self.gate.got.lock().unwrap();
        got.iter().map(|s| (sender(s), recipients(s), s.message.to_vec())).collect()
    }
}

pub trait Octets: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Octets for T {}

/// A client that sends what it is told and reads replies.
pub struct Client {
    pub stream: Box<dyn Octets>,
    input: Vec<u8>,
}

impl Client {
    pub fn over(stream: impl Octets + 'static) -> Client {
        Client { stream: Box::new(stream), input: Vec::new() }
    }

    /// Sends octets; a door that has closed is no error here, the replies tell.
    pub async fn send(&mut self, octets: &[u8]) {
        let _ = self.stream.write_all(octets).await;
        let _ = self.stream.flush().await;
    }

    /// One reply, its lines joined by LF; `None` when the door has closed.
    pub async fn reply(&mut self) -> Option<String> {
        let mut lines = Vec::new();
        loop {
            let line = timeout(PATIENCE, self.line()).await.expect("no reply in time")?;
            let last = line.as_bytes().get(3) != Some(&b'-');
            lines.push(line);
            if last {
                return Some(lines.join("\n"));
            }
        }
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.input.windows(2).position(|two| two == b"\r\n") {
                let line = String::from_utf8(self.input.drain(..end + 2).collect()).unwrap();
                return Some(line.trim_end().to_owned());
            }
            if !matches!(self.stream.read_buf(&mut self.input).await, Ok(n) if n > 0) {
                return None;
            }
        }
    }

    /// The next reply begins with `prefix`.
    #[track_caller]
    pub fn expect(&mut self, prefix: &str) -> impl Future<Output = String> {
        let place = std::panic::Location::caller();
        async move {
            let reply = self.reply().await.unwrap_or_else(|| panic!("{place}: closed instead of {prefix}"));
            assert!(reply.starts_with(prefix), "{place}: expected {prefix}, got {reply}");
            reply
        }
    }

    /// Sends a line and expects a reply.
    #[track_caller]
    pub fn ask(&mut self, line: &str, prefix: &str) -> impl Future<Output = String> {
        let place = std::panic::Location::caller();
        async move {
            self.send(format!("{line}\r\n").as_bytes()).await;
            let reply = self.reply().await.unwrap_or_else(|| panic!("{place}: closed after {line}"));
            assert!(reply.starts_with(prefix), "{place}: {line}: expected {prefix}, got {reply}");
            reply
        }
    }

    /// The door has closed, without a further reply.
    pub async fn expect_closed(&mut self) {
        assert_eq!(self.reply().await, None);
    }

    /// A whole transaction that must work: the dialogue is in step.
    pub async fn submit(&mut self, text: &str) {
        self.ask("MAIL FROM:<anna@firm.example>", "250").await;
        self.ask("RCPT TO:<kim@kita.example>", "250").await;
        self.ask("DATA", "354").await;
        self.ask(&format!("{text}\r\n."), "250 2.0.0 taken").await;
    }
}
