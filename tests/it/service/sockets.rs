//! Sockets that the service manager has opened: a real activator hands them over.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::guard::{FIRM, Guard, PATIENCE, until};
use crate::support::port::free_port;
use crate::support::victim::available;

/// `systemd-socket-activate` with the socket; the shell it starts keeps it, as systemd does, and starts one daemon after
/// another until it is told to end.
struct Activator {
    process: Child,
    folder: PathBuf,
}

impl Activator {
    fn start(guard: &Guard, address: &str, name: &str) -> Option<Activator> {
        if !available("systemd-socket-activate", &["--version"]) {
            return None;
        }
        let folder = guard.path("");
        // LISTEN_PID is the shell's; the daemon is its child.
        let script = "cd $2; while [ ! -e end ]; do env -u LISTEN_PID \"$1\" --config config.toml --state state run \
                      2>>log & echo $! >pid.new; mv pid.new pid; wait $!; echo $? >>codes; done";
        let log = fs::File::create(folder.join("activator.log")).unwrap();
        let process = Command::new("systemd-socket-activate")
            .args(["-l", address, &format!("--fdname={name}"), "sh", "-c", script, "sh"])
            .arg(env!("CARGO_BIN_EXE_outguard"))
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let activator = Activator { process, folder };
        until("it listens", || activator.read("activator.log").contains("Listening on"));
        Some(activator)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// The process id of the daemon, once it is written down in the place of the one before.
    fn pid(&self) -> Option<String> {
        let pid = self.read("pid").trim().to_owned();
        Some(pid).filter(|pid| !pid.is_empty() && Path::new(&format!("/proc/{pid}")).exists())
    }

    fn terminate_daemon(&self) {
        until("its process id is written", || self.pid().is_some());
        let pid = self.pid().unwrap();
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().unwrap().success());
    }

    fn codes(&self) -> Vec<String> {
        self.read("codes").lines().map(ToOwned::to_owned).collect()
    }
}

impl Drop for Activator {
    fn drop(&mut self) {
        let _ = fs::write(self.folder.join("end"), "");
        if let Some(pid) = self.pid() {
            let _ = Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status();
        } else {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// The first line of a session; `None` when the connection ended without one.
fn greeting(address: SocketAddr) -> std::io::Result<Option<String>> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = String::new();
    let read = BufReader::new(stream).read_line(&mut line)?;
    Ok((read > 0).then_some(line))
}

#[test]
fn no_connection_is_refused_while_the_daemon_is_restarted() {
    let guard = Guard::new("", FIRM);
    let address: SocketAddr = ([127, 0, 0, 1], free_port()).into();
    let Some(activator) = Activator::start(&guard, &address.to_string(), "smtp") else { return };
    // The first connection starts it.
    assert!(greeting(address).unwrap().unwrap().starts_with("220 "), "{}", guard.log());
    // Not smtp.listen; the first caller may be greeted before it is logged.
    until("it says where it listens", || guard.log().contains(&format!("address={address}")));

    let stop = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..4)
        .map(|_| {
            let stop = Arc::clone(&stop);
            thread::spawn(move || {
                let mut greeted = 0;
                while !stop.load(Ordering::SeqCst) {
                    match greeting(address).expect("the port is open") {
                        Some(line) if line.starts_with("220 ") => greeted += 1,
                        Some(line) => assert!(line.starts_with("421 "), "{line}"),
                        None => panic!("a connection was taken and closed without a word"),
                    }
                }
                greeted
            })
        })
        .collect();
    for restarts in 1..=3 {
        until("it runs", || guard.log().matches("listening for mail").count() >= restarts);
        activator.terminate_daemon();
        until("it has ended", || activator.codes().len() >= restarts);
    }
    until("the last one runs", || guard.log().matches("listening for mail").count() >= 4);
    assert!(greeting(address).unwrap().unwrap().starts_with("220 "));
    stop.store(true, Ordering::SeqCst);
    assert!(callers.into_iter().map(|caller| caller.join().unwrap()).sum::<usize>() > 0);
    assert_eq!(activator.codes(), ["0", "0", "0"], "{}", guard.log());
}

#[test]
fn a_socket_off_loopback_without_protection_is_refused() {
    let guard = Guard::new("", FIRM);
    let port = free_port();
    let Some(activator) = Activator::start(&guard, &format!("0.0.0.0:{port}"), "smtp") else { return };
    let _ = TcpStream::connect(("127.0.0.1", port)).unwrap();
    until("it has ended", || !activator.codes().is_empty());
    assert_eq!(activator.codes()[0], "78", "{}", guard.log());
    let why = format!("0.0.0.0:{port} is not a loopback address, so the SMTP door needs a certificate");
    assert!(guard.log().contains(&why), "{}", guard.log());
}

#[test]
fn a_socket_of_another_name_is_told_and_closed() {
    let guard = Guard::new("", FIRM);
    let address: SocketAddr = ([127, 0, 0, 1], free_port()).into();
    let Some(_activator) = Activator::start(&guard, &address.to_string(), "other") else { return };
    let _ = TcpStream::connect(address).unwrap();
    until("it is told", || guard.log().contains("a socket named `other` was handed over and is not used"));
    until("it listens where the configuration says", || guard.log().contains("listening for mail"));
    assert!(!guard.log().contains(&format!("address={address}")), "{}", guard.log());
}

/// What the page says to a browser that asks for `/`.
fn page(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_pages_socket_takes_the_place_of_its_address() {
    let guard = Guard::new("", FIRM);
    let address: SocketAddr = ([127, 0, 0, 1], free_port()).into();
    let Some(activator) = Activator::start(&guard, &address.to_string(), "page") else { return };
    assert!(page(address).contains("location: /sign-in"), "{}", guard.log());
    until("it says where it listens", || guard.log().contains(&format!("the page address={address}")));
    activator.terminate_daemon();
    until("it has ended", || !activator.codes().is_empty());
    assert!(page(address).starts_with("HTTP/1.1 303"), "who comes meanwhile is answered by the next");
    assert_eq!(activator.codes(), ["0"], "{}", guard.log());
}

#[test]
fn a_page_socket_off_loopback_without_protection_is_refused() {
    let guard = Guard::new("", FIRM);
    let port = free_port();
    let Some(activator) = Activator::start(&guard, &format!("0.0.0.0:{port}"), "page") else { return };
    let _ = TcpStream::connect(("127.0.0.1", port)).unwrap();
    until("it has ended", || !activator.codes().is_empty());
    assert_eq!(activator.codes()[0], "78", "{}", guard.log());
    assert!(guard.log().contains(&format!("0.0.0.0:{port} without protection")), "{}", guard.log());
}
