//! Finds the configuration file and the state directory, and reads the one into a checked configuration.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::check::{Checked, OFF, Places, check};
use super::{Account, Config, Problem, SecretSource, Sendmail};
use crate::base::Domain;
use crate::base::text::one_line;

/// A larger file is not a configuration.
const MAX_FILE: u64 = 16 << 20;

/// Where a system-wide configuration stands.
const SYSTEM_CONFIG: &str = "/etc/outguard/config.toml";

/// Where a system-wide service keeps state.
const SYSTEM_STATE: &str = "/var/lib/outguard";

/// A configuration and where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The checked configuration.
    pub config: Config,
    /// The file; `None` = there is none and the defaults hold.
    pub path: Option<PathBuf>,
    /// What is legal but surely not meant.
    pub warnings: Vec<Problem>,
    /// What decided where files are; a reload asks for the same.
    pub surroundings: Surroundings,
}

/// Why there is no configuration.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is wrong: all problems, in its order, at least one.
    Wrong(Vec<Problem>),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Unreadable { path, error } => write!(f, "{} cannot be read: {error}", path.display()),
            ConfigError::Wrong(problems) => {
                let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for ConfigError {}

/// What of the process and the machine decides where files are; a value, so that tests need no environment.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `OUTGUARD_CONFIG`: the configuration file.
    pub config: Option<PathBuf>,
    /// `--state` or `OUTGUARD_STATE_DIR`: the state directory, above what the file says.
    pub state_dir: Option<PathBuf>,
    /// `STATE_DIRECTORY`, set by systemd: the state directory, below what the file says.
    pub service_state: Option<PathBuf>,
    /// `OUTGUARD_SOCKET`: the socket of the `sendmail` command, above what the file says; `off` = none.
    pub socket: Option<PathBuf>,
    /// `RUNTIME_DIRECTORY`, set by systemd: where the socket is, below what the file says.
    pub service_runtime: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, or `~/.config`; `None` without a home.
    pub config_home: Option<PathBuf>,
    /// `XDG_STATE_HOME`, or `~/.local/state`; `None` without a home and for root.
    pub state_home: Option<PathBuf>,
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// The system-wide configuration file.
    pub system_config: Option<PathBuf>,
    /// The machine's host name.
    pub hostname: String,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Surroundings {
        let is_root = Account::current().is_some_and(|account| account.is_root());
        let home = variable("HOME").map(PathBuf::from);
        let below_home = |name: &str, folder: &str| {
            // The XDG rules: a relative path is ignored.
            let named = variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
            named.or_else(|| home.as_ref().map(|home| home.join(folder)))
        };
        Surroundings {
            config: variable("OUTGUARD_CONFIG").map(PathBuf::from),
            state_dir: variable("OUTGUARD_STATE_DIR").map(PathBuf::from),
            service_state: variable("STATE_DIRECTORY").and_then(|all| std::env::split_paths(&all).next()),
            socket: variable("OUTGUARD_SOCKET").map(PathBuf::from),
            service_runtime: variable("RUNTIME_DIRECTORY").and_then(|all| std::env::split_paths(&all).next()),
            config_home: below_home("XDG_CONFIG_HOME", ".config"),
            state_home: below_home("XDG_STATE_HOME", ".local/state").filter(|_| !is_root),
            home: home.clone(),
            system_config: Some(PathBuf::from(SYSTEM_CONFIG)),
            hostname: machine_name(),
        }
    }

    /// Those of the machine alone, for a process with more rights than its caller: nothing the caller chooses counts.
    pub fn of_machine() -> Surroundings {
        let system_config = Some(PathBuf::from(SYSTEM_CONFIG));
        Surroundings { system_config, hostname: machine_name(), ..Surroundings::default() }
    }

    /// The state directory where no file names another.
    pub fn state(&self) -> PathBuf {
        self.state_dir.clone().unwrap_or_else(|| self.default_state())
    }

    fn default_state(&self) -> PathBuf {
        let user = || self.state_home.as_ref().map(|home| home.join("outguard"));
        self.service_state.clone().or_else(user).unwrap_or_else(|| PathBuf::from(SYSTEM_STATE))
    }

    /// The file to read: the named one, else the first that is there.
    fn config_file(&self, explicit: Option<&Path>) -> Option<PathBuf> {
        if let Some(named) = explicit.map(Path::to_owned).or_else(|| self.config.clone()) {
            return Some(named);
        }
        let user = self.config_home.as_ref().map(|home| home.join("outguard/config.toml"));
        // A file that is there but may not be looked at is an error to tell, not a reason to take the next.
        let there = |path: &PathBuf| !matches!(path.try_exists(), Ok(false));
        user.filter(there).or_else(|| self.system_config.clone().filter(there))
    }
}

/// Loads the configuration from `explicit`, else from `OUTGUARD_CONFIG`, the user's or the system's file, else the
/// defaults.
///
/// # Errors
/// [`ConfigError`]; a named file that is not there is one, too.
pub fn load(explicit: Option<&Path>) -> Result<Loaded, ConfigError> {
    load_in(explicit, &Surroundings::of_process())
}

/// [`load`] with the given surroundings.
///
/// # Errors
/// As [`load`].
pub fn load_in(explicit: Option<&Path>, surroundings: &Surroundings) -> Result<Loaded, ConfigError> {
    let path = surroundings.config_file(explicit);
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = path.as_deref().map(read).transpose()?.unwrap_or_default();
    let places = Places {
        folder: path.as_deref().map(absolute).and_then(|file| file.parent().map(Path::to_owned)).unwrap_or_default(),
        state_dir: absolute(&surroundings.default_state()),
        hostname: surroundings.hostname.clone(),
    };
    let name = path.as_ref().map_or_else(String::new, |path| path.display().to_string());
    let Checked { mut config, mut warnings } = check(&name, &text, &places).map_err(ConfigError::Wrong)?;
    if let Some(state) = &surroundings.state_dir {
        config.store.path = absolute(state).join(super::StoreConfig::default().path);
    }
    if let Some(beside) = config.store.path.parent() {
        config.rules.applied = beside.join(super::RulesConfig::default().applied);
    }
    config.sendmail.socket = socket(&config, surroundings, &places.state_dir).map(|path| absolute(&path));
    warnings.extend(doubtful_files(&name, &config));
    Ok(Loaded { config, path, warnings, surroundings: surroundings.clone() })
}

/// Where the socket of the `sendmail` command is.
fn socket(config: &Config, surroundings: &Surroundings, state_dir: &Path) -> Option<PathBuf> {
    if let Some(named) = &surroundings.socket {
        return Some(named.clone()).filter(|path| path.as_os_str() != OFF);
    }
    let default = Sendmail::default().socket;
    if config.sendmail.socket != default.as_ref().map(|name| state_dir.join(name)) {
        return config.sendmail.socket.clone();
    }
    // A state directory that was named is an installation of its own, whatever service manager runs it.
    let runtime = surroundings.service_runtime.as_deref().filter(|_| surroundings.state_dir.is_none());
    runtime.or(config.store.path.parent()).zip(default).map(|(folder, name)| folder.join(name))
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable { path: path.to_owned(), error };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    let octets = file.take(MAX_FILE + 1).read_to_string(&mut text).map_err(unreadable)?;
    if octets as u64 > MAX_FILE {
        return Err(unreadable(io::Error::other("it is larger than 16 MiB")));
    }
    Ok(text)
}

/// Folders that are named but not there, and passwords others can read.
fn doubtful_files(file: &str, config: &Config) -> Vec<Problem> {
    let problem = |message: String, hint: &str| Problem {
        file: file.to_owned(),
        line: 0,
        column: 0,
        message: one_line(&message, 300),
        hint: hint.to_owned(),
    };
    let mut problems = Vec::new();
    for path in config.rules.paths.iter().filter(|path| !path.is_dir()) {
        let message = format!("rules.paths: `{}` is not a folder", path.display());
        problems.push(problem(message, "no packs are read from there"));
    }
    let passwords = config.upstreams.iter().map(|upstream| ("upstream.password", &upstream.password));
    for (key, secret) in passwords.chain([("page.metrics_token", &config.page.metrics_token)]) {
        let Some(SecretSource::File(path)) = secret else { continue };
        if is_open_to_others(path) {
            let message = format!("{key}: `{}` can be read by other users", path.display());
            problems.push(problem(message, "run chmod 600 on it"));
        }
    }
    problems
}

fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A group may be meant: /etc files are often root's and the service group's.
        std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o007 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The machine's host name where it is a legal one, else `localhost`.
fn machine_name() -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = kernel.or_else(|| std::env::var("HOSTNAME").ok()).unwrap_or_default();
    name.trim().parse::<Domain>().map_or_else(|_| "localhost".to_owned(), |name| name.as_str().to_owned())
}
