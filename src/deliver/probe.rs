//! Trying an upstream as delivery would use it: connect, TLS, EHLO, sign in, QUIT. Nothing is sent.

use super::client::Client;
use super::connect::ConnectError;
use super::courier::{CourierError, hello, target};
use crate::base::Clock;
use crate::config::Upstream;

/// An upstream that mail could be handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// Whether we signed in; without a user name nobody does.
    pub signed_in: bool,
    /// The mechanisms of `AUTH` that are offered, upper case; none when upstream takes no sign-in.
    pub mechanisms: Vec<String>,
    /// The largest message it takes in octets, where it says so.
    pub size_limit: Option<u64>,
}

/// What stands in the way, told apart as far as the remedies differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The configuration: our own name, or the file of further roots.
    Setup,
    /// The host's name has no address, or nobody could be asked for it.
    Name,
    /// There is no network at all.
    Offline,
    /// Nothing answers at the host's port.
    Closed,
    /// What answers does not speak SMTP as it should, wants TLS from the first octet, or is busy.
    Greeting,
    /// STARTTLS is not offered.
    NoTls,
    /// The TLS handshake fails.
    Tls,
    /// The certificate is not trusted, not for this host or not valid now.
    Certificate,
    /// The password would travel in clear.
    Clear,
    /// No way of signing in that we know is offered.
    NoSignIn,
    /// Name or password is wrong.
    SignIn,
    /// Upstream cannot check name and password now.
    Later,
    /// The password cannot be read.
    Secret,
}

/// Why mail could not be handed to an upstream; the text is one sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProbeError {
    /// What stands in the way.
    pub obstacle: Obstacle,
    message: String,
}

impl From<ConnectError> for ProbeError {
    fn from(error: ConnectError) -> ProbeError {
        let obstacle = match &error {
            ConnectError::Resolve(..) => Obstacle::Name,
            ConnectError::Offline(..) => Obstacle::Offline,
            ConnectError::Connect(..) => Obstacle::Closed,
            ConnectError::Greeting(..) => Obstacle::Greeting,
            ConnectError::NoStarttls(_) => Obstacle::NoTls,
            ConnectError::Injected(_) | ConnectError::Tls(..) => Obstacle::Tls,
            ConnectError::Certificate(..) => Obstacle::Certificate,
            ConnectError::Clear(_) => Obstacle::Clear,
            ConnectError::NoMechanism(_) => Obstacle::NoSignIn,
            ConnectError::SignIn(_, reply) if reply.is_permanent() => Obstacle::SignIn,
            ConnectError::SignIn(..) | ConnectError::Lost(..) => Obstacle::Later,
            ConnectError::Secret(_) => Obstacle::Secret,
        };
        ProbeError { obstacle, message: error.to_string() }
    }
}

impl From<CourierError> for ProbeError {
    fn from(error: CourierError) -> ProbeError {
        ProbeError { obstacle: Obstacle::Setup, message: error.to_string() }
    }
}

/// Connects to `upstream` as delivery would, `hostname` in `EHLO`, and takes leave again. Each phase has the upstream's
/// `connect_timeout`.
///
/// # Errors
/// [`ProbeError`]: what delivery would fail at.
pub async fn probe(upstream: &Upstream, hostname: &str, clock: &Clock) -> Result<Probed, ProbeError> {
    let target = target(upstream, &hello(hostname)?, clock)?;
    let client = Client::connect(&target).await?;
    let (mechanisms, size_limit) = (client.offers().auth.clone(), client.offers().size_limit);
    client.quit().await;
    Ok(Probed { signed_in: upstream.username.is_some(), mechanisms, size_limit })
}
