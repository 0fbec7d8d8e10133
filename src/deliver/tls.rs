//! TLS to upstream: the system's roots and those the owner added, ring, the guard's own clock.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::base::Clock;
use crate::config;

/// Why no TLS could be set up for an upstream.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of further roots cannot be read as PEM certificates.
    #[error("{} has no readable PEM certificates: {why}", path.display())]
    CaFile {
        /// The file of `ca_file`.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The host is neither a name nor an address, so no certificate can be for it.
    #[error("`{0}` is not a name that a certificate could be for")]
    Name(String),
    /// No roots, or ring refused.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// What is needed to start TLS with one upstream; built once, as reading the system's roots takes a while.
#[derive(Clone)]
pub(super) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Reads the roots. The certificate must be for `upstream.host`, whatever address it resolves to.
    pub(super) fn new(upstream: &config::Upstream, clock: Clock) -> Result<Tls, TlsError> {
        let host = upstream.host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsError::Name(host.to_owned()))?;
        let config = client_config(upstream.ca_file.as_ref(), clock)?;
        Ok(Tls { connector: config.into(), name })
    }

    /// The handshake; an error when the certificate is not trusted, not for this host or not valid now.
    pub(super) async fn start(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}

/// TLS as a client: the system's roots and those of `ca_file`, validity by `clock`.
///
/// # Errors
/// When there are no roots, or `ca_file` cannot be read.
pub fn client_config(ca_file: Option<&PathBuf>, clock: Clock) -> Result<Arc<ClientConfig>, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra_roots(ca_file)?, provider.clone())?;
    let config = ClientConfig::builder_with_details(provider, Arc::new(GuardTime(clock)))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn extra_roots(path: Option<&PathBuf>) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let refuse = |why: String| TlsError::CaFile { path: path.clone(), why };
    let roots: Vec<_> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(|error| refuse(error.to_string()))?;
    if roots.is_empty() { Err(refuse("it is empty".into())) } else { Ok(roots) }
}

/// Certificates expire by the clock everything else goes by.
#[derive(Debug)]
struct GuardTime(Clock);

impl TimeProvider for GuardTime {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().as_second()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}
