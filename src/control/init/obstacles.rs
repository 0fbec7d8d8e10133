//! What to say, and what to type, when an upstream cannot be used: each obstacle has its own repair.

use crate::app::failure::{Failure, exit};
use crate::base::Address;
use crate::deliver::{Obstacle, ProbeError};

use super::discover::Candidate;
use super::dns::DnsError;

/// Why `candidate` cannot be the upstream of `address`.
pub(super) fn upstream(address: &Address, candidate: &Candidate, error: &ProbeError) -> Failure {
    let Candidate { host, port, .. } = candidate;
    let again = |rest: &str| format!("outguard init {address}{rest}");
    let (code, exit, hint) = match error.obstacle {
        Obstacle::Setup => {
            ("upstream_setup", exit::CONFIG, again(" --ca-file FILE    with a file of PEM certificates"))
        }
        Obstacle::Name => (
            "upstream_name",
            exit::UNAVAILABLE,
            again(" --upstream HOST:PORT    with the name your provider gives for outgoing mail"),
        ),
        Obstacle::Offline => ("offline", exit::TEMPFAIL, format!("connect this computer, then: {}", again(""))),
        Obstacle::Closed => (
            "upstream_closed",
            exit::TEMPFAIL,
            format!(
                "{}    465 and 587 are usual\nor a firewall is in the way; try it from another network",
                again(&format!(" --upstream {host}:{}", if *port == 465 { 587 } else { 465 }))
            ),
        ),
        Obstacle::Greeting => (
            "upstream_greeting",
            exit::TEMPFAIL,
            again(&format!(" --upstream {host}:{port} --tls implicit    when it wants TLS from the start, else later")),
        ),
        Obstacle::NoTls => {
            ("upstream_tls", exit::UNAVAILABLE, again(&format!(" --upstream {host}:465 --tls implicit")))
        }
        Obstacle::Tls => (
            "upstream_tls",
            exit::UNAVAILABLE,
            again(&format!(" --upstream {host}:{port} --tls starttls    when TLS begins after the greeting there")),
        ),
        Obstacle::Certificate => (
            "upstream_certificate",
            exit::UNAVAILABLE,
            format!(
                "{}    with the name the certificate is for\n{}    when your firm has a certificate authority of its own",
                again(" --upstream HOST:PORT"),
                again(" --ca-file FILE")
            ),
        ),
        Obstacle::Clear => (
            "upstream_clear",
            exit::UNAVAILABLE,
            again(&format!(" --upstream {host}:465 --tls implicit    so that nobody in between can read it")),
        ),
        Obstacle::NoSignIn => ("upstream_oauth", exit::UNAVAILABLE, oauth_hint(address)),
        Obstacle::SignIn => (
            "upstream_sign_in",
            exit::UNAVAILABLE,
            format!(
                "{}    and type the password again; some providers want an app password from their settings\n\
                 {}    when your user name is not your address",
                again(""),
                again(" --username NAME")
            ),
        ),
        Obstacle::Later => ("upstream_later", exit::TEMPFAIL, format!("try again later: {}", again(""))),
        Obstacle::Secret => {
            ("password", exit::NOINPUT, again(" --password-file FILE    a file whose first line is the password"))
        }
    };
    Failure::new(code, exit, error).hint(hint)
}

/// Upstream takes tokens only, which nobody can type.
pub(super) fn oauth(address: &Address, candidate: &Candidate, mechanisms: &[String]) -> Failure {
    let words = format!("{} takes no password, only {}", candidate.host, mechanisms.join(", "));
    Failure::new("upstream_oauth", exit::UNAVAILABLE, words).hint(oauth_hint(address))
}

fn oauth_hint(address: &Address) -> String {
    format!(
        "look in your provider's settings for an app password or for \"SMTP AUTH\"; or let a bridge sign in for you\n\
         (DavMail, email-oauth2-proxy) and send by it: outguard init {address} --upstream 127.0.0.1:PORT --tls none"
    )
}

/// DNS did not tell.
pub(super) fn dns(address: &Address, error: &DnsError) -> Failure {
    match error {
        DnsError::Silent(_) => Failure::new("offline", exit::TEMPFAIL, format!("this computer seems to be offline: {error}"))
            .hint(format!(
                "connect it, then: outguard init {address}\nor name the server: outguard init {address} --upstream HOST:PORT"
            )),
        DnsError::NoSuchDomain(_) => Failure::new("no_domain", exit::UNAVAILABLE, error)
            .hint("look whether the address is typed right: outguard init ADDRESS"),
        DnsError::Unable(..) => Failure::new("dns", exit::TEMPFAIL, error)
            .hint(format!("outguard init {address} --upstream HOST:PORT")),
    }
}

/// Nothing that was found can be used.
pub(super) fn none_found(address: &Address, tried: &[(Candidate, ProbeError)]) -> Failure {
    match tried {
        [(candidate, error)] => upstream(address, candidate, error),
        [(candidate, error), ..] if tried.iter().all(|(_, other)| other.obstacle == Obstacle::Offline) => {
            upstream(address, candidate, error)
        }
        _ => {
            let domain = address.domain().map_or("", |domain| domain.as_str());
            let words = match tried.len() {
                0 => format!("{domain} does not say which server takes outgoing mail"),
                n => format!("none of the {n} servers found for {domain} can be used"),
            };
            Failure::new("no_upstream", exit::UNAVAILABLE, words).hint(format!(
                "outguard init {address} --upstream HOST:PORT    as in your mail program's outgoing server"
            ))
        }
    }
}
