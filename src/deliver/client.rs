//! One connection to an upstream: lettre's, driven by us one command at a time, every phase with its own limit.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Ehlo, Noop, Quit, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::answer::{Answer, Lost, answered, reply, within};
use super::auth::{self, Credentials};
use super::offers::Offers;
use super::secret::{self, SecretError};
use super::tls::Tls;
use super::wire::{Gauge, Wire};
use crate::base::reply::Enhanced;
use crate::base::{Reply, killpoint};
use crate::config::{Upstream, UpstreamTls};

/// Octets of message data that are stuffed and written at a time, so that a large message is not copied whole.
const CHUNK: usize = 32 * 1024;

/// How long a connection that is closed anyway waits for the reply to its QUIT.
const FAREWELL: Duration = Duration::from_secs(2);

/// Everything needed to open a connection to one upstream.
pub(super) struct Target {
    pub(super) upstream: Upstream,
    pub(super) hello: ClientId,
    pub(super) tls: Option<Tls>,
}

/// Why there is no connection that may be used. Always a reason to try later, never to fail: the cause is between
/// upstream and us, not in the message.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0} cannot be resolved: {1}")]
    Resolve(String, String),
    #[error("cannot connect to {0}: {1}")]
    Connect(String, String),
    #[error("{0} gave no usable greeting: {1}")]
    Greeting(String, String),
    #[error("{0} does not offer STARTTLS, which is required")]
    NoStarttls(String),
    #[error("{0} spoke before TLS began; somebody may be in between")]
    Injected(String),
    #[error("no TLS with {0}: {1}")]
    Tls(String, String),
    #[error("the password is not sent to {0} in clear")]
    Clear(String),
    #[error("{0} does not offer the sign-in that is configured")]
    NoMechanism(String),
    #[error("{0} refused the sign-in: {1}")]
    SignIn(String, String),
    #[error("{0}")]
    Secret(#[from] SecretError),
}

impl ConnectError {
    /// The failure as a reply a recipient can be deferred with (RFC 3463 §3.5, §3.8).
    pub(super) fn reply(&self) -> Reply {
        let enhanced = match self {
            ConnectError::Resolve(..) => Enhanced(4, 3),
            ConnectError::Connect(..) => Enhanced(4, 1),
            ConnectError::Greeting(..) => Enhanced(4, 2),
            ConnectError::NoStarttls(_) | ConnectError::Injected(_) | ConnectError::Tls(..) => Enhanced(7, 5),
            ConnectError::Clear(_) | ConnectError::NoMechanism(_) => Enhanced(7, 4),
            ConnectError::SignIn(..) | ConnectError::Secret(_) => Enhanced(7, 8),
        };
        Reply::new(451, enhanced, &self.to_string())
    }
}

/// A connection that is greeted, protected and signed in as configured. Dropping it closes the socket at once.
pub(super) struct Client {
    smtp: AsyncSmtpConnection,
    gauge: Arc<Gauge>,
    offers: Offers,
    command_timeout: Duration,
    dot_timeout: Duration,
}

impl Client {
    /// Opens a connection.
    pub(super) async fn connect(target: &Target) -> Result<Client, ConnectError> {
        let upstream = &target.upstream;
        let (stream, peer) = dial(upstream).await?;
        let (stream, gauge) = protect(target, stream, peer).await?;
        let mut client = greet(target, stream, gauge).await?;
        if let Some(user) = &upstream.username {
            client.sign_in(upstream, user, peer.ip()).await?;
        }
        killpoint::reached("R5");
        Ok(client)
    }

    /// What upstream offers, after TLS.
    pub(super) fn offers(&self) -> &Offers {
        &self.offers
    }

    /// Whether upstream has said more than it was asked; such a connection is not used again.
    pub(super) fn out_of_step(&self) -> bool {
        self.gauge.unread()
    }

    /// Sends `lines` in one write and reads the first reply; the others follow by [`Client::next`].
    pub(super) async fn say(&mut self, what: &str, lines: &str) -> Answer {
        within(self.command_timeout, what, self.smtp.command(lines)).await
    }

    /// Reads one more reply to a group of commands (RFC 2920 §3.1).
    pub(super) async fn next(&mut self, what: &str) -> Answer {
        within(self.command_timeout, what, self.smtp.read_response()).await
    }

    /// `DATA` alone, never in a group: upstream could answer 354 without a recipient.
    pub(super) async fn data(&mut self) -> Answer {
        within(self.command_timeout, "DATA", self.smtp.command(Data)).await
    }

    /// `RSET`: whether the connection is ready for the next transaction.
    pub(super) async fn reset(&mut self) -> bool {
        let answer = within(self.command_timeout, "RSET", self.smtp.command(Rset)).await;
        answer.is_ok_and(|reply| reply.code() == 250) && !self.out_of_step()
    }

    /// `NOOP`: whether a connection that stood idle is still there.
    pub(super) async fn alive(&mut self) -> bool {
        let answer = within(self.command_timeout.min(FAREWELL), "NOOP", self.smtp.command(Noop)).await;
        answer.is_ok_and(|reply| reply.code() == 250) && !self.out_of_step()
    }

    /// `QUIT`, and the end of the connection.
    pub(super) async fn quit(mut self) {
        let _ = timeout(FAREWELL, self.smtp.command(Quit)).await;
    }

    /// Sends `head`, `message` and the final dot, and reads the reply. The limit counts from the last progress, so that
    /// a large message on a slow line is no timeout; silence lasts at most twice the limit.
    pub(super) async fn message(&mut self, head: &str, message: &[u8]) -> Answer {
        self.gauge.new_transaction();
        // lettre ends the message with CRLF itself; handing over the message's own would append an empty line.
        let (head, body) = match message.strip_suffix(b"\r\n") {
            Some(body) => (head, body),
            None if message.is_empty() => (head.strip_suffix("\r\n").unwrap_or(head), message),
            None => (head, message),
        };
        let parts = std::iter::once(head.as_bytes()).chain(body.chunks(CHUNK));
        let gauge = Arc::clone(&self.gauge);
        let mut sending = std::pin::pin!(self.smtp.message_iter(parts));
        let mut progress = gauge.written();
        loop {
            match timeout(self.dot_timeout, sending.as_mut()).await {
                Ok(result) => return answered(result),
                Err(_) if gauge.written() > progress => progress = gauge.written(),
                Err(_) => return Err(Lost("upstream fell silent while it was given the message".into())),
            }
        }
    }

    /// Whether the message sent last may have arrived: some of its final dot has left.
    pub(super) fn dot_begun(&self) -> bool {
        self.gauge.dot_begun()
    }

    async fn sign_in(&mut self, upstream: &Upstream, user: &str, peer: IpAddr) -> Result<(), ConnectError> {
        let host = || upstream.host.clone();
        if upstream.tls == UpstreamTls::None && !peer.is_loopback() {
            return Err(ConnectError::Clear(host()));
        }
        let mechanism = auth::choose(upstream.auth, &self.offers).ok_or_else(|| ConnectError::NoMechanism(host()))?;
        let secret = secret::read(upstream.password.as_ref().ok_or(SecretError::Empty)?).await?;
        let credentials = Credentials { user, secret: &secret };
        match auth::sign_in(&mut self.smtp, mechanism, &credentials, upstream.connect_timeout).await {
            Ok(reply) if reply.code() == 235 => Ok(()),
            Ok(reply) => Err(ConnectError::SignIn(host(), reply.to_string())),
            Err(lost) => Err(ConnectError::SignIn(host(), lost.to_string())),
        }
    }
}

/// Connects to the first address that answers; each gets its share of the time, so that a dead IPv6 route does not hide
/// a living IPv4 one.
async fn dial(upstream: &Upstream) -> Result<(TcpStream, SocketAddr), ConnectError> {
    let host = upstream.host.trim_start_matches('[').trim_end_matches(']');
    let refuse = |why: String| ConnectError::Resolve(upstream.host.clone(), why);
    let found = timeout(upstream.connect_timeout, tokio::net::lookup_host((host, upstream.port))).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => return Err(refuse(error.to_string())),
        Err(_) => return Err(refuse("no answer in time".into())),
    };
    let share = upstream.connect_timeout / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    let mut last = "it has no address".to_owned();
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are written in one piece each; Nagle's algorithm would only add 40 ms.
                stream.set_nodelay(true).map_err(|e| ConnectError::Connect(address.to_string(), e.to_string()))?;
                return Ok((stream, address));
            }
            Ok(Err(error)) => last = format!("{address}: {error}"),
            Err(_) => last = format!("{address}: no answer in time"),
        }
    }
    Err(ConnectError::Connect(upstream.host.clone(), last))
}

/// Starts TLS as configured; there is no way from here to a clear connection when TLS is asked for.
async fn protect(
    target: &Target,
    stream: TcpStream,
    peer: SocketAddr,
) -> Result<(Box<dyn AsyncTokioStream>, Arc<Gauge>), ConnectError> {
    let host = || target.upstream.host.clone();
    let limit = target.upstream.connect_timeout;
    let (stream, head): (_, &[u8]) = match target.upstream.tls {
        UpstreamTls::None => {
            let wire = Wire::new(stream, peer, b"");
            let gauge = wire.gauge();
            return Ok((Box::new(wire), gauge));
        }
        UpstreamTls::Implicit => (stream, b""),
        // lettre wants a greeting, which upstream has given before TLS.
        UpstreamTls::Starttls => {
            let ready = timeout(limit, ask_for_tls(target, Wire::new(stream, peer, b""))).await;
            (ready.map_err(|_| ConnectError::Greeting(host(), "no reply in time".into()))??, b"220 TLS\r\n")
        }
    };
    let Some(tls) = &target.tls else { return Err(ConnectError::Tls(host(), "it is not set up".into())) };
    let stream = match timeout(limit, tls.start(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(ConnectError::Tls(host(), error.to_string())),
        Err(_) => return Err(ConnectError::Tls(host(), "no answer in time".into())),
    };
    let wire = Wire::new(stream, peer, head);
    let gauge = wire.gauge();
    Ok((Box::new(wire), gauge))
}

/// Greeting, EHLO and STARTTLS (RFC 3207), by ourselves: lettre's own keeps what arrives in clear behind the 220 and
/// takes it for the reply to the encrypted EHLO.
async fn ask_for_tls(target: &Target, mut wire: Wire<TcpStream>) -> Result<TcpStream, ConnectError> {
    let host = || target.upstream.host.clone();
    let unusable = |reply: Reply| ConnectError::Greeting(host(), reply.to_string());
    let broken = |error: std::io::Error| ConnectError::Greeting(host(), error.to_string());
    let greeting = read_reply(&mut wire).await.map_err(broken)?;
    if greeting.code != 220 {
        return Err(unusable(greeting.into_reply()));
    }
    wire.write_all(format!("EHLO {}\r\n", target.hello).as_bytes()).await.map_err(broken)?;
    let hello = read_reply(&mut wire).await.map_err(broken)?;
    if hello.code != 250 {
        return Err(unusable(hello.into_reply()));
    }
    if !Offers::read(hello.lines.iter().map(String::as_str)).starttls {
        return Err(ConnectError::NoStarttls(host()));
    }
    wire.write_all(b"STARTTLS\r\n").await.map_err(broken)?;
    let ready = read_reply(&mut wire).await.map_err(broken)?;
    if ready.code != 220 {
        return Err(ConnectError::Tls(host(), ready.into_reply().to_string()));
    }
    wire.into_silent_stream().ok_or_else(|| ConnectError::Injected(host()))
}

/// A reply read before lettre has the connection.
struct EarlyReply {
    code: u16,
    lines: Vec<String>,
}

impl EarlyReply {
    fn into_reply(self) -> Reply {
        reply(self.code, &self.lines.join("\n"))
    }
}

/// Reads one reply; the wire hands on whole lines and limits them.
async fn read_reply(wire: &mut Wire<TcpStream>) -> std::io::Result<EarlyReply> {
    let garbage = || std::io::Error::new(std::io::ErrorKind::InvalidData, "this is not an SMTP reply");
    let mut lines = Vec::new();
    loop {
        let mut line = [0u8; 1024];
        let n = wire.read(&mut line).await?;
        if n == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = std::str::from_utf8(&line[..n]).map_err(|_| garbage())?;
        let (code, rest) = line.split_at_checked(3).ok_or_else(garbage)?;
        let code = code.parse().map_err(|_| garbage())?;
        let text = rest.strip_prefix(['-', ' ']).ok_or_else(garbage)?;
        lines.push(text.trim_end().to_owned());
        if rest.starts_with(' ') {
            return Ok(EarlyReply { code, lines });
        }
    }
}

/// lettre reads the greeting and says EHLO; we say it once more, as it hides most of what is offered.
async fn greet(target: &Target, stream: Box<dyn AsyncTokioStream>, gauge: Arc<Gauge>) -> Result<Client, ConnectError> {
    let limit = target.upstream.connect_timeout;
    let refuse = |why: String| ConnectError::Greeting(target.upstream.host.clone(), why);
    let opening = async {
        let mut smtp = AsyncSmtpConnection::connect_with_transport(stream, &target.hello).await?;
        let hello = smtp.command(Ehlo::new(target.hello.clone())).await?;
        Ok((smtp, hello))
    };
    let (smtp, hello) = match timeout(limit, opening).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => {
            return Err(refuse(answered(Err(error)).map_or_else(|lost| lost.to_string(), |reply| reply.to_string())));
        }
        Err(_) => return Err(refuse("no reply in time".into())),
    };
    let offers = Offers::read(hello.message());
    let Upstream { command_timeout, dot_timeout, .. } = target.upstream;
    Ok(Client { smtp, gauge, offers, command_timeout, dot_timeout })
}
