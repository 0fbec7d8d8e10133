//! Changed files, SIGHUP, and how the daemon ends.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::client::{Client, send};
use crate::support::guard::{FIRM, Guard, PATIENCE, QUIET, id_in, to, until};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const KEN: &str = "ken.ito@kita.example";
const PACK: &str = "[pack]\nid = \"own\"\n\n[[rule]]\nid = \"word\"\ntitle = \"A word of ours\"\nto = [\"outside\"]\n\
                    any = [\"falcon\"]\nstep = \"ask\"\n\n  [[rule.example]]\n  text = \"the falcon\"\n  expect = \"ask\"\n";

async fn started(more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::new("", "");
    fs::create_dir(guard.path("packs")).unwrap();
    configure(&guard, &fake, more);
    guard.start();
    (fake, guard)
}

fn configure(guard: &Guard, fake: &FakeUpstream, more: &str) {
    let door =
        "[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n";
    let rules = if more.contains("[rules]") { "" } else { "[rules]\npaths = [\"packs\"]\n" };
    guard.configure(&format!("{FIRM}{QUIET}{rules}{more}{door}{}", to(fake)));
}

/// Whether a message with the word of [`PACK`] is held; each with a subject of its own.
fn is_held(guard: &Guard) -> bool {
    static SENT: AtomicUsize = AtomicUsize::new(0);
    let n = SENT.fetch_add(1, Ordering::SeqCst);
    let reply = send(guard.addr(), ANNA, &[KEN], format!("Subject: {n}\r\n\r\nabout the falcon\r\n"));
    assert!(reply.starts_with("250 "), "{reply}");
    reply.contains("Held for you to check")
}

fn reloads(guard: &Guard) -> usize {
    guard.log().matches("configuration and packs reloaded").count()
}

/// Makes a change and waits until the daemon has read it. Where the machine stands still for a moment, the change before
/// is read twice, and that may be what is seen here: wait for what the change does, too.
#[track_caller]
fn takes_over(guard: &Guard, change: impl FnOnce()) {
    let before = reloads(guard);
    change();
    until("it is read again", || reloads(guard) > before);
}

/// Makes a change and waits until the daemon has refused it.
#[track_caller]
fn refuses(guard: &Guard, change: impl FnOnce()) {
    let before = refusals(guard);
    change();
    until("it is refused", || refusals(guard) > before);
}

fn refusals(guard: &Guard) -> usize {
    guard.log().matches("not reloaded, the old configuration and packs stay").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_takes_effect_when_it_is_written_and_a_wrong_one_changes_nothing() {
    let (_fake, guard) = started("").await;
    assert!(!is_held(&guard));
    takes_over(&guard, || guard.write("packs/own.toml", PACK));
    until("the rule holds", || is_held(&guard));
    refuses(&guard, || guard.write("packs/own.toml", &PACK.replace("any = [\"falcon\"]", "any = []")));
    let log = guard.log();
    assert!(log.contains("own.toml"), "which file is wrong: {log}");
    assert!(is_held(&guard), "the old rule still holds");
    takes_over(&guard, || fs::remove_file(guard.path("packs/own.toml")).unwrap());
    until("the rule is gone", || !is_held(&guard));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_read_again_and_a_wrong_one_changes_nothing() {
    let (fake, guard) = started("").await;
    let client = "[[party]]\nname = \"Rival\"\nkind = \"blocked\"\ndomains = [\"kita.example\"]\n";
    let mut n = 0;
    let mut refused = || {
        n += 1;
        send(guard.addr(), ANNA, &[KEN], format!("Subject: {n}\r\n\r\nHi\r\n")).starts_with("554 5.7.1")
    };
    assert!(!refused());
    takes_over(&guard, || configure(&guard, &fake, client));
    until("the new one holds", &mut refused);
    refuses(&guard, || configure(&guard, &fake, "[policy]\ndelay = 5\n"));
    assert!(refused(), "the old one still holds");
    takes_over(&guard, || configure(&guard, &fake, "[log]\nlevel = \"debug\"\n"));
    until("the new one holds", || !refused());
    takes_over(&guard, || configure(&guard, &fake, "[policy]\ndelay = \"1s\"\nretry_for = \"1d\"\n"));
    until("it says what takes a restart", || guard.log().contains("of [policy] has changed"));
    let log = guard.log();
    let mut restart: Vec<&str> =
        log.lines().filter_map(|line| line.split_once("WARN ")?.1.split_once(": ")).map(|(_, said)| said).collect();
    restart.dedup();
    assert_eq!(
        restart,
        [
            "[log] has changed: that part takes effect after a restart",
            "reminders, retry_for, unsure, keep_content or notices of [policy] has changed: that part takes effect after a restart",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_folder_named_by_a_reload_is_watched_too() {
    let (fake, guard) = started("").await;
    fs::create_dir(guard.path("more")).unwrap();
    configure(&guard, &fake, "[rules]\npaths = [\"packs\", \"more\"]\n");
    // Once because the file has changed, and once more when the folder is watched.
    until("the folder is known", || reloads(&guard) >= 2);
    takes_over(&guard, || guard.write("more/own.toml", PACK));
    until("the rule holds", || is_held(&guard));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_reloads_although_nothing_has_changed() {
    let (_fake, guard) = started("").await;
    for _ in 0..2 {
        takes_over(&guard, || guard.signal("HUP"));
    }
    assert!(!is_held(&guard), "and mail goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_says_goodbye_and_ends_well() {
    for signal in ["TERM", "INT"] {
        let (_fake, mut guard) = started("").await;
        let addr = guard.addr();
        let mut idle = Client::connect(addr);
        guard.signal(signal);
        assert!(idle.reply().starts_with("421 "), "an open session is told");
        assert_eq!(guard.ended(), 0);
        assert!(guard.log().trim_end().ends_with("stopped"), "{}", guard.log());
        assert!(TcpStream::connect(addr).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_under_way_comes_to_its_end_when_told_to_stop() {
    let (fake, mut guard) = started("").await;
    let mut stream = TcpStream::connect(guard.addr()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut says = |octets: &str, wanted: &str| {
        stream.write_all(octets.as_bytes()).unwrap();
        let mut reply = String::new();
        while !reply.contains(wanted) {
            let mut chunk = [0; 1024];
            let n = stream.read(&mut chunk).unwrap();
            assert!(n > 0, "{wanted} does not come: {reply}");
            reply += &String::from_utf8_lossy(&chunk[..n]);
        }
    };
    says("EHLO laptop.firm.example\r\n", "\r\n250 ");
    says("MAIL FROM:<anna@firm.example>\r\nRCPT TO:<tom@firm.example>\r\nDATA\r\n", "354 ");
    says("Subject: half\r\n\r\nof a mess", "");
    guard.signal("TERM");
    until("the door is closed", || TcpStream::connect(guard.addr()).is_err());
    says("age\r\n.\r\n", "250 2.0.0 taken");
    assert_eq!(guard.ended(), 0);
    assert_eq!(fake.messages()[0].data_without_trace(), b"Subject: half\r\n\r\nof a message\r\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_under_way_is_waited_for_when_told_to_stop() {
    let slow = Behaviour::new().at(At::Dot, Act::Wait(std::time::Duration::from_secs(2)));
    let fake = FakeUpstream::start(slow).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let reply = send(guard.addr(), ANNA, &[KEN], "Subject: strictly confidential\r\n\r\nHi\r\n");
    let id = id_in(&reply);
    guard.ops(&["release", &id, "--confirm", "1", "--confirm", "kita.example"]).ok();
    until("it is under way", || fake.lines().iter().any(|line| line == "DATA"));
    assert_eq!(guard.stop(), 0);
    assert_eq!((guard.state_of(&id).as_str(), fake.messages().len()), ("sent", 1));
}
