//! The door as a mail program sees it.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::app::failure::{Failure, exit};
use crate::config::Config;

/// Where mail is handed over, and how.
pub(super) struct Door {
    /// The server's name or address.
    pub(super) host: String,
    pub(super) port: u16,
    /// Whether STARTTLS is offered.
    pub(super) tls: bool,
    /// The name to sign in with; `None` = nobody signs in.
    pub(super) user: Option<String>,
    /// The sender in examples.
    pub(super) sender: String,
    /// A colleague in examples.
    pub(super) colleague: String,
    /// This program.
    pub(super) program: PathBuf,
    /// Whether other computers can reach it.
    open: bool,
}

impl Door {
    /// The door of `config`: on loopback where it listens there.
    ///
    /// # Errors
    /// When it listens nowhere.
    pub(super) fn of(config: &Config) -> Result<Door, Failure> {
        let smtp = &config.smtp;
        let local = smtp.listen.iter().find(|address| address.ip().is_loopback());
        let address = local.or(smtp.listen.first()).ok_or_else(|| {
            Failure::new("no_door", exit::CONFIG, "smtp.listen is empty, so no mail program can hand over")
                .hint("write listen = [\"127.0.0.1:5870\", \"[::1]:5870\"] under [smtp]")
        })?;
        let open = smtp.listen.iter().any(|address| !address.ip().to_canonical().is_loopback());
        // A certificate is for a name, and other computers know this one by name.
        let by_name = smtp.tls.is_some() && open;
        let host = match address.ip() {
            _ if by_name => smtp.hostname.clone(),
            IpAddr::V6(ip) if ip.is_unspecified() => smtp.hostname.clone(),
            IpAddr::V4(ip) if ip.is_unspecified() => smtp.hostname.clone(),
            ip => ip.to_string(),
        };
        let domain = config.directory.domains.first().map_or("firm.example", |domain| domain.as_str());
        let mut people = config.directory.persons.iter().map(|person| person.address.to_string());
        Ok(Door {
            host,
            port: address.port(),
            tls: smtp.tls.is_some(),
            user: smtp.users.first().map(|user| user.name.clone()),
            sender: people.next().unwrap_or_else(|| format!("you@{domain}")),
            colleague: people.next().unwrap_or_else(|| format!("colleague@{domain}")),
            program: std::env::current_exe().unwrap_or_else(|_| "outguard".into()),
            open,
        })
    }

    /// `None` or `STARTTLS`, as graphical programs call it.
    pub(super) fn security(&self) -> &'static str {
        if self.tls { "STARTTLS" } else { "None" }
    }

    /// `host:port`, an IPv6 address in brackets.
    pub(super) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// What holds for every program.
    pub(super) fn remarks(&self) -> String {
        let mut remarks =
            String::from("Note what stood there before: it is the way back, and it is Outguard's upstream.\n");
        if !self.open {
            remarks.push_str(
                "This door can be reached from this computer only; nothing on the way has to be encrypted.\n",
            );
        }
        if self.tls {
            remarks.push_str(&format!(
                "The certificate must be for {}, by somebody the mail program trusts.\n",
                self.host
            ));
        }
        remarks.push_str("To see that it works: outguard try    a pretend wrong recipient is held; nothing leaves\n");
        remarks
    }
}
