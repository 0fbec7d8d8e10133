//! Secrets stay in: the modes of everything in the state directory, and logs that tell nothing of what mail says.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;

use base64::Engine;

use crate::support::client::{Client, send};
use crate::support::guard::{FIRM, Guard, feed, files_in, id_in, to};
use crate::support::upstream::{Act, At, Behaviour, FakeUpstream};

/// In every part of a message and of its envelope, and nowhere else.
const CANARY: &str = "zeisig";

fn message(subject: &str) -> String {
    format!(
        "From: Zeisig {CANARY}-name <from-{CANARY}@firm.example>\r\nTo: to-{CANARY}@{CANARY}.example\r\n\
         Subject: {subject} {CANARY}-subject\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\n\r\nstrictly confidential {CANARY}-body DE89 3704 0044 0532 0130 00\r\n--b\r\n\
         Content-Type: application/octet-stream; name=\"{CANARY}-file.bin\"\r\n\r\n{CANARY}\r\n--b--\r\n"
    )
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_the_owners_alone_whatever_the_umask() {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    guard.start();
    let from = "anna@firm.example";
    id_in(&send(guard.addr(), from, &["x@kita.example"], message("strictly confidential")));
    send(guard.addr(), from, &["tom@firm.example"], "Subject: Lunch\r\n\r\nThursday?\r\n");
    let modes = |guard: &Guard| {
        assert_eq!(mode(&guard.state()), 0o700);
        // The socket holds nothing, and the folder lets nobody else through to it.
        let socket = |file: &PathBuf| fs::metadata(file).unwrap().file_type().is_socket();
        let files: Vec<PathBuf> = files_in(&guard.state()).into_iter().filter(|file| !socket(file)).collect();
        for file in &files {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
        files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(modes(&guard), ["outguard.db", "outguard.db-shm", "outguard.db-wal", "outguard.key", "outguard.lock"]);
    guard.ops(&["list"]).ok();
    modes(&guard);
    guard.stop();
    guard.ops(&["list"]).ok();
    modes(&guard);

    // A careless umask opens nothing, also when the command line is the first to make the store.
    let careless = Guard::new("", FIRM);
    let mut shell = std::process::Command::new("sh");
    let list = careless.command(&["list"]);
    shell.args(["-c", "umask 0000; exec \"$0\" \"$@\""]).arg(list.get_program()).args(list.get_args());
    assert!(shell.status().unwrap().success());
    modes(&careless);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_of_any_level_tells_what_mail_says_or_who_writes_to_whom() {
    let behaviour = Behaviour::new()
        .at(
            At::rcpt(&format!("refused-{CANARY}@firm.example")),
            Act::reply(&format!("550 5.1.1 <refused-{CANARY}@firm.example> unknown")),
        )
        .at(
            At::rcpt(&format!("later-{CANARY}@firm.example")),
            Act::reply(&format!("450 4.2.0 <later-{CANARY}@firm.example> busy")),
        )
        .once(At::Dot, Act::TakeAndClose);
    let fake = FakeUpstream::start(behaviour).await;
    for json in [false, true] {
        let mut guard = Guard::new(&to(&fake), FIRM);
        let hash = guard.ops_with(&["config", "password"], format!("{CANARY}-password\n").as_bytes()).ok();
        let format = if json { "format = \"json\"" } else { "" };
        let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(guard.path("chain.pem"), certificate.cert.pem()).unwrap();
        fs::write(guard.path("key.pem"), certificate.signing_key.serialize_pem()).unwrap();
        guard.configure(&format!(
            "{FIRM}[log]\nlevel = \"trace\"\n{format}\n{}\n[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\n\
             [smtp.tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n",
            to(&fake)
        ));
        guard.log_at("trace");
        guard.start();
        everything_that_is_logged(&guard);
        // With users, signing in and failing to is logged as well.
        let config = fs::read_to_string(guard.config()).unwrap();
        guard.stop();
        guard.configure(&format!(
            "{config}[[smtp.user]]\nname = \"{CANARY}-user\"\npassword_hash = \"{}\"\n",
            hash.trim()
        ));
        guard.start();
        signing_in(&guard);
        guard.stop();
        let log = guard.log();
        assert!(log.contains("passed") && log.contains("kept"), "{log}");
        for line in log.lines() {
            assert!(!line.to_lowercase().contains(CANARY), "{line}");
            assert!(!line.contains("3704 0044") && !line.contains("37040044"), "{line}");
        }
    }
}

/// Passes, holds, refusals, queueing, unsure deliveries and nonsense.
fn everything_that_is_logged(guard: &Guard) {
    let from = format!("from-{CANARY}@firm.example");
    let inside = |name: &str| format!("{name}-{CANARY}@firm.example");
    let to = |to: &[&str], subject: &str| send(guard.addr(), &from, to, message(subject));
    to(&[&inside("tom")], "unsure");
    to(&[&inside("tom")], "passes");
    to(&[&inside("refused")], "refused");
    to(&[&inside("later")], "later");
    to(&[&inside("tom"), &inside("refused")], "partly");
    let held = to(&[&format!("ken-{CANARY}@kita.example")], "strictly confidential");
    let id = id_in(&held);
    guard.ops(&["release", &id, "--confirm", "1", "--confirm", "kita.example"]).ok();
    guard.until_state(&id, "sent");
    let mut client = Client::connect(guard.addr());
    for nonsense in [
        format!("MAIL FROM:<{CANARY}"),
        CANARY.to_owned(),
        format!("RCPT TO:<{CANARY}@x.example>"),
        format!("AUTH PLAIN {CANARY}"),
    ] {
        assert!(client.says(&nonsense).starts_with('5'));
    }
}

fn signing_in(guard: &Guard) {
    let chain = guard.path("chain.pem").display().to_string();
    for password in ["password", "wrong"] {
        let mut curl = std::process::Command::new("curl");
        curl.args(["--silent", "--noproxy", "*", "--ssl-reqd", "--cacert", &chain, "--max-time", "60"]);
        curl.args(["--user", &format!("{CANARY}-user:{CANARY}-{password}"), "--mail-from", "anna@firm.example"]);
        curl.args(["--mail-rcpt", "tom@firm.example", "--upload-file", "-", &format!("smtp://{}", guard.addr())]);
        let done = feed(&mut curl, b"Subject: Lunch\r\n\r\nThursday?\r\n");
        assert_eq!(done.code == 0, password == "password", "{done:#?}");
    }
    let secret = base64::engine::general_purpose::STANDARD.encode(format!("\0{CANARY}-user\0{CANARY}-password"));
    let mut client = Client::connect(guard.addr());
    assert!(client.says(&format!("AUTH PLAIN {secret}")).starts_with('5'), "not in clear");
    assert!(!guard.log().contains(&secret));
}
