//! The few questions setting up asks of DNS: SRV, MX and addresses of the user's own domain.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use domain::base::iana::{Rcode, Rtype};
use domain::base::name::ToName;
use domain::base::{Message, Name};
use domain::rdata::{A, Aaaa, Mx, Srv};
use domain::resolv::StubResolver;
use domain::resolv::stub::conf::{ResolvConf, ServerConf, Transport};

/// How long one server may take for one answer; it is asked twice.
const PATIENCE: Duration = Duration::from_secs(3);

/// More records than this are no set-up somebody meant.
const MOST_RECORDS: usize = 8;

/// Why DNS does not tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DnsError {
    /// No server answers.
    #[error("no DNS server answers ({0})")]
    Silent(String),
    /// A server answers that it cannot tell.
    #[error("DNS cannot tell about {0}: {1}")]
    Unable(String, String),
    /// The domain does not exist.
    #[error("there is no domain {0}")]
    NoSuchDomain(String),
}

/// Somebody to ask.
pub(super) struct Dns(StubResolver);

/// A host and a port, as an SRV record names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Dns {
    /// Asks `server`, or those of the system.
    pub(super) fn new(server: Option<SocketAddr>) -> Dns {
        let mut conf = match server {
            Some(address) => {
                let mut conf = ResolvConf::new();
                // TCP is for answers that do not fit; a server that has only UDP is asked all the same.
                conf.servers =
                    vec![ServerConf::new(address, Transport::UdpTcp), ServerConf::new(address, Transport::Tcp)];
                conf
            }
            None => ResolvConf::default(),
        };
        conf.options.timeout = PATIENCE;
        conf.options.attempts = 2;
        conf.servers.iter_mut().for_each(|server| server.request_timeout = PATIENCE);
        Dns(StubResolver::from_conf(conf))
    }

    /// The hosts of a service, best first (RFC 2782); none when there is no record, or the record says there is no such
    /// service.
    pub(super) async fn services(&self, service: &str, domain: &str) -> Result<Vec<Service>, DnsError> {
        let Some(answer) = self.ask(&format!("{service}.{domain}"), Rtype::SRV).await? else { return Ok(Vec::new()) };
        let mut found: Vec<(u16, std::cmp::Reverse<u16>, Service)> = Vec::new();
        for record in answer.answer().into_iter().flat_map(|section| section.limit_to::<Srv<_>>()).flatten() {
            let srv = record.data();
            if !srv.target().is_root() {
                let service = Service { host: text(srv.target()), port: srv.port() };
                found.push((srv.priority(), std::cmp::Reverse(srv.weight()), service));
            }
        }
        found.sort_by(|a, b| (a.0, a.1, &a.2.host).cmp(&(b.0, b.1, &b.2.host)));
        Ok(found.into_iter().map(|(.., service)| service).take(MOST_RECORDS).collect())
    }

    /// The mail exchangers of a domain, best first.
    ///
    /// # Errors
    /// Also when the domain does not exist.
    pub(super) async fn exchangers(&self, domain: &str) -> Result<Vec<String>, DnsError> {
        let Some(answer) = self.ask(domain, Rtype::MX).await? else {
            return Err(DnsError::NoSuchDomain(domain.to_owned()));
        };
        let mut found = Vec::new();
        for record in answer.answer().into_iter().flat_map(|section| section.limit_to::<Mx<_>>()).flatten() {
            let mx = record.data();
            // RFC 7505: an empty name says that the domain takes no mail.
            if !mx.exchange().is_root() {
                found.push((mx.preference(), text(mx.exchange())));
            }
        }
        found.sort();
        Ok(found.into_iter().map(|(_, host)| host).take(MOST_RECORDS).collect())
    }

    /// The addresses of a host; none when there are none.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DnsError> {
        let mut found: Vec<IpAddr> = Vec::new();
        if let Some(answer) = self.ask(host, Rtype::A).await? {
            let records = answer.answer().into_iter().flat_map(|section| section.limit_to::<A>()).flatten();
            found.extend(records.map(|record| IpAddr::V4(record.data().addr())));
        }
        if let Some(answer) = self.ask(host, Rtype::AAAA).await? {
            let records = answer.answer().into_iter().flat_map(|section| section.limit_to::<Aaaa>()).flatten();
            found.extend(records.map(|record| IpAddr::V6(record.data().addr())));
        }
        found.truncate(MOST_RECORDS);
        Ok(found)
    }

    /// The answer; `None` when there is no such name.
    async fn ask(&self, name: &str, kind: Rtype) -> Result<Option<Message<Vec<u8>>>, DnsError> {
        let unable = |why: String| DnsError::Unable(name.to_owned(), why);
        let question = Name::<Vec<u8>>::from_chars(name.chars()).map_err(|error| unable(error.to_string()))?;
        let answer = self.0.query((question, kind)).await.map_err(|error: io::Error| silent(&error))?;
        let message = answer.into_message();
        match message.header().rcode() {
            Rcode::NOERROR => {
                Message::from_octets(message.as_slice().to_vec()).map(Some).map_err(|error| unable(error.to_string()))
            }
            Rcode::NXDOMAIN => Ok(None),
            other => Err(unable(format!("the server answers {other}"))),
        }
    }
}

fn silent(error: &io::Error) -> DnsError {
    DnsError::Silent(error.to_string())
}

/// A host as it is written in a configuration: without the dot of the root.
fn text(name: &impl ToName) -> String {
    name.fmt_with_dot().to_string().trim_end_matches('.').to_ascii_lowercase()
}
