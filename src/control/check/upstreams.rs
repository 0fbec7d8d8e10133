//! The upstreams: their passwords can be read, they are reached, and they let us sign in.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::{Line, Scene, quoted, state};
use crate::config::{SecretSource, Upstream, UpstreamTls};
use crate::deliver::{Obstacle, ProbeError, probe};

const NAME: &str = "upstream";

/// Passwords in files and credentials; a command is run by the probe.
pub(super) fn secrets(scene: &Scene<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for upstream in &scene.config().upstreams {
        match &upstream.password {
            Some(SecretSource::File(path)) => lines.push(file(scene, path)),
            Some(SecretSource::Credential(name)) if !has_credentials() => lines.push(credential(name)),
            _ => {}
        }
    }
    lines
}

fn has_credentials() -> bool {
    std::env::var_os("CREDENTIALS_DIRECTORY").is_some()
}

/// What stands in the units is all that can be known outside the service.
fn credential(name: &str) -> Line {
    let units = state::unit_texts();
    if units.is_empty() || units.iter().any(|unit| hands_over(unit, name)) {
        let words = format!("the credential `{name}` exists only inside the service: signing in is not tried");
        return Line::ok("secret", words);
    }
    let words = format!("no unit of the service hands over a credential `{name}`");
    Line::fail("secret", words, format!("systemctl edit outguard: LoadCredential={name}:/etc/outguard/{name}.password"))
}

/// Whether a unit has `LoadCredential=NAME…` or one of its kin (systemd.exec(5)).
fn hands_over(unit: &str, name: &str) -> bool {
    let kin =
        ["LoadCredential", "LoadCredentialEncrypted", "SetCredential", "SetCredentialEncrypted", "ImportCredential"];
    let assignments = unit.lines().filter_map(|line| line.trim().split_once('='));
    assignments
        .filter(|(key, _)| kin.contains(&key.trim()))
        .any(|(_, value)| value.trim().split(':').next() == Some(name))
}

fn file(scene: &Scene<'_>, path: &Path) -> Line {
    let name = path.display();
    let first_line = || -> io::Result<bool> {
        let text = std::fs::read_to_string(path)?;
        Ok(text.lines().next().is_some_and(|line| !line.is_empty()))
    };
    match first_line() {
        Ok(true) => Line::ok("secret", format!("{name} can be read")),
        Ok(false) => {
            Line::fail("secret", format!("{name} has no first line"), "write the password into its first line")
        }
        Err(e) => {
            let fix = match e.kind() {
                ErrorKind::NotFound => format!("write the password into it, then chmod 600 {}", quoted(path)),
                ErrorKind::PermissionDenied => format!("chown {} {}", scene.account_name(), quoted(path)),
                _ => String::new(),
            };
            Line::fail("secret", format!("{name} cannot be read: {e}"), fix)
        }
    }
}

/// Each upstream as delivery would use it, all at the same time; nothing is sent.
pub(super) async fn reached(scene: &Scene<'_>) -> Vec<Line> {
    let mut probes = tokio::task::JoinSet::new();
    for (n, upstream) in scene.config().upstreams.iter().enumerate() {
        let (mut upstream, clock) = (upstream.clone(), scene.clock.clone());
        let hostname = scene.config().smtp.hostname.clone();
        if matches!(upstream.password, Some(SecretSource::Credential(_))) && !has_credentials() {
            (upstream.username, upstream.password) = (None, None);
        }
        probes.spawn(async move { (n, probe(&upstream, &hostname, &clock).await.map(|probed| probed.signed_in)) });
    }
    let mut lines = Vec::new();
    while let Some(probed) = probes.join_next().await {
        let Ok((n, result)) = probed else { continue };
        let Some(upstream) = scene.config().upstreams.get(n) else { continue };
        lines.push((n, line(scene, upstream, result)));
    }
    lines.sort_by_key(|(n, _)| *n);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(scene: &Scene<'_>, upstream: &Upstream, result: Result<bool, ProbeError>) -> Line {
    let Upstream { host, port, .. } = upstream;
    let signed_in = match result {
        Ok(signed_in) => signed_in,
        Err(error) => {
            let words = error.to_string();
            let place = format!("{host}:{port}");
            let words = if words.contains(host) { words } else { format!("{place}: {words}") };
            return Line::fail(NAME, words, fix(scene, upstream, error.obstacle));
        }
    };
    let tls = match upstream.tls {
        UpstreamTls::Starttls => "STARTTLS",
        UpstreamTls::Implicit => "TLS",
        UpstreamTls::None => "no TLS",
    };
    let user = match (&upstream.username, signed_in) {
        (Some(user), true) => format!("signed in as {user}"),
        (Some(_), false) => "signing in was not tried".to_owned(),
        (None, _) => "no sign-in".to_owned(),
    };
    Line::ok(NAME, format!("{host}:{port} answers: {tls}, {user}"))
}

/// What helps against an obstacle.
fn fix(scene: &Scene<'_>, upstream: &Upstream, obstacle: Obstacle) -> String {
    let Upstream { host, port, .. } = upstream;
    let file = scene.file();
    match obstacle {
        Obstacle::Setup => format!("correct it in {file}"),
        Obstacle::Name => format!("correct `host` in {file}, or see whether names are found: getent hosts {host}"),
        Obstacle::Offline => "see whether there is a network: ip route".to_owned(),
        Obstacle::Closed => format!("correct `host` and `port` in {file}, or let port {port} out of the firewall"),
        Obstacle::Greeting | Obstacle::NoTls if *port == 465 => format!("tls = \"implicit\" in {file}"),
        Obstacle::Greeting => format!("correct `port` and `tls` in {file}"),
        Obstacle::NoTls => format!("port = 465 and tls = \"implicit\" in {file}, if {host} offers that"),
        Obstacle::Tls => format!("look at its TLS: openssl s_client -starttls smtp -connect {host}:{port}"),
        Obstacle::Certificate => {
            format!("`host` must be the name in the certificate; for a CA of your own, ca_file in {file}")
        }
        Obstacle::Clear => format!("tls = \"starttls\" in {file}"),
        Obstacle::NoSignIn => format!("take `username` out of {file}, or set `auth`"),
        Obstacle::SignIn => format!("correct `username` in {file}, or the password"),
        Obstacle::Later => "try again later: outguard check".to_owned(),
        Obstacle::Secret => format!("correct `password` in {file}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_hands_over_what_it_names_and_what_is_commented_out_it_does_not() {
        let unit = "[Service]\n#LoadCredential=upstream:/etc/outguard/upstream.password\nLoadCredential = other:/x\n";
        assert!(!hands_over(unit, "upstream") && hands_over(unit, "other"));
        assert!(hands_over("LoadCredentialEncrypted=upstream", "upstream"));
        assert!(!hands_over("LoadCredential=upstream2:/x\nDescription=upstream", "upstream"));
    }
}
