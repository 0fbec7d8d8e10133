//! One HTTP/1.1 request to one server: to the daemon over its control socket, to a webhook, to where a domain keeps its
//! mail settings. Each has a time in which all of it must be done and a size its answer may have. A redirect is an answer
//! like any other: who wants to follow it asks [`Url::follow`] where it leads, and may look at that first.
//!
//! ```text
//! let url: Url = "https://hooks.firm.example/outguard".parse()?;
//! let addresses = url.addresses().await?; // a chance to refuse some of them
//! let call = Call::post(&url, body).header("content-type", "application/json");
//! let answer = call.tls(deliver::client_config(None, clock)?).at(addresses).patience(TEN_SECONDS).send().await?;
//! if answer.is_success() { … }
//!
//! let answer = Call::get(&Url::on_socket("/api/v1/holds")).socket(&path).send().await?;
//! ```

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderMap, HeaderName, HeaderValue, LOCATION};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// How long a request may take, from the first look for the server to the last octet of the answer, unless it says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest body of an answer that is read, in octets, unless the request says otherwise.
const MOST: usize = 256 * 1024;

/// The largest head of an answer, in octets.
const MOST_HEAD: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The server has no address.
    #[error("{0} cannot be resolved: {1}")]
    Resolve(String, io::Error),
    /// No connection: nobody listens there, or no network leads there.
    #[error("cannot connect to {0}: {1}")]
    Connect(String, io::Error),
    /// The handshake failed; mostly the certificate is not trusted, not for this host or not valid now.
    #[error("no TLS with {0}: {1}")]
    Tls(String, io::Error),
    /// `https` was asked for without the roots to trust; never a reason to go on in clear.
    #[error("{0} needs TLS, and none is set up")]
    NoTls(String),
    /// The time for the whole request is over.
    #[error("{0} did not answer in time")]
    Slow(String),
    /// The answer is larger than was allowed.
    #[error("the answer of {0} is too large")]
    TooLarge(String),
    /// The connection broke, or what came is not HTTP.
    #[error("{0} gave no usable answer: {1}")]
    Broken(String, String),
    /// The request cannot be written as HTTP.
    #[error("not a request: {0}")]
    Request(String),
}

/// Not an address on the web we would use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as https://HOST[:PORT][/PATH], without a user or a fragment")]
pub struct NotAUrl;

/// A place on the web: `http[s]://HOST[:PORT][/PATH][?QUERY]` in ASCII (RFC 3986 §3); users and fragments are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Whether it is `https`.
    pub tls: bool,
    /// A name or an IPv4 address, or an IPv6 address in brackets.
    pub host: String,
    /// The port, the scheme's own when none was written.
    pub port: u16,
    /// Path and query; it begins with `/`.
    pub target: String,
}

impl Url {
    /// `https://HOST` with this path and query.
    pub fn https(host: &str, target: &str) -> Url {
        Url { tls: true, host: host.to_owned(), port: standard_port(true), target: target.to_owned() }
    }

    /// A path and query of whoever listens at a Unix socket.
    pub fn on_socket(target: &str) -> Url {
        Url { tls: false, host: "localhost".into(), port: standard_port(false), target: target.to_owned() }
    }

    /// Host and port as the `Host` field has them: without the port when it is the scheme's own (RFC 9110 §4.2.3).
    pub fn authority(&self) -> String {
        if self.port == standard_port(self.tls) { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// Where the `Location` of its answer leads (RFC 9110 §10.2.2); `None` when that is no address we would use, or leads
    /// from TLS into the clear.
    pub fn follow(&self, location: &str) -> Option<Url> {
        if location.starts_with('/') && !location.starts_with("//") {
            return is_target(location).then(|| Url { target: location.to_owned(), ..self.clone() });
        }
        Url::from_str(location).ok().filter(|url| url.tls || !self.tls)
    }

    /// The host when the URL itself names an IP address.
    pub fn ip(&self) -> Option<IpAddr> {
        self.bare_host().parse().ok()
    }

    /// The addresses of its server, as the system resolves them; for callers who want to refuse some before [`Call::at`].
    ///
    /// # Errors
    /// When there are none.
    pub async fn addresses(&self) -> Result<Vec<SocketAddr>, HttpError> {
        let found = tokio::net::lookup_host((self.bare_host(), self.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|error| HttpError::Resolve(self.host.clone(), error))?.collect();
        if found.is_empty() {
            return Err(HttpError::Resolve(self.host.clone(), io::Error::other("it has no address")));
        }
        Ok(found)
    }

    fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

impl FromStr for Url {
    type Err = NotAUrl;

    fn from_str(text: &str) -> Result<Url, NotAUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAUrl)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(NotAUrl),
        };
        let (authority, target) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        let behind_literal = authority.rfind(']').map_or(0, |at| at + 1);
        let (host, port) = match authority[behind_literal..].find(':') {
            Some(at) => authority.split_at(behind_literal + at),
            None => (authority, ""),
        };
        let port = match port.strip_prefix(':') {
            None | Some("") => standard_port(tls),
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or(NotAUrl)?,
        };
        let legal = is_host(host) && is_target(&target);
        legal.then(|| Url { tls, host: host.to_ascii_lowercase(), port, target }).ok_or(NotAUrl)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", if self.tls { "https" } else { "http" }, self.authority(), self.target)
    }
}

fn standard_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}

fn is_host(text: &str) -> bool {
    if let Some(literal) = text.strip_prefix('[') {
        return literal.strip_suffix(']').is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok());
    }
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b".-_".contains(&octet))
}

fn is_target(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'#')
}

/// A request that has not been sent yet. There is no `Debug`: what it carries may be a secret.
#[must_use = "nothing is sent before `send`"]
#[derive(Clone)]
pub struct Call {
    url: Url,
    method: Method,
    headers: Vec<(String, String)>,
    body: Bytes,
    socket: Option<PathBuf>,
    addresses: Option<Vec<SocketAddr>>,
    tls: Option<Arc<ClientConfig>>,
    patience: Duration,
    most: usize,
}

impl Call {
    /// Asks for what is at `url`.
    pub fn get(url: &Url) -> Call {
        Call::new(Method::GET, url, Bytes::new())
    }

    /// Gives `body` to what is at `url`.
    pub fn post(url: &Url, body: impl Into<Bytes>) -> Call {
        Call::new(Method::POST, url, body.into())
    }

    /// Any other method.
    pub fn new(method: Method, url: &Url, body: Bytes) -> Call {
        Call {
            url: url.clone(),
            method,
            headers: Vec::new(),
            body,
            socket: None,
            addresses: None,
            tls: None,
            patience: PATIENCE,
            most: MOST,
        }
    }

    /// One more header field. `Host` and `Content-Length` are written by themselves.
    pub fn header(mut self, name: &str, value: &str) -> Call {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The roots `https` trusts (`deliver::client_config` reads them); without them it is refused.
    pub fn tls(mut self, config: Arc<ClientConfig>) -> Call {
        self.tls = Some(config);
        self
    }

    /// The server listens at this Unix socket, in clear.
    pub fn socket(mut self, path: &Path) -> Call {
        self.socket = Some(path.to_owned());
        self
    }

    /// The server's addresses, tried in this order, instead of those the system resolves. Its certificate must be for the
    /// host of the URL all the same.
    pub fn at(mut self, addresses: Vec<SocketAddr>) -> Call {
        self.addresses = Some(addresses);
        self
    }

    /// How long all of it may take together; 10 s unless said.
    pub fn patience(mut self, patience: Duration) -> Call {
        self.patience = patience;
        self
    }

    /// The largest body of an answer, in octets; 256 KiB unless said.
    pub fn limit(mut self, most: usize) -> Call {
        self.most = most;
        self
    }

    /// Sends it, once, and reads the answer, whatever its status.
    ///
    /// # Errors
    /// When there is no whole answer in time. The server may have acted all the same, unless it is a
    /// [`HttpError::Resolve`], [`HttpError::Connect`], [`HttpError::Tls`], [`HttpError::NoTls`] or [`HttpError::Request`].
    pub async fn send(self) -> Result<Answer, HttpError> {
        let patience = self.patience;
        let whom = self.whom();
        tokio::time::timeout(patience, self.exchange()).await.map_err(|_| HttpError::Slow(whom))?
    }

    fn whom(&self) -> String {
        self.socket.as_ref().map_or_else(|| self.url.authority(), |path| path.display().to_string())
    }

    async fn exchange(self) -> Result<Answer, HttpError> {
        let whom = self.whom();
        let broken = |error: hyper::Error| HttpError::Broken(whom.clone(), told(&error));
        let request = self.request()?;
        let stream = TokioIo::new(self.connect().await?);
        let (mut sender, connection) =
            http1::Builder::new().max_buf_size(MOST_HEAD).handshake(stream).await.map_err(broken)?;
        // Dropped with this future, so that no connection outlives its request.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let (head, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
        let body = Limited::new(body, self.most).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                HttpError::TooLarge(whom.clone())
            } else {
                HttpError::Broken(whom.clone(), error.to_string())
            }
        })?;
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes() })
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, HttpError> {
        let refused = |error: &dyn fmt::Display| HttpError::Request(error.to_string());
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.url.target.parse().map_err(|error: hyper::http::uri::InvalidUri| refused(&error))?;
        let host = HeaderValue::from_str(&self.url.authority()).map_err(|error| refused(&error))?;
        let headers = request.headers_mut();
        headers.insert(HOST, host);
        for (name, value) in &self.headers {
            let name = HeaderName::from_str(name).map_err(|error| refused(&error))?;
            headers.append(name, HeaderValue::from_str(value).map_err(|error| refused(&error))?);
        }
        Ok(request)
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, HttpError> {
        if let Some(path) = &self.socket {
            let stream = UnixStream::connect(path).await;
            return Ok(Box::new(stream.map_err(|error| HttpError::Connect(self.whom(), error))?));
        }
        let host = self.url.authority();
        let tls = match (self.url.tls, &self.tls) {
            (true, None) => return Err(HttpError::NoTls(host)),
            (true, Some(config)) => Some(TlsConnector::from(Arc::clone(config))),
            (false, _) => None,
        };
        let addresses = match &self.addresses {
            Some(addresses) => addresses.clone(),
            None => self.url.addresses().await?,
        };
        let stream = self.dial(&addresses).await.map_err(|error| HttpError::Connect(host.clone(), error))?;
        let Some(tls) = tls else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(self.url.bare_host().to_owned());
        let name = name.map_err(|error| HttpError::Tls(host.clone(), io::Error::other(error)))?;
        Ok(Box::new(tls.connect(name, stream).await.map_err(|error| HttpError::Tls(host, error))?))
    }

    /// The first address that answers; each gets its share of the time, so that a dead IPv6 route does not hide a living
    /// IPv4 one.
    async fn dial(&self, addresses: &[SocketAddr]) -> io::Result<TcpStream> {
        let share = self.patience / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
        let mut last = io::Error::other("it has no address");
        for address in addresses {
            match tokio::time::timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return stream.set_nodelay(true).map(|()| stream),
                Ok(Err(error)) => last = error,
                Err(_) => last = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(last)
    }
}

/// What an error of hyper's means: its own words only say that there was one.
fn told(error: &hyper::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// A connection, whatever it runs over.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status, such as 200.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Answer {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Where a redirect leads, as the server wrote it; see [`Url::follow`].
    pub fn location(&self) -> Option<&str> {
        let redirects = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        self.header(LOCATION.as_str()).filter(|_| redirects)
    }

    /// The first field of that name, when it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

#[cfg(test)]
mod tests;
