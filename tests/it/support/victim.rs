//! The built program as a process that a test kills: its folder outlives it, and the client and the person beside it note
//! what they were told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use outguard::base::Clock;
use outguard::message::Door;
use outguard::store::{Filter, State, Store, Summary};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use super::guard::QUIET;
use super::upstream::FakeUpstream;

/// After this long something hangs.
pub const HANG: Duration = Duration::from_secs(60);

/// A configuration and a state folder.
pub struct Home {
    folder: TempDir,
    wrapper: Vec<String>,
}

impl Home {
    /// Sends to `upstream`; `more` is put in front of the configuration.
    pub fn new(upstream: &FakeUpstream, more: &str) -> Home {
        let home = Home { folder: tempfile::tempdir().unwrap(), wrapper: Vec::new() };
        std::fs::write(home.path("config.toml"), configuration(upstream.addr(), more)).unwrap();
        home
    }

    /// Runs the daemon under another program, such as `strace … --`.
    pub fn under(mut self, wrapper: &[&str]) -> Home {
        self.wrapper = wrapper.iter().map(ToString::to_string).collect();
        self
    }

    /// Waits for upstream five seconds instead of twenty: for an upstream that hangs.
    pub fn hasty(self) -> Home {
        self.waits("5s")
    }

    /// Waits for upstream so long instead of twenty seconds.
    pub fn waits(self, limit: &str) -> Home {
        let path = self.path("config.toml");
        let text = std::fs::read_to_string(&path).unwrap().replace("\"20s\"", &format!("\"{limit}\""));
        std::fs::write(&path, text).unwrap();
        self
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The state folder.
    pub fn state(&self) -> PathBuf {
        self.path("state")
    }

    fn command(&self, wrapper: &[String], kill_at: &str, args: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_outguard");
        let mut words = wrapper.iter().map(String::as_str).chain([program]);
        let mut command = Command::new(words.next().unwrap_or(program));
        command.args(words).arg("--config").arg(self.path("config.toml")).arg("--state").arg(self.state()).args(args);
        command.env("OUTGUARD_KILL_AT", kill_at).env_remove("OUTGUARD_CONFIG").env_remove("OUTGUARD_STATE_DIR");
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Starts the daemon, to die at `kill_at` (empty: nowhere); an error when it died before it listened.
    pub async fn start(&self, kill_at: &str) -> Result<Victim, Ended> {
        let mut command = self.command(&self.wrapper, kill_at, &["run"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::<Mutex<String>>::default();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let written = Arc::clone(&log);
        let reading = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                written.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let begun = tokio::time::Instant::now();
        loop {
            let door = listening(&log.lock().unwrap());
            if let Some(door) = door {
                return Ok(Victim { child, door, log });
            }
            if let Some(status) = child.try_wait().unwrap() {
                let _ = reading.await;
                let log = log.lock().unwrap().clone();
                return Err(Ended { signal: status.signal(), code: status.code(), log });
            }
            assert!(begun.elapsed() < HANG, "the daemon does not start: {}", log.lock().unwrap());
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Runs a command of the command line, to die at `kill_at`.
    pub async fn cli(&self, kill_at: &str, args: &[&str]) -> Output {
        timeout(HANG, self.command(&[], kill_at, args).output()).await.expect("the command hangs").unwrap()
    }

    /// Everything stored, as `list --all --json` tells it.
    pub async fn all(&self) -> Vec<Value> {
        let output = self.cli("", &["list", "--all", "--json"]).await;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "list: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::Deserializer::from_str(&text).into_iter().map(Result::unwrap).collect()
    }

    /// Everything stored, read by ourselves: a process for each look would take most of a test's time. The store is closed
    /// again, or the next daemon would find a log that needs no recovery.
    pub async fn summaries(&self) -> Vec<Summary> {
        self.store().list(Filter { all: true, limit: 0 }).await.unwrap()
    }

    /// The id of what came in as `subject` and is in this state.
    pub async fn find(&self, subject: &str, state: State) -> Option<String> {
        let all = self.summaries().await;
        let found = all.iter().find(|row| row.subject == subject && row.state == state && row.door == Door::Smtp);
        found.map(|row| row.id.to_string())
    }

    /// The store itself.
    pub fn store(&self) -> Store {
        Store::open(&self.state().join("outguard.db"), Clock::system()).unwrap()
    }
}

/// `config.toml` of a small firm.
pub fn configuration(upstream: SocketAddr, more: &str) -> String {
    format!(
        "{more}\n{QUIET}[organisation]\ndomains = [\"firm.example\"]\n[page]\nlisten = \"127.0.0.1:0\"\n[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \
         \"guard.firm.example\"\n[[upstream]]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nconnect_timeout = \
         \"20s\"\ncommand_timeout = \"20s\"\ndot_timeout = \"20s\"\n",
        upstream.port()
    )
}

/// How a daemon ended.
#[derive(Debug)]
pub struct Ended {
    /// The signal that killed it.
    pub signal: Option<i32>,
    /// Its exit code.
    pub code: Option<i32>,
    /// What it had logged.
    pub log: String,
}

/// A running daemon; killed when it is dropped.
pub struct Victim {
    child: Child,
    /// Where its door is.
    pub door: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Victim {
    /// How it ended, when it has.
    pub fn ended(&mut self) -> Option<Ended> {
        let status = self.child.try_wait().unwrap()?;
        Some(Ended { signal: status.signal(), code: status.code(), log: self.log() })
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// SIGKILL.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

fn listening(log: &str) -> Option<SocketAddr> {
    let line = log.split_inclusive('\n').find(|line| line.contains("listening for mail") && line.ends_with('\n'))?;
    let at = line.rfind("127.0.0.1:")?;
    line[at..].trim_end().trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
}

/// One message of a test, found again everywhere by its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The recipients.
    pub to: Vec<&'static str>,
    /// What stands in it.
    pub text: &'static str,
}

/// A colleague, to whom everything passes.
pub const TOM: &str = "tom@firm.example";
/// A client.
pub const KEN: &str = "ken@kita.example";

impl Letter {
    /// A message that passes.
    pub fn clean(subject: &str) -> Letter {
        Letter { subject: subject.into(), to: vec![TOM], text: "Shall we have lunch on Thursday?" }
    }

    /// A message that is held.
    pub fn odd(subject: &str) -> Letter {
        let text = "Please treat the following as strictly confidential, it is for internal use only.";
        Letter { subject: subject.into(), to: vec![KEN], text }
    }

    /// The message as it travels.
    pub fn message(&self) -> String {
        format!(
            "From: Anna Weber <anna@firm.example>\r\nTo: {}\r\nSubject: {}\r\nDate: Mon, 16 Nov 2026 09:30:00 \
             +0100\r\nMessage-ID: <{1}@firm.example>\r\n\r\n{}\r\n",
            self.to.join(", "),
            self.subject,
            self.text
        )
    }

    /// Hands it over as an honest client does; the answer is the reply to the message, or to what was refused before it.
    /// `None`: no answer came.
    pub async fn send(&self, door: SocketAddr) -> Option<String> {
        timeout(HANG, self.dialogue(door)).await.expect("the dialogue hangs")
    }

    async fn dialogue(&self, door: SocketAddr) -> Option<String> {
        let mut peer = BufReader::new(TcpStream::connect(door).await.ok()?);
        reply(&mut peer).await?;
        let mut lines = vec!["EHLO anna.firm.example".to_owned(), "MAIL FROM:<anna@firm.example>".to_owned()];
        lines.extend(self.to.iter().map(|to| format!("RCPT TO:<{to}>")));
        lines.push("DATA".to_owned());
        for line in lines {
            peer.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
            let answer = reply(&mut peer).await?;
            if !answer.starts_with(['2', '3']) {
                return Some(answer);
            }
        }
        let message = self.message();
        let (head, rest) = message.split_at(message.len() / 2);
        peer.write_all(head.as_bytes()).await.ok()?;
        // So that there is a moment in the middle of the data.
        sleep(Duration::from_millis(10)).await;
        peer.write_all(rest.as_bytes()).await.ok()?;
        peer.write_all(b".\r\n").await.ok()?;
        let answer = reply(&mut peer).await;
        let _ = peer.write_all(b"QUIT\r\n").await;
        answer
    }
}

/// The last line of a reply; `None` when the connection ended before it.
async fn reply(peer: &mut BufReader<TcpStream>) -> Option<String> {
    loop {
        let mut line = String::new();
        if peer.read_line(&mut line).await.ok()? == 0 || !line.ends_with("\r\n") {
            return None;
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Some(line.trim_end().to_owned());
        }
    }
}

/// How often the upstream has taken `subject` for `recipient`, our own messages about it apart.
pub fn arrivals(fake: &FakeUpstream, subject: &str, recipient: &str) -> usize {
    arrived(fake).get(&(subject.to_owned(), recipient.to_owned())).copied().unwrap_or(0)
}

/// What the upstream has taken, by subject and recipient, and how often; our own messages apart.
pub fn arrived(fake: &FakeUpstream) -> HashMap<(String, String), usize> {
    let mut counts = HashMap::new();
    for taken in fake.messages().iter().filter(|taken| !taken.mail.starts_with("MAIL FROM:<>")) {
        let text = String::from_utf8_lossy(&taken.data);
        let subject = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default();
        for recipient in taken.recipients() {
            *counts.entry((subject.to_owned(), recipient)).or_default() += 1;
        }
    }
    counts
}

/// The stored entries of `subject` that came in at the door.
pub fn in_store<'e>(entries: &'e [Value], subject: &str) -> Vec<&'e Value> {
    entries.iter().filter(|entry| entry["subject"] == subject && entry["door"] == "smtp").collect()
}

/// Whether this program can be run here; prints why a test is left out when it cannot.
pub fn available(program: &str, args: &[&str]) -> bool {
    let run = std::process::Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let works = run.is_ok_and(|status| status.success());
    if !works {
        println!("left out: `{program} {}` does not work here", args.join(" "));
    }
    works
}
