//! One connection to an upstream: lettre's, driven by us one command at a time, every phase with its own limit.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Ehlo, Noop, Quit, Rset};
use tokio::time::timeout;

use super::answer::{Answer, Lost, answered, within};
use super::auth::{self, Credentials};
use super::connect::{ConnectError, Target, dial, protect};
use super::offers::Offers;
use super::secret::{self, SecretError};
use super::wire::Gauge;
use crate::base::{Reply, killpoint};
use crate::config::{Upstream, UpstreamTls};

/// Octets of message data that are stuffed and written at a time, so that a large message is not copied whole.
const CHUNK: usize = 32 * 1024;

/// How long a connection that is closed anyway waits for a last reply.
const FAREWELL: Duration = Duration::from_secs(2);

/// A connection that is greeted, protected and signed in as configured. Dropping it closes the socket at once.
pub(super) struct Client {
    smtp: AsyncSmtpConnection,
    gauge: Arc<Gauge>,
    offers: Offers,
    command_timeout: Duration,
    dot_timeout: Duration,
}

impl Client {
    /// Opens a connection.
    pub(super) async fn connect(target: &Target) -> Result<Client, ConnectError> {
        let upstream = &target.upstream;
        let (stream, peer) = dial(upstream).await?;
        let (stream, gauge) = protect(target, stream, peer).await?;
        let mut client = greet(target, stream, gauge).await?;
        if let Some(user) = &upstream.username {
            client.sign_in(upstream, user, peer.ip()).await?;
        }
        killpoint::reached("R5");
        Ok(client)
    }

    /// What upstream offers, after TLS.
    pub(super) fn offers(&self) -> &Offers {
        &self.offers
    }

    /// Whether upstream has said more than it was asked; such a connection is not used again.
    pub(super) fn out_of_step(&self) -> bool {
        self.gauge.unread()
    }

    /// Sends `lines` in one write and reads the first reply; the others follow by [`Client::next`].
    pub(super) async fn say(&mut self, what: &str, lines: &str) -> Answer {
        within(self.command_timeout, what, self.smtp.command(lines)).await
    }

    /// Reads one more reply to a group of commands (RFC 2920 §3.1).
    pub(super) async fn next(&mut self, what: &str) -> Answer {
        within(self.command_timeout, what, self.smtp.read_response()).await
    }

    /// `DATA` alone, never in a group: upstream could answer 354 without a recipient.
    pub(super) async fn data(&mut self) -> Answer {
        within(self.command_timeout, "DATA", self.smtp.command(Data)).await
    }

    /// `RSET`: whether the connection is ready for the next transaction.
    pub(super) async fn reset(&mut self) -> bool {
        let answer = within(self.command_timeout, "RSET", self.smtp.command(Rset)).await;
        answer.is_ok_and(|reply| reply.code() == 250) && !self.out_of_step()
    }

    /// `NOOP`: whether a connection that stood idle is still there.
    pub(super) async fn alive(&mut self) -> bool {
        let answer = within(self.command_timeout.min(FAREWELL), "NOOP", self.smtp.command(Noop)).await;
        answer.is_ok_and(|reply| reply.code() == 250) && !self.out_of_step()
    }

    /// `QUIT`, and the end of the connection.
    pub(super) async fn quit(mut self) {
        let _ = timeout(FAREWELL, self.smtp.command(Quit)).await;
    }

    /// Sends `head`, `message` and the final dot, and reads the reply. The limit counts from the last progress, so that
    /// a large message on a slow line is no timeout; silence lasts at most twice the limit.
    pub(super) async fn message(&mut self, head: &str, message: &[u8]) -> Answer {
        self.gauge.new_transaction();
        // lettre ends the message with CRLF itself; handing over the message's own would append an empty line.
        let (head, body) = match message.strip_suffix(b"\r\n") {
            Some(body) => (head, body),
            None if message.is_empty() => (head.strip_suffix("\r\n").unwrap_or(head), message),
            None => (head, message),
        };
        let parts = std::iter::once(head.as_bytes()).chain(body.chunks(CHUNK));
        let gauge = Arc::clone(&self.gauge);
        let mut sending = std::pin::pin!(self.smtp.message_iter(parts));
        let mut progress = gauge.written();
        loop {
            match timeout(self.dot_timeout, sending.as_mut()).await {
                Ok(result) => return answered(result),
                Err(_) if gauge.written() > progress => progress = gauge.written(),
                Err(_) => return Err(Lost("upstream fell silent while it was given the message".into())),
            }
        }
    }

    /// Why upstream closed while it was given the message, if it said so: some refuse a large message half-way.
    pub(super) async fn parting_word(&mut self) -> Option<Reply> {
        if !self.gauge.closed() {
            return None;
        }
        let answer = within(FAREWELL, "the message", self.smtp.read_response()).await;
        answer.ok().filter(|reply| reply.is_transient() || reply.is_permanent())
    }

    /// Whether the message sent last may have arrived: some of its final dot has left.
    pub(super) fn dot_begun(&self) -> bool {
        self.gauge.dot_begun()
    }

    async fn sign_in(&mut self, upstream: &Upstream, user: &str, peer: IpAddr) -> Result<(), ConnectError> {
        let host = || upstream.host.clone();
        if !may_see_password(upstream.tls, peer) {
            return Err(ConnectError::Clear(host()));
        }
        let mechanism = auth::choose(upstream.auth, &self.offers).ok_or_else(|| ConnectError::NoMechanism(host()))?;
        let secret = secret::read(upstream.password.as_ref().ok_or(SecretError::Empty)?).await?;
        let credentials = Credentials { user, secret: &secret };
        match auth::sign_in(&mut self.smtp, mechanism, &credentials, upstream.connect_timeout).await {
            Ok(reply) if reply.code() == 235 => Ok(()),
            Ok(reply) => Err(ConnectError::SignIn(host(), reply)),
            Err(lost) => Err(ConnectError::Lost(host(), lost.to_string())),
        }
    }
}

/// lettre reads the greeting and says EHLO; we say it once more, as it hides most of what is offered.
async fn greet(target: &Target, stream: Box<dyn AsyncTokioStream>, gauge: Arc<Gauge>) -> Result<Client, ConnectError> {
    let limit = target.upstream.connect_timeout;
    let refuse = |why: String| ConnectError::Greeting(target.upstream.host.clone(), why);
    let opening = async {
        let mut smtp = AsyncSmtpConnection::connect_with_transport(stream, &target.hello).await?;
        let hello = smtp.command(Ehlo::new(target.hello.clone())).await?;
        Ok((smtp, hello))
    };
    let (smtp, hello) = match timeout(limit, opening).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => {
            return Err(refuse(answered(Err(error)).map_or_else(|lost| lost.to_string(), |reply| reply.to_string())));
        }
        Err(_) => return Err(refuse("no reply in time".into())),
    };
    let offers = Offers::read(hello.message());
    let Upstream { command_timeout, dot_timeout, .. } = target.upstream;
    Ok(Client { smtp, gauge, offers, command_timeout, dot_timeout })
}

/// A password goes over TLS, or to this machine.
fn may_see_password(tls: UpstreamTls, peer: IpAddr) -> bool {
    tls != UpstreamTls::None || peer.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_clear_stays_on_this_machine() {
        let clear = |peer: &str| may_see_password(UpstreamTls::None, peer.parse().unwrap());
        assert!(clear("127.0.0.1") && clear("::1") && clear("::ffff:127.0.0.1"));
        assert!(!clear("192.0.2.1") && !clear("10.0.0.1") && !clear("2001:db8::1"));
        assert!(may_see_password(UpstreamTls::Starttls, "192.0.2.1".parse().unwrap()));
    }
}
