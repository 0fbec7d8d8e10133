//! Upstreams: reachable, and no password in the clear.

use std::net::IpAddr;
use std::ops::Range;

use toml::Spanned;

use super::{Checker, seconds};
use crate::base::Domain;
use crate::config::{SecretSource, Upstream, UpstreamTls, written};

impl Checker<'_> {
    pub(super) fn upstreams(&mut self, written: &[Spanned<written::Upstream>]) -> Vec<Upstream> {
        let mut upstreams: Vec<Upstream> = Vec::new();
        for one in written {
            let Some(upstream) = self.upstream(one) else { continue };
            if upstreams.iter().any(|before| before.senders.is_empty()) {
                let message = format!("upstream `{}` is never used: one before it takes every sender", upstream.host);
                self.warning(one.span(), &message, "put the one without `senders` last");
            }
            upstreams.push(upstream);
        }
        upstreams
    }

    fn upstream(&mut self, written: &Spanned<written::Upstream>) -> Option<Upstream> {
        let (file, span) = (written.get_ref(), written.span());
        let Some(host_text) = &file.host else {
            self.missing(span, "an upstream has no host", "write host = \"smtp.firm.example\"");
            return None;
        };
        let host = self.host(host_text)?;
        let mut upstream = Upstream {
            host,
            ca_file: file.ca_file.as_deref().map(|path| self.path(path)),
            username: self.username(&file.username),
            password: file.password.as_ref().and_then(|secret| self.secret(secret, "a password")),
            senders: self.parsed::<Domain>(&file.senders).into_iter().map(|(domain, _)| domain).collect(),
            ..Upstream::default()
        };
        upstream.tls = file.tls.as_ref().map_or(upstream.tls, |tls| *tls.get_ref());
        upstream.auth = file.auth.unwrap_or(upstream.auth);
        upstream.port = self.port(&file.port).unwrap_or(upstream.port);
        self.count(&file.connections, 1..=1000, &mut upstream.connections);
        self.duration(&file.connect_timeout, seconds(1..=3600), &mut upstream.connect_timeout);
        self.duration(&file.command_timeout, seconds(1..=3600), &mut upstream.command_timeout);
        self.duration(&file.dot_timeout, seconds(1..=3600), &mut upstream.dot_timeout);
        self.sign_in(file, &upstream, span);
        Some(upstream)
    }

    /// Both or neither of name and password, and the password only where nobody can listen.
    fn sign_in(&mut self, file: &written::Upstream, upstream: &Upstream, span: Range<usize>) {
        match (&file.username, &file.password) {
            (Some(name), None) => {
                let hint = "write password = { file = \"…\" }, { command = \"…\" } or { credential = \"…\" }";
                self.missing(name.span(), "`username` stands without `password`", hint);
            }
            (None, Some(secret)) => self.missing(secret.span(), "`password` stands without `username`", ""),
            (Some(_), Some(_)) if upstream.tls == UpstreamTls::None && !is_loopback(&upstream.host) => {
                let place = file.tls.as_ref().map_or(span, Spanned::span);
                let message = format!("the password would go to `{}` in the clear", upstream.host);
                self.problem(place, &message, "write tls = \"starttls\" or \"implicit\"");
            }
            _ => {}
        }
    }

    fn host(&mut self, written: &Spanned<String>) -> Option<String> {
        let text = written.get_ref();
        if text.parse::<IpAddr>().is_ok() {
            return Some(text.clone());
        }
        match text.parse::<Domain>() {
            Ok(host) if !host.is_literal() => Some(host.as_str().to_owned()),
            _ => {
                let message = format!("`{text}` is neither a host name nor an address");
                self.problem(written.span(), &message, "the port has a key of its own, an address no brackets");
                None
            }
        }
    }

    fn port(&mut self, written: &Option<Spanned<u16>>) -> Option<u16> {
        let written = written.as_ref()?;
        if *written.get_ref() == 0 {
            self.out_of_range(written.span(), "0", "1", "65535");
        }
        Some(*written.get_ref())
    }

    fn username(&mut self, written: &Option<Spanned<String>>) -> Option<String> {
        let written = written.as_ref()?;
        if written.get_ref().is_empty() || written.get_ref().chars().any(char::is_control) {
            self.problem(written.span(), "a user name is empty or has a control character", "");
        }
        Some(written.get_ref().clone())
    }

    /// Where a secret comes from; `what` it is, for messages.
    pub(super) fn secret(&mut self, written: &Spanned<written::Secret>, what: &str) -> Option<SecretSource> {
        let file = written.get_ref();
        let sources = [
            file.file.as_deref().map(|path| SecretSource::File(self.path(path))),
            file.command.as_ref().map(|command| SecretSource::Command(words(command))),
            file.credential.clone().map(SecretSource::Credential),
        ];
        let mut given = sources.into_iter().flatten();
        let Some(source) = given.next() else {
            let message = format!("{what} has no source");
            self.missing(written.span(), &message, "write one of `file`, `command`, `credential`");
            return None;
        };
        if given.next().is_some() {
            self.problem(written.span(), &format!("{what} has more than one source"), "keep one of them");
        }
        match &source {
            SecretSource::Command(words) if words.is_empty() => {
                self.problem(written.span(), "the command is empty", "write the program and its arguments");
            }
            // A credential is a file name in one folder, never a way out of it.
            SecretSource::Credential(name)
                if name.is_empty() || name.starts_with('.') || name.contains(['/', '\0']) =>
            {
                self.problem(written.span(), "a credential is a plain name", "as in LoadCredential=name:…");
            }
            _ => {}
        }
        Some(source)
    }
}

fn words(command: &written::Command) -> Vec<String> {
    match command {
        written::Command::Line(line) => line.split_whitespace().map(str::to_owned).collect(),
        written::Command::Words(words) => words.clone(),
    }
}

/// Whether what is sent to `host` stays on this machine.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
