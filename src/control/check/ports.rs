//! The addresses of the door and of the page: free, ours, or somebody else's; and both families of loopback.

use std::io::ErrorKind;
use std::net::{Ipv6Addr, SocketAddr, TcpListener};

use super::state::systemctl;
use super::{Line, Scene};

/// What listens, and where that is written.
struct Listener {
    name: &'static str,
    key: &'static str,
}

const DOOR: Listener = Listener { name: "listen", key: "smtp.listen" };
const PAGE: Listener = Listener { name: "page", key: "page.listen" };

/// Each address of `smtp.listen`.
pub(super) fn addresses(scene: &Scene<'_>) -> Vec<Line> {
    let listen = &scene.config().smtp.listen;
    if listen.is_empty() {
        return vec![Line::ok(DOOR.name, "no port, as configured")];
    }
    listen.iter().map(|address| one(scene, &DOOR, *address)).collect()
}

/// The address of the page.
pub(super) fn page(scene: &Scene<'_>) -> Vec<Line> {
    match scene.config().page.listen {
        Some(address) => vec![one(scene, &PAGE, address)],
        None => vec![Line::ok(PAGE.name, "no page, as configured")],
    }
}

fn one(scene: &Scene<'_>, listener: &Listener, address: SocketAddr) -> Line {
    let Listener { name, key } = listener;
    if address.port() == 0 {
        return Line::ok(name, format!("{}: any free port", address.ip()));
    }
    match TcpListener::bind(address) {
        Ok(_) if scene.survey.daemon => {
            let words = format!("{address} is free although the daemon runs: it listens elsewhere");
            Line::warn(name, words, systemctl("restart").unwrap_or_else(|| "restart the daemon".to_owned()))
        }
        Ok(_) => Line::ok(name, format!("{address} is free")),
        Err(e) => match e.kind() {
            ErrorKind::AddrInUse => taken(scene, listener, address),
            ErrorKind::AddrNotAvailable if address.is_ipv6() => {
                let words = format!("this machine has no {}; it is left out", address.ip());
                Line::warn(name, words, format!("take it out of {key} in {}", scene.file()))
            }
            ErrorKind::AddrNotAvailable => {
                let words = format!("this machine has no address {}", address.ip());
                Line::fail(name, words, format!("correct {key} in {}; `ip address` lists them", scene.file()))
            }
            ErrorKind::PermissionDenied => {
                let words = format!("{} may not listen on {address}", scene.account_name());
                Line::fail(name, words, format!("a port from 1024 on in {key} in {}", scene.file()))
            }
            _ => Line::fail(name, format!("{address} cannot be listened on: {e}"), ""),
        },
    }
}

fn taken(scene: &Scene<'_>, listener: &Listener, address: SocketAddr) -> Line {
    let Listener { name, key } = listener;
    let elsewhere = format!("or another port in {key} in {}", scene.file());
    match scene.holders.of(address) {
        // The kernel has the first fifteen characters of a name.
        Some(program) if scene.survey.daemon && program.name == "outguard" => {
            Line::ok(name, format!("{address}: the daemon listens (pid {})", program.pid))
        }
        Some(program) if program.name == "systemd" => {
            Line::ok(name, format!("{address}: systemd listens, and starts the daemon when mail comes"))
        }
        None if scene.survey.daemon => Line::ok(name, format!("{address} is listened on, and the daemon runs")),
        Some(program) => {
            let words = format!("{address} is taken by {} (pid {})", program.name, program.pid);
            Line::fail(name, words, format!("stop it: {}; {elsewhere}", program.stop()))
        }
        None => {
            let words = format!("{address} is taken by a program this account may not see");
            Line::fail(name, words, format!("sudo ss -ltnp 'sport = :{}' names it; {elsewhere}", address.port()))
        }
    }
}

/// A mail program that is told `localhost` tries both families.
pub(super) fn loopback(scene: &Scene<'_>) -> Vec<Line> {
    const LOOPBACK: &str = "loopback";
    let listen = &scene.config().smtp.listen;
    if listen.is_empty() {
        return Vec::new();
    }
    let has = |v6: bool| {
        let here = |ip: std::net::IpAddr| ip.is_loopback() || ip.is_unspecified();
        listen.iter().any(|address| address.is_ipv6() == v6 && here(address.ip()))
    };
    let port = listen.first().map_or(5870, SocketAddr::port);
    let both = format!("smtp.listen = [\"127.0.0.1:{port}\", \"[::1]:{port}\"] in {}", scene.file());
    let exists = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    let line = match (has(false), has(true), exists) {
        (true, true, true) => Line::ok(LOOPBACK, "both 127.0.0.1 and ::1"),
        (true, _, false) => {
            let words = "127.0.0.1 only: this machine has no ::1, so a mail program must not be told `localhost`";
            Line::warn(LOOPBACK, words, "sysctl -w net.ipv6.conf.lo.disable_ipv6=0, or 127.0.0.1 in the mail program")
        }
        (true, false, true) => {
            Line::warn(LOOPBACK, "127.0.0.1 only: a mail program told `localhost` may try ::1", both)
        }
        (false, true, _) => Line::warn(LOOPBACK, "::1 only: a mail program told `localhost` may try 127.0.0.1", both),
        (false, false, _) => Line::warn(LOOPBACK, "neither 127.0.0.1 nor ::1 is listened on", both),
    };
    vec![line]
}
