//! `client`: what it prints is what works. The real program is given exactly the printed lines.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::client::send;
use crate::support::guard::{Done, FIRM, Guard, PATIENCE, feed, program, to, until};
use crate::support::postfix::{Postfix, postfix_is_missing};
use crate::support::upstream::{Behaviour, FakeUpstream};

const ANNA: &str = "anna@firm.example";
const TOM: &str = "tom@firm.example";
const PERSONS: &str = "[[person]]\naddress = \"anna@firm.example\"\nname = \"Anna\"\n\
                       [[person]]\naddress = \"tom@firm.example\"\nname = \"Tom\"\n";

/// A running guard whose configuration names the port it really has.
async fn started(more: &str) -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, &format!("{PERSONS}{more}"));
    guard.start();
    let config = fs::read_to_string(guard.config()).unwrap();
    guard.configure(&config.replace("127.0.0.1:0", &guard.addr().to_string()));
    (fake, guard)
}

/// The lines to paste, which stand in the full text as well.
fn snippet(guard: &Guard, name: &str) -> String {
    let lines = guard.ops(&["client", name, "--snippet"]).ok();
    let full = guard.ops(&["client", name]).ok();
    let pasted: Vec<String> = lines.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    assert!(full.contains(&pasted.join("\n")), "{full}");
    lines
}

/// A program in a home folder of its own.
fn at_home(guard: &Guard, name: &str) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LANG", "C.UTF-8");
    command.env("HOME", guard.path("")).env("TERM", "xterm").current_dir(guard.path(""));
    command
}

#[track_caller]
fn took_one(fake: &FakeUpstream, done: &Done, subject: &str) {
    assert_eq!(done.code, 0, "{done:#?}");
    let [taken] = &fake.messages()[..] else { panic!("one message, not {}: {done:#?}", fake.messages().len()) };
    assert_eq!(taken.recipients(), [TOM]);
    assert!(taken.mail.starts_with(&format!("MAIL FROM:<{ANNA}>")), "{}", taken.mail);
    let text = String::from_utf8_lossy(&taken.data);
    assert!(text.contains(&format!("Subject: {subject}\r\n")), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mutt_and_neomutt() {
    for name in ["mutt", "neomutt"] {
        let (fake, guard) = started("").await;
        let rc = format!(
            "set from = \"{ANNA}\"\nset hostname = \"laptop.firm.example\"\nset copy = no\n{}",
            snippet(&guard, name)
        );
        fs::write(guard.path(".muttrc"), rc).unwrap();
        let mut mutt = at_home(&guard, name);
        mutt.args(["-n", "-F"]).arg(guard.path(".muttrc")).args(["-s", "Lunch", "--", TOM]);
        let done = feed(&mut mutt, b"Thursday?\n");
        took_one(&fake, &done, "Lunch");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn msmtp() {
    let (fake, guard) = started("").await;
    private(&guard.path(".msmtprc"), &snippet(&guard, "msmtp"));
    let done = feed(at_home(&guard, "msmtp").args(["--", TOM]), b"Subject: Lunch\n\nThursday?\n");
    took_one(&fake, &done, "Lunch");
}

fn private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn executable(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

const PATCH: &str = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n\
    From: Anna <anna@firm.example>\nDate: Mon, 16 Nov 2026 09:30:00 +0100\nSubject: [PATCH] Lunch\n\n\
    Thursday?\n---\n x | 1 +\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+.\n-- \n2.47\n\n";

fn send_patch(guard: &Guard) -> Done {
    let shell = at_home(guard, "sh").args(["-ec", &snippet(guard, "git")]).output().unwrap();
    assert!(shell.status.success(), "{shell:?}");
    fs::write(guard.path("0001-x.patch"), PATCH).unwrap();
    let mut git = at_home(guard, "git");
    git.args(["send-email", "--confirm=never", "--no-validate", "--suppress-cc=all"]);
    git.args([&format!("--from=Anna <{ANNA}>"), &format!("--to={TOM}"), "0001-x.patch"]);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", "/");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Anna").env(format!("GIT_{who}_EMAIL"), ANNA);
    }
    git.stdin(Stdio::null()).output().unwrap().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn git_send_email() {
    let (fake, guard) = started("").await;
    took_one(&fake, &send_patch(&guard), "[PATCH] Lunch");
}

#[tokio::test(flavor = "multi_thread")]
async fn python() {
    let (fake, guard) = started("").await;
    let done = feed(&mut at_home(&guard, "python3"), snippet(&guard, "python").as_bytes());
    took_one(&fake, &done, "Lunch");
}

/// aerc wants a terminal, so Python holds one for it and presses the key that sends.
#[tokio::test(flavor = "multi_thread")]
async fn aerc() {
    const TERMINAL: &str = "import fcntl, os, pty, select, struct, sys, termios, time
pid, fd = pty.fork()
if pid == 0:
    os.read(0, 1)
    os.execvp('aerc', ['aerc'])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
os.write(fd, b'\\n')
keys = [b':compose -H \"To: tom@firm.example\" -H \"Subject: Lunch\"\\r', b'y']
end = time.monotonic() + float(sys.argv[2])
while not os.path.exists(sys.argv[1]) and time.monotonic() < end:
    if select.select([fd], [], [], 3)[0]:
        try:
            os.read(fd, 65536)
        except OSError:
            break
    elif keys:
        os.write(fd, keys.pop(0))
os.kill(pid, 9)
os.waitpid(pid, 0)
";
    let (fake, guard) = started("").await;
    let version = String::from_utf8(at_home(&guard, "aerc").arg("-v").output().unwrap().stdout).unwrap();
    let minor: u32 = version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap();
    let mut lines = snippet(&guard, "aerc");
    if minor < 15 {
        let old = lines.lines().rfind(|line| line.contains("outgoing = ")).unwrap();
        lines = format!("{}\n", old.trim_start_matches("# "));
    }
    let folder = guard.path(".config/aerc");
    fs::create_dir_all(&folder).unwrap();
    for name in ["cur", "new", "tmp"] {
        fs::create_dir_all(guard.path("mail/INBOX").join(name)).unwrap();
    }
    let source = guard.path("mail").display().to_string();
    private(
        &folder.join("accounts.conf"),
        &format!("[firm]\nsource = maildir://{source}\nfrom = Anna <{ANNA}>\n{lines}"),
    );
    private(&folder.join("aerc.conf"), "[compose]\neditor = true\nempty-subject-warning = false\n");
    let stop = guard.path("stop");
    let mut terminal = at_home(&guard, "python3");
    terminal
        .env("XDG_RUNTIME_DIR", guard.path(""))
        .args(["-c", TERMINAL])
        .arg(&stop)
        .arg(PATIENCE.as_secs().to_string());
    let mut terminal = terminal.stdin(Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    while fake.messages().is_empty() && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(50));
    }
    fs::write(&stop, "").unwrap();
    terminal.wait().unwrap();
    let sent = Done { code: 0, out: String::new(), err: String::new() };
    took_one(&fake, &sent, "Lunch");
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix() {
    if postfix_is_missing() {
        return;
    }
    let (fake, guard) = started("").await;
    let front = Postfix::start("front", &snippet(&guard, "postfix"));
    let message = format!("From: {ANNA}\r\nTo: {TOM}\r\nSubject: Lunch\r\n\r\nThursday?\r\n");
    assert!(send(front.addr(), ANNA, &[TOM], message).starts_with("250 "));
    until("it is delivered", || !fake.messages().is_empty());
    took_one(&fake, &Done { code: 0, out: String::new(), err: String::new() }, "Lunch");
}

/// `sendmail` finds the daemon's socket by the configuration, as a program's own account would.
#[tokio::test(flavor = "multi_thread")]
async fn php_calls_sendmail() {
    const MAIL: &str = "exit(mail('tom@firm.example', 'Lunch', 'Thursday?', 'From: anna@firm.example') ? 0 : 1);";
    let (fake, guard) = started("").await;
    fs::write(guard.path("php.ini"), snippet(&guard, "sendmail")).unwrap();
    let mut php = at_home(&guard, "php");
    php.env("OUTGUARD_CONFIG", guard.config()).env("OUTGUARD_STATE_DIR", guard.state());
    let done: Done = php.arg("-c").arg(guard.path("php.ini")).args(["-r", MAIL]).output().unwrap().into();
    took_one(&fake, &done, "Lunch");
}

const PASSWORD: &str = "korrekt pferd batterie";

/// A door with a certificate and a user; `pass show outguard` prints the password.
async fn with_sign_in() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let mut guard = Guard::for_firm(&fake, "");
    let hash = guard.ops_with(&["config", "password"], format!("{PASSWORD}\n").as_bytes()).ok();
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(guard.path("chain.pem"), certificate.cert.pem()).unwrap();
    fs::write(guard.path("key.pem"), certificate.signing_key.serialize_pem()).unwrap();
    let config = |port: u16| {
        format!(
            "{FIRM}{PERSONS}[smtp]\nlisten = [\"127.0.0.1:{port}\"]\nhostname = \"guard.firm.example\"\n\
             [smtp.tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n\
             [[smtp.user]]\nname = \"anna@firm\"\npassword_hash = \"{}\"\n{}",
            hash.trim(),
            to(&fake)
        )
    };
    guard.configure(&config(0));
    guard.start();
    guard.configure(&config(guard.addr().port()));
    fs::create_dir_all(guard.path("bin")).unwrap();
    executable(&guard.path("bin/pass"), &format!("#!/bin/sh\n[ \"$*\" = 'show outguard' ] && echo '{PASSWORD}'\n"));
    (fake, guard)
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_sign_in_over_tls_where_the_door_wants_it() {
    let (fake, guard) = with_sign_in().await;
    let mut python = at_home(&guard, "python3");
    python.env("SSL_CERT_FILE", guard.path("chain.pem")).env("OUTGUARD_PASSWORD", PASSWORD);
    let done = feed(&mut python, snippet(&guard, "python").as_bytes());
    took_one(&fake, &done, "Lunch");
    assert!(String::from_utf8_lossy(&fake.messages()[0].data).contains(" with ESMTPSA"));

    let (fake, guard) = with_sign_in().await;
    let trust = format!("defaults\ntls_trust_file {}\n", guard.path("chain.pem").display());
    private(&guard.path(".msmtprc"), &format!("{trust}{}", snippet(&guard, "msmtp")));
    let path = format!("{}:{}", guard.path("bin").display(), std::env::var("PATH").unwrap());
    let mut msmtp = at_home(&guard, "msmtp");
    let done = feed(msmtp.env("PATH", path).args(["--", TOM]), b"Subject: Lunch\n\nThursday?\n");
    took_one(&fake, &done, "Lunch");

    let (fake, guard) = with_sign_in().await;
    let own = format!("[sendemail]\nsmtpPass = {PASSWORD}\nsmtpSSLCertPath = {}\n", guard.path("chain.pem").display());
    fs::write(guard.path(".gitconfig"), own).unwrap();
    took_one(&fake, &send_patch(&guard), "[PATCH] Lunch");

    for (name, words) in [
        ("thunderbird", &["STARTTLS", "Normal password", "anna@firm"][..]),
        ("outlook", &["encrypted connection STARTTLS", "user name anna@firm"]),
        ("apple-mail", &["\"Use TLS/SSL\" with a tick", "user name anna@firm"]),
        ("mutt", &["smtp://anna%40firm@127.0.0.1:", "set ssl_force_tls = yes"]),
        ("aerc", &["smtp+plain://anna%40firm@127.0.0.1:", "outgoing-cred-cmd"]),
        ("postfix", &["smtp_tls_security_level = encrypt", "anna@firm:PASSWORD"]),
    ] {
        let text = guard.ops(&["client", name]).ok();
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn every_program_in_the_list_has_its_text_and_none_has_a_hole() {
    let guard = Guard::new("", &format!("{FIRM}{PERSONS}"));
    guard.configure(&format!("{FIRM}{PERSONS}"));
    let list = guard.ops(&["client", "--list"]).ok();
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_once("  ")).map(|(name, _)| name).collect();
    assert!(names.len() > 15, "{list}");
    for name in names {
        let text = guard.ops(&["client", name]).ok();
        assert!(!text.contains(['{', '}']) && text.lines().all(|line| line.chars().count() <= 120), "{name}: {text}");
        assert!(text.contains("127.0.0.1") || text.contains("What you can do instead") || name == "sendmail", "{text}");
    }
    insta::assert_snapshot!(list, @"
    thunderbird   Thunderbird
    outlook       Outlook (classic)
    apple-mail    Apple Mail
    mutt          mutt
    neomutt       NeoMutt
    aerc          aerc
    msmtp         msmtp
    git           git send-email
    postfix       Postfix
    python        Python (smtplib)
    sendmail      Programs that call sendmail (PHP, cron)

    These cannot hand over to this computer; each says why, and what to do instead:
    new-outlook   The new Outlook for Windows, and Outlook for Mac with cloud accounts
    exchange      Any program with an account of Exchange or Microsoft 365
    webmail       Mail in the browser: Gmail, Outlook on the web and others
    phone         Mail apps on phones and tablets
    spark         Spark, Superhuman, Shortwave and other apps with a cloud of their own
    windows-mail  Mail for Windows 10 and 11
    ");
    insta::assert_snapshot!(guard.ops(&["client", "Thunderbird"]).ok(), @"
    Thunderbird

    1  Menu (three bars) → Account Settings → Outgoing Server (SMTP), the last entry on the left.
    2  Mark the server of your account → Edit… and fill in:
         Server Name            127.0.0.1
         Port                   5870
         Connection security    None
         Authentication method  No authentication
    3  OK. Thunderbird warns about unencrypted connections; this one does not leave your computer.

    Note what stood there before: it is the way back, and it is Outguard's upstream.
    This door can be reached from this computer only; nothing on the way has to be encrypted.
    To see that it works: outguard try    a pretend wrong recipient is held; nothing leaves
    ");
    insta::assert_snapshot!(guard.ops(&["client", "gmail"]).ok(), @"
    Mail in the browser: Gmail, Outlook on the web and others

    This cannot hand over to Outguard on this computer.
    What you write there is sent by the provider's own servers; this computer only shows the page.

    What you can do instead
    1  Send the mail that matters with a program that can be told: outguard client --list
    2  Ask whoever runs your mail server to let outgoing mail pass an Outguard there, behind Postfix:
       outguard client postfix. At Microsoft 365 and Google Workspace an administrator routes outgoing mail
       through such a server (an outbound connector, an outbound gateway); then every program is covered.
    ");
}

#[test]
fn what_nobody_knows_is_told_with_the_nearest_name() {
    let guard = Guard::new("", FIRM);
    let unknown = guard.ops(&["client", "thunderbrid"]);
    assert_eq!(unknown.code, 64);
    assert_eq!(unknown.err, "outguard: nobody has told me about `thunderbrid`\n  outguard client thunderbird\n");
    let stranger = guard.ops(&["client", "pine-tree-mailer"]);
    assert!(stranger.code == 64 && stranger.err.ends_with("\n  outguard client --list\n"), "{stranger:?}");
    assert_eq!(guard.ops(&["client", "thunderbird", "--snippet"]).code, 64, "there is nothing to paste");
    assert_eq!(guard.ops(&["client"]).code, 64);
    guard.configure("[smtp]\nlisten = []\n");
    let closed = guard.ops(&["client", "mutt"]);
    assert!(closed.code == 78 && closed.err.contains("smtp.listen is empty"), "{closed:?}");
    assert_eq!(program().args(["client", "--list"]).output().unwrap().status.code(), Some(0));
}
