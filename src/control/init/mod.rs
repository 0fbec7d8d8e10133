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
mod sent;
mod sign_in;
mod staged;
mod summary;
mod upstream;

use std::io::{self, BufRead, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::app;
use crate::app::failure::{Failure, exit};
use crate::base::{Address, Clock};
use crate::config::{self, Loaded, Surroundings, UpstreamTls};
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
    let mut talk = Dialogue::new(io::stdin().lock(), io::stderr(), mode);
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
    refuse_existing(wishes, &place, &folder.join(PASSWORD_FILE))?;
    let running = door::look(wishes.port).await?;
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

    let mut staged = Staged::default();
    staged.folder(&folder, !wishes.system)?;
    let keep_in = folder.join(PASSWORD_FILE);
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
    let placed = staged.place()?;
    let sent = surroundings.home.as_deref().map(sent::folders).unwrap_or_default();
    Ok(Summary { draft: &draft, placed: &placed, loaded: &loaded, place: &place, sent: &sent, running }.text(wishes))
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

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What is there was written by somebody: it is put aside only when told so.
fn refuse_existing(wishes: &Wishes, config: &Path, password: &Path) -> Result<(), Failure> {
    let there = |path: &Path| path.symlink_metadata().is_ok();
    match [config, password].into_iter().find(|path| there(path)) {
        Some(path) if !wishes.force => {
            let words = format!("{} is there already, and nothing was changed", path.display());
            let hint = "outguard config check    whether it works\n\
                        outguard init --force    write it anew and keep the old one as .bak";
            Err(Failure::new("exists", exit::CANTCREAT, words).hint(hint))
        }
        _ => Ok(()),
    }
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

/// The file as the daemon will read it, and everything that only its start would find.
fn read_back(file: &Path, surroundings: &Surroundings) -> Result<Loaded, Failure> {
    let loaded = config::load_in(Some(file), surroundings)?;
    app::judge_of(&loaded.config)?;
    app::check(&loaded.config)?;
    Ok(loaded)
}

/// The command of a secret that is named and not typed.
fn named_secret(wishes: &Wishes) -> Option<Secret> {
    let file = wishes.password_file.as_deref().map(|path| Secret::File(absolute(path)));
    let command = wishes.password_command.clone().map(Secret::Command);
    let credential = wishes.password_credential.clone().map(Secret::Credential);
    file.or(command).or(credential)
}
