//! `service`: the guard as a service of systemd, of the machine or of one user. What is done is a plan of steps first, so
//! that it can be shown without being done.

mod plan;
mod units;

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::app::failure::{Failure, exit};
use crate::base::text::one_line;
use crate::config::{Account, Loaded, OutboxKind, SecretSource};
use crate::store::survey;
use plan::{Plan, Step};
use units::{SERVICE, SOCKET, Unit};

/// The account a service of the machine runs as.
const ACCOUNT: &str = "outguard";

/// Where the machine's configuration and state are.
const SYSTEM_CONFIG: &str = "/etc/outguard/config.toml";
const SYSTEM_STATE: &str = "/var/lib/outguard";

/// Where an administrator's units go, and where those of packages are.
const SYSTEM_UNITS: &str = "/etc/systemd/system";
const PACKAGED_UNITS: [&str; 2] = ["/lib/systemd/system", "/usr/lib/systemd/system"];

/// Whose service it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The machine's: it starts with it, as an account of its own.
    System,
    /// This user's: it starts when they log in, with their rights.
    User,
}

impl Whose {
    /// What is meant when nothing is said: root installs for the machine, anybody else for themselves.
    pub fn asked(user: bool, system: bool) -> Whose {
        let root = Account::current().is_some_and(|account| account.is_root());
        if system || root && !user { Whose::System } else { Whose::User }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Whose service it is.
    pub whose: Whose,
    /// Only say what would be done.
    pub dry_run: bool,
    /// What the configuration says, and where it stands.
    pub loaded: &'a Loaded,
}

/// Where things are for one service.
struct Scene<'a> {
    whose: Whose,
    units: PathBuf,
    loaded: &'a Loaded,
    home: PathBuf,
}

impl<'a> Scene<'a> {
    fn of(request: &Request<'a>) -> Result<Scene<'a>, Failure> {
        let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let (home, units) = match (request.whose, home) {
            (Whose::System, home) => (home.unwrap_or_default(), PathBuf::from(SYSTEM_UNITS)),
            (Whose::User, Some(home)) => {
                let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
                let units = named.unwrap_or_else(|| home.join(".config")).join("systemd/user");
                (home, units)
            }
            (Whose::User, None) => {
                let words = "a service of a user needs a home, and HOME is not set";
                return Err(Failure::new("home", exit::UNAVAILABLE, words).hint("outguard service install --system"));
            }
        };
        Ok(Scene { whose: request.whose, units, loaded: request.loaded, home })
    }

    fn state(&self) -> &Path {
        self.loaded.config.store.path.parent().unwrap_or(Path::new("."))
    }

    /// Where the unit must let it write besides what systemd makes for it: state, and the watched folders.
    fn writes(&self) -> Vec<&Path> {
        let outboxes = self.loaded.config.outboxes.iter().map(|outbox| match outbox.kind {
            OutboxKind::Mbox => outbox.path.parent().unwrap_or(&outbox.path),
            OutboxKind::Pickup | OutboxKind::Maildir | OutboxKind::Spool => outbox.path.as_path(),
        });
        let made = self.whose == Whose::System && self.state() == Path::new(SYSTEM_STATE);
        (!made).then(|| self.state()).into_iter().chain(outboxes).collect()
    }

    /// Whether a package has brought the units; then they are the package's to change.
    fn is_packaged(&self) -> bool {
        self.whose == Whose::System && PACKAGED_UNITS.iter().any(|folder| Path::new(folder).join(SERVICE).exists())
    }

    fn systemctl(&self, words: &[&str]) -> Step {
        let user = (self.whose == Whose::User).then_some("--user");
        Step::Run(["systemctl"].into_iter().chain(user).chain(words.iter().copied()).map(ToOwned::to_owned).collect())
    }

    /// Those of our units that are there.
    fn present(&self) -> Vec<&'static str> {
        let packaged = PACKAGED_UNITS.iter().map(Path::new).filter(|_| self.whose == Whose::System);
        let folders: Vec<&Path> = packaged.chain([self.units.as_path()]).collect();
        [SOCKET, SERVICE].into_iter().filter(|unit| folders.iter().any(|folder| folder.join(unit).exists())).collect()
    }

    /// A service of the machine sees nobody's home (`ProtectHome=`): neither program nor configuration may be there.
    fn can_be_seen(&self) -> Result<(), Failure> {
        let is_hidden = |path: &&Path| ["/home", "/root", "/run/user"].iter().any(|home| path.starts_with(home));
        let program = std::env::current_exe().unwrap_or_default();
        let hidden = |path: &Path, place: &str| {
            let words = format!("a service of the machine cannot see {}", path.display());
            let hint = format!("install -D -m {place}, then outguard service install again");
            Failure::new("hidden", exit::CONFIG, words).hint(hint.replace("FILE", &word(&path.display().to_string())))
        };
        if self.whose == Whose::User {
            return Ok(());
        }
        if let Some(path) = Some(program.as_path()).filter(is_hidden) {
            return Err(hidden(path, "755 FILE /usr/local/bin/outguard"));
        }
        if let Some(path) = self.loaded.path.as_deref().filter(is_hidden) {
            return Err(hidden(path, &format!("640 -g {ACCOUNT} FILE {SYSTEM_CONFIG}")));
        }
        Ok(())
    }

    /// What of the machine's configuration the service's account could not read: `init` writes it before there is one.
    fn closed(&self) -> Vec<&Path> {
        let folder = Path::new(SYSTEM_CONFIG).parent().unwrap_or(Path::new("/"));
        let Some(path) =
            self.loaded.path.as_deref().filter(|path| self.whose == Whose::System && path.starts_with(folder))
        else {
            return Vec::new();
        };
        let passwords = self.loaded.config.upstreams.iter().filter_map(|upstream| match &upstream.password {
            Some(SecretSource::File(file)) => Some(file.as_path()),
            _ => None,
        });
        let group = Account::named(ACCOUNT).and_then(|account| account.gid);
        let is_closed = |path: &&Path| {
            std::fs::metadata(path).is_ok_and(|meta| {
                let ours = group == Some(meta.gid()) && meta.mode() & 0o040 != 0;
                !ours && meta.mode() & 0o004 == 0
            })
        };
        let own = passwords.filter(|file| file.starts_with(folder));
        [folder, path].into_iter().chain(own).filter(is_closed).collect()
    }

    /// `outguard run` with what is not where it would look by itself.
    fn command(&self) -> Result<Vec<String>, Failure> {
        let program = std::env::current_exe().map_err(|e| Failure::new("program", exit::SOFTWARE, e))?;
        let mut words = vec![program.display().to_string()];
        let (own_config, own_state) = match self.whose {
            Whose::System => (PathBuf::new(), PathBuf::from(SYSTEM_STATE)),
            Whose::User => (self.home.join(".config/outguard/config.toml"), self.home.join(".local/state/outguard")),
        };
        let absolute =
            |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
        if let Some(path) = &self.loaded.path
            && *path != own_config
            && path != Path::new(SYSTEM_CONFIG)
        {
            words.extend(["--config".to_owned(), absolute(path)]);
        }
        if self.state() != own_state {
            words.extend(["--state".to_owned(), absolute(self.state())]);
        }
        words.push("run".to_owned());
        Ok(words)
    }
}

/// Installs the service; the answer is the exit code.
///
/// # Errors
/// Exit code 69 when this machine has no systemd or its manager refuses, 73 when a unit cannot be written.
pub fn install(request: &Request<'_>, now: bool, socket: bool) -> Result<u8, Failure> {
    let scene = Scene::of(request)?;
    let mut plan = Plan::default();
    if scene.whose == Whose::System && Account::named(ACCOUNT).is_none() {
        let words = [
            "useradd",
            "--system",
            "--user-group",
            "--home-dir",
            SYSTEM_STATE,
            "--shell",
            "/usr/sbin/nologin",
            ACCOUNT,
        ];
        plan.push(Step::Run(words.map(ToOwned::to_owned).to_vec()));
    }
    for path in scene.closed() {
        let path = path.display().to_string();
        plan.push(Step::Run(["chgrp", ACCOUNT, &path].map(ToOwned::to_owned).to_vec()));
        plan.push(Step::Run(["chmod", "g+rX", &path].map(ToOwned::to_owned).to_vec()));
    }
    if scene.whose == Whose::User {
        // The unit may write there and nowhere else; it cannot make it.
        plan.push(Step::Folder(scene.state().to_owned()));
    }
    if !scene.is_packaged() {
        let unit = Unit { whose: scene.whose, command: scene.command()?, writes: scene.writes() };
        plan.push(Step::Write(scene.units.join(SERVICE), unit.service()));
        if socket {
            let listen = &scene.loaded.config.smtp.listen;
            let any = listen.iter().find(|address| address.port() == 0).map(|any| format!(", and {any} names none"));
            if listen.is_empty() || any.is_some() {
                let words = format!("systemd can hold only ports that smtp.listen names{}", any.unwrap_or_default());
                return Err(Failure::new("socket", exit::CONFIG, words));
            }
            plan.push(Step::Write(scene.units.join(SOCKET), units::socket(listen)));
        }
    }
    plan.push(scene.systemctl(&["daemon-reload"]));
    let both: &[&str] = if socket { &[SOCKET, SERVICE] } else { &[SERVICE] };
    plan.push(scene.systemctl(&[&["enable"], both].concat()));
    if now && socket {
        // A socket cannot be opened for a daemon that has it already.
        plan.push(scene.systemctl(&["stop", SERVICE]));
        plan.push(scene.systemctl(&["start", SOCKET]));
        plan.push(scene.systemctl(&["start", SERVICE]));
    } else if now {
        plan.push(scene.systemctl(&["restart", SERVICE]));
    }
    if request.dry_run {
        return plan.show();
    }
    needs_systemd(request.whose)?;
    scene.can_be_seen()?;
    plan.carry_out()?;
    next(&scene, now);
    Ok(0)
}

/// What is left to be typed.
fn next(scene: &Scene<'_>, now: bool) {
    let user = if scene.whose == Whose::User { " --user" } else { "" };
    if scene.loaded.path.is_none() {
        println!("There is no configuration yet: outguard init");
    }
    if !now {
        println!("Start it: systemctl{user} start outguard");
    }
    if scene.whose == Whose::User {
        println!("It runs while you are logged in. To keep it running: loginctl enable-linger");
    }
    println!("Look at it: outguard check");
}

/// Takes the service away; configuration, state and account stay.
///
/// # Errors
/// As [`install`].
pub fn uninstall(request: &Request<'_>) -> Result<u8, Failure> {
    let scene = Scene::of(request)?;
    let present = scene.present();
    let mut plan = Plan::default();
    if !present.is_empty() {
        plan.push(scene.systemctl(&[&["disable", "--now"], &present[..]].concat()));
    }
    for unit in [SOCKET, SERVICE].map(|unit| scene.units.join(unit)) {
        if unit.exists() {
            plan.push(Step::Remove(unit));
        }
    }
    plan.push(scene.systemctl(&["daemon-reload"]));
    if request.dry_run {
        return plan.show();
    }
    needs_systemd(request.whose)?;
    plan.carry_out()?;
    if scene.is_packaged() {
        println!("The units are the package's: apt-get remove outguard");
    }
    println!("{}", left(&scene));
    Ok(0)
}

/// What stays, and where.
fn left(scene: &Scene<'_>) -> String {
    let mut left = Vec::new();
    if let Some(path) = &scene.loaded.path {
        left.push(format!("the configuration {}", path.display()));
    }
    let survey = survey(&scene.loaded.config.store.path);
    if let Some(database) = survey.database {
        let held = match database {
            Ok(contents) if contents.held > 0 => format!(" with {} held: outguard list", contents.held),
            _ => String::new(),
        };
        left.push(format!("the state in {}{held}", survey.folder.display()));
    }
    if scene.whose == Whose::System && Account::named(ACCOUNT).is_some() {
        left.push(format!("the account {ACCOUNT}"));
    }
    if left.is_empty() { "Nothing is left.".to_owned() } else { format!("Left as they are: {}", left.join("; ")) }
}

/// What systemd says of it: exit code 0 when it runs, else 69.
///
/// # Errors
/// When there is no systemd.
pub fn status(request: &Request<'_>) -> Result<u8, Failure> {
    let scene = Scene::of(request)?;
    needs_systemd(request.whose)?;
    let present = scene.present();
    if present.is_empty() {
        let words = format!("no service is installed in {}", scene.units.display());
        return Err(Failure::new("service", exit::UNAVAILABLE, words).hint("outguard service install"));
    }
    let step = scene.systemctl(&[&["status", "--no-pager", "--lines=5"], &present[..]].concat());
    Ok(if step.run()?.success() { 0 } else { exit::UNAVAILABLE })
}

/// Whether [`install`] can work here: systemd runs, and this account reaches its manager.
pub fn is_possible(whose: Whose) -> bool {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let reached = runtime.is_some_and(|folder| folder.join("systemd/private").exists());
    needs_systemd(whose).is_ok() && (whose == Whose::System || reached)
}

/// Nothing is written where nobody would read it.
fn needs_systemd(whose: Whose) -> Result<(), Failure> {
    if !matches!(sd_notify::booted(), Ok(true)) {
        let words = "this machine was not started by systemd, so nothing is installed";
        let hint = "let whatever starts services here run `outguard run`; it stays in the foreground, logs on stderr, and \
                    ends at SIGTERM";
        return Err(Failure::new("systemd", exit::UNAVAILABLE, words).hint(hint));
    }
    let root = Account::current().is_some_and(|account| account.is_root());
    if whose == Whose::System && !root {
        let words = "only root installs a service of the machine";
        return Err(Failure::new("root", exit::UNAVAILABLE, words).hint("sudo outguard service install --system"));
    }
    Ok(())
}

/// A word of a command as a shell and a unit take it.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("\"{}\"", one_line(text, 4096)) }
}
