//! Watched folders at their worst, row by row.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::symlink;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::*;
use crate::support::upstream::Behaviour;
use crate::support::victim::{Home, available};

fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}

/// A program that writes to a file, a piece for each line it is given, and closes it at the end of its input.
struct Writer(Child);

impl Writer {
    fn open(path: &Path) -> Writer {
        let mut command = Command::new("sh");
        command.args(["-c", "exec 3>>\"$0\"; while read -r piece; do printf '%s\\n' \"$piece\" >&3; done"]).arg(path);
        let writer = Writer(command.stdin(Stdio::piped()).spawn().unwrap());
        until("it has the file open", || path.exists());
        writer
    }

    fn write(&mut self, text: &str) {
        self.0.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
        pause(200);
    }

    fn close(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn w1_a_file_is_taken_whole_however_slowly_it_is_written() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    // One that is being written when the daemon starts: nobody tells of its writer.
    let early = out.join("early.eml");
    let mut before = Writer::open(&early);
    before.write(&clean("early"));
    guard.start();
    let slow = out.join("slow.eml");
    let mut writer = Writer::open(&slow);
    writer.write(&clean("slow"));
    // More than twice the time a closed file must settle.
    pause(2500);
    assert!(early.exists() && slow.exists() && fake.messages().is_empty(), "{:?}", names(&out));
    for n in 0..200 {
        writer.0.stdin.as_mut().unwrap().write_all(format!("{n} {}\n", "x".repeat(900)).as_bytes()).unwrap();
    }
    writer.write("the end\n");
    writer.close();
    before.write("the end\n");
    before.close();
    until("both are sent", || subjects(&fake).len() == 2);
    assert!(fake.messages().iter().all(|taken| taken.data.ends_with(b"the end\r\n")));

    // Truncated and written anew, without a pause long enough to look finished.
    let again = out.join("again.eml");
    for n in 0..16 {
        fs::write(&again, clean(&format!("draft {n}"))).unwrap();
        pause(100);
    }
    // Under a name that says so, unfinished files are never taken, and once renamed at once.
    fs::write(out.join("part.eml.part"), clean("part")).unwrap();
    there(out.join("sent/again.eml"));
    assert_eq!(subjects(&fake).last().unwrap(), "draft 15");
    pause(1500);
    assert!(out.join("part.eml.part").exists());
    fs::rename(out.join("part.eml.part"), out.join("part.eml")).unwrap();
    there(out.join("sent/part.eml"));

    // Whoever holds a lock is not done.
    let locked = fs::File::create(out.join(".locked")).unwrap();
    (&locked).write_all(clean("locked").as_bytes()).unwrap();
    locked.lock().unwrap();
    fs::rename(out.join(".locked"), out.join("locked.eml")).unwrap();
    pause(1500);
    assert!(out.join("locked.eml").exists());
    drop(locked);
    there(out.join("sent/locked.eml"));
    assert_eq!(subjects(&fake).len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn w2_more_events_than_the_system_keeps_lose_no_file() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    guard.signal("STOP");
    // The system keeps 16384 of them by default.
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap().trim().parse::<usize>().unwrap();
    for n in 0..limit.min(40_000) / 2 {
        fs::write(out.join(format!(".{n}")), "").unwrap();
    }
    for n in 0..30 {
        drop_into(&out, &format!("{n}.eml"), &clean(&format!("clean {n}")));
    }
    guard.signal("CONT");
    until("all are sent", || names(&out.join("sent")).len() == 30);
    assert_eq!(fake.duplicates(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn w2_a_system_that_tells_nothing_is_asked() {
    if !available("strace", &["-f", "-o", "/dev/null", "-e", "inject=chroot:error=EIO", "true"]) {
        return;
    }
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let home = Home::new(&fake, "[[outbox]]\npath = \"out\"\nscan = \"200ms\"\nsettle = \"500ms\"\n");
    let home = home.under(&[
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=inotify_add_watch",
        "-e",
        "inject=inotify_add_watch:error=ENOSPC",
        "--",
    ]);
    let out = home.path("out");
    fs::create_dir(&out).unwrap();
    let victim = home.start("").await.unwrap();
    assert!(victim.log().contains("it is scanned"), "{}", victim.log());
    drop_into(&out, "a.eml", &clean("renamed"));
    fs::write(out.join("b.eml"), clean("written")).unwrap();
    until("both are sent", || names(&out.join("sent")).len() == 2);
    victim.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w2_a_folder_that_is_moved_away_and_made_anew_is_watched_again() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "a.eml", &clean("first"));
    there(out.join("sent/a.eml"));
    fs::rename(&out, guard.path("old")).unwrap();
    until("that is told", || guard.log().contains("the folder is gone"));
    fs::create_dir(&out).unwrap();
    drop_into(&out, "b.eml", &clean("second"));
    there(out.join("sent/b.eml"));
    drop_into(&out, "c.eml", &clean("third"));
    there(out.join("sent/c.eml"));
    assert_eq!(subjects(&fake), ["first", "second", "third"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn w3_the_same_file_again_is_not_sent_again() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    drop_into(&out, "lunch.eml", &clean("lunch"));
    there(out.join("sent/lunch.eml"));
    drop_into(&out, "copy.eml", &clean("lunch"));
    let note = there(out.join("refused/copy.eml.txt"));
    assert!(note.contains("was sent as") && note.contains("change its Message-ID"), "{note}");
    drop_into(&out, "odd.eml", &odd("odd one"));
    there(out.join("held/odd.eml.txt"));
    let id = the_held(&guard);
    drop_into(&out, "odd-copy.eml", &odd("odd one"));
    let note = there(out.join("refused/odd-copy.eml.txt"));
    assert!(note.contains(&format!("waits here as {id}")), "{note}");
    // Somebody touches it, and the daemon is started again.
    let now = fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    fs::File::options().append(true).open(out.join("held/odd.eml")).unwrap().set_times(now).unwrap();
    assert_eq!(guard.stop(), 0);
    guard.start();
    guard.ops(&["release", &id]).ok();
    there(out.join("sent/odd.eml"));
    assert_eq!(subjects(&fake), ["lunch", "odd one"]);
    // Decided while nobody watched.
    drop_into(&out, "odd2.eml", &odd("odd two"));
    there(out.join("held/odd2.eml.txt"));
    let id = the_held(&guard);
    assert_eq!(guard.stop(), 0);
    guard.ops(&["cancel", &id]).ok();
    guard.start();
    there(out.join("refused/odd2.eml.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn w4_what_is_no_plain_file_of_somebody_known_is_refused() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    let secret = guard.path("secret.eml");
    fs::write(&secret, clean("secret")).unwrap();
    symlink(&secret, out.join("link.eml")).unwrap();
    symlink("/dev/zero", out.join("zero.eml")).unwrap();
    fs::hard_link(&secret, out.join("hard.eml")).unwrap();
    fs::create_dir(out.join("folder.eml")).unwrap();
    fs::create_dir(out.join("archive")).unwrap();
    assert!(Command::new("mkfifo").arg(out.join("pipe.eml")).status().unwrap().success());
    for (name, why) in
        [("link", "link"), ("zero", "link"), ("hard", "second name"), ("folder", "folder"), ("pipe", "pipe")]
    {
        let note = there(out.join(format!("refused/{name}.eml.txt")));
        assert!(note.contains(why), "{name}: {note}");
    }
    assert!(fs::symlink_metadata(out.join("refused/link.eml")).unwrap().is_symlink());
    assert!(secret.exists() && out.join("archive").is_dir());
    let device = Command::new("mknod").arg(out.join("disk.eml")).args(["b", "7", "99"]).stderr(Stdio::null()).status();
    if device.unwrap().success() {
        assert!(there(out.join("refused/disk.eml.txt")).contains("device"));
    }
    // Somebody else's file: only root can make one here.
    fs::write(out.join(".theirs"), clean("theirs")).unwrap();
    if std::os::unix::fs::chown(out.join(".theirs"), Some(12345), None).is_ok() {
        fs::rename(out.join(".theirs"), out.join("theirs.eml")).unwrap();
        let note = there(out.join("refused/theirs.eml.txt"));
        assert!(note.contains("belongs to 12345") && note.contains("owners = [\"12345\"]"), "{note}");
        let text = fs::read_to_string(guard.config()).unwrap();
        guard.configure(&text.replace("settle = ", "owners = [\"12345\"]\nsettle = "));
        assert_eq!(guard.stop(), 0);
        guard.start();
        fs::rename(out.join("refused/theirs.eml"), out.join("theirs.eml")).unwrap();
        there(out.join("sent/theirs.eml"));
    }
    drop_into(&out, "lunch.eml", &clean("lunch"));
    there(out.join("sent/lunch.eml"));
    assert!(!subjects(&fake).contains(&"secret".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn w5_names_are_octets() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    guard.start();
    let odd_names: Vec<Vec<u8>> = vec![
        b"caf\xe9.eml".to_vec(),
        b"two\nlines.eml".to_vec(),
        [&[b'x'; 251][..], b".eml"].concat(),
        b"-rf.eml".to_vec(),
        b"1733.M1P1.host:2,S".to_vec(),
        b" ".to_vec(),
        b"$(reboot);`id`.eml".to_vec(),
        "\u{202e}lme.exe".as_bytes().to_vec(),
    ];
    for (n, name) in odd_names.iter().enumerate() {
        let name = OsString::from_vec(name.clone());
        for (mail, folder) in [(clean(&format!("clean {n}")), "sent"), (odd(&format!("odd {n}")), "held")] {
            fs::write(out.join(".draft"), mail).unwrap();
            fs::rename(out.join(".draft"), out.join(&name)).unwrap();
            until(&format!("{name:?} is in {folder}"), || out.join(folder).join(&name).exists());
        }
        until("its note is beside it", || names(&out.join("held")).len() == 2);
        let id = the_held(&guard);
        guard.ops(&["cancel", &id]).ok();
        until("it is among the refused", || out.join("refused").join(&name).exists());
        until("with a note", || names(&out.join("refused")).len() == 2 * (n + 1));
        until("nothing is left among the held", || names(&out.join("held")).is_empty());
    }
    let kept: Vec<Vec<u8>> =
        fs::read_dir(out.join("sent")).unwrap().map(|e| e.unwrap().file_name().as_bytes().to_vec()).collect();
    assert!(odd_names.iter().all(|name| kept.contains(name)) && kept.len() == odd_names.len());
    assert!(!guard.log().contains("reboot") && !guard.log().contains("caf"), "names stay out of the log");
}
