//! The way to a connection that may be used: an address that answers, TLS as configured, nothing in between.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use lettre::transport::smtp::client::AsyncTokioStream;
use lettre::transport::smtp::extension::ClientId;
use rustls::CertificateError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::answer::reply;
use super::offers::Offers;
use super::secret::SecretError;
use super::tls::Tls;
use super::wire::{Gauge, Wire};
use crate::base::Reply;
use crate::base::reply::Enhanced;
use crate::config::{Upstream, UpstreamTls};

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
    #[error("no network leads to {0}: {1}")]
    Offline(String, String),
    #[error("{0} gave no usable greeting: {1}")]
    Greeting(String, String),
    #[error("{0} does not offer STARTTLS, which is required")]
    NoStarttls(String),
    #[error("{0} spoke before TLS began; somebody may be in between")]
    Injected(String),
    #[error("no TLS with {0}: {1}")]
    Tls(String, String),
    #[error("no TLS with {0}, its certificate is not accepted: {1}")]
    Certificate(String, String),
    #[error("the password is not sent to {0} in clear")]
    Clear(String),
    #[error("{0} does not offer the sign-in that is configured")]
    NoMechanism(String),
    #[error("{0} refused the sign-in: {1}")]
    SignIn(String, Reply),
    #[error("the connection to {0} was lost while signing in: {1}")]
    Lost(String, String),
    #[error("{0}")]
    Secret(#[from] SecretError),
}

impl ConnectError {
    /// The failure as a reply a recipient can be deferred with (RFC 3463 §3.5, §3.8).
    pub(super) fn reply(&self) -> Reply {
        let enhanced = match self {
            ConnectError::Resolve(..) => Enhanced(4, 3),
            ConnectError::Connect(..) | ConnectError::Offline(..) => Enhanced(4, 1),
            ConnectError::Greeting(..) | ConnectError::Lost(..) => Enhanced(4, 2),
            ConnectError::NoStarttls(_)
            | ConnectError::Injected(_)
            | ConnectError::Tls(..)
            | ConnectError::Certificate(..) => Enhanced(7, 5),
            ConnectError::Clear(_) | ConnectError::NoMechanism(_) => Enhanced(7, 4),
            ConnectError::SignIn(..) | ConnectError::Secret(_) => Enhanced(7, 8),
        };
        Reply::new(451, enhanced, &self.to_string())
    }
}

/// Connects to the first address that answers; each gets its share of the time, so that a dead IPv6 route does not hide
/// a living IPv4 one.
pub(super) async fn dial(upstream: &Upstream) -> Result<(TcpStream, SocketAddr), ConnectError> {
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
    let mut offline = !addresses.is_empty();
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are written in one piece each; Nagle's algorithm would only add 40 ms.
                stream.set_nodelay(true).map_err(|e| ConnectError::Connect(address.to_string(), e.to_string()))?;
                return Ok((stream, address));
            }
            Ok(Err(error)) => {
                offline &= matches!(error.kind(), ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown);
                last = format!("{address}: {error}");
            }
            Err(_) => {
                offline = false;
                last = format!("{address}: no answer in time");
            }
        }
    }
    let host = upstream.host.clone();
    Err(if offline { ConnectError::Offline(host, last) } else { ConnectError::Connect(host, last) })
}

/// Starts TLS as configured; there is no way from here to a clear connection when TLS is asked for.
pub(super) async fn protect(
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
        Ok(Err(error)) => return Err(tls_failure(host(), &error)),
        Err(_) => return Err(ConnectError::Tls(host(), "no answer in time".into())),
    };
    let wire = Wire::new(stream, peer, head);
    let gauge = wire.gauge();
    Ok((Box::new(wire), gauge))
}

/// A certificate nobody vouches for has a remedy of its own, so it is told apart from a broken handshake.
fn tls_failure(host: String, error: &std::io::Error) -> ConnectError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => ConnectError::Certificate(host, certificate_words(why)),
        _ => ConnectError::Tls(host, error.to_string()),
    }
}

/// The usual faults in words; the others as rustls names them.
fn certificate_words(fault: &CertificateError) -> String {
    use CertificateError as Fault;
    match fault {
        Fault::UnknownIssuer => "nobody this computer trusts has signed it".to_owned(),
        Fault::Expired | Fault::ExpiredContext { .. } => "it has expired".to_owned(),
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => "it is not valid yet".to_owned(),
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => "it is for another name".to_owned(),
        other => other.to_string(),
    }
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
