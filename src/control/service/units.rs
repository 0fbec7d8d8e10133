//! The units: those of `contrib/systemd`, with this program, its folders and its addresses put in.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use super::{Whose, word};

pub(super) const SERVICE: &str = "outguard.service";
pub(super) const SOCKET: &str = "outguard.socket";

const SYSTEM_SERVICE: &str = include_str!("../../../contrib/systemd/outguard.service");
const USER_SERVICE: &str = include_str!("../../../contrib/systemd/user/outguard.service");
const SOCKET_UNIT: &str = include_str!("../../../contrib/systemd/outguard.socket");

/// A service unit to be.
pub(super) struct Unit<'a> {
    pub whose: Whose,
    /// What it runs.
    pub command: Vec<String>,
    /// Where it writes.
    pub state: &'a Path,
}

impl Unit<'_> {
    pub(super) fn service(&self) -> String {
        let command: Vec<String> = self.command.iter().map(|text| escaped(text)).collect();
        let start = format!("ExecStart={}", command.join(" "));
        let writes = format!("ReadWritePaths={}", escaped(&self.state.display().to_string()));
        let (template, own) = match self.whose {
            Whose::System => (SYSTEM_SERVICE, Path::new(super::SYSTEM_STATE)),
            Whose::User => (USER_SERVICE, Path::new("")),
        };
        let mut text = String::new();
        for line in template.lines() {
            match line.split_once('=').map(|(key, _)| key) {
                Some("ExecStart") => text.push_str(&start),
                Some("ReadWritePaths") => text.push_str(&writes),
                Some("ProtectSystem") if self.whose == Whose::System && self.state != own => {
                    text.push_str(&format!("{line}\n{writes}"));
                }
                _ => text.push_str(line),
            }
            text.push('\n');
        }
        text
    }
}

/// The socket unit for these addresses, as far as this machine has them: one it has not would keep the others shut.
pub(super) fn socket(listen: &[SocketAddr]) -> String {
    let is_here = |address: &&SocketAddr| !address.is_ipv6() || TcpListener::bind((address.ip(), 0)).is_ok();
    let mut addresses = Some(listen.iter().filter(is_here).map(|address| format!("ListenStream={address}\n")));
    let mut text = String::new();
    for line in SOCKET_UNIT.lines() {
        if line.starts_with("ListenStream=") {
            text.extend(addresses.take().into_iter().flatten());
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// A word in a unit: `%` and `$` mean something there (systemd.unit(5), systemd.service(5)).
fn escaped(text: &str) -> String {
    word(&text.replace('\\', r"\\").replace('"', "\\\"")).replace('%', "%%").replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(whose: Whose, command: &[&str], state: &str) -> String {
        let command = command.iter().map(ToString::to_string).collect();
        Unit { whose, command, state: Path::new(state) }.service()
    }

    #[test]
    fn the_machines_unit_is_the_shipped_one_with_this_program() {
        let text = unit(Whose::System, &["/usr/local/bin/outguard", "run"], "/var/lib/outguard");
        assert_eq!(text, SYSTEM_SERVICE);
        let text = unit(Whose::System, &["/opt/o g", "--config", "/etc/100%$x.toml", "run"], "/srv/mail");
        assert!(text.contains("\nExecStart=\"/opt/o g\" --config \"/etc/100%%$$x.toml\" run\n"), "{text}");
        assert!(text.contains("\nProtectSystem=strict\nReadWritePaths=/srv/mail\n"), "{text}");
    }

    #[test]
    fn a_users_unit_writes_where_its_state_is() {
        let text = unit(Whose::User, &["/home/anna/outguard", "run"], "/home/anna/.local/state/outguard");
        assert!(text.contains("\nReadWritePaths=/home/anna/.local/state/outguard\n"), "{text}");
        assert!(!text.contains("\nUser=") && text.contains("WantedBy=default.target"), "{text}");
    }

    #[test]
    fn the_socket_has_the_addresses_of_the_configuration() {
        let text = socket(&["127.0.0.1:2525".parse().unwrap(), "127.0.0.2:2525".parse().unwrap()]);
        assert!(
            text.contains(
                "[Socket]\nListenStream=127.0.0.1:2525\nListenStream=127.0.0.2:2525\nFileDescriptorName=smtp\n"
            ),
            "{text}"
        );
    }
}
