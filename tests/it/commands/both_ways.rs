//! The same command with and without a daemon: the same words, the same exit code, the same friction; and the daemon decides
//! where one runs.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::process::{Command, Stdio};

use crate::support::client::send;
use crate::support::guard::{Done, FIRM, Guard, id_in, to, until};
use crate::support::page::Visitor;
use crate::support::upstream::{Behaviour, FakeUpstream};
use crate::support::victim::available;

const ANNA: &str = "anna@firm.example";
const KEN: &str = "ken.ito@kita.example";
const EVE: &str = "eve@other.example";

/// An account that is on every machine.
const NOBODY: u32 = 65534;

async fn installed() -> (FakeUpstream, Guard) {
    let fake = FakeUpstream::start(Behaviour::new()).await;
    let guard = Guard::new(&to(&fake), &format!("{FIRM}[rules]\npaths = [\"packs\"]\n"));
    fs::create_dir(guard.path("packs")).unwrap();
    fs::write(guard.path("packs/steps.toml"), include_str!("../holds/steps.toml")).unwrap();
    (fake, guard)
}

#[track_caller]
fn hold(guard: &Guard, subject: &str) -> String {
    let message = format!("From: Anna <{ANNA}>\r\nTo: {KEN}\r\nCc: {EVE}\r\nSubject: {subject}\r\n\r\nHi\r\n");
    id_in(&send(guard.addr(), ANNA, &[KEN, EVE], message))
}

fn told(done: Done, id: &str) -> (i32, String, String) {
    let one = |text: String| {
        let text = text.replace(id, "K7Q2");
        let volatile =
            regex::Regex::new(r"\b[0-9a-f]{12}\b|(?m) +\d+[sm] +|\d\d:\d\d:\d\d[.\d]*|\b[0-9a-f]{64}\b|\S+\.eml")
                .unwrap();
        volatile.replace_all(&text, "…").into_owned()
    };
    (done.code, one(done.out), one(done.err))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_looks_says_the_same_with_and_without_a_daemon() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let id = hold(&guard, "tick-word");
    let gone = hold(&guard, "ask-word");
    guard.ops(&["cancel", &gone, "--reason", "wrong person"]).ok();
    fs::write(guard.path("draft.eml"), format!("From: {ANNA}\nTo: {KEN}\nSubject: tick-word\n\nHi\n")).unwrap();
    let draft = guard.path("draft.eml");
    let draft = draft.to_str().unwrap();
    let commands: &[&[&str]] = &[
        &["list"],
        &["list", "--all"],
        &["list", "--all", "--json"],
        &["show", &id],
        &["show", &id, "--json"],
        &["show", &id, "--journal"],
        &["show", &id, "--raw"],
        &["show", &gone, "--journal"],
        &["show", "ZZZZ"],
        &["show", "ZZZZ", "--json"],
        &["explain", &id],
        &["explain", &id, "--json"],
        &["explain", draft],
        &["scan", draft],
        &["scan", draft, "--json"],
        &["scan", draft, "--from", "tom@firm.example", "--to", "tom@firm.example"],
        &["scan", "/dev/null"],
        &["release", &id],
        &["release", &id, "--confirm", "1"],
        &["release", &id, "--confirm", "1", "--confirm", "2", "--seal", "000000000000"],
        &["release", &gone],
        &["cancel", &gone],
        &["cancel", &id, "--draft", "/nowhere/draft.eml"],
        &["remove", &format!("{id}/7")],
        &["remove", &format!("{id}/1,2")],
        &["replace", &format!("{id}/1"), EVE],
        &["replace", &format!("{id}/1,2"), EVE],
        &["bcc", &format!("{gone}/1")],
        &["wait", &id, "--timeout", "1ms"],
        &["wait", &gone],
    ];
    let with: Vec<_> = commands.iter().map(|command| told(guard.ops(command), &id)).collect();
    assert_eq!(guard.stop(), 0);
    for (command, with) in commands.iter().zip(with) {
        assert_eq!(told(guard.ops(command), &id), with, "{command:?}");
    }
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_the_same_with_and_without_a_daemon() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let story = |guard: &Guard, id: &str, other: &str, draft: &str| -> Vec<(i32, String, String)> {
        let one = format!("{id}/1");
        let both = format!("{other}/1,2");
        let commands: &[&[&str]] = &[
            &["replace", &one, "martin.keller@firm.example"],
            &["bcc", &one],
            &["release", id, "--without", "1", "--confirm", "2", "--reason", "agreed"],
            &["remove", &both],
            &["cancel", other, "--draft", draft, "--reason", "wrong person"],
            &["show", other, "--json"],
        ];
        commands
            .iter()
            .map(|command| told(guard.ops(command), if command.concat().contains(other) { other } else { id }))
            .collect()
    };
    // An identical message would join the first hold: the pairs differ by their number alone.
    let pair = |word: &str| [0, 1].map(|n| hold(&guard, &format!("{word} {n}")));
    let ([a, b], others) = (pair("tick-word"), pair("ask-word"));
    let drafts = [guard.path("a.eml"), guard.path("b.eml")];
    let with = story(&guard, &a, &others[0], drafts[0].to_str().unwrap());
    guard.until_state(&a, "sent");
    assert_eq!(guard.stop(), 0);
    let without = story(&guard, &b, &others[1], drafts[1].to_str().unwrap());
    for (n, (with, without)) in with.into_iter().zip(without).enumerate() {
        let (code, out, err) = without;
        let out = out.replace("; the daemon does not run, so delivery waits for it", "").replace("word 1", "word 0");
        assert_eq!((code, out, err), with, "{n}");
    }
    let [a, b] = drafts.map(|draft| fs::read_to_string(draft).unwrap());
    assert!(a.contains("Subject: ask-word 0") && b.contains("Subject: ask-word 1"), "{a}{b}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daemon_decides_where_one_runs_and_a_command_whose_daemon_dies_says_so() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let (kept, decided) = (hold(&guard, "ask-word kept"), hold(&guard, "ask-word decided"));
    assert_eq!(guard.stop(), 0);
    for (point, id, state) in [("R1", &kept, "held"), ("R2", &decided, "queued")] {
        guard.with("OUTGUARD_KILL_AT", point);
        guard.start();
        let cut = guard.ops(&["release", id]);
        assert_eq!((cut.code, cut.out.as_str()), (75, ""), "{cut:#?}");
        assert!(cut.err.contains("the daemon was asked and did not answer"), "{cut:#?}");
        assert_eq!(guard.ended(), 128 + 6, "it was the daemon that decided");
        assert!(guard.state().join("control.sock").exists(), "what a dead daemon leaves");
        assert_eq!(guard.state_of(id), state, "and this process looks itself");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_goes_by_another_configuration_is_not_asked() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let id = hold(&guard, "ask-word");
    let text = fs::read_to_string(guard.config()).unwrap();
    guard.write("other.toml", &text.replace("[rules]", "[rules]\noff = [\"steps/ask\"]"));
    let scan = |config: &str| {
        let file = guard.path("x.eml");
        fs::write(&file, format!("From: {ANNA}\nTo: {KEN}\nSubject: ask-word\n\nHi\n")).unwrap();
        guard.command(&["scan", file.to_str().unwrap(), "--config", guard.path(config).to_str().unwrap()]).status()
    };
    assert_eq!(scan("config.toml").unwrap().code(), Some(1));
    assert_eq!(scan("other.toml").unwrap().code(), Some(0));
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_does_not_mind_that_the_daemon_comes_and_goes() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let id = hold(&guard, "ask-word");
    let waiting = guard.command(&["wait", &id]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    assert_eq!(guard.stop(), 0);
    guard.start();
    guard.kill();
    guard.start();
    guard.ops(&["cancel", &id]).ok();
    let done = Done::from(waiting.wait_with_output().unwrap());
    assert_eq!((done.code, done.out), (1, format!("{id} cancelled\n")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_decision_is_the_accounts_and_the_store_stays_the_daemons() {
    if !rustix::process::geteuid().is_root() || !available("setpriv", &["--version"]) {
        eprintln!("SKIPPED: only root can be two accounts");
        return;
    }
    let (_fake, mut guard) = installed().await;
    let _ = guard.ops(&["list"]);
    for path in [guard.state(), guard.path(""), guard.state().join("outguard.db")] {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    for file in crate::support::guard::files_in(&guard.state()) {
        chown(file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    guard.under(&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    guard.start();
    let id = hold(&guard, "ask-word");
    let owners = |guard: &Guard| {
        let files = crate::support::guard::files_in(&guard.state());
        files.iter().map(|file| fs::metadata(file).unwrap().uid()).collect::<Vec<_>>()
    };
    assert!(owners(&guard).iter().all(|uid| *uid == NOBODY));
    guard.ops(&["release", &id]).ok();
    let journal = guard.ops(&["show", &id, "--journal"]).ok();
    assert!(journal.contains(r#""verb":"release","by":"root""#), "{journal}");
    assert!(owners(&guard).iter().all(|uid| *uid == NOBODY), "root has left nothing of its own");

    // Anybody else does not come as far as the socket.
    let id = hold(&guard, "ask-word again");
    let socket = guard.state().join("control.sock");
    let mode = fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65533", "--regid=65533", "--clear-groups", "curl", "-sS", "--unix-socket"]);
    other.arg(&socket).arg("http://localhost/api/v1/holds");
    let refused = Done::from(other.output().unwrap());
    assert!(refused.code != 0 && refused.out.is_empty(), "{refused:#?}");
    assert_eq!(guard.state_of(&id), "held");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_where_the_page_is_and_opens_a_browser_on_a_desktop() {
    let (_fake, mut guard) = installed().await;
    guard.start();
    let link = guard.ops(&["open", "--print"]).ok();
    assert!(link.starts_with(&format!("http://{}/sign-in?ticket=", guard.page())), "{link}");
    assert_eq!(Visitor::by_link(&guard, link.trim()).get("/").status, 200);

    let programs = guard.path("bin");
    fs::create_dir(&programs).unwrap();
    let opener = programs.join("xdg-open");
    fs::write(&opener, "#!/bin/sh\necho \"$1\" >\"$0.new\"; mv \"$0.new\" \"$0.asked\"\n").unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let asked = programs.join("xdg-open.asked");
    let open = |args: &[&str], display: &str| {
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
        let mut command = guard.command(&[&["open"], args].concat());
        Done::from(command.env("PATH", path).env("DISPLAY", display).output().unwrap()).ok()
    };
    open(&[], "");
    open(&["--print"], ":0");
    let link = open(&[], ":0");
    until("the browser was given the link", || asked.exists());
    assert_eq!(fs::read_to_string(&asked).unwrap(), link);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_started_by_hand_tells_the_link_and_its_log_does_not() {
    const TERMINAL: &str = "import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.dup2(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600), 2)
    os.execv(sys.argv[2], sys.argv[2:])
seen = b''
while b'ticket=' not in seen or not seen.endswith(b'\\n'):
    seen += os.read(fd, 4096)
os.kill(pid, 15)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    let (_fake, guard) = installed().await;
    let run = guard.command(&["run"]);
    let mut terminal = Command::new("python3");
    terminal.args(["-c", TERMINAL]).arg(guard.path("told")).arg(run.get_program()).args(run.get_args());
    let done = Done::from(terminal.env("HOME", guard.path("")).output().unwrap());
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(done.out.trim().starts_with("The page: http://127.0.0.1:"), "{done:#?}");
    let log = fs::read_to_string(guard.path("told")).unwrap();
    assert!(log.contains("listening for the page") && !log.contains("ticket"), "{log}");
}
