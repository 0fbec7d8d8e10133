//! The configuration that is written: only what differs from the defaults.

use std::path::PathBuf;

use toml::Value;

use super::discover::Candidate;
use crate::base::{Address, Domain};
use crate::config::UpstreamTls;
use crate::people::freemail::is_freemail;

/// Where the password comes from, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Secret {
    /// A file; a relative path starts at the configuration's folder.
    File(PathBuf),
    /// A command, run without a shell.
    Command(String),
    /// A systemd credential.
    Credential(String),
}

/// Everything that is written.
pub(super) struct Draft {
    pub(super) address: Address,
    pub(super) name: Option<String>,
    /// The port of the door, where it is not the usual one.
    pub(super) port: Option<u16>,
    pub(super) upstream: Candidate,
    pub(super) ca_file: Option<PathBuf>,
    /// User name and secret; `None` = no sign-in.
    pub(super) sign_in: Option<(String, Secret)>,
}

impl Draft {
    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = String::from(
            "# Written by `outguard init`. Only what differs from the defaults is here; config.example.toml explains every key,\n\
             # `outguard config check` says what is wrong, and a changed file is read at once.\n",
        );
        if let Some(domain) = self.organisation() {
            text.push_str(&format!("\n[organisation]\ndomains = [{}]\n", quoted(domain.as_str())));
        }
        if let Some(port) = self.port {
            text.push_str(&format!("\n[smtp]\nlisten = [\"127.0.0.1:{port}\", \"[::1]:{port}\"]\n"));
        }
        text.push_str(&self.upstream_table());
        if let Some(name) = &self.name {
            let address = quoted(self.address.as_str());
            text.push_str(&format!("\n[[person]]\naddress = {address}\nname = {}\n", quoted(name)));
        }
        text
    }

    fn upstream_table(&self) -> String {
        let Candidate { host, port, tls, .. } = &self.upstream;
        let tls = match tls {
            UpstreamTls::Starttls => "starttls",
            UpstreamTls::Implicit => "implicit",
            UpstreamTls::None => "none",
        };
        let mut table = format!("\n[[upstream]]\nhost = {}\nport = {port}\ntls = \"{tls}\"\n", quoted(host));
        if let Some(file) = &self.ca_file {
            table.push_str(&format!("ca_file = {}\n", quoted(&file.display().to_string())));
        }
        if let Some((user, secret)) = &self.sign_in {
            let source = match secret {
                Secret::File(path) => format!("file = {}", quoted(&path.display().to_string())),
                Secret::Command(line) => format!("command = {}", quoted(line)),
                Secret::Credential(name) => format!("credential = {}", quoted(name)),
            };
            table.push_str(&format!("username = {}\npassword = {{ {source} }}\n", quoted(user)));
        }
        table
    }

    /// The domain whose people are colleagues; a provider's is everybody's.
    pub(super) fn organisation(&self) -> Option<&Domain> {
        self.address.domain().filter(|domain| !is_freemail(domain.as_str()))
    }
}

/// A TOML string, whatever is in it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Places, SecretSource, check};

    fn draft(address: &str) -> Draft {
        Draft {
            address: address.parse().unwrap(),
            name: Some("Anna \"Än\" \\ O'Neil".into()),
            port: Some(5900),
            upstream: Candidate {
                host: "smtp.firm.example".into(),
                port: 465,
                tls: UpstreamTls::Implicit,
                username: None,
                source: String::new(),
                vouched: false,
            },
            ca_file: Some("/etc/ssl/o'x.pem".into()),
            sign_in: Some(("anna\"x".into(), Secret::Command("pass 'show' mail".into()))),
        }
    }

    #[test]
    fn whatever_is_answered_is_read_back() {
        let places = Places { folder: "/etc".into(), state_dir: "/var".into(), hostname: "localhost".into() };
        let read = check("config.toml", &draft("anna@firm.example").text(), &places).unwrap();
        assert!(read.warnings.is_empty());
        let config = read.config;
        assert_eq!(config.directory.domains[0].as_str(), "firm.example");
        assert_eq!(config.directory.persons[0].name, "Anna \"Än\" \\ O'Neil");
        assert_eq!(config.smtp.listen[1].to_string(), "[::1]:5900");
        let upstream = &config.upstreams[0];
        assert_eq!(
            (upstream.port, upstream.tls, upstream.username.as_deref()),
            (465, UpstreamTls::Implicit, Some("anna\"x"))
        );
        let words = ["pass", "'show'", "mail"].map(str::to_owned).to_vec();
        assert_eq!(upstream.password, Some(SecretSource::Command(words)));
    }

    #[test]
    fn a_providers_domain_is_no_organisation() {
        assert!(draft("anna@gmail.com").organisation().is_none());
        assert!(!draft("anna@gmail.com").text().contains("organisation"));
    }
}
