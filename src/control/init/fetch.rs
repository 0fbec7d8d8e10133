//! One file from one HTTPS server: enough for an autoconfig file, and nothing more.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::dns::Dns;
use crate::http::{Answer, Call, Url};

/// The longest time for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often an answer may point elsewhere.
const REDIRECTS: usize = 3;

/// Fetches files; servers are found by `dns`, certificates must be valid.
pub(super) struct Web<'a> {
    pub(super) dns: &'a Dns,
    pub(super) tls: Arc<rustls::ClientConfig>,
}

impl Web<'_> {
    /// The file at `url`; `None` when there is none that can be had, for whatever reason: it is one of several places.
    pub(super) async fn get(&self, url: Url) -> Option<Vec<u8>> {
        let mut url = url;
        for _ in 0..=REDIRECTS {
            let answer = tokio::time::timeout(PATIENCE, self.answer(&url)).await.ok()??;
            match answer.location() {
                Some(location) => url = url.follow(location)?,
                None => return (answer.status == 200).then(|| answer.body.to_vec()),
            }
        }
        None
    }

    async fn answer(&self, url: &Url) -> Option<Answer> {
        let addresses = self.dns.addresses(&url.host).await.ok()?;
        let addresses = addresses.into_iter().map(|ip| SocketAddr::new(ip, url.port)).collect();
        let call = Call::get(url).header("accept", "text/xml, application/xml");
        call.tls(Arc::clone(&self.tls)).at(addresses).send().await.ok()
    }
}
