//! TLS at the page: the certificate, and who may listen without one.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;

use crate::app::failure::{Failure, exit};
use crate::config::Page;
use crate::intake::smtp::load_certificate;

/// What shakes hands with browsers; `None` = the page speaks plain HTTP.
///
/// # Errors
/// Exit code 78, with the file that cannot be read or does not fit.
pub fn acceptor(page: &Page) -> Result<Option<TlsAcceptor>, Failure> {
    let Some(files) = &page.tls else { return Ok(None) };
    let config = load_certificate(files).map_err(|e| Failure::new("config", exit::CONFIG, format!("page.tls: {e}")))?;
    let mut config = Arc::unwrap_or_clone(config);
    // RFC 7301: it is the one protocol spoken here.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

/// Refuses an address that others reach without protection: a socket that was handed over has passed no check of the
/// configuration.
///
/// # Errors
/// Exit code 78.
pub fn may_listen(page: &Page, address: SocketAddr) -> Result<(), Failure> {
    if address.ip().is_loopback() || page.tls.is_some() || !page.proxies.is_empty() {
        return Ok(());
    }
    let words = format!("the page would be reached at {address} without protection");
    let hint = "add [page.tls], or name the reverse proxy that brings TLS in page.proxies";
    Err(Failure::new("config", exit::CONFIG, words).hint(hint))
}
