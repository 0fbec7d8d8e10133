//! The page: off loopback only behind TLS.

use std::net::{IpAddr, SocketAddr};

use toml::Spanned;

use super::{Checker, OFF, seconds};
use crate::base::Domain;
use crate::config::{Page, written};

const DAY: u64 = 24 * 60 * 60;

impl Checker<'_> {
    pub(super) fn page(&mut self, written: &written::Page) -> Page {
        let mut page = Page {
            public_url: written.public_url.as_ref().and_then(|url| self.public_url(url)),
            tls: written.tls.as_ref().and_then(|tls| self.tls_files(tls)),
            metrics_token: written.metrics_token.as_ref().and_then(|secret| self.secret(secret, "a token")),
            proxies: self.parsed::<IpAddr>(&written.proxies).into_iter().map(|(address, _)| address).collect(),
            ..Page::default()
        };
        self.duration(&written.session, seconds(60..=90 * DAY), &mut page.session);
        if let Some(listen) = &written.listen {
            page.listen = self.page_listen(listen, page.tls.is_some() || !written.proxies.is_empty());
            let nameless = written.public_url.as_ref().is_none_or(|url| url.get_ref().is_empty());
            if nameless && page.listen.is_some_and(|address| !address.ip().is_loopback()) {
                let hint = "add page.public_url, the address people reach it at: the page answers to no other name";
                self.missing(listen.span(), "the page can be reached from other machines, and has no name there", hint);
            }
        }
        if let (Some(url), Some(_)) = (&written.public_url, &page.tls)
            && page.public_url.as_ref().is_some_and(|url| url.starts_with("http://"))
        {
            self.problem(url.span(), "the page speaks TLS, and its address does not say so", "begin it with https://");
        }
        page
    }

    fn page_listen(&mut self, written: &Spanned<String>, protected: bool) -> Option<SocketAddr> {
        if written.get_ref() == OFF {
            return None;
        }
        let Ok(address) = written.get_ref().parse::<SocketAddr>() else {
            let message = format!("`{}` is not an address with a port", written.get_ref());
            self.problem(written.span(), &message, "write for instance \"127.0.0.1:5880\", or \"off\"");
            return None;
        };
        if !protected && !address.ip().is_loopback() {
            let message = format!("`{address}` can be reached from other machines without protection");
            let hint =
                "add [page.tls], or name the reverse proxy that brings TLS in page.proxies, or listen on 127.0.0.1";
            self.missing(written.span(), &message, hint);
        }
        Some(address)
    }

    /// Links in notices begin with it, so it has to be whole, and a host alone: pages are at its root.
    fn public_url(&mut self, written: &Spanned<String>) -> Option<String> {
        let text = written.get_ref().trim_end_matches('/');
        if text.is_empty() {
            return None;
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(host) = rest.filter(|host| is_host(host)) else {
            let message = format!("`{}` is not the address of a page", written.get_ref());
            self.problem(written.span(), &message, "write for instance \"https://outguard.firm.example\"");
            return None;
        };
        let named = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let loopback = named == "localhost" || named.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if text.starts_with("http://") && !loopback {
            let hint = "begin it with https://; TLS comes from [page.tls] or from a reverse proxy";
            self.problem(written.span(), "signing in over plain HTTP would show everybody the way in", hint);
        }
        Some(text.to_owned())
    }
}

/// A name or an address, with a port or without.
fn is_host(text: &str) -> bool {
    let is_name = |name: &str| name == "localhost" || name.parse::<Domain>().is_ok() || name.parse::<IpAddr>().is_ok();
    let with_port = || text.rsplit_once(':').is_some_and(|(name, port)| is_name(name) && port.parse::<u16>().is_ok());
    text.parse::<SocketAddr>().is_ok() || is_name(text) || with_port()
}
