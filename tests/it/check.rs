//! `check`: each trouble is brought about for real, is told with what repairs it, and what is well is not told as trouble.

use std::fs;
use std::net::{Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::support::disk::SmallDisk;
use crate::support::guard::{Done, FIRM, Guard, json_lines, program, to, to_address};
use crate::support::port::free_port;
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};
use crate::support::victim::available;

/// A report for programs.
struct Report {
    code: i32,
    lines: Vec<Value>,
}

impl Report {
    #[track_caller]
    fn of(done: &Done) -> Report {
        Report { code: done.code, lines: json_lines(&done.out) }
    }

    #[track_caller]
    fn on(guard: &Guard) -> Report {
        Report::of(&guard.ops(&["check", "--json"]))
    }

    /// The lines about this that are not `ok`, as `state: message | fix`.
    fn trouble(&self, name: &str) -> Vec<String> {
        let is_trouble = |line: &&Value| line["name"] == name && line["state"] != "ok";
        let text = |line: &Value, member: &str| line[member].as_str().unwrap().to_owned();
        let told = |line: &Value| format!("{}: {} | {}", text(line, "state"), text(line, "message"), text(line, "fix"));
        self.lines.iter().filter(is_trouble).map(told).collect()
    }

    /// The only line about this, which must be trouble of this kind with a repair.
    #[track_caller]
    fn only(&self, name: &str, state: &str) -> String {
        let [line] = &self.trouble(name)[..] else { panic!("{name}: {:#?}", self.lines) };
        assert!(line.starts_with(&format!("{state}: ")) && !line.ends_with("| "), "{line}");
        line.clone()
    }

    fn message(&self, name: &str) -> String {
        let line = self.lines.iter().find(|line| line["name"] == name).unwrap_or_else(|| panic!("no line {name}"));
        line["message"].as_str().unwrap().to_owned()
    }
}

/// Listening on both families of loopback at this port.
fn listening(guard: &Guard, port: u16, more: &str) {
    guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:{port}\", \"[::1]:{port}\"]\n{more}"));
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_set_up_is_well_and_one_without_its_daemon_is_told() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::new("", "");
    listening(&guard, 0, &to(&fake));
    let idle = Report::on(&guard);
    assert!(idle.only("daemon", "warn").contains("outguard run"), "{:#?}", idle.lines);
    assert_eq!(idle.code, 1);
    assert!(!guard.state().exists(), "a look makes nothing");

    guard.start();
    let done = guard.ops(&["check"]);
    let report = Report::on(&guard);
    for name in
        ["account", "configuration", "packs", "door", "upstream", "listen", "state", "store", "reader", "daemon"]
    {
        assert_eq!(report.trouble(name), [""; 0], "{}", done.out);
        assert!(!report.message(name).is_empty());
    }
    // What is left is this machine's: ::1, its disk, its clock.
    let worst = if report.lines.iter().any(|line| line["state"] == "fail") {
        2
    } else {
        i32::from(report.lines.iter().any(|line| line["state"] == "warn"))
    };
    assert_eq!((report.code, done.code), (worst, worst), "{}", done.out);
    let address = fake.addr();
    assert!(
        done.out.contains(&format!("\nok   upstream       {address} answers: no TLS, no sign-in\n")),
        "{}",
        done.out
    );
    assert!(fake.messages().is_empty(), "nothing is sent");
}

#[test]
fn a_taken_port_names_who_has_it_and_our_own_daemon_is_no_trouble() {
    let mut guard = Guard::new("", "");
    for any in ["127.0.0.1:0", "0.0.0.0:0"] {
        let rival = TcpListener::bind(any).unwrap();
        let port = rival.local_addr().unwrap().port();
        guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:{port}\"]\n"));
        let done = guard.ops(&["check"]);
        assert_eq!(done.code, 2);
        let own = fs::read_to_string("/proc/self/comm").unwrap();
        let (name, pid) = (own.trim(), std::process::id());
        let line = done.out.lines().find(|line| line.starts_with("fail listen")).unwrap();
        assert!(line.contains(&format!("127.0.0.1:{port} is taken by {name} (pid {pid})")), "{line}");
        assert!(line.contains("    fix: stop it: ") && line.contains("or another port in smtp.listen"), "{line}");
    }
    let port = free_port();
    guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:{port}\"]\n"));
    guard.start();
    let report = Report::on(&guard);
    let ours = format!("127.0.0.1:{port}: the daemon listens (pid {})", guard.pid());
    assert_eq!((report.message("listen"), report.trouble("listen")), (ours, vec![]));
    // Changed without a restart.
    let other = free_port();
    guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:{other}\"]\n"));
    assert!(
        Report::on(&guard).only("listen", "warn").contains("| restart the daemon")
            || Path::new("/run/systemd/system").exists()
    );
}

#[test]
fn one_family_of_loopback_alone_is_told() {
    let guard = Guard::new("", "");
    assert!(Report::on(&guard).only("loopback", "warn").contains("127.0.0.1 only"));
    let has_six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    listening(&guard, 0, "");
    let both = Report::on(&guard);
    assert_eq!(both.trouble("loopback").is_empty(), has_six, "{:#?}", both.trouble("loopback"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_cannot_be_used_is_told_with_the_reason() {
    let guard = Guard::new("", "");
    let closed: SocketAddr = ([127, 0, 0, 1], free_port()).into();
    listening(&guard, 0, &to_address(closed));
    let report = Report::on(&guard);
    let line = report.only("upstream", "fail");
    assert!(line.contains(&closed.to_string()) && line.contains("refused"), "{line}");
    assert_eq!(report.code, 2);

    let fake = FakeUpstream::start(Behaviour::new().auth("PLAIN", &["nothing fits"])).await;
    let with_password = format!("{}username = \"anna\"\npassword = {{ file = \"password\" }}\n", to(&fake));
    listening(&guard, 0, &with_password);
    let report = Report::on(&guard);
    let missing = report.only("secret", "fail");
    assert!(missing.contains("/password cannot be read") && missing.contains("chmod 600"), "{missing}");
    fs::write(guard.path("password"), "a-canary\n").unwrap();
    mode(&guard.path("password"), 0o600);
    let report = Report::on(&guard);
    assert_eq!(report.trouble("secret"), [""; 0]);
    let refused = report.only("upstream", "fail");
    assert!(refused.contains("535") && refused.contains("correct `username`"), "{refused}");
    assert!(!refused.contains("canary"), "a password was told: {refused}");

    let busy = FakeUpstream::start(Behaviour::new().at(At::Greeting, Act::reply_then_close("554 not you"))).await;
    listening(&guard, 0, &to(&busy));
    assert!(Report::on(&guard).only("upstream", "fail").contains("554 not you"));

    let credential = format!("{}username = \"anna\"\npassword = {{ credential = \"upstream\" }}\n", to(&fake));
    listening(&guard, 0, &credential);
    let report = Report::on(&guard);
    assert!(report.message("secret").contains("only inside the service"), "{:#?}", report.lines);
    assert!(report.message("upstream").contains("signing in was not tried"), "{:#?}", report.lines);
}

#[test]
fn what_is_wrong_in_files_is_told_line_by_line() {
    let guard = Guard::new("", "");
    guard.configure("[policy]\ndeadlin = \"1h\"\n[smtp]\nlisten = [\"nowhere\"]\n");
    let report = Report::on(&guard);
    assert_eq!((report.trouble("configuration").len(), report.code), (2, 2), "{:#?}", report.lines);
    assert!(report.trouble("configuration")[0].contains("config.toml:2:1: "), "{:#?}", report.lines);

    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/own.toml"), "[pack]\nid = \"own\"\n\n[[rule]]\nid = \"word\"\ntitle = \"x\"\n")
        .unwrap();
    listening(&guard, 0, "[rules]\npaths = [\"packs\"]\n");
    let report = Report::on(&guard);
    let packs = report.trouble("packs");
    assert!(!packs.is_empty() && packs.iter().all(|line| line.starts_with("fail: ")), "{:#?}", report.lines);
    assert!(packs[0].contains("own.toml") && packs[0].ends_with("outguard rules check"), "{packs:?}");

    guard.configure("[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n[smtp.tls]\ncertificate = \"none.pem\"\nkey = \"none.pem\"\n");
    assert!(Report::on(&guard).only("door", "fail").contains("none.pem"));
    let gone = guard.path("gone.toml");
    let done = program().arg("--config").arg(&gone).args(["check", "--json"]).output().unwrap().into();
    let report = Report::of(&done);
    assert!(report.only("configuration", "fail").contains("outguard init"));
}

#[test]
fn state_that_others_can_read_is_told() {
    let mut guard = Guard::new("", "");
    guard.start();
    guard.stop();
    mode(&guard.state(), 0o755);
    let report = Report::on(&guard);
    let folder = report.only("state", "warn");
    assert!(folder.contains("(mode 755)") && folder.contains("chmod 700 "), "{folder}");
    mode(&guard.state(), 0o700);
    mode(&guard.state().join("outguard.db"), 0o644);
    let file = Report::on(&guard).only("state", "fail");
    assert!(file.contains("outguard.db (mode 644)") && file.contains("chmod 600 "), "{file}");
}

#[test]
fn a_store_of_a_newer_version_or_no_store_at_all_is_told() {
    let mut guard = Guard::new("", "");
    guard.start();
    guard.stop();
    let database = guard.state().join("outguard.db");
    let script = "import sqlite3,sys\nsqlite3.connect(sys.argv[1]).execute('PRAGMA user_version=99')";
    assert!(Command::new("python3").args(["-c", script]).arg(&database).status().unwrap().success());
    assert!(Report::on(&guard).only("store", "fail").contains("schema 99"));
    fs::write(&database, "this is no database, and it is longer than the head of one would have to be").unwrap();
    mode(&database, 0o600);
    assert!(Report::on(&guard).only("store", "fail").contains("not a database"));
}

/// Everybody may go through the folders above this one.
fn open_the_way_to(guard: &Guard) {
    mode(&guard.path(""), 0o755);
    mode(&guard.config(), 0o644);
}

#[test]
fn root_looks_as_the_account_whose_state_it_is() {
    if !available(
        "setpriv",
        &["--reuid", "nobody", "--clear-groups", "--", env!("CARGO_BIN_EXE_outguard"), "--version"],
    ) {
        return;
    }
    let guard = Guard::new("", "");
    open_the_way_to(&guard);
    fs::write(guard.path("password"), "secret\n").unwrap();
    mode(&guard.path("password"), 0o600);
    let closed: SocketAddr = ([127, 0, 0, 1], free_port()).into();
    let upstream = format!("{}username = \"anna\"\npassword = {{ file = \"password\" }}\n", to_address(closed));
    let rival = TcpListener::bind("127.0.0.1:0").unwrap();
    listening(&guard, rival.local_addr().unwrap().port(), &upstream);
    mode(&guard.config(), 0o644);
    fs::create_dir(guard.state()).unwrap();
    mode(&guard.state(), 0o700);
    assert!(Command::new("chown").arg("nobody").arg(guard.state()).status().unwrap().success());

    let report = Report::on(&guard);
    assert!(report.message("account").contains("looked at as nobody"), "{:#?}", report.lines);
    assert_eq!(report.trouble("state"), [""; 0]);
    let secret = report.only("secret", "fail");
    assert!(secret.contains("Permission denied") && secret.contains("chown nobody "), "{secret}");
    // Root alone sees whose socket it is.
    let taken = report.trouble("listen");
    assert!(taken[0].contains(&format!("(pid {})", std::process::id())), "{taken:?}");

    // A folder of root's is nothing the service can use.
    assert!(Command::new("chown").arg("root").arg(guard.state()).status().unwrap().success());
    let report = Report::of(&guard.ops(&["check", "--as", "nobody", "--json"]));
    let state = report.trouble("state");
    assert!(state.iter().any(|line| line.contains("belongs to root, not to nobody")), "{state:?}");
    assert!(
        state.iter().any(|line| line.contains("nothing can be written") && line.contains("chown nobody ")),
        "{state:?}"
    );
    let store = report.only("store", "fail");
    assert!(store.contains("Permission denied") && store.contains("chown -R nobody "), "{store}");
    mode(&guard.config(), 0o600);
    let report = Report::of(&guard.ops(&["check", "--as", "nobody", "--json"]));
    assert!(report.only("configuration", "fail").contains("chgrp nobody "), "{:#?}", report.lines);
    let stranger = guard.ops(&["check", "--as", "no-such-account"]);
    assert!(stranger.code == 66 && stranger.err.contains("no account `no-such-account`"), "{stranger:#?}");
}

#[test]
fn a_port_of_somebody_elses_program_is_told_without_its_name() {
    if !available(
        "setpriv",
        &["--reuid", "nobody", "--clear-groups", "--", env!("CARGO_BIN_EXE_outguard"), "--version"],
    ) {
        return;
    }
    let guard = Guard::new("", "");
    let rival = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = rival.local_addr().unwrap().port();
    listening(&guard, port, "");
    open_the_way_to(&guard);
    let done: Done = Command::new("setpriv")
        .args(["--reuid", "nobody", "--clear-groups", "--", env!("CARGO_BIN_EXE_outguard"), "check", "--json"])
        .env("OUTGUARD_CONFIG", guard.config())
        .env("OUTGUARD_STATE_DIR", guard.state())
        .output()
        .unwrap()
        .into();
    let taken = Report::of(&done).trouble("listen");
    assert!(taken[0].contains("may not see") && taken[0].contains(&format!("ss -ltnp 'sport = :{port}'")), "{taken:?}");
}

#[test]
fn a_disk_that_is_nearly_full_is_told() {
    let guard = Guard::new("", "");
    let Some(disk) = SmallDisk::mount(guard.state()) else { return };
    let room = Report::on(&guard).only("disk", "fail");
    assert!(room.contains("2 MiB free") || room.contains("3 MiB free"), "{room}");
    assert!(room.contains("df -h "), "{room}");
    disk.fill();
    assert!(Report::on(&guard).only("state", "fail").contains("No space left"));
}

#[test]
fn a_clock_before_the_files_it_is_set_by_is_told() {
    let guard = Guard::new("", "");
    let tomorrow = fs::metadata(guard.config()).unwrap().modified().unwrap() + Duration::from_secs(100_000);
    let file = fs::File::options().write(true).open(guard.config()).unwrap();
    file.set_modified(tomorrow).unwrap();
    assert!(Report::on(&guard).only("clock", "fail").contains("timedatectl"));
}

#[test]
fn a_folder_that_cannot_be_watched_is_told() {
    let guard = Guard::new("", "");
    let outbox = guard.path("outbox");
    listening(&guard, 0, &format!("[[outbox]]\npath = \"{}\"\n", outbox.display()));
    let report = Report::on(&guard);
    let missing = report.only("outbox", "fail");
    assert_eq!(report.trouble("door"), [""; 0], "it is told once");
    assert!(missing.contains("no such folder") && missing.contains("| mkdir -m 700 "), "{missing}");
    fs::create_dir(&outbox).unwrap();
    mode(&outbox, 0o777);
    assert!(Report::on(&guard).only("outbox", "fail").contains("(mode 777)"));
    mode(&outbox, 0o700);
    assert!(Report::on(&guard).message("outbox").contains("can be watched"));
    assert_eq!(fs::read_dir(&outbox).unwrap().count(), 0, "a look makes nothing");
}

#[test]
fn a_reader_that_cannot_be_shut_in_is_told() {
    let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=seccomp", "-e", "inject=seccomp:error=EACCES", "--"];
    if !available("strace", &[&inject[..], &["true"]].concat()) {
        return;
    }
    let guard = Guard::new("", "");
    let check = guard.command(&["check", "--json"]);
    let done = Command::new("strace").args(inject).arg(check.get_program()).args(check.get_args()).output().unwrap();
    let reader = Report::of(&done.into()).only("reader", "fail");
    assert!(reader.contains("count as unreadable") && reader.contains("SystemCallFilter="), "{reader}");
}

#[test]
fn the_page_is_looked_at_like_the_door() {
    let mut guard = Guard::new("", "");
    let port = free_port();
    let rival = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let page = |guard: &Guard, listen: &str| {
        guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:0\"]\n[page]\nlisten = \"{listen}\"\n"));
    };
    page(&guard, &format!("127.0.0.1:{port}"));
    let taken = Report::on(&guard).only("page", "fail");
    assert!(taken.contains(&format!("127.0.0.1:{port} is taken by ")), "{taken}");
    assert!(taken.contains("or another port in page.listen in "), "{taken}");
    let refused = guard.ops(&["run"]);
    assert!(refused.code == 69 && refused.err.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{refused:#?}");
    drop(rival);
    guard.start();
    let report = Report::on(&guard);
    let ours = format!("127.0.0.1:{port}: the daemon listens (pid {})", guard.pid());
    assert_eq!((report.message("page"), report.trouble("page")), (ours, vec![]));
    guard.stop();
    page(&guard, "off");
    assert_eq!(Report::on(&guard).message("page"), "no page, as configured");
}

#[test]
fn a_public_address_that_leads_nowhere_is_told() {
    let mut guard = Guard::new("", "");
    let port = free_port();
    let public = |guard: &Guard, url: &str| {
        let page = format!("[page]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{url}\"\n");
        guard.configure(&format!("{FIRM}[smtp]\nlisten = [\"127.0.0.1:0\"]\n{page}"));
    };
    public(&guard, &format!("http://localhost:{port}"));
    guard.start();
    assert_eq!(Report::on(&guard).message("public-url"), format!("http://localhost:{port} leads to the page"));
    public(&guard, &format!("https://localhost:{port}"));
    let no_tls = Report::on(&guard).only("public-url", "warn");
    assert!(no_tls.contains("no TLS with localhost") && no_tls.contains("| look at its certificate"), "{no_tls}");
    // Another name than the daemon was started with: what a proxy does that passes on its own.
    public(&guard, &format!("http://127.0.0.2:{port}"));
    let nobody = Report::on(&guard).only("public-url", "warn");
    assert!(nobody.contains("cannot connect to 127.0.0.2"), "{nobody}");
    public(&guard, "https://outguard.firm.test");
    let unknown = Report::on(&guard).only("public-url", "warn");
    assert!(unknown.contains("cannot be resolved") && unknown.contains("getent hosts outguard.firm.test"), "{unknown}");
}

#[test]
fn a_store_too_deep_for_a_socket_is_told() {
    let guard = Guard::new("", "");
    let deep = guard.path(&"deep/".repeat(24));
    let done = guard.ops(&["check", "--json", "--state", deep.to_str().unwrap()]);
    let line = Report::of(&done).only("socket", "warn");
    assert!(line.contains("and a socket's path at most 107") && line.contains("a shorter store.path"), "{line}");
    assert_eq!(Report::on(&guard).trouble("socket"), [""; 0]);
}
