//! Real Postfix instances of their own: configuration, queue and mailboxes below a temporary folder, loopback and high ports
//! only, nothing of the system's own Postfix touched. Starting one needs root, as Postfix does.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::guard::{files_in, until};
use super::port::free_port;

/// Everything but the doors; each service without chroot, so that the queue folder needs no copies of system files.
const SERVICES: &str = "\
pickup    unix  n       -       n       1       1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
virtual   unix  -       n       n       -       -       virtual
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
";

/// Whether Postfix can be started here; says on standard error why not.
pub fn postfix_is_missing() -> bool {
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let installed = Command::new("postconf").arg("mail_version").stdout(Stdio::null()).status().is_ok();
    if !(root && installed) {
        eprintln!("SKIPPED: needs root and Debian's postfix (root: {root}, installed: {installed})");
    }
    !(root && installed)
}

/// A running Postfix; stopped when it is dropped.
pub struct Postfix {
    folder: TempDir,
    addr: SocketAddr,
}

impl Postfix {
    /// Starts an instance called `name` with these further lines of `main.cf`, which may name `{folder}`.
    pub fn start(name: &str, main: &str) -> Postfix {
        Postfix::with_services(name, main, "")
    }

    /// The same with further services in `master.cf`.
    pub fn with_services(name: &str, main: &str, services: &str) -> Postfix {
        let folder = tempfile::tempdir().unwrap();
        // Postfix cannot tell which one it was given.
        let postfix = Postfix { folder, addr: ([127, 0, 0, 1], free_port()).into() };
        let open = |path: &Path| {
            fs::create_dir_all(path).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        for path in [postfix.folder.path(), &postfix.config(), &postfix.path("queue"), &postfix.path("data")] {
            open(path);
        }
        open(&postfix.path("mail"));
        owned_by("postfix", &postfix.path("data"));
        owned_by("nobody", &postfix.path("mail"));
        fs::write(postfix.config().join("main.cf"), postfix.main(name, main)).unwrap();
        let door = format!("{}      inet  n       -       n       -       -       smtpd\n", postfix.addr);
        fs::write(postfix.config().join("master.cf"), door + SERVICES + services).unwrap();
        postfix.run("postfix", &["start"]);
        until("Postfix listens", || TcpStream::connect(postfix.addr).is_ok());
        postfix
    }

    /// An instance that puts all mail to `firm.example` and `kita.example` into a Maildir each; nobody@ is no user.
    pub fn with_mailboxes(name: &str) -> Postfix {
        Postfix::start(
            name,
            "virtual_mailbox_domains = firm.example kita.example\nvirtual_mailbox_base = {folder}/mail\n\
             virtual_mailbox_maps = regexp:{folder}/etc/mailboxes\nvirtual_uid_maps = static:65534\n\
             virtual_gid_maps = static:65534\nvirtual_minimum_uid = 100\n",
        )
    }

    fn main(&self, name: &str, more: &str) -> String {
        fs::write(
            self.config().join("mailboxes"),
            "if !/^nobody@/\n/@firm\\.example$/ firm/\n/@kita\\.example$/ kita/\nendif\n",
        )
        .unwrap();
        let folder = self.folder.path().display().to_string();
        let more = more.replace("{folder}", &folder);
        format!(
            "compatibility_level = 3.6\nmyhostname = {name}.firm.example\nqueue_directory = {folder}/queue\n\
             data_directory = {folder}/data\nmaillog_file = {folder}/log\nmaillog_file_prefixes = {folder}\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nmydestination =\n\
             alias_maps =\nalias_database =\nlocal_recipient_maps =\nsmtp_dns_support_level = disabled\n\
             smtp_host_lookup = native\nsmtpd_peername_lookup = no\nsmtputf8_enable = yes\nbiff = no\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\nminimal_backoff_time = 1s\nqueue_run_delay = 5s\n\
             multi_instance_enable = no\n{more}"
        )
    }

    /// Where it takes mail.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// The messages in the Maildir of `firm` or `kita`, with line ends as on the wire.
    pub fn mailbox(&self, name: &str) -> Vec<String> {
        let files = files_in(&self.path("mail").join(name).join("new"));
        files.iter().map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).replace('\n', "\r\n")).collect()
    }

    /// Whether its queue is empty.
    pub fn is_done(&self) -> bool {
        self.run("postqueue", &["-j"]).is_empty()
    }

    /// Tries at once what is deferred.
    pub fn flush(&self) {
        self.run("postqueue", &["-f"]);
    }

    fn config(&self) -> PathBuf {
        self.path("etc")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    fn run(&self, program: &str, args: &[&str]) -> String {
        // Not piped: the master process would keep the pipe open.
        let said = self.path("said");
        let file = fs::File::create(&said).unwrap();
        let mut command = Command::new(program);
        command.arg("-c").arg(self.config()).args(args).stdin(Stdio::null());
        let status = command.stderr(file.try_clone().unwrap()).stdout(file).status().unwrap();
        let said = fs::read_to_string(said).unwrap();
        assert!(status.success(), "{program} {args:?}: {said}\n{}", self.log());
        said
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("Postfix's log:\n{}", self.log());
        }
        let mut stop = Command::new("postfix");
        stop.arg("-c").arg(self.config()).arg("stop").stdout(Stdio::null()).stderr(Stdio::null());
        let _ = stop.status();
    }
}

fn owned_by(user: &str, path: &Path) {
    assert!(Command::new("chown").arg(user).arg(path).status().unwrap().success());
}
