//! What a reader cannot do, asked from within and looked at from outside.

use std::fs;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use outguard::reader::{Pool, Settings};

use super::{one_process, says, settings};
use crate::support::guard::PATIENCE;

#[test]
fn it_reaches_no_file_no_network_and_no_process() {
    let tried = says(&one_process(), "probe");
    for line in tried.lines() {
        assert!(line.ends_with(": PermissionDenied"), "{tried}");
    }
    assert_eq!(tried.lines().count(), 10, "{tried}");
}

#[test]
fn its_walls_are_seen_from_outside() {
    let time = Duration::from_secs(20);
    let pool = Pool::new(Settings { processes: 1, memory: 300 << 20, time, ..settings() });
    let pid = says(&pool, "pid");
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    for line in ["Name:\toutguard-reader", "NoNewPrivs:\t1", "Seccomp:\t2", "Threads:\t1"] {
        assert!(status.lines().any(|found| found == line), "{line}: {status}");
    }
    assert_eq!(fs::read_to_string(format!("/proc/{pid}/oom_score_adj")).unwrap().trim(), "1000");
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    for (name, most) in [
        ("Max address space", 300 << 20),
        ("Max cpu time", 20 * 100 + 1),
        ("Max file size", 0),
        ("Max core file size", 0),
        ("Max processes", 0),
        ("Max open files", 0),
    ] {
        let values = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let values: Vec<&str> = values.split_whitespace().take(2).collect();
        assert_eq!(values, [most.to_string(), most.to_string()], "{name}");
    }
}

/// A socket that a reader had inherited would stay open when we close our end.
#[test]
fn it_inherits_no_descriptor() {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let pool = one_process();
    says(&pool, "pid");
    drop(theirs);
    ours.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(ours.read(&mut [0]).unwrap(), 0, "closed for everybody");
}
