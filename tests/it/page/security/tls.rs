//! The page behind TLS of its own, behind a reverse proxy, and behind neither.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;

use super::{aside, firm, hold, seal, until_denied};
use crate::support::guard::{FIRM, Guard, PATIENCE};
use crate::support::page::{Answer, Visitor, answer, form};

const NAME: &str = "outguard.firm.example";

/// A guard whose page has a certificate for [`NAME`].
fn with_certificate(more: &str) -> Guard {
    let guard = Guard::new("", "");
    let certificate = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    fs::write(guard.path("chain.pem"), certificate.cert.pem()).unwrap();
    fs::write(guard.path("key.pem"), certificate.signing_key.serialize_pem()).unwrap();
    guard.configure(&format!(
        "{FIRM}[smtp]\nlisten = [\"127.0.0.1:0\"]\n[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://{NAME}\"\n{more}\
         [page.tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n"
    ));
    guard
}

/// A browser that trusts that certificate.
struct Browser<'g> {
    guard: &'g Guard,
    config: Arc<ClientConfig>,
    cookie: String,
}

impl Browser<'_> {
    fn of(guard: &Guard) -> Browser<'_> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(guard.path("chain.pem")).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Browser { guard, config: Arc::new(config), cookie: String::new() }
    }

    fn asks(&self, method: &str, path: &str, body: &str) -> Answer {
        let stream = TcpStream::connect(self.guard.page()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let name = ServerName::try_from(NAME).unwrap();
        let mut stream = StreamOwned::new(ClientConnection::new(Arc::clone(&self.config), name).unwrap(), stream);
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nOrigin: https://{NAME}\r\n{cookie}Connection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        answer(&String::from_utf8_lossy(&bytes))
    }

    fn sign_in(&mut self) -> Answer {
        let link = self.guard.ops(&["open"]).ok();
        let ticket = link.trim().strip_prefix(&format!("https://{NAME}/sign-in?ticket=")).expect("the link").to_owned();
        let answer = self.asks("POST", "/sign-in", &form(&[("ticket", &ticket)]));
        self.cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_everything_is_tls_and_stays_so() {
    let mut guard = with_certificate("");
    guard.start();
    let id = hold(&guard, "Offer");
    // Who says nothing holds nobody up.
    let _silent: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(guard.page()).unwrap()).collect();
    let mut browser = Browser::of(&guard);
    let answer = browser.sign_in();
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-outguard="), "{cookie}");
    for word in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let list = browser.asks("GET", "/", "");
    assert!(list.body.contains(&id), "{list:?}");
    assert_eq!(list.header("strict-transport-security"), "max-age=31536000");
    // A cookie that any neighbour of the domain could have set is none.
    let value = browser.cookie.split_once('=').unwrap().1.to_owned();
    let neighbour = Browser { cookie: format!("outguard={value}"), ..Browser::of(&guard) };
    assert_eq!(neighbour.asks("GET", "/", "").status, 303);
    // In clear there is nothing.
    let mut clear = TcpStream::connect(guard.page()).unwrap();
    clear.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {NAME}\r\nCookie: {}\r\n\r\n", browser.cookie);
    // It may be hung up on before all of it is said.
    let _ = clear.write_all(request.as_bytes());
    let mut text = Vec::new();
    let _ = clear.read_to_end(&mut text);
    assert!(!String::from_utf8_lossy(&text).contains("HTTP/"), "{text:?}");
    // Stopping waits for nobody who is only connected.
    assert_eq!(guard.stop(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_does_not_fit_is_found_before_anything_listens() {
    let guard = with_certificate("");
    let other = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    fs::write(guard.path("key.pem"), other.signing_key.serialize_pem()).unwrap();
    let done = guard.ops(&["run"]);
    assert_eq!(done.code, 78, "{done:?}");
    assert!(done.err.contains("page.tls") && done.err.contains("chain.pem"), "{done:?}");
    fs::remove_file(guard.path("key.pem")).unwrap();
    let done = guard.ops(&["run"]);
    assert!(done.code == 78 && done.err.contains("key.pem"), "{done:?}");
}

#[test]
fn off_loopback_without_protection_the_start_is_refused() {
    let cases = [
        ("listen = \"0.0.0.0:0\"\n", "without protection"),
        ("listen = \"[::]:0\"\npublic_url = \"https://outguard.firm.example\"\n", "without protection"),
        ("listen = \"0.0.0.0:0\"\nproxies = [\"10.0.0.5\"]\n", "has no name there"),
        (
            "listen = \"0.0.0.0:0\"\npublic_url = \"http://outguard.firm.example\"\nproxies = [\"10.0.0.5\"]\n",
            "plain HTTP",
        ),
    ];
    for (page, words) in cases {
        let guard = Guard::new("", &format!("[page]\n{page}"));
        let done = guard.ops(&["run"]);
        assert_eq!(done.code, 78, "{page}{done:?}");
        assert!(done.err.contains(words), "{page}{done:?}");
    }
    let guard = with_certificate("");
    let config = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&config.replace("https://", "http://").replace(NAME, "localhost"));
    let done = guard.ops(&["run"]);
    assert!(done.code == 78 && done.err.contains("begin it with https://"), "{done:?}");
}

/// An exchange with the page from an address of this machine.
async fn from(address: [u8; 4], page: SocketAddr, request: String) -> Answer {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::from(address), 0).into()).unwrap();
    let mut stream = socket.connect(page).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    answer(&String::from_utf8_lossy(&bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_nobody_else_is_answered_and_only_its_last_word_counts() {
    let page =
        format!("[page]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://{NAME}\"\nproxies = [\"127.0.0.2\"]\n");
    let (guard, _fake) = firm(&page).await;
    let id = hold(&guard, "Offer");
    let request = |method: &str, path: &str, headers: &str, body: &str| {
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nOrigin: https://{NAME}\r\n{headers}Connection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    };
    let forged = "X-Forwarded-For: 127.0.0.2\r\nForwarded: for=127.0.0.2\r\n";
    for headers in ["", forged] {
        let answer = from([127, 0, 0, 1], guard.page(), request("GET", "/sign-in", headers, "")).await;
        assert_eq!((answer.status, answer.body.contains("proxy")), (403, true), "{answer:?}");
    }
    until_denied(&guard, "GET /sign-in", "peer", "");
    let proxy = [127, 0, 0, 2];
    let link = guard.ops(&["open"]).ok();
    let body = form(&[("ticket", link.trim().split_once("ticket=").unwrap().1)]);
    let told = "X-Forwarded-For: 127.0.0.1, 203.0.113.7\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: http\r\n";
    let answer = from(proxy, guard.page(), request("POST", "/sign-in", told, &body)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-outguard="), "TLS is the proxy's, and it is TLS: {cookie}");
    assert!(aside(&guard).iter().any(|line| line["whence"]["peer"] == "203.0.113.7"), "{:?}", aside(&guard));
    // The name comes from Host alone.
    let wrong = format!("GET / HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: {NAME}\r\nConnection: close\r\n\r\n");
    assert_eq!(from(proxy, guard.page(), wrong).await.status, 421);
    let cookies = format!("Cookie: {cookie}\r\n");
    let settings = from(proxy, guard.page(), request("GET", "/settings", &cookies, "")).await;
    let (token, seal) = (settings.hidden("token"), seal(&guard, &id));
    let body = form(&[("token", &token), ("seal", &seal)]);
    let decided = from(proxy, guard.page(), request("POST", &format!("/{id}/cancel"), &cookies, &body)).await;
    assert_eq!((decided.status, guard.state_of(&id).as_str()), (303, "cancelled"), "{decided:?}");
    // One peer behind it that guesses does not keep the others out.
    let guess = |hop: u8| {
        let from_hop = format!("X-Forwarded-For: 198.51.100.{hop}\r\n");
        from(proxy, guard.page(), request("POST", "/sign-in", &from_hop, "ticket=x"))
    };
    let mut last = 0;
    for _ in 0..25 {
        last = guess(1).await.status;
    }
    assert_eq!((last, guess(2).await.status), (429, 200));
    assert_eq!(Visitor::stranger(&guard).get("/").status, 403);
}
