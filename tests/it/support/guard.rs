//! The built program as people run it: a folder with a `config.toml` and a state directory, the daemon as a process of its
//! own, and the command line beside it.
//!
//! ```ignore
//! let mut guard = Guard::new(&to(&fake), "[organisation]\ndomains = [\"firm.example\"]\n");
//! guard.start();
//! // … let a client send to `guard.addr()` …
//! assert_eq!(guard.ops(&["list"]).code, 0);
//! ```
//!
//! A running daemon is stopped by its process id when the guard is dropped.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::upstream::FakeUpstream;

/// How long anything may take before a test gives up on it: ten times and more what a busy machine needs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What ended, as a person at a terminal sees it.
#[derive(Debug)]
pub struct Done {
    /// The exit code; 128 and the signal when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        Done {
            code: output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or(0)),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Done {
    /// Standard output, of a command that must have succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        self.out
    }
}

/// An installation of its own.
pub struct Guard {
    folder: TempDir,
    daemon: Option<Child>,
    addr: Option<SocketAddr>,
    page: Option<SocketAddr>,
    level: &'static str,
    variables: Vec<(&'static str, String)>,
    wrapper: Vec<String>,
}

impl Guard {
    /// A folder whose configuration sends to `upstream` (a `[[upstream]]` table, or nothing) and says `more`.
    pub fn new(upstream: &str, more: &str) -> Guard {
        let folder = tempfile::tempdir().unwrap();
        let guard = Guard {
            folder,
            daemon: None,
            addr: None,
            page: None,
            level: "info",
            variables: Vec::new(),
            wrapper: Vec::new(),
        };
        // Every daemon of a test has its own page, unless the test says more of it.
        let page = if more.contains("[page]") { "" } else { "[page]\nlisten = \"127.0.0.1:0\"\n" };
        // Most tests count what upstream gets: holds are not announced to it, unless the test says more of that.
        let notices = if more.contains("[notices]") { "" } else { QUIET };
        guard.configure(&format!(
            "{more}\n[smtp]\nlisten = [\"127.0.0.1:0\"]\nhostname = \"guard.firm.example\"\n{page}{notices}{upstream}"
        ));
        guard
    }

    /// The same, sending to a fake upstream and with `firm.example` as the organisation.
    pub fn for_firm(fake: &FakeUpstream, more: &str) -> Guard {
        Guard::new(&to(fake), &format!("{FIRM}{more}"))
    }

    /// Writes the configuration anew. Every daemon of a test has its own page, unless the test says more of it.
    pub fn configure(&self, text: &str) {
        let page = if text.contains("[page]") { "" } else { "\n[page]\nlisten = \"127.0.0.1:0\"\n" };
        self.write("config.toml", &format!("{text}{page}"));
    }

    /// Writes a file of this installation, in one go: a daemon that watches it never sees half of it.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path("half-written"), text).unwrap();
        fs::rename(self.path("half-written"), self.path(name)).unwrap();
    }

    /// Logs at this level from the next start on.
    pub fn log_at(&mut self, level: &'static str) {
        self.level = level;
    }

    /// Starts the daemon with this variable in its environment from the next start on.
    pub fn with(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Starts the daemon by these words from the next start on, such as `strace` and its options.
    pub fn under(&mut self, words: &[&str]) {
        self.wrapper = words.iter().map(ToString::to_string).collect();
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.path("config.toml")
    }

    /// The state directory.
    pub fn state(&self) -> PathBuf {
        self.path("state")
    }

    /// A file or folder of this installation.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything the daemon has logged so far, over all starts.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Where the daemon listens.
    #[track_caller]
    pub fn addr(&self) -> SocketAddr {
        self.addr.expect("the daemon was not started")
    }

    /// Where the page listens.
    #[track_caller]
    pub fn page(&self) -> SocketAddr {
        self.page.expect("the daemon was not started, or has no page")
    }

    /// Starts the daemon; when this returns, it listens.
    #[track_caller]
    pub fn start(&mut self) {
        let before = self.log().len();
        let log = fs::OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        let mut command = within(&self.wrapper, self.command(&["run"]));
        command.env("OUTGUARD_LOG", self.level).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::null()).stderr(log);
        let daemon = self.daemon.insert(command.spawn().unwrap());
        let begun = Instant::now();
        self.addr = loop {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
            if let Some(addr) = listening(&log[before..], "mail") {
                self.page = listening(&log[before..], "the page");
                break Some(addr);
            }
            let ended = daemon.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "the daemon does not listen: {ended:?}\n{log}");
            std::thread::sleep(Duration::from_millis(10));
        };
    }

    /// The process id of the daemon.
    #[track_caller]
    pub fn pid(&self) -> u32 {
        self.daemon.as_ref().expect("the daemon was not started").id()
    }

    /// Sends the daemon a signal, such as `TERM` or `HUP`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let pid = self.pid();
        let status = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status().unwrap();
        assert!(status.success());
    }

    /// Asks the daemon to end (SIGTERM) and waits for it; the answer is its exit code.
    #[track_caller]
    pub fn stop(&mut self) -> i32 {
        self.signal("TERM");
        self.ended()
    }

    /// Ends the daemon without asking (SIGKILL).
    #[track_caller]
    pub fn kill(&mut self) {
        self.signal("KILL");
        assert_eq!(self.ended(), 128 + 9);
    }

    /// Waits for the end of the daemon.
    #[track_caller]
    pub fn ended(&mut self) -> i32 {
        let mut daemon = self.daemon.take().expect("the daemon was not started");
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = daemon.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > PATIENCE * 2 {
                let _ = daemon.kill();
                panic!("the daemon does not end\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        self.addr = None;
        status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
    }

    /// Runs the command line on this installation.
    pub fn ops(&self, args: &[&str]) -> Done {
        self.command(args).stdin(Stdio::null()).output().unwrap().into()
    }

    /// The same with something on standard input.
    pub fn ops_with(&self, args: &[&str], input: &[u8]) -> Done {
        feed(&mut self.command(args), input)
    }

    /// The command line on this installation, not yet run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.arg("--config").arg(self.config()).arg("--state").arg(self.state()).args(args);
        command.env("HOME", self.folder.path()).env("TMPDIR", self.folder.path());
        command
    }

    /// What `list --json` says, one value a submission, newest first.
    #[track_caller]
    pub fn list(&self) -> Vec<Value> {
        json_lines(&self.ops(&["list", "--json"]).ok())
    }

    /// What `show --json` says.
    #[track_caller]
    pub fn show(&self, id: &str) -> Value {
        serde_json::from_str(&self.ops(&["show", id, "--json"]).ok()).unwrap()
    }

    /// The state of a submission.
    #[track_caller]
    pub fn state_of(&self, id: &str) -> String {
        self.show(id)["state"].as_str().unwrap().to_owned()
    }

    /// Waits until a submission is in this state.
    #[track_caller]
    pub fn until_state(&self, id: &str, state: &str) {
        until(&format!("{id} is {state}"), || self.state_of(id) == state);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.daemon.is_some() && !std::thread::panicking() {
            assert_eq!(self.stop(), 0, "{}", self.log());
        } else if let Some(mut daemon) = self.daemon.take() {
            eprintln!("the daemon's log:\n{}", self.log());
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

/// The organisation of most tests.
pub const FIRM: &str = "[organisation]\ndomains = [\"firm.example\"]\n";

/// Nothing is mailed to senders but what nobody could know otherwise.
pub const QUIET: &str = "[notices]\nmail = \"off\"\ntold = \"none\"\n";

/// An `[[upstream]]` that sends to `fake` in clear.
pub fn to(fake: &FakeUpstream) -> String {
    to_address(fake.addr())
}

/// An `[[upstream]]` that sends to this address in clear.
pub fn to_address(addr: SocketAddr) -> String {
    format!("[[upstream]]\nhost = \"{}\"\nport = {}\ntls = \"none\"\n", addr.ip(), addr.port())
}

/// The program, in an environment that knows nothing of this machine's own installation.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outguard"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TZ", "UTC")
        .env("LANG", "C.UTF-8");
    command
}

/// `command` as the last words of another one.
fn within(wrapper: &[String], command: Command) -> Command {
    let Some((program, options)) = wrapper.split_first() else { return command };
    let mut wrapped = Command::new(program);
    wrapped.args(options).arg(command.get_program()).args(command.get_args()).env_clear();
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    wrapped
}

/// Runs a command with `input` on its standard input.
pub fn feed(command: &mut Command, input: &[u8]) -> Done {
    use std::io::Write;
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that ends before it has read everything is no failure of the test.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.into()
}

/// Waits until something holds, at most [`PATIENCE`].
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came to be that {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The id in a reply such as `250 2.0.0 Held for you to check (K7Q2): …`.
#[track_caller]
pub fn id_in(reply: &str) -> String {
    let within = reply.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(id, _)| id.to_owned());
    within.unwrap_or_else(|| panic!("no id in {reply:?}"))
}

/// JSON Lines.
#[track_caller]
pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The files in a folder and its folders.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The address in the line that tells of it, in a log of text or of JSON. Half a line would tell half a port.
fn listening(log: &str, what: &str) -> Option<SocketAddr> {
    let mut lines = log.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let line = lines.find(|line| line.contains(&format!("listening for {what}")))?;
    let json = serde_json::from_str::<Value>(line).ok();
    let text = json.as_ref().and_then(|json| json["address"].as_str()).or_else(|| line.split("address=").nth(1));
    text?.split_whitespace().next()?.parse().ok()
}
