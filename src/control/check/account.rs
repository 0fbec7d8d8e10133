//! As whom it is looked: "can be read" has to mean "by the service", so root looks again as the service's account.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Holders, Line, quoted};
use crate::app::failure::{Failure, exit};
use crate::config::{Account, Loaded};

/// Set for the second look, so that it looks no third time.
const LOOKS_AS: &str = "OUTGUARD_CHECK_AS";

/// Where the packaged unit keeps state, and where such units stand.
const SERVICE_STATE: &str = "/var/lib/outguard";
const UNITS: [&str; 3] = [
    "/etc/systemd/system/outguard.service",
    "/lib/systemd/system/outguard.service",
    "/usr/lib/systemd/system/outguard.service",
];

/// As whom to look.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The account named on the command line.
    pub account: Option<String>,
    /// The folder named as `--state`.
    pub state: Option<std::path::PathBuf>,
    /// JSON Lines.
    pub json: bool,
}

/// The first line.
pub(super) fn looked_as(asked: &Asked) -> Vec<Line> {
    let Some(own) = Account::current() else {
        return vec![Line::warn("account", "nobody can say who looks: /proc is missing", "mount -t proc proc /proc")];
    };
    let why = if is_second_look() || asked.account.is_some() { ", the account of the service" } else { "" };
    vec![Line::ok("account", format!("looked at as {} (uid {}){why}", own.name, own.uid))]
}

fn is_second_look() -> bool {
    std::env::var_os(LOOKS_AS).is_some()
}

/// Looks again as the service's account where this is root and the service is not; the answer is that look's exit code,
/// `None` when this one looks itself.
///
/// # Errors
/// When the account asked for is not there or cannot be taken on.
pub fn as_service(loaded: Option<&Loaded>, asked: &Asked) -> Result<Option<u8>, Failure> {
    if is_second_look() {
        return Ok(None);
    }
    let own = Account::current();
    let service = match &asked.account {
        Some(name) => Some(Account::named(name).ok_or_else(|| {
            Failure::new("account", exit::NOINPUT, format!("there is no account `{name}`"))
                .hint(format!("useradd --system {name}"))
        })?),
        None => loaded.and_then(account_of_service),
    };
    let (Some(own), Some(service)) = (own, service) else { return Ok(None) };
    if own.uid == service.uid {
        return Ok(None);
    }
    if !own.is_root() {
        if asked.account.is_some() {
            let words = format!("{} cannot look as {}", own.name, service.name);
            return Err(Failure::new("account", exit::UNAVAILABLE, words).hint("sudo outguard check"));
        }
        return Ok(None);
    }
    look_as(&service, loaded, asked).map(Some)
}

/// The account in the unit when this is the unit's state directory, else the owner of the state directory.
fn account_of_service(loaded: &Loaded) -> Option<Account> {
    let folder = loaded.config.store.path.parent()?;
    let in_unit = || {
        let unit = UNITS.iter().find_map(|path| std::fs::read_to_string(path).ok())?;
        let user = unit.lines().rev().find_map(|line| line.strip_prefix("User="))?;
        Account::named(user.trim())
    };
    let owner = || {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(folder).ok().map(|meta| Account::of_uid(meta.uid()))
    };
    let unit = if folder == Path::new(SERVICE_STATE) { in_unit() } else { None };
    unit.or_else(owner)
}

fn look_as(service: &Account, loaded: Option<&Loaded>, asked: &Asked) -> Result<u8, Failure> {
    // sudo sets another HOME, and with it another state folder.
    let folder = asked.state.as_deref().or_else(|| loaded?.config.store.path.parent());
    let state = folder.map(|folder| format!("--state {} ", quoted(folder))).unwrap_or_default();
    let refuse = |e: &dyn std::fmt::Display| {
        let words = format!("this cannot be looked at as {}: {e}", service.name);
        Failure::new("account", exit::UNAVAILABLE, words)
            .hint(format!("apt-get install util-linux, or: sudo -u {} outguard {state}check", service.name))
    };
    let program = std::env::current_exe().map_err(|e| refuse(&e))?;
    let mut command = Command::new("setpriv");
    command.arg("--reuid").arg(service.uid.to_string());
    match service.gid {
        Some(gid) => command.arg("--regid").arg(gid.to_string()).arg("--init-groups"),
        None => command.arg("--clear-groups"),
    };
    command.arg("--").arg(program);
    // What this look has found, so that root's own home plays no part in the second.
    if let Some(loaded) = loaded {
        if let Some(path) = &loaded.path {
            command.arg("--config").arg(std::path::absolute(path).unwrap_or_else(|_| path.clone()));
        }
        if let Some(folder) = loaded.config.store.path.parent() {
            command.env("STATE_DIRECTORY", folder);
        }
    }
    if let Some(state) = &asked.state {
        command.arg("--state").arg(state);
    }
    command.arg("check").args(asked.json.then_some("--json"));
    command.env(LOOKS_AS, &service.name).env_remove("XDG_CONFIG_HOME").env_remove("XDG_STATE_HOME").env("HOME", "/");
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|e| refuse(&e))?;
    // Only root sees which program has a port.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(Holders::of_machine().to_json().as_bytes());
    }
    let ended = child.wait().map_err(|e| refuse(&e))?;
    match ended.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code) if code < 126 => Ok(code),
        _ => Err(refuse(&format!("setpriv ended with {ended}"))),
    }
}

impl Holders {
    /// Those root has found for the second look, else those this account sees.
    pub fn seen() -> Holders {
        if !is_second_look() {
            return Holders::of_machine();
        }
        let mut text = String::new();
        let read = std::io::Read::read_to_string(&mut std::io::stdin(), &mut text);
        read.ok().and_then(|_| Holders::from_json(&text)).unwrap_or_else(Holders::of_machine)
    }
}
