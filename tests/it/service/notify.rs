//! What the daemon tells systemd, read from a socket such as systemd's.

use std::io::ErrorKind;
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use crate::support::client::send;
use crate::support::guard::{FIRM, Guard, PATIENCE, until};
use crate::support::victim::available;

/// The manager's end.
struct Manager(UnixDatagram);

impl Manager {
    /// Listens where the daemon of `guard` will tell, from its next start on.
    fn of(guard: &mut Guard) -> Manager {
        let socket = UnixDatagram::bind(guard.path("notify")).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        guard.with("NOTIFY_SOCKET", guard.path("notify").display().to_string());
        Manager(socket)
    }

    /// The next thing told, if any comes soon.
    fn next(&self) -> Option<String> {
        let mut octets = [0; 4096];
        match self.0.recv(&mut octets) {
            Ok(n) => Some(String::from_utf8(octets[..n].to_vec()).unwrap()),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
            Err(e) => panic!("{e}"),
        }
    }

    /// Waits until something told has all these lines; the answer is what was told.
    #[track_caller]
    fn hears(&self, lines: &[&str]) -> String {
        let begun = Instant::now();
        let mut all = Vec::new();
        while begun.elapsed() < PATIENCE {
            let Some(told) = self.next() else { continue };
            if lines.iter().all(|line| told.lines().any(|l| l == *line)) {
                return told;
            }
            all.push(told);
        }
        panic!("{lines:?} was not told: {all:#?}");
    }

    /// Whether the watchdog is fed within this time.
    fn is_fed_within(&self, time: Duration) -> bool {
        while self.next().is_some() {}
        let begun = Instant::now();
        while begun.elapsed() < time {
            if self.next().is_some_and(|told| told == "WATCHDOG=1\n") {
                return true;
            }
        }
        false
    }
}

fn guard() -> Guard {
    Guard::new("", FIRM)
}

#[test]
fn systemd_hears_of_start_mail_reload_and_stop() {
    let mut guard = guard();
    let manager = Manager::of(&mut guard);
    guard.start();
    let listening = format!("listening on {}", guard.addr());
    manager.hears(&["READY=1", &format!("STATUS={listening}")]);
    manager.hears(&[&format!("STATUS=nothing waits; {listening}")]);

    let odd = "To: Ken Ito <ken.ito@kita.example>, ken.ito@firm.example\r\nSubject: plans\r\n\r\nHi Ken\r\n";
    for n in ["1", "2"] {
        let reply = send(
            guard.addr(),
            "anna@firm.example",
            &["ken.ito@kita.example", "ken.ito@firm.example"],
            format!("X-N: {n}\r\n{odd}"),
        );
        assert!(reply.contains("Held for you to check"), "{reply}");
    }
    manager.hears(&[&format!("STATUS=2 held; {listening}")]);
    let id = guard.list()[0]["id"].as_str().unwrap().to_owned();
    guard.ops(&["cancel", &id]).ok();
    manager.hears(&[&format!("STATUS=1 held; {listening}")]);

    guard.signal("HUP");
    let reloading = manager.hears(&["RELOADING=1"]);
    let since = reloading.lines().find_map(|line| line.strip_prefix("MONOTONIC_USEC=")).expect("systemd 253 wants it");
    assert!(since.parse::<u64>().is_ok_and(|since| since > 0), "{reloading}");
    manager.hears(&["READY=1"]);
    let good = std::fs::read_to_string(guard.config()).unwrap();
    guard.configure("[smtp\n");
    manager.hears(&["RELOADING=1"]);
    manager.hears(&["READY=1"]);
    let wrong = format!("STATUS=1 held; {listening}; the configuration is wrong, the old one holds: outguard check");
    manager.hears(&[&wrong]);
    guard.configure(&good);
    manager.hears(&[&format!("STATUS=1 held; {listening}")]);

    assert_eq!(guard.stop(), 0);
    manager.hears(&["STOPPING=1"]);
}

#[test]
fn the_watchdog_is_fed_while_the_daemon_is_alive_and_only_when_it_is_asked_for() {
    let mut guard = guard();
    let manager = Manager::of(&mut guard);
    guard.start();
    assert!(!manager.is_fed_within(Duration::from_secs(1)), "nobody asked for it");
    guard.stop();
    guard.with("WATCHDOG_USEC", "1000000");
    guard.start();
    for _ in 0..4 {
        assert!(manager.is_fed_within(PATIENCE));
    }
    // A backup that holds the database is no reason to end a daemon that waits for it.
    let backup = locked(&guard);
    let begun = Instant::now();
    // Longer than the store waits for it.
    while begun.elapsed() < Duration::from_secs(12) {
        assert!(manager.is_fed_within(Duration::from_secs(8)), "{}", guard.log());
    }
    drop(backup);
}

/// Python's SQLite keeps the write lock until its standard input is closed.
fn locked(guard: &Guard) -> Lock {
    let script = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\n\
                  c.execute('BEGIN IMMEDIATE')\nprint('locked',flush=True)\nsys.stdin.read()";
    let mut child = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(guard.state().join("outguard.db"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    assert_eq!(line, "locked\n");
    Lock(child)
}

struct Lock(std::process::Child);

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_store_that_hangs_starves_the_watchdog() {
    if !available("strace", &["-f", "-o", "/dev/null", "-e", "inject=chroot:error=EIO", "true"]) {
        return;
    }
    let mut guard = guard();
    let manager = Manager::of(&mut guard);
    guard.with("WATCHDOG_USEC", "1000000");
    // The disk takes for ever: from the tenth sync on, each waits half a minute.
    guard.under(&[
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fdatasync,fsync",
        "-e",
        "inject=fdatasync,fsync:delay_enter=30s:when=10+",
        "--",
    ]);
    guard.start();
    assert!(manager.is_fed_within(PATIENCE));
    let begun = Instant::now();
    let mut n = 0;
    while manager.is_fed_within(Duration::from_secs(4)) {
        assert!(begun.elapsed() < PATIENCE, "it is fed although nothing can be written");
        n += 1;
        let mut client = std::net::TcpStream::connect(guard.addr()).unwrap();
        let odd = format!(
            "EHLO a.example\r\nMAIL FROM:<anna@firm.example>\r\nRCPT TO:<ken.ito@kita.example>\r\nDATA\r\n\
             To: Ken Ito <ken.ito@kita.example>, ken.ito@firm.example\r\nSubject: {n}\r\n\r\nHi\r\n.\r\n"
        );
        let _ = std::io::Write::write_all(&mut client, odd.as_bytes());
        std::thread::sleep(Duration::from_millis(300));
    }
    until("it says why", || guard.log().contains("the store does not answer: the watchdog is not fed"));
    guard.kill();
}
