//! Readers that die, hang, or talk nonsense: one file is lost, with its reason.

use std::time::{Duration, Instant};

use outguard::files::{Reader, UnreadKind};
use outguard::reader::{Pool, Settings};

use super::{A_WHILE, HELLO, job, lives, one_process, provoking, read, says, script, settings, why};
use crate::support::guard::{PATIENCE, until};

fn killed(pid: &str) {
    let status = std::process::Command::new("sh").args(["-c", &format!("kill -KILL {pid}")]).status().unwrap();
    assert!(status.success());
}

/// The processor time of a process outside the kernel, the 14th field of proc(5).
fn ticks(pid: &str) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(')').unwrap().1.split_whitespace().nth(11).unwrap().parse().unwrap()
}

#[test]
fn one_that_is_killed_in_mid_file_loses_that_file_only() {
    let pool = one_process();
    let pid = says(&pool, "pid");
    std::thread::scope(|threads| {
        let before = ticks(&pid);
        let hanging = threads.spawn(|| read(&pool, &provoking("hang")));
        // Who hangs takes processor time.
        until("it has the file", || ticks(&pid) >= before + 5);
        killed(&pid);
        assert_eq!(why(&hanging.join().unwrap()), "the reader died of it");
    });
    assert!(!lives(&pid));
    assert_ne!(says(&pool, "pid"), pid);
}

#[test]
fn one_that_was_killed_while_it_waited_costs_nothing() {
    let pool = one_process();
    let pid = says(&pool, "pid");
    killed(&pid);
    until("it is dead", || !lives(&pid));
    assert_ne!(says(&pool, "pid"), pid);
}

/// What a terminal sends to its foreground (Ctrl-C) is not for readers.
#[test]
fn it_is_no_part_of_our_process_group() {
    let pool = one_process();
    let pid = says(&pool, "pid");
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let group = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(2);
    assert_eq!(group, Some(pid.as_str()), "{stat}");
}

#[test]
fn one_that_hangs_is_stopped_in_time() {
    let pool = Pool::new(Settings { processes: 1, time: Duration::from_secs(2), ..settings() });
    let pid = says(&pool, "pid");
    let begun = Instant::now();
    assert_eq!(why(&read(&pool, &provoking("hang"))), "reading it took longer than 2s");
    assert!(begun.elapsed() >= Duration::from_secs(2) && begun.elapsed() < PATIENCE);
    assert!(!lives(&pid), "stopped, and waited for");
    assert_ne!(says(&pool, "pid"), pid);
}

#[test]
fn one_that_dies_of_a_file_loses_that_file_only() {
    let pool = Pool::new(Settings { memory: 256 << 20, processes: 1, ..settings() });
    // Memory without end, a stack without end, a panic, an end without a word.
    for death in ["hog", "recurse", "panic", "abort"] {
        let files = [provoking("before"), provoking(death), provoking("behind")];
        let contents = pool.read(&files.each_ref().map(|file| job(file)));
        assert_eq!((contents[0].text.as_str(), contents[2].text.as_str()), ("before", "behind"), "{death}");
        assert_eq!(why(&contents[1]), "the reader died of it", "{death}");
    }
}

#[test]
fn a_file_that_says_too_much_is_said_to() {
    let contents = read(&one_process(), &provoking("much"));
    assert_eq!((contents.text.len(), contents.unread[0].kind), (0, UnreadKind::Limit));
}

/// All files of a message have a time together, so that one message cannot keep a reader for itself.
#[test]
fn a_message_of_files_that_hang_ends() {
    let time = Duration::from_millis(200);
    let pool = Pool::new(Settings { processes: 1, time, ..settings() });
    let hanging = provoking("hang");
    let begun = Instant::now();
    let contents = pool.read(&[job(&hanging); 100]);
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert!(contents.len() == 100 && contents.iter().all(|contents| !why(contents).is_empty()));
    assert_eq!(why(&contents[99]), "no reader was free in time");
}

#[test]
fn who_finds_no_free_reader_waits_and_then_goes_on() {
    let time = Duration::from_secs(1);
    let pool = Pool::new(Settings { processes: 1, time, ..settings() });
    std::thread::scope(|threads| {
        let hanging = provoking("hang");
        let pool = &pool;
        let occupying = threads.spawn(move || pool.read(&[job(&hanging); 2]));
        std::thread::sleep(A_WHILE);
        assert_eq!(says(pool, "behind the others"), "behind the others");
        assert_eq!(occupying.join().unwrap().len(), 2);
    });
}

#[test]
fn without_a_program_every_file_is_unreadable() {
    for program in ["/nonexistent/outguard", "/bin/true", "/bin/cat"] {
        let pool = Pool::new(Settings { program: program.into(), ..settings() });
        for _ in 0..3 {
            assert_eq!(why(&read(&pool, b"\0")), "no reader could be started", "{program}");
        }
    }
}

#[test]
fn a_program_that_is_no_reader_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let huge = r"\377\377\377\377\377\377\377\377\377\377\377\377";
    let other = r#"printf '\014\0\0\0\002\0\0\0\0\0\0\0{"number":9}{}' >&0"#;
    for (text, sentence) in [
        ("exec sleep 60".to_owned(), "no reader could be started"),
        ("echo Good morning, what can I read for you\\? >&0; exec sleep 60".to_owned(), "no reader could be started"),
        ("exec cat /dev/zero >&0".to_owned(), "no reader could be started"),
        (format!("{HELLO}; exec sleep 60"), "reading it took longer than 500ms"),
        (format!("{HELLO}; head -c 20 <&0 >/dev/null; exit"), "the reader died of it"),
        (format!("{HELLO}; printf '{huge}' >&0; exec cat <&0 >/dev/null"), "the reader's answer made no sense"),
        (format!("{HELLO}; {other}; exec cat <&0 >/dev/null"), "the reader's answer made no sense"),
        // It writes without end and reads nothing: our own writing must not wait for it for ever.
        (format!("{HELLO}; exec cat /dev/zero >&0"), "reading it took longer than 500ms"),
    ] {
        // Who answers is given the time for it.
        let time = Duration::from_millis(if sentence.ends_with("500ms") { 500 } else { 5000 });
        let pool = Pool::new(Settings { program: script(folder.path(), &text), time, ..settings() });
        let begun = Instant::now();
        assert_eq!(why(&read(&pool, &vec![0; 4 << 20])), sentence, "{text}");
        assert!(begun.elapsed() < PATIENCE, "{text}");
    }
}
