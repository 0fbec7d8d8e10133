//! One file from one HTTPS server: enough for an autoconfig file, and nothing more. HTTP/1.0, so that the answer ends with
//! the connection and is not in chunks.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::dns::Dns;

/// The largest answer that is read, in octets.
const MOST: usize = 256 * 1024;

/// The longest time for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often an answer may point elsewhere.
const REDIRECTS: usize = 3;

const HTTPS: u16 = 443;

/// A place on the web: `https://HOST[:PORT]PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
}

impl Url {
    /// The port of HTTPS.
    pub(super) fn new(host: &str, path: &str) -> Url {
        Url { host: host.to_owned(), port: HTTPS, path: path.to_owned() }
    }

    /// Where `location` points, seen from here; only HTTPS is followed.
    fn follow(&self, location: &str) -> Option<Url> {
        if location.bytes().any(|octet| !octet.is_ascii_graphic()) {
            return None;
        }
        if location.starts_with('/') && !location.starts_with("//") {
            return Some(Url { path: location.to_owned(), ..self.clone() });
        }
        let rest = location.strip_prefix("https://")?;
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, HTTPS),
        };
        let plain = |octet: u8| octet.is_ascii_alphanumeric() || b".-".contains(&octet);
        let legal = !host.is_empty() && host.bytes().all(plain);
        legal.then(|| Url { host: host.to_owned(), port, path: path.to_owned() })
    }
}

/// Fetches files; servers are found by `dns`, certificates must be valid.
pub(super) struct Web<'a> {
    pub(super) dns: &'a Dns,
    pub(super) tls: Arc<rustls::ClientConfig>,
}

impl Web<'_> {
    /// The file at `url`; `None` when there is none that can be had, for whatever reason: it is one of several places.
    pub(super) async fn get(&self, url: Url) -> Option<Vec<u8>> {
        let mut url = url;
        for _ in 0..=REDIRECTS {
            let answer = tokio::time::timeout(PATIENCE, self.answer(&url)).await.ok()?.ok()?;
            match read(&answer)? {
                Read::Found(body) => return Some(body.to_vec()),
                Read::Elsewhere(location) => url = url.follow(&location)?,
            }
        }
        None
    }

    async fn answer(&self, url: &Url) -> io::Result<Vec<u8>> {
        let addresses = self.dns.addresses(&url.host).await.map_err(io::Error::other)?;
        let addresses: Vec<SocketAddr> = addresses.into_iter().map(|ip| SocketAddr::new(ip, url.port)).collect();
        let stream = TcpStream::connect(&addresses[..]).await?;
        let name = ServerName::try_from(url.host.clone()).map_err(io::Error::other)?;
        let mut stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await?;
        let host = if url.port == HTTPS { url.host.clone() } else { format!("{}:{}", url.host, url.port) };
        let request = format!("GET {} HTTP/1.0\r\nHost: {host}\r\nAccept: text/xml, application/xml\r\n\r\n", url.path);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        let mut limited = stream.take(MOST as u64 + 1);
        match limited.read_to_end(&mut answer).await {
            // Many servers close without the farewell of TLS; an XML file that was cut off is not read as a whole one.
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            _ if answer.len() > MOST => Err(io::Error::other("the answer is too large")),
            _ => Ok(answer),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Read<'a> {
    Found(&'a [u8]),
    Elsewhere(String),
}

/// The body of a 200, the place a 3xx points to; `None` for anything else.
fn read(answer: &[u8]) -> Option<Read<'_>> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?;
    let field = |name: &str| {
        let fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
    };
    match status {
        "200" if field("transfer-encoding").is_none() => Some(Read::Found(&answer[end + 4..])),
        "301" | "302" | "303" | "307" | "308" => field("location").map(Read::Elsewhere),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_a_redirect_and_nothing_are_told_apart() {
        assert_eq!(read(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n<a/>"), Some(Read::Found(b"<a/>")));
        let moved = b"HTTP/1.0 302 Found\r\nlocation: https://other.example/x\r\n\r\n";
        assert_eq!(read(moved), Some(Read::Elsewhere("https://other.example/x".into())));
        for bad in [
            &b"HTTP/1.1 404 Not Found\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1",
            b"",
            b"x",
        ] {
            assert_eq!(read(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn only_https_is_followed() {
        let here = Url::new("firm.example", "/x");
        assert_eq!(here.follow("/y"), Some(Url::new("firm.example", "/y")));
        assert_eq!(here.follow("https://other.example"), Some(Url::new("other.example", "/")));
        let port = Url { port: 8443, ..Url::new("other.example", "/z?a=b") };
        assert_eq!(here.follow("https://other.example:8443/z?a=b"), Some(port));
        for bad in [
            "http://firm.example/",
            "//other.example/",
            "https:///x",
            "https://a b/",
            "https://a\r\nX: y/",
            "https://u@other.example/",
            "https://other.example:99999/",
            "ftp://x/",
        ] {
            assert_eq!(here.follow(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_a_server_says_is_too_odd(answer: Vec<u8>, location: String) {
            let _ = read(&answer);
            let _ = Url::new("firm.example", "/").follow(&location);
        }
    }
}
