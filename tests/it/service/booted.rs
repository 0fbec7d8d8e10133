//! The service on a machine that systemd has really booted: a copy of this one in a container of its own, thrown away.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::victim::available;

const OUTSIDE: &str = include_str!("booted/outside.sh");
const INSIDE: &str = include_str!("booted/inside.sh");

/// Where the container's processes are counted; on a machine that systemd runs they are its to count.
const CGROUPS: &str = "/sys/fs/cgroup/systemd/cgroup.procs";

#[test]
fn a_service_is_installed_runs_is_watched_and_taken_away() {
    if Path::new("/run/systemd/system").exists()
        || !Path::new(CGROUPS).exists()
        || !available("systemd-nspawn", &["--version"])
        || !available("unshare", &["--mount", "--fork", "true"])
    {
        println!("left out: no container of systemd is started on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::copy(env!("CARGO_BIN_EXE_outguard"), folder.path().join("outguard")).unwrap();
    fs::write(folder.path().join("inside.sh"), INSIDE).unwrap();
    let outside = Command::new("bash").args(["-c", OUTSIDE, "bash"]).arg(folder.path()).output().unwrap();
    let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
    let all = || format!("{log}\n{}", String::from_utf8_lossy(&outside.stderr));
    if !log.contains("== booted") {
        println!("left out: the container does not boot here: {}", all());
        return;
    }
    let told: BTreeMap<&str, &str> =
        log.lines().filter_map(|line| line.strip_prefix("== ")?.split_once(": ")).collect();
    let expected = [
        ("install", "0"),
        ("status", "0"),
        ("config", "750 root outguard 640 root outguard"),
        ("account", "outguard"),
        ("runs", "active running"),
        ("status line", "nothing waits; listening on 127.0.0.1:5870, [::1]:5870"),
        ("state", "700 outguard"),
        ("runtime", "755 outguard"),
        ("check", "looked at as outguard"),
        ("failures", "0"),
        ("with mail", "1 held; listening on 127.0.0.1:5870, [::1]:5870"),
        ("reload", "0"),
        ("refused", "0"),
        ("restarts by the watchdog", "1"),
        ("after the watchdog", "1 held; listening on 127.0.0.1:5870, [::1]:5870"),
        ("uninstall", "0"),
        ("left", "the state in /var/lib/outguard with 1 held: outguard list"),
        ("units left", "0"),
        ("user install", "0"),
        ("user status line", "nothing waits; listening on 127.0.0.1:5870, [::1]:5870"),
        ("user state", "700 anna"),
        ("user failures", "0"),
        // Upstream's own words: without the daemon it would only be queued.
        ("user sendmail", "250 upstream.firm.example"),
        ("user uninstall", "0"),
    ];
    for (what, words) in expected {
        let said = told.get(what).copied().unwrap_or("nothing");
        assert!(said.contains(words), "{what}: {said}\n{}", all());
    }
    // Attachments are read under all the restrictions of the unit.
    assert!(!log.contains("no reader can be started"), "{}", all());
}
