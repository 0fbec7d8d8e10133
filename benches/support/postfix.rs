//! Plain Postfix as a relay to the sink, from a configuration of its own in a temporary folder, on a loopback port.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Result;

/// A running Postfix; stops when it is dropped.
pub struct Postfix {
    folder: PathBuf,
    /// Its master process.
    pub pid: u32,
}

/// The services a relay needs, none of them in a chroot.
const SERVICES: &str = "\
pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\nrewrite unix - - n - - trivial-rewrite\n\
bounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nsmtp unix - - n - - smtp\n\
relay unix - - n - - smtp\nerror unix - - n - - error\nretry unix - - n - - error\nanvil unix - - n - 1 anvil\n\
proxymap unix - - n - - proxymap\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n";

impl Postfix {
    /// Whether Postfix is installed, and we may start it (its master needs root).
    pub fn is_there() -> bool {
        Path::new("/usr/sbin/postfix").exists() && fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
    }

    /// Starts it in `folder`, listening at `address`, with everything going to `next`.
    pub fn start(folder: &Path, address: SocketAddr, next: SocketAddr) -> Result<Postfix> {
        for part in ["etc", "queue", "data"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let at = |part: &str| folder.join(part).display().to_string();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\ncommand_directory = /usr/sbin\n\
             daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\n\
             myhostname = postfix.example\nmydestination =\nlocal_recipient_maps =\nmynetworks = 127.0.0.0/8\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
             relayhost = [127.0.0.1]:{}\nsmtpd_peername_lookup = no\nsmtp_dns_support_level = disabled\n\
             alias_maps =\nalias_database =\nmaillog_file = {}\nmaillog_file_prefixes = {}\n\
             smtpd_client_connection_count_limit = 0\nsmtpd_client_message_rate_limit = 0\nin_flow_delay = 0\n",
            at("queue"),
            at("data"),
            next.port(),
            at("log"),
            folder.display(),
        );
        fs::write(folder.join("etc/main.cf"), main)?;
        fs::write(folder.join("etc/master.cf"), format!("{address} inet n - n - - smtpd\n{SERVICES}"))?;
        Command::new("chown").args(["postfix", &at("data")]).status()?;
        // Its daemons run as another user, and temporary folders are closed to others.
        Command::new("chmod").args(["755", &folder.display().to_string()]).status()?;
        postfix(folder, "start")?;
        let pid = fs::read_to_string(folder.join("queue/pid/master.pid"))?.trim().parse()?;
        Ok(Postfix { folder: folder.to_owned(), pid })
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = postfix(&self.folder, "stop");
    }
}

fn postfix(folder: &Path, verb: &str) -> Result<()> {
    let mut command = Command::new("/usr/sbin/postfix");
    let status =
        command.arg("-c").arg(folder.join("etc")).arg(verb).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("postfix {verb}: {status}").into()) }
}
