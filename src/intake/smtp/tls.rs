//! The certificate of the door (STARTTLS, RFC 3207), and of the page.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::settings::SettingsError;
use crate::config::TlsFiles;

/// Loads the chain and the key; TLS 1.2 and 1.3 only (RFC 8996).
///
/// # Errors
/// Names the file that cannot be read or does not fit.
pub fn load(files: &TlsFiles) -> Result<Arc<ServerConfig>, SettingsError> {
    let unreadable = |path: &std::path::Path, why: rustls::pki_types::pem::Error| SettingsError::Pem {
        path: path.to_owned(),
        why: why.to_string(),
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|why| unreadable(&files.certificate, why))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|why| unreadable(&files.key, why))?;
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map(Arc::new)
        .map_err(|why| SettingsError::Certificate { path: files.certificate.clone(), why })
}
