//! Where the command looks: the configuration as far as the caller may read it, the sockets a daemon may listen at, and the
//! store.

use std::io;
use std::path::{Path, PathBuf};

use super::Named;
use crate::app::failure::{Failure, exit};
use crate::base::Domain;
use crate::config::{self, Config, ConfigError, Loaded, Sendmail, Smtp, StoreConfig, Surroundings};
use crate::control::check::quoted;
use crate::intake::sendmail::caller::Caller;
use crate::intake::sendmail::compose::Home;

/// Where the service of the whole machine listens (`RuntimeDirectory=outguard`).
const SYSTEM_SOCKET: &str = "/run/outguard/sendmail.sock";

/// What is known of the installation.
pub(super) struct Places {
    surroundings: Surroundings,
    loaded: Result<Loaded, ConfigError>,
}

impl Places {
    /// The installation the caller means. With more rights than the caller, nothing the caller says counts.
    pub(super) fn of(named: &Named, caller: &Caller) -> Places {
        let (surroundings, file) = if caller.elevated {
            (Surroundings::of_machine(), None)
        } else {
            let mut surroundings = Surroundings::of_process();
            surroundings.state_dir = named.state.clone().or(surroundings.state_dir);
            (surroundings, named.config.as_deref())
        };
        let loaded = config::load_in(file, &surroundings);
        Places { surroundings, loaded }
    }

    /// The configuration.
    ///
    /// # Errors
    /// Exit code 78 when it is wrong, 77 when the caller may not read it.
    pub(super) fn config(&self) -> Result<&Config, Failure> {
        match &self.loaded {
            Ok(loaded) => Ok(&loaded.config),
            Err(error) => Err(Failure::new("config", if denied(error) { exit::NOPERM } else { exit::CONFIG }, error)),
        }
    }

    /// The configuration and where it came from, for the daemon.
    ///
    /// # Errors
    /// As [`Places::config`].
    pub(super) fn loaded(&self) -> Result<Loaded, Failure> {
        self.config()?;
        self.loaded.as_ref().cloned().map_err(|error| Failure::new("config", exit::CONFIG, error))
    }

    /// The configuration, when its store is there and the caller may use it.
    ///
    /// # Errors
    /// Exit code 77 when the caller may not, 75 when there is no store.
    pub(super) fn store(&self) -> Result<&Config, Failure> {
        let config = self.config()?;
        let path = &config.store.path;
        let open = |path: &Path| std::fs::OpenOptions::new().read(true).write(true).open(path);
        match open(path) {
            Ok(_) => Ok(config),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Most accounts have no store: what they hand over is kept in the machine's.
                let machine = Surroundings::of_machine().state().join(StoreConfig::default().path);
                match open(&machine) {
                    Err(error) if is_denied(&error) && self.surroundings.state_dir.is_none() => {
                        Err(not_yours(&machine, &error))
                    }
                    _ => Err(no_store(path)),
                }
            }
            Err(error) => Err(not_yours(path, &error)),
        }
    }

    /// Whether the configuration is wrong, and not only closed to the caller.
    pub(super) fn wrong(&self) -> Option<&ConfigError> {
        self.loaded.as_ref().err().filter(|error| !denied(error))
    }

    /// Limits and names for a message, defaults where the caller may not read them: the daemon applies its own again.
    pub(super) fn home(&self) -> Home {
        let Smtp { hostname, limits, .. } = self.smtp();
        let own = self.config().ok().and_then(|config| config.directory.domains.first().cloned());
        let fallback = || hostname.parse::<Domain>().unwrap_or_else(|_| Domain::localhost());
        Home {
            domain: own.unwrap_or_else(fallback),
            hostname,
            recipients: limits.recipients,
            message: limits.message_size,
        }
    }

    /// Names and limits of the SMTP door.
    pub(super) fn smtp(&self) -> Smtp {
        let hostname = self.surroundings.hostname.clone();
        self.config().map_or_else(|_| Smtp { hostname, ..Smtp::default() }, |config| config.smtp.clone())
    }

    /// Where a daemon may listen, in the order in which they are tried.
    pub(super) fn sockets(&self) -> Vec<PathBuf> {
        if let Some(named) = &self.surroundings.socket {
            return if named.as_os_str() == config::OFF { Vec::new() } else { vec![named.clone()] };
        }
        let default = |folder: &Path| Sendmail::default().socket.map(|name| folder.join(name));
        let (configured, state, store) = match &self.loaded {
            Ok(Loaded { config, .. }) => {
                let Some(configured) = &config.sendmail.socket else { return Vec::new() };
                let state = config.store.path.parent().map(Path::to_owned);
                (Some(configured.clone()), state, config.store.path.exists())
            }
            Err(_) => (None, Some(self.surroundings.state()), false),
        };
        // Whoever has a store of their own, or named one, does not mean the machine's.
        let machine = self.surroundings.state_dir.is_none()
            && (!store || state.as_deref() == Some(Surroundings::of_machine().state().as_path()));
        let mut sockets: Vec<PathBuf> = configured.into_iter().chain(state.as_deref().and_then(default)).collect();
        sockets.extend(machine.then(|| PathBuf::from(SYSTEM_SOCKET)));
        sockets.dedup();
        sockets
    }
}

fn no_store(path: &Path) -> Failure {
    Failure::new("no_store", exit::TEMPFAIL, format!("there is no store at {}", path.display())).hint("outguard run")
}

fn not_yours(path: &Path, error: &io::Error) -> Failure {
    let words = format!("{} is not yours to read: {error}", path.display());
    let folder = path.parent().unwrap_or(path);
    // sudo sets another HOME, and with it another state folder.
    let hint = format!("sudo -u outguard env OUTGUARD_STATE_DIR={} mailq", quoted(folder));
    Failure::new("no_permission", exit::NOPERM, words).hint(hint)
}

fn denied(error: &ConfigError) -> bool {
    matches!(error, ConfigError::Unreadable { error, .. } if is_denied(error))
}

fn is_denied(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}
