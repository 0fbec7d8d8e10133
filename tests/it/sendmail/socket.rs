//! The socket: who may use it, what it becomes when a daemon starts, dies and stops, and what no frame can do.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use outguard::intake::Answer;
use outguard::intake::sendmail::wire::{self, Head, Spoken};
use outguard::message::{Envelope, Recipient};

use super::{ANNA, KEN, TOM, message, sendmail, taken};
use crate::support::guard::{Done, FIRM, Guard, PATIENCE, feed, id_in, until};
use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::available;

fn socket(guard: &Guard) -> PathBuf {
    guard.state().join("sendmail.sock")
}

/// Runs the daemon to an end that comes by itself.
fn run(guard: &Guard) -> Done {
    guard.command(&["run"]).stdin(Stdio::null()).output().unwrap().into()
}

#[test]
fn the_socket_is_there_while_the_daemon_runs_and_open_to_every_account() {
    let mut guard = Guard::new("", FIRM);
    guard.start();
    let there = fs::symlink_metadata(socket(&guard)).unwrap();
    assert!(there.file_type().is_socket());
    assert_eq!(there.permissions().mode() & 0o777, 0o666);
    guard.kill();
    assert!(socket(&guard).exists());
    guard.start();
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    guard.stop();
    assert!(!socket(&guard).exists());
}

/// As init scripts of other sendmails start it.
#[test]
fn the_daemon_can_be_started_as_sendmail_as_well() {
    let guard = Guard::new("", FIRM);
    let mut daemon = guard.command(&["sendmail", "-bd", "-q30m"]).stderr(Stdio::null()).spawn().unwrap();
    until("it listens", || socket(&guard).exists());
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    let pid = daemon.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(daemon.wait().unwrap().code(), Some(0));
    assert_eq!(guard.list().len(), 1);
}

#[test]
fn what_is_no_socket_stays_and_the_start_is_refused() {
    let guard = Guard::new("", FIRM);
    fs::create_dir_all(socket(&guard)).unwrap();
    let done = run(&guard);
    assert!(done.code == 78 && done.err.contains("that is no socket"), "{done:#?}");
    fs::remove_dir(socket(&guard)).unwrap();
    fs::write(socket(&guard), "precious").unwrap();
    assert_eq!(run(&guard).code, 78);
    assert_eq!(fs::read_to_string(socket(&guard)).unwrap(), "precious");
}

#[test]
fn a_socket_somebody_listens_at_is_not_taken_over() {
    let guard = Guard::new("", FIRM);
    fs::create_dir_all(guard.state()).unwrap();
    let _other = UnixListener::bind(socket(&guard)).unwrap();
    let done = run(&guard);
    assert!(done.code == 69 && done.err.contains("another program listens there"), "{done:#?}");
    assert!(socket(&guard).exists());
}

#[test]
fn a_path_that_is_too_long_is_told_before_anything_is_accepted() {
    let guard = Guard::new("", &format!("{FIRM}[sendmail]\nsocket = \"/tmp/{}.sock\"\n", "x".repeat(110)));
    let done = run(&guard);
    assert!(
        done.code == 78 && done.err.contains("has at most 107 octets") && done.err.contains("sendmail.socket"),
        "{done:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_is_configured_or_named_by_the_environment() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "[sendmail]\nsocket = \"elsewhere.sock\"\n");
    guard.start();
    assert!(guard.path("elsewhere.sock").exists() && !socket(&guard).exists());
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    guard.stop();
    guard.with("OUTGUARD_SOCKET", guard.path("named.sock").to_str().unwrap());
    guard.start();
    assert!(guard.path("named.sock").exists() && !guard.path("elsewhere.sock").exists());
    let mut command = guard.command(&["sendmail", TOM]);
    taken(&feed(command.env("OUTGUARD_SOCKET", guard.path("named.sock")), message("Lunch", TOM).as_bytes()));
    assert_eq!(fake.messages().len(), 2);
    assert!(guard.ops(&["config", "show"]).ok().contains("elsewhere.sock"));
}

/// A folder every account may enter, with the program in it.
fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("sendmail");
    let built = Path::new(env!("CARGO_BIN_EXE_outguard"));
    if fs::hard_link(built, &program).is_err() {
        fs::copy(built, &program).unwrap();
    }
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_hands_in_mail_and_reads_none() {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !root {
        eprintln!("SKIPPED: only root can become another account");
        return;
    }
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let open = open_folder();
    let place = open.path().join("sendmail.sock");
    let mut guard = Guard::for_firm(&fake, &format!("[sendmail]\nsocket = \"{}\"\n", place.display()));
    guard.start();
    let (config, state) = (guard.config(), guard.state());
    let nobody = |words: &[&str], input: &str| -> Done {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(open.path().join("sendmail"))
            .args(words);
        command.env_clear().env("OUTGUARD_CONFIG", &config).env("OUTGUARD_STATE_DIR", &state);
        feed(command.env("OUTGUARD_SOCKET", &place), input.as_bytes())
    };
    taken(&nobody(&["-i", "-f", ANNA, TOM], &message("Lunch", TOM)));
    assert_eq!(fake.messages().len(), 1);
    let held = nobody(&["-t"], &message("Offer, strictly confidential", KEN));
    taken(&held);
    assert_eq!(guard.list()[0]["id"], id_in(&held.err));
    assert!(guard.log().contains("account=\"nobody\""), "who handed over is what the kernel says\n{}", guard.log());
    for words in [&["-bp"][..], &["-q"], &["-bv", TOM]] {
        let done = nobody(words, "");
        assert!(done.code == 77 && done.err.contains("cannot be read") || done.err.contains("not yours"), "{done:#?}");
    }
    guard.stop();
    let nowhere = nobody(&[TOM], &message("Lunch", TOM));
    assert_eq!(nowhere.code, 75, "{nowhere:#?}");
}

/// The machine's service as systemd starts it, and an account that knows nothing of it.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_store_finds_the_service_of_the_machine() {
    let namespaces = Command::new("unshare").args(["-m", "true"]).stderr(Stdio::null()).status();
    if !namespaces.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: needs root and mount namespaces");
        return;
    }
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let guard = Guard::for_firm(&fake, "");
    let open = open_folder();
    let script = "set -e
mount -t tmpfs tmpfs /run
mkdir -m 755 /run/outguard
OUTGUARD_CONFIG=$CONFIG STATE_DIRECTORY=$STATE RUNTIME_DIRECTORY=/run/outguard $PROGRAM -bd 2>/dev/null &
while [ ! -S /run/outguard/sendmail.sock ]; do kill -0 $!; sleep 0.1; done
setpriv --reuid=65534 --regid=65534 --clear-groups env -i HOME=/nowhere $PROGRAM -v -f $ANNA $TOM || exit
kill -TERM $!
wait $!
";
    let mut unshare = Command::new("unshare");
    unshare.args(["-m", "sh", "-c", script]).env("CONFIG", guard.config()).env("STATE", guard.state());
    unshare.env("PROGRAM", open.path().join("sendmail")).env("ANNA", ANNA).env("TOM", TOM);
    let done = feed(&mut unshare, message("Lunch", TOM).as_bytes());
    taken(&done);
    assert_eq!(fake.messages().len(), 1, "{done:#?}");
    assert!(!Path::new("/run/outguard/sendmail.sock").exists());
}

#[test]
fn with_more_rights_than_the_caller_nothing_the_caller_names_counts() {
    if !available("unshare", &["--mount", "true"]) {
        eprintln!("SKIPPED: only root can make a set-user-ID program, and mounts");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("sendmail");
    fs::copy(env!("CARGO_BIN_EXE_outguard"), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o4755)).unwrap();
    let guard = Guard::new("", FIRM);
    // Where nothing of the caller counts, this machine's own installation would: here it has none.
    let bare = "mount -t tmpfs none /var/lib && { [ ! -d /etc/outguard ] || mount -t tmpfs none /etc/outguard; } \
                && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"";
    let nobody = |words: &[&str]| -> Done {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", bare, "sh"]).arg(&program).args(words).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("OUTGUARD_CONFIG", "/nowhere/config.toml").env("OUTGUARD_STATE_DIR", guard.state());
        feed(command.env("OUTGUARD_SOCKET", guard.path("named.sock")), message("Lunch", TOM).as_bytes())
    };
    for refused in [&["-C", "/etc/shadow", TOM][..], &["-X/tmp/log", TOM]] {
        let done = nobody(refused);
        assert!(done.code == 77 && done.err.contains("without -C and -X"), "{done:#?}");
    }
    // What is kept is nobody else's business, by whatever name the program is called.
    for mode in ["-bp", "-q", "-bv", "-bd"] {
        assert_eq!(nobody(&[mode]).code, 77, "{mode}");
    }
    let plain = folder.path().join("outguard");
    fs::rename(&program, &plain).unwrap();
    let mut list = Command::new("setpriv");
    list.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&plain).arg("list").env_clear();
    let done: Done = list.stdin(Stdio::null()).output().unwrap().into();
    assert!(done.code == 77 && done.err.contains("more rights than you have"), "{done:#?}");
    fs::rename(&plain, &program).unwrap();
    let done = nobody(&[TOM]);
    let named = [guard.path("").display().to_string(), "/nowhere".to_owned()];
    assert!(!named.iter().any(|named| done.err.contains(named)), "{done:#?}");
}

fn head(size: u64) -> Head {
    let recipients = vec![Recipient::from(TOM.parse::<outguard::base::Address>().unwrap())];
    let sender = Some(ANNA.parse().unwrap());
    Head {
        version: wire::VERSION,
        envelope: Envelope { sender, recipients, ..Envelope::default() },
        spoken: Spoken::default(),
        size,
    }
}

/// Sends these octets and hears the answer; `None` when the connection ends without one.
fn say(socket: &Path, octets: &[u8], ends: bool) -> Option<Answer> {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let _ = stream.write_all(octets);
    if ends {
        stream.shutdown(std::net::Shutdown::Write).unwrap();
    }
    wire::read(&mut stream, wire::MOST_ANSWER).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_frame_ends_more_than_its_own_connection() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let configuration = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&format!(
        "{configuration}\n[smtp.limits]\nmessage_size = \"100kB\"\nmemory = \"150kB\"\ndata_timeout = \"1s\"\n"
    ));
    guard.start();
    let socket = socket(&guard);
    let text = message("Lunch", TOM).replace('\n', "\r\n");
    let whole = |head: &Head, text: &[u8]| [&wire::framed(head).unwrap()[..], text].concat();
    let good = head(text.len() as u64);
    let of = |octets: &[u8], ends: bool| say(&socket, octets, ends).map(|answer| answer.reply.code());

    assert_eq!(of(&whole(&good, text.as_bytes()), false), Some(250));
    assert_eq!(of(&[0xff; 64], false), Some(554), "a length nobody allows");
    assert_eq!(of(b"\x09\0\0\0not JSON!", false), Some(554));
    assert_eq!(of(b"GET / HTTP/1.1\r\n\r\n", false), Some(554));
    assert_eq!(of(&whole(&Head { version: 2, ..good.clone() }, text.as_bytes()), false), Some(451), "after an upgrade");
    assert_eq!(of(&whole(&head(u64::MAX), b""), false), Some(552));
    assert_eq!(of(&whole(&head(100_001), b""), false), Some(552));
    assert_eq!(of(&whole(&head(4), b"a\nb\n"), false), Some(550), "a bare LF");
    assert_eq!(of(&whole(&head(4), b"a\rb\n"), false), Some(550), "a bare CR");
    assert_eq!(of(&whole(&head(3), b"a\0b"), false), Some(550), "a NUL");
    assert_eq!(of(&whole(&head(3), b"abc"), false), Some(550), "no line end");
    let nobody = Head { envelope: Envelope::default(), ..good.clone() };
    assert_eq!(of(&whole(&nobody, text.as_bytes()), false), Some(554));
    let mut smuggling = good.clone();
    smuggling.envelope.recipients[0].notify = Some("NEVER\r\nRCPT TO:<x@y.test>".into());
    assert_eq!(of(&whole(&smuggling, text.as_bytes()), false), Some(554));
    // Cut within the length, the head and the message.
    let octets = whole(&good, text.as_bytes());
    for cut in [0, 3, 20, octets.len() - 1] {
        assert_eq!(of(&octets[..cut], true), None, "cut behind {cut} octets");
    }
    assert_eq!((fake.messages().len(), guard.list().len()), (1, 0), "nothing of all this was taken");
    // Slow: nothing more comes.
    assert_eq!(of(&octets[..20], false), Some(421));

    // Two that stay within the limit each are over the memory together.
    let filler = [b"x".repeat(89_998), b"\r\n".to_vec()].concat();
    until("the memory is taken", || {
        let mut first = UnixStream::connect(&socket).unwrap();
        // It may be the one that is refused.
        let _ = first.write_all(&whole(&head(90_000), &filler[..80_000]));
        of(&whole(&head(90_000), &filler), false) == Some(452)
    });
    let before = fake.messages().len();
    assert_eq!(of(&whole(&good, text.as_bytes()), false), Some(250), "the next one is served");
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    assert_eq!((fake.messages().len(), guard.list().len()), (before + 2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_and_a_large_one_arrive_once_each() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let large = format!("{}{}", message("Large", TOM), "sixteen octets.\n".repeat(300_000));
    std::thread::scope(|scope| {
        let guard = &guard;
        let large = &large;
        scope.spawn(move || taken(&sendmail(guard, &["-i", TOM], large)));
        for n in 0..24 {
            scope.spawn(move || taken(&sendmail(guard, &["-i", TOM], &message(&format!("Note {n}"), TOM))));
        }
    });
    let mut arrived: Vec<String> =
        fake.messages().iter().map(|m| String::from_utf8_lossy(m.data_without_trace()).into_owned()).collect();
    let mut sent: Vec<String> = (0..24).map(|n| message(&format!("Note {n}"), TOM)).chain([large]).collect();
    sent.iter_mut().for_each(|text| *text = text.replace('\n', "\r\n"));
    arrived.sort();
    sent.sort();
    assert!(arrived == sent, "{} arrived", arrived.len());
}

#[test]
fn a_stopping_daemon_answers_what_it_has_and_leaves_what_does_not_end() {
    let mut guard = Guard::new("", FIRM);
    guard.start();
    let mut idle = UnixStream::connect(socket(&guard)).unwrap();
    idle.set_read_timeout(Some(PATIENCE)).unwrap();
    idle.write_all(&wire::framed(&head(100)).unwrap()).unwrap();
    // Connections are taken in order: when this one is answered, the daemon has that one, too.
    taken(&sendmail(&guard, &[TOM], &message("Lunch", TOM)));
    assert_eq!(guard.stop(), 0);
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
    let answer: Answer = wire::read(&mut &rest[..], wire::MOST_ANSWER).unwrap();
    assert_eq!(answer.reply.code(), 421);
}
