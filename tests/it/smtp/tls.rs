//! STARTTLS.

use std::path::PathBuf;
use std::sync::Arc;

use outguard::config::{Smtp, TlsFiles};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::peer::{Client, PATIENCE, Running, smtp};

/// A certificate for the door, on disk and as the only root a client trusts.
pub struct Certificate {
    _folder: TempDir,
    pub files: TlsFiles,
    root: rustls::pki_types::CertificateDer<'static>,
}

impl Certificate {
    pub fn new() -> Certificate {
        let made = rcgen::generate_simple_self_signed(["door.firm.example".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let certificate = write("certificate.pem", made.cert.pem());
        let key = write("key.pem", made.signing_key.serialize_pem());
        Certificate { files: TlsFiles { certificate, key }, root: made.cert.der().clone(), _folder: folder }
    }

    /// Begins TLS on a connection where the door has just said that it is ready.
    pub async fn secure(&self, stream: TcpStream) -> std::io::Result<Client> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("door.firm.example").unwrap();
        Ok(Client::over(TlsConnector::from(Arc::new(config)).connect(name, stream).await?))
    }

    /// A client in TLS that has not yet said `EHLO` again.
    pub async fn connect(&self, running: &Running, before: &[&str]) -> Client {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        for line in before.iter().chain(&["STARTTLS"]) {
            read_reply(&mut stream).await;
            tokio::io::AsyncWriteExt::write_all(&mut stream, format!("{line}\r\n").as_bytes()).await.unwrap();
        }
        assert!(read_reply(&mut stream).await.starts_with("220 2.0.0"));
        self.secure(stream).await.unwrap()
    }
}

/// One reply without reading an octet too many.
async fn read_reply(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let octet = tokio::time::timeout(PATIENCE, tokio::io::AsyncReadExt::read_u8(stream)).await.unwrap().unwrap();
        text.push(octet);
        let line = text.strip_suffix(b"\r\n").and_then(|text| text.split(|b| *b == b'\n').next_back());
        if line.is_some_and(|line| line.get(3) == Some(&b' ')) {
            return String::from_utf8(text).unwrap();
        }
    }
}

pub fn with_tls(certificate: &Certificate) -> Smtp {
    Smtp { tls: Some(certificate.files.clone()), ..smtp() }
}

#[tokio::test]
async fn a_message_travels_in_tls() {
    let certificate = Certificate::new();
    let running = Running::with(with_tls(&certificate)).await;
    let mut client = certificate.connect(&running, &["EHLO client.example"]).await;
    let extensions = client.ask("EHLO client.example", "250-").await;
    assert!(!extensions.contains("STARTTLS"), "not offered again: {extensions}");
    client.ask("STARTTLS", "503 5.5.1").await;
    client.submit("secret").await;
    assert_eq!(running.gate.got.lock().unwrap()[0].origin.protocol, "ESMTPS");
    let large = format!("{}\r\n", "x".repeat(997)).repeat(90);
    client.submit(large.trim_end()).await;
    assert_eq!(running.got()[1].2, large.as_bytes());
    client.ask("QUIT", "221").await;
    client.expect_closed().await;
}

#[tokio::test]
async fn plain_text_behind_starttls_is_never_obeyed() {
    let certificate = Certificate::new();
    let running = Running::with(with_tls(&certificate)).await;
    let mut client = running.greeted().await;
    client.send(b"STARTTLS\r\nNOOP\r\nMAIL FROM:<evil@evil.test>\r\n").await;
    client.expect("554 5.5.0").await;
    client.expect_closed().await;
}

#[tokio::test]
async fn what_was_said_before_tls_is_forgotten() {
    let certificate = Certificate::new();
    let running = Running::with(with_tls(&certificate)).await;
    let before = ["EHLO client.example", "MAIL FROM:<evil@evil.test>", "RCPT TO:<victim@kita.example>"];
    let mut client = certificate.connect(&running, &before).await;
    client.ask("DATA", "503 5.5.1 EHLO first").await;
    client.ask("MAIL FROM:<anna@firm.example>", "503 5.5.1 EHLO first").await;
    client.ask("EHLO client.example", "250-").await;
    client.ask("RCPT TO:<kim@kita.example>", "503 5.5.1 MAIL first").await;
}

#[tokio::test]
async fn a_handshake_that_is_none_ends_the_session() {
    let certificate = Certificate::new();
    let running = Running::with(with_tls(&certificate)).await;
    let mut client = running.greeted().await;
    client.ask("STARTTLS", "220").await;
    client.send(b"MAIL FROM:<evil@evil.test>\r\n").await;
    while client.reply().await.is_some_and(|reply| panic!("{reply}")) {}
    running.greeted().await.submit("still there").await;
}

#[tokio::test]
async fn a_file_that_is_no_certificate_is_named() {
    let certificate = Certificate::new();
    let mut smtp = with_tls(&certificate);
    let key = certificate.files.key.clone();
    smtp.tls = Some(TlsFiles { certificate: key.with_file_name("none.pem"), key });
    let refused = outguard::intake::smtp::Settings::new(&smtp).unwrap_err().to_string();
    assert!(refused.contains("none.pem"), "{refused}");
}

#[tokio::test]
async fn a_tls_greeting_on_the_plain_port_is_never_obeyed() {
    let running = Running::with(smtp()).await;
    let mut client = running.connect().await;
    client.expect("220").await;
    client.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfcticket\r\nEHLO a.test\r\nMAIL FROM:<evil@evil.test>\r\n").await;
    client.expect("500 5.5.2 NUL").await;
    client.expect_closed().await;
}
