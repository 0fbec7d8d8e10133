//! The courier: a clearance in, what became of each recipient out.

use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;
use lettre::transport::smtp::extension::ClientId;

use super::connect::Target;
use super::outcome::{Outcome, Proceed, RcptAnswer, RecipientOutcome};
use super::pool::{Lease, NoLease, Pool};
use super::tls::{Tls, TlsError};
use super::trace;
use super::transaction::{self, Job, Offered};
use crate::base::reply::Enhanced;
use crate::base::{Address, Clock, Domain, Reply};
use crate::clearance::Clearance;
use crate::config::{Upstream, UpstreamTls};
use crate::message::lines::has_stray_line_end;
use crate::message::{Envelope, Message, Origin, Recipient};

/// Why no courier can be made from a configuration.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// Our own name would not survive on an `EHLO` line.
    #[error("`{0}` is not a host name to say EHLO with")]
    Hostname(String),
    /// TLS to an upstream cannot be set up.
    #[error("upstream {host}: {source}")]
    Tls {
        /// The upstream.
        host: String,
        /// What is wrong.
        source: TlsError,
    },
}

/// Hands cleared messages to the upstream of their sender. Cheap to share behind an `Arc`; needs a tokio runtime.
pub struct Courier {
    hostname: String,
    upstreams: Vec<Arc<Pool>>,
}

impl Courier {
    /// Sets up a pool for each upstream; connects to none. `hostname` goes into `EHLO` and `Received`; `clock` says
    /// whether a certificate is valid.
    pub fn new(upstreams: &[Upstream], hostname: &str, clock: Clock) -> Result<Courier, CourierError> {
        let hostname = hello(hostname)?;
        let pool = |upstream: &Upstream| Ok(Pool::new(target(upstream, &hostname, &clock)?));
        let upstreams = upstreams.iter().map(pool).collect::<Result<_, CourierError>>()?;
        Ok(Courier { hostname, upstreams })
    }

    /// The upstream for mail of `sender`: the first whose `senders` has its domain, on label borders, else the first
    /// that takes all. The null sender belongs to no domain; without an upstream for all it leaves by the first, or
    /// notifications would never leave. `None`: there is no upstream for this sender, and mail waits.
    pub fn upstream_for(&self, sender: Option<&Address>) -> Option<&Upstream> {
        self.pool_for(sender).map(|pool| &pool.target().upstream)
    }

    fn pool_for(&self, sender: Option<&Address>) -> Option<&Arc<Pool>> {
        let domain = sender.and_then(Address::domain);
        let own = |pool: &&Arc<Pool>| {
            domain.is_some_and(|domain| pool.target().upstream.senders.iter().any(|parent| domain.is_within(parent)))
        };
        let all = |pool: &&Arc<Pool>| pool.target().upstream.senders.is_empty();
        let upstreams = &self.upstreams;
        let fallback = || if sender.is_none() { upstreams.first() } else { None };
        upstreams.iter().find(own).or_else(|| upstreams.iter().find(all)).or_else(fallback)
    }

    /// Makes one attempt for every recipient of the clearance. Sends only the bytes that were cleared, plus one
    /// `Received` line made from `origin` and `received`.
    ///
    /// `before_data` is asked when upstream has answered every `RCPT` and accepted at least one, before any of the
    /// message is sent. Its answers stand in the clearance's order.
    ///
    /// Cancelling the future closes the connection; whether the message was sent is then unknown if `before_data` had
    /// said [`Proceed::Go`].
    pub async fn send<F, Fut>(
        &self,
        clearance: Clearance,
        origin: &Origin,
        envelope: &Envelope,
        message: &Message,
        received: Timestamp,
        before_data: F,
    ) -> Outcome
    where
        F: FnOnce(Vec<RcptAnswer>) -> Fut,
        Fut: Future<Output = Proceed>,
    {
        let Some(pool) = self.pool_for(envelope.sender.as_ref()) else {
            let reply = Reply::new(451, Enhanced(3, 5), "no upstream is configured for this sender");
            return Outcome::nothing_sent("", clearance.recipients(), &RecipientOutcome::Deferred(reply));
        };
        let upstream = &pool.target().upstream;
        let host = format!("{}:{}", upstream.host, upstream.port);
        let nothing = |each: &RecipientOutcome| Outcome::nothing_sent(&host, clearance.recipients(), each);
        let cleared = match cleared_recipients(&clearance, envelope, message) {
            Ok(recipients) => recipients,
            Err(reply) => return nothing(&RecipientOutcome::Deferred(reply)),
        };
        // The doors refuse them, and here is the last place to.
        if has_stray_line_end(message) {
            let reply = Reply::new(554, Enhanced(6, 0), "the message has a CR or LF that ends no line");
            return nothing(&RecipientOutcome::Failed(reply));
        }
        let trace = trace::received_line(origin, &self.hostname, clearance.id(), received);
        let eight_bit = !message.is_ascii();
        let job = Job { envelope, recipients: cleared, trace: &trace, message, eight_bit };
        match attempt(pool, &job, before_data).await {
            Ok(Attempted { recipients, data_sent, at_rcpt }) => Outcome { host, recipients, data_sent, at_rcpt },
            Err(each) => nothing(&each),
        }
    }
}

/// The name we say EHLO with.
pub(super) fn hello(hostname: &str) -> Result<String, CourierError> {
    let domain: Domain = hostname.parse().map_err(|_| CourierError::Hostname(hostname.to_owned()))?;
    Ok(domain.as_str().to_owned())
}

/// Sets up what a connection to `upstream` needs; connects to nothing.
pub(super) fn target(upstream: &Upstream, hello: &str, clock: &Clock) -> Result<Target, CourierError> {
    let tls = match upstream.tls {
        UpstreamTls::None => None,
        UpstreamTls::Starttls | UpstreamTls::Implicit => Some(
            Tls::new(upstream, clock.clone())
                .map_err(|source| CourierError::Tls { host: upstream.host.clone(), source })?,
        ),
    };
    Ok(Target { upstream: upstream.clone(), hello: ClientId::Domain(hello.to_owned()), tls })
}

/// An attempt that came to single recipients.
struct Attempted {
    recipients: Vec<RecipientOutcome>,
    data_sent: bool,
    at_rcpt: Vec<bool>,
}

/// One attempt over one connection, or over a second one where the first had died while it was idle. An error is the outcome of
/// all recipients.
async fn attempt<F, Fut>(pool: &Arc<Pool>, job: &Job<'_>, before_data: F) -> Result<Attempted, RecipientOutcome>
where
    F: FnOnce(Vec<RcptAnswer>) -> Fut,
    Fut: Future<Output = Proceed>,
{
    let no_lease = |error: NoLease| RecipientOutcome::Deferred(error.reply());
    let mut lease = pool.lease().await.map_err(no_lease)?;
    let mut offered = offer(&mut lease, job).await?;
    if lease.reused && matches!(offered, Offered::Unheard(_)) {
        lease = pool.replace(lease).await.map_err(no_lease)?;
        offered = offer(&mut lease, job).await?;
    }
    let answers = match offered {
        Offered::Answered(answers) => answers,
        Offered::Settled(recipients, in_step) => {
            if in_step && lease.client.reset().await {
                pool.give_back(lease);
            }
            let at_rcpt = recipients.iter().map(|one| matches!(one, RecipientOutcome::Failed(_))).collect();
            return Ok(Attempted { recipients, data_sent: false, at_rcpt });
        }
        Offered::Declined(each, in_step) => {
            if in_step && lease.client.reset().await {
                pool.give_back(lease);
            }
            return Err(each);
        }
        Offered::Unheard(reply) => return Err(RecipientOutcome::Deferred(reply)),
    };
    let at_rcpt = answers.iter().map(|answer| matches!(answer, RcptAnswer::Failed(_))).collect();
    let delivered = match before_data(answers.clone()).await {
        Proceed::Go => transaction::hand_over(&mut lease.client, job, answers).await,
        Proceed::Stop => transaction::withdraw(&mut lease.client, answers).await,
    };
    if delivered.reusable {
        pool.give_back(lease);
    }
    Ok(Attempted { recipients: delivered.recipients, data_sent: delivered.data_sent, at_rcpt })
}

async fn offer(lease: &mut Lease, job: &Job<'_>) -> Result<Offered, RecipientOutcome> {
    match job.hopeless(lease.client.offers()) {
        Some(reply) => Ok(Offered::Declined(RecipientOutcome::Failed(reply), true)),
        None => Ok(transaction::offer(&mut lease.client, job).await),
    }
}

/// The envelope's recipients that are cleared, with their parameters, in the clearance's order. The permission is for
/// these bytes and these recipients; anything else is a fault of ours, and mail waits.
fn cleared_recipients<'a>(
    clearance: &Clearance,
    envelope: &'a Envelope,
    message: &Message,
) -> Result<Vec<&'a Recipient>, Reply> {
    let refuse =
        |text: &str| Reply::new(451, Enhanced(3, 0), "the message waits: its clearance does not fit").because(text);
    if message.digest() != clearance.digest() {
        return Err(refuse("the clearance is for other bytes"));
    }
    if clearance.recipients().is_empty() {
        return Err(refuse("the clearance names no recipient"));
    }
    let find = |address: &Address| envelope.recipients.iter().find(|r| r.address == *address);
    let found: Option<Vec<&Recipient>> = clearance.recipients().iter().map(find).collect();
    found.ok_or_else(|| refuse("the clearance names somebody who is not in the envelope"))
}
