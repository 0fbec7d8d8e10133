//! What the door is told: built from the configuration, refused where it would be an open relay.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Users;
use super::tls;
use crate::config::{Limits, Smtp};

/// Everything a session needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The name in the greeting.
    pub hostname: String,
    /// Limits (RFC 5321 §4.5.3).
    pub limits: Limits,
    /// STARTTLS, when configured.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Who may sign in. When there are any, everybody has to.
    pub users: Users,
    /// Whether addresses may appear in the log.
    pub log_content: bool,
    /// How long a wrong password is left without an answer; twice as long for the next one, and so on.
    pub wrong_password_delay: Duration,
    /// How long a message that is being sent when the server stops may take to its end.
    pub grace: Duration,
}

/// Why the door cannot open; the program exits with 78 (`EX_CONFIG`).
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Anybody on the network could send through this relay.
    #[error(
        "{listen} is not a loopback address, so the SMTP door needs {missing}: add it to [smtp] in the configuration, \
         or listen on 127.0.0.1 and [::1] only"
    )]
    OpenRelay {
        /// The address.
        listen: SocketAddr,
        /// What has to be added.
        missing: &'static str,
    },
    /// A PEM file cannot be read.
    #[error("{}: {why}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        why: String,
    },
    /// The certificate and the key cannot be used.
    #[error("the certificate {} cannot be used with its key: {why}", path.display())]
    Certificate {
        /// The certificate's file.
        path: PathBuf,
        /// What rustls said.
        why: rustls::Error,
    },
    /// A password hash is not an Argon2 hash in PHC form.
    #[error("the password_hash of user `{user}` is not an Argon2 hash such as $argon2id$v=19$…")]
    PasswordHash {
        /// The user.
        user: String,
    },
}

impl Settings {
    /// Reads certificates and checks hashes.
    ///
    /// # Errors
    /// When an address off loopback has not both TLS and users, or a file or a hash cannot be used.
    pub fn new(smtp: &Smtp) -> Result<Settings, SettingsError> {
        if let Some(missing) = missing_protection(smtp)
            && let Some(listen) = smtp.listen.iter().copied().find(|address| !is_loopback(*address))
        {
            return Err(SettingsError::OpenRelay { listen, missing });
        }
        Ok(Settings {
            hostname: smtp.hostname.clone(),
            limits: smtp.limits.clone(),
            tls: smtp.tls.as_ref().map(tls::load).transpose()?,
            users: Users::new(&smtp.users)?,
            log_content: false,
            wrong_password_delay: Duration::from_secs(1),
            grace: Duration::from_secs(10),
        })
    }
}

fn missing_protection(smtp: &Smtp) -> Option<&'static str> {
    match (smtp.tls.is_some(), smtp.users.is_empty()) {
        (true, false) => None,
        (true, true) => Some("users who sign in (`users`)"),
        (false, false) => Some("a certificate (`tls`)"),
        (false, true) => Some("a certificate (`tls`) and users who sign in (`users`)"),
    }
}

/// An IPv4 address inside an IPv6 one is what it contains; the wildcard addresses are no loopback.
fn is_loopback(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}
