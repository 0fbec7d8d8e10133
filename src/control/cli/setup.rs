//! The verbs of the first ten minutes as they are typed: `init`, `client`, `try`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::super::client;
use super::super::init::{self, Wishes};
use super::super::ops::Ops;
use super::super::rehearsal::{NOT_HELD, Rehearsal, Taken};
use super::print;
use crate::app::failure::Failure;
use crate::base::Address;
use crate::config::{Config, UpstreamTls};
use crate::release::Confirmation;
use crate::store::State;

/// What `init` may be told instead of being asked.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// Your e-mail address
    pub address: Option<Address>,
    /// Your name, as colleagues know you
    #[arg(long)]
    pub name: Option<String>,
    /// The server that takes your outgoing mail [default: asked of your domain]
    #[arg(long, value_name = "HOST[:PORT]")]
    pub upstream: Option<String>,
    /// How the connection to it is protected
    #[arg(long, value_enum, requires = "upstream")]
    pub tls: Option<Tls>,
    /// Trusted roots besides the system's, PEM
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The name to sign in with [default: the address, or what stands before its @]
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// The password is the first line of this file
    #[arg(long, value_name = "FILE", group = "secret")]
    pub password_file: Option<PathBuf>,
    /// The password is the first line this command prints
    #[arg(long, value_name = "COMMAND", group = "secret")]
    pub password_command: Option<String>,
    /// The password is this systemd credential
    #[arg(long, value_name = "NAME", group = "secret")]
    pub password_credential: Option<String>,
    /// The server takes mail without a sign-in
    #[arg(long, conflicts_with_all = ["secret", "username"])]
    pub no_sign_in: bool,
    /// The port mail programs hand over at [default: 5870]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// DNS server to ask about your domain instead of the system's
    #[arg(long, value_name = "IP:PORT")]
    pub resolver: Option<SocketAddr>,
    /// Write /etc/outguard/config.toml
    #[arg(long)]
    pub system: bool,
    /// Learn whom you know from the sent mail on this computer, without asking first
    #[arg(long)]
    pub read_sent: bool,
    /// Start it as a service of systemd, without asking first
    #[arg(long)]
    pub start: bool,
    /// Ask nothing: take what is found; what is missing is an error that names its flag
    #[arg(long, visible_alias = "no-input")]
    pub yes: bool,
    /// Put a configuration that is there aside, as .bak
    #[arg(long)]
    pub force: bool,
}

/// Which program's settings.
#[derive(Clone, Debug, Args)]
pub struct ClientArgs {
    /// The mail program
    #[arg(required_unless_present = "list")]
    pub name: Option<String>,
    /// Every program, and those that cannot be set up
    #[arg(long, conflicts_with_all = ["name", "snippet"])]
    pub list: bool,
    /// Only the lines to paste
    #[arg(long)]
    pub snippet: bool,
}

/// Who rehearses.
#[derive(Clone, Debug, Args)]
pub struct TryArgs {
    /// The sender [default: the first person of the configuration]
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<Address>,
}

/// Protection of a connection, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Tls {
    /// STARTTLS, required
    Starttls,
    /// TLS from the first octet
    Implicit,
    /// None, for a server on this computer
    None,
}

impl From<Tls> for UpstreamTls {
    fn from(tls: Tls) -> UpstreamTls {
        match tls {
            Tls::Starttls => UpstreamTls::Starttls,
            Tls::Implicit => UpstreamTls::Implicit,
            Tls::None => UpstreamTls::None,
        }
    }
}

/// `outguard init`.
pub(super) async fn init(args: InitArgs, config: Option<PathBuf>, state: Option<&Path>) -> Result<u8, Failure> {
    let wishes = Wishes {
        address: args.address,
        name: args.name,
        upstream: args.upstream,
        tls: args.tls.map(UpstreamTls::from),
        ca_file: args.ca_file,
        username: args.username,
        password_file: args.password_file,
        password_command: args.password_command,
        password_credential: args.password_credential,
        no_sign_in: args.no_sign_in,
        port: args.port,
        resolver: args.resolver,
        config,
        state: state.map(Path::to_owned),
        system: args.system,
        read_sent: args.read_sent,
        start: args.start,
        yes: args.yes,
        force: args.force,
    };
    print::text(&init::run(&wishes).await?)
}

/// `outguard client`.
pub(super) fn client(args: &ClientArgs, config: &Config) -> Result<u8, Failure> {
    print::text(&match &args.name {
        Some(name) => client::settings(name, config, args.snippet)?,
        None => client::list(),
    })
}

/// `outguard try`: exit 0 when the pretend message was held.
pub(super) async fn rehearse(ops: &Ops, args: TryArgs) -> Result<u8, Failure> {
    let rehearsal = Rehearsal::prepare(ops, args.from).await?;
    let Rehearsal { sender, recipient, name, .. } = &rehearsal;
    print::text(&format!("A pretend message of {sender} to {name} <{recipient}>, who does not exist.\n"))?;
    rehearsal.will_be_held(ops).await?;
    let (id, taken) = rehearsal.hand_over(ops).await?;
    let given = Confirmation { reason: Some("rehearsal".into()), ..Confirmation::default() };
    let shown = ops.show(&id).await;
    // Whatever was shown: it does not stay.
    let (id, outcome) = ops.cancel(&id, &given).await?;
    let view = shown?;
    print::text(&match taken {
        Taken::AtDoor(door, reply) => {
            format!("Handed over at {door}, as by a mail program. The answer:\n  {reply}\n\n")
        }
        Taken::Directly => "Put into the store; no daemon with an open door runs here.\n\n".to_owned(),
    })?;
    print::show(&view, &[], false)?;
    print::text(&format!("\n$ outguard cancel {id}\n{id} {outcome}\n"))?;
    if view.state != State::Held {
        let words = format!("it was not held but {}; it was stopped before leaving", view.state.word());
        return Err(Failure::new("not_held", NOT_HELD, words).hint("outguard rules list"));
    }
    print::text("\nHeld, shown, cancelled; nothing left.\n")
}
