//! Which upstream takes mail of a domain: what its own DNS says, then its own autoconfig file, then guesses. Nobody but the
//! domain itself is asked.

use super::autoconfig;
use super::dns::{Dns, DnsError};
use super::fetch::Web;
use crate::base::{Address, Domain};
use crate::config::UpstreamTls;
use crate::http::Url;

/// An upstream that may be the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: UpstreamTls,
    /// The user name to sign in with, where it is told.
    pub(super) username: Option<String>,
    /// Where it came from, in words.
    pub(super) source: String,
    /// Whether it was read over a protected way; DNS can be forged.
    pub(super) vouched: bool,
}

impl Candidate {
    /// `smtp.firm.example, port 587, STARTTLS`.
    pub(super) fn shown(&self) -> String {
        format!("{}, port {}, {}", self.host, self.port, tls_words(self.tls))
    }

    /// Whether a password may go there without somebody looking at the name first (RFC 6186 §6): the host is the domain's
    /// own, or this machine, or was read over HTTPS from the domain itself.
    pub(super) fn is_trusted_for(&self, domain: &Domain) -> bool {
        let own = self.host.parse::<Domain>().is_ok_and(|host| host.registrable() == domain.registrable());
        own || self.vouched || self.host == "localhost"
    }
}

/// How a connection is protected, in words.
pub(super) fn tls_words(tls: UpstreamTls) -> &'static str {
    match tls {
        UpstreamTls::Starttls => "STARTTLS",
        UpstreamTls::Implicit => "TLS",
        UpstreamTls::None => "no TLS",
    }
}

/// The places looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `_submissions._tcp` and `_submission._tcp` (RFC 8314 §5.1, RFC 6186).
    Dns,
    /// The file mail programs look for.
    Autoconfig,
    /// The names most domains use, as far as DNS has them.
    Guess,
}

/// Every place.
pub(super) const PLACES: [Place; 3] = [Place::Dns, Place::Autoconfig, Place::Guess];

/// Looks for upstreams of one domain.
pub(super) struct Search<'a> {
    pub(super) address: &'a Address,
    pub(super) domain: &'a Domain,
    pub(super) dns: &'a Dns,
    pub(super) web: Web<'a>,
}

impl Search<'_> {
    /// What `place` says, best first.
    pub(super) async fn look(&self, place: Place) -> Result<Vec<Candidate>, DnsError> {
        match place {
            Place::Dns => self.records().await,
            Place::Autoconfig => Ok(self.file().await),
            Place::Guess => self.guesses().await,
        }
    }

    async fn records(&self) -> Result<Vec<Candidate>, DnsError> {
        let mut found = Vec::new();
        let services = [("_submissions._tcp", UpstreamTls::Implicit), ("_submission._tcp", UpstreamTls::Starttls)];
        for (service, tls) in services {
            for named in self.dns.services(service, self.domain.as_str()).await? {
                found.push(self.candidate(&named.host, named.port, tls, "from DNS"));
            }
        }
        Ok(found)
    }

    async fn file(&self) -> Vec<Candidate> {
        let domain = self.domain.as_str();
        let address = query_value(self.address.as_str());
        let places = [
            (format!("autoconfig.{domain}"), format!("/mail/config-v1.1.xml?emailaddress={address}")),
            (domain.to_owned(), "/.well-known/autoconfig/mail/config-v1.1.xml".to_owned()),
        ];
        for (host, path) in places {
            if let Some(file) = self.web.get(Url::https(&host, &path)).await {
                let found = autoconfig::outgoing(&file, self.address, &format!("from {host}"));
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    async fn guesses(&self) -> Result<Vec<Candidate>, DnsError> {
        let exchangers = self.dns.exchangers(self.domain.as_str()).await?;
        let mut hosts = vec![format!("smtp.{}", self.domain.as_str()), format!("mail.{}", self.domain.as_str())];
        hosts.extend(exchangers.into_iter().take(1));
        let mut found: Vec<Candidate> = Vec::new();
        for host in hosts {
            let known = found.iter().any(|other| other.host == host);
            if known || self.dns.addresses(&host).await?.is_empty() {
                continue;
            }
            for (port, tls) in [(465, UpstreamTls::Implicit), (587, UpstreamTls::Starttls)] {
                found.push(self.candidate(&host, port, tls, "a guess"));
            }
        }
        Ok(found)
    }

    fn candidate(&self, host: &str, port: u16, tls: UpstreamTls, source: &str) -> Candidate {
        Candidate { host: host.to_owned(), port, tls, username: None, source: source.to_owned(), vouched: false }
    }
}

/// RFC 3986 §2.1.
fn query_value(text: &str) -> String {
    let mut value = String::new();
    for octet in text.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => value.push(char::from(octet)),
            octet => value.push_str(&format!("%{octet:02X}")),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_of_the_domain_gets_a_password_unseen() {
        let candidate = |host: &str, vouched| Candidate {
            host: host.into(),
            port: 465,
            tls: UpstreamTls::Implicit,
            username: None,
            source: String::new(),
            vouched,
        };
        let domain: Domain = "mail.firm.example".parse().unwrap();
        assert!(candidate("smtp.firm.example", false).is_trusted_for(&domain));
        assert!(candidate("localhost", false).is_trusted_for(&domain));
        assert!(candidate("smtp.provider.example", true).is_trusted_for(&domain));
        assert!(!candidate("smtp.provider.example", false).is_trusted_for(&domain));
        assert!(!candidate("smtp.firm.example.provider.example", false).is_trusted_for(&domain));
    }

    #[test]
    fn an_address_in_a_url_is_one_value() {
        assert_eq!(query_value("anna+b&c=ü@firm.example"), "anna%2Bb%26c%3D%C3%BC%40firm.example");
    }
}
