//! A scriptable fake upstream: an SMTP server on loopback that takes mail, remembers exactly what it got, and misbehaves
//! as told.
//!
//! ```ignore
//! let fake = FakeUpstream::start(Behaviour::new().at(At::rcpt("b@client.example"), Act::reply("550 5.1.1 no"))).await;
//! // … let the code under test send to `fake.upstream()` …
//! assert_eq!(fake.messages().len(), 1);
//! ```
//!
//! It accepts several sessions at once and stops, with all of them, when it is dropped.

mod behaviour;
mod certificate;
mod session;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outguard::config::{AuthMechanism, Upstream, UpstreamTls};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use behaviour::{Act, At, Behaviour};
pub use certificate::TestCertificate;
use session::{listen, path_of};

/// A message the fake upstream took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The `MAIL FROM` line as it came, without CRLF.
    pub mail: String,
    /// The `RCPT TO` lines of the recipients it accepted.
    pub rcpts: Vec<String>,
    /// The message after un-stuffing.
    pub data: Vec<u8>,
    /// The octets of the message on the wire, final dot included.
    pub wire: Vec<u8>,
    /// The session it came in, from 1.
    pub session: usize,
    /// Whether it came in over TLS.
    pub tls: bool,
}

impl Taken {
    /// The accepted recipients' addresses.
    pub fn recipients(&self) -> Vec<String> {
        self.rcpts.iter().map(|line| path_of(line)).collect()
    }

    /// The message without our `Received` field, which is its first field.
    pub fn data_without_trace(&self) -> &[u8] {
        let mut end = 0;
        while let Some(n) = self.data[end..].windows(2).position(|w| w == b"\r\n") {
            end += n + 2;
            if !self.data[end..].starts_with(b"\t") {
                break;
            }
        }
        &self.data[end..]
    }
}

#[derive(Default)]
struct Seen {
    messages: Vec<Taken>,
    lines: Vec<String>,
    sessions: usize,
}

/// A running fake upstream.
pub struct FakeUpstream {
    addr: SocketAddr,
    behaviour: Arc<Behaviour>,
    seen: Arc<Mutex<Seen>>,
    listener: JoinHandle<()>,
}

impl FakeUpstream {
    /// Listens on a free port of 127.0.0.1.
    pub async fn start(behaviour: Behaviour) -> FakeUpstream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let behaviour = Arc::new(behaviour);
        let listener = tokio::spawn(listen(listener, Arc::clone(&behaviour), Arc::clone(&seen)));
        FakeUpstream { addr, behaviour, seen, listener }
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Every message it took, in order.
    pub fn messages(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().messages.clone()
    }

    /// Every command line it read, in order, over all sessions.
    pub fn lines(&self) -> Vec<String> {
        self.seen.lock().unwrap().lines.clone()
    }

    /// How many sessions there were.
    pub fn sessions(&self) -> usize {
        self.seen.lock().unwrap().sessions
    }

    /// How often it did something else than a friendly upstream.
    pub fn acted(&self) -> usize {
        self.behaviour.acted()
    }

    /// Each pair of message content (without trace) and recipient that was taken more than once: sent twice.
    pub fn duplicates(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = self
            .messages()
            .iter()
            .flat_map(|taken| {
                let text = String::from_utf8_lossy(taken.data_without_trace()).into_owned();
                taken.recipients().into_iter().map(move |recipient| (recipient, text.clone()))
            })
            .collect();
        pairs.sort();
        let twice = pairs.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone());
        twice.collect()
    }

    /// A configuration that sends here, in clear; with limits of one second where it leaves anybody waiting, and else of
    /// more than a busy machine needs.
    pub fn upstream(&self) -> Upstream {
        let limit = Duration::from_secs(if self.behaviour.keeps_waiting() { 1 } else { 30 });
        Upstream {
            host: self.addr.ip().to_string(),
            port: self.addr.port(),
            tls: UpstreamTls::None,
            ca_file: None,
            username: None,
            password: None,
            auth: AuthMechanism::Auto,
            senders: Vec::new(),
            connections: 4,
            connect_timeout: limit,
            command_timeout: limit,
            dot_timeout: limit,
        }
    }
}

impl Drop for FakeUpstream {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
