//! The reader process: what it reads arrives, and whatever becomes of it, one file is unreadable and nothing else happens.
//! The files that make it misbehave are those of `src/reader/provoked.rs`.

mod lost;
mod relay;
mod sandbox;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use outguard::files::{Contents, Job, Limits, Reader, Unread, UnreadKind};
use outguard::reader::{Pool, Settings};

use crate::support::guard::{PATIENCE, program, until};

/// Settings for the built program, patient enough for a busy machine.
fn settings() -> Settings {
    Settings {
        program: PathBuf::from(env!("CARGO_BIN_EXE_outguard")),
        processes: 2,
        time: PATIENCE,
        ..Settings::default()
    }
}

fn one_process() -> Pool {
    Pool::new(Settings { processes: 1, ..settings() })
}

/// A file that makes the reader do `what`, or say it back.
fn provoking(what: &str) -> Vec<u8> {
    [b"\0\xffoutguard-provoked\0", what.as_bytes()].concat()
}

fn job(octets: &[u8]) -> Job<'_> {
    Job { name: "a.bin", media_type: "application/octet-stream", charset: None, octets }
}

fn read(pool: &Pool, octets: &[u8]) -> Contents {
    pool.read(&[job(octets)]).remove(0)
}

/// What the reader says to `what`.
#[track_caller]
fn says(pool: &Pool, what: &str) -> String {
    let contents = read(pool, &provoking(what));
    assert_eq!(contents.unread, []);
    contents.text
}

/// Why the file could not be read: the reader's sentence.
#[track_caller]
fn why(contents: &Contents) -> &str {
    match contents.unread.as_slice() {
        [Unread { kind: UnreadKind::Reader, what }] if contents.text.is_empty() => what,
        other => panic!("{other:?}"),
    }
}

/// Whether the process is there, and not only waited for.
fn lives(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The processes this one has started that have not been waited for: id and whether it has ended.
fn children_of(pid: u32) -> Vec<(String, bool)> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let words: Vec<&str> = rest.split_whitespace().collect();
        if words.get(1) == Some(&pid.to_string().as_str()) {
            children.push((entry.file_name().to_string_lossy().into_owned(), words[0] == "Z"));
        }
    }
    children
}

/// A script that stands in for the reader; its standard input is the socket to us.
fn script(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("reader");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// The frame by which a reader says that it is ready, for `printf`.
const HELLO: &str = r#"printf '\035\0\0\0\0\0\0\0\0\0\0\0{"ready":{"landlock":"full"}}' >&0"#;

#[test]
fn a_file_is_read_by_another_process() {
    let pool = one_process();
    let text = Job { name: "a.txt", media_type: "text/plain", charset: Some("iso-8859-1"), octets: b"Gr\xfc\xdfe" };
    assert_eq!(pool.read(&[text])[0].text, "Grüße");
    let pid = says(&pool, "pid");
    assert_ne!(pid, std::process::id().to_string());
    assert_eq!(says(&pool, "pid"), pid, "the same process reads on");
    assert!(lives(&pid));
    drop(pool);
    until("the process has ended with the pool", || !lives(&pid));
}

#[test]
fn no_process_runs_before_the_first_file() {
    let nobody = Pool::new(Settings { program: "/nonexistent".into(), ..settings() });
    assert_eq!(nobody.read(&[]), []);
}

#[test]
fn what_it_prints_goes_nowhere_and_its_environment_is_empty() {
    let pool = one_process();
    assert_eq!(says(&pool, "print"), "printed");
    assert_eq!(says(&pool, "environment"), "0");
}

/// The file of a message may be as large as a message may be.
#[test]
fn forty_megabytes_are_read_with_the_memory_there_is_by_default() {
    let pool = one_process();
    let octets = provoking(&"x".repeat(40_000_000));
    assert_eq!(read(&pool, &octets).text.len(), 40_000_000);
}

#[test]
fn fifty_files_at_once_over_two_processes() {
    let pool = Pool::new(settings());
    let pids: Vec<String> = std::thread::scope(|threads| {
        let ask = |n: usize| {
            let pool = &pool;
            move || {
                let own = format!("file {n} {}", "y".repeat(n * 1000));
                assert_eq!(says(pool, &own), own);
                says(pool, "pid")
            }
        };
        let all: Vec<_> = (0..50).map(|n| threads.spawn(ask(n))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let distinct: std::collections::BTreeSet<_> = pids.iter().collect();
    assert!(pids.len() == 50 && (1..=2).contains(&distinct.len()), "{distinct:?}");
}

#[test]
fn a_process_that_has_read_enough_is_replaced() {
    let pool = one_process();
    let pids: Vec<String> = (0..101).map(|_| says(&pool, "pid")).collect();
    assert!(pids[..100].iter().all(|pid| *pid == pids[0]));
    assert_ne!(pids[100], pids[0]);
    assert!(!lives(&pids[0]));
}

#[test]
fn the_file_of_the_program_may_be_replaced_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("outguard");
    fs::copy(env!("CARGO_BIN_EXE_outguard"), &copy).unwrap();
    let mut command = std::process::Command::new(&copy);
    command.args(["scan", "-", "--json", "--state"]).arg(folder.path()).env_clear().env("HOME", folder.path());
    let mut scan = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    fs::remove_file(&copy).unwrap();
    scan.stdin.take().unwrap().write_all(relay::mail("Offer", &provoking("still here")).as_bytes()).unwrap();
    let output = String::from_utf8(scan.wait_with_output().unwrap().stdout).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(facts["facts"]["attachments"][0]["text"]["known"], 2, "{facts:#}");
}

/// Another limit for one file is told to the reader with the file.
#[test]
fn limits_travel_with_the_file() {
    let limits = Limits { text: 5, ..Limits::default() };
    let pool = Pool::new(Settings { limits, ..settings() });
    let contents = pool.read(&[Job { media_type: "text/plain", ..job(b"one two three") }]).remove(0);
    assert_eq!((contents.text.as_str(), contents.unread[0].kind), ("one t", UnreadKind::Limit));
}

#[test]
fn it_is_in_no_help() {
    for arguments in [&["--help"][..], &["completions", "bash"]] {
        let output = program().args(arguments).output().unwrap();
        // Completions name their functions after the verbs: `outguard__ready`.
        let told = String::from_utf8_lossy(&output.stdout).replace("__ready", "");
        assert!(output.status.success() && !told.contains("__read"));
    }
    // Typed by hand, it neither reads nor waits.
    let output = program().arg("__read").stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(64));
}

/// Long enough for a process to be in the middle of its work.
const A_WHILE: Duration = Duration::from_millis(300);
