//! Which upstream it is to be: named or found, connected to, and agreed on.

use std::io::{BufRead, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::discover::{Candidate, PLACES, Search};
use super::dns::{Dns, DnsError};
use super::fetch::Web;
use super::obstacles;
use super::questions::Dialogue;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Clock, Domain};
use crate::config::{Upstream, UpstreamTls};
use crate::deliver::{ProbeError, Probed, client_config, probe};

/// How long each phase of trying a candidate may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known about the way out before anything is tried.
pub(super) struct WayOut<'a> {
    pub(super) address: &'a Address,
    /// `HOST[:PORT]`, where it is named.
    pub(super) named: Option<&'a str>,
    pub(super) tls: Option<UpstreamTls>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) resolver: Option<SocketAddr>,
    /// Our own name, for EHLO.
    pub(super) hostname: &'a str,
    pub(super) clock: &'a Clock,
    /// The port of our own door.
    pub(super) door: u16,
}

/// An upstream that answers, not yet signed in to.
pub(super) struct Reached {
    pub(super) candidate: Candidate,
    pub(super) probed: Probed,
}

type Tried = Vec<(Candidate, ProbeError)>;

impl WayOut<'_> {
    /// The upstream that is named, or found and agreed on.
    pub(super) async fn agree<R: BufRead, W: Write>(&self, talk: &mut Dialogue<R, W>) -> Result<Reached, Failure> {
        if let Some(named) = self.named {
            let mut tried = Tried::new();
            let reached = self.first(self.named_candidates(named)?, &mut tried).await;
            return reached.ok_or_else(|| self.named_failure(&tried));
        }
        let mut tried = Tried::new();
        match self.found(talk, &mut tried).await? {
            Some(reached) => self.accept(talk, reached).await,
            None => {
                let failure = obstacles::none_found(self.address, &tried);
                for (candidate, error) in tried.iter().filter(|_| tried.len() > 1) {
                    talk.say(&format!("Tried {} ({}): {error}.", candidate.shown(), candidate.source));
                }
                if !talk.asks() {
                    return Err(failure);
                }
                talk.say(&format!("{}.", failure.message));
                let flag = failure.hint.clone();
                let typed = talk.ask("Outgoing server of your mail program, HOST:PORT", &flag).map_err(|_| failure)?;
                self.typed(&typed).await
            }
        }
    }

    /// Asks the places in turn until one names a server that answers.
    async fn found<R: BufRead, W: Write>(
        &self,
        talk: &mut Dialogue<R, W>,
        tried: &mut Tried,
    ) -> Result<Option<Reached>, Failure> {
        let Some(domain) = self.address.domain().filter(|domain| !domain.is_literal()) else {
            let words = format!("{} has no domain that could be asked for its server", self.address);
            let hint = format!("outguard init {} --upstream HOST:PORT", self.address);
            return Err(Failure::new("no_domain", exit::USAGE, words).hint(hint));
        };
        talk.say(&format!("Looking for the outgoing server of {} …", domain.as_str()));
        let dns = Dns::new(self.resolver);
        let tls = client_config(self.ca_file.as_ref(), self.clock.clone())
            .map_err(|error| Failure::new("tls", exit::CONFIG, error))?;
        let search = Search { address: self.address, domain, dns: &dns, web: Web { dns: &dns, tls } };
        let mut unable = None;
        for place in PLACES {
            let candidates = match search.look(place).await {
                Ok(candidates) => candidates,
                // Some servers know no SRV records and say so in odd ways; the other places may tell all the same.
                Err(error @ DnsError::Unable(..)) => {
                    unable = Some(error);
                    continue;
                }
                Err(error) => return Err(obstacles::dns(self.address, &error)),
            };
            if let Some(reached) = self.first(candidates, tried).await {
                return Ok(Some(reached));
            }
        }
        match unable {
            Some(error) if tried.is_empty() => Err(obstacles::dns(self.address, &error)),
            _ => Ok(None),
        }
    }

    /// What was found is proposed; a name that DNS gave and the domain does not vouch for is never taken unseen.
    async fn accept<R: BufRead, W: Write>(
        &self,
        talk: &mut Dialogue<R, W>,
        reached: Reached,
    ) -> Result<Reached, Failure> {
        let candidate = &reached.candidate;
        let trusted = self.address.domain().is_some_and(|domain| candidate.is_trusted_for(domain));
        let elsewhere = if trusted { "" } else { ", not in your domain" };
        talk.say(&format!("Found {} ({}{elsewhere}).", candidate.shown(), candidate.source));
        if !trusted && !talk.asks() {
            let words = format!("{} is not in the domain of {}, and DNS can be forged", candidate.host, self.address);
            let hint = format!("outguard init {} --upstream {}:{}", self.address, candidate.host, candidate.port);
            return Err(Failure::new("upstream_elsewhere", exit::USAGE, words).hint(hint));
        }
        match talk.propose("Use it? [Enter, or another HOST:PORT]")? {
            None => Ok(reached),
            Some(yes) if ["y", "yes"].contains(&yes.to_lowercase().as_str()) => Ok(reached),
            Some(other) => self.typed(&other).await,
        }
    }

    async fn typed(&self, typed: &str) -> Result<Reached, Failure> {
        let mut tried = Tried::new();
        let reached = self.first(self.named_candidates(typed)?, &mut tried).await;
        reached.ok_or_else(|| self.named_failure(&tried))
    }

    fn named_failure(&self, tried: &Tried) -> Failure {
        // Of two ports tried for one name, the second is the more usual one.
        match tried.last() {
            Some((candidate, error)) => obstacles::upstream(self.address, candidate, error),
            None => obstacles::none_found(self.address, tried),
        }
    }

    /// The first that answers; the others are put down as tried.
    async fn first(&self, candidates: Vec<Candidate>, tried: &mut Tried) -> Option<Reached> {
        for candidate in candidates {
            if tried.iter().any(|(other, _)| (&other.host, other.port) == (&candidate.host, candidate.port)) {
                continue;
            }
            match probe(&self.upstream(&candidate), self.hostname, self.clock).await {
                Ok(probed) => return Some(Reached { candidate, probed }),
                Err(error) => tried.push((candidate, error)),
            }
        }
        None
    }

    /// `candidate` as delivery would use it, without a sign-in.
    pub(super) fn upstream(&self, candidate: &Candidate) -> Upstream {
        Upstream {
            host: candidate.host.clone(),
            port: candidate.port,
            tls: candidate.tls,
            ca_file: self.ca_file.clone(),
            connect_timeout: PATIENCE,
            ..Upstream::default()
        }
    }

    /// What `HOST[:PORT]` can mean: without a port, both usual ones.
    fn named_candidates(&self, named: &str) -> Result<Vec<Candidate>, Failure> {
        let Some((host, port)) = host_and_port(named) else {
            let words = format!("`{named}` is no server");
            let hint = "write its name or address and perhaps a port, such as smtp.firm.example:587";
            return Err(Failure::new("upstream", exit::USAGE, words).hint(hint));
        };
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
        if here && port == Some(self.door) {
            let words = format!("{named} is Outguard's own door; mail would go round in circles");
            let hint = "name the server your mail program sends by now: --upstream HOST:PORT";
            return Err(Failure::new("upstream_loop", exit::USAGE, words).hint(hint));
        }
        let ways: Vec<(u16, UpstreamTls)> = match (port, self.tls) {
            (Some(port), Some(tls)) => vec![(port, tls)],
            (Some(465), None) => vec![(465, UpstreamTls::Implicit)],
            (Some(port), None) => vec![(port, UpstreamTls::Starttls)],
            (None, Some(UpstreamTls::Implicit)) => vec![(465, UpstreamTls::Implicit)],
            (None, Some(UpstreamTls::Starttls)) => vec![(587, UpstreamTls::Starttls)],
            (None, Some(UpstreamTls::None)) => vec![(25, UpstreamTls::None)],
            (None, None) => vec![(465, UpstreamTls::Implicit), (587, UpstreamTls::Starttls)],
        };
        let candidate = |(port, tls)| Candidate {
            host: host.clone(),
            port,
            tls,
            username: None,
            source: "as you said".to_owned(),
            vouched: true,
        };
        Ok(ways.into_iter().map(candidate).collect())
    }
}

/// A name or address and perhaps a port: `smtp.firm.example`, `192.0.2.1:25`, `[::1]:25`, `::1`.
fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let text = text.trim();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address.to_string(), None));
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some((address.ip().to_string(), Some(address.port()).filter(|port| *port > 0)?.into()));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok().filter(|port| *port > 0)?)),
        None => (text, None),
    };
    let host: Domain = host.parse().ok()?;
    (!host.is_literal()).then(|| (host.as_str().to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::super::questions::Mode;
    use super::*;

    fn reached(host: &str) -> Reached {
        let candidate = Candidate {
            host: host.to_owned(),
            port: 465,
            tls: UpstreamTls::Implicit,
            username: None,
            source: "from DNS".into(),
            vouched: false,
        };
        Reached { candidate, probed: Probed { signed_in: false, mechanisms: Vec::new(), size_limit: None } }
    }

    #[tokio::test]
    async fn a_server_outside_the_domain_is_shown_as_such_and_never_taken_unseen() {
        let (address, clock) = ("anna@firm.example".parse().unwrap(), Clock::system());
        let way_out = WayOut {
            address: &address,
            named: None,
            tls: None,
            ca_file: None,
            resolver: None,
            hostname: "localhost",
            clock: &clock,
            door: 5870,
        };
        let (nobody, mut said) = (std::io::empty(), Vec::new());
        let mut talk = Dialogue::new(nobody, &mut said, Mode::TakeProposals, true);
        assert!(way_out.accept(&mut talk, reached("smtp.firm.example")).await.is_ok());
        let failure = way_out.accept(&mut talk, reached("smtp.stranger.example")).await.err().unwrap();
        assert_eq!(failure.exit, exit::USAGE);
        assert_eq!(failure.hint, "outguard init anna@firm.example --upstream smtp.stranger.example:465");

        let mut talk = Dialogue::new(std::io::Cursor::new("\n"), &mut said, Mode::Ask, true);
        assert!(way_out.accept(&mut talk, reached("smtp.stranger.example")).await.is_ok());
        let said = String::from_utf8(said).unwrap();
        assert!(
            said.ends_with("TLS (from DNS, not in your domain).\n  Use it? [Enter, or another HOST:PORT] "),
            "{said}"
        );
    }

    #[test]
    fn a_server_is_a_name_or_an_address_with_or_without_a_port() {
        let read = |text: &str| host_and_port(text).map(|(host, port)| (host, port.unwrap_or(0)));
        assert_eq!(read("smtp.firm.example"), Some(("smtp.firm.example".into(), 0)));
        assert_eq!(read(" SMTP.firm.example:587 "), Some(("smtp.firm.example".into(), 587)));
        assert_eq!(read("127.0.0.1:25"), Some(("127.0.0.1".into(), 25)));
        assert_eq!(read("[::1]:25"), Some(("::1".into(), 25)));
        assert_eq!(read("::1"), Some(("::1".into(), 0)));
        for bad in
            ["", "a b", "smtp.firm.example:", "smtp.firm.example:0", "smtp.firm.example:99999", "https://x/", "[::1]"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
