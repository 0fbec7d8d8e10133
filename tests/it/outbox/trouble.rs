//! Full disks, and more files than anybody meant.

use std::time::{Duration, Instant};

use outguard::base::Clock;
use outguard::store::{Filter, Store};

use super::*;
use crate::support::disk::SmallDisk;
use crate::support::guard::PATIENCE;
use crate::support::upstream::Behaviour;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_the_state_makes_files_wait_and_loses_none() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = watching(&fake, "");
    let out = guard.path("out");
    let Some(disk) = SmallDisk::mount(guard.state()) else { return };
    guard.start();
    drop_into(&out, "before.eml", &clean("before"));
    there(out.join("sent/before.eml"));
    disk.fill();
    for n in 0..8 {
        drop_into(&out, &format!("{n:02}.eml"), &mail(&format!("large {n:02}"), TOM, &"lorem ipsum\n".repeat(5000)));
    }
    until("it is told", || guard.log().contains("became=\"later\""));
    assert!(names(&out.join("refused")).is_empty(), "nothing is refused for that");
    disk.free();
    until("all are sent", || names(&out.join("sent")).len() == 9);
    assert_eq!((fake.duplicates(), subjects(&fake).len()), (Vec::new(), 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_the_folder_loses_nothing() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[[outbox]]\npath = \"out\"\nscan = \"200ms\"\nsettle = \"200ms\"\n");
    let out = guard.path("out");
    let Some(disk) = SmallDisk::mount(out.clone()) else { return };
    guard.start();
    drop_into(&out, "odd.eml", &odd("odd one"));
    drop_into(&out, "bad.eml", "no message\n");
    drop_into(&out, "lunch.eml", &clean("lunch"));
    there(out.join("sent/lunch.eml"));
    there(out.join("held/odd.eml.txt"));
    for n in 0..10 {
        drop_into(
            &out,
            &format!("{n}.eml"),
            &if n % 2 == 0 { odd(&format!("odd {n}")) } else { clean(&format!("clean {n}")) },
        );
    }
    disk.fill();
    until("what was there is sent all the same", || subjects(&fake).len() == 6);
    let held = || guard.list().into_iter().filter(|row| row["state"] == "held").collect::<Vec<_>>();
    until("and held", || held().len() == 6);
    disk.free();
    for row in held() {
        guard.ops(&["cancel", row["id"].as_str().unwrap()]).ok();
    }
    until("all is where it belongs", || names(&out.join("sent")).len() == 6 && names(&out.join("refused")).len() == 14);
    assert_eq!(fake.duplicates(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_files_at_once_are_taken_in_their_order_and_memory_stays_small() {
    // The benchmark takes 10,000; a build without optimisation would need a minute for them.
    const FILES: usize = 3000;
    let mut guard =
        Guard::new("", &format!("{}[[outbox]]\npath = \"out\"\nsettle = \"0s\"\n", crate::support::guard::FIRM));
    guard.log_at("warn,outguard::app=info");
    let out = guard.path("out");
    fs::create_dir(&out).unwrap();
    guard.start();
    guard.signal("STOP");
    // It has stopped when each of its threads has.
    let stopped = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat"));
        stat.is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T')))
    };
    let tasks = || fs::read_dir(format!("/proc/{}/task", guard.pid())).unwrap().flatten();
    until("it has stopped", || tasks().all(stopped));
    let begin = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for n in 0..FILES {
        // Names say nothing of the order, ages do.
        let name = format!("{:05}.eml", n * 7919 % FILES);
        let path = out.join(format!(".{name}"));
        fs::write(&path, mail(&format!("{n:05}"), TOM, "Hi")).unwrap();
        let times = fs::FileTimes::new().set_modified(begin + Duration::from_millis(n as u64));
        fs::File::options().append(true).open(&path).unwrap().set_times(times).unwrap();
        fs::rename(&path, out.join(name)).unwrap();
    }
    let memory = || {
        let status = fs::read_to_string(format!("/proc/{}/status", guard.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap()
    };
    let before = memory();
    guard.signal("CONT");
    // Besides the three folders.
    until_none("are still to be taken", || names(&out).len().saturating_sub(3));
    let listed = || guard.ops(&["list", "--json"]).ok();
    until_none("are still to be kept", || FILES.saturating_sub(listed().lines().count()));
    assert_eq!(listed().lines().count(), FILES);
    let store = Store::open(&guard.state().join("outguard.db"), Clock::system()).unwrap();
    let mut kept = Vec::new();
    for row in store.list(Filter::default()).await.unwrap() {
        kept.push((store.journal(&row.id).await.unwrap()[0].seq, row.subject));
    }
    kept.sort();
    let subjects: Vec<String> = kept.into_iter().map(|(_, subject)| subject).collect();
    let expected: Vec<String> = (0..FILES).map(|n| format!("{n:05}")).collect();
    let differs = subjects.iter().zip(&expected).position(|(kept, expected)| kept != expected);
    assert_eq!(differs, None, "{:?}", differs.map(|at| &subjects[at.saturating_sub(3)..FILES.min(at + 6)]));
    assert!(memory() - before < 150_000, "{} kB more", memory() - before);
}

/// Waits until `left` counts nothing any more. However much that is: it has to become less.
#[track_caller]
fn until_none(what: &str, left: impl Fn() -> usize) {
    let (mut least, mut since) = (usize::MAX, Instant::now());
    loop {
        match left() {
            0 => return,
            fewer if fewer < least => (least, since) = (fewer, Instant::now()),
            some => assert!(since.elapsed() < PATIENCE, "{some} {what}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
