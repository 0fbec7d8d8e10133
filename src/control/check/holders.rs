//! Which program listens on which port: `/proc/net/tcp` and `tcp6` name a socket's inode, `/proc/PID/fd` who has it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};

/// `st` of a listening socket (include/net/tcp_states.h).
const LISTEN: &str = "0A";

/// A listening socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Listening {
    address: SocketAddr,
    inode: u64,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Program {
    /// Its name, as the kernel has it: at most fifteen characters.
    pub name: String,
    /// Its process id.
    pub pid: u32,
    /// The systemd service it belongs to.
    pub service: Option<String>,
}

impl Program {
    /// What ends it for good: a service would be started again.
    pub(super) fn stop(&self) -> String {
        match &self.service {
            Some(service) => format!("systemctl stop {service}"),
            None => format!("kill {}", self.pid),
        }
    }
}

/// The listening sockets of this machine and their programs, as far as this account may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    sockets: Vec<Listening>,
    programs: BTreeMap<u64, Program>,
}

impl Holders {
    /// Those of this machine.
    pub fn of_machine() -> Holders {
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
        Holders { sockets: tables.iter().flat_map(|text| listening(text)).collect(), programs: programs() }
    }

    /// For another process.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From another process.
    pub(super) fn from_json(text: &str) -> Option<Holders> {
        serde_json::from_str(text).ok()
    }

    /// The program that keeps others from listening on `address`, as far as that can be seen.
    pub(super) fn of(&self, address: SocketAddr) -> Option<&Program> {
        let in_the_way = |socket: &&Listening| {
            let ip = socket.address.ip();
            socket.address.port() == address.port() && (ip == address.ip() || ip.is_unspecified())
        };
        self.sockets.iter().filter(in_the_way).find_map(|socket| self.programs.get(&socket.inode))
    }
}

/// The listening sockets of a table; lines that cannot be read are left out.
fn listening(table: &str) -> Vec<Listening> {
    let read = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, local, _, state, _, _, _, _, _, inode, ..] = fields.as_slice() else { return None };
        (*state == LISTEN).then_some(Listening { address: address(local)?, inode: inode.parse().ok()? })
    };
    table.lines().skip(1).filter_map(read).collect()
}

/// `0100007F:16EE`: the words of the address as this machine has them in memory, in hexadecimal.
fn address(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let octets = |word: &str| u32::from_str_radix(word, 16).ok().map(u32::to_ne_bytes);
    let ip = match ip.len() {
        8 => IpAddr::from(Ipv4Addr::from(octets(ip)?)),
        32 => {
            let mut all = [0; 16];
            for (i, place) in all.chunks_exact_mut(4).enumerate() {
                place.copy_from_slice(&octets(ip.get(i * 8..i * 8 + 8)?)?);
            }
            IpAddr::from(Ipv6Addr::from(all))
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

/// Every socket's inode with the first process that has it: of several workers, the one that started them.
fn programs() -> BTreeMap<u64, Program> {
    let mut programs: BTreeMap<u64, Program> = BTreeMap::new();
    let mut pids: Vec<u32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    pids.sort_unstable();
    for pid in pids {
        let Ok(open) = fs::read_dir(format!("/proc/{pid}/fd")) else { continue };
        let sockets: Vec<u64> = open.flatten().filter_map(|fd| socket(&fs::read_link(fd.path()).ok()?)).collect();
        if sockets.is_empty() {
            continue;
        }
        let about = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        let program = Program { name: about("comm").trim().to_owned(), pid, service: service(&about("cgroup")) };
        for inode in sockets {
            programs.entry(inode).or_insert_with(|| program.clone());
        }
    }
    programs
}

/// The system service in a process' cgroup(7): `0::/system.slice/postfix.service`.
fn service(cgroups: &str) -> Option<String> {
    let name = cgroups.lines().find_map(|line| line.split_once(":/system.slice/")?.1.split('/').next())?;
    name.ends_with(".service").then(|| name.trim_end_matches(".service").to_owned())
}

/// The inode in `socket:[4711]`.
fn socket(link: &std::path::Path) -> Option<u64> {
    link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TCP: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:16EE 00000000:0000 0A 00000000:00000000 00:00000000 00000000   997        0 4711 1 0 100 0 0 10 0
   1: 0100007F:16EF 0100007F:8000 01 00000000:00000000 00:00000000 00000000   997        0 4712 1 0 20 4 30 10 -1
   2: 00000000:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
   nonsense";
    const TCP6: &str = "\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when
   0: 00000000000000000000000001000000:16EE 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 \
00000000   997        0 4714 1 0 100 0 0 10 0";

    fn all() -> Holders {
        let program = |name: &str, pid| Program { name: name.into(), pid, service: None };
        Holders {
            sockets: [listening(TCP), listening(TCP6)].concat(),
            programs: [(4711, program("outguard", 7)), (4713, program("master", 8))].into(),
        }
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn listening_sockets_are_read_and_connections_are_not() {
        let addresses: Vec<String> = all().sockets.iter().map(|socket| socket.address.to_string()).collect();
        assert_eq!(addresses, ["127.0.0.1:5870", "0.0.0.0:25", "[::1]:5870"]);
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn who_listens_everywhere_is_in_the_way_everywhere() {
        let all = all();
        let held = |text: &str| all.of(text.parse().unwrap()).map(|program| (program.name.as_str(), program.pid));
        assert_eq!(held("127.0.0.1:5870"), Some(("outguard", 7)));
        assert_eq!(held("127.0.0.1:25"), Some(("master", 8)));
        assert_eq!(held("[::1]:5870"), None, "another account's");
        assert_eq!(held("127.0.0.2:5870"), None);
        assert_eq!(Holders::from_json(&all.to_json()), Some(all));
    }

    #[test]
    fn a_service_is_stopped_as_one() {
        let unit = |text: &str| service(text);
        assert_eq!(unit("0::/system.slice/postfix.service\n").as_deref(), Some("postfix"));
        assert_eq!(unit("12:pids:/system.slice/a.service/sub\n0::/\n").as_deref(), Some("a"));
        assert_eq!(unit("0::/user.slice/user-1000.slice/user@1000.service/app.slice\n"), None);
        assert_eq!(unit(""), None);
    }

    #[test]
    fn nonsense_is_left_out() {
        for text in ["", "x", "0100007F", "0100007F:", "0100007G:16EE", "01:16EE", "0100007F:116EE"] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(socket(std::path::Path::new("pipe:[1]")), None);
    }
}
