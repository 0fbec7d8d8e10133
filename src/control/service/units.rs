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
    /// Where it writes besides what systemd makes for it.
    pub writes: Vec<&'a Path>,
}

impl Unit<'_> {
    pub(super) fn service(&self) -> String {
        let command: Vec<String> = self.command.iter().map(|text| escaped(text)).collect();
        let start = format!("ExecStart={}", command.join(" "));
        let writes =
            self.writes.iter().map(|path| format!("ReadWritePaths={}\n", escaped(&path.display().to_string())));
        let writes: String = writes.collect();
        let template = match self.whose {
            Whose::System => SYSTEM_SERVICE,
            Whose::User => USER_SERVICE,
        };
        let mut text = String::new();
        for line in template.lines() {
            match line.split_once('=').map(|(key, _)| key) {
                Some("ExecStart") => text.push_str(&start),
                Some("ReadWritePaths") => {
                    text.push_str(&writes);
                    continue;
                }
                Some("ProtectSystem") if self.whose == Whose::System => {
                    text.push_str(&writes);
                    text.push_str(line);
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

    fn unit(whose: Whose, command: &[&str], writes: &[&str]) -> String {
        let command = command.iter().map(ToString::to_string).collect();
        Unit { whose, command, writes: writes.iter().map(Path::new).collect() }.service()
    }

    #[test]
    fn the_machines_unit_is_the_shipped_one_with_this_program() {
        let text = unit(Whose::System, &["/usr/local/bin/outguard", "run"], &[]);
        assert_eq!(text, SYSTEM_SERVICE);
        let text =
            unit(Whose::System, &["/opt/o g", "--config", "/etc/100%$x.toml", "run"], &["/srv/mail", "/srv/out"]);
        assert!(text.contains("\nExecStart=\"/opt/o g\" --config \"/etc/100%%$$x.toml\" run\n"), "{text}");
        assert!(text.contains("\nReadWritePaths=/srv/mail\nReadWritePaths=/srv/out\nProtectSystem=strict\n"), "{text}");
    }

    #[test]
    fn a_users_unit_writes_where_its_state_is() {
        let text = unit(Whose::User, &["/home/anna/outguard", "run"], &["/home/anna/.local/state/outguard"]);
        assert!(text.contains("\nReadWritePaths=/home/anna/.local/state/outguard\n"), "{text}");
        assert_eq!(text.matches("ReadWritePaths=").count(), 1, "{text}");
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
