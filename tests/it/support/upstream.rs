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

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outguard::config::{AuthMechanism, Upstream, UpstreamTls};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// A moment of a session at which a [`Behaviour`] may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// Instead of the greeting.
    Greeting,
    /// At `EHLO`.
    Ehlo,
    /// At `STARTTLS`.
    Starttls,
    /// At `AUTH` and each line that follows it.
    Auth,
    /// At `MAIL FROM`.
    Mail,
    /// At any `RCPT TO`.
    Rcpt,
    /// At the `RCPT TO` of this address.
    RcptTo(String),
    /// At `DATA`.
    Data,
    /// In the middle of the message, when the first octets of it have come.
    Body,
    /// When the final dot has come. What is acted here is the answer to the message.
    Dot,
    /// At `RSET`.
    Rset,
    /// At `NOOP`.
    Noop,
    /// At `QUIT`.
    Quit,
}

impl At {
    /// The `RCPT TO` of `address`.
    pub fn rcpt(address: &str) -> At {
        At::RcptTo(address.to_owned())
    }
}

/// What to do instead of the usual answer.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answer these octets, exactly; line ends included.
    Raw(Vec<u8>),
    /// Answer these octets, then close.
    RawThenClose(Vec<u8>),
    /// Say nothing for ever.
    Hang,
    /// Close. At [`At::Dot`] the message counts as not taken.
    Close,
    /// Close with a TCP reset.
    Reset,
    /// At [`At::Dot`]: take the message, close without a word.
    TakeAndClose,
    /// Take this long, then answer as usual.
    Wait(Duration),
    /// Send this line again and again until the other side is gone.
    Flood(Vec<u8>),
}

impl Act {
    /// Answer with one line; CRLF is added.
    pub fn reply(line: &str) -> Act {
        Act::Raw(format!("{line}\r\n").into_bytes())
    }

    /// Answer with one line and close.
    pub fn reply_then_close(line: &str) -> Act {
        Act::RawThenClose(format!("{line}\r\n").into_bytes())
    }
}

/// A certificate for tests and the file a client has to trust for it.
#[derive(Clone)]
pub struct TestCertificate {
    config: Arc<ServerConfig>,
    pem: String,
}

impl TestCertificate {
    /// A self-signed certificate for `name`, valid now.
    pub fn for_name(name: &str) -> TestCertificate {
        TestCertificate::signed(rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap())
    }

    /// The same, expired long ago.
    pub fn expired(name: &str) -> TestCertificate {
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2019, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        TestCertificate::signed(params)
    }

    fn signed(params: rcgen::CertificateParams) -> TestCertificate {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let der: CertificateDer<'static> = certificate.der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![der], key.into())
            .unwrap();
        TestCertificate { config: Arc::new(config), pem: certificate.pem() }
    }

    /// Writes the certificate into `directory`, for `ca_file`.
    pub fn write_to(&self, directory: &std::path::Path) -> PathBuf {
        let path = directory.join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }
}

/// How a fake upstream behaves; without further calls it is a friendly one with the usual extensions.
#[derive(Clone, Default)]
pub struct Behaviour {
    offers: Vec<String>,
    rules: Vec<Rule>,
    starttls: Option<TestCertificate>,
    implicit: Option<TestCertificate>,
    injected: Vec<u8>,
    auth: Option<Vec<String>>,
}

#[derive(Clone)]
struct Rule {
    at: At,
    act: Act,
    skip: Arc<AtomicUsize>,
    left: Arc<AtomicUsize>,
}

impl Behaviour {
    /// Friendly: PIPELINING, 8BITMIME, SMTPUTF8, DSN, ENHANCEDSTATUSCODES and SIZE of 100 MB.
    pub fn new() -> Behaviour {
        Behaviour::default().offers(&[
            "PIPELINING",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "SIZE 100000000",
        ])
    }

    /// Offers exactly these extensions.
    pub fn offers(mut self, keywords: &[&str]) -> Behaviour {
        self.offers = keywords.iter().map(ToString::to_string).collect();
        self
    }

    /// Acts so whenever a session comes there. Of several rules for one moment the first that is not used up counts.
    pub fn at(self, at: At, act: Act) -> Behaviour {
        self.rule(at, act, 0, usize::MAX)
    }

    /// Acts so the first time only, over all sessions.
    pub fn once(self, at: At, act: Act) -> Behaviour {
        self.rule(at, act, 0, 1)
    }

    /// Acts so the n-th time only (from 1), over all sessions.
    pub fn nth(self, n: usize, at: At, act: Act) -> Behaviour {
        self.rule(at, act, n - 1, 1)
    }

    fn rule(mut self, at: At, act: Act, skip: usize, left: usize) -> Behaviour {
        let counter = |n| Arc::new(AtomicUsize::new(n));
        self.rules.push(Rule { at, act, skip: counter(skip), left: counter(left) });
        self
    }

    /// Offers STARTTLS with this certificate.
    pub fn starttls(mut self, certificate: &TestCertificate) -> Behaviour {
        self.offers.push("STARTTLS".into());
        self.starttls = Some(certificate.clone());
        self
    }

    /// Sends these octets in clear in the same packet as the 220 to STARTTLS (response injection).
    pub fn injecting(mut self, octets: &[u8]) -> Behaviour {
        self.injected = octets.to_vec();
        self
    }

    /// TLS from the first octet.
    pub fn implicit_tls(mut self, certificate: &TestCertificate) -> Behaviour {
        self.implicit = Some(certificate.clone());
        self
    }

    /// Offers `AUTH mechanisms`, wants it before MAIL, and says 235 when the session's AUTH lines are exactly these
    /// (base64 as on the wire); 535 otherwise. After each line but the last comes a 334.
    pub fn auth(mut self, mechanisms: &str, lines: &[&str]) -> Behaviour {
        self.offers.push(format!("AUTH {mechanisms}"));
        self.auth = Some(lines.iter().map(ToString::to_string).collect());
        self
    }

    fn act(&self, at: &At) -> Option<Act> {
        let take = |counter: &AtomicUsize| {
            counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
        };
        let mut chosen = None;
        for rule in self.rules.iter().filter(|rule| rule.at == *at) {
            let skipped = take(&rule.skip);
            if chosen.is_none() && !skipped && take(&rule.left) {
                chosen = Some(rule.act.clone());
            }
        }
        chosen
    }

    fn resets(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.act, Act::Reset))
    }
}

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
    seen: Arc<Mutex<Seen>>,
    listener: JoinHandle<()>,
}

impl FakeUpstream {
    /// Listens on a free port of 127.0.0.1.
    pub async fn start(behaviour: Behaviour) -> FakeUpstream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let listener = tokio::spawn(listen(listener, Arc::new(behaviour), Arc::clone(&seen)));
        FakeUpstream { addr, seen, listener }
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

    /// A configuration that sends here, in clear, with limits of one second.
    pub fn upstream(&self) -> Upstream {
        let second = Duration::from_secs(1);
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
            connect_timeout: second,
            command_timeout: second,
            dot_timeout: second,
        }
    }
}

impl Drop for FakeUpstream {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn listen(listener: TcpListener, behaviour: Arc<Behaviour>, seen: Arc<Mutex<Seen>>) {
    let mut sessions = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.sessions += 1;
            seen.sessions
        };
        sessions.spawn(serve(stream, Arc::clone(&behaviour), Arc::clone(&seen), number));
        while sessions.try_join_next().is_some() {}
    }
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

async fn serve(stream: TcpStream, behaviour: Arc<Behaviour>, seen: Arc<Mutex<Seen>>, number: usize) {
    let _ = stream.set_nodelay(true);
    if behaviour.resets() {
        let _ = stream.set_zero_linger();
    }
    let (io, tls): (Box<dyn Io>, bool) = match &behaviour.implicit {
        None => (Box::new(stream), false),
        Some(certificate) => match TlsAcceptor::from(Arc::clone(&certificate.config)).accept(stream).await {
            Ok(stream) => (Box::new(stream), true),
            Err(_) => return,
        },
    };
    let session = Session {
        io,
        behaviour,
        seen,
        number,
        tls,
        buffer: Vec::new(),
        mail: None,
        rcpts: Vec::new(),
        auth: Vec::new(),
        signed_in: false,
    };
    let _ = session.run().await;
}

struct Session {
    io: Box<dyn Io>,
    behaviour: Arc<Behaviour>,
    seen: Arc<Mutex<Seen>>,
    number: usize,
    tls: bool,
    buffer: Vec<u8>,
    mail: Option<String>,
    rcpts: Vec<String>,
    auth: Vec<String>,
    signed_in: bool,
}

/// The session goes on, or is over.
type Flow = io::Result<()>;

fn over() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

impl Session {
    async fn run(mut self) -> Flow {
        if !self.acted(&At::Greeting).await? {
            self.say("220 fake.upstream.example ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            self.seen.lock().unwrap().lines.push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.ehlo().await?,
                "STARTTLS" => self = self.starttls().await?,
                "AUTH" => self.auth_line(&line).await?,
                "MAIL" => self.mail(line).await?,
                "RCPT" => self.rcpt(line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.answer(&At::Rset, "250 2.0.0 ok").await?;
                }
                "NOOP" => self.answer(&At::Noop, "250 2.0.0 ok").await?,
                "QUIT" => {
                    self.answer(&At::Quit, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ if !self.auth.is_empty() => self.auth_line(&line).await?,
                _ => self.say("500 5.5.2 what?").await?,
            }
        }
    }

    fn forget(&mut self) {
        self.mail = None;
        self.rcpts.clear();
    }

    async fn ehlo(&mut self) -> Flow {
        self.forget();
        if self.acted(&At::Ehlo).await? {
            return Ok(());
        }
        let mut reply = String::from("250");
        let offered = self.behaviour.offers.iter().filter(|keyword| !(self.tls && *keyword == "STARTTLS"));
        let mut last = "fake.upstream.example";
        for keyword in offered {
            reply += &format!("-{last}\r\n250");
            last = keyword;
        }
        let reply = format!("{reply} {last}");
        self.say(&reply).await
    }

    async fn starttls(mut self) -> io::Result<Session> {
        if self.acted(&At::Starttls).await? {
            return Ok(self);
        }
        let Some(certificate) = self.behaviour.starttls.clone() else {
            self.say("502 5.5.1 no").await?;
            return Ok(self);
        };
        let mut reply = b"220 2.0.0 go\r\n".to_vec();
        reply.extend_from_slice(&self.behaviour.injected);
        self.io.write_all(&reply).await?;
        self.io.flush().await?;
        let stream = TlsAcceptor::from(certificate.config).accept(self.io).await?;
        Ok(Session { io: Box::new(stream), tls: true, ..self })
    }

    async fn auth_line(&mut self, line: &str) -> Flow {
        self.auth.push(line.to_owned());
        if self.acted(&At::Auth).await? {
            return Ok(());
        }
        let wanted = self.behaviour.auth.clone().unwrap_or_default();
        if self.auth.len() < wanted.len() {
            return self.say("334 ").await;
        }
        self.signed_in = self.auth == wanted;
        self.auth.clear();
        self.say(if self.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong" }).await
    }

    async fn mail(&mut self, line: String) -> Flow {
        if self.acted(&At::Mail).await? {
            return Ok(());
        }
        if self.behaviour.auth.is_some() && !self.signed_in {
            return self.say("530 5.7.0 sign in first").await;
        }
        if self.mail.is_some() {
            return self.say("503 5.5.1 one at a time").await;
        }
        self.mail = Some(line);
        self.say("250 2.1.0 ok").await
    }

    async fn rcpt(&mut self, line: String) -> Flow {
        if self.acted(&At::RcptTo(path_of(&line))).await? || self.acted(&At::Rcpt).await? {
            return Ok(());
        }
        if self.mail.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        self.rcpts.push(line);
        self.say("250 2.1.5 ok").await
    }

    async fn data(&mut self) -> Flow {
        if self.acted(&At::Data).await? {
            return Ok(());
        }
        if self.rcpts.is_empty() {
            return self.say("503 5.5.1 RCPT first").await;
        }
        self.say("354 go on").await?;
        self.body().await
    }

    async fn body(&mut self) -> Flow {
        let mut searched = 0;
        let mut begun = false;
        let end = loop {
            if self.buffer.starts_with(b".\r\n") {
                break 3;
            }
            if let Some(at) = self.buffer[searched..].windows(5).position(|w| w == b"\r\n.\r\n") {
                break searched + at + 5;
            }
            if !begun && !self.buffer.is_empty() {
                begun = true;
                self.acted(&At::Body).await?;
            }
            searched = self.buffer.len().saturating_sub(4);
            self.fill().await?;
        };
        let wire: Vec<u8> = self.buffer.drain(..end).collect();
        let taken = Taken {
            mail: self.mail.take().unwrap_or_default(),
            rcpts: std::mem::take(&mut self.rcpts),
            data: unstuffed(&wire),
            wire,
            session: self.number,
            tls: self.tls,
        };
        let act = self.behaviour.act(&At::Dot);
        let positive = match &act {
            None | Some(Act::Wait(_) | Act::TakeAndClose) => true,
            Some(Act::Raw(octets) | Act::RawThenClose(octets)) => octets.starts_with(b"2"),
            Some(_) => false,
        };
        if positive {
            self.seen.lock().unwrap().messages.push(taken);
        }
        let answered = match act {
            Some(act) => self.perform(act).await?,
            None => false,
        };
        if answered { Ok(()) } else { self.say("250 2.0.0 taken").await }
    }

    async fn answer(&mut self, at: &At, usual: &str) -> Flow {
        if self.acted(at).await? { Ok(()) } else { self.say(usual).await }
    }

    /// Whether a rule answered; an error when it ended the session.
    async fn acted(&mut self, at: &At) -> io::Result<bool> {
        match self.behaviour.act(at) {
            Some(act) => self.perform(act).await,
            None => Ok(false),
        }
    }

    async fn perform(&mut self, act: Act) -> io::Result<bool> {
        match act {
            Act::Raw(octets) => self.raw(&octets).await?,
            Act::RawThenClose(octets) => {
                self.raw(&octets).await?;
                self.io.shutdown().await?;
                return Err(over());
            }
            Act::Hang => std::future::pending::<()>().await,
            Act::Close | Act::Reset | Act::TakeAndClose => return Err(over()),
            Act::Wait(time) => {
                tokio::time::sleep(time).await;
                return Ok(false);
            }
            Act::Flood(octets) => loop {
                self.raw(&octets).await?;
            },
        }
        Ok(true)
    }

    async fn say(&mut self, line: &str) -> Flow {
        self.raw(format!("{line}\r\n").as_bytes()).await
    }

    async fn raw(&mut self, octets: &[u8]) -> Flow {
        self.io.write_all(octets).await?;
        self.io.flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|w| w == b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return Ok(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Flow {
        let mut chunk = vec![0; 64 * 1024];
        let n = self.io.read(&mut chunk).await?;
        if n == 0 {
            return Err(over());
        }
        self.buffer.extend_from_slice(&chunk[..n]);
        Ok(())
    }
}

/// What stands between the angle brackets of a command line.
fn path_of(line: &str) -> String {
    let path = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>')).map_or("", |(path, _)| path);
    path.to_owned()
}

/// RFC 5321 §4.5.2: the final dot goes, and the first dot of each line that begins with one.
fn unstuffed(wire: &[u8]) -> Vec<u8> {
    let content = &wire[..wire.len() - 3];
    let mut data = Vec::with_capacity(content.len());
    let mut line_start = true;
    for (i, byte) in content.iter().enumerate() {
        if !(line_start && *byte == b'.') {
            data.push(*byte);
        }
        line_start = *byte == b'\n' && i > 0 && content[i - 1] == b'\r';
    }
    data
}
