//! Certificates made for a test.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

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

    /// What a server with this certificate needs.
    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
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
