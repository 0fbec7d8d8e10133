//! The SMTP door: off loopback only with TLS and users.

use std::collections::HashSet;
use std::net::SocketAddr;

use toml::Spanned;

use super::{Checker, seconds};
use crate::base::Domain;
use crate::config::{Limits, Smtp, TlsFiles, User, password, written};

/// The largest message a door may be opened for; it is held in memory while it is read.
const MAX_MESSAGE: usize = 1_000_000_000;

impl Checker<'_> {
    pub(super) fn smtp(&mut self, written: &written::Smtp, hostname: &str) -> Smtp {
        let smtp = Smtp {
            hostname: self.hostname(&written.hostname).unwrap_or_else(|| hostname.to_owned()),
            tls: written.tls.as_ref().and_then(|tls| self.tls_files(tls)),
            users: self.users(&written.user),
            limits: self.limits(&written.limits),
            ..Smtp::default()
        };
        let Some(listen) = &written.listen else { return smtp };
        let protected = smtp.tls.is_some() && !smtp.users.is_empty();
        Smtp { listen: self.listen(listen, protected), ..smtp }
    }

    fn listen(&mut self, written: &[Spanned<String>], protected: bool) -> Vec<SocketAddr> {
        let mut seen = HashSet::new();
        for text in written {
            let span = text.span();
            let Ok(address) = text.get_ref().parse::<SocketAddr>() else {
                let message = format!("`{}` is not an address with a port", text.get_ref());
                self.problem(span, &message, "write for instance \"127.0.0.1:5870\" or \"[::1]:5870\"");
                continue;
            };
            if !seen.insert(address) {
                self.problem(span, &format!("`{address}` is listed twice"), "");
            } else if !protected && !address.ip().is_loopback() {
                let message = format!("`{address}` can be reached from other machines without protection");
                self.missing(span, &message, "add [smtp.tls] and a [[smtp.user]], or listen on 127.0.0.1");
            }
        }
        written.iter().filter_map(|text| text.get_ref().parse().ok()).collect()
    }

    /// The written name; `None` where the machine's is to be used.
    fn hostname(&mut self, written: &Option<Spanned<String>>) -> Option<String> {
        let written = written.as_ref().filter(|name| !name.get_ref().is_empty())?;
        match written.get_ref().parse::<Domain>() {
            Ok(name) => Some(name.as_str().to_owned()),
            Err(error) => {
                self.problem(written.span(), &error.to_string(), "it goes into the greeting and into EHLO");
                None
            }
        }
    }

    pub(super) fn tls_files(&mut self, written: &Spanned<written::TlsFiles>) -> Option<TlsFiles> {
        let files = written.get_ref();
        let (Some(certificate), Some(key)) = (&files.certificate, &files.key) else {
            self.missing(written.span(), "TLS needs both `certificate` and `key`", "name two PEM files");
            return None;
        };
        Some(TlsFiles { certificate: self.path(certificate), key: self.path(key) })
    }

    fn users(&mut self, written: &[Spanned<written::User>]) -> Vec<User> {
        let mut seen = HashSet::new();
        let mut users = Vec::new();
        for user in written {
            let (Some(name), Some(hash)) = (&user.get_ref().name, &user.get_ref().password_hash) else {
                self.missing(user.span(), "a user needs `name` and `password_hash`", "");
                continue;
            };
            if name.get_ref().is_empty() || name.get_ref().chars().any(char::is_control) {
                self.problem(name.span(), "a user name is empty or has a control character", "");
            } else if !seen.insert(name.get_ref()) {
                self.problem(name.span(), &format!("`{}` is listed twice", name.get_ref()), "");
            }
            // The text itself is never repeated: it may be the password.
            if !password::is_hash(hash.get_ref()) {
                let hint = "`outguard config password` makes one";
                self.problem(hash.span(), "`password_hash` is not an Argon2 hash in PHC form", hint);
            }
            users.push(User { name: name.get_ref().clone(), password_hash: hash.get_ref().clone().into() });
        }
        users
    }

    fn limits(&mut self, written: &written::Limits) -> Limits {
        let mut limits = Limits::default();
        // RFC 5321 §4.5.3.1.7 and .8: at least 64 K octets and 100 recipients.
        self.size(&written.message_size, 65_536..=MAX_MESSAGE, &mut limits.message_size);
        self.size(&written.memory, 65_536..=usize::MAX, &mut limits.memory);
        self.count(&written.recipients, 100..=50_000, &mut limits.recipients);
        self.count(&written.connections, 1..=65_535, &mut limits.connections);
        self.count(&written.errors, 1..=1000, &mut limits.errors);
        self.count(&written.messages, 0..=u32::MAX, &mut limits.messages);
        self.duration(&written.command_timeout, seconds(1..=86_400), &mut limits.command_timeout);
        self.duration(&written.data_timeout, seconds(1..=86_400), &mut limits.data_timeout);
        self.duration(&written.message_timeout, seconds(1..=86_400), &mut limits.message_timeout);
        self.count(&written.hops, 1..=100, &mut limits.hops);
        let place = written.memory.as_ref().map(Spanned::span).or(written.message_size.as_ref().map(Spanned::span));
        if let Some(place) = place.filter(|_| limits.memory < limits.message_size) {
            self.problem(place, "`memory` is less than `message_size`", "the largest message would never fit");
        }
        limits
    }
}
