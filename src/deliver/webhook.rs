//! Tells a program of what is held and how it ended: a POST of JSON without subject and content, signed. It follows the
//! journal at its own pace, so no message waits for it; after a crash it goes on where it was, and may say the last thing
//! twice. What nobody takes after some tries is skipped, and the log says so.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rustls::ClientConfig;
use secrecy::ExposeSecret as _;
use serde_json::json;
use sha2::Sha256;
use tokio::sync::watch;

use super::{TlsError, client_config, secret};
use crate::base::{Clock, Id};
use crate::config::Webhook;
use crate::http::{Call, HttpError, Url};
use crate::message::Door;
use crate::store::{Store, StoreError, Summary};

/// The name of this place in the store.
const PLACE: &str = "webhook";

/// What of the journal is news to a program.
const NEWS: &[&str] = &["stored", "decided", "returned", "stopped", "sent", "failed", "unsure"];

/// How many lines are read at once.
const ROUND: usize = 100;

/// How long one post may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it waits before each further try.
const TRIES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(30), Duration::from_secs(120)];

/// Why a webhook cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// Its address.
    #[error("notices.webhook.url: {0}")]
    Url(#[from] crate::http::NotAUrl),
    /// No roots to trust.
    #[error("notices.webhook: {0}")]
    Tls(#[from] TlsError),
}

/// Why one post was not taken.
#[derive(Debug, thiserror::Error)]
enum PostError {
    #[error(transparent)]
    Secret(#[from] secret::SecretError),
    #[error(transparent)]
    Http(#[from] HttpError),
    /// A name of the outside that leads into our own network: whoever holds that name chooses where we post to.
    #[error("{0} leads to {1}, which the url does not name itself")]
    Inside(String, IpAddr),
    #[error("it answered {0}")]
    Status(u16),
}

impl PostError {
    /// Whether another try may end better.
    fn is_passing(&self) -> bool {
        match self {
            PostError::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
            PostError::Inside(..) => false,
            PostError::Secret(_) | PostError::Http(_) => true,
        }
    }
}

/// Tells one program.
pub struct Hook {
    settings: Webhook,
    url: Url,
    tls: Option<Arc<ClientConfig>>,
    store: Store,
    clock: Clock,
}

impl Hook {
    /// Tells whoever is at the url of `settings`.
    ///
    /// # Errors
    /// When that is no address, or TLS cannot be set up for it.
    pub fn new(settings: &Webhook, store: Store, clock: Clock) -> Result<Hook, HookError> {
        let url: Url = settings.url.parse()?;
        let tls = if url.tls { Some(client_config(None, clock.clone())?) } else { None };
        Ok(Hook { settings: settings.clone(), url, tls, store, clock })
    }

    /// Notes where to begin. To be called before anything is accepted: what is held then must be told.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn begin(&self) -> Result<(), StoreError> {
        if self.store.told_until(PLACE).await?.is_none() {
            // What was before there was a webhook is no news.
            self.store.set_told_until(PLACE, self.store.last_event().await?).await?;
        }
        Ok(())
    }

    /// Follows the journal until told to stop, in the middle of a try too: it is made again at the next start.
    pub async fn run(self, mut news: watch::Receiver<i64>, mut stopping: watch::Receiver<bool>) {
        let follow = async {
            loop {
                if let Err(error) = self.round().await {
                    tracing::error!(%error, "the webhook waits");
                }
                if news.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => {}
            () = follow => {}
        }
    }

    /// Tells of everything new.
    async fn round(&self) -> Result<(), StoreError> {
        let Some(mut seq) = self.store.told_until(PLACE).await? else { return self.begin().await };
        loop {
            let lines = self.store.news_of(NEWS, seq, ROUND).await?;
            let Some((last, _)) = lines.last() else { return Ok(()) };
            seq = *last;
            let ids: BTreeSet<&Id> = lines.iter().map(|(_, id)| id).collect();
            for id in ids {
                self.tell(id, seq).await?;
            }
            self.store.set_told_until(PLACE, seq).await?;
        }
    }

    /// Tells how `id` stands now, if somebody had to decide about it.
    async fn tell(&self, id: &Id, seq: i64) -> Result<(), StoreError> {
        let summary = match self.store.entry(id).await {
            Ok(entry) => entry.summary,
            // What passed was never kept.
            Err(StoreError::Unknown { .. } | StoreError::Damaged { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        if summary.door == Door::Own || !summary.step.holds() {
            return Ok(());
        }
        let body = self.body(&summary, seq);
        let mut waits = TRIES.iter();
        loop {
            let Err(error) = self.post(&body).await else { return Ok(()) };
            match waits.next().filter(|_| error.is_passing()) {
                Some(wait) => tokio::time::sleep(*wait).await,
                None => {
                    tracing::warn!(%id, %error, "the webhook was not told");
                    return Ok(());
                }
            }
        }
    }

    fn body(&self, summary: &Summary, seq: i64) -> String {
        let remaining = || summary.recipients.iter().filter(|row| row.state.word() != "removed");
        let domains = |odd: bool| -> BTreeSet<String> {
            let rows = remaining().filter(|row| row.odd || !odd);
            rows.filter_map(|row| row.recipient.address.domain().map(ToString::to_string)).collect()
        };
        let mut told = json!({
            "id": summary.id, "seq": seq, "state": summary.state, "step": summary.step, "outcome": summary.outcome,
            "headline": without_addresses(&summary.headline),
            "created": summary.created, "deadline": summary.deadline,
            "recipients": remaining().count(), "odd": remaining().filter(|row| row.odd).count(),
            "domains": domains(false), "odd_domains": domains(true),
        });
        if self.settings.addresses {
            told["headline"] = json!(summary.headline);
            told["sender"] = json!(summary.owner);
            told["addresses"] = remaining().map(|row| row.recipient.address.to_string()).collect();
        } else {
            // It may name who has the message already.
            told["outcome"] = json!(without_addresses(&summary.outcome));
        }
        told.to_string()
    }

    async fn post(&self, body: &str) -> Result<(), PostError> {
        let secret = secret::read(&self.settings.secret).await?;
        let signature = signature(secret.expose_secret().as_bytes(), self.clock.now().as_second(), body);
        let addresses = self.url.addresses().await?;
        let named = self.url.ip().is_some() || self.url.host == "localhost";
        let inside = addresses.iter().map(|address| address.ip()).find(|ip| is_inside(*ip));
        if let Some(inside) = inside.filter(|_| !named) {
            return Err(PostError::Inside(self.url.host.clone(), inside));
        }
        let mut call = Call::post(&self.url, body.to_owned())
            .header("content-type", "application/json")
            .header("user-agent", concat!("outguard/", env!("CARGO_PKG_VERSION")))
            .header("x-outguard-signature", &signature)
            .at(addresses)
            .patience(PATIENCE);
        if let Some(tls) = &self.tls {
            call = call.tls(Arc::clone(tls));
        }
        let answer = call.send().await?;
        if answer.is_success() { Ok(()) } else { Err(PostError::Status(answer.status)) }
    }
}

/// `t=1795000000,v1=…`: HMAC-SHA256 of time, a dot and the body. With the time in it, an old post cannot be sent again.
fn signature(secret: &[u8], seconds: i64, body: &str) -> String {
    // HMAC takes keys of any length (RFC 2104 §2), so there is always one.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    hmac.update(format!("{seconds}.{body}").as_bytes());
    let digest: String = hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={digest}")
}

/// A sentence without the names before the `@`.
fn without_addresses(text: &str) -> String {
    let masked = |word: &str| match word.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() => format!("…@{domain}"),
        _ => word.to_owned(),
    };
    text.split(' ').map(masked).collect::<Vec<_>>().join(" ")
}

/// Whether an address is of this machine or of a network that is nobody else's business (RFC 1918, 3927, 4193, 6598, 6890).
fn is_inside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && second & 0xc0 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast() || first == 0 || shared
        }
        IpAddr::V6(v6) => {
            let own = v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local();
            own || v6.to_ipv4().is_some_and(|v4| is_inside(v4.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_covers_time_and_body() {
        // printf '1795000000.{}' | openssl dgst -sha256 -hmac secret
        let expected = signature(b"secret", 1_795_000_000, "{}");
        let digest = "6b4c7e66d3b69c810f27c4aa67ee370757d4dfdabf1fbb338ea7cf6aba9e0494";
        assert_eq!(expected, format!("t=1795000000,v1={digest}"));
        assert_ne!(expected, signature(b"secret", 1_795_000_001, "{}"));
        assert_ne!(expected, signature(b"other", 1_795_000_000, "{}"));
        assert_ne!(expected, signature(b"secret", 1_795_000_000, "{ }"));
    }

    #[test]
    fn names_are_left_out_and_domains_stay() {
        let said = without_addresses("bob.tanaka@examp1e.test is not bob.tanaka@example.test");
        assert_eq!(said, "…@examp1e.test is not …@example.test");
        assert_eq!(without_addresses("examp1e.test is not @example.test"), "examp1e.test is not @example.test");
    }

    #[test]
    fn the_own_network_is_known_in_every_form() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["192.0.2.1", "100.128.0.1", "2001:db8::1", "::ffff:192.0.2.1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }
}
