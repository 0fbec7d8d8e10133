//! Setting up: at most five questions, then a small configuration that was tried before it was written. Nothing is written
//! before everything has worked, and what is written is told with how to take it back.

mod autoconfig;
mod discover;
mod dns;
mod door;
mod draft;
mod fetch;
mod obstacles;
mod questions;
mod sign_in;
mod staged;
mod summary;
mod upstream;

use std::io::{self, BufRead, IsTerminal as _, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ops::{Ops, learning};
use super::service::{self, Whose};
use crate::app;
use crate::app::failure::{Failure, exit};
use crate::archive::{self, Folder};
use crate::base::{Address, Clock};
use crate::config::{self, Loaded, StoreConfig, Surroundings, UpstreamTls};
use draft::{Draft, Secret};
use questions::{Dialogue, Mode};
use sign_in::SignIn;
use staged::Staged;
use summary::Summary;
use upstream::WayOut;

/// The file the password is kept in, beside the configuration.
const PASSWORD_FILE: &str = "upstream.password";

/// The folder of a system-wide configuration.
const SYSTEM_FOLDER: &str = "/etc/outguard";

/// What is known before anything is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    /// The user's address.
    pub(super) address: Option<Address>,
    /// The user's name.
    pub(super) name: Option<String>,
    /// The upstream, `HOST[:PORT]`.
    pub(super) upstream: Option<String>,
    /// Its protection.
    pub(super) tls: Option<UpstreamTls>,
    /// A file of further trusted roots.
    pub(super) ca_file: Option<PathBuf>,
    /// The user name to sign in with.
    pub(super) username: Option<String>,
    /// A file with the password.
    pub(super) password_file: Option<PathBuf>,
    /// A command that prints it.
    pub(super) password_command: Option<String>,
    /// A systemd credential.
    pub(super) password_credential: Option<String>,
    /// Whether upstream takes mail without a sign-in.
    pub(super) no_sign_in: bool,
    /// The port of the door.
    pub(super) port: Option<u16>,
    /// A DNS server to ask.
    pub(super) resolver: Option<SocketAddr>,
    /// Where the configuration is written; `None` = the user's place, or the system's.
    pub(super) config: Option<PathBuf>,
    /// The state folder of this call, for the configuration that is read back.
    pub(super) state: Option<PathBuf>,
    /// The system's place.
    pub(super) system: bool,
    /// Whether sent mail may be read.
    pub(super) read_sent: bool,
    /// Whether it is started as a service, without asking.
    pub(super) start: bool,
    /// Whether nobody is asked.
    pub(super) yes: bool,
    /// Whether a configuration that is there is put aside.
    pub(super) force: bool,
}

/// Sets up as wished; asks on standard error and reads standard input.
///
/// # Errors
/// What stands in the way, with the command that repairs it.
pub(super) async fn run(wishes: &Wishes) -> Result<String, Failure> {
    let mode = if wishes.yes { Mode::TakeProposals } else { Mode::Ask };
    let mut talk = Dialogue::new(io::stdin().lock(), io::stderr(), mode, io::stdin().is_terminal());
    let mut surroundings = Surroundings::of_process();
    surroundings.state_dir = wishes.state.clone().or(surroundings.state_dir);
    set_up(wishes, &surroundings, &mut talk).await
}

async fn set_up<R: BufRead, W: Write>(
    wishes: &Wishes,
    surroundings: &Surroundings,
    talk: &mut Dialogue<R, W>,
) -> Result<String, Failure> {
    let clock = Clock::system();
    let place = place(wishes, surroundings)?;
    let folder = place.parent().map(Path::to_owned).unwrap_or_default();
    let keep_in = folder.join(PASSWORD_FILE);
    // Where a password that is there already is the one to use, it is not written anew.
    let types_password = !wishes.no_sign_in && named_secret(wishes).is_none();
    refuse_existing(wishes, [&place].into_iter().chain(types_password.then_some(&keep_in)))?;
    let running = door::look(wishes.port, &store(&place, surroundings)).await?;
    if running && wishes.start {
        talk.say("Outguard runs already, so it is not started; restart it to take over what is written here.");
    }
    let address = address(wishes, talk)?;
    let way_out = WayOut {
        address: &address,
        named: wishes.upstream.as_deref(),
        tls: wishes.tls,
        ca_file: wishes.ca_file.as_deref().map(absolute),
        resolver: wishes.resolver,
        hostname: &surroundings.hostname,
        clock: &clock,
        door: door::port(wishes.port),
    };
    let reached = way_out.agree(talk).await?;

    let readers = wishes.system.then(service_group).flatten();
    let mut staged = Staged::new(readers);
    staged.folder(&folder)?;
    let sign_in = SignIn { wishes, way_out: &way_out, reached: &reached, keep_in: &keep_in };
    let signed_in = sign_in.agree(talk, &mut staged).await?;
    let draft = Draft {
        address: address.clone(),
        name: wishes.name.clone(),
        port: wishes.port,
        upstream: reached.candidate,
        ca_file: way_out.ca_file.clone(),
        sign_in: signed_in,
    };
    let meanwhile = staged.file(&place, draft.text().as_bytes())?;
    let loaded = read_back(&meanwhile, surroundings)?;
    loaded.warnings.iter().for_each(|warning| talk.say(&format!("Note: {}; {}.", warning.message, warning.hint)));
    let placed = staged.place()?;
    // The set-up stands; what was not learned now is learned from the mail that passes.
    let learned = learn(wishes, surroundings, &loaded, talk).await.unwrap_or_else(|failure| {
        talk.say(&format!("Nothing was learned: {failure}."));
        None
    });
    let started = !running && start(wishes, &place, surroundings, talk)?;
    Ok(Summary {
        draft: &draft,
        placed: &placed,
        loaded: &loaded,
        place: &place,
        learned: learned.as_deref(),
        running,
        started,
        readers,
    }
    .text(wishes))
}

/// Where the configuration goes.
fn place(wishes: &Wishes, surroundings: &Surroundings) -> Result<PathBuf, Failure> {
    if let Some(named) = &wishes.config {
        return Ok(absolute(named));
    }
    if wishes.system {
        return Ok(Path::new(SYSTEM_FOLDER).join("config.toml"));
    }
    let home = surroundings.config_home.as_ref().ok_or_else(|| {
        Failure::new("no_home", exit::CANTCREAT, "this account has no home folder to write a configuration in")
            .hint("outguard init --system, or outguard init --config FILE")
    })?;
    Ok(home.join("outguard/config.toml"))
}

/// The database that a daemon of ours works on, as far as a configuration that is there already says.
fn store(place: &Path, surroundings: &Surroundings) -> PathBuf {
    let written = place.exists().then(|| config::load_in(Some(place), surroundings).ok()).flatten();
    let named = written.map(|loaded| loaded.config.store.path);
    named.unwrap_or_else(|| surroundings.state().join(StoreConfig::default().path))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What is there was written by somebody: it is put aside only when told so.
fn refuse_existing<'a>(wishes: &Wishes, mut places: impl Iterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    match places.find(|path| path.symlink_metadata().is_ok() && !says_nothing(path)) {
        Some(path) if !wishes.force => {
            let words = format!("{} is there already, and nothing was changed", path.display());
            let hint = "outguard config check    whether it works\n\
                        outguard init --force    write it anew and keep the old one as .bak";
            Err(Failure::new("exists", exit::CANTCREAT, words).hint(hint))
        }
        _ => Ok(()),
    }
}

/// Whether nothing is set in it, as in what the Debian package puts there: only blank lines and comments.
fn says_nothing(path: &Path) -> bool {
    let is_idle = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    // A password may begin with anything.
    path.file_name().is_none_or(|name| name != PASSWORD_FILE)
        && std::fs::read_to_string(path).is_ok_and(|text| text.lines().all(is_idle))
}

fn address<R: BufRead, W: Write>(wishes: &Wishes, talk: &mut Dialogue<R, W>) -> Result<Address, Failure> {
    if let Some(address) = &wishes.address {
        return Ok(address.clone());
    }
    loop {
        let typed = talk.ask("Your e-mail address", "outguard init ADDRESS")?;
        match typed.trim().parse::<Address>() {
            Ok(address) => return Ok(address),
            Err(error) => talk.say(&format!("{error}.")),
        }
    }
}

/// The group of the service's account, when that is there already.
fn service_group() -> Option<u32> {
    let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
    groups.lines().find_map(|line| line.strip_prefix("outguard:")?.split(':').nth(1)?.parse().ok())
}

/// Learns from sent mail, when there is some and it may be read; says what was learned.
async fn learn<R: BufRead, W: Write>(
    wishes: &Wishes,
    surroundings: &Surroundings,
    loaded: &Loaded,
    talk: &mut Dialogue<R, W>,
) -> Result<Option<String>, Failure> {
    // What root writes, a service that is not root could not open.
    let for_service = wishes.system || (surroundings.state_dir.is_none() && surroundings.state_home.is_none());
    let folders = surroundings.home.as_deref().filter(|_| !for_service).map(archive::folders).unwrap_or_default();
    if folders.is_empty() {
        return Ok(None);
    }
    for Folder { path, messages } in &folders {
        talk.say(&format!("Found {} in {}.", summary::count(*messages, "sent mail"), path.display()));
    }
    let question = "Learn from them whom you know? Kept are addresses, names, dates and numbers of words, never text; nothing leaves this computer.";
    if !wishes.read_sent && !talk.confirm(question)? {
        return Ok(None);
    }
    let ops = Ops::open(&loaded.config, Clock::system())?;
    let paths = folders.into_iter().map(|folder| folder.path).collect();
    let report = ops.learn(learning::Request { paths, me: Vec::new() }, Arc::default()).await?;
    if report.learnt == 0 && report.known + report.unchanged > 0 {
        return Ok(Some("All of that was learned before.".to_owned()));
    }
    let [people, organisations, messages] =
        [(report.people, "address"), (report.organisations, "organisation"), (report.learnt, "sent mail")]
            .map(|(n, of)| summary::count(n, of));
    Ok(Some(format!("Learned {people} at {organisations} from {messages}.")))
}

/// Starts it as a service, where there is a manager of services and it is wished. The set-up stands whatever comes of it.
fn start<R: BufRead, W: Write>(
    wishes: &Wishes,
    place: &Path,
    surroundings: &Surroundings,
    talk: &mut Dialogue<R, W>,
) -> Result<bool, Failure> {
    let whose = if wishes.system { Whose::System } else { Whose::User };
    let wished = wishes.start
        || (service::is_possible(whose) && talk.confirm("Start it now, and whenever this computer starts?")?);
    if !wished {
        return Ok(false);
    }
    let loaded = config::load_in(Some(place), surroundings)?;
    let request = service::Request { whose, dry_run: false, loaded: &loaded };
    match service::install(&request, true, false) {
        Ok(_) => Ok(true),
        Err(failure) => {
            talk.say(&format!("Not started: {failure}"));
            Ok(false)
        }
    }
}

/// The file as the daemon will read it, and everything that only its start would find.
fn read_back(file: &Path, surroundings: &Surroundings) -> Result<Loaded, Failure> {
    let loaded = config::load_in(Some(file), surroundings)?;
    app::judge_of(&loaded.config)?;
    app::check(&loaded.config)?;
    Ok(loaded)
}

/// Where the password comes from when it is named and not typed.
fn named_secret(wishes: &Wishes) -> Option<Secret> {
    let file = wishes.password_file.as_deref().map(|path| Secret::File(absolute(path)));
    let command = wishes.password_command.clone().map(Secret::Command);
    let credential = wishes.password_credential.clone().map(Secret::Credential);
    file.or(command).or(credential)
}
